//! Runs the command line: turns arguments into calls of the library, and prints the outcome.
//!
//! stdout is data only; messages for people go to stderr. Both are written to by `print` alone.

mod account;
mod args;
mod batch_args;
mod cells;
mod check;
#[cfg(feature = "panel")]
mod collect;
#[cfg(not(feature = "panel"))]
#[path = "no_collect.rs"]
mod collect;
mod doctor;
mod draw;
mod exit;
mod extract;
mod figures;
mod notes;
mod people;
mod print;
mod readable;
#[cfg(feature = "panel")]
mod run_table;
mod show;
mod units;
mod write;

use std::ffi::OsString;

use clap::Parser;

use crate::batch::Worker;
use crate::ocr::pool::Readers;
pub use exit::Exit;
use print::{complain_of_stdout, print_clap, print_json, say};
pub use units::{parse_bytes, parse_duration};

/// Runs the program with the arguments of the process and says how it ended.
pub fn run() -> Exit {
    run_as(std::env::args_os(), None)
}

/// Runs the program with these arguments, of which the first is its name, for a program that holds it, and says how it
/// ended. `worker` is what reads documents in processes; without it, this program.
pub fn run_as(arguments: impl IntoIterator<Item = OsString>, worker: Option<Worker>) -> Exit {
    say_panics();
    let mut args = match args::Args::try_parse_from(arguments) {
        Ok(args) => args,
        // --help and --version come here too.
        Err(message) => return print_clap(&message),
    };
    if let args::Task::Extract(options) = &mut args.command {
        options.limits.program = worker;
    }
    let exit = run_task(args.command);
    Readers::put_down();
    exit
}

fn run_task(task: args::Task) -> Exit {
    match task {
        args::Task::Extract(options) => extract::run(&options),
        args::Task::Collect(options) => collect::run(&options),
        args::Task::Check(options) => check::run(&options),
        args::Task::Explain(options) => check::explain(&options),
        args::Task::Show(options) => show::run(&options),
        args::Task::Figures(options) => figures::run(&options),
        args::Task::Doctor(options) => doctor::run(&options),
        args::Task::Worker(options) => {
            crate::batch::serve(options.memory, options.max_output, end_at_once);
            Exit::Good
        }
        args::Task::OpenArchive(options) => {
            crate::batch::open_archive(options.memory, end_at_once);
            Exit::Good
        }
        args::Task::Schema => match print_json(&schemas()) {
            Ok(()) => Exit::Good,
            Err(cause) => complain_of_stdout(&cause),
        },
    }
}

/// Says panics as any message, since they may quote a document; where a trace is asked for, they are for developers.
fn say_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| match std::env::var_os("RUST_BACKTRACE") {
        Some(_) => usual(panic),
        None => say!("{panic}"),
    }));
}

/// Ends this process in the middle of its work, since its supervisor is gone.
fn end_at_once() {
    std::process::exit(0);
}

/// Of documents and their records, and of the lines of a folder of results.
fn schemas() -> serde_json::Value {
    let mut schemas = crate::output::schemas();
    let outcome = crate::output::schema::<crate::batch::Outcome>().to_value();
    // One of the three alone, for whoever reads that list alone.
    let mut not_read = outcome.clone();
    if let Some(records) = not_read["oneOf"].as_array_mut() {
        records.retain(|record| record["properties"]["record"]["const"] == "not_read");
    }
    schemas["index_or_error"] = outcome;
    schemas["not_read"] = not_read;
    #[cfg(feature = "panel")]
    {
        schemas["report"] = crate::output::schema::<crate::panel::report::Report>().to_value();
    }
    schemas
}
