//! Runs a worker in a process of its own: asks it for documents, and holds it to its limits.

use std::io::BufReader;
use std::process::{ChildStdout, Command, ExitStatus};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use super::cause::Cause;
use super::child::{ChildProcess, Sender};
use super::journal::Diagnosis;
use super::options::{Limits, Stop};
use super::protocol::{Reply, receive_reply, send_question};
use super::read::{Answer, Question};
use super::under_way::{Blamed, UnderWay};

/// Worker process that waits for questions.
pub(super) struct Process {
    child: ChildProcess<Reply>,
    limits: Limits,
    pages: UnderWay,
    asked: u64,
    /// Most memory that it was seen to use since the question, in bytes.
    peak: u64,
}

/// Reason why there is no answer; the worker is of no use any more.
pub(super) enum WorkerEnd {
    /// The run is to stop at once.
    Stopped,
    /// The document, one page of it, or the worker, is at fault.
    Fault(Cause, Box<Diagnosis>, Blamed),
}

/// Part of the time limit that each scanned page adds to the time of the whole document.
const OF_TIME_FOR_SCAN: u32 = 2;

impl Process {
    /// Starts the program as a worker.
    pub(super) fn start(mut program: Command, limits: Limits) -> std::io::Result<Self> {
        let (memory, output) = (limits.memory.to_string(), limits.output.to_string());
        program.args(["worker", "--memory", &memory, "--max-output", &output]);
        let pages = UnderWay::default();
        let followed = pages.clone();
        let child = ChildProcess::start(program, 1, move |stdout, to: &Sender<_>| {
            listen(stdout, limits.output, &followed, to);
        })?;
        Ok(Self { child, limits, pages, asked: 0, peak: 0 })
    }

    /// Number of documents that it was asked for.
    pub(super) fn asked(&self) -> u64 {
        self.asked
    }

    /// Measures the memory that it uses now, in bytes.
    pub(super) fn memory(&mut self) -> u64 {
        self.child.memory()
    }

    /// Has one document read, within its limits; `bytes` where it is a member of an archive, or in memory.
    pub(super) fn ask(
        &mut self,
        question: &Question,
        bytes: Option<&[u8]>,
        stop: &Stop,
    ) -> Result<Answer, WorkerEnd> {
        let began = Instant::now();
        let mut time = TimeTaken { began, since: began, scans: 0 };
        self.pages.clear();
        self.asked += 1;
        self.peak = self.child.memory();
        // A worker that is gone is found out below, with its status.
        let _ = send_question(&mut self.child.stdin, question, bytes);
        loop {
            let heard = self.child.hear();
            // Also where it says much, one line after the other.
            if stop.is_at_once() {
                return Err(WorkerEnd::Stopped);
            }
            let passed = match heard {
                Ok(Ok(Reply::Answer(answer))) if question.is_answered_by(&answer.outcome) => {
                    return Ok(*answer);
                }
                // A scanned page takes seconds, and a document may have hundreds.
                Ok(Ok(Reply::ScanDone)) => {
                    (time.since, time.scans) = (Instant::now(), time.scans.saturating_add(1));
                    self.beyond(&time)
                }
                Ok(Ok(Reply::TooLarge)) => {
                    Some((Cause::output_too_large(self.limits.output), Blamed::Document))
                }
                Ok(_) => Some((Cause::nonsense(), Blamed::Document)),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended(began)),
                Err(RecvTimeoutError::Timeout) => self.beyond(&time),
            };
            if let Some((cause, blamed)) = passed {
                let (status, stderr) = self.child.end();
                let diagnosis = Box::new(self.diagnosis(began, status, stderr));
                return Err(WorkerEnd::Fault(cause, diagnosis, blamed));
            }
        }
    }

    /// The page that the worker had under way when it answered, or ended.
    pub(super) fn blamed(&self) -> Blamed {
        self.pages.blamed()
    }

    /// Finds the limit that the worker passes, and the page that passes it.
    fn beyond(&mut self, time: &TimeTaken) -> Option<(Cause, Blamed)> {
        let Limits { timeout, memory, .. } = self.limits;
        self.peak = self.peak.max(self.child.memory());
        if self.peak > memory {
            return Some((Cause::out_of_memory(memory), self.pages.blamed()));
        }
        if let Some(slow) = self.pages.longer_than(timeout) {
            return Some((Cause::too_slow(timeout), Blamed::One(slow)));
        }
        let is_over = time.since.elapsed() >= timeout || time.began.elapsed() >= time.most(timeout);
        is_over.then(|| (Cause::too_slow(timeout), self.pages.slowest(timeout)))
    }

    /// Makes the end of a worker that ended by itself, or closed its output: its status and standard error say why.
    fn ended(&mut self, began: Instant) -> WorkerEnd {
        let (status, stderr) = self.child.end();
        let cause = Cause::of_end(status, &stderr, self.limits.memory);
        let diagnosis = Box::new(self.diagnosis(began, status, stderr));
        WorkerEnd::Fault(cause, diagnosis, self.pages.blamed())
    }

    fn diagnosis(&self, began: Instant, status: Option<ExitStatus>, stderr: String) -> Diagnosis {
        Diagnosis {
            seconds: began.elapsed().as_secs_f64(),
            peak_memory: (self.peak > 0).then_some(self.peak),
            status: status.map(|status| status.to_string()),
            stderr,
        }
    }
}

/// Time that a document has taken.
struct TimeTaken {
    began: Instant,
    /// When it was asked for, or its last scanned page was done.
    since: Instant,
    scans: u32,
}

impl TimeTaken {
    /// Most time that it may take in all. Else pages that are given up at once, one every now and then, would wind it up
    /// for ever.
    fn most(&self, timeout: Duration) -> Duration {
        timeout.saturating_add((timeout / OF_TIME_FOR_SCAN).saturating_mul(self.scans))
    }
}

/// Takes replies as they come, so that the supervisor can look at the clock while it waits. It need not wake for each page.
fn listen(mut stdout: BufReader<ChildStdout>, most_bytes: u64, pages: &UnderWay, to: &Sender<Reply>) {
    while let Some(reply) = receive_reply(&mut stdout, most_bytes).transpose() {
        if let Ok(Reply::Turn(turn)) = reply {
            pages.turn(turn);
            continue;
        }
        let failed = reply.is_err();
        if to.send(reply).is_err() || failed {
            break;
        }
    }
}
