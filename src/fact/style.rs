//! Finds how the amounts of a form are printed, and doubts those that are printed otherwise: a digit more may be the mark of
//! a footnote or of the next cell, and a gap may part two numbers.

use std::collections::BTreeMap;

use super::column_numbers::cells_that_count;
use crate::form::AmountCell;
use crate::place::Place;
use crate::taxonomy::classification::names_of;
use crate::text::code::is_code;
use crate::text::footnote::without_footnote;
use crate::text::number::{
    Thousands, decimals, is_currency, is_digit, parse_with_spaces, thousands, without_space_at_point,
};

/// Least number of amounts, and least share of them, that show how many decimals a form or a column prints.
const FEWEST: usize = 10;
const SHARE: (usize, usize) = (9, 10);
/// Least number of amounts that show it in a small form, where at most one is printed otherwise.
const FEWEST_ALIKE: usize = 5;
/// Least number of amounts, and least share of them, beside which a recognised one with fewer decimals is in doubt …
const FEWEST_OTHERS: usize = 3;
const SHARE_OF_OTHERS: (usize, usize) = (2, 3);
/// … except where so many have all decimals and none of them ends in 0, and so many have fewer: the form prints no needless
/// zeros.
const WITHOUT_ZEROS: (usize, usize) = (20, 3);
/// Fewest amounts with spaces between their thousands that show that a form parts them so.
const FEWEST_WITH_SPACES: usize = 2;
/// Shorter codes are numbers that many amounts are.
const SHORTEST_CODE: usize = 5;
/// So many times as many must have spaces as have none.
const MORE_WITH_SPACES: usize = 4;

/// How nearly all amounts of a form are printed.
#[derive(Debug, Default)]
pub(super) struct Style {
    /// Decimals of nearly all amounts of the form; `None` where they differ, as spreadsheets print them.
    pub(super) decimals: Option<usize>,
    /// Decimals of all amounts but one, at most, of a small form.
    of_few: Option<usize>,
    /// Decimals of most amounts of the form, where it prints them all: a recognised one with fewer has lost some.
    of_most: Option<usize>,
    /// Decimals of nearly all amounts of a column, by its measure.
    of_columns: BTreeMap<String, usize>,
    /// An amount of the usual decimals, as printed.
    example: String,
    /// An amount that parts its thousands by commas or not at all, as printed.
    without_spaces: Option<String>,
    /// Number of such amounts.
    unspaced: usize,
    /// Number of amounts that part them by spaces.
    with_spaces: usize,
    /// Places of the amounts that may be the numbers of columns.
    counting: Vec<Place>,
    /// Number of amounts with raised or small digits behind them, and of all.
    marked: usize,
    amounts: usize,
}

/// Finds how the amounts of a form are printed.
pub(super) fn amounts_to_style(cells: &[&AmountCell]) -> Style {
    let found: Vec<Option<usize>> = cells.iter().map(|cell| decimals_of(&cell.printed.concat())).collect();
    let most = most_decimals(found.iter().flatten().copied());
    let mut style = Style {
        decimals: most.and_then(usual_decimals),
        of_few: most.and_then(decimals_of_few),
        of_most: most.and_then(|most| decimals_of_most(most, cells, &found)),
        counting: cells_that_count(cells),
        ..Style::default()
    };
    let mut columns: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (cell, decimals) in cells.iter().zip(&found) {
        columns.entry(&cell.measure).or_default().extend(decimals);
        let printed = cell.printed.concat();
        style.amounts += 1;
        style.marked += usize::from(without_footnote(&printed) != printed);
        match thousands(without_footnote(&printed)) {
            Some(Thousands::Spaces) => style.with_spaces += 1,
            Some(Thousands::Commas | Thousands::Unparted) => {
                style.unspaced += 1;
                style.without_spaces = Some(printed);
            }
            None => {}
        }
    }
    for (measure, found) in columns {
        if let Some(usual) = most_decimals(found.into_iter()).and_then(usual_decimals) {
            style.of_columns.insert(measure.to_owned(), usual);
        }
    }
    let is_usual = |(cell, found): &(&&AmountCell, &Option<usize>)| {
        let usual = style.usual_of(cell);
        usual.is_some() && **found == usual
    };
    let example = cells.iter().zip(&found).find(is_usual);
    style.example = example.map(|(cell, _)| cell.printed.concat()).unwrap_or_default();
    style
}

impl Style {
    /// Gives the decimals that an amount should have.
    fn usual_of(&self, cell: &AmountCell) -> Option<usize> {
        self.decimals.or_else(|| self.of_columns.get(&cell.measure).copied()).or(self.of_few)
    }

    /// Says what speaks against an amount: decimals other than those of its form, or spaces where others have none.
    pub(super) fn doubts(&self, cell: &AmountCell) -> Vec<String> {
        let printed = cell.printed.concat();
        let odd = [
            self.odd_decimals(cell, &printed),
            self.odd_spaces(&printed),
            self.odd_point(cell, &printed),
            self.odd_mark(&printed),
            self.odd_code(cell, &printed),
            self.counting.contains(&cell.place).then(|| format!("{printed} may be the number of its column")),
        ];
        odd.into_iter().flatten().collect()
    }

    /// Whether a number has other decimals than its form prints: a point was read elsewhere, a digit was lost, or two cells
    /// became one. Text loses none, and an amount may be written with fewer; with more, the last may be no part of it.
    fn odd_decimals(&self, cell: &AmountCell, printed: &str) -> Option<String> {
        let found = decimals_of(printed)?;
        let recognised = !cell.readings.is_empty();
        if recognised && self.decimals.is_none() {
            let usual = self.of_most.filter(|usual| found < *usual)?;
            return Some(format!("most amounts of its form have {usual} decimals, and {found} were read"));
        }
        let usual = if recognised { self.decimals? } else { self.usual_of(cell)? };
        let is_odd =
            if recognised || without_footnote(printed) != printed { found != usual } else { found > usual };
        is_odd.then(|| match (recognised, self.example.as_str()) {
            (true, _) | (_, "") => format!("its form prints {usual} decimals, and {found} were read"),
            (false, example) => {
                format!(
                    "its form prints {usual} decimals ({example}), and this amount has {found} ({printed})"
                )
            }
        })
    }

    /// Whether a space stands at the point of a number, and nothing shows that all its decimals are there.
    fn odd_point(&self, cell: &AmountCell, printed: &str) -> Option<String> {
        let number = without_space_at_point(without_footnote(printed))?;
        let is_whole = cell.readings.is_empty() && self.usual_of(cell) == Some(decimals(&number));
        (!is_whole).then(|| format!("the gap in {printed} may part two numbers"))
    }

    /// Whether small digits stand behind an amount, as behind most of its form: then they are no footnotes.
    fn odd_mark(&self, printed: &str) -> Option<String> {
        let number = without_footnote(printed);
        let is_odd = number != printed && self.amounts >= FEWEST && 2 * self.marked > self.amounts;
        is_odd
            .then(|| format!("{printed} is read as {number}, and most amounts of the form have small digits"))
    }

    /// Whether an amount without decimals, where all others have some, is a code of the classification: that of the next
    /// group of columns may stand in its place.
    fn odd_code(&self, cell: &AmountCell, printed: &str) -> Option<String> {
        let is_odd = self.usual_of(cell).is_some_and(|usual| usual > 0) && is_code(printed);
        if !is_odd || printed.len() < SHORTEST_CODE {
            return None;
        }
        let names = names_of(printed);
        let name = names.first()?;
        Some(format!("{printed} may be the code of {name}: other amounts of the form have decimals"))
    }

    /// Whether spaces part the digits of an amount, and other amounts of the form have none: two numbers may stand there.
    fn odd_spaces(&self, printed: &str) -> Option<String> {
        parse_with_spaces(without_footnote(printed))?;
        match &self.without_spaces {
            Some(other) if self.with_spaces < MORE_WITH_SPACES * self.unspaced => Some(format!(
                "the gap in {printed} may part two numbers: other amounts of the form have none ({other})"
            )),
            None if self.with_spaces < FEWEST_WITH_SPACES => Some(format!(
                "the gap in {printed} may part two numbers: no other amount of the form has one"
            )),
            _ => None,
        }
    }
}

/// Number of decimals that most amounts have, how many amounts have it, and how many amounts there are.
type Most = (usize, usize, usize);

/// Number of decimals that nearly all amounts have; `None` where they differ or are too few.
fn usual_decimals((usual, count, all): Most) -> Option<usize> {
    (all >= FEWEST && count * SHARE.1 >= all * SHARE.0).then_some(usual)
}

/// Number of decimals that all amounts but one, at most, of a small form have.
fn decimals_of_few((usual, count, all): Most) -> Option<usize> {
    ((FEWEST_ALIKE..FEWEST).contains(&all) && count + 1 >= all).then_some(usual)
}

/// Number of decimals that most amounts have, where the form prints zeros at their ends.
fn decimals_of_most(
    (usual, count, all): Most,
    cells: &[&AmountCell],
    found: &[Option<usize>],
) -> Option<usize> {
    let is_most = count >= FEWEST_OTHERS && count * SHARE_OF_OTHERS.1 >= all * SHARE_OF_OTHERS.0;
    let fewer = found.iter().flatten().filter(|found| **found < usual).count();
    let mut whole = cells.iter().zip(found).filter(|(_, found)| **found == Some(usual));
    let prints_zeros = whole.any(|(cell, _)| cell.printed.concat().ends_with('0'));
    let needs_none = !prints_zeros && count >= WITHOUT_ZEROS.0 && fewer >= WITHOUT_ZEROS.1;
    (usual > 0 && is_most && !needs_none).then_some(usual)
}

/// Counts the decimals that amounts have.
fn most_decimals(found: impl Iterator<Item = usize>) -> Option<Most> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for decimals in found {
        *counts.entry(decimals).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let (usual, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    Some((usual, count, all))
}

/// Counts the digits behind the point; `None` of zeros and of what is no number.
fn decimals_of(printed: &str) -> Option<usize> {
    let printed = without_footnote(printed).trim_start_matches(is_currency);
    let says = printed.contains(|c| is_digit(c) && c != '0') && !printed.chars().any(char::is_alphabetic);
    says.then(|| decimals(printed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;
    use crate::page::Reading;

    fn cell(measure: &str, printed: &str) -> AmountCell {
        AmountCell {
            measure: measure.to_owned(),
            unit: None,
            printed: vec![printed.to_owned()],
            fills: false,
            place: Place::Box { page: 1, rect: Rect::new(0.0, 0.0, 1.0, 1.0) },
            overrun: false,
            row_doubted: false,
            cut: false,
            doubt: None,
            is_text: false,
            readings: Vec::new(),
        }
    }

    /// Doubts about the last of the amounts.
    fn doubts(amounts: &[(&str, &str)], times: usize) -> Vec<String> {
        let [before @ .., last] = amounts else { return Vec::new() };
        let mut cells: Vec<AmountCell> = Vec::new();
        for (measure, printed) in before.iter().cycle().take(before.len() * times) {
            cells.push(cell(measure, printed));
        }
        let last = cell(last.0, last.1);
        cells.push(last.clone());
        amounts_to_style(&cells.iter().collect::<Vec<_>>()).doubts(&last)
    }

    #[test]
    fn an_amount_with_more_decimals_than_its_form_prints_is_doubted() {
        let found = doubts(&[("total", "1,234.50"), ("total", "732.001")], 12);
        assert_eq!(found, ["its form prints 2 decimals (1,234.50), and this amount has 3 (732.001)"]);
        for fine in ["732.00", "732.5", "732", "0.0000", "732.00¹", "¥732.00", "732.00元"] {
            assert_eq!(doubts(&[("total", "1,234.50"), ("total", fine)], 12), [""; 0], "{fine}");
        }
        assert_eq!(doubts(&[("total", "1,234.50"), ("total", "12⁵⁰")], 12).len(), 1, "raised decimals");
        assert_eq!(doubts(&[("total", "1,234.50"), ("total", "732.001")], 4).len(), 1, "a small form");
        assert_eq!(doubts(&[("total", "1,234.50"), ("total", "732.001")], 3), [""; 0], "too few to tell");
    }

    #[test]
    fn a_recognised_amount_with_fewer_decimals_than_most_is_doubted() {
        let read = |others: &[&str], last: &str| {
            let mut cells: Vec<AmountCell> =
                others.iter().chain([&last]).map(|printed| cell("amount", printed)).collect();
            let reading = Reading {
                rect: Rect::new(0.0, 0.0, 1.0, 1.0),
                text: last.to_owned(),
                confidence: 0.9,
                alternatives: Vec::new(),
                unread: Vec::new(),
                agreed: true,
                disputed: false,
                disturbed: false,
            };
            cells.last_mut().unwrap().readings.push(reading);
            amounts_to_style(&cells.iter().collect::<Vec<_>>()).doubts(cells.last().unwrap()).len()
        };
        assert_eq!(read(&["624", "4.72", "20.77", "0.04", "1.18"], "4.7"), 1);
        assert_eq!(read(&["624", "4.72", "20.77", "0.04", "1.18"], "4.75"), 0);
        assert_eq!(read(&["624", "4.72", "20.7", "0.04", "1.18"], "4.7"), 0, "they differ");
        let general = ["4.72", "20.77", "0.04", "1.18"].repeat(6);
        assert_eq!(read(&[&general[..], &["624", "31.5"]].concat(), "4.7"), 0, "no needless zeros");
        assert_eq!(read(&[&general[..], &["624", "31.50", "2.5", "3.5"]].concat(), "4.7"), 1);
    }

    #[test]
    fn a_code_among_amounts_with_decimals_is_doubted() {
        assert_eq!(doubts(&[("amount", "1,234.50"), ("amount", "31003")], 12).len(), 1);
        assert_eq!(doubts(&[("amount", "1,234.50"), ("amount", "31003.00")], 12), [""; 0]);
        assert_eq!(doubts(&[("amount", "12345"), ("amount", "31003")], 12), [""; 0]);
        assert_eq!(doubts(&[("amount", "1,234.50"), ("amount", "303")], 12), [""; 0]);
    }

    #[test]
    fn forms_of_mixed_decimals_are_judged_by_column() {
        let mixed = [("rate", "12.5"), ("amount", "1,234.56"), ("rate", "7")];
        let with = |measure, printed| doubts(&[mixed[0], mixed[1], mixed[2], (measure, printed)], 12).len();
        assert_eq!((with("amount", "1.567"), with("rate", "1.567"), with("amount", "1.56")), (1, 0, 0));
    }

    #[test]
    fn spaces_part_thousands_only_where_other_amounts_say_so() {
        assert_eq!(doubts(&[("total", "5 319 581"), ("total", "12 345")], 1), [""; 0]);
        assert_eq!(doubts(&[("total", "319"), ("total", "12 345")], 3).len(), 1, "the only one");
        for other in ["5,319", "5319.00"] {
            let found = doubts(&[("total", other), ("total", "5 319"), ("total", "12 345")], 3);
            assert!(found.iter().any(|doubt| doubt.contains(other)), "{found:?}");
        }
        let many = [("total", "5 319"), ("total", "6 319"), ("total", "7 319"), ("total", "8 319")];
        let one_without = [&many[..], &[("total", "5319"), ("total", "12 345")]].concat();
        assert_eq!(doubts(&one_without, 1), [""; 0], "one amount is printed otherwise");
    }

    #[test]
    fn a_space_at_the_point_is_doubted_but_before_all_decimals_of_the_form() {
        let usual = ("total", "1,234.50");
        for fine in ["36,578 .77", "936. 84"] {
            assert_eq!(doubts(&[usual, ("total", fine)], 12), [""; 0], "{fine}");
        }
        assert_eq!(doubts(&[usual, ("total", "936. 8")], 12).len(), 1, "fewer decimals");
        assert_eq!(doubts(&[usual, ("total", "936. 84")], 3).len(), 1, "too few to tell");
    }

    #[test]
    fn small_digits_behind_most_amounts_are_no_footnotes() {
        assert_eq!(doubts(&[("total", "12⁵⁰"), ("total", "7²⁵")], 12).len(), 1);
        assert_eq!(doubts(&[("total", "12"), ("total", "14"), ("total", "7²")], 12), [""; 0]);
    }

    #[test]
    fn decimals_are_those_behind_the_point_and_of_numbers_alone() {
        let found: Vec<Option<usize>> =
            ["1,234.50", "12", "185.11302", "0.00", "—", "12.5元", "¥1.50", "1.50①"]
                .iter()
                .map(|printed| decimals_of(printed))
                .collect();
        assert_eq!(found, [Some(2), Some(0), Some(5), None, None, None, Some(2), Some(2)]);
    }
}
