//! Opens a form: takes what its title, the lines around it and its frame say.

use super::Form;
use super::decide::Candidate;
use super::heading::Heading;
use super::title::Title;
use crate::record::words::{Breakdown, Scope};
use crate::table::{Cell, Grid};
use crate::taxonomy::Models;
use crate::taxonomy::classification::names_of;
use crate::taxonomy::item_name::without_ordinal;
use crate::text::code::is_code_or_part;
use crate::text::number::counting::may_count;
use crate::text::number::is_plain_number;
use crate::text::plain::plain;

/// So many lines with codes of the classification and their names are those of a form.
const FEWEST_CODED: usize = 3;
/// So many lines that are named as 类 are: prose has tables of a few.
const FEWEST_NAMED: usize = 6;

/// Whether a table holds numbers with decimals or separators.
pub(super) fn has_amounts(grid: &Grid) -> bool {
    grid.cells
        .iter()
        .any(|c| c.lines.iter().any(|l| l.text.contains(['.', ',']) && is_plain_number(&plain(&l.text))))
}

/// Whether a table holds lines of official forms: codes with their names in the classification, or the 类 of the summary
/// forms, with amounts beside them.
pub(super) fn looks_official(models: &Models, grid: &Grid) -> bool {
    let (mut coded, mut named) = (0, 0);
    for row in 0..grid.rows() {
        let words: Vec<String> = grid.printed_in_row(row).map(|c| plain(&c.words())).collect();
        if !words.iter().any(|w| is_plain_number(w) && !may_count(w)) {
            continue;
        }
        // A code may stand in one column or in three.
        let parts = words.iter().take_while(|w| is_code_or_part(w)).count();
        let (codes, rest) = words.split_at_checked(parts).unwrap_or_default();
        let name = rest.first().map(String::as_str).unwrap_or_default();
        coded += usize::from(names_of(&codes.concat()).iter().any(|official| official == name));
        named += usize::from(words.iter().any(|w| models.class_codes.contains_key(without_ordinal(w))));
    }
    coded >= FEWEST_CODED || named >= FEWEST_NAMED
}

/// Collects the lines inside the frame above the header: title, department, unit.
pub(super) fn lines_in_frame(grid: &Grid, found: &[Candidate<'_>]) -> Vec<String> {
    let header_row = found.iter().map(|c| c.header.first_row).min().unwrap_or(0);
    let lines = |cell: &Cell| match &cell.known {
        Some(word) => vec![word.clone()],
        None => cell.lines.iter().map(|line| line.text.clone()).collect(),
    };
    (0..header_row).flat_map(|row| grid.printed_in_row(row)).flat_map(lines).collect()
}

/// Makes a form without lines.
pub(super) fn new_form(models: &Models, kind: String, title: Option<Title>, heading: Heading) -> Form {
    let words = title.as_ref().map(|t| plain(&t.printed)).unwrap_or_default();
    let own_year = title.as_ref().and_then(|t| models.years.line_to_year(&t.printed));
    let says = |marks: &[String]| marks.iter().any(|m| words.contains(m.as_str()));
    let marks = &models.wording.heading;
    let scope = match (says(&marks.consolidated), says(&marks.own)) {
        (true, false) => Some(Scope::Consolidated),
        (false, true) => Some(Scope::Own),
        _ => heading.scope,
    };
    Form {
        kind,
        instance: 1,
        scope,
        scope_assumed: false,
        breakdown: says(&marks.by_unit).then_some(Breakdown::ByUnit),
        family: None,
        title: title.map(|t| t.printed),
        form_no: heading.form_no,
        project: None,
        unit: heading.unit,
        unit_assumed: false,
        department: heading.department,
        // The title's own, before that of a line around it.
        fiscal_year: own_year.or(heading.fiscal_year),
        has_columns_of_accounts: false,
        doubts: Vec::new(),
        statements: heading.statements,
        pages: Vec::new(),
        lines: Vec::new(),
        totals: Vec::new(),
        grids: Vec::new(),
        readings: Vec::new(),
    }
}
