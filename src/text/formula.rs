//! Keeps spreadsheets from running text: a field of CSV that begins with `=`, `+`, `-`, `@` or a tab is a formula to
//! them, quoted or not.

use std::borrow::Cow;

use super::escape::acts;
use super::number::{is_digits_with, is_minus, is_percent, is_plus, is_separator, to_ascii};

/// The sign before a text that is to stay one; spreadsheets take it for "this is text".
const AS_TEXT: char = '\'';

/// Writes a text as a field that spreadsheets show and do not run: an apostrophe comes before what they would take for
/// a formula, as the OWASP advises. A number stays a number, with its sign.
///
/// Where apostrophes stand before such a text already, one more comes before them: so one less than there are is what
/// was read.
pub(crate) fn as_text(text: &str) -> Cow<'_, str> {
    match runs(text) {
        true => Cow::Owned(format!("{AS_TEXT}{text}")),
        false => Cow::Borrowed(text),
    }
}

/// Whether a spreadsheet could run a text, whatever blanks, invisible characters and apostrophes it begins with.
fn runs(text: &str) -> bool {
    let bare = text.trim_start_matches(AS_TEXT);
    if bare.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let bare = bare.trim_start_matches(|c: char| c.is_whitespace() || acts(c) || c == AS_TEXT);
    bare.starts_with(begins_formula) && !is_signed_number(bare) && !bare.chars().all(begins_formula)
}

/// Whether a formula may begin with a character, also in full width.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

/// Whether a text is a number behind one sign, so that there is nothing to run: `-1,234.50`, `+3%`.
fn is_signed_number(text: &str) -> bool {
    let number = text.strip_prefix(|c| is_minus(c) || is_plus(c)).unwrap_or(text);
    let number = number.chars().map(|c| to_ascii(c).unwrap_or(c));
    is_digits_with(number, |c| is_separator(c) || is_percent(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        let formulas = [
            "=1+1",
            "+1+1",
            "-2-1",
            "@SUM(A1)",
            "\t=1",
            "\rx",
            "\nx",
            "＝1",
            "＋A1",
            "－A1",
            "＠A",
            " =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "=HYPERLINK(\"http://a\",\"决算\")",
            "-其他支出",
            "'=1",
            "-1E5",
            "+(1)",
        ];
        for text in formulas {
            assert_eq!(as_text(text), format!("'{text}"));
        }
    }

    #[test]
    fn numbers_dashes_and_words_are_left() {
        for text in [
            "-1234.50",
            "-1,234.50",
            "+3%",
            "－１2",
            "-",
            "--",
            "——",
            "一、收入",
            "a=b",
            "'",
            "'a",
            "(1)",
            "",
        ] {
            assert_eq!(as_text(text), text);
        }
    }
}
