//! Parts boxes that are one only because a side is missing between them: their neighbours are ruled, and each of their
//! words stands in a row, or a column, of its own.
//!
//! A box is parted only where it holds numbers: a header that stands over several rows or columns has none.

use super::deal::Dealt;
use super::lattice::{Box, Lattice};
use super::words::{Word, words_to_levels};
use crate::geom::Rect;
use crate::text::number::{begins_number, is_digit, is_number_or_blank, is_separator};

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
    let numbered = numbered_rows(&lattice, &dealt);
    for (cell, own) in lattice.boxes.iter().zip(dealt) {
        let rows = if cell.rows > 1 && holds_number(&own.words) {
            rows_of(&lattice, cell, &own.words)
        } else if cell.rows > 1 {
            names_of(&lattice, cell, &own.words, &numbered)
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
        let mut shares = vec![Vec::new(); parts.len()];
        for word in own.words {
            // Each word goes to one part, the nearest: a number that runs over the box is not lost with its middle.
            let distance = |part: &Box| {
                let rect = lattice.rect(part);
                let apart = |at: f64, from: f64, to: f64| (from - at).max(at - to).max(0.0);
                apart(word.rect.mid_x(), rect.x0, rect.x1) + apart(word.rect.mid_y(), rect.y0, rect.y1)
            };
            let nearest =
                parts.iter().zip(&mut shares).min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)));
            if let Some((_, share)) = nearest {
                share.push(word);
            }
        }
        for (part, share) in parts.into_iter().zip(shares) {
            words.push(Dealt { words: share, overrun: own.overrun, row_doubted: own.row_doubted });
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

/// Whether a row has a number in a box of its own.
fn numbered_rows(lattice: &Lattice, dealt: &[Dealt]) -> Vec<bool> {
    let mut numbered = vec![false; lattice.ys.len().saturating_sub(1)];
    for (cell, own) in lattice.boxes.iter().zip(dealt).filter(|(cell, _)| cell.rows == 1) {
        if let Some(row) = numbered.get_mut(cell.row) {
            *row |= own.words.iter().any(|w| stands_for_amount(w) && w.chars().any(is_digit));
        }
    }
    numbered
}

/// Parts a box of names into its rows where these have numbers of their own, a name stands in the middle of each, and the
/// other rows are ruled in its column.
fn names_of(lattice: &Lattice, cell: &Box, words: &[Word], numbered: &[bool]) -> Option<Vec<Box>> {
    let rows: Vec<Box> = (cell.row..cell.row + cell.rows).map(|row| Box { row, rows: 1, ..*cell }).collect();
    // A label that is set upright, character below character, is one.
    if words.iter().all(|word| word.glyphs.len() == 1) {
        return None;
    }
    // The first may be the last row of the header.
    if !numbered.get(cell.row + 1..cell.row + cell.rows)?.iter().all(|n| *n) {
        return None;
    }
    let mut inks: Vec<Option<Rect>> = vec![None; rows.len()];
    for word in words {
        let within = |row: &Box| {
            let rect = lattice.rect(row);
            rect.y0 <= word.rect.mid_y() && word.rect.mid_y() < rect.y1
        };
        let ink = inks.get_mut(rows.iter().position(within)?)?;
        *ink = Some(ink.map_or(word.rect, |ink| ink.union(&word.rect)));
    }
    let is_centred = |(row, ink): (&Box, &Option<Rect>)| {
        let rect = lattice.rect(row);
        ink.is_none_or(|ink| (ink.mid_y() - rect.mid_y()).abs() <= CENTRED * rect.height())
    };
    let whole = lattice.rect(cell);
    let ink = Rect::hull(words.iter().map(|w| w.rect))?;
    let filled = inks.iter().filter(|ink| ink.is_some()).count();
    let height = rows.first().map_or(0.0, |row| lattice.rect(row).height());
    let belongs_to_all = filled == 1 && (ink.mid_y() - whole.mid_y()).abs() <= CENTRED * height;
    let parted = rows.iter().zip(&inks).all(is_centred) && !belongs_to_all;
    (parted && rows_are_mostly_ruled(lattice, cell)).then_some(rows)
}

/// Whether most rows outside of a box have a side above them in its column.
fn rows_are_mostly_ruled(lattice: &Lattice, cell: &Box) -> bool {
    let columns = lattice.xs.len().saturating_sub(1);
    let owner = |row: usize| lattice.owner.get(row * columns + cell.column);
    let others: Vec<usize> = (1..lattice.ys.len().saturating_sub(1))
        .filter(|row| *row < cell.row || *row > cell.row + cell.rows)
        .collect();
    let ruled = others.iter().filter(|row| owner(**row - 1) != owner(**row)).count();
    #[allow(clippy::cast_precision_loss)]
    let enough = ruled as f64 >= RULED * others.len() as f64;
    !others.is_empty() && enough
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

#[cfg(test)]
mod tests {
    use super::super::samples::word;
    use super::*;

    /// Four rows of 20 by three columns of 100; `wide` is the first box, and all others are one by one.
    fn parted(wide: Box, words: Vec<Word>) -> Vec<String> {
        let mut boxes = vec![wide];
        let covers = |row: usize, column: usize| {
            (wide.row..wide.row + wide.rows).contains(&row)
                && (wide.column..wide.column + wide.columns).contains(&column)
        };
        for row in 0..4 {
            for column in (0..3).filter(|column| !covers(row, *column)) {
                boxes.push(Box { row, column, rows: 1, columns: 1 });
            }
        }
        let xs = [0.0, 100.0, 200.0, 300.0].to_vec();
        let ys = [0.0, 20.0, 40.0, 60.0, 80.0].to_vec();
        let mut dealt = vec![Dealt::default(); boxes.len()];
        dealt[0].words = words;
        let (lattice, dealt) = part_where_sides_are_missing(Lattice::from_boxes(xs, ys, boxes), dealt);
        let filled = lattice.boxes.iter().zip(&dealt).filter(|(_, d)| !d.words.is_empty());
        filled
            .map(|(cell, d)| {
                let text: Vec<String> = d.words.iter().map(Word::text).collect();
                format!("{},{} {}", cell.row, cell.column, text.join(" "))
            })
            .collect()
    }

    #[test]
    fn two_amounts_in_a_box_of_two_rows_are_parted() {
        let wide = Box { row: 1, column: 2, rows: 2, columns: 1 };
        assert_eq!(
            parted(wide, vec![word("72.26", 210.0, 25.0), word("15.32", 210.0, 45.0)]),
            ["1,2 72.26", "2,2 15.32"]
        );
        // One amount in the middle belongs to both rows.
        assert_eq!(parted(wide, vec![word("72.26", 210.0, 35.0)]), ["1,2 72.26"]);
        assert_eq!(parted(wide, vec![word("72.26", 210.0, 45.0)]), ["2,2 72.26"]);
    }

    #[test]
    fn a_name_and_a_number_in_a_box_of_two_columns_are_parted() {
        let wide = Box { row: 2, column: 0, rows: 1, columns: 2 };
        let words = vec![word("本年支出合计", 10.0, 45.0), word("59", 110.0, 45.0)];
        assert_eq!(parted(wide, words), ["2,0 本年支出合计", "2,1 59"]);
        assert_eq!(parted(wide, vec![word("30217", 120.0, 45.0)]), ["2,1 30217"]);
        // Letters set wide are one word.
        assert_eq!(parted(wide, vec![word("合", 60.0, 45.0), word("计", 130.0, 45.0)]), ["2,0 合 计"]);
    }
}
