//! What came of a run.

use std::time::Duration;

use super::record::{Failure, NotRead};
use super::tally::Tally;

/// What came of a run.
#[derive(Debug)]
#[non_exhaustive]
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
