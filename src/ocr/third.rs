//! Has a number read a third time, by the reader of text, where the first two leave a doubt: the reader of numbers is not
//! sure of it, the second reader differs, or the ink contradicts it.
//!
//! Then the reader of text and the second reader decide, as if the reader of numbers had not been asked; what that read
//! stays as another string that the number may be. So a number is believed without the third reading only where two
//! readers agree on it and its ink has room for it, or where there is no second reader and the first is sure.

use super::cache::CachedReaders;
use super::crops::{CroppedSegment, PageMeasures};
use super::drafts::{Draft, recognised_to_draft};
use super::grammar::with_correct_separators;
use super::numbers::{read_as_number, read_twice};
use crate::error::Result;
use crate::page::Alternative;

/// Without a second reader, the reader of numbers is believed where it is this sure of the whole string.
const SURE: f64 = 0.9;

/// Whether what the reader of numbers read needs no third reading.
pub(super) fn stands(draft: &Draft) -> bool {
    let reading = &draft.reading;
    let believed = if draft.twice { reading.agreed } else { reading.confidence >= SURE };
    believed && reading.unread.is_empty()
}

/// Reads a number a third time; it stays as it is where nobody is there to read it.
pub(super) fn read_third_time(
    draft: Draft,
    measures: &PageMeasures,
    segment: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Draft> {
    let Some(recognised) = read_as_number(segment, readers)? else { return Ok(draft) };
    let Some(mut third) = recognised_to_draft(measures, segment, recognised) else { return Ok(draft) };
    let alike = with_correct_separators(&third.reading.text) == with_correct_separators(&draft.reading.text);
    third.twice = read_twice(&mut third.reading, segment, readers)?;
    // What a dispute is with stands first among the others.
    let at = usize::from(third.reading.disputed);
    if !third.twice {
        (third.reading.agreed, third.reading.disputed, third.twice) = (alike, !alike, true);
    }
    if !alike {
        let first = Alternative {
            reader: draft.believed,
            text: draft.reading.text,
            confidence: draft.reading.confidence,
        };
        let others = &mut third.reading.alternatives;
        others.insert(at.min(others.len()), first);
    }
    Ok(third)
}
