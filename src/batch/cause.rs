//! Says why a document gave no result: in one word, a sentence and a remedy.

use std::fmt;
use std::process::ExitStatus;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::source::archive::ArchiveFault;

const REPORT: &str = "report it with the file; the other files are not touched";

/// Says why a document gave no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cause {
    /// The cause in one word that stays the same: `damaged`, `timeout`, `memory`, …
    pub word: String,
    /// The cause in a sentence.
    pub message: String,
    /// What a person can do about it.
    pub remedy: String,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

impl std::error::Error for Cause {}

impl Cause {
    /// Makes a cause of one's own, for failures beside those of a reader.
    pub fn new(word: &str, message: impl Into<String>, remedy: &str) -> Self {
        Self { word: word.to_owned(), message: message.into(), remedy: remedy.to_owned() }
    }

    /// Makes the cause of an error of the library.
    pub(super) fn of_error(error: &Error) -> Self {
        Self { word: error.cause().to_owned(), message: error.what(), remedy: error.remedy().to_owned() }
    }

    /// Makes the cause of a fault of an archive or its member.
    pub(super) fn of(fault: ArchiveFault) -> Self {
        Self { word: fault.cause, message: fault.message, remedy: fault.remedy }
    }

    /// The bytes are no longer those that were hashed.
    pub(super) fn changed() -> Self {
        Self::new("changed", "the file changed while it was being read", "run again when it is whole")
    }

    /// The result passes the limit, in bytes.
    pub(super) fn output_too_large(limit: u64) -> Self {
        let message = format!("the result has more than {limit} bytes");
        Self::new("output", message, "split the document, or allow more with --max-output")
    }

    /// The process passes the limit on memory, in bytes.
    pub(super) fn out_of_memory(limit: u64) -> Self {
        let message = format!("it takes more than {} of memory", bytesize::ByteSize(limit).display().si());
        Self::new(
            "memory",
            message,
            "look at the file; --memory allows more (in a folder of results with --retry-failed)",
        )
    }

    /// The document passes the limit on time.
    pub(super) fn too_slow(limit: Duration) -> Self {
        let message = format!("it takes longer than {}", humantime::format_duration(limit));
        Self::new(
            "timeout",
            message,
            "look at the file; --timeout allows more (in a folder of results with --retry-failed)",
        )
    }

    /// Whether one page may be the cause: it crashes the worker, or takes too much.
    pub(super) fn may_be_of_page(&self) -> bool {
        ["stack_overflow", "memory", "abort", "crash", "exit", "timeout"].contains(&self.word.as_str())
    }

    /// The caller asked to stop before there was an answer.
    pub(super) fn stopped() -> Self {
        Self::new("stopped", "it was given up, as was asked for", "read it again")
    }

    /// The worker wrote what the protocol does not know.
    pub(super) fn nonsense() -> Self {
        Self::new("worker", "the worker gave an answer that is none", REPORT)
    }

    /// The process ended by itself: its status and its standard error say why. It had `memory` bytes.
    pub(super) fn of_end(status: Option<ExitStatus>, stderr: &str, memory: u64) -> Self {
        if stderr.contains("has overflowed its stack") {
            return Self::new("stack_overflow", "the reader overflowed its stack", REPORT);
        }
        if stderr.contains("memory allocation of") {
            return Self::out_of_memory(memory);
        }
        match (signal(status), status.and_then(|status| status.code())) {
            (Some(6), _) => Self::new("abort", "the reader aborted", REPORT),
            (Some(9), _) => Self::new(
                "killed",
                "the reader was ended from outside (signal 9)",
                "mostly the machine ran out of memory: use fewer --jobs, with --retry-failed",
            ),
            (Some(number), _) => Self::new("crash", format!("the reader crashed (signal {number})"), REPORT),
            (None, Some(code)) => {
                Self::new("exit", format!("the reader ended by itself with code {code}"), REPORT)
            }
            (None, None) => Self::new("crash", "the reader crashed", REPORT),
        }
    }
}

#[cfg(unix)]
fn signal(status: Option<ExitStatus>) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status?)
}

#[cfg(not(unix))]
fn signal(_: Option<ExitStatus>) -> Option<i32> {
    None
}
