//! Indexes what lies on a page by place, so that what is drawn over or under a spot is found without a look at everything.

use crate::geom::Rect;

/// Most cells along a side of the page; a larger page has larger cells.
const MOST_ALONG: f64 = 256.0;
/// Most entries of an index; a page with more is no disclosure.
const MOST_ENTRIES: usize = 4_000_000;
/// Marks the end of a list.
const END: u32 = u32::MAX;

/// Lists of items by the cell of the page that they touch, the newest first.
pub(super) struct Grid {
    side: f64,
    columns: usize,
    rows: usize,
    /// First entry of each cell; empty until something is added.
    heads: Vec<u32>,
    /// An item, and the next entry of its cell.
    entries: Vec<(u32, u32)>,
    /// Whether there was no room for everything.
    is_full: bool,
}

impl Grid {
    /// Prepares an index with square cells of so many points.
    pub(super) fn new(width: f64, height: f64, side: f64) -> Self {
        let side = side.max(width / MOST_ALONG).max(height / MOST_ALONG);
        let along = |length: f64| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 1 to MOST_ALONG
            let count = (length / side).ceil().clamp(1.0, MOST_ALONG) as usize;
            count
        };
        let (columns, rows) = (along(width), along(height));
        Self { side, columns, rows, heads: Vec::new(), entries: Vec::new(), is_full: false }
    }

    /// Whether some items were left out.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Adds an item that touches a rectangle.
    pub(super) fn add(&mut self, rect: &Rect, item: u32) {
        for cell in self.cells(rect) {
            self.push(cell, item);
        }
    }

    /// Adds an item that fills a rectangle. What it fills wholly, it hides: the cell forgets what lay there before.
    pub(super) fn add_over(&mut self, rect: &Rect, item: u32) {
        for cell in self.cells(rect) {
            match self.heads.get(cell).and_then(|head| self.entries.get_mut(*head as usize)) {
                Some(entry) if fills(rect, self.side, cell % self.columns, cell / self.columns) => {
                    *entry = (item, END);
                }
                _ => self.push(cell, item),
            }
        }
    }

    /// The items that touch the cell of a point, the newest first.
    pub(super) fn at(&self, x: f64, y: f64) -> impl Iterator<Item = u32> + '_ {
        let cell = self.index(y, self.rows) * self.columns + self.index(x, self.columns);
        self.list(cell)
    }

    /// The items that touch the cells of a rectangle. An item comes up once for each of them.
    pub(super) fn within(&self, rect: &Rect) -> impl Iterator<Item = u32> + '_ {
        let cells = if self.heads.is_empty() { Cells::default() } else { self.span(rect) };
        cells.flat_map(|cell| self.list(cell))
    }

    fn push(&mut self, cell: usize, item: u32) {
        let Ok(entry) = u32::try_from(self.entries.len()) else { return };
        let Some(head) = self.heads.get_mut(cell) else { return };
        if self.entries.len() >= MOST_ENTRIES {
            self.is_full = true;
            return;
        }
        self.entries.push((item, *head));
        *head = entry;
    }

    fn list(&self, cell: usize) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.heads.get(cell).copied().unwrap_or(END);
        std::iter::from_fn(move || {
            let (item, after) = *self.entries.get(next as usize)?;
            next = after;
            Some(item)
        })
    }

    fn cells(&mut self, rect: &Rect) -> Cells {
        if self.heads.is_empty() {
            self.heads = vec![END; self.columns * self.rows];
        }
        self.span(rect)
    }

    fn span(&self, rect: &Rect) -> Cells {
        let columns = (self.index(rect.x0, self.columns), self.index(rect.x1, self.columns));
        let rows = (self.index(rect.y0, self.rows), self.index(rect.y1, self.rows));
        Cells { columns, rows, at: (columns.0, rows.0), width: self.columns, is_over: false }
    }

    /// Index of the cells along one side at a coordinate, or the nearest one.
    fn index(&self, at: f64, count: usize) -> usize {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped; NaN becomes 0
        let cell = (at / self.side).max(0.0) as usize;
        cell.min(count - 1)
    }
}

/// Whether a rectangle fills a cell.
#[allow(clippy::cast_precision_loss)] // a few hundred cells
fn fills(rect: &Rect, side: f64, column: usize, row: usize) -> bool {
    let (x, y) = (column as f64 * side, row as f64 * side);
    rect.x0 <= x && rect.x1 >= x + side && rect.y0 <= y && rect.y1 >= y + side
}

/// The cells of a rectangle, row by row.
struct Cells {
    columns: (usize, usize),
    rows: (usize, usize),
    at: (usize, usize),
    width: usize,
    is_over: bool,
}

impl Default for Cells {
    fn default() -> Self {
        Self { columns: (0, 0), rows: (0, 0), at: (0, 0), width: 0, is_over: true }
    }
}

impl Iterator for Cells {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.is_over {
            return None;
        }
        let cell = self.at.1 * self.width + self.at.0;
        if self.at.0 < self.columns.1 {
            self.at.0 += 1;
        } else if self.at.1 < self.rows.1 {
            self.at = (self.columns.0, self.at.1 + 1);
        } else {
            self.is_over = true;
        }
        Some(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_at_their_places_the_newest_first() {
        let mut grid = Grid::new(100.0, 100.0, 10.0);
        assert_eq!(grid.at(5.0, 5.0).count(), 0);
        grid.add(&Rect::new(0.0, 0.0, 15.0, 5.0), 1);
        grid.add(&Rect::new(12.0, 0.0, 18.0, 5.0), 2);
        assert_eq!(grid.at(5.0, 5.0).collect::<Vec<_>>(), [1]);
        assert_eq!(grid.at(11.0, 1.0).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(grid.within(&Rect::new(0.0, 0.0, 99.0, 99.0)).collect::<Vec<_>>(), [1, 2, 1]);
    }

    #[test]
    fn what_fills_a_cell_hides_what_lay_there() {
        let mut grid = Grid::new(100.0, 100.0, 10.0);
        grid.add(&Rect::new(0.0, 0.0, 99.0, 99.0), 1);
        grid.add_over(&Rect::new(0.0, 0.0, 25.0, 10.0), 2);
        assert_eq!(grid.at(5.0, 5.0).collect::<Vec<_>>(), [2]);
        assert_eq!(grid.at(22.0, 5.0).collect::<Vec<_>>(), [2, 1]);
    }
}
