//! Ink to pieces of lines of text: characters that stand side by side, never across a ruling.

use super::ink::{Blot, PixelBox};
use super::ruled::{Rule, Ruled};

/// Blots smaller than this in both directions, in points, are specks wherever they stand.
const SPECK: f64 = 0.45;
/// … and so are those of less ink, in square points: a point of 8 pt type has more than a whole one.
const LEAST_INK: f64 = 0.3;
/// Blots that are taller or wider than this, in points, are pictures and stamps: no title is set larger.
const LARGEST: f64 = 60.0;
/// Types are between these sizes, in points; the usual one of a page is told by blots of these heights.
const TYPES: (f64, f64) = (4.0, 16.0);
/// Gaps up to this many times the height of a line stay inside a piece.
const GAP: f64 = 0.85;
const GAP_OF_SMALL: f64 = 0.6;
const GAP_OF_DASH: f64 = 0.3;
/// So many vertical rulings part the columns of a page.
const COLUMNS: usize = 3;
/// A dash is lower than this share of the usual height, this many times as long as high, and its length is between these
/// shares of the usual height.
const DASH: f64 = 0.3;
const LONG: f64 = 2.0;
const LENGTHS: (f64, f64) = (0.3, 4.0);
/// No minus is longer, in usual heights.
const LONGEST_MINUS: f64 = 1.2;
/// Blots stand on one line where they share this much of the lower one's height …
const LEVEL: f64 = 0.45;
/// … surely where it lies inside the other by this much; else
const INSIDE: f64 = 0.85;
/// … and no blot that joins is this many times as tall as the line.
const TALLER: f64 = 2.2;
/// A piece flatter than this share of the usual height is a part of a character, or a dash or a point by itself.
const FLAT: f64 = 0.55;
/// Parts of one character stand over each other within this share of the usual height.
const ONE_CHARACTER: f64 = 1.2;
/// A piece lower than this share of the usual height with no neighbour is a speck.
const LONE_SPECK: f64 = 0.3;

/// The ink of one piece of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) rect: PixelBox,
    /// Its blots from left to right, as indices.
    pub(super) blots: Vec<usize>,
}

/// What parts the pieces of a page.
#[derive(Debug, Clone, Copy)]
struct Spacing {
    /// The usual height of its characters, in pixels.
    usual: f64,
    /// No rulings part its columns: a dash for a blank stands beside what is in the next.
    dashes_apart: bool,
}

/// The pieces of a page, from the top, and the usual height of its characters in pixels.
pub(super) fn blots_to_pieces(blots: &[Blot], ruled: &Ruled, point: f64) -> (Vec<Piece>, f64) {
    let tall = |b: &Blot| f64::from(b.rect.height()) * point;
    let wide = |b: &Blot| f64::from(b.rect.width()) * point;
    let usual = usual_height(blots, point);
    let mut order: Vec<usize> = (0..blots.len())
        .filter(|i| {
            let blot = &blots[*i];
            tall(blot).max(wide(blot)) > SPECK
                && f64::from(blot.area) * point * point > LEAST_INK
                && tall(blot) < LARGEST
                && wide(blot) < LARGEST
                && !is_of_ruling(&blot.rect, ruled, usual)
        })
        .collect();
    order.sort_by_key(|i| (blots[*i].rect.x0, blots[*i].rect.y0));
    // Full-height blots make the lines; small ones (points, dashes, dots of characters) join them afterwards, so that no
    // speck is a bridge between lines.
    let (full, small): (Vec<usize>, Vec<usize>) =
        order.iter().partition(|i| f64::from(blots[**i].rect.height()) >= FLAT * usual);
    let spacing = Spacing { usual, dashes_apart: ruled.verticals.len() < COLUMNS };
    let mut pieces: Vec<Piece> = Vec::new();
    for index in full.into_iter().chain(small) {
        place(index, blots, ruled, spacing, &mut pieces);
    }
    let mut pieces = join(pieces, ruled, spacing);
    pieces.retain(|piece| !is_lone_speck(piece, blots, usual, point));
    for piece in &mut pieces {
        piece.blots.sort_by_key(|i| (blots[*i].rect.x0, blots[*i].rect.y0));
    }
    pieces.sort_by_key(|p| (p.rect.y0, p.rect.x0));
    (pieces, usual)
}

/// The blots of a piece on both sides of a place that none of them covers; `None` where a side has none.
pub(super) fn parts_of(piece: &Piece, blots: &[Blot], at: f64) -> Option<(Piece, Piece)> {
    // The blots are those of the piece, in its order.
    let (left, right): (Vec<usize>, Vec<usize>) =
        (0..piece.blots.len()).partition(|n| blots.get(*n).is_some_and(|b| f64::from(b.rect.x1) <= at));
    let part = |numbers: Vec<usize>| {
        let rect = numbers.iter().filter_map(|n| blots.get(*n)).map(|b| b.rect).reduce(|a, b| a.union(&b))?;
        Some(Piece { rect, blots: numbers.iter().filter_map(|n| piece.blots.get(*n)).copied().collect() })
    };
    Some((part(left)?, part(right)?))
}

/// The height that most characters have, in pixels.
fn usual_height(blots: &[Blot], point: f64) -> f64 {
    let mut heights: Vec<u32> = blots
        .iter()
        .map(|b| b.rect.height())
        .filter(|h| (TYPES.0..TYPES.1).contains(&(f64::from(*h) * point)))
        .collect();
    heights.sort_unstable();
    // Digits are lower than Chinese characters, whose parts are lower still: the upper third is whole characters.
    heights.get(heights.len() * 2 / 3).map_or(8.0 / point, |h| f64::from(*h))
}

/// Puts a blot to the piece it stands in line with, or begins one.
fn place(index: usize, blots: &[Blot], ruled: &Ruled, spacing: Spacing, pieces: &mut Vec<Piece>) {
    let rect = blots[index].rect;
    let fits = |piece: &&mut Piece| {
        stands_in_line(&piece.rect, &rect, spacing) && !ruled_apart(&piece.rect, &rect, ruled)
    };
    // The nearest one: a small blot may stand within reach of two.
    let distance = |piece: &&mut Piece| {
        let (gap, middle) = (gap(&piece.rect, &rect), middle_y(&piece.rect).abs_diff(middle_y(&rect)));
        gap + middle
    };
    match pieces.iter_mut().filter(fits).min_by_key(distance) {
        Some(piece) => {
            piece.rect = piece.rect.union(&rect);
            piece.blots.push(index);
        }
        None => pieces.push(Piece { rect, blots: vec![index] }),
    }
}

/// What a seal or a fold left of a ruling: flat, level with a ruling, and longer than any minus, since a sign that were taken
/// for it would be lost without a trace.
fn is_of_ruling(rect: &PixelBox, ruled: &Ruled, usual: f64) -> bool {
    let (width, height) = (f64::from(rect.width()), f64::from(rect.height()));
    let flat = height <= DASH * usual && width >= LONG * height && width > LONGEST_MINUS * usual;
    let level = |r: &Rule| r.at <= rect.y1 && rect.y0 <= r.at + r.thick;
    flat && ruled.horizontals.iter().any(level)
}

/// A dash by its shape.
pub(super) fn is_dash(rect: &PixelBox, usual: f64) -> bool {
    let (width, height) = (f64::from(rect.width()), f64::from(rect.height()));
    height <= DASH * usual
        && width >= LONG * height
        && (LENGTHS.0 * usual..=LENGTHS.1 * usual).contains(&width)
}

/// A line of dashes, as some print for a blank: nothing but dashes side by side.
pub(super) fn are_dashes(piece: &PixelBox, blots: &[Blot], usual: f64) -> bool {
    // The strokes of 二 stand over each other.
    let level = f64::from(piece.height()) <= 1.5 * DASH * usual;
    level && blots.len() > 1 && blots.iter().all(|blot| is_dash(&blot.rect, usual))
}

/// Twice the vertical middle.
fn middle_y(rect: &PixelBox) -> u32 {
    rect.y0 + rect.y1
}

/// Pixels between two boxes from left to right; 0 where they overlap.
fn gap(a: &PixelBox, b: &PixelBox) -> u32 {
    b.x0.saturating_sub(a.x1).max(a.x0.saturating_sub(b.x1))
}

fn stands_in_line(line: &PixelBox, rect: &PixelBox, Spacing { usual, dashes_apart }: Spacing) -> bool {
    let (line_height, height) = (f64::from(line.height()), f64::from(rect.height()));
    // A dash for a blank and the name behind it are two cells; 一 and what follows it stand closer.
    let dash = |r: &PixelBox| is_dash(r, usual);
    if dashes_apart && (dash(line) || dash(rect)) && f64::from(gap(line, rect)) > GAP_OF_DASH * usual {
        return false;
    }
    let em = line_height.max(height).max(0.9 * usual);
    // Points and dashes stand close to their characters; specks anywhere.
    let small = line_height.min(height) < FLAT * usual;
    let reach = if small { GAP_OF_SMALL } else { GAP } * em.min(2.5 * usual.max(line_height.min(height)));
    if f64::from(gap(line, rect)) > reach {
        return false;
    }
    let lower = line_height.min(height);
    let shared = f64::from(line.shared_height(rect));
    // Parts of characters lie inside the line; what is much taller than a line is none of it.
    let inside = shared >= INSIDE * lower;
    let alike = line_height.max(height) <= TALLER * lower.max(FLAT * usual);
    inside || (alike && shared >= LEVEL * lower)
}

/// Whether a ruling runs between two boxes.
fn ruled_apart(a: &PixelBox, b: &PixelBox, ruled: &Ruled) -> bool {
    let middle = |from: u32, to: u32| u32::midpoint(from, to);
    let (left, right) =
        (middle(a.x0, a.x1).min(middle(b.x0, b.x1)), middle(a.x0, a.x1).max(middle(b.x0, b.x1)));
    let (top, bottom) =
        (middle(a.y0, a.y1).min(middle(b.y0, b.y1)), middle(a.y0, a.y1).max(middle(b.y0, b.y1)));
    let between = |rule: &Rule, (low, high): (u32, u32), (from, to): (u32, u32)| {
        let at = rule.at + rule.thick / 2;
        low < at && at < high && rule.from <= to && from <= rule.to
    };
    ruled.verticals.iter().any(|r| between(r, (left, right), (top, bottom)))
        || ruled.horizontals.iter().any(|r| between(r, (top, bottom), (left, right)))
}

/// Joins pieces that came to touch: lines that grew from both ends, and the strokes of 二 and 三.
fn join(mut pieces: Vec<Piece>, ruled: &Ruled, spacing: Spacing) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    pieces.sort_by_key(|p| (p.rect.x0, p.rect.y0));
    while let Some(piece) = pieces.pop() {
        let fits = |other: &Piece| {
            let one = stands_in_line(&other.rect, &piece.rect, spacing)
                || is_one_character(&other.rect, &piece.rect, spacing.usual);
            one && !ruled_apart(&other.rect, &piece.rect, ruled)
        };
        match joined.iter().position(fits) {
            Some(index) => {
                // What grew may now meet others: it is looked at again.
                let mut grown = joined.swap_remove(index);
                grown.rect = grown.rect.union(&piece.rect);
                grown.blots.extend(piece.blots);
                pieces.push(grown);
            }
            None => joined.push(piece),
        }
    }
    joined
}

fn is_one_character(a: &PixelBox, b: &PixelBox, usual: f64) -> bool {
    let flat = |r: &PixelBox| f64::from(r.height()) < FLAT * usual;
    let whole = a.union(b);
    let shared = a.shared_width(b) * 10 >= a.width().min(b.width()) * 7;
    // The upper and the lower halves of a number in pale ink, whose strokes are broken: no line of text is so low.
    let halves = flat(a) && flat(b);
    (flat(a) || flat(b))
        && shared
        && f64::from(whole.height()) <= ONE_CHARACTER * usual
        && (halves || f64::from(a.width().max(b.width())) <= 2.0 * usual)
}

/// A blot by itself that is too small for a character: a point without a number is nothing that is read. A dash may be.
fn is_lone_speck(piece: &Piece, blots: &[Blot], usual: f64, point: f64) -> bool {
    let (width, height) = (f64::from(piece.rect.width()), f64::from(piece.rect.height()));
    let small = width < LONE_SPECK * usual && height < LONE_SPECK * usual;
    let ink: u32 = piece.blots.iter().map(|i| blots[*i].area).sum();
    // Pieces of nothing but specks hold little ink for their size.
    small || f64::from(ink) * point * point < 0.6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blot(x0: u32, y0: u32, x1: u32, y1: u32) -> Blot {
        Blot { rect: PixelBox { x0, y0, x1, y1 }, area: (x1 - x0) * (y1 - y0) }
    }

    /// Twelve characters of 20 × 20 pixels, so that the usual height is told; a pixel is half a point.
    fn page(more: &[Blot]) -> Vec<Blot> {
        let mut blots: Vec<Blot> = (0..12).map(|i| blot(24 * i, 0, 24 * i + 20, 20)).collect();
        blots.extend_from_slice(more);
        blots
    }

    fn rects(pieces: &[Piece]) -> Vec<(u32, u32)> {
        pieces.iter().map(|p| (p.rect.x0, p.rect.x1)).collect()
    }

    #[test]
    fn characters_side_by_side_are_a_piece_and_a_ruling_parts_them() {
        let (pieces, usual) = blots_to_pieces(&page(&[]), &Ruled::default(), 0.5);
        assert_eq!((rects(&pieces), usual), (vec![(0, 284)], 20.0));
        let ruled =
            Ruled { verticals: vec![Rule { at: 141, thick: 1, from: 0, to: 20 }], ..Ruled::default() };
        assert_eq!(rects(&blots_to_pieces(&page(&[]), &ruled, 0.5).0), [(0, 140), (144, 284)]);
    }

    #[test]
    fn points_join_their_number_and_lone_specks_are_dropped() {
        let (point, speck) = (blot(285, 17, 288, 20), blot(500, 100, 503, 103));
        let (pieces, _) = blots_to_pieces(&page(&[point, speck]), &Ruled::default(), 0.5);
        assert_eq!(rects(&pieces), [(0, 288)]);
    }

    #[test]
    fn a_character_of_flat_strokes_is_one_piece() {
        let strokes = [blot(0, 100, 18, 103), blot(2, 107, 16, 110), blot(0, 116, 20, 119)];
        let (pieces, _) = blots_to_pieces(&page(&strokes), &Ruled::default(), 0.5);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[1].rect, PixelBox { x0: 0, y0: 100, x1: 20, y1: 119 });
    }

    #[test]
    fn a_number_whose_strokes_are_broken_is_one_piece() {
        // The bars of two digits, what is below them, and a digit that is broken lower down.
        let upper = [blot(400, 0, 408, 3), blot(414, 0, 422, 3), blot(428, 0, 436, 9), blot(442, 0, 450, 9)];
        let lower =
            [blot(399, 6, 408, 15), blot(413, 6, 422, 15), blot(428, 11, 437, 15), blot(442, 11, 451, 15)];
        let (pieces, _) = blots_to_pieces(&page(&[upper, lower].concat()), &Ruled::default(), 0.5);
        assert_eq!(rects(&pieces), [(0, 284), (399, 451)]);
    }

    #[test]
    fn a_dash_is_told_by_its_shape_and_stands_apart() {
        let dash = |width: u32, height: u32| {
            is_dash(&PixelBox { x0: 100, y0: 50, x1: 100 + width, y1: 50 + height }, 20.0)
        };
        assert!(dash(18, 3) && dash(8, 2) && dash(40, 4));
        // A 1 on its side is none, nor is a speck, a number, or what is left of a ruling.
        assert!(!dash(10, 14) && !dash(4, 3) && !dash(60, 16) && !dash(300, 3));
        let (pieces, _) = blots_to_pieces(&page(&[blot(296, 9, 314, 12)]), &Ruled::default(), 0.5);
        assert_eq!(rects(&pieces), [(0, 284), (296, 314)]);
        let (pieces, _) = blots_to_pieces(&page(&[blot(288, 9, 306, 12)]), &Ruled::default(), 0.5);
        assert_eq!(rects(&pieces), [(0, 306)]);
    }

    #[test]
    fn dashes_side_by_side_are_told_by_their_shape() {
        let are = |blots: &[Blot]| {
            let piece = blots.iter().map(|b| b.rect).reduce(|a, b| a.union(&b)).unwrap();
            are_dashes(&piece, blots, 20.0)
        };
        assert!(are(&[blot(0, 10, 10, 13), blot(16, 10, 26, 13), blot(32, 11, 42, 14)]));
        // 二, a minus before a number, dashes with a speck that may be a point.
        assert!(!are(&[blot(0, 0, 18, 3), blot(0, 14, 20, 17)]));
        assert!(!are(&[blot(0, 10, 10, 13), blot(14, 0, 24, 20)]));
        assert!(!are(&[blot(0, 10, 10, 13), blot(14, 11, 17, 14)]));
    }

    #[test]
    fn what_is_level_with_a_ruling_is_a_part_of_it() {
        let ruled =
            Ruled { horizontals: vec![Rule { at: 101, thick: 2, from: 0, to: 300 }], ..Ruled::default() };
        let (pieces, _) = blots_to_pieces(&page(&[blot(420, 100, 460, 103)]), &ruled, 0.5);
        assert_eq!(rects(&pieces), [(0, 284)]);
        let (pieces, _) = blots_to_pieces(&page(&[blot(420, 108, 440, 111)]), &ruled, 0.5);
        assert_eq!(rects(&pieces), [(0, 284), (420, 440)]);
        // A minus is never taken for one: it would be lost without a trace.
        let (pieces, _) = blots_to_pieces(&page(&[blot(420, 100, 440, 103)]), &ruled, 0.5);
        assert_eq!(rects(&pieces), [(0, 284), (420, 440)]);
    }

    #[test]
    fn wrapped_lines_stay_apart() {
        let below: Vec<Blot> = (0..5).map(|i| blot(24 * i, 24, 24 * i + 20, 44)).collect();
        assert_eq!(blots_to_pieces(&page(&below), &Ruled::default(), 0.5).0.len(), 2);
    }
}
