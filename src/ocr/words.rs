//! Reads words: what the reader of numbers does not know as a number. Where that reader is not there, these are numbers,
//! too.

use image::GrayImage;

use super::cache::{CachedReaders, NamedRead};
use super::crops::CroppedSegment;
use super::grammar::{is_dashes, nearly_reads_as_number, normalised_char, reads_as_number};
use super::numbers::text_to_number;
use super::reader::{Expected, Role};
use super::recognised::Recognised;
use crate::error::Result;
use crate::taxonomy::models;
use crate::text::number::has_digit;
use crate::vocabulary::vocabulary;

/// The reader of words is believed where each of its characters is at least this sure, on geometric average, …
const SURE: f64 = 0.97;
/// … and each by itself this sure: an ordinal is a number, and one character of a name makes it another.
const EACH_SURE: f32 = 0.8;

/// Reads the crop of a word. The reader of words is believed where it is sure of a word that forms print; without a reader
/// of text, what it reads is all that is known.
pub(super) fn read_word(crop: &GrayImage, readers: &mut CachedReaders<'_, '_>) -> Result<NamedRead> {
    let named = readers.read(Role::Words, crop, Expected::Text)?;
    if let Some(named) = named.as_ref().filter(|named| is_surely_known(named)) {
        return Ok(named.clone());
    }
    Ok(readers.read(Role::Text, crop, Expected::Text)?.or(named).unwrap_or_default())
}

/// Whether what was read is, as it stands, a word that forms print. A digit in it is never believed: it may be a code's.
pub(super) fn is_surely_known(named: &NamedRead) -> bool {
    let read = &named.read;
    let text = read.text();
    read.confidence_of_each() >= SURE
        && read.chars.iter().all(|c| c.confidence >= EACH_SURE)
        && !has_digit(&text)
        && vocabulary().knows_exactly(models(), &text)
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
