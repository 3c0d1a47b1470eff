//! Tests how numbers, codes and words are set: small documents in `tests/fixtures/printed/`, each with what its form prints
//! and the values beside it. Every amount is read, under its code and name, and none is in doubt without need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use juesuan::Source;
use juesuan::record::words::Status;

/// Code, item, measure.
pub(crate) type Key = [String; 3];

pub(crate) struct Truth {
    unit: String,
    department: String,
    year: u16,
    /// What is printed, and its value.
    pub(crate) amounts: BTreeMap<Key, (String, String)>,
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/printed");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|f| f.extension().is_some_and(|e| e == "pdf")).collect();
    files.sort();
    files
}

/// Parses the text beside a document: `# unit U, department D, year Y`, then `code | item | measure | raw | value`.
pub(crate) fn truth(document: &Path) -> Truth {
    let text = std::fs::read_to_string(document.with_extension("txt")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let after = |word: &str| {
        let (_, rest) = head.split_once(word).unwrap();
        rest.split(',').next().unwrap().trim().to_owned()
    };
    let amounts = rows.lines().map(|row| {
        let mut cells = row.split('|').map(|cell| cell.trim().to_owned());
        let key: Key = std::array::from_fn(|_| cells.next().unwrap());
        (key, (cells.next().unwrap(), cells.next().unwrap()))
    });
    Truth {
        unit: after("unit "),
        department: after("department "),
        year: after("year ").parse().unwrap(),
        amounts: amounts.collect(),
    }
}

/// A decimal without the zeros behind its last digit, as facts write it.
pub(crate) fn plain(value: &str) -> &str {
    if value.contains('.') { value.trim_end_matches('0').trim_end_matches('.') } else { value }
}

#[test]
fn every_setting_is_read_whole_and_right() {
    let mut faults: Vec<String> = Vec::new();
    for file in fixtures() {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let truth = truth(&file);
        let disclosure = juesuan::read(&Source::open(&file).unwrap()).unwrap();
        let mut read = 0;
        for fact in &disclosure.facts {
            let text = |word: &Option<String>| word.clone().unwrap_or_default();
            let key = [text(&fact.code), text(&fact.item), fact.measure.clone()];
            let value = fact.value.as_ref().map(|value| value.to_string());
            let Some((printed, wanted)) = truth.amounts.get(&key) else {
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
        if read != truth.amounts.len() {
            faults.push(format!("{name}: {read} of {} amounts are read", truth.amounts.len()));
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
    for file in fixtures() {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let (kind, _) = name.rsplit_once('-').unwrap();
        *kinds.entry(kind.to_owned()).or_default() += 1;
    }
    assert!(kinds.len() >= 10 && kinds.values().all(|count| *count == 3), "{kinds:?}");
}
