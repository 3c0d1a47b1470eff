//! Tests scans through the whole program, with the readers that `make setup` puts in place.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use super::{juesuan, stdout};
use crate::left_out::left_out;

/// Page 6 of the sample as a fax machine gives it (`tools/degrade.py --style fax200 --pages 6 --seed 3`).
const FAX: &str = "tests/fixtures/ocr/jincheng-page-6-fax.pdf";
const PRINTED: &str = "samples/jincheng-2022-report.pdf";

/// Lists the facts of 支出决算表 by line and measure.
fn facts(lines: &str) -> BTreeMap<(String, String), Value> {
    let facts = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_form = facts.filter(|fact| fact["record"] == "fact" && fact["form"] == "expenditure");
    let key = |fact: &Value| {
        let code = fact["code"].as_str().or(fact["item"].as_str()).unwrap_or_default().to_owned();
        (code, fact["measure"].as_str().unwrap().to_owned())
    };
    of_form.map(|fact| (key(&fact), fact)).collect()
}

#[test]
fn a_fax_gives_the_facts_of_its_text_or_marks_them() {
    let doctor = stdout(&juesuan(["doctor"]));
    let extract = || {
        let mut program = cargo_bin_cmd!("juesuan");
        program.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
        stdout(&program.args(["extract", FAX, "--format", "jsonl"]).assert())
    };
    let once = extract();
    assert_eq!(once, extract(), "the same picture is read the same");
    let read = facts(&once);
    if read.is_empty() {
        assert!(doctor.contains("OCR weights"), "{doctor}");
        return left_out("no reader of scans is there", "make setup", "JUESUAN_TEST_READERS");
    }
    let printed = facts(&stdout(&juesuan(["extract", PRINTED, "--format", "jsonl"])));
    assert_eq!(read.keys().collect::<Vec<_>>(), printed.keys().collect::<Vec<_>>());
    let (mut right, mut sure) = (0, 0);
    for (key, fact) in &read {
        let equal = fact["amount_yuan"] == printed[key]["amount_yuan"];
        let marked = fact["status"] == "suspect";
        assert!(equal || marked, "a silent error: {fact}");
        assert_eq!((&fact["method"], &fact["item"]), (&Value::from("ocr"), &printed[key]["item"]));
        right += usize::from(equal);
        sure += usize::from(!marked);
        // The page was skew, and bbox is on the page as it is seen.
        let (seen, there) = (&fact["bbox"], &printed[key]["bbox"]);
        let off = |side: usize| (seen[side].as_f64().unwrap() - there[side].as_f64().unwrap()).abs();
        assert!((0..4).all(|side| off(side) < 12.0), "{seen} is not near {there}");
    }
    assert!(right * 10 >= read.len() * 9, "{right} of {} are right", read.len());
    assert!(sure * 2 >= read.len(), "{sure} of {} are sure", read.len());
}
