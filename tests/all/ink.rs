//! Tests characters that are no text: curves, pictures, what shows through a clip or in a pattern. They are read where a reader of
//! scans is there, and told where none is. Charts, emblems and seals beside text are none.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use crate::left_out::left_out;
use crate::printed::{Key, plain, printed};
use crate::truths::truth;

const KINDS: [&str; 4] = ["curves", "pictures", "painted", "screenshots"];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ink").join(name).with_extension("pdf")
}

/// Extracts the facts of a document, with the readers that are there or without any.
fn extract(document: &Path, readers: bool) -> Output {
    let mut program = cargo_bin_cmd!("juesuan");
    if !readers {
        program.env("JUESUAN_MODELS", "none");
    }
    program.arg("extract").arg(document).args(["--format", "jsonl"]).output().unwrap()
}

fn facts(output: &Output) -> Vec<Value> {
    let lines = String::from_utf8(output.stdout.clone()).unwrap();
    let records = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    records.filter(|record| record["record"] == "fact").collect()
}

#[test]
fn without_a_reader_each_is_told() {
    for kind in KINDS {
        for number in 1..=3 {
            let name = format!("{kind}-{number}");
            let output = extract(&fixture(&name), false);
            let said = String::from_utf8(output.stderr.clone()).unwrap();
            assert_eq!((output.status.code(), facts(&output).len()), (Some(2), 0), "{name}: {said}");
            assert!(said.contains("page 2: ") && said.contains("juesuan doctor"), "{name}: {said}");
        }
    }
}

#[test]
fn what_stands_beside_text_is_no_print() {
    let output = extract(&fixture("beside-text"), false);
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!((output.status.code(), facts(&output).len()), (Some(0), 33), "{said}");
}

#[test]
fn with_a_reader_each_is_read_or_marked() {
    for name in ["curves-2", "pictures-3", "painted-2", "screenshots-2"] {
        let document = fixture(name);
        let output = extract(&document, true);
        let read = facts(&output);
        if String::from_utf8(output.stderr.clone()).unwrap().contains("`juesuan doctor`") && read.is_empty() {
            return left_out("no reader of scans is there", "make setup", "JUESUAN_TEST_READERS");
        }
        let truth = printed(&truth(&document));
        let mut right = 0;
        for fact in &read {
            let text = |field: &str| fact[field].as_str().unwrap_or_default().to_owned();
            let key: Key = [text("code"), text("item"), text("measure")];
            let is_right = truth.get(&key).is_some_and(|(_, value)| plain(value) == text("value"));
            right += usize::from(is_right);
            assert!(is_right || fact["status"] == "suspect", "{name}: a silent error: {fact}");
            assert_eq!(fact["method"], "ocr", "{name}");
        }
        assert!(right * 10 >= truth.len() * 9, "{name}: {right} of {} are right", truth.len());
    }
}
