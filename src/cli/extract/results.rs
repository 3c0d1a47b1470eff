//! Fills a folder of results: many documents, each in a process of its own within limits, in a folder that resumes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::progress::{Mode, Progress};
use super::streams::Streams;
use crate::batch::{self, Input, Inputs, Left, Report, RunOptions, Stop};
use crate::cli::args::Extract;
use crate::cli::batch_args::ProgressName;
use crate::cli::collect;
use crate::cli::exit::Exit;
use crate::cli::print::{say, tell};
use crate::error::Result;
use crate::source::{Found, find_files, list_in_file};

pub(super) fn run(options: &Extract, folder: &Path, streams: &mut Streams) -> Exit {
    match extract(options, folder, streams) {
        Ok(report) => outcome(&report).max(refresh(options, folder, &report)),
        Err(error) => {
            say!("{error}");
            Exit::Unread
        }
    }
}

fn extract(options: &Extract, folder: &Path, streams: &mut Streams) -> Result<Report> {
    let signals = Signals::listen();
    let found = find_files(&listed(options, streams), Some(folder));
    let inputs = inputs(options, streams, found);
    let mode = Mode::of(options.quiet, for_machines(options));
    let progress = Progress::new(mode, options.batch.log.as_deref(), folder)?;
    let report = batch::run(&inputs, folder, &how(options)?, &signals.stop, &progress)?;
    signals.is_read.store(true, Ordering::SeqCst);
    progress.end(&report, folder);
    Ok(report)
}

/// Brings the tables of the folder up to date, where all results are there.
fn refresh(options: &Extract, folder: &Path, report: &Report) -> Exit {
    if options.batch.no_collect || options.batch.shard.is_some() || report.interrupted {
        return Exit::Good;
    }
    collect::refresh(folder, options.quiet || for_machines(options))
}

/// Whether standard error is read by a scheduler.
fn for_machines(options: &Extract) -> bool {
    options.batch.progress == Some(ProgressName::Json)
}

/// The inputs, with the paths that standard input lists in its place.
fn listed(options: &Extract, streams: &Streams) -> Vec<PathBuf> {
    let paths = streams.stdin().and_then(list_in_file);
    let expand = |input: &PathBuf| match &paths {
        Some(paths) if input.as_os_str() == "-" => paths.clone(),
        _ => vec![input.clone()],
    };
    options.inputs.iter().flat_map(expand).collect()
}

fn inputs(options: &Extract, streams: &mut Streams, found: Found) -> Inputs {
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let (mut files, mut errors) = (Vec::new(), found.errors);
    for typed in found.files {
        let named = found.named.contains(&typed);
        match streams.place(&typed) {
            Ok(path) => files.push(Input { name: name(&typed), path, named }),
            Err(error) => errors.push(error),
        }
    }
    let left = found.skipped.into_iter();
    Inputs {
        typed: options.inputs.iter().map(|input| name(input)).collect(),
        files,
        left: left.map(|left| Left { name: name(&left.path), kind: left.kind, bytes: left.bytes }).collect(),
        errors,
    }
}

fn how(options: &Extract) -> Result<RunOptions> {
    let asked = &options.batch;
    let usual = RunOptions::new(options.limits.worker()?);
    Ok(RunOptions {
        jobs: asked.jobs.map_or(usual.jobs, usize::from),
        limits: options.limits.limits(),
        retry_failed: asked.retry_failed,
        force: asked.force,
        thorough: options.thorough,
        prose: !options.no_prose,
        shard: asked.shard,
        ..usual
    })
}

/// Time for which what is under way may go on when the run is to stop.
const LAST_MOMENT: Duration = Duration::from_millis(700);
/// Time in which a run that was stopped writes its lists.
const LONGEST_END: Duration = Duration::from_secs(10);

/// Signals that stop a run: Ctrl-C, and the system's wish to end the program. Nothing is begun any more, and what is not
/// done in a moment is left: the folder resumes.
#[derive(Default)]
struct Signals {
    stop: Stop,
    /// Whether all is read, and tables are made: they are whole or not there, and can be made again.
    is_read: AtomicBool,
}

impl Signals {
    fn listen() -> Arc<Self> {
        let signals = Arc::new(Self::default());
        let asked = Arc::clone(&signals);
        // Without a handler the first Ctrl-C ends the program, which leaves a folder that resumes as well.
        let _ = ctrlc::set_handler(move || asked.take());
        signals
    }

    fn take(self: &Arc<Self>) {
        match self.stop.ask() {
            _ if self.is_read.load(Ordering::SeqCst) => std::process::exit(2),
            1 => {
                tell("\njuesuan: stopping: run it again to read the rest\n");
                let later = Arc::clone(self);
                let waiting = std::thread::Builder::new().spawn(move || {
                    std::thread::sleep(LAST_MOMENT);
                    later.stop.ask();
                    // What waits for a file that gives nothing notices no wish; the folder resumes all the same.
                    std::thread::sleep(LONGEST_END);
                    std::process::exit(2);
                });
                if waiting.is_err() {
                    self.stop.ask();
                }
            }
            2 => {}
            _ => std::process::exit(2),
        }
    }
}

fn outcome(report: &Report) -> Exit {
    let tally = &report.tally;
    if report.interrupted || tally.failed > 0 || tally.incomplete > 0 {
        Exit::Unread
    } else if tally.suspect > 0 || tally.checks_failing > 0 {
        Exit::Suspect
    } else {
        Exit::Good
    }
}
