//! Reads one document into the bytes of its result, as every worker does it.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cause::Cause;
use super::record::{Entry, Failure, Outcome, Stamp};
use crate::disclosure::{self, ScanDone, read_with};
use crate::output::{disclosure_to_document, write_document};
use crate::source::Source;
use crate::source::archive::MemberPath;

/// A document to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    /// SHA-256 of its bytes, as surveyed.
    pub(super) document: String,
    /// Path of the file, or of the archive that it is in, as the system has it: old Chinese names are no UTF-8. Empty
    /// for bytes that are no file.
    pub(super) path: OsString,
    /// Path in the archive; `None` for a file.
    #[serde(default)]
    pub(super) member: Option<MemberPath>,
    /// All places at which it was found, in their order; the first is its name.
    pub(super) sources: Vec<String>,
}

/// Question to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Question {
    pub(super) job: Job,
    /// Number of threads that it may use; no part of the job, since the result does not depend on it.
    pub(super) threads: usize,
    /// Number of bytes behind the question: those of a document that is no file, as a member of an archive.
    #[serde(default)]
    pub(super) bytes_behind: Option<u64>,
}

/// Outcome of a document, and the bytes of its result (none for a failure).
pub(super) type Answer = (Outcome, Vec<u8>);

/// Reads one document, from its file or from `bytes`; its result has at most so many bytes.
/// `scan_done` is called after every scanned page.
pub(super) fn answer(
    Question { job, threads, .. }: &Question,
    bytes: Option<Vec<u8>>,
    most_bytes: u64,
    stamp: &Stamp,
    scan_done: Option<ScanDone>,
) -> Answer {
    let failed = |failure| (Outcome::Error(failure), Vec::new());
    let because = |cause| failed(Failure::because(cause, Some(&job.document), &job.sources, stamp));
    let name = job.sources.first().cloned().unwrap_or_default();
    let how = disclosure::Options { scan_done, ..disclosure::Options::default().on_threads(*threads) };
    let source = match bytes {
        Some(bytes) => Ok(Source::from_bytes(name, bytes)),
        None => Source::open_as(Path::new(&job.path), name),
    };
    let read = source.and_then(|source| {
        let changed = source.sha256 != job.document;
        if changed { Ok(None) } else { read_with(&source, &how).map(Some) }
    });
    let disclosure = match read {
        Ok(Some(disclosure)) => disclosure,
        Ok(None) => return because(Cause::changed()),
        Err(error) => return failed(Failure::of(&error, Some(&job.document), &job.sources, stamp)),
    };
    let mut record = disclosure_to_document(&disclosure);
    record.sources.clone_from(&job.sources);
    let mut result = Bounded { bytes: Vec::new(), most: most_bytes };
    if write_document(&mut result, &record).is_err() {
        return because(Cause::output_too_large(most_bytes));
    }
    let entry = Entry::of(&disclosure, &job.sources, stamp, result.bytes.len() as u64);
    (Outcome::Document(entry), result.bytes)
}

/// Collects bytes up to a limit.
struct Bounded {
    bytes: Vec<u8>,
    most: u64,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if (self.bytes.len() + bytes.len()) as u64 > self.most {
            return Err(std::io::Error::other("more than the limit"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_past_the_limit_is_a_failure_and_a_changed_file_another() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/qinyang-2020-word.pdf");
        let document = Source::identity(&path).unwrap();
        let job = Job { document, path: path.into(), member: None, sources: vec!["a.pdf".to_owned()] };
        let mut question = Question { job, threads: 2, bytes_behind: None };
        let cause = |question: &Question, most| match answer(question, None, most, &Stamp::own(), None) {
            (Outcome::Error(failure), bytes) if bytes.is_empty() => failure.cause,
            (Outcome::Document(entry), bytes) => format!("{}", entry.bytes == bytes.len() as u64),
            _ => "bytes of a failure".to_owned(),
        };
        assert_eq!(cause(&question, 1000), "output");
        assert_eq!(cause(&question, u64::MAX), "true");
        question.job.document = "0".repeat(64);
        assert_eq!(cause(&question, u64::MAX), "changed");
    }
}
