//! Turns glyphs into words, and words into lines of text.
//!
//! A [`Word`] is what was drawn in one go: glyphs that follow each other without a gap. Words, not glyphs, are dealt
//! out to cells, so that a number across its border is not cut.

use serde::Serialize;

use crate::geom::{Direction, Rect};
use crate::page::{Glyph, Reading};

/// Largest gap between glyphs of one word, which are drawn one after the other on one baseline, in em.
const WORD_GAP_EM: f64 = 0.18;
/// Largest overlap of such glyphs, in em: condensed cells set letters closer than their advance.
const WORD_OVERLAP_EM: f64 = 0.35;
/// Narrowest gap inside a line that is a space, in em.
const SPACE_EM: f64 = 0.32;
/// Largest difference of the vertical middles of words on one line, as a share of the smaller size.
const SAME_LINE: f64 = 0.5;

/// Word of glyphs that were drawn without a gap.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) rect: Rect,
    pub(crate) size: f64,
}

impl Word {
    pub(crate) fn new(glyphs: Vec<Glyph>) -> Option<Self> {
        let rect = Rect::hull(glyphs.iter().map(|g| g.rect))?;
        let size = glyphs.iter().map(|g| g.size).fold(0.0, f64::max);
        Some(Self { glyphs, rect, size })
    }

    pub(crate) fn text(&self) -> String {
        self.chars().collect()
    }

    pub(crate) fn chars(&self) -> impl Iterator<Item = char> + Clone {
        self.glyphs.iter().map(|g| g.ch)
    }

    /// Lists the readings of its glyphs, each once.
    fn readings(&self) -> Vec<u32> {
        let mut readings: Vec<u32> = self.glyphs.iter().filter_map(|g| g.reading).collect();
        readings.dedup();
        readings
    }
}

/// Line of text: words that stand side by side, with a space where there is a gap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextLine {
    /// The text as it is printed or was read, but for the folding of `text::fold`.
    pub text: String,
    /// Known word for a recognised text, where it is another one.
    #[serde(skip)]
    pub known: Option<String>,
    /// Where it stands, on the upright page; without pages, in the rows and columns of [`super::Grid`].
    pub rect: Rect,
    /// The size of the type, in points; 0 where there are no pages.
    pub size: f64,
    /// Whether a part of it is clipped away.
    #[serde(skip)]
    pub cut: bool,
    /// Readings of it, where it stands on a picture.
    #[serde(skip)]
    pub readings: Vec<Reading>,
}

impl TextLine {
    /// Gives what it says: the known word that its text stands for, else its text.
    pub fn words(&self) -> &str {
        self.known.as_deref().unwrap_or(&self.text)
    }

    /// Whether it was recognised on a picture.
    pub fn is_recognised(&self) -> bool {
        !self.readings.is_empty()
    }
}

/// Finds the words of a page in the order of drawing. Slanted text (watermarks) makes none.
pub(crate) fn glyphs_to_words(glyphs: &[Glyph]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open: Vec<Glyph> = Vec::new();
    for glyph in glyphs.iter().filter(|g| g.direction != Direction::Slanted) {
        if open.last().is_some_and(|last| !follows(last, glyph)) {
            words.extend(Word::new(std::mem::take(&mut open)));
        }
        open.push(*glyph);
    }
    words.extend(Word::new(open));
    words
}

fn follows(last: &Glyph, next: &Glyph) -> bool {
    let em = last.size.min(next.size);
    let gap = next.rect.x0 - last.rect.x1;
    // Both cut off: two texts that are clipped at the border between them.
    !(last.cut && next.cut)
        && last.direction == Direction::Right
        && next.direction == Direction::Right
        && (last.rect.y1 - next.rect.y1).abs() <= 0.2 * em
        && (last.size - next.size).abs() <= 0.2 * em
        && gap <= WORD_GAP_EM * em
        && gap >= -WORD_OVERLAP_EM * em
}

/// Turns words into lines, from top to bottom. Words on one line farther apart than `split_em` make separate lines;
/// `readings` are those of their page.
pub(crate) fn words_to_lines(words: Vec<Word>, split_em: f64, readings: &[Reading]) -> Vec<TextLine> {
    words_to_levels(words).into_iter().flat_map(|row| row_to_lines(row, split_em, readings)).collect()
}

/// Puts words together that stand on one height, from top to bottom.
pub(super) fn words_to_levels(mut words: Vec<Word>) -> Vec<Vec<Word>> {
    words.sort_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y()).then(a.rect.x0.total_cmp(&b.rect.x0)));
    let mut rows: Vec<(f64, f64, Vec<Word>)> = Vec::new();
    for word in words {
        let middle = word.rect.mid_y();
        match rows.last_mut() {
            Some((y, size, row)) if (middle - *y).abs() < SAME_LINE * size.min(word.size) => {
                // The line's middle follows its largest word, so that small marks do not pull it.
                if word.size > *size {
                    (*y, *size) = (middle, word.size);
                }
                row.push(word);
            }
            _ => rows.push((middle, word.size, vec![word])),
        }
    }
    rows.into_iter().map(|(_, _, row)| row).collect()
}

fn row_to_lines(mut row: Vec<Word>, split_em: f64, readings: &[Reading]) -> Vec<TextLine> {
    row.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    // Each line with its readings, as indices into those of the page.
    let mut lines: Vec<(TextLine, Vec<u32>)> = Vec::new();
    for word in row {
        let text = word.text();
        let cut = word.glyphs.iter().any(|g| g.cut);
        let read = word.readings();
        match lines.last_mut() {
            Some((line, of_line)) if word.rect.x0 - line.rect.x1 <= split_em * word.size.max(line.size) => {
                if word.rect.x0 - line.rect.x1 > SPACE_EM * word.size.min(line.size) {
                    line.text.push(' ');
                }
                line.text.push_str(&text);
                line.rect = line.rect.union(&word.rect);
                line.size = line.size.max(word.size);
                line.cut |= cut;
                of_line.extend(read);
            }
            _ => {
                let (rect, size) = (word.rect, word.size);
                let line = TextLine { text, known: None, rect, size, cut, readings: Vec::new() };
                lines.push((line, read));
            }
        }
    }
    let with_readings = |(line, mut of_line): (TextLine, Vec<u32>)| {
        of_line.dedup();
        let read = of_line.iter().filter_map(|index| readings.get(*index as usize)).cloned().collect();
        TextLine { readings: read, ..line }
    };
    lines.into_iter().map(with_readings).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, x: f64, y: f64) -> Vec<Glyph> {
        text.chars()
            .zip(0_u32..)
            .map(|(ch, i)| {
                let x = x + 10.0 * f64::from(i);
                Glyph {
                    ch,
                    rect: Rect::new(x, y, x + 10.0, y + 10.0),
                    size: 10.0,
                    direction: Direction::Right,
                    cut: false,
                    reading: None,
                }
            })
            .collect()
    }

    #[test]
    fn a_gap_makes_a_new_word_and_a_space() {
        let mut page = glyphs("合", 0.0, 0.0);
        page.extend(glyphs("计", 30.0, 0.0));
        let words = glyphs_to_words(&page);
        assert_eq!(words.len(), 2);
        assert_eq!(words_to_lines(words, f64::INFINITY, &[])[0].text, "合 计");
    }

    #[test]
    fn lines_are_split_at_wide_gaps_only_where_asked() {
        let mut page = glyphs("部门：甲", 0.0, 0.0);
        page.extend(glyphs("单位：元", 300.0, 2.0));
        let lines = words_to_lines(glyphs_to_words(&page), 1.5, &[]);
        assert_eq!(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["部门：甲", "单位：元"]);
    }

    #[test]
    fn a_second_line_stays_a_line() {
        let mut page = glyphs("机关事业", 0.0, 0.0);
        page.extend(glyphs("单位", 0.0, 12.0));
        assert_eq!(words_to_lines(glyphs_to_words(&page), 9.0, &[]).len(), 2);
    }
}
