//! Reads documents one after the other by one worker. It is started when first needed, and replaced where it fails.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::cause::Cause;
use super::journal::Diagnosis;
use super::options::{Limits, Stop, Worker};
use super::process::{Process, WorkerEnd};
use super::read::{Answer, Followers, Job, Question, Rendering, answer};
use super::record::{Entry, Failure, Outcome, Stamp};
use super::under_way::Blamed;
use crate::error::{Error, Result as LibraryResult};
use crate::page::LeftOut;
use crate::place::Note;
use crate::source::sha256_of;

/// Part of the memory of a document that an idle worker may keep; one that keeps more is replaced, so that no document
/// pays for those before it.
const MOST_KEPT: u64 = 4;

/// Most pages of a document that may end a worker each: the document is read again without them.
const MOST_LEFT_OUT: usize = 3;

/// Reads one document after the other in a worker of its own, within limits: a page that hangs, crashes the worker or
/// takes too much is left out, with a note; a document that does so costs itself alone.
///
/// The worker is started with the first document, replaced after a fault, and ended when the reader is dropped. It also
/// ends by itself when this process does. A reader reads one document at a time: for several at once, take several.
///
/// ```
/// use juesuan::batch::{Limits, Reader, Worker};
///
/// // With `Worker::program("/usr/bin/juesuan")` a process of that program reads, and the limits hold.
/// let mut reader = Reader::new(Worker::InProcess, Limits::default());
/// let name = "samples/qinyang-2020-word.pdf";
/// let document = reader.read(name, &std::fs::read(name)?)?;
/// println!("{} facts in {} bytes of JSON", document.entry().facts, document.as_bytes().len());
///
/// let cause = reader.read("notes.txt", b"no document").unwrap_err();
/// println!("{}: {cause}", cause.word);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Reader {
    worker: Worker,
    limits: Limits,
    threads: usize,
    thorough: bool,
    prose: bool,
    stop: Arc<Stop>,
    process: Option<Process>,
}

/// Reason why no document gets an answer any more.
pub(super) enum Unanswered {
    /// The run is to stop at once.
    Stopped,
    /// The worker cannot be started, or is of another version.
    Unusable(Error),
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.process.is_some();
        let mut shown = f.debug_struct("Reader");
        shown.field("worker", &self.worker).field("limits", &self.limits).field("threads", &self.threads);
        shown.field("running", &running).finish()
    }
}

impl Reader {
    /// Makes a reader; its worker is not started yet.
    pub fn new(worker: Worker, limits: Limits) -> Self {
        let stop = Arc::default();
        Self { worker, limits, threads: 1, thorough: false, prose: true, stop, process: None }
    }

    /// Reads the pages of a document on so many threads; without this, on one.
    #[must_use]
    pub fn on_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Reads by OCR also what cannot be a disclosure; without this, a document is judged before.
    #[must_use]
    pub fn thorough(self, thorough: bool) -> Self {
        Self { thorough, ..self }
    }

    /// Reads the figures of the prose, too, or leaves them out; without this, they are read.
    #[must_use]
    pub fn prose(self, prose: bool) -> Self {
        Self { prose, ..self }
    }

    /// Ends the worker, and gives up what it reads, where another thread asks to stop at once.
    #[must_use]
    pub fn stopped_by(self, stop: Arc<Stop>) -> Self {
        Self { stop, ..self }
    }

    /// Reads one document from its file.
    ///
    /// `name` stands as its source in the result; the place of the department may be taken from it.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn read_file(&mut self, name: &str, path: &Path) -> Result<JsonDocument, Cause> {
        let path = path.as_os_str().to_owned();
        let job = Job { document: String::new(), path, member: None, sources: vec![name.to_owned()] };
        let (entry, bytes, _) = self.read_as_asked(Question::new(job, self.threads), None)?;
        Ok(JsonDocument { entry, bytes })
    }

    /// Reads one document.
    ///
    /// `name` stands as its source in the result; the place of the department may be taken from it.
    ///
    /// # Errors
    /// Why there is no result: what is the matter with the document, which limit it passed, how it ended the worker,
    /// or, as `worker` or `unreadable`, why there is no worker.
    pub fn read(&mut self, name: &str, bytes: &[u8]) -> Result<JsonDocument, Cause> {
        let job = Job {
            document: sha256_of(bytes),
            path: OsString::new(),
            member: None,
            sources: vec![name.to_owned()],
        };
        let question = Question::new(job, self.threads);
        let (entry, bytes, _) = self.read_as_asked(question, Some(Cow::Borrowed(bytes)))?;
        Ok(JsonDocument { entry, bytes })
    }

    /// Reads one document from its file, or from `bytes`, into one of the formats.
    ///
    /// # Errors
    /// As [`Reader::read`].
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "only the program renders"))]
    pub(crate) fn render(
        &mut self,
        name: &str,
        from: DocumentBytes<'_>,
        rendering: Rendering,
    ) -> Result<RenderedDocument, Cause> {
        let (path, bytes) = match from {
            DocumentBytes::InFile(path) => (path.as_os_str().to_owned(), None),
            DocumentBytes::InMemory(bytes) => (OsString::new(), Some(Cow::Owned(bytes))),
        };
        let job = Job { document: String::new(), path, member: None, sources: vec![name.to_owned()] };
        let question = Question { rendering: Some(rendering), ..Question::new(job, self.threads) };
        let (entry, bytes, notes) = self.read_as_asked(question, bytes)?;
        Ok(RenderedDocument { entry, bytes, notes })
    }

    fn read_as_asked(
        &mut self,
        question: Question,
        bytes: Option<Cow<'_, [u8]>>,
    ) -> Result<(Entry, Vec<u8>, Vec<Note>), Cause> {
        let stop = Arc::clone(&self.stop);
        match self.answer(question, bytes, &stop) {
            Ok((Answer { outcome: Outcome::Document(entry), result, notes }, _)) => {
                Ok((entry, result, notes))
            }
            Ok((Answer { outcome: Outcome::Error(failure), .. }, _)) => Err(cause(failure)),
            Ok(_) => Err(Cause::nonsense()),
            Err(Unanswered::Stopped) => Err(Cause::stopped()),
            Err(Unanswered::Unusable(error)) => Err(Cause::of_error(&error)),
        }
    }

    /// Has a document read, by a new worker where the old one has ended, and without the pages that ended it.
    pub(super) fn answer(
        &mut self,
        mut question: Question,
        bytes: Option<Cow<'_, [u8]>>,
        stop: &Stop,
    ) -> Result<(Answer, Option<Diagnosis>), Unanswered> {
        question.thorough = self.thorough;
        question.prose = self.prose;
        question.bytes_behind = bytes.as_ref().map(|bytes| bytes.len() as u64);
        loop {
            let Some(mut process) = self.running()? else {
                let bytes = bytes.map(Cow::into_owned);
                let followers = Followers::default();
                return Ok((answer(&question, bytes, self.limits.output, &Stamp::own(), followers), None));
            };
            match process.ask(&question, bytes.as_deref(), stop) {
                // Of a result that is not kept, it need not be known: making the own stamp takes milliseconds.
                Ok(answer) if question.rendering.is_none() && *answer.outcome.stamp() != Stamp::own() => {
                    let cause = "it is a program of another version, or of other code";
                    return Err(self.unusable(std::io::Error::other(cause)));
                }
                Ok(answer) => {
                    if let Outcome::Error(failure) = &answer.outcome
                        && failure.cause == PANIC
                        && question.goes_on_without(process.blamed(), &failure.message)
                    {
                        continue;
                    }
                    if process.memory() <= self.limits.memory / MOST_KEPT {
                        self.process = Some(process);
                    }
                    return Ok((answer, None));
                }
                Err(WorkerEnd::Stopped) => return Err(Unanswered::Stopped),
                // What earlier documents left in a worker is not the fault of this one.
                Err(WorkerEnd::Fault(cause, ..)) if process.asked() > 1 && cause.word != "timeout" => {}
                Err(WorkerEnd::Fault(cause, _, blamed))
                    if cause.may_be_of_page() && question.goes_on_without(blamed, &cause.message) => {}
                Err(WorkerEnd::Fault(cause, diagnosis, _)) => {
                    let Job { document, sources, .. } = &question.job;
                    let failure = Failure::because(cause, Some(document), sources, &Stamp::own());
                    return Ok((Answer::failed(failure), Some(*diagnosis)));
                }
            }
        }
    }

    /// Gives the process that reads, and starts it where there is none; `None` where this process reads.
    fn running(&mut self) -> Result<Option<Process>, Unanswered> {
        if let Some(process) = self.process.take() {
            return Ok(Some(process));
        }
        let Some(command) = self.worker.command() else { return Ok(None) };
        Process::start(command, self.limits).map(Some).map_err(|cause| self.unusable(cause))
    }

    fn unusable(&self, cause: std::io::Error) -> Unanswered {
        Unanswered::Unusable(Error::io(self.worker.name(), cause))
    }
}

/// Cause of a panic, in one word.
const PANIC: &str = "panic";

impl Question {
    /// Leaves out the page that ended the worker, or asks for one page at a time where it may have been several. Says
    /// whether the document is to be read again.
    fn goes_on_without(&mut self, blamed: Blamed, why: &str) -> bool {
        match blamed {
            Blamed::One(at) if self.left_out.len() < MOST_LEFT_OUT => {
                self.left_out.push(LeftOut { at, why: why.to_owned() });
                true
            }
            Blamed::Several if self.threads > 1 => {
                self.threads = 1;
                true
            }
            Blamed::One(_) | Blamed::Several | Blamed::Document => false,
        }
    }
}

fn cause(Failure { cause, message, remedy, .. }: Failure) -> Cause {
    Cause { word: cause, message, remedy }
}

/// Where the bytes of a document are.
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "only the program renders"))]
pub(crate) enum DocumentBytes<'a> {
    /// In a file.
    InFile(&'a Path),
    /// In memory.
    InMemory(Vec<u8>),
}

/// Result of one document in one of the formats, its summary, and the notes on it.
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "only the program renders"))]
pub(crate) struct RenderedDocument {
    /// Summary of the document.
    pub(crate) entry: Entry,
    /// Bytes of the result.
    pub(crate) bytes: Vec<u8>,
    /// Notes of pages and forms.
    pub(crate) notes: Vec<Note>,
}

/// Result of one document: its JSON, as `--format json` writes it, and a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonDocument {
    entry: Entry,
    bytes: Vec<u8>,
}

impl JsonDocument {
    /// Summary of the document.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Borrows the JSON as bytes, in UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives the JSON as bytes that the caller owns.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Parses the JSON into any shape that fits it, for example `serde_json::Value`.
    ///
    /// # Errors
    /// [`Error::is_internal`] where it does not fit.
    pub fn parse<T: DeserializeOwned>(&self) -> LibraryResult<T> {
        serde_json::from_slice(&self.bytes)
            .map_err(|cause| Error::internal(&self.entry.source, cause.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_document_in_memory_is_read_in_this_process() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/qinyang-2020-word.pdf");
        let mut reader = Reader::new(Worker::InProcess, Limits::default()).on_threads(2);
        let document = reader.read("a.pdf", &std::fs::read(path).unwrap()).unwrap();
        let json: serde_json::Value = document.parse().unwrap();
        assert_eq!(json["source"], "a.pdf");
        assert_eq!(json["document"], document.entry().document.as_str());
        assert!(document.entry().facts > 0 && document.parse::<u8>().unwrap_err().is_internal());
        let cause = reader.read("b.pdf", b"no document").unwrap_err();
        assert_eq!(cause.word, "not_pdf");
    }

    #[test]
    fn a_file_is_read_from_its_path_under_its_name() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/qinyang-2020-word.pdf");
        let mut reader = Reader::new(Worker::InProcess, Limits::default()).prose(false);
        let document = reader.read_file("a.pdf", &path).unwrap();
        assert_eq!(document.entry().source, "a.pdf");
        let cause = reader.read_file("b.pdf", Path::new("/no/such.pdf")).unwrap_err();
        assert_eq!(cause.word, "unreadable");
    }

    #[test]
    fn a_worker_that_cannot_be_started_is_a_cause() {
        let mut reader = Reader::new(Worker::program("/no/such/program"), Limits::default());
        let cause = reader.read("a.pdf", b"%PDF-").unwrap_err();
        assert!(cause.word == "unreadable" && !cause.remedy.is_empty(), "{cause:?}");
    }
}
