//! What the program promises to whoever parses its output, held against everything that it prints of the samples.

mod amounts;
mod checks;
mod lines;
mod places;
mod shape;

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::samples::{self, SAMPLES};

/// The formats in which every sample is printed.
const FORMATS: [&str; 3] = ["json", "jsonl", "csv"];

/// What the program prints of one sample.
struct Printed {
    name: &'static str,
    bytes: [Vec<u8>; 3],
    json: Value,
    facts: Vec<Value>,
    figures: Vec<Value>,
    checks: Vec<Value>,
    csv: String,
}

static PRINTED: LazyLock<Vec<Printed>> = LazyLock::new(|| {
    let print = |name| {
        let bytes = FORMATS.map(|format| extract(name, format));
        let [json, jsonl, csv] = bytes.each_ref().map(|bytes| std::str::from_utf8(bytes).unwrap());
        // Split at line feeds only: other line separators may stand inside of strings.
        let records: Vec<Value> =
            jsonl.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect();
        let of = |kind: &str| records.iter().filter(|r| r["record"] == kind).cloned().collect();
        Printed {
            name,
            json: serde_json::from_str(json).unwrap(),
            facts: of("fact"),
            figures: of("figure"),
            checks: of("check"),
            csv: csv.to_owned(),
            bytes,
        }
    };
    SAMPLES.into_iter().map(print).collect()
});

static SCHEMAS: LazyLock<Value> = LazyLock::new(|| serde_json::from_slice(&run(&["schema"])).unwrap());

fn run(arguments: &[&str]) -> Vec<u8> {
    let program = env!("CARGO_BIN_EXE_juesuan");
    let output = Command::new(program).args(arguments).output().unwrap();
    // 1: everything was read, and a check fails or an amount is suspect; 2: two performance tables of 新华 have no headings.
    assert!(
        matches!(output.status.code(), Some(0..=2)),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn extract(name: &str, format: &str) -> Vec<u8> {
    run(&["extract", samples::path(name).to_str().unwrap(), "--format", format])
}

fn facts() -> impl Iterator<Item = (&'static Printed, &'static Value)> {
    PRINTED.iter().flat_map(|printed| printed.facts.iter().map(move |fact| (printed, fact)))
}

fn figures() -> impl Iterator<Item = (&'static Printed, &'static Value)> {
    PRINTED.iter().flat_map(|printed| printed.figures.iter().map(move |figure| (printed, figure)))
}

/// A field that holds a decimal as a string, or null.
fn decimal(fact: &Value, field: &str) -> Option<Decimal> {
    fact[field].as_str().map(|text| Decimal::from_str_exact(text).unwrap())
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_sample_has_facts_and_figures() {
    for printed in PRINTED.iter() {
        assert!(printed.facts.len() > 100, "{}", printed.name);
        assert!(printed.figures.len() > 100 || printed.name.ends_with("-performance"), "{}", printed.name);
    }
}

#[test]
fn the_document_is_known_by_its_bytes_and_its_facts_by_the_document() {
    for (sample, printed) in samples::all().iter().zip(PRINTED.iter()) {
        let sha256 = sample.stages.disclosure.sha256.as_str();
        assert_eq!(printed.json["document"], sha256);
        assert!(printed.figures.iter().all(|figure| figure["document"] == sha256), "{}", printed.name);
        for field in ["document", "source", "department", "fiscal_year", "family", "region"] {
            assert!(
                printed.facts.iter().all(|f| f[field] == printed.json[field]),
                "{}: {field}",
                printed.name
            );
        }
        assert!(printed.json["department"].is_string() && printed.json["fiscal_year"].is_u64());
        assert_eq!(printed.json["family"], "final_accounts");
    }
}

#[test]
fn the_program_names_itself_and_its_models() {
    let program = &PRINTED[0].json["program"];
    assert_eq!(program["name"], env!("CARGO_PKG_NAME"));
    assert_eq!(program["version"], env!("CARGO_PKG_VERSION"));
    let models = program["models"].as_array().unwrap();
    assert!(!models.is_empty());
    assert!(models.iter().all(|model| model["sha256"].as_str().unwrap().len() == 64));
}

#[test]
fn two_runs_print_the_same_bytes() {
    for printed in PRINTED.iter() {
        for (format, bytes) in FORMATS.iter().zip(&printed.bytes) {
            assert!(extract(printed.name, format) == *bytes, "{} as {format}", printed.name);
        }
    }
}
