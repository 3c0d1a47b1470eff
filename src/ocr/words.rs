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

/// The reader of words is believed where each of its characters is at least this sure, on geometric average.
const SURE: f64 = 0.97;

/// Reads the crop of a word.
pub(super) fn read_word(crop: &GrayImage, readers: &mut CachedReaders<'_, '_>) -> Result<NamedRead> {
    if let Some(named) = readers.read(Role::Words, crop, Expected::Text)?.filter(is_sure) {
        return Ok(named);
    }
    Ok(readers.read(Role::Text, crop, Expected::Text)?.unwrap_or_default())
}

fn is_sure(named: &NamedRead) -> bool {
    named.read.confidence_of_each() >= SURE
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
