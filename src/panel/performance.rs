//! Makes a row of a line of a performance table: a funding line, an indicator, or a project of the summary.

use std::borrow::Cow;

use super::row::{RecordRow, Value};
use crate::taxonomy::{PerformanceWords, models};

/// What all facts of a line have in common.
const SHARED: [&str; 24] = [
    "document",
    "source",
    "department",
    "fiscal_year",
    "region",
    "province_code",
    "prefecture_code",
    "region_code_latest",
    "family",
    "form",
    "instance",
    "scope",
    "title",
    "form_no",
    "project",
    "item",
    "item_raw",
    "path",
    "nth",
    "page",
    "cell",
    "method",
    "same_documents",
    "is_first",
];
/// Statuses from the best; a line is as its worst amount.
const STATUSES: [&str; 4] = ["verified", "unchecked", "repaired", "suspect"];

/// Whether the lines of a kind become rows of their own table.
pub(super) fn is_performance(kind: &str) -> bool {
    models().kind(kind).is_some_and(|kind| kind.is_performance())
}

/// Whether a fact of a performance table is an amount of money.
pub(super) fn is_money(fact: &RecordRow<'_>) -> bool {
    words().is_none_or(|words| fact.text("measure").is_some_and(|measure| words.is_money(measure)))
}

fn words() -> Option<&'static PerformanceWords> {
    models().families.iter().find_map(|family| family.performance.as_ref())
}

/// Makes the row of a line; `None` where the line has no facts.
pub(super) fn line_to_row<'a>(facts: &[RecordRow<'a>]) -> Option<RecordRow<'a>> {
    let first = facts.first()?;
    let mut row = RecordRow::default();
    for name in SHARED {
        row.add(name, first.get(name).cloned().unwrap_or(Value::Null));
    }
    let block = match () {
        () if facts.iter().any(|fact| matches!(fact.text("measure"), Some("target" | "actual"))) => {
            "indicator"
        }
        () if first.text("form").is_some_and(|form| form.ends_with("_summary")) => "project",
        () if facts.iter().any(is_money) => "funding",
        () => "indicator",
    };
    row.add("block", block);
    for fact in facts {
        let Some(measure) = fact.text("measure").map(str::to_owned) else { continue };
        let raw = fact.get("raw").cloned().unwrap_or(Value::Null);
        let value = match is_money(fact) {
            true => fact.get("amount_yuan"),
            false => fact.get("value"),
        };
        if is_money(fact) {
            row.add_named(format!("{measure}_yuan"), value.cloned().unwrap_or(Value::Null));
        } else if matches!(measure.as_str(), "target" | "actual") {
            row.add_named(measure, raw);
        } else {
            let unit = fact.get("unit").cloned().unwrap_or(Value::Null);
            row.add_named(format!("{measure}_unit"), unit);
            row.add_named(measure, value.cloned().unwrap_or(Value::Null));
        }
    }
    let rank = |fact: &&RecordRow<'a>| {
        fact.text("status").and_then(|status| STATUSES.iter().position(|known| *known == status))
    };
    let worst = facts.iter().max_by_key(rank)?;
    row.add("status", worst.get("status").cloned().unwrap_or(Value::Null));
    let reasons: Vec<String> = facts
        .iter()
        .filter_map(|fact| Some(format!("{}: {}", fact.text("measure")?, fact.text("reason")?)))
        .collect();
    let reason = (!reasons.is_empty()).then(|| Value::Text(Cow::Owned(reasons.join("; "))));
    row.add("reason", reason.unwrap_or(Value::Null));
    Some(row)
}
