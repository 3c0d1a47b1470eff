//! Deals the words of a page out to the cells of a lattice.
//!
//! A word belongs where its middle is. One that runs over a border is cut there only where both sides are complete
//! by themselves (`18,330.37|一、一般公共服务支出`, `1,188.89|1,212.57`); a number is never cut in two.

use super::lattice::Lattice;
use super::words::Word;
use crate::geom::Rect;
use crate::page::Glyph;
use crate::text::code::is_code;
use crate::text::number::{
    is_dash, is_digit, is_digits_with, is_finished, is_minus, is_number_or_blank, is_point, is_separator,
};

/// Largest distance of numbers that touch, in em.
const TOUCHING_EM: f64 = 0.15;

/// Words that a cell receives.
#[derive(Debug, Clone, Default)]
pub(super) struct Dealt {
    pub(super) words: Vec<Word>,
    /// Whether a number of this cell runs over its border.
    pub(super) overrun: bool,
    /// Whether the name of its row may belong to another.
    pub(super) row_doubted: bool,
}

/// Deals words out to the boxes of the lattice; words outside of all are returned.
pub(super) fn deal(lattice: &Lattice, words: Vec<Word>) -> (Vec<Dealt>, Vec<Word>) {
    let mut dealt = vec![Dealt::default(); lattice.boxes.len()];
    let mut outside = Vec::new();
    let mut crossing = Vec::new();
    for word in words {
        let mut parts = split_at_borders(lattice, word);
        if let [(Some(cell), _)] = parts.as_slice() {
            let cell = *cell;
            dealt[cell].words.extend(parts.pop().map(|(_, word)| word));
        } else if parts.iter().all(|(cell, _)| cell.is_none()) {
            outside.extend(parts.into_iter().map(|(_, word)| word));
        } else if let Some(numbers) = run_together(&parts) {
            // Its middle alone decides which cell each belongs to.
            for number in numbers {
                match lattice.at(number.rect.mid_x(), number.rect.mid_y()) {
                    Some(cell) => {
                        dealt[cell].overrun = true;
                        dealt[cell].words.push(number);
                    }
                    None => outside.push(number),
                }
            }
        } else {
            crossing.push(parts);
        }
    }
    for parts in crossing {
        deal_crossing(&mut dealt, &mut outside, parts);
    }
    doubt_overprinted(&mut dealt);
    (dealt, outside)
}

/// Marks numbers that another cell's number touches or runs over: it is not known which digits belong to which.
fn doubt_overprinted(dealt: &mut [Dealt]) {
    let numbers = |cell: &Dealt| -> Vec<Rect> {
        let wide = |w: &Word| Rect { x0: w.rect.x0 - TOUCHING_EM * w.size, ..w.rect };
        cell.words.iter().filter(|w| holds_amount(w)).map(wide).collect()
    };
    let running: Vec<(usize, Vec<Rect>)> =
        dealt.iter().enumerate().filter(|(_, d)| d.overrun).map(|(i, d)| (i, numbers(d))).collect();
    for (index, cell) in dealt.iter_mut().enumerate().filter(|_| !running.is_empty()) {
        let own = numbers(cell);
        let met = |over: &[Rect]| over.iter().any(|o| own.iter().any(|r| r.intersect(o).is_some()));
        cell.overrun |= running.iter().any(|(other, over)| *other != index && met(over));
    }
}

type Part = (Option<usize>, Word);

/// Splits a word by the boxes in which the middles of its glyphs lie.
fn split_at_borders(lattice: &Lattice, word: Word) -> Vec<Part> {
    let middle = word.rect.mid_y();
    let first = word.glyphs.first().and_then(|g| lattice.at(g.rect.mid_x(), middle));
    if word.glyphs.iter().all(|g| lattice.at(g.rect.mid_x(), middle) == first) {
        return vec![(first, word)];
    }
    let mut parts: Vec<(Option<usize>, Vec<Glyph>)> = Vec::new();
    for glyph in word.glyphs {
        let cell = lattice.at(glyph.rect.mid_x(), middle);
        match parts.last_mut() {
            Some((last, glyphs)) if *last == cell => glyphs.push(glyph),
            _ => parts.push((cell, vec![glyph])),
        }
    }
    parts.into_iter().filter_map(|(cell, glyphs)| Some((cell, Word::new(glyphs)?))).collect()
}

/// Splits numbers with two decimals that touch each other in a word, where the borders do not separate them cleanly:
/// one of them runs over its border into the other. `None` where the word is anything else.
fn run_together(parts: &[Part]) -> Option<Vec<Word>> {
    let cleanly = parts.iter().all(|(_, part)| is_whole(part));
    let glyphs: Vec<Glyph> = parts.iter().flat_map(|(_, part)| part.glyphs.iter().copied()).collect();
    let points = glyphs.iter().filter(|g| is_point(g.ch)).count();
    if cleanly || points < 2 {
        return None;
    }
    let mut numbers = Vec::new();
    let mut open: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        open.push(glyph);
        if matches!(open.as_slice(), [.., point, _, _] if is_point(point.ch)) {
            numbers.push(Word::new(std::mem::take(&mut open))?);
        }
    }
    (open.is_empty() && numbers.iter().all(is_whole)).then_some(numbers)
}

fn deal_crossing(dealt: &mut [Dealt], outside: &mut Vec<Word>, parts: Vec<Part>) {
    let mut together: Vec<Part> = Vec::new();
    for part in parts {
        match together.last_mut() {
            Some((cell, left)) if belong_together(dealt, left, &part) => {
                // The word stays in the box that holds more of it.
                if part.1.rect.width() > left.rect.width() && holds_amount(&part.1) {
                    *cell = part.0;
                }
                left.glyphs.extend(part.1.glyphs);
                left.rect = left.rect.union(&part.1.rect);
                if let (Some(cell), true) = (*cell, holds_amount(left)) {
                    dealt[cell].overrun = true;
                }
            }
            _ => together.push(part),
        }
    }
    for (cell, word) in together {
        match cell {
            Some(cell) => dealt[cell].words.push(word),
            None => outside.push(word),
        }
    }
}

/// Whether the two sides of a border are one word across it.
fn belong_together(dealt: &[Dealt], left: &Word, right: &Part) -> bool {
    let (left_ends, right_begins) = (left.glyphs.last(), right.1.glyphs.first());
    let (Some(left_ends), Some(right_begins)) = (left_ends, right_begins) else { return false };
    let is_part = |ch| is_digit(ch) || is_separator(ch);
    match (is_part(left_ends.ch), is_part(right_begins.ch)) {
        // A code often begins right behind the amount of the group before.
        (true, true) => !(is_whole(left) && (is_whole(&right.1) || is_code(&right.1.text()))),
        // Text runs on over a neighbour that is empty or holds a number; where the neighbour has text of its own, the
        // border parts them.
        (false, false) => {
            right.0.is_none_or(|cell| dealt[cell].words.iter().all(|w| is_number_or_blank(w.chars())))
        }
        _ => false,
    }
}

fn is_whole(word: &Word) -> bool {
    is_finished(&word.text())
}

/// Whether a word is digits with separators and minus signs, well formed or not.
fn holds_amount(word: &Word) -> bool {
    is_digits_with(word.chars(), |c| is_separator(c) || is_minus(c) || is_dash(c))
}

#[cfg(test)]
mod tests {
    use super::super::lattice::frame_to_lattice;
    use super::super::rulings::{Frame, RulingLine};
    use super::super::words::glyphs_to_words;
    use super::*;
    use crate::geom::Direction;

    /// Two cells side by side, 0–50 and 50–100, and text set with 5 points a character from `x` on.
    fn dealt(texts: &[(&str, f64)]) -> Vec<String> {
        let line = |at, from, to| RulingLine { at, from, to };
        let frame = Frame {
            horizontals: vec![line(0.0, 0.0, 100.0), line(20.0, 0.0, 100.0)],
            verticals: vec![line(0.0, 0.0, 20.0), line(50.0, 0.0, 20.0), line(100.0, 0.0, 20.0)],
        };
        let lattice = frame_to_lattice(&frame).unwrap();
        let mut glyphs = Vec::new();
        for (text, x) in texts {
            for (ch, i) in text.chars().zip(0_u32..) {
                let x = x + 5.0 * f64::from(i);
                let rect = Rect::new(x, 5.0, x + 5.0, 15.0);
                glyphs.push(Glyph {
                    ch,
                    rect,
                    size: 10.0,
                    direction: Direction::Right,
                    cut: false,
                    doubt: None,
                    reading: None,
                });
            }
        }
        let (mut dealt, _) = deal(&lattice, glyphs_to_words(&glyphs));
        for cell in &mut dealt {
            cell.words.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        }
        dealt.iter().map(|d| d.words.iter().map(Word::text).collect()).collect()
    }

    #[test]
    fn a_number_that_touches_the_next_text_is_cut_at_the_border() {
        assert_eq!(dealt(&[("18330.37一般公", 10.0)]), ["18330.37", "一般公"]);
    }

    #[test]
    fn two_whole_numbers_are_two_and_a_number_over_the_border_is_one() {
        assert_eq!(dealt(&[("1188.891212.57", 15.0)]), ["1188.89", "1212.57"]);
        assert_eq!(dealt(&[("1,234,567.89", 10.0)]), ["1,234,567.89", ""]);
        assert_eq!(dealt(&[("169.8230201", 20.0)]), ["169.82", "30201"]);
    }

    #[test]
    fn numbers_that_run_into_each_other_are_parted_behind_their_decimals() {
        assert_eq!(dealt(&[("65,489.09265,489.09", 2.0)]), ["65,489.09", "265,489.09"]);
    }

    #[test]
    fn text_runs_on_over_a_neighbour_without_text() {
        assert_eq!(dealt(&[("机关事业单位养老缴费", 10.0)]), ["机关事业单位养老缴费", ""]);
        assert_eq!(dealt(&[("机关事业单位养老", 20.0), ("1.00", 80.0)]), ["机关事业单位养老", "1.00"]);
        assert_eq!(dealt(&[("机关事业单位养老", 20.0), ("缴费", 80.0)])[1], "养老缴费");
    }
}
