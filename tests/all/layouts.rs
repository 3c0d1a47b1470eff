//! Tests layouts that the samples lack, each as a small document with its truth beside it: `tests/fixtures/layouts/`.
//!
//! What must hold for any document holds for these: no amount is wrong without being marked. And the rule that each of
//! them shows is there: all its amounts are read.

use std::collections::BTreeMap;

use juesuan::record::words::Status;
use juesuan::{Disclosure, Source};

use crate::truths::{Truth, documents, name, truth};

/// Documents with clipped text, which is not printed, and with a page whose measures are nowhere said: their amounts must
/// be marked or missing.
const NOT_WHOLE: &[&str] = &["clipped-cells", "wider-without-header"];

/// Form, side, code, item, measure.
type Key = [String; 5];

/// What is printed of each amount; its line is form, side, code, item, measure and that.
fn printed(truth: &Truth) -> BTreeMap<Key, String> {
    let row = |row: &Vec<String>| {
        let mut cells = row.iter().cloned();
        let key: Key = std::array::from_fn(|_| cells.next().unwrap());
        (key, cells.next().unwrap())
    };
    truth.rows.iter().map(row).collect()
}

/// Lists every amount that was read, with whether it is suspect.
fn amounts(disclosure: &Disclosure) -> Vec<(Key, String, bool)> {
    let read = disclosure.facts.iter().map(|fact| {
        let text = |word: &Option<String>| word.clone().unwrap_or_default();
        let key =
            [fact.form.clone(), text(&fact.side), text(&fact.code), text(&fact.item), fact.measure.clone()];
        (key, fact.raw.clone(), fact.status == Status::Suspect)
    });
    read.collect()
}

#[test]
fn every_layout_is_read_whole_or_marked() {
    let mut faults: Vec<String> = Vec::new();
    for file in documents("layouts") {
        let name = name(&file);
        let truth = truth(&file);
        let wanted = printed(&truth);
        let disclosure = juesuan::read(&Source::open(&file).unwrap()).unwrap();
        let read = amounts(&disclosure);
        for (key, raw, suspect) in &read {
            let right = wanted.get(key) == Some(raw);
            if !right && !suspect {
                faults.push(format!("{name}: {key:?} is read as {raw} and not marked"));
            }
        }
        if !NOT_WHOLE.contains(&name.as_str()) {
            for (key, raw) in &wanted {
                if !read.iter().any(|(k, r, _)| k == key && r == raw) {
                    faults.push(format!("{name}: {key:?} {raw} is missing"));
                }
            }
        }
        let head = (disclosure.forms.department.as_deref(), disclosure.forms.fiscal_year);
        if head != (Some(truth.department.as_str()), Some(truth.year)) {
            faults.push(format!("{name}: department and year are {head:?}"));
        }
        let units = disclosure.facts.iter().filter_map(|f| f.unit.as_deref()).filter(|u| *u != truth.unit);
        faults.extend(units.map(|unit| format!("{name}: the unit is read as {unit}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_documents_show_what_they_are_for() {
    assert!(documents("layouts").len() >= 10);
    assert!(documents("layouts").iter().all(|file| !truth(file).rows.is_empty()));
}
