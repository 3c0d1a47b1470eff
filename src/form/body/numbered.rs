//! Tells the line that numbers the columns where it does not count every one from 1: columns may be skipped, letters stand
//! over the first (甲), and the count may begin at 2 or anew.

use super::BodyReader;
use crate::form::columns::Role;
use crate::table::Cell;
use crate::text::number::counting::{
    column_number, counted_column, hold_page_number, is_column_formula, is_column_letter,
};
use crate::text::number::{is_amount_like, is_point};
use crate::text::plain::plain;

/// Fewest numbers that may count columns.
const FEWEST: usize = 3;
/// Fewest that surely do, without decimals and with.
const ENOUGH: usize = 4;
const ENOUGH_WITH_DECIMALS: usize = 6;

/// Whether the numbers of a row count its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counting {
    /// They do: amounts never rise by one from column to column, for a total is not less than its parts.
    Columns,
    /// They may be amounts as well.
    Perhaps,
    No,
}

impl BodyReader<'_> {
    /// Whether a row is the line that numbers the columns, and no line of the form.
    pub(super) fn surely_counts_columns(&self, row: usize) -> bool {
        self.counting(row) == Counting::Columns
    }

    /// Whether the amounts of a row may be the numbers of the columns as well.
    pub(super) fn may_count_columns(&self, row: usize) -> bool {
        self.counting(row) == Counting::Perhaps
    }

    /// Tells whether the amounts of a row are the numbers of the columns: it is the first with amounts, and has no labels.
    fn counting(&self, row: usize) -> Counting {
        let is_amount_row =
            |row: usize| self.amount_words(row).iter().flatten().any(|word| is_amount_like(word));
        if (self.body_row..row).any(is_amount_row) || !self.is_unlabelled(row) {
            return Counting::No;
        }
        let counting = words_to_counting(&self.amount_words(row));
        let next = self.amount_words(row + 1);
        let real = next.iter().flatten().any(|word| is_amount_like(word) && word.contains(is_point));
        // Where no line parts the numbers of the columns from the amounts below them, some stand in one cell.
        let unsure = !real || self.holds_more(row);
        if counting == Counting::Columns && unsure { Counting::Perhaps } else { counting }
    }

    /// Whether a row holds the number of a page.
    pub(super) fn holds_page_number(&self, row: usize) -> bool {
        let words: Vec<String> = self.grid.printed_in_row(row).map(|cell| plain(&cell.words())).collect();
        hold_page_number(&words)
    }

    /// What stands in the columns of amounts, once for each cell.
    fn amount_words(&self, row: usize) -> Vec<Option<String>> {
        let mut last = None;
        let amounts = (0..self.columns.len()).filter(|c| matches!(self.role(*c), Role::Amount { .. }));
        let cells = amounts.filter_map(|column| {
            let index = self.grid.index_at(row, column);
            let again = index.is_some() && std::mem::replace(&mut last, index) == index;
            (!again).then(|| self.grid.cell_at(row, column))
        });
        let word =
            |cell: Option<&Cell>| cell.map(|cell| plain(&cell.words())).filter(|word| !word.is_empty());
        cells
            .flat_map(|cell| {
                cell.and_then(|cell| two_numbers(cell).or_else(|| number_over_more(cell)))
                    .unwrap_or_else(|| vec![word(cell)])
            })
            .collect()
    }

    /// Whether an amount stands below the number of a column in one cell.
    fn holds_more(&self, row: usize) -> bool {
        let amounts = (0..self.columns.len()).filter(|c| matches!(self.role(*c), Role::Amount { .. }));
        amounts
            .filter_map(|column| self.grid.cell_at(row, column))
            .any(|cell| number_over_more(cell).is_some())
    }

    /// Whether the columns of labels hold nothing in a row but what counts columns.
    fn is_unlabelled(&self, row: usize) -> bool {
        let labels = (0..self.columns.len()).filter(|c| matches!(self.role(*c), Role::Code | Role::Item));
        labels.filter_map(|column| self.grid.cell_at(row, column)).all(|cell| {
            let word = plain(&cell.words());
            word.is_empty() || is_column_letter(&word) || counted_column(&word).is_some()
        })
    }
}

/// The number of a column over an amount in one cell.
fn number_over_more(cell: &Cell) -> Option<Vec<Option<String>>> {
    let first = cell.lines.first().filter(|_| cell.lines.len() > 1)?;
    let word = plain(first.words());
    counted_column(&word).is_some().then(|| vec![Some(word)])
}

/// The numbers of columns in one cell, where no line parts it: `3  4`.
fn two_numbers(cell: &Cell) -> Option<Vec<Option<String>>> {
    let words = cell.words();
    let numbers: Vec<Option<String>> = words.split_whitespace().map(|word| Some(plain(word))).collect();
    let all = numbers.iter().flatten().all(|word| counted_column(word).is_some());
    (numbers.len() > 1 && all).then_some(numbers)
}

/// Tells whether the words in the columns of amounts count these. A number that is no small whole one counts nothing.
fn words_to_counting(words: &[Option<String>]) -> Counting {
    let number = |word: &String| column_number(word).or_else(|| counted_column(word));
    let numbers: Vec<(usize, u32)> = words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, word.as_ref().and_then(number)?)))
        .collect();
    let counts = |word: &String| number(word).is_some() || is_column_letter(word) || is_column_formula(word);
    let others = words.iter().flatten().filter(|word| !counts(word)).count();
    if numbers.len() < FEWEST || numbers.len() < 4 * others {
        return Counting::No;
    }
    let steps = || numbers.iter().zip(numbers.iter().skip(1));
    let by_one =
        steps().filter(|((at, n), (next, m))| n.checked_add(1) == Some(*m) && at + 1 == *next).count();
    let rising = steps().all(|((_, n), (_, m))| n < m);
    let mostly = 4 * by_one >= 3 * steps().count();
    let all = by_one == steps().count();
    let decimals = words.iter().flatten().any(|word| word.contains(is_point));
    let begins = steps().next().is_some_and(|((_, n), (_, m))| n < m);
    let blank = words.iter().any(Option::is_none);
    let surely = match decimals {
        true => all && numbers.len() >= ENOUGH_WITH_DECIMALS && numbers.first() == Some(&(0, 1)),
        false => mostly && begins && numbers.len() >= ENOUGH,
    };
    match () {
        () if surely && others == 0 && !blank => Counting::Columns,
        () if mostly || rising => Counting::Perhaps,
        () => Counting::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(words: &str) -> Counting {
        let word = |word: &str| (word != "_").then(|| word.to_owned());
        words_to_counting(&words.split(' ').map(word).collect::<Vec<_>>())
    }

    #[test]
    fn numbers_of_columns_rise_by_one_nearly_everywhere() {
        for words in [
            "甲 2 3 4 5 6",
            "1 2 4 5 6 7 8",
            "2 3 4 5",
            "1 2 3 4 5 6 1 2 3 4 5 6",
            "1.00 2.00 3.00 4.00 5.00 6.00",
            "（1） （2） （3） （4）",
            "1=2+3 2 3 4",
        ] {
            assert_eq!(counting(words), Counting::Columns, "{words}");
        }
        for words in
            ["1 2 3", "1 2 4", "2.00 3.00 4.00 5.00", "1 2 3 4 5 7777.776 7", "1 2 _ 3 4", "3 8 9 12"]
        {
            assert_eq!(counting(words), Counting::Perhaps, "{words}");
        }
        for words in
            ["6 1 2 3", "1 2", "3 1 2", "0 0 0 0", "12.50 13.50 14.50", "9.00 0.00 9.00 1.00", "100 101 102"]
        {
            assert_eq!(counting(words), Counting::No, "{words}");
        }
    }
}
