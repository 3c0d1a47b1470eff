//! Makes tables of documents without pages: sheets of workbooks, tables in running text.
//!
//! Their cells have numbers and no positions. So that later stages compare columns in one way only, each row and each
//! column of a sheet is given the same width ([`SHEET_STEP`]): two tables have the same columns where these have the
//! same numbers.

use super::grid::{Cell, Grid, MOST_CROSSINGS};
use super::words::TextLine;
use crate::geom::Rect;
use crate::page::Doubt;
use crate::place::Place;
use crate::sheet::SheetCell;
use crate::text::fold::{fold, is_invisible};

/// Width of a column and height of a row without positions. Any number serves that is larger than the tolerances of
/// later stages, in points.
pub const SHEET_STEP: f64 = 100.0;

/// Makes the table of the cells of a sheet, from their first row and column to the last; a missing cell is blank.
/// `page` is the number of the sheet or the table. `None` where there are no cells, or more rows and columns than any
/// table of a page may have.
pub fn cells_to_grid(page: u32, cells: &[SheetCell]) -> Option<Grid> {
    let spans = |of: fn(&SheetCell) -> (usize, usize)| {
        let first = cells.iter().map(|cell| of(cell).0).min().unwrap_or(0);
        let end =
            cells.iter().map(|cell| of(cell).0.saturating_add(of(cell).1.max(1))).max().unwrap_or(first);
        (first, end)
    };
    let (top, bottom) = spans(|cell| (cell.row, cell.rows));
    let (left, right) = spans(|cell| (cell.column, cell.columns));
    let columns = right - left;
    if cells.is_empty()
        || (bottom - top).saturating_add(1).saturating_mul(columns.saturating_add(1)) > MOST_CROSSINGS
    {
        return None;
    }
    let mut free = vec![true; (bottom - top) * columns];
    let mut laid: Vec<Cell> = Vec::with_capacity(cells.len());
    for cell in cells {
        let (row, column) = (cell.row - top, cell.column - left);
        for at in (row..row + cell.rows.max(1))
            .flat_map(|r| (column..column + cell.columns.max(1)).map(move |c| r * columns + c))
        {
            free[at] = false;
        }
        laid.push(lay(page, cell, row, column));
    }
    for at in (0..free.len()).filter(|at| free[*at]) {
        let (row, column) = (at / columns, at % columns);
        laid.push(Cell::blank(row, column, rect((top + row, left + column), (1, 1))));
    }
    laid.sort_by_key(|cell| (cell.row, cell.column));
    let bounds = |from: usize, to: usize| (from..=to).map(position).collect();
    Some(Grid::from_cells(page, bounds(left, right), bounds(top, bottom), laid))
}

/// Makes a line of text outside of tables, at the height of a row and the left of a column of the sheet, both from 0.
pub fn text_to_line((row, column): (usize, usize), text: &str) -> TextLine {
    TextLine {
        text: text.chars().filter(|ch| !is_invisible(*ch)).map(fold).collect(),
        known: None,
        rect: rect((row, column), (1, 1)),
        size: 0.0,
        cut: false,
        doubt: None,
        readings: Vec::new(),
    }
}

/// Lines of the text of a cell. That of merged cells belongs to the first row, and is as wide as all of them.
pub(super) fn cell_to_lines(cell: &SheetCell) -> Vec<TextLine> {
    let (at, columns) = ((cell.row, cell.column), cell.columns.max(1));
    let printed = cell.text.lines().map(str::trim).filter(|line| !line.is_empty());
    let doubt = cell.doubt.map(Doubt::Cell);
    printed.map(|text| TextLine { rect: rect(at, (1, columns)), doubt, ..text_to_line(at, text) }).collect()
}

fn lay(page: u32, cell: &SheetCell, row: usize, column: usize) -> Cell {
    let at = (cell.row, cell.column);
    let (rows, columns) = (cell.rows.max(1), cell.columns.max(1));
    let lines = cell_to_lines(cell);
    let place = (!lines.is_empty()).then_some(Place::Cell { page, cell: cell.name });
    Cell {
        row,
        column,
        rows,
        columns,
        rect: rect(at, (rows, columns)),
        lines,
        overrun: false,
        row_doubted: false,
        place,
        known: None,
    }
}

/// Makes the rectangle of cells, from the first row and column, counted from 0, with so many rows and columns.
fn rect((row, column): (usize, usize), (rows, columns): (usize, usize)) -> Rect {
    Rect::new(position(column), position(row), position(column + columns), position(row + rows))
}

#[allow(clippy::cast_precision_loss)] // numbers of rows and columns
fn position(index: usize) -> f64 {
    index as f64 * SHEET_STEP
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::CellName;

    fn cell(row: u32, column: u32, rows: usize, columns: usize, text: &str) -> SheetCell {
        SheetCell::new(CellName::Table { row, column }, rows, columns, text)
    }

    #[test]
    fn cells_keep_their_spans_and_names_and_what_is_not_given_is_blank() {
        let cells = [cell(4, 2, 1, 2, "合计"), cell(5, 3, 1, 1, "1.00"), cell(4, 4, 2, 1, "一\n二")];
        let grid = cells_to_grid(7, &cells).unwrap();
        assert_eq!((grid.rows(), grid.columns(), grid.page), (2, 3, 7));
        assert_eq!(grid.xs, [100.0, 200.0, 300.0, 400.0]);
        assert_eq!(grid.ys, [300.0, 400.0, 500.0]);
        let name = |row, column| grid.cell_at(row, column)?.place?.cell().map(|name| name.to_string());
        assert_eq!(name(0, 1).as_deref(), Some("R4C2"), "merged cells have the name of the first");
        assert_eq!(name(1, 1).as_deref(), Some("R5C3"));
        assert_eq!(grid.cell_at(1, 2).unwrap().lines.len(), 2);
        assert!(grid.cell_at(1, 0).unwrap().lines.is_empty() && name(1, 0).is_none());
    }

    #[test]
    fn a_sheet_of_no_cells_or_too_many_is_no_table() {
        assert!(cells_to_grid(1, &[cell(1, 1, 1, 1, "甲"), cell(1_048_576, 16_384, 1, 1, "乙")]).is_none());
        assert!(cells_to_grid(1, &[]).is_none());
    }
}
