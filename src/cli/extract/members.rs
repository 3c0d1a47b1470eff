//! Goes through inputs that are read in this process: files, and archives with their members, one after the other.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::document;
use crate::error::{Error, Result};
use crate::source::archive::{self, ArchiveFault, ArchiveLimits, Contents, Member, MemberPath, What};
use crate::source::{
    FileType, Kind, Sort, Source, TemporaryFile, file_may_hold_files, may_hold_files, read_stdin,
};
use crate::threads::apart;

/// Visits what inputs hold.
pub(super) trait InputVisitor {
    /// Reads a document and writes its result.
    fn document(&mut self, source: Result<Source>);
    /// Reports what cannot be read.
    fn fail(&mut self, name: &str, why: &str);
    /// Counts what is no document.
    fn leave(&mut self, kind: FileType);
    /// Whether no more is wanted: the reader of standard output went away.
    fn is_gone(&self) -> bool;
}

/// Open input, distinguished by its first bytes.
pub(super) enum OpenInput {
    /// A file, or standard input.
    Document(Box<Result<Source>>),
    /// A file that is opened when its turn comes.
    File(PathBuf),
    /// An archive, and whether a person named it.
    Archive(PathBuf, bool),
    /// A document that holds others, with all of them.
    Holding(PathBuf, Vec<Member>),
    /// Standard input that is an archive, kept in a file.
    Stdin(TemporaryFile),
}

impl OpenInput {
    pub(super) fn look(path: &Path, named: bool) -> Self {
        if path.as_os_str() == "-" {
            return Self::stdin().unwrap_or_else(|error| Self::Document(Box::new(Err(error))));
        }
        match Sort::of_file(path) {
            Ok(Sort::Archive | Sort::NoArchive) => Self::Archive(path.to_owned(), named),
            Ok(Sort::Document) if file_may_hold_files(path) => Self::document(path),
            _ => Self::File(path.to_owned()),
        }
    }

    /// Looks into a document that may hold others.
    fn document(path: &Path) -> Self {
        match list(path, &path.to_string_lossy()) {
            Ok(Contents::Members(members)) => Self::Holding(path.to_owned(), members),
            // What is wrong with it is reported where it is read.
            _ => Self::File(path.to_owned()),
        }
    }

    fn stdin() -> Result<Self> {
        let bytes = read_stdin()?;
        let may_hold = cfg!(feature = "archives") && may_hold_files(&bytes);
        if Sort::of_bytes(&bytes) != Sort::Archive && !may_hold {
            return Ok(Self::Document(Box::new(Ok(Source::from_bytes("-", bytes)))));
        }
        let kept = TemporaryFile::of(&bytes).map_err(|cause| Error::io("-", cause))?;
        if may_hold && !matches!(list(kept.path(), "-"), Ok(Contents::Members(_))) {
            return Ok(Self::Document(Box::new(Ok(Source::from_bytes("-", bytes)))));
        }
        Ok(Self::Stdin(kept))
    }

    pub(super) fn is_archive(&self) -> bool {
        matches!(self, Self::Archive(..) | Self::Holding(..) | Self::Stdin(_))
    }

    /// Gives its documents to the visitor.
    pub(super) fn read(self, to: &mut dyn InputVisitor) {
        match self {
            Self::Document(source) => to.document(*source),
            Self::File(path) => to.document(Source::open(&path)),
            Self::Archive(path, named) => read_archive(&path, &path.to_string_lossy(), named, to),
            Self::Holding(path, members) => read_members(&path, members, to),
            Self::Stdin(file) => read_archive(file.path(), "-", true, to),
        }
    }
}

fn list(path: &Path, name: &str) -> Result<Contents> {
    let limits = ArchiveLimits::default();
    apart(name, || Ok(archive::contents(path, name, limits, &|| {}, &document::unfold)))
}

fn read_archive(path: &Path, name: &str, named: bool, to: &mut dyn InputVisitor) {
    let contents = match list(path, name) {
        Ok(contents) => contents,
        Err(error) => return to.document(Err(error)),
    };
    match contents {
        Contents::Members(members) => read_members(path, members, to),
        Contents::Document => to.document(Source::open_as(path, name)),
        // What was asked for, or is called a document, must not be passed over.
        Contents::Other(FileType::Rar) if named => {
            let remedy = FileType::Rar.remedy();
            to.fail(name, &format!("a RAR archive, which this build does not open; {remedy}"));
        }
        Contents::Other(_) if named || Kind::is_name(path) => {
            to.document(Source::open_as(path, name));
        }
        Contents::Other(kind) => to.leave(kind),
    }
}

fn read_members(path: &Path, members: Vec<Member>, to: &mut dyn InputVisitor) {
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
    let mut give = |place: &[u32], bytes: std::result::Result<Vec<u8>, ArchiveFault>| {
        let Some(member) = documents.remove(place) else { return true };
        match bytes {
            Ok(bytes) => to.document(Ok(Source::from_bytes(member.name, bytes))),
            Err(fault) => to.fail(&member.name, &fault.to_string()),
        }
        !to.is_gone()
    };
    // What goes wrong in an archive costs its members only.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let limits = ArchiveLimits::default();
        archive::read(path, &wanted, limits, &|| {}, &document::unfold, &mut give);
    }));
    let why = match read {
        Ok(()) => "the archive changed while it was being read; run again",
        Err(_) => "the reader of archives failed; report it with the archive",
    };
    if !to.is_gone() {
        for member in documents.into_values() {
            to.fail(&member.name, why);
        }
    }
}
