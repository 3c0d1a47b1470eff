//! Opens Microsoft's compound files (MS-CFB), of which workbooks and Word files before 2007 are made, and gives their streams.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use crate::error::{Error, Result};

/// Most bytes of a stream: of a document with pictures the largest.
const STREAM_BYTES: u64 = 256_000_000;

/// A compound file.
pub(crate) struct Compound<'b> {
    /// Name of the file, for errors.
    name: String,
    file: CompoundFile<Cursor<&'b [u8]>>,
}

impl<'b> Compound<'b> {
    /// Opens the directory. `name` is that of the file, for errors.
    ///
    /// # Errors
    /// [`Error::is_damaged`] where it is no compound file or its directory is damaged, [`Error::is_locked`] where it holds a
    /// document of Office since 2007 that needs a password.
    pub(crate) fn open(name: &str, bytes: &'b [u8]) -> Result<Self> {
        let file = CompoundFile::open(Cursor::new(bytes))
            .map_err(|error| Error::damaged_package(name, &error.to_string()))?;
        let compound = Self { name: name.to_owned(), file };
        match compound.has("EncryptedPackage") {
            true => Err(Error::encryption(name)),
            false => Ok(compound),
        }
    }

    /// Whether it has a stream of this name at its top.
    pub(crate) fn has(&self, stream: &str) -> bool {
        self.file.is_stream(stream)
    }

    /// The bytes of a stream; `None` where there is none.
    ///
    /// # Errors
    /// [`Error::is_damaged`] where it is not whole, [`Error::is_too_large`].
    pub(crate) fn stream(&mut self, stream: &str) -> Result<Option<Vec<u8>>> {
        if !self.has(stream) {
            return Ok(None);
        }
        let damaged =
            |error: std::io::Error| Error::damaged_package(&self.name, &format!("{stream}: {error}"));
        let opened = self.file.open_stream(stream).map_err(damaged)?;
        let length = opened.len();
        let mut bytes = Vec::new();
        opened.take(STREAM_BYTES + 1).read_to_end(&mut bytes).map_err(damaged)?;
        if bytes.len() as u64 > STREAM_BYTES {
            let limit = usize::try_from(STREAM_BYTES).unwrap_or(usize::MAX);
            return Err(Error::too_large(&self.name, "bytes in a stream", bytes.len(), limit));
        }
        if (bytes.len() as u64) < length {
            return Err(Error::damaged_package(&self.name, &format!("{stream} ends before its last byte")));
        }
        Ok(Some(bytes))
    }
}
