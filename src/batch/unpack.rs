//! The side of the process that opens an archive: asked by a line of standard input, it tells on standard output, and
//! ends with its input, so that it never outlives its supervisor.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::mpsc;

use super::fault;
use super::opener::{Ask, Told};
use super::protocol::{receive, send};
use super::serve::limit_itself;
use crate::source::archive::{self, Limits, Survey};

/// Opens the archive that standard input asks for, and tells of it on standard output.
pub fn open_archive(memory: u64) {
    limit_itself(memory);
    let (sender, asked) = mpsc::channel::<Ask>();
    let (go_on, gone_on) = mpsc::channel::<()>();
    let listening = std::thread::Builder::new().name("juesuan-listen".to_owned()).spawn(move || {
        let mut stdin = std::io::stdin().lock();
        if let Ok(Some(ask)) = receive(&mut stdin)
            && sender.send(ask).is_ok()
        {
            let mut line = String::new();
            while stdin.read_line(&mut line).is_ok_and(|count| count > 0) && go_on.send(()).is_ok() {
                line.clear();
            }
        }
        std::process::exit(0);
    });
    let Ok(ask) = asked.recv() else { return };
    if listening.is_err() {
        return;
    }
    fault::commit_for(&ask.name, || {});
    // Nobody listens any more: the input has ended as well, and with it this process.
    let tell = |told: &Told| send(&mut std::io::stdout().lock(), told).is_ok();
    let beat = || {
        tell(&Told::Beat);
    };
    let path = Path::new(&ask.path);
    match &ask.wanted {
        None => match archive::survey(path, &ask.name, Limits::default(), &beat) {
            Survey::Other(kind) => {
                tell(&Told::Other(kind));
                return;
            }
            Survey::Members(members) => {
                for member in members {
                    if !tell(&Told::Member(Box::new(member))) {
                        return;
                    }
                }
            }
        },
        Some(wanted) => {
            archive::read(path, wanted, Limits::default(), &beat, &mut |place, read| match read {
                Ok(bytes) => {
                    tell(&Told::Ready(place.to_vec(), bytes.len() as u64))
                        && gone_on.recv().is_ok()
                        && std::io::stdout().lock().write_all(&bytes).is_ok()
                }
                Err(fault) => tell(&Told::Failed(place.to_vec(), fault)),
            });
        }
    }
    tell(&Told::End);
}
