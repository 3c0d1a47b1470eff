//! A process that opens one archive, as the supervisor sees it: what it says is waited for within limits.
//!
//! It is asked by one line, and answers with lines ([`Message`]). Before the bytes of a member it waits for a line that
//! says go on, so that the supervisor holds no more of them than it wants to.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{BufRead, Read, Write};
use std::process::Command;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::cause::Cause;
use super::child::{ChildProcess, LOOK, Sender};
use super::options::{Limits, Stop};
use super::protocol::{receive, send};
use crate::source::FileType;
use crate::source::archive::{Fault, MEMBER_BYTES, Member, Place, Survey};

/// Messages that may wait to be heard.
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

/// What the process says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Message {
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
    Message(Message),
    Bytes(Vec<u8>),
}

/// The bytes of a member, or why there are none.
pub(super) type Given = (Place, Result<Vec<u8>, Cause>);

/// Why a process says nothing more.
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
    child: ChildProcess<Heard>,
    /// When its memory was looked at last.
    looked: Instant,
    limits: Limits,
    stop: &'a Stop,
}

/// Lists the members of an archive by a process of its own.
pub(super) fn survey(program: Command, ask: &Ask, limits: Limits, stop: &Stop) -> Result<Survey, End> {
    let mut opener = Opener::start(program, ask, limits, stop)?;
    let mut members = Vec::new();
    loop {
        match opener.hear()? {
            Heard::Message(Message::Beat) => {}
            Heard::Message(Message::Other(kind)) => return Ok(Survey::Other(kind)),
            Heard::Message(Message::Member(member)) => members.push(*member),
            Heard::Message(Message::End) => return Ok(Survey::Members(members)),
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
    ) -> Result<Self, End> {
        program.args(["open-archive", "--memory", &limits.memory.to_string()]);
        let mut child = ChildProcess::start(program, WAITING, |stdout, to: &Sender<_>| listen(stdout, to))?;
        // A process that is gone is found out when it is listened to.
        let _ = send(&mut child.stdin, ask);
        Ok(Self { child, looked: Instant::now(), limits, stop })
    }

    /// The next wanted member; `None` at the end. Its bytes come when `admit` lets them, which says whether to go on.
    pub(super) fn next(&mut self, admit: impl FnOnce(u64) -> bool) -> Result<Option<Given>, End> {
        let (place, bytes) = loop {
            match self.hear()? {
                Heard::Message(Message::Beat) => {}
                Heard::Message(Message::Failed(place, fault)) => {
                    return Ok(Some((place, Err(Cause::of(fault)))));
                }
                Heard::Message(Message::Ready(place, bytes)) => break (place, bytes),
                Heard::Message(Message::End) => return Ok(None),
                _ => return Err(nonsense()),
            }
        };
        if !admit(bytes) {
            return Err(End::Stopped);
        }
        let stdin = &mut self.child.stdin;
        let _ = stdin.write_all(b"\n").and_then(|()| stdin.flush());
        match self.hear()? {
            Heard::Bytes(bytes) => Ok(Some((place, Ok(bytes)))),
            Heard::Message(_) => Err(nonsense()),
        }
    }

    /// Waits for what is said next, as long as a document may take.
    fn hear(&mut self) -> Result<Heard, End> {
        let began = Instant::now();
        loop {
            let heard = self.child.hear();
            // Also where it says much, one line after the other.
            if self.takes_too_much() {
                return Err(End::Fault(Cause::out_of_memory(self.limits.memory)));
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
        self.child.memory() > self.limits.memory
    }

    fn ended(&mut self) -> End {
        let (status, stderr) = self.child.end();
        End::Fault(Cause::of_end(status, &stderr, self.limits.memory))
    }
}

fn nonsense() -> End {
    let remedy = "report it with the archive; the other files are not touched";
    End::Fault(Cause::new("worker", "the process that opens archives said what it must not", remedy))
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
    /// How many bytes follow it.
    fn ready(&self) -> Option<u64> {
        match self {
            Self::Ready(_, bytes) => Some(*bytes),
            _ => None,
        }
    }
}
