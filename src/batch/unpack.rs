//! Opens an archive in a process of its own: asked by one line of standard input, it lists the members on standard
//! output, or gives their bytes.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

#[cfg(debug_assertions)]
use super::fault;
use super::opener::{Ask, Message};
use super::protocol::{receive, send};
use super::serve::limit_itself;
use crate::document;
use crate::source::archive::{self, ArchiveFault, ArchiveLimits, Contents};

/// Opens the archive that standard input asks for, and answers on standard output with its members.
///
/// `abandoned` is called, from a thread of its own, where the input ends while the archive is still being opened:
/// nobody waits for it any more, so the program has to end the process there, or it outlives its supervisor. That
/// thread reads standard input until the input ends, also after this has returned: the process should end then.
pub fn open_archive(memory: u64, abandoned: impl FnOnce() + Send + 'static) {
    limit_itself(memory);
    let (sender, asked) = mpsc::channel::<Ask>();
    let (go_on, gone_on) = mpsc::channel::<()>();
    let is_opening = Arc::new(AtomicBool::new(false));
    let opening = Arc::clone(&is_opening);
    let listening = std::thread::Builder::new().name("juesuan-listen".to_owned()).spawn(move || {
        let mut stdin = std::io::stdin().lock();
        let Ok(Some(ask)) = receive(&mut stdin) else { return };
        opening.store(true, Ordering::SeqCst);
        if sender.send(ask).is_ok() {
            let mut line = String::new();
            while stdin.read_line(&mut line).is_ok_and(|count| count > 0) && go_on.send(()).is_ok() {
                line.clear();
            }
        }
        if opening.load(Ordering::SeqCst) {
            abandoned();
        }
    });
    if listening.is_err() {
        return;
    }
    let Ok(ask) = asked.recv() else { return };
    #[cfg(debug_assertions)]
    fault::commit_for(&ask.name, &|| drop(send(&mut std::io::stdout().lock(), &Message::Progress)));
    answer_with_members(&ask, &gone_on);
    is_opening.store(false, Ordering::SeqCst);
}

fn answer_with_members(ask: &Ask, gone_on: &mpsc::Receiver<()>) {
    // Where nobody listens any more, the input has ended as well, and with it this process.
    let say = |message: &Message| send(&mut std::io::stdout().lock(), message).is_ok();
    let progress = || {
        say(&Message::Progress);
    };
    let path = Path::new(&ask.path);
    let limits = ArchiveLimits::default();
    match &ask.wanted {
        None => match archive::contents(path, &ask.name, limits, &progress, &document::unfold) {
            Contents::Document => {
                say(&Message::Document);
                return;
            }
            Contents::Other(kind) => {
                say(&Message::Other(kind));
                return;
            }
            Contents::Members(members) => {
                for member in members {
                    if !say(&Message::Member(Box::new(member))) {
                        return;
                    }
                }
            }
        },
        Some(wanted) => {
            let mut give = |place: &[u32], read: Result<Vec<u8>, ArchiveFault>| match read {
                Ok(bytes) => {
                    say(&Message::Ready(place.to_vec(), bytes.len() as u64))
                        && gone_on.recv().is_ok()
                        && std::io::stdout().lock().write_all(&bytes).is_ok()
                }
                Err(fault) => say(&Message::Failed(place.to_vec(), fault)),
            };
            archive::read(path, wanted, limits, &progress, &document::unfold, &mut give);
        }
    }
    say(&Message::End);
}
