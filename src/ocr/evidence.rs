//! Compares a number with its ink: how many digits the ink has, and where its marks stand.
//!
//! Readers lose a minus, collapse repeated digits into one, or see one too many. So the connected components are counted
//! without any reader.

use super::ink::{Component, PixelBox};
use crate::text::number::{is_bracket, is_digit, is_minus, is_percent, is_separator};

/// Components whose widths overlap by at least this share of the narrower one are one broken digit.
const ONE_DIGIT: f64 = 0.4;
/// Two tall components that are together narrower than this share of the height are the sides of one digit: a fax loses the
/// top and the foot of a 0.
const HALVES: f64 = 0.66;
/// … and a side is narrower than this.
const HALF: f64 = 0.3;
/// Bounds of the pitch of digits in any print, in heights of a digit.
const CLOSEST_PITCH: f64 = 0.42;
const WIDEST_PITCH: f64 = 0.75;
/// Marks (points, commas, minus signs) are lower than this share of the digits.
const MARK: f64 = 0.62;
/// A component that is wider than this many usual digits is several digits that touch.
const TOUCHING: f64 = 1.45;
/// Ink of less than this share of a digit's height in both directions may be a speck, and is no evidence.
const SPECK: f64 = 0.1;

/// What a column of ink is by its shape: digits, a mark at their feet, or one at their middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InkShape {
    Digits(u32),
    Low,
    Middle,
}

/// Finds where ink and characters of a number disagree: the box of the ink that no character accounts for, or of all ink
/// where characters are left.
pub(super) fn contradiction(text: &str, components: &[Component]) -> Option<PixelBox> {
    let columns = components_to_columns(components);
    let tallest = columns.iter().map(PixelBox::height).max().map(f64::from)?;
    let shapes = columns_to_shapes(&columns, tallest);
    let all = columns.iter().copied().reduce(|a, b| a.union(&b))?;
    let mut chars = text.chars().filter(|c| !c.is_whitespace()).peekable();
    // Per cent signs and the like have shapes of their own.
    if text.contains(is_percent) {
        return None;
    }
    for (rect, shape) in &shapes {
        match shape {
            InkShape::Digits(count) => {
                for _ in 0..*count {
                    if !chars.next().is_some_and(|c| is_digit(c) || is_bracket(c)) {
                        return Some(*rect);
                    }
                }
            }
            InkShape::Low => {
                if chars.next_if(|c| c.is_ascii() && is_separator(*c)).is_none() {
                    return Some(*rect);
                }
            }
            InkShape::Middle => {
                if chars.next_if(|c| c.is_ascii() && is_minus(*c)).is_none() {
                    return Some(*rect);
                }
            }
        }
    }
    chars.next().map(|_| all)
}

/// Whether ink and characters of a number disagree in what two readers may miss alike: the number of digits, and a sign
/// before them. Points do not count: a fax may lose them, and readers know them from the gap.
pub(super) fn contradicts_digits(text: &str, components: &[Component]) -> bool {
    let columns = overlaps_joined(components);
    let Some(tallest) = columns.iter().map(PixelBox::height).max().map(f64::from) else { return true };
    let (fewest, most) = digits_within(&columns, tallest);
    let digits = text.chars().filter(|c| is_digit(*c) || is_bracket(*c) || is_percent(*c)).count();
    !(fewest..=most).contains(&digits) || contradicts_sign(text, components)
}

/// Whether a minus stands before a number that was read without one, or none before one that was read with it.
pub(super) fn contradicts_sign(text: &str, components: &[Component]) -> bool {
    let columns = components_to_columns(components);
    let Some(tallest) = columns.iter().map(PixelBox::height).max().map(f64::from) else { return true };
    let signed = matches!(columns_to_shapes(&columns, tallest).first(), Some((_, InkShape::Middle)));
    signed != text.starts_with('-')
}

/// Fewest and most digits that the tall ink may be. Digits that touch are counted by the bounds of the pitch, and two thin
/// strokes may be two digits or the sides of one.
fn digits_within(columns: &[PixelBox], tallest: f64) -> (usize, usize) {
    // Digits of a number: few.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let count =
        |rect: &PixelBox, pitch: f64| (f64::from(rect.width()) / (pitch * tallest)).floor().max(1.0) as usize;
    let (mut fewest, mut most) = (0, 0);
    let mut half: Option<PixelBox> = None;
    for column in columns.iter().filter(|c| f64::from(c.height()) >= MARK * tallest) {
        most += count(column, CLOSEST_PITCH);
        let thin = f64::from(column.width()) < HALF * tallest;
        let other = half.take().is_some_and(|half| f64::from(half.union(column).width()) <= HALVES * tallest);
        if thin && other {
            continue; // the second side of one digit
        }
        fewest += count(column, WIDEST_PITCH);
        half = thin.then_some(*column);
    }
    (fewest, most)
}

/// Joins components into columns of ink, which stand beside each other.
fn components_to_columns(components: &[Component]) -> Vec<PixelBox> {
    halves_joined(overlaps_joined(components))
}

/// Joins components that stand over each other.
fn overlaps_joined(components: &[Component]) -> Vec<PixelBox> {
    let mut rects: Vec<PixelBox> = components.iter().map(|b| b.rect).collect();
    rects.sort_by_key(|r| (r.x0, r.y0));
    let mut columns: Vec<PixelBox> = Vec::new();
    for rect in rects {
        match columns.last_mut() {
            Some(last)
                if f64::from(last.shared_width(&rect))
                    >= ONE_DIGIT * f64::from(last.width().min(rect.width())) =>
            {
                *last = last.union(&rect);
            }
            _ => columns.push(rect),
        }
    }
    columns
}

/// Joins the two sides of a digit.
fn halves_joined(columns: Vec<PixelBox>) -> Vec<PixelBox> {
    let tallest = columns.iter().map(PixelBox::height).max().map_or(0.0, f64::from);
    let is_tall = |c: &PixelBox| f64::from(c.height()) >= MARK * tallest;
    let mut whole: Vec<PixelBox> = Vec::new();
    for column in columns {
        match whole.last_mut() {
            Some(last)
                if is_tall(last)
                    && is_tall(&column)
                    && f64::from(last.union(&column).width()) <= HALVES * tallest =>
            {
                *last = last.union(&column);
            }
            _ => whole.push(column),
        }
    }
    whole
}

/// Decides what each column of ink is; specks are left out.
fn columns_to_shapes(columns: &[PixelBox], tallest: f64) -> Vec<(PixelBox, InkShape)> {
    let is_tall = |c: &&PixelBox| f64::from(c.height()) >= MARK * tallest;
    let tall: Vec<PixelBox> = columns.iter().filter(is_tall).copied().collect();
    let mut widths: Vec<u32> = tall.iter().map(PixelBox::width).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).map_or(tallest / 2.0, |w| f64::from(*w)).max(0.35 * tallest);
    // From the left of one digit to that of the next: a digit and its gap.
    let mut steps: Vec<u32> = tall
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if f64::from(b.x0.saturating_sub(a.x1)) < 0.5 * usual => Some(b.x1.abs_diff(a.x1)),
            _ => None,
        })
        .filter(|step| f64::from(*step) < 1.5 * usual)
        .collect();
    steps.sort_unstable();
    let pitch = steps.get(steps.len() / 2).map_or(1.15 * usual, |s| f64::from(*s)).max(usual);
    let feet = tall.iter().map(|c| c.y1).max().unwrap_or(0);
    let mut shapes = Vec::new();
    for column in columns {
        let (width, height) = (f64::from(column.width()), f64::from(column.height()));
        let shape = if height >= MARK * tallest {
            // Widths of few pixels: nothing is lost.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let count =
                if width <= TOUCHING * usual { 1 } else { ((width - usual) / pitch).round() as u32 + 1 };
            InkShape::Digits(count)
        } else if width.max(height) <= SPECK * tallest {
            continue;
        } else if f64::from(column.y1) + 0.22 * tallest >= f64::from(feet) {
            InkShape::Low
        } else if f64::from(column.y0) + 0.75 * tallest <= f64::from(feet) {
            continue; // above the middle: a speck, no mark of a number stands there
        } else {
            InkShape::Middle
        };
        shapes.push((*column, shape));
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digits of 10 × 16 pixels 12 apart, points of 3 × 3 at their feet, a minus of 8 × 2 at their middle.
    fn ink(pattern: &str) -> Vec<Component> {
        let mut x = 0;
        let mut components = Vec::new();
        for c in pattern.chars() {
            let (rect, step) = match c {
                '.' | ',' => (PixelBox { x0: x, y0: 13, x1: x + 3, y1: 17 }, 6),
                '-' => (PixelBox { x0: x, y0: 8, x1: x + 8, y1: 10 }, 11),
                _ => (PixelBox { x0: x, y0: 0, x1: x + 10, y1: 16 }, 12),
            };
            components.push(Component { rect, area: 9 });
            x += step;
        }
        components
    }

    #[test]
    fn ink_and_characters_agree() {
        for text in ["1,234.56", "-84.85", "2080505", "0.00"] {
            assert_eq!(contradiction(text, &ink(text)), None, "{text}");
        }
    }

    #[test]
    fn a_lost_minus_a_lost_digit_and_one_too_many_are_seen() {
        assert!(contradiction("84.85", &ink("-84.85")).is_some());
        assert!(contradiction("9769766", &ink("97697666")).is_some());
        assert!(contradiction("97697666", &ink("9769766")).is_some());
        assert!(contradiction("1234.56", &ink("1,234.56")).is_some());
    }

    #[test]
    fn a_lost_point_contradicts_no_digits_and_a_lost_minus_does() {
        assert!(!contradicts_digits("1,234.56", &ink("1234.56")));
        assert!(contradicts_digits("1,234.56", &ink("-1,234.56")));
        assert!(contradicts_digits("1,234.56", &ink("11,234.56")));
    }

    #[test]
    fn a_digit_that_fell_into_its_sides_is_one_beside_another() {
        let mut components = ink("0.00");
        let last = components.pop().unwrap().rect;
        for (x0, x1) in [(last.x0, last.x0 + 2), (last.x1 - 2, last.x1)] {
            components.push(Component { rect: PixelBox { x0, x1, ..last }, area: 30 });
        }
        assert!(!contradicts_digits("0.00", &components) && contradicts_digits("0.0000", &components));
    }

    #[test]
    fn digits_that_touch_are_counted_by_their_width() {
        let mut components = ink("123456");
        let joined = components[2].rect.union(&components[3].rect);
        components.splice(2..4, [Component { rect: joined, area: 300 }]);
        assert_eq!(contradiction("123456", &components), None);
        assert!(contradiction("12456", &components).is_some());
    }
}
