//! Turns words into printed rows, and finds the rows of stream tables, which no grid of lines frames.

use super::words::Word;
use crate::geom::Rect;
use crate::text::code::{is_code, is_code_or_part};
use crate::text::number::counting::hold_page_number;
use crate::text::number::{
    is_comma, is_digit, is_digits, is_minus, is_number_or_blank, is_point, is_separator,
};

/// Largest difference of the vertical middles of words in one row, as a share of the smaller size.
const SAME_ROW: f64 = 0.5;
/// Largest distance of single characters of one word set wide, in em: `合   计`.
const SPACED_LETTERS_EM: f64 = 2.2;
/// Narrowest gap between two columns, in em; words of a sentence stand closer.
const COLUMN_GAP_EM: f64 = 1.0;
/// Widest gap inside a word, in em: software sets Latin digits this far off Chinese text.
const SCRIPT_GAP_EM: f64 = 0.34;
/// Largest distance of rows of one table, in row heights.
const WIDEST_GAP: f64 = 3.5;
/// So many words side by side, without a number, are headings, …
const HEADINGS: usize = 5;
/// … where a row of amounts stands so near below them.
const HEADER_ROWS: usize = 3;
/// Largest ratio of the size of header words to that of the table.
const HEADER_SIZE: f64 = 1.25;

/// Row of words that stand side by side.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) rect: Rect,
    pub(super) size: f64,
    /// Words, from the left.
    pub(super) words: Vec<Word>,
}

impl Row {
    /// Counts the words that are numbers or stand for a missing one.
    pub(super) fn numbers(&self) -> usize {
        self.words.iter().filter(|w| is_number_or_blank(w.chars())).count()
    }

    /// Whether a word of a row is a code, or a part of one: digits with any marks between them (`20,103`, `201-03`), before a
    /// name, or behind one that none stands before. Amounts of three, five or seven digits stand elsewhere.
    pub(super) fn has_code(&self, word: &Word) -> bool {
        let digits: String = word.chars().filter(|c| is_digit(*c)).collect();
        let long = word.glyphs.iter().all(|g| is_digit(g.ch) || is_minus(g.ch) || is_comma(g.ch));
        // With points (`201.03`) it may be an amount as well, unless its row begins with it.
        let dotted = || {
            word.chars().any(is_point)
                && is_code_or_part(&word.text())
                && self.words.first().is_some_and(|first| first.rect == word.rect)
        };
        if !(long || dotted()) || !is_code_or_part(&digits) {
            return false;
        }
        let is_name = |w: Option<&Word>| w.is_some_and(|w| !is_number_or_blank(w.chars()));
        let Some(at) = self.words.iter().position(|w| w.rect == word.rect) else { return false };
        // Behind a name, digits with marks are an amount: `12,345`.
        if digits.len() < word.glyphs.len() && self.words.iter().take(at).any(|w| is_name(Some(w))) {
            return false;
        }
        let before = at.checked_sub(1);
        // Two digits are a part of a code behind its 类, and anywhere else the number of a line.
        if !is_code(&digits) && !self.words.iter().take(at).any(|w| is_code(&w.text())) {
            return false;
        }
        // Parts of a code stand side by side before the name.
        let next_other = self.words.iter().skip(at + 1).find(|w| !is_part_of_code(w));
        let numbers_before =
            self.words.iter().take(before.unwrap_or(0)).any(|w| is_number_or_blank(w.chars()));
        is_name(next_other)
            || is_name(before.and_then(|b| self.words.get(b))) && !numbers_before && is_code(&digits)
    }

    /// Whether it is the number of a page between its dashes, and nothing else.
    fn is_page_number(&self) -> bool {
        let whole: String = self.words.iter().map(Word::text).collect();
        hold_page_number(&[whole])
    }

    /// Counts the parts with a column's gap between them.
    fn segments(&self) -> usize {
        let gaps = self.words.windows(2).filter(|pair| match pair {
            [a, b] => b.rect.x0 - a.rect.x1 >= COLUMN_GAP_EM * a.size.min(b.size),
            _ => false,
        });
        gaps.count() + 1
    }

    /// Whether it is a row of amounts with a label or of several amounts; leaders of a table of contents are none.
    fn is_body(&self) -> bool {
        let leaders = self.words.iter().any(|w| {
            let dots = w.glyphs.iter().filter(|g| is_point(g.ch) || matches!(g.ch, '…' | '·' | '⋯')).count();
            dots >= 4 && dots * 2 > w.glyphs.len()
        });
        !leaders && !self.has_label_colon() && self.numbers() >= 1 && self.segments() >= 2
    }

    /// Whether it is a label: `部门：…`. One word with a colon over several columns (其中：) belongs to a header.
    fn has_label_colon(&self) -> bool {
        let labels: Vec<String> =
            self.words.iter().map(Word::text).filter(|w| w.contains(['：', ':'])).collect();
        match labels.as_slice() {
            [] => false,
            [first, rest @ ..] => rest.is_empty() || rest.iter().any(|w| w != first),
        }
    }
}

fn is_part_of_code(word: &Word) -> bool {
    is_digits(word.chars()) && word.glyphs.len() <= 3
}

/// Turns words into rows from top to bottom, with amounts split from the text they touch, and letters set wide joined.
pub(super) fn words_to_rows(words: Vec<Word>) -> Vec<Row> {
    let mut words: Vec<Word> = words.into_iter().flat_map(part_amounts).collect();
    words.sort_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y()));
    let mut rows: Vec<Row> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row)
                if (word.rect.mid_y() - row.rect.mid_y()).abs() < SAME_ROW * row.size.min(word.size) =>
            {
                row.rect = row.rect.union(&word.rect);
                row.size = row.size.max(word.size);
                row.words.push(word);
            }
            _ => rows.push(Row { rect: word.rect, size: word.size, words: vec![word] }),
        }
    }
    for row in &mut rows {
        row.words.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        row.words = join_spaced_letters(join_scripts(std::mem::take(&mut row.words)));
    }
    rows
}

/// Splits an amount with two decimals from the Chinese text or the amount that it touches: without lines,
/// `24860.94一、一般公共服务支出` stands in two columns.
fn part_amounts(word: Word) -> Vec<Word> {
    let at = |i: usize| word.glyphs.get(i).map(|g| g.ch);
    let digit = |i: usize| at(i).is_some_and(is_digit);
    let point = |i: usize| at(i).is_some_and(is_point);
    let text = |i: usize| at(i).is_some_and(is_chinese);
    let part = |i: usize| at(i).is_some_and(|c| is_digit(c) || is_separator(c));
    // Ends of amounts: a point, two digits, then text or another number.
    let ends_amount = |i: usize| {
        i >= 3 && point(i - 3) && (i - 2..i).all(digit) && (text(i) || digit(i) && runs_on(&word.glyphs[i..]))
    };
    // Beginnings: text, then a number of which one with two decimals is left.
    let begins_amount = |i: usize| {
        let end = word.glyphs.len();
        i >= 1 && text(i - 1) && digit(i) && (i..end).all(part) && end - i > 3 && point(end - 3)
    };
    let cuts: Vec<usize> = (1..word.glyphs.len()).filter(|i| ends_amount(*i) || begins_amount(*i)).collect();
    if cuts.is_empty() {
        return vec![word];
    }
    let bounds: Vec<usize> = std::iter::once(0).chain(cuts).chain([word.glyphs.len()]).collect();
    bounds
        .windows(2)
        .filter_map(|pair| Word::new(word.glyphs.get(*pair.first()?..*pair.last()?)?.to_vec()))
        .collect()
}

/// Whether glyphs are digits and separators with a point among them, two digits before the end.
fn runs_on(glyphs: &[crate::page::Glyph]) -> bool {
    matches!(glyphs, [.., point, _, _] if is_point(point.ch))
        && glyphs.iter().all(|g| is_digit(g.ch) || is_separator(g.ch))
}

/// Joins words of one text that were drawn apart, since digits are set in another font: `2023` and `年度`.
fn join_scripts(words: Vec<Word>) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(last)
                if word.rect.x0 - last.rect.x1 < SCRIPT_GAP_EM * word.size.min(last.size)
                    && is_digits(last.chars()) != is_digits(word.chars())
                    && !stands_apart(last)
                    && !stands_apart(&word) =>
            {
                last.glyphs.extend(word.glyphs);
                last.rect = last.rect.union(&word.rect);
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// Whether a word is an amount or a dash, so that what stands close beside it is another column's. Digits alone may be
/// a year, an ordinal or a part of a form's number.
fn stands_apart(word: &Word) -> bool {
    is_number_or_blank(word.chars()) && !is_digits(word.chars())
}

fn join_spaced_letters(words: Vec<Word>) -> Vec<Word> {
    let single = |w: &Word| w.glyphs.len() == 1 && w.glyphs.iter().all(|g| is_chinese(g.ch));
    let mut joined: Vec<(Word, bool)> = Vec::new();
    for word in words {
        let letter = single(&word);
        match joined.last_mut() {
            Some((last, open))
                if *open && letter && word.rect.x0 - last.rect.x1 <= SPACED_LETTERS_EM * word.size =>
            {
                last.glyphs.extend(word.glyphs);
                last.rect = last.rect.union(&word.rect);
            }
            _ => joined.push((word, letter)),
        }
    }
    joined.into_iter().map(|(word, _)| word).collect()
}

fn is_chinese(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9fff}')
}

/// Rows of one stream table: where its header begins, and where its body does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowRegion {
    /// The first row of the header.
    pub(super) header: usize,
    /// The first row with numbers.
    pub(super) body: usize,
    /// The row after the last.
    pub(super) end: usize,
}

/// Finds runs of rows that stand in columns, with the header rows above them.
pub(super) fn rows_to_regions(rows: &[Row]) -> Vec<RowRegion> {
    let mut regions: Vec<RowRegion> = Vec::new();
    let mut from = 0;
    while let Some(body) = (from..rows.len()).find(|i| rows[*i].is_body()) {
        let end = body_end(rows, body);
        let header = header_start(rows, from, body);
        let bodies = rows[body..end].iter().filter(|r| r.is_body()).count();
        // A single row of two words is a line with a page number or a date.
        let wide = rows[body..end].iter().any(|r| r.segments() >= 3);
        // Nor is one set wide: `—  7  —`.
        let is_number = header == body && body + 1 == end && rows[body].is_page_number();
        if (wide || bodies >= 3) && !is_number {
            regions.push(RowRegion { header, body, end });
        }
        from = end;
    }
    regions
}

fn body_end(rows: &[Row], body: usize) -> usize {
    let pitch = median_pitch(&rows[body..]).unwrap_or(2.0 * rows[body].size);
    let mut end = body + 1;
    let mut last_body = body;
    while let Some(row) = rows.get(end) {
        if row.rect.y0 - rows[end - 1].rect.y1 > WIDEST_GAP * pitch || is_sentence(row) || is_heading(row) {
            break;
        }
        if is_header_of_others(row)
            && rows.get(end + 1..).is_some_and(|below| below.iter().take(HEADER_ROWS).any(Row::is_body))
        {
            break;
        }
        if row.is_body() {
            last_body = end;
        }
        end += 1;
    }
    // Labels below the last amounts may be wrapped names; more than a few rows are something else.
    end.min(last_body + 3)
}

/// Whether other columns begin: a row of headings within a table. Names side by side in one row are fewer.
fn is_header_of_others(row: &Row) -> bool {
    row.numbers() == 0 && row.segments() >= HEADINGS
}

/// Whether another table begins: `部门：…   单位：…`.
fn is_heading(row: &Row) -> bool {
    row.has_label_colon() && row.numbers() == 0 && row.segments() >= 2
}

/// Whether it is a remark (注：…) or a line of prose: one run of words that is no label.
fn is_sentence(row: &Row) -> bool {
    let text: String = row.words.iter().flat_map(|w| w.glyphs.iter().map(|g| g.ch)).collect();
    let remark = text.starts_with("注") || text.starts_with("说明") || text.starts_with("备注");
    remark
        || (row.segments() == 1 && (text.contains('。') || text.contains('，')) && text.chars().count() > 20)
}

fn header_start(rows: &[Row], from: usize, body: usize) -> usize {
    let size = rows[body].size;
    let mut header = body;
    while header > from {
        let row = &rows[header - 1];
        let gap = rows[header].rect.y0 - row.rect.y1;
        if row.has_label_colon() || row.size > HEADER_SIZE * size || gap > 2.5 * size || is_sentence(row) {
            break;
        }
        header -= 1;
    }
    header
}

/// Finds the usual distance from one row with numbers to the next.
fn median_pitch(rows: &[Row]) -> Option<f64> {
    let tops: Vec<f64> = rows.iter().filter(|r| r.is_body()).map(|r| r.rect.mid_y()).collect();
    let mut pitches: Vec<f64> = tops.windows(2).filter_map(|p| Some(p.get(1)? - p.first()?)).collect();
    pitches.sort_by(f64::total_cmp);
    pitches.get(pitches.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Direction;
    use crate::page::Glyph;

    fn parted(text: &str) -> Vec<String> {
        let glyph = |(i, ch): (u32, char)| {
            let x = 5.0 * f64::from(i);
            Glyph {
                ch,
                rect: Rect::new(x, 0.0, x + 5.0, 10.0),
                size: 10.0,
                direction: Direction::Right,
                cut: false,
                doubt: None,
                reading: None,
            }
        };
        let word = Word::new((0..).zip(text.chars()).map(glyph).collect()).unwrap();
        part_amounts(word).iter().map(Word::text).collect()
    }

    #[test]
    fn amounts_are_parted_from_the_text_they_touch() {
        assert_eq!(parted("24860.94一、一般公共服务支出"), ["24860.94", "一、一般公共服务支出"]);
        assert_eq!(parted("一般公共服务支出1,234.50"), ["一般公共服务支出", "1,234.50"]);
        assert_eq!(parted("1,188.891,212.57"), ["1,188.89", "1,212.57"]);
        for whole in ["98.50%", "2.5倍", "1234.567", "行政运行2010301", "12.5678"] {
            assert_eq!(parted(whole), [whole]);
        }
    }
}
