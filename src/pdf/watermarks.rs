//! Drops watermarks that run from left to right: pale text that is tiled over the page, or is large, and runs over other
//! print. Slanted ones are left out as such.
//!
//! Pale text alone is content (zeros in grey, white words on a dark head). So it counts as a watermark only where it stands
//! across what else is printed: characters, or lines of a table. Zeros must do so mostly. What is a watermark on one page is one
//! on all pages of the document, and pages that have it at the same places are judged together.

use std::collections::{BTreeMap, BTreeSet};

use crate::geom::{Direction, Rect};
use crate::page::{Glyph, Ruling};
use crate::text::number::{is_amount_like, parse_number};

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

/// Colour and opacity in which a glyph is drawn; `None` where it is not pale.
pub(super) type Tint = Option<[u8; 4]>;

/// What watermarks of one document share on all its pages: the text, its colour, and its size in tenths of a point.
pub(super) type Mark = (String, Tint, i64);

/// Watermarks.
pub(super) type Marks = BTreeSet<Mark>;

/// The pale texts of a page, and which of them the page itself shows to be watermarks.
#[derive(Default)]
pub(super) struct PaleTexts {
    texts: Vec<PaleText>,
    marks: Marks,
}

/// Finds the pale texts of a page. `tints` says of each glyph how it is drawn.
pub(super) fn find_pale_texts(glyphs: &[Glyph], tints: &[Tint], rulings: &[Ruling]) -> PaleTexts {
    let mut texts = pale_texts(glyphs, tints);
    if texts.is_empty() || texts.len() > MOST {
        return PaleTexts::default();
    }
    let dark: Vec<&Glyph> =
        glyphs.iter().zip(tints).filter(|(_, tint)| tint.is_none()).map(|(glyph, _)| glyph).collect();
    for text in &mut texts {
        text.is_across = is_across(text, &dark, rulings);
    }
    let usual = usual_size(&dark);
    let mut alike: BTreeMap<&str, Vec<&PaleText>> = BTreeMap::new();
    for text in &texts {
        alike.entry(&text.text).or_default().push(text);
    }
    let mut marks = BTreeSet::new();
    for (text, places) in alike {
        let across = places.iter().filter(|place| place.is_across).count();
        let is_large =
            across > 0 && usual.is_some_and(|usual| places.iter().all(|p| p.size >= LARGE * usual));
        if is_tiled(text, places.len(), across) || is_large {
            marks.extend(places.iter().map(|place| place.mark()));
        }
    }
    PaleTexts { texts, marks }
}

/// Whether a text that stands at so many places, and at so many of them across other print, is tiled over the page.
fn is_tiled(text: &str, places: usize, across: usize) -> bool {
    let share = if parse_number(text).is_some_and(|n| n.is_zero()) { SHARE_OF_ZEROS } else { SHARE };
    places >= FEWEST_TILES && across >= FEWEST_ACROSS && across * share.1 >= places * share.0
}

/// Places of a text: on how many pages it stands at each, and whether it is across other print on one of them.
type Places = BTreeMap<(i64, i64), (usize, bool)>;

/// The watermarks that pages of a document show to be such for all of them: a page with little print cannot show it. Numbers
/// are left out: the same one may be an amount elsewhere.
pub(super) fn marks_of_document(pages: &[&PaleTexts]) -> Marks {
    let mut marks: Marks = pages.iter().flat_map(|page| page.marks.iter().cloned()).collect();
    let mut alike: BTreeMap<Mark, Places> = BTreeMap::new();
    for text in pages.iter().flat_map(|page| &page.texts) {
        let place = alike.entry(text.mark()).or_default().entry(text.place()).or_default();
        place.0 += 1;
        place.1 |= text.is_across;
    }
    for (mark, places) in alike {
        let repeated = || places.values().filter(|(pages, _)| *pages > 1);
        if is_tiled(&mark.0, repeated().count(), repeated().filter(|(_, across)| *across).count()) {
            marks.insert(mark);
        }
    }
    marks.retain(|(text, ..)| !is_amount_like(text));
    marks
}

/// Drops the watermarks of a page, those of its document as well, and gives their texts.
pub(super) fn drop_watermarks(
    glyphs: Vec<Glyph>,
    pale: &PaleTexts,
    of_document: &Marks,
) -> (Vec<Glyph>, Vec<String>) {
    let mut dropped = vec![false; glyphs.len()];
    let mut found = BTreeSet::new();
    for text in &pale.texts {
        let mark = text.mark();
        if !pale.marks.contains(&mark) && !of_document.contains(&mark) {
            continue;
        }
        if let Some(dropped) = dropped.get_mut(text.glyphs.clone()) {
            dropped.fill(true);
        }
        found.insert(mark.0);
    }
    let mut dropped = dropped.into_iter();
    let left = glyphs.into_iter().filter(|_| !dropped.next().unwrap_or(false)).collect();
    (left, found.into_iter().collect())
}

/// Text that is drawn pale in one go.
struct PaleText {
    /// Its indices among the glyphs of the page.
    glyphs: std::ops::Range<usize>,
    text: String,
    rect: Rect,
    size: f64,
    tint: Tint,
    /// Whether it runs over other print.
    is_across: bool,
}

impl PaleText {
    #[allow(clippy::cast_possible_truncation)] // sizes of type are small
    fn mark(&self) -> Mark {
        (self.text.clone(), self.tint, (10.0 * self.size).round() as i64)
    }

    /// Where it begins on its page, in whole points.
    #[allow(clippy::cast_possible_truncation)] // a page is small
    fn place(&self) -> (i64, i64) {
        (self.rect.x0.round() as i64, self.rect.y0.round() as i64)
    }
}

fn pale_texts(glyphs: &[Glyph], tints: &[Tint]) -> Vec<PaleText> {
    let mut texts: Vec<PaleText> = Vec::new();
    for (at, (glyph, tint)) in glyphs.iter().zip(tints).enumerate() {
        if tint.is_none() || glyph.direction == Direction::Slanted {
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
                tint: *tint,
                is_across: false,
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
        tints: Vec<Tint>,
    }

    impl Drawing {
        fn text(mut self, text: &str, (x, y): (f64, f64), size: f64, pale: bool) -> Self {
            for (ch, i) in text.chars().zip(0_u32..) {
                let x = x + size / 2.0 * f64::from(i);
                let rect = Rect::new(x, y, x + size / 2.0, y + size);
                let direction = Direction::Right;
                self.glyphs.push(Glyph { ch, rect, size, direction, cut: false, doubt: None, reading: None });
                self.tints.push(pale.then_some([204, 204, 204, 255]));
            }
            self
        }

        fn left(self, rulings: &[Ruling]) -> String {
            left_of(vec![self], rulings).concat()
        }
    }

    /// What is left of the pages of a document.
    fn left_of(pages: Vec<Drawing>, rulings: &[Ruling]) -> Vec<String> {
        let pale: Vec<PaleTexts> =
            pages.iter().map(|page| find_pale_texts(&page.glyphs, &page.tints, rulings)).collect();
        let marks = marks_of_document(&pale.iter().collect::<Vec<_>>());
        let left = |(page, pale): (Drawing, &PaleTexts)| {
            drop_watermarks(page.glyphs, pale, &marks).0.iter().map(|g| g.ch).collect()
        };
        pages.into_iter().zip(&pale).map(left).collect()
    }

    #[test]
    fn a_watermark_of_one_page_is_one_on_pages_with_little_print() {
        let tiled = |page: Drawing, text: &str| {
            [(0.0, 3.0), (10.0, 6.0), (0.0, 100.0)]
                .into_iter()
                .fold(page, |page, at| page.text(text, at, 10.0, true))
        };
        let once = |text: &str, size: f64| page().text(text, (0.0, 200.0), size, true);
        let left = |text: &str, other: Drawing| left_of(vec![tiled(page(), text), other], &[]).swap_remove(1);
        assert_eq!(left("张三20240815", once("张三20240815", 10.0)), "合计1,286.50");
        assert_eq!(left("张三20240815", once("张三20240815", 14.0)).len(), 28, "another size");
        assert_eq!(left("张三20240815", once("李四20240815", 10.0)).len(), 28, "another text");
        assert_eq!(left("20240815", once("20240815", 10.0)).len(), 22, "a number may be an amount");
    }

    #[test]
    fn pages_with_a_text_at_the_same_places_are_judged_together() {
        let print = |at: (f64, f64)| {
            let page = Drawing { glyphs: Vec::new(), tints: Vec::new() }.text("5", at, 10.0, false);
            [0.0, 100.0, 200.0].into_iter().fold(page, |page, x| page.text("样张", (x, 50.0), 10.0, true))
        };
        let pages = || vec![print((2.0, 52.0)), print((102.0, 52.0))];
        assert_eq!(left_of(pages(), &[]), ["5", "5"]);
        assert_eq!(left_of(vec![print((2.0, 52.0))], &[]), ["5样张样张样张"], "one page does not tell");
        let beside = || vec![print((2.0, 80.0)), print((102.0, 80.0))];
        assert_eq!(left_of(beside(), &[]), ["5样张样张样张"; 2], "white words of a head");
    }

    fn page() -> Drawing {
        Drawing { glyphs: Vec::new(), tints: Vec::new() }.text("合计1,286.50", (0.0, 0.0), 10.0, false)
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
