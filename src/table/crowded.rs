//! Parts columns of a stream table that hold two things in most of their rows: a name and an amount, or two amounts.
//!
//! Between narrow columns no gutter is free of words in every row, and yet each row shows two of them.

use super::bands::column_of;
use super::rows::Row;
use super::words::Word;
use crate::text::number::{is_currency, is_minus, is_number_or_blank};

/// Least share of the rows with a number in the column that hold two things there.
const MOST_ROWS: f64 = 0.5;
/// Fewest such rows.
const FEWEST: usize = 3;
/// Words of one text stand at most this far apart, in em.
const ONE_TEXT_EM: f64 = 1.0;

/// Adds edges where columns hold two things in most rows.
pub(super) fn part_crowded(mut edges: Vec<f64>, body: &[Row]) -> Vec<f64> {
    // Columns that were parted may hold two things again.
    let mut column = 0;
    while column + 1 < edges.len() {
        match edge_within(&edges, column, body) {
            Some(at) => edges.insert(column + 1, at),
            None => column += 1,
        }
    }
    edges
}

/// A text, or a number, of one row of a column.
struct Item {
    from: f64,
    to: f64,
    number: bool,
}

impl Item {
    fn middle(&self) -> f64 {
        f64::midpoint(self.from, self.to)
    }
}

/// Finds where a column is two.
fn edge_within(edges: &[f64], column: usize, body: &[Row]) -> Option<f64> {
    let in_column = |word: &&Word| column_of(edges, word.rect.mid_x()) == column;
    let rows: Vec<Vec<Item>> =
        body.iter().map(|row| words_to_items(row.words.iter().filter(in_column))).collect();
    let with_number = rows.iter().filter(|items| items.iter().any(|i| i.number)).count();
    let pairs: Vec<(&Item, &Item)> = rows
        .iter()
        .filter_map(|items| match items.as_slice() {
            [first, .., last] if last.number => Some((first, last)),
            _ => None,
        })
        .collect();
    #[allow(clippy::cast_precision_loss)]
    let enough = pairs.len() >= FEWEST && pairs.len() as f64 >= MOST_ROWS * with_number as f64;
    if !enough {
        return None;
    }
    let left = pairs.iter().map(|(l, _)| l.middle()).fold(f64::MIN, f64::max);
    let right = pairs.iter().map(|(_, r)| r.middle()).fold(f64::MAX, f64::min);
    let ends = pairs.iter().map(|(l, _)| l.to).fold(f64::MIN, f64::max);
    let begins = pairs.iter().map(|(_, r)| r.from).fold(f64::MAX, f64::min);
    // No edge has the left ones of all rows on one side and the right ones on the other.
    let edge = (left < right).then(|| f64::midpoint(ends, begins).clamp(left, right))?;
    // An edge that parts no words would be found again and again: the middle of a text need not be that of its words.
    let mut words = body.iter().flat_map(|row| row.words.iter().filter(in_column));
    let first = words.next()?.rect.mid_x() < edge;
    words.any(|word| (word.rect.mid_x() < edge) != first).then_some(edge)
}

fn words_to_items<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    // A sign of money or a minus apart belongs to the number behind it.
    for word in words.filter(|w| w.chars().any(|c| !is_currency(c) && !is_minus(c))) {
        let number = is_number_or_blank(word.chars());
        match items.last_mut() {
            Some(last) if !number && !last.number && word.rect.x0 - last.to <= ONE_TEXT_EM * word.size => {
                last.to = word.rect.x1;
            }
            _ => items.push(Item { from: word.rect.x0, to: word.rect.x1, number }),
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::rows::words_to_rows;
    use super::super::samples::word;
    use super::*;

    #[test]
    fn a_column_with_two_things_in_most_rows_is_two() {
        // The longest name ends where the longest amount begins.
        let names = ["增值税", "国有土地使用权出让金", "企业所得税", "合计"];
        let amounts = [("1.00", 130.0), ("2.00", 130.0), ("1,234,567.89", 95.0), ("3.00", 130.0)];
        let mut words = Vec::new();
        for ((name, (amount, x)), y) in names.iter().zip(amounts).zip([0.0, 20.0, 40.0, 60.0]) {
            words.extend([word(name, 0.0, y), word(amount, x, y)]);
        }
        let body = words_to_rows(words);
        let edges = part_crowded(vec![-1.0, 160.0], &body);
        assert_eq!(edges.len(), 3, "{edges:?}");
        // One thing in each row is one column.
        let alone =
            words_to_rows(names.iter().zip([0.0, 20.0, 40.0, 60.0]).map(|(n, y)| word(n, 0.0, y)).collect());
        assert_eq!(part_crowded(vec![-1.0, 160.0], &alone).len(), 2);
    }

    #[test]
    fn an_edge_that_parts_no_words_is_none() {
        // The words of the names stand left of the column, but the middle of each name is in it.
        let mut words = Vec::new();
        for y in [0.0, 20.0, 40.0] {
            words.extend([
                word("一", 50.0, y),
                word("国有土地使用权出让金收入", 61.0, y),
                word("5", 125.0, y),
            ]);
        }
        let edges = part_crowded(vec![40.0, 126.0, 130.0], &words_to_rows(words));
        assert!(edges.len() <= 6, "{edges:?}");
    }
}
