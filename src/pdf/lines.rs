//! Collects the lines and filled rectangles of a page: the evidence for its tables.

use hayro_interpret::kurbo::{BezPath, PathEl, Point, Shape};

use super::shapes::to_rect;
use crate::geom::Rect;
use crate::page::Ruling;

/// Thickest filled shape that is a ruling, in points: Office draws borders as thin filled rectangles.
const LINE_THICKNESS: f64 = 3.0;
/// Shortest ruling, in points: shorter lines are dots, serifs or parts of a drawing.
const SHORTEST_LINE: f64 = 1.5;
/// Largest deviation of a straight stroke, in points over its whole length.
const STRAIGHT: f64 = 0.6;
/// Most rulings of a page; one with more is no disclosure.
pub(super) const MOST_RULINGS: usize = 50_000;
/// Most filled rectangles that are kept; pages with more are pictures drawn of tiles.
const MOST_FILLS: usize = 10_000;
/// Largest share of its bounding box that a filled shape may lack and still count as that rectangle.
const SAME_AREA: f64 = 0.01;
/// How far inside a cover a line must lie to be hidden by it, in points: the white of a cell may touch its borders.
const INSIDE: f64 = 1.0;

/// The lines and filled rectangles of a page, in points as the page is seen.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) rulings: Vec<Ruling>,
    /// Rectangles that were filled, of any colour, white as well.
    pub(super) fills: Vec<Rect>,
    /// Whether a limit was passed and lines were left out.
    pub(super) overflowed: bool,
}

impl Lines {
    /// Adds thin filled shapes as rulings, one for each subpath, and rectangles as fills. A white line on white paper
    /// separates nothing that can be seen. `seen` is what the clips leave.
    pub(super) fn add_fills(&mut self, path: &BezPath, white: bool, seen: Option<Rect>) {
        for subpath in subpaths(path) {
            let shape = subpath.bounding_box();
            let bounds = to_rect(shape);
            let (width, height) = (bounds.width(), bounds.height());
            if height <= LINE_THICKNESS && width > height {
                if !white {
                    self.add_ruling(bounds, true, seen);
                }
            } else if width <= LINE_THICKNESS && height > width {
                if !white {
                    self.add_ruling(bounds, false, seen);
                }
            } else if self.fills.len() < MOST_FILLS
                && (shape.area() - subpath.area().abs()).abs() <= SAME_AREA * shape.area()
                && let Some(seen) = seen.and_then(|seen| bounds.intersect(&seen))
            {
                self.fills.push(seen);
            }
        }
    }

    /// Adds straight strokes as rulings, one for each edge.
    pub(super) fn add_strokes(&mut self, path: &BezPath, thickness: f64, seen: Option<Rect>) {
        let half = (thickness / 2.0).clamp(0.0, LINE_THICKNESS / 2.0);
        let mut start = Point::ORIGIN;
        let mut at = Point::ORIGIN;
        for element in path.elements() {
            let to = match *element {
                PathEl::MoveTo(point) => {
                    (start, at) = (point, point);
                    continue;
                }
                PathEl::LineTo(point) => point,
                PathEl::ClosePath => start,
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                    at = point;
                    continue;
                }
            };
            let (dx, dy) = ((to.x - at.x).abs(), (to.y - at.y).abs());
            let line = Rect::new(at.x, at.y, to.x, to.y);
            if dy <= STRAIGHT && dx > dy {
                self.add_ruling(Rect { y0: line.y0 - half, y1: line.y1 + half, ..line }, true, seen);
            } else if dx <= STRAIGHT && dy > dx {
                self.add_ruling(Rect { x0: line.x0 - half, x1: line.x1 + half, ..line }, false, seen);
            }
            at = to;
        }
    }

    /// Drops the lines and fills that lie well inside a cover: with the text under it they are not printed.
    pub(super) fn hide(&mut self, cover: &Rect) {
        let is_inside = |rect: &Rect| {
            rect.x0 >= cover.x0 + INSIDE
                && rect.x1 <= cover.x1 - INSIDE
                && rect.y0 >= cover.y0 + INSIDE
                && rect.y1 <= cover.y1 - INSIDE
        };
        self.rulings.retain(|ruling| !is_inside(&ruling.rect));
        self.fills.retain(|fill| !is_inside(fill));
    }

    fn add_ruling(&mut self, rect: Rect, horizontal: bool, seen: Option<Rect>) {
        let length = if horizontal { rect.width() } else { rect.height() };
        let Some(rect) = seen.and_then(|seen| rect.intersect(&seen)) else { return };
        if length < SHORTEST_LINE {
            return;
        }
        if self.rulings.len() >= MOST_RULINGS {
            self.overflowed = true;
            return;
        }
        self.rulings.push(Ruling { rect, horizontal });
    }
}

/// Gives the subpaths of a path; what stands before the first is none.
fn subpaths(path: &BezPath) -> impl Iterator<Item = &[PathEl]> {
    let is_begin = |element: &PathEl| matches!(element, PathEl::MoveTo(_));
    let elements = path.elements();
    let first = elements.iter().position(is_begin).unwrap_or(elements.len());
    let subpaths = elements.get(first..).unwrap_or_default();
    subpaths.chunk_by(move |_, next| !is_begin(next))
}
