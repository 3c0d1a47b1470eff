//! Tests that a run leaves a folder that resumes, at whatever moment it is ended: the end is as if nothing had
//! happened, and nothing is read twice without need.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;

use super::batch::{account, results};
use super::*;
use crate::seed::Random;

/// Makes documents that take their time, two of them bad.
fn slow(documents: usize) -> Folder {
    let mut folder = Folder::new().with("in/bad.pdf", "bad").with("in/fault-abort.pdf", account(1000));
    for number in 1..=documents {
        folder = folder.with(&format!("in/fault-slow-{number}.pdf"), account(number));
    }
    folder
}

fn start(folder: &Path, out: &str) -> Child {
    let mut command = Command::new(cargo_bin!("juesuan"));
    command
        .current_dir(folder)
        .env("JUESUAN_FAULTS", "1")
        .args(["extract", "in", "-o", out, "--jobs", "2", "--quiet", "--log", &format!("{out}.log")])
        .stderr(Stdio::null())
        .stdin(Stdio::null());
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().unwrap()
}

fn signal(child: &Child, arguments: &[&str]) {
    let process = child.id().to_string();
    let target: Vec<String> = arguments.iter().map(|a| a.replace("PID", &process)).collect();
    assert!(Command::new("kill").args(target).status().unwrap().success());
}

/// Counts how often each document was read, by the log.
fn most_read(folder: &Folder, out: &str) -> usize {
    let log = folder.read(&format!("{out}.log"));
    let mut counts = std::collections::BTreeMap::new();
    for source in log.lines().filter_map(|line| line.split(" s: read ").nth(1)?.split(": ").next()) {
        *counts.entry(source.to_owned()).or_insert(0) += 1;
    }
    counts.into_values().max().unwrap_or(0)
}

/// Ends runs at moments drawn by chance until one comes to its end.
fn killed_and_resumed(times: u32, documents: usize) {
    let folder = slow(documents);
    let began = Instant::now();
    assert_eq!(start(folder.path(), "whole").wait().unwrap().code(), Some(UNREAD));
    let whole = began.elapsed();
    let expected = results(folder.path(), "whole");
    // Results, three lists and the account of the run, six tables, what they say, their views, the report and its page.
    assert_eq!(expected.len(), documents + 4 + 13);

    let mut random = Random::printed("moments at which runs are killed");
    for round in 0..times {
        let out = format!("cut-{round}");
        let mut kills = 0;
        loop {
            let mut run = start(folder.path(), &out);
            let moment = whole.mul_f64(random.below(1000) as f64 / 1000.0);
            std::thread::sleep(moment.min(whole / 2));
            if kills < 2 && run.try_wait().unwrap().is_none() {
                signal(&run, &["-9", "--", "-PID"]);
                run.wait().unwrap();
                kills += 1;
                continue;
            }
            assert_eq!(run.wait().unwrap().code(), Some(UNREAD));
            break;
        }
        assert_eq!(results(folder.path(), &out), expected, "round {round}");
        assert_eq!(most_read(&folder, &out), 1, "round {round}: read twice");
    }
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_killed_run_resumes_to_the_same_bytes() {
    killed_and_resumed(3, 8);
}

#[test]
#[ignore = "takes minutes: make test-long"]
fn a_killed_run_resumes_to_the_same_bytes_twenty_times() {
    killed_and_resumed(20, 16);
}

#[test]
#[ignore = "its moments need a machine that is not busy: make test-long"]
fn a_signal_ends_a_run_in_a_moment_and_it_resumes() {
    let folder = slow(8).with("in/fault-hang.pdf", account(2000));
    let expected_files =
        |out: &str| folder.files().into_iter().filter(|f| f.starts_with(out)).collect::<Vec<_>>();

    // The hanging document is under way sooner or later, and left.
    let mut run = start(folder.path(), "twice");
    std::thread::sleep(Duration::from_millis(700));
    signal(&run, &["-INT", "PID"]);
    std::thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    signal(&run, &["-INT", "PID"]);
    assert_eq!(run.wait().unwrap().code(), Some(UNREAD));
    assert!(began.elapsed() < Duration::from_secs(30));
    assert!(!expected_files("twice").iter().any(|f| f.ends_with(".part") || f.contains("journal")));

    std::fs::remove_file(folder.path().join("in/fault-hang.pdf")).unwrap();
    assert_eq!(start(folder.path(), "whole").wait().unwrap().code(), Some(UNREAD));
    assert_eq!(start(folder.path(), "twice").wait().unwrap().code(), Some(UNREAD));
    assert_eq!(results(folder.path(), "twice"), results(folder.path(), "whole"));

    let mut run = start(folder.path(), "once");
    std::thread::sleep(Duration::from_millis(500));
    signal(&run, &["-INT", "PID"]);
    assert_eq!(run.wait().unwrap().code(), Some(UNREAD));
    assert!(records(&folder.read("once/index.jsonl")).len() < 8);
    assert!(folder.read("once/run.json").contains("\"interrupted\": true"));
    assert_eq!(start(folder.path(), "once").wait().unwrap().code(), Some(UNREAD));
    assert_eq!(results(folder.path(), "once"), results(folder.path(), "whole"));
    assert_eq!(most_read(&folder, "once"), 1);
}
