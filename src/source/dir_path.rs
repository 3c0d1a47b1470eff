//! A folder by its path, where a system has no handles that files are opened from: a symbolic link is looked for before
//! each step. Whoever puts one there between the look and the step is not kept out.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use super::entry::{Entry, EntryKind};

/// Folder whose path was looked at.
#[derive(Debug)]
pub(super) struct Dir(PathBuf);

impl Dir {
    /// Takes a folder by its path, which the user named: links in it are theirs.
    pub(super) fn open(path: &Path) -> Result<Self> {
        match fs::metadata(path)?.is_dir() {
            true => Ok(Self(path.to_owned())),
            false => Err(ErrorKind::NotADirectory.into()),
        }
    }

    /// Takes a folder in it.
    pub(super) fn folder(&self, name: &OsStr) -> Result<Self> {
        match self.look(name)?.0 {
            EntryKind::Folder => Ok(Self(self.0.join(name))),
            _ => Err(ErrorKind::NotADirectory.into()),
        }
    }

    /// Makes a folder in it, where there is none.
    pub(super) fn make_folder(&self, name: &OsStr) -> Result<()> {
        match fs::create_dir(self.0.join(name)) {
            Err(cause) if cause.kind() != ErrorKind::AlreadyExists => Err(cause),
            _ => Ok(()),
        }
    }

    /// Makes a file that must not be there yet, to be written.
    pub(super) fn create(&self, name: &OsStr) -> Result<File> {
        File::create_new(self.0.join(name))
    }

    /// Opens a regular file to be read.
    pub(super) fn read(&self, name: &OsStr) -> Result<File> {
        self.regular(name)?;
        File::open(self.0.join(name))
    }

    /// Opens a regular file to be read and appended to, and makes it where there is none.
    pub(super) fn append(&self, name: &OsStr) -> Result<File> {
        match self.regular(name) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
        File::options().read(true).append(true).create(true).open(self.0.join(name))
    }

    /// Renames a file of it, in place of what has the new name; a link that has it is replaced itself.
    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    /// Removes a file, or a link and not what it leads to.
    pub(super) fn remove_file(&self, name: &OsStr) -> Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Removes an empty folder.
    pub(super) fn remove_folder(&self, name: &OsStr) -> Result<()> {
        match self.look(name)?.0 {
            EntryKind::Folder => fs::remove_dir(self.0.join(name)),
            _ => Err(ErrorKind::NotADirectory.into()),
        }
    }

    /// Says what has a name, and how many bytes it has.
    pub(super) fn look(&self, name: &OsStr) -> Result<(EntryKind, u64)> {
        let found = fs::symlink_metadata(self.0.join(name))?;
        Ok((kind(found.file_type()), found.len()))
    }

    /// Lists what is in it, in any order.
    pub(super) fn entries(&self) -> Result<Vec<Entry>> {
        let entry = |entry: Result<fs::DirEntry>| {
            let entry = entry?;
            Ok(Entry { name: entry.file_name(), kind: kind(entry.file_type()?) })
        };
        fs::read_dir(&self.0)?.map(entry).collect()
    }

    /// Does nothing: folders are no files here, and renaming is synced by the system.
    pub(super) fn sync(&self) -> Result<()> {
        Ok(())
    }

    fn regular(&self, name: &OsStr) -> Result<()> {
        match self.look(name)?.0 {
            EntryKind::File => Ok(()),
            _ => Err(Error::other("not a regular file")),
        }
    }
}

fn kind(file_type: fs::FileType) -> EntryKind {
    if file_type.is_symlink() {
        EntryKind::Link
    } else if file_type.is_dir() {
        EntryKind::Folder
    } else if file_type.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_what_a_handle_does() {
        let folder = tempfile::tempdir().unwrap();
        let name = OsStr::new;
        let dir = Dir::open(folder.path()).unwrap();
        dir.make_folder(name("a")).unwrap();
        dir.make_folder(name("a")).unwrap();
        let below = dir.folder(name("a")).unwrap();
        std::io::Write::write_all(&mut below.append(name("one")).unwrap(), b"1").unwrap();
        assert_eq!(below.look(name("one")).unwrap(), (EntryKind::File, 1));
        assert!(below.create(name("one")).is_err() && below.read(name("one")).is_ok());
        below.rename(name("one"), name("two")).unwrap();
        assert_eq!(below.entries().unwrap(), [Entry { name: "two".into(), kind: EntryKind::File }]);
        assert!(dir.read(name("a")).is_err() && dir.remove_folder(name("a")).is_err());
        below.remove_file(name("two")).unwrap();
        below.sync().unwrap();
        dir.remove_folder(name("a")).unwrap();
        assert!(dir.entries().unwrap().is_empty() && Dir::open(&folder.path().join("a")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("evil")).unwrap();
        std::os::unix::fs::symlink("evil", folder.path().join("link")).unwrap();
        std::os::unix::fs::symlink("made", folder.path().join("to-file")).unwrap();
        let dir = Dir::open(folder.path()).unwrap();
        assert!(dir.folder(OsStr::new("link")).is_err() && dir.remove_folder(OsStr::new("link")).is_err());
        assert!(dir.append(OsStr::new("to-file")).is_err() && dir.read(OsStr::new("to-file")).is_err());
        assert!(!folder.path().join("made").exists());
    }
}
