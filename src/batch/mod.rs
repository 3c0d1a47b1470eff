//! Many documents to a folder of results: one bad document costs itself alone, and an interruption nothing.
//!
//! # Steps
//! 1. files, and members of archives that processes of their own open ([`opener`], which runs [`unpack`]), become
//!    documents by the SHA-256 of their bytes, each with every place it was found at ([`survey`]);
//! 2. what the folder of results has of this program, its models and its code stays ([`folder`]);
//! 3. the others are dealt out to lanes ([`lanes`]), each with a worker of its own: a process ([`process`], which runs
//!    [`serve`]), or this one; members of archives come through a queue of bounded bytes ([`feed`]);
//! 4. a worker that hangs, crashes or takes too much is ended and replaced, with the cause on record ([`record`]);
//! 5. results are put in place whole and told in a journal; at the end it becomes the index, the list of errors and the
//!    account of the run ([`folder`], [`tally`]).
//!
//! The only place that starts processes. Results tell no time and depend on no order: any number of jobs, and any
//! number of interruptions, gives the same bytes.

mod fault;
mod feed;
mod folder;
mod journal;
mod lanes;
mod opener;
mod process;
mod protocol;
mod read;
pub mod record;
mod recover;
mod serve;
mod survey;
mod tally;
mod unpack;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

pub use journal::Diagnosis;
pub use record::{Entry, Failure, NotRead, Outcome};
pub use serve::serve;
pub use survey::{Input, Inputs, Left};
pub use tally::Tally;
pub use unpack::open_archive;

use crate::error::Result;
use folder::Folder;

/// Who reads the documents.
#[derive(Debug, Clone)]
pub enum Worker {
    /// Threads of this process: no limits on time and memory, and a crash takes all.
    InProcess,
    /// Processes of the program at this path, which must be of this version.
    Process(PathBuf),
}

/// What one document may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the question to the answer; counted anew from each scanned page that was read, since these take seconds.
    pub timeout: Duration,
    /// Memory of the worker that is really used (resident), in bytes.
    pub memory: u64,
    /// Bytes of the result.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(120), memory: 2_000_000_000, output: 256_000_000 }
    }
}

/// One part of all documents, told by their hash: `number` of `of`, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

impl Shard {
    /// Whether a document of this SHA-256 (in hexadecimal) belongs to the part.
    pub fn has(self, sha256: &str) -> bool {
        let head = sha256.get(..8).and_then(|head| u32::from_str_radix(head, 16).ok()).unwrap_or(0);
        head % self.of.max(1) + 1 == self.number
    }
}

/// How a run goes.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who reads.
    pub worker: Worker,
    /// How many read at once.
    pub jobs: usize,
    /// What a document may take.
    pub limits: Limits,
    /// Reads again what failed before.
    pub retry_failed: bool,
    /// Reads everything again.
    pub force: bool,
    /// Only a part of the documents.
    pub shard: Option<Shard>,
}

impl Options {
    /// One job a core, the limits of [`Limits::default`], everything that is missing.
    pub fn new(worker: Worker) -> Self {
        let jobs = std::thread::available_parallelism().map_or(1, usize::from);
        Self { worker, jobs, limits: Limits::default(), retry_failed: false, force: false, shard: None }
    }
}

/// How a run is asked to stop, from another thread.
#[derive(Debug, Default)]
pub struct Stop(AtomicU8);

impl Stop {
    /// Asks to finish what is under way; asked again, to stop at once. Gives back how often it was asked.
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

/// Who is told how a run goes; called from several threads.
pub trait Watch: Sync {
    /// Files are being told apart: so many of them.
    fn surveying(&self, _files: usize) {}
    /// One more file is known.
    fn surveyed(&self) {}
    /// So many documents are to be read; of the others the folder has results.
    fn begins(&self, _to_read: usize, _kept: u64) {}
    /// A document was read, or failed.
    fn done(&self, _outcome: &Outcome, _took: Duration) {}
}

/// Tells nobody.
impl Watch for () {}

/// What came of a run.
#[derive(Debug)]
pub struct Report {
    /// What the folder has of the documents of the inputs (or of the shard), read now or before.
    pub tally: Tally,
    /// What was read, or failed, in this run.
    pub now: Tally,
    /// How many documents were read or had failed before, and were left.
    pub kept: u64,
    /// How many of these had failed.
    pub failed_before: u64,
    /// What could not be opened.
    pub unopened: Vec<Failure>,
    /// What is no document.
    pub not_read: Vec<NotRead>,
    /// Whether it was stopped before the end.
    pub interrupted: bool,
    /// How long it took.
    pub took: Duration,
}

impl Report {
    /// How fast it was; 0 where nothing was read.
    pub fn pages_per_second(&self) -> f64 {
        // Counts of pages are far below 2^52.
        #[allow(clippy::cast_precision_loss)]
        let pages = self.now.pages as f64;
        pages / self.took.as_secs_f64().max(0.001)
    }
}

/// Reads documents into a folder of results; what is there already stays.
///
/// # Errors
/// Where the folder cannot be written, another run writes to it, or workers cannot be started. What is wrong with a
/// document is a [`Failure`] in the folder.
pub fn run(inputs: &Inputs, out: &Path, options: &Options, stop: &Stop, watch: &dyn Watch) -> Result<Report> {
    let began = Instant::now();
    let folder = Folder::open(out, options.shard)?;
    watch.surveying(inputs.files.len());
    let survey = survey::survey(inputs, options, stop, watch);
    let plan = folder.plan(survey.documents, options)?;
    let kept = plan.kept.documents + plan.kept.failed;
    watch.begins(plan.to_read.len(), kept);
    let mut now = lanes::read_all(plan.to_read, &folder, options, stop, watch)?;
    for failure in &survey.errors {
        let outcome = Outcome::Error(failure.clone());
        now.add(&outcome);
        watch.done(&outcome, Duration::ZERO);
    }
    for left in &survey.not_read {
        now.add(&Outcome::NotRead(left.clone()));
    }
    let report = Report {
        tally: plan.kept.and(&now),
        now,
        kept,
        failed_before: plan.failed_before,
        unopened: survey.errors,
        not_read: survey.not_read,
        interrupted: stop.is_asked(),
        took: began.elapsed(),
    };
    folder.conclude(&report, inputs, options)?;
    Ok(report)
}
