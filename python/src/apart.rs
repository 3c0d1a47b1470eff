//! Does work apart from the thread of Python that asks for it, and raises what went wrong.
//!
//! Whatever takes time runs on a thread of its own, while the asking one lets other Python threads go on and looks for signals.
//! A panic becomes `juesuan.Error`, since pyo3's `PanicException` is no `Exception` and would pass every handler.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use juesuan::Error;
use juesuan::batch::{Cause, Stop};
use pyo3::prelude::*;

/// Interval at which signals are looked for.
const LOOK: Duration = Duration::from_millis(50);
/// Longest wait for the end of work that was asked to stop.
const LONGEST_END: Duration = Duration::from_secs(10);

/// Reason why there is no result, before it is an exception.
pub(crate) struct Fault {
    cause: String,
    message: String,
    remedy: String,
    source: String,
}

impl Fault {
    pub(crate) fn of_cause(Cause { word, message, remedy, .. }: Cause, source: &str) -> Self {
        Self { cause: word, message, remedy, source: source.to_owned() }
    }

    pub(crate) fn of_panic(panic: &(dyn std::any::Any + Send), source: &str) -> Self {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
        let remedy = "report it with the file; the other files are not touched".to_owned();
        Self { cause: "panic".to_owned(), message: text.to_owned(), remedy, source: source.to_owned() }
    }

    /// The exception, as `juesuan.errors` makes it.
    pub(crate) fn raise(self, py: Python<'_>) -> PyErr {
        let make = || {
            let module = py.import("juesuan.errors")?;
            module.call_method1("of_cause", (self.cause, self.message, self.remedy, self.source))
        };
        make().map_or_else(|error| error, PyErr::from_value)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let (cause, remedy) = (error.cause().to_owned(), error.remedy().to_owned());
        Self { cause, message: error.what(), remedy, source: error.name().to_owned() }
    }
}

/// Does work on a thread of its own. A signal whose handler raises asks it to `stop`, and it is waited for a while.
pub(crate) fn apart<T: Send + 'static>(
    py: Python<'_>,
    source: &str,
    stop: Option<&Stop>,
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> PyResult<T> {
    let (done, heard) = sync_channel(1);
    let run = move || drop(done.send(catch_unwind(AssertUnwindSafe(work))));
    std::thread::Builder::new().name("juesuan".to_owned()).spawn(run)?;
    let heard = Mutex::new(heard);
    let wait = |time| py.detach(|| heard.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(time));
    loop {
        match wait(LOOK) {
            Ok(Ok(result)) => return result.map_err(|fault| fault.raise(py)),
            Ok(Err(panic)) => return Err(Fault::of_panic(&*panic, source).raise(py)),
            Err(RecvTimeoutError::Disconnected) => return Err(Fault::of_panic(&"gone", source).raise(py)),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Err(raised) = py.check_signals() {
            if let Some(stop) = stop {
                stop.ask();
                stop.ask();
                let _ = wait(LONGEST_END);
            }
            return Err(raised);
        }
    }
}
