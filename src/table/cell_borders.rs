//! Finds the upright sides of cells in tables that draw none: where the lines between the rows are drawn cell by cell, the
//! border above a cell and the one below it begin and end where its sides would be.

use std::borrow::Cow;

use super::words::Word;
use crate::geom::Rect;
use crate::page::Ruling;

/// Ends of borders that differ by at most this much are at one place, in points.
const SAME: f64 = 0.8;
/// No cell is lower than this, in points.
const LOWEST: f64 = 5.0;
/// Cells higher than this span rows, or their rows have no lines.
const ONE_ROW: f64 = 60.0;
/// A table drawn so has at least so many cells and rows.
const FEWEST_CELLS: usize = 8;
const FEWEST_ROWS: usize = 3;
/// A page with more lines is a drawing.
const MOST_LINES: usize = 6000;
/// Upright lines are at most this share of the lines of such a page.
const FEW_UPRIGHTS: usize = 8;

/// Words so near above the first border belong to a row that has none, in points.
const ROW_ABOVE: f64 = 22.0;
/// A row has so many words at least, else they are those of a heading.
const FEWEST_ABOVE: usize = 3;

/// Adds the upright sides of such cells to the rulings of a page. `words` are what is printed on it.
pub(super) fn with_sides<'r>(rulings: &'r [Ruling], words: &[Word]) -> Cow<'r, [Ruling]> {
    let uprights = rulings.iter().filter(|ruling| !ruling.horizontal).count();
    if rulings.len() > MOST_LINES || uprights * FEW_UPRIGHTS > rulings.len() {
        return Cow::Borrowed(rulings);
    }
    let mut borders: Vec<Rect> = rulings.iter().filter(|r| r.horizontal).map(|r| r.rect).collect();
    borders.sort_by(|a, b| a.mid_y().total_cmp(&b.mid_y()).then(a.x0.total_cmp(&b.x0)));
    borders.dedup_by(|b, a| is_same(a, b));
    let mut cells = borders_to_cells(&borders);
    leave_out_headless(&mut cells, words);
    if !are_of_a_table(&cells) {
        return Cow::Borrowed(rulings);
    }
    let sides = cells.iter().flat_map(|cell| {
        [cell.x0, cell.x1].map(|x| Ruling { rect: Rect::new(x, cell.y0, x, cell.y1), horizontal: false })
    });
    Cow::Owned(rulings.iter().copied().chain(sides).collect())
}

fn is_same(a: &Rect, b: &Rect) -> bool {
    has_ends_of(a, b) && (a.mid_y() - b.mid_y()).abs() <= SAME
}

fn has_ends_of(a: &Rect, b: &Rect) -> bool {
    (a.x0 - b.x0).abs() <= SAME && (a.x1 - b.x1).abs() <= SAME
}

/// Pairs each border with the next one below it, where that has the same ends.
fn borders_to_cells(borders: &[Rect]) -> Vec<Rect> {
    let mut cells = Vec::new();
    for (index, top) in borders.iter().enumerate() {
        let below = borders.get(index + 1..).unwrap_or_default();
        let overlaps =
            |b: &&Rect| b.x1.min(top.x1) - b.x0.max(top.x0) > SAME && b.mid_y() - top.mid_y() >= LOWEST;
        let Some(first) = below.iter().find(overlaps) else { continue };
        // The cells of the next row, with ends of their own, draw their upper borders over it.
        let beside = below.iter().skip_while(|b| b.mid_y() < first.mid_y() - SAME);
        let mut beside = beside.take_while(|b| b.mid_y() <= first.mid_y() + SAME);
        if let Some(next) = beside.find(|next| has_ends_of(top, next)) {
            cells.push(Rect::new(top.x0, top.mid_y(), top.x1, next.mid_y()));
        }
    }
    cells
}

/// Leaves out tables of which rows stand above the first border: cells that draw their lower borders alone.
fn leave_out_headless(cells: &mut Vec<Rect>, words: &[Word]) {
    let mut rest = std::mem::take(cells);
    rest.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    while let Some(first) = rest.first().copied() {
        let mut bottom = first.y1;
        let end = rest.iter().position(|cell| {
            let beyond = cell.y0 > bottom + SAME;
            bottom = bottom.max(cell.y1);
            beyond
        });
        let table: Vec<Rect> = rest.drain(..end.unwrap_or(rest.len())).collect();
        let top = table.iter().filter(|cell| (cell.y0 - first.y0).abs() <= SAME);
        let (mut all, mut under_words) = (0, 0);
        for cell in top {
            let above = |word: &&Word| {
                let (x, y) = (word.rect.mid_x(), word.rect.mid_y());
                (first.y0 - ROW_ABOVE..first.y0).contains(&y) && (cell.x0..cell.x1).contains(&x)
            };
            all += 1;
            under_words += usize::from(words.iter().any(|word| above(&word)));
        }
        if under_words < FEWEST_ABOVE || 4 * under_words <= 3 * all {
            cells.extend(table);
        }
    }
}

/// Whether cells stand side by side in several rows, most of which are no higher than a few lines of print.
fn are_of_a_table(cells: &[Rect]) -> bool {
    let has_neighbour = |cell: &&Rect| {
        cells.iter().any(|other| {
            (other.x0 - cell.x1).abs() <= SAME
                && (other.y0 - cell.y0).abs() <= SAME
                && (other.y1 - cell.y1).abs() <= SAME
        })
    };
    let mut rows: Vec<f64> = cells.iter().filter(has_neighbour).map(|cell| cell.y0).collect();
    let beside = rows.len();
    rows.dedup_by(|a, b| (*a - *b).abs() <= SAME);
    let low = cells.iter().filter(|cell| cell.height() <= ONE_ROW).count();
    beside >= FEWEST_CELLS && rows.len() >= FEWEST_ROWS && 4 * low >= 3 * cells.len()
}

#[cfg(test)]
mod tests {
    use super::super::samples::word;
    use super::*;

    fn border(x0: f64, x1: f64, y: f64) -> Ruling {
        Ruling { rect: Rect::new(x0, y, x1, y), horizontal: true }
    }

    /// Six rows of three cells; a label on the left spans the third and the fourth.
    fn table() -> Vec<Ruling> {
        let mut lines = Vec::new();
        for row in 0..7_u32 {
            let y = 20.0 * f64::from(row);
            if row != 3 {
                lines.push(border(0.0, 50.0, y));
            }
            lines.extend([border(50.0, 90.0, y), border(90.0, 140.0, y)]);
        }
        lines
    }

    #[test]
    fn sides_stand_where_borders_end() {
        let lines = table();
        let with = with_sides(&lines, &[]);
        let sides: Vec<Rect> = with.iter().filter(|r| !r.horizontal).map(|r| r.rect).collect();
        assert!(sides.contains(&Rect::new(50.0, 40.0, 50.0, 80.0)), "of the label");
        assert!(sides.contains(&Rect::new(90.0, 60.0, 90.0, 80.0)));
        assert_eq!(sides.len(), 2 * 17);
    }

    #[test]
    fn lines_across_the_table_say_nothing_of_columns() {
        let lines: Vec<Ruling> = (0..9_u32).map(|row| border(0.0, 140.0, 20.0 * f64::from(row))).collect();
        assert_eq!(with_sides(&lines, &[]).len(), lines.len());
    }

    #[test]
    fn a_row_above_the_first_border_leaves_the_table_as_it_is() {
        let mut lines = Vec::new();
        for y in [20.0, 40.0, 60.0, 80.0] {
            lines.extend((0..4_u32).map(|c| border(40.0 * f64::from(c), 40.0 * f64::from(c + 1), y)));
        }
        let above: Vec<Word> = (0..4_u32).map(|c| word("12", 40.0 * f64::from(c) + 5.0, 5.0)).collect();
        assert_eq!(with_sides(&lines, &above).len(), lines.len());
        assert!(with_sides(&lines, &above[..2]).len() > lines.len(), "a heading");
    }

    #[test]
    fn a_header_and_the_end_of_a_table_are_no_rows() {
        let mut lines = Vec::new();
        for y in [0.0, 20.0, 400.0] {
            lines.extend((0..8_u32).map(|c| border(40.0 * f64::from(c), 40.0 * f64::from(c + 1), y)));
        }
        assert_eq!(with_sides(&lines, &[]).len(), lines.len());
    }
}
