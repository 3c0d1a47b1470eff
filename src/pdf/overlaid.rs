//! Marks characters that are printed over each other: nobody can tell which of them is meant.
//!
//! Where both are seen, the text that they seem to make is neither of the two that were written. Text drawn twice to look bold was
//! dropped before ([`repeats`](super::repeats)).

use super::glyph_ink;
use super::grid::Grid;
use crate::geom::{Direction, Rect};
use crate::page::{Doubt, Glyph};

/// Side of the cells of the index of characters, in points.
const CELL: f64 = 12.0;
/// Share of the narrower ink that two characters must have in common, along and across the line. Print set tight shares less.
const ALONG: f64 = 0.4;
const ACROSS: f64 = 0.5;
/// How much larger one of two characters is that does not disturb the other: it runs behind the print, as a watermark does.
const LARGER: f64 = 1.8;

/// Least distance from a character to the next one of its text, in em.
const NEXT_EM: f64 = 0.2;

/// Marks the characters that share their place with others.
pub(super) fn mark(glyphs: &mut [Glyph]) {
    let Some(page) = Rect::hull(glyphs.iter().map(|glyph| glyph.rect)) else { return };
    let mut index = Grid::new(page.x1, page.y1, CELL);
    let inks: Vec<Rect> = (0..glyphs.len()).filter_map(|at| ink(glyphs, at)).collect();
    let mut overlaid: Vec<usize> = Vec::new();
    for ((at, glyph), ink) in glyphs.iter().enumerate().zip(&inks) {
        // Slanted text is a stamp or a watermark, through which print is read.
        if glyph.direction == Direction::Slanted {
            continue;
        }
        for other in index.within(ink) {
            let other = other as usize;
            let (Some(there), Some(ink_there)) = (glyphs.get(other), inks.get(other)) else { continue };
            let sizes = (glyph.size.min(there.size), glyph.size.max(there.size));
            if sizes.1 < LARGER * sizes.0 && share_place(ink, ink_there) {
                overlaid.extend([at, other]);
            }
        }
        if let Ok(item) = u32::try_from(at) {
            index.add(ink, item);
        }
    }
    for at in overlaid {
        if let Some(glyph) = glyphs.get_mut(at) {
            glyph.doubt.get_or_insert(Doubt::Overlaid);
        }
    }
}

/// Where the ink of a character is, at most up to the next one of its text: boxes are too wide where the file does not state
/// the widths of its font, or where punctuation is set tight.
fn ink(glyphs: &[Glyph], at: usize) -> Option<Rect> {
    let glyph = glyphs.get(at)?;
    let ink = glyph_ink::usual(glyph);
    let next = glyphs.get(at + 1).map_or(ink.x1, |next| {
        let goes_on = (next.rect.y1 - glyph.rect.y1).abs() <= 0.1 * glyph.size
            && next.rect.x0 - glyph.rect.x0 >= NEXT_EM * glyph.size;
        if goes_on { next.rect.x0 } else { ink.x1 }
    });
    Some(Rect { x1: ink.x1.min(next).max(ink.x0), ..ink })
}

fn share_place(a: &Rect, b: &Rect) -> bool {
    a.shared_width(b) > ALONG * a.width().min(b.width())
        && a.shared_height(b) > ACROSS * a.height().min(b.height())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, x: f64, pitch: f64) -> impl Iterator<Item = Glyph> + '_ {
        (0..).zip(text.chars()).map(move |(at, ch)| Glyph {
            ch,
            rect: Rect::new(x, 0.0, x + 5.0, 10.0).moved(f64::from(at) * pitch, 0.0),
            size: 10.0,
            direction: Direction::Right,
            cut: false,
            doubt: None,
            reading: None,
        })
    }

    #[test]
    fn two_numbers_in_one_place_are_doubted_and_tight_ones_are_not() {
        let mut glyphs: Vec<Glyph> = text("4560", 0.0, 5.0).chain(text("72", 7.0, 5.0)).collect();
        mark(&mut glyphs);
        let doubted: String =
            glyphs.iter().filter(|glyph| glyph.doubt.is_some()).map(|glyph| glyph.ch).collect();
        assert_eq!(doubted, "5672");
        // Pitches of tight print, and of boxes that are twice as wide as what is printed.
        for pitch in [4.0, 2.5] {
            let mut tight: Vec<Glyph> = text("1234567", 0.0, pitch).collect();
            mark(&mut tight);
            assert!(tight.iter().all(|glyph| glyph.doubt.is_none()));
        }
    }
}
