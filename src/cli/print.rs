//! Writes to standard output and standard error, and is the only place that does.
//!
//! What cannot be written to standard error is lost: it is for people, and nobody being there changes nothing of the
//! results, nor of how the program ends. What cannot be written to standard output is a failure.

use std::fmt;
use std::io::{BufWriter, ErrorKind, IsTerminal, Result, Write};

use super::exit::Exit;
use crate::text::escape::{acts, in_line, in_lines};

/// Says a line on standard error, as `format!` makes it: what came from outside cannot act on the terminal, nor begin
/// another line.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::cli::print::say_line(format_args!($($text)*))
    };
}
pub(super) use say;

/// Says a line on standard error, with the name of the program before it.
pub(super) fn say_line(text: fmt::Arguments<'_>) {
    tell(&format!("juesuan: {}\n", in_line(&text.to_string())));
}

/// Writes lines to standard error. What of them came from outside is escaped by whoever puts them together, so that it
/// stays in its line.
pub(super) fn tell(lines: &str) {
    #[expect(clippy::disallowed_methods, reason = "the one place")]
    let _ = std::io::stderr().write_all(in_lines(lines).as_bytes());
}

/// Standard output, written to as any file is: that of the library takes one that is not open for writing for written.
#[derive(Debug, Default)]
pub(super) struct Stdout {
    #[cfg(unix)]
    file: Option<std::fs::File>,
}

impl Stdout {
    #[cfg(unix)]
    fn open(&mut self) -> Result<&mut std::fs::File> {
        use std::os::fd::AsFd;
        #[expect(clippy::disallowed_methods, reason = "the one place")]
        let open = || std::io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from);
        Ok(match self.file.take() {
            Some(file) => self.file.insert(file),
            None => self.file.insert(open()?),
        })
    }

    #[cfg(not(unix))]
    #[expect(clippy::disallowed_methods, reason = "the one place")]
    fn open(&mut self) -> Result<std::io::Stdout> {
        Ok(std::io::stdout())
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.open()?.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.open()?.flush()
    }
}

/// Writes bytes to standard output.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<()> {
    let mut stdout = Stdout::default();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Writes lines for people to standard output; what of them came from outside is escaped as in [`tell`].
pub(super) fn print_lines(lines: &str) -> Result<()> {
    print_bytes(in_lines(lines).as_bytes())
}

/// Prints a value as JSON for people.
pub(super) fn print_json(value: &impl serde::Serialize) -> Result<()> {
    let mut stdout = BufWriter::new(Stdout::default());
    serde_json::to_writer_pretty(&mut stdout, value)?;
    stdout.write_all(b"\n")?;
    stdout.flush()
}

/// Prints what clap has to say, and says how the program ends: help and version go to standard output, wrong usage to
/// standard error.
pub(super) fn print_clap(message: &clap::Error) -> Exit {
    if message.use_stderr() {
        // An argument may be a name from outside, by a pattern of the shell.
        let acts = std::env::args_os().any(|argument| argument.to_string_lossy().contains(acts));
        match acts {
            true => say!("{}", message.render()),
            false => drop(message.print()),
        }
        return Exit::Usage;
    }
    #[expect(clippy::disallowed_methods, reason = "asked what it is, not written to")]
    let printed = match std::io::stdout().is_terminal() {
        true => message.print(),
        false => print_bytes(message.render().to_string().as_bytes()),
    };
    printed.map_or_else(|cause| complain_of_stdout(&cause), |()| Exit::Good)
}

/// Complains of a standard output that cannot be written. Of a reader that went away (`| head`) nothing is said, as
/// usual; but it did not get all, so that the program does not end well.
pub(super) fn complain_of_stdout(cause: &std::io::Error) -> Exit {
    if cause.kind() != ErrorKind::BrokenPipe {
        say!("cannot write to stdout: {cause}");
    }
    Exit::Unread
}
