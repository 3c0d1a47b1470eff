//! Turns a result, or a failure, into rows of the tables.

use super::cell::{CellValue, row_to_cells};
use super::document::{WholeDocument, unread};
use super::fields::tables;
use super::neighbours::Marked;
use super::notes::notes_to_rows;
use super::performance::{is_money, is_performance, line_to_row};
use super::region_codes::RegionCodes;
use super::repeats::{Mark, whose};
use super::results::Fault;
use super::row::{RecordRow, Value};
use crate::batch::{Entry, Failure};
use crate::page::Origin;
use crate::record::Region;
use crate::record::words::written;

/// Number of the tables.
pub(super) const TABLES: usize = 6;

/// Rows of one document, by table.
#[derive(Debug, Default)]
pub(super) struct Rows<'a> {
    pub(super) facts: Vec<RecordRow<'a>>,
    pub(super) figures: Vec<RecordRow<'a>>,
    pub(super) checks: Vec<RecordRow<'a>>,
    pub(super) performance: Vec<RecordRow<'a>>,
    pub(super) documents: Vec<RecordRow<'a>>,
    pub(super) notes: Vec<RecordRow<'a>>,
}

impl Rows<'_> {
    /// Makes the cells of all rows, by table.
    pub(super) fn into_cells(self) -> [Vec<Vec<CellValue>>; TABLES] {
        let mut tables = tables().iter();
        let rows = [self.facts, self.figures, self.checks, self.performance, self.documents, self.notes];
        rows.map(|rows| {
            let fields = tables.next().map_or(&[][..], |table| &table.fields);
            rows.iter().map(|row| row_to_cells(fields, row)).collect()
        })
    }
}

/// Cause of failures that `errors.jsonl` does not have: the result is not there, or cannot be used.
const NO_RESULT: &str = "result";

/// Turns a result into its rows.
pub(super) fn document_to_rows<'a>(
    document: WholeDocument<'a>,
    Marked { marks, is_told }: Marked,
) -> Rows<'a> {
    let row = document_row(&document, &marks);
    let notes = notes_to_rows(&document);
    let codes = RegionCodes::find(document.region.as_ref(), document.fiscal_year);
    // The facts of a document have its place in them.
    let told = document.region.as_ref().filter(|_| is_told).map(region);
    let (mut facts, mut performance) = (Vec::new(), Vec::new());
    for (form, mark) in document.forms.into_iter().zip(marks) {
        let is_performance = is_performance(&form.kind);
        for line in form.lines {
            let line: Vec<RecordRow<'a>> =
                line.facts.into_iter().map(|fact| marked(fact, mark, &codes, told.as_ref())).collect();
            if is_performance {
                performance.extend(line_to_row(&line));
            }
            // No one is to add up scores: of performance tables money alone is an amount.
            facts.extend(line.into_iter().filter(|fact| !is_performance || is_money(fact)));
        }
    }
    let (figures, checks) = (document.figures, document.checks);
    Rows { facts, figures, checks, performance, documents: vec![row], notes }
}

/// Says of a fact where the code of its region leads, and what would count twice. A region that was `told` stands in the place
/// of its own.
fn marked<'a>(
    mut fact: RecordRow<'a>,
    mark: Mark,
    codes: &RegionCodes,
    told: Option<&Value<'static>>,
) -> RecordRow<'a> {
    if let Some(told) = told {
        fact.set("region", told.clone());
    }
    codes.add_to(&mut fact);
    fact.add("same_documents", mark.documents);
    fact.add("is_first", mark.is_first);
    fact
}

fn document_row(document: &WholeDocument, marks: &[Mark]) -> RecordRow<'static> {
    let of_status =
        |status| document.facts().filter(|fact| fact.text("status") == Some(status)).count() as u64;
    let failing =
        document.checks.iter().filter(|check| check.text("verdict") == Some("fails")).count() as u64;
    let scans = document.pages.iter().filter(|page| page.origin == Origin::Scan).count() as u64;
    let mut row = RecordRow::default();
    row.add("document", document.document.as_str());
    row.add("outcome", "read");
    row.add("source", document.source.as_str());
    row.add("sources", document.sources.clone());
    row.add("family", written(document.family));
    row.add("department", document.department.clone());
    row.add("parent_department", document.parent_department.clone());
    row.add("fiscal_year", document.fiscal_year.map(u64::from));
    row.add("region", document.region.as_ref().map(region));
    RegionCodes::find(document.region.as_ref(), document.fiscal_year).add_to(&mut row);
    row.add("unit", document.unit.clone());
    row.add("pages", document.pages.len() as u64);
    row.add("scans", scans);
    row.add("forms", document.forms.iter().filter(|form| form.is_official()).count() as u64);
    row.add("facts", document.facts().count() as u64);
    for status in ["verified", "suspect", "repaired"] {
        row.add(status, of_status(status));
    }
    row.add("figures", document.figures.len() as u64);
    row.add("checks", document.checks.len() as u64);
    row.add("checks_failing", failing);
    row.add("incomplete", document.is_incomplete());
    row.add("unread", unread(&document.notes));
    row.add("program", format!("{} {}", document.program.name, document.program.version));
    row.add("same_documents", marks.iter().filter_map(|mark| mark.documents).max());
    row.add("is_first", is_first(document, marks));
    row
}

/// Whether no other document comes first for one of its forms; forms that stand twice in it do not matter.
fn is_first(document: &WholeDocument, marks: &[Mark]) -> bool {
    let with_facts = document.forms.iter().zip(marks).filter(|(form, _)| form.facts().next().is_some());
    let mut of_form = std::collections::BTreeMap::new();
    for (form, mark) in with_facts {
        let printed = (&form.kind, &form.scope, &form.breakdown, &form.project, whose(document, form));
        *of_form.entry(printed).or_insert(false) |= mark.is_first;
    }
    of_form.into_values().all(|is_first| is_first)
}

fn region(region: &Region) -> Value<'static> {
    let mut row = RecordRow::default();
    row.add("name", region.name.clone());
    row.add("code", region.code.clone());
    row.add("level", written(region.level));
    row.add("source", written(region.source));
    Value::Row(row)
}

/// Turns a failure into its row.
pub(super) fn failure_to_row(failure: &Failure) -> RecordRow<'static> {
    let mut row = failed(failure.document.as_deref(), &failure.sources);
    row.add("program", failure.stamp.program.as_str());
    row.add("cause", failure.cause.as_str());
    row.add("message", failure.message.as_str());
    row.add("remedy", failure.remedy.as_str());
    row
}

/// Turns a result that cannot be used into its row; `entry` is its line of the index.
pub(super) fn fault_to_row(sha256: &str, entry: Option<&Entry>, fault: &Fault) -> RecordRow<'static> {
    let mut row = failed(Some(sha256), entry.map_or(&[], |entry| &entry.sources));
    row.add("cause", NO_RESULT);
    // Without the folder, whose name differs from machine to machine.
    row.add("message", format!("{}: {}", crate::batch::record::result_path(sha256), fault.message));
    row.add("remedy", fault.remedy);
    row
}

fn failed(document: Option<&str>, sources: &[String]) -> RecordRow<'static> {
    let mut row = RecordRow::default();
    row.add("document", document);
    row.add("outcome", "failed");
    row.add("source", sources.first().cloned());
    row.add("sources", sources.to_vec());
    row
}
