//! Drops text that is drawn twice to look bold (fake bold).
//!
//! Render mode 2 reports a run for its fill and again for its stroke, and old report software draws the same text
//! twice at a small offset. A glyph that repeats the same character within [`REPEAT_EM`] of its size is dropped;
//! equal digits set side by side are at least 0.4 em apart and survive.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::page::Glyph;

/// Largest offset of the second drawing of a character from the first, in em, along each axis.
const REPEAT_EM: f64 = 0.14;

/// Side of a cell of the look-up grid, in points: larger than any offset that counts at sizes up to 50 points.
const CELL: f64 = 8.0;

/// Drops the glyphs that repeat an earlier one in place.
pub(super) fn drop_repeats(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    // The last of its kind in each cell, and for each glyph the one before it.
    let mut seen: FxHashMap<(char, i64, i64), usize> =
        FxHashMap::with_capacity_and_hasher(glyphs.len(), FxBuildHasher);
    let mut before: Vec<Option<usize>> = Vec::with_capacity(glyphs.len());
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let near = (REPEAT_EM * glyph.size).min(CELL);
        // Nearly always one or two cells.
        let around = |at: f64| cell(at - near)..=cell(at + near);
        let repeats = around(glyph.rect.x0).any(|x| {
            around(glyph.rect.y0).any(|y| {
                let last = seen.get(&(glyph.ch, x, y)).copied();
                let mut there = std::iter::successors(last, |at| before.get(*at).copied().flatten());
                there.any(|at| kept.get(at).is_some_and(|other| same_spot(other, &glyph)))
            })
        });
        if !repeats {
            let (cx, cy) = (cell(glyph.rect.x0), cell(glyph.rect.y0));
            before.push(seen.insert((glyph.ch, cx, cy), kept.len()));
            kept.push(glyph);
        }
    }
    kept
}

fn same_spot(a: &Glyph, b: &Glyph) -> bool {
    let near = REPEAT_EM * a.size.min(b.size);
    (a.rect.x0 - b.rect.x0).abs() <= near && (a.rect.y0 - b.rect.y0).abs() <= near
}

#[allow(clippy::cast_possible_truncation)] // page coordinates are clamped to the page before this
fn cell(at: f64) -> i64 {
    (at / CELL).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Direction, Rect};

    fn glyph(ch: char, x: f64) -> Glyph {
        Glyph {
            ch,
            rect: Rect::new(x, 0.0, x + 5.0, 10.0),
            size: 10.0,
            direction: Direction::Right,
            cut: false,
            doubt: None,
            reading: None,
        }
    }

    #[test]
    fn a_second_drawing_is_dropped_and_tight_digits_survive() {
        let text = vec![glyph('1', 0.0), glyph('1', 4.5), glyph('1', 0.4), glyph('1', 4.9), glyph('2', 0.1)];
        let kept: String = drop_repeats(text).iter().map(|g| g.ch).collect();
        assert_eq!(kept, "112");
    }
}
