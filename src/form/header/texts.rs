//! Keeps the words of a table's cells: each cell is asked by every kind, many times.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::overlap::runs_over_borders;
use crate::table::{Cell, Grid};
use crate::taxonomy::KindModel;
use crate::text::plain::plain;

/// Rows in which a header stands, with the lines above it and the longest that was seen.
const ROWS: usize = 24;

/// The words of the first rows of a table, for a first look before a kind is asked to read its header.
pub(in crate::form) struct FirstLook<'g> {
    grid: &'g Grid,
    words: String,
    /// Whether words may be parts of others: cut by their cells, or running over borders.
    torn: OnceCell<bool>,
}

impl<'g> FirstLook<'g> {
    pub(in crate::form) fn new(grid: &'g Grid, texts: &CellTexts) -> Self {
        let mut words = String::new();
        for cell in first_cells(grid) {
            words.push_str(&texts.plain(cell));
            words.push('\n');
        }
        Self { grid, words, torn: OnceCell::new() }
    }

    /// Whether a word of each measure that the kind cannot do without is printed, or may be.
    pub(in crate::form) fn may_show(&self, kind: &KindModel) -> bool {
        let is_printed = |name: &String| {
            let measure = name.rsplit('.').next().unwrap_or(name);
            let mut words = kind.measures.iter().filter(|m| m.name == measure).flat_map(|m| &m.words);
            words.any(|word| self.words.contains(word.as_str()))
        };
        kind.required.iter().all(is_printed) || self.is_torn()
    }

    fn is_torn(&self) -> bool {
        let look = || first_cells(self.grid).any(Cell::is_cut) || runs_over_borders(self.grid);
        *self.torn.get_or_init(look)
    }
}

fn first_cells(grid: &Grid) -> impl Iterator<Item = &Cell> {
    grid.cells.iter().filter(|cell| cell.row < ROWS && !cell.lines.is_empty())
}

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
