//! Tests what a fault costs: the page that it is on, else its document, and never an exit code of the system's.

use std::collections::BTreeSet;

use super::*;

/// Pages of a sample on which faults are committed: one has forms, one has prose.
const PAGES: [u64; 2] = [2, 12];

/// Runs the program with faults on purpose.
fn extract(folder: &Path, arguments: &[&str]) -> Assert {
    let mut command = cargo_bin_cmd!("juesuan");
    command.env("JUESUAN_MODELS", "none").env("JUESUAN_FAULTS", "1");
    command.current_dir(folder).arg("extract").args(arguments).assert()
}

fn document() -> Vec<u8> {
    std::fs::read(samples::path(SAMPLE.0)).unwrap()
}

/// What an amount says, and where.
fn said(fact: &Value) -> String {
    ["page", "form", "item", "side", "measure", "amount_yuan"].map(|field| fact[field].to_string()).join(" ")
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_fault_on_a_page_costs_that_page_alone_and_in_a_folder() {
    let mut folder = Folder::new().with("whole.pdf", document());
    let whole = facts(&stdout(&extract(folder.path(), &["whole.pdf"]).code(SUSPECT)));
    let whole: BTreeSet<String> = whole.iter().map(said).collect();
    let faults = [
        ("overflow", "the reader overflowed its stack"),
        ("abort", "the reader aborted"),
        ("exit", "the reader ended by itself with code 7"),
        ("panic", "the reader itself failed: on purpose"),
        ("hang", "it takes longer than 6s"),
        ("memory", "it takes more than 400.0 MB of memory"),
    ];
    let limits = ["--timeout", "6s", "--memory", "400MB"];
    for (at, (fault, _)) in faults.into_iter().enumerate() {
        // Each differs, or all were one document.
        let bytes = [document(), format!("\n%{at}\n%%EOF\n").into_bytes()].concat();
        folder = folder.with(&format!("in/fault-{fault}-on-{}.pdf", PAGES[at % 2]), bytes);
    }
    let together = [&["in", "-o", "out/", "--no-collect", "-j", "2"], limits.as_slice()].concat();
    let messages = stderr(&extract(folder.path(), &together).code(UNREAD));
    assert!(messages.contains("6 documents at 6 places, 6 of them not read whole"), "{messages}");
    for entry in records(&folder.read("out/index.jsonl")) {
        let source = entry["source"].as_str().unwrap();
        let (at, why) = faults.iter().enumerate().find(|(_, (fault, _))| source.contains(fault)).unwrap();
        let told = format!("page {}: the page was left: {}", PAGES[at % 2], why.1);
        let alone = [&[source, "-o", "alone.json"], limits.as_slice()].concat();
        let messages = stderr(&extract(folder.path(), &alone).code(UNREAD));
        assert!(messages.contains(&told), "{source}: {messages}");
        assert_eq!(
            folder.read(&format!("out/{}", entry["result"].as_str().unwrap())),
            folder.read("alone.json")
        );

        let lines = stdout(&extract(folder.path(), &[&[source], limits.as_slice()].concat()).code(UNREAD));
        let facts = facts(&lines);
        assert!(facts.len() > 300, "{source}: {}", facts.len());
        for fact in facts {
            let is_as_it_was = whole.contains(&said(&fact));
            assert!(is_as_it_was || fact["status"] == "suspect", "{source}: {fact}");
            assert_ne!(fact["page"], PAGES[at % 2]);
        }
    }
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_document_with_faults_on_many_pages_is_given_up() {
    let folder = Folder::new()
        .with("fault-abort-on-1-2-3.pdf", document())
        .with("fault-abort-on-1-2-3-4.pdf", document());
    let three = stderr(&extract(folder.path(), &["fault-abort-on-1-2-3.pdf", "-o", "a.jsonl"]).code(UNREAD));
    assert!(
        three.contains("pages 1 to 3: the page was left") && folder.read("a.jsonl").len() > 1000,
        "{three}"
    );
    let four = stderr(&extract(folder.path(), &["fault-abort-on-1-2-3-4.pdf", "-o", "b.jsonl"]).code(UNREAD));
    assert!(four.contains("the reader aborted") && !folder.path().join("b.jsonl").exists(), "{four}");
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_fault_of_a_document_is_told_and_costs_it_alone_also_on_one_stream() {
    let mut folder = Folder::new();
    let faults = ["abort", "exit", "hang", "memory", "overflow"];
    for (number, fault) in faults.into_iter().enumerate() {
        folder = folder.with(&format!("fault-{fault}.pdf"), super::batch::account(number));
    }
    let folder = folder.with("good.pdf", super::batch::account(7));
    let names: Vec<String> = faults.iter().map(|fault| format!("fault-{fault}.pdf")).collect();
    let mut arguments = vec!["--timeout", "5s", "--memory", "300MB", "--format", "csv"];
    arguments.extend(names.iter().map(String::as_str));
    arguments.push("good.pdf");
    let assert = extract(folder.path(), &arguments).code(UNREAD);
    assert_eq!(stdout(&assert).lines().count(), 5, "a header and the amounts of the good one");
    for why in ["aborted", "with code 7", "longer than 5s", "300.0 MB of memory", "overflowed its stack"] {
        assert!(stderr(&assert).contains(why), "{why}: {}", stderr(&assert));
    }
}

#[test]
fn a_worker_and_this_process_write_the_same() {
    let folder =
        Folder::new().with("a.pdf", super::batch::account(1)).with("b.pdf", super::batch::account(2));
    for format in ["json", "jsonl", "csv"] {
        for inputs in [&["a.pdf"][..], &["a.pdf", "b.pdf"]] {
            let arguments = [inputs, &["--format", format]].concat();
            let worker = stdout(&extract(folder.path(), &arguments).code(GOOD));
            let arguments = [arguments.as_slice(), &["--in-process"]].concat();
            assert_eq!(stdout(&extract(folder.path(), &arguments).code(GOOD)), worker, "{arguments:?}");
        }
    }
    extract(folder.path(), &["a.pdf", "-o", "own/", "--in-process", "--no-collect"]).code(GOOD);
    extract(folder.path(), &["a.pdf", "-o", "out/", "--no-collect"]).code(GOOD);
    assert_eq!(super::batch::results(folder.path(), "own"), super::batch::results(folder.path(), "out"));
    extract(folder.path(), &["a.pdf", "--in-process", "--timeout", "5s"]).code(USAGE);
}
