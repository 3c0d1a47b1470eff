//! Defines the outline of a glyph: straight pieces, in thousandths of an em, upwards from the baseline.

/// Straight pieces of a curve of the second degree, and of one of the third: at most 0.002 em beside it.
const PIECES: [u8; 2] = [6, 8];
/// Smallest width and height of ink: less draws nothing that can be seen.
const LEAST_INK: f32 = 6.0;
/// Largest coordinate; glyphs with larger ones are no print.
const LARGEST: f32 = 30_000.0;
/// Most pieces that are kept: a glyph has tens, an ornament hundreds.
const MOST_PIECES: usize = 20_000;

/// A point of an outline.
type Point = (f32, f32);

/// An outline. Open parts are closed, as filling does.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Outline {
    pieces: Vec<[Point; 2]>,
    start: Point,
    at: Point,
    /// Whether a coordinate is none that print has, or there are too many pieces.
    is_odd: bool,
}

/// The smallest box around ink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct InkBox {
    pub(crate) left: f32,
    pub(crate) bottom: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
}

impl InkBox {
    pub(crate) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f32 {
        self.top - self.bottom
    }
}

impl Outline {
    /// Begins a contour.
    pub(crate) fn move_to(&mut self, x: f32, y: f32) {
        self.close();
        (self.start, self.at) = ((x, y), (x, y));
    }

    /// Adds a straight line.
    pub(crate) fn line_to(&mut self, x: f32, y: f32) {
        self.is_odd |= !(x.abs() <= LARGEST && y.abs() <= LARGEST) || self.pieces.len() >= MOST_PIECES;
        if !self.is_odd {
            self.pieces.push([self.at, (x, y)]);
        }
        self.at = (x, y);
    }

    /// Adds a curve of the second degree.
    pub(crate) fn quad_to(&mut self, (cx, cy): Point, (x, y): Point) {
        let (x0, y0) = self.at;
        for t in steps(PIECES[0]) {
            let u = 1.0 - t;
            let on = |a: f32, b: f32, c: f32| u * u * a + 2.0 * u * t * b + t * t * c;
            self.line_to(on(x0, cx, x), on(y0, cy, y));
        }
    }

    /// Adds a curve of the third degree.
    pub(crate) fn cubic_to(&mut self, (cx, cy): Point, (dx, dy): Point, (x, y): Point) {
        let (x0, y0) = self.at;
        for t in steps(PIECES[1]) {
            let u = 1.0 - t;
            let on = |a: f32, b: f32, c: f32, d: f32| {
                u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
            };
            self.line_to(on(x0, cx, dx, x), on(y0, cy, dy, y));
        }
    }

    /// Closes the contour.
    pub(crate) fn close(&mut self) {
        if self.at != self.start {
            self.line_to(self.start.0, self.start.1);
        }
    }

    /// Its straight pieces, closed.
    pub(super) fn pieces(&self) -> impl Iterator<Item = [Point; 2]> {
        let last = (self.at != self.start).then_some([self.at, self.start]);
        self.pieces.iter().copied().chain(last)
    }

    /// Whether its coordinates are those of a glyph, and no more than one has.
    pub(crate) fn is_print(&self) -> bool {
        !self.is_odd
    }

    /// The box of its ink; `None` where it draws nothing that can be seen, or nothing that is print.
    pub(crate) fn ink_box(&self) -> Option<InkBox> {
        let empty = InkBox { left: LARGEST, bottom: LARGEST, right: -LARGEST, top: -LARGEST };
        let ink = self.pieces.iter().flatten().fold(empty, |ink, (x, y)| InkBox {
            left: ink.left.min(*x),
            bottom: ink.bottom.min(*y),
            right: ink.right.max(*x),
            top: ink.top.max(*y),
        });
        (!self.is_odd && ink.width() > LEAST_INK && ink.height() > LEAST_INK).then_some(ink)
    }
}

/// The ends of so many equal parts of a curve.
fn steps(count: u8) -> impl Iterator<Item = f32> {
    (1..=count).map(move |step| f32::from(step) / f32::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_contours_are_closed() {
        let mut outline = Outline::default();
        outline.move_to(0.0, 0.0);
        outline.line_to(100.0, 0.0);
        outline.quad_to((100.0, 100.0), (0.0, 100.0));
        assert_eq!(outline.pieces().last(), Some([(0.0, 100.0), (0.0, 0.0)]));
        assert_eq!(outline.pieces().count(), 8);
        let ink = InkBox { left: 0.0, bottom: 0.0, right: 100.0, top: 100.0 };
        assert_eq!(outline.ink_box(), Some(ink));
    }

    #[test]
    fn coordinates_that_no_print_has_are_no_ink() {
        for odd in [f32::NAN, f32::INFINITY, 1e9] {
            let mut outline = Outline::default();
            outline.move_to(0.0, 0.0);
            outline.line_to(odd, 100.0);
            outline.line_to(100.0, 100.0);
            assert_eq!(outline.ink_box(), None);
        }
    }
}
