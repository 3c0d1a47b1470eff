//! Turns a printed number into an exact decimal, or says why it is none. No float is involved.

use crate::text::number::{
    begins_number, has_digit, is_digits_with, is_separator, parse_number, parse_spaced,
};
use rust_decimal::Decimal;

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

fn read_line(text: &str, units: &[String]) -> ParsedAmount {
    if let Some(value) = parse_number(text).or_else(|| parse_spaced(text)) {
        return ParsedAmount { value: Some(value), unit: None, doubt: None };
    }
    for unit in units {
        if let Some(number) = text.strip_suffix(unit.as_str())
            && let Some(value) = parse_number(number.trim_end())
        {
            return ParsedAmount { value: Some(value), unit: Some(unit.clone()), doubt: None };
        }
    }
    let doubt = if has_digit(text) { "not a well-formed number" } else { "words instead of a number" };
    ParsedAmount { value: None, unit: None, doubt: Some(doubt.to_owned()) }
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

    #[test]
    fn a_minus_behind_the_digits_is_no_well_formed_number() {
        for printed in ["3.50-", "3.50－", "3.50—"] {
            let reading = read_amount(&[printed.to_owned()], false, &[]);
            assert_eq!((reading.value, reading.doubt.as_deref()), (None, Some("not a well-formed number")));
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = read_amount(&[text], false, &["%".to_owned()]);
        }
    }
}
