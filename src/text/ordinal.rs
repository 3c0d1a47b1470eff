//! Knows the ordinals of sections and paragraphs: `一、` `（一）` `1.` `1、` `第三部分` `①`.

use super::number::{is_chinese_numeral, is_digit, is_point};

/// Most characters of an ordinal.
const LONGEST: usize = 8;
/// Most digits, and Chinese numerals, of one.
const MOST_DIGITS: usize = 2;
const MOST_NUMERALS: usize = 3;
/// What stands behind the number of a part.
const PART: [char; 2] = ['部', '分'];

/// Counts the characters of the ordinal that a text in wide brackets begins with; `①` is one at the beginning of a line alone.
pub(crate) fn ordinal_length(text: &[char], begins_line: bool) -> Option<usize> {
    let run = |from: usize, is: fn(char) -> bool| {
        text.get(from..).unwrap_or_default().iter().take(LONGEST).take_while(|c| is(**c)).count()
    };
    match text.first()? {
        '（' => {
            let inside = run(1, |c| is_digit(c) || is_chinese_numeral(c));
            ((1..=MOST_NUMERALS).contains(&inside) && text.get(1 + inside) == Some(&'）'))
                .then_some(inside + 2)
        }
        '第' => {
            let inside = run(1, is_chinese_numeral);
            let behind = text.get(1 + inside..).unwrap_or_default();
            (inside > 0 && behind.starts_with(&PART)).then_some(1 + inside + PART.len())
        }
        '①'..='⑩' => begins_line.then_some(1),
        c if is_chinese_numeral(*c) => {
            let inside = run(0, is_chinese_numeral);
            (inside <= MOST_NUMERALS && text.get(inside) == Some(&'、')).then_some(inside + 1)
        }
        c if is_digit(*c) => {
            let inside = run(0, is_digit);
            let mark = text.get(inside)?;
            let is_number = is_point(*mark) && text.get(inside + 1).is_some_and(|c| is_digit(*c));
            let is_mark = is_point(*mark) || *mark == '、';
            (inside <= MOST_DIGITS && is_mark && !is_number).then_some(inside + 1)
        }
        _ => None,
    }
}

/// Removes what an ordinal is made of from the beginning of a heading.
pub(crate) fn without_ordinal(heading: &str) -> &str {
    heading.trim_start_matches(|c: char| {
        is_digit(c)
            || is_chinese_numeral(c)
            || is_point(c)
            || PART.contains(&c)
            || matches!(c, '第' | '、' | '（' | '）')
    })
}

/// Counts the characters of a bracket that holds a word of one character and digits, be they there: （类）, （210类）, （类 210）.
pub(crate) fn bracket_length(text: &[char], word: char) -> Option<usize> {
    let digits = |from: usize| text.iter().skip(from).take(LONGEST).take_while(|c| is_digit(**c)).count();
    if text.first() != Some(&'（') {
        return None;
    }
    let before = 1 + digits(1);
    let behind = before + 1 + digits(before + 1);
    (text.get(before) == Some(&word) && text.get(behind) == Some(&'）')).then_some(behind + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str) -> Option<usize> {
        ordinal_length(&text.chars().collect::<Vec<char>>(), false)
    }

    #[test]
    fn ordinals_are_told_from_numbers() {
        assert_eq!(length("十二、收入"), Some(3));
        assert_eq!(length("（三）公务"), Some(3));
        assert_eq!(length("12.收入"), Some(3));
        assert_eq!(length("第三部分说明"), Some(4));
        assert_eq!(length("1.5万元"), None);
        assert_eq!(length("123、收入"), None);
        assert_eq!(length("①收入"), None);
    }

    #[test]
    fn brackets_of_levels_may_hold_a_code() {
        let length = |text: &str| bracket_length(&text.chars().collect::<Vec<char>>(), '类');
        assert_eq!(
            (length("（类）行"), length("（210类）"), length("（类210）")),
            (Some(3), Some(6), Some(6))
        );
        assert_eq!((length("（款）"), length("类）")), (None, None));
    }
}
