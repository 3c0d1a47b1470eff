//! Corrects the separators of recognised numbers by the grammar of amounts.
//!
//! They are corrected where only one way of writing the digits is an amount. A string stays as it was read where it is an
//! amount already, or where it could be two.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::taxonomy::files;
use crate::text::fold::fold;
use crate::text::number::{
    has_digit, is_bracket, is_closing, is_comma, is_digit, is_digits_with, is_opening, is_percent, is_point,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberMarks {
    separators: String,
    minuses: String,
    like_digits: String,
    dust: String,
}

/// The marks are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static MARKS: LazyLock<NumberMarks> =
    LazyLock::new(|| files::parse("ocr/marks.toml").expect("it is read by a test of every build"));

pub(super) fn is_separator(c: char) -> bool {
    MARKS.separators.contains(c)
}

fn is_minus(c: char) -> bool {
    MARKS.minuses.contains(c)
}

/// What a reader makes of the marks of a number.
fn is_mark(c: char) -> bool {
    is_separator(c) || is_minus(c) || is_bracket(c) || is_percent(c) || c == ' '
}

/// Whether a string was read from a number: digits with marks around them.
pub(super) fn reads_as_number(text: &str) -> bool {
    is_digits_with(text.chars(), is_mark)
}

/// Whether a string is nothing but dashes, as they stand for a blank; a reader takes a long one for 一.
pub(super) fn is_dashes(text: &str) -> bool {
    !text.trim().is_empty() && text.trim().chars().all(is_minus)
}

/// Whether a string was meant as a number, though some of it was read as letters or has specks beside it: `1O.5O`,
/// `=20101`.
pub(super) fn nearly_reads_as_number(text: &str) -> bool {
    let is_like = |c: char| MARKS.like_digits.contains(c) || MARKS.dust.contains(c);
    has_digit(text)
        && text.contains(is_like)
        && text.chars().filter(|c| !is_like(*c)).all(|c| is_digit(c) || !c.is_alphanumeric())
}

/// Corrects the separators of a number.
///
/// `None` where the string is well written already, or where more than one way of writing it is an amount. Marks that no
/// number has (a separator at its ends, two beside each other, a dash behind it) are dropped as specks. Digits are never
/// changed, nor is a sign before them.
pub(super) fn correct_separators(read: &[char]) -> Option<Vec<char>> {
    let is_dust = |c: &&char| MARKS.dust.contains(**c);
    let (before, behind) =
        (read.iter().take_while(is_dust).count(), read.iter().rev().take_while(is_dust).count());
    let chars = read.get(before..read.len().saturating_sub(behind))?;
    if !reads_as_number(&chars.iter().collect::<String>()) {
        return None;
    }
    let (first, last) = (chars.iter().position(|c| is_digit(*c))?, chars.iter().rposition(|c| is_digit(*c))?);
    let before: Vec<char> =
        chars[..first].iter().filter(|c| !is_separator(**c) && !c.is_whitespace()).copied().collect();
    let behind: Vec<char> = chars[last + 1..]
        .iter()
        .filter(|c| !is_separator(**c) && !is_minus(**c) && !c.is_whitespace())
        .copied()
        .collect();
    let sign = match before.as_slice() {
        [] => Some(vec![]),
        [c] if is_minus(*c) => Some(vec!['-']),
        [c] if is_opening(*c) => Some(before.clone()),
        _ => None,
    }?;
    let ends = match behind.as_slice() {
        [] => true,
        [c] => is_closing(*c) || is_percent(*c),
        _ => false,
    };
    if !ends {
        return None;
    }
    // Groups of digits with the marks between them.
    let mut groups: Vec<(String, String)> = vec![(String::new(), String::new())];
    for c in &chars[first..=last] {
        match groups.last_mut() {
            Some((digits, marks)) if is_digit(*c) && marks.is_empty() => digits.push(*c),
            Some(_) if is_digit(*c) => groups.push((c.to_string(), String::new())),
            Some((_, marks)) if is_separator(*c) || c.is_whitespace() => marks.push(*c),
            _ => return None,
        }
    }
    // Where there are two ways, what stands between the digits stays, and only the specks at the ends go.
    let as_read = || {
        let marks = groups.iter().rev().skip(1).rev().map(|(_, marks)| marks.chars());
        marks.map(|mut marks| marks.next().filter(|_| marks.next().is_none())).collect::<Option<Vec<char>>>()
    };
    let separators = separators_between(&groups).or_else(as_read)?;
    let mut corrected = sign;
    for (at, (digits, _)) in groups.iter().enumerate() {
        corrected.extend(digits.chars());
        corrected.extend(separators.get(at));
    }
    corrected.extend(behind);
    (corrected != read).then_some(corrected)
}

/// The only separators that make an amount of groups of digits, which stand with the marks that were read behind them;
/// `None` where there are none, or several.
fn separators_between(groups: &[(String, String)]) -> Option<Vec<char>> {
    let lengths: Vec<usize> = groups.iter().map(|(digits, _)| digits.len()).collect();
    let are_commas =
        || groups.iter().rev().skip(1).all(|(_, marks)| marks.chars().all(|c| is_comma(c) || c == '、'));
    match lengths.as_slice() {
        [_] => Some(vec![]),
        [_, 2] => Some(vec!['.']),
        // Behind a comma, digits are lost.
        [_, 1] if groups.first().is_some_and(|(_, marks)| marks.chars().all(is_point)) => Some(vec!['.']),
        [1..=3, inner @ .., 2] if inner.iter().all(|n| *n == 3) => {
            Some(inner.iter().map(|_| ',').chain(['.']).collect())
        }
        // `1.234` and `1,234` are two numbers.
        [1..=3, inner @ ..] if inner.len() > 1 && inner.iter().all(|n| *n == 3) && are_commas() => {
            Some(inner.iter().map(|_| ',').collect())
        }
        _ => None,
    }
}

/// A string with its separators corrected, where it is a number.
pub(super) fn with_correct_separators(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(normalised_char).collect();
    correct_separators(&chars).unwrap_or(chars).into_iter().collect()
}

/// The normal form of a character, as later stages know it.
pub(super) fn normalised_char(ch: char) -> char {
    match fold(ch) {
        // 丶 is a stroke and no character of any text; readers see it in the mark of a list.
        '丶' => '、',
        ch => ch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corrected(text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        correct_separators(&chars).map(|c| c.into_iter().collect())
    }

    #[test]
    fn separators_are_corrected_where_digits_leave_one_way() {
        for (read, printed) in [
            ("37.889.07", "37,889.07"),
            ("1,319,759,10", "1,319,759.10"),
            ("12，34", "12.34"),
            ("1:234.56", "1,234.56"),
            ("一84.85", "-84.85"),
            ("—1.234.56", "-1,234.56"),
            (".126.600.69", "126,600.69"),
            ("126,.600.69", "126,600.69"),
            ("14,989,060.20-", "14,989,060.20"),
            ("0..00", "0.00"),
            ("-55..1", "-55.1"),
            ("97.2.", "97.2"),
            ("97,092.", "97,092"),
            (".147,544", "147,544"),
            ("8.000\"", "8.000"),
        ] {
            assert_eq!(corrected(read).as_deref(), Some(printed), "{read}");
        }
    }

    #[test]
    fn what_could_be_two_amounts_stays() {
        for read in ["1.234", "1,234", "12.5", "000", "1234.567", "1,23,456.78", "1-2", "2080505"] {
            assert_eq!(corrected(read), None, "{read}");
        }
    }

    #[test]
    fn letters_among_digits_are_no_number_but_nearly_one() {
        assert!(nearly_reads_as_number("1O.5O") && !reads_as_number("1O.5O"));
        assert!(nearly_reads_as_number("=20101"));
        assert!(!nearly_reads_as_number("2023年度") && !nearly_reads_as_number("公开01表"));
    }
}
