//! Where documents come from: paths and standard input, read whole.
//!
//! The only place that opens files. Archives and folders will join here. A font to draw with is found here too
//! ([`CjkFont`]).

mod cjk_font;

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
pub use cjk_font::{CJK_FONT_VARIABLE, CjkFont, FontBytes};

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
        let sha256 = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        Self { name: name.into(), bytes, sha256 }
    }

    /// Reads a file, or standard input where the path is `-`.
    ///
    /// # Errors
    /// [`Error::is_io`] where it cannot be opened or read.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        let read = if name == "-" {
            std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
        } else {
            std::fs::read(path).map(|found| bytes = found)
        };
        read.map_err(|cause| Error::io(&name, cause))?;
        Ok(Self::from_bytes(name, bytes))
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
