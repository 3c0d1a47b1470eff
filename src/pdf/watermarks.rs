//! Drops watermarks that run from left to right: pale text that is tiled over the page, or is large, and runs over other
//! print. Slanted ones are left out as such.
//!
//! Pale text alone is content (zeros in grey, white words on a dark head). So it counts as a watermark only where it stands
//! across what else is printed: characters, or lines of a table. Zeros must do so mostly.

use std::collections::BTreeMap;

use crate::geom::{Direction, Rect};
use crate::page::{Glyph, Ruling};
use crate::text::number::parse_number;

/// Brightness from which a colour is pale, from 0 to 1; print in grey is darker.
const PALE: f32 = 0.65;
/// Fewest places of a tiled watermark on a page, and fewest of them that are across other print.
const FEWEST_TILES: usize = 3;
const FEWEST_ACROSS: usize = 2;
/// Least share of its places that are across other print: of words, and of zeros, which a narrow column may not hold.
const SHARE: (usize, usize) = (1, 6);
const SHARE_OF_ZEROS: (usize, usize) = (1, 2);
/// How much larger than the usual print a watermark is that stands on a page once.
const LARGE: f64 = 2.5;
/// Largest gap between the characters of one text, in em.
const GAP_EM: f64 = 1.0;
/// How much of a character must be covered that a text runs over it, as a share of its box.
const COVERED: f64 = 0.1;
/// How far a line must run inside a text, in em, to be crossed by it.
const INSIDE_EM: f64 = 0.15;
/// Most pale texts of a page that are looked at.
const MOST: usize = 2_000;

/// Whether a colour is pale on white paper; its parts from 0 to 255.
pub(super) fn is_pale([r, g, b, a]: [u8; 4], opacity: f32) -> bool {
    let opacity = opacity * f32::from(a) / 255.0;
    let brightness = (0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b)) / 255.0;
    1.0 - opacity * (1.0 - brightness) >= PALE
}

/// Drops the watermarks of a page, and gives their texts. `pale` says of each glyph whether it is drawn pale.
pub(super) fn drop_watermarks(
    glyphs: Vec<Glyph>,
    pale: &[bool],
    rulings: &[Ruling],
) -> (Vec<Glyph>, Vec<String>) {
    let texts = pale_texts(&glyphs, pale);
    if texts.is_empty() || texts.len() > MOST {
        return (glyphs, Vec::new());
    }
    let dark: Vec<&Glyph> =
        glyphs.iter().zip(pale).filter(|(_, pale)| !**pale).map(|(glyph, _)| glyph).collect();
    let usual = usual_size(&dark);
    let mut alike: BTreeMap<String, Vec<&PaleText>> = BTreeMap::new();
    for text in &texts {
        alike.entry(text.text.clone()).or_default().push(text);
    }
    let mut dropped = vec![false; glyphs.len()];
    let mut found = Vec::new();
    for (text, places) in alike {
        let across = places.iter().filter(|place| is_across(place, &dark, rulings)).count();
        let share = if parse_number(&text).is_some_and(|n| n.is_zero()) { SHARE_OF_ZEROS } else { SHARE };
        let is_tiled = places.len() >= FEWEST_TILES
            && across >= FEWEST_ACROSS
            && across * share.1 >= places.len() * share.0;
        let is_large =
            across > 0 && usual.is_some_and(|usual| places.iter().all(|p| p.size >= LARGE * usual));
        if is_tiled || is_large {
            for place in places {
                if let Some(dropped) = dropped.get_mut(place.glyphs.clone()) {
                    dropped.fill(true);
                }
            }
            found.push(text);
        }
    }
    let mut dropped = dropped.into_iter();
    let left = glyphs.into_iter().filter(|_| !dropped.next().unwrap_or(false)).collect();
    (left, found)
}

/// Text that is drawn pale in one go.
struct PaleText {
    /// Its indices among the glyphs of the page.
    glyphs: std::ops::Range<usize>,
    text: String,
    rect: Rect,
    size: f64,
}

fn pale_texts(glyphs: &[Glyph], pale: &[bool]) -> Vec<PaleText> {
    let mut texts: Vec<PaleText> = Vec::new();
    for (at, (glyph, pale)) in glyphs.iter().zip(pale).enumerate() {
        if !pale || glyph.direction == Direction::Slanted {
            continue;
        }
        match texts.last_mut() {
            Some(open) if open.glyphs.end == at && follows(open, glyph) => {
                open.glyphs.end = at + 1;
                open.text.push(glyph.ch);
                open.rect = open.rect.union(&glyph.rect);
            }
            _ => texts.push(PaleText {
                glyphs: at..at + 1,
                text: glyph.ch.to_string(),
                rect: glyph.rect,
                size: glyph.size,
            }),
        }
    }
    texts
}

fn follows(open: &PaleText, glyph: &Glyph) -> bool {
    let gap = glyph.rect.x0 - open.rect.x1;
    (open.size - glyph.size).abs() <= 0.1 * open.size
        && (open.rect.y1 - glyph.rect.y1).abs() <= 0.2 * open.size
        && gap.abs() <= GAP_EM * open.size
}

fn usual_size(dark: &[&Glyph]) -> Option<f64> {
    let mut sizes: Vec<f64> = dark.iter().map(|glyph| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied()
}

/// Whether a text runs over characters or crosses lines.
fn is_across(text: &PaleText, dark: &[&Glyph], rulings: &[Ruling]) -> bool {
    let covers = |glyph: &&&Glyph| {
        let shared = text.rect.intersect(&glyph.rect).map_or(0.0, |shared| shared.area());
        shared > COVERED * glyph.rect.area()
    };
    let edge = INSIDE_EM * text.size;
    let inside = Rect {
        x0: text.rect.x0 + edge,
        x1: text.rect.x1 - edge,
        y0: text.rect.y0 + edge,
        y1: text.rect.y1 - edge,
    };
    dark.iter().any(|glyph| covers(&glyph)) || rulings.iter().any(|r| r.rect.intersect(&inside).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Drawing {
        glyphs: Vec<Glyph>,
        pale: Vec<bool>,
    }

    impl Drawing {
        fn text(mut self, text: &str, (x, y): (f64, f64), size: f64, pale: bool) -> Self {
            for (ch, i) in text.chars().zip(0_u32..) {
                let x = x + size / 2.0 * f64::from(i);
                let rect = Rect::new(x, y, x + size / 2.0, y + size);
                let direction = Direction::Right;
                self.glyphs.push(Glyph { ch, rect, size, direction, cut: false, reading: None });
                self.pale.push(pale);
            }
            self
        }

        fn left(self, rulings: &[Ruling]) -> String {
            drop_watermarks(self.glyphs, &self.pale, rulings).0.iter().map(|g| g.ch).collect()
        }
    }

    fn page() -> Drawing {
        Drawing { glyphs: Vec::new(), pale: Vec::new() }.text("合计1,286.50", (0.0, 0.0), 10.0, false)
    }

    #[test]
    fn pale_text_that_is_tiled_over_print_is_a_watermark() {
        let tiled = |text: &str| {
            let places =
                [(10.0, 3.0), (30.0, 6.0), (0.0, 100.0), (100.0, 100.0), (200.0, 100.0), (300.0, 100.0)];
            places.into_iter().fold(page(), |page, at| page.text(text, at, 10.0, true)).left(&[])
        };
        assert_eq!(tiled("内部资料"), "合计1,286.50");
        assert_eq!(tiled("2024-08-30"), "合计1,286.50");
        assert_eq!(tiled("0.00").len(), "合计1,286.50".len() + 24, "a zero that mostly stands alone");
    }

    #[test]
    fn pale_text_in_places_of_its_own_is_content() {
        let white = |page: Drawing| {
            [0.0, 100.0, 200.0].into_iter().fold(page, |page, x| page.text("预算数", (x, 50.0), 10.0, true))
        };
        assert_eq!(white(page()).left(&[]), "合计1,286.50预算数预算数预算数");
    }

    #[test]
    fn tiles_across_the_lines_of_a_table_are_a_watermark() {
        let line = Ruling { rect: Rect::new(0.0, 54.0, 500.0, 55.0), horizontal: true };
        let tiles = [0.0, 100.0, 200.0];
        let drawn = tiles.into_iter().fold(page(), |page, x| page.text("样张", (x, 50.0), 10.0, true));
        assert_eq!(drawn.left(&[line]), "合计1,286.50");
    }

    #[test]
    fn a_large_pale_text_across_print_is_a_watermark() {
        assert_eq!(page().text("样张", (0.0, -10.0), 60.0, true).left(&[]), "合计1,286.50");
        assert_eq!(page().text("样张", (0.0, 90.0), 60.0, true).left(&[]), "合计1,286.50样张");
    }

    #[test]
    fn colours_near_that_of_paper_are_pale() {
        assert!(is_pale([204, 204, 204, 255], 1.0) && is_pale([255, 160, 160, 255], 1.0));
        assert!(is_pale([0, 0, 0, 255], 0.3) && is_pale([0, 0, 0, 60], 1.0));
        assert!(!is_pale([128, 128, 128, 255], 1.0) && !is_pale([255, 0, 0, 255], 1.0));
    }
}
