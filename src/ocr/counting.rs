//! Finds numbers that count on: 行次 down a column and 栏次 along a row. Each of three in a run bears the others out, since
//! the next number is known before it is read.

use crate::page::Reading;
use crate::text::number::is_digit;

/// Fewest numbers of a run.
const RUN: usize = 3;
/// Most digits of such a number.
const DIGITS: usize = 3;
/// Numbers of a column stand on one another, and those of a row beside one another, within this many of their heights.
const ALIGNED: f64 = 1.0;

/// Says of each reading whether it counts on, down or to the right, with two others at least.
pub(super) fn find_counting(readings: &[&Reading]) -> Vec<bool> {
    let numbers: Vec<Option<u32>> = readings.iter().map(|reading| counting_number(&reading.text)).collect();
    let mut counts = vec![false; readings.len()];
    for down in [true, false] {
        let next: Vec<Option<usize>> =
            (0..readings.len()).map(|at| next_in_run(readings, &numbers, at, down)).collect();
        let mut is_next = vec![false; readings.len()];
        next.iter().flatten().for_each(|at| is_next[*at] = true);
        for first in (0..readings.len()).filter(|at| !is_next[*at]) {
            let run: Vec<usize> = std::iter::successors(Some(first), |at| next[*at]).collect();
            if run.len() >= RUN {
                run.into_iter().for_each(|at| counts[at] = true);
            }
        }
    }
    counts
}

/// The nearest reading below, or to the right, where that is one more: of amounts, some of a column are one more than another.
fn next_in_run(readings: &[&Reading], numbers: &[Option<u32>], at: usize, down: bool) -> Option<usize> {
    let (own, number) = (readings.get(at)?, (*numbers.get(at)?)?);
    let height = own.rect.height();
    let distance = |(other, reading): (usize, &&Reading)| {
        let rect = &reading.rect;
        let (across, along) = match down {
            true => (rect.mid_x() - own.rect.mid_x(), rect.mid_y() - own.rect.mid_y()),
            false => (rect.mid_y() - own.rect.mid_y(), rect.mid_x() - own.rect.mid_x()),
        };
        (across.abs() <= ALIGNED * height && along > 0.0).then_some((other, along))
    };
    let beside = readings.iter().enumerate().filter_map(distance);
    let (nearest, _) = beside.min_by(|(_, a), (_, b)| a.total_cmp(b))?;
    (numbers.get(nearest).copied().flatten() == Some(number + 1)).then_some(nearest)
}

/// A number as lines and columns are counted with: some digits, and nothing else.
fn counting_number(text: &str) -> Option<u32> {
    let counts = (1..=DIGITS).contains(&text.chars().count()) && text.chars().all(is_digit);
    counts.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;

    fn reading(text: &str, x: f64, y: f64) -> Reading {
        Reading {
            rect: Rect::new(x, y, x + 10.0, y + 10.0),
            text: text.to_owned(),
            confidence: 0.9,
            alternatives: Vec::new(),
            unread: Vec::new(),
            agreed: false,
            disputed: false,
            disturbed: false,
        }
    }

    fn counting(readings: &[Reading]) -> Vec<bool> {
        find_counting(&readings.iter().collect::<Vec<_>>())
    }

    #[test]
    fn three_in_a_column_or_a_row_bear_each_other_out() {
        let column = |texts: [&str; 4]| {
            let placed = (0..).zip(texts).map(|(row, text)| reading(text, 50.0, 20.0 * f64::from(row)));
            counting(&placed.collect::<Vec<_>>())
        };
        assert_eq!(column(["1", "2", "3", "4"]), [true; 4]);
        assert_eq!(column(["8", "9", "10", "1"]), [true, true, true, false]);
        assert_eq!(column(["1", "2", "13", "4"]), [false; 4]);
        assert_eq!(column(["3", "4", "85", "5"]), [false; 4], "amounts");
        assert_eq!(column(["1.0", "2", "3", "4"]), [false, true, true, true]);
        let row: Vec<Reading> =
            (0..).zip(["5", "6", "7"]).map(|(at, text)| reading(text, 60.0 * f64::from(at), 4.0)).collect();
        assert_eq!(counting(&row), [true; 3]);
    }

    #[test]
    fn two_and_those_that_stand_elsewhere_prove_nothing() {
        assert_eq!(counting(&[reading("1", 0.0, 0.0), reading("2", 0.0, 20.0)]), [false; 2]);
        let aslant = [reading("1", 0.0, 0.0), reading("2", 40.0, 20.0), reading("3", 80.0, 40.0)];
        assert_eq!(counting(&aslant), [false; 3]);
        assert_eq!(counting(&[]), [false; 0]);
    }
}
