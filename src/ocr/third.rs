//! Has a number read a third time, by the reader of text, where the first two leave a doubt: the reader of numbers is not
//! sure of it, the second reader differs, or the ink contradicts it.
//!
//! Then the reader of text and the second reader decide, as if the reader of numbers had not been asked; what that read
//! stays as another string that the number may be. So a number is believed without the third reading only where two
//! readers agree on it and its ink has room for it. Without a second reader, the reader of text is the second.

use super::cache::CachedReaders;
use super::crops::{CroppedSegment, PageMeasures};
use super::drafts::{Draft, recognised_to_draft};
use super::grammar::with_correct_separators;
use super::numbers::{read_as_number, read_twice};
use crate::error::Result;
use crate::page::Alternative;

/// Whether what the reader of numbers read needs no third reading.
pub(super) fn stands(draft: &Draft) -> bool {
    draft.reading.agreed && draft.reading.unread.is_empty()
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
    // What a dispute is with stands first among the others: what the second reader read, or the reader of numbers.
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

#[cfg(test)]
mod tests {
    use image::GrayImage;

    use super::super::cache::ReadCache;
    use super::super::ink::{Component, PixelBox};
    use super::super::numbers::read_to_number;
    use super::super::pool::Readers;
    use super::super::reader::{Expected, NUMBERS, Read, ReadChar, Role, TextReader};
    use super::*;

    /// Reads the same in every crop.
    struct Reads(&'static str, &'static str);

    impl TextReader for Reads {
        fn name(&self) -> &'static str {
            self.0
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            let chars = (0_u8..).zip(self.1.chars());
            let chars = chars.map(|(at, ch)| ReadChar { ch, x: 10.0 * f32::from(at), confidence: 0.9 });
            Ok(Read { chars: chars.collect(), confidence: 0.9, alternatives: Vec::new() })
        }
    }

    /// Three digits of 10 by 16 pixels.
    fn segment() -> CroppedSegment {
        let digit = |x0: u32| Component { rect: PixelBox { x0, y0: 0, x1: x0 + 10, y1: 16 }, area: 80 };
        let rect = PixelBox { x0: 0, y0: 0, x1: 34, y1: 16 };
        let picture = GrayImage::new(40, 22);
        CroppedSegment {
            rect,
            components: vec![digit(0), digit(12), digit(24)],
            picture,
            margin: 3,
            disturbed: false,
        }
    }

    /// What becomes of a number: its text, whether it is agreed on and disputed, and what else it may be.
    fn settled(
        numbers: &'static str,
        text: Option<&'static str>,
        second: Option<&'static str>,
    ) -> (String, bool, bool, Vec<String>) {
        let mut readers = Readers::none("");
        let roles =
            [(Role::Numbers, NUMBERS, Some(numbers)), (Role::Text, "t", text), (Role::Second, "s", second)];
        for (role, name, reads) in roles {
            if let Some(reads) = reads {
                let make = move || Ok(Box::new(Reads(name, reads)) as Box<dyn TextReader>);
                readers = readers.with(role, name.to_owned(), make);
            }
        }
        let (measures, segment) = (PageMeasures::new(16.0, 0.36, None, &[]), segment());
        let (mut engines, cache) = (readers.check_out().unwrap(), ReadCache::default());
        let mut readers = CachedReaders::new(&mut engines, &cache);
        let first = readers.read(Role::Numbers, &segment.picture, Expected::Text).unwrap().unwrap();
        let mut draft = recognised_to_draft(&measures, &segment, read_to_number(&first, &segment)).unwrap();
        draft.twice = read_twice(&mut draft.reading, &segment, &mut readers).unwrap();
        if !stands(&draft) {
            draft = read_third_time(draft, &measures, &segment, &mut readers).unwrap();
        }
        let others = draft.reading.alternatives.iter().map(|other| other.text.clone()).collect();
        (draft.reading.text, draft.reading.agreed, draft.reading.disputed, others)
    }

    #[test]
    fn two_readers_that_agree_need_no_third() {
        let of = |text| settled("123", text, Some("123"));
        assert_eq!(of(Some("128")), ("123".to_owned(), true, false, Vec::new()));
        assert_eq!(of(None), of(Some("128")));
    }

    #[test]
    fn where_the_first_is_alone_the_others_are_believed_and_it_is_named() {
        assert_eq!(
            settled("128", Some("123"), Some("123")),
            ("123".to_owned(), true, false, vec!["128".to_owned()])
        );
    }

    #[test]
    fn a_second_reader_that_differs_is_a_dispute_whoever_else_agrees() {
        let (text, agreed, disputed, others) = settled("123", Some("123"), Some("128"));
        assert_eq!(
            (text.as_str(), agreed, disputed, others.first().map(String::as_str)),
            ("123", false, true, Some("128"))
        );
        let (text, agreed, disputed, others) = settled("120", Some("123"), Some("128"));
        assert_eq!((text.as_str(), agreed, disputed), ("123", false, true));
        assert_eq!(others, ["128", "120"]);
    }

    #[test]
    fn without_a_second_reader_the_reader_of_text_is_one() {
        assert_eq!(settled("123", Some("123"), None), ("123".to_owned(), true, false, Vec::new()));
        assert_eq!(
            settled("120", Some("123"), None),
            ("123".to_owned(), false, true, vec!["120".to_owned()])
        );
        let alone = settled("123", None, None);
        assert_eq!(alone, ("123".to_owned(), false, false, Vec::new()));
    }

    #[test]
    fn ink_that_has_no_room_for_the_digits_asks_for_a_third_reading() {
        // Four digits were read of three.
        assert!(settled("1234", Some("123"), Some("1234")).2);
    }
}
