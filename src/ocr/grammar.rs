//! How amounts and codes are written, for strings that were recognised.
//!
//! What a reader makes of separators is put right where only one way of writing the digits is an amount; a string that is
//! an amount already, or that could be two, stays as it was read.

/// Marks that readers take for a separator of a number, or a separator for them.
const SEPARATORS: &str = ".,:;，．。、·：；‚'’`";
/// … and for a minus.
const MINUSES: &str = "-－−–—一ー~_";

/// Letters that readers see in digits.
const LIKE_DIGITS: &str = "OoDQIil|SsBZzgqGT";

/// Whether a string is about a number: digits with marks around them.
pub(super) fn is_numeric(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let marks = |c: char| SEPARATORS.contains(c) || MINUSES.contains(c) || "()（）%％ ".contains(c);
    digits > 0 && text.chars().all(|c| c.is_ascii_digit() || marks(c))
}

/// Whether a string is nothing but dashes, as they stand for a blank; a reader takes a long one for 一.
pub(super) fn is_dashes(text: &str) -> bool {
    !text.trim().is_empty() && text.trim().chars().all(|c| MINUSES.contains(c))
}

/// Whether a string was meant as a number, though some of it was read as letters: `1O.5O`.
pub(super) fn is_nearly_numeric(text: &str) -> bool {
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    let like_digits = text.chars().filter(|c| LIKE_DIGITS.contains(*c)).count();
    has_digits
        && like_digits > 0
        && text
            .chars()
            .filter(|c| !LIKE_DIGITS.contains(*c))
            .all(|c| is_numeric(&c.to_string()) || !c.is_alphanumeric())
}

/// The characters of a number as they are printed, where what was read tells them; the same characters, one for one.
///
/// `None` where the string is well written already, or where it cannot be told.
pub(super) fn settle_number(chars: &[char]) -> Option<Vec<char>> {
    if !is_numeric(&chars.iter().collect::<String>()) {
        return None;
    }
    let mut settled: Vec<char> = chars.to_vec();
    let mut groups: Vec<(usize, usize)> = Vec::new(); // where a group of digits begins, and how many
    for (at, c) in chars.iter().enumerate() {
        match groups.last_mut() {
            Some((from, count)) if c.is_ascii_digit() && *from + *count == at => *count += 1,
            _ if c.is_ascii_digit() => groups.push((at, 1)),
            _ => {}
        }
    }
    let (first, last) = (*groups.first()?, *groups.last()?);
    // A sign stands before all digits; nothing stands behind them but a bracket or a per cent sign.
    for (at, c) in chars.iter().enumerate() {
        let inside = at > first.0 && at < last.0 + last.1;
        match c {
            c if c.is_ascii_digit() => {}
            c if at < first.0 && MINUSES.contains(*c) => settled[at] = '-',
            '(' | '（' if at < first.0 => {}
            ')' | '）' | '%' | '％' if at >= last.0 + last.1 => {}
            c if inside && SEPARATORS.contains(*c) => {}
            _ => return None,
        }
    }
    // Between two groups stands one separator.
    if groups.windows(2).any(|pair| matches!(pair, [(a, n), (b, _)] if a + n + 1 != *b)) {
        return None;
    }
    let lengths: Vec<usize> = groups.iter().map(|g| g.1).collect();
    match lengths.as_slice() {
        [_] => {}
        [_, 2] => settled[last.0 - 1] = '.',
        [1..=3, inner @ .., 2] if inner.iter().all(|n| *n == 3) => {
            for (from, _) in &groups[1..] {
                settled[from - 1] = ',';
            }
            settled[last.0 - 1] = '.';
        }
        // `1.234` and `1,234` are two numbers.
        [1..=3, inner @ ..] if inner.len() > 1 && inner.iter().all(|n| *n == 3) => {
            let comma = groups[1..].iter().all(|(from, _)| matches!(chars[from - 1], ',' | '，' | '、'));
            if !comma {
                return None;
            }
            for (from, _) in &groups[1..] {
                settled[from - 1] = ',';
            }
        }
        _ => return None,
    }
    (settled != chars).then_some(settled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        settle_number(&chars).map(|c| c.into_iter().collect())
    }

    #[test]
    fn separators_are_put_right_where_digits_leave_one_way() {
        for (read, printed) in [
            ("37.889.07", "37,889.07"),
            ("1,319,759,10", "1,319,759.10"),
            ("12，34", "12.34"),
            ("1:234.56", "1,234.56"),
            ("一84.85", "-84.85"),
            ("—1.234.56", "-1,234.56"),
        ] {
            assert_eq!(settled(read).as_deref(), Some(printed), "{read}");
        }
    }

    #[test]
    fn what_could_be_two_amounts_stays() {
        for read in
            ["1.234", "1,234", "12.5", "000", "1234.567", "12..34", "1,23,456.78", "1-2", "2080505", "3.45-"]
        {
            assert_eq!(settled(read), None, "{read}");
        }
    }

    #[test]
    fn letters_among_digits_are_no_number_but_nearly_one() {
        assert!(is_nearly_numeric("1O.5O") && !is_numeric("1O.5O"));
        assert!(!is_nearly_numeric("2023年度") && !is_nearly_numeric("公开01表"));
    }
}
