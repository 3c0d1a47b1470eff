//! Drafts the readings of a page, and checks its numbers against each other by the pitch of their digits.

use super::crops::{CroppedSegment, PageMeasures};
use super::evidence::{contradicts_digits, contradicts_sign};
use super::glyphs::segment_to_glyphs;
use super::ink::{Component, PixelBox};
use super::pitch::{Measured, Pitch, measures_to_pitch, number_to_measure};
use super::reader::confidence_of_each;
use super::recognised::Recognised;
use crate::page::{Alternative, Glyph, Reading};
use crate::text::number::has_digit;

/// Below this confidence of each character, on geometric average, a reader has read no print.
const LEAST_SURE: f64 = 0.35;
/// Other strings that are less likely than this are left out.
const LEAST_LIKELY: f32 = 0.02;

/// A reading that later checks may change, with what its glyphs are made of.
#[derive(Clone)]
pub(super) struct Draft {
    /// Box of its ink, in pixels.
    rect: PixelBox,
    components: Vec<Component>,
    pub(super) reading: Reading,
    /// Name of the reader whose text is believed.
    pub(super) believed: &'static str,
    /// Middles of its characters, in pixels; none where they are not known.
    middles: Vec<f64>,
    /// Whether two readers read it.
    pub(super) twice: bool,
}

impl Draft {
    /// The draft as if another reader had read the same, where its ink has room for it; else it stands alone.
    pub(super) fn believed_once(&self) -> Self {
        let mut draft = self.clone();
        (draft.reading.agreed, draft.twice) = (draft.reading.unread.is_empty(), true);
        draft
    }

    /// The glyphs of the reading with this index.
    pub(super) fn glyphs(&self, measures: &PageMeasures, index: u32) -> Vec<Glyph> {
        let chars: Vec<char> = self.reading.text.chars().collect();
        let known = self.middles.len() == chars.len();
        let middles = if known { self.middles.clone() } else { evenly_spaced(chars.len(), &self.rect) };
        segment_to_glyphs(
            &chars,
            &middles,
            &self.rect,
            &self.components,
            measures.char_height,
            measures.point,
            index,
        )
    }

    fn measure(&self) -> Option<Measured> {
        number_to_measure(&self.reading.text, &self.components)
    }

    /// Whether the ink is as wide as what was read.
    fn fits(&self, pitch: Option<Pitch>) -> bool {
        let (text, components) = (&self.reading.text, &self.components);
        let as_wide = match (pitch, self.measure()) {
            (Some(pitch), Some(number)) => pitch.fits(&number) && !contradicts_sign(text, components),
            _ => false,
        };
        // Few numbers of a page may be set in another type.
        as_wide || (self.reading.agreed && !contradicts_digits(text, components))
    }

    /// Exchanges what is believed with what the other reader read. The reading stays disputed.
    fn swap(&mut self) {
        if let Some(other) = self.reading.alternatives.first_mut() {
            std::mem::swap(&mut other.text, &mut self.reading.text);
            std::mem::swap(&mut other.confidence, &mut self.reading.confidence);
            std::mem::swap(&mut other.reader, &mut self.believed);
        }
    }
}

/// Checks numbers by the pitch of the page:
/// - broken ink seems to be more or fewer characters than it is: it no longer counts as unread where it has room for exactly
///   the digits that were read;
/// - where the readers differ and the number of one alone fits its ink, that one is believed.
pub(super) fn check_widths(drafts: &mut [Draft]) {
    let agreed = drafts.iter().filter(|draft| draft.reading.agreed);
    let pitch = measures_to_pitch(&agreed.filter_map(Draft::measure).collect::<Vec<_>>());
    for draft in drafts.iter_mut().filter(|draft| draft.twice) {
        if pitch.is_some() && draft.reading.disputed {
            let fits = draft.fits(pitch);
            draft.swap();
            let other_fits = draft.fits(pitch);
            if fits || !other_fits {
                draft.swap();
            }
            // The other number does not fit this ink, and so is no reason to doubt this one.
            if fits != other_fits {
                draft.reading.disputed = false;
                let other = draft.reading.alternatives.first().map_or("", |other| &other.text);
                draft.reading.agreed = is_zero(&draft.reading.text) && is_zero(other);
            }
        }
        if !draft.reading.unread.is_empty() && draft.fits(pitch) {
            draft.reading.unread.clear();
        }
    }
}

/// Whether a text is `0.00`, or `0.0` of a reader that lost a digit.
fn is_zero(text: &str) -> bool {
    text.contains('0') && text.chars().all(|c| "0.".contains(c))
}

/// Makes a reading of what was recognised; `None` where nothing was, or nothing but noise.
pub(super) fn recognised_to_draft(
    measures: &PageMeasures,
    segment: &CroppedSegment,
    recognised: Recognised,
) -> Option<Draft> {
    let text: String = recognised.chars.iter().collect();
    if text.trim().is_empty() || is_noise(&text, recognised.confidence) {
        return None;
    }
    let (reader, middles) = (recognised.reader, recognised.middles_on_page(segment));
    let mut alternatives: Vec<Alternative> = Vec::new();
    for (other, likely) in recognised.others {
        if likely >= LEAST_LIKELY && other != text && alternatives.iter().all(|a| a.text != other) {
            alternatives.push(Alternative { reader, text: other, confidence: f64::from(likely) });
        }
    }
    let reading = Reading {
        rect: measures.rect(&segment.rect),
        text,
        confidence: f64::from(recognised.confidence),
        alternatives,
        unread: recognised.unread.iter().map(|rect| measures.rect(rect)).collect(),
        agreed: false,
        disputed: false,
        disturbed: segment.disturbed,
    };
    let components = segment.components.clone();
    Some(Draft { rect: segment.rect, components, reading, believed: reader, middles, twice: false })
}

/// Whether a text was read from noise: from dirt and what is left of a seal a reader reads anything, and is sure of none of
/// it. What may be a number stays, in doubt.
fn is_noise(text: &str, confidence: f32) -> bool {
    confidence_of_each(confidence, text.chars().count()) < LEAST_SURE && !has_digit(text)
}

/// Middles of so many characters, evenly spaced over a box.
fn evenly_spaced(count: usize, rect: &PixelBox) -> Vec<f64> {
    // Characters of a line: few.
    #[allow(clippy::cast_precision_loss)]
    let step = f64::from(rect.width()) / count.max(1) as f64;
    #[allow(clippy::cast_precision_loss)]
    let middle = |at: usize| f64::from(rect.x0) + step * (at as f64 + 0.5);
    (0..count).map(middle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_what_no_reader_is_sure_of() {
        assert!(is_noise("eejeonoic", 5e-17) && is_noise("烟", 0.12));
        assert!(!is_noise("一般公共服务支出", 0.02) && !is_noise("3,5", 0.01));
    }
}
