//! Writes results: a file is whole or not there.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Writes beside the place and renames, making the folders above.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<(), Error> {
    let write_and_rename = || -> std::io::Result<()> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(format!(".{}.part", std::process::id()));
        let unfinished = PathBuf::from(unfinished);
        let mut file = BufWriter::new(File::create(&unfinished)?);
        let written = write(&mut file).and_then(|()| file.flush());
        if let Err(cause) = written.and_then(|()| std::fs::rename(&unfinished, path)) {
            let _ = std::fs::remove_file(&unfinished);
            return Err(cause);
        }
        Ok(())
    };
    write_and_rename().map_err(|cause| Error::io(path.to_string_lossy(), cause))
}

/// Whether an argument of `--output` or `--png` means a folder: it ends in a slash, or is one.
pub(super) fn is_folder(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir()
}
