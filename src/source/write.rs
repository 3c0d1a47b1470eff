//! Writes files whole or not at all: beside their place, synced to the disk, and renamed. What is no file and no folder,
//! `/dev/null` or a pipe, is written into as it is: a rename would put a file in its place, for everybody on the machine.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, IntoInnerError, Result, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use tempfile::{Builder, NamedTempFile};

use super::Dir;

/// Characters of the name that an unfinished file repeats: a name has at most 255 bytes, and a Chinese character has 3.
const MOST_OF_NAME: usize = 40;

/// A file that has its name only when it is whole; dropped before, nothing of it stays.
///
/// A process that is killed leaves the unfinished file: hidden, and named
/// `.<name>.<random>.<label>.part`.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    file: BufWriter<File>,
    /// None where the place is written into as it is.
    unfinished: Option<Unfinished>,
}

impl AtomicFile {
    /// Begins a file at a place that the user named, and makes the folders above it.
    pub(crate) fn begin(place: &Path) -> Result<Self> {
        if fs::metadata(place).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            let file = BufWriter::new(File::options().write(true).open(place)?);
            return Ok(Self { file, unfinished: None });
        }
        let folder = folder_of(place);
        fs::create_dir_all(folder)?;
        let name = place.file_name().unwrap_or_default();
        Self::begin_in(Arc::new(Dir::open(folder)?), name.to_owned(), &own_label())
    }

    /// Begins a file in an open folder, whatever has its name there now. A label in the name of the unfinished file tells
    /// whoever writes to the same folder which were its own.
    pub(super) fn begin_in(folder: Arc<Dir>, name: OsString, label: &str) -> Result<Self> {
        let begin: String = name.to_string_lossy().chars().take(MOST_OF_NAME).collect();
        let (prefix, suffix) = (format!(".{begin}."), format!(".{label}.part"));
        // Made and written as any new file: who may read it is the user's mask's to say, and errors are those of the system,
        // without the random name. Only names are made here, and what has them is removed by its folder.
        let create = |path: &Path| folder.create(path.file_name().unwrap_or_default());
        let mut names = Builder::new();
        let names = names.prefix(&prefix).suffix(&suffix).disable_cleanup(true);
        let (file, path) = names.make_in("", create)?.into_parts();
        let now = path.file_name().unwrap_or_default().to_owned();
        let unfinished = Unfinished { folder, now, name, is_kept: false };
        Ok(Self { file: BufWriter::new(file), unfinished: Some(unfinished) })
    }

    /// Gives the file its name, in place of what had it: the bytes are on the disk before, and the name after.
    pub(crate) fn finish(self) -> Result<()> {
        let Self { file, unfinished } = self;
        let file = file.into_inner().map_err(IntoInnerError::into_error)?;
        let Some(unfinished) = unfinished else { return Ok(()) };
        file.sync_all()?;
        unfinished.rename()
    }
}

/// Label of the unfinished files of whoever needs none: the number of the process.
pub(crate) fn own_label() -> String {
    std::process::id().to_string()
}

/// Name of a file that is not whole yet; it is removed where it does not become so.
#[derive(Debug)]
struct Unfinished {
    folder: Arc<Dir>,
    now: OsString,
    name: OsString,
    is_kept: bool,
}

impl Unfinished {
    fn rename(mut self) -> Result<()> {
        self.folder.rename(&self.now, &self.name)?;
        self.is_kept = true;
        self.folder.sync()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = self.folder.remove_file(&self.now);
        }
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

impl Seek for AtomicFile {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.file.seek(to)
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

        let folder_above = Arc::new(Dir::open(place.parent().unwrap()).unwrap());
        let unfinished = AtomicFile::begin_in(folder_above, "a.json".into(), "1-of-4").unwrap();
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
        let folder = Arc::new(Dir::open(folder.path()).unwrap());
        let error = AtomicFile::begin_in(folder, "a.json".into(), &label).unwrap_err();
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
