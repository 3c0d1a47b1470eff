//! Parts boxes that are one only because a side is missing between them: their neighbours are ruled, and each of their
//! words stands in a row, or a column, of its own.
//!
//! A box is parted only where it holds numbers: a header that stands over several rows or columns has none.

use super::deal::Dealt;
use super::lattice::{Box, Lattice};
use super::words::{Word, words_to_levels};
use crate::geom::Rect;
use crate::text::number::{begins_number, is_number_or_blank, is_separator};

/// Largest distance of a line from the middle of its row, as a share of the row's height.
const CENTRED: f64 = 0.3;
/// Least share of the other rows in which the boundary of two columns is ruled.
const RULED: f64 = 0.7;
/// A number in one of two columns is at least this far from the middle of both, as a share of their width.
const OFF_CENTRE: f64 = 0.1;
/// Words of two columns stand at least this far apart, in em.
const APART_EM: f64 = 0.3;

/// Parts such boxes of a lattice, with their words.
pub(super) fn part_where_sides_are_missing(lattice: Lattice, dealt: Vec<Dealt>) -> (Lattice, Vec<Dealt>) {
    let mut boxes = Vec::new();
    let mut words = Vec::new();
    for (cell, own) in lattice.boxes.iter().zip(dealt) {
        let rows = if cell.rows > 1 && holds_number(&own.words) {
            rows_of(&lattice, cell, &own.words)
        } else {
            None
        };
        let columns = if rows.is_none() && cell.rows == 1 && cell.columns > 1 && holds_number(&own.words) {
            columns_of(&lattice, cell, &own.words)
        } else {
            None
        };
        let Some(parts) = rows.or(columns) else {
            boxes.push(*cell);
            words.push(own);
            continue;
        };
        for part in parts {
            let rect = lattice.rect(&part);
            let inside = |w: &&Word| rect.contains(w.rect.mid_x(), w.rect.mid_y());
            words.push(Dealt {
                words: own.words.iter().filter(inside).cloned().collect(),
                overrun: own.overrun,
                row_doubted: own.row_doubted,
            });
            boxes.push(part);
        }
    }
    (Lattice::from_boxes(lattice.xs, lattice.ys, boxes), words)
}

fn stands_for_amount(word: &Word) -> bool {
    is_number_or_blank(word.chars())
}

fn holds_number(words: &[Word]) -> bool {
    words.iter().any(stands_for_amount)
}

/// Parts a box into its rows where each of its lines is a whole number in the middle of one of them.
fn rows_of(lattice: &Lattice, cell: &Box, words: &[Word]) -> Option<Vec<Box>> {
    let rows: Vec<Box> = (cell.row..cell.row + cell.rows).map(|row| Box { row, rows: 1, ..*cell }).collect();
    let mut taken = vec![false; rows.len()];
    for line in words_to_levels(words.to_vec()) {
        let rect = Rect::hull(line.iter().map(|w| w.rect))?;
        let (own, row) = rows
            .iter()
            .map(|r| lattice.rect(r))
            .enumerate()
            .find(|(_, r)| (rect.mid_y() - r.mid_y()).abs() <= CENTRED * r.height())?;
        let text: String = line.iter().flat_map(Word::chars).collect();
        let whole =
            is_number_or_blank(text.chars()) && !begins_number(&text) && !text.ends_with(is_separator);
        if !whole || std::mem::replace(taken.get_mut(own)?, true) || row.height() < rect.height() {
            return None;
        }
    }
    let whole = lattice.rect(cell);
    let ink = Rect::hull(words.iter().map(|w| w.rect))?;
    let height = rows.first().map_or(0.0, |r| lattice.rect(r).height());
    // What stands in the middle of the whole box belongs to all of it.
    let in_one = taken.iter().filter(|t| **t).count() == 1;
    (!in_one || (ink.mid_y() - whole.mid_y()).abs() > CENTRED * height).then_some(rows)
}

/// Parts a box into its columns where a number stands in one by itself and most other rows are ruled between them.
fn columns_of(lattice: &Lattice, cell: &Box, words: &[Word]) -> Option<Vec<Box>> {
    let edges: Vec<usize> = (cell.column + 1..cell.column + cell.columns)
        .filter(|edge| is_mostly_ruled(lattice, cell, *edge))
        .collect();
    let mut sorted: Vec<&Word> = words.iter().collect();
    sorted.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    let parting = |edge: &usize| {
        let at = *lattice.xs.get(*edge)?;
        let pair = sorted
            .windows(2)
            .find(|pair| matches!(pair, [a, b] if a.rect.mid_x() < at && at <= b.rect.mid_x()))?;
        let (a, b) = (pair.first()?, pair.last()?);
        let clean =
            a.rect.x1 <= at + 1.0 && b.rect.x0 >= at - 1.0 && b.rect.x0 - a.rect.x1 >= APART_EM * a.size;
        (clean && (stands_for_amount(a) || stands_for_amount(b))).then_some(*edge)
    };
    let mut cuts: Vec<usize> = edges.iter().filter_map(parting).collect();
    // A number alone that keeps to one column and is not set in the middle of the box.
    if let [alone] = words
        && stands_for_amount(alone)
        && edges
            .iter()
            .all(|edge| !lattice.xs.get(*edge).is_some_and(|x| alone.rect.x0 < *x && *x < alone.rect.x1))
        && (alone.rect.mid_x() - lattice.rect(cell).mid_x()).abs() > OFF_CENTRE * lattice.rect(cell).width()
    {
        cuts.clone_from(&edges);
    }
    if cuts.is_empty() {
        return None;
    }
    let bounds: Vec<usize> =
        std::iter::once(cell.column).chain(cuts).chain([cell.column + cell.columns]).collect();
    let parts = bounds.windows(2).filter_map(|pair| {
        let (from, to) = (*pair.first()?, *pair.last()?);
        Some(Box { column: from, columns: to - from, ..*cell })
    });
    Some(parts.collect())
}

/// Whether most of the other rows have a side on the boundary of two columns.
fn is_mostly_ruled(lattice: &Lattice, cell: &Box, edge: usize) -> bool {
    let rows = lattice.ys.len().saturating_sub(1);
    let others: Vec<usize> = (0..rows).filter(|row| *row != cell.row).collect();
    let columns = lattice.xs.len().saturating_sub(1);
    let owner = |row: usize, column: usize| lattice.owner.get(row * columns + column);
    let ruled = others.iter().filter(|row| owner(**row, edge - 1) != owner(**row, edge)).count();
    #[allow(clippy::cast_precision_loss)]
    let enough = ruled as f64 >= RULED * others.len() as f64;
    !others.is_empty() && enough
}
