//! Runs a process that opens one archive, and waits for its messages within limits.
//!
//! It is asked by one line, and answers with lines ([`Message`]). Before the bytes of a member it waits for an empty
//! line, so that the supervisor holds no more of them than it wants to.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{BufRead, Read, Write};
use std::process::Command;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::cause::Cause;
use super::child::{ChildProcess, LOOK, Sender};
use super::options::{Limits, Stop};
use super::protocol::{receive, send};
use crate::source::FileType;
use crate::source::archive::{ArchiveFault, Contents, MEMBER_BYTES, Member, MemberPath};

/// Number of messages that may wait to be taken.
const WAITING: usize = 64;
/// Bytes of an archive that add a second to the time in which it may be opened. Disks and decompressors are ten times
/// faster.
const BYTES_A_SECOND: u64 = 1_000_000;

/// Question to the process.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ask {
    /// Path of the archive.
    pub(super) path: OsString,
    /// Its name in the results.
    pub(super) name: String,
    /// Members whose bytes are wanted; `None` where the members are to be listed.
    pub(super) wanted: Option<BTreeSet<MemberPath>>,
}

/// Answer of the process.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Message {
    /// Work goes on.
    Progress,
    /// Listing: it is a document that holds no others.
    Document,
    /// Listing: it is no archive that is opened.
    Other(FileType),
    /// Listing: one member.
    Member(Box<Member>),
    /// A member is ready, with its number of bytes.
    Ready(MemberPath, u64),
    /// A member gives no bytes.
    Failed(MemberPath, ArchiveFault),
    /// The answer is complete.
    End,
}

enum Heard {
    Message(Message),
    Bytes(Vec<u8>),
}

/// The bytes of a member, or why there are none.
pub(super) type Given = (MemberPath, Result<Vec<u8>, Cause>);

/// Reason why a process says nothing more.
pub(crate) enum OpenerEnd {
    /// The run is to stop.
    Stopped,
    /// The archive, or the process, is at fault.
    Fault(Cause),
}

impl OpenerEnd {
    pub(crate) fn cause(self) -> Option<Cause> {
        match self {
            Self::Fault(cause) => Some(cause),
            Self::Stopped => None,
        }
    }
}

impl From<std::io::Error> for OpenerEnd {
    fn from(cause: std::io::Error) -> Self {
        let message = format!("the process that opens archives cannot be started: {cause}");
        Self::Fault(Cause::new("worker", message, "use fewer --jobs"))
    }
}

/// Process with its question.
pub(super) struct Opener<'a> {
    child: ChildProcess<Heard>,
    /// Time at which its memory was measured last.
    looked: Instant,
    limits: Limits,
    /// Time that it may take in all, and time that it was waited for: it may report progress for ever.
    longest: Duration,
    waited: Duration,
    stop: &'a Stop,
}

/// Lists the members of an archive by a process of its own.
pub(super) fn contents(
    program: Command,
    ask: &Ask,
    limits: Limits,
    stop: &Stop,
) -> Result<Contents, OpenerEnd> {
    let mut opener = Opener::start(program, ask, limits, stop)?;
    let mut members = Vec::new();
    loop {
        match opener.hear()? {
            Heard::Message(Message::Progress) => {}
            Heard::Message(Message::Document) => return Ok(Contents::Document),
            Heard::Message(Message::Other(kind)) => return Ok(Contents::Other(kind)),
            Heard::Message(Message::Member(member)) => members.push(*member),
            Heard::Message(Message::End) => return Ok(Contents::Members(members)),
            _ => return Err(nonsense()),
        }
    }
}

impl<'a> Opener<'a> {
    /// Starts the program and asks.
    pub(super) fn start(
        mut program: Command,
        ask: &Ask,
        limits: Limits,
        stop: &'a Stop,
    ) -> Result<Self, OpenerEnd> {
        program.args(["open-archive", "--memory", &limits.memory.to_string()]);
        let length = std::fs::metadata(&ask.path).map_or(0, |found| found.len());
        let longest = limits.timeout.saturating_add(Duration::from_secs(length / BYTES_A_SECOND));
        let mut child = ChildProcess::start(program, WAITING, |stdout, to: &Sender<_>| listen(stdout, to))?;
        // A process that is gone is found out when it is listened to.
        let _ = send(&mut child.stdin, ask);
        Ok(Self { child, looked: Instant::now(), limits, longest, waited: Duration::ZERO, stop })
    }

    /// Takes the next wanted member; `None` at the end. `admit` waits until its bytes may come, and says whether to go
    /// on.
    pub(super) fn next(&mut self, admit: impl FnOnce(u64) -> bool) -> Result<Option<Given>, OpenerEnd> {
        let (place, bytes) = loop {
            match self.hear()? {
                Heard::Message(Message::Progress) => {}
                Heard::Message(Message::Failed(place, fault)) => {
                    return Ok(Some((place, Err(Cause::of(fault)))));
                }
                Heard::Message(Message::Ready(place, bytes)) => break (place, bytes),
                Heard::Message(Message::End) => return Ok(None),
                _ => return Err(nonsense()),
            }
        };
        if !admit(bytes) {
            return Err(OpenerEnd::Stopped);
        }
        let stdin = &mut self.child.stdin;
        let _ = stdin.write_all(b"\n").and_then(|()| stdin.flush());
        match self.hear()? {
            Heard::Bytes(bytes) => Ok(Some((place, Ok(bytes)))),
            Heard::Message(_) => Err(nonsense()),
        }
    }

    /// Waits for the next message, as long as a document may take, and all messages together as long as the archive may.
    fn hear(&mut self) -> Result<Heard, OpenerEnd> {
        let began = Instant::now();
        loop {
            let heard = self.child.hear();
            // Also where it says much, one line after the other.
            if self.stop.is_at_once() {
                return Err(OpenerEnd::Stopped);
            }
            if self.takes_too_much() {
                return Err(OpenerEnd::Fault(Cause::out_of_memory(self.limits.memory)));
            }
            let waited = self.waited.saturating_add(began.elapsed());
            if waited >= self.longest {
                return Err(too_slow(
                    "opening it, with what is nested in it, takes longer than",
                    self.longest,
                ));
            }
            match heard {
                Ok(Ok(heard)) => {
                    self.waited = waited;
                    return Ok(heard);
                }
                Ok(Err(_)) => return Err(nonsense()),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if began.elapsed() >= self.limits.timeout {
                return Err(too_slow("opening it makes no progress for", self.limits.timeout));
            }
        }
    }

    fn takes_too_much(&mut self) -> bool {
        if self.looked.elapsed() < LOOK {
            return false;
        }
        self.looked = Instant::now();
        self.child.memory() > self.limits.memory
    }

    fn ended(&mut self) -> OpenerEnd {
        let (status, stderr) = self.child.end();
        OpenerEnd::Fault(Cause::of_end(status, &stderr, self.limits.memory))
    }
}

fn too_slow(what: &str, longest: Duration) -> OpenerEnd {
    let message = format!("{what} {}", humantime::format_duration(longest));
    OpenerEnd::Fault(Cause::new("timeout", message, "look at the archive; --timeout allows more"))
}

fn nonsense() -> OpenerEnd {
    let remedy = "report it with the archive; the other files are not touched";
    OpenerEnd::Fault(Cause::new("worker", "the process that opens archives said what it must not", remedy))
}

/// Takes lines, and bytes behind them, as they come, so that the supervisor can look at the clock while it waits.
fn listen(mut stdout: impl BufRead, to: &Sender<Heard>) {
    while let Some(message) = receive::<Message>(&mut stdout).transpose() {
        let ready = message.as_ref().ok().and_then(Message::ready);
        let failed = message.is_err();
        if to.send(message.map(Heard::Message)).is_err() || failed {
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

impl Message {
    /// Number of bytes that follow it.
    fn ready(&self) -> Option<u64> {
        match self {
            Self::Ready(_, bytes) => Some(*bytes),
            _ => None,
        }
    }
}
