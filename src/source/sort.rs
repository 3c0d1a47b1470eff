//! Sorts files by what is done with them: read as a document, opened as an archive, or named as something else.

use std::path::Path;

use super::archive::ArchiveFormat;
use super::file_type::{FileType, Streams};
use super::kind::{BLOCK, HEAD, Kind};
use crate::error::{Error, Result};

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// It is a document by its bytes, or by its name: what was saved as .pdf and is none is a download that failed, and has
    /// to be reported.
    Document,
    /// It begins like an archive.
    Archive,
    /// It is an archive by its name, and none by its bytes.
    NoArchive,
    /// It is not read.
    Other(FileType),
}

impl Sort {
    /// Looks at a file.
    ///
    /// # Errors
    /// [`Error::is_io`] where it cannot be opened or read.
    pub fn of_file(path: &Path) -> Result<Self> {
        use std::io::Read;
        let look = || -> std::io::Result<Self> {
            // Opening a pipe would wait for its writer; reading the document reports what is wrong.
            if !std::fs::metadata(path)?.is_file() {
                return Ok(Self::Document);
            }
            let mut file = std::fs::File::open(path)?;
            let mut head = Vec::new();
            file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
            if ArchiveFormat::of(&head).is_some() {
                return Ok(Self::Archive);
            }
            let sort = Self::of_member(&head, path);
            if sort != Self::Other(FileType::Ole) {
                return Ok(sort);
            }
            let mut streams = Streams::default();
            let mut block = vec![0; BLOCK];
            loop {
                match file.read(&mut block)? {
                    0 => return Ok(Self::of_type(streams.found())),
                    count => streams.feed(block.get(..count).unwrap_or_default()),
                }
            }
        };
        look().map_err(|cause| Error::io(path.to_string_lossy(), cause))
    }

    /// Looks at bytes that have no name.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        if ArchiveFormat::of(head).is_some() { Self::Archive } else { Self::of_member(head, Path::new("-")) }
    }

    /// Looks at a member of an archive by its first bytes and its name.
    pub(super) fn of_member(head: &[u8], name: &Path) -> Self {
        let kind = FileType::of(head);
        if kind == FileType::AppleDouble {
            Self::Other(kind)
        } else if Kind::is_name(name) || (ArchiveFormat::of(head).is_none() && Kind::of(head).is_some()) {
            Self::Document
        } else if ArchiveFormat::of(head).is_some() {
            Self::Archive
        } else if ArchiveFormat::is_name(name) {
            Self::NoArchive
        } else {
            Self::of_type(kind)
        }
    }

    fn of_type(kind: FileType) -> Self {
        if kind.is_read() { Self::Document } else { Self::Other(kind) }
    }
}
