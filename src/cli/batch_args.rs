//! Options of a run that fills a folder of results.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::ValueEnum;

use super::units::parse_shard;
use crate::batch::Shard;

/// For a folder of results.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "For a folder of results (-o OUT/)")]
pub(super) struct Batch {
    /// How many documents are read at once; default all cores
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Read again what failed before
    #[arg(long)]
    pub(super) retry_failed: bool,
    /// Read everything again
    #[arg(long)]
    pub(super) force: bool,
    /// Only part K of N, told by the hash of the document: parts may share one folder, at the same time
    #[arg(long, value_name = "K/N", value_parser = parse_shard)]
    pub(super) shard: Option<Shard>,
    /// Append a line for every document to a file
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
    /// Do not turn the results into tables at the end
    #[arg(long)]
    pub(super) no_collect: bool,
    /// What standard error shows of the run: `bar` (default) a bar on a terminal, else a line a minute; `json` an object on a
    /// line for each document, and one at the end: {"event":"document","done":1,"of":9,"source":…,"document":SHA256,
    /// "outcome":"read"|"failed"|"not_read","cause":…,"seconds":0.41}, and {"event":"end",…,"tally":{…}}. Lines that do not
    /// begin with `{` are messages
    #[arg(long, value_enum, value_name = "bar|json")]
    pub(super) progress: Option<ProgressName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ProgressName {
    /// For people
    Bar,
    /// For schedulers
    Json,
}

impl Batch {
    /// An option that was given, where one was.
    pub(super) fn first_given(&self) -> Option<&'static str> {
        [
            (self.jobs.is_some(), "--jobs"),
            (self.retry_failed, "--retry-failed"),
            (self.force, "--force"),
            (self.shard.is_some(), "--shard"),
            (self.log.is_some(), "--log"),
            (self.no_collect, "--no-collect"),
            (self.progress.is_some(), "--progress"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }
}
