//! Reads one document into the bytes of its result, as every worker does it.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cause::Cause;
use super::record::{Entry, Failure, Outcome, ReadAs, Stamp};
use crate::disclosure::{self, ScanDone, Turned, read_with};
use crate::fact::shown::Shown;
use crate::output::{Format, Writer, disclosure_to_document, write_document};
use crate::page::LeftOut;
use crate::place::Note;
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
    /// Pages that are not read, since they ended a worker before.
    #[serde(default)]
    pub(super) left_out: Vec<LeftOut>,
    /// Whether also what cannot be a disclosure is read by OCR.
    #[serde(default)]
    pub(super) thorough: bool,
    /// Whether the figures of the prose are read, too.
    #[serde(default)]
    pub(super) prose: bool,
    /// How the result is written; without this as it stands in a folder of results.
    #[serde(default)]
    pub(super) rendering: Option<Rendering>,
}

impl Question {
    /// Asks for a document on so many threads, as it stands in a folder of results.
    pub(super) fn new(job: Job, threads: usize) -> Self {
        Self {
            job,
            threads,
            bytes_behind: None,
            left_out: Vec::new(),
            thorough: false,
            prose: true,
            rendering: None,
        }
    }

    /// Whether this is what came of the document. The hash of one that nobody surveyed is not known before.
    pub(super) fn is_answered_by(&self, outcome: &Outcome) -> bool {
        self.job.document.is_empty() || outcome.document() == Some(&self.job.document)
    }
}

/// How the result of a document is written where it does not stand in a folder of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rendering {
    /// The format.
    pub(crate) format: Format,
    /// Whether it is one of several results that stand behind each other.
    pub(crate) many: bool,
    /// Whether another one stands before it.
    pub(crate) goes_on: bool,
    /// Amounts for people, for CSV.
    pub(crate) shown: Option<Shown>,
    /// Whether texts of CSV are left as they were read, also those that a spreadsheet would run.
    pub(crate) raw_csv: bool,
}

/// Answer to a question.
#[derive(Debug)]
pub(super) struct Answer {
    /// Outcome of the document.
    pub(super) outcome: Outcome,
    /// Bytes of its result; none for a failure.
    pub(super) result: Vec<u8>,
    /// Notes on it, where its result is rendered: not every format has them.
    pub(super) notes: Vec<Note>,
}

impl Answer {
    /// Answers that there is no result.
    pub(super) fn failed(failure: Failure) -> Self {
        Self { outcome: Outcome::Error(failure), result: Vec::new(), notes: Vec::new() }
    }
}

/// Those who follow how a document is read.
#[derive(Clone, Default)]
pub(super) struct Followers {
    /// Called after every scanned page.
    pub(super) scan_done: Option<ScanDone>,
    /// Told of each page that begins.
    pub(super) turned: Option<Turned>,
}

/// Reads one document, from its file or from `bytes`; its result has at most so many bytes.
pub(super) fn answer(
    Question { job, threads, left_out, thorough, prose, rendering, .. }: &Question,
    bytes: Option<Vec<u8>>,
    most_bytes: u64,
    stamp: &Stamp,
    Followers { scan_done, turned }: Followers,
) -> Answer {
    let because = |cause| Answer::failed(Failure::because(cause, Some(&job.document), &job.sources, stamp));
    let name = job.sources.first().cloned().unwrap_or_default();
    let left_out = left_out.clone();
    let options = disclosure::Options::default().on_threads(*threads).thorough(*thorough).prose(*prose);
    let how = disclosure::Options { scan_done, left_out, turned, ..options };
    let source = match bytes {
        Some(bytes) => Ok(Source::from_bytes(name, bytes)),
        None => Source::open_as(Path::new(&job.path), name),
    };
    let read = source.and_then(|source| {
        // Nobody has surveyed what is read alone.
        let changed = !job.document.is_empty() && source.sha256 != job.document;
        if changed { Ok(None) } else { read_with(&source, &how).map(Some) }
    });
    let disclosure = match read {
        Ok(Some(disclosure)) => disclosure,
        Ok(None) => return because(Cause::changed()),
        Err(error) => {
            return Answer::failed(Failure::of(&error, Some(&job.document), &job.sources, stamp));
        }
    };
    let mut result = Bounded { bytes: Vec::new(), most: most_bytes };
    let written = match rendering {
        Some(Rendering { format, many, goes_on, shown, raw_csv }) => {
            let writer = Writer::new(&mut result, *format, *many).showing(*shown).raw_csv(*raw_csv);
            if *goes_on { writer.going_on() } else { writer }.write(&disclosure)
        }
        None => {
            let mut record = disclosure_to_document(&disclosure);
            record.sources.clone_from(&job.sources);
            write_document(&mut result, &record)
        }
    };
    if written.is_err() {
        return because(Cause::output_too_large(most_bytes));
    }
    let how = ReadAs { thorough: *thorough, prose: *prose };
    let entry = Entry::of(&disclosure, &job.sources, how, stamp, result.bytes.len() as u64);
    let notes = if rendering.is_some() { disclosure.notes } else { Vec::new() };
    Answer { outcome: Outcome::Document(entry), result: result.bytes, notes }
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

    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.write(bytes).map(drop)
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
        let mut question = Question::new(job, 2);
        let cause = |question: &Question, most| {
            let answer = answer(question, None, most, &Stamp::own(), Followers::default());
            match answer.outcome {
                Outcome::Error(failure) if answer.result.is_empty() => failure.cause,
                Outcome::Document(entry) => format!("{}", entry.bytes == answer.result.len() as u64),
                _ => "bytes of a failure".to_owned(),
            }
        };
        assert_eq!(cause(&question, 1000), "output");
        assert_eq!(cause(&question, u64::MAX), "true");
        question.job.document = "0".repeat(64);
        assert_eq!(cause(&question, u64::MAX), "changed");
    }
}
