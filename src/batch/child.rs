//! Runs a process of a worker program for the supervisor: starts it with pipes, listens to it, watches and ends it.

use std::io::{BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// Interval at which a process at work is looked at. The fastest that fills memory writes a few GB a second.
pub(super) const LOOK: Duration = Duration::from_millis(20);

/// Number of bytes that are kept of its standard error.
const TAIL: usize = 4096;

/// Time for which the rest of its standard error is waited for when it was ended. It comes at once, but where the process
/// has started another one, which has its pipes and was not ended.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Channel for the messages of a process.
pub(super) type Sender<T> = SyncSender<std::io::Result<T>>;

/// Process that is ended when this is dropped.
///
/// Its input is closed when the supervisor ends, however that happens: the process then ends by itself.
pub(super) struct ChildProcess<T> {
    child: Child,
    pub(super) stdin: ChildStdin,
    heard: Receiver<std::io::Result<T>>,
    stderr: Receiver<Vec<u8>>,
    system: System,
}

impl<T: Send + 'static> ChildProcess<T> {
    /// Starts a command in a process group of its own, so that a Ctrl-C at the terminal is the supervisor's alone.
    ///
    /// `listen` runs on a thread of its own and hands on the messages of the process until it ends; `waiting` messages
    /// may wait to be taken.
    pub(super) fn start(
        mut command: Command,
        waiting: usize,
        listen: impl FnOnce(BufReader<ChildStdout>, &Sender<T>) + Send + 'static,
    ) -> std::io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(std::io::Error::other("a process without pipes"));
        };
        let (sender, heard) = mpsc::sync_channel(waiting);
        let stdout = BufReader::with_capacity(128 * 1024, stdout);
        std::thread::Builder::new().spawn(move || listen(stdout, &sender))?;
        let (last_words, stderr_tail) = mpsc::sync_channel(1);
        // Nobody may wait for it any more.
        std::thread::Builder::new().spawn(move || drop(last_words.send(tail(stderr))))?;
        Ok(Self { child, stdin, heard, stderr: stderr_tail, system: System::new() })
    }

    /// Waits for its next message, until it is to be looked at again ([`LOOK`]).
    pub(super) fn hear(&self) -> Result<std::io::Result<T>, RecvTimeoutError> {
        self.heard.recv_timeout(LOOK)
    }

    /// Measures the memory that it really uses now, in bytes; 0 where that is not known.
    pub(super) fn memory(&mut self) -> u64 {
        let pid = Pid::from_u32(self.child.id());
        let memory = ProcessRefreshKind::nothing().with_memory().without_tasks();
        self.system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), false, memory);
        self.system.process(pid).map_or(0, sysinfo::Process::memory)
    }

    /// Ends it where it still runs, and returns its status and the last bytes of its standard error.
    pub(super) fn end(&mut self) -> (Option<ExitStatus>, String) {
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        let stderr = self.stderr.recv_timeout(LAST_WORDS).unwrap_or_default();
        (status, String::from_utf8_lossy(&stderr).trim().to_owned())
    }
}

impl<T> Drop for ChildProcess<T> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a standard error to its end, and keeps its last bytes.
fn tail(mut stderr: ChildStderr) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut block = [0; 1024];
    while let Ok(count @ 1..) = stderr.read(&mut block) {
        kept.extend_from_slice(block.get(..count).unwrap_or_default());
        let surplus = kept.len().saturating_sub(TAIL);
        kept.drain(..surplus);
    }
    kept
}
