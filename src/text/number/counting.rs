//! Numbers that count columns and lines (栏次, 行次), and the formulas over columns that stand with them in headers.

use super::{
    is_bracket, is_closing, is_comma, is_dash, is_digit, is_digits, is_minus, is_opening, is_plus, is_point,
};

/// The number that counts a column or a line: `1`, `7.00` → 1, 7, up to 99. An amount has other decimals.
pub(crate) fn column_number(word: &str) -> Option<u32> {
    let whole = match word.split_once('.') {
        Some((whole, decimals)) if decimals.bytes().all(|b| b == b'0') => whole,
        _ => word,
    };
    is_digits(whole.chars()).then(|| whole.parse().ok()).flatten().filter(|n| (1..=99).contains(n))
}

/// The number that counts a column or a line, without decimals: `1.00` may be an amount where nothing says otherwise.
pub(crate) fn whole_number(word: &str) -> Option<u32> {
    column_number(word).filter(|_| !word.contains('.'))
}

/// The number that counts a column, with the formula that may stand behind it: `1`, `（1）`, `①`, `1栏`, `1=2+3`, `A=B+C`.
/// Anything else, an amount with decimals above all, is none.
pub(crate) fn counted_column(word: &str) -> Option<u32> {
    let bare: Vec<char> = word.chars().filter(|c| !is_bracket(*c) && !matches!(c, '第' | '栏')).collect();
    let (first, rest) = term(&bare)?;
    let formula = match rest.split_first() {
        None => true,
        Some(('=' | '＝', terms)) => {
            terms.iter().all(|c| is_sum_mark(*c) || is_term(*c)) && term(terms).is_some()
        }
        Some(_) => false,
    };
    formula.then_some(first)
}

/// Whether a text is a formula over columns without a number of its own: `2+3`, `=2+3`, `（4-5）`.
pub(crate) fn is_column_formula(word: &str) -> bool {
    let marks = word.chars().filter(|c| matches!(c, '=' | '＝' | '+' | '＋')).count();
    let inside = |c: char| is_term(c) || is_sum_mark(c) || matches!(c, '=' | '＝' | '栏') || is_bracket(c);
    marks > 0 && word.chars().any(is_term) && word.chars().all(inside)
}

/// Takes the first term of a formula: a number of up to two digits, a circled number, or a capital letter.
fn term(text: &[char]) -> Option<(u32, &[char])> {
    let digits = text.iter().take_while(|c| is_digit(**c)).count();
    if digits > 0 {
        let (number, rest) = text.split_at_checked(digits)?;
        return Some((whole_number(&number.iter().collect::<String>())?, rest));
    }
    let (first, rest) = text.split_first()?;
    let letter = first.is_ascii_uppercase().then(|| u32::from(*first) - u32::from('A') + 1);
    Some((circled(*first).or(letter)?, rest))
}

/// The number of a circled one: ① to ⑳.
fn circled(c: char) -> Option<u32> {
    matches!(c, '①'..='⑳').then(|| u32::from(c) - u32::from('①') + 1)
}

fn is_term(c: char) -> bool {
    is_digit(c) || c.is_ascii_uppercase() || circled(c).is_some()
}

/// Whether a character joins the terms of a formula over columns.
fn is_sum_mark(c: char) -> bool {
    is_plus(c)
        || is_minus(c)
        || is_dash(c)
        || is_comma(c)
        || matches!(c, '、' | '~' | '～' | '至' | '…' | '*' | '×')
}

/// Removes the number of the column, or its formula, that stands behind or before a word of a header: `合计（1=2+3）`,
/// `基本支出2`, `①合计` → `合计`. Where there is none, or nothing else, the word stays.
pub(crate) fn without_column_number(word: &str) -> &str {
    if !word.chars().any(is_term) {
        return word;
    }
    let is_word = |text: &str| text.chars().any(|c| c.is_alphabetic() && !is_term(c));
    let is_tail = |tail: &str| counted_column(tail).is_some() || is_column_formula(tail);
    // The longest tail is the whole formula; a digit behind another would be a part of a number.
    let behind = word.char_indices().map(|(at, _)| at).skip(1).find(|at| {
        let (head, tail) = word.split_at(*at);
        is_tail(tail) && !head.ends_with(is_term) && is_word(head)
    });
    if let Some(head) = behind.and_then(|at| word.get(..at)) {
        return head;
    }
    let before = word.char_indices().map(|(at, _)| at).skip(1).filter(|at| {
        let (head, tail) = word.split_at(*at);
        is_tail(head.trim_end_matches(|c| is_point(c) || c == '、'))
            && !tail.starts_with(is_term)
            && is_word(tail)
    });
    before.last().and_then(|at| word.get(at..)).unwrap_or(word)
}

/// Whether words count up from 1: three of them at least.
pub(crate) fn is_counting(words: &[String]) -> bool {
    words.len() >= 3 && words.iter().zip(1_u32..).all(|(word, n)| counted_column(word) == Some(n))
}

/// Whether a word is one of the letters that count the columns of names: 甲, 乙, 丙 …
pub(crate) fn is_column_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| "甲乙丙丁戊己".contains(c)) && chars.next().is_none()
}

/// Whether the words of a row hold the number of a page between its two dashes, in one word or in two: `—7—`, `—7` and `—`.
pub(crate) fn hold_page_number(words: &[String]) -> bool {
    let dash = |c: char| is_dash(c) || is_minus(c);
    let inside = |text: &str| {
        let digits = text.strip_prefix(dash).and_then(|rest| rest.strip_suffix(dash));
        digits.is_some_and(|digits| (1..=4).contains(&digits.len()) && is_digits(digits.chars()))
    };
    // In three words it may be an amount between two blanks.
    let of_two = |pair: &[String]| inside(&pair.concat()) && pair.iter().any(|word| word.chars().all(dash));
    words.iter().any(|word| inside(word)) || words.windows(2).any(of_two)
}

/// Whether a word may be the number of a line, too, and not an amount: `1`, `7.00`, `（3）`.
pub(crate) fn may_count(word: &str) -> bool {
    let inside = word.strip_prefix(is_opening).and_then(|rest| rest.strip_suffix(is_closing));
    column_number(word).or_else(|| whole_number(inside?)).is_some()
}
