//! Tests that what the program knows is data: a copy of the project gets a made-up family with one kind of form and one
//! identity, by files under `models/` alone; it is built, and reads a document of that family.
//!
//! The copy shares the compiled dependencies of this build, so that only the crate itself is compiled again. It is a
//! program of its own, since cargo runs the others before or after it: what they measure is not disturbed.

// What cannot be read, written or built here is a failed test.
#![allow(clippy::unwrap_used)]

#[path = "../all/cli/drawn.rs"]
#[allow(dead_code)] // most of what it draws is for other tests
mod drawn;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use drawn::{Page, pdf};

/// What the crate is built from, and what its workspace names.
const MADE_OF: [&str; 8] =
    ["src", "models", "benches", "build.rs", "Cargo.toml", "Cargo.lock", "python/src", "python/Cargo.toml"];

/// The folder under `models/` of the made-up family, which is its id.
const ADDED: &str = "repair_funds";

const FAMILY: &str = r#"
rank = 9
en = "settlements of repair funds"
zh = "维修资金清算"
short = "清算"
facts = true
words = ["清算"]
prefix = "repair_"
"#;

const KIND: &str = r#"
kind = "repair_settlement"
rank = 1
official = "维修资金清算表"
layout = "list"
fixed_lines = true
titles = ["维修资金清算表"]
topics = ["清算"]
required = ["total", "used", "left"]

[[measures]]
name = "total"
words = ["归集金额"]

[[measures]]
name = "used"
words = ["已用金额"]

[[measures]]
name = "left"
words = ["未用金额"]
"#;

const CHECKS: &str = r#"
rank = 1

[[check]]
name = "repair_settlement.total=used+left"
each = "line"
whole = "repair_settlement/each/total"
parts = ["repair_settlement/each/used", "repair_settlement/each/left"]
source = "made up"
en = "On each line the total is what is used and what is left."
zh = "每一行：归集金额 = 已用金额 + 未用金额。"
example_en = "10.00 and 2.50 make 12.50."
example_zh = "10.00与2.50合计12.50。"
"#;

#[test]
fn a_family_of_files_alone_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // A place that stays, so that what is built there is built anew only where something has changed.
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-family");
    let copy = place.join("project");
    for part in MADE_OF {
        mirror(&root.join(part), &copy.join(part));
    }
    let family = copy.join("models").join(ADDED);
    write(&family.join("family.toml"), FAMILY.as_bytes());
    write(&family.join("forms/repair_settlement.toml"), KIND.as_bytes());
    write(&family.join("checks/in_line.toml"), CHECKS.as_bytes());
    assert_eq!(rust_files(&root.join("src")), rust_files(&copy.join("src")), "a Rust file differs");

    let program = build(&copy, &place.join("target"));
    let document = place.join("settlement.pdf");
    fs::write(&document, settlement()).unwrap();
    let read = extract(&program, &document);

    assert_eq!(read["family"], ADDED);
    assert_eq!((&read["department"], &read["fiscal_year"]), (&"甲市房屋维修中心".into(), &2024.into()));
    let forms = read["forms"].as_array().unwrap();
    assert_eq!(forms.len(), 1, "{read:#}");
    assert_eq!((&forms[0]["kind"], &forms[0]["unit"]), (&"repair_settlement".into(), &"万元".into()));
    let facts: Vec<&Value> =
        forms[0]["lines"].as_array().unwrap().iter().flat_map(|l| l["facts"].as_array().unwrap()).collect();
    let printed: Vec<(&str, &str, &str)> = facts
        .iter()
        .map(|f| (f["measure"].as_str().unwrap(), f["amount_yuan"].as_str().unwrap(), status(f)))
        .collect();
    assert_eq!(
        printed,
        [
            ("total", "125000", "verified"),
            ("used", "100000", "verified"),
            ("left", "25000", "verified"),
            ("total", "80000", "suspect"),
            ("used", "50000", "suspect"),
            ("left", "20000", "suspect"),
        ]
    );
    let checks = read["checks"].as_array().unwrap();
    let verdicts: Vec<(&str, &str)> = checks
        .iter()
        .map(|c| (c["check"].as_str().unwrap(), c["verdict"].as_str().unwrap()))
        .filter(|(_, verdict)| *verdict != "not_applicable")
        .collect();
    let name = "repair_settlement.total=used+left";
    assert_eq!(verdicts, [(name, "holds"), (name, "fails")]);
}

fn status(fact: &Value) -> &str {
    fact["status"].as_str().unwrap()
}

/// Two lines, one of which adds up.
fn settlement() -> Vec<u8> {
    let cover = Page::new().text(300.0, 200.0, "2024年度甲市房屋维修中心维修资金清算");
    let form = Page::new()
        .text(360.0, 40.0, "维修资金清算表")
        .text(40.0, 60.0, "部门：甲市房屋维修中心")
        .text(700.0, 60.0, "金额单位：万元")
        .table(
            80.0,
            &[
                &["项目", "行次", "归集金额", "已用金额", "未用金额"],
                &["电梯", "1", "12.50", "10.00", "2.50"],
                &["屋面", "2", "8.00", "5.00", "2.00"],
            ],
        );
    pdf([cover, form])
}

/// Compiles the program in the copy.
fn build(copy: &Path, target: &Path) -> PathBuf {
    // A test in the copy takes the same features of the dependencies as the tests here, so that none is compiled again.
    write(&copy.join("tests/nothing.rs"), b"//! Nothing.\n");
    let compiled = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
    cargo.current_dir(copy).args(["test", "--no-run", "--offline", "--locked", "--test", "nothing"]);
    cargo
        .env("CARGO_BUILD_BUILD_DIR", compiled)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0");
    let profile = if cfg!(debug_assertions) {
        "debug"
    } else {
        cargo.arg("--release");
        "release"
    };
    let ran = cargo.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    target.join(profile).join(format!("juesuan{}", std::env::consts::EXE_SUFFIX))
}

fn extract(program: &Path, document: &Path) -> Value {
    let ran = Command::new(program).arg("extract").arg(document).args(["--format", "json"]).output().unwrap();
    let code = ran.status.code();
    // 1 says that an amount is suspect.
    assert_eq!(code, Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// Makes `to` what `from` is, and writes only what differs.
fn mirror(from: &Path, to: &Path) {
    if from.is_file() {
        return write(to, &fs::read(from).unwrap());
    }
    fs::create_dir_all(to).unwrap();
    let names = |folder: &Path| -> Vec<_> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    let kept = names(from);
    for gone in names(to).into_iter().filter(|name| !kept.contains(name) && name != ADDED) {
        let gone = to.join(gone);
        if gone.is_dir() { fs::remove_dir_all(gone).unwrap() } else { fs::remove_file(gone).unwrap() }
    }
    for name in kept {
        mirror(&from.join(&name), &to.join(&name));
    }
}

fn write(path: &Path, bytes: &[u8]) {
    if fs::read(path).ok().as_deref() != Some(bytes) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Every Rust file under a folder, with its bytes.
fn rust_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(inside).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
