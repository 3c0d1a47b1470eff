//! What stands for all sheets of a workbook.

use super::styles::Style;

/// What stands for all sheets.
pub(super) struct Shared {
    /// Texts that cells name by number.
    pub(super) strings: Vec<String>,
    pub(super) styles: Vec<Style>,
    /// Whether the file asks every program to calculate its formulas anew, so that zeros stored for them may mean nothing.
    pub(super) is_to_calculate: bool,
    /// Bytes of text that may still be taken.
    pub(super) left: usize,
}
