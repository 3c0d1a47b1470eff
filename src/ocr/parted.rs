//! Pieces that hold two cells: where no ruling stands between columns, an amount and the name behind it may be closer than
//! words of one line are.
//!
//! What was read tells where one could end (an amount has two decimals, and no Chinese character stands in it), and the ink
//! whether there is a gap. Both are needed: prose writes numbers between characters, and some accounts have six decimals.

use super::ink::{Blot, blots_to_gaps};
use super::pieces::{Piece, parts_of};
use crate::text::number::is_digit;

/// Between Chinese characters and a number stands less than this share of the usual height, unless they are two cells.
const GAP: f64 = 0.4;
/// Between two numbers there is more than this many times the widest gap inside of them, …
const WIDER: f64 = 1.4;
/// … and this share of the usual height.
const GAP_OF_DIGITS: f64 = 0.22;

/// The two pieces that a piece is, where it is two. `middles` are the middles of the characters, in pixels of the page.
pub(super) fn part(
    piece: &Piece,
    chars: &[char],
    middles: &[f64],
    blots: &[Blot],
    usual: f64,
) -> Option<(Piece, Piece)> {
    if chars.len() != middles.len() {
        return None;
    }
    let gaps = blots_to_gaps(&piece.rect, blots);
    let at = |end: usize| gap_between(&gaps, middles[end - 1], middles[end]);
    for end in ends_of_numbers(chars) {
        let Some((from, to)) = at(end) else { continue };
        let numbers = is_digit(chars[end - 1]) && is_digit(chars[end]);
        let wide = if numbers {
            let others =
                (1..chars.len()).filter(|other| *other != end).filter_map(at).map(|(from, to)| to - from);
            to - from >= (GAP_OF_DIGITS * usual).max(WIDER * others.fold(0.0, f64::max))
        } else {
            to - from >= GAP * usual
        };
        if wide {
            return parts_of(piece, blots, f64::midpoint(from, to));
        }
    }
    None
}

/// Where the characters may change from one cell to the next: behind two decimals, and between a number and words.
fn ends_of_numbers(chars: &[char]) -> Vec<usize> {
    let digit = |at: usize| chars.get(at).is_some_and(|c| is_digit(*c));
    let is_word = |at: usize| chars.get(at).is_some_and(|c| !c.is_ascii() && c.is_alphabetic());
    let is_mark = |at: usize| chars.get(at).is_some_and(|c| ".,'·、。".contains(*c));
    (1..chars.len())
        .filter(|end| {
            let behind_decimals = *end >= 4
                && digit(end - 1)
                && digit(end - 2)
                && chars.get(end - 3) == Some(&'.')
                && digit(end - 4);
            // A speck between two cells may be read as a mark.
            let number_before = digit(end - 1) || (*end >= 2 && is_mark(end - 1) && digit(end - 2));
            (behind_decimals && digit(*end))
                || (number_before && is_word(*end))
                || (is_word(end - 1) && digit(*end))
        })
        .collect()
}

/// The widest gap that touches the way from one middle to the next.
fn gap_between(gaps: &[(f64, f64)], this: f64, next: f64) -> Option<(f64, f64)> {
    let between = gaps.iter().filter(|(from, to)| *to > this && *from < next);
    between.copied().max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}

#[cfg(test)]
mod tests {
    use super::super::ink::PixelBox;
    use super::*;

    /// Characters 10 wide, each followed by 2 of paper; `|` is a gap of so many more.
    fn parted(text: &str, gap: u32) -> Option<(usize, usize)> {
        let (mut x, mut chars, mut middles, mut blots) = (0, Vec::new(), Vec::new(), Vec::new());
        for c in text.chars() {
            if c == '|' {
                x += gap;
                continue;
            }
            let rect = PixelBox { x0: x, y0: 0, x1: x + 10, y1: 20 };
            (chars, middles) = ([chars, vec![c]].concat(), [middles, vec![f64::from(x) + 5.0]].concat());
            blots.push(Blot { rect, area: 100 });
            x += 12;
        }
        let rect = PixelBox { x0: 0, y0: 0, x1: x - 2, y1: 20 };
        let piece = Piece { rect, blots: (0..blots.len()).collect() };
        let (left, right) = part(&piece, &chars, &middles, &blots, 20.0)?;
        Some((left.blots.len(), right.blots.len()))
    }

    #[test]
    fn an_amount_and_what_stands_behind_it_are_two_pieces_where_there_is_a_gap() {
        assert_eq!(parted("1,188.89|一、一般公共服务支出", 8), Some((8, 10)));
        assert_eq!(parted("185.11|302", 4), Some((6, 3)));
        assert_eq!(parted("1.00|2.00", 4), Some((4, 4)));
        assert_eq!(parted("总计|32", 8), Some((2, 2)));
        assert_eq!(parted("332.82.|本年支出", 8), Some((7, 4)));
    }

    #[test]
    fn what_stands_close_is_one_piece() {
        for one in ["1,188.89一、一般公共服务支出", "477.705613", "2023年度", "185.11302", "2|080501"]
        {
            assert_eq!(parted(one, 4), None, "{one}");
        }
    }
}
