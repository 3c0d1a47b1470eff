//! How supervisor and worker talk over pipes: a line of JSON each way; behind an answer, the bytes of the result.

use std::io::{BufRead, Read, Write};

use serde::{Deserialize, Serialize};

use super::read::Answer;
use super::record::Outcome;

/// No line is longer, whatever a worker that went wrong writes: a document may be found at many places.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// What goes before the bytes of an answer.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    bytes: u64,
    outcome: Outcome,
}

/// An answer, or that its result is too large to be taken.
pub(super) enum Taken {
    Answer(Box<Answer>),
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

pub(super) fn send_answer(to: &mut impl Write, (outcome, bytes): Answer) -> std::io::Result<()> {
    send(to, &Head { bytes: bytes.len() as u64, outcome })?;
    to.write_all(&bytes)?;
    to.flush()
}

/// Reads an answer; `None` where the worker has ended.
pub(super) fn receive_answer(from: &mut impl BufRead, most_bytes: u64) -> std::io::Result<Option<Taken>> {
    let Some(head) = receive::<Head>(from)? else { return Ok(None) };
    if head.bytes > most_bytes {
        return Ok(Some(Taken::TooLarge));
    }
    let mut bytes = Vec::new();
    from.by_ref().take(head.bytes).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != head.bytes {
        return Ok(None);
    }
    Ok(Some(Taken::Answer(Box::new((head.outcome, bytes)))))
}
