//! Finds what speaks against a number that was recognised on a picture.

use std::collections::BTreeMap;

use crate::form::{AmountCell, Line};
use crate::page::Reading;
use crate::text::number::{decimals, is_digit, parse_number};

/// Least number of amounts, and least share of them, that show how many decimals a form prints.
const FEWEST: usize = 10;
const SHARE: (usize, usize) = (9, 10);

/// Finds the other number that another reader made of it.
pub(super) fn disagreement(reading: &Reading) -> Option<String> {
    let other = reading.alternatives.first().filter(|_| reading.disputed && !is_confirmed(reading))?;
    Some(if other.text.is_empty() {
        format!("{} reads nothing", other.reader)
    } else {
        format!("{} reads {}", other.reader, other.text)
    })
}

/// Whether two readers read the same number: `0.0` and `0.00` are one.
pub(super) fn is_confirmed(reading: &Reading) -> bool {
    let same = || {
        let other = parse_number(&reading.alternatives.first()?.text)?;
        Some(parse_number(&reading.text)? == other)
    };
    reading.agreed || (reading.disputed && same() == Some(true))
}

/// Whether a reader holds another number for likely enough to report it, though it may not believe it.
pub(crate) fn is_unsure(read: &str, others: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
    let number = parse_number(read);
    others.into_iter().filter_map(|other| parse_number(other.as_ref())).any(|other| Some(other) != number)
}

/// Number of decimals that nearly all amounts of a form have; `None` where they differ, as spreadsheets print them.
pub(crate) fn usual_decimals(lines: &[Line]) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for cell in lines.iter().flat_map(|line| &line.amounts) {
        if let Some(decimals) = decimals_of(&cell.printed.concat()) {
            *counts.entry(decimals).or_default() += 1;
        }
    }
    let all: usize = counts.values().sum();
    let (usual, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (all >= FEWEST && count * SHARE.1 >= all * SHARE.0).then_some(usual)
}

/// Whether a recognised number has other decimals than its form prints: a point was read elsewhere, a digit was lost,
/// or two cells became one.
pub(super) fn odd_decimals(cell: &AmountCell, usual: Option<usize>) -> Option<String> {
    let (usual, found) = (usual?, decimals_of(&cell.printed.concat())?);
    (!cell.readings.is_empty() && found != usual)
        .then(|| format!("its form prints {usual} decimals, and {found} were read"))
}

/// Counts the digits behind the point; `None` of zeros and of what is no number.
fn decimals_of(printed: &str) -> Option<usize> {
    let says = printed.contains(|c| is_digit(c) && c != '0') && !printed.chars().any(char::is_alphabetic);
    says.then(|| decimals(printed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;
    use crate::page::Alternative;

    #[test]
    fn readers_that_see_one_number_agree() {
        let read = |text: &str, other: &str| {
            let other = Alternative { reader: "other", text: other.to_owned(), confidence: 0.9 };
            is_confirmed(&Reading {
                rect: Rect::new(0.0, 0.0, 9.0, 9.0),
                text: text.to_owned(),
                confidence: 0.9,
                alternatives: vec![other],
                unread: Vec::new(),
                agreed: false,
                disputed: true,
            })
        };
        assert!(read("0.0", "0.00") && !read("2.9", "2.97") && !read("1O", "1O"));
    }

    #[test]
    fn decimals_are_those_behind_the_point_and_of_numbers_alone() {
        let found: Vec<Option<usize>> = ["1,234.50", "12", "185.11302", "0.00", "—", "12.5元"]
            .iter()
            .map(|printed| decimals_of(printed))
            .collect();
        assert_eq!(found, [Some(2), Some(0), Some(5), None, None, None]);
    }
}
