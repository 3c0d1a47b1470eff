//! Finds what of the text of a page is not printed: text that is drawn in the colour of what lies beneath it, and text that
//! something opaque covers which is drawn later.
//!
//! A character is asked point by point of its ink ([`glyph_ink`](super::glyph_ink)), so that covers of any shape and number
//! add up. Where a part of it is left, it is doubted; so is what is left of a number of which a character is covered.

use hayro_interpret::kurbo::Point;

use super::glyph_ink::{self, Drawn, MOST_POINTS};
use super::grid::Grid;
use super::ground::{Coat, Ground, contrast, is_light};
use crate::geom::Rect;
use crate::page::Glyph;
use crate::text::number::{is_digit, is_triangle, to_ascii};

/// Side of the cells of the index of characters, in points.
const CELL: f64 = 12.0;
/// Contrast of a text to what lies beneath it up to which nobody sees it, from 0 to 1.
const FAINTEST: f32 = 0.06;
/// Share of the ink from which on a character is hidden, and from which on it is doubted.
const HIDDEN: f64 = 0.9;
const DOUBTED: f64 = 0.3;
/// … and a digit: a tenth of its strokes makes 8 another one.
const DOUBTED_DIGIT: f64 = 0.1;
/// Widest gap between characters of one number, in em.
const SAME_NUMBER_EM: f64 = 0.4;

/// What there is to be seen of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// All of it.
    Whole,
    /// A part of it, or of the number to which it belongs; or that is not known.
    Part,
    /// Nothing: it has the colour of what lies beneath.
    Faint,
    /// Nothing: this cover hides it.
    Under(u32),
}

impl Sight {
    pub(super) fn is_hidden(self) -> bool {
        matches!(self, Self::Faint | Self::Under(_))
    }
}

/// What hides characters.
#[derive(Clone, Copy)]
pub(super) struct Cover {
    /// Number of characters that were drawn before it.
    drawn_before: usize,
    /// Whether it looks like the paper around it, so that a blank is seen in its place.
    pub(super) is_blank: bool,
}

/// What has become of the characters of a page so far.
pub(super) struct Hiding {
    index: Grid,
    /// Number of characters that are in the index.
    indexed: usize,
    traces: Vec<Trace>,
    pub(super) covers: Vec<Cover>,
}

struct Trace {
    drawn: Drawn,
    sight: Sight,
    /// Points of its ink, and which of them are covered; none where that was never asked.
    points: Box<[Point]>,
    covered: u64,
    is_digit: bool,
}

impl Hiding {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { index: Grid::new(width, height, CELL), indexed: 0, traces: Vec::new(), covers: Vec::new() }
    }

    /// Adds the next character of the page.
    pub(super) fn add(&mut self, drawn: Drawn, sight: Sight) {
        self.traces.push(Trace { drawn, sight, points: Box::default(), covered: 0, is_digit: false });
    }

    /// Whether a character that can be seen may be touched by what is drawn within a box.
    pub(super) fn reaches(&mut self, bounds: &Rect, glyphs: &[Glyph]) -> bool {
        self.complete(glyphs);
        self.index.within(bounds).any(|at| self.can_be_seen(at, bounds, glyphs))
    }

    /// Draws something opaque over the page: `covers` says of a point within `bounds` whether it lies under it. Gives the number of characters
    /// that it hides.
    pub(super) fn cover(
        &mut self,
        bounds: &Rect,
        is_rect: bool,
        is_blank: bool,
        glyphs: &[Glyph],
        covers: impl Fn(Point) -> bool,
    ) -> usize {
        self.complete(glyphs);
        let mut touched: Vec<u32> =
            self.index.within(bounds).filter(|at| self.can_be_seen(*at, bounds, glyphs)).collect();
        touched.sort_unstable();
        touched.dedup();
        let Ok(number) = u32::try_from(self.covers.len()) else { return 0 };
        let mut hidden = 0;
        for at in touched {
            let (Some(trace), Some(glyph)) = (self.traces.get_mut(at as usize), glyphs.get(at as usize))
            else {
                continue;
            };
            let is_inside = is_rect && bounds.union(&glyph.rect) == *bounds;
            if is_inside || trace.is_covered(glyph, &covers) {
                trace.sight = Sight::Under(number);
                hidden += 1;
            }
        }
        if hidden > 0 {
            self.covers.push(Cover { drawn_before: glyphs.len(), is_blank });
        }
        hidden
    }

    /// Notes that what covered last looks like paper.
    pub(super) fn last_is_blank(&mut self) {
        if let Some(cover) = self.covers.last_mut() {
            cover.is_blank = true;
        }
    }

    /// What there is to be seen of each character in the end.
    pub(super) fn sights(&mut self, glyphs: &[Glyph]) -> Vec<Sight> {
        let mut sights: Vec<Sight> = self.traces.iter().map(Trace::sight).collect();
        if self.covers.is_empty() {
            return sights;
        }
        self.complete(glyphs);
        for (at, hidden) in glyphs.iter().enumerate() {
            let Some(Sight::Under(cover)) = sights.get(at).copied() else { continue };
            let Some(cover) = self.covers.get(cover as usize) else { continue };
            if !is_of_numbers(hidden.ch) {
                continue;
            }
            let reach = SAME_NUMBER_EM * hidden.size;
            let beside = around(&hidden.rect, reach);
            for other in self.index.within(&beside) {
                let other = other as usize;
                let (Some(glyph), Some(sight)) = (glyphs.get(other), sights.get_mut(other)) else { continue };
                let is_left = *sight == Sight::Whole && other < cover.drawn_before && is_of_numbers(glyph.ch);
                if is_left && is_beside(hidden, glyph) {
                    *sight = Sight::Part;
                }
            }
        }
        sights
    }

    /// Puts the characters that are new into the index.
    fn complete(&mut self, glyphs: &[Glyph]) {
        for (at, glyph) in glyphs.iter().enumerate().skip(self.indexed) {
            if let Ok(at) = u32::try_from(at) {
                self.index.add(&glyph.rect, at);
            }
        }
        self.indexed = glyphs.len();
    }

    fn can_be_seen(&self, at: u32, bounds: &Rect, glyphs: &[Glyph]) -> bool {
        let seen = self.traces.get(at as usize).is_some_and(|trace| !trace.sight.is_hidden());
        seen && glyphs.get(at as usize).is_some_and(|glyph| {
            bounds.shared_width(&glyph.rect) > 0.0 && bounds.shared_height(&glyph.rect) > 0.0
        })
    }
}

impl Trace {
    /// Covers points of the ink; says whether that hides the character.
    fn is_covered(&mut self, glyph: &Glyph, covers: impl Fn(Point) -> bool) -> bool {
        if self.points.is_empty() {
            self.points = glyph_ink::points(&self.drawn, glyph).into_boxed_slice();
        }
        self.is_digit = is_digit(glyph.ch);
        for (bit, at) in self.points.iter().take(MOST_POINTS).enumerate() {
            if self.covered >> bit & 1 == 0 && covers(*at) {
                self.covered |= 1 << bit;
            }
        }
        self.share() >= HIDDEN
    }

    fn share(&self) -> f64 {
        let points = u32::try_from(self.points.len()).unwrap_or(u32::MAX).max(1);
        f64::from(self.covered.count_ones()) / f64::from(points)
    }

    fn sight(&self) -> Sight {
        let most = if self.is_digit { DOUBTED_DIGIT } else { DOUBTED };
        if self.sight == Sight::Whole && self.share() >= most { Sight::Part } else { self.sight }
    }
}

/// What is seen of a character that is drawn so over what lies there.
pub(super) fn sight(coat: &Coat, ground: &Ground, glyph: &Glyph) -> Sight {
    if coat.opacity <= FAINTEST {
        return Sight::Faint;
    }
    let Some(colour) = coat.colour else { return Sight::Whole };
    let ink = glyph_ink::usual(glyph);
    let stands_out = |x: f64, y: f64| {
        let beneath = ground.at(x, y)?;
        let shown = coat.over(beneath);
        Some(shown.is_none_or(|shown| contrast(shown, beneath) > FAINTEST))
    };
    let in_the_middle = stands_out(ink.mid_x(), ink.mid_y());
    // Dark print on a picture is what pictures behind print are pale for.
    if in_the_middle != Some(false) && !is_light(colour) {
        return Sight::Whole;
    }
    if ground.is_bare(&ink) {
        return match in_the_middle {
            Some(true) => Sight::Whole,
            Some(false) => Sight::Faint,
            None => Sight::Part,
        };
    }
    let parts = [0.1, 0.5, 0.9];
    let (mut seen, mut unseen) = (0, 0);
    for (x, y) in parts.iter().flat_map(|x| parts.iter().map(move |y| (x, y))) {
        match stands_out(ink.x0 + x * ink.width(), ink.y0 + y * ink.height()) {
            Some(true) => seen += 1,
            Some(false) => unseen += 1,
            None => {}
        }
    }
    match (seen, unseen) {
        (_, 0..=2) if seen >= 6 => Sight::Whole,
        (0..=1, _) if unseen >= 7 => Sight::Faint,
        _ => Sight::Part,
    }
}

/// Whether a character may be part of a number.
fn is_of_numbers(ch: char) -> bool {
    to_ascii(ch).is_some() || is_triangle(ch)
}

/// A rectangle with so many points more on each side.
pub(super) fn around(rect: &Rect, points: f64) -> Rect {
    Rect { x0: rect.x0 - points, y0: rect.y0 - points, x1: rect.x1 + points, y1: rect.y1 + points }
}

/// Whether two characters stand on one line, side by side.
pub(super) fn is_beside(a: &Glyph, b: &Glyph) -> bool {
    let size = a.size.min(b.size);
    let reach = SAME_NUMBER_EM * size;
    let apart = |a0: f64, a1: f64, b0: f64, b1: f64| (b0 - a1).max(a0 - b1);
    let dx = apart(a.rect.x0, a.rect.x1, b.rect.x0, b.rect.x1);
    let dy = apart(a.rect.y0, a.rect.y1, b.rect.y0, b.rect.y1);
    let level = -0.5 * size;
    (dx.abs() <= reach && dy <= level) || (dy.abs() <= reach && dx <= level)
}

#[cfg(test)]
mod tests {
    use super::super::ground::Colour;
    use super::super::visibility::Visibility;
    use super::*;
    use crate::geom::Direction;
    use hayro_interpret::kurbo::{BezPath, Circle, Rect as KurboRect, Shape as _};
    use hayro_interpret::{BlendMode, FillRule};

    const WHITE: Colour = [1.0; 3];

    fn text(text: &str, x: f64) -> Vec<Glyph> {
        let glyph = |(at, ch): (u32, char)| Glyph {
            ch,
            rect: Rect::new(x, 10.0, x + 5.0, 20.0).moved(5.0 * f64::from(at), 0.0),
            size: 10.0,
            direction: Direction::Right,
            cut: false,
            doubt: None,
            reading: None,
        };
        (0..).zip(text.chars()).map(glyph).collect()
    }

    /// What is left of a text after a white fill over it, and what of that is doubted.
    fn left(glyphs: &[Glyph], paths: &[BezPath]) -> (String, String) {
        let mut hiding = Hiding::new(200.0, 100.0);
        let visibility = Visibility::new(200.0, 100.0);
        glyphs.iter().for_each(|_| hiding.add(None, Sight::Whole));
        for path in paths {
            let shape = visibility.filled(path.clone(), FillRule::NonZero).unwrap();
            hiding.cover(&shape.bounds, shape.is_rect(), true, glyphs, |at| shape.contains(at));
        }
        let sights = hiding.sights(glyphs);
        let with = |wanted: fn(Sight) -> bool| {
            glyphs
                .iter()
                .zip(&sights)
                .filter(|(_, sight)| wanted(**sight))
                .map(|(glyph, _)| glyph.ch)
                .collect()
        };
        (with(|sight| !sight.is_hidden()), with(|sight| sight == Sight::Part))
    }

    fn rect(x0: f64, x1: f64) -> BezPath {
        KurboRect::new(x0, 8.0, x1, 22.0).to_path(0.1)
    }

    #[test]
    fn a_covered_number_is_gone_and_what_is_left_of_one_is_doubted() {
        let glyphs: Vec<Glyph> = [text("12.50", 10.0), text("7.00", 60.0), text("合计", 90.0)].concat();
        let whole = left(&glyphs, &[rect(8.0, 40.0)]);
        assert_eq!((whole.0.as_str(), whole.1.as_str()), ("7.00合计", ""));
        let digit = left(&glyphs, &[rect(15.0, 20.0)]);
        assert_eq!((digit.0.as_str(), digit.1.as_str()), ("1.507.00合计", "1."));
        let halves = left(&glyphs, &[KurboRect::new(58.0, 8.0, 62.5, 22.0).to_path(0.1)]);
        assert_eq!(halves.1, "7");
        let slips: Vec<BezPath> =
            (4..20).map(|at| rect(2.0 * f64::from(at), 2.0 * f64::from(at) + 2.0)).collect();
        assert_eq!(left(&glyphs, &slips).0, "7.00合计");
        let round = Circle::new((22.0, 15.0), 20.0).to_path(0.1);
        assert_eq!(left(&glyphs, &[round]).0, "7.00合计");
    }

    #[test]
    fn text_is_seen_where_it_differs_from_what_lies_beneath() {
        let mut ground = Ground::new(200.0, 100.0, WHITE);
        let dark = Coat { colour: Some([0.1, 0.1, 0.3]), ..Coat::BLACK };
        let path = rect(50.0, 100.0);
        let shape = Visibility::new(200.0, 100.0).filled(path, FillRule::NonZero).unwrap();
        ground.add(shape, dark);
        let white = Coat { colour: Some(WHITE), ..Coat::BLACK };
        let of = |coat: &Coat, x: f64| sight(coat, &ground, &text("5", x)[0]);
        assert_eq!((of(&white, 10.0), of(&white, 60.0)), (Sight::Faint, Sight::Whole));
        assert_eq!(of(&white, 47.5), Sight::Part, "half of it on white");
        assert_eq!((of(&Coat::BLACK, 10.0), of(&dark, 60.0)), (Sight::Whole, Sight::Faint));
        assert_eq!(of(&Coat { colour: Some([0.97; 3]), ..white }, 10.0), Sight::Faint);
        assert_eq!(of(&Coat { opacity: 0.01, ..Coat::BLACK }, 10.0), Sight::Faint);
        assert_eq!(of(&Coat { blend: BlendMode::Multiply, ..white }, 60.0), Sight::Faint);
    }
}
