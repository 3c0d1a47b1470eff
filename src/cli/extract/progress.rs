//! Shows a long run to people: by a bar on a terminal, else by one line per minute; by a log, and by a summary at the
//! end. Schedulers get a line of JSON for each document instead (`progress_lines`).

use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::progress_lines::{begin_line, document_line, end_line};
use crate::batch::{Outcome, Report, Tally, Watch};
use crate::cli::print::{say, tell};
use crate::error::{Error, Result};
use crate::source::OutFolder;
use crate::text::escape::in_line;

/// Interval of the lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(60);
/// Number of failures that are reported as they come; the others stand in `errors.jsonl` alone.
const MOST_TOLD: u64 = 20;

/// For whom a run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// For nobody; failures are told all the same.
    Quiet,
    /// For people.
    People,
    /// For schedulers, by lines of JSON.
    Lines,
}

impl Mode {
    /// Chooses it by what was asked for: lines are what standard error is read for, also where it is to be quiet.
    pub(super) fn of(quiet: bool, lines: bool) -> Self {
        match (lines, quiet) {
            (true, _) => Self::Lines,
            (false, true) => Self::Quiet,
            (false, false) => Self::People,
        }
    }
}

pub(super) struct Progress {
    mode: Mode,
    bar: ProgressBar,
    state: Mutex<State>,
}

struct State {
    log: Option<File>,
    began: Instant,
    last_line: Instant,
    to_read: u64,
    done: u64,
    failed: u64,
}

impl Progress {
    /// Begins to show a run that fills a folder.
    pub(super) fn new(mode: Mode, log: Option<&Path>, folder: &Path) -> Result<Self> {
        let open =
            |path: &Path| open_log(path, folder).map_err(|cause| Error::io(path.to_string_lossy(), cause));
        #[expect(clippy::disallowed_methods, reason = "asked what it is, not written to")]
        let on_terminal = mode == Mode::People && std::io::stderr().is_terminal();
        let target = if on_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let now = Instant::now();
        let state = State {
            log: log.map(open).transpose()?,
            began: now,
            last_line: now,
            to_read: 0,
            done: 0,
            failed: 0,
        };
        Ok(Self { mode, bar: ProgressBar::with_draw_target(None, target), state: Mutex::new(state) })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin_bar(&self, length: u64, template: &str) {
        self.bar.reset();
        self.bar.set_length(length);
        self.bar.set_position(0);
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    /// Prints one line per minute where no bar is seen.
    fn line(&self, state: &mut State) {
        if self.mode != Mode::People || !self.bar.is_hidden() || state.last_line.elapsed() < BETWEEN_LINES {
            return;
        }
        state.last_line = Instant::now();
        let took = state.began.elapsed();
        let left = state.to_read.saturating_sub(state.done);
        // Counts of documents are far below 2^52.
        #[allow(clippy::cast_precision_loss)]
        let (done, left) = (state.done.max(1) as f64, left as f64);
        say!(
            "{} of {} documents, {:.1} a second, {} failed, about {} left",
            state.done,
            state.to_read,
            done / took.as_secs_f64().max(0.001),
            state.failed,
            humantime::format_duration(Duration::from_secs((took.mul_f64(left / done)).as_secs()))
        );
    }

    /// Prints the summary.
    pub(super) fn end(&self, report: &Report, folder: &Path) {
        self.bar.finish_and_clear();
        let text = summary(report, folder);
        if let Some(log) = &mut self.state().log {
            let _ = log.write_all(text.as_bytes());
        }
        match self.mode {
            Mode::Quiet => {}
            Mode::People => tell(&text),
            Mode::Lines => tell(&end_line(report)),
        }
    }
}

impl Watch for Progress {
    fn surveying(&self, files: usize) {
        self.begin_bar(files as u64, "looking at {len} files {bar:30} {pos}");
    }

    fn surveyed(&self) {
        self.bar.inc(1);
    }

    fn begins(&self, to_read: usize, kept: u64) {
        let mut state = self.state();
        (state.to_read, state.began) = (to_read as u64, Instant::now());
        self.begin_bar(to_read as u64, "{bar:30} {pos}/{len} documents, {per_sec}, {eta} left, {msg}");
        self.bar.set_message("0 failed");
        if self.mode == Mode::Lines {
            tell(&begin_line(to_read, kept));
        }
        if self.mode == Mode::People && kept > 0 {
            let text = format!("the folder has {kept} documents already, {to_read} are to be read");
            self.bar.suspend(|| say!("{text}"));
        }
    }

    fn done(&self, outcome: &Outcome, took: Duration) {
        let mut state = self.state();
        state.done += 1;
        if self.mode == Mode::Lines {
            tell(&document_line(state.done, state.to_read, outcome, took));
        }
        let description = match outcome {
            Outcome::Document(entry) => format!(
                "read {}: {} pages, {} forms, {} facts, {} suspect, {} checks fail",
                entry.source, entry.pages, entry.forms, entry.facts, entry.suspect, entry.checks_failing
            ),
            Outcome::Error(failure) => {
                state.failed += 1;
                self.bar.set_message(format!("{} failed", state.failed));
                let text = format!("{}: {}; {}", failure.source, failure.message, failure.remedy);
                if self.mode == Mode::Lines {
                    // Its line says so.
                } else if state.failed <= MOST_TOLD {
                    self.bar.suspend(|| say!("{text}"));
                } else if state.failed == MOST_TOLD + 1 {
                    self.bar.suspend(|| say!("more failures are told in errors.jsonl"));
                }
                format!("failed {}: {}: {}", failure.source, failure.cause, failure.message)
            }
            Outcome::NotRead(left) => format!("left {}: {}", left.source, left.kind),
        };
        let since = state.began.elapsed().as_secs_f64();
        if let Some(log) = &mut state.log {
            let line = in_line(&description);
            let _ = writeln!(log, "{since:.3} s, {:.3} s: {line}", took.as_secs_f64());
        }
        self.bar.inc(1);
        self.line(&mut state);
    }
}

/// Opens a log to be appended to. In the folder of results a link is an error, since others may have put it there;
/// elsewhere it is the user's own.
fn open_log(path: &Path, folder: &Path) -> std::io::Result<File> {
    let out = OutFolder::make(folder)?;
    match out.below(path) {
        Some(below) => out.append(&below),
        None => OpenOptions::new().append(true).create(true).open(path),
    }
}

fn summary(report: &Report, folder: &Path) -> String {
    let Tally {
        documents,
        sources,
        incomplete,
        pages,
        forms,
        facts,
        verified,
        suspect,
        checks_failing,
        failed,
        not_read,
        ..
    } = &report.tally;
    // Counts of facts are far below 2^52.
    #[allow(clippy::cast_precision_loss)]
    let share = *verified as f64 * 100.0 / (*facts).max(1) as f64;
    let seconds = report.took.as_secs_f64();
    let which = if *incomplete > 0 { " (`incomplete` in index.jsonl)" } else { "" };
    let mut text = format!(
        "{}: {documents} documents at {sources} places, {incomplete} of them not read whole{which}\n\
         \x20 {pages} pages, {forms} forms, {facts} facts: {share:.1} % verified, {suspect} suspect; {checks_failing} checks fail\n\
         \x20 {failed} failed",
        in_line(&folder.to_string_lossy())
    );
    let causes: Vec<String> =
        report.tally.failed_by_cause.iter().map(|(cause, count)| format!("{cause} {count}")).collect();
    if !causes.is_empty() {
        text.push_str(&format!(": {} (see errors.jsonl)", causes.join(", ")));
    }
    if *not_read > 0 {
        let types = report.tally.not_read_by_type.iter().map(|(kind, count)| format!("{kind} {count}"));
        let types: Vec<String> = types.collect();
        text.push_str(&format!("\n  {not_read} are no documents: {} (see not_read.jsonl)", types.join(", ")));
    }
    text.push_str(&format!(
        "\n  now: {} read, {} failed, {} left as they were; {seconds:.1} s, {:.0} pages/s\n",
        report.now.documents,
        report.now.failed,
        report.kept,
        report.pages_per_second()
    ));
    if report.failed_before > 0 {
        text.push_str(&format!(
            "  {} failed before: --retry-failed reads them again\n",
            report.failed_before
        ));
    }
    if report.interrupted {
        text.push_str("  interrupted: run it again to read the rest\n");
    }
    text
}
