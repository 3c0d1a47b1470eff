//! Documents dealt out to lanes: each lane has a worker that reads, and a thread that puts the results in place
//! meanwhile.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::folder::Folder;
use super::journal::Diagnosis;
use super::process::{End, Process};
use super::read::{Answer, Job, Question, answer};
use super::record::{Failure, Outcome, Stamp};
use super::tally::Tally;
use super::{Options, Stop, Watch, Worker};
use crate::error::{Error, Result};

/// A worker that keeps more than this part of what a document may take is replaced, so that no document pays for
/// those before it.
const MOST_KEPT: u64 = 4;

/// What became of a document, ready to be put in place.
struct Finished {
    answer: Answer,
    diagnosis: Option<Diagnosis>,
    took: Duration,
}

/// What all lanes share.
struct Run<'a> {
    jobs: Vec<Mutex<Option<Job>>>,
    next: AtomicUsize,
    /// How many documents nobody has to read any more.
    done: AtomicUsize,
    folder: &'a Folder,
    options: &'a Options,
    stop: &'a Stop,
    watch: &'a dyn Watch,
    stamp: Stamp,
    tally: Mutex<Tally>,
    /// What makes it useless to go on: a full disk, a program that cannot be started.
    broken: AtomicBool,
    fault: Mutex<Option<Error>>,
}

/// Reads all documents, or those begun before a stop; gives back sums over them.
pub(super) fn read_all(
    jobs: Vec<Job>,
    folder: &Folder,
    options: &Options,
    stop: &Stop,
    watch: &dyn Watch,
) -> Result<Tally> {
    let lanes = options.jobs.clamp(1, jobs.len().max(1));
    let run = Run {
        jobs: jobs.into_iter().map(|job| Mutex::new(Some(job))).collect(),
        next: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        folder,
        options,
        stop,
        watch,
        stamp: Stamp::own(),
        tally: Mutex::default(),
        broken: AtomicBool::new(false),
        fault: Mutex::default(),
    };
    std::thread::scope(|scope| {
        for _ in 0..lanes {
            let (sender, finished) = mpsc::sync_channel(1);
            scope.spawn(|| run.read_some(sender));
            scope.spawn(|| run.put_in_place(finished));
        }
    });
    match run.fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(run.tally.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

impl Run<'_> {
    /// A document that nobody has taken; `None` at the end, or where the run is to stop.
    fn next(&self) -> Option<Question> {
        if self.stop.is_asked() || self.broken.load(Ordering::Relaxed) {
            return None;
        }
        let place = self.jobs.get(self.next.fetch_add(1, Ordering::Relaxed))?;
        let job = place.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let left = self.jobs.len() - self.done.load(Ordering::Relaxed).min(self.jobs.len());
        Some(Question { job, threads: threads(self.options.jobs, left) })
    }

    fn read_some(&self, to: SyncSender<Finished>) {
        let mut worker = None;
        while let Some(question) = self.next() {
            let began = Instant::now();
            let read = match &self.options.worker {
                Worker::InProcess => {
                    Ok(Some((answer(&question, self.options.limits.output, &self.stamp, None), None)))
                }
                Worker::Process(program) => self.ask(&mut worker, program, &question),
            };
            self.done.fetch_add(1, Ordering::Relaxed);
            match read {
                Ok(Some((answer, diagnosis))) => {
                    let finished = Finished { answer, diagnosis, took: began.elapsed() };
                    if to.send(finished).is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => return self.give_up(error),
            }
        }
    }

    /// Has a document read by the lane's worker, replaced where it ended; `None` where the run is to stop at once.
    fn ask(
        &self,
        worker: &mut Option<Process>,
        program: &std::path::Path,
        question: &Question,
    ) -> Result<Option<(Answer, Option<Diagnosis>)>> {
        loop {
            let name = || program.to_string_lossy();
            let mut process = match worker.take() {
                Some(process) => process,
                None => Process::start(program, self.options.limits)
                    .map_err(|cause| Error::io(format!("worker {}", name()), cause))?,
            };
            match process.ask(question, self.stop) {
                Ok(answer) if *answer.0.stamp() != self.stamp => {
                    let cause = std::io::Error::other("it is a program of another version, or of other code");
                    return Err(Error::io(format!("worker {}", name()), cause));
                }
                Ok(answer) => {
                    if process.memory() <= self.options.limits.memory / MOST_KEPT {
                        *worker = Some(process);
                    }
                    return Ok(Some((answer, None)));
                }
                Err(End::Stopped) => return Ok(None),
                // What earlier documents left in a worker is not the fault of this one.
                Err(End::Fault(cause, _)) if process.asked() > 1 && cause.word != "timeout" => {}
                Err(End::Fault(cause, diagnosis)) => {
                    let Job { document, sources, .. } = &question.job;
                    let failure = Failure::because(cause, Some(document), sources, &self.stamp);
                    return Ok(Some(((Outcome::Error(failure), Vec::new()), Some(*diagnosis))));
                }
            }
        }
    }

    fn put_in_place(&self, finished: Receiver<Finished>) {
        for Finished { answer: (outcome, bytes), diagnosis, took } in finished {
            if let Err(error) = self.folder.put(&outcome, &bytes, diagnosis) {
                return self.give_up(error);
            }
            self.tally.lock().unwrap_or_else(PoisonError::into_inner).add(&outcome);
            self.watch.done(&outcome, took);
        }
    }

    fn give_up(&self, error: Error) {
        self.broken.store(true, Ordering::Relaxed);
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// How many threads a document gets where so many documents are left, those among them that are being read: lanes that
/// have none any more give theirs. Together they are never more than there are jobs.
fn threads(jobs: usize, left: usize) -> usize {
    (jobs / left.max(1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::threads;

    #[test]
    fn the_last_documents_share_the_cores_that_are_free() {
        let left = [1000, 8, 5, 4, 3, 2, 1, 0];
        assert_eq!(left.map(|left| threads(8, left)), [1, 1, 1, 2, 2, 4, 8, 8]);
        assert_eq!(left.map(|left| threads(1, left)), [1; 8]);
    }
}
