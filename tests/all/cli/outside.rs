//! Tests what comes from outside and must stay there: names that act on a terminal, texts that a spreadsheet would run,
//! links that lead out of the folder of results, and whoever reads what is printed and goes away.

use std::collections::BTreeMap;

use super::archives::tar;
use super::batch::account;
use super::*;

/// A name that clears the screen and forges a line of the log.
const FORGED: &str = "bad\u{1b}[2J\nforged: 5 documents read.pdf";
const ESCAPED: &str = r"bad\u{1b}[2J\nforged: 5 documents read.pdf";

/// Whether each character of a text is seen, or ends a line.
fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}'))
}

#[cfg(unix)]
#[test]
fn a_name_cannot_act_on_a_terminal_or_forge_a_line() {
    let turned = "in/x\u{202e}fdp.\u{200b}pdf";
    let folder = Folder::new().with(&format!("in/{FORGED}"), "%PDF-1.4 bad").with(turned, account(1));
    let tasks: [&[&str]; 4] = [
        &["extract", "in", "-o", "out/", "--log", "log"],
        &["extract", "in"],
        &["check", turned, &format!("in/{FORGED}")],
        &["show", &format!("in/{FORGED}")],
    ];
    for task in tasks {
        let assert = juesuan_in(folder.path(), task).code(UNREAD);
        let messages = stderr(&assert);
        assert!(messages.contains(ESCAPED) && is_plain(&messages), "{task:?}: {messages:?}");
        if task[0] == "check" {
            assert!(stdout(&assert).contains(r"x\u{202e}fdp.\u{200b}pdf") && is_plain(&stdout(&assert)));
        }
    }
    let log = folder.read("log");
    assert!(is_plain(&log) && log.contains(r"read in/x\u{202e}fdp.\u{200b}pdf: 1 pages"), "{log:?}");
    assert!(!log.lines().any(|line| line.starts_with("forged")), "{log}");
    // What programs read has the names as they are.
    assert_eq!(records(&folder.read("out/errors.jsonl"))[0]["source"], format!("in/{FORGED}"));

    let usage = stderr(&juesuan_in(folder.path(), ["extract", "a", "--format", FORGED]).code(USAGE));
    assert!(is_plain(&usage) && !usage.lines().any(|line| line.starts_with("forged")), "{usage:?}");
    let near = stderr(&juesuan_in(folder.path(), ["explain", FORGED]).code(USAGE));
    assert!(near.contains(ESCAPED) && is_plain(&near), "{near:?}");
}

/// A member of an archive may have any name; the file with its result is named after it.
#[cfg(unix)]
#[test]
fn a_result_that_is_named_after_a_member_is_a_plain_name_in_the_folder() {
    let members: [(&str, &[u8]); 2] = [("a\u{1b}]0;x\u{7}\n.pdf", &account(1)), ("x/..\\b.pdf", &account(2))];
    let folder = Folder::new().with("a.tar", tar(&members));
    juesuan_in(folder.path(), ["extract", "a.tar", "-o", "out/", "--format", "jsonl"]);
    let files = folder.files();
    assert!(files.contains(&"out/a_]0;x__.jsonl".to_owned()), "{files:?}");
    assert!(files.iter().all(|path| is_plain(path) && !path.contains('\n')), "{files:?}");
}

/// Facts of another program, with names that act.
#[test]
fn names_in_facts_stay_in_their_line() {
    let folder = Folder::new();
    let facts = stdout(&juesuan(["extract", &sample()]).code(SUSPECT));
    let facts: Vec<String> = facts
        .lines()
        .filter(|line| line.contains("\"record\":\"fact\""))
        .map(|line| {
            let mut fact: Value = serde_json::from_str(line).unwrap();
            fact["item"] =
                Value::from(format!("{}\u{9b}31m\n  0 amounts", fact["item"].as_str().unwrap_or("")));
            // Nothing adds up any more, so that amounts are named.
            fact["amount_yuan"] = Value::from(format!("{}1", fact["page"]));
            fact.to_string()
        })
        .collect();
    let folder = folder.with("a.jsonl", facts.join("\n"));
    let text = stdout(&juesuan_in(folder.path(), ["check", "a.jsonl"]).code(SUSPECT));
    assert!(is_plain(&text) && !text.contains("\n  0 amounts"), "{text}");
    assert!(text.contains(r"\u{9b}31m\n  0 amounts"), "{text}");
}

#[test]
fn a_spreadsheet_runs_nothing_of_a_csv() {
    let name = "=HYPERLINK(1).pdf";
    let folder = Folder::new().with(name, drawn::final_account("单位：万元", ["-12.50", "-12.50"]));
    let rows = |text: &str| -> Vec<BTreeMap<String, String>> {
        let text = text.trim_start_matches('\u{feff}');
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
    };
    let is_text = |rows: &[BTreeMap<String, String>], source: &str| {
        assert!(!rows.is_empty() && rows.iter().all(|row| row["source"] == source), "{rows:?}");
        // An amount stays a number, also where it is negative and as printed.
        assert!(
            rows.iter().all(|row| row["amount_wanyuan"] == "-12.5" && row["raw"] == "-12.50"),
            "{rows:?}"
        );
    };
    let run = |arguments: &[&str]| juesuan_in(folder.path(), arguments);
    is_text(&rows(&stdout(&run(&["extract", name, "--format", "csv"]))), &format!("'{name}"));
    is_text(&rows(&stdout(&run(&["extract", name, "--format", "csv", "--raw-csv"]))), name);
    run(&["extract", name, "-o", "one.csv"]);
    is_text(&rows(&folder.read("one.csv")), &format!("'{name}"));
    run(&["extract", name, "-o", "files/", "--format", "csv"]);
    is_text(&rows(&folder.read("files/=HYPERLINK(1).csv")), &format!("'{name}"));

    run(&["extract", name, "-o", "out/"]);
    run(&["collect", "out", "--csv"]).code(GOOD);
    is_text(&rows(&folder.read("out/facts.csv")), &format!("'{name}"));
    assert!(folder.read("out/datapackage.json").contains("apostrophe"));
    let parquet = |folder: &Folder| std::fs::read(folder.path().join("out/facts.parquet")).unwrap();
    let exact = parquet(&folder);
    run(&["collect", "out", "--csv", "--raw-csv"]).code(GOOD);
    is_text(&rows(&folder.read("out/facts.csv")), name);
    assert!(!folder.read("out/datapackage.json").contains("apostrophe"));
    assert_eq!(parquet(&folder), exact, "Parquet is the same");
    // What was asked for last is kept where a run makes the tables anew.
    run(&["extract", name, "-o", "out/", "--force"]);
    is_text(&rows(&folder.read("out/facts.csv")), name);

    run(&["collect", "out", "--raw-csv"]).code(USAGE);
    run(&["extract", name, "--raw-csv"]).code(USAGE);
    run(&["extract", name, "-o", "out/", "--raw-csv"]).code(USAGE);
}

/// A folder of results may be made by somebody else: a link in it leads nowhere.
#[cfg(unix)]
#[test]
fn a_link_in_the_folder_of_results_is_refused_and_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new().with("in/a.pdf", account(1));
    juesuan_in(folder.path(), ["extract", "in", "-o", "out/"]).code(GOOD);
    juesuan_in(folder.path(), ["collect", "out/", "--csv"]).code(GOOD);
    let result = records(&folder.read("out/index.jsonl"))[0]["result"].as_str().unwrap().to_owned();
    let shelf = Path::new(&result).parent().unwrap().to_str().unwrap().to_owned();
    let folder = folder.with("evil/secret", "secret");
    let at = |path: &str| folder.path().join(path);
    let planted = [
        ("documents", "evil"),
        (&shelf, "evil"),
        ("journal", "evil"),
        (&result, "evil/secret"),
        (&result, "evil/new"),
        ("index.jsonl", "evil/secret"),
        ("errors.jsonl", "evil/secret"),
        ("run.json", "evil/new"),
        ("journal/all.jsonl", "evil/secret"),
        ("facts.parquet", "evil/secret"),
        ("facts.csv", "evil/new"),
        ("report.json", "evil/new"),
        ("report.html", "evil/secret"),
        ("datapackage.json", "evil/secret"),
    ];
    for (link, target) in planted {
        let place = at(&format!("out/{link}"));
        let aside = at("aside");
        let was_there = std::fs::rename(&place, &aside).is_ok();
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        symlink(at(target), &place).unwrap();
        let task = ["extract", "in", "-o", "out/", "--force", "--quiet"];
        let message = stderr(&juesuan_in(folder.path(), task).code(UNREAD));
        let said = format!("out/{link} is a symbolic link");
        assert!(message.contains(&said) && message.contains("remove it"), "{link}: {message}");
        if link.starts_with("facts") || link.starts_with("report") || link.starts_with("datapackage") {
            let message =
                stderr(&juesuan_in(folder.path(), ["collect", "out", "--csv", "--quiet"]).code(UNREAD));
            assert!(message.contains(&said), "{link}: {message}");
        }
        assert!(std::fs::symlink_metadata(&place).unwrap().is_symlink(), "{link}");
        std::fs::remove_file(&place).unwrap();
        if was_there {
            std::fs::rename(&aside, &place).unwrap();
        }
        assert_eq!(folder.read("evil/secret"), "secret", "{link}");
        assert_eq!(std::fs::read_dir(at("evil")).unwrap().count(), 1, "{link}");
    }
    juesuan_in(folder.path(), ["extract", "in", "-o", "out/", "--force"]).code(GOOD);
    // The folder itself is the user's to name, by a link, too; and a link of another name in it is theirs.
    symlink(at("out"), at("by-link")).unwrap();
    symlink(at("evil/secret"), at("out/notes.txt")).unwrap();
    juesuan_in(folder.path(), ["extract", "in", "-o", "by-link/", "--force"]).code(GOOD);
    assert_eq!(folder.read("evil/secret"), "secret");
}

#[cfg(unix)]
#[test]
fn a_log_follows_no_link_of_the_folder_of_results() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new().with("a.pdf", account(1)).with("evil/secret", "secret").with("out/x", "");
    let at = |path: &str| folder.path().join(path);
    symlink(at("evil/secret"), at("out/log")).unwrap();
    symlink(at("evil"), at("out/logs")).unwrap();
    symlink(at("own"), at("link")).unwrap();
    let run =
        |log: &str| juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "out/", "--force", "--log", log]);
    for log in ["out/log", "out/logs/new", "out/../out/log", at("out/log").to_str().unwrap()] {
        let message = stderr(&run(log).code(UNREAD));
        assert!(message.contains("is a symbolic link"), "{log}: {message}");
    }
    assert_eq!(folder.read("evil/secret"), "secret");
    assert!(!at("evil/new").exists());
    for (log, file) in [("out/real", "out/real"), ("link", "own")] {
        run(log).code(GOOD);
        assert!(folder.read(file).contains("read a.pdf"), "{log}");
    }
}

#[cfg(unix)]
#[test]
fn files_named_after_inputs_follow_no_link() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new().with("a.pdf", account(1)).with("evil", "secret").with("out/x", "");
    symlink(folder.path().join("evil"), folder.path().join("out/a.csv")).unwrap();
    symlink(folder.path().join("evil"), folder.path().join("out/page-001.png")).unwrap();
    let tasks: [&[&str]; 2] =
        [&["extract", "a.pdf", "-o", "out/", "--format", "csv"], &["show", "a.pdf", "--png", "out/"]];
    for task in tasks {
        let message = stderr(&juesuan_in(folder.path(), task).code(UNREAD));
        assert!(message.contains("is a symbolic link"), "{task:?}: {message}");
    }
    assert_eq!(folder.read("evil"), "secret");
}

/// A pipe that nobody reads any more.
#[cfg(target_os = "linux")]
fn gone() -> std::process::Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// What cannot be said to people changes nothing of the results and of the exit code.
#[cfg(target_os = "linux")]
#[test]
fn a_standard_error_that_is_gone_changes_nothing() {
    use std::process::{Command, Stdio};
    let folder =
        Folder::new().with("in/a.pdf", account(1)).with("in/b.pdf", "no PDF").with("c.pdf", account(2));
    let run = |arguments: &[&str], stderr: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juesuan"));
        command.env("JUESUAN_MODELS", "none").current_dir(folder.path()).args(arguments).stderr(stderr);
        command.stdout(Stdio::null()).status().unwrap().code()
    };
    let full = || Stdio::from(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let tasks: [(&[&str], i32); 9] = [
        (&["extract", "in/", "-o", "OUT", "-j1"], UNREAD),
        (&["extract", "in/", "-o", "OUT"], UNREAD),
        (&["extract", "c.pdf", "-o", "OUT/c.csv", "--force"], USAGE),
        (&["extract", "c.pdf", "-o", "c.csv"], GOOD),
        (&["extract", "in/a.pdf", "in/b.pdf"], UNREAD),
        (&["collect", "OUT", "--csv"], GOOD),
        (&["check", "c.pdf", "in/b.pdf"], UNREAD),
        (&["show", "in/b.pdf"], UNREAD),
        (&["no-such-task"], USAGE),
    ];
    for (number, stderr) in [&full as &dyn Fn() -> Stdio, &gone, &Stdio::null].into_iter().enumerate() {
        let out = format!("out-{number}/");
        for (task, code) in tasks {
            let task: Vec<String> = task.iter().map(|word| word.replace("OUT", &out)).collect();
            let task: Vec<&str> = task.iter().map(String::as_str).collect();
            assert_eq!(run(&task, stderr()), Some(code), "{number}: {task:?}");
        }
        assert!(folder.read("c.csv").starts_with("record,"));
        std::fs::remove_file(folder.path().join("c.csv")).unwrap();
    }
    let results = |out| crate::cli::batch::results(folder.path(), out);
    assert_eq!(results("out-0"), results("out-2"));
    assert_eq!(results("out-1"), results("out-2"));
    assert!(folder.files().contains(&"out-0/facts.parquet".to_owned()));
}

/// A standard output that is full, that nobody reads, or that is not open for writing is never taken for written.
#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_cannot_be_written_ends_with_2() {
    use std::process::{Command, Stdio};
    let sample = sample();
    let tasks: [&[&str]; 12] = [
        &["extract", &sample, "--quiet"],
        &["extract", &sample, "--quiet", "--format", "csv"],
        &["show", &sample],
        &["show", &sample, "--readable"],
        &["show", &sample, "--stage", "page", "--page", "1"],
        &["check", &sample],
        &["explain"],
        &["schema"],
        &["doctor"],
        &["doctor", "--json"],
        &["--version"],
        &["extract", "--help"],
    ];
    let open =
        |write: bool, path: &str| std::fs::OpenOptions::new().write(write).read(!write).open(path).unwrap();
    for task in tasks {
        let run = |stdout: Stdio| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_juesuan"));
            command.env("JUESUAN_MODELS", "none").args(task).stdout(stdout).output().unwrap()
        };
        for stdout in [open(true, "/dev/full"), open(false, "/dev/zero")] {
            let output = run(Stdio::from(stdout));
            assert_eq!(output.status.code(), Some(UNREAD), "{task:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("stdout"), "{task:?}");
        }
        // Nothing is said of a reader that went away, as usual, but it did not get all.
        let output = run(gone());
        assert_eq!(output.status.code(), Some(UNREAD), "{task:?}");
        assert!(output.stderr.is_empty(), "{task:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
