//! The grammar of classification codes: digits alone, three for a 类, five for a 款, seven for a 项, each beginning with
//! the code above it. Codes of expenditure by economic purpose have three digits and five.

use super::number::is_digits;

/// How many digits a 类, a 款 and a 项 have.
const LENGTHS: [usize; 3] = [3, 5, 7];

/// How deep a code of this length stands: 0 a 类, 1 a 款, 2 a 项; `None` of another length. Its characters are not looked at.
pub(crate) fn depth(code: &str) -> Option<usize> {
    LENGTHS.iter().position(|length| *length == code.len())
}

/// Whether a text is the code of a 类, a 款 or a 项.
pub(crate) fn is_code(text: &str) -> bool {
    depth(text).is_some() && is_digits(text.chars())
}

/// Whether a text may be a code or one of its parts in columns of their own (类, 款, 项: `201`, `03`, `01`).
pub(crate) fn is_code_or_part(text: &str) -> bool {
    let [.., longest] = LENGTHS;
    (2..=longest).contains(&text.len()) && is_digits(text.chars())
}

/// Whether so many digits before a name may be its code.
pub(crate) fn may_begin_code(digits: usize) -> bool {
    let [shortest, ..] = LENGTHS;
    digits >= shortest
}

/// Whether a code has the length of a 类.
pub(crate) fn is_class(code: &str) -> bool {
    depth(code) == Some(0)
}

/// The code of the 类 that a code belongs to, which may be itself; `None` of a shorter text.
pub(crate) fn class_of(code: &str) -> Option<&str> {
    let [class, ..] = LENGTHS;
    code.get(..class)
}

/// Whether a code stands below another by its digits.
pub(crate) fn is_below(code: &str, above: &str) -> bool {
    code.len() > above.len() && code.starts_with(above)
}

/// Whether one digit was read as another, was lost, or was read twice.
pub(crate) fn differs_in_one_digit(read: &str, code: &str) -> bool {
    let (read, code) = (read.as_bytes(), code.as_bytes());
    match read.len().abs_diff(code.len()) {
        0 => read.iter().zip(code).filter(|(a, b)| a != b).count() == 1,
        1 => {
            let (short, long) = if read.len() < code.len() { (read, code) } else { (code, read) };
            (0..long.len()).any(|at| long[..at] == short[..at] && long[at + 1..] == short[at..])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_three_five_or_seven_digits() {
        assert_eq!(
            ["201", "20103", "2010301", "2010", ""].map(depth),
            [Some(0), Some(1), Some(2), None, None]
        );
        assert!(is_code("30101") && !is_code("3010a") && !is_code("301010"));
        assert!(is_code_or_part("03") && !is_code_or_part("1") && !is_code_or_part("20103011"));
        assert!(is_class("201") && !is_class("20103"));
    }

    #[test]
    fn a_code_begins_with_those_above_it() {
        assert_eq!((class_of("2010301"), class_of("201"), class_of("20")), (Some("201"), Some("201"), None));
        assert!(is_below("20103", "201") && !is_below("201", "201") && !is_below("20203", "201"));
    }

    #[test]
    fn one_digit_is_changed_lost_or_doubled() {
        assert!(differs_in_one_digit("2010307", "2010301"));
        assert!(differs_in_one_digit("201030", "2010301"));
        assert!(differs_in_one_digit("22010301", "2010301"));
        assert!(!differs_in_one_digit("2010301", "2010301"));
        assert!(!differs_in_one_digit("2010377", "2010301"));
        assert!(!differs_in_one_digit("20103", "2010301"));
    }
}
