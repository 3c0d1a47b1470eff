//! Corrects the separators of recognised numbers by the grammar of amounts.
//!
//! They are corrected where only one way of writing the digits is an amount. A string stays as it was read where it is an
//! amount already, or where it could be two.

use std::sync::LazyLock;

use serde::Deserialize;

/// Path under `models/` and text.
pub(crate) const FILE: (&str, &str) = ("ocr/marks.toml", include_str!("../../models/ocr/marks.toml"));

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
static MARKS: LazyLock<NumberMarks> = LazyLock::new(|| {
    let file = toml::from_str(FILE.1);
    file.expect("models/ocr/marks.toml is read by a test of every build")
});

fn is_separator(c: char) -> bool {
    MARKS.separators.contains(c)
}

fn is_minus(c: char) -> bool {
    MARKS.minuses.contains(c)
}

/// Whether a string is about a number: digits with marks around them.
pub(super) fn is_numeric(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let marks = |c: char| is_separator(c) || is_minus(c) || "()（）%％ ".contains(c);
    digits > 0 && text.chars().all(|c| c.is_ascii_digit() || marks(c))
}

/// Whether a string is nothing but dashes, as they stand for a blank; a reader takes a long one for 一.
pub(super) fn is_dashes(text: &str) -> bool {
    !text.trim().is_empty() && text.trim().chars().all(is_minus)
}

/// Whether a string was meant as a number, though some of it was read as letters or has specks beside it: `1O.5O`,
/// `=20101`.
pub(super) fn is_nearly_numeric(text: &str) -> bool {
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    let is_like = |c: char| MARKS.like_digits.contains(c) || MARKS.dust.contains(c);
    has_digits
        && text.contains(is_like)
        && text.chars().filter(|c| !is_like(*c)).all(|c| is_numeric(&c.to_string()) || !c.is_alphanumeric())
}

/// Corrects the separators of a number.
///
/// `None` where the string is well written already, or where more than one way of writing it is an amount. Marks that no
/// number has (a separator at its ends, two beside each other, a dash behind it) are dropped as specks. Digits are never
/// changed, nor is a sign before them.
pub(super) fn correct_separators(chars: &[char]) -> Option<Vec<char>> {
    if !is_numeric(&chars.iter().collect::<String>()) {
        return None;
    }
    let (first, last) =
        (chars.iter().position(char::is_ascii_digit)?, chars.iter().rposition(char::is_ascii_digit)?);
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
        ['(' | '（'] => Some(before.clone()),
        _ => None,
    }?;
    if !matches!(behind.as_slice(), [] | [')' | '）' | '%' | '％']) {
        return None;
    }
    // Groups of digits with the marks between them.
    let mut groups: Vec<(String, String)> = vec![(String::new(), String::new())];
    for c in &chars[first..=last] {
        match groups.last_mut() {
            Some((digits, marks)) if c.is_ascii_digit() && marks.is_empty() => digits.push(*c),
            Some(_) if c.is_ascii_digit() => groups.push((c.to_string(), String::new())),
            Some((_, marks)) if is_separator(*c) || c.is_whitespace() => marks.push(*c),
            _ => return None,
        }
    }
    let lengths: Vec<usize> = groups.iter().map(|(digits, _)| digits.len()).collect();
    let marks = |wanted: &[char]| {
        groups.iter().rev().skip(1).all(|(_, marks)| marks.chars().all(|c| wanted.contains(&c)))
    };
    let separators: Vec<char> = match lengths.as_slice() {
        [_] => vec![],
        [_, 2] => vec!['.'],
        [1..=3, inner @ .., 2] if inner.iter().all(|n| *n == 3) => {
            inner.iter().map(|_| ',').chain(['.']).collect()
        }
        // `1.234` and `1,234` are two numbers.
        [1..=3, inner @ ..]
            if inner.len() > 1 && inner.iter().all(|n| *n == 3) && marks(&[',', '，', '、']) =>
        {
            inner.iter().map(|_| ',').collect()
        }
        _ => return None,
    };
    let mut corrected = sign;
    for (at, (digits, _)) in groups.iter().enumerate() {
        corrected.extend(digits.chars());
        corrected.extend(separators.get(at));
    }
    corrected.extend(behind);
    (corrected != chars).then_some(corrected)
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
        assert!(is_nearly_numeric("1O.5O") && !is_numeric("1O.5O"));
        assert!(is_nearly_numeric("=20101"));
        assert!(!is_nearly_numeric("2023年度") && !is_nearly_numeric("公开01表"));
    }
}
