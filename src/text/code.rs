//! The grammar of classification codes: digits alone, three for a 类, five for a 款, seven for a 项, each beginning with
//! the code above it. Codes of expenditure by economic purpose have three digits and five.
//!
//! | printed | as |
//! |---|---|
//! | in one | `2010301` |
//! | 类, 款 and 项 parted by one mark | `201-03-01` `201.03.01` `201 03 01` |
//! | as a spreadsheet formats numbers | `2,010,301` `20,103` |
//! | in brackets, before its name | `[2010301]行政运行` |
//! | with its name | `2010301 行政运行` `201-一般公共服务支出` `行政运行（2010301）` |

use super::number::{is_closing, is_comma, is_dash, is_digit, is_digits, is_minus, is_opening, is_point};

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

/// Whether a text may be a code, however it is printed, or one of its parts in columns of their own (类, 款, 项: `201`, `03`,
/// `01`).
pub(crate) fn is_code_or_part(text: &str) -> bool {
    let [.., longest] = LENGTHS;
    (2..=longest).contains(&text.len()) && is_digits(text.chars())
        || split_code(text).is_some_and(|(_, behind)| behind.is_empty())
}

/// Splits the code that a text begins with, as digits alone, from what stands behind it, which is mostly its name.
///
/// `201-03-01 行政运行` → `2010301` and `行政运行`
pub(crate) fn split_code(text: &str) -> Option<(String, &str)> {
    let text = text.trim();
    let inner = text.strip_prefix(|c| is_opening(c) || matches!(c, '[' | '［' | '【' | '〔'));
    let (code, behind) = leading_code(inner.unwrap_or(text).trim_start())?;
    let behind = behind.trim_start();
    let behind = match inner {
        Some(_) => behind.strip_prefix(|c| is_closing(c) || matches!(c, ']' | '］' | '】' | '〕'))?,
        None => behind,
    };
    let is_mark = |c: char| {
        c.is_whitespace()
            || is_dash(c)
            || is_minus(c)
            || is_point(c)
            || matches!(c, '_' | ':' | '：' | '、' | '·')
    };
    let name = behind.trim_start_matches(is_mark);
    // Digits behind a mark are another part, or another number: `2010301-1`, `201 2020年`, `20103.50`.
    (!name.starts_with(is_digit) || name.len() == behind.len() && inner.is_some()).then_some((code, name))
}

/// Splits the code in brackets that a text ends with from the name before it: `行政运行（2010301）`.
pub(crate) fn split_code_behind(text: &str) -> Option<(String, &str)> {
    let inner = text.trim_end().strip_suffix(|c| is_closing(c) || matches!(c, ']' | '］' | '】' | '〕'))?;
    let code = inner.trim_end_matches(is_digit);
    let name = code.strip_suffix(|c| is_opening(c) || matches!(c, '[' | '［' | '【' | '〔'))?;
    let code = inner.strip_prefix(code).filter(|code| is_code(code))?;
    Some((code.to_owned(), name.trim_end()))
}

/// The code at the beginning of a text: the longest of its settings that ends before another character than a digit.
fn leading_code(text: &str) -> Option<(String, &str)> {
    let groups = |is_mark: &dyn Fn(char) -> bool| -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut mark = None;
        let mut at = 0;
        loop {
            let rest = &text[at..];
            let digits = rest.len() - rest.trim_start_matches(is_digit).len();
            if digits == 0 {
                break;
            }
            found.push((at, at + digits));
            let Some(next) = rest[digits..].chars().next().filter(|c| is_mark(*c)) else { break };
            // One mark parts all of them.
            if *mark.get_or_insert(next) != next {
                break;
            }
            at += digits + next.len_utf8();
        }
        found
    };
    let taken = |groups: &[(usize, usize)]| -> Option<(String, &str)> {
        let code: String = groups.iter().filter_map(|(from, to)| text.get(*from..*to)).collect();
        is_code(&code).then_some((code, text.get(groups.last()?.1..)?))
    };
    let lengths =
        |groups: &[(usize, usize)]| -> Vec<usize> { groups.iter().map(|(from, to)| to - from).collect() };
    let steps = groups(&|c| c == ' ' || is_minus(c) || is_dash(c) || is_point(c) || c == '·');
    let [class, ..] = LENGTHS;
    let is_step = |lengths: &[usize]| match lengths {
        [first, deeper @ ..] => *first == class && deeper.len() <= 2 && deeper.iter().all(|l| *l == 2),
        [] => false,
    };
    if steps.len() > 1 && is_step(&lengths(&steps)) {
        return taken(&steps);
    }
    let thousands = groups(&is_comma);
    let is_thousands = |lengths: &[usize]| match lengths {
        [first, deeper @ ..] => *first <= 2 && !deeper.is_empty() && deeper.iter().all(|l| *l == 3),
        [] => false,
    };
    if is_thousands(&lengths(&thousands)) {
        return taken(&thousands);
    }
    taken(steps.get(..1)?)
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
    fn codes_are_known_however_they_are_printed() {
        let split = |text: &str| split_code(text).map(|(code, name)| format!("{code}|{name}"));
        for printed in [
            "2010301行政运行",
            "2010301 行政运行",
            "201-03-01 行政运行",
            "201.03.01行政运行",
            "201 03 01 行政运行",
            "201—03—01—行政运行",
            "2,010,301 行政运行",
            "2，010，301行政运行",
            "[2010301]行政运行",
            "【2010301】 行政运行",
            "（2010301）行政运行",
            " 2010301-行政运行",
            "2010301：行政运行",
            "2010301、行政运行",
        ] {
            assert_eq!(split(printed).as_deref(), Some("2010301|行政运行"), "{printed}");
        }
        assert_eq!(split("201-一般公共服务支出").as_deref(), Some("201|一般公共服务支出"));
        assert_eq!(split("20,103").as_deref(), Some("20103|"));
        assert_eq!(split("201-03").as_deref(), Some("20103|"));
        assert_eq!(split("201").as_deref(), Some("201|"));
    }

    #[test]
    fn a_code_in_brackets_stands_behind_its_name() {
        let split = |text: &str| split_code_behind(text).map(|(code, name)| format!("{code}|{name}"));
        assert_eq!(split("行政运行（2010301）").as_deref(), Some("2010301|行政运行"));
        assert_eq!(split("行政运行 [2010301] ").as_deref(), Some("2010301|行政运行"));
        for none in ["行政运行（室）", "行政运行2010301", "行政运行（2020）", "2010301）"] {
            assert_eq!(split(none), None, "{none}");
        }
    }

    #[test]
    fn other_numbers_are_no_codes() {
        for printed in [
            "",
            "合计",
            "2020年支出",
            "201 2020年",
            "201030",
            "20103.50",
            "1,234",
            "2,010,30",
            "201-3-1",
            "2010301-1",
            "201-03.01",
            "201.03-01 甲",
            "20 103",
            "（一）",
            "[201",
            "1.副部级",
            "12,345,678",
            "201-03-01-02",
        ] {
            assert_eq!(split_code(printed), None, "{printed}");
        }
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
