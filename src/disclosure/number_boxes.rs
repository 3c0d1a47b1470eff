//! Puts the boxes of figures onto the characters of their pages: the prose knows the places of its lines alone, and reckons
//! where in a line a number stands.

use crate::geom::Rect;
use crate::page::Page;
use crate::place::Place;
use crate::record::{Figure, bbox};
use crate::text::number::is_digit;

/// So far from where it was reckoned to be a number may stand, in heights of its line.
const FAR: f64 = 3.0;

/// Puts the boxes of figures onto their characters. Where these are not found, a box stays where it was reckoned to be.
pub(super) fn on_glyphs(mut figures: Vec<Figure>, pages: &[Page]) -> Vec<Figure> {
    for of_page in figures.chunk_by_mut(|a, b| a.page == b.page) {
        let number = of_page.first().map(|figure| figure.page);
        let Some(page) = pages.iter().find(|page| Some(page.number) == number) else { continue };
        let mut glyphs: Vec<(char, Rect)> = page.glyphs.iter().map(|glyph| (glyph.ch, glyph.rect)).collect();
        glyphs.retain(|(ch, _)| !ch.is_whitespace());
        glyphs.sort_by(|(_, a), (_, b)| a.x0.total_cmp(&b.x0));
        for figure in of_page {
            let parts = figure.raw.lines().filter(|part| !part.trim().is_empty());
            for (part, on_line) in parts.zip(&mut figure.boxes) {
                let [left, top, right, bottom] = *on_line;
                let rect = Rect::new(left, top, right, bottom);
                let reckoned = page.upright_of(&Place::Box { page: page.number, rect });
                if let Some(found) = reckoned.and_then(|reckoned| find(part, &reckoned, &glyphs)) {
                    *on_line = bbox(page.upright.rect(&found));
                }
            }
        }
    }
    figures
}

/// Finds the characters of a number in a line, those nearest to where they were reckoned to be; `glyphs` from left to right.
fn find(part: &str, reckoned: &Rect, glyphs: &[(char, Rect)]) -> Option<Rect> {
    let wanted: Vec<char> = part.chars().filter(|ch| !ch.is_whitespace()).collect();
    let is_on_line = |rect: &Rect| reckoned.y0 <= rect.mid_y() && rect.mid_y() <= reckoned.y1;
    let line: Vec<&(char, Rect)> = glyphs.iter().filter(|(_, rect)| is_on_line(rect)).collect();
    let is_digit_at = |at: usize| line.get(at).is_some_and(|(ch, _)| is_digit(*ch));
    let is_here = |at: usize| {
        let same = line.iter().skip(at).map(|(ch, _)| ch).take(wanted.len()).eq(&wanted);
        // A 0 in 2020 is none.
        same && !at.checked_sub(1).is_some_and(is_digit_at) && !is_digit_at(at + wanted.len())
    };
    let places = (0..line.len()).filter(|at| is_here(*at));
    let hulls =
        places.filter_map(|at| Rect::hull(line.iter().skip(at).take(wanted.len()).map(|(_, rect)| *rect)));
    let far = |hull: &Rect| (hull.mid_x() - reckoned.mid_x()).abs();
    let nearest = hulls.min_by(|a, b| far(a).total_cmp(&far(b)));
    nearest.filter(|hull| far(hull) <= FAR * reckoned.height())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of characters, 10 points wide each, from the left.
    fn line(text: &str, y: f64) -> Vec<(char, Rect)> {
        let at = (0_u32..).map(|place| f64::from(place) * 10.0);
        text.chars().zip(at).map(|(ch, x)| (ch, Rect::new(x, y, x + 10.0, y + 12.0))).collect()
    }

    #[test]
    fn a_number_is_found_by_its_characters_nearest_to_its_place() {
        let mut glyphs = line("2020年0万元占0%", 100.0);
        glyphs.extend(line("7", 140.0));
        glyphs.sort_by(|(_, a), (_, b)| a.x0.total_cmp(&b.x0));
        let at = |x: f64| Rect::new(x, 100.0, x + 6.0, 112.0);
        assert_eq!(find("0", &at(62.0), &glyphs), Some(Rect::new(50.0, 100.0, 60.0, 112.0)));
        assert_eq!(find("0", &at(84.0), &glyphs), Some(Rect::new(90.0, 100.0, 100.0, 112.0)));
        assert_eq!(find("0", &at(12.0), &glyphs), None, "a digit of a year, and the others are far");
        assert_eq!(find("7", &at(2.0), &glyphs), None, "on another line");
        assert_eq!(find("", &at(2.0), &glyphs), None);
    }
}
