//! A worker in a process of its own, seen from the supervisor: asked, watched, ended.

use std::io::{BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

use super::journal::Diagnosis;
use super::protocol::{Taken, receive_taken, send_question};
use super::read::{Answer, Question, output_too_large};
use super::record::Cause;
use super::{Limits, Stop};

/// How often a worker that reads is looked at. What fills memory fastest writes a few GB a second.
pub(super) const LOOK: Duration = Duration::from_millis(20);
/// How much of its standard error is kept.
const TAIL: usize = 4096;

/// A worker that waits for questions.
pub(super) struct Process {
    child: Child,
    stdin: ChildStdin,
    answers: Receiver<std::io::Result<Taken>>,
    stderr: Option<JoinHandle<Vec<u8>>>,
    system: System,
    limits: Limits,
    asked: u64,
    /// Most memory that it was seen to use since it was asked, in bytes.
    peak: u64,
}

/// Why there is no answer; the worker is of no use any more.
pub(super) enum End {
    /// The run is to stop at once.
    Stopped,
    /// The document, or the worker, is at fault.
    Fault(Cause, Box<Diagnosis>),
}

impl Process {
    /// Starts the program as a worker, in a process group of its own: a Ctrl-C at the terminal is the supervisor's
    /// alone.
    pub(super) fn start(program: &Path, limits: Limits) -> std::io::Result<Self> {
        let mut command = Command::new(program);
        command
            .arg("worker")
            .args(["--memory", &limits.memory.to_string(), "--max-output", &limits.output.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(std::io::Error::other("a worker without pipes"));
        };
        Ok(Self {
            child,
            stdin,
            answers: listen(stdout, limits.output)?,
            stderr: Some(std::thread::Builder::new().spawn(|| tail(stderr))?),
            system: System::new(),
            limits,
            asked: 0,
            peak: 0,
        })
    }

    /// How many documents it was asked for.
    pub(super) fn asked(&self) -> u64 {
        self.asked
    }

    /// Has one document read, within its limits; `bytes` where it is a member of an archive.
    pub(super) fn ask(
        &mut self,
        question: &Question,
        bytes: Option<&[u8]>,
        stop: &Stop,
    ) -> Result<Answer, End> {
        let began = Instant::now();
        let mut since = began;
        self.asked += 1;
        self.peak = self.memory();
        // A worker that is gone is found out below, with its status.
        let _ = send_question(&mut self.stdin, question, bytes);
        loop {
            let cause = match self.answers.recv_timeout(LOOK) {
                Ok(Ok(Taken::Answer(answer))) if answer.0.document() == Some(&question.job.document) => {
                    return Ok(*answer);
                }
                // A scanned page takes seconds, and a document may have hundreds.
                Ok(Ok(Taken::ScanDone)) => {
                    since = Instant::now();
                    continue;
                }
                Ok(Ok(Taken::TooLarge)) => Some(output_too_large(self.limits.output)),
                Ok(_) => Some(Cause::new(
                    "worker",
                    "the worker gave an answer that is none",
                    "report it with the file; the other files are not touched",
                )),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended(began)),
                Err(RecvTimeoutError::Timeout) if stop.is_at_once() => return Err(End::Stopped),
                Err(RecvTimeoutError::Timeout) => self.beyond(since),
            };
            if let Some(cause) = cause {
                return Err(self.end(cause, began));
            }
        }
    }

    /// Which limit the worker passes, where it was asked, or did a scanned page, `since` then.
    fn beyond(&mut self, since: Instant) -> Option<Cause> {
        let limits = self.limits;
        self.peak = self.peak.max(self.memory());
        if self.peak > limits.memory {
            return Some(out_of_memory(limits.memory));
        }
        (since.elapsed() >= limits.timeout).then(|| {
            Cause::new(
                "timeout",
                format!("it takes longer than {}", humantime::format_duration(limits.timeout)),
                "look at the file; --timeout allows more, with --retry-failed",
            )
        })
    }

    /// What the worker really uses now, in bytes; 0 where that cannot be told.
    pub(super) fn memory(&mut self) -> u64 {
        memory_of(&mut self.system, self.child.id())
    }

    fn end(&mut self, cause: Cause, began: Instant) -> End {
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        let stderr = self.stderr_tail();
        End::Fault(cause, Box::new(self.diagnosis(began, status, stderr)))
    }

    /// It ended by itself: the status and its last words tell why.
    fn ended(&mut self, began: Instant) -> End {
        // Its output is closed, but it might go on.
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        let stderr = self.stderr_tail();
        let cause = cause_of_end(status, &stderr, self.limits);
        End::Fault(cause, Box::new(self.diagnosis(began, status, stderr)))
    }

    fn stderr_tail(&mut self) -> String {
        let bytes = self.stderr.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).trim().to_owned()
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

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a process really uses now, in bytes; 0 where that cannot be told.
pub(super) fn memory_of(system: &mut System, process: u32) -> u64 {
    let pid = Pid::from_u32(process);
    let memory = ProcessRefreshKind::nothing().with_memory().without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), false, memory);
    system.process(pid).map_or(0, sysinfo::Process::memory)
}

/// Takes answers as they come, so that the supervisor can look at the clock while it waits.
fn listen(stdout: ChildStdout, most_bytes: u64) -> std::io::Result<Receiver<std::io::Result<Taken>>> {
    let (sender, answers) = mpsc::sync_channel(1);
    std::thread::Builder::new().spawn(move || {
        let mut stdout = BufReader::with_capacity(128 * 1024, stdout);
        while let Some(taken) = receive_taken(&mut stdout, most_bytes).transpose() {
            let failed = taken.is_err();
            if sender.send(taken).is_err() || failed {
                break;
            }
        }
    })?;
    Ok(answers)
}

/// The last bytes of what a worker says before it ends.
pub(super) fn tail(mut stderr: ChildStderr) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut block = [0; 1024];
    while let Ok(count @ 1..) = stderr.read(&mut block) {
        kept.extend_from_slice(block.get(..count).unwrap_or_default());
        let surplus = kept.len().saturating_sub(TAIL);
        kept.drain(..surplus);
    }
    kept
}

pub(super) fn out_of_memory(limit: u64) -> Cause {
    Cause::new(
        "memory",
        format!("it takes more than {} of memory", bytesize::ByteSize(limit).display().si()),
        "look at the file; --memory allows more, with --retry-failed",
    )
}

pub(super) fn cause_of_end(status: Option<ExitStatus>, stderr: &str, limits: Limits) -> Cause {
    const REPORT: &str = "report it with the file; the other files are not touched";
    if stderr.contains("has overflowed its stack") {
        return Cause::new("stack_overflow", "the reader overflowed its stack", REPORT);
    }
    if stderr.contains("memory allocation of") {
        return out_of_memory(limits.memory);
    }
    match (signal(status), status.and_then(|status| status.code())) {
        (Some(6), _) => Cause::new("abort", "the reader aborted", REPORT),
        (Some(9), _) => Cause::new(
            "killed",
            "the reader was ended from outside (signal 9)",
            "mostly the machine ran out of memory: use fewer --jobs, with --retry-failed",
        ),
        (Some(number), _) => Cause::new("crash", format!("the reader crashed (signal {number})"), REPORT),
        (None, Some(code)) => {
            Cause::new("exit", format!("the reader ended by itself with code {code}"), REPORT)
        }
        (None, None) => Cause::new("crash", "the reader crashed", REPORT),
    }
}

#[cfg(unix)]
fn signal(status: Option<ExitStatus>) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status?)
}

#[cfg(not(unix))]
fn signal(_: Option<ExitStatus>) -> Option<i32> {
    None
}
