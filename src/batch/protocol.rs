//! Defines the protocol of supervisor and worker over pipes: one line of JSON each way. The bytes of a document that is
//! no file follow its question; the bytes of the result follow the answer.

use std::io::{BufRead, Read, Write};

use serde::{Deserialize, Serialize};

use super::read::{Answer, Question};
use super::record::Outcome;
use crate::page::PageTurn;
use crate::place::Note;

/// Longest line, in bytes: a document may be found at many places, and a worker that went wrong may write anything.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// Line that a worker writes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WorkerLine {
    /// One more scanned page was read, or given up: the worker is at work.
    ScanDone,
    /// A thread begins another page.
    Turn(PageTurn),
    /// Head of an answer, before its bytes.
    Answer { bytes: u64, outcome: Box<Outcome>, notes: Vec<Note> },
}

/// Message of a worker.
pub(super) enum Reply {
    /// It has read one more scanned page.
    ScanDone,
    /// It begins another page.
    Turn(PageTurn),
    /// Outcome of the document, with the bytes of its result.
    Answer(Box<Answer>),
    /// The result is larger than allowed.
    TooLarge,
}

/// Writes a value as a line.
pub(super) fn send(to: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    to.write_all(&line)?;
    to.flush()
}

/// Reads a value from a line; `None` at the end.
pub(super) fn receive<T: for<'a> Deserialize<'a>>(from: &mut impl BufRead) -> std::io::Result<Option<T>> {
    let mut line = Vec::new();
    from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&line)?))
}

/// Writes that a scanned page is done.
pub(super) fn send_scan_done(to: &mut impl Write) -> std::io::Result<()> {
    send(to, &WorkerLine::ScanDone)
}

/// Writes that a thread begins another page.
pub(super) fn send_turn(to: &mut impl Write, turn: PageTurn) -> std::io::Result<()> {
    send(to, &WorkerLine::Turn(turn))
}

/// Writes a question, and behind it the bytes of a document that is no file.
pub(super) fn send_question(
    to: &mut impl Write,
    question: &Question,
    bytes: Option<&[u8]>,
) -> std::io::Result<()> {
    send(to, question)?;
    to.write_all(bytes.unwrap_or_default())?;
    to.flush()
}

/// Reads a question, and the bytes that it says stand behind it; `None` at the end.
pub(super) fn receive_question(
    from: &mut impl BufRead,
) -> std::io::Result<Option<(Question, Option<Vec<u8>>)>> {
    let Some(question) = receive::<Question>(from)? else { return Ok(None) };
    let Some(length) = question.bytes_behind else { return Ok(Some((question, None))) };
    let mut bytes = Vec::new();
    from.by_ref().take(length).read_to_end(&mut bytes)?;
    // A supervisor that ended in between asks nothing.
    Ok((bytes.len() as u64 == length).then_some((question, Some(bytes))))
}

/// Writes an answer, and behind it the bytes of the result.
pub(super) fn send_answer(to: &mut impl Write, answer: Answer) -> std::io::Result<()> {
    let Answer { outcome, result, notes } = answer;
    send(to, &WorkerLine::Answer { bytes: result.len() as u64, outcome: Box::new(outcome), notes })?;
    to.write_all(&result)?;
    to.flush()
}

/// Reads what a worker says next; `None` where it has ended.
pub(super) fn receive_reply(from: &mut impl BufRead, most_bytes: u64) -> std::io::Result<Option<Reply>> {
    let (bytes, outcome, notes) = match receive::<WorkerLine>(from)? {
        Some(WorkerLine::Answer { bytes, outcome, notes }) => (bytes, outcome, notes),
        Some(WorkerLine::ScanDone) => return Ok(Some(Reply::ScanDone)),
        Some(WorkerLine::Turn(turn)) => return Ok(Some(Reply::Turn(turn))),
        None => return Ok(None),
    };
    if bytes > most_bytes {
        return Ok(Some(Reply::TooLarge));
    }
    let mut result = Vec::new();
    from.by_ref().take(bytes).read_to_end(&mut result)?;
    if result.len() as u64 != bytes {
        return Ok(None);
    }
    Ok(Some(Reply::Answer(Box::new(Answer { outcome: *outcome, result, notes }))))
}
