//! Inputs that are read in this process: files, and archives with their members, one after the other.

use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::named::Run;
use crate::disclosure::apart;
use crate::error::{Error, Result};
use crate::source::archive::{self, Fault, Limits, Member, Place, Survey, What};
use crate::source::{FileType, Kind, Sort, Source, read_stdin};

/// An input, told apart by its first bytes.
pub(super) enum Input {
    /// A file, or standard input.
    Document(Box<Result<Source>>),
    /// A file that is opened when its turn comes.
    File(PathBuf),
    /// An archive, and whether a person named it.
    Archive(PathBuf, bool),
    /// Standard input that is an archive, kept in a file.
    Stdin(NamedTempFile),
}

impl Input {
    pub(super) fn look(path: &Path, named: bool) -> Self {
        if path.as_os_str() == "-" {
            return Self::stdin().unwrap_or_else(|error| Self::Document(Box::new(Err(error))));
        }
        match Sort::of_file(path) {
            Ok(Sort::Archive | Sort::NoArchive) => Self::Archive(path.to_owned(), named),
            _ => Self::File(path.to_owned()),
        }
    }

    fn stdin() -> Result<Self> {
        let bytes = read_stdin()?;
        if Sort::of_bytes(&bytes) != Sort::Archive {
            return Ok(Self::Document(Box::new(Ok(Source::from_bytes("-", bytes)))));
        }
        let kept = NamedTempFile::new().and_then(|mut file| {
            file.write_all(&bytes)?;
            Ok(file)
        });
        kept.map(Self::Stdin).map_err(|cause| Error::io("-", cause))
    }

    pub(super) fn is_archive(&self) -> bool {
        matches!(self, Self::Archive(..) | Self::Stdin(_))
    }

    /// Reads what there is to read.
    pub(super) fn read(self, run: &mut Run<'_>) {
        match self {
            Self::Document(source) => run.document(*source),
            Self::File(path) => run.document(Source::open(&path)),
            Self::Archive(path, named) => read_archive(&path, &path.to_string_lossy(), named, run),
            Self::Stdin(file) => read_archive(file.path(), "-", true, run),
        }
    }
}

fn read_archive(path: &Path, name: &str, named: bool, run: &mut Run<'_>) {
    let survey = match apart(name, || Ok(archive::survey(path, name, Limits::default(), &|| {}))) {
        Ok(survey) => survey,
        Err(error) => return run.document(Err(error)),
    };
    let members = match survey {
        Survey::Members(members) => members,
        // What was asked for, or is called a document, must not be passed over.
        Survey::Other(FileType::Rar) if named => {
            let remedy = FileType::Rar.remedy();
            return run.fail(name, &format!("a RAR archive, which this build does not open; {remedy}"));
        }
        Survey::Other(_) if named || Kind::is_name(path) => {
            return run.document(Source::open_as(path, name));
        }
        Survey::Other(kind) => return run.leave(kind),
    };
    let mut documents: BTreeMap<Place, Member> = BTreeMap::new();
    for member in members {
        match &member.what {
            What::NotRead(kind) => run.leave(*kind),
            What::Failed(fault) => run.fail(&member.name, &fault.to_string()),
            What::Document { .. } => {
                documents.insert(member.place.clone(), member);
            }
        }
    }
    let wanted = documents.keys().cloned().collect();
    let mut give = |place: &[u32], bytes: std::result::Result<Vec<u8>, Fault>| {
        let Some(member) = documents.remove(place) else { return true };
        match bytes {
            Ok(bytes) => run.document(Ok(Source::from_bytes(member.name, bytes))),
            Err(fault) => run.fail(&member.name, &fault.to_string()),
        }
        !run.is_gone
    };
    // What goes wrong in an archive costs its members only.
    let read = catch_unwind(AssertUnwindSafe(|| {
        archive::read(path, &wanted, Limits::default(), &|| {}, &mut give);
    }));
    let why = match read {
        Ok(()) => "the archive changed while it was being read; run again",
        Err(_) => "the reader of archives failed; report it with the archive",
    };
    if !run.is_gone {
        for member in documents.into_values() {
            run.fail(&member.name, why);
        }
    }
}
