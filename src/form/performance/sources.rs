//! Finds funding blocks whose measures stand in the rows: the row above them names the sources of the money.

use super::cells::{heading, holds_amount};
use super::headings::{is_money, measure_of_funding};
use crate::table::{Cell, Grid};
use crate::taxonomy::PerformanceWords;

/// So many rows below name measures.
const FEWEST_MEASURES: usize = 2;

/// The sources of a funding block, each with where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sources {
    pub(super) names: Vec<((f64, f64), Cell)>,
    /// The column of the measures.
    pub(super) labels: (f64, f64),
    /// Columns of what measures all of them, with the measure: 得分.
    pub(super) scores: Vec<((f64, f64), String)>,
    /// The number of the first of their lines.
    pub(super) first: usize,
}

/// Finds the sources that a row names; `None` where no rows of measures follow.
pub(super) fn sources_at(words: &PerformanceWords, grid: &Grid, row: usize) -> Option<Sources> {
    let below: Vec<&Cell> =
        (row + 1..grid.rows()).map_while(|row| measure_row(words, grid, row).map(|(cell, _)| cell)).collect();
    let named = below.iter().filter(|cell| measure_of_funding(words, &heading(cell)).is_some_and(is_money));
    if named.count() < FEWEST_MEASURES {
        return None;
    }
    let label = below.first()?;
    let cells: Vec<&Cell> =
        grid.printed_in_row(row).filter(|cell| cell.rect.x0 >= label.rect.x1 - 1.0).collect();
    let measure = |cell: &Cell| measure_of_funding(words, &heading(cell));
    let (scores, names): (Vec<&Cell>, Vec<&Cell>) =
        cells.into_iter().partition(|cell| measure(cell).is_some_and(|measure| !is_money(measure)));
    let is_name = |cell: &&Cell| !holds_amount(cell) && measure(cell).is_none();
    if names.is_empty() || !names.iter().all(is_name) {
        return None;
    }
    let over = |cell: &Cell| (cell.rect.x0, cell.rect.x1);
    let names = names.into_iter().map(|cell| (over(cell), cell.clone())).collect();
    let scores = scores.into_iter().filter_map(|cell| Some((over(cell), measure(cell)?.to_owned())));
    Some(Sources { names, labels: over(label), scores: scores.collect(), first: 0 })
}

/// Finds the cell that names the measure of a row, and the measure: it is the only one, and numbers stand behind it.
pub(super) fn measure_row<'g>(
    words: &'g PerformanceWords,
    grid: &'g Grid,
    row: usize,
) -> Option<(&'g Cell, &'g str)> {
    let mut named =
        grid.printed_in_row(row).filter_map(|cell| Some((cell, measure_of_funding(words, &heading(cell))?)));
    let (label, measure) = named.next()?;
    let behind = |cell: &&Cell| cell.rect.x0 >= label.rect.x1 - 1.0;
    let is_one = named.next().is_none();
    let numbers = grid.printed_in_row(row).filter(behind).any(holds_amount);
    (is_one && numbers).then_some((label, measure))
}
