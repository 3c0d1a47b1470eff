//! Shows a stored number as its format shows it: what a person sees in the sheet is what the publisher stated.
//!
//! Spreadsheets store binary fractions and show decimals: 182506.58999999997 is 182,506.59 to everybody. A number is first
//! rounded to 15 significant digits, as spreadsheets do (ECMA-376 part 1, §18.8.31 has the formats; the digits are IEEE 754's),
//! then as the format says, half away from zero: 1.005 is shown as 1.01. No binary fraction is computed with.

use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::number_format::{NumberFormat, Section, Token};
use crate::text::number::{is_bracket, is_digit, is_minus, is_point, is_triangle};

/// Significant digits that spreadsheets keep.
const DIGITS: u32 = 15;

/// A number as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// What is seen.
    pub(crate) text: String,
    /// Whether it is another number than the stored one: fewer decimals, thousands or ten thousands of it, nothing at all.
    pub(crate) is_rounded: bool,
}

/// Shows a number, stored as `12.5` or `1.25E1`, by the code of its format; an empty code is General. A negative number
/// that its format shows by a colour alone gets its minus. What is no number stays as it is stored.
pub(crate) fn number_as_shown(stored: &str, format: &str) -> Shown {
    let Some(number) = decimal(stored) else {
        return Shown { text: stored.trim().to_owned(), is_rounded: false };
    };
    let format = NumberFormat::of(format);
    let text = match format.section(number) {
        None => general(number),
        Some(Section::Other(code)) => by_library(number, code),
        Some(Section::Text) => general(number),
        Some(Section::Number { tokens, keeps_sign }) => {
            let shown = by_tokens(number.abs(), tokens);
            let text = if number.is_sign_negative() && *keeps_sign { format!("-{shown}") } else { shown };
            with_sign(number, text)
        }
    };
    let is_rounded = !says(&text, number, format.is_date(number));
    Shown { text, is_rounded }
}

/// A stored number, to 15 digits.
pub(super) fn decimal(stored: &str) -> Option<Decimal> {
    let stored = stored.trim();
    let number = Decimal::from_str(stored).or_else(|_| Decimal::from_scientific(stored)).ok()?;
    number.round_sf_with_strategy(DIGITS, RoundingStrategy::MidpointAwayFromZero).map(|n| n.normalize())
}

/// A number without a format: all its digits.
fn general(number: Decimal) -> String {
    number.normalize().to_string()
}

/// What is no number of digits (dates, fractions, exponents) is shown by a library, whose floats are of no matter there.
fn by_library(number: Decimal, code: &str) -> String {
    let shown = number.to_f64().and_then(|value| ssfmt::format_default(value, code).ok());
    shown.unwrap_or_else(|| general(number))
}

/// Gives a negative number its minus where neither a sign, a bracket nor a triangle says it.
fn with_sign(number: Decimal, text: String) -> String {
    let is_said = text.chars().any(|ch| is_minus(ch) || is_bracket(ch) || is_triangle(ch) || ch == '负');
    let has_digits = text.chars().any(|ch| is_digit(ch) && ch != '0');
    if number.is_sign_negative() && !number.is_zero() && !is_said && has_digits {
        return format!("-{text}");
    }
    text
}

/// Whether the text says the number itself. Zero may be shown as anything; a date is no amount.
fn says(text: &str, number: Decimal, is_date: bool) -> bool {
    if is_date || number.is_zero() {
        return true;
    }
    let digits: String = text.chars().filter(|ch| is_digit(*ch) || is_point(*ch)).collect();
    let hundredths = if text.contains('%') { Decimal::ONE_HUNDRED } else { Decimal::ONE };
    Decimal::from_str(&digits).ok() == number.abs().checked_mul(hundredths)
}

/// Lays the digits of a number into the places of a format.
fn by_tokens(number: Decimal, tokens: &[Token]) -> String {
    let point = tokens.iter().position(|token| *token == Token::Point);
    let (before, after) = tokens.split_at(point.unwrap_or(tokens.len()));
    let decimals = after.iter().filter(|token| token.is_place()).count();
    let last_place = |tokens: &[Token]| tokens.iter().rposition(Token::is_place);
    // Commas behind the last place of the whole part are thousands of which there are so many less; others part thousands.
    let last = last_place(before);
    let thousands =
        match last {
            Some(last) => before.iter().skip(last).filter(|token| **token == Token::Comma).count(),
            None => 0,
        } + after.iter().skip(last_place(after).unwrap_or(0)).filter(|t| **t == Token::Comma).count();
    let is_grouped = last.is_some_and(|last| before.iter().take(last).any(|token| *token == Token::Comma));
    let mut scaled = number;
    for _ in 0..thousands.min(9) {
        scaled /= Decimal::ONE_THOUSAND;
    }
    for _ in tokens.iter().filter(|token| **token == Token::Percent).take(4) {
        scaled = scaled.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(scaled);
    }
    let places = u32::try_from(decimals.min(20)).unwrap_or(20);
    let rounded = scaled.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    let plain = format!("{rounded:.width$}", width = places as usize);
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let whole = if whole == "0" { "" } else { whole };
    format!("{}{}", whole_part(whole, before, is_grouped), fraction_part(fraction, after))
}

/// Lays whole digits into the places before the point, from the right; the first place takes all that are left.
fn whole_part(digits: &str, tokens: &[Token], is_grouped: bool) -> String {
    let mut rest: Vec<char> = digits.chars().collect();
    let first = tokens.iter().position(Token::is_place);
    let (mut shown, mut count) = (Vec::new(), 0usize);
    let put = |digit: char, count: &mut usize, shown: &mut Vec<char>| {
        if is_grouped && *count > 0 && count.is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
        *count += 1;
    };
    for (at, token) in tokens.iter().enumerate().rev() {
        match token {
            Token::Literal(text) => shown.extend(text.chars().rev()),
            Token::Percent => shown.push('%'),
            Token::Place(place) => {
                match rest.pop() {
                    Some(digit) => put(digit, &mut count, &mut shown),
                    None if *place == '0' => put('0', &mut count, &mut shown),
                    None if *place == '?' => shown.push(' '),
                    None => {}
                }
                if first == Some(at) {
                    while let Some(digit) = rest.pop() {
                        put(digit, &mut count, &mut shown);
                    }
                }
            }
            Token::Comma | Token::Point => {}
        }
    }
    shown.reverse();
    shown.into_iter().collect::<String>().trim().to_owned()
}

/// Lays decimals into the places behind the point. Places that need no digit show none at the end.
fn fraction_part(digits: &str, tokens: &[Token]) -> String {
    let mut rest = digits.chars();
    let mut shown = String::new();
    // Number of characters up to which everything stays.
    let mut kept = 0;
    for token in tokens {
        match token {
            Token::Point => shown.push('.'),
            Token::Literal(text) => shown.push_str(text),
            Token::Percent => shown.push('%'),
            Token::Comma => {}
            Token::Place(place) => {
                let digit = rest.next().unwrap_or('0');
                shown.push(digit);
                if digit != '0' || *place == '0' {
                    kept = shown.len();
                }
                continue;
            }
        }
    }
    drop_zeros(&shown, tokens, kept)
}

/// Drops zeros that no place asks for: those between `kept` and what stands behind the last place.
fn drop_zeros(shown: &str, tokens: &[Token], kept: usize) -> String {
    let point = usize::from(tokens.first() == Some(&Token::Point));
    let behind: String = tokens
        .iter()
        .skip(tokens.iter().rposition(Token::is_place).map_or(point, |at| at + 1))
        .filter_map(|token| match token {
            Token::Literal(text) => Some(text.as_str()),
            Token::Percent => Some("%"),
            _ => None,
        })
        .collect();
    let end = shown.len().saturating_sub(behind.len());
    let kept = kept.max(point).min(end);
    let front = shown.get(..kept).unwrap_or(shown);
    // Spreadsheets keep the point of `0.##` without decimals; nobody prints `12.`, and it is no other number.
    format!("{}{behind}", front.trim_end_matches('.')).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stored: &str, format: &str) -> String {
        number_as_shown(stored, format).text
    }

    #[test]
    fn binary_fractions_are_shown_as_decimals_and_halves_go_away_from_zero() {
        for (stored, format, text) in [
            ("182506.58999999997", "#,##0.00", "182,506.59"),
            ("1.005", "0.00", "1.01"),
            ("0.285", "0.00", "0.29"),
            ("99999.995", "0.00", "100000.00"),
            ("0.30000000000000004", "", "0.3"),
            ("4.7770561299999999E6", "General", "4777056.13"),
            ("2010301", "", "2010301"),
            ("123456789012.34", "#,##0.00", "123,456,789,012.34"),
            ("1E-7", "0.00", "0.00"),
            ("-0.004", "0.00", "-0.00"),
        ] {
            assert_eq!(shown(stored, format), text, "{stored} as {format}");
        }
    }

    #[test]
    fn formats_of_accountants_are_read() {
        const ACCOUNTING: &str = r#"_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ "#;
        for (stored, format, text) in [
            ("0", ACCOUNTING, "-"),
            ("-1234.5", ACCOUNTING, "-1,234.50"),
            ("1234.5", ACCOUNTING, "1,234.50"),
            ("0", "#,##0.00;-#,##0.00;;@", ""),
            ("1234.5678", "#,##0.####", "1,234.5678"),
            ("12", "#,##0.##", "12"),
            ("3", "000", "003"),
            ("-5", "#,##0.00;[Red](#,##0.00)", "(5.00)"),
            ("-5", "#,##0.00;△#,##0.00", "△5.00"),
            ("1.5", r"0.00_);[Red]\(0.00\)", "1.50"),
            ("1234.5", "[$¥-804]#,##0.00", "¥1,234.50"),
            ("1234.5", "G/通用格式", "1234.5"),
            ("0.1234", "0.00%", "12.34%"),
            ("12", "0.00\"万元\"", "12.00万元"),
            ("0.5", "#,##0.00", "0.50"),
            ("0.5", "#.00", ".50"),
            ("1234567", "#,##0", "1,234,567"),
        ] {
            assert_eq!(shown(stored, format), text, "{stored} as {format}");
        }
    }

    #[test]
    fn ten_thousands_and_thousands_of_a_number_are_shown_and_said_to_be_another_number() {
        for (format, text) in [("0!.0,", "1234.6"), ("#,##0.00,", "12,345.68"), (r"0\.0,", "1234.6")] {
            let shown = number_as_shown("12345678.9", format);
            assert_eq!((shown.text.as_str(), shown.is_rounded), (text, true), "{format}");
        }
        assert!(number_as_shown("1234.567", "0.00").is_rounded);
        assert!(!number_as_shown("1234.56", "#,##0.00").is_rounded);
        assert!(!number_as_shown("1234.5", "#,##0.00").is_rounded);
        assert!(!number_as_shown("0.5", "0%").is_rounded);
        assert!(number_as_shown("12.5", ";;;").is_rounded, "hidden by its format");
    }

    #[test]
    fn a_minus_that_is_a_colour_is_written() {
        assert_eq!(shown("-5", "#,##0.00;[Red]#,##0.00"), "-5.00");
        assert_eq!(shown("-12345678.9", "[>=10000]0!.0,\"万\";0.00"), "-12345678.90");
        assert_eq!(shown("23456", "[>=10000]0!.0,\"万\";0.00"), "2.3万");
    }

    #[test]
    fn dates_and_what_is_no_number_are_no_amounts() {
        assert_eq!(shown("44927", "yyyy\"年\"m\"月\""), "2023年1月");
        assert_eq!(shown("一", "0.00"), "一");
        assert_eq!(shown("1e400", "0.00"), "1e400");
    }
}
