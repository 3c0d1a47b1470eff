//! Reads words: what the reader of numbers does not know as a number. Where that reader is not there, these are numbers,
//! too.

use image::{GrayImage, imageops};

use super::cache::{CachedReaders, NamedRead};
use super::crops::{CroppedSegment, LongLine};
use super::grammar::{is_dashes, nearly_reads_as_number, normalised_char, reads_as_number};
use super::numbers::text_to_number;
use super::reader::{Expected, Read, Role, UNKNOWN};
use super::recognised::Recognised;
use crate::error::Result;
use crate::taxonomy::models;
use crate::text::number::{has_digit, is_chinese_numeral, is_digit};
use crate::text::plain::plain;
use crate::vocabulary::vocabulary;

/// How sure the reader of words must be: of each character on geometric average, and of each by itself.
struct Sure(f64, f32);

impl Sure {
    /// Whether what was read is as sure.
    fn holds(&self, read: &Read) -> bool {
        read.confidence_of_each() >= self.0 && read.chars.iter().all(|c| c.confidence >= self.1)
    }
}

/// It is believed that a word which forms print stands there …
const OF_WORD: Sure = Sure(0.85, 0.5);
/// … and a part of one, as cells wrap it: a word that lost its first or last character is one, too.
const OF_PART: Sure = Sure(0.95, 0.8);
/// … and a short one, of which nearly any character is.
const OF_SHORT: Sure = Sure(0.97, 0.95);
/// A numeral is an ordinal's, and one stroke makes it another.
const OF_NUMERAL: f32 = 0.9;
/// Middles of neighbouring characters are no further apart than this many heights of their crop, which has paper around it.
const WIDEST_STEP: f32 = 1.2;
/// At a glance a line is believed where its characters are this sure on average: letters of other scripts are less.
const OF_LINE: f64 = 0.9;
/// At a glance so much of a line is read, in heights of its crop: no title of a form is longer.
const GLANCE: u32 = 16;
/// A sentence has more characters: a mark in a shorter text may be dirt.
const SHORT_SENTENCE: usize = 4;
/// A line of prose is readable where most of its characters are this sure.
const EACH_READABLE: f32 = 0.5;

/// Reads the crop of a word. The reader of words is believed where it is sure of a word that forms print. Without a reader of
/// text it is believed of others, too, where it is sure of each character and none of them is left out: a name that
/// is nearly right would be a wrong one.
pub(super) fn read_word(crop: &GrayImage, readers: &mut CachedReaders<'_, '_>) -> Result<NamedRead> {
    let named = readers.read(Role::Words, crop, Expected::Text)?;
    if let Some(named) = &named
        && (is_surely_known(named) || is_prose(&named.read) || is_known_with_digits(named, crop, readers)?)
    {
        return Ok(named.clone());
    }
    if let Some(named) = readers.read(Role::Text, crop, Expected::Text)? {
        return Ok(named);
    }
    if let Some(named) = named.filter(|named| is_whole(named, crop)) {
        return Ok(named);
    }
    // An amount that the reader of numbers is not sure of must not be lost with the words.
    let numbers = readers.read(Role::Numbers, crop, Expected::Text)?;
    Ok(numbers.filter(|numbers| has_digit(&numbers.read.text())).unwrap_or_default())
}

/// Whether all characters of a crop were read for certain: they stand as close as characters do, from edge to edge. A name
/// behind its label is never: most names of places have characters that this reader does not know.
fn is_whole(named: &NamedRead, crop: &GrayImage) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "pictures are some thousand pixels wide")]
    let (width, height) = (crop.width() as f32, crop.height() as f32);
    let chars = &named.read.chars;
    let places: Vec<f32> = chars.iter().map(|c| c.x).chain([width]).collect();
    let is_close = |pair: &[f32]| matches!(pair, [a, b] if b - a <= WIDEST_STEP * height);
    let text = named.read.text();
    OF_PART.holds(&named.read)
        && !has_digit(&text)
        && !text.contains(UNKNOWN)
        && !vocabulary().begins_with_label(&text)
        && places.first().is_some_and(|first| *first <= WIDEST_STEP * height)
        && places.windows(2).all(is_close)
}

/// Reads what will do to see what a page is about: what the reader of words is sure of, or else the beginning of the line.
/// It sees Chinese in other scripts, too, and is sure of none of it.
pub(super) fn read_at_a_glance(crop: &GrayImage, readers: &mut CachedReaders<'_, '_>) -> Result<NamedRead> {
    match readers.read(Role::Words, crop, Expected::Text)? {
        Some(named) if is_readable(&named.read) && named.read.confidence_of_each() >= OF_LINE => Ok(named),
        _ => {
            let width = crop.width().min(crop.height().saturating_mul(GLANCE));
            let beginning = imageops::crop_imm(crop, 0, 0, width, crop.height()).to_image();
            read_word(&beginning, readers)
        }
    }
}

/// Reads a long line. What the reader of words makes of it will do for finding titles, years and statements, unless it is in
/// much doubt. A line that ends with a number may be a row of a table, and one that begins with a label has a name in it:
/// these are read as any word, and so is what stands beside a table and is no remark.
pub(super) fn read_long_line(
    crop: &GrayImage,
    line: LongLine,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<NamedRead> {
    match readers.read(Role::Words, crop, Expected::Text)? {
        Some(named) if is_readable(&named.read) && will_do(&named.read.text(), line) => Ok(named),
        _ => read_word(crop, readers),
    }
}

/// Whether a long line is one of prose, or a remark, as far as its text says.
fn will_do(text: &str, line: LongLine) -> bool {
    match line {
        LongLine::Prose => !ends_with_number(text) && !vocabulary().begins_with_label(text),
        LongLine::BesideTable => is_remark(text),
    }
}

fn is_remark(text: &str) -> bool {
    let text = plain(text);
    models().wording.items.remarks.iter().any(|remark| text.starts_with(plain(remark).as_str()))
}

/// Whether what was read is a remark, or a part of a sentence: no name, label or title. It says nothing that a form means, but
/// it may say a year, a unit, or that there is nothing to report: it must be read surely, and digits in it are read otherwise.
fn is_prose(read: &Read) -> bool {
    let text = read.text();
    let is_sentence = text.contains(['。', '，', '；', ';', ',']) && text.chars().count() > SHORT_SENTENCE;
    !has_digit(&text)
        && !vocabulary().begins_with_label(&text)
        && is_readable(read)
        && (is_remark(&text) || (is_sentence && OF_PART.holds(read) && !text.contains(UNKNOWN)))
}

/// Whether most of a line was read with some confidence.
fn is_readable(read: &Read) -> bool {
    let chars = &read.chars;
    let sure = chars.iter().filter(|c| c.confidence >= EACH_READABLE && c.ch != UNKNOWN).count();
    sure > 0 && sure * 10 >= chars.len() * 7
}

/// Whether a line ends with a number, as rows of tables do and sentences do not.
fn ends_with_number(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_digit)
}

/// Whether what was read is, as it stands, a word that forms print, or a part of one. A digit in it is never believed: it may
/// be a code's.
pub(super) fn is_surely_known(named: &NamedRead) -> bool {
    let read = &named.read;
    let text = read.text();
    let mut numerals = read.chars.iter().filter(|c| is_chinese_numeral(c.ch));
    OF_WORD.holds(read)
        && !has_digit(&text)
        && numerals.all(|c| c.confidence >= OF_NUMERAL)
        && (vocabulary().knows_exactly(models(), &text)
            || (OF_PART.holds(read) && vocabulary().knows_part(&text))
            || (OF_SHORT.holds(read)
                && !text.chars().any(is_chinese_numeral)
                && vocabulary().knows_short(&text)))
}

/// Whether what was read is a word that forms print with digits in it: a year, the number of a form, a name behind its code.
/// Digits are believed where the reader of numbers reads the same ones.
fn is_known_with_digits(
    named: &NamedRead,
    crop: &GrayImage,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<bool> {
    let read = &named.read;
    let text = read.text();
    if !OF_PART.holds(read) || !has_digit(&text) || !vocabulary().knows_with_digits(models(), &text) {
        return Ok(false);
    }
    let digits = |text: &str| text.chars().filter(|c| is_digit(*c)).collect::<String>();
    let numbers = readers.read(Role::Numbers, crop, Expected::Text)?;
    Ok(numbers.is_some_and(|numbers| digits(&numbers.read.text()) == digits(&text)))
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

#[cfg(test)]
mod tests {
    use super::super::cache::ReadCache;
    use super::super::pool::Readers;
    use super::super::reader::{ReadChar, TextReader, WORDS};
    use super::*;

    /// A text of which each character is read with this confidence, but for the first.
    fn read(text: &str, first: f32, others: f32) -> NamedRead {
        let chars = text.chars().enumerate();
        let chars: Vec<ReadChar> = chars
            .map(|(at, ch)| ReadChar { ch, x: 0.0, confidence: if at == 0 { first } else { others } })
            .collect();
        let confidence = chars.iter().map(|c| c.confidence).product();
        NamedRead { reader: WORDS, read: Read { chars, confidence, alternatives: Vec::new() } }
    }

    #[test]
    fn a_word_is_known_and_a_part_of_one_where_it_is_surer() {
        assert!(is_surely_known(&read("行政单位离退休", 0.9, 0.9)));
        assert!(!is_surely_known(&read("行政单位离退休", 0.9, 0.8)));
        assert!(!is_surely_known(&read("行政单位离退体", 1.0, 1.0)), "no such word");
        assert!(!is_surely_known(&read("政单位离退休", 0.9, 0.9)));
        assert!(is_surely_known(&read("政单位离退休", 0.97, 0.97)));
    }

    /// Reads the same in every crop.
    struct Reads(NamedRead);

    impl TextReader for Reads {
        fn name(&self) -> &'static str {
            self.0.reader
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            Ok(self.0.read.clone())
        }
    }

    #[test]
    fn without_a_reader_of_text_a_doubtful_word_is_none_and_a_doubtful_number_stays() {
        let word = |words: NamedRead, numbers: &str| {
            let numbers = read(numbers, 0.3, 0.9);
            let mut readers = Readers::none("");
            for (role, reads) in [(Role::Words, words), (Role::Numbers, numbers)] {
                let make = move || Ok(Box::new(Reads(reads.clone())) as Box<dyn TextReader>);
                readers = readers.with(role, String::new(), make);
            }
            let (mut engines, cache) = (readers.check_out().unwrap(), ReadCache::default());
            let mut readers = CachedReaders::new(&mut engines, &cache);
            read_word(&GrayImage::new(30, 20), &mut readers).unwrap().read.text()
        };
        assert_eq!(word(read("行政运行", 0.9, 0.9), "X"), "行政运行");
        assert_eq!(word(read("某某市财政局", 0.9, 0.9), "X"), "");
        assert_eq!(word(read("□2", 0.9, 0.9), "12.50"), "12.50");
    }

    #[test]
    fn a_word_is_whole_where_no_character_is_left_out() {
        let word = |places: &[f32]| {
            let mut named = read("财政局", 0.98, 0.98);
            named.read.chars.iter_mut().zip(places).for_each(|(c, x)| c.x = *x);
            is_whole(&named, &GrayImage::new(66, 24))
        };
        assert!(word(&[12.0, 33.0, 54.0]));
        assert!(!word(&[33.0, 44.0, 54.0]), "the first is missing");
        assert!(!word(&[12.0, 20.0, 54.0]), "one in the middle is");
        assert!(!word(&[12.0, 20.0, 33.0]), "the last is");
    }

    #[test]
    fn digits_are_never_believed_and_numerals_must_be_sure() {
        assert!(!is_surely_known(&read("2010301行政运行", 1.0, 1.0)));
        assert!(is_surely_known(&read("三、教育支出", 0.95, 0.95)));
        assert!(!is_surely_known(&read("三、教育支出", 0.85, 0.95)));
    }

    #[test]
    fn short_parts_must_be_read_surely_and_no_numeral_is_one() {
        assert!(is_surely_known(&read("拨款", 0.98, 0.98)) && is_surely_known(&read("万元", 0.98, 0.98)));
        assert!(!is_surely_known(&read("拨款", 0.98, 0.96)) && !is_surely_known(&read("二十", 1.0, 1.0)));
    }

    #[test]
    fn sentences_and_remarks_are_prose_and_names_are_none() {
        let prose = |text: &str| is_prose(&read(text, 0.96, 0.98).read);
        assert!(prose("转资金安排的实际支出。") && prose("注：本表反映部门本年度收入"));
        assert!(
            !prose("某某市某某局")
                && !prose("部门：某某市，某某局")
                && !prose("2023年，支出")
                && !prose("入，")
        );
        assert!(!is_prose(&read("安排的实际支出。", 0.9, 0.9).read));
    }

    #[test]
    fn rows_labels_and_what_stands_beside_a_table_are_read_as_words() {
        let (prose, beside) = (LongLine::Prose, LongLine::BesideTable);
        assert!(will_do("收入总计1,234.56万元，比上年增加", prose) && !will_do("教育支出1,234.56", prose));
        assert!(!will_do("部门：某某市某某区某某局", prose) && !will_do("部门：某某市某某区某某局", beside));
        assert!(
            will_do("注：本表反映部门本年度各项支出情况。", beside) && !will_do("某某市某某区某某局", beside)
        );
        assert!(
            is_readable(&read("本年收入比上年增加", 0.2, 0.9).read)
                && !is_readable(&read("本年收入比上年增加", 0.9, 0.3).read)
        );
    }
}
