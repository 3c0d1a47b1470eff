//! Measures how much the layout of a page is that of a table, before anything of it is read.
//!
//! Two things make a table: rulings that meet, and short segments that stand over each other in columns, several to a row.
//! Lines of prose are long; its short ones, at the ends of paragraphs, stand alone in their rows.

use super::ink::PixelBox;
use super::rulings::Rulings;
use super::thin_lines::PixelRuling;

/// Widest segment that may stand in a column, in usual heights of characters: an amount, a short name.
const SHORT: f64 = 14.0;
/// Edges or middles of one column differ by no more than this, in usual heights.
const ALIGNED: f64 = 0.35;
/// Least number of others in a column.
const OTHERS: usize = 3;
/// Distance at which two rulings meet, in usual heights.
const MEETING: f64 = 0.3;

/// How much the layout of a page is that of a table.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Layout {
    /// Places at which a horizontal and a vertical ruling meet.
    pub meetings: usize,
    /// Rows with two segments or more that stand in columns.
    pub rows: usize,
    /// Share of the segments that are such, from 0 to 1.
    pub in_columns: f64,
    /// Number of segments.
    pub segments: usize,
}

/// Rulings that meet at least so often make cells; those of a heading or a box do not.
const CELLS: usize = 8;

impl Layout {
    /// Whether rulings make cells on the page.
    pub fn has_cells(&self) -> bool {
        self.meetings >= CELLS
    }

    /// Measures the boxes of the segments of a page, in pixels, and its rulings.
    pub(super) fn of(segments: &[PixelBox], rulings: &Rulings, char_height: f64) -> Self {
        let columns: Vec<bool> =
            segments.iter().map(|one| is_in_column(one, segments, char_height)).collect();
        let cells: Vec<&PixelBox> =
            segments.iter().zip(&columns).filter(|(_, is)| **is).map(|(one, _)| one).collect();
        // A cell has another one beside it.
        let beside = |one: &PixelBox, other: &PixelBox| {
            one.shared_width(other) == 0 && one.shared_height(other) * 2 > one.height().min(other.height())
        };
        let in_rows: Vec<&PixelBox> =
            cells.iter().filter(|one| cells.iter().any(|other| beside(one, other))).copied().collect();
        // The first of each row has no other one to its left.
        let is_first =
            |one: &&&PixelBox| !in_rows.iter().any(|other| other.x0 < one.x0 && beside(one, other));
        // Segments of a page: some hundreds.
        #[allow(clippy::cast_precision_loss)]
        let in_columns = in_rows.len() as f64 / segments.len().max(1) as f64;
        Self {
            meetings: meetings(rulings, MEETING * char_height),
            rows: in_rows.iter().filter(is_first).count(),
            in_columns,
            segments: segments.len(),
        }
    }
}

/// Whether a segment is short and stands over or under others like it.
fn is_in_column(one: &PixelBox, segments: &[PixelBox], char_height: f64) -> bool {
    let short = |segment: &PixelBox| f64::from(segment.width()) <= SHORT * char_height;
    // Twice the place of an edge or a middle, so that it is whole.
    let sides = |segment: &PixelBox| [2 * segment.x0, 2 * segment.x1, segment.x0 + segment.x1];
    let own = sides(one);
    let mut others = [0_usize; 3];
    for other in segments.iter().filter(|other| short(other) && one.shared_height(other) == 0) {
        for ((count, a), b) in others.iter_mut().zip(own).zip(sides(other)) {
            *count += usize::from(f64::from(a.abs_diff(b)) <= 2.0 * ALIGNED * char_height);
        }
    }
    short(one) && others.iter().any(|count| *count >= OTHERS)
}

/// Counts the places at which a horizontal and a vertical ruling meet.
fn meetings(rulings: &Rulings, near: f64) -> usize {
    let lies_on = |across: &PixelRuling, along: &PixelRuling| {
        let at = f64::from(across.at) + f64::from(across.thick) / 2.0;
        f64::from(along.from) - near <= at && at <= f64::from(along.to) + near
    };
    let meets = |h: &PixelRuling, v: &PixelRuling| lies_on(h, v) && lies_on(v, h);
    rulings.horizontals.iter().map(|h| rulings.verticals.iter().filter(|v| meets(h, v)).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(x0: u32, y0: u32, width: u32) -> PixelBox {
        PixelBox { x0, y0, x1: x0 + width, y1: y0 + 20 }
    }

    fn measured(segments: &[PixelBox]) -> Layout {
        Layout::of(segments, &Rulings::default(), 20.0)
    }

    #[test]
    fn names_and_amounts_in_columns_are_a_table_without_rulings() {
        // Names are of any width, amounts end at one edge.
        let row = |n: u32| [segment(100, 40 * n, 90 + 7 * n), segment(700 - 11 * n, 40 * n, 11 * n + 50)];
        let layout = measured(&(0..8).flat_map(row).collect::<Vec<_>>());
        assert_eq!((layout.rows, layout.in_columns), (8, 1.0));
    }

    #[test]
    fn prose_is_none() {
        let line = |n: u32| segment(100, 40 * n, if n % 4 == 3 { 130 + 9 * n } else { 1000 });
        let layout = measured(&(0..24).map(line).collect::<Vec<_>>());
        assert_eq!((layout.rows, layout.in_columns), (0, 0.0));
        assert_eq!(measured(&[]), Layout::default());
    }

    #[test]
    fn rulings_that_meet_are_counted() {
        let ruling = |at, from, to| PixelRuling { at, thick: 2, from, to };
        let rulings = Rulings {
            horizontals: vec![ruling(100, 50, 500), ruling(200, 50, 500), ruling(900, 50, 500)],
            verticals: vec![ruling(50, 100, 202), ruling(300, 104, 202), ruling(498, 100, 202)],
        };
        assert_eq!(Layout::of(&[], &rulings, 20.0).meetings, 6);
    }
}
