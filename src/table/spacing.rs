//! Reads the gaps between the characters of a number: which of them part it, and which only set it wide.
//!
//! | set | gaps | becomes |
//! |---|---|---|
//! | one by one, wide | all alike | `1,286.50` |
//! | thousands by spaces | alike, narrow, the others closed | `5 319 581` |
//! | anything else | one that stands out | a space; two spaces where it is wider than one |
//!
//! Two numbers that stand in one cell keep a space between them, so that they are never read as one.

use crate::page::Glyph;
use crate::text::number::{is_digit, is_number_line, is_separator};

/// How far gaps may differ that are alike, in em.
const ALIKE_EM: f64 = 0.1;
/// Farthest that characters of one number are set apart, from the beginning of one to that of the next, in em. Columns are
/// farther apart.
pub(super) const WIDEST_PITCH_EM: f64 = 1.4;
/// How much wider than the others a gap between digits is that parts them, in em: a space is a quarter at least.
const PARTING_EM: f64 = 0.2;
/// Narrowest gap at a sign or a bracket that is a space, in em.
const SPACE_EM: f64 = 0.32;
/// Widest gap that is one space between thousands, in em.
const ONE_SPACE_EM: f64 = 0.75;
/// Fewest characters that show that they are set apart evenly.
const FEWEST_EVEN: usize = 3;
/// Largest difference of the sizes of the digits of one number, as a share of the larger, and of their baselines, in em.
const ONE_SIZE: f64 = 0.25;
const ONE_BASELINE_EM: f64 = 0.25;

/// Writes a line of glyphs, from the left, as a number with the spaces that part it; `None` where it is no number.
pub(super) fn number_text(glyphs: &[Glyph]) -> Option<String> {
    if !is_number_line(glyphs.iter().map(|g| g.ch)) {
        return None;
    }
    let even = glyphs.len() >= FEWEST_EVEN && are_even(glyphs);
    let mut gaps: Vec<f64> = pairs(glyphs).map(|(a, b)| gap(a, b)).collect();
    gaps.sort_by(f64::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0).clamp(0.0, ONE_SPACE_EM);
    // Of two gaps neither is the usual one.
    let usual = if gaps.len() < FEWEST_EVEN { 0.0 } else { usual };
    let mut text = String::with_capacity(glyphs.len());
    text.extend(glyphs.first().map(|g| g.ch));
    for (a, b) in pairs(glyphs) {
        let is_part = |c| is_digit(c) || is_separator(c);
        let of_digits = is_part(a.ch) && is_part(b.ch);
        let wide = gap(a, b) - usual;
        if of_digits && parts_by_shape(a, b) {
            text.push(' ');
        } else if !even && of_digits && wide > ONE_SPACE_EM {
            text.push_str("  ");
        } else if !even && wide > if of_digits { PARTING_EM } else { SPACE_EM } {
            text.push(' ');
        }
        text.push(b.ch);
    }
    Some(text)
}

/// Whether characters are set apart evenly: the gaps between them, or the distances of their left edges or middles, are
/// alike. Points and commas are narrower than digits, so that one of these may be and the others not.
pub(super) fn are_even(glyphs: &[Glyph]) -> bool {
    let alike = |distance: fn(&Glyph, &Glyph) -> f64| {
        let (mut least, mut most) = (f64::MAX, f64::MIN);
        for (a, b) in pairs(glyphs) {
            let em = a.size.min(b.size).max(f64::MIN_POSITIVE);
            least = least.min(distance(a, b) / em);
            most = most.max(distance(a, b) / em);
        }
        most - least <= ALIKE_EM
    };
    let near = |(a, b): (&Glyph, &Glyph)| {
        b.rect.x0 - a.rect.x0 <= WIDEST_PITCH_EM * a.size.min(b.size) && !parts_by_shape(a, b)
    };
    pairs(glyphs).all(near)
        && (alike(|a, b| b.rect.x0 - a.rect.x1)
            || alike(|a, b| b.rect.x0 - a.rect.x0)
            || alike(|a, b| b.rect.mid_x() - a.rect.mid_x()))
}

/// Whether two characters are too different in size or height to be of one number.
pub(super) fn parts_by_shape(a: &Glyph, b: &Glyph) -> bool {
    let (small, large) = (a.size.min(b.size), a.size.max(b.size));
    large - small > ONE_SIZE * large || (a.rect.y1 - b.rect.y1).abs() > ONE_BASELINE_EM * large
}

/// The gap between two characters, in em.
fn gap(a: &Glyph, b: &Glyph) -> f64 {
    (b.rect.x0 - a.rect.x1) / a.size.min(b.size).max(f64::MIN_POSITIVE)
}

fn pairs(glyphs: &[Glyph]) -> impl Iterator<Item = (&Glyph, &Glyph)> {
    glyphs.iter().zip(glyphs.iter().skip(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Direction, Rect};

    const SIZE: f64 = 10.0;

    /// Glyphs of 5 points (separators of 2.5) at 10 points; a number stands for a gap, in tenths of an em.
    fn set(text: &str, gaps: &[f64]) -> Vec<Glyph> {
        let mut x = 0.0;
        let gap_behind = |i: usize| gaps.get(i).copied().unwrap_or(0.0);
        let glyph = |(i, ch): (usize, char)| {
            let width = if is_separator(ch) { 2.5 } else { 5.0 };
            let rect = Rect::new(x, 0.0, x + width, SIZE);
            x += width + gap_behind(i);
            Glyph {
                ch,
                rect,
                size: SIZE,
                direction: Direction::Right,
                cut: false,
                doubt: None,
                reading: None,
            }
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn text(text: &str, gaps: &[f64]) -> String {
        number_text(&set(text, gaps)).unwrap_or_default()
    }

    #[test]
    fn characters_set_apart_evenly_are_one_number() {
        let pitch = |text: &str, pitch: f64| -> Vec<f64> {
            text.chars().map(|c| pitch - if is_separator(c) { 2.5 } else { 5.0 }).collect()
        };
        for wide in ["1,286.50", "0.00", "12,345,678.90", "305"] {
            assert_eq!(text(wide, &pitch(wide, 8.0)), wide, "at even distances");
            assert_eq!(text(wide, &[4.0; 20]), wide, "with even gaps");
            assert_eq!(text(wide, &[0.0; 20]), wide);
        }
    }

    #[test]
    fn a_gap_that_stands_out_parts_numbers() {
        assert_eq!(text("5319581", &[2.8, 0.0, 0.0, 2.8]), "5 319 581");
        assert_eq!(text("5319581", &[7.0, 2.0, 2.0, 7.0, 2.0, 2.0]), "5 319 581", "and set wide");
        assert_eq!(text("1245", &[0.0, 2.8]), "12 45");
        assert_eq!(text("12345", &[0.0, 12.0]), "12  345", "wider than a space");
        assert_eq!(text("12", &[5.0]), "1 2");
        assert_eq!(text("-343,135", &[30.0]), "- 343,135");
    }

    #[test]
    fn a_digit_of_another_size_or_height_is_set_apart() {
        let mut glyphs = set("732.001", &[]);
        if let Some(last) = glyphs.last_mut() {
            last.size = 5.0;
        }
        assert_eq!(number_text(&glyphs).as_deref(), Some("732.00 1"));
    }
}
