//! Reads words: what the reader of numbers does not know as a number. Where that reader is not there, these are numbers,
//! too.

use image::GrayImage;

use super::cache::{CachedReaders, NamedRead};
use super::crops::CroppedSegment;
use super::grammar::{is_dashes, nearly_reads_as_number, normalised_char, reads_as_number};
use super::numbers::text_to_number;
use super::reader::{Expected, Role, UNKNOWN};
use super::recognised::Recognised;
use crate::error::Result;
use crate::taxonomy::models;
use crate::text::number::{has_digit, is_digit};
use crate::vocabulary::vocabulary;

/// The reader of words is believed where each of its characters is at least this sure, on geometric average, …
const SURE: f64 = 0.97;
/// … and each by itself this sure: an ordinal is a number, and one character of a name makes it another.
const EACH_SURE: f32 = 0.8;
/// A line of prose is readable where most of its characters are this sure.
const EACH_READABLE: f32 = 0.5;

/// Reads the crop of a word. The reader of words is believed where it is sure of a word that forms print; without a reader
/// of text, what it reads is all that is known.
pub(super) fn read_word(crop: &GrayImage, readers: &mut CachedReaders<'_, '_>) -> Result<NamedRead> {
    let named = readers.read(Role::Words, crop, Expected::Text)?;
    if let Some(named) = named.as_ref().filter(|named| is_surely_known(named)) {
        return Ok(named.clone());
    }
    Ok(readers.read(Role::Text, crop, Expected::Text)?.or(named).unwrap_or_default())
}

/// Reads a line of prose. What the reader of words makes of it will do for finding titles, years and statements, unless it
/// is in much doubt. Where it holds a number that stands apart, it may be a row of a table: then it is read as any word.
pub(super) fn read_prose(crop: &GrayImage, readers: &mut CachedReaders<'_, '_>) -> Result<NamedRead> {
    match readers.read(Role::Words, crop, Expected::Text)? {
        Some(named) if is_readable(&named) && !ends_with_number(&named.read.text()) => Ok(named),
        _ => read_word(crop, readers),
    }
}

/// Whether most of a line was read with some confidence.
fn is_readable(named: &NamedRead) -> bool {
    let chars = &named.read.chars;
    let sure = chars.iter().filter(|c| c.confidence >= EACH_READABLE && c.ch != UNKNOWN).count();
    sure * 10 >= chars.len() * 7
}

/// Whether a line ends with a number, as rows of tables do and sentences do not.
fn ends_with_number(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_digit)
}

/// Whether what was read is, as it stands, a word that forms print, or a part of one. A digit in it is never believed: it may be a code's.
pub(super) fn is_surely_known(named: &NamedRead) -> bool {
    let read = &named.read;
    let text = read.text();
    read.confidence_of_each() >= SURE
        && read.chars.iter().all(|c| c.confidence >= EACH_SURE)
        && !has_digit(&text)
        && (vocabulary().knows_exactly(models(), &text) || vocabulary().knows_part(&text))
}

/// Makes something of what was read of a word; it may be a number after all.
pub(super) fn read_to_recognised(
    named: NamedRead,
    segment: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Recognised> {
    let text = named.read.text();
    if is_dashes(&text) {
        return Ok(Recognised::as_read(named, |_| '—'));
    }
    if !reads_as_number(&text) && !nearly_reads_as_number(&text) {
        return Ok(Recognised::as_read(named, normalised_char));
    }
    text_to_number(&named, segment, readers)
}
