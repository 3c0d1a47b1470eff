//! Tests the reader of one document at a time: one worker, within limits, replaced where it fails.

use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use juesuan::batch::{Limits, Reader, Worker};

use super::batch::account;
use super::*;

/// Makes a worker of the program without readers of text, and with faults on purpose: `env` sets both before it starts.
fn worker() -> Worker {
    let args = ["JUESUAN_MODELS=none".into(), "JUESUAN_FAULTS=1".into(), cargo_bin!("juesuan").into()];
    Worker::Command { program: "/usr/bin/env".into(), args: args.to_vec() }
}

fn word(reader: &mut Reader, name: &str, bytes: &[u8]) -> String {
    match reader.read(name, bytes) {
        Ok(document) => {
            assert_eq!(document.entry().sources, [name]);
            "read".to_owned()
        }
        Err(cause) => {
            assert!(!cause.message.is_empty() && !cause.remedy.is_empty(), "{cause:?}");
            cause.word
        }
    }
}

#[test]
fn a_worker_reads_one_document_after_the_other_as_the_program_does() {
    let folder = Folder::new().with("a.pdf", account(1)).with("b.pdf", account(2));
    let mut reader = Reader::new(worker(), Limits::default()).on_threads(2);
    for name in ["a.pdf", "b.pdf", "a.pdf"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        let document = reader.read(name, &bytes).unwrap();
        juesuan_in(folder.path(), ["extract", name, "-o", "alone.json"]);
        assert_eq!(document.as_bytes(), folder.read("alone.json").as_bytes(), "{name}");
        assert!(format!("{reader:?}").contains("running: true"));
    }
    assert_eq!(word(&mut reader, "web.pdf", b"<html>"), "not_pdf");
    assert_eq!(word(&mut reader, "empty.pdf", b""), "empty");
}

#[test]
fn a_result_past_the_limit_is_a_cause() {
    let mut reader = Reader::new(worker(), Limits { output: 100, ..Limits::default() });
    assert_eq!(word(&mut reader, "a.pdf", &account(1)), "output");
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_fault_costs_its_document_alone_and_the_next_one_gets_another_worker() {
    let limits = Limits { timeout: Duration::from_secs(10), memory: 300_000_000, ..Limits::default() };
    let mut reader = Reader::new(worker(), limits);
    let read = [
        ("good.pdf", "read"),
        ("fault-abort.pdf", "abort"),
        ("fault-exit.pdf", "exit"),
        ("good.pdf", "read"),
        ("fault-memory.pdf", "memory"),
        ("fault-hang.pdf", "timeout"),
        ("good.pdf", "read"),
    ];
    for (number, (name, expected)) in read.into_iter().enumerate() {
        assert_eq!(word(&mut reader, name, &account(number)), expected, "{name}");
    }
}

/// As launchers of interpreters do that stay beside what they start: ending them does not end that.
#[cfg(unix)]
#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_worker_behind_a_launcher_keeps_to_its_time() {
    let script = "JUESUAN_MODELS=none JUESUAN_FAULTS=1 \"$@\"; exit $?";
    let args = ["-c".into(), script.into(), "sh".into(), cargo_bin!("juesuan").into()];
    let worker = Worker::Command { program: "/bin/sh".into(), args: args.to_vec() };
    let mut reader = Reader::new(worker, Limits { timeout: Duration::from_secs(2), ..Limits::default() });
    let began = std::time::Instant::now();
    assert_eq!(word(&mut reader, "fault-hang.pdf", &account(1)), "timeout");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    assert_eq!(word(&mut reader, "good.pdf", &account(1)), "read");
}

#[test]
fn a_program_that_is_no_worker_is_a_cause() {
    let mut reader = Reader::new(Worker::program("/bin/false"), Limits::default());
    assert_eq!(word(&mut reader, "a.pdf", &account(1)), "exit");
}
