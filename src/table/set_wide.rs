//! Joins the characters of numbers that are drawn one by one at even distances: they are one word wherever they stand.

use super::spacing::{WIDEST_PITCH_EM, are_even, parts_by_shape};
use super::words::Word;
use crate::geom::Direction;
use crate::page::Glyph;
use crate::text::number::{is_digit, is_separator};

/// Fewest characters that are one number though no cell holds them together.
const FEWEST: usize = 4;

/// Joins the words, in the order of drawing, that are the characters of one number.
pub(super) fn join_even(words: Vec<Word>) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    let mut run: Vec<Word> = Vec::new();
    for word in words {
        if !run.last().is_some_and(|last| may_follow(last, &word)) {
            close_run(&mut joined, &mut run);
        }
        run.push(word);
    }
    close_run(&mut joined, &mut run);
    joined
}

fn close_run(joined: &mut Vec<Word>, run: &mut Vec<Word>) {
    let glyphs: Vec<Glyph> = run.iter().flat_map(|w| w.glyphs.iter().copied()).collect();
    let is_one = run.len() >= FEWEST && are_even(&glyphs);
    match is_one.then(|| Word::new(glyphs)).flatten() {
        Some(word) => {
            joined.push(word);
            run.clear();
        }
        None => joined.append(run),
    }
}

/// Whether two characters that are drawn one after the other may be of one number.
fn may_follow(last: &Word, next: &Word) -> bool {
    let ([a], [b]) = (last.glyphs.as_slice(), next.glyphs.as_slice()) else { return false };
    let is_part = |c| is_digit(c) || is_separator(c);
    let pitch = b.rect.x0 - a.rect.x0;
    let upright = a.direction == Direction::Right && b.direction == Direction::Right;
    upright
        && is_part(a.ch)
        && is_part(b.ch)
        && !parts_by_shape(a, b)
        && pitch > 0.0
        && pitch <= WIDEST_PITCH_EM * a.size.min(b.size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;

    /// Words of one digit or separator each, 5 and 2.5 points wide at 10 points, so far apart.
    fn words(text: &str, gap: f64) -> Vec<String> {
        let mut x = 0.0;
        let word = |ch: char| {
            let width = if is_separator(ch) { 2.5 } else { 5.0 };
            let rect = Rect::new(x, 0.0, x + width, 10.0);
            x += width + gap;
            let direction = Direction::Right;
            Word::new(vec![Glyph { ch, rect, size: 10.0, direction, cut: false, reading: None }]).unwrap()
        };
        join_even(text.chars().map(word).collect()).iter().map(Word::text).collect()
    }

    #[test]
    fn numbers_set_wide_are_one_word_and_columns_are_not() {
        assert_eq!(words("274.20", 3.0), ["274.20"]);
        assert_eq!(words("1234", 20.0), ["1", "2", "3", "4"], "numbers of columns");
        assert_eq!(words("123", 3.0), ["1", "2", "3"], "too few to tell");
    }
}
