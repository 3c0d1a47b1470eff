//! Counts what of a page is not read, or read with care, and tells it.

use std::collections::HashMap;

use rust_decimal::{Decimal, RoundingStrategy};
use scraper::ElementRef;

use super::parse::NodeId;
use crate::place::{Note, Severity};

/// What was passed over since the last sheet.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Hidden elements with text, and whether there are digits in it.
    hidden: HashMap<NodeId, bool>,
    /// Rows and columns that are hidden.
    pub(super) hidden_parts: (usize, usize),
    /// Texts outside of tables that are struck out.
    pub(super) struck: usize,
    /// Marks above or below the line.
    pub(super) marks: usize,
    /// White numbers on a ground that is not known.
    pub(super) pale: usize,
    /// Amounts in tables that hold others.
    pub(super) loose: usize,
    /// Pictures outside of tables.
    pub(super) pictures: usize,
    /// Cells whose number stands in an attribute alone.
    numberless: usize,
    /// The number in the attribute of the cell that is open.
    number: Option<String>,
    /// Numbers that are stored with other digits than they show: their count, what the first shows, and what is stored.
    rounded: Option<(usize, String, String)>,
    /// Whether there was more text than is kept.
    pub(super) is_cut: bool,
}

impl Tally {
    /// Counts text that an element hides.
    pub(super) fn hide(&mut self, by: NodeId, text: &str) {
        let has_digits = self.hidden.entry(by).or_default();
        *has_digits |= text.contains(|c: char| c.is_ascii_digit());
    }

    /// Remembers the number that Excel stores beside the text of a cell.
    pub(super) fn remember_number(&mut self, cell: &ElementRef<'_>) {
        self.number = cell.attr("x:num").map(|number| number.trim().to_owned());
    }

    /// Compares it with the text, once that is read.
    pub(super) fn end_cell(&mut self, text: &str) {
        let Some(number) = self.number.take().filter(|number| !number.is_empty()) else { return };
        if text.is_empty() {
            // A zero that its format shows as nothing is nothing.
            self.numberless += usize::from(number.contains(|c: char| c.is_ascii_digit() && c != '0'));
        } else if is_rounded(&number, text) {
            let rounded = self.rounded.get_or_insert_with(|| (0, text.to_owned(), number));
            rounded.0 += 1;
        }
    }

    /// Whether there is nothing to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.notes(0).is_empty()
    }

    /// Tells it of a sheet.
    pub(super) fn notes(&self, number: u32) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut say = |count: usize, severity: Severity, message: String| {
            if count > 0 {
                notes.push(Note::on_page(severity, number, message));
            }
        };
        let (rows, columns) = self.hidden_parts;
        let hidden = self.hidden.len();
        let with_digits = self.hidden.values().filter(|has_digits| **has_digits).count();
        let with =
            if with_digits > 0 { format!(", {with_digits} of them with numbers") } else { String::new() };
        let severity = if with_digits > 0 { Severity::Warning } else { Severity::Info };
        say(hidden, severity, format!("{hidden} hidden elements with text are not seen and not read{with}"));
        let parts = format!("{rows} hidden rows and {columns} hidden columns are not seen and not read");
        say(rows + columns, Severity::Info, parts);
        let struck = format!("{} texts outside of tables are struck out, and not read", self.struck);
        say(self.struck, Severity::Warning, struck);
        let marks = format!("{} raised or lowered marks beside text are left out", self.marks);
        say(self.marks, Severity::Info, marks);
        let pale = format!(
            "{} numbers are white, and a style that is not in the page says what lies behind them; they are read as if seen",
            self.pale
        );
        say(self.pale, Severity::Warning, pale);
        let loose = format!(
            "{} amounts stand in a table that holds other tables, and are read as lines of text",
            self.loose
        );
        say(self.loose, Severity::Warning, loose);
        say(
            self.pictures,
            Severity::Info,
            format!("{} pictures outside of tables are not read", self.pictures),
        );
        let numberless =
            format!("{} cells show nothing and hold a number, which is not read", self.numberless);
        say(self.numberless, Severity::Warning, numberless);
        if let Some((count, text, stored)) = &self.rounded {
            let message = format!(
                "{count} numbers are stored with other digits than they show, and read as shown: one shows {text} and holds {stored}"
            );
            say(*count, Severity::Info, message);
        }
        let cut = "there is more text than is kept: the rest is not read".to_owned();
        say(usize::from(self.is_cut), Severity::Unread, cut);
        notes
    }
}

/// Whether a stored number has digits that its text does not show. Binary fractions have some beyond the fifteenth that mean
/// nothing.
fn is_rounded(stored: &str, text: &str) -> bool {
    let number = |text: &str| Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok();
    let stored = number(stored)
        .and_then(|number| number.abs().round_sf_with_strategy(15, RoundingStrategy::MidpointAwayFromZero));
    // A date or a percentage is another thing than the number behind it.
    let shown = text.trim_start_matches(['-', '(', '¥', '￥']).trim_end_matches(')').replace(',', "");
    stored.zip(number(&shown)).is_some_and(|(stored, shown)| stored != shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_are_not_shown_are_told_and_noise_is_not() {
        assert!(is_rounded("1234.567", "1,234.57"));
        assert!(!is_rounded("1234.5700000000000001", "1,234.57"));
        assert!(!is_rounded("-0.30000000000000004", "-0.30"));
        assert!(!is_rounded("45291", "2023年"));
    }
}
