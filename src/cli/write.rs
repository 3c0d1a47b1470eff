//! Writes results: a file is whole or not there.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A file that is written beside its place; unless it is finished, nothing of it stays.
pub(super) struct Unfinished {
    place: PathBuf,
    beside: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Unfinished {
    /// Begins it, making the folders above.
    pub(super) fn begin(place: &Path) -> std::io::Result<Self> {
        if let Some(folder) = place.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let mut beside = place.as_os_str().to_owned();
        beside.push(format!(".{}.part", std::process::id()));
        let beside = PathBuf::from(beside);
        let file = Some(BufWriter::new(File::create(&beside)?));
        Ok(Self { place: place.to_owned(), beside, file })
    }

    /// Puts it in its place.
    pub(super) fn finish(mut self) -> std::io::Result<()> {
        if let Some(mut file) = self.file.take() {
            file.flush()?;
            drop(file);
            std::fs::rename(&self.beside, &self.place)?;
        }
        Ok(())
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone already where it was put in its place.
        let _ = std::fs::remove_file(&self.beside);
    }
}

/// Writes beside the place and renames, making the folders above.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut Unfinished) -> std::io::Result<()>,
) -> Result<(), Error> {
    let write_and_rename = || -> std::io::Result<()> {
        let mut file = Unfinished::begin(path)?;
        write(&mut file)?;
        file.finish()
    };
    write_and_rename().map_err(|cause| Error::io(path.to_string_lossy(), cause))
}

/// Whether an argument of `--output` or `--png` means a folder: it ends in a slash, or is one.
pub(super) fn is_folder(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir()
}
