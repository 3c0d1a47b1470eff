//! Says what stands below the header in a column.

use crate::table::Grid;
use crate::taxonomy::classification::names_of;
use crate::text::code::is_code;
use crate::text::number::counting::may_count;
use crate::text::number::{amount_beside_words, is_amount_like};
use crate::text::plain::plain;

/// What a column holds below its header, each with its row.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    /// Codes of the classification.
    pub(super) codes: Vec<(usize, String)>,
    /// Words in their plain form.
    pub(super) words: Vec<(usize, String)>,
    /// Number of amounts.
    amounts: usize,
    /// Number of cells that hold an amount beside words or a code.
    mixed: usize,
    /// Number of cells with text.
    printed: usize,
}

impl Contents {
    /// Looks into the cells of one column alone.
    pub(super) fn of(grid: &Grid, column: usize, body_row: usize) -> Contents {
        let mut found = Contents::default();
        let cells = grid.cells.iter().filter(|c| c.row >= body_row && c.column == column && c.columns == 1);
        for cell in cells.filter(|c| !c.lines.is_empty()) {
            let word = plain(&cell.words());
            found.printed += 1;
            if is_code(&word) && !names_of(&word).is_empty() {
                found.codes.push((cell.row, word));
            } else if is_amount_like(&word) {
                found.amounts += usize::from(!may_count(&word));
            } else if word.chars().any(char::is_alphabetic) {
                found.mixed += usize::from(amount_beside_words(&cell.words()).is_some());
                found.words.push((cell.row, word));
            }
        }
        found
    }

    /// Whether codes of the classification stand here and little else. One alone may be an amount.
    pub(super) fn holds_codes(&self) -> bool {
        self.codes.len() > 1 && 2 * self.codes.len() > self.printed
    }

    /// Whether mostly words stand here.
    pub(super) fn holds_words(&self) -> bool {
        2 * self.words.len() > self.printed
    }

    /// Whether amounts stand here together with words: the line between two columns is missing, and labels of the amounts on
    /// the right may be among the words.
    pub(super) fn holds_amounts_with_words(&self) -> bool {
        self.mixed > 1
    }

    /// Whether amounts stand here.
    pub(super) fn holds_amounts(&self) -> bool {
        self.amounts > 0
    }
}
