//! Facts that another program wrote, or this one, as JSON lines: one object a fact, with the names of the output.
//!
//! `form`, `measure` and `amount_yuan` (or `value`) are needed; what else tells lines and forms apart is used where it
//! is there. Records of other kinds are passed over.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::ledger::Posting;
use crate::fact::Proof;
use crate::fact::recognised::is_unsure;
use crate::record::words::{Breakdown, Scope};

/// The facts of one document.
#[derive(Debug)]
pub struct Postings {
    /// Its identity or its name, as the facts state it.
    pub document: String,
    /// Its facts, in their order.
    pub facts: Vec<Posting>,
}

#[derive(Deserialize)]
struct Record {
    record: Option<String>,
    document: Option<String>,
    source: Option<String>,
    form: Option<String>,
    instance: Option<u32>,
    scope: Option<Scope>,
    breakdown: Option<Breakdown>,
    side: Option<String>,
    code: Option<String>,
    item: Option<String>,
    item_raw: Option<String>,
    path: Option<Vec<String>>,
    line_no: Option<u32>,
    nth: Option<u32>,
    measure: Option<String>,
    raw: Option<String>,
    unit: Option<String>,
    value: Option<String>,
    amount_yuan: Option<String>,
    page: Option<u32>,
    status: Option<String>,
    reason: Option<String>,
    checks: Option<Vec<String>>,
    alternatives: Option<Vec<Other>>,
}

#[derive(Deserialize)]
struct Other {
    text: String,
}

/// Reads facts as JSON lines, document by document, in the order in which these first come.
///
/// # Errors
/// The number of the first line that is no fact, from 1, and what is wrong with it.
pub fn text_to_postings(text: &str) -> Result<Vec<Postings>, (usize, String)> {
    let mut documents: Vec<Postings> = Vec::new();
    // Only line feeds end a line: U+2028 occurs inside of strings.
    for (number, line) in text.split('\n').enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let fault = |message: String| (number + 1, message);
        let record: Record = serde_json::from_str(line).map_err(|e| fault(e.to_string()))?;
        if record.record.as_deref().is_some_and(|kind| kind != "fact") {
            continue;
        }
        let document = record.source.clone().or_else(|| record.document.clone()).unwrap_or_default();
        let posting = posting(record).map_err(fault)?;
        match documents.iter_mut().rev().find(|known| known.document == document) {
            Some(known) => known.facts.push(posting),
            None => documents.push(Postings { document, facts: vec![posting] }),
        }
    }
    Ok(documents)
}

fn posting(record: Record) -> Result<Posting, String> {
    let needed = |field: Option<String>, name: &str| field.ok_or(format!("a fact has a {name}"));
    let decimal = |text: &Option<String>, name: &str| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        text.map(|text| Decimal::from_str(text).map_err(|_| format!("{name} {text} is no decimal")))
            .transpose()
    };
    let yuan = decimal(&record.amount_yuan, "amount_yuan")?;
    // Without a unit the number may be of any size: nothing can be added to it.
    let value = decimal(&record.value, "value")?.filter(|_| record.unit.is_some());
    let raw = record.raw.or_else(|| record.value.clone()).or_else(|| record.amount_yuan.clone());
    // A doubt that an earlier run took from its own checks is found again, where it still holds.
    let own = |reason: &str| {
        record.checks.as_ref().is_some_and(|names| names.iter().any(|n| reason.starts_with(n.as_str())))
    };
    let doubted = record.status.as_deref() == Some("suspect");
    let doubt = record.reason.clone().filter(|reason| doubted && !own(reason));
    let others = record.alternatives.iter().flatten().map(|other| &other.text);
    let unsure = is_unsure(raw.as_deref().unwrap_or_default(), others);
    Ok(Posting {
        form: needed(record.form, "form")?,
        instance: record.instance.unwrap_or(1),
        scope: record.scope,
        breakdown: record.breakdown,
        department: None,
        side: record.side,
        code: record.code,
        item: record.item,
        item_raw: record.item_raw,
        line_no: record.line_no,
        nth: record.nth.unwrap_or(0),
        path: record.path.unwrap_or_default(),
        measure: needed(record.measure, "measure")?,
        unit: record.unit.or_else(|| yuan.is_some().then(|| "元".to_owned())),
        raw: raw.unwrap_or_default(),
        amount: yuan.or(value),
        page: record.page.unwrap_or(0),
        doubt,
        proof: Proof::Never,
        unsure,
        with_point: None,
        candidates: Vec::new(), // what was read is in the readings, which records do not have
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_several_documents_are_told_apart() {
        let text = concat!(
            r#"{"record":"fact","document":"a","form":"income","measure":"total","raw":"1.20","unit":"万元","amount_yuan":"12000"}"#,
            "\n",
            r#"{"record":"check","document":"a"}"#,
            "\n\n",
            r#"{"document":"b","form":"income","measure":"total","amount_yuan":"1.50"}"#,
            "\n",
        );
        let documents = text_to_postings(text).unwrap();
        let names: Vec<(&str, usize)> =
            documents.iter().map(|d| (d.document.as_str(), d.facts.len())).collect();
        assert_eq!(names, [("a", 1), ("b", 1)]);
        let fact = &documents[1].facts[0];
        assert_eq!((fact.raw.as_str(), fact.unit.as_deref(), fact.instance), ("1.50", Some("元"), 1));
    }

    #[test]
    fn what_is_no_fact_is_told_with_its_line() {
        for (text, line) in [("{}", 1), ("\n{\"form\":\"income\"}", 2), ("no JSON", 1)] {
            assert_eq!(text_to_postings(text).unwrap_err().0, line, "{text}");
        }
        let wrong = r#"{"form":"income","measure":"total","amount_yuan":"12,000"}"#;
        assert!(text_to_postings(wrong).unwrap_err().1.contains("12,000"));
    }

    #[test]
    fn a_reason_of_an_earlier_check_is_not_kept() {
        let fact = |reason: &str| {
            format!(
                r#"{{"form":"income","measure":"total","amount_yuan":"1","status":"suspect","reason":"{reason}","checks":["a=b"]}}"#
            )
        };
        let doubt = |reason: &str| text_to_postings(&fact(reason)).unwrap().remove(0).facts.remove(0).doubt;
        assert_eq!(doubt("a=b fails by 1"), None);
        assert_eq!(doubt("wrapped").as_deref(), Some("wrapped"));
    }
}
