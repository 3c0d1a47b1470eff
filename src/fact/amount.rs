//! Turns a printed number into an exact decimal, or says why it is none. No float is involved.

use crate::text::footnote::without_footnote;
use crate::text::number::{
    begins_number, has_digit, is_digits_with, is_separator, parse_number, parse_spaced,
    parse_with_minus_behind, parse_with_spaces, without_space_at_point,
};
use rust_decimal::Decimal;

const MINUS_BEHIND: &str =
    "a minus stands behind the number, which may be the dash of the next column: read as negative";
const TWO_DIGITS: &str = "two digits far apart, which may be two numbers: read as one";

/// Amount as parsed from its print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParsedAmount {
    /// The exact value; `None` where the print is no number.
    pub(super) value: Option<Decimal>,
    /// Unit printed with the number (`2辆`, `95.5%`), as printed.
    pub(super) unit: Option<String>,
    /// Reason why the value cannot be trusted.
    pub(super) doubt: Option<String>,
}

/// Reads a printed amount, line by line as it stands in its cell.
///
/// `fills` says that the first line fills its cell: a number of several lines is surely one only where it had to be
/// wrapped. `units` are words that may be printed right behind a number.
pub(super) fn read_amount(lines: &[String], fills: bool, units: &[String]) -> ParsedAmount {
    let lines: Vec<&str> = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
    match lines.as_slice() {
        [] => ParsedAmount { value: None, unit: None, doubt: Some("nothing is printed".to_owned()) },
        [only] => read_line(only, units),
        [first, rest @ ..] => {
            let joined = read_line(&lines.concat(), units);
            if joined.value.is_none() {
                return ParsedAmount {
                    value: None,
                    unit: None,
                    doubt: Some("several lines that are no one number".to_owned()),
                };
            }
            // `1,234,5` over `67.89` can only be one number; `12345` over `67.89` may be two.
            if begins_number(first) && rest.iter().any(|l| is_digits_with(l.chars(), is_separator)) {
                return joined;
            }
            let doubt = if fills {
                "the number is wrapped over several lines"
            } else {
                "several lines, read as one number"
            };
            ParsedAmount { doubt: Some(doubt.to_owned()), ..joined }
        }
    }
}

/// Reads one line: a number, with a unit behind it or not, and with the mark of a footnote behind both or not.
fn read_line(text: &str, units: &[String]) -> ParsedAmount {
    let printed = without_footnote(text);
    if let Some((value, doubt)) = parse(printed) {
        return ParsedAmount { value: Some(value), unit: None, doubt: doubt.map(str::to_owned) };
    }
    for unit in units {
        if let Some(number) = printed.strip_suffix(unit.as_str())
            && let Some((value, doubt)) = parse(without_footnote(number))
        {
            let doubt = doubt.map(str::to_owned);
            return ParsedAmount { value: Some(value), unit: Some(unit.clone()), doubt };
        }
    }
    let doubt = if has_digit(text) { "not a well-formed number" } else { "words instead of a number" };
    ParsedAmount { value: None, unit: None, doubt: Some(doubt.to_owned()) }
}

/// The value of a number in one of its settings, and what is doubtful about that.
fn parse(text: &str) -> Option<(Decimal, Option<&'static str>)> {
    let certain = || parse_number(text).or_else(|| parse_with_spaces(text));
    let spaced = || {
        let letters = text.split_whitespace().count();
        parse_spaced(text).map(|value| (value, (letters == 2).then_some(TWO_DIGITS)))
    };
    let at_point = || parse_number(&without_space_at_point(text)?).map(|value| (value, None));
    let behind = || parse_with_minus_behind(text).map(|value| (value, Some(MINUS_BEHIND)));
    certain().map(|value| (value, None)).or_else(spaced).or_else(at_point).or_else(behind)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::number::canonical;

    #[test]
    fn two_numbers_in_a_cell_are_never_one() {
        let read = |lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
            let reading = read_amount(&lines, true, &["辆".to_owned(), "%".to_owned()]);
            (reading.value.map(canonical), reading.unit, reading.doubt.is_some())
        };
        assert_eq!(read(&["12 45"]), (None, None, true));
        assert_eq!(read(&["12", "45"]), (Some("1245".to_owned()), None, true));
        assert_eq!(read(&["1,234,5", "67.89"]), (Some("1234567.89".to_owned()), None, false));
        assert_eq!(read(&["1.00", "2.00"]), (None, None, true));
        assert_eq!(read(&["-", "12.34"]), (Some("-12.34".to_owned()), None, true));
        assert_eq!(read(&["1 2 . 5"]), (Some("12.5".to_owned()), None, false));
        assert_eq!(read(&["2辆"]), (Some("2".to_owned()), Some("辆".to_owned()), false));
        assert_eq!(read(&["95.50%"]), (Some("95.5".to_owned()), Some("%".to_owned()), false));
    }

    fn read(printed: &str) -> (Option<String>, Option<String>, bool) {
        let reading = read_amount(&[printed.to_owned()], false, &["元".to_owned(), "%".to_owned()]);
        (reading.value.map(canonical), reading.unit, reading.doubt.is_some())
    }

    #[test]
    fn a_minus_behind_the_digits_is_read_and_doubted() {
        for printed in ["3.50-", "3.50－", "3.50—", "3.50 -"] {
            assert_eq!(read(printed), (Some("-3.5".to_owned()), None, true), "{printed}");
        }
        assert_eq!(read("0.00-"), (None, None, true));
        assert_eq!(read("-3.50-"), (None, None, true));
    }

    #[test]
    fn signs_of_money_and_marks_of_footnotes_are_no_part_of_a_number() {
        for printed in ["¥732.00", "￥ 732.00", "732.00¹", "732.00 ①", "732.00*", "732.00[1]", "732.00[12]"]
        {
            assert_eq!(read(printed), (Some("732".to_owned()), None, false), "{printed}");
        }
        for printed in ["732.00元", "¥732.00 元", "732.00元¹", "732.00¹元"] {
            assert_eq!(read(printed), (Some("732".to_owned()), Some("元".to_owned()), false), "{printed}");
        }
        for printed in ["-¥3.50", "¥-3.50", "(¥3.50)", "¥(3.50)", "▲¥3.50", "−    3.50"] {
            assert_eq!(read(printed), (Some("-3.5".to_owned()), None, false), "{printed}");
        }
        for printed in ["¥¥3", "¥-¥3", "3¥", "①", "12¹3", "3[a]"] {
            assert!(read(printed).2, "{printed}");
        }
    }

    #[test]
    fn spaces_part_thousands_where_each_group_has_three_digits() {
        assert_eq!(read("5 319 581"), (Some("5319581".to_owned()), None, false));
        assert_eq!(read("-12 050.30"), (Some("-12050.3".to_owned()), None, false));
        assert_eq!(read("(1 234)"), (Some("-1234".to_owned()), None, false));
        for printed in ["12 34", "1 2345", "0 123", "12  345", "1,234 567", "1 234 56.00", "12.00 345"] {
            assert_eq!(read(printed), (None, None, true), "{printed}");
        }
    }

    #[test]
    fn a_space_at_the_point_parts_no_number() {
        assert_eq!(read("36,578 .77"), (Some("36578.77".to_owned()), None, false));
        assert_eq!(read("-936. 84"), (Some("-936.84".to_owned()), None, false));
        for printed in ["936.  84", "36,578 . 77", "1.5 .77", "936. 84 1", "936. -84", "36 578 .77"] {
            assert_eq!(read(printed), (None, None, true), "{printed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = read_amount(&[text], false, &["%".to_owned()]);
        }
    }
}
