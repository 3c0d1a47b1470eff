//! Runs a worker in a process of its own: asks it for documents, and holds it to its limits.

use std::io::BufReader;
use std::process::{ChildStdout, Command, ExitStatus};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Instant;

use super::cause::Cause;
use super::child::{ChildProcess, Sender};
use super::journal::Diagnosis;
use super::options::{Limits, Stop};
use super::protocol::{Reply, receive_reply, send_question};
use super::read::{Answer, Question};

/// Worker process that waits for questions.
pub(super) struct Process {
    child: ChildProcess<Reply>,
    limits: Limits,
    asked: u64,
    /// Most memory that it was seen to use since the question, in bytes.
    peak: u64,
}

/// Reason why there is no answer; the worker is of no use any more.
pub(super) enum WorkerEnd {
    /// The run is to stop at once.
    Stopped,
    /// The document, or the worker, is at fault.
    Fault(Cause, Box<Diagnosis>),
}

impl Process {
    /// Starts the program as a worker.
    pub(super) fn start(mut program: Command, limits: Limits) -> std::io::Result<Self> {
        let (memory, output) = (limits.memory.to_string(), limits.output.to_string());
        program.args(["worker", "--memory", &memory, "--max-output", &output]);
        let child =
            ChildProcess::start(program, 1, move |stdout, to: &Sender<_>| listen(stdout, limits.output, to))?;
        Ok(Self { child, limits, asked: 0, peak: 0 })
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
        let mut since = began;
        self.asked += 1;
        self.peak = self.child.memory();
        // A worker that is gone is found out below, with its status.
        let _ = send_question(&mut self.child.stdin, question, bytes);
        loop {
            let cause = match self.child.hear() {
                Ok(Ok(Reply::Answer(answer))) if answer.0.document() == Some(&question.job.document) => {
                    return Ok(*answer);
                }
                // A scanned page takes seconds, and a document may have hundreds.
                Ok(Ok(Reply::ScanDone)) => {
                    since = Instant::now();
                    continue;
                }
                Ok(Ok(Reply::TooLarge)) => Some(Cause::output_too_large(self.limits.output)),
                Ok(_) => Some(Cause::nonsense()),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended(began)),
                Err(RecvTimeoutError::Timeout) if stop.is_at_once() => return Err(WorkerEnd::Stopped),
                Err(RecvTimeoutError::Timeout) => self.beyond(since),
            };
            if let Some(cause) = cause {
                let (status, stderr) = self.child.end();
                return Err(WorkerEnd::Fault(cause, Box::new(self.diagnosis(began, status, stderr))));
            }
        }
    }

    /// Finds the limit that the worker passes; it was asked, or last did a scanned page, at `since`.
    fn beyond(&mut self, since: Instant) -> Option<Cause> {
        let limits = self.limits;
        self.peak = self.peak.max(self.child.memory());
        if self.peak > limits.memory {
            return Some(Cause::out_of_memory(limits.memory));
        }
        (since.elapsed() >= limits.timeout).then(|| Cause::too_slow(limits.timeout))
    }

    /// Makes the end of a worker that ended by itself, or closed its output: its status and standard error say why.
    fn ended(&mut self, began: Instant) -> WorkerEnd {
        let (status, stderr) = self.child.end();
        let cause = Cause::of_end(status, &stderr, self.limits.memory);
        WorkerEnd::Fault(cause, Box::new(self.diagnosis(began, status, stderr)))
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

/// Takes replies as they come, so that the supervisor can look at the clock while it waits.
fn listen(mut stdout: BufReader<ChildStdout>, most_bytes: u64, to: &Sender<Reply>) {
    while let Some(reply) = receive_reply(&mut stdout, most_bytes).transpose() {
        let failed = reply.is_err();
        if to.send(reply).is_err() || failed {
            break;
        }
    }
}
