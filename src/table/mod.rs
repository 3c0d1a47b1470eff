//! From pages to tables as printed: cells with their spans and text, nothing interpreted.
//!
//! # Steps
//! 1. glyphs drawn in one go become words ([`words`]);
//! 2. doubled and broken rulings are made one, those that touch form frames (`rulings`);
//! 3. each frame becomes a lattice of cells, joined where no line parts them (`lattice`);
//! 4. words are dealt out to the cells (`deal`);
//! 5. what is left and stands in columns is a table without a grid (`aligned`); the rest are lines between the tables.

mod aligned;
mod deal;
mod groups;
mod gutters;
mod headers;
mod lattice;
mod rows;
mod rulings;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod words;

use serde::Serialize;

use crate::geom::Rect;
use crate::page::Page;
use crate::place::{Note, Severity};
pub use words::TextLine;

/// Lines outside of tables are parted at gaps this wide, in em: `部门：…   2023年度   单位：万元` are three.
const PARTED_EM: f64 = 1.2;

/// A word keeps to a column where this share of it stands inside.
const MOSTLY_INSIDE: f64 = 0.8;

/// The fullest page of a real disclosure has 1,500 words and 3,000 lines (drawn cell by cell); pages with more than
/// these are drawings, maps or traps, and comparing everything on them with everything else would take minutes.
const MOST_WORDS: usize = 12_000;
const MOST_RULINGS: usize = 20_000;
/// … and no table has more crossings of lines.
const MOST_CROSSINGS: usize = 60_000;

/// A cell of a table as printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// First row, counted from 0.
    pub row: usize,
    /// First column, counted from 0.
    pub column: usize,
    /// Rows it spans.
    pub rows: usize,
    /// Columns it spans.
    pub columns: usize,
    /// Where it is, on the upright page.
    pub rect: Rect,
    /// Its text, line by line; none where it is blank.
    pub lines: Vec<TextLine>,
    /// A number of it runs over its border into the next cell.
    pub overrun: bool,
}

impl Cell {
    /// Its text without the breaks of lines: Chinese wraps anywhere, so nothing is put between them.
    pub fn text(&self) -> String {
        self.lines.iter().map(|l| l.text.as_str()).collect()
    }

    /// Whether a part of its text is clipped away.
    pub fn is_cut(&self) -> bool {
        self.lines.iter().any(|l| l.cut)
    }

    /// Where its text stands; the cell itself where it is blank.
    pub fn ink(&self) -> Rect {
        Rect::hull(self.lines.iter().map(|l| l.rect)).unwrap_or(self.rect)
    }
}

/// A table as printed on one page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    /// The page it stands on, counted from 1.
    pub page: u32,
    /// Its outline, on the upright page.
    pub rect: Rect,
    /// Boundaries of its columns, in points from the left.
    pub xs: Vec<f64>,
    /// Boundaries of its rows, in points from the top.
    pub ys: Vec<f64>,
    /// Its cells, from the top left.
    pub cells: Vec<Cell>,
    #[serde(skip)]
    owner: Vec<usize>,
}

impl Grid {
    /// A grid of cells that cover it; `xs` and `ys` are its boundaries in points.
    pub(crate) fn from_cells(page: u32, xs: Vec<f64>, ys: Vec<f64>, cells: Vec<Cell>) -> Self {
        let columns = xs.len().saturating_sub(1);
        let mut owner = vec![usize::MAX; columns * ys.len().saturating_sub(1)];
        for (index, cell) in cells.iter().enumerate() {
            for row in cell.row..cell.row + cell.rows {
                for column in cell.column..cell.column + cell.columns {
                    if let Some(owner) = owner.get_mut(row * columns + column) {
                        *owner = index;
                    }
                }
            }
        }
        let ends =
            |bounds: &[f64]| (bounds.first().copied().unwrap_or(0.0), bounds.last().copied().unwrap_or(0.0));
        let ((x0, x1), (y0, y1)) = (ends(&xs), ends(&ys));
        Self { page, rect: Rect::new(x0, y0, x1, y1), xs, ys, cells, owner }
    }

    /// The same table with more column boundaries, where cells span what other pages part. Boundaries nearer than
    /// `near` to one of its own, in points, are that one.
    #[must_use]
    pub(crate) fn refined(&self, edges: impl Iterator<Item = f64>, near: f64) -> Self {
        let mut xs = self.xs.clone();
        for edge in edges.filter(|e| self.rect.x0 < *e && *e < self.rect.x1) {
            if xs.iter().all(|x| (x - edge).abs() > near) {
                xs.push(edge);
            }
        }
        xs.sort_by(f64::total_cmp);
        let index = |x: f64| xs.partition_point(|b| *b < x - 0.001);
        let cells = self
            .cells
            .iter()
            .map(|cell| {
                let (from, to) = (index(self.xs[cell.column]), index(self.xs[cell.column + cell.columns]));
                Cell { column: from, columns: to - from, ..cell.clone() }
            })
            .collect();
        Self::from_cells(self.page, xs.clone(), self.ys.clone(), cells)
    }

    /// The same table with the columns of another page, for a page that repeats no header; `None` where its words do
    /// not keep to them.
    pub(crate) fn recolumned(&self, edges: &[f64]) -> Option<Self> {
        let last = edges.len().checked_sub(2)?;
        let column = |x: f64| edges.partition_point(|e| *e <= x).saturating_sub(1).min(last);
        let mut cells: Vec<Cell> = Vec::new();
        for cell in self.cells.iter().filter(|c| !c.lines.is_empty()) {
            let ink = cell.ink();
            let own = column(ink.mid_x());
            let inside = ink.x1.min(edges[own + 1]) - ink.x0.max(edges[own]);
            let is_label = cell.text().chars().any(char::is_alphabetic);
            // A label may span columns; a number that does not keep to one is two, or another table's.
            let (from, to) = if inside >= MOSTLY_INSIDE * ink.width() {
                (own, own)
            } else if is_label {
                (column(ink.x0), column(ink.x1))
            } else {
                return None;
            };
            let meets = |c: &Cell| c.row == cell.row && c.column <= to && from < c.column + c.columns;
            if cells.iter().any(meets) {
                return None;
            }
            cells.push(Cell { column: from, columns: to + 1 - from, rows: 1, ..cell.clone() });
        }
        for row in 0..self.rows() {
            for column in 0..=last {
                let taken = |c: &Cell| c.row == row && (c.column..c.column + c.columns).contains(&column);
                if !cells.iter().any(taken) {
                    let rect = Rect::new(edges[column], self.ys[row], edges[column + 1], self.ys[row + 1]);
                    cells.push(Cell {
                        row,
                        column,
                        rows: 1,
                        columns: 1,
                        rect,
                        lines: Vec::new(),
                        overrun: false,
                    });
                }
            }
        }
        cells.sort_by_key(|c| (c.row, c.column));
        Some(Self::from_cells(self.page, edges.to_vec(), self.ys.clone(), cells))
    }

    /// This table and below it the rest of it, which stands on the next page with the same columns; `None` where they
    /// differ by more than `near` points. The rows above are moved down to those below.
    pub(crate) fn stacked(&self, below: &Self, near: f64) -> Option<Self> {
        let ends = (self.rect.x0 - below.rect.x0).abs().max((self.rect.x1 - below.rect.x1).abs());
        let above = self.refined(below.xs.iter().copied(), near);
        let below = below.refined(above.xs.iter().copied(), near);
        if ends > near || above.xs.len() != below.xs.len() {
            return None;
        }
        let down = below.ys.first()? - above.ys.last()?;
        let rows = above.rows();
        let moved = |rect: &Rect| Rect { y0: rect.y0 + down, y1: rect.y1 + down, ..*rect };
        let upper = above.cells.into_iter().map(|cell| Cell {
            rect: moved(&cell.rect),
            lines: cell.lines.iter().map(|l| TextLine { rect: moved(&l.rect), ..l.clone() }).collect(),
            ..cell
        });
        let lower = below.cells.into_iter().map(|cell| Cell { row: cell.row + rows, ..cell });
        let ys = above.ys.iter().map(|y| y + down).chain(below.ys.iter().skip(1).copied()).collect();
        Some(Self::from_cells(below.page, below.xs, ys, upper.chain(lower).collect()))
    }

    /// How many rows its boundaries make.
    pub fn rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// How many columns its boundaries make.
    pub fn columns(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    /// The cell that covers a row and a column, as an index into [`Grid::cells`].
    pub fn index_at(&self, row: usize, column: usize) -> Option<usize> {
        (column < self.columns()).then(|| self.owner.get(row * self.columns() + column).copied())?
    }

    /// The cell that covers a row and a column.
    pub fn cell_at(&self, row: usize, column: usize) -> Option<&Cell> {
        self.cells.get(self.index_at(row, column)?)
    }

    /// The cells that begin in a row and are not blank, from the left.
    pub fn printed_in_row(&self, row: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |c| c.row == row && !c.lines.is_empty())
    }
}

/// The tables of a page and the lines of text between them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageTables {
    /// The page, counted from 1.
    pub page: u32,
    /// Width and height of the upright page, in points.
    pub size: (f64, f64),
    /// Its tables, from top to bottom.
    pub grids: Vec<Grid>,
    /// Text outside of them, from top to bottom.
    pub lines: Vec<TextLine>,
    /// What was not looked at.
    pub notes: Vec<Note>,
}

/// Finds the tables of all pages.
pub fn pages_to_tables(pages: &[Page]) -> Vec<PageTables> {
    pages.iter().map(page_to_tables).collect()
}

/// Finds the tables of one page.
pub fn page_to_tables(page: &Page) -> PageTables {
    let mut words = words::glyphs_to_words(&page.glyphs);
    let mut grids = Vec::new();
    let mut notes = Vec::new();
    if words.len() > MOST_WORDS || page.rulings.len() > MOST_RULINGS {
        let (count, lines) = (words.len(), page.rulings.len());
        let message = format!("{count} words and {lines} lines are too many for tables: none is looked for");
        notes.push(Note::on_page(Severity::Unread, page.number, message));
    } else {
        for frame in rulings::rulings_to_frames(&page.rulings) {
            if frame.horizontals.len().saturating_mul(frame.verticals.len()) > MOST_CROSSINGS {
                let message = "a frame of too many lines is no table: it is not read";
                notes.push(Note::on_page(Severity::Unread, page.number, message));
                continue;
            }
            let Some(lattice) = lattice::frame_to_lattice(&frame) else { continue };
            // A single box is a framed paragraph or the edge of the page, not a table.
            if lattice.boxes.len() < 2 {
                continue;
            }
            let (dealt, outside) = deal::deal(&lattice, words);
            words = outside;
            grids.push(lattice_to_grid(page.number, lattice, dealt));
        }
        let framed: Vec<Rect> = grids.iter().map(|g: &Grid| g.rect).collect();
        let rules = rulings::free_rules(&page.rulings, &framed);
        let (aligned, outside) = aligned::words_to_grids(page.number, words, &rules);
        words = outside;
        grids.extend(aligned);
        grids.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
    }
    PageTables {
        page: page.number,
        size: (page.width, page.height),
        grids,
        lines: words::words_to_lines(words, PARTED_EM),
        notes,
    }
}

fn lattice_to_grid(page: u32, lattice: lattice::Lattice, dealt: Vec<deal::Dealt>) -> Grid {
    let cells = lattice
        .boxes
        .iter()
        .zip(dealt)
        .map(|(cell, dealt)| Cell {
            row: cell.row,
            column: cell.column,
            rows: cell.rows,
            columns: cell.columns,
            rect: lattice.rect(cell),
            lines: words::words_to_lines(dealt.words, f64::INFINITY),
            overrun: dealt.overrun,
        })
        .collect();
    Grid::from_cells(page, lattice.xs, lattice.ys, cells)
}
