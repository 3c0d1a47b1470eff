//! The grammar of printed numbers: which characters they are printed with, which of these mean a minus, and what their
//! digits are worth. It stands here alone; other modules ask, each in the words of one question, and no float is involved.
//!
//! | mark | printed as | question |
//! |---|---|---|
//! | digit | `0`–`9`, in full width `０`–`９` | [`is_digit`], [`to_ascii`] |
//! | decimal point | `.` `．` | [`is_point`] |
//! | comma between thousands | `,` `，` | [`is_comma`] |
//! | minus | `-` `－` `−` | [`is_minus`] |
//! | long dash: a minus before digits (`–` `—`), alone a blank | `–` `—` `─` `―` | [`is_dash`] |
//! | triangle (三角号), a minus before digits | `△` `▲` | [`is_triangle`] |
//! | brackets around a number: a minus | `(` `)` `（` `）` | [`is_bracket`] |
//! | plus | `+` `＋` | [`is_amount_like`] |
//! | per cent | `%` `％` | [`is_percent`] |
//! | sign of money before a number | `¥` `￥` | [`is_currency`] |
//! | space between thousands | ` ` | [`parse_with_spaces`] |
//! | mark of a footnote behind a number: no part of it | `¹` `①` `*` `[1]` | [`super::footnote`] |
//!
//! A number ends with its last digit or a closing bracket. A minus behind it (`3.50-`, as some accounting software prints)
//! may be the dash of the next cell as well: it makes the text [like an amount](is_amount_like) and not a number, so that it
//! is shown as suspect and not read in silence.

use rust_decimal::Decimal;

use super::footnote::is_footnote_mark;

/// The Chinese numerals that ordinals are made of.
const NUMERALS: &str = "一二三四五六七八九十";

/// How far the full-width forms of ASCII characters stand behind these in Unicode.
const FULL_WIDTH: u32 = 0xFEE0;

/// Whether a character is an ASCII digit. Pages hold no others: [`fold`](super::fold::fold) narrows full-width ones.
pub(crate) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Whether a character is a decimal point.
pub(crate) fn is_point(c: char) -> bool {
    matches!(c, '.' | '．')
}

/// Whether a character is a comma, as it stands between thousands.
pub(crate) fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，')
}

/// Whether a character stands between the digits of a number.
pub(crate) fn is_separator(c: char) -> bool {
    is_point(c) || is_comma(c)
}

/// Whether a character is a minus sign, or the hyphen that is printed for one.
pub(crate) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

/// Whether a character is a long dash: alone it stands for a blank.
pub(crate) fn is_dash(c: char) -> bool {
    is_signing_dash(c) || matches!(c, '─' | '―')
}

/// Whether a character is a triangle, the sign of a negative amount in Chinese accounts.
pub(crate) fn is_triangle(c: char) -> bool {
    matches!(c, '△' | '▲')
}

/// Whether a text is one minus or triangle and nothing else.
pub(crate) fn is_lone_minus(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| is_minus(c) || is_triangle(c)) && chars.next().is_none()
}

/// Whether a character is a bracket of those around a negative amount.
pub(crate) fn is_bracket(c: char) -> bool {
    is_opening(c) || is_closing(c)
}

/// Whether a character is a per cent sign.
pub(crate) fn is_percent(c: char) -> bool {
    matches!(c, '%' | '％')
}

/// Whether a character is a sign of money, as it stands before a number.
pub(crate) fn is_currency(c: char) -> bool {
    matches!(c, '¥' | '￥')
}

/// Whether a character is a numeral: a digit of any width, or a Chinese one.
pub(crate) fn is_numeral(c: char) -> bool {
    is_digit(c) || matches!(c, '０'..='９' | '〇' | '零') || is_chinese_numeral(c)
}

/// Whether a character is one of 一 to 十, which ordinals are made of.
pub(crate) fn is_chinese_numeral(c: char) -> bool {
    NUMERALS.contains(c)
}

/// The ASCII character that a digit, separator, minus, bracket or per cent sign of a number stands for; `None` of others.
pub(crate) fn to_ascii(c: char) -> Option<char> {
    match c {
        _ if is_digit(c) => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - FULL_WIDTH),
        _ if is_point(c) => Some('.'),
        _ if is_comma(c) => Some(','),
        _ if is_minus(c) || is_signing_dash(c) => Some('-'),
        _ if is_opening(c) => Some('('),
        _ if is_closing(c) => Some(')'),
        _ if is_percent(c) => Some('%'),
        _ => None,
    }
}

/// Whether a text holds a digit.
pub(crate) fn has_digit(text: &str) -> bool {
    text.chars().any(is_digit)
}

/// Whether a text is nothing but digits; so is an empty one.
pub(crate) fn is_digits(mut text: impl Iterator<Item = char>) -> bool {
    text.all(is_digit)
}

/// Whether a text holds a digit, and beside digits only the marks that a question names.
pub(crate) fn is_digits_with(text: impl Iterator<Item = char>, is_mark: impl Fn(char) -> bool) -> bool {
    let mut digits = false;
    for c in text {
        if is_digit(c) {
            digits = true;
        } else if !is_mark(c) {
            return false;
        }
    }
    digits
}

/// Whether a text was printed as an amount, well formed or not: digits, and any of the marks above but per cent. What
/// [`parse_number`] reads is one; `3.50-`, `1,23` and `(3.50` are as well.
pub(crate) fn is_amount_like(text: &str) -> bool {
    let is_mark = |c| is_mark_of_amount(c) || is_currency(c) || is_footnote_mark(c);
    is_digits_with(text.chars().map(|c| to_ascii(c).unwrap_or(c)), is_mark)
}

/// Whether a character parts or signs the digits of an amount.
fn is_mark_of_amount(c: char) -> bool {
    is_separator(c) || is_minus(c) || is_dash(c) || is_triangle(c) || is_bracket(c) || is_plus(c)
}

/// Whether a line of characters is a number and nothing else, so that the gaps between them tell how it was set.
pub(crate) fn is_number_line(chars: impl Iterator<Item = char>) -> bool {
    is_digits_with(chars, |c| is_mark_of_amount(c) || is_currency(c) || is_percent(c) || c == '元')
}

/// Whether a word of a header is a number that is no word of it: digits with separators and a hyphen. What else an amount
/// may look like is a number of a column or a year there: `（1）`, `1+2`, `2022—2023`.
pub(crate) fn is_plain_number(word: &str) -> bool {
    is_digits_with(word.chars(), |c| matches!(c, '.' | ',' | '，' | '-' | '－'))
}

/// Whether a word of a table is a number, well formed or not, or a dash or stroke that stands for a blank.
pub(crate) fn is_number_or_blank(word: impl Iterator<Item = char> + Clone) -> bool {
    let is_mark = |c| {
        is_separator(c)
            || is_minus(c)
            || is_triangle(c)
            || is_bracket(c)
            || is_percent(c)
            || is_dash(c)
            || is_currency(c)
            || is_footnote_mark(c)
            || matches!(c, '/' | '元')
    };
    is_digits_with(word.clone(), is_mark) || word.into_iter().all(|c| is_dash(c) || is_minus(c) || c == '/')
}

/// Whether a number is finished, so that a digit behind it begins another: it has two decimals, or its last group is of
/// three digits. With more decimals it may hold the first digit of the next.
pub(crate) fn is_finished(text: &str) -> bool {
    let before = |c| is_minus(c) || is_triangle(c) || is_opening(c);
    let body = text.strip_prefix(before).unwrap_or(text);
    let body = body.strip_suffix(is_closing).unwrap_or(body);
    let Some((at, mark)) = body.char_indices().rfind(|(_, c)| is_separator(*c)) else { return false };
    let (whole, behind) = (&body[..at], &body[at + mark.len_utf8()..]);
    whole.starts_with(is_digit)
        && is_digits_with(whole.chars(), is_comma)
        && is_digits(behind.chars())
        && behind.len() == if is_point(mark) { 2 } else { 3 }
}

/// Whether a line of digits and marks is no number by itself but the beginning of one (`1,234,5`).
pub(crate) fn begins_number(line: &str) -> bool {
    parse_number(line).is_none()
        && is_digits_with(line.chars(), |c| is_separator(c) || is_minus(c))
        && line.ends_with(|c| is_digit(c) || c == ',')
}

/// How many digits stand behind the decimal point of a number, as printed.
pub(crate) fn decimals(text: &str) -> usize {
    let is_any_digit = |c: &char| to_ascii(*c).is_some_and(is_digit);
    text.rsplit_once(is_point).map_or(0, |(_, behind)| behind.chars().filter(is_any_digit).count())
}

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

/// Whether a word may be the number of a line, too, and not an amount: `1`, `7.00`, `（3）`.
pub(crate) fn may_count(word: &str) -> bool {
    let inside = word.strip_prefix(is_opening).and_then(|rest| rest.strip_suffix(is_closing));
    column_number(word).or_else(|| whole_number(inside?)).is_some()
}

/// The exact value of a number: `1,214.68` `1，214.68` `-3.5` `－3.5` `△3.5` `（3.50）` `+3.5` `¥3.5` `-¥3.5`. `None` of
/// anything else, of misplaced separators and of a minus behind the digits.
pub(crate) fn parse_number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let currency = |text: &str| text.strip_prefix(is_currency).map(|rest| rest.trim_start().to_owned());
    if let Some(rest) = currency(text) {
        return if rest.contains(is_currency) { None } else { parse_number(&rest) };
    }
    let (negative, body) = if let Some(rest) = text.strip_prefix(is_opening) {
        (true, rest.strip_suffix(is_closing)?.trim())
    } else if let Some(rest) = text.strip_prefix(|c| is_minus(c) || is_signing_dash(c) || is_triangle(c)) {
        (true, rest.trim_start())
    } else {
        (false, text.strip_prefix(is_plus).unwrap_or(text))
    };
    let money = currency(body);
    let body = money.as_deref().unwrap_or(body);
    let body: String = body.chars().map(|c| to_ascii(c).unwrap_or(c)).collect();
    let (whole, decimals) = body.split_once('.').map_or((body.as_str(), None), |(w, d)| (w, Some(d)));
    if decimals.is_some_and(|d| d.is_empty() || !is_digits(d.chars())) {
        return None;
    }
    let digits = whole_digits(whole)?;
    let value: Decimal = match decimals {
        Some(decimals) => format!("{digits}.{decimals}").parse().ok()?,
        None => digits.parse().ok()?,
    };
    Some(if negative { -value } else { value })
}

/// The value of a number whose thousands are parted by one space each: `1 234 567.89`. Two spaces are a gap that is wider
/// than such a space. Whether a number is one is for its neighbours to prove: `12 345` may be two.
pub(crate) fn parse_with_spaces(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let digits = text.find(|c| to_ascii(c).is_some_and(is_digit))?;
    let (sign, body) = text.split_at(digits);
    let parted = body.contains(' ') && !body.contains(is_comma);
    parted.then(|| parse_number(&format!("{sign}{}", body.replace(' ', ",")))).flatten()
}

/// The value of a number with its minus behind it: `3.50-`. The minus may be the dash of the next cell as well.
pub(crate) fn parse_with_minus_behind(text: &str) -> Option<Decimal> {
    let body = text.trim().strip_suffix(|c| is_minus(c) || is_signing_dash(c))?;
    parse_number(body).filter(|value| body.starts_with(is_digit) && !value.is_zero()).map(|value| -value)
}

/// How an amount of four digits and more parts its thousands: `,` by commas, ` ` by spaces, not at all; `None` of others.
pub(crate) fn thousands(text: &str) -> Option<Thousands> {
    let whole = text.split(is_point).next()?;
    match whole.chars().filter(|c| to_ascii(*c).is_some_and(is_digit)).count() {
        0..=3 => None,
        _ if whole.contains(is_comma) => Some(Thousands::Commas),
        _ if parse_with_spaces(text).is_some() => Some(Thousands::Spaces),
        _ => parse_number(text).map(|_| Thousands::Unparted),
    }
}

/// How thousands are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thousands {
    /// `1,234`
    Commas,
    /// `1 234`
    Spaces,
    /// `1234`
    Unparted,
}

/// The value of a number whose characters are set apart: `1 2 1 4 . 6 8`. Any other gap may part two numbers.
pub(crate) fn parse_spaced(text: &str) -> Option<Decimal> {
    let letters: Vec<&str> = text.split_whitespace().collect();
    let apart = letters.len() > 1 && letters.iter().all(|letter| letter.chars().count() == 1);
    apart.then(|| parse_number(&letters.concat())).flatten()
}

/// Reads a decimal as programs write it (`1234.5`, `1E+2`); `None` where it is none, or has more digits than can be held: it
/// is never rounded.
pub(crate) fn parse_decimal(text: &str) -> Option<Decimal> {
    // Digits may not be parted by `_` as in code.
    let is_written = |c: char| is_digit(c) || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    if !text.chars().all(is_written) {
        return None;
    }
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    shifted(Decimal::from_str_exact(digits).ok()?, exponent.parse().ok()?)
}

/// Moves the point to the right by so many places, exactly; `None` where that cannot be held.
fn shifted(number: Decimal, places: i64) -> Option<Decimal> {
    let scale = i64::from(number.scale()).checked_sub(places)?;
    if let Ok(scale) = u32::try_from(scale) {
        return Decimal::try_from_i128_with_scale(number.mantissa(), scale).ok();
    }
    let tens = 10_i128.checked_pow(u32::try_from(scale.checked_neg()?).ok()?)?;
    Decimal::try_from_i128_with_scale(number.mantissa().checked_mul(tens)?, 0).ok()
}

/// The decimal without trailing zeros, exponent or −0: as amounts are written.
pub(crate) fn canonical(value: Decimal) -> String {
    let value = value.normalize();
    if value.is_zero() { "0".to_owned() } else { value.to_string() }
}

/// The digits of `1,214`; `None` where separators do not stand before each three, or behind a `0`: the digits before it
/// are lost.
fn whole_digits(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |s: &str| !s.is_empty() && is_digits(s.chars());
    if !digits(first)
        || !rest.iter().all(|g| digits(g) && g.len() == 3)
        || (!rest.is_empty() && (first.len() > 3 || first.starts_with('0')))
    {
        return None;
    }
    Some(whole.replace(',', ""))
}

/// The dashes that are printed for a minus.
fn is_signing_dash(c: char) -> bool {
    matches!(c, '–' | '—')
}

fn is_plus(c: char) -> bool {
    matches!(c, '+' | '＋')
}

/// Whether a character opens brackets around a number.
pub(crate) fn is_opening(c: char) -> bool {
    matches!(c, '(' | '（')
}

/// Whether a character closes brackets around a number.
pub(crate) fn is_closing(c: char) -> bool {
    matches!(c, ')' | '）')
}

#[cfg(test)]
mod tests;
