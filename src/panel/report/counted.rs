//! Counts one item of a folder, where its rows are made: what is kept of a document is small, however many facts it has.

use std::collections::BTreeMap;

use super::place::Place;
use super::record::FactCounts;
use crate::batch::{Entry, Failure, NotRead};
use crate::panel::document::WholeDocument;
use crate::panel::row::{RecordRow, Value};
use crate::place::{Note, Severity};
use crate::record::words::Family;
use crate::taxonomy::identities::checks;
use crate::taxonomy::models;

/// Cause of failures whose result is not there, or cannot be used.
const NO_RESULT: &str = "result";

/// What one item of a folder counts for.
#[derive(Debug)]
pub(in crate::panel) enum Counted {
    /// A document that was read.
    Read(Box<CountedDocument>),
    /// A document or path without a result.
    Failed(CountedFailure),
    /// A file or a member that is no document.
    NotRead(Place, NotRead),
    /// A line or file of the folder that cannot be used and is no document.
    Fault,
}

/// Document that was read.
#[derive(Debug, Default)]
pub(in crate::panel) struct CountedDocument {
    pub(super) document: String,
    pub(super) source: String,
    pub(super) family: Option<Family>,
    pub(super) place: Place,
    pub(super) department: Option<String>,
    pub(super) fiscal_year: Option<u16>,
    pub(super) pages: u64,
    /// Its forms by family and kind.
    pub(super) forms: BTreeMap<(Option<Family>, String), CountedForms>,
    /// Checks that apply.
    pub(super) checks: u64,
    /// Failing ones by the family of their identity and its name.
    pub(super) failing: BTreeMap<(Option<Family>, String), u64>,
    /// Hints on what could not be read, with the number of notes that have them.
    pub(super) hints: BTreeMap<Option<String>, u64>,
    /// Pages that could not be read whole, and notes on the whole document.
    pub(super) unread: u64,
    /// First page to look at.
    pub(super) page: Option<u32>,
}

/// Forms of one kind.
#[derive(Debug, Default)]
pub(in crate::panel) struct CountedForms {
    pub(super) forms: u64,
    pub(super) facts: FactCounts,
}

/// Document or path without a result.
#[derive(Debug)]
pub(in crate::panel) struct CountedFailure {
    pub(super) place: Place,
    pub(super) family: Option<Family>,
    pub(super) fiscal_year: Option<u16>,
    pub(super) cause: String,
    pub(super) remedy: String,
}

impl Counted {
    /// Counts a document that was read.
    pub(in crate::panel) fn document(document: &WholeDocument) -> Self {
        let mut counted = CountedDocument {
            document: document.document.clone(),
            source: document.source.clone(),
            family: document.family,
            place: Place::of(document.region.as_ref()),
            department: document.department.clone(),
            fiscal_year: document.fiscal_year,
            pages: document.pages.len() as u64,
            ..CountedDocument::default()
        };
        let suspect = counted.count_forms(document);
        let failing = counted.count_checks(document);
        let unread = counted.count_notes(&document.notes);
        counted.page = unread.or(failing).or(suspect);
        Self::Read(Box::new(counted))
    }

    /// Counts a failure; its place is known where its path tells it.
    pub(in crate::panel) fn failure(failure: &Failure) -> Self {
        Self::Failed(CountedFailure {
            place: Place::of_path(&failure.source, None, None),
            family: None,
            fiscal_year: None,
            cause: failure.cause.clone(),
            remedy: failure.remedy.clone(),
        })
    }

    /// Counts a result that is not there, of which the index still tells what it was.
    pub(in crate::panel) fn missing(entry: &Entry, remedy: &str) -> Self {
        let family = entry.family.clone().map(serde_json::Value::String);
        Self::Failed(CountedFailure {
            place: Place::of_path(&entry.source, entry.department.as_deref(), entry.fiscal_year),
            family: family.and_then(|family| serde_json::from_value(family).ok()),
            fiscal_year: entry.fiscal_year,
            cause: NO_RESULT.to_owned(),
            remedy: remedy.to_owned(),
        })
    }

    /// Counts a result that cannot be used.
    pub(in crate::panel) fn unusable(remedy: &str) -> Self {
        Self::Failed(CountedFailure {
            place: Place::default(),
            family: None,
            fiscal_year: None,
            cause: NO_RESULT.to_owned(),
            remedy: remedy.to_owned(),
        })
    }

    /// Counts a file that is no document.
    pub(in crate::panel) fn not_read(left: NotRead) -> Self {
        Self::NotRead(Place::of_path(&left.source, None, None), left)
    }
}

impl CountedDocument {
    /// Adds up all its facts.
    pub(super) fn facts(&self) -> FactCounts {
        let mut all = FactCounts::default();
        self.forms.values().for_each(|forms| all.add(&forms.facts));
        all.shared()
    }

    /// Counts how often checks fail.
    pub(super) fn checks_failing(&self) -> u64 {
        self.failing.values().sum()
    }

    /// Counts forms and facts, and gives the first page with a suspect fact.
    fn count_forms(&mut self, document: &WholeDocument) -> Option<u32> {
        let mut first = None;
        for form in &document.forms {
            if !form.is_official() && form.facts().next().is_none() {
                continue;
            }
            let family = form.family.or(document.family);
            let counted = self.forms.entry((family, form.kind.clone())).or_default();
            counted.forms += 1;
            for fact in form.facts() {
                counted.facts.facts += 1;
                match fact.text("status") {
                    Some("verified") => counted.facts.verified += 1,
                    Some("repaired") => counted.facts.repaired += 1,
                    Some("suspect") => {
                        counted.facts.suspect += 1;
                        first = earliest(first, page(fact));
                    }
                    _ => counted.facts.unchecked += 1,
                }
            }
        }
        first
    }

    /// Counts checks, and gives the first page of a failing one.
    fn count_checks(&mut self, document: &WholeDocument) -> Option<u32> {
        let mut first = None;
        for check in &document.checks {
            match check.text("verdict") {
                Some("not_applicable") => continue,
                Some("fails") => {
                    let name = check.text("check").unwrap_or_default();
                    let family = family_of_check(name).or(document.family);
                    *self.failing.entry((family, name.to_owned())).or_default() += 1;
                    first = earliest(first, terms(check).filter_map(page).min());
                }
                _ => {}
            }
            self.checks += 1;
        }
        first
    }

    /// Counts what could not be read, and gives the first page of it.
    fn count_notes(&mut self, notes: &[Note]) -> Option<u32> {
        let unread = || notes.iter().filter(|note| note.severity == Severity::Unread);
        unread().for_each(|note| *self.hints.entry(note.hint.clone()).or_default() += 1);
        let mut pages: Vec<u32> = unread().filter_map(|note| note.page).collect();
        pages.sort_unstable();
        pages.dedup();
        let of_document = unread().filter(|note| note.page.is_none()).count();
        self.unread = (pages.len() + of_document) as u64;
        pages.first().copied()
    }
}

fn earliest(known: Option<u32>, other: Option<u32>) -> Option<u32> {
    known.into_iter().chain(other).min()
}

/// Finds the family whose identity a check is.
fn family_of_check(name: &str) -> Option<Family> {
    let identity = checks().iter().find(|identity| identity.name == name)?;
    identity.forms().into_iter().find_map(|kind| models().family_of(kind))
}

fn terms<'a>(check: &'a RecordRow<'a>) -> impl Iterator<Item = &'a RecordRow<'a>> {
    let list = match check.get("terms") {
        Some(Value::List(list)) => list.as_slice(),
        _ => &[],
    };
    list.iter().filter_map(|term| match term {
        Value::Row(row) => Some(row),
        _ => None,
    })
}

fn page(row: &RecordRow) -> Option<u32> {
    match row.get("page")? {
        Value::Integer(page) => u32::try_from(*page).ok(),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::panel::document::parse;

    /// Makes a document of a department with facts of these statuses and pages.
    pub(in super::super) fn document(number: u8, source: &str, facts: &[(&str, u32)]) -> Json {
        let facts: Vec<Json> =
            facts.iter().map(|(status, page)| json!({ "status": status, "page": page })).collect();
        let line =
            json!({ "side": null, "code": null, "item": null, "line_no": null, "path": [], "facts": facts });
        json!({ "document": format!("{number:064x}"), "source": source, "sources": [source],
            "family": "final_accounts", "department": "湄潭县财政局", "parent_department": null,
            "region": { "name": "湄潭县", "code": "520328", "level": "county", "source": "department" },
            "fiscal_year": 2023, "unit": null, "pages": [],
            "forms": [{ "kind": "income", "instance": 1, "family": null, "scope": null, "breakdown": null,
                "project": null, "pages": [], "lines": [line], "grids": [] }],
            "figures": [], "checks": [], "notes": [], "program": { "name": "p", "version": "1", "models": [] } })
    }

    pub(in super::super) fn counted(document: &Json) -> Counted {
        let text = document.to_string();
        let hash = document["document"].as_str().unwrap();
        Counted::document(&parse(text.as_bytes(), hash).unwrap())
    }

    fn read(document: &Json) -> Box<CountedDocument> {
        let Counted::Read(read) = counted(document) else { panic!() };
        read
    }

    #[test]
    fn facts_are_counted_by_status_and_form() {
        let facts = [("verified", 2), ("suspect", 7), ("suspect", 5), ("unchecked", 1), ("repaired", 2)];
        let read = read(&document(1, "a.pdf", &facts));
        let counts = read.facts();
        assert_eq!(
            (counts.facts, counts.verified, counts.repaired, counts.unchecked, counts.suspect),
            (5, 1, 1, 1, 2)
        );
        let forms: Vec<_> =
            read.forms.keys().map(|(family, kind)| (family.unwrap().id(), kind.as_str())).collect();
        assert_eq!(forms, [("final_accounts", "income")]);
        assert_eq!(read.page, Some(5));
    }

    #[test]
    fn what_was_not_read_is_looked_at_before_failing_checks_and_suspects() {
        let mut text = document(1, "a.pdf", &[("suspect", 1)]);
        let check = |name: &str, verdict: &str, page: u32| {
            json!({ "check": name, "verdict": verdict,
            "terms": [{ "page": null }, { "page": page }] })
        };
        text["checks"] = json!([
            check("a", "fails", 9),
            check("a", "fails", 8),
            check("b", "holds", 2),
            check("c", "not_applicable", 1)
        ]);
        let counted = read(&text);
        assert_eq!((counted.checks, counted.checks_failing(), counted.page), (3, 2, Some(8)));
        let note = |severity: &str, page: Option<u32>| {
            json!({ "severity": severity, "page": page, "message": "m",
            "hint": "h" })
        };
        text["notes"] = json!([
            note("info", Some(1)),
            note("unread", Some(4)),
            note("unread", Some(4)),
            note("unread", None)
        ]);
        let counted = read(&text);
        assert_eq!((counted.unread, counted.page), (2, Some(4)));
        assert_eq!(counted.hints[&Some("h".to_owned())], 3);
    }

    #[test]
    fn a_check_is_of_the_family_of_its_identity() {
        let family = |name| family_of_check(name).map(Family::id);
        assert_eq!(family("income.sum.total=income_expenditure_summary.year_income"), Some("final_accounts"));
        assert_eq!(family("none"), None);
    }
}
