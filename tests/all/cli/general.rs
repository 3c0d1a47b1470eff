//! Tests what holds for the program as a whole: help, wrong usage, exit codes, schemas.

use super::*;

#[test]
fn help_names_the_exit_codes() {
    for arguments in [vec!["--help"], vec!["extract", "--help"]] {
        let assert = juesuan(arguments).code(GOOD);
        let text = stdout(&assert);
        for code in ["  0  ", "  1  ", "  2  ", "  3  "] {
            assert!(text.contains(code), "{code} in {text}");
        }
        assert!(stderr(&assert).is_empty());
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let assert = juesuan(["--version"]).code(GOOD);
    assert_eq!(stdout(&assert).trim(), format!("juesuan {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_ends_with_3_and_an_empty_stdout() {
    let wrong: [&[&str]; 7] = [
        &[],
        &["read"],
        &["extract"],
        &["extract", "a.pdf", "--format", "xml"],
        &["extract", "a.pdf", "--no-such-option"],
        &["show", "a.pdf", "--stage", "word"],
        &["show", "a.pdf", "--page", "first"],
    ];
    for arguments in wrong {
        let assert = juesuan(arguments).code(USAGE);
        assert!(stdout(&assert).is_empty(), "{arguments:?}");
        assert!(!stderr(&assert).is_empty(), "{arguments:?}");
    }
}

#[test]
fn everything_read_ends_with_0() {
    juesuan(["extract", samples::path(CLEAN).to_str().unwrap()]).code(GOOD);
}

#[test]
fn a_suspect_amount_ends_with_1() {
    let folder = Folder::new().with("a.pdf", drawn::final_account("单位：万元", ["12,34.5", "10.00"]));
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf"]).code(SUSPECT);
    let suspects: Vec<Value> =
        facts(&stdout(&assert)).into_iter().filter(|f| f["status"] == "suspect").collect();
    assert_eq!(suspects.len(), 2, "the two misprinted amounts");
    for fact in suspects {
        assert_eq!((&fact["raw"], &fact["value"]), (&Value::from("12,34.5"), &Value::Null));
        assert!(fact["reason"].is_string(), "{fact}");
    }
}

#[test]
fn the_worst_of_a_batch_decides_how_it_ends() {
    let folder = Folder::new()
        .with("good.pdf", drawn::final_account("单位：万元", ["12.50", "12.50"]))
        .with("suspect.pdf", drawn::final_account("单位：万元", ["12,34.5", "10.00"]))
        .with("bad.pdf", "no PDF");
    let run = |inputs: &[&str]| juesuan_in(folder.path(), [&["extract"], inputs].concat());
    run(&["good.pdf", "good.pdf"]).code(GOOD);
    run(&["suspect.pdf", "good.pdf"]).code(SUSPECT);
    run(&["bad.pdf", "suspect.pdf", "good.pdf"]).code(UNREAD);
}

#[test]
fn a_unit_that_nobody_declares_makes_suspects() {
    let folder = Folder::new().with("a.pdf", drawn::final_account("", ["12.50", "12.50"]));
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf"]).code(SUSPECT);
    for fact in facts(&stdout(&assert)) {
        assert_eq!(fact["status"], "suspect", "{fact}");
        assert!(fact["amount_yuan"].is_null() && fact["unit"].is_null(), "{fact}");
    }
}

#[test]
fn schema_prints_a_schema_for_each_record() {
    let assert = juesuan(["schema"]).code(GOOD);
    let schemas: Value = serde_json::from_str(&stdout(&assert)).unwrap();
    for record in ["document", "fact", "figure", "check"] {
        assert_eq!(schemas[record]["type"], "object", "{record}");
        assert_eq!(schemas[record]["$schema"], "https://json-schema.org/draft/2020-12/schema", "{record}");
    }
    assert!(stderr(&assert).is_empty());
}

#[test]
fn the_citation_names_this_version() {
    let citation = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CITATION.cff")).unwrap();
    assert!(citation.lines().any(|line| line == format!("version: {}", env!("CARGO_PKG_VERSION"))));
}
