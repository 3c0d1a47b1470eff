//! Recognises dashes by their shape, since readers cannot read them: forms print one, or a line of them, for a blank.

use super::ink::{Component, PixelBox};

/// Greatest height of a dash, in usual heights of characters.
const HEIGHT: f64 = 0.3;
/// Least length of a dash, in its own heights …
const LONG: f64 = 2.0;
/// … and its least and greatest length, in usual heights of characters.
const LENGTHS: (f64, f64) = (0.3, 4.0);

/// Whether a box is low, and much longer than high.
pub(super) fn is_flat_stroke(rect: &PixelBox, char_height: f64) -> bool {
    let (width, height) = (f64::from(rect.width()), f64::from(rect.height()));
    height <= HEIGHT * char_height && width >= LONG * height
}

/// Whether a box has the shape of a dash.
pub(super) fn is_dash(rect: &PixelBox, char_height: f64) -> bool {
    let lengths = LENGTHS.0 * char_height..=LENGTHS.1 * char_height;
    is_flat_stroke(rect, char_height) && lengths.contains(&f64::from(rect.width()))
}

/// Whether a segment is nothing but dashes side by side.
pub(super) fn are_dashes(segment: &PixelBox, components: &[Component], char_height: f64) -> bool {
    // The strokes of 二 stand over each other.
    let level = f64::from(segment.height()) <= 1.5 * HEIGHT * char_height;
    level && components.len() > 1 && components.iter().all(|component| is_dash(&component.rect, char_height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(x0: u32, y0: u32, x1: u32, y1: u32) -> Component {
        Component { rect: PixelBox { x0, y0, x1, y1 }, area: (x1 - x0) * (y1 - y0) }
    }

    #[test]
    fn a_dash_is_known_by_its_shape() {
        let dash = |width: u32, height: u32| {
            is_dash(&PixelBox { x0: 100, y0: 50, x1: 100 + width, y1: 50 + height }, 20.0)
        };
        assert!(dash(18, 3) && dash(8, 2) && dash(40, 4));
        // A 1 on its side is none, nor is a speck, a number, or what is left of a ruling.
        assert!(!dash(10, 14) && !dash(4, 3) && !dash(60, 16) && !dash(300, 3));
    }

    #[test]
    fn dashes_side_by_side_are_known_by_their_shape() {
        let are = |components: &[Component]| {
            let segment = components.iter().map(|b| b.rect).reduce(|a, b| a.union(&b)).unwrap();
            are_dashes(&segment, components, 20.0)
        };
        assert!(are(&[component(0, 10, 10, 13), component(16, 10, 26, 13), component(32, 11, 42, 14)]));
        // 二, a minus before a number, dashes with a speck that may be a point.
        assert!(!are(&[component(0, 0, 18, 3), component(0, 14, 20, 17)]));
        assert!(!are(&[component(0, 10, 10, 13), component(14, 0, 24, 20)]));
        assert!(!are(&[component(0, 10, 10, 13), component(14, 11, 17, 14)]));
    }
}
