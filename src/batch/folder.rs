//! Keeps the folder of results: knows what it has, puts results in place, and writes the lists at the end.
//!
//! ```text
//! OUT/documents/ab/<sha256>.json   one file per document, as `--format json` writes it
//! OUT/index.jsonl                  one line per document ([`Entry`](super::Entry))
//! OUT/errors.jsonl                 one line per document or path without a result ([`Failure`](super::Failure))
//! OUT/not_read.jsonl               one line per file or member that is no document ([`NotRead`](super::NotRead))
//! OUT/diagnostics.jsonl            how failed workers ended ([`Diagnosis`]); differs from run to run
//! OUT/run.json                     program, options, models, counts; only its `times` differ from run to run
//! OUT/journal/                     during a run, and after one that was interrupted
//! ```

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Serialize;

use super::journal::{Diagnosis, Journal, OutcomeIndex, is_held};
use super::options::{RunOptions, Shard};
use super::read::Job;
use super::record::{Outcome, Stamp, result_path};
use super::recover::recover;
use super::report::Report;
use super::survey::{Inputs, hash_of_name};
use super::tally::Tally;

use crate::error::{Error, Result};
use crate::ocr::pool::Readers;
use crate::output;
use crate::record::Program;
use crate::record::words::DocumentOutcome;
use crate::source::{AtomicFile, EntryKind, OutFolder};

const INDEX: &str = "index.jsonl";
const ERRORS: &str = "errors.jsonl";
const NOT_READ: &str = "not_read.jsonl";
const DIAGNOSTICS: &str = "diagnostics.jsonl";
const RUN: &str = "run.json";
const JOURNAL: &str = "journal";
const DOCUMENTS: &str = "documents";
/// Endings of what is written directly into the folder, by a run and by the collecting of its tables.
const WRITTEN: [&str; 4] = ["json", "jsonl", "parquet", "csv"];
/// The journal of a run of all documents.
const ALL: &str = "all";

/// A folder of results that this run writes to.
pub(super) struct Folder {
    out: OutFolder,
    /// Distinguishes this run's unfinished files from those of other shards.
    label: String,
    shard: Option<Shard>,
    journal: Journal,
}

/// Says what is to be read, and what the folder has already.
pub(super) struct Plan {
    pub(super) to_read: Vec<Job>,
    pub(super) kept: Tally,
    /// Number of kept documents that failed in an earlier run.
    pub(super) failed_before: u64,
}

impl Folder {
    /// Opens a folder, and makes it where there is none.
    pub(super) fn open(out: &Path, shard: Option<Shard>) -> Result<Self> {
        let label = shard.map_or_else(|| ALL.to_owned(), |s| format!("{}-of-{}", s.number, s.of));
        let path = Path::new(JOURNAL).join(format!("{label}.jsonl"));
        let busy = || {
            let cause = std::io::Error::other("another run writes to this folder");
            Error::io(out.to_string_lossy(), cause)
        };
        let error = |cause| Error::io(out.to_string_lossy(), cause);
        let below = OutFolder::make(out).map_err(error)?;
        let open = || -> std::io::Result<Option<Journal>> {
            below.make_folder(Path::new(DOCUMENTS))?;
            below.make_folder(Path::new(JOURNAL))?;
            Journal::open(&below, path.clone())
        };
        // A shard that ends may take the empty folder of the journals away in between.
        let journal = open().or_else(|_| open()).map_err(error)?.ok_or_else(busy)?;
        let folder = Self { out: below, label, shard, journal };
        for other in folder.journals().map_err(error)? {
            let concerns = shard.is_none() || other.file_stem().is_some_and(|stem| stem == ALL);
            let is_other = other != folder.journal.path();
            if concerns && is_other && folder.out.read(&other).is_ok_and(|file| is_held(&file)) {
                return Err(busy());
            }
        }
        folder.sweep().map_err(|cause| folder.error(cause))?;
        Ok(folder)
    }

    fn error(&self, cause: std::io::Error) -> Error {
        Error::io(self.out.path().to_string_lossy(), cause)
    }

    fn journals(&self) -> std::io::Result<Vec<PathBuf>> {
        let journals = Path::new(JOURNAL);
        let entries = self.out.entries(journals, |_| true)?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| journals.join(entry.name)).collect();
        // The own journal comes last, since the last line of a document counts.
        paths.sort_by_key(|path| (path == self.journal.path(), path.clone()));
        Ok(paths)
    }

    /// Removes what an interruption left half written: files of this shard, or all where no other run is at work. A link
    /// where this program writes is an error now, before hours of work.
    fn sweep(&self) -> std::io::Result<()> {
        let own = format!(".{}.part", self.label);
        let ending = if self.shard.is_some() { own.as_str() } else { ".part" };
        let is_written = |name: &OsStr| {
            let written =
                Path::new(name).extension().is_some_and(|own| WRITTEN.iter().any(|known| own == *known));
            written || name == DOCUMENTS || name == JOURNAL
        };
        let mut folders = vec![(PathBuf::new(), self.out.entries(Path::new(""), is_written)?)];
        for entry in self.out.entries(Path::new(DOCUMENTS), |_| true)? {
            if entry.kind == EntryKind::Folder {
                let path = Path::new(DOCUMENTS).join(entry.name);
                let entries = self.out.entries(&path, is_written)?;
                folders.push((path, entries));
            }
        }
        for (folder, entries) in folders {
            for entry in entries {
                let name = entry.name.to_string_lossy();
                if name.starts_with('.') && name.ends_with(ending) {
                    self.out.remove_file(&folder.join(&entry.name))?;
                }
            }
        }
        Ok(())
    }

    fn outcomes(&self) -> std::io::Result<OutcomeIndex> {
        let lists = [INDEX, ERRORS, NOT_READ, DIAGNOSTICS].map(PathBuf::from);
        OutcomeIndex::read(&self.out, lists.into_iter().chain(self.journals()?).collect())
    }

    /// Parts the documents into those to be read and those that the folder has.
    pub(super) fn plan(&self, documents: Vec<Job>, options: &RunOptions) -> Result<Plan> {
        let mut plan = Plan { to_read: documents, kept: Tally::default(), failed_before: 0 };
        if !options.force {
            self.keep_known(&mut plan, options).map_err(|cause| self.error(cause))?;
        }
        Ok(plan)
    }

    fn keep_known(&self, plan: &mut Plan, options: &RunOptions) -> std::io::Result<()> {
        let stamp = Stamp::own();
        // Looking for readers takes tenths of a second, and most folders have no scans.
        let readers =
            LazyCell::new(|| Readers::find(None).unwrap_or_else(|_| Readers::none("unusable")).label());
        let mut known = std::collections::BTreeMap::new();
        self.outcomes()?.each(|outcome| {
            if let Some(document) = outcome.document() {
                known.insert(document.to_owned(), outcome);
            }
            Ok(())
        })?;
        let mut to_read = Vec::new();
        for mut job in std::mem::take(&mut plan.to_read) {
            let mut outcome = known.remove(&job.document).filter(|outcome| self.has_result(outcome));
            if outcome.is_none()
                && let Some(entry) = recover(&self.out, &job.document)
            {
                let found = Outcome::Document(entry);
                self.journal.append(&found, None)?;
                outcome = Some(found);
            }
            let Some(mut outcome) = outcome else {
                to_read.push(job);
                continue;
            };
            let found_anew = merge(&mut job.sources, outcome.sources());
            if let Outcome::Error(failure) = &mut outcome
                && found_anew
            {
                failure.source = job.sources.first().cloned().unwrap_or_default();
                failure.sources.clone_from(&job.sources);
                self.journal.append(&outcome, None)?;
            }
            let again = match &outcome {
                // The region may come from the path, so a new first place may change the facts.
                Outcome::Document(entry) => {
                    let was_judged = entry.outcome == DocumentOutcome::NoDisclosure && !entry.thorough;
                    let has_no_prose = entry.outcome != DocumentOutcome::NoDisclosure && !entry.prose;
                    found_anew
                        || (options.thorough && was_judged)
                        || (options.prose && has_no_prose)
                        || entry.readers.as_ref().is_some_and(|read_by| *read_by != *readers)
                }
                Outcome::Error(_) => options.retry_failed,
                Outcome::NotRead(_) => false,
            };
            if again || *outcome.stamp() != stamp {
                to_read.push(job);
            } else {
                plan.failed_before += u64::from(outcome.is_failure());
                plan.kept.add(&outcome);
            }
        }
        plan.to_read = to_read;
        Ok(())
    }

    /// Whether the recorded outcome of a document still holds: its result is there, and as long as the index says.
    fn has_result(&self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Document(entry) => {
                let length = self.out.length(Path::new(&result_path(&entry.document)));
                length.is_ok_and(|length| length == entry.bytes)
            }
            Outcome::Error(_) | Outcome::NotRead(_) => true,
        }
    }

    /// Puts the outcome of a document in place: a result is whole on the disk before it has its name.
    pub(super) fn put(&self, outcome: &Outcome, bytes: &[u8], diagnosis: Option<Diagnosis>) -> Result<()> {
        let put = || -> std::io::Result<()> {
            if let Some(document) = outcome.document() {
                let path = result_path(document);
                match outcome {
                    Outcome::Document(_) => self.write(&path, |file| file.write_all(bytes))?,
                    // A result would be of an earlier version that could read it.
                    Outcome::Error(_) => drop(self.out.remove_file(Path::new(&path))?),
                    Outcome::NotRead(_) => {}
                }
            }
            self.journal.append(outcome, diagnosis)
        };
        put().map_err(|cause| self.error(cause))
    }

    fn write(
        &self,
        below: &str,
        write: impl FnOnce(&mut AtomicFile) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let mut file = self.out.begin(Path::new(below), &self.label)?;
        write(&mut file)?;
        file.finish()
    }

    /// Makes the lists of all that the folder has, by this run and by others, and ends the journal.
    pub(super) fn conclude(&self, report: &Report, inputs: &Inputs, options: &RunOptions) -> Result<()> {
        self.write_lists(report, inputs, options).map_err(|cause| self.error(cause))
    }

    fn write_lists(&self, report: &Report, inputs: &Inputs, options: &RunOptions) -> std::io::Result<()> {
        // Shards end one after the other. Where folders cannot be locked, the run that joins them mends the lists.
        let lock = File::open(self.out.path());
        if let Ok(lock) = &lock {
            let _ = lock.lock();
        }
        for failure in &report.unopened {
            self.journal.append(&Outcome::Error(failure.clone()), None)?;
        }
        for left in &report.not_read {
            self.journal.append(&Outcome::NotRead(left.clone()), None)?;
        }
        let mut outcomes = self.outcomes()?;
        let unopened: BTreeSet<&str> =
            report.unopened.iter().map(|failure| failure.source.as_str()).collect();
        let left: BTreeSet<&str> = report.not_read.iter().map(|left| left.source.as_str()).collect();
        let files: BTreeSet<&str> = inputs.files.iter().map(|input| input.name.as_str()).collect();
        // Lines of other inputs stay, and those of inputs that an interrupted run did not look at.
        let looked_at = |name: &str| {
            let outermost = name.split("!/").next().unwrap_or(name);
            let typed = inputs.typed.iter().any(|typed| Path::new(outermost).starts_with(typed));
            !report.interrupted && (typed || files.contains(outermost))
        };
        outcomes.forget_paths(|name| {
            looked_at(name)
                && self.shard.is_none_or(|shard| shard.has(&hash_of_name(name)))
                && !unopened.contains(name)
                && !left.contains(name)
        });
        let mut tally = Tally::default();
        self.write(INDEX, |index| {
            self.write(ERRORS, |errors| {
                self.write(NOT_READ, |not_read| {
                    outcomes.each(|outcome| {
                        tally.add(&outcome);
                        let list: &mut dyn Write = match &outcome {
                            Outcome::Document(_) => index,
                            Outcome::Error(_) => errors,
                            Outcome::NotRead(_) => not_read,
                        };
                        serde_json::to_writer(&mut *list, &outcome)?;
                        list.write_all(b"\n")
                    })
                })
            })
        })?;
        self.write(DIAGNOSTICS, |file| outcomes.diagnoses().try_for_each(|line| writeln!(file, "{line}")))?;
        let run = RunRecord::new(tally, report, inputs, options);
        self.write(RUN, |file| {
            serde_json::to_writer_pretty(&mut *file, &run)?;
            file.write_all(b"\n")
        })?;
        let ended =
            if self.shard.is_none() { self.journals()? } else { vec![self.journal.path().to_owned()] };
        for journal in ended {
            self.out.remove_file(&journal)?;
        }
        // Other shards may still have theirs there.
        let _ = self.out.remove_folder(Path::new(JOURNAL));
        Ok(())
    }
}

/// Adds the known places to those of a document, in order. Says whether one of its own was not known.
fn merge(sources: &mut Vec<String>, known: &[String]) -> bool {
    let anew = sources.iter().any(|source| !known.contains(source));
    sources.extend_from_slice(known);
    sources.sort();
    sources.dedup();
    anew
}

/// Content of `run.json`.
#[derive(Serialize)]
struct RunRecord<'a> {
    record: &'static str,
    program: Program,
    options: OptionsRecord<'a>,
    counts: Tally,
    times: TimesRecord,
}

#[derive(Serialize)]
struct OptionsRecord<'a> {
    inputs: &'a [String],
    timeout_seconds: f64,
    memory_bytes: u64,
    output_bytes: u64,
    thorough: bool,
    prose: bool,
}

/// Part of `run.json` that differs from run to run.
#[derive(Serialize)]
struct TimesRecord {
    began: String,
    ended: String,
    seconds: f64,
    jobs: usize,
    shard: Option<String>,
    read: u64,
    failed: u64,
    kept: u64,
    pages_per_second: f64,
    interrupted: bool,
}

impl<'a> RunRecord<'a> {
    fn new(counts: Tally, report: &Report, inputs: &'a Inputs, options: &RunOptions) -> Self {
        let now = SystemTime::now();
        let written = |time| humantime::format_rfc3339_seconds(time).to_string();
        let program = output::program();
        Self {
            record: "run",
            program,
            options: OptionsRecord {
                inputs: &inputs.typed,
                timeout_seconds: options.limits.timeout.as_secs_f64(),
                memory_bytes: options.limits.memory,
                output_bytes: options.limits.output,
                thorough: options.thorough,
                prose: options.prose,
            },
            counts,
            times: TimesRecord {
                began: written(now.checked_sub(report.took).unwrap_or(now)),
                ended: written(now),
                seconds: report.took.as_secs_f64(),
                jobs: options.jobs,
                shard: options.shard.map(|shard| format!("{}/{}", shard.number, shard.of)),
                read: report.now.documents,
                failed: report.now.failed,
                kept: report.kept,
                pages_per_second: report.pages_per_second(),
                interrupted: report.interrupted,
            },
        }
    }
}
