//! Finds the files that inputs lead to: those that are named, those in folders and below, and lists of paths. Each file comes
//! once.

use std::collections::BTreeSet;
#[cfg(feature = "cli")]
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::archive::ArchiveFormat;
use super::file_type::FileType;
use super::kind::{HEAD, Kind};
use super::sort::Sort;
use super::stream::read_bounded;
use crate::error::{Error, Result};

/// Most bytes of a list of paths: a million of them.
#[cfg(feature = "cli")]
const LONGEST_LIST: u64 = 256_000_000;

/// The files that inputs lead to.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read, in the order of the inputs and, in a folder, of their names; each path once.
    pub files: Vec<PathBuf>,
    /// What could not be looked into.
    pub errors: Vec<Error>,
    /// Files in folders that are of no kind that is read, by their name and their first bytes.
    pub skipped: Vec<Skipped>,
    /// The files that were named: one of no kind that is read is an error, not something to be passed over.
    pub named: BTreeSet<PathBuf>,
}

/// A file in a folder that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: FileType,
    /// Number of its bytes.
    pub bytes: u64,
}

/// Walks folders, and takes files as they are named. `without` is a folder to leave out: that of the results.
pub fn find_files(inputs: &[PathBuf], without: Option<&Path>) -> Found {
    let without = without.and_then(|folder| folder.canonicalize().ok());
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    for input in inputs {
        if input.is_dir() {
            walk(input, without.as_deref(), &mut seen, &mut found);
        } else {
            found.named.insert(input.clone());
            if seen.insert(input.clone()) {
                found.files.push(input.clone());
            }
        }
    }
    found
}

fn walk(folder: &Path, without: Option<&Path>, seen: &mut BTreeSet<PathBuf>, found: &mut Found) {
    let is_results = |entry: &DirEntry| {
        entry.file_type().is_dir()
            && without.is_some_and(|out| entry.path().canonicalize().is_ok_and(|path| path == out))
    };
    let (mut count, errors) = (0, found.errors.len());
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    for entry in entries.into_iter().filter_entry(|entry| !is_results(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                // What cannot be looked at is reported where it is read.
                if let Ok(Sort::Other(kind)) = Sort::of_file(entry.path()) {
                    if seen.insert(entry.path().to_owned()) {
                        let bytes = entry.metadata().map_or(0, |found| found.len());
                        found.skipped.push(Skipped { path: entry.into_path(), kind, bytes });
                    }
                    continue;
                }
                count += 1;
                if seen.insert(entry.path().to_owned()) {
                    found.files.push(entry.into_path());
                }
            }
            Ok(entry) => {
                // A pipe, a socket or a device: opening one may wait, and reading it never end.
                let kind = entry.metadata().ok().and_then(|found| FileType::of_metadata(&found));
                if let Some(kind) = kind.filter(|_| seen.insert(entry.path().to_owned())) {
                    found.skipped.push(Skipped { path: entry.into_path(), kind, bytes: 0 });
                }
            }
            Err(error) => {
                let name = error.path().unwrap_or(folder).to_string_lossy().into_owned();
                let cause = std::io::Error::from(error);
                found.errors.push(Error::io(name, cause));
            }
        }
    }
    if count == 0 && found.errors.len() == errors {
        let cause = std::io::Error::other(
            "there is no PDF, no picture (PNG, JPEG, JPEG 2000, TIFF), no workbook, Word file, web page or OFD, and no archive in this folder",
        );
        found.errors.push(Error::io(folder.to_string_lossy(), cause));
    }
}

/// Standard input as a list of paths, one per line or separated by NUL; `None` where it is a document (or a web page that
/// was saved as one).
pub fn list_of_paths(bytes: &[u8]) -> Option<Vec<PathBuf>> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if Kind::of(head).is_some()
        || ArchiveFormat::of(head).is_some()
        || head.is_empty()
        || head.trim_ascii_start().starts_with(b"<")
    {
        return None;
    }
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == separator).collect();
    let paths = lines.into_iter().map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let paths: Vec<PathBuf> = paths.filter(|line| !line.is_empty()).map(path_of_bytes).collect();
    // A binary file is no list: its first "path" is not there.
    let is_list = std::str::from_utf8(bytes).is_ok() || paths.first().is_some_and(|path| path.exists());
    (is_list && !paths.is_empty()).then_some(paths)
}

#[cfg(unix)]
fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// Reads standard input whole.
///
/// # Errors
/// [`Error::is_io`], and [`Error::is_too_large`] where it has no end.
pub fn read_stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    read_bounded(std::io::stdin().lock(), "-", &mut bytes)?;
    Ok(bytes)
}

/// The paths that a file lists; `None` where it is a document, or too large to be a list.
#[cfg(feature = "cli")]
pub(crate) fn list_in_file(path: &Path) -> Option<Vec<PathBuf>> {
    let file = std::fs::File::open(path).ok()?;
    let is_long = file.metadata().ok()?.len() > LONGEST_LIST;
    let mut bytes = Vec::new();
    file.take(if is_long { HEAD as u64 } else { LONGEST_LIST }).read_to_end(&mut bytes).ok()?;
    list_of_paths(&bytes).filter(|_| !is_long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_documents_in_the_order_of_their_names_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("b/out")).unwrap();
        for (name, bytes) in [
            ("b/2.PDF", "no pdf"),
            ("b/1", "junk %PDF-1.4"),
            ("a.pdf", ""),
            ("b/3", "II*\0"),
            ("b/note.txt", "x"),
            ("b/out/3.pdf", ""),
        ] {
            std::fs::write(at(name), bytes).unwrap();
        }
        let inputs = [at("a.pdf"), folder.path().to_owned(), at("b")];
        let found = find_files(&inputs, Some(&at("b/out")));
        assert_eq!(found.files, [at("a.pdf"), at("b/1"), at("b/2.PDF"), at("b/3")]);
        let note = Skipped { path: at("b/note.txt"), kind: FileType::Text, bytes: 1 };
        assert_eq!(found.skipped, [note]);
        assert_eq!(found.named.into_iter().collect::<Vec<_>>(), [at("a.pdf")]);
        assert!(found.errors.is_empty());
        std::fs::create_dir(at("none")).unwrap();
        assert_eq!(find_files(&[at("none")], None).errors.len(), 1, "a folder without documents");
    }

    #[test]
    fn a_list_is_distinguished_from_a_document() {
        let paths = |text: &[u8]| list_of_paths(text).map(|paths| paths.len());
        assert_eq!(paths("a.pdf\r\n决算.pdf\n\n".as_bytes()), Some(2));
        assert_eq!(paths(b"a\nb.pdf\0c.pdf\0"), Some(2));
        assert_eq!(paths(b"%PDF-1.7\n..."), None);
        assert_eq!(paths(b" <html>"), None);
        assert_eq!(paths(b"\xff\xfe\x00binary"), None);
        assert_eq!(paths(b""), None);
    }
}
