//! Recognises the segments of a page: turns each into a reading and its glyphs.

use super::dashes::{are_dashes, is_dash};
use super::evidence::{contradiction, contradicts_digits, contradicts_sign};
use super::glyphs::segment_to_glyphs;
use super::grammar::{
    correct_separators, is_dashes, nearly_reads_as_number, normalised_char, reads_as_number,
    with_correct_separators,
};
use super::ink::{Component, PixelBox};
use super::layer::Layer;
use super::pitch::{Measured, Pitch, measures_to_pitch, number_to_measure};
use super::reader::{Expected, Read, TextReader};
use super::segmented::SegmentedPage;
use super::segments::Segment;
use super::split::split_segment;
use crate::error::Result;
use crate::page::{Alternative, Glyph, Reading};
use crate::text::number::{has_digit, is_digit};

/// A string is hardly likely where its likelihood is below this share of the likeliest one's.
const HARDLY: f32 = 0.5;
/// Below this confidence of each character, on geometric average, a reader has read no print.
const LEAST_SURE: f64 = 0.35;
/// Other strings that are less likely than this are left out.
const LEAST_LIKELY: f32 = 0.02;

/// Reads every segment with the first reader, and numbers with the second, too; a hidden text is compared with these.
pub(super) fn read_segments(
    segmented: &SegmentedPage,
    first: &mut dyn TextReader,
    mut second: Option<&mut dyn TextReader>,
    layer: Option<&Layer>,
) -> Result<(Vec<Reading>, Vec<Glyph>)> {
    let mut drafts = Vec::new();
    for (number, segment) in segmented.segments.iter().enumerate() {
        for (segment, recognised) in read_split(segmented, number, segment.clone(), first)? {
            let Some(mut draft) = recognised_to_draft(segmented, segment, recognised, first.name()) else {
                continue;
            };
            if let Some(second) = second.as_deref_mut()
                && reads_as_number(&draft.reading.text)
            {
                let read = second.read(&segmented.crop(number, &draft.segment), Expected::Number)?;
                confirm(&mut draft.reading, &read, second.name());
                draft.twice = true;
            }
            drafts.push(draft);
        }
    }
    check_widths(&mut drafts);
    if let Some(layer) = layer {
        drafts.iter_mut().for_each(|draft| layer.compare(&mut draft.reading, draft.twice));
    }
    let glyphs = (0_u32..).zip(&drafts).flat_map(|(index, draft)| draft.glyphs(segmented, index)).collect();
    Ok((drafts.into_iter().map(|draft| draft.reading).collect(), glyphs))
}

/// A reading that later checks may change, with what its glyphs are made of.
struct Draft {
    segment: Segment,
    components: Vec<Component>,
    reading: Reading,
    /// Name of the reader whose text is believed.
    believed: &'static str,
    /// Middles of its characters, in pixels; none where they are not known.
    middles: Vec<f64>,
    /// Whether two readers read it.
    twice: bool,
}

impl Draft {
    fn glyphs(&self, segmented: &SegmentedPage, index: u32) -> Vec<Glyph> {
        let chars: Vec<char> = self.reading.text.chars().collect();
        let known = self.middles.len() == chars.len();
        let middles = if known { self.middles.clone() } else { evenly_spaced(chars.len(), &self.segment) };
        segment_to_glyphs(
            &chars,
            &middles,
            &self.segment.rect,
            &self.components,
            segmented.char_height,
            segmented.point,
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
fn check_widths(drafts: &mut [Draft]) {
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

/// Reads a segment. One that holds several cells is split, and its parts are read.
fn read_split(
    segmented: &SegmentedPage,
    number: usize,
    segment: Segment,
    reader: &mut dyn TextReader,
) -> Result<Vec<(Segment, Recognised)>> {
    let recognised = read_segment(segmented, number, &segment, reader)?;
    let left = f64::from(segment.rect.x0) - f64::from(segmented.margin());
    let middles: Vec<f64> = recognised.middles.iter().map(|x| left + f64::from(*x)).collect();
    let Some((left, right)) = split_segment(
        &segment,
        &recognised.chars,
        &middles,
        &segmented.components(&segment),
        segmented.char_height,
    ) else {
        return Ok(vec![(segment, recognised)]);
    };
    let mut parts = read_split(segmented, number, left, reader)?;
    parts.extend(read_split(segmented, number, right, reader)?);
    Ok(parts)
}

/// Compares what a second reader read with what is believed.
fn confirm(reading: &mut Reading, read: &Read, reader: &'static str) {
    let text: String = read.text().chars().filter(|c| !c.is_whitespace()).collect();
    let text = with_correct_separators(&text);
    reading.agreed = text == with_correct_separators(&reading.text);
    if !reading.agreed {
        reading.disputed = true;
        let other = Alternative { reader, text, confidence: f64::from(read.confidence) };
        reading.alternatives.insert(0, other);
    }
}

/// Reads a segment as text, and again as a number where it seems meant as one.
fn read_segment(
    segmented: &SegmentedPage,
    number: usize,
    segment: &Segment,
    reader: &mut dyn TextReader,
) -> Result<Recognised> {
    // A dash is enlarged until it fills the rows of a reader, which then reads anything.
    let components = segmented.components(segment);
    if is_dash(&segment.rect, segmented.char_height)
        || are_dashes(&segment.rect, &components, segmented.char_height)
    {
        return Ok(Recognised::dash(f64::from(segment.rect.width()) / 2.0 + f64::from(segmented.margin())));
    }
    let crop = segmented.crop(number, segment);
    let read = reader.read(&crop, Expected::Text)?;
    let text = read.text();
    if is_dashes(&text) {
        return Ok(Recognised::as_read(&read, |_| '—'));
    }
    if !reads_as_number(&text) && !nearly_reads_as_number(&text) {
        return Ok(Recognised::as_read(&read, normalised_char));
    }
    let recognised = best_fit(&read, &components);
    if reads_as_number(&text) && recognised.unread.is_none() {
        return Ok(recognised);
    }
    // It has letters, or its ink does not fit: only the characters of a number are looked for.
    let again = reader.read(&crop, Expected::Number)?;
    let mut better = best_fit(&again, &components);
    if better.unread.is_some() && reads_as_number(&text) {
        return Ok(recognised);
    }
    better.others.insert(0, (text, read.confidence));
    Ok(better)
}

/// What is believed to stand in one segment.
struct Recognised {
    chars: Vec<char>,
    /// Middles of the characters, in pixels of the crop; none where they are not known.
    middles: Vec<f32>,
    confidence: f32,
    others: Vec<(String, f32)>,
    unread: Option<PixelBox>,
}

impl Recognised {
    /// A dash, which no reader read. `middle` is in pixels of the crop.
    #[allow(clippy::cast_possible_truncation)] // within a page
    fn dash(middle: f64) -> Self {
        Self {
            chars: vec!['—'],
            middles: vec![middle as f32],
            confidence: 1.0,
            others: Vec::new(),
            unread: None,
        }
    }

    fn as_read(read: &Read, normalised_char: impl Fn(char) -> char) -> Self {
        Self {
            chars: read.chars.iter().map(|c| normalised_char(c.ch)).collect(),
            middles: read.chars.iter().map(|c| c.x).collect(),
            confidence: read.confidence,
            others: read.alternatives.clone(),
            unread: None,
        }
    }
}

/// Chooses the likeliest of the strings that fit the ink of a number; where none fits, the likeliest of all.
fn best_fit(read: &Read, components: &[Component]) -> Recognised {
    let digits = |text: &str| -> Vec<char> {
        text.chars().map(normalised_char).filter(|c| !c.is_whitespace()).collect()
    };
    // Narrow digits stand apart as words do, and a point may be no more than a gap.
    let gaps_are_points = |text: &str| -> Vec<char> {
        text.trim().chars().map(normalised_char).map(|c| if c.is_whitespace() { '.' } else { c }).collect()
    };
    let text = read.text();
    let mut strings = vec![(digits(&text), read.confidence), (gaps_are_points(&text), read.confidence)];
    strings.extend(read.alternatives.iter().map(|(other, likely)| (digits(other), *likely)));
    for (string, _) in &mut strings {
        if let Some(corrected) = correct_separators(string) {
            *string = corrected;
        }
    }
    let misfit = |string: &Vec<char>| contradiction(&string.iter().collect::<String>(), components);
    let fits = strings.iter().position(|(string, _)| misfit(string).is_none()).unwrap_or(0);
    // A point between digits that touch leaves no ink of its own: a string that is hardly likely must differ in its digits.
    let same_digits = |a: usize, b: usize| {
        let digits = |at: usize| strings[at].0.iter().filter(|c| is_digit(**c)).collect::<String>();
        digits(a) == digits(b)
    };
    let unlikely = strings[fits].1 < HARDLY * strings[0].1;
    let chosen = if unlikely && same_digits(0, fits) { 0 } else { fits };
    let (chars, confidence) = strings.swap_remove(chosen);
    let middles = read.chars.iter().filter(|c| !c.ch.is_whitespace()).map(|c| c.x).collect();
    let others = strings.into_iter().map(|(string, likely)| (string.into_iter().collect(), likely)).collect();
    Recognised { unread: misfit(&chars), chars, middles, confidence, others }
}

/// Makes a reading of what was recognised; `None` where nothing was, or nothing but noise.
fn recognised_to_draft(
    segmented: &SegmentedPage,
    segment: Segment,
    recognised: Recognised,
    reader: &'static str,
) -> Option<Draft> {
    let text: String = recognised.chars.iter().collect();
    if text.trim().is_empty() || is_noise(&text, recognised.confidence) {
        return None;
    }
    let mut alternatives: Vec<Alternative> = Vec::new();
    for (other, likely) in recognised.others {
        if likely >= LEAST_LIKELY && other != text && alternatives.iter().all(|a| a.text != other) {
            alternatives.push(Alternative { reader, text: other, confidence: f64::from(likely) });
        }
    }
    let left = f64::from(segment.rect.x0) - f64::from(segmented.margin());
    let reading = Reading {
        rect: segmented.rect(&segment.rect),
        text,
        confidence: f64::from(recognised.confidence),
        alternatives,
        unread: recognised.unread.iter().map(|rect| segmented.rect(rect)).collect(),
        agreed: false,
        disputed: false,
    };
    let middles = recognised.middles.iter().map(|x| left + f64::from(*x)).collect();
    let components = segmented.components(&segment);
    Some(Draft { segment, components, reading, believed: reader, middles, twice: false })
}

/// Whether a text was read from noise: from dirt and what is left of a seal a reader reads anything, and is sure of none of
/// it. What may be a number stays, in doubt.
fn is_noise(text: &str, confidence: f32) -> bool {
    let count = text.chars().count().max(1);
    // Characters of a segment: few.
    #[allow(clippy::cast_precision_loss)]
    let each = f64::from(confidence).powf(1.0 / count as f64);
    each < LEAST_SURE && !has_digit(text)
}

/// Middles of so many characters, evenly spaced over a segment.
fn evenly_spaced(count: usize, segment: &Segment) -> Vec<f64> {
    // Characters of a line: few.
    #[allow(clippy::cast_precision_loss)]
    let step = f64::from(segment.rect.width()) / count.max(1) as f64;
    #[allow(clippy::cast_precision_loss)]
    let middle = |at: usize| f64::from(segment.rect.x0) + step * (at as f64 + 0.5);
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
