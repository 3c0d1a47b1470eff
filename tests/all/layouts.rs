//! Tests layouts that the samples lack, each as a small document with its truth beside it: `tests/fixtures/layouts/`.
//!
//! What must hold for any document holds for these: no amount is wrong without being marked. And the rule that each of
//! them shows is there: all its amounts are read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use juesuan::record::words::Status;
use juesuan::{Disclosure, Source};

/// Documents with clipped text, which is not printed, and with a page whose measures are nowhere said: their amounts must
/// be marked or missing.
const NOT_WHOLE: &[&str] = &["clipped-cells", "wider-without-header"];

/// Form, side, code, item, measure.
type Key = [String; 5];

struct Truth {
    unit: String,
    department: String,
    year: u16,
    amounts: BTreeMap<Key, String>,
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|f| f.extension().is_some_and(|e| e == "pdf")).collect();
    files.sort();
    files
}

/// Parses the text beside a document: `# forms; unit U, department D, year Y`, then `form | side | code | item |
/// measure | raw`.
fn truth(document: &Path) -> Truth {
    let text = std::fs::read_to_string(document.with_extension("txt")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let after = |word: &str| {
        let (_, rest) = head.split_once(word).unwrap();
        rest.split(',').next().unwrap().trim().to_owned()
    };
    let amounts = rows.lines().map(|row| {
        let mut cells = row.split('|').map(|cell| cell.trim().to_owned());
        let key: Key = std::array::from_fn(|_| cells.next().unwrap());
        (key, cells.next().unwrap())
    });
    Truth {
        unit: after("unit "),
        department: after("department "),
        year: after("year ").parse().unwrap(),
        amounts: amounts.collect(),
    }
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
    for file in fixtures() {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let truth = truth(&file);
        let disclosure = juesuan::read(&Source::open(&file).unwrap()).unwrap();
        let read = amounts(&disclosure);
        for (key, raw, suspect) in &read {
            let right = truth.amounts.get(key) == Some(raw);
            if !right && !suspect {
                faults.push(format!("{name}: {key:?} is read as {raw} and not marked"));
            }
        }
        if !NOT_WHOLE.contains(&name.as_str()) {
            for (key, raw) in &truth.amounts {
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
    assert!(fixtures().len() >= 10);
    assert!(fixtures().iter().all(|file| !truth(file).amounts.is_empty()));
}
