//! Reads the values of attributes: numbers, boxes, maps and lists of steps.

use crate::geom::{Affine, Rect};

/// Points in a millimetre, the unit of OFD.
pub(super) const POINTS: f64 = 72.0 / 25.4;
/// Largest number that means something: a kilometre.
const LARGEST: f64 = 1e6;

/// Reads a number.
pub(super) fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|number| number.abs() <= LARGEST)
}

/// Reads numbers that white space or commas part; `None` where one is none.
pub(super) fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let mut found = [0.0; N];
    let mut parts = text.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty());
    for place in &mut found {
        *place = number(parts.next()?)?;
    }
    parts.next().is_none().then_some(found)
}

/// Reads a box: its left, top, width and height.
pub(super) fn rect(text: &str) -> Option<Rect> {
    let [x, y, width, height] = numbers(text)?;
    Some(Rect::new(x, y, x + width, y + height))
}

/// Reads a map.
pub(super) fn map(text: &str) -> Option<Affine> {
    numbers(text).map(Affine)
}

/// The map that moves everything.
pub(super) fn shift(x: f64, y: f64) -> Affine {
    Affine([1.0, 0.0, 0.0, 1.0, x, y])
}

/// Reads a list of steps from character to character, up to `most`: numbers, and `g 3 2.5` for the same one three times.
/// `None` where it is no list.
pub(super) fn steps(text: &str, most: usize) -> Option<Vec<f64>> {
    let mut steps = Vec::new();
    let mut parts = text.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty());
    while let Some(part) = parts.next() {
        let (count, step) = match part {
            "g" | "G" => (parts.next()?.parse::<usize>().ok()?, number(parts.next()?)?),
            _ => (1, number(part)?),
        };
        let room = most.saturating_sub(steps.len());
        steps.extend(std::iter::repeat_n(step, count.min(room)));
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_equal_steps_are_written_once() {
        assert_eq!(steps("1.5 g 2 3 g 1 4 5", 9), Some(vec![1.5, 3.0, 3.0, 4.0, 5.0]));
        assert_eq!(steps("g 4000000000 3", 2), Some(vec![3.0, 3.0]));
        assert_eq!(steps("", 2), Some(vec![]));
        for wrong in ["g 2", "g x 3", "1 b", "1e99", "g -1 2"] {
            assert_eq!(steps(wrong, 9), None, "{wrong}");
        }
    }

    #[test]
    fn boxes_and_maps_have_as_many_numbers_as_they_need() {
        assert_eq!(rect("1 2 3 4"), Some(Rect::new(1.0, 2.0, 4.0, 6.0)));
        assert_eq!(rect("1,2,3,4"), rect("1 2 3 4"));
        assert_eq!((rect("1 2 3"), rect("1 2 3 4 5"), rect("1 2 3 NaN")), (None, None, None));
        assert_eq!(map("1 0 0 1 5 6"), Some(shift(5.0, 6.0)));
    }
}
