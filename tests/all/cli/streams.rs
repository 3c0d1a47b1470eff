//! Tests what is no regular file: pipes, sockets and devices, named or in a folder, and signals that end a run.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;

use super::batch::account;
use super::*;

fn pipe(folder: &Folder, name: &str) {
    assert!(Command::new("mkfifo").arg(folder.path().join(name)).status().unwrap().success());
}

#[test]
fn what_is_no_file_in_a_folder_is_on_a_list() {
    let folder = Folder::new().with("in/a.pdf", account(1));
    pipe(&folder, "in/p.pdf");
    std::os::unix::fs::symlink(folder.path().join("in/p.pdf"), folder.path().join("in/link.pdf")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("in/z.pdf")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("in/s.pdf")).unwrap();
    juesuan_in(folder.path(), ["extract", "in", "-o", "out/", "--no-collect"]).code(GOOD);
    let left: Vec<(String, String)> = records(&folder.read("out/not_read.jsonl"))
        .iter()
        .map(|left| (left["source"].as_str().unwrap().to_owned(), left["type"].as_str().unwrap().to_owned()))
        .collect();
    let expected =
        [("in/link.pdf", "pipe"), ("in/p.pdf", "pipe"), ("in/s.pdf", "socket"), ("in/z.pdf", "device")];
    assert_eq!(left, expected.map(|(source, kind)| (source.to_owned(), kind.to_owned())));
    let assert = juesuan_in(folder.path(), ["extract", "in"]).code(GOOD);
    assert!(stderr(&assert).contains("not read: device 1, pipe 2, socket 1"), "{}", stderr(&assert));
}

#[test]
fn a_device_or_a_silent_pipe_alone_is_an_error() {
    let folder = Folder::new();
    pipe(&folder, "p.pdf");
    for task in [&["extract"][..], &["show"], &["check"]] {
        let assert = juesuan_in(folder.path(), [task, &["/dev/zero"]].concat()).code(UNREAD);
        assert!(stderr(&assert).contains("/dev/zero: a device, and no file"), "{}", stderr(&assert));
    }
    for out in ["a.jsonl", "out/"] {
        let assert =
            juesuan_in(folder.path(), ["extract", "p.pdf", "-o", out, "--timeout", "3s"]).code(UNREAD);
        let messages = stderr(&assert);
        assert!(messages.contains("p.pdf: a pipe: waiting for what writes to it"), "{messages}");
        assert!(messages.contains("p.pdf: a pipe that gave nothing for 3s"), "{messages}");
    }
}

#[test]
fn a_pipe_that_is_named_is_read() {
    let folder = Folder::new();
    pipe(&folder, "p.pdf");
    for arguments in [&["-o", "a.jsonl"][..], &["-o", "out/", "--no-collect"]] {
        let path = folder.path().join("p.pdf");
        let writer = std::thread::spawn(move || std::fs::write(path, account(1)).unwrap());
        juesuan_in(folder.path(), [&["extract", "p.pdf"], arguments].concat()).code(GOOD);
        writer.join().unwrap();
    }
    assert!(facts(&folder.read("a.jsonl")).iter().all(|fact| fact["source"] == "p.pdf"));
    assert_eq!(records(&folder.read("out/index.jsonl"))[0]["source"], "p.pdf");
}

#[test]
fn a_list_of_paths_and_an_archive_go_to_a_folder() {
    let folder = Folder::new().with("a.pdf", account(1)).with("b.pdf", account(2));
    let from_stdin = |bytes: &[u8], out: &str| {
        let mut command = cargo_bin_cmd!("juesuan");
        command.current_dir(folder.path()).args(["extract", "-", "-o", out, "--no-collect"]);
        command.write_stdin(bytes).assert().code(GOOD);
    };
    from_stdin(b"a.pdf\nb.pdf\n", "listed");
    assert_eq!(records(&folder.read("listed/index.jsonl")).len(), 2);
    let archive = tar_of("a.pdf", &account(1));
    from_stdin(&archive, "packed");
    assert_eq!(records(&folder.read("packed/index.jsonl"))[0]["source"], "-!/a.pdf");
    std::fs::write(folder.path().join("a.tar"), &archive).unwrap();
    let folder_of_results = ["extract", "a.tar", "-o", "out", "--no-collect"];
    juesuan_in(folder.path(), folder_of_results).code(GOOD);
    assert_eq!(records(&folder.read("out/index.jsonl"))[0]["source"], "a.tar!/a.pdf");
    // A file that is named, or is there, stays one.
    for file in ["all.jsonl", "all.JSON", "all.csv", "there"] {
        std::fs::write(folder.path().join("there"), "").unwrap();
        juesuan_in(folder.path(), ["extract", "a.tar", "-o", file]).code(GOOD);
        assert!(folder.read(file).len() > 100, "{file}");
    }
    juesuan_in(folder.path(), ["extract", "a.pdf", "b.pdf", "-o", "both.jsonl"]).code(GOOD);
    assert_eq!(facts(&folder.read("both.jsonl")).len(), 8);
}

/// Makes a tar of one member.
fn tar_of(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut head = vec![0; 512];
    head[..name.len()].copy_from_slice(name.as_bytes());
    head[100..108].copy_from_slice(b"0000644\0");
    head[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
    head[156] = b'0';
    head[257..265].copy_from_slice(b"ustar\x0000");
    head[148..156].fill(b' ');
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let padding = vec![0; bytes.len().next_multiple_of(512) - bytes.len()];
    [head.as_slice(), bytes, &padding, &[0; 1024]].concat()
}

/// An archive that reports progress for ever ends within its time all the same.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn an_archive_has_a_time_whatever_its_progress() {
    let folder = Folder::new().with("fault-scans.tar", tar_of("a.pdf", &account(1)));
    let mut command = cargo_bin_cmd!("juesuan");
    command.current_dir(folder.path()).env("JUESUAN_FAULTS", "1");
    let began = Instant::now();
    let assert = command.args(["extract", "fault-scans.tar", "-o", "out", "--timeout", "6s"]).assert();
    assert!(began.elapsed() < Duration::from_secs(14), "{:?}", began.elapsed());
    let messages = stderr(&assert.code(UNREAD));
    assert!(messages.contains("opening it, with what is nested in it, takes longer than 6s"), "{messages}");
}

/// The first signal ends a run in a moment, and the folder resumes.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_signal_ends_a_run_at_once() {
    for (name, is_archive) in [("in/fault-hang.pdf", false), ("in/fault-scans.tar", true)] {
        let bytes = if is_archive { tar_of("b.pdf", &account(2)) } else { account(2) };
        let folder = Folder::new().with("in/a.pdf", account(1)).with(name, bytes);
        let mut run = Command::new(cargo_bin!("juesuan"));
        run.current_dir(folder.path()).env("JUESUAN_FAULTS", "1").stderr(Stdio::null());
        let mut run = run.args(["extract", "in", "-o", "out/", "--no-collect"]).spawn().unwrap();
        std::thread::sleep(Duration::from_secs(2));
        let process = run.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
        let began = Instant::now();
        assert_eq!(run.wait().unwrap().code(), Some(UNREAD));
        assert!(began.elapsed() < Duration::from_secs(5), "{name}: {:?}", began.elapsed());
        assert!(folder.read("out/run.json").contains("\"interrupted\": true"));
        juesuan_in(folder.path(), ["extract", "in", "-o", "out/", "--no-collect"]).code(GOOD);
        assert_eq!(records(&folder.read("out/index.jsonl")).len(), 2);
    }
}

/// A worker that nobody waits for ends, also where the program was killed.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_worker_of_one_document_ends_with_the_program() {
    let folder = Folder::new().with("fault-hang.pdf", account(1));
    let mut run = Command::new(cargo_bin!("juesuan"));
    run.current_dir(folder.path()).env("JUESUAN_FAULTS", "1").stdout(Stdio::piped());
    let mut run = run.args(["extract", "fault-hang.pdf"]).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(1));
    let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", run.id()));
    run.kill().unwrap();
    run.wait().unwrap();
    for child in children.unwrap_or_default().split_whitespace() {
        let began = Instant::now();
        while Path::new(&format!("/proc/{child}/cmdline")).exists() {
            assert!(began.elapsed() < Duration::from_secs(10), "it still hangs");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
