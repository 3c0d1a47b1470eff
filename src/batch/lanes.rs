//! Deals documents out to lanes: each lane has a worker that reads, and a thread that puts the results in place
//! meanwhile. Archives are opened beside them, and their members dealt out as they come.
//!
//! Lanes have threads of their own and no pool: they wait for processes, for each other and for the threads that open
//! archives, so that all of them must run at once. A pool would run some of them one after the other.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::archives::Archives;
use super::cause::Cause;
use super::feed::{Fed, Feed, Next};
use super::folder::Folder;
use super::journal::Diagnosis;
use super::options::{RunOptions, Stop, Watch};
use super::read::{Answer, Job, Question};
use super::reader::{Reader, Unanswered};
use super::record::{Failure, Stamp};
use super::tally::Tally;
use crate::error::{Error, Result as LibraryResult};
use crate::source::archive::MemberPath;

/// Number of lanes that one opener of archives feeds: unpacking is some ten times faster than reading.
const LANES_FED: usize = 8;

/// Outcome of a document, ready to be put in place.
struct Finished {
    answer: Answer,
    diagnosis: Option<Diagnosis>,
    took: Duration,
}

/// State that all lanes share.
struct Lanes<'a> {
    jobs: Vec<Mutex<Option<Job>>>,
    next: AtomicUsize,
    /// Archives with their wanted members.
    archives: Vec<(OsString, BTreeMap<MemberPath, Job>)>,
    next_archive: AtomicUsize,
    feed: Feed,
    /// Number of documents, in files and archives.
    all: usize,
    /// Number of documents that need not be read any more.
    done: AtomicUsize,
    folder: &'a Folder,
    options: &'a RunOptions,
    stop: &'a Stop,
    watch: &'a dyn Watch,
    stamp: Stamp,
    tally: Mutex<Tally>,
    /// Set where it is useless to go on: the disk is full, the program cannot be started.
    broken: AtomicBool,
    fault: Mutex<Option<Error>>,
}

/// Reads all documents, or those begun before a stop; gives back sums over them.
pub(super) fn read_all(
    jobs: Vec<Job>,
    folder: &Folder,
    options: &RunOptions,
    stop: &Stop,
    watch: &dyn Watch,
) -> LibraryResult<Tally> {
    let all = jobs.len();
    let count = options.jobs.clamp(1, all.max(1));
    let mut files = Vec::new();
    let mut archives: BTreeMap<OsString, BTreeMap<MemberPath, Job>> = BTreeMap::new();
    for job in jobs {
        match job.member.clone() {
            Some(place) => {
                archives.entry(job.path.clone()).or_default().insert(place, job);
            }
            None => files.push(Mutex::new(Some(job))),
        }
    }
    let openers = archives.len().min(count.div_ceil(LANES_FED));
    let lanes = Lanes {
        jobs: files,
        next: AtomicUsize::new(0),
        archives: archives.into_iter().collect(),
        next_archive: AtomicUsize::new(0),
        feed: Feed::new(openers),
        all,
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
        for _ in 0..count {
            let (sender, finished) = mpsc::sync_channel(1);
            scope.spawn(|| lanes.read_some(sender));
            scope.spawn(|| lanes.put_in_place(finished));
        }
        for _ in 0..openers {
            scope.spawn(|| lanes.open_some());
        }
    });
    match lanes.fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(lanes.tally.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Reports that an opener of archives has ended, also where it panicked.
struct Ended<'f>(&'f Feed);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.ended();
    }
}

impl Lanes<'_> {
    fn is_over(&self) -> bool {
        self.stop.is_asked() || self.broken.load(Ordering::Relaxed)
    }

    /// Takes the next document; `None` at the end, or where the run is to stop. Members of archives go first, since
    /// their bytes wait.
    fn next(&self) -> Option<Fed> {
        while !self.is_over() {
            let from_archives = self.feed.take();
            if let Next::Member(fed) = from_archives {
                return Some(fed);
            }
            if let Some(place) = self.jobs.get(self.next.fetch_add(1, Ordering::Relaxed)) {
                let job = place.lock().unwrap_or_else(PoisonError::into_inner).take()?;
                return Some(Fed { job, bytes: Ok(None) });
            }
            match from_archives {
                Next::End => return None,
                _ => self.feed.wait_for_one(),
            }
        }
        None
    }

    fn read_some(&self, to: SyncSender<Finished>) {
        let options = self.options;
        let reader = Reader::new(options.worker.clone(), options.limits);
        let mut reader = reader.thorough(options.thorough).prose(options.prose);
        while let Some(fed) = self.next() {
            let began = Instant::now();
            let (job, bytes, length) = fed.into_parts();
            let left = self.all - self.done.load(Ordering::Relaxed).min(self.all);
            let question = Question::new(job, threads(self.options.jobs, left));
            let read = match bytes {
                Err(cause) => Ok((self.failed(&question.job, cause), None)),
                Ok(bytes) => reader.answer(question, bytes.map(Cow::Owned), self.stop),
            };
            self.feed.release(length);
            self.done.fetch_add(1, Ordering::Relaxed);
            match read {
                Ok((answer, diagnosis)) => {
                    let finished = Finished { answer, diagnosis, took: began.elapsed() };
                    if to.send(finished).is_err() {
                        return;
                    }
                }
                Err(Unanswered::Stopped) => return,
                Err(Unanswered::Unusable(error)) => return self.give_up(error),
            }
        }
    }

    fn failed(&self, job: &Job, cause: Cause) -> Answer {
        let failure = Failure::because(cause, Some(&job.document), &job.sources, &self.stamp);
        Answer::failed(failure)
    }

    /// Opens archives, one after the other, until none is left.
    fn open_some(&self) {
        // Lanes wait for members until all that open archives have ended, however they end.
        let _ended = Ended(&self.feed);
        while !self.is_over() {
            let at = self.next_archive.fetch_add(1, Ordering::Relaxed);
            let Some((path, members)) = self.archives.get(at) else { break };
            let mut left = members.clone();
            let cause = self.open(path, &mut left).unwrap_or_else(Cause::changed);
            if self.is_over() {
                break;
            }
            for job in left.into_values() {
                self.feed.put(Fed { job, bytes: Err(cause.clone()) });
            }
        }
    }

    /// Hands the wanted members of an archive to the lanes. Members that stay in `left` were not given, for the cause
    /// that is returned.
    fn open(&self, path: &OsString, left: &mut BTreeMap<MemberPath, Job>) -> Option<Cause> {
        let wanted: BTreeSet<MemberPath> = left.keys().cloned().collect();
        let admitted = AtomicU64::new(0);
        let mut admit = |bytes: u64| {
            admitted.store(bytes, Ordering::Relaxed);
            self.feed.admit(bytes, || self.is_over())
        };
        let mut take = |place: &[u32], bytes: Result<Vec<u8>, Cause>| {
            let admitted = admitted.swap(0, Ordering::Relaxed);
            match left.remove(place) {
                Some(job) => self.feed.put(Fed { job, bytes: bytes.map(Some) }),
                None => self.feed.release(admitted),
            }
        };
        let RunOptions { worker, limits, .. } = self.options;
        let archives = Archives { worker, limits: *limits, stop: self.stop };
        let cause = archives.give(Path::new(path), wanted, &mut admit, &mut take);
        // What was let in and did not come.
        self.feed.release(admitted.into_inner());
        cause
    }

    fn put_in_place(&self, finished: Receiver<Finished>) {
        for Finished { answer: Answer { outcome, result, .. }, diagnosis, took } in finished {
            if let Err(error) = self.folder.put(&outcome, &result, diagnosis) {
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

/// Number of threads that a document gets where `left` documents are left, those in work included: lanes without a
/// document give theirs. All together are never more than `jobs`.
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
