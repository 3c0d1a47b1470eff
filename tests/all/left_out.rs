//! Reports tests that are left out, since something optional is not installed, in the output of `cargo test`.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// Writes that the running test is left out, or fails it where the environment variable says `required`.
///
/// The line goes past the capture of output, which `eprintln!` does not, and is seen though the test counts as passed.
#[track_caller]
pub(crate) fn left_out(what_is_missing: &str, command: &str, variable: &str) {
    let required = std::env::var(variable).is_ok_and(|value| value == "required");
    assert!(!required, "{what_is_missing}: run `{command}`");
    let count = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let line = format!("left out ({count}): {test}: {what_is_missing} (`{command}` puts it in place)\n");
    #[expect(clippy::disallowed_methods, reason = "a test may say what it leaves out")]
    let _ = std::io::stderr().write_all(line.as_bytes());
}
