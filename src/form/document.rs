//! Reads what the document says of itself: of which family and year it is, whose, and in which units.

use super::departments::find_department;
use super::dividers::find_dividers;
use super::families::tell_families;
use super::forms::{Form, Forms};
use super::parent::find_parent;
use super::rests::doubt_rests;
use super::statements::Stated;
use super::stitch::number_instances;
use super::unit_words::units_of_all_forms;
use super::units::assign_units;
use super::years::{assign_years, cover_lines};
use crate::place::{Note, Severity};
use crate::table::PageTables;
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// The cover and what follows it say what a document is; tables of contents and prose come later.
const COVER_PAGES: usize = 2;

/// Finds the family, the department and the year of a document, and gives its forms their own, units and numbers.
pub(super) fn describe(models: &Models, tables: &[PageTables], mut forms: Vec<Form>) -> Forms {
    let mut notes = Vec::new();
    let page_words = |t: &PageTables| t.lines.iter().map(|l| plain(l.words())).collect::<Vec<_>>();
    let pages: Vec<Vec<String>> = tables.iter().take(COVER_PAGES).map(page_words).collect();
    let cover = pages.concat();
    let dividers = find_dividers(tables);
    let family = tell_families(models, &cover, &dividers, &mut forms, &mut notes);
    let wraps = tables.iter().all(|page| page.size.is_some());
    let department = find_department(models, (&pages, wraps), &mut forms, &mut notes);
    let covers: Vec<Vec<String>> =
        tables.iter().take(COVER_PAGES).map(|page| cover_lines(models, page)).collect();
    let fiscal_year = assign_years(models, &covers, &dividers, &mut forms);
    let has_facts = forms.iter().any(|form| form.is_official() && !form.lines.is_empty());
    if fiscal_year.is_none() && has_facts {
        // Amounts of no year are of no use to whoever compares years: it is missing, not odd.
        let message = "no year of the accounts is known: neither the cover nor a form names one";
        let note = Note::on_document(Severity::Unread, message);
        notes.push(note.hint("look at the cover: all amounts lack their year"));
    }
    assign_units(&units_before_forms(models, tables), &mut forms, &mut notes);
    doubt_rests(models, &mut forms);
    number_instances(&mut forms);
    let parent_department = find_parent(models, tables, department.as_deref());
    Forms { family, department, parent_department, fiscal_year, forms, text_is_doubted: false, notes }
}

/// Collects the units that the cover and the page behind it state for all forms, where no table stands on them.
fn units_before_forms(models: &Models, tables: &[PageTables]) -> Vec<Stated<String>> {
    let pages = tables.iter().take(COVER_PAGES).take_while(|page| page.grids.is_empty());
    let lines = pages.flat_map(|page| &page.lines).map(|line| line.words());
    let stated = lines.flat_map(|line| {
        let units = units_of_all_forms(models, line).into_iter();
        units.map(move |value| Stated { value, words: line.trim().to_owned() })
    });
    stated.collect()
}
