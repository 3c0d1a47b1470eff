//! Reads numbers: chooses of what was read the string that fits the ink, and has them read again.

use super::cache::{CachedReaders, NamedRead};
use super::crops::CroppedSegment;
use super::evidence::contradiction;
use super::grammar::{correct_separators, normalised_char, reads_as_number, with_correct_separators};
use super::ink::Component;
use super::reader::{Expected, Role};
use super::recognised::Recognised;
use crate::error::Result;
use crate::page::{Alternative, Reading};
use crate::text::number::is_digit;

/// A string is hardly likely where its likelihood is below this share of the likeliest one's.
const HARDLY: f32 = 0.5;

/// Makes something of what the reader of numbers read.
pub(super) fn read_to_number(named: &NamedRead, segment: &CroppedSegment) -> Recognised {
    best_fit(named, &segment.components)
}

/// Makes a number of what was read as text. It is read again as a number where that has letters, or does not fit the ink.
pub(super) fn text_to_number(
    named: &NamedRead,
    segment: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Recognised> {
    let text = named.read.text();
    let recognised = best_fit(named, &segment.components);
    if reads_as_number(&text) && recognised.unread.is_none() {
        return Ok(recognised);
    }
    let Some(mut better) = read_as_number(segment, readers)? else { return Ok(recognised) };
    if better.unread.is_some() && reads_as_number(&text) {
        return Ok(recognised);
    }
    better.others.insert(0, (text, named.read.confidence));
    Ok(better)
}

/// Has the reader of text look for the characters of a number; `None` where there is none.
pub(super) fn read_as_number(
    segment: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Option<Recognised>> {
    let read = readers.read(Role::Text, &segment.picture, Expected::Number)?;
    Ok(read.map(|read| best_fit(&read, &segment.components)))
}

/// Has a number read by the second reader, and compares what it reads with what is believed. Says whether there is one.
pub(super) fn read_twice(
    reading: &mut Reading,
    segment: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<bool> {
    let Some(NamedRead { reader, read }) = readers.read(Role::Second, &segment.picture, Expected::Number)?
    else {
        return Ok(false);
    };
    let text: String = read.text().chars().filter(|c| !c.is_whitespace()).collect();
    let text = with_correct_separators(&text);
    reading.agreed = text == with_correct_separators(&reading.text);
    if !reading.agreed {
        reading.disputed = true;
        let other = Alternative { reader, text, confidence: f64::from(read.confidence) };
        reading.alternatives.insert(0, other);
    }
    Ok(true)
}

/// Chooses the likeliest of the strings that fit the ink of a number; where none fits, the likeliest of all.
fn best_fit(NamedRead { reader, read }: &NamedRead, components: &[Component]) -> Recognised {
    let digits = |text: &str| -> Vec<char> {
        text.chars().map(normalised_char).filter(|c| !c.is_whitespace()).collect()
    };
    // Narrow digits stand apart as words do, and a point may be no more than a gap.
    let gaps_are_points = |text: &str| -> Vec<char> {
        text.trim().chars().map(normalised_char).map(|c| if c.is_whitespace() { '.' } else { c }).collect()
    };
    let text = read.text();
    let mut strings = vec![(digits(&text), read.confidence), (gaps_are_points(&text), read.confidence)];
    strings.extend(read.alternatives.iter().map(|(other, likely)| (digits(other), *likely)));
    for (string, _) in &mut strings {
        if let Some(corrected) = correct_separators(string) {
            *string = corrected;
        }
    }
    let misfit = |string: &Vec<char>| contradiction(&string.iter().collect::<String>(), components);
    let fits = strings.iter().position(|(string, _)| misfit(string).is_none()).unwrap_or(0);
    // A point between digits that touch leaves no ink of its own: a string that is hardly likely must differ in its digits.
    let same_digits = |a: usize, b: usize| {
        let digits = |at: usize| strings[at].0.iter().filter(|c| is_digit(**c)).collect::<String>();
        digits(a) == digits(b)
    };
    let unlikely = strings[fits].1 < HARDLY * strings[0].1;
    let chosen = if unlikely && same_digits(0, fits) { 0 } else { fits };
    let (chars, confidence) = strings.swap_remove(chosen);
    let middles = read.chars.iter().filter(|c| !c.ch.is_whitespace()).map(|c| c.x).collect();
    let others = strings.into_iter().map(|(string, likely)| (string.into_iter().collect(), likely)).collect();
    Recognised { reader, unread: misfit(&chars), chars, middles, confidence, others }
}
