//! Defines a table as printed: cells with their spans, boundaries of rows and columns.

use serde::Serialize;

use super::words::TextLine;
use crate::geom::Rect;
use crate::page::{Doubt, Page, Reading, Ruling};
use crate::place::Place;

/// Most crossings of rows and columns; no table of a real disclosure has more.
pub(super) const MOST_CROSSINGS: usize = 60_000;
/// Least share of a word that stands inside of its column.
const MOSTLY_INSIDE: f64 = 0.8;

/// Upright lines that are one, or the same on two pages, differ by at most this much, in points.
const SAME_UPRIGHT: f64 = 2.0;
/// Fewer of them say nothing of columns.
const FEWEST_UPRIGHTS: usize = 3;

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
    /// Whether a number of it may belong to the cell beside it: it runs over the border, or stands no nearer to its own header
    /// than to the next one.
    pub overrun: bool,
    /// Whether its row is in doubt: no line parts the rows there, and the name of this one may belong to another.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub row_doubted: bool,
    /// Where its text is printed; `None` where it is blank.
    #[serde(skip_serializing_if = "is_on_page")]
    pub place: Option<Place>,
    /// Known word for a recognised text, where it is another one.
    #[serde(skip)]
    pub known: Option<String>,
}

/// Whether the rectangle of a cell is shown: pages show rectangles, and documents without pages the names of cells.
fn is_on_page(place: &Option<Place>) -> bool {
    place.is_none_or(|place| place.cell().is_none())
}

impl Cell {
    /// Makes a cell without text. `rect` is where it is, on the upright page.
    pub(super) fn blank(row: usize, column: usize, rect: Rect) -> Self {
        let lines = Vec::new();
        Self {
            row,
            column,
            rows: 1,
            columns: 1,
            rect,
            lines,
            overrun: false,
            row_doubted: false,
            place: None,
            known: None,
        }
    }

    /// Joins its lines as printed or read. Chinese wraps anywhere, so nothing is put between them.
    pub fn text(&self) -> String {
        self.lines.iter().map(|l| l.text.as_str()).collect()
    }

    /// Gives what it says: the known word that its text stands for, else its text.
    pub fn words(&self) -> String {
        self.known.clone().unwrap_or_else(|| self.text())
    }

    /// Whether some of its text was recognised on a picture.
    pub fn is_recognised(&self) -> bool {
        self.lines.iter().any(TextLine::is_recognised)
    }

    /// Lists the readings of its text, each once where they follow each other.
    pub fn readings(&self) -> Vec<Reading> {
        readings_of([self])
    }

    /// Whether a part of its text is clipped away.
    pub fn is_cut(&self) -> bool {
        self.lines.iter().any(|l| l.cut)
    }

    /// Why its text may be another, where one of its characters is in doubt.
    pub fn doubt(&self) -> Option<Doubt> {
        self.lines.iter().find_map(|l| l.doubt)
    }

    /// Finds where its text stands; the cell itself where it is blank.
    pub fn ink(&self) -> Rect {
        Rect::hull(self.lines.iter().map(|l| l.rect)).unwrap_or(self.rect)
    }
}

/// Lists the readings of the text of cells, each once where they follow each other.
pub fn readings_of<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> Vec<Reading> {
    let lines = cells.into_iter().flat_map(|cell| &cell.lines);
    let mut readings: Vec<Reading> = lines.flat_map(|line| line.readings.iter().cloned()).collect();
    readings.dedup();
    readings
}

/// Table as printed on one page, or as it stands in a sheet.
///
/// Boundaries and rectangles are in points of the upright page. A document without pages has no points: there rows and
/// columns are known by their numbers alone, and every row and column of the sheet is [`SHEET_STEP`](super::SHEET_STEP)
/// wide, so that column 3 of any table of the sheet runs from 200 to 300.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    /// Number of the page it stands on, else of its sheet or table, from 1.
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
    /// The part of the sheet it stands in, counted from 0, and where that begins; its positions count from there.
    #[serde(skip)]
    part: (usize, f64),
    /// Pages that it takes beyond its own, where it was cut by columns and joined.
    #[serde(skip)]
    further: u32,
    /// Whether it stands in a frame of lines, so that a blank column is there as well.
    #[serde(skip)]
    ruled: bool,
    /// Where upright lines stand in a table that no frame holds, in points from the left.
    #[serde(skip)]
    uprights: Vec<f64>,
}

impl Grid {
    /// Makes a grid of cells that cover it; `xs` and `ys` are its boundaries in points.
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
        Self {
            page,
            rect: Rect::new(x0, y0, x1, y1),
            xs,
            ys,
            cells,
            owner,
            part: (0, 0.0),
            further: 0,
            ruled: false,
            uprights: Vec::new(),
        }
    }

    /// Writes into each cell where its text is printed, on the page as it is seen.
    pub(super) fn locate_on(&mut self, page: &Page) {
        for cell in self.cells.iter_mut().filter(|cell| !cell.lines.is_empty()) {
            cell.place = Some(page.place(&cell.ink()));
        }
    }

    /// Says that it stands in a frame of lines.
    pub(super) fn with_lines(self) -> Self {
        Self { ruled: true, ..self }
    }

    /// Takes note of the upright lines of its page that stand among its rows, where no frame holds it.
    pub(super) fn note_uprights(&mut self, rulings: &[Ruling]) {
        if self.ruled {
            return;
        }
        let among = |r: &&Ruling| !r.horizontal && r.rect.y0 < self.rect.y1 && self.rect.y0 < r.rect.y1;
        self.uprights = rulings.iter().filter(among).map(|r| r.rect.mid_x()).collect();
        self.uprights.sort_by(f64::total_cmp);
        self.uprights.dedup_by(|a, b| *a - *b <= SAME_UPRIGHT);
    }

    /// Whether it stands in a frame of lines.
    pub(crate) fn is_ruled(&self) -> bool {
        self.ruled
    }

    /// Whether the upright lines of both tables say that their columns are the same.
    pub(crate) fn has_uprights_of(&self, other: &Self) -> bool {
        self.uprights.len() >= FEWEST_UPRIGHTS
            && self.uprights.len() == other.uprights.len()
            && self.uprights.iter().zip(&other.uprights).all(|(a, b)| (a - b).abs() <= SAME_UPRIGHT)
    }

    /// Says how many pages it takes beyond its own.
    pub(super) fn reaching(self, further: u32) -> Self {
        Self { further, ..self }
    }

    /// Gives the last page that it takes.
    pub(crate) fn last_page(&self) -> u32 {
        self.page + self.further
    }

    /// Whether it is another table, with the columns of other pages (`refined`, `recolumned`).
    pub(crate) fn is_same_table_as(&self, other: &Self) -> bool {
        self.page == other.page && self.ys == other.ys && self.further == other.further
    }

    /// Counts positions from the left of the part of the sheet that it stands in, which begins at `left`.
    pub(super) fn stand_in_part(&mut self, number: usize, left: f64) {
        self.part = (number, left);
        self.move_by(-left);
    }

    /// Counts positions from the left of the sheet again, and gives where the part begins.
    pub(crate) fn stand_on_sheet(&mut self) -> f64 {
        let (_, left) = std::mem::take(&mut self.part);
        self.move_by(left);
        left
    }

    fn move_by(&mut self, dx: f64) {
        self.rect = self.rect.moved(dx, 0.0);
        self.xs.iter_mut().chain(&mut self.uprights).for_each(|x| *x += dx);
        for cell in &mut self.cells {
            cell.rect = cell.rect.moved(dx, 0.0);
            cell.lines.iter_mut().for_each(|line| line.rect = line.rect.moved(dx, 0.0));
        }
    }

    /// Whether it stands on the next page, or in the next part of the sheet.
    pub(crate) fn stands_after(&self, before: &Self) -> bool {
        self.page == before.last_page() + 1 || (self.page == before.page && self.part.0 == before.part.0 + 1)
    }

    /// Makes the same table with more column boundaries, which other pages have inside of its cells. Boundaries nearer
    /// than `near` to one of its own, in points, are that one.
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
        Self {
            part: self.part,
            further: self.further,
            ruled: self.ruled,
            uprights: self.uprights.clone(),
            ..Self::from_cells(self.page, xs.clone(), self.ys.clone(), cells)
        }
    }

    /// Makes the same table with the columns of another page, for a page without a header; `None` where its words do
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
                    cells.push(Cell::blank(row, column, rect));
                }
            }
        }
        cells.sort_by_key(|c| (c.row, c.column));
        Some(Self {
            part: self.part,
            further: self.further,
            ruled: self.ruled,
            uprights: self.uprights.clone(),
            ..Self::from_cells(self.page, edges.to_vec(), self.ys.clone(), cells)
        })
    }

    /// Joins this table and the rest of it on the next page, with the same columns; `None` where these differ by more
    /// than `near` points. The rows above are moved down to those below.
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
        let cells = upper.chain(lower).collect();
        Some(Self {
            part: below.part,
            ruled: below.ruled,
            ..Self::from_cells(below.page, below.xs, ys, cells)
        })
    }

    /// Counts the rows.
    pub fn rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// Counts the columns.
    pub fn columns(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    /// Finds the cell that covers a row and a column, as an index into [`Grid::cells`].
    pub fn index_at(&self, row: usize, column: usize) -> Option<usize> {
        (column < self.columns()).then(|| self.owner.get(row * self.columns() + column).copied())?
    }

    /// Finds the cell that covers a row and a column.
    pub fn cell_at(&self, row: usize, column: usize) -> Option<&Cell> {
        self.cells.get(self.index_at(row, column)?)
    }

    /// Lists the cells that begin in a row and are not blank, from the left.
    pub fn printed_in_row(&self, row: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |c| c.row == row && !c.lines.is_empty())
    }
}
