//! Serves as a worker: reads one document after the other as asked, until its standard input ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

#[cfg(debug_assertions)]
use super::fault;
use super::protocol::{receive_question, send_answer, send_scan_done, send_turn};
use super::read::{Followers, Question, answer};
use super::record::Stamp;
use crate::disclosure::{ScanDone, Turned};

/// Factor of the memory limit up to which a worker may reserve memory; past it the system refuses. The limit itself is
/// on resident memory, and is kept by the supervisor.
const SET_ASIDE: u64 = 4;

/// Answers questions from standard input on standard output, and returns when the input ends.
///
/// `abandoned` is called, from a thread of its own, where the input ends while a document is still being read: the
/// supervisor is gone and nobody waits for the answer, so the program has to end the process there. Else it outlives
/// its supervisor by one document, however long that takes.
pub fn serve(memory: u64, most_bytes: u64, abandoned: impl FnOnce() + Send + 'static) {
    limit_itself(memory);
    let (sender, questions) = mpsc::channel::<(Question, Option<Vec<u8>>)>();
    let unanswered = Arc::new(AtomicUsize::new(0));
    let to_answer = Arc::clone(&unanswered);
    let listening = std::thread::Builder::new().name("juesuan-listen".to_owned()).spawn(move || {
        let mut stdin = std::io::stdin().lock();
        while let Ok(Some(question)) = receive_question(&mut stdin) {
            to_answer.fetch_add(1, Ordering::SeqCst);
            if sender.send(question).is_err() {
                break;
            }
        }
        // The other side is ready for the end before it is asked for it.
        drop(sender);
        if to_answer.load(Ordering::SeqCst) > 0 {
            abandoned();
        }
    });
    if listening.is_err() {
        return;
    }
    let stamp = Stamp::own();
    let scan_done: ScanDone = Arc::new(say_scan_done);
    for (question, bytes) in questions {
        #[cfg(debug_assertions)]
        fault::commit(&question.job, &*scan_done);
        #[cfg(debug_assertions)]
        let job = question.job.clone();
        let turned: Turned = Arc::new(move |turn| {
            // Where nobody hears it, the input has ended as well.
            let _ = send_turn(&mut std::io::stdout().lock(), turn);
            #[cfg(debug_assertions)]
            fault::commit_on_page(&job, turn);
        });
        let followers = Followers { scan_done: Some(Arc::clone(&scan_done)), turned: Some(turned) };
        let answer = answer(&question, bytes, most_bytes, &stamp, followers);
        if send_answer(&mut std::io::stdout().lock(), answer).is_err() {
            return;
        }
        unanswered.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Where nobody hears it, the input has ended as well, which ends this process.
fn say_scan_done() {
    let _ = send_scan_done(&mut std::io::stdout().lock());
}

/// Forbids core files of gigabytes, and sets an end to memory even where the supervisor cannot look.
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
