//! Writes files whole or not at all: beside their place, synced to the disk, and renamed. What is no file and no folder,
//! `/dev/null` or a pipe, is written into as it is: a rename would put a file in its place, for everybody on the machine.

use std::fs::{self, File};
use std::io::{BufWriter, IntoInnerError, Result, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempPath};

/// Characters of the name that an unfinished file repeats: a name has at most 255 bytes, and a Chinese character has 3.
const MOST_OF_NAME: usize = 40;

/// A file that has its name only when it is whole; dropped before, nothing of it stays.
///
/// A process that is killed leaves the unfinished file: hidden, and named
/// `.<name>.<random>.<label>.part`.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    place: PathBuf,
    file: BufWriter<File>,
    /// None where the place is written into as it is.
    unfinished: Option<TempPath>,
}

impl AtomicFile {
    /// Begins a file, and makes the folders above it.
    pub(crate) fn begin(place: &Path) -> Result<Self> {
        Self::begin_labelled(place, &std::process::id().to_string())
    }

    /// The same with a label in the name of the unfinished file, so that whoever writes to the same folder can tell
    /// which were its own.
    pub(crate) fn begin_labelled(place: &Path, label: &str) -> Result<Self> {
        if fs::metadata(place).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            let file = BufWriter::new(File::options().write(true).open(place)?);
            return Ok(Self { place: place.to_owned(), file, unfinished: None });
        }
        let folder = folder_of(place);
        fs::create_dir_all(folder)?;
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name.chars().take(MOST_OF_NAME).collect();
        let (prefix, suffix) = (format!(".{name}."), format!(".{label}.part"));
        // Made and written as any new file: who may read it is the user's mask's to say, and errors are those of the system,
        // without the random name.
        let create = |path: &Path| File::create_new(path);
        let made = Builder::new().prefix(&prefix).suffix(&suffix).make_in(folder, create)?;
        let (file, unfinished) = made.into_parts();
        Ok(Self { place: place.to_owned(), file: BufWriter::new(file), unfinished: Some(unfinished) })
    }

    /// Gives the file its name, in place of what had it: the bytes are on the disk before, and the name after.
    pub(crate) fn finish(self) -> Result<()> {
        let Self { place, file, unfinished } = self;
        let file = file.into_inner().map_err(IntoInnerError::into_error)?;
        let Some(unfinished) = unfinished else { return Ok(()) };
        file.sync_all()?;
        unfinished.persist(&place).map_err(|error| error.error)?;
        sync_folder(folder_of(&place))
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.file.flush()
    }
}

/// A file with bytes that came from elsewhere, for whoever wants a path; gone when this is dropped.
#[derive(Debug)]
pub(crate) struct TemporaryFile(NamedTempFile);

impl TemporaryFile {
    /// Keeps bytes in a file.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self> {
        let mut file = NamedTempFile::new()?;
        file.write_all(bytes)?;
        Ok(Self(file))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Write for TemporaryFile {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}

/// Writes a file whole or not at all, and makes the folders above it.
pub(crate) fn write_whole(place: &Path, write: impl FnOnce(&mut AtomicFile) -> Result<()>) -> Result<()> {
    let mut file = AtomicFile::begin(place)?;
    write(&mut file)?;
    file.finish()
}

/// The folder that a file is in; the current one for a mere name.
fn folder_of(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts the names of a folder on the disk. Where a folder cannot be opened, or a file system does not sync folders, it
/// does so in its own time.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<()> {
    use std::io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(cause) if matches!(cause.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Elsewhere folders are no files, and renaming is synced by the system.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("above/a.json");
        write_whole(&place, |file| file.write_all(b"one")).unwrap();
        let failed = write_whole(&place, |file| {
            file.write_all(b"two")?;
            Err(std::io::Error::other("on purpose"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "on purpose");
        assert_eq!(fs::read(&place).unwrap(), b"one");
        assert_eq!(names(place.parent().unwrap()), ["a.json"], "nothing unfinished stays");

        let unfinished = AtomicFile::begin_labelled(&place, "1-of-4").unwrap();
        let hidden = &names(place.parent().unwrap())[0];
        assert!(hidden.starts_with(".a.json.") && hidden.ends_with(".1-of-4.part"), "{hidden}");
        unfinished.finish().unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_or_pipe_is_written_into_and_stays_one() {
        use std::io::Read;
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = pipe.clone();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            File::open(reader).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        write_whole(&pipe, |file| file.write_all(b"one")).unwrap();
        assert_eq!(reader.join().unwrap(), "one");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(names(folder.path()), ["pipe"]);
    }

    #[test]
    fn an_error_does_not_show_the_name_of_the_unfinished_file() {
        let folder = tempfile::tempdir().unwrap();
        let label = "a".repeat(300);
        let error = AtomicFile::begin_labelled(&folder.path().join("a.json"), &label).unwrap_err();
        assert!(error.raw_os_error().is_some() && !error.to_string().contains("part"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn who_may_read_it_is_as_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        write_whole(&folder.path().join("a"), |file| file.write_all(b"a")).unwrap();
        fs::write(folder.path().join("b"), b"b").unwrap();
        assert_eq!(mode("a"), mode("b"));
    }
}
