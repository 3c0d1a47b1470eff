//! What the program promises to whoever parses its output, held against everything that it prints of the samples:
//! schemas, names of fields, canonical amounts, places.

// What cannot be read or parsed here is a failed test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::LazyLock;

use juesuan::geom::Rect;
use juesuan::page::Page;
use rust_decimal::Decimal;
use samples::SAMPLES;
use serde_json::Value;

/// Every field of a fact that is no list, in no order.
const FACT_FIELDS: [&str; 35] = [
    "record",
    "document",
    "source",
    "department",
    "fiscal_year",
    "region",
    "family",
    "form",
    "instance",
    "scope",
    "breakdown",
    "title",
    "form_no",
    "project",
    "side",
    "code",
    "item",
    "item_raw",
    "line_no",
    "nth",
    "level",
    "parent",
    "class_code",
    "measure",
    "raw",
    "unit",
    "value",
    "amount_yuan",
    "amount_wanyuan",
    "page",
    "bbox",
    "method",
    "confidence",
    "status",
    "reason",
];

/// Fields of a fact that are lists, empty where nothing applies.
const FACT_LISTS: [&str; 3] = ["path", "alternatives", "checks"];

/// Fields of the nested document.
const DOCUMENT_FIELDS: [&str; 15] = [
    "document",
    "source",
    "sources",
    "family",
    "department",
    "parent_department",
    "region",
    "fiscal_year",
    "unit",
    "pages",
    "forms",
    "figures",
    "checks",
    "notes",
    "program",
];

/// Kinds of official forms, and the measures that each may have.
const MEASURES: [(&str, &[&str]); 11] = [
    ("income_expenditure_summary", &["amount", "initial_budget", "annual_budget"]),
    (
        "income",
        &[
            "total",
            "fiscal_appropriation",
            "superior_subsidy",
            "business",
            "operating",
            "affiliated_remittance",
            "other",
        ],
    ),
    (
        "expenditure",
        &["total", "basic", "project", "remitted_to_superior", "operating", "subsidy_to_affiliated"],
    ),
    (
        "fiscal_appropriation_summary",
        &["amount", "total", "general_public_budget", "government_fund", "state_capital"],
    ),
    (
        "general_public_budget_expenditure",
        &["total", "basic", "project", "opening_balance", "income", "closing_balance"],
    ),
    ("general_public_budget_basic_expenditure", &["amount"]),
    ("general_public_budget_expenditure_detail", &["amount", "of_which_basic"]),
    ("government_fund", &["opening_balance", "income", "total", "basic", "project", "closing_balance"]),
    ("state_capital", &["total", "basic", "project", "opening_balance", "income", "closing_balance"]),
    (
        "three_public",
        &[
            "total",
            "overseas_travel",
            "vehicles",
            "vehicle_purchase",
            "vehicle_operation",
            "reception",
            "conference",
            "training",
        ],
    ),
    ("disclosure_statistics", &["value"]),
];

/// The formats in which every sample is printed.
const FORMATS: [&str; 3] = ["json", "jsonl", "csv"];

/// What the program prints of one sample.
struct Printed {
    name: &'static str,
    bytes: [Vec<u8>; 3],
    json: Value,
    facts: Vec<Value>,
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
    // 1: everything was read, and a check fails or an amount is suspect.
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
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

/// A field that holds a decimal as a string, or null.
fn decimal(fact: &Value, field: &str) -> Option<Decimal> {
    fact[field].as_str().map(|text| Decimal::from_str_exact(text).unwrap())
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_sample_has_facts() {
    for printed in PRINTED.iter() {
        assert!(printed.facts.len() > 100, "{}", printed.name);
    }
}

#[test]
fn every_fact_holds_against_its_schema() {
    let schema = jsonschema::validator_for(&SCHEMAS["fact"]).unwrap();
    for (printed, fact) in facts() {
        let faults: Vec<String> = schema.iter_errors(fact).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?} in {fact}", printed.name);
    }
}

#[test]
fn every_document_holds_against_its_schema() {
    let schema = jsonschema::validator_for(&SCHEMAS["document"]).unwrap();
    for printed in PRINTED.iter() {
        let faults: Vec<String> = schema.iter_errors(&printed.json).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", printed.name);
    }
}

/// Fields of a check and of its terms.
const CHECK_FIELDS: [&str; 10] =
    ["record", "document", "check", "at", "verdict", "expected", "found", "difference", "tolerance", "terms"];
const TERM_FIELDS: [&str; 10] =
    ["form", "instance", "side", "code", "item", "nth", "measure", "sign", "amount_yuan", "page"];

#[test]
fn every_check_holds_against_its_schema_and_has_every_field() {
    let schema = jsonschema::validator_for(&SCHEMAS["check"]).unwrap();
    for printed in PRINTED.iter() {
        assert!(printed.checks.len() > 50, "{}", printed.name);
        for check in &printed.checks {
            let faults: Vec<String> = schema.iter_errors(check).map(|e| e.to_string()).collect();
            assert!(faults.is_empty(), "{}: {faults:?} in {check}", printed.name);
            assert_eq!(keys(check), BTreeSet::from(CHECK_FIELDS));
            for term in check["terms"].as_array().unwrap() {
                assert_eq!(keys(term), BTreeSet::from(TERM_FIELDS));
            }
        }
        assert_eq!(printed.json["checks"], Value::from(printed.checks.clone()), "{}", printed.name);
    }
}

#[test]
fn the_difference_of_a_check_is_found_less_expected_and_its_terms_make_both() {
    for (printed, check) in PRINTED.iter().flat_map(|p| p.checks.iter().map(move |c| (p, c))) {
        let Some(difference) = decimal(check, "difference") else {
            assert_eq!(check["verdict"], "not_applicable", "{}: {check}", printed.name);
            continue;
        };
        let sum = |sign: &str| -> Decimal {
            let terms = check["terms"].as_array().unwrap().iter().filter(|t| t["sign"] == sign);
            terms.filter_map(|t| decimal(t, "amount_yuan")).sum()
        };
        assert_eq!(decimal(check, "found"), Some(sum("=")), "{}: {check}", printed.name);
        assert_eq!(decimal(check, "expected"), Some(sum("+") - sum("-")), "{}: {check}", printed.name);
        assert_eq!(difference, sum("=") - sum("+") + sum("-"), "{}: {check}", printed.name);
    }
}

#[test]
fn a_verified_amount_stands_in_an_equality_that_closes_exactly() {
    for printed in PRINTED.iter() {
        let identity = ["form", "instance", "side", "code", "item", "nth", "measure"];
        let key = |value: &Value| identity.map(|field| value[field].to_string());
        let exact: BTreeSet<_> = printed
            .checks
            .iter()
            .filter(|c| c["verdict"] == "holds" && c["difference"] == "0")
            .filter(|c| !c["check"].as_str().unwrap().contains(['<', '>']))
            .flat_map(|c| c["terms"].as_array().unwrap().iter().map(key))
            .collect();
        for fact in &printed.facts {
            let verified = fact["status"] == "verified";
            assert!(!verified || exact.contains(&key(fact)), "{}: {fact}", printed.name);
            assert_eq!(fact["reason"].is_string(), fact["status"] == "suspect", "{}: {fact}", printed.name);
        }
    }
}

#[test]
fn the_schemas_refuse_what_is_no_fact() {
    let schema = jsonschema::validator_for(&SCHEMAS["fact"]).unwrap();
    let good = facts().next().unwrap().1;
    let wrong =
        [("amount_yuan", Value::from(1.5)), ("page", Value::from("3")), ("status", Value::from("right"))];
    for (field, value) in wrong {
        let mut fact = good.clone();
        fact[field] = value;
        assert!(!schema.is_valid(&fact), "the schema takes {field}: {}", fact[field]);
    }
}

#[test]
fn the_schemas_demand_every_field() {
    let schemas = [("fact", &SCHEMAS["fact"]), ("document", &SCHEMAS["document"])];
    let inner = SCHEMAS["document"]["$defs"].as_object().unwrap();
    for (name, schema) in
        schemas.into_iter().chain(inner.iter().map(|(name, schema)| (name.as_str(), schema)))
    {
        let Some(properties) = schema.get("properties") else { continue };
        let demanded: BTreeSet<&str> =
            schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let left_out: Vec<_> = keys(properties).difference(&demanded).copied().collect();
        assert!(
            left_out.is_empty(),
            "the schema of {name} does not demand {left_out:?}, which are always there"
        );
    }
}

#[test]
fn every_field_of_a_fact_is_always_there() {
    let expected: BTreeSet<&str> = FACT_FIELDS.into_iter().chain(FACT_LISTS).collect();
    for (printed, fact) in facts() {
        assert_eq!(keys(fact), expected, "{}", printed.name);
        assert_eq!(fact["record"], "fact");
        assert!(FACT_LISTS.iter().all(|list| fact[list].is_array()), "{fact}");
    }
}

#[test]
fn every_field_of_a_document_is_always_there() {
    let expected = BTreeSet::from(DOCUMENT_FIELDS);
    for printed in PRINTED.iter() {
        assert_eq!(keys(&printed.json), expected, "{}", printed.name);
        let forms = printed.json["forms"].as_array().unwrap();
        for field in ["kind", "instance", "title", "form_no", "unit", "pages", "lines", "grids"] {
            assert!(forms.iter().all(|form| form.get(field).is_some()), "{}: {field}", printed.name);
        }
    }
}

#[test]
fn forms_and_measures_have_the_promised_names() {
    let measures = BTreeMap::from(MEASURES);
    for (printed, fact) in facts() {
        let (form, measure) = (fact["form"].as_str().unwrap(), fact["measure"].as_str().unwrap());
        let known =
            measures.get(form).unwrap_or_else(|| panic!("{}: no form is called {form}", printed.name));
        assert!(known.contains(&measure), "{}: {form} has no measure {measure}", printed.name);
    }
}

#[test]
fn the_nested_document_holds_the_facts_of_the_lines() {
    for printed in PRINTED.iter() {
        let list = |value: &Value, field: &str| value[field].as_array().unwrap().clone();
        let lines = list(&printed.json, "forms").into_iter().flat_map(|form| list(&form, "lines"));
        let nested: Vec<Value> = lines.flat_map(|line| list(&line, "facts")).collect();
        assert_eq!(nested, printed.facts, "{}", printed.name);
    }
}

#[test]
fn csv_holds_the_facts_of_the_lines_in_the_same_words() {
    for printed in PRINTED.iter() {
        let mut csv = csv::Reader::from_reader(printed.csv.as_bytes());
        let head = csv.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = csv.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(head.iter().collect::<BTreeSet<_>>(), keys(&printed.facts[0]), "{}", printed.name);
        assert_eq!(rows.len(), printed.facts.len(), "{}", printed.name);
        for (row, fact) in rows.iter().zip(&printed.facts) {
            for (field, cell) in head.iter().zip(row) {
                let same = match &fact[field] {
                    Value::Null => cell.is_empty(),
                    Value::String(word) => cell == word,
                    Value::Array(list) if list.is_empty() => cell.is_empty(),
                    other => serde_json::from_str::<Value>(cell).unwrap() == *other,
                };
                assert!(same, "{}: {field} is {cell} in CSV and {} in JSON lines", printed.name, fact[field]);
            }
        }
    }
}

#[test]
fn amounts_are_canonical_decimals_in_strings() {
    let canonical = regex::Regex::new(r"^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$").unwrap();
    for (printed, fact) in facts() {
        for field in ["value", "amount_yuan", "amount_wanyuan"] {
            let field = &fact[field];
            if field.is_null() {
                continue;
            }
            let text = field.as_str().unwrap_or_else(|| panic!("{}: {field} is no string", printed.name));
            assert!(canonical.is_match(text) && text != "-0", "{}: {text} in {fact}", printed.name);
        }
    }
}

#[test]
fn the_value_is_the_printed_number() {
    let mut compared = 0;
    for (printed, fact) in facts() {
        let raw = fact["raw"].as_str().unwrap();
        let plain: String = raw.chars().filter(|c| !matches!(c, ',' | '，') && !c.is_whitespace()).collect();
        if let Ok(number) = Decimal::from_str_exact(&plain) {
            assert_eq!(decimal(fact, "value"), Some(number), "{}: {raw}", printed.name);
            compared += 1;
        }
    }
    assert!(compared > 1_000, "only {compared} amounts are plain numbers");
}

#[test]
fn amounts_are_the_value_times_the_unit_exactly() {
    for (printed, fact) in facts() {
        let yuan = match fact["unit"].as_str() {
            Some("元") => Some(Decimal::from(1)),
            Some("千元") => Some(Decimal::from(1_000)),
            Some("万元") => Some(Decimal::from(10_000)),
            Some("亿元") => Some(Decimal::from(100_000_000)),
            _ => None,
        };
        let expected = yuan.and_then(|yuan| Some(decimal(fact, "value")? * yuan));
        assert_eq!(decimal(fact, "amount_yuan"), expected, "{}: {fact}", printed.name);
        let wanyuan = decimal(fact, "amount_wanyuan").map(|wanyuan| wanyuan * Decimal::from(10_000));
        assert_eq!(wanyuan, expected, "{}: {fact}", printed.name);
    }
}

#[test]
fn an_amount_without_money_has_a_unit_of_its_own() {
    let vehicles = facts().filter(|(_, fact)| fact["unit"] == "辆").count();
    assert!(vehicles > 0, "the samples print numbers of vehicles");
    for (_, fact) in facts().filter(|(_, fact)| fact["amount_yuan"].is_null()) {
        assert!(fact["value"].is_string() && fact["amount_wanyuan"].is_null(), "{fact}");
    }
}

#[test]
fn no_two_facts_say_the_same() {
    let identity = ["form", "instance", "side", "code", "item", "nth", "measure"];
    for printed in PRINTED.iter() {
        let mut seen = BTreeSet::new();
        for fact in &printed.facts {
            let key = identity.map(|field| fact[field].to_string());
            assert!(seen.insert(key.clone()), "{}: {key:?} twice", printed.name);
        }
    }
}

#[test]
fn codes_are_digits_and_tell_level_and_class() {
    for (printed, fact) in facts() {
        let Some(code) = fact["code"].as_str() else {
            assert!(fact["parent"].is_null(), "{}: {fact}", printed.name);
            continue;
        };
        assert!(code.bytes().all(|b| b.is_ascii_digit()), "{fact}");
        let level = match code.len() {
            3 => "class",
            5 => "group",
            7 => "item",
            _ => panic!("{}: no code has {} digits: {fact}", printed.name, code.len()),
        };
        assert_eq!(fact["level"], level, "{fact}");
        assert_eq!(fact["class_code"].as_str(), code.get(..3), "{fact}");
    }
}

// By position, not by digits: one sample prints 2012901 below 20103, and that is how it is read.
#[test]
fn the_parent_is_the_last_shorter_code_above_the_line() {
    for printed in PRINTED.iter() {
        for form in printed.json["forms"].as_array().unwrap() {
            let mut above: Vec<&str> = Vec::new();
            for line in form["lines"].as_array().unwrap() {
                let Some(code) = line["code"].as_str() else { continue };
                let expected = above.iter().rev().find(|c| c.len() < code.len()).copied();
                for fact in line["facts"].as_array().unwrap() {
                    assert_eq!(fact["parent"].as_str(), expected, "{}: {fact}", printed.name);
                }
                above.push(code);
            }
        }
    }
}

#[test]
fn items_have_no_layout() {
    let layout = regex::Regex::new(r"^\s|\s$|[\r\n\u{2028}]|^其中[：:]|[：:]$|^[一二三四五六七八九十]+、|^（[一二三四五六七八九十]+）|^[0-9]+[.、]")
        .unwrap();
    for (printed, fact) in facts() {
        let Some(item) = fact["item"].as_str() else {
            assert_eq!(fact["form"], "three_public", "{}: {fact}", printed.name);
            continue;
        };
        assert!(!layout.is_match(item), "{}: {item}", printed.name);
    }
}

#[test]
fn boxes_lie_on_their_pages() {
    for (printed, fact) in facts() {
        let pages = printed.json["pages"].as_array().unwrap();
        let number = usize::try_from(fact["page"].as_u64().unwrap()).unwrap();
        assert!((1..=pages.len()).contains(&number), "{}: {fact}", printed.name);
        let page = &pages[number - 1];
        assert_eq!(page["number"], number);
        let [left, top, right, bottom] = [0, 1, 2, 3].map(|i| fact["bbox"][i].as_f64().unwrap());
        let (width, height) = (page["width"].as_f64().unwrap(), page["height"].as_f64().unwrap());
        assert!(0.0 <= left && left < right && right <= width, "{}: {fact}", printed.name);
        assert!(0.0 <= top && top < bottom && bottom <= height, "{}: {fact}", printed.name);
    }
}

#[test]
fn boxes_hold_the_printed_amounts() {
    for (sample, printed) in samples::all().iter().zip(PRINTED.iter()) {
        assert_eq!(sample.name, printed.name);
        for fact in &printed.facts {
            let number = fact["page"].as_u64().unwrap();
            let page = sample.stages.pages.iter().find(|p| u64::from(p.number) == number).unwrap();
            let [x0, y0, x1, y1] = [0, 1, 2, 3].map(|i| fact["bbox"][i].as_f64().unwrap());
            let raw: String = fact["raw"].as_str().unwrap().split_whitespace().collect();
            assert_eq!(text_inside(page, &Rect::new(x0, y0, x1, y1)), raw, "{}: {fact}", printed.name);
        }
    }
}

/// The characters whose middle lies in a rectangle of the page as seen, in the order of drawing.
fn text_inside(page: &Page, rect: &Rect) -> String {
    let inside = page.glyphs.iter().filter(|glyph| {
        let seen = page.upright.rect(&glyph.rect);
        rect.contains(seen.mid_x(), seen.mid_y())
    });
    inside.map(|glyph| glyph.ch).filter(|ch| !ch.is_whitespace()).collect()
}

#[test]
fn the_document_is_known_by_its_bytes_and_its_facts_by_the_document() {
    for (sample, printed) in samples::all().iter().zip(PRINTED.iter()) {
        let sha256 = sample.stages.disclosure.sha256.as_str();
        assert_eq!(printed.json["document"], sha256);
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
