//! Defines rectangles, directions and affine maps in page points.
//!
//! The origin is the page's top left corner and y grows downwards, as the page is seen. One point is 1/72 inch.

use serde::Serialize;

/// A rectangle in page points, `x0 <= x1` and `y0 <= y1`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rect {
    /// Left edge, in points.
    pub x0: f64,
    /// Top edge, in points.
    pub y0: f64,
    /// Right edge, in points.
    pub x1: f64,
    /// Bottom edge, in points.
    pub y1: f64,
}

impl Rect {
    /// The rectangle spanned by two corners, in any order.
    pub fn new(xa: f64, ya: f64, xb: f64, yb: f64) -> Self {
        Self { x0: xa.min(xb), y0: ya.min(yb), x1: xa.max(xb), y1: ya.max(yb) }
    }

    /// Width in points.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height in points.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// Horizontal middle.
    pub fn mid_x(&self) -> f64 {
        (self.x0 + self.x1) / 2.0
    }

    /// Vertical middle.
    pub fn mid_y(&self) -> f64 {
        (self.y0 + self.y1) / 2.0
    }

    /// Area in square points.
    pub fn area(&self) -> f64 {
        self.width() * self.height()
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Gives it moved to the right and down, in points.
    #[must_use]
    pub fn moved(&self, dx: f64, dy: f64) -> Self {
        Self { x0: self.x0 + dx, y0: self.y0 + dy, x1: self.x1 + dx, y1: self.y1 + dy }
    }

    /// The rectangle that both cover, or `None` where they do not touch.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let cut = Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        };
        (cut.x0 <= cut.x1 && cut.y0 <= cut.y1).then_some(cut)
    }

    /// The smallest rectangle that holds all, or `None` of none.
    pub fn hull(rects: impl IntoIterator<Item = Self>) -> Option<Self> {
        rects.into_iter().reduce(|a, b| a.union(&b))
    }

    /// Height that both share, in points; 0 where none.
    pub fn shared_height(&self, other: &Self) -> f64 {
        (self.y1.min(other.y1) - self.y0.max(other.y0)).max(0.0)
    }

    /// Width that both share, in points; 0 where none.
    pub fn shared_width(&self, other: &Self) -> f64 {
        (self.x1.min(other.x1) - self.x0.max(other.x0)).max(0.0)
    }
}

/// How a line of text runs over the page, or how far a page is turned: quarter turns clockwise from left-to-right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Left to right.
    Right,
    /// Top to bottom.
    Down,
    /// Right to left (upside down).
    Left,
    /// Bottom to top.
    Up,
    /// At any other angle: watermarks and stamps.
    Slanted,
}

impl Direction {
    /// The direction of a baseline that advances by (`dx`, `dy`), y downwards.
    pub fn of(dx: f64, dy: f64) -> Self {
        // A baseline counts as straight within about 3 degrees; scans and sloppy producers drift by less.
        const STRAIGHT: f64 = 0.05;
        if dy.abs() <= STRAIGHT * dx.abs() {
            if dx >= 0.0 { Self::Right } else { Self::Left }
        } else if dx.abs() <= STRAIGHT * dy.abs() {
            if dy >= 0.0 { Self::Down } else { Self::Up }
        } else {
            Self::Slanted
        }
    }
}

/// A map from one upright page to the page as it is seen: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Affine(pub [f64; 6]);

impl Affine {
    /// The map that leaves every point where it is.
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Maps a point.
    pub fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Maps a rectangle, to its bounding box.
    pub fn rect(&self, rect: &Rect) -> Rect {
        let (xa, ya) = self.point(rect.x0, rect.y0);
        let (xb, yb) = self.point(rect.x1, rect.y1);
        let (xc, yc) = self.point(rect.x0, rect.y1);
        let (xd, yd) = self.point(rect.x1, rect.y0);
        Rect::new(xa, ya, xb, yb).union(&Rect::new(xc, yc, xd, yd))
    }

    /// Composes this map with `next`, which is applied after it.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let (x, y) = next.point(e, f);
        let [na, nb, nc, nd, _, _] = next.0;
        Self([na * a + nc * b, nb * a + nd * b, na * c + nc * d, nb * c + nd * d, x, y])
    }

    /// The inverse map, or `None` where the map flattens the page.
    pub fn inverse(&self) -> Option<Self> {
        let [a, b, c, d, e, f] = self.0;
        let det = a * d - b * c;
        (det.abs() > 1e-9).then(|| {
            Self([d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_turn_and_its_inverse_cancel() {
        let turn = Affine([0.0, 1.0, -1.0, 0.0, 595.0, 0.0]);
        let back = turn.inverse().unwrap();
        let rect = Rect::new(10.0, 20.0, 30.0, 25.0);
        let again = back.rect(&turn.rect(&rect));
        assert!((again.x0 - rect.x0).abs() < 1e-9 && (again.y1 - rect.y1).abs() < 1e-9);
    }

    #[test]
    fn directions_follow_the_baseline() {
        assert_eq!(Direction::of(1.0, 0.01), Direction::Right);
        assert_eq!(Direction::of(0.0, -1.0), Direction::Up);
        assert_eq!(Direction::of(1.0, 1.0), Direction::Slanted);
    }
}
