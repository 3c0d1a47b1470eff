//! Finds amounts that may be the numbers of columns (栏次): a row of a scan that numbers the columns, of which some are
//! misread, may be taken for one of amounts.

use crate::form::AmountCell;
use crate::place::Place;
use crate::text::number::counting::whole_number;

/// So many that rise from one to the next are no chance.
const FEWEST: usize = 4;
/// The first of them is no greater than this …
const FIRST: u32 = 2;
/// … and no step from one to the next, as columns without an amount make them.
const STEP: u32 = 4;

/// The places of recognised amounts that rise as the numbers of columns do, from the first columns on.
pub(super) fn cells_that_count(cells: &[&AmountCell]) -> Vec<Place> {
    let number = |cell: &AmountCell| {
        let printed = cell.printed.concat();
        (!cell.readings.is_empty()).then(|| whole_number(&printed)).flatten()
    };
    let numbers: Vec<(Option<u32>, Place)> = cells.iter().map(|cell| (number(cell), cell.place)).collect();
    let rises = |(a, _): &(Option<u32>, Place), (b, _): &(Option<u32>, Place)| match (a, b) {
        (Some(a), Some(b)) => a < b && b - a <= STEP,
        _ => false,
    };
    let runs = numbers.chunk_by(rises);
    let counts = |run: &&[(Option<u32>, Place)]| {
        run.len() >= FEWEST && run.first().is_some_and(|(first, _)| first.is_some_and(|n| n <= FIRST))
    };
    runs.filter(counts).flatten().map(|(_, place)| *place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;
    use crate::page::Reading;

    fn counting(amounts: &[&str]) -> usize {
        let mut x = 0.0;
        let cells: Vec<AmountCell> = amounts
            .iter()
            .map(|printed| {
                x += 50.0;
                let rect = Rect::new(x, 0.0, x + 9.0, 9.0);
                AmountCell {
                    measure: "total".to_owned(),
                    unit: None,
                    printed: vec![(*printed).to_owned()],
                    fills: false,
                    place: Place::Box { page: 1, rect },
                    overrun: false,
                    row_doubted: false,
                    cut: false,
                    doubt: None,
                    is_text: false,
                    readings: vec![Reading {
                        rect,
                        text: (*printed).to_owned(),
                        confidence: 1.0,
                        alternatives: Vec::new(),
                        unread: Vec::new(),
                        agreed: true,
                        disputed: false,
                        disturbed: false,
                    }],
                }
            })
            .collect();
        cells_that_count(&cells.iter().collect::<Vec<_>>()).len()
    }

    #[test]
    fn a_row_that_numbers_the_columns_counts_though_some_are_misread() {
        assert_eq!(counting(&["1", "2", "5", "6", "7", "8", "11", "2", "15847.59"]), 7);
    }

    #[test]
    fn amounts_do_not_count() {
        assert_eq!(counting(&["1", "2", "3"]), 0, "too few");
        assert_eq!(counting(&["3", "4", "5", "6"]), 0, "not from the first column on");
        assert_eq!(counting(&["1", "2", "30", "31"]), 0, "too great a step");
        assert_eq!(counting(&["1.00", "2.00", "3.00", "4.00"]), 0, "amounts have decimals");
    }
}
