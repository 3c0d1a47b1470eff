//! Finds results whose file is gone, or was replaced by another of its name: a report that was published again, mostly.
//!
//! A file was replaced where its bytes are no longer those that were read. It is only read where that may be: where two
//! results are of one name, or it is younger than its result. A member of an archive goes with the archive; whether it was
//! replaced is not known without opening that.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::source::Source;

/// Document whose file is not where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostFile {
    /// The first place that it was found at.
    pub source: String,
    /// Whether another file has its name now.
    pub is_replaced: bool,
}

/// Document of a folder of results, as far as its files matter.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// SHA-256 of its bytes.
    pub(super) document: &'a str,
    /// All places that it was found at.
    pub(super) sources: &'a [String],
    /// The file of its result.
    pub(super) result: PathBuf,
}

/// Takes the documents of a folder, one after the other.
pub(super) type KnownVisitor<'a> = dyn FnMut(&Known<'_>) + 'a;

/// Documents whose files are lost, by their hash.
#[derive(Debug, Default)]
pub(super) struct LostFiles {
    lost: BTreeMap<String, LostFile>,
    documents: usize,
}

/// State of one of the places of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    There,
    Replaced,
    Gone,
}

impl LostFiles {
    /// Looks for the file of each document; `each` gives them all, twice.
    pub(super) fn find<E>(each: impl Fn(&mut KnownVisitor) -> Result<(), E>) -> Result<Self, E> {
        let (mut once, mut twice) = (FxHashSet::default(), FxHashSet::default());
        each(&mut |known| {
            for source in known.sources {
                let name = hash(source);
                if !once.insert(name) {
                    twice.insert(name);
                }
            }
        })?;
        drop(once);
        let mut found = Self::default();
        each(&mut |known| {
            found.documents += 1;
            let state = |source: &String| state_of(known, source, twice.contains(&hash(source)));
            let states: Vec<State> = known.sources.iter().map(state).collect();
            if states.contains(&State::There) {
                return;
            }
            let source = known.sources.first().cloned().unwrap_or_default();
            let lost = LostFile { source, is_replaced: states.contains(&State::Replaced) };
            found.lost.insert(known.document.to_owned(), lost);
        })?;
        Ok(found)
    }

    /// Whether a document is lost.
    pub(super) fn has(&self, document: &str) -> bool {
        self.lost.contains_key(document)
    }

    /// Whether not one file is where it was read: mostly the program runs in another folder than it did then.
    pub(super) fn are_all(&self) -> bool {
        self.documents > 0 && self.lost.len() == self.documents
    }

    /// Lists them in the order of their names.
    pub(super) fn into_list(self) -> Vec<LostFile> {
        let mut list: Vec<LostFile> = self.lost.into_values().collect();
        list.sort_by(|a, b| a.source.cmp(&b.source));
        list
    }
}

/// Tells for the seldom case of two names of one hash too much: that a file is read.
fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Says whether a document is still at one of its places. `is_shared` are places at which several were found.
fn state_of(known: &Known<'_>, source: &str, is_shared: bool) -> State {
    let path = Path::new(source);
    let found = fs::metadata(path);
    // What may not be looked at may be there.
    if found.as_ref().is_err_and(|cause| !is_gone(cause)) {
        return State::There;
    }
    let Ok(found) = found else {
        let archive = source.match_indices('!').map(|(at, _)| source.get(..at).unwrap_or_default());
        let is_member =
            archive.filter(|archive| !archive.is_empty()).any(|archive| Path::new(archive).is_file());
        return if is_member { State::There } else { State::Gone };
    };
    let read = fs::metadata(&known.result).and_then(|result| result.modified());
    let is_younger = matches!((found.modified(), read), (Ok(file), Ok(result)) if file > result);
    if !(is_shared || is_younger) || !found.is_file() {
        return State::There;
    }
    match Source::identity(path) {
        Ok(sha256) if sha256 == known.document => State::There,
        Ok(_) => State::Replaced,
        Err(_) => State::There,
    }
}

/// Whether a path leads nowhere: its end is not there, or a part of it is a file.
fn is_gone(cause: &std::io::Error) -> bool {
    matches!(cause.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::sha256_of;

    /// Which of these documents are lost; each is what its file had when it was read, and its places.
    fn lost(documents: &[(&str, &[String])], result: &Path) -> Vec<(String, bool)> {
        let found = LostFiles::find(|visit| {
            for (text, sources) in documents {
                let document = sha256_of(text.as_bytes());
                visit(&Known { document: &document, sources, result: result.to_path_buf() });
            }
            Ok::<(), ()>(())
        });
        let found = found.unwrap();
        found.into_list().into_iter().map(|lost| (lost.source, lost.is_replaced)).collect()
    }

    #[test]
    fn files_that_are_gone_and_replaced_ones_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let name = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let result = folder.path().join("result");
        for (file, text) in [("a.pdf", "a"), ("b.pdf", "new"), ("c.zip", "z"), ("f.pdf", "f"), ("result", "")]
        {
            fs::write(folder.path().join(file), text).unwrap();
        }
        let one = |file: &str| vec![name(file)];
        let (a, old, new, member, gone) =
            (one("a.pdf"), one("b.pdf"), one("b.pdf"), one("c.zip!/d.pdf"), one("e.pdf"));
        let both = vec![name("gone.pdf"), name("f.pdf")];
        let found = lost(
            &[("a", &a), ("old", &old), ("new", &new), ("d", &member), ("e", &gone), ("both", &both)],
            &result,
        );
        // `both` is of two files, of which one is there; what it has is not looked at where nothing asks for it.
        assert_eq!(found, [(name("b.pdf"), true), (name("e.pdf"), false)]);
        // A younger file is looked at.
        fs::File::options().write(true).open(&result).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(lost(&[("other", &a), ("a", &a)], &result), [(name("a.pdf"), true)]);
        assert_eq!(lost(&[("other", &a)], &result), [(name("a.pdf"), true)]);
        assert_eq!(lost(&[("a", &a)], &result), []);
    }

    #[test]
    fn none_is_there_where_the_program_runs_in_another_folder() {
        let are_all = |sources: &[&str]| {
            let found = LostFiles::find(|visit| {
                for source in sources {
                    let sources = [(*source).to_owned()];
                    visit(&Known { document: source, sources: &sources, result: PathBuf::new() });
                }
                Ok::<(), ()>(())
            });
            found.unwrap().are_all()
        };
        assert!(are_all(&["no/a.pdf", "no/b.zip!/c.pdf"]));
        assert!(!are_all(&["no/a.pdf", "Cargo.toml"]));
        assert!(!are_all(&[]));
    }
}
