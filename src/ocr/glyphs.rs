//! Turns what was read of a segment into glyphs that stand where their ink is.

use super::grammar::reads_as_number;
use super::ink::{Component, PixelBox, components_to_gaps};
use crate::geom::{Direction, Rect};
use crate::page::Glyph;
use crate::text::number::{is_closing, is_opening};

/// Narrowest gap in the ink of a segment that stays a gap between glyphs, as a share of its type. Smaller ones belong to the
/// characters.
const GAP: f64 = 0.5;
/// … and beside a bracket between Chinese characters, half of whose type is paper.
const GAP_BESIDE_BRACKET: f64 = 1.0;
/// Height of the ink of a Chinese character, as a share of its type …
const CHINESE: f64 = 0.92;
/// … and of a digit.
const DIGIT: f64 = 0.69;
/// Depth of the type below the feet of digits, as a share of it.
const BELOW: f64 = 0.14;

/// Makes the glyphs of a segment. `middles` are the middles of the characters, in pixels of the page from the left; `scale` is
/// points a pixel.
pub(super) fn segment_to_glyphs(
    chars: &[char],
    middles: &[f64],
    rect: &PixelBox,
    components: &[Component],
    char_height: f64,
    scale: f64,
    reading: u32,
) -> Vec<Glyph> {
    let (top, size) = type_box(chars, rect, components, char_height);
    // A number is one word, however far its narrow digits stand apart.
    let gaps = if reads_as_number(&chars.iter().collect::<String>()) {
        Vec::new()
    } else {
        components_to_gaps(rect, components)
    };
    let bounds = bounds(chars, middles, rect, &gaps, size);
    chars
        .iter()
        .zip(bounds)
        .filter(|(ch, _)| !ch.is_whitespace())
        .map(|(ch, (from, to))| Glyph {
            ch: *ch,
            rect: Rect::new(from * scale, top * scale, to * scale, (top + size) * scale),
            size: size * scale,
            direction: Direction::Right,
            cut: false,
            doubt: None,
            reading: Some(reading),
        })
        .collect()
}

/// Finds the top and the height of the type, in pixels.
fn type_box(chars: &[char], rect: &PixelBox, components: &[Component], char_height: f64) -> (f64, f64) {
    let (top, bottom) = (f64::from(rect.y0), f64::from(rect.y1));
    let numeric = chars.iter().all(|c| c.is_ascii());
    if numeric {
        // Commas hang below the feet of digits, which most tall components share.
        let tallest = components.iter().map(|b| b.rect.height()).max().unwrap_or(rect.height());
        let mut feet: Vec<u32> =
            components.iter().filter(|b| b.rect.height() * 10 >= tallest * 7).map(|b| b.rect.y1).collect();
        feet.sort_unstable();
        let feet = feet.get(feet.len() / 2).map_or(bottom, |y| f64::from(*y));
        let low = f64::from(tallest) < 0.4 * char_height; // a dash by itself
        let size = if low { char_height } else { f64::from(tallest) / DIGIT };
        let feet = if low { f64::midpoint(top, bottom) + size * 0.35 } else { feet };
        (feet + BELOW * size - size, size)
    } else {
        let size = (f64::from(rect.height()) / CHINESE).max(0.8 * char_height);
        (f64::midpoint(top, bottom) - size / 2.0, size)
    }
}

/// Finds where each character begins and ends. Neighbours touch, except where the ink has a gap.
fn bounds(
    chars: &[char],
    middles: &[f64],
    rect: &PixelBox,
    gaps: &[(f64, f64)],
    size: f64,
) -> Vec<(f64, f64)> {
    let (left, right) = (f64::from(rect.x0), f64::from(rect.x1));
    let mut bounds = Vec::with_capacity(chars.len());
    let mut from = left;
    for (index, ch) in chars.iter().enumerate() {
        let to = match (middles.get(index), middles.get(index + 1)) {
            (Some(this), Some(next)) => {
                let next_char = chars.get(index + 1).copied().unwrap_or(*ch);
                let widest = if leave_paper(*ch, next_char) { GAP_BESIDE_BRACKET } else { GAP };
                border(*this, *next, gaps, (size, widest * size))
            }
            _ => (right, right),
        };
        bounds.push((from, to.0.max(from)));
        from = to.1.max(from);
    }
    bounds
}

/// Whether two characters belong to one text between which a bracket leaves half of its type blank.
fn leave_paper(this: char, next: char) -> bool {
    !this.is_ascii() && !next.is_ascii() && (is_closing(this) || is_opening(next))
}

/// Finds where one character ends and the next begins: both at the middle of a narrow gap, or at the sides of a wide one.
fn border(this: f64, next: f64, gaps: &[(f64, f64)], (size, widest): (f64, f64)) -> (f64, f64) {
    let middle = f64::midpoint(this, next);
    // The middles are as fine as the steps of the reader: the gap is looked for around them.
    let slack = 0.25 * size;
    let between = gaps.iter().filter(|(from, to)| *to > this - slack && *from < next + slack);
    let far = |gap: &(f64, f64)| (f64::midpoint(gap.0, gap.1) - middle).abs();
    let wide = between.clone().filter(|g| g.1 - g.0 > widest).min_by(|a, b| far(a).total_cmp(&far(b)));
    if let Some((from, to)) = wide
        && *from > this - slack
        && *to < next + slack
    {
        return (*from, *to);
    }
    let nearest = between.min_by(|a, b| far(a).total_cmp(&far(b))).filter(|g| far(g) < 0.4 * size);
    let at = nearest.map_or(middle, |(from, to)| f64::midpoint(*from, *to));
    (at, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(x0: u32, x1: u32) -> Component {
        Component { rect: PixelBox { x0, y0: 10, x1, y1: 30 }, area: 100 }
    }

    #[test]
    fn characters_touch_and_a_gap_in_the_ink_stays() {
        let components = [component(0, 20), component(24, 44), component(70, 90)];
        let rect = PixelBox { x0: 0, y0: 10, x1: 90, y1: 30 };
        let glyphs =
            segment_to_glyphs(&['合', '计', '数'], &[11.0, 33.0, 80.0], &rect, &components, 20.0, 0.5, 3);
        let sides: Vec<(f64, f64)> = glyphs.iter().map(|g| (g.rect.x0, g.rect.x1)).collect();
        assert_eq!(sides, [(0.0, 11.0), (11.0, 22.0), (35.0, 45.0)]);
        assert!(glyphs.iter().all(|g| g.reading == Some(3)));
    }

    #[test]
    fn a_bracket_between_chinese_characters_ends_no_word() {
        let components = [component(0, 20), component(34, 38), component(42, 62)];
        let rect = PixelBox { x0: 0, y0: 10, x1: 62, y1: 30 };
        let begins_at = |chars: [char; 3], at: f64| {
            let glyphs = segment_to_glyphs(&chars, &[10.0, 36.0, 52.0], &rect, &components, 20.0, 1.0, 0);
            (glyphs[1].rect.x0 - at).abs() < 1e-9
        };
        assert!(begins_at(['国', '（', '境'], 27.0));
        assert!(begins_at(['国', '、', '境'], 34.0));
    }

    #[test]
    fn numbers_and_names_of_one_row_have_one_middle() {
        // Digits of a type of 20: 14 high, their feet 3 above the bottom of the characters.
        let name = segment_to_glyphs(
            &['款'],
            &[9.0],
            &PixelBox { x0: 0, y0: 10, x1: 19, y1: 29 },
            &[component(0, 19)],
            20.0,
            1.0,
            0,
        );
        let feet = Component { rect: PixelBox { x0: 0, y0: 13, x1: 8, y1: 27 }, area: 50 };
        let number = segment_to_glyphs(&['7'], &[4.0], &feet.rect, &[feet], 20.0, 1.0, 1);
        assert!((name[0].rect.mid_y() - number[0].rect.mid_y()).abs() < 1.0);
    }
}
