//! Writes results: a file is whole or not there.

use std::path::Path;

use crate::error::Error;
use crate::source::{AtomicFile, OutFolder, own_label, write_whole};

/// Writes a file whole or not at all, and makes the folders above it.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut AtomicFile) -> std::io::Result<()>,
) -> Result<(), Error> {
    write_whole(path, write).map_err(|cause| Error::io(path.to_string_lossy(), cause))
}

/// Writes a file of this name in a folder, whole or not at all, and makes the folder. A link that has the name is an
/// error.
pub(super) fn write_below(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut AtomicFile) -> std::io::Result<()>,
) -> Result<(), Error> {
    let written = || {
        let mut file = OutFolder::make(folder)?.begin(Path::new(name), &own_label())?;
        write(&mut file)?;
        file.finish()
    };
    written().map_err(|cause| Error::io(folder.join(name).to_string_lossy(), cause))
}

/// Whether an argument of `--output` or `--png` means a folder: it ends in a slash, or is one.
pub(super) fn is_folder(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir()
}
