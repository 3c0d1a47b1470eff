//! Turns running text into the symbols that words are looked for in: no white space, no quotation marks, brackets and commas
//! wide, a year as one symbol. Each symbol knows where it is printed.

use rustc_hash::FxHashMap;

use crate::taxonomy::figures::FigureModel;
use crate::taxonomy::models;
use crate::text::fold::{fold, is_invisible};
use crate::text::number::in_prose::{goes_on_to, space_parts_thousands, year};
use crate::text::number::{is_digit, is_point};
use crate::text::plain::plain;

/// Symbol of a year, in patterns of words and in text.
pub(super) const YEAR: char = 'Y';
/// Symbol between two numbers that white space parts.
const GAP: char = '\u{0}';

/// Symbols of a text.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    pub(super) chars: Vec<char>,
    /// Where each is printed: bytes of the text.
    places: Vec<(usize, usize)>,
    /// Whether a line begins with it.
    begins: Vec<bool>,
    years: FxHashMap<usize, u16>,
}

impl Symbols {
    /// Makes symbols of a text.
    pub(super) fn of(model: &FigureModel, text: &str) -> Symbols {
        with_years(model, compact(text))
    }

    /// The symbols from a place on.
    pub(super) fn from(&self, at: usize) -> &[char] {
        self.chars.get(at..).unwrap_or_default()
    }

    /// The symbols between two places.
    pub(super) fn between(&self, from: usize, to: usize) -> &[char] {
        self.chars.get(from..to).unwrap_or_default()
    }

    /// Whether the symbols from a place on begin with a word.
    pub(super) fn begin_with(&self, at: usize, word: &str) -> bool {
        let mut symbols = self.from(at).iter();
        word.chars().all(|ch| symbols.next() == Some(&ch))
    }

    /// Whether a line begins with a symbol.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.begins.get(at).copied().unwrap_or(false)
    }

    /// The bytes of the text that symbols between two places are printed in.
    pub(super) fn printed(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let start = self.places.get(from).map_or(0, |place| place.0);
        let end = to.checked_sub(1).and_then(|last| self.places.get(last)).map_or(start, |place| place.1);
        start..end.max(start)
    }

    /// The years between two places.
    pub(super) fn years(&self, from: usize, to: usize) -> impl Iterator<Item = u16> {
        (from..to).filter_map(|at| self.years.get(&at).copied())
    }

    fn push(&mut self, symbol: char, place: (usize, usize), begins: bool) {
        self.chars.push(symbol);
        self.places.push(place);
        self.begins.push(begins);
    }
}

/// Leaves out what says nothing. White space between two numbers stays, so that they do not become one.
fn compact(text: &str) -> Symbols {
    let mut symbols = Symbols::default();
    let mut space: Option<(usize, bool)> = None; // where it begins, and whether a line ends in it
    for (at, ch) in text.char_indices().filter(|(_, ch)| !is_invisible(*ch)) {
        // A full-width point is no full stop.
        let folded = if is_point(ch) { '.' } else { fold(ch) };
        if folded.is_whitespace() {
            let (begun, breaks) = space.unwrap_or((at, false));
            space = Some((begun, breaks || ch == '\n'));
            continue;
        }
        let Some(symbol) = symbol(folded) else { continue };
        let gap = space.take();
        let breaks = gap.is_some_and(|(_, breaks)| breaks);
        if let Some((begun, false)) = gap
            && is_digit(symbol)
            && symbols.chars.last().is_some_and(|last| is_digit(*last))
            && !is_one_number(&symbols.chars, text.get(at..).unwrap_or_default())
        {
            symbols.push(GAP, (begun, at), false);
        }
        let begins = breaks || symbols.chars.is_empty();
        symbols.push(symbol, (at, at + ch.len_utf8()), begins);
    }
    symbols
}

/// The symbol of a character, as [`plain`] has it; `None` of one that says nothing.
fn symbol(ch: char) -> Option<char> {
    match ch {
        ';' => Some('；'),
        '％' | '﹪' => Some('%'),
        '﹒' | '｡' => Some('。'),
        '﹐' => Some('，'),
        _ if ch.is_ascii_alphanumeric() => Some(ch),
        _ => plain(ch.encode_utf8(&mut [0; 4])).chars().next(),
    }
}

/// Whether the digits before a space and those behind it are one number.
fn is_one_number(before: &[char], behind: &str) -> bool {
    let last = before.iter().rev().take_while(|c| is_digit(**c)).count();
    let next = behind.chars().map(fold).take_while(|c| is_digit(*c)).count();
    space_parts_thousands(last, next)
}

/// Makes one symbol of each year: a number of four digits before 年, or before a word that is no unit.
fn with_years(model: &FigureModel, symbols: Symbols) -> Symbols {
    let mut out = Symbols::default();
    let mut at = 0;
    while let Some(ch) = symbols.chars.get(at) {
        let begins = symbols.begins_line(at);
        let inside = at
            .checked_sub(1)
            .and_then(|b| symbols.chars.get(b))
            .is_some_and(|c| is_digit(*c) || is_point(*c));
        match year(symbols.from(at)).filter(|_| !inside && is_year(model, &symbols, at + 4)) {
            Some(year) => {
                out.years.insert(out.chars.len(), year);
                let printed = symbols.printed(at, at + 4);
                out.push(YEAR, (printed.start, printed.end), begins);
                at += 4;
            }
            None => {
                let place = symbols.places.get(at).copied().unwrap_or_default();
                out.push(*ch, place, begins);
                at += 1;
            }
        }
    }
    out
}

/// Whether what stands behind four digits makes them a year.
fn is_year(model: &FigureModel, symbols: &Symbols, behind: usize) -> bool {
    let rest = symbols.from(behind);
    match rest.first() {
        Some('年' | '）') => true,
        Some(ch) if ('\u{4e00}'..='\u{9fff}').contains(ch) => {
            let money = models().wording.money.iter().flat_map(|money| &money.words);
            !money.chain(&model.counted).chain(&model.no_figure).any(|unit| symbols.begin_with(behind, unit))
        }
        _ => goes_on_to(rest) && year(rest.get(1..).unwrap_or_default()).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::figures::usual_figures;

    fn chars(text: &str) -> String {
        Symbols::of(usual_figures().unwrap(), text).chars.into_iter().collect()
    }

    #[test]
    fn widths_spaces_and_quotes_are_gone() {
        assert_eq!(chars("“三 公”经费 ４．５ 万元(含),"), "三公经费4.5万元（含），");
    }

    #[test]
    fn a_number_goes_on_over_spaces_and_line_breaks() {
        assert_eq!(chars("1 214.68"), "1214.68");
        assert_eq!(chars("38.\n83%"), "38.83%");
        assert_eq!(chars("12 3456"), format!("12{GAP}3456"));
    }

    #[test]
    fn years_are_one_symbol() {
        assert_eq!(chars("2023年度"), "Y年度");
        assert_eq!(chars("2016收入预算为2016万元"), "Y收入预算为2016万元");
        assert_eq!(chars("12023年"), "12023年");
    }

    #[test]
    fn each_symbol_knows_where_it_is_printed() {
        let text = "支 出 2,0\n00元";
        let symbols = Symbols::of(usual_figures().unwrap(), text);
        assert_eq!(symbols.printed(2, 7), text.find('2').unwrap()..text.find('元').unwrap());
    }
}
