//! Says where a result is: in a file of its own, or in a part.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::source::read_member;

/// Folder of the parts, in that of all tables.
pub(super) const FOLDER: &str = "results";

/// Whether a folder has parts.
pub(super) fn has_parts(out: &Path) -> bool {
    out.join(FOLDER).is_dir()
}

/// Place of a result in a part.
#[derive(Debug, Clone)]
pub(super) struct PlaceInPart {
    /// Path of the part.
    pub(super) path: Arc<Path>,
    /// Byte at which its member begins.
    pub(super) offset: u64,
}

impl PlaceInPart {
    /// Reads the JSON of the result.
    pub(super) fn read(&self) -> std::io::Result<Vec<u8>> {
        read_member(&self.path, self.offset)
    }
}

/// Place of a result.
#[derive(Debug)]
pub(super) enum ResultPlace {
    /// A file of its own.
    File(PathBuf),
    /// A line of a part, with all places that the document was found at in any part.
    Part(PlaceInPart, Vec<String>),
}

impl ResultPlace {
    /// The file that it is in.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Part(place, _) => &place.path,
        }
    }

    /// Reads the JSON of the result.
    pub(super) fn read(&self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::File(path) => fs::read(path),
            Self::Part(place, _) => place.read(),
        }
    }
}
