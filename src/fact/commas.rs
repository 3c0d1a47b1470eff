//! Finds columns of whole numbers, and reads the points that a reader of scans saw there as commas between thousands. Such an
//! amount stays in doubt: only sums that close with it settle that.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::unit::is_money;
use crate::form::{AmountCell, Line};
use crate::text::number::points::{has_two_points, is_whole_with_thousands, points_as_commas};
use crate::text::number::{decimals, is_digit, is_point, parse_number};

/// Fewest whole amounts of four digits and more that show how the columns of whole numbers are printed.
const FEWEST: usize = 3;
/// … and fewer than so many times as many have points.
const MOST_POINTS: usize = 3;

/// How many amounts of a column are whole and have thousands, have points that may be commas, and have others.
#[derive(Debug, Default)]
struct Counts {
    whole: usize,
    points: usize,
    decimals: usize,
}

/// Reads the points of recognised amounts as commas where their columns print whole numbers.
pub(super) fn points_to_commas(lines: &[Line]) -> Cow<'_, [Line]> {
    let mut columns: BTreeMap<&str, Counts> = BTreeMap::new();
    for cell in lines.iter().flat_map(|line| &line.amounts).filter(is_money) {
        let counts = columns.entry(&cell.measure).or_default();
        let printed = cell.printed.concat();
        if points_as_commas(&printed).is_some() {
            // No number has two points: one of them at least is a comma.
            counts.whole += usize::from(has_two_points(&printed));
            counts.points += 1;
        } else if printed.contains(is_point) {
            counts.decimals += 1;
        } else if is_whole_with_thousands(&printed) {
            counts.whole += 1;
        }
    }
    // One column may be printed less clearly than the others of its form.
    columns.retain(|_, c| c.decimals == 0);
    let whole: usize = columns.values().map(|c| c.whole).sum();
    let points: usize = columns.values().map(|c| c.points).sum();
    columns.retain(|_, c| c.points > 0 && whole >= FEWEST && points < MOST_POINTS * whole);
    if columns.is_empty() {
        return Cow::Borrowed(lines);
    }
    let mut read = lines.to_vec();
    for cell in read.iter_mut().flat_map(|line| &mut line.amounts) {
        if columns.contains_key(cell.measure.as_str())
            && !cell.readings.is_empty()
            && is_money(&&*cell)
            && let Some(whole) = points_as_commas(&cell.printed.concat())
        {
            cell.printed = vec![whole];
        }
    }
    Cow::Owned(read)
}

/// Says where a point that was recognised may part thousands: amounts of whole governments have two decimals or none.
pub(super) fn doubt(cell: &AmountCell) -> Option<String> {
    let printed = cell.printed.concat();
    if cell.readings.is_empty() {
        return None;
    }
    if decimals(&printed) >= 3 {
        return Some(
            "three digits stand behind a point that was recognised: it may part thousands".to_owned(),
        );
    }
    let read = cell.readings.iter().map(|reading| reading.text.as_str()).collect::<String>();
    let digits = |text: &str| text.chars().filter(|c| is_digit(*c)).collect::<String>();
    let is_other = (read.contains(is_point) && !printed.contains(is_point))
        || (read.trim() != printed && parse_number(&read).is_none() && digits(&read) == digits(&printed));
    is_other.then(|| {
        format!("{read} was recognised: its column prints whole numbers, and it is read as {printed}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Line;
    use crate::geom::Rect;
    use crate::page::Reading;
    use crate::place::Place;

    fn cell(read: &str) -> AmountCell {
        let rect = Rect::new(0.0, 0.0, 1.0, 1.0);
        let reading = Reading {
            rect,
            text: read.to_owned(),
            confidence: 0.9,
            alternatives: Vec::new(),
            unread: Vec::new(),
            agreed: true,
            disputed: false,
            disturbed: false,
        };
        AmountCell {
            measure: "final".to_owned(),
            unit: None,
            printed: vec![read.to_owned()],
            fills: false,
            place: Place::Box { page: 1, rect },
            overrun: false,
            row_doubted: false,
            cut: false,
            doubt: None,
            is_text: false,
            readings: vec![reading],
        }
    }

    /// The last amount of a column, and whether it is in doubt.
    fn last(column: &[&str]) -> (String, bool) {
        let amounts = column.iter().map(|read| cell(read)).collect();
        let line = Line {
            group: 0,
            side: None,
            code: None,
            item: None,
            item_raw: None,
            known: None,
            readings: Vec::new(),
            line_no: None,
            path: Vec::new(),
            scope: None,
            part: None,
            doubt: None,
            amounts,
            place: Place::Box { page: 1, rect: Rect::new(0.0, 0.0, 1.0, 1.0) },
        };
        let lines = [line];
        let read = points_to_commas(&lines);
        let cell = read.last().and_then(|line| line.amounts.last()).unwrap();
        (cell.printed.concat(), doubt(cell).is_some())
    }

    #[test]
    fn a_point_is_a_comma_among_whole_numbers_with_thousands_and_stays_in_doubt() {
        let whole = ["1,234", "12,345,678", "987", "2345", "6,789"];
        let among = |last_read: &str| last(&[&whole[..], &[last_read]].concat());
        assert_eq!(among("3.762.595"), ("3,762,595".to_owned(), true));
        assert_eq!(among("834.858"), ("834,858".to_owned(), true));
        assert_eq!(among("1,152658"), ("1,152,658".to_owned(), true));
        assert_eq!(among("12.34"), ("12.34".to_owned(), false));
        let read_alike = ["1.234.567", "2.345.678", "3.456.789", "4.567", "8.000"];
        assert_eq!(last(&read_alike), ("8,000".to_owned(), true));
    }

    #[test]
    fn beside_decimals_or_few_whole_numbers_a_point_stays_one() {
        assert_eq!(last(&["1,234", "2,345", "3,456", "12.50", "834.858"]), ("834.858".to_owned(), true));
        assert_eq!(last(&["1,234", "2,345", "834.858"]), ("834.858".to_owned(), true));
        assert_eq!(last(&["1,234", "2,345", "3,456", "1.250", "7.125", "3.5"]).0, "3.5");
        let three_decimals = ["1,234", "2,345", "3,456"].into_iter().chain(["1.125"; 9]);
        assert_eq!(last(&three_decimals.collect::<Vec<_>>()).0, "1.125");
    }
}
