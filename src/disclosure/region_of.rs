//! Gathers what a document says of its place, for `region`.

use crate::form::Forms;
use crate::place::Note;
use crate::record::Region;
use crate::region::{Evidence, find_region};
use crate::source::Source;
use crate::table::PageTables;
use crate::taxonomy::models;

/// Finds the region of a document and its code, with what there is to say of it: from the department, the path, or the
/// first lines of the cover.
pub(super) fn tables_to_region(
    source: &Source,
    tables: &[PageTables],
    forms: &Forms,
) -> Option<(Region, Option<Note>)> {
    let pages: Vec<Vec<&str>> =
        tables.iter().map(|page| page.lines.iter().map(|line| line.text.as_str()).collect()).collect();
    let mut titles: Vec<&str> = pages.first().cloned().unwrap_or_default();
    // Titles of a whole government's forms name its place behind the year: 2023年山东省一般公共预算收入决算表.
    let of_whole = forms.forms.iter().filter(|form| models().is_of_whole_place(&form.kind));
    let of_whole = of_whole.filter_map(|form| form.title.as_deref());
    let behind_year = of_whole.map(|title| title.split_once('年').map_or(title, |(_, behind)| behind));
    titles.extend(behind_year.filter(|title| models().regions.begins_with_known(title)));
    let departments = forms.forms.iter().filter_map(|form| form.department.as_deref());
    let departments: Vec<&str> = departments.collect();
    let evidence = Evidence {
        department: forms.department.as_deref(),
        departments: &departments,
        path: &source.name,
        titles: &titles,
        pages: &pages,
    };
    find_region(&evidence, forms.fiscal_year)
}
