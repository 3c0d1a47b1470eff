//! Joins the parts of numbers that are set wide: characters that are drawn one by one at even distances are one word
//! wherever they stand, and groups of three digits with a space before each are one outside of frames, where the whole page
//! parts its thousands so. In a frame the cell holds them together.

use super::spacing::{WIDEST_PITCH_EM, are_even, parts_by_shape};
use super::words::Word;
use crate::geom::Direction;
use crate::page::Glyph;
use crate::text::number::{Thousands, is_digit, is_number_line, is_separator, thousands};

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

/// Widths of a space between thousands, in em, and how far those of a page differ.
const SPACE_EM: (f64, f64) = (0.1, 0.6);
const ALIKE_EM: f64 = 0.04;
/// Fewest numbers with spaces that show that a page parts its thousands so.
const FEWEST_WITH_SPACES: usize = 4;

/// Joins the words, in the order of drawing, that are the thousands of one number, where the page has no number that parts
/// them otherwise.
pub(super) fn join_thousands(words: Vec<Word>) -> Vec<Word> {
    let mut spaces: Vec<f64> =
        words.windows(2).filter_map(|pair| space_of(pair.first()?, pair.get(1)?)).collect();
    spaces.sort_by(f64::total_cmp);
    let Some(usual) = spaces.get(spaces.len() / 2).copied() else { return words };
    let is_usual = |space: f64| (space - usual).abs() <= ALIKE_EM;
    let alike = spaces.iter().filter(|space| is_usual(**space)).count();
    let parted_otherwise = |word: &Word| {
        let text = word.text();
        let amount = text.chars().any(is_separator);
        amount && matches!(thousands(&text), Some(Thousands::Commas | Thousands::Unparted))
    };
    if alike < FEWEST_WITH_SPACES || words.iter().any(parted_otherwise) {
        return words;
    }
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match joined.last_mut() {
            Some(last) if space_of(last, &word).is_some_and(is_usual) => {
                last.rect = last.rect.union(&word.rect);
                last.glyphs.extend(word.glyphs);
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// The space between two words that may be thousands of one number, in em: three digits behind the last group, of which the
/// first has one to three.
fn space_of(last: &Word, next: &Word) -> Option<f64> {
    let (a, b) = (last.glyphs.last()?, next.glyphs.first()?);
    let digits = |word: &Word| word.chars().filter(|c| is_digit(*c)).count();
    let leading = next.chars().take_while(|c| is_digit(*c)).count();
    let has_point = |word: &Word| word.chars().any(is_separator);
    let fits = leading == 3 && !has_point(last) && is_digit(a.ch) && (1..=9).contains(&digits(last));
    let space = (b.rect.x0 - a.rect.x1) / a.size.min(b.size).max(f64::MIN_POSITIVE);
    let is_space = SPACE_EM.0 <= space && space <= SPACE_EM.1;
    let upright = a.direction == Direction::Right && b.direction == Direction::Right;
    (fits
        && upright
        && is_space
        && !parts_by_shape(a, b)
        && is_number_line(last.chars())
        && is_number_line(next.chars()))
    .then_some(space)
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
            Word::new(vec![Glyph { ch, rect, size: 10.0, direction, cut: false, doubt: None, reading: None }])
                .unwrap()
        };
        join_even(text.chars().map(word).collect()).iter().map(Word::text).collect()
    }

    /// Words of so many digits on one line, 5 points a digit at 10 points, with a gap behind each.
    fn groups(words: &[(&str, f64)]) -> Vec<String> {
        let mut x = 0.0;
        let mut drawn = Vec::new();
        for (text, gap) in words {
            let glyph = |ch: char| {
                let rect = Rect::new(x, 0.0, x + 5.0, 10.0);
                x += 5.0;
                Glyph {
                    ch,
                    rect,
                    size: 10.0,
                    direction: Direction::Right,
                    cut: false,
                    doubt: None,
                    reading: None,
                }
            };
            drawn.extend(Word::new(text.chars().map(glyph).collect()));
            x += gap;
        }
        join_thousands(drawn).iter().map(Word::text).collect()
    }

    #[test]
    fn thousands_with_spaces_are_one_word_where_the_whole_page_has_them() {
        let page = [
            ("5", 2.8),
            ("319", 2.8),
            ("581", 30.0),
            ("12", 2.8),
            ("050.30", 30.0),
            ("-1", 2.8),
            ("234", 30.0),
        ];
        assert_eq!(groups(&page), ["5319581", "12050.30", "-1234"]);
        assert_eq!(groups(&page[..5]).len(), 5, "too few to tell");
        let mut other = page.to_vec();
        other.push(("1,234.00", 30.0));
        assert_eq!(groups(&other).len(), 8, "another number has a comma");
        let mut two = page.to_vec();
        two.extend([("12", 4.5), ("345", 30.0), ("12.00", 2.8), ("345", 30.0)]);
        assert_eq!(groups(&two)[3..], ["12", "345", "12.00", "345"], "another gap, and decimals before it");
    }

    #[test]
    fn numbers_set_wide_are_one_word_and_columns_are_not() {
        assert_eq!(words("274.20", 3.0), ["274.20"]);
        assert_eq!(words("1234", 20.0), ["1", "2", "3", "4"], "numbers of columns");
        assert_eq!(words("123", 3.0), ["1", "2", "3"], "too few to tell");
    }
}
