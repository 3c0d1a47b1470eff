//! Reads funding blocks of pairs: a label with its amount beside it, and beside both the same for another measure
//! (预算数：3.65, 执行数：3.65; below it 其中：财政资金 3.65, 其中：财政资金 3.65).

use super::cells::{amount, cell_over, heading, holds_amount, is_blank};
use super::funding::named_line;
use super::headings::{is_money, measure_of_funding};
use crate::form::line::Line;
use crate::table::{Cell, Grid};
use crate::taxonomy::{Models, PerformanceWords};

/// Fewest measures that stand side by side.
const FEWEST: usize = 2;

/// Labels and amounts of one measure, by where they stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    label: f64,
    value: f64,
    measure: String,
}

/// Finds the pairs that begin in a row; `None` where no measures of money have amounts beside them.
pub(super) fn pairs_at(words: &PerformanceWords, grid: &Grid, row: usize) -> Option<Vec<Pair>> {
    let measure = |cell: &Cell| measure_of_funding(words, &heading(cell)).filter(|measure| is_money(measure));
    let mut pairs: Vec<Pair> = Vec::new();
    let mut amounts = 0;
    for label in grid.printed_in_row(row) {
        let Some(measure) = measure(label) else { continue };
        let value = grid.cell_at(row, label.column + label.columns)?;
        let is_value = value.row == row && (value.lines.is_empty() || holds_amount(value));
        if !is_value || pairs.iter().any(|pair| pair.measure == measure) {
            return None;
        }
        amounts += usize::from(holds_amount(value));
        let (label, value) = (label.rect.mid_x(), value.rect.mid_x());
        pairs.push(Pair { label, value, measure: measure.to_owned() });
    }
    (pairs.len() >= FEWEST && amounts > 0).then_some(pairs)
}

/// Reads the lines of a row: labels that are alike are one line. `None` where the block has ended.
pub(super) fn read_pairs(models: &Models, grid: &Grid, row: usize, pairs: &[Pair]) -> Option<Vec<Line>> {
    let own = |x: f64| cell_over(grid, row, x).filter(|cell| cell.row == row && !cell.lines.is_empty());
    let mut lines: Vec<Line> = Vec::new();
    let mut has_label = false;
    for pair in pairs {
        let Some(label) = own(pair.label) else { continue };
        let value = own(pair.value);
        // A cell over label and value is text.
        if value.is_some_and(|value| std::ptr::eq(value, label)) {
            return None;
        }
        has_label = true;
        let Some(value) = value.filter(|value| !is_blank(models, value)) else { continue };
        let line = named_line(grid, Some(label), Vec::new());
        let found = amount(grid, value, &pair.measure, None, false);
        match lines.iter_mut().find(|known| known.item == line.item) {
            Some(known) => known.amounts.push(found),
            None => lines.push(Line { amounts: vec![found], ..line }),
        }
    }
    has_label.then_some(lines)
}
