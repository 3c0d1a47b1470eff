//! Tests that what is no disclosure is told as such, and read all the same where that is asked for.

use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use juesuan::ocr::pool::Readers;
use juesuan::ocr::reader::Role;

use super::batch::account;
use super::drawn::{Page, pdf};
use super::{Folder, GOOD, UNREAD, juesuan_in, records};
use crate::left_out::left_out;

/// A letter with a table of amounts.
fn letter() -> Vec<u8> {
    let line = "We thank you for the letter of 12 May, and send the account of the second quarter.";
    let rows: [&[&str]; 3] =
        [&["item", "2022", "2023"], &["paper", "1,200.50", "900.00"], &["ink", "80.00", "91.25"]];
    pdf([Page::new().text(40.0, 40.0, line).text(40.0, 60.0, line).table(120.0, &rows)])
}

#[test]
fn what_is_no_disclosure_is_told_and_read_again_when_asked_for() {
    let folder = Folder::new().with("in/account.pdf", account(1)).with("in/letter.pdf", letter());
    let run = |more: &[&str], code: i32| {
        let mut arguments = vec!["extract", "in", "-o", "out/"];
        arguments.extend(more);
        let messages = super::stderr(&juesuan_in(folder.path(), &arguments).code(code));
        let of = |name: &str| {
            let index = records(&folder.read("out/index.jsonl"));
            index.into_iter().find(|line| line["source"].as_str().unwrap().ends_with(name)).unwrap()
        };
        (messages, of("account.pdf"), of("letter.pdf"))
    };
    let (_, account, letter) = run(&[], GOOD);
    assert_eq!(account["outcome"], "disclosure");
    assert_eq!((&letter["outcome"], &letter["incomplete"]), (&"no_disclosure".into(), &false.into()));
    let result = folder.read(&format!("out/{}", letter["result"].as_str().unwrap()));
    assert!(result.contains("it is no disclosure: its text is not Chinese"), "{result}");
    let (messages, ..) = run(&[], GOOD);
    assert!(messages.contains("now: 0 read"), "{messages}");
    let (messages, _, letter) = run(&["--thorough"], UNREAD);
    assert!(messages.contains("now: 1 read"), "{messages}");
    assert_eq!((&letter["outcome"], &letter["thorough"]), (&"unclear".into(), &true.into()));
    let (messages, ..) = run(&[], UNREAD);
    assert!(messages.contains("now: 0 read"), "what was read thoroughly stays: {messages}");
}

/// A look at a scan tells what it is; a page of a disclosure is read as ever, which other tests see to.
#[test]
fn a_scan_that_is_no_disclosure_is_not_read() {
    if let Some(reason) = Readers::find(None).unwrap().missing(Role::Text) {
        return left_out(reason, "make setup", "JUESUAN_TEST_READERS");
    }
    let letter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/letter.pdf");
    let read = |more: &[&str], code| {
        let mut command = cargo_bin_cmd!("juesuan");
        super::stderr(&command.arg("extract").arg(&letter).args(more).assert().code(code))
    };
    let messages = read(&[], GOOD);
    assert!(messages.contains("the pages looked at show no Chinese text; 2 pages that"), "{messages}");
    let messages = read(&["--thorough"], UNREAD);
    assert!(messages.contains("page 2 has a table with amounts that is not read"), "{messages}");
}

#[test]
fn chinese_with_a_word_of_accounts_is_read_as_before() {
    let page =
        Page::new().text(40.0, 40.0, "某市关于经费的通知").table(120.0, &[&["甲", "12.00"], &["乙", "7.00"]]);
    let folder = Folder::new().with("notice.pdf", pdf([page]));
    let messages = super::stderr(&juesuan_in(folder.path(), ["extract", "notice.pdf"]).code(UNREAD));
    assert!(messages.contains("has a table with amounts that is not read"), "{messages}");
}
