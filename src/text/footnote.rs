//! Knows the marks of footnotes as they stand behind a number or a name: no part of either.

/// Whether a character is the mark of a footnote: a raised digit, a digit in a circle or in brackets, a star.
pub(crate) fn is_footnote_mark(c: char) -> bool {
    is_raised(c) || matches!(c, '①'..='⒇' | '*' | '＊' | '※' | '†' | '‡')
}

/// Whether a character is a raised digit, or a raised bracket around one.
pub(crate) fn is_raised(c: char) -> bool {
    matches!(c, '⁰'..='⁹' | '¹' | '²' | '³' | '⁽' | '⁾')
}

/// The mark of a footnote that a small raised character is: `1` → `¹`, `(` → `⁽`.
pub(crate) fn to_raised(c: char) -> Option<char> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    match c {
        _ if is_footnote_mark(c) => Some(c),
        '(' | '（' => Some('⁽'),
        ')' | '）' => Some('⁾'),
        _ => c.to_digit(10).and_then(|digit| RAISED.get(usize::try_from(digit).ok()?)).copied(),
    }
}

/// A printed number without the marks of footnotes behind it: `732.00¹`, `732.00①`, `732.00[1]` → `732.00`.
pub(crate) fn without_footnote(text: &str) -> &str {
    let text = text.trim_end();
    let marked = text.trim_end_matches(|c: char| is_footnote_mark(c) || c.is_whitespace());
    let in_brackets = || {
        let inner = text.strip_suffix([']', '］', '】'])?;
        let body = inner.trim_end_matches(|c: char| c.is_ascii_digit());
        (body.len() < inner.len()).then(|| body.strip_suffix(['[', '［', '【'])).flatten()
    };
    if marked.len() < text.len() { marked } else { in_brackets().map_or(text, str::trim_end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off_and_numbers_stay() {
        for marked in ["732.00¹", "732.00①", "732.00 *", "732.00⁽¹⁾", "732.00[1]", "732.00【12】"] {
            assert_eq!(without_footnote(marked), "732.00", "{marked}");
        }
        for plain in ["732.00", "（1）", "732.00(1)", "[a]", "", "]"] {
            assert_eq!(without_footnote(plain), plain, "{plain}");
        }
    }

    #[test]
    fn small_characters_become_marks() {
        let raised: Option<String> = "(1)".chars().map(to_raised).collect();
        assert_eq!((raised.as_deref(), to_raised('①'), to_raised('a')), (Some("⁽¹⁾"), Some('①'), None));
    }
}
