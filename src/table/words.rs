//! Turns glyphs into words, and words into lines of text.
//!
//! A [`Word`] is what was drawn in one go: glyphs that follow each other without a gap. Words, not glyphs, are dealt
//! out to cells, so that a number across its border is not cut.

use std::borrow::Borrow;

use serde::Serialize;

use super::spacing::number_text;
use crate::geom::{Direction, Rect};
use crate::page::{Doubt, Glyph, Reading};

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
    /// The mark of a footnote behind it, in raised characters; mostly empty.
    pub(crate) mark: String,
}

impl Word {
    pub(crate) fn new(glyphs: Vec<Glyph>) -> Option<Self> {
        let rect = Rect::hull(glyphs.iter().map(|g| g.rect))?;
        let size = glyphs.iter().map(|g| g.size).fold(0.0, f64::max);
        Some(Self { glyphs, rect, size, mark: String::new() })
    }

    pub(crate) fn text(&self) -> String {
        self.chars().collect()
    }

    pub(crate) fn chars(&self) -> impl Iterator<Item = char> + Clone {
        self.glyphs.iter().map(|g| g.ch)
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
    /// Why it may say something else: the doubt about the first of its characters that has one.
    #[serde(skip)]
    pub doubt: Option<Doubt>,
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
    let is_turned = |glyph: &Glyph| matches!(glyph.direction, Direction::Up | Direction::Down);
    if !words.iter().any(|word| word.glyphs.first().is_some_and(is_turned)) {
        return upright_lines(words, split_em, readings);
    }
    let of = |words: Vec<Word>, direction: Direction| -> (Vec<Word>, Vec<Word>) {
        words.into_iter().partition(|word| word.glyphs.iter().all(|g| g.direction == direction))
    };
    let (up, words) = of(words, Direction::Up);
    let (down, words) = of(words, Direction::Down);
    let mut lines = upright_lines(words, split_em, readings);
    // Words of a header that are turned, mostly.
    lines.extend(turned_lines(up, true, split_em, readings));
    lines.extend(turned_lines(down, false, split_em, readings));
    lines
}

/// Reads words that run up or down along their direction: turned so that they run to the right, and turned back.
fn turned_lines(mut words: Vec<Word>, is_up: bool, split_em: f64, readings: &[Reading]) -> Vec<TextLine> {
    let turn = |r: &Rect| {
        if is_up { Rect::new(-r.y1, r.x0, -r.y0, r.x1) } else { Rect::new(r.y0, -r.x1, r.y1, -r.x0) }
    };
    let back = |r: &Rect| {
        if is_up { Rect::new(r.y0, -r.x1, r.y1, -r.x0) } else { Rect::new(-r.y1, r.x0, -r.y0, r.x1) }
    };
    for word in &mut words {
        word.rect = turn(&word.rect);
        word.glyphs.iter_mut().for_each(|glyph| glyph.rect = turn(&glyph.rect));
    }
    let mut lines = upright_lines(words, split_em, readings);
    lines.iter_mut().for_each(|line| line.rect = back(&line.rect));
    lines
}

fn upright_lines(words: Vec<Word>, split_em: f64, readings: &[Reading]) -> Vec<TextLine> {
    words_to_levels(words).into_iter().flat_map(|row| row_to_lines(row, split_em, readings)).collect()
}

/// Puts words together that stand on one height, from top to bottom.
pub(super) fn words_to_levels<W: Borrow<Word>>(mut words: Vec<W>) -> Vec<Vec<W>> {
    let place = |word: &W| (word.borrow().rect.mid_y(), word.borrow().rect.x0);
    words.sort_by(|a, b| {
        let ((ay, ax), (by, bx)) = (place(a), place(b));
        ay.total_cmp(&by).then(ax.total_cmp(&bx))
    });
    let mut rows: Vec<(f64, f64, Vec<W>)> = Vec::new();
    for word in words {
        let (middle, own) = (word.borrow().rect.mid_y(), word.borrow().size);
        match rows.last_mut() {
            Some((y, size, row)) if (middle - *y).abs() < SAME_LINE * size.min(own) => {
                // The line's middle follows its largest word, so that small marks do not pull it.
                if own > *size {
                    (*y, *size) = (middle, own);
                }
                row.push(word);
            }
            _ => rows.push((middle, own, vec![word])),
        }
    }
    rows.into_iter().map(|(_, _, row)| row).collect()
}

fn row_to_lines(mut row: Vec<Word>, split_em: f64, readings: &[Reading]) -> Vec<TextLine> {
    row.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    let mut lines: Vec<OpenLine> = Vec::new();
    for word in row {
        match lines.last_mut() {
            Some(line) if word.rect.x0 - line.rect.x1 <= split_em * word.size.max(line.size) => {
                line.add(word)
            }
            _ => lines.push(OpenLine::begin(word)),
        }
    }
    lines.into_iter().map(|line| line.close(readings)).collect()
}

/// A line that words are still added to.
struct OpenLine {
    text: String,
    rect: Rect,
    size: f64,
    glyphs: Vec<Glyph>,
    /// Marks of footnotes behind its words.
    marks: String,
}

impl OpenLine {
    fn begin(word: Word) -> Self {
        let text = word.text() + &word.mark;
        Self { text, rect: word.rect, size: word.size, glyphs: word.glyphs, marks: word.mark }
    }

    fn add(&mut self, word: Word) {
        if word.rect.x0 - self.rect.x1 > SPACE_EM * word.size.min(self.size) {
            self.text.push(' ');
        }
        self.text.extend(word.chars());
        self.text.push_str(&word.mark);
        self.marks.push_str(&word.mark);
        self.rect = self.rect.union(&word.rect);
        self.size = self.size.max(word.size);
        self.glyphs.extend(word.glyphs);
    }

    fn close(self, readings: &[Reading]) -> TextLine {
        let mut read: Vec<u32> = self.glyphs.iter().filter_map(|g| g.reading).collect();
        read.dedup();
        // What was recognised has the spaces that its reader saw.
        let number = if read.is_empty() { number_text(&self.glyphs) } else { None };
        TextLine {
            text: number.map_or(self.text, |number| number + &self.marks),
            known: None,
            rect: self.rect,
            size: self.size,
            cut: self.glyphs.iter().any(|g| g.cut),
            doubt: self.glyphs.iter().find_map(|g| g.doubt),
            readings: read.iter().filter_map(|index| readings.get(*index as usize)).cloned().collect(),
        }
    }
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
                    doubt: None,
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
    fn turned_words_are_read_along_their_direction() {
        // 上缴上级 over 支出 in two lines, turned to the left, and the same turned to the right.
        let turned = |direction, at: fn(f64, f64) -> (f64, f64)| -> Vec<Glyph> {
            let mut page = glyphs("上缴上级", 0.0, 0.0);
            page.extend(glyphs("支出", 0.0, 12.0));
            for glyph in &mut page {
                let (x, y) = at(glyph.rect.x0, glyph.rect.y0);
                (glyph.rect, glyph.direction) = (Rect::new(x, y, x + 10.0, y + 10.0), direction);
            }
            page
        };
        let read = |mut page: Vec<Glyph>| -> Vec<String> {
            page.extend(glyphs("1", 200.0, 100.0));
            words_to_lines(glyphs_to_words(&page), f64::INFINITY, &[]).into_iter().map(|l| l.text).collect()
        };
        assert_eq!(read(turned(Direction::Up, |x, y| (y, 100.0 - x))), ["1", "上缴上级", "支出"]);
        assert_eq!(read(turned(Direction::Down, |x, y| (50.0 - y, x))), ["1", "上缴上级", "支出"]);
    }

    #[test]
    fn a_second_line_stays_a_line() {
        let mut page = glyphs("机关事业", 0.0, 0.0);
        page.extend(glyphs("单位", 0.0, 12.0));
        assert_eq!(words_to_lines(glyphs_to_words(&page), 9.0, &[]).len(), 2);
    }
}
