//! Joins shapes of the size of characters to lines, as text is set. Emblems, seals and drawings form none.

use std::collections::BTreeMap;

use super::blobs::root;
use crate::geom::Rect;

/// Widest gap between the shapes of a line, as a share of their height, and in points: a comma stands between two digits.
const GAP: f64 = 1.2;
const LEAST_GAP: f64 = 1.0;
/// Height that neighbours on a line share, as a share of the lower one's.
const LEVEL: f64 = 0.5;
/// A line is at most this many times as high as its highest shape …
const HIGHER: f64 = 2.2;
/// … and so high, in points.
const HIGHEST: f64 = 45.0;
/// Height of the rows in which neighbours are looked for, in points.
const ROW: f64 = 8.0;
/// Number of last shapes of a row that are compared with the next.
const NEAREST: usize = 12;

/// Shapes that stand beside each other as characters do.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MarkLine {
    pub(super) rect: Rect,
    /// Number of characters: shapes that stand apart.
    pub(super) count: usize,
}

/// Joins shapes to lines.
pub(super) fn marks_to_lines(marks: &[Rect]) -> Vec<MarkLine> {
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by(|a, b| marks[*a].x0.total_cmp(&marks[*b].x0).then(marks[*a].y0.total_cmp(&marks[*b].y0)));
    let mut parents: Vec<usize> = (0..marks.len()).collect();
    let mut rows: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for index in order {
        let mark = &marks[index];
        for row in row_of(mark.y0)..=row_of(mark.y1) {
            let shapes = rows.entry(row).or_default();
            for other in shapes.iter().rev().take(NEAREST) {
                if are_neighbours(&marks[*other], mark) {
                    let (a, b) = (root(&mut parents, *other), root(&mut parents, index));
                    parents[a.max(b)] = a.min(b);
                }
            }
            shapes.push(index);
        }
    }
    let mut lines: BTreeMap<usize, Vec<Rect>> = BTreeMap::new();
    for (index, mark) in marks.iter().enumerate() {
        lines.entry(root(&mut parents, index)).or_default().push(*mark);
    }
    lines.into_values().filter_map(|shapes| to_line(&shapes)).collect()
}

fn row_of(y: f64) -> i64 {
    // Saturates; positions are a few thousand points.
    #[allow(clippy::cast_possible_truncation)]
    let row = (y / ROW).floor() as i64;
    row
}

fn are_neighbours(left: &Rect, right: &Rect) -> bool {
    let (a, b) = (left.height(), right.height());
    let gap = right.x0 - left.x1;
    gap <= (GAP * a.max(b)).max(LEAST_GAP) && left.shared_height(right) >= LEVEL * a.min(b)
}

fn to_line(shapes: &[Rect]) -> Option<MarkLine> {
    let rect = Rect::hull(shapes.iter().copied())?;
    let highest = shapes.iter().map(Rect::height).fold(0.0, f64::max);
    if rect.height() > HIGHEST || rect.height() > HIGHER * highest {
        return None;
    }
    let mut across: Vec<(f64, f64)> = shapes.iter().map(|shape| (shape.x0, shape.x1)).collect();
    across.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut count = 0;
    let mut end = f64::NEG_INFINITY;
    for (from, to) in across {
        count += usize::from(from > end);
        end = end.max(to);
    }
    Some(MarkLine { rect, count })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_beside_each_other_are_a_line_and_heaps_are_none() {
        let digit = |x: f64, y: f64| Rect::new(x, y, x + 4.0, y + 7.0);
        let mut marks: Vec<Rect> = (0_u8..6).map(|i| digit(100.0 + 5.0 * f64::from(i), 50.0)).collect();
        marks.extend((0_u8..4).map(|i| digit(300.0 + 5.0 * f64::from(i), 50.0)));
        let mut counts: Vec<usize> = marks_to_lines(&marks).iter().map(|line| line.count).collect();
        counts.sort_unstable();
        assert_eq!(counts, [4, 6]);
        let heap: Vec<Rect> =
            (0_u8..30).map(|i| digit(10.0 + f64::from(i % 6), 10.0 + 3.0 * f64::from(i))).collect();
        assert_eq!(marks_to_lines(&heap), []);
    }
}
