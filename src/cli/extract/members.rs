//! Goes through inputs whose results are not kept in a folder of results: files, and archives with their members, one
//! after the other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::streams::Streams;
use crate::batch::{Archives, Cause, DocumentBytes};
use crate::error::Error;
use crate::source::archive::{Contents, Member, MemberPath, What};
use crate::source::{FileType, Kind, Sort, file_may_hold_files};

/// Visits what inputs hold.
pub(super) trait InputVisitor: Send {
    /// Reads a document and writes its result.
    fn document(&mut self, name: &str, bytes: DocumentBytes<'_>);
    /// Reports what cannot be read.
    fn fail(&mut self, name: &str, why: &str);
    /// Counts what is no document.
    fn leave(&mut self, kind: FileType);
    /// Whether no more is wanted: the reader of standard output went away.
    fn is_gone(&self) -> bool;
}

/// An input, distinguished by its first bytes.
pub(super) struct OpenInput {
    /// Name in the results.
    name: String,
    path: PathBuf,
    sort: InputSort,
}

enum InputSort {
    /// A file, which is opened when its turn comes.
    File,
    /// An archive, and whether a person named it.
    Archive(bool),
    /// A document that holds others, with all of them.
    Holding(Vec<Member>),
    /// A stream that could not be read.
    Unread(Error),
}

impl OpenInput {
    pub(super) fn look(path: &Path, named: bool, streams: &mut Streams, archives: &Archives<'_>) -> Self {
        let name = path.to_string_lossy().into_owned();
        let path = match streams.place(path) {
            Ok(path) => path,
            Err(error) => return Self { name, path: path.to_owned(), sort: InputSort::Unread(error) },
        };
        let sort = match Sort::of_file(&path) {
            Ok(Sort::Archive | Sort::NoArchive) => InputSort::Archive(named),
            // What is wrong with a document is reported where it is read.
            Ok(Sort::Document) if file_may_hold_files(&path) => match archives.list(&path, &name) {
                Ok(Contents::Members(members)) => InputSort::Holding(members),
                _ => InputSort::File,
            },
            _ => InputSort::File,
        };
        Self { name, path, sort }
    }

    pub(super) fn is_archive(&self) -> bool {
        matches!(self.sort, InputSort::Archive(_) | InputSort::Holding(_))
    }

    /// Gives its documents to the visitor.
    pub(super) fn read(self, archives: &Archives<'_>, to: &mut dyn InputVisitor) {
        let Self { name, path, sort } = self;
        match sort {
            InputSort::File => to.document(&name, DocumentBytes::InFile(&path)),
            InputSort::Archive(named) => read_archive(&path, &name, named, archives, to),
            InputSort::Holding(members) => read_members(&path, members, archives, to),
            InputSort::Unread(error) => to.fail(&name, &format!("{}; {}", error.what(), error.remedy())),
        }
    }
}

fn read_archive(path: &Path, name: &str, named: bool, archives: &Archives<'_>, to: &mut dyn InputVisitor) {
    let contents = match archives.list(path, name) {
        Ok(contents) => contents,
        Err(end) => return to.fail(name, &end.cause().map_or_else(String::new, |cause| cause.to_string())),
    };
    match contents {
        Contents::Members(members) => read_members(path, members, archives, to),
        Contents::Document => to.document(name, DocumentBytes::InFile(path)),
        // What was asked for, or is called a document, must not be passed over.
        Contents::Other(FileType::Rar) if named => {
            let remedy = FileType::Rar.remedy();
            to.fail(name, &format!("a RAR archive, which this build does not open; {remedy}"));
        }
        Contents::Other(_) if named || Kind::is_name(path) => {
            to.document(name, DocumentBytes::InFile(path));
        }
        Contents::Other(kind) => to.leave(kind),
    }
}

fn read_members(path: &Path, members: Vec<Member>, archives: &Archives<'_>, to: &mut dyn InputVisitor) {
    let mut documents: BTreeMap<MemberPath, Member> = BTreeMap::new();
    for member in members {
        match &member.what {
            What::NotRead(kind) => to.leave(*kind),
            What::Failed(fault) => to.fail(&member.name, &fault.to_string()),
            What::Document { .. } => {
                documents.insert(member.place.clone(), member);
            }
        }
    }
    let wanted = documents.keys().cloned().collect();
    let visitor = std::sync::Mutex::new(to);
    let visitor = || visitor.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut take = |place: &[u32], bytes: Result<Vec<u8>, Cause>| {
        let Some(member) = documents.remove(place) else { return };
        match bytes {
            Ok(bytes) => visitor().document(&member.name, DocumentBytes::InMemory(bytes)),
            Err(cause) => visitor().fail(&member.name, &cause.to_string()),
        }
    };
    let cause = archives.give(path, wanted, &mut |_| !visitor().is_gone(), &mut take);
    if !visitor().is_gone() {
        let why = cause.map_or_else(
            || "the archive changed while it was being read; run again".to_owned(),
            |cause| cause.to_string(),
        );
        for member in documents.into_values() {
            visitor().fail(&member.name, &why);
        }
    }
}
