//! Reads indicator lines: an indicator with its target, its actual value, its weight and its score, under its levels.

use super::cells::{amount, cell_over, holds_amount, is_blank};
use super::funding::{Row, measures_under, named_line};
use super::headings::{Column, DEEPEST, Role, is_money, is_text, rivalry};
use super::levels::Levels;
use crate::form::line::Line;
use crate::table::{Cell, Grid};
use crate::taxonomy::{Models, PerformanceWords, SummedLine};
use crate::text::plain::plain;

const CUT: &str = "the end of a page cuts its row";
const NO_NAME: &str = "no indicator is named in its row";

/// The columns of an indicator block.
pub(super) struct Names<'c> {
    /// The levels over the indicators, from the first.
    pub(super) levels: Vec<&'c Column>,
    pub(super) item: Option<&'c Column>,
}

/// Tells which column names the indicators: that of the deepest level.
pub(super) fn names(columns: &[Column]) -> Names<'_> {
    let mut named: Vec<(usize, &Column)> = columns
        .iter()
        .filter_map(|column| match column.role {
            Role::Level(level) => Some((level, column)),
            _ => None,
        })
        .collect();
    // A heading that nothing numbers names the indicators where it stands behind the levels; before them it is a section.
    let last = named.iter().filter(|(level, _)| *level != DEEPEST).map(|(_, c)| c.x.0).reduce(f64::max);
    named.retain(|(level, column)| *level != DEEPEST || last.is_none_or(|last| column.x.0 > last));
    named.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.x.0.total_cmp(&b.1.x.0)));
    let item = named.pop().map(|(_, column)| column);
    Names { levels: named.into_iter().map(|(_, column)| column).collect(), item }
}

/// What is read of a row.
pub(super) struct Read {
    pub(super) row: Row,
    /// It sums up scores, and is no line.
    pub(super) total: Option<SummedLine>,
}

/// Reads a row of an indicator block. `is_first` says that it is the first of a table that goes on with the one before.
#[allow(clippy::too_many_arguments)] // what one row is read with
pub(super) fn read_row(
    models: &Models,
    words: &PerformanceWords,
    grid: &Grid,
    row: usize,
    columns: &[Column],
    levels: &mut Levels,
    lines: &mut [Line],
    is_first: bool,
) -> Read {
    let names = names(columns);
    let item = names.item.and_then(|column| cell_over(grid, row, column.mid_x()));
    let first = grid.printed_in_row(row).next();
    let label = item.filter(|cell| !cell.lines.is_empty()).or(first);
    let total =
        label.and_then(|cell| total_of(words, cell)).or_else(|| first.and_then(|cell| total_of(words, cell)));
    let mut line = named_line(grid, item, Vec::new());
    // Text may stand in one cell under the name and the measures.
    let mut is_of_text = total.is_none() && item.is_some_and(|item| measures_under(columns, item).len() > 1);
    for cell in grid.printed_in_row(row).filter(|cell| item.is_none_or(|item| !std::ptr::eq(*cell, item))) {
        let under = measures_under(columns, cell);
        let column = match under.as_slice() {
            [] => continue,
            [column] => column,
            // A total may stand in one cell under several columns.
            [.., last] if total.is_some() => last,
            _ => {
                is_of_text |= !is_blank(models, cell);
                continue;
            }
        };
        let Role::Measure { measure, unit } = &column.role else { continue };
        if !is_blank(models, cell) {
            let mut found = amount(grid, cell, measure, unit.as_deref(), is_text(measure));
            found.doubt = found.doubt.or_else(|| rivalry(columns, column));
            line.amounts.push(found);
        }
    }
    if is_of_text {
        return Read { row: Row::Text, total: None };
    }
    if total.is_some() {
        return Read { row: Row::Line(Box::new(line)), total };
    }
    line.path = levels.of_row(grid, row, &names.levels, is_first, item, lines);
    if is_first && complete_last(&mut line, lines) {
        return Read { row: Row::Blank, total: None };
    }
    if line.amounts.is_empty() && line.item.is_none() {
        return Read { row: Row::Blank, total: None };
    }
    line.doubt = doubt_of(grid, row, columns, &names, item);
    Read { row: Row::Line(Box::new(line)), total: None }
}

/// Reads the total of all scores below the funding lines, where these stand behind the indicators; `None` where a row is none, or
/// sums up money.
pub(super) fn read_total_below_funding(
    models: &Models,
    words: &PerformanceWords,
    grid: &Grid,
    row: usize,
    columns: &[Column],
) -> Option<Line> {
    let label = grid.printed_in_row(row).next()?;
    if total_of(words, label) != Some(SummedLine::Total) {
        return None;
    }
    let mut line = named_line(grid, Some(label), SummedLine::Total.path());
    for cell in grid.printed_in_row(row).skip(1).filter(|cell| !is_blank(models, cell)) {
        let under = measures_under(columns, cell);
        let Some(Role::Measure { measure, unit }) = under.last().map(|column| &column.role) else { continue };
        if is_money(measure) {
            return None;
        }
        line.amounts.push(amount(grid, cell, measure, unit.as_deref(), false));
    }
    (!line.amounts.is_empty()).then_some(line)
}

/// Says why the name of an indicator may be another: it is none, or words stand between it and the measures that no heading
/// explains.
fn doubt_of(
    grid: &Grid,
    row: usize,
    columns: &[Column],
    names: &Names,
    item: Option<&Cell>,
) -> Option<String> {
    let Some(item) = item.filter(|item| !item.lines.is_empty()) else { return Some(NO_NAME.to_owned()) };
    if holds_amount(item) {
        return Some(format!("its name is a number: {}", item.text().trim()));
    }
    let first = columns.iter().find(|column| matches!(column.role, Role::Measure { .. }))?;
    let own = names.item?;
    let is_between =
        |column: &&Column| column.role == Role::Unknown && own.x.0 < column.x.0 && column.x.0 < first.x.0;
    let mut between = columns.iter().filter(is_between);
    let unexplained = between.find(|column| {
        let cell = cell_over(grid, row, column.mid_x()).filter(|cell| !std::ptr::eq(*cell, item));
        cell.is_some_and(|cell| !cell.lines.is_empty())
    })?;
    Some(format!("beside its name stands what no known heading explains: {}", unexplained.text))
}

fn total_of(words: &PerformanceWords, cell: &Cell) -> Option<SummedLine> {
    let label = plain(&cell.words());
    let label = label.trim_end_matches('：');
    match () {
        () if words.totals.whole.is_match(label) => Some(SummedLine::Total),
        () if words.totals.part.is_match(label) => Some(SummedLine::Part),
        () => None,
    }
}

/// Completes the last line of the page before with the rest of its row; `true` where the row is that rest.
fn complete_last(line: &mut Line, lines: &mut [Line]) -> bool {
    let Some(last) = lines.last_mut() else { return false };
    let is_rest_of_name = line.item.is_some() && line.amounts.is_empty();
    let is_rest_of_values = line.item.is_none() && !line.amounts.is_empty();
    if !(is_rest_of_name || is_rest_of_values) {
        return false;
    }
    if let Some(rest) = line.item.take() {
        let item = last.item.get_or_insert_default();
        item.push_str(&rest);
        let raw = last.item_raw.get_or_insert_default();
        raw.push_str(line.item_raw.as_deref().unwrap_or_default());
        last.readings.append(&mut line.readings);
    }
    for mut found in line.amounts.drain(..) {
        match last.amounts.iter_mut().find(|own| own.measure == found.measure) {
            Some(own) => own.printed.append(&mut found.printed),
            None => last.amounts.push(found),
        }
    }
    last.doubt.get_or_insert_with(|| CUT.to_owned());
    true
}
