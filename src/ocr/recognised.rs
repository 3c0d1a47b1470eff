//! Defines what is believed to stand in one segment, before it becomes a reading of the page.

use super::cache::NamedRead;
use super::crops::CroppedSegment;
use super::ink::PixelBox;

/// What is believed to stand in one segment.
pub(super) struct Recognised {
    /// Name of the reader whose text this is.
    pub(super) reader: &'static str,
    pub(super) chars: Vec<char>,
    /// Middles of the characters, in pixels of the crop; none where they are not known.
    pub(super) middles: Vec<f32>,
    pub(super) confidence: f32,
    /// Other strings that it may be, each with its likelihood.
    pub(super) others: Vec<(String, f32)>,
    /// Ink that no character accounts for.
    pub(super) unread: Option<PixelBox>,
}

impl Recognised {
    /// A dash, which no reader read.
    pub(super) fn dash(segment: &CroppedSegment) -> Self {
        #[allow(clippy::cast_possible_truncation)] // within a page
        let middle = (f64::from(segment.rect.width()) / 2.0 + f64::from(segment.margin)) as f32;
        Self {
            reader: "shape",
            chars: vec!['—'],
            middles: vec![middle],
            confidence: 1.0,
            others: Vec::new(),
            unread: None,
        }
    }

    /// What was read, each character in its normal form.
    pub(super) fn as_read(named: NamedRead, normalised_char: impl Fn(char) -> char) -> Self {
        let NamedRead { reader, read } = named;
        Self {
            reader,
            chars: read.chars.iter().map(|c| normalised_char(c.ch)).collect(),
            middles: read.chars.iter().map(|c| c.x).collect(),
            confidence: read.confidence,
            others: read.alternatives,
            unread: None,
        }
    }

    /// Middles of its characters, in pixels of the page.
    pub(super) fn middles_on_page(&self, segment: &CroppedSegment) -> Vec<f64> {
        self.middles.iter().map(|x| segment.left() + f64::from(*x)).collect()
    }
}
