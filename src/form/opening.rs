//! Opens a form: takes what its title, the lines around it and its frame say.

use super::Form;
use super::decide::Candidate;
use super::heading::{Heading, line_to_year};
use super::title::Title;
use crate::record::words::{Breakdown, Scope};
use crate::table::{Cell, Grid};
use crate::taxonomy::Models;
use crate::text::number::is_plain_number;
use crate::text::plain::plain;

/// Whether a table holds numbers with decimals or separators.
pub(super) fn has_amounts(grid: &Grid) -> bool {
    grid.cells
        .iter()
        .any(|c| c.lines.iter().any(|l| l.text.contains(['.', ',']) && is_plain_number(&plain(&l.text))))
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
    let own_year = title.as_ref().and_then(|t| line_to_year(&t.printed));
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
        breakdown: says(&marks.by_unit).then_some(Breakdown::ByUnit),
        family: None,
        title: title.map(|t| t.printed),
        form_no: heading.form_no,
        unit: heading.unit,
        unit_assumed: false,
        department: heading.department,
        // The title's own, before that of a line around it.
        fiscal_year: own_year.or(heading.fiscal_year),
        doubts: Vec::new(),
        statements: heading.statements,
        pages: Vec::new(),
        lines: Vec::new(),
        grids: Vec::new(),
        readings: Vec::new(),
    }
}
