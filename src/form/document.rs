//! Reads what the document says of itself: of which family and year it is, whose, and in which units.

use super::departments::find_department;
use super::families::tell_families;
use super::forms::{Form, Forms};
use super::stitch::number_instances;
use super::units::assign_units;
use super::years::assign_years;
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
    let family = tell_families(models, &cover, &mut forms, &mut notes);
    let department = find_department(models, &pages, &mut forms, &mut notes);
    let fiscal_year = assign_years(models, &pages, &mut forms);
    assign_units(&mut forms, &mut notes);
    number_instances(&mut forms);
    Forms { family, department, fiscal_year, forms, text_is_doubted: false, notes }
}
