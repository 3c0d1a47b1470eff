//! Tells the points of a number that may be commas: readers of scans take one for the other.

use super::{is_digit, is_minus, is_point, is_separator, parse_number};

/// Whether a text has two points: no number is printed so.
pub(crate) fn has_two_points(text: &str) -> bool {
    text.chars().filter(|c| is_point(*c)).nth(1).is_some()
}

/// Whether a text is a whole number with thousands, whether commas part them or nothing does: `1,234`, `1234`.
pub(crate) fn is_whole_with_thousands(text: &str) -> bool {
    let digits = text.chars().filter(|c| is_digit(*c)).count();
    digits > 3 && !text.contains(is_point) && parse_number(text).is_some()
}

/// Writes a number with points as the whole number that it is where these are commas, of which others may be lost: `3.762.595`,
/// `114641.594`, `1,152658`. `None` of one that is well written, and where a mark stands before other than threes of digits:
/// `12.34`, `0.125`.
pub(crate) fn points_as_commas(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(is_separator);
    let unsigned = text.strip_prefix(is_minus).unwrap_or(text);
    let mut groups = unsigned.split(is_separator);
    let first = groups.next().filter(|first| !first.is_empty() && !first.starts_with('0'))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.is_empty() || !group.len().is_multiple_of(3) {
            return None;
        }
        digits.push_str(group);
    }
    let is_written_so = !unsigned.contains(is_point) && parse_number(unsigned).is_some();
    if is_written_so || !digits.chars().all(is_digit) {
        return None;
    }
    let mut whole = String::from(if unsigned.len() < text.len() { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            whole.push(',');
        }
        whole.push(digit);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_before_threes_of_digits_may_be_commas() {
        for (read, printed) in [
            ("3.762.595", "3,762,595"),
            ("114641.594", "114,641,594"),
            ("2.042265", "2,042,265"),
            ("-12.345", "-12,345"),
            ("1,234.567", "1,234,567"),
            ("1,152658", "1,152,658"),
            (".2,024.102", "2,024,102"),
        ] {
            assert_eq!(points_as_commas(read).as_deref(), Some(printed), "{read}");
        }
        for read in ["12.34", "0.125", "1,234", "1234", "12.3456", "-", "1.2a4", ".123", "12.", ""] {
            assert_eq!(points_as_commas(read), None, "{read}");
        }
    }

    #[test]
    fn no_number_has_two_points() {
        assert!(has_two_points("1.234.567") && !has_two_points("1,234.56"));
        let whole = ["1,234", "1234", "-12,345"];
        assert!(whole.into_iter().all(is_whole_with_thousands));
        assert!(!is_whole_with_thousands("1,234.50") && !is_whole_with_thousands("123"));
    }
}
