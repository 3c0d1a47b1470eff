//! The worker's side: reads the documents that it is asked for, one after the other, until its standard input ends.

use std::sync::mpsc;

use super::fault;
use super::protocol::{receive_question, send_answer, send_scan_done};
use super::read::{Question, answer};
use super::record::Stamp;

/// Of the memory that a document may take, this much more may be set aside without being used; past it the system
/// refuses. The limit itself is on what is really used, and is kept by the supervisor.
const SET_ASIDE: u64 = 4;

/// Answers questions from standard input on standard output until the input ends.
///
/// When the supervisor is gone, so is the input, and the process ends even in the middle of a document.
pub fn serve(memory: u64, most_bytes: u64) {
    limit_itself(memory);
    let (sender, questions) = mpsc::channel::<(Question, Option<Vec<u8>>)>();
    let listening = std::thread::Builder::new().name("juesuan-listen".to_owned()).spawn(move || {
        let mut stdin = std::io::stdin().lock();
        while let Ok(Some(question)) = receive_question(&mut stdin) {
            if sender.send(question).is_err() {
                break;
            }
        }
        std::process::exit(0);
    });
    if listening.is_err() {
        return;
    }
    let stamp = Stamp::own();
    for (question, bytes) in questions {
        fault::commit(&question.job, tell_scan_done);
        let answer = answer(&question, bytes, most_bytes, &stamp, Some(tell_scan_done));
        if send_answer(&mut std::io::stdout().lock(), answer).is_err() {
            return;
        }
    }
}

/// Whoever cannot be told any more is gone, and the input with him, which ends this process.
fn tell_scan_done() {
    let _ = send_scan_done(&mut std::io::stdout().lock());
}

/// No core files of gigabytes, and an end to memory even where the supervisor cannot look.
#[cfg(unix)]
pub(super) fn limit_itself(memory: u64) {
    use rlimit::Resource;
    let _ = Resource::CORE.set(0, 0);
    if let Ok((_, most)) = Resource::DATA.get() {
        let limit = memory.saturating_mul(SET_ASIDE).min(most);
        let _ = Resource::DATA.set(limit, limit);
    }
}

#[cfg(not(unix))]
pub(super) fn limit_itself(_: u64) {}
