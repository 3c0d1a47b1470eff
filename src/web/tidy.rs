//! Cleans a line of text: spaces that do not break are spaces, and none within a number.

use crate::text::number::{
    is_bracket, is_currency, is_digit, is_digits, is_minus, is_percent, is_plus, is_point, is_separator,
};

/// Cleans a line. Spaces that pages put around the signs of a number, or between its thousands, vanish; between other digits
/// they stay, since `12 34` may be two numbers.
pub(super) fn tidy(line: &str) -> String {
    let line = line.trim();
    if !line.contains(is_fixed_space) {
        return line.to_owned();
    }
    let is_number = line.contains(is_digit) && line.chars().all(|c| is_of_number(c) || is_fixed_space(c));
    if !is_number {
        let text: String = line.chars().map(|c| if is_fixed_space(c) { ' ' } else { c }).collect();
        return text.trim().to_owned();
    }
    let groups: Vec<&str> = line.split(is_fixed_space).filter(|part| !part.is_empty()).collect();
    let are_thousands = are_thousands(&groups);
    let mut text = String::with_capacity(line.len());
    for group in groups {
        let between_digits = text.ends_with(is_digit) && group.starts_with(is_digit);
        if between_digits && !are_thousands {
            text.push(' ');
        }
        text.push_str(group);
    }
    text
}

/// Whether parts are the thousands of one number: `12`, `345`, `678.90`.
fn are_thousands(groups: &[&str]) -> bool {
    let Some((first, rest)) = groups.split_first() else { return false };
    let Some((last, middle)) = rest.split_last() else { return false };
    let first = first.trim_start_matches(|c| is_minus(c) || is_currency(c) || is_bracket(c));
    let whole = last.split(is_point).next().unwrap_or_default();
    let whole = whole.trim_end_matches(|c| is_bracket(c) || is_percent(c));
    is_digits(first.chars())
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && middle.iter().all(|group| group.len() == 3 && is_digits(group.chars()))
        && whole.len() == 3
        && is_digits(whole.chars())
}

fn is_of_number(c: char) -> bool {
    is_digit(c)
        || is_separator(c)
        || is_minus(c)
        || is_plus(c)
        || is_percent(c)
        || is_bracket(c)
        || is_currency(c)
}

/// Spaces that browsers neither join nor break.
fn is_fixed_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_within_a_number_vanish_and_between_numbers_stay() {
        for (line, clean) in [
            ("\u{a0}\u{a0}1,234.56\u{a0}", "1,234.56"),
            ("-\u{a0}1.00", "-1.00"),
            ("1\u{a0}234\u{a0}567.89", "1234567.89"),
            ("1,234\u{a0}.56", "1,234.56"),
            ("12\u{a0}34", "12 34"),
            ("2023\u{a0}100.00", "2023 100.00"),
            ("1.00\u{a0}234.00", "1.00 234.00"),
            ("\u{a0}\u{a0}一、\u{a0}教育", "一、 教育"),
            ("\u{3000}教育支出\u{a0}\u{a0}", "教育支出"),
            ("\u{a0}", ""),
            ("-", "-"),
        ] {
            assert_eq!(tidy(line), clean, "{line:?}");
        }
    }
}
