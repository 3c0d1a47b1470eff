//! The pieces of a sheet to readings and glyphs.

use super::evidence::contradiction;
use super::glyphs::piece_to_glyphs;
use super::grammar::{is_nearly_numeric, is_numeric, settle_number};
use super::pieces::Piece;
use super::reader::{Expected, Read, Reader};
use super::sheet::Sheet;
use crate::error::Result;
use crate::page::{Alternative, Glyph, Reading};
use crate::pdf::fold::fold;

/// Other strings less likely than this are not worth telling.
const LEAST_LIKELY: f32 = 0.02;

/// What stands on a sheet.
pub(super) fn read_sheet(sheet: &Sheet, reader: &mut dyn Reader) -> Result<(Vec<Reading>, Vec<Glyph>)> {
    let mut readings = Vec::new();
    let mut glyphs = Vec::new();
    for (number, piece) in sheet.pieces.iter().enumerate() {
        let read = read_piece(sheet, number, piece, reader)?;
        let index = u32::try_from(readings.len()).unwrap_or(u32::MAX);
        if let Some((reading, of_piece)) = read_to_reading(sheet, piece, &read, reader.name(), index) {
            readings.push(reading);
            glyphs.extend(of_piece);
        }
    }
    Ok((readings, glyphs))
}

/// Reads a piece as text, and as a number where it seems meant as one.
pub(super) fn read_piece(
    sheet: &Sheet,
    number: usize,
    piece: &Piece,
    reader: &mut dyn Reader,
) -> Result<Read> {
    let crop = sheet.crop(number, piece);
    let read = reader.read(&crop, Expected::Text)?;
    if is_nearly_numeric(&read.text()) {
        let again = reader.read(&crop, Expected::Number)?;
        if is_numeric(&again.text()) {
            let mut alternatives = vec![(read.text(), read.confidence)];
            alternatives.extend(again.alternatives);
            return Ok(Read { alternatives, ..again });
        }
    }
    Ok(read)
}

/// The reading and its glyphs; `None` where nothing was read.
fn read_to_reading(
    sheet: &Sheet,
    piece: &Piece,
    read: &Read,
    reader: &'static str,
    index: u32,
) -> Option<(Reading, Vec<Glyph>)> {
    let left = f64::from(piece.rect.x0) - f64::from(sheet.margin());
    let mut chars: Vec<char> = read.chars.iter().map(|c| fold(c.ch)).collect();
    let middles: Vec<f64> = read.chars.iter().map(|c| left + f64::from(c.x)).collect();
    let as_read: String = chars.iter().collect();
    if as_read.trim().is_empty() {
        return None;
    }
    let mut alternatives: Vec<Alternative> = Vec::new();
    if let Some(settled) = settle_number(&chars) {
        alternatives.push(Alternative { reader, text: as_read, confidence: f64::from(read.confidence) });
        chars = settled;
    }
    let text: String = chars.iter().collect();
    for (other, likely) in &read.alternatives {
        let other = settled_text(other);
        if *likely >= LEAST_LIKELY && other != text && alternatives.iter().all(|a| a.text != other) {
            alternatives.push(Alternative { reader, text: other, confidence: f64::from(*likely) });
        }
    }
    let blots = sheet.blots(piece);
    let unread = if is_numeric(&text) { contradiction(&text, &blots) } else { None };
    let glyphs = piece_to_glyphs(&chars, &middles, &piece.rect, &blots, sheet.usual, sheet.point, index);
    let reading = Reading {
        rect: sheet.rect(&piece.rect),
        text,
        confidence: f64::from(read.confidence),
        alternatives,
        unread: unread.iter().map(|rect| sheet.rect(rect)).collect(),
        agreed: false,
    };
    Some((reading, glyphs))
}

/// A string with its separators put right, where it is a number.
fn settled_text(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(fold).collect();
    settle_number(&chars).unwrap_or(chars).into_iter().collect()
}
