//! Draws what was collected of a page: glyphs, words and rulings, and the readings of a scan with what was not read.

use super::overlay::{Colour, Overlay, Spot};
use crate::geom::Rect;
use crate::page::{Page, Reading};
use crate::table::words::glyphs_to_words;

/// Least thickness at which rulings are drawn, in points: as hairlines they could not be seen beside the line itself.
const SEEN: f64 = 1.0;
/// Border of words and of unknown glyphs, in points.
const BORDER: f64 = 0.5;

/// Makes an overlay of the glyphs, words and rulings of a page, and of the readings of a scan.
pub fn page_to_overlay(page: &Page) -> Overlay {
    let caption = format!("{} characters, {} rulings", page.glyphs.len(), page.rulings.len());
    let mut overlay = Overlay::new(caption);
    for glyph in &page.glyphs {
        if glyph.ch == char::REPLACEMENT_CHARACTER || glyph.cut || glyph.doubt.is_some() {
            overlay.area(glyph.rect, Colour::RED, BORDER, 60);
        } else {
            overlay.area(inner(&glyph.rect), Colour::ORANGE, 0.0, 44);
        }
    }
    for word in glyphs_to_words(&page.glyphs) {
        overlay.frame(word.rect, Colour::BLUE, BORDER);
    }
    for ruling in &page.rulings {
        let colour = if ruling.horizontal { Colour::RED } else { Colour::TEAL };
        overlay.area(thickened(&ruling.rect), colour, 0.0, 200);
    }
    overlay.meaning(Colour::ORANGE, "character");
    overlay.meaning(Colour::BLUE, "word");
    overlay.meaning(Colour::RED, "horizontal ruling (a framed box: unknown or clipped character)");
    overlay.meaning(Colour::TEAL, "vertical ruling");
    if !page.readings.is_empty() {
        readings_to_overlay(&page.readings, &mut overlay);
    }
    overlay
}

/// Adds readings: in grey what was read, in red the ink that no character covers and what readers see differently.
fn readings_to_overlay(readings: &[Reading], overlay: &mut Overlay) {
    let in_doubt = |r: &&Reading| r.disputed || r.disturbed || !r.unread.is_empty();
    for reading in readings.iter().filter(in_doubt) {
        for ink in &reading.unread {
            overlay.area(*ink, Colour::RED, BORDER, 90);
        }
        let others = reading.alternatives.iter().filter(|_| reading.disputed).take(1);
        let other: String = others.map(|a| format!(" | {}: {}", a.reader, a.text)).collect();
        overlay.label(format!("{}{other}", reading.text), reading.rect, Colour::RED, Spot::Above);
    }
    for reading in readings.iter().filter(|r| !in_doubt(r)) {
        overlay.label(reading.text.clone(), reading.rect, Colour::GREY, Spot::Above);
    }
    overlay.meaning(Colour::GREY, "what was read");
    overlay.meaning(Colour::RED, "read differently, or ink that nobody read");
}

/// Makes a box a little narrower, so that each glyph of a word is seen by itself.
fn inner(rect: &Rect) -> Rect {
    let gap = (rect.width() * 0.06).min(0.4);
    Rect { x0: rect.x0 + gap, x1: rect.x1 - gap, ..*rect }
}

fn thickened(rect: &Rect) -> Rect {
    let (x, y) = ((SEEN - rect.width()).max(0.0) / 2.0, (SEEN - rect.height()).max(0.0) / 2.0);
    Rect { x0: rect.x0 - x, y0: rect.y0 - y, x1: rect.x1 + x, y1: rect.y1 + y }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hairlines_are_thickened_about_their_middle() {
        let line = thickened(&Rect::new(10.0, 20.0, 90.0, 20.2));
        assert!((line.mid_y() - 20.1).abs() < 1e-9 && (line.height() - SEEN).abs() < 1e-9);
        assert!((line.width() - 80.0).abs() < 1e-9);
    }
}
