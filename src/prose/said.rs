//! Defines what is read of a number in the prose, before it is a figure of the output.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::record::ChangeDirection;

/// A number in the prose, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub(crate) key: String,
    /// The line of the classification that it belongs to, its names joined by `/`, and its code.
    pub(crate) item: Option<String>,
    pub(crate) code: Option<String>,
    /// Bytes of the text that the number is printed in, without its unit.
    pub(crate) printed: Range<usize>,
    pub(crate) unit: Option<String>,
    /// The amount in 元, where it is money.
    pub(crate) yuan: Option<Decimal>,
    pub(crate) direction: Option<ChangeDirection>,
    /// Why it may be wrong.
    pub(crate) doubt: Option<String>,
    /// Whether it is a part, and has its key only where no whole is stated.
    pub(crate) is_part: bool,
}

/// Takes the keys of parts away where the whole is stated.
pub(super) fn prefer_wholes(said: &mut [Said], other: &str) {
    let wholes: Vec<String> = said.iter().filter(|said| !said.is_part).map(|said| said.key.clone()).collect();
    for part in said.iter_mut().filter(|said| said.is_part) {
        if wholes.contains(&part.key) {
            other.clone_into(&mut part.key);
        }
    }
}

/// Most bytes of a sentence on either side of its number.
const LONGEST: usize = 2_000;

/// Gives the sentence around a place of a text, without its line breaks.
pub(super) fn sentence_around(text: &str, printed: &Range<usize>) -> String {
    const ENDS: [char; 3] = ['。', '！', '？'];
    let from = text.floor_char_boundary(printed.start.saturating_sub(LONGEST));
    let to = text.floor_char_boundary(printed.end.saturating_add(LONGEST));
    let before = text.get(from..printed.start).unwrap_or_default();
    let behind = text.get(printed.end..to).unwrap_or_default();
    let start = before
        .char_indices()
        .rev()
        .find(|(_, ch)| ENDS.contains(ch))
        .map_or(from, |(at, ch)| from + at + ch.len_utf8());
    let end = behind.char_indices().find(|(_, ch)| ENDS.contains(ch));
    let end = end.map_or(to, |(at, ch)| printed.end + at + ch.len_utf8());
    let sentence = text.get(start..end).unwrap_or_default();
    sentence.lines().map(str::trim).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_stands_between_two_full_stops() {
        let text = "收入减少。支出为5\n万元。其中";
        let at = text.find('5').unwrap();
        assert_eq!(sentence_around(text, &(at..at + 1)), "支出为5万元。");
    }
}
