//! Doubts numbers before which ink stands that has no character: a minus may be drawn as a line, or its character may say
//! nothing. The number without it is another one. A line is read as the minus that it looks like.

use crate::geom::Rect;
use crate::page::{Doubt, Glyph, Page};
use crate::text::number::{is_digit, is_minus, is_separator};

/// A line is as long as a minus between these, in em, and thinner than this, in points and as a share of its length.
const LENGTH_EM: (f64, f64) = (0.15, 0.8);
const THICKNESS: f64 = 1.5;
const FLATNESS: f64 = 0.5;
/// How far before the first digit it ends, in em.
const BEFORE_EM: (f64, f64) = (-0.1, 0.5);
/// How far over the baseline its middle is, in em, and where the baseline is over the lower edge of a character.
const OVER_BASELINE_EM: (f64, f64) = (0.12, 0.5);
const BASELINE_EM: f64 = 0.12;
/// How far the middles of two characters of a line may be apart, in em.
const LEVEL_EM: f64 = 0.3;
/// Widest gap between the characters of a number, in em.
const TOUCH_EM: f64 = 0.25;

/// Doubts the numbers of an upright page that a minus may have been lost of. `inks` are characters that draw something
/// and say nothing, on the page as it is seen.
pub(super) fn doubt_lost_signs(page: &mut Page, inks: &[Rect]) {
    let lines = page.rulings.iter().filter(|r| r.horizontal && is_flat(&r.rect)).map(|r| r.rect);
    let lines: Vec<Rect> = lines.collect();
    if lines.is_empty() && inks.is_empty() {
        return;
    }
    let to_upright = page.upright.inverse();
    let inks = inks.iter().filter_map(|ink| Some(to_upright?.rect(ink)));
    let signs: Vec<(Rect, bool)> =
        lines.into_iter().map(|line| (line, true)).chain(inks.map(|ink| (ink, false))).collect();
    let mut firsts: Vec<usize> =
        (0..page.glyphs.len()).filter(|at| begins_number(&page.glyphs, *at)).collect();
    let bottom = |glyphs: &[Glyph], at: usize| glyphs.get(at).map_or(0.0, |glyph| glyph.rect.y1);
    firsts.sort_by(|a, b| bottom(&page.glyphs, *a).total_cmp(&bottom(&page.glyphs, *b)));
    let mut drawn: Vec<(usize, Rect)> = Vec::new();
    let largest = firsts.iter().filter_map(|at| page.glyphs.get(*at)).map(|g| g.size).fold(0.0, f64::max);
    for (sign, is_line) in signs {
        let from = firsts.partition_point(|at| bottom(&page.glyphs, *at) < sign.mid_y() - largest);
        for at in &firsts[from..] {
            let Some(glyph) = page.glyphs.get_mut(*at) else { continue };
            if glyph.rect.y1 > sign.mid_y() + largest {
                break;
            }
            if !stands_before(&sign, glyph) {
                continue;
            }
            if is_line && is_minus_of(&sign, glyph) {
                glyph.doubt = glyph.doubt.or(Some(Doubt::DrawnSign));
                drawn.push((*at, sign));
            } else if !is_line && is_level(&sign, glyph) {
                glyph.doubt = glyph.doubt.or(Some(Doubt::LostSign));
            }
        }
    }
    set_drawn_signs(page, drawn);
}

/// Sets a minus for each line that is one, before its number, and takes the lines away.
fn set_drawn_signs(page: &mut Page, mut drawn: Vec<(usize, Rect)>) {
    page.rulings.retain(|ruling| drawn.iter().all(|(_, line)| *line != ruling.rect));
    drawn.sort_by_key(|(at, _)| *at);
    drawn.dedup_by_key(|(at, _)| *at);
    for (at, line) in drawn.into_iter().rev() {
        let Some(digit) = page.glyphs.get(at).copied() else { continue };
        let rect = Rect { x0: line.x0.min(digit.rect.x0), x1: digit.rect.x0, ..digit.rect };
        page.glyphs.insert(at, Glyph { ch: '-', rect, ..digit });
    }
}

/// Whether a line is as thin as a minus.
fn is_flat(line: &Rect) -> bool {
    line.height() < THICKNESS && line.height() < FLATNESS * line.width()
}

/// Whether a character is the first digit of a number that has no minus.
fn begins_number(glyphs: &[Glyph], at: usize) -> bool {
    let Some(glyph) = glyphs.get(at).filter(|glyph| is_digit(glyph.ch)) else { return false };
    let before = at.checked_sub(1).and_then(|before| glyphs.get(before));
    before.is_none_or(|before| {
        let gap = glyph.rect.x0 - before.rect.x1;
        let touches = gap.abs() <= TOUCH_EM * glyph.size && is_level(&before.rect, glyph);
        !(touches && (is_digit(before.ch) || is_separator(before.ch) || is_minus(before.ch)))
    })
}

fn stands_before(sign: &Rect, digit: &Glyph) -> bool {
    let gap = (digit.rect.x0 - sign.x1) / digit.size;
    (BEFORE_EM.0..=BEFORE_EM.1).contains(&gap)
}

fn is_minus_of(line: &Rect, digit: &Glyph) -> bool {
    let length = line.width() / digit.size;
    let over = (digit.rect.y1 - line.mid_y()) / digit.size - BASELINE_EM;
    (LENGTH_EM.0..=LENGTH_EM.1).contains(&length) && (OVER_BASELINE_EM.0..=OVER_BASELINE_EM.1).contains(&over)
}

fn is_level(rect: &Rect, glyph: &Glyph) -> bool {
    (rect.mid_y() - glyph.rect.mid_y()).abs() <= LEVEL_EM * glyph.size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Affine, Direction};
    use crate::page::{Origin, Ruling};

    /// `12` at 100, its baseline at 200, in type of 10 points.
    fn page(lines: &[Rect]) -> Page {
        let glyph = |ch, x| Glyph {
            ch,
            rect: Rect::new(x, 191.2, x + 5.0, 201.2),
            size: 10.0,
            direction: Direction::Right,
            cut: false,
            doubt: None,
            reading: None,
        };
        Page {
            number: 1,
            width: 300.0,
            height: 300.0,
            origin: Origin::Text,
            upright: Affine::IDENTITY,
            glyphs: vec![glyph('1', 100.0), glyph('2', 105.0)],
            rulings: lines.iter().map(|rect| Ruling { rect: *rect, horizontal: true }).collect(),
            fills: Vec::new(),
            readings: Vec::new(),
            fonts: Vec::new(),
            bend: None,
            unread_ink: Vec::new(),
            layer: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn doubted(lines: &[Rect], inks: &[Rect]) -> Vec<bool> {
        let mut page = page(lines);
        doubt_lost_signs(&mut page, inks);
        page.glyphs.iter().map(|glyph| glyph.doubt == Some(Doubt::LostSign)).collect()
    }

    #[test]
    fn a_line_where_a_minus_stands_is_one_and_doubted() {
        let mut page = page(&[Rect::new(94.0, 196.5, 98.0, 197.2), Rect::new(10.0, 210.0, 300.0, 210.5)]);
        doubt_lost_signs(&mut page, &[]);
        assert_eq!(page.glyphs.iter().map(|glyph| glyph.ch).collect::<String>(), "-12");
        assert_eq!((page.glyphs[0].rect.x0, page.glyphs[0].rect.x1), (94.0, 100.0));
        assert!(page.glyphs[..2].iter().all(|glyph| glyph.doubt == Some(Doubt::DrawnSign)));
        assert_eq!(page.rulings.len(), 1);
    }

    #[test]
    fn underlines_rulings_and_far_lines_are_no_minus() {
        let lines = [
            Rect::new(94.0, 201.0, 98.0, 201.5),   // under the line
            Rect::new(40.0, 196.5, 98.0, 197.2),   // as long as a border
            Rect::new(80.0, 196.5, 84.0, 197.2),   // too far
            Rect::new(96.5, 193.0, 98.0, 198.0),   // upright
            Rect::new(101.0, 196.5, 105.0, 197.2), // through the digit
        ];
        assert_eq!(doubted(&lines, &[]), [false, false]);
    }

    #[test]
    fn ink_without_a_character_doubts_whenever_it_was_drawn() {
        assert_eq!(doubted(&[], &[Rect::new(95.0, 191.2, 100.0, 201.2)]), [true, false]);
        assert_eq!(doubted(&[], &[Rect::new(95.0, 176.2, 100.0, 186.2)]), [false, false]);
    }
}
