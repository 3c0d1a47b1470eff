//! Tests PDFs that hold others: attached files, portfolios, PDFs behind each other in one file. Each is a member, as of an
//! archive.

use super::batch::account;
use super::*;

/// A page that says where the accounts are.
fn cover() -> Vec<u8> {
    drawn::pdf([drawn::Page::new().text(200.0, 200.0, "请打开附件")])
}

/// Sources of the facts that are read, each once.
fn sources(lines: &str) -> Vec<String> {
    let mut sources: Vec<String> =
        facts(lines).iter().map(|fact| fact["source"].as_str().unwrap().to_owned()).collect();
    sources.dedup();
    sources
}

#[test]
fn attached_files_are_read_as_members() {
    let inner = drawn::attach(&cover(), &[("深.pdf", &account(3))]);
    let files: [(&str, &[u8]); 4] = [
        ("../决算.pdf", &account(1)),
        ("../决算.pdf", &account(2)),
        ("发票.xml", b"<?xml ?><a/>"),
        ("内.pdf", &inner),
    ];
    let folder = Folder::new().with("a.pdf", drawn::attach(&cover(), &files)).with("b.pdf", account(4));
    let expected = ["a.pdf!/../决算.pdf", "a.pdf!/../决算.pdf#2", "a.pdf!/内.pdf!/深.pdf"];
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf", "--format", "jsonl"]).code(GOOD);
    assert_eq!(sources(&stdout(&assert)), expected);
    assert!(stderr(&assert).contains("not read: xml 1"), "{}", stderr(&assert));

    juesuan_in(folder.path(), ["extract", ".", "-o", "out/"]).code(GOOD);
    let mut found: Vec<String> = records(&folder.read("out/index.jsonl"))
        .iter()
        .map(|entry| entry["source"].as_str().unwrap().trim_start_matches("./").to_owned())
        .collect();
    found.sort();
    let all = ["a.pdf", expected[0], expected[1], "a.pdf!/内.pdf", expected[2], "b.pdf"];
    assert_eq!(found, all);
    let not_read = folder.read("out/not_read.jsonl");
    assert!(not_read.contains("a.pdf!/发票.xml"), "{not_read}");
    // What is there stays.
    let before = folder.read("out/index.jsonl");
    let again = juesuan_in(folder.path(), ["extract", ".", "-o", "out/"]).code(GOOD);
    assert!(stderr(&again).contains("0 read, 0 failed, 6 left as they were"), "{}", stderr(&again));
    assert_eq!(folder.read("out/index.jsonl"), before);
}

#[test]
fn a_document_with_attachments_is_one_itself() {
    let folder = Folder::new().with("a.pdf", drawn::attach(&account(1), &[("s.sig", b"signed")]));
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf"]).code(GOOD);
    assert_eq!(sources(&stdout(&assert)), ["a.pdf"]);
    assert!(stderr(&assert).contains("s.sig"), "{}", stderr(&assert));
}

#[test]
fn attached_office_files_that_may_hold_the_accounts_are_told() {
    let folder = Folder::new().with("a.pdf", drawn::attach(&cover(), &[("决算.xlsx", b"PK")]));
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf"]).code(UNREAD);
    assert!(stderr(&assert).contains("决算.xlsx"), "{}", stderr(&assert));
}

#[test]
fn pdfs_behind_each_other_are_members() {
    let two = [account(1), b"\r\n--boundary\r\n\r\n".to_vec(), account(2)].concat();
    let revised = drawn::revise(&account(3), &[(1, drawn::object(&account(3), 1))]);
    let folder = Folder::new().with("two.pdf", &two).with("revised.pdf", &revised).with("x.zip", "");
    let assert = juesuan_in(folder.path(), ["extract", "two.pdf", "revised.pdf"]).code(GOOD);
    assert_eq!(sources(&stdout(&assert)), ["two.pdf!/1.pdf", "two.pdf!/2.pdf", "revised.pdf"]);
    // Where one of them is not whole, only that is said.
    let cut = [&account(1)[..account(1).len() - 40], &account(2)].concat();
    let folder = Folder::new().with("cut.pdf", &cut);
    let assert = juesuan_in(folder.path(), ["extract", "cut.pdf"]).code(UNREAD);
    assert!(stderr(&assert).contains("behind each other"), "{}", stderr(&assert));
    let stdin = assert_cmd::cargo::cargo_bin_cmd!("juesuan").args(["extract", "-"]).write_stdin(two).assert();
    assert_eq!(sources(&stdout(&stdin.code(GOOD))), ["-!/1.pdf", "-!/2.pdf"]);
}
