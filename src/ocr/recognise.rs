//! The pieces of a sheet to readings and glyphs.

use super::evidence::{contradiction, contradicts_digits, contradicts_sign};
use super::glyphs::piece_to_glyphs;
use super::grammar::{is_dashes, nearly_reads_as_number, reads_as_number, settle_number};
use super::ink::{Blot, PixelBox};
use super::parted::part;
use super::pieces::{Piece, are_dashes, is_dash};
use super::pitch::{Measured, Pitch, measures_to_pitch, number_to_measure};
use super::reader::{Expected, Read, Reader};
use super::sheet::Sheet;
use crate::error::Result;
use crate::page::{Alternative, Glyph, Reading};
use crate::text::fold::fold;
use crate::text::number::{has_digit, is_digit};

/// A string is hardly likely where it is less likely than the likeliest by this.
const HARDLY: f32 = 0.5;
/// Whoever is less sure of each character reads no print.
const LEAST_SURE: f64 = 0.35;
/// Other strings less likely than this are not worth telling.
const LEAST_LIKELY: f32 = 0.02;

/// What stands on a sheet.
pub(super) fn read_sheet(
    sheet: &Sheet,
    first: &mut dyn Reader,
    mut second: Option<&mut dyn Reader>,
) -> Result<(Vec<Reading>, Vec<Glyph>)> {
    let mut drafts = Vec::new();
    for (number, piece) in sheet.pieces.iter().enumerate() {
        for (piece, told) in read_parts(sheet, number, piece.clone(), first)? {
            let Some(mut draft) = told_to_draft(sheet, piece, told, first.name()) else { continue };
            if let Some(second) = second.as_deref_mut()
                && reads_as_number(&draft.reading.text)
            {
                let read = second.read(&sheet.crop(number, &draft.piece), Expected::Number)?;
                confirm(&mut draft.reading, &read, second.name());
                draft.twice = true;
            }
            drafts.push(draft);
        }
    }
    look_again(&mut drafts);
    let glyphs = (0_u32..).zip(&drafts).flat_map(|(index, draft)| draft.glyphs(sheet, index)).collect();
    Ok((drafts.into_iter().map(|draft| draft.reading).collect(), glyphs))
}

/// A reading with what its glyphs are made of.
struct Draft {
    piece: Piece,
    blots: Vec<Blot>,
    reading: Reading,
    /// The reader that is believed.
    believed: &'static str,
    /// The middles of its characters, in pixels; none where they are not known.
    middles: Vec<f64>,
    /// It was read by two readers.
    twice: bool,
}

impl Draft {
    fn glyphs(&self, sheet: &Sheet, index: u32) -> Vec<Glyph> {
        let chars: Vec<char> = self.reading.text.chars().collect();
        let known = self.middles.len() == chars.len();
        let middles = if known { self.middles.clone() } else { evenly(chars.len(), &self.piece) };
        piece_to_glyphs(&chars, &middles, &self.piece.rect, &self.blots, sheet.usual, sheet.point, index)
    }

    fn measure(&self) -> Option<Measured> {
        number_to_measure(&self.reading.text, &self.blots)
    }

    /// Whether the ink is just as wide as what was read.
    fn fits(&self, pitch: Option<Pitch>) -> bool {
        let (text, blots) = (&self.reading.text, &self.blots);
        let as_wide = match (pitch, self.measure()) {
            (Some(pitch), Some(number)) => pitch.fits(&number) && !contradicts_sign(text, blots),
            _ => false,
        };
        // Few numbers of a page may be set in another type.
        as_wide || (self.reading.agreed && !contradicts_digits(text, blots))
    }

    /// What the other reader read becomes what is believed, and the other way round; it stays disputed.
    fn swap(&mut self) {
        if let Some(other) = self.reading.alternatives.first_mut() {
            std::mem::swap(&mut other.text, &mut self.reading.text);
            std::mem::swap(&mut other.confidence, &mut self.reading.confidence);
            std::mem::swap(&mut other.reader, &mut self.believed);
        }
    }
}

/// Numbers held against the width of all others: broken ink seems to be more or fewer characters than it is, and counts no
/// more as unread where it has room for just so many digits. Where the readers differ and only one of them saw as many as
/// there is room for, that one is believed first.
fn look_again(drafts: &mut [Draft]) {
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
            // What the other reader saw has no room in this ink: it says nothing against this one.
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

/// `0.00`, and `0.0` of a reader that lost one.
fn is_zero(text: &str) -> bool {
    text.contains('0') && text.chars().all(|c| "0.".contains(c))
}

/// Reads a piece, and the pieces that it is in truth.
fn read_parts(
    sheet: &Sheet,
    number: usize,
    piece: Piece,
    reader: &mut dyn Reader,
) -> Result<Vec<(Piece, Told)>> {
    let told = read_piece(sheet, number, &piece, reader)?;
    let left = f64::from(piece.rect.x0) - f64::from(sheet.margin());
    let middles: Vec<f64> = told.middles.iter().map(|x| left + f64::from(*x)).collect();
    let Some((left, right)) = part(&piece, &told.chars, &middles, &sheet.blots(&piece), sheet.usual) else {
        return Ok(vec![(piece, told)]);
    };
    let mut parts = read_parts(sheet, number, left, reader)?;
    parts.extend(read_parts(sheet, number, right, reader)?);
    Ok(parts)
}

/// Holds what a second reader read against what is believed.
fn confirm(reading: &mut Reading, read: &Read, reader: &'static str) {
    let text: String = read.text().chars().filter(|c| !c.is_whitespace()).collect();
    let text = settled_text(&text);
    reading.agreed = text == settled_text(&reading.text);
    if !reading.agreed {
        reading.disputed = true;
        let other = Alternative { reader, text, confidence: f64::from(read.confidence) };
        reading.alternatives.insert(0, other);
    }
}

/// Reads a piece as text, and as a number where it seems meant as one.
fn read_piece(sheet: &Sheet, number: usize, piece: &Piece, reader: &mut dyn Reader) -> Result<Told> {
    // Readers make anything of dashes, since they fill their rows when they are enlarged.
    let blots = sheet.blots(piece);
    if is_dash(&piece.rect, sheet.usual) || are_dashes(&piece.rect, &blots, sheet.usual) {
        return Ok(Told::dash(f64::from(piece.rect.width()) / 2.0 + f64::from(sheet.margin())));
    }
    let crop = sheet.crop(number, piece);
    let read = reader.read(&crop, Expected::Text)?;
    let text = read.text();
    if is_dashes(&text) {
        return Ok(Told::as_read(&read, |_| '—'));
    }
    if !reads_as_number(&text) && !nearly_reads_as_number(&text) {
        return Ok(Told::as_read(&read, letter));
    }
    let told = fitting(&read, &blots);
    if reads_as_number(&text) && told.unread.is_none() {
        return Ok(told);
    }
    // Letters in it, or ink that does not fit: only what a number may hold is looked for.
    let again = reader.read(&crop, Expected::Number)?;
    let mut better = fitting(&again, &blots);
    if better.unread.is_some() && reads_as_number(&text) {
        return Ok(told);
    }
    better.others.insert(0, (text, read.confidence));
    Ok(better)
}

/// What is believed to stand in a piece.
struct Told {
    chars: Vec<char>,
    /// The middles of the characters, in pixels of the crop; none where they are not known.
    middles: Vec<f32>,
    confidence: f32,
    others: Vec<(String, f32)>,
    unread: Option<PixelBox>,
}

impl Told {
    /// A dash with its middle, in pixels of the crop.
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

    fn as_read(read: &Read, letter: impl Fn(char) -> char) -> Self {
        Self {
            chars: read.chars.iter().map(|c| letter(c.ch)).collect(),
            middles: read.chars.iter().map(|c| c.x).collect(),
            confidence: read.confidence,
            others: read.alternatives.clone(),
            unread: None,
        }
    }
}

/// Of what a number may be, the likeliest that fits its ink; else the likeliest.
fn fitting(read: &Read, blots: &[Blot]) -> Told {
    let digits =
        |text: &str| -> Vec<char> { text.chars().map(letter).filter(|c| !c.is_whitespace()).collect() };
    // Narrow digits stand apart as words do, and a point may be no more than a gap.
    let gaps_are_points = |text: &str| -> Vec<char> {
        text.trim().chars().map(letter).map(|c| if c.is_whitespace() { '.' } else { c }).collect()
    };
    let text = read.text();
    let mut strings = vec![(digits(&text), read.confidence), (gaps_are_points(&text), read.confidence)];
    strings.extend(read.alternatives.iter().map(|(other, likely)| (digits(other), *likely)));
    for (string, _) in &mut strings {
        if let Some(settled) = settle_number(string) {
            *string = settled;
        }
    }
    let misfit = |string: &Vec<char>| contradiction(&string.iter().collect::<String>(), blots);
    let fits = strings.iter().position(|(string, _)| misfit(string).is_none()).unwrap_or(0);
    // A point between digits that touch leaves no ink of its own: a string that is hardly likely must differ in more.
    let same_digits = |a: usize, b: usize| {
        let digits = |at: usize| strings[at].0.iter().filter(|c| is_digit(**c)).collect::<String>();
        digits(a) == digits(b)
    };
    let unlikely = strings[fits].1 < HARDLY * strings[0].1;
    let chosen = if unlikely && same_digits(0, fits) { 0 } else { fits };
    let (chars, confidence) = strings.swap_remove(chosen);
    let middles = read.chars.iter().filter(|c| !c.ch.is_whitespace()).map(|c| c.x).collect();
    let others = strings.into_iter().map(|(string, likely)| (string.into_iter().collect(), likely)).collect();
    Told { unread: misfit(&chars), chars, middles, confidence, others }
}

/// The forms that later stages know of a character.
fn letter(ch: char) -> char {
    match fold(ch) {
        // 丶 is a stroke and no character of any text; readers see it in the mark of a list.
        '丶' => '、',
        ch => ch,
    }
}

/// The reading; `None` where nothing was read.
fn told_to_draft(sheet: &Sheet, piece: Piece, told: Told, reader: &'static str) -> Option<Draft> {
    let text: String = told.chars.iter().collect();
    if text.trim().is_empty() || is_dirt(&text, told.confidence) {
        return None;
    }
    let mut alternatives: Vec<Alternative> = Vec::new();
    for (other, likely) in told.others {
        if likely >= LEAST_LIKELY && other != text && alternatives.iter().all(|a| a.text != other) {
            alternatives.push(Alternative { reader, text: other, confidence: f64::from(likely) });
        }
    }
    let left = f64::from(piece.rect.x0) - f64::from(sheet.margin());
    let reading = Reading {
        rect: sheet.rect(&piece.rect),
        text,
        confidence: f64::from(told.confidence),
        alternatives,
        unread: told.unread.iter().map(|rect| sheet.rect(rect)).collect(),
        agreed: false,
        disputed: false,
    };
    let middles = told.middles.iter().map(|x| left + f64::from(*x)).collect();
    let blots = sheet.blots(&piece);
    Some(Draft { piece, blots, reading, believed: reader, middles, twice: false })
}

/// What a reader makes of dirt and of what is left of a seal: anything, and it is sure of none of it. What may be a number
/// stays, to be doubted.
fn is_dirt(text: &str, confidence: f32) -> bool {
    let count = text.chars().count().max(1);
    // Characters of a piece: few.
    #[allow(clippy::cast_precision_loss)]
    let each = f64::from(confidence).powf(1.0 / count as f64);
    each < LEAST_SURE && !has_digit(text)
}

/// So many middles over a piece.
fn evenly(count: usize, piece: &Piece) -> Vec<f64> {
    // Characters of a line: few.
    #[allow(clippy::cast_precision_loss)]
    let step = f64::from(piece.rect.width()) / count.max(1) as f64;
    #[allow(clippy::cast_precision_loss)]
    let middle = |at: usize| f64::from(piece.rect.x0) + step * (at as f64 + 0.5);
    (0..count).map(middle).collect()
}

/// A string with its separators put right, where it is a number.
fn settled_text(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(letter).collect();
    settle_number(&chars).unwrap_or(chars).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dirt_is_what_no_reader_is_sure_of() {
        assert!(is_dirt("eejeonoic", 5e-17) && is_dirt("烟", 0.12));
        assert!(!is_dirt("一般公共服务支出", 0.02) && !is_dirt("3,5", 0.01));
    }
}
