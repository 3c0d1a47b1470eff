//! A process that opens one archive, seen from the supervisor: what it tells is waited for within limits.
//!
//! It is asked by one line, and answers with lines ([`Told`]). Before the bytes of a member it waits for a line that says
//! go on, so that the supervisor holds no more of them than it wants to.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread::JoinHandle;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use sysinfo::System;

use super::process::{LOOK, cause_of_end, memory_of, out_of_memory, tail};
use super::protocol::{receive, send};
use super::record::Cause;
use super::{Limits, Stop};
use crate::source::FileType;
use crate::source::archive::{Fault, MEMBER_BYTES, Member, Place, Survey};

/// Lines that may wait to be heard.
const WAITING: usize = 64;

/// What the process is asked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ask {
    /// Where the archive is.
    pub(super) path: OsString,
    /// What it is called.
    pub(super) name: String,
    /// The members whose bytes are wanted; nothing for a survey.
    pub(super) wanted: Option<BTreeSet<Place>>,
}

/// What it tells.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Told {
    /// It goes on.
    Beat,
    /// A survey: it is no archive that is opened.
    Other(FileType),
    /// A survey: one member.
    Member(Box<Member>),
    /// So many bytes of a member are ready.
    Ready(Place, u64),
    /// A member has none.
    Failed(Place, Fault),
    /// That was all.
    End,
}

enum Heard {
    Told(Told),
    Bytes(Vec<u8>),
}

/// The bytes of a member, or why there are none.
pub(super) type Given = (Place, Result<Vec<u8>, Cause>);

/// Why a process told nothing more.
pub(super) enum End {
    /// The run is to stop.
    Stopped,
    /// The archive, or the process, is at fault.
    Fault(Cause),
}

impl End {
    pub(super) fn cause(self) -> Option<Cause> {
        match self {
            Self::Fault(cause) => Some(cause),
            Self::Stopped => None,
        }
    }
}

impl From<std::io::Error> for End {
    fn from(cause: std::io::Error) -> Self {
        let message = format!("the process that opens archives cannot be started: {cause}");
        Self::Fault(Cause::new("worker", message, "use fewer --jobs"))
    }
}

/// A process that was asked.
pub(super) struct Opener<'a> {
    child: Child,
    stdin: ChildStdin,
    heard: Receiver<std::io::Result<Heard>>,
    stderr: Option<JoinHandle<Vec<u8>>>,
    system: System,
    /// When its memory was looked at last.
    looked: Instant,
    limits: Limits,
    stop: &'a Stop,
}

/// Lists the members of an archive by a process of its own.
pub(super) fn survey(program: &Path, ask: &Ask, limits: Limits, stop: &Stop) -> Result<Survey, End> {
    let mut opener = Opener::start(program, ask, limits, stop)?;
    let mut members = Vec::new();
    loop {
        match opener.hear()? {
            Heard::Told(Told::Beat) => {}
            Heard::Told(Told::Other(kind)) => return Ok(Survey::Other(kind)),
            Heard::Told(Told::Member(member)) => members.push(*member),
            Heard::Told(Told::End) => return Ok(Survey::Members(members)),
            _ => return Err(nonsense()),
        }
    }
}

impl<'a> Opener<'a> {
    /// Starts the program, in a process group of its own like a worker, and asks.
    pub(super) fn start(program: &Path, ask: &Ask, limits: Limits, stop: &'a Stop) -> Result<Self, End> {
        let mut command = Command::new(program);
        command.args(["open-archive", "--memory", &limits.memory.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (Some(mut stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(std::io::Error::other("no pipes").into());
        };
        let (sender, heard) = mpsc::sync_channel(WAITING);
        std::thread::Builder::new().spawn(move || listen(BufReader::new(stdout), &sender))?;
        let stderr = Some(std::thread::Builder::new().spawn(|| tail(stderr))?);
        // A process that is gone is found out when it is listened to.
        let _ = send(&mut stdin, ask);
        let system = System::new();
        Ok(Self { child, stdin, heard, stderr, system, looked: Instant::now(), limits, stop })
    }

    /// The next wanted member; `None` at the end. Its bytes come when `admit` lets them, which says whether to go on.
    pub(super) fn next(&mut self, admit: impl FnOnce(u64) -> bool) -> Result<Option<Given>, End> {
        let (place, bytes) = loop {
            match self.hear()? {
                Heard::Told(Told::Beat) => {}
                Heard::Told(Told::Failed(place, fault)) => return Ok(Some((place, Err(Cause::of(fault))))),
                Heard::Told(Told::Ready(place, bytes)) => break (place, bytes),
                Heard::Told(Told::End) => return Ok(None),
                _ => return Err(nonsense()),
            }
        };
        if !admit(bytes) {
            return Err(End::Stopped);
        }
        let _ = self.stdin.write_all(b"\n").and_then(|()| self.stdin.flush());
        match self.hear()? {
            Heard::Bytes(bytes) => Ok(Some((place, Ok(bytes)))),
            Heard::Told(_) => Err(nonsense()),
        }
    }

    /// Waits for what is told next, as long as a document may take.
    fn hear(&mut self) -> Result<Heard, End> {
        let began = Instant::now();
        loop {
            let heard = self.heard.recv_timeout(LOOK);
            // Also where it tells much, one line after the other.
            if self.takes_too_much() {
                return Err(End::Fault(out_of_memory(self.limits.memory)));
            }
            match heard {
                Ok(Ok(heard)) => return Ok(heard),
                Ok(Err(_)) => return Err(nonsense()),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
                Err(RecvTimeoutError::Timeout) if self.stop.is_at_once() => return Err(End::Stopped),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if began.elapsed() >= self.limits.timeout {
                let longest = humantime::format_duration(self.limits.timeout);
                return Err(End::Fault(Cause::new(
                    "timeout",
                    format!("opening it makes no progress for {longest}"),
                    "look at the archive; --timeout allows more",
                )));
            }
        }
    }

    fn takes_too_much(&mut self) -> bool {
        if self.looked.elapsed() < LOOK {
            return false;
        }
        self.looked = Instant::now();
        memory_of(&mut self.system, self.child.id()) > self.limits.memory
    }

    fn ended(&mut self) -> End {
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        let stderr = self.stderr.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        End::Fault(cause_of_end(status, &String::from_utf8_lossy(&stderr), self.limits))
    }
}

impl Drop for Opener<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn nonsense() -> End {
    let remedy = "report it with the archive; the other files are not touched";
    End::Fault(Cause::new("worker", "the process that opens archives said what it must not", remedy))
}

/// Takes lines, and bytes behind them, as they come, so that the supervisor can look at the clock while it waits.
fn listen(mut stdout: impl BufRead, to: &SyncSender<std::io::Result<Heard>>) {
    while let Some(told) = receive::<Told>(&mut stdout).transpose() {
        let (failed, ready) = (told.is_err(), told.as_ref().ok().and_then(|told| told.ready()));
        if to.send(told.map(Heard::Told)).is_err() || failed {
            return;
        }
        let Some(length) = ready else { continue };
        let mut bytes = Vec::new();
        let read = stdout.by_ref().take(length.min(MEMBER_BYTES)).read_to_end(&mut bytes);
        if read.is_err() || bytes.len() as u64 != length || to.send(Ok(Heard::Bytes(bytes))).is_err() {
            return;
        }
    }
}

impl Told {
    fn ready(&self) -> Option<u64> {
        match self {
            Self::Ready(_, bytes) => Some(*bytes),
            _ => None,
        }
    }
}
