//! Opens documents from paths, folders and standard input; each is read whole.
//!
//! It is the only place that opens what is read. Folders and lists of paths become files in [`find_files`], archives their
//! members in [`archive`]. A font to draw with ([`CjkFont`]) and the weights of text recognition ([`OcrModels`]) are found here too.

pub mod archive;
mod cjk_font;
#[cfg(feature = "office")]
mod compound;
#[cfg(unix)]
mod dir_handle;
#[cfg(any(not(unix), test))]
#[cfg_attr(unix, allow(dead_code, reason = "tested here, used elsewhere"))]
mod dir_path;
#[cfg_attr(not(all(feature = "cli", feature = "panel")), allow(dead_code, reason = "as of `write`"))]
mod entry;
mod file_type;
#[cfg_attr(not(feature = "panel"), allow(dead_code, reason = "only tables are made of parts"))]
mod gzip_members;
mod hash;
mod holds;
mod kind;
mod ocr_models;
#[cfg(any(feature = "archives", feature = "office"))]
mod office_type;
#[cfg_attr(not(all(feature = "cli", feature = "panel")), allow(dead_code, reason = "as of `write`"))]
mod out_folder;
#[cfg(feature = "office")]
mod package;
mod sort;
mod stream;
mod walk;
mod weights;
#[cfg_attr(
    not(all(feature = "cli", feature = "panel")),
    allow(dead_code, reason = "the program and tables write in more ways than a folder of results")
)]
mod write;

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
pub(crate) use cjk_font::FONT_REMEDY;
pub use cjk_font::{CJK_FONT_VARIABLE, CjkFont, FontBytes};
#[cfg(feature = "office")]
pub(crate) use compound::Compound;
#[cfg(unix)]
use dir_handle::Dir;
#[cfg(not(unix))]
use dir_path::Dir;
pub(crate) use entry::EntryKind;
pub use file_type::FileType;
#[cfg(feature = "panel")]
pub(crate) use gzip_members::{each_member, read_member};
pub(crate) use hash::{hex, sha256_of};
pub(crate) use holds::{file_may_hold_files, may_hold_files};
use kind::BLOCK;
pub use kind::Kind;
pub use ocr_models::{MODELS_VARIABLE, Manifest, OcrModels, OcrWeights, WeightsFile, manifest};
pub(crate) use out_folder::OutFolder;
#[cfg(feature = "office")]
pub use package::Package;
pub use sort::Sort;
#[cfg(feature = "cli")]
pub(crate) use stream::{keep_pipe, keep_stdin};
#[cfg(feature = "cli")]
pub(crate) use walk::list_in_file;
pub use walk::{Found, Skipped, find_files, list_of_paths, read_stdin};
pub(crate) use weights::{glyph_weights, number_weights, word_weights};
pub(crate) use write::AtomicFile;
#[cfg(feature = "cli")]
pub(crate) use write::TemporaryFile;
#[cfg(any(feature = "cli", feature = "panel"))]
pub(crate) use write::own_label;
#[cfg(feature = "cli")]
pub(crate) use write::write_whole;

/// The bytes of one document and where they were found.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name that the caller gave: a path, or `-` for standard input.
    pub name: String,
    /// The bytes as they were found.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, in lower-case hexadecimal: the identity of the document.
    pub sha256: String,
}

impl Source {
    /// A document that is already in memory.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let sha256 = sha256_of(&bytes);
        Self { name: name.into(), bytes, sha256 }
    }

    /// What it is, by its first bytes; `None` where it is nothing that is read.
    #[doc(hidden)]
    pub fn kind(&self) -> Option<Kind> {
        Kind::of(&self.bytes)
    }

    /// What it is, where it is a document of an office program, a web page or OFD, and this build reads those.
    #[doc(hidden)]
    pub fn office_type(&self) -> Option<FileType> {
        #[cfg(feature = "office")]
        let found = Some(office_type::of_whole(&self.bytes)).filter(|found| found.is_read());
        #[cfg(not(feature = "office"))]
        let found = None;
        found
    }

    /// Reads a file, or standard input where the path is `-`.
    ///
    /// # Errors
    /// [`Error::is_io`] where it cannot be opened or read.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.to_string_lossy().into_owned();
        if name == "-" {
            return Ok(Self::from_bytes(name, read_stdin()?));
        }
        Self::open_as(path, name)
    }

    /// Reads a file, or what comes through a pipe, under another name than its path.
    ///
    /// # Errors
    /// [`Error::is_io`] where it cannot be opened or read, or is a device, and [`Error::is_too_large`].
    pub fn open_as(path: &Path, name: impl Into<String>) -> Result<Self> {
        let name = name.into();
        let bytes = stream::read_document(path, &name)?;
        Ok(Self::from_bytes(name, bytes))
    }

    /// SHA-256 of a file that need not fit into memory.
    ///
    /// # Errors
    /// [`Error::is_io`] where it is no file, or cannot be opened or read.
    pub fn identity(path: &Path) -> Result<String> {
        let hash = || -> std::io::Result<String> {
            // Opening a pipe would wait for its writer.
            if !std::fs::metadata(path)?.is_file() {
                let kind = FileType::of_special(path).map(|kind| format!("a {kind}, and no file"));
                return Err(std::io::Error::other(kind.unwrap_or_else(|| "not a regular file".to_owned())));
            }
            let mut file = std::fs::File::open(path)?;
            let mut hash = Sha256::new();
            let mut block = vec![0; BLOCK];
            loop {
                match file.read(&mut block)? {
                    0 => return Ok(hex(hash.finalize())),
                    count => hash.update(block.get(..count).unwrap_or_default()),
                }
            }
        };
        hash().map_err(|cause| Error::io(path.to_string_lossy(), cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identity_is_the_sha256_of_the_bytes() {
        let source = Source::from_bytes("a.pdf", b"abc".to_vec());
        assert_eq!(source.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
