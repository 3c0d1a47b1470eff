//! Tests how numbers, codes and words are set: small documents in `tests/fixtures/printed/`, each with what its form prints
//! and the values beside it. Every amount is read, under its code and name, and none is in doubt without need.

use std::collections::BTreeMap;

use juesuan::Source;
use juesuan::record::words::Status;

use crate::truths::{Truth, documents, name, truth};

/// Code, item, measure.
pub(crate) type Key = [String; 3];

/// What is printed of each amount, and its value; its line is code, item, measure and these.
pub(crate) fn printed(truth: &Truth) -> BTreeMap<Key, (String, String)> {
    let row = |row: &Vec<String>| {
        let mut cells = row.iter().cloned();
        let key: Key = std::array::from_fn(|_| cells.next().unwrap());
        (key, (cells.next().unwrap(), cells.next().unwrap()))
    };
    truth.rows.iter().map(row).collect()
}

/// A decimal without the zeros behind its last digit, as facts write it.
pub(crate) fn plain(value: &str) -> &str {
    if value.contains('.') { value.trim_end_matches('0').trim_end_matches('.') } else { value }
}

#[test]
fn every_setting_is_read_whole_and_right() {
    let mut faults: Vec<String> = Vec::new();
    for file in documents("printed") {
        let name = name(&file);
        let truth = truth(&file);
        let amounts = printed(&truth);
        let disclosure = juesuan::read(&Source::open(&file).unwrap()).unwrap();
        let mut read = 0;
        for fact in &disclosure.facts {
            let text = |word: &Option<String>| word.clone().unwrap_or_default();
            let key = [text(&fact.code), text(&fact.item), fact.measure.clone()];
            let value = fact.value.as_ref().map(|value| value.to_string());
            let Some((printed, wanted)) = amounts.get(&key) else {
                faults.push(format!("{name}: {key:?} {} is invented", fact.raw));
                continue;
            };
            // A sign at the other side of the cell has a space behind it.
            let closed = |raw: &str| raw.replace(' ', "");
            let is_right = closed(printed) == closed(&fact.raw) && value.as_deref() == Some(plain(wanted));
            if !is_right {
                faults.push(format!("{name}: {key:?} {printed} is read as {} ({value:?})", fact.raw));
            }
            if fact.status == Status::Suspect {
                faults.push(format!("{name}: {key:?} is suspect: {:?}", fact.reason));
            }
            if fact.unit.as_deref() != Some(truth.unit.as_str()) {
                faults.push(format!("{name}: {key:?} is read in {:?}", fact.unit));
            }
            read += 1;
        }
        if read != amounts.len() {
            faults.push(format!("{name}: {read} of {} amounts are read", amounts.len()));
        }
        let head = (disclosure.forms.department.as_deref(), disclosure.forms.fiscal_year);
        if head != (Some(truth.department.as_str()), Some(truth.year)) {
            faults.push(format!("{name}: department and year are {head:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_kind_has_three_documents() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for file in documents("printed") {
        let name = name(&file);
        let (kind, _) = name.rsplit_once('-').unwrap();
        *kinds.entry(kind.to_owned()).or_default() += 1;
    }
    assert!(kinds.len() >= 10 && kinds.values().all(|count| *count == 3), "{kinds:?}");
}
