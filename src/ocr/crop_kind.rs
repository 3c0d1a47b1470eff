//! Decides for each crop whether it is a number or a word, before anything else reads it: numbers are read in `numbers`,
//! words in `words`.

use super::cache::{CachedReaders, NamedRead};
use super::crops::CroppedSegment;
use super::dashes::{are_dashes, is_dash};
use super::grammar::reads_as_number;
use super::ink::PixelBox;
use super::reader::{Expected, Role};
use crate::error::Result;

/// The reader of numbers is believed that a crop is a number where it is this sure of the whole string.
const SURE: f32 = 0.5;

/// What a crop is.
pub(super) enum CropKind {
    /// Nothing but dashes, known by their shape. A dash is enlarged until it fills the rows of a reader, which then reads
    /// anything.
    Dashes,
    /// A number, as the reader of numbers read it.
    Number(NamedRead),
    /// A word, or a number that the reader of numbers is not sure of. Without such a reader all crops are words: what is
    /// read of them says which are numbers.
    Word,
}

/// Decides what a crop is.
pub(super) fn crop_to_kind(
    segment: &CroppedSegment,
    char_height: f64,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<CropKind> {
    if is_dash(&segment.rect, char_height) || are_dashes(&segment.rect, &segment.components, char_height) {
        return Ok(CropKind::Dashes);
    }
    let named = readers.read(Role::Numbers, &segment.picture, Expected::Text)?;
    Ok(named
        .filter(|named| is_surely_number(named) && fills(named, &segment.rect))
        .map_or(CropKind::Word, CropKind::Number))
}

/// Whether a number is as long as what it was read from: of a title with a number behind it (`决算表（29）`) a reader may see the
/// number alone.
fn fills(named: &NamedRead, rect: &PixelBox) -> bool {
    // Characters of a number: few.
    let characters = u32::try_from(named.read.chars.len()).unwrap_or(u32::MAX);
    rect.width() <= characters.saturating_mul(rect.height())
}

/// Whether one number was read: a space parts two cells, and anything that is no number comes as a letter.
pub(super) fn is_surely_number(named: &NamedRead) -> bool {
    let text = named.read.text();
    named.read.confidence >= SURE && reads_as_number(&text) && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::super::reader::{NUMBERS, Read, ReadChar};
    use super::*;

    #[test]
    fn no_character_of_a_number_is_wider_than_high() {
        let fills = |text: &str, width: u32| {
            let chars = text.chars().map(|ch| ReadChar { ch, x: 0.0, confidence: 1.0 }).collect();
            let read = Read { chars, confidence: 1.0, alternatives: Vec::new() };
            fills(&NamedRead { reader: NUMBERS, read }, &PixelBox { x0: 50, y0: 10, x1: 50 + width, y1: 30 })
        };
        assert!(fills("1,234.56", 90) && fills("7", 12) && fills("100%", 60));
        assert!(!fills("(29)", 210));
    }
}
