//! Splits segments that hold two cells. Where no ruling stands between columns, an amount and the name behind it may be
//! closer than words of one line are.
//!
//! Two things must agree on the place of a split:
//! - the text, in which a cell may end there: an amount has two decimals, and no Chinese character stands in it;
//! - the ink, which has a gap there.
//!
//! Neither is enough: prose writes numbers between characters, and some accounts have six decimals.

use super::crops::CroppedSegment;
use super::ink::components_to_gaps;
use crate::text::number::is_digit;

/// Between Chinese characters and a number stands less than this share of the usual height, unless they are two cells.
const GAP: f64 = 0.4;
/// Between two numbers there is more than this many times the widest gap inside of them, …
const WIDER: f64 = 1.4;
/// … and this share of the usual height.
const GAP_OF_DIGITS: f64 = 0.22;

/// Splits a segment in two where it holds two cells. `middles` are the middles of the characters, in pixels of the page.
pub(super) fn split_segment(
    segment: &CroppedSegment,
    chars: &[char],
    middles: &[f64],
    char_height: f64,
) -> Option<(CroppedSegment, CroppedSegment)> {
    if chars.len() != middles.len() {
        return None;
    }
    let gaps = components_to_gaps(&segment.rect, &segment.components);
    let at = |end: usize| gap_between(&gaps, middles[end - 1], middles[end]);
    for end in ends_of_numbers(chars) {
        let Some((from, to)) = at(end) else { continue };
        let numbers = is_digit(chars[end - 1]) && is_digit(chars[end]);
        let wide = if numbers {
            let others =
                (1..chars.len()).filter(|other| *other != end).filter_map(at).map(|(from, to)| to - from);
            to - from >= (GAP_OF_DIGITS * char_height).max(WIDER * others.fold(0.0, f64::max))
        } else {
            to - from >= GAP * char_height
        };
        if wide {
            return segment.split(f64::midpoint(from, to));
        }
    }
    None
}

/// Indices of the characters at which the next cell may begin: behind two decimals, and between a number and words.
fn ends_of_numbers(chars: &[char]) -> Vec<usize> {
    let digit = |at: usize| chars.get(at).is_some_and(|c| is_digit(*c));
    let is_word = |at: usize| chars.get(at).is_some_and(|c| !c.is_ascii() && c.is_alphabetic());
    let is_mark = |at: usize| chars.get(at).is_some_and(|c| ".,'·、。".contains(*c));
    let has_decimals = |end: usize| {
        end >= 4 && digit(end - 1) && digit(end - 2) && chars.get(end - 3) == Some(&'.') && digit(end - 4)
    };
    (1..chars.len())
        .filter(|end| {
            // A speck between two cells may be read as a mark.
            let behind_decimals = has_decimals(*end) || (is_mark(end - 1) && has_decimals(end - 1));
            let number_before = digit(end - 1) || (*end >= 2 && is_mark(end - 1) && digit(end - 2));
            (behind_decimals && digit(*end))
                || (number_before && is_word(*end))
                || (is_word(end - 1) && digit(*end))
        })
        .collect()
}

/// Finds the widest gap that lies, at least in part, between two middles.
fn gap_between(gaps: &[(f64, f64)], this: f64, next: f64) -> Option<(f64, f64)> {
    let between = gaps.iter().filter(|(from, to)| *to > this && *from < next);
    between.copied().max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}

#[cfg(test)]
mod tests {
    use image::GrayImage;

    use super::super::ink::{Component, PixelBox};
    use super::*;

    /// Characters 10 wide, each followed by 2 of paper; `|` is a gap of so many more.
    fn split(text: &str, gap: u32) -> Option<(usize, usize)> {
        let (mut x, mut chars, mut middles, mut components) = (0, Vec::new(), Vec::new(), Vec::new());
        for c in text.chars() {
            if c == '|' {
                x += gap;
                continue;
            }
            let rect = PixelBox { x0: x, y0: 0, x1: x + 10, y1: 20 };
            (chars, middles) = ([chars, vec![c]].concat(), [middles, vec![f64::from(x) + 5.0]].concat());
            components.push(Component { rect, area: 100 });
            x += 12;
        }
        let rect = PixelBox { x0: 0, y0: 0, x1: x - 2, y1: 20 };
        let segment = CroppedSegment {
            rect,
            components,
            picture: GrayImage::new(x + 2, 24),
            margin: 2,
            disturbed: false,
        };
        let (left, right) = split_segment(&segment, &chars, &middles, 20.0)?;
        Some((left.components.len(), right.components.len()))
    }

    #[test]
    fn an_amount_and_what_stands_behind_it_are_two_segments_where_there_is_a_gap() {
        assert_eq!(split("1,188.89|一、一般公共服务支出", 8), Some((8, 10)));
        assert_eq!(split("185.11|302", 4), Some((6, 3)));
        assert_eq!(split("1.00|2.00", 4), Some((4, 4)));
        assert_eq!(split("总计|32", 8), Some((2, 2)));
        assert_eq!(split("332.82.|本年支出", 8), Some((7, 4)));
        assert_eq!(split("10.36·|30206", 8), Some((6, 5)));
    }

    #[test]
    fn what_stands_close_is_one_segment() {
        for one in
            ["1,188.89一、一般公共服务支出", "477.705613", "10.36.30206", "2023年度", "185.11302", "2|080501"]
        {
            assert_eq!(split(one, 4), None, "{one}");
        }
    }
}
