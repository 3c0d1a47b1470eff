//! Asks the cells of a performance table: what is printed in a row, what covers a place, what is blank.

use crate::form::line::AmountCell;
use crate::form::unit_words::{labelled_unit, money_name};
use crate::page::Doubt;
use crate::place::Place;
use crate::table::{Cell, Grid};
use crate::taxonomy::Models;
use crate::text::number::{has_digit, is_amount_like, is_closing, is_opening, is_percent};
use crate::text::plain::plain;

const COLONS: [char; 2] = ['：', ':'];

/// Gives the wording of a heading: without what stands in brackets and without a colon behind it.
pub(super) fn heading(cell: &Cell) -> String {
    without_brackets(&plain(&cell.words()))
}

/// Removes what stands in brackets, and a colon at the end.
pub(super) fn without_brackets(words: &str) -> String {
    let mut depth = 0_usize;
    let mut rest = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            c if is_opening(c) => depth += 1,
            c if is_closing(c) => depth = depth.saturating_sub(1),
            c if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    // A heading that is nothing but a bracket says what stands in it.
    if rest.is_empty() { words.to_owned() } else { rest.trim_end_matches('：').to_owned() }
}

/// Reads the unit of money that a heading or a label states in brackets or behind a label.
pub(super) fn money_of(models: &Models, words: &str) -> Option<String> {
    let inside = words.split(is_opening).skip(1).filter_map(|rest| rest.split(is_closing).next());
    let bracketed = inside.filter_map(|unit| {
        money_name(models, unit).or_else(|| labelled_unit(models, unit)).filter(|_| unit.chars().count() < 12)
    });
    bracketed.last().or_else(|| labelled_unit(models, words))
}

/// Finds the cell that covers a row and a place.
pub(super) fn cell_over(grid: &Grid, row: usize, x: f64) -> Option<&Cell> {
    let column = grid.xs.windows(2).position(|edges| matches!(edges, [from, to] if *from <= x && x < *to))?;
    grid.cell_at(row, column)
}

/// Whether a cell says that nothing is reported.
pub(super) fn is_blank(models: &Models, cell: &Cell) -> bool {
    let words = plain(&cell.words());
    let blanks = &models.wording.blanks;
    words.chars().all(|c| blanks.dashes.contains(c)) || blanks.marks.contains(&words)
}

/// Whether a number stands in a cell, alone or with a sign of percent.
pub(super) fn holds_amount(cell: &Cell) -> bool {
    is_amount_like(plain(&cell.words()).trim_end_matches(is_percent))
}

/// Reads the labels and amounts that stand in one cell (一般公共预算：796.40), each as name and amount as printed; a line may end
/// behind the label. `None` where anything else stands there.
pub(super) fn labelled_amounts(cell: &Cell) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut text = String::new();
    for line in &cell.lines {
        text.push_str(line.text.trim());
        let Some((name, value)) = text.split_once(COLONS) else { continue };
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || has_digit(name) {
            return None;
        }
        if is_amount_like(value) {
            found.push((name.to_owned(), value.to_owned()));
            text.clear();
        }
    }
    (text.is_empty() && !found.is_empty()).then_some(found)
}

/// Makes the printed amount of a cell.
pub(super) fn amount(
    grid: &Grid,
    cell: &Cell,
    measure: &str,
    unit: Option<&str>,
    is_text: bool,
) -> AmountCell {
    let printed: Vec<String> = cell.lines.iter().map(|line| line.text.trim().to_owned()).collect();
    // A weight may be a share.
    let is_share = || printed.last().is_some_and(|line| line.ends_with(is_percent));
    let unit = if unit.is_some_and(|unit| unit == SCORE) && is_share() { Some(PERCENT) } else { unit };
    AmountCell {
        measure: measure.to_owned(),
        unit: unit.map(str::to_owned),
        printed,
        fills: false,
        place: cell.place.unwrap_or(Place::Box { page: grid.page, rect: cell.ink() }),
        overrun: cell.overrun,
        row_doubted: cell.row_doubted,
        cut: cell.is_cut(),
        doubt: cell.doubt().map(Doubt::reason),
        is_text,
        readings: cell.readings(),
    }
}

/// The units of scores and rates.
pub(super) const SCORE: &str = "分";
pub(super) const PERCENT: &str = "%";
