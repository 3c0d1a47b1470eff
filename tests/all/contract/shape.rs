//! Every record has its promised fields, and the same words in each format.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{PRINTED, SCHEMAS, facts, figures, keys};
use crate::schema::Schema;

/// Every field of a fact that is no list, in no order.
const FACT_FIELDS: [&str; 37] = [
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
    "place",
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
    "cell",
    "method",
    "confidence",
    "status",
    "reason",
];

/// Fields of a fact that are lists, empty where nothing applies.
const FACT_LISTS: [&str; 3] = ["path", "alternatives", "checks"];

/// Fields of a figure of the prose.
const FIGURE_FIELDS: [&str; 17] = [
    "record",
    "document",
    "key",
    "item",
    "code",
    "raw",
    "unit",
    "amount_yuan",
    "direction",
    "sentence",
    "page",
    "boxes",
    "method",
    "confidence",
    "status",
    "reason",
    "checks",
];

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
const MEASURES: [(&str, &[&str]); 13] = [
    (
        "performance_evaluation",
        &[
            "initial_budget",
            "annual_budget",
            "executed",
            "weight",
            "execution_rate",
            "score",
            "target",
            "actual",
        ],
    ),
    (
        "performance_summary",
        &[
            "annual_budget",
            "executed",
            "execution_rate",
            "score",
            "fund_management_rate",
            "cost_rate",
            "output_rate",
            "benefit_rate",
            "satisfaction_rate",
        ],
    ),
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

#[test]
fn every_fact_holds_against_its_schema() {
    let schema = Schema::new(&SCHEMAS["fact"]);
    for (printed, fact) in facts() {
        let faults = schema.faults(fact);
        assert!(faults.is_empty(), "{}: {faults:?} in {fact}", printed.name);
    }
}

#[test]
fn every_figure_holds_against_its_schema_and_has_every_field() {
    let schema = Schema::new(&SCHEMAS["figure"]);
    let expected = BTreeSet::from(FIGURE_FIELDS);
    for (printed, figure) in figures() {
        let faults = schema.faults(figure);
        assert!(faults.is_empty(), "{}: {faults:?} in {figure}", printed.name);
        assert_eq!(keys(figure), expected, "{}", printed.name);
        assert_eq!(figure["record"], "figure");
        assert_eq!(figure["reason"].is_string(), figure["status"] == "suspect", "{figure}");
    }
}

#[test]
fn every_document_holds_against_its_schema() {
    let schema = Schema::new(&SCHEMAS["document"]);
    for printed in PRINTED.iter() {
        let faults = schema.faults(&printed.json);
        assert!(faults.is_empty(), "{}: {faults:?}", printed.name);
    }
}

#[test]
fn the_schemas_refuse_what_is_no_fact() {
    let schema = Schema::new(&SCHEMAS["fact"]);
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
    let schemas = ["fact", "figure", "document"].map(|name| (name, &SCHEMAS[name]));
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
fn the_nested_document_holds_the_facts_and_figures_of_the_lines() {
    for printed in PRINTED.iter() {
        let list = |value: &Value, field: &str| value[field].as_array().unwrap().clone();
        let lines = list(&printed.json, "forms").into_iter().flat_map(|form| list(&form, "lines"));
        let nested: Vec<Value> = lines.flat_map(|line| list(&line, "facts")).collect();
        assert_eq!(nested, printed.facts, "{}", printed.name);
        assert_eq!(list(&printed.json, "figures"), printed.figures, "{}", printed.name);
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
                    // A spreadsheet would run `=3个`.
                    Value::String(word) => cell.strip_prefix('\'').unwrap_or(cell) == word,
                    Value::Array(list) if list.is_empty() => cell.is_empty(),
                    other => serde_json::from_str::<Value>(cell).unwrap() == *other,
                };
                assert!(same, "{}: {field} is {cell} in CSV and {} in JSON lines", printed.name, fact[field]);
            }
        }
    }
}
