//! Keeps what comes through standard input and through pipes in files: a worker reads it from there, and may have to
//! read it again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::cli::print::say;
use crate::error::{Error, Result};
use crate::source::{self, FileType, TemporaryFile};

/// Time after which is said that a pipe is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// Number of blocks that may be read ahead of the look at the clock.
const AHEAD: usize = 16;

/// Files with what came through standard input and through pipes, by the paths that were typed.
pub(super) struct Streams {
    kept: BTreeMap<PathBuf, Option<Result<TemporaryFile>>>,
}

impl Streams {
    /// Reads all inputs that are streams to their end. One that gives nothing for `longest` is an error.
    pub(super) fn read(inputs: &[PathBuf], longest: Duration) -> Self {
        let mut kept = BTreeMap::new();
        for input in inputs {
            if kept.contains_key(input) {
                continue;
            }
            if input.as_os_str() == "-" {
                kept.insert(input.clone(), Some(source::keep_stdin()));
            } else if FileType::of_special(input) == Some(FileType::Pipe) {
                kept.insert(input.clone(), Some(keep_pipe(input, longest)));
            }
        }
        Self { kept }
    }

    /// The file to read for an input: its own, or the one with what came through it. The error of a stream is given
    /// once.
    ///
    /// # Errors
    /// Where the stream could not be read.
    pub(super) fn place(&mut self, input: &Path) -> Result<PathBuf> {
        match self.kept.get_mut(input) {
            Some(kept) if kept.as_ref().is_some_and(Result::is_err) => match kept.take() {
                Some(Err(error)) => Err(error),
                _ => Ok(input.to_owned()),
            },
            Some(Some(Ok(file))) => Ok(file.path().to_owned()),
            _ => Ok(input.to_owned()),
        }
    }

    /// The file with standard input, where it was read.
    pub(super) fn stdin(&self) -> Option<&Path> {
        match self.kept.get(Path::new("-")) {
            Some(Some(Ok(file))) => Some(file.path()),
            _ => None,
        }
    }
}

/// Reads a pipe on a thread of its own: opening one waits for whoever writes to it.
fn keep_pipe(path: &Path, longest: Duration) -> Result<TemporaryFile> {
    let (sender, heard) = sync_channel(AHEAD);
    let place = path.to_owned();
    let failed = |cause| Error::io(path.to_string_lossy(), cause);
    let reading = std::thread::Builder::new().name("juesuan-pipe".to_owned()).spawn(move || {
        let kept = source::keep_pipe(&place, &mut || drop(sender.send(None)));
        // Nobody may wait for it any more.
        let _ = sender.send(Some(kept));
    });
    reading.map_err(failed)?;
    let (mut patience, mut said) = (PATIENCE.min(longest), false);
    loop {
        match heard.recv_timeout(patience) {
            Ok(Some(kept)) => return kept,
            Ok(None) => patience = longest,
            Err(RecvTimeoutError::Timeout) if !said && patience < longest => {
                say!("{}: a pipe: waiting for what writes to it", path.display());
                (patience, said) = (longest, true);
            }
            Err(RecvTimeoutError::Timeout) => {
                let message = format!("a pipe that gave nothing for {}", humantime::format_duration(longest));
                return Err(failed(std::io::Error::other(message)));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(failed(std::io::Error::other("the pipe could not be read")));
            }
        }
    }
}
