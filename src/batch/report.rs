//! Reports what came of a run.

use std::time::Duration;

use super::record::{Failure, NotRead};
use super::tally::Tally;

/// Result of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// Sums over the documents of the inputs (or of the shard) that the folder has, read now or before.
    pub tally: Tally,
    /// Sums over what was read, or failed, in this run.
    pub now: Tally,
    /// Number of documents that had been read, or had failed, before and were left.
    pub kept: u64,
    /// Number of these that had failed.
    pub failed_before: u64,
    /// Inputs that could not be opened.
    pub unopened: Vec<Failure>,
    /// Files and members that are no documents.
    pub not_read: Vec<NotRead>,
    /// Whether it was stopped before the end.
    pub interrupted: bool,
    /// Time that it took.
    pub took: Duration,
}

impl Report {
    /// Speed in pages per second; 0 where nothing was read.
    pub fn pages_per_second(&self) -> f64 {
        // Counts of pages are far below 2^52.
        #[allow(clippy::cast_precision_loss)]
        let pages = self.now.pages as f64;
        pages / self.took.as_secs_f64().max(0.001)
    }
}
