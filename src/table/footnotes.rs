//! Finds marks of footnotes: small digits behind a word, raised mostly. They are no part of its number.

use super::words::Word;
use crate::text::footnote::to_raised;
use crate::text::number::{is_digit, is_number_or_blank};

/// Largest size of a mark, as a share of the size of its word: of one that is raised, and of any.
const SMALL: f64 = 0.8;
const VERY_SMALL: f64 = 0.67;
/// How far the baseline of a raised mark stands above that of its word at least and at most, in em of the word.
const RAISED_EM: (f64, f64) = (0.12, 0.9);
/// How far that of a mark stands below it at most, in em of the word.
const LOWERED_EM: f64 = 0.2;
/// How far a mark stands behind its word at most, and how far it may begin before its end, in em of the word.
const BEHIND_EM: (f64, f64) = (-0.15, 0.4);
/// Most characters of a mark: `12`, `[1]`.
const LONGEST: usize = 3;
/// How far the box of a glyph reaches below its baseline, in em.
const BELOW_BASELINE_EM: f64 = 0.12;
/// Most pairs of a mark and a word that are looked at on a page; one with more has other than marks.
const MOST_PAIRS: usize = 4_000_000;

/// Sets the marks of footnotes behind their words, as raised characters.
pub(super) fn attach_marks(mut words: Vec<Word>) -> Vec<Word> {
    let marks: Vec<usize> = (0..words.len()).filter(|i| words.get(*i).is_some_and(may_be_mark)).collect();
    if marks.is_empty() || marks.len().saturating_mul(words.len()) > MOST_PAIRS {
        return words;
    }
    let mut attached = vec![false; words.len()];
    for at in marks {
        let Some(mark) = words.get(at).cloned() else { continue };
        let Some(raised) = mark.chars().map(to_raised).collect::<Option<String>>() else { continue };
        if let Some(word) = words.iter_mut().find(|word| is_mark_of(&mark, word)) {
            word.mark.push_str(&raised);
            if let Some(attached) = attached.get_mut(at) {
                *attached = true;
            }
        }
    }
    let mut attached = attached.into_iter();
    words.retain(|_| !attached.next().unwrap_or(false));
    words
}

fn may_be_mark(word: &Word) -> bool {
    word.glyphs.len() <= LONGEST && word.chars().any(is_digit) && word.chars().all(|c| to_raised(c).is_some())
}

fn is_mark_of(mark: &Word, word: &Word) -> bool {
    let baseline = |w: &Word| w.rect.y1 - BELOW_BASELINE_EM * w.size;
    let em = word.size;
    let raised = (baseline(word) - baseline(mark)) / em;
    let behind = (mark.rect.x0 - word.rect.x1) / em;
    let carries = |c: char| c.is_alphabetic() && !c.is_ascii();
    let is_raised = mark.size <= SMALL * em && (RAISED_EM.0..=RAISED_EM.1).contains(&raised);
    let is_small = mark.size <= VERY_SMALL * em && (-LOWERED_EM..=RAISED_EM.1).contains(&raised);
    (is_raised || is_small)
        && (BEHIND_EM.0..=BEHIND_EM.1).contains(&behind)
        && (is_number_or_blank(word.chars()) || word.glyphs.last().is_some_and(|g| carries(g.ch)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Direction, Rect};
    use crate::page::Glyph;

    /// A word whose baseline is at `y`.
    fn word(text: &str, x: f64, y: f64, size: f64) -> Word {
        let glyph = |(ch, i): (char, u32)| {
            let x = x + size / 2.0 * f64::from(i);
            let rect = Rect::new(x, y - 0.88 * size, x + size / 2.0, y + BELOW_BASELINE_EM * size);
            Glyph { ch, rect, size, direction: Direction::Right, cut: false, doubt: None, reading: None }
        };
        Word::new(text.chars().zip(0..).map(glyph).collect()).unwrap()
    }

    fn attached(words: Vec<Word>) -> Vec<String> {
        attach_marks(words).iter().map(|w| format!("{}{}", w.text(), w.mark)).collect()
    }

    #[test]
    fn a_small_raised_digit_is_a_mark_wherever_it_is_drawn() {
        let number = || word("732.00", 0.0, 100.0, 9.0);
        assert_eq!(attached(vec![number(), word("1", 27.0, 96.0, 5.0)]), ["732.00¹"]);
        assert_eq!(attached(vec![word("12", 27.5, 97.0, 6.0), number()]), ["732.00¹²"]);
        assert_eq!(attached(vec![number(), word("3", 27.0, 100.3, 5.0)]), ["732.00³"]);
        assert_eq!(attached(vec![word("接待费", 0.0, 100.0, 9.0), word("2", 13.5, 96.0, 5.0)]), ["接待费²"]);
    }

    #[test]
    fn other_digits_stay_words() {
        let number = || word("732.00", 0.0, 100.0, 9.0);
        for (text, x, y, size) in [
            ("1", 27.0, 100.0, 9.0),
            ("1", 27.0, 100.3, 7.0),
            ("1", 27.0, 103.0, 5.0),
            ("1", 34.0, 96.0, 5.0),
            ("1", 27.0, 88.0, 5.0),
            ("1234", 27.0, 96.0, 5.0),
        ] {
            assert_eq!(attached(vec![number(), word(text, x, y, size)]), ["732.00", text], "{x} {y} {size}");
        }
    }
}
