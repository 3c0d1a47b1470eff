//! Writes results: a file is whole or not there.

use std::path::Path;

use crate::error::Error;
use crate::source::{AtomicFile, write_whole};

/// Writes a file whole or not at all, and makes the folders above it.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut AtomicFile) -> std::io::Result<()>,
) -> Result<(), Error> {
    write_whole(path, write).map_err(|cause| Error::io(path.to_string_lossy(), cause))
}

/// Whether an argument of `--output` or `--png` means a folder: it ends in a slash, or is one.
pub(super) fn is_folder(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir()
}
