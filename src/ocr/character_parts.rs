//! Tells whether what stands over each other is one character: its strokes may not touch.

use super::dashes::is_flat_stroke;
use super::ink::{Component, PixelBox};
use super::segment::Segment;

/// What is flatter than this share of the usual height is a part of a character, or a dash or a point by itself.
const FLAT: f64 = 0.55;
/// Parts of one character stand over each other within this share of the usual height.
const ONE_CHARACTER: f64 = 1.2;
/// What stands under the upper stroke of a character is at least so many tenths of its width.
const UNDER_STROKE: u32 = 8;

/// Whether two boxes over each other are parts of one character, or halves of a number in pale ink.
pub(super) fn is_one_character(a: &PixelBox, b: &PixelBox, char_height: f64) -> bool {
    let flat = |r: &PixelBox| f64::from(r.height()) < FLAT * char_height;
    let whole = a.union(b);
    let shared = a.shared_width(b) * 10 >= a.width().min(b.width()) * 7;
    // Pale ink breaks the strokes of a number into an upper and a lower half: no line of text is so low.
    let halves = flat(a) && flat(b);
    (flat(a) || flat(b))
        && shared
        && f64::from(whole.height()) <= ONE_CHARACTER * char_height
        && (halves || f64::from(a.width().max(b.width())) <= 2.0 * char_height)
}

/// Whether a box is the flat stroke over the rest of a character that stands in a line of lower ones: that of 元 behind digits.
pub(super) fn is_stroke_over(
    stroke: &PixelBox,
    line: &Segment,
    components: &[Component],
    char_height: f64,
) -> bool {
    if !is_flat_stroke(stroke, char_height) || stroke.y1 > line.rect.y0 + stroke.height() {
        return false;
    }
    let mut parts = line.components.iter().filter_map(|index| components.get(*index)).map(|c| c.rect);
    parts.any(|rest| {
        rest.width() * 10 >= stroke.width() * UNDER_STROKE && is_one_character(stroke, &rest, char_height)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x0: u32, y0: u32, x1: u32, y1: u32) -> PixelBox {
        PixelBox { x0, y0, x1, y1 }
    }

    #[test]
    fn the_upper_stroke_of_a_character_behind_digits_is_a_part_of_it() {
        // 85元: digits are lower than 元, whose upper stroke stands above all.
        let parts = [rect(400, 104, 410, 118), rect(412, 104, 422, 118), rect(424, 106, 442, 119)];
        let components = parts.map(|rect| Component { rect, area: 100 });
        let line = Segment { rect: rect(400, 104, 442, 119), components: vec![0, 1, 2] };
        let is_over = |stroke| is_stroke_over(&stroke, &line, &components, 20.0);
        assert!(is_over(rect(426, 100, 440, 102)));
        // A dash over a digit, and one of the line above.
        assert!(!is_over(rect(396, 100, 414, 102)));
        assert!(!is_over(rect(426, 86, 440, 88)));
    }
}
