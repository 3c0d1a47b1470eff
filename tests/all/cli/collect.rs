//! Tests the tables of a folder of results: what is in them, what cannot be used, and when they are made anew. How
//! other programs read them is tested in `tests/all/panel.rs`.

use std::collections::BTreeMap;

use super::batch::account;
use super::drawn;
use super::*;

const TABLES: [&str; 5] = ["facts", "figures", "checks", "documents", "notes"];

/// Makes two documents of one department and year, and one that cannot be read.
fn collected() -> Folder {
    let folder = Folder::new()
        .with("in/a.pdf", account(1))
        .with("in/b.pdf", account(2))
        .with("in/web.pdf", "<html>404</html>");
    let messages = stderr(&juesuan_in(folder.path(), ["extract", "in", "-o", "out/"]).code(UNREAD));
    assert!(messages.contains("out/: tables of 8 facts, 0 figures, "), "{messages}");
    folder
}

/// Reads the rows of a CSV, by the names of their columns.
fn rows(folder: &Folder, path: &str) -> Vec<BTreeMap<String, String>> {
    let text = folder.read(path);
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn bytes(folder: &Folder, path: &str) -> Vec<u8> {
    std::fs::read(folder.path().join(path)).unwrap()
}

/// Finds the path of the result of a document.
fn result(folder: &Folder, source: &str) -> String {
    let index = records(&folder.read("out/index.jsonl"));
    let entry = index.iter().find(|entry| entry["source"] == source).unwrap();
    format!("out/{}", entry["result"].as_str().unwrap())
}

#[test]
fn extract_leaves_tables_and_collect_makes_the_same() {
    let folder = collected();
    juesuan_in(folder.path(), ["collect", "out", "-o", "new/panel", "--quiet"]).code(GOOD).stderr("");
    for table in TABLES {
        let name = format!("{table}.parquet");
        let file = bytes(&folder, &format!("out/{name}"));
        assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"), "{name}");
        assert_eq!(file, bytes(&folder, &format!("new/panel/{name}")), "{name}");
    }
    let package = folder.read("out/datapackage.json");
    assert_eq!(package, folder.read("new/panel/datapackage.json"));
    assert!(!package.contains(folder.path().to_str().unwrap()), "a path of the machine");
    assert_eq!(folder.files().iter().filter(|path| path.ends_with(".part")).count(), 0);
}

#[test]
fn every_document_and_failure_has_a_row() {
    let folder = collected();
    juesuan_in(folder.path(), ["collect", "out/", "--csv"]).code(GOOD);
    let documents = rows(&folder, "out/documents.csv");
    let outcomes: Vec<[&str; 4]> = documents
        .iter()
        .map(|row| ["source", "outcome", "cause", "same_documents"].map(|name| row[name].as_str()))
        .collect();
    assert_eq!(documents.len(), 3);
    assert!(outcomes.contains(&["in/a.pdf", "read", "", "2"]), "{outcomes:?}");
    assert!(outcomes.contains(&["in/web.pdf", "failed", "not_pdf", ""]), "{outcomes:?}");
    assert!(documents.windows(2).all(|pair| pair[0]["document"] < pair[1]["document"]));
    assert!(documents.iter().all(|row| row["outcome"] == "read" || !row["remedy"].is_empty()));

    let facts = rows(&folder, "out/facts.csv");
    assert_eq!(facts.len(), 8);
    assert!(facts.iter().all(|fact| fact["same_documents"] == "2" && fact["note"].is_empty()));
    // Of two documents of one department and year one counts.
    let first: Vec<_> = facts.iter().filter(|fact| fact["is_first"] == "true").collect();
    assert_eq!(first.len(), 4);
    assert!(first.iter().all(|fact| fact["document"] == first[0]["document"]));
    let amounts: Vec<&str> = facts.iter().map(|fact| fact["amount_yuan"].as_str()).collect();
    assert!(amounts.contains(&"10000") && amounts.contains(&"20000"), "{amounts:?}");
}

#[test]
fn a_result_that_cannot_be_used_costs_itself_alone() {
    let folder = collected();
    let (bad, gone) = (result(&folder, "in/a.pdf"), result(&folder, "in/b.pdf"));
    std::fs::write(folder.path().join(&bad), "{\"document\":").unwrap();
    std::fs::remove_file(folder.path().join(&gone)).unwrap();
    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out", "--csv"]).code(UNREAD));
    assert!(
        messages.contains(&format!("{bad}: is no result: ")) && messages.contains("delete it and run"),
        "{messages}"
    );
    assert!(
        messages.contains("is not there, though the index tells of it; run `juesuan extract` again"),
        "{messages}"
    );
    let documents = rows(&folder, "out/documents.csv");
    let causes: Vec<&str> = documents.iter().map(|row| row["cause"].as_str()).collect();
    assert_eq!(causes.iter().filter(|cause| **cause == "result").count(), 2, "{causes:?}");
    assert!(causes.contains(&"not_pdf"));

    // One of another document is none, either, and a torn line costs its line.
    let folder = collected();
    let (a, b) = (result(&folder, "in/a.pdf"), result(&folder, "in/b.pdf"));
    std::fs::copy(folder.path().join(a), folder.path().join(b)).unwrap();
    std::fs::write(folder.path().join("out/errors.jsonl"), "{\n").unwrap();
    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out"]).code(UNREAD));
    assert!(messages.contains("is the result of another document"), "{messages}");
    assert!(messages.contains("out/errors.jsonl, line 1: cannot be understood"), "{messages}");
    assert!(messages.contains("tables of 4 facts"), "{messages}");

    // Of many faults the first are reported. Lines of the lists have no row, so that no table is named for them.
    std::fs::write(folder.path().join("out/errors.jsonl"), "{\n".repeat(30)).unwrap();
    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out"]).code(UNREAD));
    assert_eq!(messages.matches("cannot be understood").count(), 20, "{messages}");
    assert!(messages.contains("is not told here; results of it have a `cause`"), "{messages}");
}

#[test]
fn an_amount_that_does_not_fit_is_null_with_a_note() {
    let folder = collected();
    let path = folder.path().join(result(&folder, "in/a.pdf"));
    let text = std::fs::read_to_string(&path).unwrap();
    let huge = text.replacen("\"amount_yuan\": \"10000\"", "\"amount_yuan\": \"100000000000000.00001\"", 1);
    assert_ne!(text, huge);
    std::fs::write(&path, huge).unwrap();
    juesuan_in(folder.path(), ["collect", "out", "--csv"]).code(GOOD);
    let facts = rows(&folder, "out/facts.csv");
    let noted: Vec<_> = facts.iter().filter(|fact| !fact["note"].is_empty()).collect();
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0]["amount_yuan"], "");
    assert_eq!(noted[0]["amount_wanyuan"], "1");
    assert_eq!(noted[0]["note"], "amount_yuan: 100000000000000.00001 does not fit DECIMAL(18,4)");
}

#[test]
fn tables_are_made_anew_where_something_changed_and_only_there() {
    let folder = collected();
    juesuan_in(folder.path(), ["collect", "out", "--csv", "--unit", "亿元"]).code(GOOD);
    let again = || stderr(&juesuan_in(folder.path(), ["extract", "in", "-o", "out"]).code(UNREAD));
    assert!(!again().contains("tables of"), "nothing has changed");

    // CSV stays what it was asked to be.
    std::fs::write(folder.path().join("in/c.pdf"), account(3)).unwrap();
    assert!(again().contains("tables of 12 facts"));
    assert_eq!(rows(&folder, "out/facts.csv").len(), 12);
    assert!(rows(&folder, "out/facts.csv")[0].contains_key("amount (亿元)"));
    assert!(!again().contains("tables of"));

    std::fs::write(folder.path().join("out/checks.csv"), "changed").unwrap();
    assert!(again().contains("tables of 12 facts"));

    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out"]).code(GOOD));
    assert!(
        messages.contains(
            "took facts.csv, figures.csv, checks.csv, performance.csv, documents.csv, notes.csv, panel_county_year.csv, units_left_out.csv away"
        ),
        "{messages}"
    );
    assert!(!folder.files().iter().any(|path| path.ends_with(".csv")));
    assert!(!again().contains("tables of"));
}

#[test]
fn parts_and_those_who_do_not_want_them_get_no_tables() {
    let folder = Folder::new().with("in/a.pdf", account(1)).with("in/b.pdf", account(2));
    for arguments in [&["--no-collect"][..], &["--shard", "1/1"]] {
        juesuan_in(folder.path(), [&["extract", "in", "-o", "out/"], arguments].concat()).code(GOOD);
        assert!(!folder.files().iter().any(|path| path.ends_with(".parquet")), "{arguments:?}");
    }
    // What an interrupted run leaves is collected, with a message.
    std::fs::create_dir(folder.path().join("out/journal")).unwrap();
    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out"]).code(UNREAD));
    assert!(
        messages.contains("out: the last run was interrupted") && messages.contains("8 facts"),
        "{messages}"
    );
}

#[test]
fn no_folder_of_results_is_said() {
    let folder = Folder::new().with("a.pdf", account(1));
    let messages = stderr(&juesuan_in(folder.path(), ["collect", "."]).code(UNREAD));
    assert!(messages.contains("no folder of results: it has no documents/"), "{messages}");
    juesuan_in(folder.path(), ["collect"]).code(USAGE);
}

#[test]
fn amounts_for_people_stand_beside_the_exact_ones() {
    let folder = Folder::new().with("a.pdf", drawn::final_account("单位：元", ["1234567.85", "1234567.85"]));
    let arguments = ["extract", "a.pdf", "-o", "a.csv", "--unit", "万元", "--round", "2"];
    juesuan_in(folder.path(), arguments).code(GOOD);
    let text = folder.read("a.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let facts: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.unwrap()).collect();
    for fact in &facts {
        assert_eq!(fact["amount (万元, rounded half up to 2 decimals)"], "123.46");
        assert_eq!(fact["amount_wanyuan"], "123.456785");
    }
    let columns = text.lines().next().unwrap();
    assert!(columns.contains("amount_wanyuan,\"amount (万元, rounded half up to 2 decimals)\",page"));

    juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "out/"]).code(GOOD);
    juesuan_in(folder.path(), ["collect", "out", "--csv", "--round", "0"]).code(GOOD);
    let facts = rows(&folder, "out/facts.csv");
    assert_eq!(facts.len(), 4);
    for fact in facts {
        assert_eq!(fact["amount (万元, rounded half up to 0 decimals)"], "123");
        assert_eq!(fact["amount_yuan"], "1234567.85");
    }

    let show = ["show", "a.pdf", "--stage", "fact", "--readable", "--unit", "亿元", "--round", "4"];
    let table = stdout(&juesuan_in(folder.path(), show).code(GOOD));
    assert!(
        table.contains("in 亿元, rounded half up to 4 decimals; ? marks") && table.contains("0.0123"),
        "{table}"
    );
}

#[test]
fn units_where_nothing_is_shown_to_people_are_wrong_usage() {
    let folder = Folder::new().with("a.pdf", account(1)).with("out/documents/none", "");
    for wrong in [
        &["extract", "a.pdf", "--unit", "万元"][..],
        &["extract", "a.pdf", "-o", "new/", "--round", "2"],
        &["extract", "a.pdf", "--format", "csv", "--unit", "千元"],
        &["extract", "a.pdf", "--format", "csv", "--round", "13"],
        &["extract", "a.pdf", "--format", "csv", "--no-collect"],
        &["show", "a.pdf", "--stage", "fact", "--unit", "元"],
        &["collect", "out", "--unit", "元"],
        &["collect", "out", "--csv", "--round", "-1"],
    ] {
        let messages = stderr(&juesuan_in(folder.path(), wrong.iter().copied()).code(USAGE));
        assert!(!messages.is_empty(), "{wrong:?}");
    }
    assert!(!folder.path().join("new").exists());
}

#[test]
fn whole_governments_stand_in_the_same_tables_by_family_scope_and_place() {
    let folder = Folder::new()
        .with("in/department.pdf", account(1))
        .with("in/a.pdf", drawn::government("一"))
        .with("in/b.pdf", drawn::government("二"));
    juesuan_in(folder.path(), ["extract", "in", "-o", "out/"]).code(GOOD);
    juesuan_in(folder.path(), ["collect", "out/", "--csv"]).code(GOOD);
    let facts = rows(&folder, "out/facts.csv");
    let of = |name: &str, value: &str| facts.iter().filter(|row| row[name] == value).count();
    assert_eq!((of("family", "final_accounts"), of("family", "government_accounts")), (4, 2 * 38));
    // Two forms of one kind and number, told apart by their scope, and two of one scope by their number and title.
    assert_eq!((of("scope", "whole"), of("scope", "own_level")), (2 * 29, 2 * 9));
    assert_eq!((of("place", "甲县"), of("breakdown", "by_place")), (2 * 4, 2 * 12));
    // A percentage is a fact, and no money.
    let percent: Vec<_> = facts.iter().filter(|row| row["unit"] == "%").collect();
    assert_eq!(percent.len(), 2 * 6);
    assert!(percent.iter().all(|row| row["amount_yuan"].is_empty() && !row["value"].is_empty()));
    // One book twice counts once, though no department is printed; the department's account has nothing to do with it.
    for row in &facts {
        let government = row["family"] == "government_accounts";
        assert_eq!(row["same_documents"] == "2", government, "{row:?}");
    }
    let first =
        facts.iter().filter(|row| row["family"] == "government_accounts" && row["is_first"] == "true");
    assert_eq!(first.count(), 38);
    // Terms of checks name the place.
    let checks = rows(&folder, "out/checks.csv");
    assert!(checks.iter().any(|row| row["terms"].contains("|甲县")), "{:?}", checks.first());
    // What is written as JSON lines is checked in the same way.
    let lines = stdout(&juesuan_in(folder.path(), ["extract", "in/a.pdf", "--format", "jsonl"]).code(GOOD));
    let folder = folder.with("facts.jsonl", lines);
    let again = stdout(&juesuan_in(folder.path(), ["check", "facts.jsonl"]).code(GOOD));
    let first = stdout(&juesuan_in(folder.path(), ["check", "in/a.pdf"]).code(GOOD));
    assert!(first.contains("38 amounts: 32 verified, 6 unchecked, 0 suspect"), "{first}");
    assert_eq!(again, first);
}
