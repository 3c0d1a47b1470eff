//! Puts a row together that the end of a page cuts in every column: the code, the name and the amounts.
//!
//! Both halves are one row only where neither could stand alone: the code is none before it is put together, or the amounts
//! lack decimals that the form prints everywhere else.

use super::line::{AmountCell, Line};
use crate::taxonomy::Models;
use crate::text::code::{depth, is_below, is_code};
use crate::text::number::{begins_number, decimals, parse_number};
use crate::text::plain::plain;

/// So many amounts show with how many decimals a form is printed.
const ENOUGH_AMOUNTS: usize = 3;

/// A row of two halves.
pub(super) struct Halves {
    pub(super) code: String,
    pub(super) amounts: Vec<AmountCell>,
    /// Whether its amounts can be read in one way only.
    pub(super) sure: bool,
}

/// Puts two halves of a row together, below the lines `above`; `None` where they are no halves of one.
pub(super) fn put_together(models: &Models, above: &[Line], last: &Line, rest: &Line) -> Option<Halves> {
    let begun = last.code.as_deref()?;
    let is_total =
        rest.item.as_deref().is_some_and(|item| models.wording.items.totals.contains(&plain(item)));
    if is_total || rest.line_no.is_some() || last.side != rest.side {
        return None;
    }
    let places = common_decimals(above);
    let pairs = pairs(last, rest);
    // Two whole rows, of which the second has a part of a code: 类 and 款 are printed once.
    if pairs.iter().any(|pair| pair.are_both_whole(places)) {
        return None;
    }
    let sure = pairs.iter().all(|pair| pair.is_sure(places));
    let amounts = pairs.iter().map(Pair::amount).collect();
    let code = match rest.code.as_deref() {
        Some(end) => whole_code(above, begun, end)?,
        // A whole code: only the amounts can show that the row goes on.
        None if sure && pairs.iter().any(Pair::is_cut) => begun.to_owned(),
        None => return None,
    };
    Some(Halves { code, amounts, sure })
}

/// The code of two parts of which one is none, below a line that is its parent or stands beside it.
fn whole_code(above: &[Line], begun: &str, end: &str) -> Option<String> {
    let code = format!("{begun}{end}");
    let parts = depth(begun).is_none() || depth(end).is_none();
    let parent = |line: &Line| {
        let deeper = |other: &str| depth(other).zip(depth(&code)).is_some_and(|(a, b)| a + 1 == b);
        line.code.as_deref().is_some_and(|other| is_code(other) && is_below(&code, other) && deeper(other))
    };
    (parts && is_code(&code) && (depth(&code) == Some(0) || above.iter().any(parent))).then_some(code)
}

/// With how many decimals all amounts of these lines are printed.
fn common_decimals(lines: &[Line]) -> Option<usize> {
    let printed = lines.iter().flat_map(|line| &line.amounts).map(|amount| amount.printed.concat());
    let places: Vec<usize> =
        printed.filter(|text| parse_number(text).is_some()).map(|text| decimals(&text)).collect();
    let first = *places.first()?;
    (places.len() >= ENOUGH_AMOUNTS && places.iter().all(|other| *other == first)).then_some(first)
}

/// The two halves of an amount; one is blank where it was not cut.
enum Pair<'a> {
    One(&'a AmountCell),
    Cut(&'a AmountCell, &'a AmountCell),
}

fn pairs<'a>(last: &'a Line, rest: &'a Line) -> Vec<Pair<'a>> {
    let find = |line: &'a Line, measure: &str| line.amounts.iter().find(|a| a.measure == measure);
    let begun = last.amounts.iter().map(|begun| match find(rest, &begun.measure) {
        Some(end) => Pair::Cut(begun, end),
        None => Pair::One(begun),
    });
    let only = rest.amounts.iter().filter(|end| find(last, &end.measure).is_none()).map(Pair::One);
    begun.chain(only).collect()
}

impl Pair<'_> {
    fn is_cut(&self) -> bool {
        matches!(self, Self::Cut(..))
    }

    fn text(&self) -> String {
        match self {
            Self::One(only) => only.printed.concat(),
            Self::Cut(begun, end) => begun.printed.concat() + &end.printed.concat(),
        }
    }

    /// Whether either half is a number as the form prints them.
    fn are_both_whole(&self, places: Option<usize>) -> bool {
        let is_whole = |half: &AmountCell| {
            let text = half.printed.concat();
            parse_number(&text).is_some() && places == Some(decimals(&text))
        };
        matches!(self, Self::Cut(begun, end) if is_whole(begun) && is_whole(end))
    }

    /// Whether it is a number as the form prints them, and its first half is none.
    fn is_sure(&self, places: Option<usize>) -> bool {
        let whole = self.text();
        let as_others = parse_number(&whole).is_some() && places == Some(decimals(&whole));
        let half = match self {
            Self::One(_) => true,
            Self::Cut(begun, _) => {
                let begun = begun.printed.concat();
                places != Some(decimals(&begun)) || begins_number(&begun)
            }
        };
        as_others && half
    }

    fn amount(&self) -> AmountCell {
        match self {
            Self::One(only) => (*only).clone(),
            Self::Cut(begun, end) => AmountCell {
                printed: vec![self.text()],
                overrun: begun.overrun || end.overrun,
                cut: begun.cut || end.cut,
                readings: begun.readings.iter().chain(&end.readings).cloned().collect(),
                ..(*begun).clone()
            },
        }
    }
}
