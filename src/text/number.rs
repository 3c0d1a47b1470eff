//! The grammar of printed numbers: a string to an exact decimal, and back. No float is involved.

use rust_decimal::Decimal;

/// `1,214.68` `1，214.68` `-3.5` `－3.5` `△3.5` `（3.50）` → the number; `None` of anything else, misplaced separators
/// included.
pub(crate) fn parse_number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, body) = match text.chars().next()? {
        '(' | '（' => (true, text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?.trim()),
        '-' | '－' | '−' | '–' | '—' | '△' | '▲' => {
            (true, text.get(text.chars().next()?.len_utf8()..)?.trim_start())
        }
        '+' | '＋' => (false, text.get(text.chars().next()?.len_utf8()..)?),
        _ => (false, text),
    };
    let body: String = body
        .chars()
        .map(|c| match c {
            '，' => ',',
            '．' => '.',
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            _ => c,
        })
        .collect();
    let (whole, decimals) = body.split_once('.').map_or((body.as_str(), None), |(w, d)| (w, Some(d)));
    if decimals.is_some_and(|d| d.is_empty() || !d.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let digits = whole_digits(whole)?;
    let value: Decimal = match decimals {
        Some(decimals) => format!("{digits}.{decimals}").parse().ok()?,
        None => digits.parse().ok()?,
    };
    Some(if negative { -value } else { value })
}

/// The digits of `1,214`; `None` where separators do not stand before each three, or behind a `0`: the digits before it
/// are lost.
fn whole_digits(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(first)
        || !rest.iter().all(|g| digits(g) && g.len() == 3)
        || (!rest.is_empty() && (first.len() > 3 || first.starts_with('0')))
    {
        return None;
    }
    Some(whole.replace(',', ""))
}

/// The decimal without trailing zeros, exponent or −0: as amounts are written.
pub(crate) fn canonical(value: Decimal) -> String {
    let value = value.normalize();
    if value.is_zero() { "0".to_owned() } else { value.to_string() }
}
