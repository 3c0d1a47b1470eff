//! Tells where the ink of a character is: by the outline of its font, or as characters of its kind stand in their boxes.

use hayro_interpret::FillRule;
use hayro_interpret::font::{Glyph as PdfGlyph, OutlineGlyph};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect as KurboRect, Shape};

use super::shapes::{Bands, to_rect};
use crate::geom::{Direction, Rect};
use crate::page::Glyph;
use crate::text::number::{is_dash, is_digit, is_minus, is_separator};

/// Points along each side of the grid in which ink is looked for.
const ALONG: u32 = 8;
/// Most points of one character: a bit of 64 for each.
pub(super) const MOST_POINTS: usize = (ALONG * ALONG) as usize;
/// Fewest points that stand for a character: strokes thinner than the grid have fewer.
const FEWEST_POINTS: usize = 6;
/// Smallest side of ink, in em.
const SMALLEST_EM: f64 = 0.01;

/// The outline of a glyph and its place, kept until it is asked for.
pub(super) type Drawn = Option<(OutlineGlyph, Affine)>;

/// Keeps what is needed to find the ink of a glyph; glyphs that are programs (Type 3) have no outline.
pub(super) fn drawn(glyph: &PdfGlyph<'_>, to_page: Affine) -> Drawn {
    match glyph {
        PdfGlyph::Outline(outline) => Some((outline.clone(), to_page)),
        PdfGlyph::Type3(_) => None,
    }
}

/// The outline of a glyph on the page; `None` where it has none.
pub(super) fn outline(drawn: &Drawn) -> Option<BezPath> {
    let (glyph, to_page) = drawn.as_ref()?;
    let outline = *to_page * glyph.outline();
    (!outline.elements().is_empty()).then_some(outline)
}

/// Points of the ink of a character within its box, at least one.
pub(super) fn points(drawn: &Drawn, glyph: &Glyph) -> Vec<Point> {
    let inked = outline(drawn).filter(|outline| {
        let ink = outline.bounding_box();
        let least = SMALLEST_EM * glyph.size;
        // What stands in for a font that is not embedded may be anywhere.
        ink.width() > least && ink.height() > least && around(&glyph.rect, glyph.size).overlaps(ink)
    });
    let Some(outline) = inked else { return grid(&usual(glyph)) };
    let lines = Bands::new(&outline);
    let grid = self::grid(&to_rect(outline.bounding_box()));
    // What stands in for a font that is not embedded may be wider than its characters.
    let in_box: Vec<Point> = grid.into_iter().filter(|at| glyph.rect.contains(at.x, at.y)).collect();
    let ink: Vec<Point> = in_box.iter().copied().filter(|at| lines.contain(FillRule::NonZero, *at)).collect();
    if ink.len() >= FEWEST_POINTS {
        ink
    } else if in_box.is_empty() {
        self::grid(&usual(glyph))
    } else {
        in_box
    }
}

/// Where the ink of a character stands in its box, as characters of its kind usually do.
pub(super) fn usual(glyph: &Glyph) -> Rect {
    // From the left, the top, the right and the bottom of the box, which reaches 0.12 em below the baseline.
    let (left, top, right, bottom) = match glyph.ch {
        _ if glyph.direction != Direction::Right => (0.12, 0.12, 0.12, 0.12),
        c if is_digit(c) => (0.08, 0.16, 0.08, 0.12),
        c if is_separator(c) => (0.2, 0.76, 0.2, 0.05),
        c if is_minus(c) || is_dash(c) => (0.08, 0.5, 0.08, 0.35),
        _ => (0.08, 0.1, 0.08, 0.08),
    };
    let (width, height) = (glyph.rect.width(), glyph.rect.height());
    Rect {
        x0: glyph.rect.x0 + left * width,
        y0: glyph.rect.y0 + top * height,
        x1: glyph.rect.x1 - right * width,
        y1: glyph.rect.y1 - bottom * height,
    }
}

fn around(rect: &Rect, size: f64) -> KurboRect {
    KurboRect::new(rect.x0, rect.y0, rect.x1, rect.y1).inflate(0.3 * size, 0.3 * size)
}

fn grid(rect: &Rect) -> Vec<Point> {
    let at = |i: u32| (f64::from(i) + 0.5) / f64::from(ALONG);
    let point =
        |i: u32| Point::new(rect.x0 + at(i % ALONG) * rect.width(), rect.y0 + at(i / ALONG) * rect.height());
    (0..ALONG * ALONG).map(point).collect()
}
