//! Glyphs to words, words to lines of text.
//!
//! A [`Word`] is what was drawn in one go: glyphs that follow each other without a gap. Words, not glyphs, are dealt
//! out to cells, so that a number that runs over its border is not torn apart.

use serde::Serialize;

use crate::geom::{Direction, Rect};
use crate::page::Glyph;

/// Glyphs drawn one after the other on one baseline, at most this far apart, in em, are one word.
const WORD_GAP_EM: f64 = 0.18;
/// … and overlapping by no more than this (condensed cells set letters closer than their advance).
const WORD_OVERLAP_EM: f64 = 0.35;
/// A gap of this many em inside a line is a space.
const SPACE_EM: f64 = 0.32;
/// Words whose vertical middles differ by less than this share of the smaller size stand on one line.
const SAME_LINE: f64 = 0.5;

/// Glyphs that were drawn without a gap.
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
        self.glyphs.iter().map(|g| g.ch).collect()
    }

    /// The readings that its glyphs are part of, each once.
    fn readings(&self) -> Vec<u32> {
        let mut readings: Vec<u32> = self.glyphs.iter().filter_map(|g| g.reading).collect();
        readings.dedup();
        readings
    }
}

/// A line of text: words that stand side by side, with a space where there is a gap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextLine {
    /// The text, as printed but for the folding of `text::fold`.
    pub text: String,
    /// Where it stands, on the upright page.
    pub rect: Rect,
    /// The size of the type, in points.
    pub size: f64,
    /// A part of it is clipped away.
    #[serde(skip)]
    pub cut: bool,
    /// The readings that it is made of, as indices into [`crate::page::Page::readings`].
    #[serde(skip)]
    pub readings: Vec<u32>,
    /// What was read, where `text` is the known word that it stands for.
    #[serde(skip)]
    pub as_read: Option<String>,
}

/// The words of a page in the order of drawing. Slanted text (watermarks) makes none.
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

/// Words to lines, from top to bottom. Words on one line farther apart than `split_em` make separate lines.
pub(crate) fn words_to_lines(mut words: Vec<Word>, split_em: f64) -> Vec<TextLine> {
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
    rows.into_iter().flat_map(|(_, _, row)| row_to_lines(row, split_em)).collect()
}

fn row_to_lines(mut row: Vec<Word>, split_em: f64) -> Vec<TextLine> {
    row.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    let mut lines: Vec<TextLine> = Vec::new();
    for word in row {
        let text = word.text();
        let cut = word.glyphs.iter().any(|g| g.cut);
        let readings = word.readings();
        match lines.last_mut() {
            Some(line) if word.rect.x0 - line.rect.x1 <= split_em * word.size.max(line.size) => {
                if word.rect.x0 - line.rect.x1 > SPACE_EM * word.size.min(line.size) {
                    line.text.push(' ');
                }
                line.text.push_str(&text);
                line.rect = line.rect.union(&word.rect);
                line.size = line.size.max(word.size);
                line.cut |= cut;
                line.readings.extend(readings);
                line.readings.dedup();
            }
            _ => {
                lines.push(TextLine { text, rect: word.rect, size: word.size, cut, readings, as_read: None })
            }
        }
    }
    lines
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
        assert_eq!(words_to_lines(words, f64::INFINITY)[0].text, "合 计");
    }

    #[test]
    fn lines_are_split_at_wide_gaps_only_where_asked() {
        let mut page = glyphs("部门：甲", 0.0, 0.0);
        page.extend(glyphs("单位：元", 300.0, 2.0));
        let lines = words_to_lines(glyphs_to_words(&page), 1.5);
        assert_eq!(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["部门：甲", "单位：元"]);
    }

    #[test]
    fn a_second_line_stays_a_line() {
        let mut page = glyphs("机关事业", 0.0, 0.0);
        page.extend(glyphs("单位", 0.0, 12.0));
        assert_eq!(words_to_lines(glyphs_to_words(&page), 9.0).len(), 2);
    }
}
