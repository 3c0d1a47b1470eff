//! Estimates the pitch at which the digits of a page are set, from the numbers that two readers read alike. The pitch says
//! how many digits the ink of another number has room for, however broken it is.
//!
//! Digits of a table have one width, in heights of a digit, and so have its marks. A lost or doubled digit makes a number a
//! whole digit too wide or too narrow for what was read.

use super::ink::Component;
use crate::text::number::{is_digit, is_minus, is_separator};

/// Widths of marks that are tried, in digits: those of proportional types, and 1 for types of one width.
const MARKS: [f64; 5] = [0.4, 0.5, 0.6, 0.8, 1.0];
/// Beside the first and the last digit there is this much paper that belongs to them, in heights of a digit.
const BEARING: f64 = 0.1;
/// Fewest numbers that decide the pitch: fewer may be misread alike.
const FEWEST: usize = 8;
/// Largest median deviation of the numbers from the pitch, as a share of it.
const SPREAD: f64 = 0.08;
/// A number may be wider or narrower by this share of a digit, …
const SLACK: f64 = 0.45;
/// … and narrower by this more for each end where a 1 stands, which leaves paper beside it.
const BESIDE_ONE: f64 = 0.3;

/// Width of the ink of a number, beside what it was read as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    /// Width in heights of its digits.
    width: f64,
    digits: f64,
    marks: f64,
    /// Number of its ends that are a 1.
    ones: f64,
}

/// Width of digits and marks on a page, in heights of a digit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pitch {
    digit: f64,
    mark: f64,
}

/// Measures a number; `None` where other signs than digits, points, commas and a minus are in it.
pub(super) fn number_to_measure(text: &str, components: &[Component]) -> Option<Measured> {
    let height =
        components.iter().map(|b| b.rect.height()).max().map(f64::from).filter(|height| *height > 0.0)?;
    let rect = components.iter().map(|b| b.rect).reduce(|a, b| a.union(&b))?;
    let count = |of: &dyn Fn(&char) -> bool| {
        // Characters of a number: few.
        #[allow(clippy::cast_precision_loss)]
        let count = text.chars().filter(of).count() as f64;
        count
    };
    let is_mark = |c: &char| c.is_ascii() && (is_separator(*c) || is_minus(*c));
    let (digits, marks) = (count(&|c| is_digit(*c)), count(&is_mark));
    let ends = [text.chars().next()?, text.chars().next_back()?];
    if digits == 0.0 || digits + marks < count(&|_| true) {
        return None;
    }
    let ones = ends.iter().fold(0.0, |ones, end| if *end == '1' { ones + 1.0 } else { ones });
    Some(Measured { width: f64::from(rect.width()) / height, digits, marks, ones })
}

/// Estimates the pitch by medians; `None` where the numbers are few or differ.
pub(super) fn measures_to_pitch(measures: &[Measured]) -> Option<Pitch> {
    if measures.len() < FEWEST {
        return None;
    }
    let fitted = MARKS.iter().filter_map(|mark| {
        let digit = |m: &Measured| (m.width + BEARING) / (m.digits + mark * m.marks);
        let usual = median(measures.iter().map(digit).collect())?;
        let spread = median(measures.iter().map(|m| (digit(m) / usual - 1.0).abs()).collect())?;
        Some((spread, Pitch { digit: usual, mark: mark * usual }))
    });
    fitted.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(spread, _)| *spread <= SPREAD).map(|(_, pitch)| pitch)
}

impl Pitch {
    /// Whether the ink of a number has room for exactly its digits and marks.
    pub(super) fn fits(self, number: &Measured) -> bool {
        let room = number.width + BEARING - number.marks * self.mark;
        let more = room / self.digit - number.digits;
        (-SLACK - BESIDE_ONE * number.ones..=SLACK).contains(&more)
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::super::ink::PixelBox;
    use super::*;

    /// Digits 7 wide and 3 apart, marks 2 wide and 3 apart, all 13 high.
    fn measure(text: &str, printed: &str) -> Measured {
        let mut x = 0;
        let mut components = Vec::new();
        for c in printed.chars() {
            let width = if c.is_ascii_digit() { 7 } else { 2 };
            components.push(Component { rect: PixelBox { x0: x, y0: 0, x1: x + width, y1: 13 }, area: 9 });
            x += width + 3;
        }
        number_to_measure(text, &components).unwrap()
    }

    fn pitch() -> Pitch {
        let numbers = ["0.00", "12.50", "1,234.56", "0.30", "206.92", "32", "2080505", "0.00"];
        measures_to_pitch(&numbers.map(|n| measure(n, n))).unwrap()
    }

    #[test]
    fn a_lost_or_doubled_digit_leaves_too_much_room_or_too_little() {
        for number in ["0.00", "3,456.78", "20805", "-5.30", "666.66"] {
            assert!(pitch().fits(&measure(number, number)), "{number}");
        }
        assert!(!pitch().fits(&measure("66.66", "666.66")));
        assert!(!pitch().fits(&measure("6666.66", "666.66")));
    }

    #[test]
    fn few_numbers_or_such_that_differ_give_no_pitch() {
        assert_eq!(measures_to_pitch(&[measure("0.00", "0.00")]), None);
        let odd = ["1", "22", "333", "4444", "55555", "6", "77", "888"].map(|n| measure(n, "0.00"));
        assert_eq!(measures_to_pitch(&odd), None);
    }
}
