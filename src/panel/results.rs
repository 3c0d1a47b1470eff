//! Goes through a folder of results in the order of the documents' hashes: results, failures, and missing results that
//! the index lists. No more than a 256th of it is known at a time, so that memory does not grow with the folder.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};

use super::lost::{Known, KnownVisitor};
use super::place::{ResultPlace, has_parts};
use crate::batch::record::result_path;
use crate::batch::{Entry, Failure, NotRead, Outcome};
use crate::error::{Error, Result};
use crate::source::hex;

/// Item of a folder of results: a document or a path.
#[derive(Debug)]
pub(super) enum FolderItem {
    /// A result, of this hash, at this place.
    Result(String, ResultPlace),
    /// A document or path without a result.
    Failure(Failure),
    /// A result that the index lists, but is not there.
    Missing(Box<Entry>),
    /// A file or a member that is no document.
    NotRead(NotRead),
    /// Something else, which cannot be used.
    Fault(Fault),
}

impl FolderItem {
    /// The document that it is about, where that is known.
    pub(super) fn document(&self) -> Option<&str> {
        match self {
            Self::Result(document, _) => Some(document),
            Self::Failure(failure) => failure.document.as_deref(),
            Self::Missing(entry) => Some(&entry.document),
            Self::NotRead(_) | Self::Fault(_) => None,
        }
    }
}

/// Names the file or path that it is about.
impl fmt::Display for FolderItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Result(_, place) => place.path().display().fmt(f),
            Self::Failure(failure) => failure.sources.first().map_or(ERRORS, String::as_str).fmt(f),
            Self::Missing(entry) => entry.result.fmt(f),
            Self::NotRead(left) => left.source.fmt(f),
            Self::Fault(fault) => fault.place.fmt(f),
        }
    }
}

/// Fault in the folder: something that cannot be used, while the rest is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, and the line of it.
    pub place: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What a person can do about it.
    pub remedy: &'static str,
}

const INDEX: &str = "index.jsonl";
const ERRORS: &str = "errors.jsonl";
const NOT_READ: &str = "not_read.jsonl";
const READ_AGAIN: &str = "run `juesuan extract` on this folder again, which mends its lists";

/// Takes the items of a folder, one after the other.
pub(super) type ItemVisitor<'a> = dyn FnMut(FolderItem) -> Result<()> + 'a;

/// Gives every item of a folder, in order.
pub(super) type Each<'a> = dyn Fn(&mut ItemVisitor) -> Result<()> + 'a;

/// Paths of the lists that say what is in a folder of results.
pub(super) fn lists(out: &Path) -> [PathBuf; 3] {
    [INDEX, ERRORS, NOT_READ].map(|name| out.join(name))
}

/// Gives the documents that the lists name, as far as their files matter.
pub(super) fn each_known(out: &Path, visit: &mut KnownVisitor) -> Result<()> {
    for list in lists(out) {
        let mut lines = List::open(list.clone())?;
        while let Some(outcome) = lines.next(&mut |_| Ok(()))? {
            let result = match &outcome {
                Outcome::Document(entry) => out.join(&entry.result),
                _ => list.clone(),
            };
            if let Some(document) = outcome.document() {
                visit(&Known { document, sources: outcome.sources(), result });
            }
        }
    }
    Ok(())
}

/// Gives every item in order: by hash, then the paths that could not be opened, then what is no document.
pub(super) fn each(out: &Path, give: &mut ItemVisitor) -> Result<()> {
    // The tables of parts have a folder of this name, too.
    if has_parts(out) && !lists(out).iter().any(|list| list.exists()) {
        let cause = std::io::Error::other("no folder of results but of parts: add --parts");
        return Err(Error::io(out.to_string_lossy(), cause));
    }
    if !out.join("documents").is_dir() {
        let cause = std::io::Error::other("no folder of results: it has no documents/");
        return Err(Error::io(out.to_string_lossy(), cause));
    }
    if out.join("journal").exists() {
        give(FolderItem::Fault(Fault {
            place: out.to_string_lossy().into_owned(),
            message: "the last run was interrupted, or still goes: what it reads is not all here".to_owned(),
            remedy: READ_AGAIN,
        }))?;
    }
    let [index, errors, not_read] = lists(out);
    let (mut index, mut errors) = (List::open(index)?, List::open(errors)?);
    for prefix in 0..=u8::MAX {
        let prefix = hex([prefix]);
        let mut part = BTreeMap::new();
        for outcome in index.up_to(&prefix, give)?.into_iter().chain(errors.up_to(&prefix, give)?) {
            let Some(document) = outcome.document().map(str::to_owned) else { continue };
            match outcome {
                Outcome::Document(entry) => part.insert(document, FolderItem::Missing(Box::new(entry))),
                Outcome::Error(failure) => part.insert(document, FolderItem::Failure(failure)),
                // It has a list of its own, behind these.
                Outcome::NotRead(_) => continue,
            };
        }
        // A result that is there is done, whatever the lists of an interrupted run say.
        for document in results_in(out, &prefix)? {
            let place = ResultPlace::File(out.join(result_path(&document)));
            part.insert(document.clone(), FolderItem::Result(document, place));
        }
        part.into_values().try_for_each(&mut *give)?;
    }
    while let Some(outcome) = errors.next(give)? {
        if let Outcome::Error(failure) = outcome {
            give(FolderItem::Failure(failure))?;
        }
    }
    let mut not_read = List::open(not_read)?;
    while let Some(outcome) = not_read.next(give)? {
        if let Outcome::NotRead(left) = outcome {
            give(FolderItem::NotRead(left))?;
        }
    }
    Ok(())
}

/// Lists the hashes of results with a prefix, in order.
fn results_in(out: &Path, prefix: &str) -> Result<Vec<String>> {
    let folder = out.join("documents").join(prefix);
    let error = |cause| Error::io(folder.to_string_lossy(), cause);
    let mut found = Vec::new();
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(cause) => return Err(error(cause)),
    };
    for entry in entries {
        let entry = entry.map_err(error)?;
        // A pipe of this name would be waited for.
        let is_other = |path: PathBuf| fs::metadata(path).is_ok_and(|found| !found.is_file());
        if !entry.file_type().map_err(error)?.is_file() && is_other(entry.path()) {
            continue;
        }
        let name = entry.file_name();
        let hash = name.to_str().and_then(|name| name.strip_suffix(".json"));
        if let Some(hash) = hash.filter(|hash| is_hash(hash) && hash.starts_with(prefix)) {
            found.push(hash.to_owned());
        }
    }
    found.sort();
    Ok(found)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// List of outcomes, sorted by hash, which is read line by line.
struct List {
    path: PathBuf,
    lines: Option<Lines<BufReader<File>>>,
    number: usize,
    ahead: Option<Outcome>,
}

impl List {
    /// Opens a list; one that is not there has no lines.
    fn open(path: PathBuf) -> Result<Self> {
        // A pipe would be waited for.
        if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
            return Err(Error::io(path.to_string_lossy(), std::io::Error::other("not a regular file")));
        }
        let lines = match File::open(&path) {
            Ok(file) => Some(BufReader::new(file).lines()),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => None,
            Err(cause) => return Err(Error::io(path.to_string_lossy(), cause)),
        };
        Ok(Self { path, lines, number: 0, ahead: None })
    }

    fn next(&mut self, give: &mut ItemVisitor) -> Result<Option<Outcome>> {
        if let Some(outcome) = self.ahead.take() {
            return Ok(Some(outcome));
        }
        let Some(lines) = &mut self.lines else { return Ok(None) };
        for line in lines {
            self.number += 1;
            let line = match line {
                Ok(line) => line,
                // What is no UTF-8 costs its line alone.
                Err(cause) if cause.kind() == std::io::ErrorKind::InvalidData => String::new(),
                Err(cause) => return Err(Error::io(self.path.to_string_lossy(), cause)),
            };
            match serde_json::from_str(&line) {
                Ok(outcome) => return Ok(Some(outcome)),
                Err(error) => give(FolderItem::Fault(Fault {
                    place: format!("{}, line {}", self.path.display(), self.number),
                    message: format!("cannot be understood: {error}"),
                    remedy: READ_AGAIN,
                }))?,
            }
        }
        Ok(None)
    }

    /// Takes the next outcomes, up to those whose hash begins with `prefix`.
    fn up_to(&mut self, prefix: &str, give: &mut ItemVisitor) -> Result<Vec<Outcome>> {
        let mut found = Vec::new();
        while let Some(outcome) = self.next(give)? {
            let here = outcome.document().is_some_and(|hash| hash.get(..2).is_some_and(|own| own <= prefix));
            if !here {
                self.ahead = Some(outcome);
                break;
            }
            found.push(outcome);
        }
        Ok(found)
    }
}
