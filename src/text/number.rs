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

pub(crate) mod counting;
pub(crate) mod in_prose;
pub(crate) mod points;
#[cfg(test)]
mod tests;

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

/// The digit that a numeral of a year written in Chinese (二〇二四) is.
pub(crate) fn chinese_digit(c: char) -> Option<u16> {
    match c {
        '〇' | '零' | '○' => Some(0),
        _ => u16::try_from(NUMERALS.chars().take(9).position(|numeral| numeral == c)? + 1).ok(),
    }
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

/// The amount that stands beside the words of a text, behind them or before them with a space between, though both are of two
/// columns: `工资福利支出 17473.41`, `退休费1,234.50`, `0.00 办公费`. It has the marks of an amount; a number with its unit or
/// in brackets (`100.00元/人`, `（1.25）`) is a part of the name.
pub(crate) fn amount_beside_words(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_part = |c: char| is_digit(c) || is_separator(c) || is_minus(c);
    let behind = text.get(text.trim_end_matches(is_part).len()..).filter(|rest| rest.len() < text.len());
    let before = text.split_once(char::is_whitespace).map(|(first, _)| first);
    let is_amount = |part: &&str| part.len() < text.len() && is_finished(part);
    let has_words = text.chars().any(|c| c.is_alphabetic() || is_digit(c) && text.contains(' '));
    behind.into_iter().chain(before).find(is_amount).filter(|_| has_words)
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

/// Whether a number begins with a zero that it does not need: `081.53`, `0128`, `00`. A digit before it is lost or another
/// one, or two numbers became one.
pub(crate) fn has_needless_zero(text: &str) -> bool {
    let mut digits = text.chars().filter_map(to_ascii).skip_while(|c| !is_digit(*c));
    digits.next() == Some('0') && digits.next().is_some_and(is_digit)
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

/// A number with one space, at its point, without it: `36,578 .77`, `936. 84`. Neither part is a number of its own.
pub(crate) fn without_space_at_point(text: &str) -> Option<String> {
    let (whole, rest) = text.trim().split_once(' ')?;
    let ends = whole.ends_with(is_point) && rest.starts_with(is_digit);
    let begins = whole.ends_with(is_digit) && rest.starts_with(is_point) && !whole.contains(is_point);
    let is_one = (ends || begins) && !rest.contains(char::is_whitespace);
    is_one.then(|| format!("{whole}{rest}"))
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

/// Whether a character is a plus.
pub(crate) fn is_plus(c: char) -> bool {
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
