//! Prints on standard output.

use std::io::Write;

use super::exit::Exit;

/// Prints a value as JSON for people.
pub(super) fn print_json(value: &impl serde::Serialize) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut stdout, value)?;
    stdout.write_all(b"\n")
}

/// Complains of a standard output that cannot be written; a reader that went away (`| head`) is no failure.
pub(super) fn complain_of_stdout(cause: &std::io::Error) -> Exit {
    if cause.kind() == std::io::ErrorKind::BrokenPipe {
        return Exit::Good;
    }
    eprintln!("juesuan: cannot write to stdout: {cause}");
    Exit::Unread
}
