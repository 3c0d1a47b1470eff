//! Defines how a run goes: what reads, within which limits, which part of the documents, when it stops, and what
//! follows it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use super::record::Outcome;

/// Says what reads the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worker {
    /// Threads of this process read: no limits on time and memory, and a crash takes all.
    InProcess,
    /// Processes of a program read, which must be of this version.
    ///
    /// The program is started with its arguments, and behind them either `worker --memory BYTES --max-output BYTES`,
    /// upon which it calls [`serve`](fn@super::serve), or `open-archive --memory BYTES`, upon which it calls
    /// [`open_archive`](super::open_archive). The program `juesuan` does so without arguments.
    Command {
        /// The program: `juesuan`, or an interpreter.
        program: PathBuf,
        /// Arguments before the name of the task: none, or for example `-m juesuan`.
        args: Vec<OsString>,
    },
}

impl Worker {
    /// A program that needs no arguments to be a worker, as `juesuan` does.
    pub fn program(path: impl Into<PathBuf>) -> Self {
        Self::Command { program: path.into(), args: Vec::new() }
    }

    /// The command that starts a process, without the task; `None` where this process reads.
    pub(super) fn command(&self) -> Option<Command> {
        match self {
            Self::InProcess => None,
            Self::Command { program, args } => {
                let mut command = Command::new(program);
                command.args(args);
                Some(command)
            }
        }
    }

    /// Name of it in messages.
    pub(super) fn name(&self) -> String {
        match self {
            Self::InProcess => "worker".to_owned(),
            Self::Command { program, .. } => format!("worker {}", program.to_string_lossy()),
        }
    }
}

/// Limits of what one document may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time from the question to the answer. It is counted anew from each scanned page, since these take seconds.
    pub timeout: Duration,
    /// Resident memory of the worker, in bytes.
    pub memory: u64,
    /// Bytes of the result.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(120), memory: 2_000_000_000, output: 256_000_000 }
    }
}

/// One part of all documents, decided by their hash: `number` of `of`, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Number of the part.
    pub number: u32,
    /// Number of parts.
    pub of: u32,
}

impl Shard {
    /// Whether a document of this SHA-256 (in hexadecimal) belongs to the part.
    pub fn has(self, sha256: &str) -> bool {
        let head = sha256.get(..8).and_then(|head| u32::from_str_radix(head, 16).ok()).unwrap_or(0);
        head % self.of.max(1) + 1 == self.number
    }
}

/// Options of a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RunOptions {
    /// What reads the documents.
    pub worker: Worker,
    /// Number of documents that are read at once.
    pub jobs: usize,
    /// Limits of one document.
    pub limits: Limits,
    /// Reads again what failed before.
    pub retry_failed: bool,
    /// Reads everything again.
    pub force: bool,
    /// Reads by OCR also what cannot be a disclosure, and so again what was judged to be none.
    pub thorough: bool,
    /// Reads the figures of the prose, too, and so again what was read without them.
    pub prose: bool,
    /// Reads only a part of the documents.
    pub shard: Option<Shard>,
}

impl RunOptions {
    /// Makes options with one job per core, the limits of [`Limits::default`], and everything that is missing to read.
    pub fn new(worker: Worker) -> Self {
        let jobs = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            worker,
            jobs,
            limits: Limits::default(),
            retry_failed: false,
            force: false,
            thorough: false,
            prose: true,
            shard: None,
        }
    }
}

/// Asks a run to stop, from another thread.
#[derive(Debug, Default)]
pub struct Stop(AtomicU8);

impl Stop {
    /// Asks to finish what is under way; asked again, to stop at once. Returns the number of times it was asked.
    pub fn ask(&self) -> u8 {
        self.0.fetch_add(1, Ordering::SeqCst).saturating_add(1)
    }

    /// Whether nothing more shall be begun.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }

    /// Whether what is under way shall be left.
    pub fn is_at_once(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 1
    }
}

/// Follows a run; called from several threads.
pub trait Watch: Sync {
    /// Files are being surveyed, with their number.
    fn surveying(&self, _files: usize) {}
    /// One more file is known.
    fn surveyed(&self) {}
    /// Documents are to be read, with their number; of the others the folder has results.
    fn begins(&self, _to_read: usize, _kept: u64) {}
    /// A document was read, or failed.
    fn done(&self, _outcome: &Outcome, _took: Duration) {}
}

/// Follows nothing.
impl Watch for () {}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn the_arguments_of_a_worker_stand_before_its_task() {
        let args = vec![OsString::from("-m"), OsString::from("juesuan")];
        let worker = Worker::Command { program: PathBuf::from("python3"), args };
        let mut command = worker.command().unwrap();
        command.arg("worker");
        assert_eq!(command.get_program(), "python3");
        assert!(command.get_args().eq(["-m", "juesuan", "worker"].map(OsStr::new)));
        assert!(Worker::InProcess.command().is_none());
        assert_eq!(Worker::program("/bin/juesuan").command().unwrap().get_args().count(), 0);
    }
}
