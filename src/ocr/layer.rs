//! Compares what was recognised with the hidden text of a scan: a reader like others, which is never believed alone.
//!
//! Scanners and copiers put what their own reader made of a picture behind it or before it, so that the file can be searched.
//! Where it stands is as rough as what it says: words are looked for, not characters.

use super::grammar::{reads_as_number, with_correct_separators};
use crate::bend::Bend;
use crate::geom::{Affine, Rect};
use crate::page::{Alternative, LayerGlyph, Reading};
use crate::text::number::parse_number;

/// Name of the layer among the readers.
const NAME: &str = "text layer";
/// Widest gap between characters of one word, in heights of a character; a number may be set with wide gaps.
const SAME_WORD: f64 = 0.5;
/// Share of a word's width that must lie over what was read for the word to speak of it, and of the reading's that it covers.
const SAME_PLACE: f64 = 0.5;

/// The words of a hidden text, in points of the deskewed page.
pub(super) struct Layer {
    words: Vec<(Rect, String)>,
}

impl Layer {
    /// Joins characters to words; `upright` leads from the deskewed page to the page as seen, which was bent so.
    pub(super) fn of(glyphs: &[LayerGlyph], upright: &Affine, bend: Option<&Bend>) -> Self {
        let mut words: Vec<(Rect, String)> = Vec::new();
        let Some(back) = upright.inverse() else { return Self { words } };
        let mut is_new = true;
        for glyph in glyphs {
            if glyph.ch.is_whitespace() {
                is_new = true;
                continue;
            }
            let rect = back.rect(&glyph.rect);
            let rect = bend.map_or(rect, |bend| bend.rect_back(&rect));
            match words.last_mut() {
                Some((word, text)) if !is_new && goes_on(word, &rect) => {
                    *word = word.union(&rect);
                    text.push(glyph.ch);
                }
                _ => words.push((rect, glyph.ch.to_string())),
            }
            is_new = false;
        }
        Self { words }
    }

    /// Compares a number that was read with what the layer says there. `twice` says whether two readers read it.
    pub(super) fn compare(&self, reading: &mut Reading, twice: bool) {
        if !reads_as_number(&reading.text) {
            return;
        }
        let Some(says) = self.number_at(&reading.rect) else { return };
        let is_same = parse_number(&says) == parse_number(&with_correct_separators(&reading.text));
        if twice {
            // Readers that looked at the picture are believed, or dispute it among themselves: the layer may be of the same
            // engine as one of them, with its errors.
            if !is_same {
                reading.alternatives.push(alternative(says));
            }
        } else if is_same {
            reading.agreed = true;
        } else {
            reading.disputed = true;
            reading.alternatives.insert(0, alternative(says));
        }
    }

    /// The number that the layer has at a place; `None` where it has none.
    fn number_at(&self, place: &Rect) -> Option<String> {
        let is_there = |word: &Rect| {
            let shared = word.shared_width(place);
            (place.y0..=place.y1).contains(&word.mid_y()) && shared >= SAME_PLACE * word.width()
        };
        let mut there: Vec<&(Rect, String)> = self.words.iter().filter(|(word, _)| is_there(word)).collect();
        there.sort_by(|(a, _), (b, _)| a.x0.total_cmp(&b.x0));
        let covered: f64 = there.iter().map(|(word, _)| word.shared_width(place)).sum();
        let text: String = there.into_iter().map(|(_, text)| text.as_str()).collect();
        let text = with_correct_separators(&text);
        (covered >= SAME_PLACE * place.width() && parse_number(&text).is_some()).then_some(text)
    }
}

fn alternative(text: String) -> Alternative {
    Alternative { reader: NAME, text, confidence: 0.5 }
}

/// Whether a character goes on a word.
fn goes_on(word: &Rect, next: &Rect) -> bool {
    let height = word.height().max(next.height());
    (next.mid_y() - word.mid_y()).abs() < SAME_WORD * height
        && (-height..=SAME_WORD * height).contains(&(next.x0 - word.x1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str, x: f64, y: f64) -> Vec<LayerGlyph> {
        let at = |at: u8| x + 6.0 * f64::from(at);
        let glyph = |(i, ch)| LayerGlyph { ch, rect: Rect::new(at(i), y, at(i) + 6.0, y + 10.0) };
        (0..).zip(text.chars()).map(glyph).collect()
    }

    fn read(text: &str, x: f64) -> Reading {
        let width = 6.0 * f64::from(u8::try_from(text.len()).unwrap());
        Reading {
            rect: Rect::new(x, 1.0, x + width, 9.0),
            text: text.to_owned(),
            confidence: 0.9,
            alternatives: Vec::new(),
            unread: Vec::new(),
            agreed: false,
            disputed: false,
            disturbed: false,
        }
    }

    #[test]
    fn a_layer_agrees_with_one_reader_or_disputes_it() {
        let of = |text: &str| Layer::of(&layer(text, 101.0, 0.0), &Affine::IDENTITY, None);
        let compared = |says: &str, twice: bool, agreed: bool| {
            let mut reading = Reading { agreed, ..read("1,234.56", 100.0) };
            of(says).compare(&mut reading, twice);
            (reading.agreed, reading.disputed, reading.alternatives.len())
        };
        assert_eq!(compared("1,234.56", false, false), (true, false, 0));
        assert_eq!(compared("1,284.56", false, false), (false, true, 1));
        // Two readers are believed, and what the layer says is kept.
        assert_eq!(compared("1,284.56", true, true), (true, false, 1));
        // It settles no dispute.
        let mut reading = Reading { disputed: true, ..read("1,234.56", 100.0) };
        of("1,234.56").compare(&mut reading, true);
        assert!(reading.disputed && !reading.agreed);
        // What is no number says nothing of one.
        assert_eq!(compared("l;2E4.5b", false, false), (false, false, 0));
    }

    #[test]
    fn words_elsewhere_say_nothing() {
        let mut glyphs = layer("77.00", 40.0, 0.0);
        glyphs.extend(layer("88.00", 100.0, 14.0));
        let mut reading = read("12.00", 100.0);
        Layer::of(&glyphs, &Affine::IDENTITY, None).compare(&mut reading, false);
        assert!(!reading.disputed && reading.alternatives.is_empty());
    }

    #[test]
    fn a_number_in_two_pieces_is_one() {
        let mut glyphs = layer("1,234", 100.0, 0.0);
        glyphs.extend(layer(" .56", 130.0, 0.0));
        let mut reading = read("1,234.56", 100.0);
        Layer::of(&glyphs, &Affine::IDENTITY, None).compare(&mut reading, false);
        assert!(reading.agreed);
    }
}
