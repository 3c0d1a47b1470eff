//! Runs `juesuan extract`: documents to results, in the form that was asked for.

mod members;
mod named;
mod progress;
mod progress_lines;
mod results;
mod streams;
mod target;

use super::args::Extract;
use super::exit::Exit;
use super::print::say;
use crate::output::Format;
use streams::Streams;
use target::Target;

pub(super) fn run(options: &Extract) -> Exit {
    let mut streams = Streams::read(&options.inputs, options.limits.limits().timeout);
    let target = Target::of(options, &streams);
    if options.raw_csv && !is_csv(options, &target) {
        say!(
            "--raw-csv is for CSV: add --format csv, or use `juesuan collect --csv` for a folder of results"
        );
        return Exit::Usage;
    }
    if options.people.shown().is_some() && !is_csv(options, &target) {
        say!(
            "--unit and --round are for CSV: add --format csv, or use `juesuan collect --csv` for a folder of results"
        );
        return Exit::Usage;
    }
    if let Some(input) = target::input_written_over(options, &target) {
        say!("{} is an input: name another file for the results", input.display());
        return Exit::Usage;
    }
    match target {
        Target::Folder(folder) if options.format.is_none() => results::run(options, &folder, &mut streams),
        target => match options.batch.first_given() {
            None => named::run(options, &target, &mut streams),
            Some(option) => {
                say!(
                    "{option} is for a folder of results: -o OUT/ without --format (see `juesuan extract --help`)"
                );
                Exit::Usage
            }
        },
    }
}

/// Whether CSV is written: a folder without `--format` is a folder of results.
fn is_csv(options: &Extract, target: &Target) -> bool {
    let is_folder_of_results = matches!(target, Target::Folder(_)) && options.format.is_none();
    !is_folder_of_results && named::format(options) == Format::Csv
}
