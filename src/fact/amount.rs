//! A printed number to an exact decimal, or the reason why not. No float is involved.

use crate::text::number::parse_number;
use rust_decimal::Decimal;

/// What a printed amount says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// The exact value; `None` where the print is no number.
    pub(super) value: Option<Decimal>,
    /// A unit printed with the number (`2辆`, `95.5%`), as printed.
    pub(super) unit: Option<String>,
    /// Why the value cannot be trusted.
    pub(super) doubt: Option<String>,
}

/// Reads a printed amount, line by line as it stands in its cell.
///
/// `fills` says that the first line fills its cell: a number of several lines is surely one only where it had to be
/// wrapped. `units` are words that may be printed right behind a number.
pub(super) fn read_amount(lines: &[String], fills: bool, units: &[String]) -> Reading {
    let lines: Vec<&str> = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
    match lines.as_slice() {
        [] => Reading { value: None, unit: None, doubt: Some("nothing is printed".to_owned()) },
        [only] => read_line(only, units),
        [first, rest @ ..] => {
            let joined = read_line(&lines.concat(), units);
            if joined.value.is_none() {
                return Reading {
                    value: None,
                    unit: None,
                    doubt: Some("several lines that are no one number".to_owned()),
                };
            }
            // `1,234,5` over `67.89` can only be one number; `12345` over `67.89` may be two.
            if is_begun(first)
                && rest.iter().any(|l| l.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ','))
            {
                return joined;
            }
            let doubt = if fills {
                "the number is wrapped over several lines"
            } else {
                "several lines, read as one number"
            };
            Reading { doubt: Some(doubt.to_owned()), ..joined }
        }
    }
}

fn read_line(text: &str, units: &[String]) -> Reading {
    if let Some(value) = parse_number(text) {
        return Reading { value: Some(value), unit: None, doubt: None };
    }
    // Letters drawn one by one with wide gaps: `1 2 1 4 . 6 8`. Any other gap may part two numbers.
    let pieces: Vec<&str> = text.split_whitespace().collect();
    if pieces.len() > 1
        && pieces.iter().all(|p| p.chars().count() == 1)
        && let Some(value) = parse_number(&pieces.concat())
    {
        return Reading { value: Some(value), unit: None, doubt: None };
    }
    for unit in units {
        if let Some(number) = text.strip_suffix(unit.as_str())
            && let Some(value) = parse_number(number.trim_end())
        {
            return Reading { value: Some(value), unit: Some(unit.clone()), doubt: None };
        }
    }
    let doubt = if text.chars().any(|c| c.is_ascii_digit()) {
        "not a well-formed number"
    } else {
        "words instead of a number"
    };
    Reading { value: None, unit: None, doubt: Some(doubt.to_owned()) }
}

/// Digits that cannot be a number by themselves: the beginning of one.
fn is_begun(line: &str) -> bool {
    parse_number(line).is_none()
        && line.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '，' | '-'))
        && line.ends_with(|c: char| c.is_ascii_digit() || c == ',')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::number::canonical;

    fn value(text: &str) -> Option<String> {
        parse_number(text).map(canonical)
    }

    #[test]
    fn numbers_as_they_are_printed() {
        for (printed, expected) in [
            ("1,214.68", "1214.68"),
            ("1，214．68", "1214.68"),
            ("1214.68", "1214.68"),
            ("0.00", "0"),
            ("-0.00", "0"),
            ("624", "624"),
            ("－84.85", "-84.85"),
            ("—3.50", "-3.5"),
            ("△1,000", "-1000"),
            ("（1.00）", "-1"),
            ("(1.00)", "-1"),
            ("31,214,205.80", "31214205.8"),
            ("６.5", "6.5"),
        ] {
            assert_eq!(value(printed).as_deref(), Some(expected), "{printed}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for printed in [
            "",
            "-",
            "1,23.45",
            "1,2345.00",
            "12 34",
            "1.2.3",
            "及时",
            "1,214.",
            ".",
            "（1.00",
            "1e5",
            "12,34,567",
        ] {
            assert_eq!(value(printed), None, "{printed}");
        }
    }

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

    fn with_separators(digits: &str, separator: char) -> String {
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(c);
        }
        out
    }

    proptest! {
        /// However an amount is set, it reads as the same exact decimal.
        #[test]
        fn every_setting_of_an_amount_reads_the_same(whole in 0_u64..1_000_000_000_000, cents in 0_u32..100, negative: bool) {
            let expected = Decimal::new(i64::try_from(whole).unwrap(), 0) + Decimal::new(i64::from(cents), 2);
            let expected = if negative { -expected } else { expected };
            let whole = whole.to_string();
            for separator in [None, Some(','), Some('，')] {
                let digits = separator.map_or_else(|| whole.clone(), |s| with_separators(&whole, s));
                let body = format!("{digits}.{cents:02}");
                let settings = if negative {
                    vec![format!("-{body}"), format!("－{body}"), format!("（{body}）"), format!("△{body}")]
                } else {
                    vec![body]
                };
                for printed in settings {
                    prop_assert_eq!(parse_number(&printed), Some(expected), "{}", printed);
                }
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = parse_number(&text);
            let _ = read_amount(&[text], false, &["%".to_owned()]);
        }
    }
}
