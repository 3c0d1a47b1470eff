//! Has the numbers within a line of prose read by the reader of numbers.
//!
//! A reader of words or of text sees some sixty characters at once, and of the narrow ones it loses some: `4,777,056.13`
//! comes out as `477056.13`. So each run of digits is cut out of the line, with the characters beside it, and read again.
//! What the reader of numbers is sure of is believed where it accounts for at least as many digits.

use image::{GrayImage, imageops};

use super::cache::CachedReaders;
use super::crops::CroppedSegment;
use super::grammar::{correct_separators, normalised_char};
use super::reader::{Expected, Read, ReadChar, Role};
use super::recognised::Recognised;
use crate::error::Result;
use crate::text::number::{is_digit, is_separator, parse_number};

/// A single digit is read well enough where it stands.
const SHORTEST: usize = 2;
/// The reader of numbers is believed where it is this sure of all characters together.
const SURE: f32 = 0.5;
/// So much of a line is cut out on both sides of the middles of a number, in heights of the line: half a digit and a Chinese
/// character.
const BESIDE: f32 = 1.5;

/// Reads again the numbers within what was recognised of a line of words.
pub(super) fn read_numbers_within(
    recognised: &mut Recognised,
    segment: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<()> {
    if recognised.chars.len() != recognised.middles.len() {
        return Ok(());
    }
    // From the last to the first, so that the places of those before stay as they are.
    for (from, to) in runs_of_digits(&recognised.chars).into_iter().rev() {
        if recognised.chars[from..to].iter().filter(|c| is_digit(**c)).count() < SHORTEST
            || to - from == recognised.chars.len()
        {
            continue;
        }
        let Some((left, crop)) = cut_out(&recognised.middles, from, to, segment) else { continue };
        let Some(named) = readers.read(Role::Numbers, &crop, Expected::Text)? else { return Ok(()) };
        let is_whole = from > 0 && to < recognised.chars.len();
        if let Some(number) = better(&recognised.chars[from..to], is_whole, &named.read) {
            recognised.chars.splice(from..to, chars(&number));
            recognised.middles.splice(from..to, number.iter().map(|c| c.x + left));
        }
    }
    Ok(())
}

/// Where the numbers of a line begin and end: runs of digits with separators between them.
fn runs_of_digits(chars: &[char]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(from) = chars.iter().skip(at).position(|c| is_digit(*c)).map(|ahead| at + ahead) {
        let belongs = |c: &&char| is_digit(**c) || is_separator(**c);
        let length = chars[from..].iter().take_while(belongs).count();
        let last = chars[from..from + length].iter().rposition(|c| is_digit(*c)).unwrap_or(0);
        runs.push((from, from + last + 1));
        at = from + length;
    }
    runs
}

/// The part of a line with a number and the characters beside it, and its left edge in the crop.
fn cut_out(middles: &[f32], from: usize, to: usize, segment: &CroppedSegment) -> Option<(f32, GrayImage)> {
    let picture = &segment.picture;
    #[expect(clippy::cast_precision_loss, reason = "pictures are some thousand pixels wide")]
    let (width, height) = (picture.width() as f32, segment.rect.height() as f32);
    let left = (middles.get(from)? - BESIDE * height).max(0.0).floor();
    let right = (middles.get(to - 1)? + BESIDE * height).min(width).ceil();
    if right <= left {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the picture")]
    let (x, wide) = (left as u32, (right - left) as u32);
    Some((left, imageops::crop_imm(picture, x, 0, wide, picture.height()).to_image()))
}

/// The number that the reader of numbers read, where it is believed rather than what was read of the line. One that is not
/// `is_whole` may go on in the line before or the next, so that its separators are none to correct.
fn better(line: &[char], is_whole: bool, read: &Read) -> Option<Vec<ReadChar>> {
    let mut number = only_number(read)?;
    if is_whole && let Some(corrected) = correct_separators(&chars(&number)) {
        if corrected.len() != number.len() {
            return None;
        }
        number.iter_mut().zip(corrected).for_each(|(c, ch)| c.ch = ch);
    }
    let is_written = |number: &[char]| parse_number(&number.iter().collect::<String>()).is_some();
    let digits = |number: &[char]| number.iter().filter(|c| is_digit(**c)).copied().collect::<Vec<_>>();
    let (own, other) = (digits(&chars(&number)), digits(line));
    let marks = |number: &[char]| number.iter().filter(|c| is_separator(**c)).count();
    let is_better = if own == other {
        // Marks are lost more often than seen where there are none.
        !is_whole || !is_written(line) || is_written(&chars(&number)) && marks(&chars(&number)) > marks(line)
    } else {
        own.len() >= other.len() && (!is_whole || is_written(&chars(&number)))
    };
    is_better.then_some(number)
}

/// The only number in what was read, where it is one and was read surely.
fn only_number(read: &Read) -> Option<Vec<ReadChar>> {
    let is_own = |c: &ReadChar| is_digit(c.ch) || is_separator(c.ch);
    let mut numbers = read.chars.split(|c| !is_own(c)).filter(|run| run.iter().any(|c| is_digit(c.ch)));
    let (number, None) = (numbers.next()?, numbers.next()) else { return None };
    let first = number.iter().position(|c| is_digit(c.ch))?;
    let last = number.iter().rposition(|c| is_digit(c.ch))?;
    let number = number[first..=last].to_vec();
    let sure: f32 = number.iter().map(|c| c.confidence).product();
    (sure >= SURE).then_some(number)
}

fn chars(read: &[ReadChar]) -> Vec<char> {
    read.iter().map(|c| normalised_char(c.ch)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, confidence: f32) -> Read {
        let chars = text.chars().map(|ch| ReadChar { ch, x: 0.0, confidence }).collect();
        Read { chars, confidence, alternatives: Vec::new() }
    }

    fn better_in(line: &str, is_whole: bool, text: &str) -> Option<String> {
        let line: Vec<char> = line.chars().collect();
        better(&line, is_whole, &read(text, 0.99)).map(|number| chars(&number).into_iter().collect())
    }

    #[test]
    fn numbers_of_a_line_are_runs_of_digits_with_separators() {
        let line: Vec<char> = "2022年支出3,970,.402.21元，占83.11%，".chars().collect();
        let runs = runs_of_digits(&line);
        let texts = runs.iter().map(|(from, to)| line[*from..*to].iter().collect::<String>());
        assert_eq!(texts.collect::<Vec<_>>(), ["2022", "3,970,.402.21", "83.11"]);
    }

    #[test]
    fn digits_that_the_line_lost_are_there_again() {
        assert_eq!(better_in("477056.13", true, "X4,777,056.13X").as_deref(), Some("4,777,056.13"));
        assert_eq!(better_in("8311", true, "X83.11%").as_deref(), Some("83.11"));
        assert_eq!(better_in("0.00", true, "X.00X"), None, "fewer digits");
        assert_eq!(better_in("2021", true, "2021X1"), None, "two numbers");
    }

    #[test]
    fn of_equal_digits_those_are_believed_whose_separators_are_well_written() {
        assert_eq!(better_in("4,777,056.13", true, "X4777,056.13X"), None);
        assert_eq!(better_in("3032.571.06", true, "3,032,571.06X").as_deref(), Some("3,032,571.06"));
    }

    #[test]
    fn a_number_that_goes_on_in_the_next_line_keeps_its_separators() {
        assert_eq!(better_in("3.03", false, "X3,03").as_deref(), Some("3,03"));
    }

    #[test]
    fn what_is_read_without_confidence_is_not_believed() {
        assert_eq!(only_number(&read("12.50", 0.8)), None);
    }
}
