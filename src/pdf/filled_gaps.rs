//! Doubts a character before which ink fills a gap of its line that no character accounts for, and a digit behind which such
//! ink goes on: a curve, a picture or a glyph whose text is blank. `单位：万元` without 万 is another unit.

use crate::geom::Rect;
use crate::page::{Doubt, Glyph, Page};
use crate::text::number::is_digit;

/// Most pieces of ink that are looked at; a page with more has no text.
const MOST: usize = 2_000;
/// Size of ink that is a character, in em.
const SIZE_EM: (f64, f64) = (0.3, 1.4);
/// Widest gap between the ink and the characters on both sides, in em.
const NEAR_EM: (f64, f64) = (-0.3, 0.6);
/// Widest gap between the digits of a number, in em.
const TOUCH_EM: f64 = 0.2;
/// How far the middles of ink and character may be apart, in em.
const LEVEL_EM: f64 = 0.35;

/// Doubts the characters of an upright page behind such ink; `inks` are rectangles of the page as it is seen.
pub(super) fn doubt_filled_gaps<'a>(page: &mut Page, inks: impl Iterator<Item = &'a Rect>) {
    let Some(to_upright) = page.upright.inverse() else { return };
    let inks: Vec<Rect> = inks.take(MOST + 1).map(|ink| to_upright.rect(ink)).collect();
    if inks.is_empty() || inks.len() > MOST {
        return;
    }
    let mut by_height: Vec<usize> = (0..page.glyphs.len()).collect();
    let middle = |glyphs: &[Glyph], at: usize| glyphs.get(at).map_or(0.0, |glyph| glyph.rect.mid_y());
    by_height.sort_by(|a, b| middle(&page.glyphs, *a).total_cmp(&middle(&page.glyphs, *b)));
    let largest = page.glyphs.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
    let mut doubted: Vec<usize> = Vec::new();
    for ink in &inks {
        let reach = LEVEL_EM * largest;
        let from = by_height.partition_point(|at| middle(&page.glyphs, *at) < ink.mid_y() - reach);
        let beside = by_height.get(from..).unwrap_or_default().iter().copied();
        let beside: Vec<usize> =
            beside.take_while(|at| middle(&page.glyphs, *at) <= ink.mid_y() + reach).collect();
        let glyphs = || beside.iter().filter_map(|at| page.glyphs.get(*at).map(|glyph| (*at, glyph)));
        let covered = glyphs().any(|(_, glyph)| glyph.rect.contains(ink.mid_x(), ink.mid_y()));
        let near = |gap: f64, glyph: &Glyph| (NEAR_EM.0..=NEAR_EM.1).contains(&(gap / glyph.size));
        let fits = |glyph: &Glyph| {
            let em = ink.height().max(ink.width()) / glyph.size;
            (SIZE_EM.0..=SIZE_EM.1).contains(&em)
                && (glyph.rect.mid_y() - ink.mid_y()).abs() <= LEVEL_EM * glyph.size
        };
        let before = glyphs().any(|(_, glyph)| fits(glyph) && near(ink.x0 - glyph.rect.x1, glyph));
        let behind = glyphs().filter(|(_, glyph)| fits(glyph) && near(glyph.rect.x0 - ink.x1, glyph));
        if before && !covered {
            doubted.extend(behind.map(|(at, _)| at));
        }
        // The last digit of a number.
        let goes_on = |glyph: &Glyph| {
            is_digit(glyph.ch) && fits(glyph) && (ink.x0 - glyph.rect.x1).abs() <= TOUCH_EM * glyph.size
        };
        if !covered {
            doubted.extend(glyphs().filter(|(_, glyph)| goes_on(glyph)).map(|(at, _)| at));
        }
    }
    for at in doubted {
        if let Some(glyph) = page.glyphs.get_mut(at) {
            glyph.doubt = glyph.doubt.or(Some(Doubt::LostCharacter));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Affine, Direction};
    use crate::page::Origin;

    /// `：` and `元` with a gap of one character between them, and `5` apart.
    fn doubts(inks: &[Rect]) -> Vec<bool> {
        let glyph = |ch, x| Glyph {
            ch,
            rect: Rect::new(x, 100.0, x + 10.0, 110.0),
            size: 10.0,
            direction: Direction::Right,
            cut: false,
            doubt: None,
            reading: None,
        };
        let mut page = Page {
            number: 1,
            width: 300.0,
            height: 300.0,
            origin: Origin::Text,
            upright: Affine::IDENTITY,
            glyphs: vec![glyph('：', 50.0), glyph('元', 70.0), glyph('5', 200.0)],
            rulings: Vec::new(),
            fills: Vec::new(),
            readings: Vec::new(),
            fonts: Vec::new(),
            bend: None,
            unread_ink: Vec::new(),
            layer: Vec::new(),
            notes: Vec::new(),
        };
        doubt_filled_gaps(&mut page, inks.iter());
        page.glyphs.iter().map(|glyph| glyph.doubt == Some(Doubt::LostCharacter)).collect()
    }

    #[test]
    fn ink_in_a_gap_or_behind_a_digit_is_doubted_and_other_ink_is_not() {
        assert_eq!(doubts(&[Rect::new(60.5, 100.5, 69.5, 109.5)]), [false, true, false]);
        assert_eq!(doubts(&[Rect::new(210.5, 101.0, 215.0, 109.0)]), [false, false, true], "behind a digit");
        let others = [
            Rect::new(60.5, 130.5, 69.5, 139.5), // on another line
            Rect::new(81.0, 100.5, 90.0, 109.5), // behind both
            Rect::new(71.0, 100.5, 79.0, 109.5), // in the box of a character
            Rect::new(60.0, 60.0, 70.0, 150.0),  // larger than print
        ];
        assert_eq!(doubts(&others), [false; 3]);
    }
}
