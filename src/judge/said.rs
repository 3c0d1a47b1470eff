//! What the text of a document says of it: which script it is in, and whether it speaks of accounts.

use crate::page::{Origin, Page};
use crate::sheet::Sheet;
use crate::taxonomy::Models;

/// From this width on, in parts of its size, a Latin letter may be a Chinese character whose map lies.
const WIDE: f64 = 0.95;
/// Fewest letters that say what a page is: letterheads and marks of scanners have fewer.
const FEW_LETTERS: usize = 80;
/// A text is foreign where it has one Chinese character in this many letters at most.
const FOREIGN: usize = 20;
/// … and a text in which one letter in so many is wide may be Chinese all the same.
const MOST_WIDE: usize = 4;

/// Counts of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Script {
    /// Chinese characters.
    pub(super) chinese: usize,
    /// Letters of other scripts.
    pub(super) letters: usize,
    /// Digits.
    pub(super) digits: usize,
}

impl Script {
    pub(super) fn add(&mut self, ch: char) {
        match ch {
            _ if is_chinese(ch) => self.chinese += 1,
            _ if ch.is_ascii_digit() => self.digits += 1,
            _ if ch.is_alphabetic() => self.letters += 1,
            _ => {}
        }
    }

    pub(super) fn of(text: &str) -> Self {
        let mut script = Self::default();
        text.chars().for_each(|ch| script.add(ch));
        script
    }

    /// Whether almost nothing of it is Chinese.
    pub(super) fn is_foreign(&self) -> bool {
        self.letters > 0 && self.chinese * FOREIGN <= self.letters
    }
}

/// What the known text of a document says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Whether it holds a word of accounts.
    pub(super) has_words: bool,
    /// Number of pages with text in another script, and in Chinese.
    pub(super) foreign_pages: usize,
    pub(super) chinese_pages: usize,
    /// Number of pages with text of which that cannot be told: numbers alone, signs of no script, letters that may be
    /// Chinese.
    pub(super) unclear_pages: usize,
}

impl Said {
    /// Takes the text of a page, so many letters of which are as wide as Chinese characters.
    fn add_page(&mut self, models: &Models, text: &str, script: Script, wide: usize) {
        self.has_words |= has_words(models, text);
        let is_chinese = script.chinese > 0 && !script.is_foreign();
        let is_foreign =
            script.is_foreign() && script.letters >= FEW_LETTERS && wide * MOST_WIDE <= script.letters;
        self.chinese_pages += usize::from(is_chinese);
        self.foreign_pages += usize::from(is_foreign);
        self.unclear_pages += usize::from(!is_chinese && !is_foreign && text.chars().count() >= FEW_LETTERS);
    }

    /// Whether none of it is Chinese, as far as that can be told.
    pub(super) fn is_foreign(&self) -> bool {
        self.chinese_pages == 0 && self.unclear_pages <= self.foreign_pages
    }
}

/// Reads the text of all pages that can be trusted. Hidden text of a scan is believed where it speaks of accounts.
pub(super) fn said(models: &Models, pages: &[Page]) -> Said {
    let mut said = Said::default();
    for page in pages {
        let hidden: String = page.layer.iter().map(|glyph| glyph.ch).collect();
        said.has_words |= has_words(models, &hidden);
        if page.origin != Origin::Text || page.has_lying_text() {
            continue;
        }
        let (mut script, mut wide) = (Script::default(), 0);
        let mut text = String::with_capacity(3 * page.glyphs.len());
        for glyph in &page.glyphs {
            script.add(glyph.ch);
            wide += usize::from(glyph.ch.is_ascii_alphabetic() && glyph.rect.width() >= WIDE * glyph.size);
            text.push(glyph.ch);
        }
        said.add_page(models, &text, script, wide);
    }
    said
}

/// Reads the text of all sheets or tables.
pub(super) fn said_in_sheets(models: &Models, sheets: &[Sheet]) -> Said {
    let mut said = Said::default();
    for sheet in sheets {
        let cells = sheet.cells.iter().map(|cell| cell.text.as_str());
        let text: String = sheet.lines.iter().map(String::as_str).chain(cells).collect::<Vec<_>>().join("\n");
        said.add_page(models, &text, Script::of(&text), 0);
    }
    said
}

fn is_chinese(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// Whether a text holds a word of accounts.
pub(super) fn has_words(models: &Models, text: &str) -> bool {
    let text: String = text.chars().filter(|ch| !ch.is_whitespace()).collect();
    models.wording.accounts.words.iter().any(|word| text.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    #[test]
    fn a_script_is_told_by_its_letters() {
        assert!(Script::of("The annual report 2023 of the ministry of finance 财").is_foreign());
        assert!(!Script::of("收入支出决算总表 Z01").is_foreign());
        assert!(!Script::of("2010301 1,234.50").is_foreign(), "numbers are of no script");
        assert_eq!(Script::of("a决1"), Script { chinese: 1, letters: 1, digits: 1 });
    }

    #[test]
    fn words_of_accounts_are_known_however_they_are_set() {
        assert!(has_words(models(), "某 局 2 0 2 3 年 度 部 门 决 算"));
        assert!(!has_words(models(), "关于召开运动会的通知"));
    }
}
