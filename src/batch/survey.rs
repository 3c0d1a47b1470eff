//! Turns files and members of archives into documents: equal bytes are one document, with every place it was found at.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::archives::Archives;
use super::cause::Cause;
use super::opener::OpenerEnd;
use super::options::{RunOptions, Stop, Watch};
use super::read::Job;
use super::record::{Failure, NotRead, Stamp};
use crate::error::Error;
use crate::source::archive::{self, Member, MemberPath, What};
use crate::source::{FileType, Found, Kind, Sort, Source, file_may_hold_files, find_files, sha256_of};
use crate::threads::map_init;

/// File to be read, with its name in the results.
#[derive(Debug, Clone)]
pub struct Input {
    /// Name that stands as `source` in the results: mostly the path.
    pub name: String,
    /// Path to open it by.
    pub path: PathBuf,
    /// Whether a person named it: one that is no document is an error then, and else not read.
    pub named: bool,
}

/// A file that was found and is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Name that stands as `source` in the results.
    pub name: String,
    /// Its type.
    pub kind: FileType,
    /// Number of its bytes.
    pub bytes: u64,
}

/// Inputs that were asked for.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Paths as they were typed, for the account of the run.
    pub typed: Vec<String>,
    /// Files that they lead to: documents and archives.
    pub files: Vec<Input>,
    /// Files that are neither.
    pub left: Vec<Left>,
    /// Paths that could not be looked into.
    pub errors: Vec<Error>,
}

impl Inputs {
    /// Finds the files that paths of files, archives and folders lead to, without those in `out`.
    pub fn find(paths: &[PathBuf], out: &Path) -> Self {
        let Found { files, errors, skipped, named } = find_files(paths, Some(out));
        let name = |path: &Path| path.to_string_lossy().into_owned();
        let input = |path: PathBuf| Input { name: name(&path), named: named.contains(&path), path };
        Self {
            typed: paths.iter().map(|path| name(path)).collect(),
            files: files.into_iter().map(input).collect(),
            left: skipped
                .into_iter()
                .map(|left| Left { name: name(&left.path), kind: left.kind, bytes: left.bytes })
                .collect(),
            errors,
        }
    }
}

/// Result of a survey: the documents of the inputs (or of a shard) in the order of their hash, what could not be
/// opened, and what is not read.
pub(super) struct SurveyedDocuments {
    pub(super) documents: Vec<Job>,
    pub(super) errors: Vec<Failure>,
    pub(super) not_read: Vec<NotRead>,
}

/// Says what an input is.
enum Looked {
    /// A file, with its hash.
    File(Result<String, Error>),
    /// An archive, with its members.
    Archive(Vec<Member>),
    /// A document whose files cannot be listed.
    Holding(Result<String, Error>, Cause),
    /// Neither.
    Other(FileType),
    /// An archive that cannot be opened.
    Closed(Cause),
    /// The run was stopped.
    Stopped,
}

/// Hashes every file and member, several inputs at once: equal and known documents are known by their hash alone.
pub(super) fn survey(
    inputs: &Inputs,
    options: &RunOptions,
    stop: &Stop,
    watch: &dyn Watch,
) -> SurveyedDocuments {
    let look_at = |(): &mut (), at: usize| {
        if stop.is_asked() {
            return Looked::Stopped;
        }
        let looked = inputs.files.get(at).map_or(Looked::Stopped, |input| look(input, options, stop));
        watch.surveyed();
        looked
    };
    let looked = map_init(inputs.files.len(), options.jobs, || (), look_at);
    let mut found = Gathered {
        options,
        stamp: Stamp::own(),
        places: BTreeMap::new(),
        errors: Vec::new(),
        left: Vec::new(),
    };
    for error in &inputs.errors {
        found.fail(error.name(), Failure::of(error, None, &[error.name().to_owned()], &found.stamp));
    }
    for left in &inputs.left {
        found.leave(&left.name, left.kind, left.bytes);
    }
    for (input, looked) in inputs.files.iter().zip(looked) {
        found.take(input, looked);
    }
    found.survey()
}

fn look(input: &Input, options: &RunOptions, stop: &Stop) -> Looked {
    let sort = Sort::of_file(&input.path);
    let is_document = matches!(sort, Ok(Sort::Document));
    let is_opened = match sort {
        Ok(Sort::Archive | Sort::NoArchive) => true,
        Ok(Sort::Document) => file_may_hold_files(&input.path),
        _ => false,
    };
    if !is_opened {
        return Looked::File(Source::identity(&input.path));
    }
    let archives = Archives { worker: &options.worker, limits: options.limits, stop };
    let opened = archives.list(&input.path, &input.name);
    let asked = input.named || Kind::is_name(&input.path);
    match opened {
        Ok(archive::Contents::Members(members)) => Looked::Archive(members),
        Ok(archive::Contents::Document) => Looked::File(Source::identity(&input.path)),
        // It was asked for, or is called a document: what it is instead is an error.
        Ok(archive::Contents::Other(kind)) if asked && kind != FileType::Rar => {
            Looked::File(Source::identity(&input.path))
        }
        Ok(archive::Contents::Other(kind)) if asked => {
            let message = "a RAR archive, which this build does not open";
            Looked::Closed(Cause::new("unsupported", message, kind.remedy()))
        }
        Ok(archive::Contents::Other(kind)) => Looked::Other(kind),
        Err(OpenerEnd::Fault(cause)) if is_document => Looked::Holding(Source::identity(&input.path), cause),
        Err(OpenerEnd::Fault(cause)) => Looked::Closed(cause),
        Err(OpenerEnd::Stopped) => Looked::Stopped,
    }
}

/// Gathers what was found so far.
struct Gathered<'a> {
    options: &'a RunOptions,
    stamp: Stamp,
    /// The file, or the archive and the path in it, by hash and name.
    places: BTreeMap<String, BTreeMap<String, (OsString, Option<MemberPath>)>>,
    errors: Vec<Failure>,
    left: Vec<NotRead>,
}

impl Gathered<'_> {
    fn wants(&self, sha256: &str) -> bool {
        self.options.shard.is_none_or(|shard| shard.has(sha256))
    }

    /// Adds a failure. An input without bytes belongs to the shard of its name.
    fn fail(&mut self, name: &str, failure: Failure) {
        if self.wants(&hash_of_name(name)) {
            self.errors.push(failure);
        }
    }

    fn leave(&mut self, name: &str, kind: FileType, bytes: u64) {
        if self.wants(&hash_of_name(name)) {
            self.left.push(NotRead::new(name, kind, bytes, &self.stamp));
        }
    }

    fn document(&mut self, sha256: String, name: String, path: OsString, member: Option<MemberPath>) {
        if self.wants(&sha256) {
            self.places.entry(sha256).or_default().insert(name, (path, member));
        }
    }

    fn take(&mut self, input: &Input, looked: Looked) {
        let path = input.path.clone().into_os_string();
        let own = [input.name.clone()];
        match looked {
            Looked::File(Ok(sha256)) => self.document(sha256, input.name.clone(), path, None),
            Looked::File(Err(error)) => {
                self.fail(&input.name, Failure::of(&error, None, &own, &self.stamp));
            }
            Looked::Holding(identity, mut cause) => {
                cause.message = format!("the files in it cannot be listed: {}", cause.message);
                self.fail(&input.name, Failure::because(cause, None, &own, &self.stamp));
                self.take(input, Looked::File(identity));
            }
            Looked::Closed(cause) => {
                self.fail(&input.name, Failure::because(cause, None, &own, &self.stamp));
            }
            Looked::Other(kind) => {
                let bytes = std::fs::metadata(&input.path).map_or(0, |found| found.len());
                self.leave(&input.name, kind, bytes);
            }
            Looked::Archive(members) => members.into_iter().for_each(|member| self.member(&path, member)),
            Looked::Stopped => {}
        }
    }

    fn member(&mut self, path: &OsString, Member { place, name, bytes, what }: Member) {
        match what {
            What::Document { sha256 } => {
                // A document that holds others is a file like any.
                let member = (!place.is_empty()).then_some(place);
                self.document(sha256, name, path.clone(), member);
            }
            What::NotRead(kind) => self.leave(&name, kind, bytes),
            What::Failed(fault) => {
                let failure =
                    Failure::because(Cause::of(fault), None, std::slice::from_ref(&name), &self.stamp);
                self.fail(&name, failure);
            }
        }
    }

    fn survey(mut self) -> SurveyedDocuments {
        self.errors.sort_by(|a, b| a.source.cmp(&b.source));
        self.errors.dedup();
        self.left.sort();
        self.left.dedup();
        let documents = self.places.into_iter().map(|(document, places)| {
            // A file is opened sooner than an archive.
            let nearest = places.values().min_by_key(|(_, member)| member.is_some()).cloned();
            let (path, member) = nearest.unwrap_or_default();
            Job { document, path, member, sources: places.into_keys().collect() }
        });
        SurveyedDocuments { documents: documents.collect(), errors: self.errors, not_read: self.left }
    }
}

/// Hashes a name, which decides the shard of a path that could not be opened.
pub(super) fn hash_of_name(name: &str) -> String {
    sha256_of(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Shard, Worker};

    #[test]
    fn equal_bytes_are_one_document_and_shards_divide_all() {
        let folder = tempfile::tempdir().unwrap();
        let mut inputs = Inputs::default();
        for (name, bytes) in [("b", "1"), ("a", "1"), ("c", "2"), ("d", "3")] {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            inputs.files.push(Input { name: name.to_owned(), path: folder.path().join(name), named: true });
        }
        inputs.files.push(Input { name: "gone".to_owned(), path: folder.path().join("gone"), named: true });
        let mut options = RunOptions::new(Worker::InProcess);
        let all = survey(&inputs, &options, &Stop::default(), &());
        assert_eq!(all.documents.len(), 3);
        assert!(all.documents.iter().any(|job| job.sources == ["a", "b"]));
        assert_eq!(all.errors[0].source, "gone");

        let mut parts = Vec::new();
        let mut errors = 0;
        for number in 1..=2 {
            options.shard = Some(Shard { number, of: 2 });
            let part = survey(&inputs, &options, &Stop::default(), &());
            parts.extend(part.documents);
            errors += part.errors.len();
        }
        parts.sort_by(|a, b| a.document.cmp(&b.document));
        assert_eq!(parts, all.documents);
        assert_eq!(errors, 1);
    }

    #[test]
    fn a_document_whose_files_cannot_be_listed_is_read_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, "%PDF-1.4 /EmbeddedFiles").unwrap();
        let files = vec![Input { name: "a.pdf".to_owned(), path, named: true }];
        let inputs = Inputs { files, ..Inputs::default() };
        let options = RunOptions::new(Worker::program("/no/such/program"));
        let found = survey(&inputs, &options, &Stop::default(), &());
        assert_eq!((found.documents.len(), found.errors.len()), (1, 1));
        assert!(found.documents[0].member.is_none() && found.errors[0].message.contains("cannot be listed"));
    }
}
