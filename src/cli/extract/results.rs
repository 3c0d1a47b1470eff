//! Fills a folder of results: many documents, each in a process of its own within limits, in a folder that resumes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::progress::Progress;
use crate::batch::{self, Input, Inputs, Left, Limits, Report, RunOptions, Stop, Worker};
use crate::cli::args::Extract;
use crate::cli::collect;
use crate::cli::exit::Exit;
use crate::cli::print::{say, tell};
use crate::error::{Error, Result};
use crate::source::{Found, TemporaryFile, find_files, list_of_paths, read_stdin};

pub(super) fn run(options: &Extract, folder: &Path) -> Exit {
    match extract(options, folder) {
        Ok(report) => outcome(&report).max(refresh(options, folder, &report)),
        Err(error) => {
            say!("{error}");
            Exit::Unread
        }
    }
}

fn extract(options: &Extract, folder: &Path) -> Result<Report> {
    let stop = stop_on_signals();
    let stdin = Stdin::read(options)?;
    let found = find_files(&stdin.inputs, Some(folder));
    let inputs = inputs(options, &stdin, found);
    let progress = Progress::new(options.quiet, options.batch.log.as_deref(), folder)?;
    let report = batch::run(&inputs, folder, &how(options)?, &stop, &progress)?;
    progress.end(&report, folder);
    Ok(report)
}

/// Brings the tables of the folder up to date, where all results are there.
fn refresh(options: &Extract, folder: &Path, report: &Report) -> Exit {
    if options.batch.no_collect || options.batch.shard.is_some() || report.interrupted {
        return Exit::Good;
    }
    collect::refresh(folder, options.quiet)
}

/// Standard input as read: paths, or a document, which is kept in a file for the workers.
struct Stdin {
    inputs: Vec<PathBuf>,
    document: Option<TemporaryFile>,
}

impl Stdin {
    fn read(options: &Extract) -> Result<Self> {
        let (mut inputs, mut document) = (Vec::new(), None);
        for input in &options.inputs {
            if input.as_os_str() != "-" {
                inputs.push(input.clone());
                continue;
            }
            let bytes = read_stdin()?;
            match list_of_paths(&bytes) {
                Some(paths) => inputs.extend(paths),
                None => {
                    let kept = TemporaryFile::of(&bytes);
                    document = Some(kept.map_err(|cause| Error::io("-", cause))?);
                }
            }
        }
        Ok(Self { inputs, document })
    }
}

fn inputs(options: &Extract, stdin: &Stdin, found: Found) -> Inputs {
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let named = found.named;
    let files = found.files.into_iter().map(|path| {
        let named = named.contains(&path);
        Input { name: name(&path), path, named }
    });
    let document = stdin.document.iter();
    let document =
        document.map(|file| Input { name: "-".to_owned(), path: file.path().to_owned(), named: true });
    let left = found.skipped.into_iter();
    Inputs {
        typed: options.inputs.iter().map(|input| name(input)).collect(),
        files: files.chain(document).collect(),
        left: left.map(|left| Left { name: name(&left.path), kind: left.kind, bytes: left.bytes }).collect(),
        errors: found.errors,
    }
}

fn how(options: &Extract) -> Result<RunOptions> {
    let program = std::env::current_exe().map_err(|cause| Error::io("juesuan", cause))?;
    let asked = &options.batch;
    let usual = RunOptions::new(Worker::program(program));
    let limits = Limits {
        timeout: asked.timeout.unwrap_or(usual.limits.timeout),
        memory: asked.memory.unwrap_or(usual.limits.memory),
        output: asked.max_output.unwrap_or(usual.limits.output),
    };
    Ok(RunOptions {
        jobs: asked.jobs.map_or(usual.jobs, usize::from),
        limits,
        retry_failed: asked.retry_failed,
        force: asked.force,
        shard: asked.shard,
        ..usual
    })
}

/// Signals that stop a run: Ctrl-C, and the system's wish to end the program.
fn stop_on_signals() -> Arc<Stop> {
    let stop = Arc::new(Stop::default());
    let asked = Arc::clone(&stop);
    // Without a handler the first Ctrl-C ends the program, which leaves a folder that resumes as well.
    let _ = ctrlc::set_handler(move || match asked.ask() {
        1 => tell("\njuesuan: finishing what is under way; once more stops at once\n"),
        2 => tell("\njuesuan: stopping\n"),
        _ => std::process::exit(2),
    });
    stop
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
