//! Defines how a page was bent before its picture was taken: by the angle of a camera, the fold of a book, a crease.

use serde::Serialize;

use crate::geom::{Affine, Rect};

/// Steps that lead back from a bent point to the flat one: each brings it nearer by a factor of ten or so.
const STEPS: usize = 12;

/// A map from the flat page to the page that was bent: how far each node of a grid of squares is moved; between nodes it is
/// bilinear, and beyond the grid as at its edge.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bend {
    /// Side of a square, in the unit of the page.
    step: f64,
    /// Nodes in a row.
    columns: usize,
    /// Nodes in a column.
    rows: usize,
    /// How far the nodes are moved to the right and down, row by row.
    moved: Vec<(f64, f64)>,
}

impl Bend {
    /// Makes a bend of the nodes of a grid, row by row from the origin; `None` where there are too few of them.
    pub fn new(step: f64, columns: usize, moved: Vec<(f64, f64)>) -> Option<Self> {
        let rows = moved.len().checked_div(columns)?;
        let is_grid = columns >= 2 && rows >= 2 && rows * columns == moved.len() && step > 0.0;
        is_grid.then_some(Self { step, columns, rows, moved })
    }

    /// The same bend in another unit, of which so many are one of this.
    #[must_use]
    pub fn scaled(&self, by: f64) -> Self {
        let moved = self.moved.iter().map(|(x, y)| (x * by, y * by)).collect();
        Self { step: self.step * by, moved, ..*self }
    }

    /// The bend of a page that was bent like this once `first` had bent it.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        let moved = (0..first.moved.len()).map(|at| {
            // Nodes of a page: few hundred.
            #[allow(clippy::cast_precision_loss)]
            let (x, y) = ((at % first.columns) as f64 * first.step, (at / first.columns) as f64 * first.step);
            let (between_x, between_y) = first.point(x, y);
            let (to_x, to_y) = self.point(between_x, between_y);
            (to_x - x, to_y - y)
        });
        Self { moved: moved.collect(), ..*first }
    }

    /// Moves a point of the flat page to where it is on the bent one.
    pub fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let (column, right) = square(x / self.step, self.columns);
        let (row, down) = square(y / self.step, self.rows);
        let node = |column: usize, row: usize| {
            self.moved.get(row * self.columns + column).copied().unwrap_or_default()
        };
        let mix = |(ax, ay): (f64, f64), (bx, by): (f64, f64), share: f64| {
            (ax + (bx - ax) * share, ay + (by - ay) * share)
        };
        let upper = mix(node(column, row), node(column + 1, row), right);
        let lower = mix(node(column, row + 1), node(column + 1, row + 1), right);
        let (dx, dy) = mix(upper, lower, down);
        (x + dx, y + dy)
    }

    /// The box on the bent page of a rectangle of the flat one.
    pub fn rect(&self, rect: &Rect) -> Rect {
        hull(rect, |x, y| self.point(x, y))
    }

    /// The point of the flat page that is moved to this one.
    pub fn back(&self, x: f64, y: f64) -> (f64, f64) {
        (0..STEPS).fold((x, y), |(flat_x, flat_y), _| {
            let (there_x, there_y) = self.point(flat_x, flat_y);
            (flat_x + x - there_x, flat_y + y - there_y)
        })
    }

    /// The box on the flat page of a rectangle of the bent one.
    pub fn rect_back(&self, rect: &Rect) -> Rect {
        hull(rect, |x, y| self.back(x, y))
    }

    /// The straight map that is nearest to the bend around a rectangle of the flat page.
    pub fn near(&self, rect: &Rect) -> Affine {
        let (width, height) = (rect.width().max(1.0), rect.height().max(1.0));
        let (x, y) = (rect.mid_x(), rect.mid_y());
        let (left, right) = (self.point(x - width / 2.0, y), self.point(x + width / 2.0, y));
        let (above, below) = (self.point(x, y - height / 2.0), self.point(x, y + height / 2.0));
        let (a, b) = ((right.0 - left.0) / width, (right.1 - left.1) / width);
        let (c, d) = ((below.0 - above.0) / height, (below.1 - above.1) / height);
        let (to_x, to_y) = self.point(x, y);
        Affine([a, b, c, d, to_x - a * x - c * y, to_y - b * x - d * y])
    }
}

/// The square that a coordinate lies in, and the share of it that is left of the coordinate.
fn square(at: f64, nodes: usize) -> (usize, f64) {
    // Nodes of a page: few hundred.
    #[allow(clippy::cast_precision_loss)]
    let at = at.clamp(0.0, (nodes - 1) as f64);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let square = (at as usize).min(nodes - 2);
    #[allow(clippy::cast_precision_loss)]
    let share = at - square as f64;
    (square, share)
}

fn hull(rect: &Rect, map: impl Fn(f64, f64) -> (f64, f64)) -> Rect {
    let corners = [(rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x0, rect.y1), (rect.x1, rect.y1)];
    let moved = corners.map(|(x, y)| map(x, y)).map(|(x, y)| Rect::new(x, y, x, y));
    moved.into_iter().reduce(|a, b| a.union(&b)).unwrap_or(*rect)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of 20 by 20 whose right side hangs by 4.
    fn hanging() -> Bend {
        Bend::new(10.0, 3, [(0.0, 0.0), (0.0, 2.0), (0.0, 4.0)].repeat(3)).unwrap()
    }

    #[test]
    fn points_are_moved_and_led_back() {
        let bend = hanging();
        assert_eq!(bend.point(5.0, 5.0), (5.0, 6.0));
        assert_eq!(bend.point(30.0, 5.0), (30.0, 9.0), "beyond the grid as at its edge");
        let (x, y) = bend.back(15.0, 10.0);
        assert!((x - 15.0).abs() < 1e-6 && (y - 7.0).abs() < 1e-6);
        assert_eq!(bend.rect(&Rect::new(0.0, 0.0, 10.0, 5.0)), Rect::new(0.0, 0.0, 10.0, 7.0));
    }

    #[test]
    fn a_bend_after_another_adds_up() {
        let twice = hanging().after(&hanging());
        assert_eq!(twice.point(20.0, 0.0), (20.0, 8.0));
        assert_eq!(twice.point(5.0, 5.0), (5.0, 7.0));
    }

    #[test]
    fn around_a_rectangle_a_bend_is_straight() {
        let near = hanging().near(&Rect::new(2.0, 2.0, 8.0, 4.0));
        assert_eq!(near.point(5.0, 3.0), (5.0, 4.0));
        assert!((near.0[1] - 0.2).abs() < 1e-9);
    }

    #[test]
    fn a_bend_in_points_moves_as_far_as_in_pixels() {
        let (x, y) = hanging().scaled(0.5).point(2.5, 2.5);
        assert!((x - 2.5).abs() < 1e-9 && (y - 3.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_grid_is_no_bend() {
        assert_eq!(Bend::new(10.0, 3, vec![(0.0, 0.0); 5]), None);
        assert_eq!(Bend::new(10.0, 0, Vec::new()), None);
    }
}
