//! Makes rows of the forms of a document, which a program that holds its result may want as tables.

use super::cell::{CellValue, row_to_cells};
use super::document::{WholeDocument, department};
use super::fields::document_tables;
use super::repeats::Mark;
use super::row::{RecordRow, Value};
use crate::record::words::written;

/// Makes the cells of the rows of forms; `marks` has one for each form.
pub(super) fn document_to_details(document: &WholeDocument, marks: &[Mark]) -> Vec<Vec<CellValue>> {
    let fields = document_tables().first().map_or(&[][..], |table| &table.fields);
    let rows = document.forms.iter().zip(marks).map(|of| form_row(document, of));
    rows.map(|row| row_to_cells(fields, &row)).collect()
}

type Form<'a> = crate::record::Form<RecordRow<'a>, serde::de::IgnoredAny>;

fn form_row<'a>(document: &'a WholeDocument, (form, mark): (&'a Form<'_>, &Mark)) -> RecordRow<'a> {
    let suspects = form.facts().filter(|fact| fact.text("status") == Some("suspect")).count();
    let pages: Vec<Value> = form.pages.iter().map(|page| Value::Integer(i64::from(*page))).collect();
    let mut row = RecordRow::default();
    row.add("document", document.document.as_str());
    row.add("family", written(form.family.or(document.family)));
    row.add("form", form.kind.as_str());
    row.add("instance", u64::from(form.instance));
    row.add("scope", written(form.scope));
    row.add("breakdown", written(form.breakdown));
    row.add("department", department(form).map(str::to_owned));
    row.add("fiscal_year", form.fiscal_year.or(document.fiscal_year).map(u64::from));
    row.add("title", form.title.as_deref());
    row.add("form_no", form.form_no.as_deref());
    row.add("unit", form.unit.as_deref());
    row.add("project", form.project.as_deref());
    row.add("pages", Value::List(pages));
    row.add("lines", form.lines.len() as u64);
    row.add("facts", form.facts().count() as u64);
    row.add("suspect", suspects as u64);
    row.add("is_first", mark.is_first);
    row
}
