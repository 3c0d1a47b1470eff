//! Recognises a segment: what of what was read there is believed, by which readers, and what stands beside it in the same
//! segment.

use super::cache::CachedReaders;
use super::crop_kind::{CropKind, crop_to_kind};
use super::crops::{CroppedSegment, PageMeasures};
use super::drafts::{Draft, recognised_to_draft};
use super::grammar::reads_as_number;
use super::numbers::{read_to_number, read_twice};
use super::reader::NUMBERS;
use super::recognised::Recognised;
use super::split::split_segment;
use super::third::{read_third_time, stands};
use super::words::{read_to_recognised, read_word};
use crate::error::Result;

/// What is believed of a crop that is no word.
pub(super) fn recognise_by_kind(kind: &CropKind, segment: &CroppedSegment) -> Option<Recognised> {
    match kind {
        CropKind::Dashes => Some(Recognised::dash(segment)),
        CropKind::Number(read) => Some(read_to_number(read, segment)),
        CropKind::Word => None,
    }
}

/// The two parts of a segment that holds several cells.
pub(super) fn splits(
    measures: &PageMeasures,
    segment: &CroppedSegment,
    recognised: &Recognised,
) -> Option<(CroppedSegment, CroppedSegment)> {
    split_segment(segment, &recognised.chars, &recognised.middles_on_page(segment), measures.char_height)
}

/// Makes drafts of what was recognised. A segment that holds several cells is split, and its parts are read; numbers are
/// read twice.
pub(super) fn recognised_to_drafts(
    measures: PageMeasures,
    segment: &CroppedSegment,
    recognised: Recognised,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Vec<Draft>> {
    if let Some((left, right)) = splits(&measures, segment, &recognised) {
        let mut drafts = part_to_drafts(measures, &left, readers)?;
        drafts.extend(part_to_drafts(measures, &right, readers)?);
        return Ok(drafts);
    }
    let by_numbers = recognised.reader == NUMBERS;
    let Some(mut draft) = recognised_to_draft(&measures, segment, recognised) else { return Ok(Vec::new()) };
    if by_numbers {
        draft = read_again(draft, &measures, segment, readers)?;
    } else if reads_as_number(&draft.reading.text) {
        draft.twice = read_twice(&mut draft.reading, segment, readers)?;
    }
    Ok(vec![draft])
}

/// Has a number that the reader of numbers read read again, and a third time where that leaves a doubt.
pub(super) fn read_again(
    mut draft: Draft,
    measures: &PageMeasures,
    segment: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Draft> {
    if reads_as_number(&draft.reading.text) {
        draft.twice = read_twice(&mut draft.reading, segment, readers)?;
    }
    if stands(&draft) { Ok(draft) } else { read_third_time(draft, measures, segment, readers) }
}

/// Reads a part of a segment, whatever it is.
fn part_to_drafts(
    measures: PageMeasures,
    part: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Vec<Draft>> {
    let kind = crop_to_kind(part, measures.char_height, readers)?;
    let recognised = match recognise_by_kind(&kind, part) {
        Some(recognised) => recognised,
        None => read_to_recognised(read_word(&part.picture, readers)?, part, readers)?,
    };
    recognised_to_drafts(measures, part, recognised, readers)
}
