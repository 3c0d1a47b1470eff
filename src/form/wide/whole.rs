//! Judges whether tables can be pieces of one.

use std::collections::BTreeSet;

use crate::form::columns::Role;
use crate::form::decide::Candidate;
use crate::table::Grid;
use crate::text::plain::plain;

/// The labels of a table that stand in its first column.
pub(super) fn first_labels(grid: &Grid) -> Vec<String> {
    let cells = grid.cells.iter().filter(|cell| cell.column == 0 && !cell.lines.is_empty());
    cells.map(|cell| plain(&cell.words())).collect()
}

/// Whether two tables begin with the same labels: the second is no piece of the first.
pub(super) fn begins_alike(own: &[String], others: &[String]) -> bool {
    let same = others.iter().filter(|word| own.contains(word)).count();
    same > 1 && 2 * same > others.len()
}

/// Whether every column of a table is known and no measure comes twice beside the same labels.
pub(super) fn is_understood(read: &Candidate<'_>) -> bool {
    let mut seen = BTreeSet::new();
    read.header.columns.iter().all(|column| match &column.role {
        Role::Amount { measure, side, .. } => seen.insert((column.group, side.clone(), measure.clone())),
        Role::Unknown | Role::Nothing => false,
        Role::Code | Role::Item | Role::Line | Role::Part => true,
    })
}
