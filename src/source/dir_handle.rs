//! A folder by its handle, on Unix: what is in it is reached from the open folder, so that nobody can put another in its
//! place meanwhile, and a symbolic link in it is never followed.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Error, Result};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::{fs, io::Errno};

use super::entry::{Entry, EntryKind};

/// Open folder.
#[derive(Debug)]
pub(super) struct Dir(OwnedFd);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
/// Neither a link is followed, nor does a pipe wait for whoever is at its other end.
const NO_LINK: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// Who may read a new file or folder is the user's mask's to say.
const FILE_MODE: Mode = Mode::from_raw_mode(0o666);
const FOLDER_MODE: Mode = Mode::from_raw_mode(0o777);

impl Dir {
    /// Opens a folder by its path, which the user named: links in it are theirs.
    pub(super) fn open(path: &Path) -> Result<Self> {
        Ok(Self(fs::open(path, FOLDER, Mode::empty()).or_else(|cause| {
            // A folder that may be written and not listed.
            let unlisted = unlisted_flags().filter(|_| cause == Errno::ACCESS).ok_or(cause)?;
            fs::open(path, unlisted, Mode::empty())
        })?))
    }

    /// Opens a folder in it.
    pub(super) fn folder(&self, name: &OsStr) -> Result<Self> {
        let open = |flags| fs::openat(&self.0, name, flags | OFlags::NOFOLLOW, Mode::empty());
        Ok(Self(open(FOLDER).or_else(|cause| {
            let unlisted = unlisted_flags().filter(|_| cause == Errno::ACCESS).ok_or(cause)?;
            open(unlisted)
        })?))
    }

    /// Makes a folder in it, where there is none.
    pub(super) fn make_folder(&self, name: &OsStr) -> Result<()> {
        match fs::mkdirat(&self.0, name, FOLDER_MODE) {
            Err(cause) if cause != Errno::EXIST => Err(cause.into()),
            _ => Ok(()),
        }
    }

    /// Makes a file that must not be there yet, to be written.
    pub(super) fn create(&self, name: &OsStr) -> Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | NO_LINK;
        Ok(fs::openat(&self.0, name, flags, FILE_MODE)?.into())
    }

    /// Opens a regular file to be read.
    pub(super) fn read(&self, name: &OsStr) -> Result<File> {
        regular(fs::openat(&self.0, name, OFlags::RDONLY | NO_LINK, Mode::empty())?)
    }

    /// Opens a regular file to be read and appended to, and makes it where there is none.
    pub(super) fn append(&self, name: &OsStr) -> Result<File> {
        let flags = OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | NO_LINK;
        regular(fs::openat(&self.0, name, flags, FILE_MODE)?)
    }

    /// Renames a file of it, in place of what has the new name; a link that has it is replaced itself.
    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        Ok(fs::renameat(&self.0, from, &self.0, to)?)
    }

    /// Removes a file, or a link and not what it leads to.
    pub(super) fn remove_file(&self, name: &OsStr) -> Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub(super) fn remove_folder(&self, name: &OsStr) -> Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Says what has a name, and how many bytes it has.
    pub(super) fn look(&self, name: &OsStr) -> Result<(EntryKind, u64)> {
        let found = fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        let bytes = u64::try_from(found.st_size).unwrap_or_default();
        Ok((kind(FileType::from_raw_mode(found.st_mode)), bytes))
    }

    /// Lists what is in it, in any order.
    pub(super) fn entries(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = OsString::from(OsStr::from_bytes(entry.file_name().to_bytes()));
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems do not say.
                FileType::Unknown => self.look(&name)?.0,
                known => kind(known),
            };
            entries.push(Entry { name, kind });
        }
        Ok(entries)
    }

    /// Puts its names on the disk. Where a folder cannot be read, or a file system does not sync folders, it does so in
    /// its own time.
    pub(super) fn sync(&self) -> Result<()> {
        match fs::fsync(&self.0) {
            Ok(())
            | Err(Errno::INVAL | Errno::ACCESS | Errno::PERM | Errno::NOTSUP | Errno::BADF | Errno::ROFS) => {
                Ok(())
            }
            Err(cause) => Err(cause.into()),
        }
    }
}

/// How to open a folder that may not be listed; not every system knows it.
fn unlisted_flags() -> Option<OFlags> {
    #[cfg(target_os = "linux")]
    let flags = Some(OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC);
    #[cfg(not(target_os = "linux"))]
    let flags = None;
    flags
}

fn kind(file_type: FileType) -> EntryKind {
    match file_type {
        FileType::Symlink => EntryKind::Link,
        FileType::Directory => EntryKind::Folder,
        FileType::RegularFile => EntryKind::File,
        _ => EntryKind::Other,
    }
}

fn regular(file: OwnedFd) -> Result<File> {
    let found = fs::fstat(&file)?;
    match kind(FileType::from_raw_mode(found.st_mode)) {
        EntryKind::File => Ok(file.into()),
        _ => Err(Error::other("not a regular file")),
    }
}
