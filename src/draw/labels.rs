//! Finds places for labels: beside what they are about, where they hide little of what is printed.
//!
//! A label tries its places in a fixed order, in two sizes, on one line and on several, and takes the one that hides
//! least; what is placed once stays. All in points of the upright page.

use super::overlay::{Label, Overlay, Spot};
use super::typeface::Typeface;
use crate::geom::Rect;
use crate::page::Page;
use crate::text::number::is_digit;

/// Sizes of the letters, in points, the largest first …
const SIZES: [f64; 3] = [5.0, 4.2, 3.6];
/// … and their least size, in pixels: smaller letters cannot be read at all.
const FEWEST_PIXELS: f64 = 6.5;
/// Height of a line of a label, in em.
const LINE: f64 = 1.12;
/// Distance from the top of a line to its baseline, in em.
const ASCENT: f64 = 0.86;
/// Room around the letters, and between a label and its box, in points.
const PAD: f64 = 0.6;
/// Share of the box of a glyph that is white above its print, and below it.
const WHITE_ABOVE: f64 = 0.14;
/// Cost of a square point of a vertical ruling under a label, which then seems to belong to the next column …
const CROSSED_COLUMN: f64 = 20.0;
/// … and of a horizontal one, beside which stands what the label is about.
const CROSSED_ROW: f64 = 1.0;
/// Thickness that rulings are given, in points.
const RULING: f64 = 1.0;
/// Cost of a square point of print under a label, which may hide the very digits that it is about …
const OVER_PRINT: f64 = 3.0;
/// … and of another label or of the outside of the page.
const OVER_LABEL: f64 = 4.0;
/// Cost of each rank of a place, in the same units.
const PREFERENCE: f64 = 0.4;
/// Height of the strips in which rectangles are looked up, in points.
const STRIP: f64 = 12.0;

/// A label with its place and its broken lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlacedLabel<'a> {
    pub(super) label: &'a Label,
    pub(super) lines: Vec<String>,
    /// Size of the letters, in points.
    pub(super) size: f64,
    pub(super) rect: Rect,
}

impl PlacedLabel<'_> {
    /// The lines, each with the left end of its baseline.
    pub(super) fn baselines(&self) -> impl Iterator<Item = (f64, f64, &str)> {
        let mut y = self.rect.y0 + PAD + ASCENT * self.size;
        self.lines.iter().map(move |line| {
            let at = (self.rect.x0 + PAD, y, line.as_str());
            y += LINE * self.size;
            at
        })
    }
}

/// Gives each label the place of least cost; `scale` is pixels per point.
pub(super) fn place_labels<'a>(
    overlay: &'a Overlay,
    page: &Page,
    typeface: &Typeface,
    scale: f64,
) -> Vec<PlacedLabel<'a>> {
    let paper = Rect::new(0.0, 0.0, page.width, page.height);
    let mut ink = Strips::new(&paper);
    for glyph in &page.glyphs {
        let white = WHITE_ABOVE * glyph.rect.height();
        ink.add(Rect { y0: glyph.rect.y0 + white, y1: glyph.rect.y1 - white, ..glyph.rect });
    }
    let mut rows = Strips::new(&paper);
    let mut columns = Strips::new(&paper);
    for ruling in &page.rulings {
        let (x, y) = (ruling.rect.mid_x(), ruling.rect.mid_y());
        if ruling.horizontal {
            rows.add(Rect { y0: y - RULING / 2.0, y1: y + RULING / 2.0, ..ruling.rect });
        } else {
            columns.add(Rect { x0: x - RULING / 2.0, x1: x + RULING / 2.0, ..ruling.rect });
        }
    }
    let mut taken = Strips::new(&paper);
    let mut placed = Vec::with_capacity(overlay.labels.len());
    for label in &overlay.labels {
        let found = candidates(label, typeface, scale)
            .into_iter()
            .zip(0_u32..)
            .map(|(candidate, rank)| {
                let outside =
                    candidate.rect.area() - candidate.rect.intersect(&paper).map_or(0.0, |r| r.area());
                let hidden = OVER_PRINT * ink.shared(&candidate.rect)
                    + CROSSED_ROW * rows.shared(&candidate.rect)
                    + CROSSED_COLUMN * columns.shared(&candidate.rect)
                    + OVER_LABEL * (taken.shared(&candidate.rect) + outside)
                    + PREFERENCE * f64::from(rank);
                (hidden, candidate)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, found)) = found {
            taken.add(found.rect);
            placed.push(found);
        }
    }
    placed
}

/// Lists the possible places of a label, the preferred ones first.
fn candidates<'a>(label: &'a Label, typeface: &Typeface, scale: f64) -> Vec<PlacedLabel<'a>> {
    let mut found = Vec::new();
    let mut sizes = SIZES.map(|size| size.max(FEWEST_PIXELS / scale)).to_vec();
    sizes.dedup();
    for size in sizes {
        let width = |text: &str| typeface.width(text) * size;
        let whole = vec![label.text.clone()];
        let narrow = |most: f64| wrapped(&label.text, most, &width);
        let mut ways = match label.spot {
            Spot::Foot => vec![narrow(label.rect.width() - 2.0 * PAD)],
            Spot::Corner | Spot::Above => vec![whole],
            Spot::Between => vec![whole, narrow(0.6 * width(&label.text))],
            // On one line, on two, or as narrow as the box.
            Spot::Left | Spot::Right => {
                vec![whole, narrow(0.75 * width(&label.text)), narrow(label.rect.width())]
            }
        };
        ways.dedup();
        for lines in ways {
            let broad = lines.iter().map(|line| width(line)).fold(0.0, f64::max) + 2.0 * PAD;
            let high = f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX)) * LINE * size + 2.0 * PAD;
            found.extend(corners(&label.rect, label.spot, broad, high).into_iter().map(|(x, y)| {
                PlacedLabel { label, lines: lines.clone(), size, rect: Rect::new(x, y, x + broad, y + high) }
            }));
        }
    }
    found
}

/// Lists where the top left corner of a label may be, the preferred places first.
fn corners(at: &Rect, spot: Spot, broad: f64, high: f64) -> Vec<(f64, f64)> {
    let (left, right) = (at.x0 - broad - PAD, at.x1 + PAD);
    let (above, below) = (at.y0 - high, at.y1);
    let (inner_right, inner_bottom) = (at.x1 - broad - PAD, at.y1 - high - PAD);
    let middle = (at.mid_x() - broad / 2.0, at.mid_y() - high / 2.0);
    match spot {
        Spot::Corner => vec![
            (at.x0 + PAD, at.y0 + PAD),
            (at.x0 + PAD, inner_bottom),
            (inner_right, at.y0 + PAD),
            (inner_right, inner_bottom),
        ],
        Spot::Left => vec![
            (left, middle.1),
            (at.x1 - broad, below),
            (at.x0, below),
            (at.x1 - broad, above),
            (at.x0, above),
            (right, middle.1),
        ],
        Spot::Right => vec![
            (right, middle.1),
            // The last line of a wrapped name leaves room inside its box.
            (at.x1 - broad, at.y1 - high),
            (at.x0, below),
            (at.x1 - broad, below),
            (left, middle.1),
            (at.x0, above),
            (at.x1 - broad, above),
        ],
        Spot::Foot => vec![(middle.0, inner_bottom), (middle.0, at.y0 + PAD), (middle.0, at.y0 - high - PAD)],
        Spot::Between => vec![
            (at.x0, above),
            (at.x1 - broad, above),
            (middle.0, above),
            (at.x0, below),
            (at.x1 - broad, below),
            (middle.0, below),
        ],
        Spot::Above => vec![
            (at.x0, above - PAD),
            (middle.0, above - PAD),
            (at.x1 - broad, above - PAD),
            (at.x0, above - PAD - high),
            (at.x0, above - PAD - 2.0 * high),
            (at.x0, at.y1 + PAD),
        ],
    }
}

/// Breaks a text behind `.`, `_` and spaces so that its lines are no wider than `most` where they can be.
fn wrapped(text: &str, most: f64, width: &dyn Fn(&str) -> f64) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split_inclusive(['.', '_', ' ']) {
        match parts.last_mut() {
            // An equals sign goes with what it equals, and the point of a number breaks nothing.
            Some(last) if last.ends_with("= ") => last.push_str(part),
            Some(last) if part.starts_with(is_digit) && last.trim_end_matches('.').ends_with(is_digit) => {
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if width(format!("{line}{part}").trim_end()) <= most => line.push_str(&part),
            _ => lines.push(part),
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Rectangles in strips of the page, so that not all are compared with all.
struct Strips(Vec<Vec<Rect>>);

impl Strips {
    fn new(paper: &Rect) -> Self {
        Self(vec![Vec::new(); Self::strip(paper.height()) + 1])
    }

    /// Pages are a few hundred strips high; what stands above or below belongs to the first or last.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn strip(y: f64) -> usize {
        (y / STRIP).clamp(0.0, 10_000.0) as usize
    }

    fn add(&mut self, rect: Rect) {
        let last = self.0.len() - 1;
        for strip in Self::strip(rect.y0).min(last)..=Self::strip(rect.y1).min(last) {
            self.0[strip].push(rect);
        }
    }

    /// Covered area of a rectangle, in square points.
    fn shared(&self, rect: &Rect) -> f64 {
        let last = self.0.len() - 1;
        let mut shared = 0.0;
        for strip in Self::strip(rect.y0).min(last)..=Self::strip(rect.y1).min(last) {
            for other in &self.0[strip] {
                // One that stands in several strips counts in the first that both have.
                let first = Self::strip(other.y0.max(rect.y0)).min(last);
                if first == strip {
                    shared += rect.shared_width(other) * rect.shared_height(other);
                }
            }
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Colour;
    use crate::geom::{Affine, Direction};
    use crate::page::{Glyph, Origin};

    fn page(glyphs: &[Rect]) -> Page {
        let glyph = |rect: &Rect| Glyph {
            ch: '9',
            rect: *rect,
            size: rect.height(),
            direction: Direction::Right,
            cut: false,
            doubt: None,
            reading: None,
        };
        Page {
            number: 1,
            width: 200.0,
            height: 100.0,
            origin: Origin::Text,
            upright: Affine::IDENTITY,
            glyphs: glyphs.iter().map(glyph).collect(),
            rulings: Vec::new(),
            fills: Vec::new(),
            readings: Vec::new(),
            fonts: Vec::new(),
            bend: None,
            unread_ink: Vec::new(),
            layer: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn placed(overlay: &Overlay, page: &Page) -> Vec<Rect> {
        let typeface = Typeface::new(crate::pdf::latin_font(), None);
        place_labels(overlay, page, &typeface, 2.0).into_iter().map(|placed| placed.rect).collect()
    }

    #[test]
    fn a_label_goes_where_nothing_is_printed() {
        let mut overlay = Overlay::default();
        let amount = Rect::new(80.0, 40.0, 120.0, 50.0);
        overlay.label("total = 1", amount, Colour::BLUE, Spot::Left);
        let free = placed(&overlay, &page(&[]));
        assert!(free[0].x1 <= amount.x0, "to the left: {free:?}");
        let left = Rect::new(0.0, 20.0, 79.0, 90.0);
        let crowded = placed(&overlay, &page(&[left]));
        assert!(crowded[0].y0 >= amount.y1, "below: {crowded:?}");
    }

    #[test]
    fn labels_keep_off_each_other_and_on_the_paper() {
        let mut overlay = Overlay::default();
        for x in [150.0, 152.0, 154.0] {
            overlay.label("basic = 12.5", Rect::new(x, 40.0, 198.0, 50.0), Colour::BLUE, Spot::Right);
        }
        let places = placed(&overlay, &page(&[]));
        for (index, place) in places.iter().enumerate() {
            assert!(place.x0 >= 0.0 && place.x1 <= 200.0, "{place:?}");
            for other in &places[..index] {
                assert!(place.shared_width(other) * place.shared_height(other) < 0.01, "{places:?}");
            }
        }
    }

    #[test]
    fn long_names_break_behind_points_and_underlines() {
        let width = |text: &str| f64::from(u32::try_from(text.chars().count()).unwrap());
        assert_eq!(wrapped("income.opening_balance", 10.0, &width), ["income.", "opening_", "balance"]);
        assert_eq!(wrapped("total = 12.55", 8.0, &width), ["total", "= 12.55"]);
    }

    #[test]
    fn what_stands_in_several_strips_counts_once() {
        let mut strips = Strips::new(&Rect::new(0.0, 0.0, 100.0, 100.0));
        strips.add(Rect::new(0.0, 0.0, 10.0, 90.0));
        assert!((strips.shared(&Rect::new(5.0, 10.0, 15.0, 50.0)) - 200.0).abs() < 1e-9);
    }
}
