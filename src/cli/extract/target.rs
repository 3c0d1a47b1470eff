//! Decides where results go.

use std::path::{Path, PathBuf};

use super::streams::Streams;
use crate::cli::args::Extract;
use crate::cli::write::is_folder;
use crate::source::{Sort, list_in_file};

/// Endings of the names of files with results.
const ENDINGS: [&str; 3] = ["jsonl", "json", "csv"];

/// Target of results.
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// One file.
    File(PathBuf),
    /// A folder.
    Folder(PathBuf),
}

impl Target {
    /// Finds the target that the arguments mean. What may hold many documents goes to a folder, unless a file is named.
    pub(super) fn of(options: &Extract, streams: &Streams) -> Self {
        match &options.output {
            None => Self::Stdout,
            Some(path) if path.as_os_str() == "-" => Self::Stdout,
            Some(path) if is_folder(path) => Self::Folder(path.clone()),
            Some(path) if !is_file(path) && are_many(options, streams) => Self::Folder(path.clone()),
            Some(path) => Self::File(path.clone()),
        }
    }
}

/// Finds the input that results would be written over.
pub(super) fn input_written_over<'o>(options: &'o Extract, target: &Target) -> Option<&'o Path> {
    let Target::File(place) = target else { return None };
    let place = place.canonicalize().ok().filter(|place| place.is_file())?;
    let is_place = |input: &&PathBuf| input.canonicalize().is_ok_and(|input| input == place);
    options.inputs.iter().find(is_place).map(PathBuf::as_path)
}

/// Whether a path is one of a file: by its name, or since it is there (or a device).
fn is_file(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
        || path.exists()
}

/// Whether the inputs may hold many documents: there are several, one is a folder, an archive, or a list of paths.
fn are_many(options: &Extract, streams: &Streams) -> bool {
    let is_archive = |path: &Path| matches!(Sort::of_file(path), Ok(Sort::Archive));
    let may_hold_many = |input: &PathBuf| match streams.stdin().filter(|_| input.as_os_str() == "-") {
        Some(kept) => is_archive(kept) || list_in_file(kept).is_some(),
        None => input.is_dir() || is_archive(input),
    };
    options.inputs.len() > 1 || options.inputs.iter().any(may_hold_many)
}
