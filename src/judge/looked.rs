//! What a few pages show that have to be read by OCR, and which pages are looked at.

use super::said::{Script, has_words};
use crate::ocr::Glance;
use crate::taxonomy::Models;

/// Chinese that one reader sees on a page counts from so many characters on: few may be misread letters.
const FEW_CHINESE: usize = 3;
/// … and where it is at least one in so many letters.
const FOREIGN: usize = 8;
/// Lines across and down that make a table.
const ACROSS: usize = 3;
const DOWN: usize = 2;
/// So many lines across make one alone: columns may be parted by nothing.
const ACROSS_ALONE: usize = 5;
/// Digits that are read on a page without any letter: a table of numbers.
const DIGITS: usize = 8;
/// Letters of another script that say enough.
const CLEARLY: usize = 120;
/// Lines of text from which on a page is worth being read where nothing else was.
const LINES: usize = 4;

/// What was seen on pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Looked {
    /// Number of pages that were looked at with a reader.
    pub(super) pages: usize,
    /// Whether one of them shows Chinese.
    pub(super) chinese: bool,
    /// Whether one of them shows letters of another script.
    pub(super) foreign: bool,
    /// Number of letters of other scripts that were read.
    pub(super) letters: usize,
    /// Whether one of them may be of a disclosure.
    pub(super) may_be: bool,
}

impl Looked {
    /// Whether so much of another script was read, and no Chinese, that one page more is enough.
    pub(super) fn is_clearly_foreign(&self) -> bool {
        self.foreign && !self.chinese && self.letters >= CLEARLY
    }

    /// Adds what a page shows that was looked at with a reader.
    pub(super) fn add(&mut self, models: &Models, glance: &Glance) {
        let text = glance.texts.concat();
        let script = Script::of(&text);
        let chinese = script.chinese >= FEW_CHINESE && script.chinese * FOREIGN >= script.letters;
        let numbers = script.digits >= DIGITS && script.letters + script.chinese == 0;
        let words = glance.texts.iter().any(|text| has_words(models, text)) || has_words(models, &text);
        self.pages += 1;
        self.letters += script.letters;
        self.chinese |= chinese;
        self.foreign |= !chinese && script.letters > 0;
        self.may_be |= words || numbers || (chinese && is_table(glance));
    }
}

/// Whether the lines of a page make a table. It may lie on its side.
pub(super) fn is_table(glance: &Glance) -> bool {
    let (across, down) = glance.rulings;
    (across.max(down) >= ACROSS && across.min(down) >= DOWN) || across.max(down) >= ACROSS_ALONE
}

/// Whether a page shows lines of text.
pub(super) fn has_text(glance: &Glance) -> bool {
    glance.lines >= LINES
}

/// The places, among so many pages, of those that are looked at first: the first two, and the one of which the hidden text
/// says most numbers; without any the middle one.
pub(super) fn first_places(count: usize, most_numbers: Option<usize>) -> Vec<usize> {
    let third = most_numbers.unwrap_or(count / 2);
    let mut places: Vec<usize> = [0, 1, third].into_iter().filter(|place| *place < count).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The places of `most` pages, or fewer, that are spread evenly over so many.
pub(super) fn spread_places(count: usize, most: usize) -> Vec<usize> {
    let wanted = count.min(most);
    (0..wanted).map(|nth| nth * count / wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    fn looked(texts: &[&str], rulings: (usize, usize)) -> Looked {
        let mut looked = Looked::default();
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        looked.add(models(), &Glance { texts, rulings, lines: 9 });
        looked
    }

    #[test]
    fn words_tables_and_numbers_may_be_of_a_disclosure() {
        assert!(looked(&["某市教育局", "2023年度部门决算"], (0, 0)).may_be);
        assert!(looked(&["一般公共服务", "某某人员"], (12, 6)).may_be);
        assert!(looked(&["2010301", "1,234.50"], (0, 0)).may_be);
    }

    #[test]
    fn letters_and_chinese_prose_are_not() {
        let english = looked(&["Dear Sir", "we thank you for the letter of 12 May", "下"], (12, 6));
        assert!(!english.may_be && english.foreign && !english.chinese);
        let prose = looked(&["第一条 为了保护环境", "制定本法"], (1, 0));
        assert!(!prose.may_be && prose.chinese);
        assert!(!looked(&[], (0, 0)).may_be);
    }

    #[test]
    fn pages_are_spread() {
        let first = |count| first_places(count, None);
        assert_eq!(first(0), Vec::<usize>::new());
        assert_eq!((first(1), first(2), first(9)), (vec![0], vec![0, 1], vec![0, 1, 4]));
        assert_eq!((first_places(9, Some(7)), first_places(9, Some(0))), (vec![0, 1, 7], vec![0, 1]));
        assert_eq!(spread_places(3, 5), [0, 1, 2]);
        assert_eq!(spread_places(100, 4), [0, 25, 50, 75]);
    }
}
