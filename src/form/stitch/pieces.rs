//! Takes wide tables that were cut by columns, and gives their forms the pieces as printed.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Stitcher, TableInContext};
use crate::form::OTHER;
use crate::form::columns::{Column, TableReading};
use crate::form::forms::Form;
use crate::form::heading::Heading;
use crate::form::wide::Wide;
use crate::table::Grid;

impl<'t> Stitcher<'_, 't> {
    /// Takes a table that was cut by columns, joined, in the place of its first piece.
    pub(super) fn take_wide(&mut self, wide: Wide, first: TableInContext<'t>) {
        if let Some(cut) = self.cut.take() {
            self.read(&cut);
        }
        let title = OnceCell::new();
        let (grid, above) = (Cow::Borrowed(&wide.grid), wide.above.clone());
        self.read(&TableInContext { grid, above, title, ..first });
        if let Some(open) = &mut self.open {
            let pages = wide.pieces.iter().map(|(grid, ..)| grid.page);
            open.form.pages.extend(pages.take_while(|page| *page <= wide.grid.last_page()));
            open.form.pages.dedup();
        }
        self.wide.push(wide);
    }

    /// Puts the pieces of joined tables in their places, in all forms.
    pub(super) fn part_wide(&mut self) {
        let wide = std::mem::take(&mut self.wide);
        self.done.iter_mut().for_each(|form| part_wide(form, &wide));
    }

    /// Keeps a table as a grid; what it is was not understood.
    pub(super) fn leave_unread(&mut self, grid: &Grid) {
        if let Some(cut) = self.cut.take() {
            self.read(&cut);
        }
        self.begin_grid(grid, OTHER.to_owned(), None, Heading::default());
    }
}

/// Puts the pieces of joined tables in their places.
fn part_wide(form: &mut Form, wide: &[Wide]) {
    let mut index = 0;
    while index < form.grids.len() {
        let found =
            form.grids.get(index).and_then(|grid| wide.iter().find(|wide| grid.is_same_table_as(&wide.grid)));
        let Some(wide) = found else {
            index += 1;
            continue;
        };
        let count = wide.pieces.len();
        form.grids.splice(index..=index, wide.pieces.iter().map(|(grid, ..)| grid.clone()));
        let readings = std::mem::take(&mut form.readings);
        for mut reading in readings {
            if reading.grid < index {
                form.readings.push(reading);
            } else if reading.grid > index {
                reading.grid += count - 1;
                form.readings.push(reading);
            } else {
                form.readings.extend((0..count).map(|piece| part_reading(&reading, wide, index, piece)));
            }
        }
        index += count;
        form.pages = form.grids.iter().map(|grid| grid.page).collect();
        form.pages.sort_unstable();
        form.pages.dedup();
    }
}

/// Gives what was read of one piece, in its own positions.
fn part_reading(reading: &TableReading, wide: &Wide, first: usize, piece: usize) -> TableReading {
    let Some((grid, left, at, width)) = wide.pieces.get(piece) else { return reading.clone() };
    let middle = |column: &&Column| (column.x.0 + column.x.1) / 2.0;
    let inside = reading.columns.iter().filter(|c| *at <= middle(c) && middle(c) < at + width);
    let columns = inside.cloned().map(|mut column| {
        column.x = (column.x.0 - at + left, column.x.1 - at + left);
        column
    });
    TableReading {
        grid: first + piece,
        body_row: reading.body_row.min(grid.rows()),
        columns: columns.collect(),
    }
}
