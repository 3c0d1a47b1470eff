//! Tests the folder of results: what is in it, what bad documents cost, and what the options do.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::{cargo_bin, cargo_bin_cmd};

use super::*;

/// Draws a document that differs from every other by its amount.
pub(crate) fn account(number: usize) -> Vec<u8> {
    let amount = format!("{number}.00");
    drawn::final_account("单位：万元", [&amount, &amount])
}

/// Runs the program with faults on purpose.
fn batch(folder: &Path, arguments: &[&str]) -> Assert {
    let mut command = cargo_bin_cmd!("juesuan");
    command.current_dir(folder).env("JUESUAN_FAULTS", "1").arg("extract").args(arguments).assert()
}

/// Hashes every file of a folder of results that two runs have in common: all but diagnostics and times.
pub(crate) fn results(folder: &Path, out: &str) -> BTreeMap<String, String> {
    let out = folder.join(out);
    let mut results = BTreeMap::new();
    for path in files_below(&out) {
        let name = path.strip_prefix(&out).unwrap().to_str().unwrap().to_owned();
        let mut bytes = std::fs::read(&path).unwrap();
        if name == "run.json" {
            let mut run: Value = serde_json::from_slice(&bytes).unwrap();
            assert!(run["times"]["began"].is_string());
            run["times"] = Value::Null;
            bytes = serde_json::to_vec(&run).unwrap();
        }
        if name != "diagnostics.jsonl" {
            results.insert(name, juesuan::Source::from_bytes("", bytes).sha256);
        }
    }
    results
}

/// Makes good documents, one of them twice, and every kind of bad one.
fn mixed() -> Folder {
    let mut folder = Folder::new()
        .with("in/twice.pdf", account(1))
        .with("in/deep/again.PDF", account(1))
        .with("in/empty.pdf", "")
        .with("in/web.pdf", "<html>404</html>")
        .with("in/notes.txt", "no PDF");
    for (number, fault) in ["abort", "exit", "hang", "memory", "overflow"].into_iter().enumerate() {
        folder = folder.with(&format!("in/fault-{fault}.pdf"), account(100 + number));
    }
    for number in 2..6 {
        folder = folder.with(&format!("in/{number}.pdf"), account(number));
    }
    std::fs::copy(samples::path(SAMPLE.0), folder.path().join("in/sample.pdf")).unwrap();
    folder
}

/// Time limit of tests: a busy machine may take seconds for a good document.
const LIMITS: [&str; 4] = ["--timeout", "20s", "--memory", "300MB"];

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_bad_document_costs_itself_alone_and_every_good_one_is_as_if_read_alone() {
    let folder = mixed();
    let arguments = [&["in", "gone.pdf", "-o", "out/", "--jobs", "2"], LIMITS.as_slice()].concat();
    let messages = stderr(&batch(folder.path(), &arguments).code(UNREAD));
    assert!(messages.contains("6 documents at 7 places") && messages.contains("8 failed"), "{messages}");

    let causes: BTreeMap<String, String> = records(&folder.read("out/errors.jsonl"))
        .iter()
        .map(|error| {
            assert!(!error["remedy"].as_str().unwrap().is_empty());
            (error["source"].as_str().unwrap().to_owned(), error["cause"].as_str().unwrap().to_owned())
        })
        .collect();
    let expected = [
        ("gone.pdf", "unreadable"),
        ("in/empty.pdf", "empty"),
        ("in/fault-abort.pdf", "abort"),
        ("in/fault-exit.pdf", "exit"),
        ("in/fault-hang.pdf", "timeout"),
        ("in/fault-memory.pdf", "memory"),
        ("in/fault-overflow.pdf", "stack_overflow"),
        ("in/web.pdf", "not_pdf"),
    ];
    assert_eq!(causes, expected.map(|(source, cause)| (source.to_owned(), cause.to_owned())).into());

    let diagnoses = records(&folder.read("out/diagnostics.jsonl"));
    let of = |fault: &str| diagnoses.iter().find(|d| d["source"] == format!("in/fault-{fault}.pdf")).unwrap();
    assert_eq!(diagnoses.len(), 5);
    assert!(of("memory")["peak_memory"].as_u64().unwrap() > 300_000_000);
    assert!(of("overflow")["stderr"].as_str().unwrap().contains("overflowed its stack"));
    assert!(of("hang")["seconds"].as_f64().unwrap() >= 20.0);

    for entry in records(&folder.read("out/index.jsonl")) {
        let source = entry["source"].as_str().unwrap();
        juesuan_in(folder.path(), ["extract", source, "-o", "solo.json"]);
        let result = folder.read(&format!("out/{}", entry["result"].as_str().unwrap()));
        let mut solo: Value = serde_json::from_str(&folder.read("solo.json")).unwrap();
        if entry["sources"].as_array().unwrap().len() == 1 {
            assert_eq!(result, folder.read("solo.json"), "{source}");
        } else {
            solo["sources"] = serde_json::json!(["in/deep/again.PDF", "in/twice.pdf"]);
            assert_eq!(serde_json::from_str::<Value>(&result).unwrap(), solo);
        }
    }

    // Another number of jobs, and the same in this process but for the faults, which a process alone survives.
    let one = [&["in", "gone.pdf", "-o", "one/", "--jobs", "1", "--quiet"], LIMITS.as_slice()].concat();
    batch(folder.path(), &one).code(UNREAD);
    assert_eq!(results(folder.path(), "out"), results(folder.path(), "one"));

    // What failed stays so until it is asked for.
    let again = [&["in", "gone.pdf", "-o", "out/", "--retry-failed"], LIMITS.as_slice()].concat();
    let messages = stderr(&batch(folder.path(), &again[..4]).code(UNREAD));
    assert!(messages.contains("now: 0 read, 1 failed, 13 left"), "{messages}");
    let mut command = cargo_bin_cmd!("juesuan");
    let messages =
        stderr(&command.current_dir(folder.path()).arg("extract").args(&again).assert().code(UNREAD));
    assert!(messages.contains("now: 5 read, 3 failed, 6 left"), "{messages}");
    assert_eq!(records(&folder.read("out/errors.jsonl")).len(), 3);
    assert!(folder.read("out/diagnostics.jsonl").is_empty());
}

#[test]
fn a_library_user_reads_in_his_own_process_to_the_same_results() {
    use juesuan::batch::{Input, Inputs, RunOptions, Stop, Worker, run};
    let folder = Folder::new().with("a.pdf", account(1)).with("b.pdf", account(2)).with("c.pdf", "no PDF");
    let input = |name: &str| Input { name: name.to_owned(), path: folder.path().join(name), named: true };
    let names = ["a.pdf", "b.pdf", "c.pdf"];
    let inputs = Inputs {
        typed: names.map(str::to_owned).to_vec(),
        files: names.map(input).to_vec(),
        ..Inputs::default()
    };
    let options = RunOptions::new(Worker::InProcess);
    let report = run(&inputs, &folder.path().join("own"), &options, &Stop::default(), &()).unwrap();
    assert_eq!((report.tally.documents, report.tally.failed), (2, 1));
    // Tables are made by whoever wants them.
    let arguments = [names.as_slice(), &["-o", "out/", "--no-collect"]].concat();
    batch(folder.path(), &arguments).code(UNREAD);
    assert_eq!(results(folder.path(), "own"), results(folder.path(), "out"));
}

#[test]
fn a_second_run_reads_what_is_missing_and_force_reads_all() {
    // With prose, since a result that could have figures and has none may have been read without.
    let account = |number: usize| prose::account(&format!("{number}.00"));
    let folder = Folder::new().with("in/1.pdf", account(1)).with("in/2.pdf", account(2));
    let now = |arguments: &[&str]| {
        let messages = stderr(&batch(folder.path(), arguments).code(GOOD));
        messages[messages.find("now: ").unwrap()..].split(';').next().unwrap().to_owned()
    };
    assert_eq!(now(&["in", "-o", "out/"]), "now: 2 read, 0 failed, 0 left as they were");
    let folder = folder.with("in/3.pdf", account(3));
    let now = |arguments: &[&str]| {
        let messages = stderr(&batch(folder.path(), arguments).code(GOOD));
        messages[messages.find("now: ").unwrap()..].split(';').next().unwrap().to_owned()
    };
    assert_eq!(now(&["in", "-o", "out/"]), "now: 1 read, 0 failed, 2 left as they were");
    assert_eq!(now(&["in", "-o", "out/", "--force"]), "now: 3 read, 0 failed, 0 left as they were");

    // A new place of a known document makes it read again, since facts may depend on its first place.
    let folder = folder.with("in/0.pdf", account(3));
    let messages = stderr(&batch(folder.path(), &["in", "-o", "out/"]).code(GOOD));
    assert!(messages.contains("now: 1 read, 0 failed, 2 left"), "{messages}");
    let index = records(&folder.read("out/index.jsonl"));
    assert!(index.iter().any(|entry| entry["sources"] == serde_json::json!(["in/0.pdf", "in/3.pdf"])));

    // Lists are made again from the results; a result that is gone, or of another version, is read again.
    let before = results(folder.path(), "out");
    std::fs::remove_file(folder.path().join("out/index.jsonl")).unwrap();
    let messages = stderr(&batch(folder.path(), &["in", "-o", "out/"]).code(GOOD));
    assert!(messages.contains("now: 0 read, 0 failed, 3 left"), "{messages}");
    assert_eq!(results(folder.path(), "out"), before);
    let result = folder.path().join("out").join(index[0]["result"].as_str().unwrap());
    std::fs::remove_file(result).unwrap();
    let other = folder.read("out/index.jsonl").replacen("juesuan 0", "juesuan 9", 2);
    std::fs::write(folder.path().join("out/index.jsonl"), other).unwrap();
    let messages = stderr(&batch(folder.path(), &["in", "-o", "out/"]).code(GOOD));
    assert!(messages.contains("now: 2 read, 0 failed, 1 left"), "{messages}");
    assert_eq!(results(folder.path(), "out"), before);
    let other = folder.read("out/index.jsonl").replacen("\"code\":\"", "\"code\":\"0", 1);
    std::fs::write(folder.path().join("out/index.jsonl"), other).unwrap();
    let messages = stderr(&batch(folder.path(), &["in", "-o", "out/"]).code(GOOD));
    assert!(messages.contains("now: 1 read, 0 failed, 2 left"), "{messages}");
    assert_eq!(results(folder.path(), "out"), before);
}

#[test]
fn shards_share_a_folder_and_together_are_the_whole() {
    let mut folder = Folder::new().with("in/bad.pdf", "bad");
    for number in 1..9 {
        folder = folder.with(&format!("in/{number}.pdf"), account(number));
    }
    // Shards leave no tables; the run that joins them does.
    batch(folder.path(), &["in", "gone.pdf", "-o", "whole/", "--no-collect"]).code(UNREAD);
    let shards: Vec<_> = ["1/3", "2/3", "3/3"]
        .map(|shard| {
            let mut command = Command::new(cargo_bin!("juesuan"));
            command.current_dir(folder.path()).args(["extract", "in", "gone.pdf", "-o", "parts/", "--shard"]);
            command.arg(shard).stderr(Stdio::null()).spawn().unwrap()
        })
        .into_iter()
        .map(|mut shard| shard.wait().unwrap())
        .collect();
    assert!(shards.iter().all(|status| status.code().is_some_and(|code| code == GOOD || code == UNREAD)));
    assert_eq!(results(folder.path(), "whole"), results(folder.path(), "parts"));
    let messages = stderr(&batch(folder.path(), &["in", "gone.pdf", "-o", "parts/"]).code(UNREAD));
    assert!(messages.contains("now: 0 read, 1 failed, 9 left"), "{messages}");
}

#[test]
fn standard_input_is_a_list_of_paths_or_a_document() {
    let folder = Folder::new().with("a.pdf", account(1)).with("in/决算.pdf", account(2));
    let run = |bytes: &[u8], out: &str| {
        let mut command = cargo_bin_cmd!("juesuan");
        command
            .current_dir(folder.path())
            .args(["extract", "-", "-o", out])
            .write_stdin(bytes)
            .assert()
            .code(GOOD);
        let index = records(&folder.read(&format!("{out}index.jsonl")));
        let mut sources: Vec<String> =
            index.iter().map(|entry| entry["source"].as_str().unwrap().to_owned()).collect();
        sources.sort();
        sources
    };
    assert_eq!(run("a.pdf\nin\n".as_bytes(), "lines/"), ["a.pdf", "in/决算.pdf"]);
    assert_eq!(run("in/决算.pdf\0a.pdf\0".as_bytes(), "nul/"), ["a.pdf", "in/决算.pdf"]);
    assert_eq!(run(&account(1), "document/"), ["-"]);
}

#[test]
fn a_result_past_the_limit_fails_and_options_without_a_folder_are_wrong_usage() {
    let folder = Folder::new().with("a.pdf", account(1));
    batch(folder.path(), &["a.pdf", "-o", "out/", "--max-output", "100"]).code(UNREAD);
    assert_eq!(records(&folder.read("out/errors.jsonl"))[0]["cause"], "output");
    let messages = stderr(&batch(folder.path(), &["a.pdf", "--jobs", "2"]).code(USAGE));
    assert!(messages.contains("--jobs"), "{messages}");
    batch(folder.path(), &["a.pdf", "-o", "out/", "--format", "csv", "--force"]).code(USAGE);
    batch(folder.path(), &["a.pdf", "-o", "out/", "--shard", "3/2"]).code(USAGE);
}

#[test]
fn a_log_has_a_line_a_document_and_nothing_goes_to_stdout() {
    let folder = Folder::new().with("a.pdf", account(1)).with("b.pdf", "bad");
    let assert =
        batch(folder.path(), &["a.pdf", "b.pdf", "-o", "out/", "--quiet", "--log", "log"]).code(UNREAD);
    assert!(stdout(&assert).is_empty());
    let log = folder.read("log");
    assert!(log.contains("read a.pdf: 1 pages") && log.contains("failed b.pdf: not_pdf"), "{log}");
}

/// A scan of a hundred pages takes minutes: each page that is done gives it the whole time again.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_scanned_page_that_is_done_restarts_the_time_limit() {
    let folder = Folder::new().with("fault-scans.pdf", account(1));
    let arguments = ["fault-scans.pdf", "-o", "out/", "--timeout", "10s", "--log", "log"];
    batch(folder.path(), &arguments).code(GOOD);
    let log = folder.read("log");
    assert!(log.contains("read fault-scans.pdf"), "{log}");
    let took: f64 =
        log.split(" s, ").nth(1).and_then(|took| took.split(' ').next()).unwrap().parse().unwrap();
    assert!(took > 10.0, "{log}");
}

/// Else pages that are given up one after the other, and cost nothing, would wind up the time for ever.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn scans_that_each_take_most_of_the_time_end_with_the_time_of_the_document() {
    let folder = Folder::new().with("fault-scans.pdf", account(1));
    batch(folder.path(), &["fault-scans.pdf", "-o", "out/", "--timeout", "5s"]).code(UNREAD);
    assert!(folder.read("out/errors.jsonl").contains("\"cause\":\"timeout\""));
    let diagnosis = &records(&folder.read("out/diagnostics.jsonl"))[0];
    assert!(diagnosis["seconds"].as_f64().unwrap() > 5.0, "{diagnosis}");
}

/// Scans that no reader could read are read when readers are there, and only those documents.
#[test]
fn a_scan_is_read_again_where_other_readers_are_there() {
    let folder = Folder::new().with("in/text.pdf", account(1));
    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/no-tounicode.pdf");
    std::fs::copy(scan, folder.path().join("in/scan.pdf")).unwrap();
    let run = || {
        let mut command = cargo_bin_cmd!("juesuan");
        command.current_dir(folder.path()).args(["extract", "in", "-o", "out/"]);
        stderr(&command.env("JUESUAN_MODELS", "none").assert().code(UNREAD))
    };
    run();
    let index = folder.read("out/index.jsonl");
    assert_eq!(index.matches("\"readers\":null").count(), 1, "{index}");
    let by_others = index.replace("\"readers\":\"", "\"readers\":\"another, ");
    std::fs::write(folder.path().join("out/index.jsonl"), by_others).unwrap();
    let messages = run();
    assert!(messages.contains("now: 1 read, 0 failed, 1 left"), "{messages}");
    let messages = run();
    assert!(messages.contains("now: 0 read, 0 failed, 2 left"), "{messages}");
    assert_eq!(folder.read("out/index.jsonl"), index);
}

/// A folder of results may be filled by many runs: each forgets only what it looked at again.
#[test]
fn what_other_runs_could_not_read_stays_on_the_lists() {
    let folder = Folder::new()
        .with("one/a.pdf", account(1))
        .with("one/notes.txt", "no PDF")
        .with("two/b.pdf", account(2));
    batch(folder.path(), &["one", "gone.pdf", "-o", "out/"]).code(UNREAD);
    let lists = || (folder.read("out/errors.jsonl"), folder.read("out/not_read.jsonl"));
    let before = lists();
    assert!(before.0.contains("gone.pdf") && before.1.contains("one/notes.txt"), "{before:?}");
    batch(folder.path(), &["two", "-o", "out/"]).code(GOOD);
    assert_eq!(lists(), before);
    std::fs::remove_file(folder.path().join("one/notes.txt")).unwrap();
    batch(folder.path(), &["one", "-o", "out/"]).code(GOOD);
    let after = lists();
    assert!(after.0.contains("gone.pdf") && after.1.is_empty(), "{after:?}");
}

/// Facts may not wait for a supervisor that is gone: a worker ends with its input, even in the middle of a document.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_worker_ends_with_its_supervisor() {
    let folder = Folder::new().with("fault-hang.pdf", account(1));
    let mut worker = Command::new(cargo_bin!("juesuan"))
        .args(["worker", "--memory", "500000000", "--max-output", "1000000"])
        .env("JUESUAN_FAULTS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let path = folder.path().join("fault-hang.pdf").into_os_string();
    let job = serde_json::json!({"document": "0", "path": path, "sources": ["fault-hang.pdf"]});
    let mut stdin = worker.stdin.take().unwrap();
    let question = serde_json::json!({"job": job, "threads": 1});
    writeln!(stdin, "{question}").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(worker.try_wait().unwrap().is_none(), "it hangs");
    drop(stdin);
    let began = Instant::now();
    while worker.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < Duration::from_secs(10), "it still hangs");
        std::thread::sleep(Duration::from_millis(10));
    }
}
