//! Composes the whole run: surveys the inputs, plans what is to be read, reads it, and writes the lists.

use std::path::Path;
use std::time::{Duration, Instant};

use super::folder::Folder;
use super::lanes;
use super::options::{RunOptions, Stop, Watch};
use super::record::Outcome;
use super::report::Report;
use super::survey::{Inputs, survey};
use crate::error::Result;

/// Reads documents into a folder of results; what is there already stays.
///
/// # Errors
/// Where the folder cannot be written, another run writes to it, or workers cannot be started. What is wrong with a
/// document is a [`Failure`](super::Failure) in the folder.
pub fn run(
    inputs: &Inputs,
    out: &Path,
    options: &RunOptions,
    stop: &Stop,
    watch: &dyn Watch,
) -> Result<Report> {
    let began = Instant::now();
    let folder = Folder::open(out, options.shard)?;
    watch.surveying(inputs.files.len());
    let survey = survey(inputs, options, stop, watch);
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
