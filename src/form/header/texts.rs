//! Keeps the words of a table's cells: each cell is asked by every kind, many times.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::table::{Cell, Grid};
use crate::text::plain::plain;

/// One text for each cell of a table, made when it is first asked for.
pub(in crate::form) struct CellTexts {
    columns: usize,
    texts: Vec<OnceCell<String>>,
}

impl CellTexts {
    /// Has room for the cells of a table.
    pub(in crate::form) fn new(grid: &Grid) -> Self {
        let columns = grid.columns();
        Self { columns, texts: vec![OnceCell::new(); columns * grid.rows()] }
    }

    /// Gives the text of a cell, and makes it where nobody has asked before.
    pub(in crate::form) fn of(&self, cell: &Cell, make: impl FnOnce() -> String) -> Cow<'_, str> {
        match self.texts.get(cell.row * self.columns + cell.column) {
            Some(text) => Cow::Borrowed(text.get_or_init(make)),
            None => Cow::Owned(make()),
        }
    }

    /// Gives the words of a cell in their plain form.
    pub(in crate::form) fn plain(&self, cell: &Cell) -> Cow<'_, str> {
        self.of(cell, || plain(&cell.words()))
    }
}
