//! `juesuan extract`: documents to results, where they were asked for.

mod members;
mod named;
mod progress;
mod results;

use std::path::PathBuf;

use super::args::Extract;
use super::exit::Exit;
use super::write::is_folder;
use crate::disclosure::Disclosure;
use crate::output::Format;

/// Where results go.
enum Target {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
}

pub(super) fn run(options: &Extract) -> Exit {
    let target = target(options);
    if options.people.shown().is_some() && !is_csv(options, &target) {
        eprintln!(
            "juesuan: --unit and --round are for CSV: add --format csv, or use `juesuan collect --csv` for a folder of results"
        );
        return Exit::Usage;
    }
    match target {
        Target::Folder(folder) if options.format.is_none() => results::run(options, &folder),
        target => match options.batch.first_given() {
            None => named::run(options, &target),
            Some(option) => {
                eprintln!(
                    "juesuan: {option} is for a folder of results: -o OUT/ without --format (see `juesuan extract --help`)"
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

fn target(options: &Extract) -> Target {
    match &options.output {
        None => Target::Stdout,
        Some(path) if path.as_os_str() == "-" => Target::Stdout,
        Some(path) => {
            let many = options.inputs.len() > 1 || options.inputs.iter().any(|input| input.is_dir());
            if many || is_folder(path) { Target::Folder(path.clone()) } else { Target::File(path.clone()) }
        }
    }
}

/// How a document ends the program.
pub(super) fn outcome(disclosure: &Disclosure) -> Exit {
    if disclosure.is_incomplete() {
        Exit::Unread
    } else if disclosure.suspects() > 0 || disclosure.audit.failing() > 0 {
        Exit::Suspect
    } else {
        Exit::Good
    }
}
