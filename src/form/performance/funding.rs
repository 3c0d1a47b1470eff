//! Reads funding lines: the sources of a project's money, with budget, execution and score.

use super::cells::{amount, cell_over, holds_amount, is_blank, labelled_amounts, money_of};
use super::headings::{Column, Role, is_money, rivalry, unit_of};
use super::sources::{Sources, measure_row};
use crate::form::line::{AmountCell, Line};
use crate::place::Place;
use crate::table::{Cell, Grid, readings_of};
use crate::taxonomy::item_name::item_name;
use crate::taxonomy::{Models, PerformanceWords};
use crate::text::number::has_digit;
use crate::text::plain::plain;

/// What a row of a block gave.
#[derive(Debug)]
pub(super) enum Row {
    Line(Box<Line>),
    /// One with labels and amounts in its cells.
    Lines(Vec<Line>),
    /// Several lines have an amount of it.
    Measures,
    /// Nothing of it is printed.
    Blank,
    /// It is none of the block, which ends.
    Text,
}

/// Makes a line without amounts of the cell that names it.
pub(super) fn named_line(grid: &Grid, cell: Option<&Cell>, path: Vec<String>) -> Line {
    let raw = cell.map(|cell| cell.text().trim().to_owned()).filter(|raw| !raw.is_empty());
    let words = cell.map(Cell::words).filter(|words| !words.trim().is_empty());
    let unplaced = || Place::Box { page: grid.page, rect: cell.map_or(grid.rect, Cell::ink) };
    Line {
        group: 0,
        side: None,
        code: None,
        item: words.as_deref().map(name_of),
        known: cell.and_then(|cell| cell.known.clone()),
        item_raw: raw,
        readings: readings_of(cell),
        line_no: None,
        path,
        scope: None,
        part: None,
        doubt: None,
        amounts: Vec::new(),
        place: cell.and_then(|cell| cell.place).unwrap_or_else(unplaced),
    }
}

/// Square brackets, and characters that no text has in their place.
const BRACKETS: [(char, char); 4] =
    [('[', '\u{E000}'), (']', '\u{E001}'), ('〔', '\u{E002}'), ('〕', '\u{E003}')];

/// Gives a name without layout. Square brackets stand for the year of an official paper (〔2014〕2号) and stay.
fn name_of(words: &str) -> String {
    let set =
        |text: String, from: char, to: char| text.chars().map(|c| if c == from { to } else { c }).collect();
    let kept = BRACKETS.iter().fold(words.to_owned(), |text, (bracket, mark)| set(text, *bracket, *mark));
    BRACKETS.iter().fold(item_name(&kept), |text, (bracket, mark)| set(text, *mark, *bracket))
}

/// Lists the columns of measures that a cell stands under.
pub(super) fn measures_under<'c>(columns: &'c [Column], cell: &Cell) -> Vec<&'c Column> {
    let under = |column: &&Column| {
        let middle = column.mid_x();
        matches!(column.role, Role::Measure { .. }) && cell.rect.x0 <= middle && middle < cell.rect.x1
    };
    columns.iter().filter(under).collect()
}

/// Reads a row below the headings of a funding block, or of the summary of projects; the names of these stand in `labels`, where
/// a heading says so.
pub(super) fn read_line(
    models: &Models,
    grid: &Grid,
    row: usize,
    columns: &[Column],
    body_row: usize,
) -> Row {
    let label = label_of(grid, row, columns, body_row);
    let mut line = named_line(grid, label, Vec::new());
    let mut labelled: Vec<Line> = Vec::new();
    for cell in grid.printed_in_row(row) {
        let under = measures_under(columns, cell);
        match under.as_slice() {
            [] => {}
            [column] => {
                let Role::Measure { measure, unit } = &column.role else { continue };
                if is_blank(models, cell) {
                    continue;
                }
                let mut found = amount(grid, cell, measure, unit.as_deref(), false);
                found.doubt = found.doubt.or_else(|| rivalry(columns, column));
                match labelled_amounts(cell).filter(|_| is_money(measure)) {
                    Some(pairs) => add_labelled(grid, cell, pairs, &found, &mut labelled),
                    None => line.amounts.push(found),
                }
            }
            // Text, or a number that nobody knows the measure of.
            _ if holds_amount(cell) => {
                let measures = "its cell spans the columns of several measures".to_owned();
                let Role::Measure { measure, unit } = &under[0].role else { continue };
                let mut found = amount(grid, cell, measure, unit.as_deref(), false);
                found.doubt.get_or_insert(measures);
                line.amounts.push(found);
            }
            _ if is_blank(models, cell) => {}
            _ => return Row::Text,
        }
    }
    // The first amount of a row that nothing else names may have the name beside it.
    if let ([only], None) = (labelled.as_mut_slice(), &line.item) {
        only.amounts.append(&mut line.amounts);
    }
    match () {
        () if !labelled.is_empty() => {
            labelled.extend((!line.amounts.is_empty()).then_some(line));
            Row::Lines(labelled)
        }
        () if line.amounts.is_empty() => Row::Blank,
        // Words alone, where amounts would stand, are those of another block.
        () if line.amounts.iter().all(|amount| !has_digit(&amount.printed.concat())) => Row::Text,
        () => Row::Line(Box::new(line)),
    }
}

/// Adds the amounts of a cell that have their names beside them, each to the line of its name.
fn add_labelled(
    grid: &Grid,
    cell: &Cell,
    pairs: Vec<(String, String)>,
    like: &AmountCell,
    lines: &mut Vec<Line>,
) {
    for (name, printed) in pairs {
        let found = AmountCell { printed: vec![printed], ..like.clone() };
        let item = name_of(&name);
        let own = lines.iter_mut().find(|line| line.item.as_ref() == Some(&item));
        match own.filter(|line| line.amounts.iter().all(|known| known.measure != found.measure)) {
            Some(line) => line.amounts.push(found),
            None => {
                let line = named_line(grid, Some(cell), Vec::new());
                lines.push(Line {
                    item: Some(item),
                    item_raw: Some(name),
                    known: None,
                    amounts: vec![found],
                    ..line
                });
            }
        }
    }
}

/// Finds the cell that names a row: under the heading of names, else the nearest before the measures that begins below the headings.
fn label_of<'g>(grid: &'g Grid, row: usize, columns: &[Column], body_row: usize) -> Option<&'g Cell> {
    let begins = |cell: &&Cell| cell.row >= body_row && !cell.lines.is_empty();
    let at = |x: f64| cell_over(grid, row, x).filter(begins);
    let headed =
        columns.iter().find(|column| column.role == Role::Label).and_then(|column| at(column.mid_x()));
    let is_headed = |column: &&Column| matches!(column.role, Role::Measure { .. } | Role::Skipped);
    let first = columns.iter().find(is_headed).map_or(grid.rect.x1, |column| column.x.0);
    let middles = grid.xs.windows(2).rev().filter_map(|edges| match edges {
        [from, to] => Some(f64::midpoint(*from, *to)),
        _ => None,
    });
    headed.or_else(|| middles.filter(|middle| *middle < first).find_map(at))
}

/// Reads a row that holds one measure of all sources into their lines.
pub(super) fn read_measures(
    models: &Models,
    words: &PerformanceWords,
    grid: &Grid,
    row: usize,
    sources: &Sources,
    lines: &mut Vec<Line>,
) -> Row {
    let Some((label, measure)) = measure_row(words, grid, row, Some(sources.labels)) else {
        return Row::Text;
    };
    let stated = money_of(models, &plain(&label.words())).filter(|_| is_money(measure));
    let unit = unit_of(measure).map(str::to_owned).or(stated);
    for cell in grid.printed_in_row(row).filter(|cell| cell.rect.x0 >= label.rect.x1 - 1.0) {
        if is_blank(models, cell) {
            continue;
        }
        let middle = cell.rect.mid_x();
        let found = amount(grid, cell, measure, unit.as_deref(), false);
        if let Some(pairs) = labelled_amounts(cell).filter(|_| is_money(measure)) {
            let mut named = lines.split_off(sources.first.min(lines.len()));
            add_labelled(grid, cell, pairs, &found, &mut named);
            lines.append(&mut named);
            continue;
        }
        // A score beside the sources is that of all of them, and may span the rows.
        if let Some((_, scored)) =
            sources.scores.iter().find(|((from, to), _)| *from <= middle && middle < *to)
        {
            let all = lines.get_mut(sources.first);
            let all = all.filter(|all| all.amounts.iter().all(|known| known.measure != *scored));
            if let (Some(all), true) = (all, cell.row == row) {
                let unit = unit_of(scored);
                all.amounts.push(amount(grid, cell, scored, unit, false));
            }
            continue;
        }
        let under = sources.names.iter().position(|((from, to), _)| *from <= middle && middle < *to);
        let Some(line) = under.and_then(|under| lines.get_mut(sources.first + under)) else { continue };
        line.amounts.push(found);
    }
    Row::Measures
}
