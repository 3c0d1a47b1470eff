//! Tests the program from outside: arguments, exit codes, what is written where, and what is said of bad input.
//!
//! Where no sample shows a case, the test draws a PDF of its own (`drawn`); `tests/fixtures/README.md` names the
//! one that could not be drawn.

pub(crate) mod archives;
mod bad_input;
mod batch;
#[cfg(unix)]
mod batch_resumes;
mod check;
mod collect;
mod doctor;
pub(crate) mod drawn;
mod extract;
mod faults;
mod general;
mod holding;
mod judged;
mod lost;
mod outside;
mod pictures;
mod prose;
#[cfg(unix)]
mod reader;
mod report;
mod scans;
mod show;
#[cfg(unix)]
mod streams;

use std::path::{Path, PathBuf};

use assert_cmd::assert::Assert;
use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use crate::samples;

/// The exit codes, as `juesuan --help` names them.
const GOOD: i32 = 0;
const SUSPECT: i32 = 1;
const UNREAD: i32 = 2;
const USAGE: i32 = 3;

/// A sample that is read fast, and its number of facts; its performance tables declare no unit, so that some are suspect.
const SAMPLE: (&str, usize) = ("qinyang-2020-word", 581);

/// A sample of which everything is read and nothing is in doubt.
const CLEAN: &str = "zheao-2024-performance";

/// Runs the program in a folder.
fn juesuan_in<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = S>) -> Assert {
    // Without readers of text, so that no result depends on what is installed; `scans` has them.
    cargo_bin_cmd!("juesuan").env("JUESUAN_MODELS", "none").current_dir(folder).args(arguments).assert()
}

/// Runs the program in the root of the project.
fn juesuan<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Assert {
    juesuan_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

/// Gives the path of a sample, as an argument.
fn sample() -> String {
    samples::path(SAMPLE.0).to_str().unwrap().to_owned()
}

fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

fn stderr(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

/// Reads the facts of JSON lines.
fn facts(lines: &str) -> Vec<Value> {
    records(lines).into_iter().filter(|record| record["record"] == "fact").collect()
}

/// Reads all records of JSON lines.
fn records(lines: &str) -> Vec<Value> {
    lines.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Temporary folder of a test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, with the folders above it.
    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Lists all files below, by their paths from here.
    fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = files_below(self.path())
            .iter()
            .map(|path| path.strip_prefix(self.path()).unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort();
        files
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
