//! Turns a frame into a grid of cells: elementary boxes between neighbouring lines, joined where no line separates
//! them.

use super::groups::Groups;
use super::rulings::{Frame, RulingLine};
use crate::geom::Rect;

/// Largest distance of lines that are one boundary drawn twice, in points.
const SAME_BOUNDARY: f64 = 2.5;
/// Least share of the common side of two boxes along which a line runs that separates them.
const PARTING_SHARE: f64 = 0.55;
/// Distance by which lines run past the outermost crossing line at an open side of the table, in points.
const OPEN_SIDE: f64 = 8.0;

/// Cell by its rows and columns in the lattice, without text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Box {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// Boundaries and the boxes between them.
#[derive(Debug, Clone)]
pub(super) struct Lattice {
    pub(super) xs: Vec<f64>,
    pub(super) ys: Vec<f64>,
    pub(super) boxes: Vec<Box>,
    /// Index of the box in `boxes` for each elementary box, row by row.
    pub(super) owner: Vec<usize>,
}

impl Lattice {
    /// Makes a lattice of boxes that cover it.
    pub(super) fn from_boxes(xs: Vec<f64>, ys: Vec<f64>, boxes: Vec<Box>) -> Self {
        let columns = xs.len().saturating_sub(1);
        let mut owner = vec![usize::MAX; columns * ys.len().saturating_sub(1)];
        for (index, cell) in boxes.iter().enumerate() {
            for row in cell.row..cell.row + cell.rows {
                for column in cell.column..cell.column + cell.columns {
                    if let Some(owner) = owner.get_mut(row * columns + column) {
                        *owner = index;
                    }
                }
            }
        }
        Self { xs, ys, boxes, owner }
    }

    pub(super) fn rect(&self, cell: &Box) -> Rect {
        Rect::new(
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.columns],
            self.ys[cell.row + cell.rows],
        )
    }

    /// Finds the box around a point, or `None` outside.
    pub(super) fn at(&self, x: f64, y: f64) -> Option<usize> {
        let column = interval(&self.xs, x)?;
        let row = interval(&self.ys, y)?;
        self.owner.get(row * (self.xs.len() - 1) + column).copied()
    }
}

fn interval(bounds: &[f64], at: f64) -> Option<usize> {
    let after = bounds.partition_point(|b| *b <= at);
    (after > 0 && after < bounds.len()).then(|| after - 1)
}

/// Makes the lattice of a frame, or `None` where its lines enclose nothing.
pub(super) fn frame_to_lattice(frame: &Frame) -> Option<Lattice> {
    let xs = boundaries(&frame.verticals, &frame.horizontals);
    let ys = boundaries(&frame.horizontals, &frame.verticals);
    if xs.len() < 2 || ys.len() < 2 {
        return None;
    }
    let (rows, columns) = (ys.len() - 1, xs.len() - 1);
    // parted_left[r][c]: a line runs along the left side of the box; parted_top[r][c]: along its top.
    let parted_left = separations(&frame.verticals, &xs, &ys);
    let parted_top = separations(&frame.horizontals, &ys, &xs);
    let left = |r: usize, c: usize| c > 0 && !parted_left[c * rows + r];
    let top = |r: usize, c: usize| r > 0 && !parted_top[r * columns + c];

    let mut groups = Groups::new(rows * columns);
    for r in 0..rows {
        for c in 0..columns {
            let here = r * columns + c;
            if left(r, c) {
                groups.join(here, here - 1);
            }
            if top(r, c) {
                groups.join(here, here - columns);
            }
        }
    }
    Some(groups_to_lattice(xs, ys, groups))
}

/// Finds the positions of the lines of one direction, and the open ends of the lines of the other.
fn boundaries(lines: &[RulingLine], crossing: &[RulingLine]) -> Vec<f64> {
    let mut at: Vec<f64> = lines.iter().map(|l| l.at).collect();
    let first = at.iter().copied().fold(f64::INFINITY, f64::min);
    let last = at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Where two or more crossing lines (or the only one) end together outside, the table is open on that side.
    for (end, outside) in [
        (crossing.iter().map(|l| l.from).fold(f64::INFINITY, f64::min), true),
        (crossing.iter().map(|l| l.to).fold(f64::NEG_INFINITY, f64::max), false),
    ] {
        let beyond = if outside { first - end } else { end - last };
        let ends = crossing
            .iter()
            .filter(|l| ((if outside { l.from } else { l.to }) - end).abs() <= SAME_BOUNDARY)
            .count();
        if beyond > OPEN_SIDE && ends >= 2.min(crossing.len()) {
            at.push(end);
        }
    }
    at.sort_by(f64::total_cmp);
    let mut bounds: Vec<f64> = Vec::new();
    for position in at {
        if bounds.last().is_none_or(|last| position - last > SAME_BOUNDARY) {
            bounds.push(position);
        }
    }
    bounds
}

/// Finds, for each boundary in `along` and each interval of `across`, whether a line runs there.
fn separations(lines: &[RulingLine], along: &[f64], across: &[f64]) -> Vec<bool> {
    let intervals = across.len() - 1;
    let mut covered = vec![0.0_f64; along.len() * intervals];
    for line in lines {
        let Some(boundary) = nearest(along, line.at) else { continue };
        for i in 0..intervals {
            let shared = line.to.min(across[i + 1]) - line.from.max(across[i]);
            if shared > 0.0 {
                covered[boundary * intervals + i] += shared / (across[i + 1] - across[i]);
            }
        }
    }
    covered.into_iter().map(|share| share >= PARTING_SHARE).collect()
}

fn nearest(bounds: &[f64], at: f64) -> Option<usize> {
    bounds.iter().enumerate().min_by(|a, b| (a.1 - at).abs().total_cmp(&(b.1 - at).abs())).map(|(i, _)| i)
}

/// Makes cells of joined boxes: those that form a rectangle are one cell; others (a part of a border is missing) are
/// cut into their rows.
fn groups_to_lattice(xs: Vec<f64>, ys: Vec<f64>, mut groups: Groups) -> Lattice {
    let (rows, columns) = (ys.len() - 1, xs.len() - 1);
    let mut extents: std::collections::BTreeMap<usize, (Box, usize)> = std::collections::BTreeMap::new();
    for r in 0..rows {
        for c in 0..columns {
            let (cell, count) = extents
                .entry(groups.of(r * columns + c))
                .or_insert((Box { row: r, column: c, rows: 1, columns: 1 }, 0));
            let right = (cell.column + cell.columns).max(c + 1);
            cell.column = cell.column.min(c);
            cell.columns = right - cell.column;
            cell.rows = r + 1 - cell.row;
            *count += 1;
        }
    }
    let mut boxes = Vec::new();
    let mut owner = vec![usize::MAX; rows * columns];
    for r in 0..rows {
        for c in 0..columns {
            let here = r * columns + c;
            if owner[here] != usize::MAX {
                continue;
            }
            let group = groups.of(here);
            let cell = match extents.get(&group) {
                Some((cell, count)) if cell.rows * cell.columns == *count => *cell,
                _ => {
                    let width = (c..columns).take_while(|&x| groups.of(r * columns + x) == group).count();
                    Box { row: r, column: c, rows: 1, columns: width.max(1) }
                }
            };
            for y in cell.row..cell.row + cell.rows {
                for x in cell.column..cell.column + cell.columns {
                    owner[y * columns + x] = boxes.len();
                }
            }
            boxes.push(cell);
        }
    }
    Lattice { xs, ys, boxes, owner }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at: f64, from: f64, to: f64) -> RulingLine {
        RulingLine { at, from, to }
    }

    /// A header cell over two columns, and a label beside it over two rows.
    #[test]
    fn spans_are_kept() {
        let frame = Frame {
            horizontals: vec![line(0.0, 0.0, 90.0), line(20.0, 30.0, 90.0), line(40.0, 0.0, 90.0)],
            verticals: vec![
                line(0.0, 0.0, 40.0),
                line(30.0, 0.0, 40.0),
                line(60.0, 20.0, 40.0),
                line(90.0, 0.0, 40.0),
            ],
        };
        let lattice = frame_to_lattice(&frame).unwrap();
        assert_eq!(
            lattice.boxes,
            [
                Box { row: 0, column: 0, rows: 2, columns: 1 },
                Box { row: 0, column: 1, rows: 1, columns: 2 },
                Box { row: 1, column: 1, rows: 1, columns: 1 },
                Box { row: 1, column: 2, rows: 1, columns: 1 },
            ]
        );
        assert_eq!(lattice.at(10.0, 30.0), Some(0));
    }

    #[test]
    fn a_side_without_a_line_is_closed_where_the_other_lines_end() {
        let frame = Frame {
            horizontals: vec![line(0.0, 0.0, 90.0), line(20.0, 0.0, 90.0)],
            verticals: vec![line(30.0, 0.0, 20.0), line(60.0, 0.0, 20.0)],
        };
        assert_eq!(frame_to_lattice(&frame).unwrap().xs, [0.0, 30.0, 60.0, 90.0]);
    }
}
