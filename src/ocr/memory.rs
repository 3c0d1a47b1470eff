//! Remembers the words of a document by their pictures: forms print the same headings and names again and again.
//!
//! What holds a digit is never remembered, since two numbers may differ in little ink, nor what was read in doubt.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::cache::NamedRead;
use super::crops::CroppedSegment;
use super::grammar::normalised_char;
use super::word_picture::WordPicture;
use crate::text::number::has_digit;

/// A word is remembered where each of its characters was read at least so surely, on geometric average.
const SURE: f64 = 0.95;
/// Most words that are remembered of a document, a picture of some kilobytes each.
const MOST: usize = 3_000;

/// The words of a document.
#[derive(Default)]
pub(super) struct Memory {
    known: Vec<Known>,
    /// How many words were not read, since they are known.
    recalled: AtomicUsize,
}

struct Known {
    picture: WordPicture,
    /// What was read of it; nothing where that is yet to come.
    word: Option<Word>,
}

/// What was read of a word, whatever the place and size of its crop.
pub(super) struct Word {
    /// The middles of its characters are shares of the width of its ink.
    named: NamedRead,
}

impl Memory {
    /// Finds the word that a picture is most alike.
    pub(super) fn find(&self, picture: &WordPicture) -> Option<usize> {
        let alike = self
            .known
            .iter()
            .enumerate()
            .filter_map(|(at, known)| Some((picture.likeness(&known.picture)?, at)));
        let likest = alike.reduce(|best, next| if next.0 > best.0 { next } else { best });
        likest.map(|(_, at)| at)
    }

    /// Adds a word that is yet to be read; `None` where the memory is full.
    pub(super) fn add(&mut self, picture: WordPicture) -> Option<usize> {
        let at = self.known.len();
        (at < MOST).then(|| self.known.push(Known { picture, word: None }))?;
        Some(at)
    }

    /// Remembers what was read of a word, where it can be relied on.
    pub(super) fn learn(&mut self, at: usize, word: Word) {
        if let Some(known) = self.known.get_mut(at).filter(|_| word.is_reliable()) {
            known.word = Some(word);
        }
    }

    /// What was read of a word; `None` where that cannot be relied on.
    pub(super) fn recall(&self, at: usize) -> Option<&Word> {
        let word = self.known.get(at)?.word.as_ref()?;
        self.recalled.fetch_add(1, Ordering::Relaxed);
        Some(word)
    }

    /// How many words were not read, since they are known.
    pub(super) fn recalled(&self) -> usize {
        self.recalled.load(Ordering::Relaxed)
    }

    /// Forgets the words of which nothing was learnt. The others get new numbers.
    pub(super) fn forget_unread(&mut self) {
        self.known.retain(|known| known.word.is_some());
    }
}

impl Word {
    /// What was read of a segment.
    pub(super) fn of(mut named: NamedRead, segment: &CroppedSegment) -> Self {
        let (margin, width) = sides(segment);
        named.read.chars.iter_mut().for_each(|c| c.x = (c.x - margin) / width);
        Self { named }
    }

    /// The same word in another segment.
    pub(super) fn in_segment(&self, segment: &CroppedSegment) -> NamedRead {
        let (margin, width) = sides(segment);
        let mut named = self.named.clone();
        named.read.chars.iter_mut().for_each(|c| c.x = margin + c.x * width);
        named
    }

    /// Whether what was read holds for whatever looks alike.
    fn is_reliable(&self) -> bool {
        let text: String = self.named.read.chars.iter().map(|c| normalised_char(c.ch)).collect();
        let is_word =
            text.chars().any(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_alphanumeric());
        is_word && !has_digit(&text) && self.named.read.confidence_of_each() >= SURE
    }
}

/// Margin and width of the ink of a crop, in pixels.
fn sides(segment: &CroppedSegment) -> (f32, f32) {
    #[allow(clippy::cast_precision_loss)] // within a page
    let sides = (segment.margin as f32, segment.rect.width().max(1) as f32);
    sides
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::super::ink::PixelBox;
    use super::super::reader::{Read, ReadChar};
    use super::*;

    /// Four characters of two strokes each, at places that a number decides, with 3 pixels of paper around.
    fn drawn(number: u32, scale: u32) -> CroppedSegment {
        let is_ink = |x: u32, y: u32| {
            let (cell, x) = (x / 24, x % 24);
            let stroke = (number >> (4 * cell)) & 15;
            cell < 4 && x < 20 && (x.abs_diff(stroke + 3) < 2 || y.abs_diff(stroke + 4) < 2)
        };
        let picture = GrayImage::from_fn(96 * scale + 6, 24 * scale + 6, |x, y| {
            let inside = (3..96 * scale + 3).contains(&x) && (3..24 * scale + 3).contains(&y);
            Luma([if inside && is_ink((x - 3) / scale, (y - 3) / scale) { 20 } else { 250 }])
        });
        let rect = PixelBox { x0: 100, y0: 50, x1: 100 + 96 * scale, y1: 50 + 24 * scale };
        CroppedSegment { rect, components: Vec::new(), picture, margin: 3, disturbed: false }
    }

    fn picture(number: u32, scale: u32) -> WordPicture {
        let segment = drawn(number, scale);
        WordPicture::new(&segment.picture, segment.margin, 0.36 / f64::from(scale)).unwrap()
    }

    fn read(text: &str, confidence: f32) -> NamedRead {
        let chars = (0_u8..).zip(text.chars());
        let chars =
            chars.map(|(at, ch)| ReadChar { ch, x: 15.0 + 24.0 * f32::from(at), confidence }).collect();
        NamedRead { reader: "text", read: Read { chars, confidence, alternatives: Vec::new() } }
    }

    #[test]
    fn a_word_is_known_again_at_another_scale_and_another_word_is_not() {
        let mut memory = Memory::default();
        let at = memory.add(picture(0x1234, 1)).unwrap();
        memory.learn(at, Word::of(read("本年收入", 0.99), &drawn(0x1234, 1)));
        assert_eq!(memory.find(&picture(0x1234, 1)), Some(at));
        assert_eq!(memory.find(&picture(0x1234, 2)), Some(at));
        // One character differs.
        assert_eq!(memory.find(&picture(0x1c34, 1)), None);
        let known = memory.recall(at).unwrap().in_segment(&drawn(0x1234, 2));
        let places: Vec<f32> = known.read.chars.iter().map(|c| c.x).collect();
        assert_eq!((known.read.text().as_str(), places), ("本年收入", vec![27.0, 75.0, 123.0, 171.0]));
    }

    #[test]
    fn what_holds_digits_or_is_in_doubt_is_not_remembered() {
        let recalled = |text: &str, confidence: f32| {
            let mut memory = Memory::default();
            let at = memory.add(picture(0x1234, 1)).unwrap();
            memory.learn(at, Word::of(read(text, confidence), &drawn(0x1234, 1)));
            let known = memory.recall(at).is_some();
            memory.forget_unread();
            assert_eq!(memory.find(&picture(0x1234, 1)).is_some(), known);
            known
        };
        assert!(recalled("本年收入", 0.9) && recalled("二、外交支出", 0.9));
        assert!(!recalled("公开03表", 0.9) && !recalled("0.00", 1.0) && !recalled("—", 1.0));
        assert!(!recalled("本年收入", 0.7));
    }
}
