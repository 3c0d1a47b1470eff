//! Defines what an engine of text recognition is: it gets the picture of one segment and gives back what it reads there.
//!
//! All engines are behind the trait [`TextReader`], so that everything else is tested with a reader that looks at no picture.

use image::GrayImage;

use crate::error::Result;

/// What may stand in a crop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    /// Any text: Chinese, Latin, numbers.
    Text,
    /// An amount or a code: digits, separators, a sign.
    Number,
}

/// What a reader is asked for. One engine may be good at several; each role has one reader, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Is asked of every crop first whether it is a number, and which; what it reads as no number is a word.
    Numbers,
    /// Is asked of words before the reader of text, and believed where it is sure.
    Words,
    /// Reads any text.
    Text,
    /// Reads numbers again: what two different readers read alike is hardly ever wrong.
    Second,
}

impl Role {
    /// All roles, in the order in which they are asked.
    pub const ALL: [Self; 4] = [Self::Numbers, Self::Words, Self::Text, Self::Second];
}

/// Stands for a character that the reader of words does not know.
pub(super) const UNKNOWN: char = '□';
/// Names of our own readers in the output.
pub(super) const NUMBERS: &str = "numbers";
pub(super) const WORDS: &str = "words";

/// One character of a reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadChar {
    /// The character, as the engine gives it.
    pub ch: char,
    /// Its middle, in pixels of the crop from its left edge.
    pub x: f32,
    /// Confidence of the reader, from 0 to 1.
    pub confidence: f32,
}

/// What a reader recognised in a crop.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// The most likely string, in reading order; empty where nothing was seen.
    pub chars: Vec<ReadChar>,
    /// Likelihood of the whole string as the reader sees it, from 0 to 1.
    pub confidence: f32,
    /// Other strings that it may be, the most likely first, each with its likelihood from 0 to 1.
    pub alternatives: Vec<(String, f32)>,
}

impl Read {
    /// The most likely string.
    pub fn text(&self) -> String {
        self.chars.iter().map(|c| c.ch).collect()
    }

    /// Confidence of each of its characters, on geometric average.
    pub(super) fn confidence_of_each(&self) -> f64 {
        confidence_of_each(self.confidence, self.chars.len())
    }
}

/// Geometric average of the confidence of so many characters, of which the string has this confidence.
pub(super) fn confidence_of_each(confidence: f32, count: usize) -> f64 {
    // Characters of a segment: few.
    #[allow(clippy::cast_precision_loss)]
    let count = count.max(1) as f64;
    f64::from(confidence).powf(count.recip())
}

/// An engine that recognises text.
///
/// A crop holds one segment of a line: dark ink (0) on light paper (255), trimmed to the ink with a few pixels of paper
/// around it, upright, without ruling lines.
pub trait TextReader: Send {
    /// The engine's name as it stands in `alternatives` of the output.
    fn name(&self) -> &'static str;

    /// Reads one crop. The same crop always gives the same result, on any thread.
    ///
    /// # Errors
    /// Where the engine itself fails; a crop without text is an empty [`Read`].
    fn read(&mut self, crop: &GrayImage, expected: Expected) -> Result<Read>;
}
