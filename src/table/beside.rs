//! Joins tables whose columns stand beside each other in truth, and were printed one after the other: a wide table cut
//! by columns.

use super::grid::{Cell, Grid};
use super::words::TextLine;
use crate::geom::Rect;
use crate::text::number::has_digit;
use crate::text::plain::plain;

/// Rows of one table, printed on two pages, stand at heights that differ by at most so many points.
const SAME_HEIGHT: f64 = 1.5;
/// Boundaries of rows that a piece lacks stand in the header: among so many first ones.
const HEADER_BOUNDS: usize = 5;
/// Words that the edge of a page cuts end and go on within this distance of it, in their size.
const AT_EDGE_EM: f64 = 1.0;
/// A table has at least so many rows.
const FEWEST_ROWS: usize = 3;

/// A table of which some columns stand on their own.
pub(crate) struct ColumnPiece<'a> {
    pub(crate) grid: &'a Grid,
    /// The first column that counts; those before it repeat the labels of the first piece.
    pub(crate) from: usize,
    /// Its boundaries of rows, as indices into those of the whole.
    pub(crate) bounds: Vec<usize>,
    /// Lines of text that stand over it and, by their heights, in rows of the whole.
    pub(crate) over: Vec<TextLine>,
}

impl ColumnPiece<'_> {
    /// Its width in points, without the labels.
    pub(crate) fn width(&self) -> f64 {
        self.grid.rect.x1 - self.left()
    }

    /// Where the columns that count begin.
    pub(crate) fn left(&self) -> f64 {
        self.grid.xs.get(self.from).copied().unwrap_or(self.grid.rect.x1)
    }
}

/// Finds the rows of tables that were cut by columns and have no labels of their own: they stand at the same heights,
/// and only rows of the header may be undivided in one of them. Gives the heights and each table's boundaries in them.
pub(crate) fn rows_at_heights(grids: &[&Grid]) -> Option<(Vec<f64>, Vec<Vec<usize>>)> {
    // Most end at other heights, and need no further look.
    let ends = || grids.iter().filter_map(|grid| grid.ys.last().copied());
    let (highest, lowest) = (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
    if lowest - highest > 2.0 * SAME_HEIGHT {
        return None;
    }
    let mut ys: Vec<f64> = grids.iter().flat_map(|grid| grid.ys.iter().copied()).collect();
    ys.sort_by(f64::total_cmp);
    ys.dedup_by(|a, b| (*a - *b).abs() <= SAME_HEIGHT);
    // From the first that may be near: what is sorted need not be searched.
    let index = |y: f64| {
        let from = ys.partition_point(|at| *at < y - 2.0 * SAME_HEIGHT);
        let near = ys.iter().enumerate().skip(from).find(|(_, at)| (*at - y).abs() <= SAME_HEIGHT);
        near.map(|(at, _)| at)
    };
    let mut bounds = Vec::new();
    for grid in grids {
        let own: Vec<usize> = grid.ys.iter().map(|y| index(*y)).collect::<Option<_>>()?;
        let apart = own.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        let all_below_header = HEADER_BOUNDS.min(ys.len() - 1)..ys.len();
        let all_below_header = apart && all_below_header.clone().all(|at| own.binary_search(&at).is_ok());
        if !all_below_header || !apart {
            return None;
        }
        bounds.push(own);
    }
    (ys.len() > FEWEST_ROWS).then_some((ys, bounds))
}

/// Finds the rows of two tables that both have the labels of one: gives the number of label columns, and both tables'
/// boundaries of rows in those of the one with the deeper header. At least `fewest` rows have labels.
pub(crate) fn rows_by_labels(
    first: &Grid,
    next: &Grid,
    fewest: usize,
) -> Option<(usize, Vec<usize>, Vec<usize>)> {
    let rows = first.rows().max(next.rows());
    if rows.abs_diff(first.rows()).max(rows.abs_diff(next.rows())) >= HEADER_BOUNDS || rows < fewest {
        return None;
    }
    // The first row of the lower header takes the place of several of the other's.
    let bounds = |grid: &Grid| -> Vec<usize> {
        (0..=grid.rows()).map(|at| if at == 0 { 0 } else { at + rows - grid.rows() }).collect()
    };
    let word = |grid: &Grid, row: usize, column: usize| {
        let shift = rows - grid.rows();
        let cell = grid.cell_at(row.saturating_sub(shift), column);
        cell.map(|cell| plain(&cell.words())).unwrap_or_default()
    };
    let same = |column: usize| (0..rows).all(|row| word(first, row, column) == word(next, row, column));
    let labels = (0..first.columns().min(next.columns())).take_while(|column| same(*column)).count();
    let printed = (0..rows).filter(|row| (0..labels).any(|c| !word(first, *row, c).is_empty())).count();
    let whole = |grid: &Grid| {
        grid.cells.iter().all(|cell| cell.column >= labels || cell.column + cell.columns <= labels)
    };
    let more = labels < first.columns() && labels < next.columns();
    (labels > 0 && more && printed >= fewest && whole(first) && whole(next))
        .then(|| (labels, bounds(first), bounds(next)))
}

impl Grid {
    /// Joins the pieces to one table with rows at `ys`. `further` is the number of pages that it takes beyond its first.
    pub(crate) fn beside(pieces: &[ColumnPiece<'_>], ys: &[f64], further: u32) -> Option<Self> {
        let first = pieces.first()?.grid;
        let mut xs = vec![first.rect.x0];
        let mut cells: Vec<Cell> = Vec::new();
        let mut seams = Vec::new();
        for piece in pieces {
            let column = xs.len() - 1;
            seams.push(column);
            let dx = xs.last()? - piece.left();
            let own = piece.grid.xs.get(piece.from + 1..).unwrap_or_default();
            xs.extend(own.iter().map(|x| x + dx));
            cells.extend(piece.cells(column, dx, ys)?);
        }
        join_cut_words(&mut cells, &seams, &xs);
        join_cut_headings(&mut cells, &seams);
        for cell in &mut cells {
            let at = |bounds: &[f64], index: usize| bounds.get(index).copied();
            cell.rect = Rect::new(
                at(&xs, cell.column)?,
                at(ys, cell.row)?,
                at(&xs, cell.column + cell.columns)?,
                at(ys, cell.row + cell.rows)?,
            );
        }
        cells.sort_by_key(|cell| (cell.row, cell.column));
        Some(Self::from_cells(first.page, xs, ys.to_vec(), cells).reaching(further))
    }
}

impl ColumnPiece<'_> {
    /// Gives its cells with their rows and columns in the whole; the rows above its own frame become cells too.
    fn cells(&self, column: usize, dx: f64, ys: &[f64]) -> Option<Vec<Cell>> {
        let moved = |line: &TextLine| TextLine { rect: line.rect.moved(dx, 0.0), ..line.clone() };
        let mut cells = Vec::new();
        for cell in self.grid.cells.iter().filter(|cell| cell.column >= self.from) {
            let row = *self.bounds.get(cell.row)?;
            let rows = self.bounds.get(cell.row + cell.rows)?.checked_sub(row)?;
            let lines = cell.lines.iter().map(moved).collect();
            cells.push(Cell { row, rows, column: column + cell.column - self.from, lines, ..cell.clone() });
        }
        for row in 0..*self.bounds.first()? {
            let (top, bottom) = (*ys.get(row)?, *ys.get(row + 1)?);
            let inside = self.over.iter().filter(|l| top < l.rect.mid_y() && l.rect.mid_y() < bottom);
            let blank = Cell::blank(row, column, self.grid.rect);
            let columns = self.grid.columns() - self.from;
            cells.push(Cell { columns, lines: inside.map(moved).collect(), ..blank });
        }
        Some(cells)
    }
}

/// Gives words that run over the edge of the page, into a blank cell, back to the cell that they begin in.
fn join_cut_words(cells: &mut [Cell], seams: &[usize], xs: &[f64]) {
    for seam in seams.iter().copied().filter(|seam| *seam > 0) {
        let Some(edge) = xs.get(seam).copied() else { continue };
        let rights: Vec<usize> = (0..cells.len()).filter(|at| cells[*at].column == seam).collect();
        for right in rights {
            let row = cells[right].row;
            let left = cells.iter().position(|c| c.column + c.columns == seam && c.row == row);
            let Some((begun, rest)) =
                left.and_then(|left| cells[left].lines.last().zip(cells[right].lines.first()))
            else {
                continue;
            };
            let at_edge = |distance: f64| distance.abs() <= AT_EDGE_EM * rest.size;
            let is_rest = cells[right].lines.len() == 1
                && begun.cut
                && rest.cut
                && at_edge(begun.rect.x1 - edge)
                && at_edge(rest.rect.x0 - edge)
                && (begun.rect.mid_y() - rest.rect.mid_y()).abs() <= SAME_HEIGHT
                && !has_digit(&begun.text)
                && !has_digit(&rest.text);
            if let Some(left) = left.filter(|_| is_rest) {
                let lines = std::mem::take(&mut cells[right].lines);
                cells[right].place = None;
                cells[left].lines.extend(lines);
            }
        }
    }
}

/// Joins headings that the cut of the columns has parted: the words stand on one side, and the other has words below.
fn join_cut_headings(cells: &mut Vec<Cell>, seams: &[usize]) {
    let is_body = |cell: &&Cell| cell.lines.iter().any(|line| has_digit(&line.text));
    let body = cells.iter().filter(is_body).map(|cell| cell.row).min().unwrap_or(0);
    for seam in seams.iter().copied().filter(|seam| *seam > 0) {
        for row in 0..body {
            let left = cells.iter().position(|c| c.row == row && c.column + c.columns == seam);
            let right = cells.iter().position(|c| c.row == row && c.column == seam);
            let Some((left, right)) = left.zip(right) else { continue };
            let (l, r) = (&cells[left], &cells[right]);
            if l.rows != r.rows || row + l.rows >= body || l.lines.is_empty() == r.lines.is_empty() {
                continue;
            }
            let joined = Cell {
                columns: l.columns + r.columns,
                column: l.column,
                ..if l.lines.is_empty() { r.clone() } else { l.clone() }
            };
            cells[left] = joined;
            cells.remove(right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::samples::grid;

    fn row(grid: &Grid, row: usize) -> Vec<String> {
        (0..grid.columns()).map(|c| grid.cell_at(row, c).map(Cell::text).unwrap_or_default()).collect()
    }

    #[test]
    fn columns_with_repeated_labels_are_joined_without_them() {
        let first =
            grid(&["项目 | < | 本年收入合计", "编码 | 名称 | ^", "201 | 甲 | 1.00", "208 | 乙 | 2.00"]);
        let next = grid(&["项目 | < | 其他收入", "编码 | 名称 | ^", "201 | 甲 | 3.00", "208 | 乙 | "]);
        let (labels, a, b) = rows_by_labels(&first, &next, 3).unwrap();
        assert_eq!(labels, 2);
        let piece = |grid, from, bounds| ColumnPiece { grid, from, bounds, over: Vec::new() };
        let whole = Grid::beside(&[piece(&first, 0, a), piece(&next, labels, b)], &first.ys, 1).unwrap();
        assert_eq!(row(&whole, 1), ["编码", "名称", "本年收入合计", "其他收入"]);
        assert_eq!(row(&whole, 2), ["201", "甲", "1.00", "3.00"]);
        let other = grid(&["项目 | < | 其他收入", "编码 | 名称 | ^", "201 | 甲 | 3.00", "210 | 丙 | "]);
        assert!(rows_by_labels(&first, &other, 3).is_none(), "another line");
    }

    #[test]
    fn columns_without_labels_are_joined_at_their_heights_and_their_headings_too() {
        let first = grid(&["项目 | < | ", "编码 | 名称 | 合计", "201 | 甲 | 1.00", "208 | 乙 | 2.00"]);
        let next = grid(&["本年支出 | <", "基本支出 | 项目支出", "1.00 | ", " | 2.00"]);
        let (ys, bounds) = rows_at_heights(&[&first, &next]).unwrap();
        let piece =
            |grid, at: usize| ColumnPiece { grid, from: 0, bounds: bounds[at].clone(), over: Vec::new() };
        let whole = Grid::beside(&[piece(&first, 0), piece(&next, 1)], &ys, 1).unwrap();
        assert_eq!(row(&whole, 0), ["项目", "项目", "本年支出", "本年支出", "本年支出"]);
        assert_eq!(row(&whole, 3), ["208", "乙", "2.00", "", "2.00"]);
        let short = grid(&["本年支出 | <", "基本支出 | 项目支出", "1.00 | "]);
        assert!(rows_at_heights(&[&first, &short]).is_none(), "a row fewer");
    }
}
