//! Splits the ordinal before a line's name (`一、` `（二）` `3.`) from the name: it is a number, and never guessed.

use crate::text::number::{is_chinese_numeral, is_closing, is_digit, is_numeral, is_opening, is_point};

/// Name in two parts, as folded characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbered {
    /// Numerals alone; empty where there is no ordinal or none was read.
    pub(super) ordinal: Vec<char>,
    pub(super) name: Vec<char>,
}

/// Separators of an ordinal and the name; `．` also between digits, which makes no ordinal of `3.5`.
const SEPARATORS: &str = "、．，·丶";

/// Splits a folded text. Numerals without a separator or brackets are letters of the name (`一般公共服务支出`).
pub(super) fn numbered(text: &[char]) -> Numbered {
    let unnumbered = |name: &[char]| Numbered { ordinal: Vec::new(), name: name.to_vec() };
    let (start, bracketed) =
        if text.first().is_some_and(|c| is_opening(*c)) { (1, true) } else { (0, false) };
    let rest = &text[start..];
    let arabic = rest.first().is_some_and(|c| is_digit(*c));
    let count =
        rest.iter().take_while(|&&c| if arabic { is_digit(c) } else { is_chinese_numeral(c) }).count();
    let (numerals, after) = rest.split_at(count);
    let Some((&mark, name)) = after.split_first() else { return unnumbered(text) };
    let closes = if bracketed { is_closing(mark) } else { SEPARATORS.contains(mark) };
    let decimal = arabic && is_point(mark) && name.first().is_some_and(|c| is_digit(*c));
    if count == 0 || !closes || decimal {
        return unnumbered(text);
    }
    Numbered { ordinal: numerals.to_vec(), name: name.to_vec() }
}

/// Finds the name behind `ordinal`, where a text begins with its numerals and the separator was lost (`八社会保障`).
pub(super) fn behind<'t>(text: &'t [char], ordinal: &[char]) -> Option<&'t [char]> {
    let name = text.strip_prefix(ordinal).filter(|_| !ordinal.is_empty())?;
    let goes_on = |c: char| is_numeral(c) && c != '一';
    name.first().is_some_and(|&c| !goes_on(c)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String) {
        let found = numbered(&text.chars().collect::<Vec<_>>());
        (found.ordinal.iter().collect(), found.name.iter().collect())
    }

    #[test]
    fn an_ordinal_needs_its_mark() {
        for (text, ordinal, name) in [
            ("八、社会保障和就业支出", "八", "社会保障和就业支出"),
            ("二十一、其他支出", "二十一", "其他支出"),
            ("（一）支出合计", "一", "支出合计"),
            ("1．货物", "1", "货物"),
            ("一般公共服务支出", "", "一般公共服务支出"),
            ("3．5", "", "3．5"),
            ("（境）费", "", "（境）费"),
            ("一", "", "一"),
        ] {
            assert_eq!(parts(text), (ordinal.to_owned(), name.to_owned()));
        }
    }

    #[test]
    fn a_lost_mark_is_found_by_the_ordinal_that_is_expected() {
        let text: Vec<char> = "八社会保障".chars().collect();
        assert_eq!(behind(&text, &['八']).map(<[char]>::len), Some(4));
        assert_eq!(behind(&text, &['九']), None);
        let text: Vec<char> = "二十一、其他".chars().collect();
        assert_eq!(behind(&text, &['二']), None, "the ordinal goes on");
    }
}
