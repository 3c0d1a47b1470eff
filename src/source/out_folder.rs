//! Keeps what is written below the folder that the user named: it is held open, everything in it is reached from there,
//! and a symbolic link in it, which may have been put there by whoever made the folder, is an error and not followed.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::Dir;
use super::entry::{Entry, EntryKind};
use super::write::AtomicFile;
use crate::error::Linked;

/// Folder that is written to. Paths below it are relative, and have no `..`.
#[derive(Debug, Clone)]
pub(crate) struct OutFolder {
    path: PathBuf,
    dir: Arc<Dir>,
}

impl OutFolder {
    /// Opens a folder, and makes it and those above it where they are not there. The path is the user's own: a link in it
    /// is followed.
    pub(crate) fn make(path: &Path) -> Result<Self> {
        fs::create_dir_all(path)?;
        let at = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Ok(Self { path: path.to_owned(), dir: Arc::new(Dir::open(at)?) })
    }

    /// Its path, as the user gave it.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Finds the path below it that leads to the same place as `path`, where there is one.
    pub(crate) fn below(&self, path: &Path) -> Option<PathBuf> {
        let own = fs::canonicalize(&self.path).ok()?;
        let path = std::path::absolute(path).ok()?;
        // Nothing below the folder is followed to find it: a link there may lead out.
        let above = path.ancestors().find(|above| fs::canonicalize(above).is_ok_and(|above| above == own))?;
        let below = path.strip_prefix(above).ok()?;
        (!below.starts_with("..")).then(|| below.to_owned())
    }

    /// Makes a folder below, and those above it.
    pub(crate) fn make_folder(&self, below: &Path) -> Result<()> {
        self.folder(below, true).map(drop)
    }

    /// Begins a file below, and makes the folders above it. The label stands in the name of the unfinished file.
    pub(crate) fn begin(&self, below: &Path, label: &str) -> Result<AtomicFile> {
        let (dir, name) = self.place(below, true)?;
        match dir.look(&name) {
            Ok((EntryKind::Link, _)) => return Err(self.linked(below)),
            Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
        AtomicFile::begin_in(dir, name, label)
    }

    /// Opens a regular file below to be read.
    pub(crate) fn read(&self, below: &Path) -> Result<File> {
        let (dir, name) = self.place(below, false)?;
        dir.read(&name).map_err(|cause| self.explained(cause, &dir, &name, below))
    }

    /// Opens a regular file below to be read and appended to, and makes it where there is none.
    pub(crate) fn append(&self, below: &Path) -> Result<File> {
        let (dir, name) = self.place(below, false)?;
        dir.append(&name).map_err(|cause| self.explained(cause, &dir, &name, below))
    }

    /// Counts the bytes of a regular file below.
    pub(crate) fn length(&self, below: &Path) -> Result<u64> {
        let (dir, name) = self.place(below, false)?;
        match dir.look(&name)? {
            (EntryKind::File, bytes) => Ok(bytes),
            (EntryKind::Link, _) => Err(self.linked(below)),
            _ => Err(Error::other("not a regular file")),
        }
    }

    /// Removes a file below; of a link itself, and not what it leads to. Says whether there was one.
    pub(crate) fn remove_file(&self, below: &Path) -> Result<bool> {
        let removed = self.place(below, false).and_then(|(dir, name)| dir.remove_file(&name));
        match removed {
            Ok(()) => Ok(true),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(false),
            Err(cause) => Err(cause),
        }
    }

    /// Removes an empty folder below.
    pub(crate) fn remove_folder(&self, below: &Path) -> Result<()> {
        let (dir, name) = self.place(below, false)?;
        dir.remove_folder(&name)
    }

    /// Lists what is in a folder below, or in this one where the path is empty, in any order. Where `refuse` says so of
    /// its name, a link is an error.
    pub(crate) fn entries(&self, below: &Path, refuse: impl Fn(&OsStr) -> bool) -> Result<Vec<Entry>> {
        let entries = self.folder(below, false)?.entries()?;
        match entries.iter().find(|entry| entry.kind == EntryKind::Link && refuse(&entry.name)) {
            Some(link) => Err(self.linked(&below.join(&link.name))),
            None => Ok(entries),
        }
    }

    /// Finds the folder of a path below, and the last name of the path.
    fn place(&self, below: &Path, make: bool) -> Result<(Arc<Dir>, OsString)> {
        let name = below.file_name().ok_or_else(|| misplaced(below))?;
        let above = below.parent().unwrap_or(Path::new(""));
        Ok((self.folder(above, make)?, name.to_owned()))
    }

    fn folder(&self, below: &Path, make: bool) -> Result<Arc<Dir>> {
        let mut dir = Arc::clone(&self.dir);
        let mut place = PathBuf::new();
        for part in below.components() {
            let Component::Normal(name) = part else { return Err(misplaced(below)) };
            place.push(name);
            let next = match dir.folder(name) {
                Err(cause) if make && cause.kind() == ErrorKind::NotFound => {
                    dir.make_folder(name)?;
                    dir.folder(name)
                }
                opened => opened,
            };
            dir = Arc::new(next.map_err(|cause| self.explained(cause, &dir, name, &place))?);
        }
        Ok(dir)
    }

    /// Says of what could not be opened that it is a link, or no file at all, where it is one.
    fn explained(&self, cause: Error, dir: &Dir, name: &OsStr, below: &Path) -> Error {
        match dir.look(name) {
            Ok((EntryKind::Link, _)) => self.linked(below),
            Ok((EntryKind::Other, _)) => {
                let place = self.path.join(below);
                Error::other(format!("{} is a pipe, a socket or a device, and no file", place.display()))
            }
            _ => cause,
        }
    }

    fn linked(&self, below: &Path) -> Error {
        Error::other(Linked { place: self.path.join(below).to_string_lossy().into_owned() })
    }
}

/// A path that could lead out of the folder.
fn misplaced(below: &Path) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("{} is no path below the folder", below.display()))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    fn write(out: &OutFolder, below: &str, text: &str) -> Result<()> {
        let mut file = out.begin(Path::new(below), "label")?;
        file.write_all(text.as_bytes())?;
        file.finish()
    }

    fn read(out: &OutFolder, below: &str) -> Result<String> {
        let mut text = String::new();
        out.read(Path::new(below))?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn files_are_written_read_listed_and_removed_below_it() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::make(&folder.path().join("new/out")).unwrap();
        write(&out, "documents/ab/one.json", "1").unwrap();
        write(&out, "documents/ab/one.json", "12").unwrap();
        assert_eq!(read(&out, "documents/ab/one.json").unwrap(), "12");
        assert_eq!(out.length(Path::new("documents/ab/one.json")).unwrap(), 2);
        out.append(Path::new("log")).unwrap().write_all(b"a").unwrap();
        out.append(Path::new("log")).unwrap().write_all(b"b").unwrap();
        assert_eq!(read(&out, "log").unwrap(), "ab");
        let mut names: Vec<_> = out.entries(Path::new(""), |_| true).unwrap();
        names.sort_by(|a, b| a.name.cmp(&b.name));
        let kinds: Vec<_> = names.iter().map(|entry| (entry.name.to_str().unwrap(), entry.kind)).collect();
        assert_eq!(kinds, [("documents", EntryKind::Folder), ("log", EntryKind::File)]);
        let ab = Path::new("documents/ab");
        assert_eq!(out.entries(ab, |_| true).unwrap().len(), 1, "nothing unfinished stays");
        assert!(
            out.remove_file(&ab.join("one.json")).unwrap() && !out.remove_file(&ab.join("one.json")).unwrap()
        );
        out.remove_folder(ab).unwrap();
        assert!(out.entries(ab, |_| true).is_err());
    }

    #[test]
    fn a_path_cannot_lead_out_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::make(&folder.path().join("out")).unwrap();
        for below in ["../evil", "a/../../evil", "/evil", "", ".."] {
            assert!(write(&out, below, "x").is_err() && out.append(Path::new(below)).is_err(), "{below}");
        }
        assert!(!folder.path().join("evil").exists());
    }

    #[test]
    fn a_place_in_it_is_known_by_any_path() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        let out = OutFolder::make(&at("out")).unwrap();
        let below = |path: &str| out.below(&at(path)).map(|path| path.to_string_lossy().into_owned());
        assert_eq!(below("out/log").as_deref(), Some("log"));
        assert_eq!(below("out/../out/logs/log").as_deref(), Some("logs/log"));
        assert_eq!(below("out/../log"), None);
        assert_eq!(below("log"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_it_is_refused_and_what_it_leads_to_stays() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir(at("evil")).unwrap();
        std::fs::write(at("evil/secret"), "secret").unwrap();
        let out = OutFolder::make(&at("out")).unwrap();
        symlink(at("evil"), at("out/documents")).unwrap();
        symlink(at("evil/secret"), at("out/index.jsonl")).unwrap();
        symlink(at("evil/new"), at("out/dangling")).unwrap();
        let is_linked = |result: Result<()>, link: &str| {
            let message = result.unwrap_err().to_string();
            assert!(message.contains(link) && message.contains("symbolic link"), "{message}");
        };
        is_linked(write(&out, "documents/ab/x", "x"), "out/documents");
        is_linked(write(&out, "index.jsonl", "x"), "out/index.jsonl");
        is_linked(write(&out, "dangling", "x"), "out/dangling");
        is_linked(out.append(Path::new("index.jsonl")).map(drop), "out/index.jsonl");
        is_linked(out.append(Path::new("dangling")).map(drop), "out/dangling");
        is_linked(out.append(Path::new("documents/new")).map(drop), "out/documents");
        is_linked(out.read(Path::new("index.jsonl")).map(drop), "out/index.jsonl");
        is_linked(out.length(Path::new("index.jsonl")).map(drop), "out/index.jsonl");
        is_linked(out.make_folder(Path::new("documents/ab")), "out/documents");
        is_linked(out.remove_file(Path::new("documents/secret")).map(drop), "out/documents");
        is_linked(out.entries(Path::new("documents"), |_| true).map(drop), "out/documents");
        is_linked(out.entries(Path::new(""), |name| name == "dangling").map(drop), "out/dangling");
        assert_eq!(out.entries(Path::new(""), |_| false).unwrap().len(), 3);
        assert!(out.remove_file(Path::new("index.jsonl")).unwrap(), "the link itself");
        assert_eq!(std::fs::read_dir(at("evil")).unwrap().count(), 1);
        assert_eq!(std::fs::read_to_string(at("evil/secret")).unwrap(), "secret");
    }

    /// Somebody moves the folder away and puts a link in its place while it is being written.
    #[cfg(unix)]
    #[test]
    fn a_link_that_is_put_there_meanwhile_does_not_help() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir(at("evil")).unwrap();
        let out = OutFolder::make(&at("out")).unwrap();
        let mut file = out.begin(Path::new("documents/one"), "label").unwrap();
        std::fs::rename(at("out/documents"), at("out/moved")).unwrap();
        std::os::unix::fs::symlink(at("evil"), at("out/documents")).unwrap();
        file.write_all(b"1").unwrap();
        file.finish().unwrap();
        drop(out.begin(Path::new("two"), "label").unwrap());
        assert_eq!(std::fs::read_to_string(at("out/moved/one")).unwrap(), "1");
        assert_eq!(std::fs::read_dir(at("evil")).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_it_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("index.jsonl");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let out = OutFolder::make(folder.path()).unwrap();
        let name = Path::new("index.jsonl");
        assert!(out.read(name).is_err() && out.append(name).is_err() && out.length(name).is_err());
    }
}
