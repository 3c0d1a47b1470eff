//! Writes known words beside what was recognised on a scan: tables to tables.
//!
//! A cell or a line whose reading is near to one word that forms print (`vocabulary::near`) gets that word beside it
//! ([`Cell::known`](crate::table::Cell::known), [`TextLine::known`]): wording is compared by the word, and what was
//! read is what is shown. Text of the file is taken as it is. Amounts, codes and the department's own name have no
//! known words.

use std::collections::HashMap;

use crate::page::Reading;
use crate::table::{Cell, PageTables, TextLine};
use crate::taxonomy::{KindModel, Models, models};
use crate::text::code::may_begin_code;
use crate::text::number::{is_chinese_numeral, is_digit};
use crate::text::plain::{plain, without_numerals};
use crate::vocabulary::{Ordinals, Vocabulary, vocabulary};

/// Longest text that is looked up, in characters; longer ones are sentences.
const LONGEST: usize = 45;
/// Most characters of a label before its colon.
const LONGEST_LABEL: usize = 12;
/// Most characters of an ordinal and the dirt before it.
const LONGEST_ORDINAL: usize = 6;
/// Fewest characters of a name behind a numeral without a mark.
const SHORTEST_NAME: usize = 4;
/// Digits of a year.
const YEAR: usize = 4;
/// A cell is surely read where each character of it was read at least so surely, on geometric average.
const SURE: f64 = 0.95;

/// Writes the known words into the tables of a document, beside what was read for them.
pub(crate) fn read_to_known(tables: &mut [PageTables]) {
    if !tables.iter().any(is_recognised) {
        return;
    }
    let mut speller = Speller { models: models(), known: vocabulary(), cells: HashMap::new() };
    for page in tables {
        let cells = page.grids.iter_mut().flat_map(|grid| &mut grid.cells);
        for cell in cells.filter(|cell| cell.is_recognised()) {
            cell.known = speller.cell(&cell.text(), is_surely_read(cell));
        }
        for line in page.lines.iter_mut().filter(|line| line.is_recognised()) {
            line.known = speller.line(&line.text);
        }
    }
}

/// Gives the words of a cell of codes: where they were recognised, without the dirt around them.
pub(crate) fn read_to_code(cell: &Cell) -> String {
    let text = cell.words();
    if cell.is_recognised() {
        let dirt = &vocabulary().code_dirt;
        return text.trim_matches(|c| dirt.contains(&c)).to_owned();
    }
    text
}

/// Whether something on a page was recognised.
fn is_recognised(page: &PageTables) -> bool {
    page.grids.iter().flat_map(|grid| &grid.cells).any(Cell::is_recognised)
        || page.lines.iter().any(TextLine::is_recognised)
}

/// Whether a reader is sure of all words of a cell.
fn is_surely_read(cell: &Cell) -> bool {
    let is_word = |reading: &&Reading| reading.text.chars().any(char::is_alphabetic);
    let mut words = cell.lines.iter().flat_map(|line| &line.readings).filter(is_word).peekable();
    words.peek().is_some() && words.all(|reading| reading.confidence_of_each() >= SURE)
}

/// Finder of the known words of one document.
struct Speller<'m> {
    models: &'m Models,
    known: &'static Vocabulary,
    /// Cache of the known words of cells, and whether these were read surely: most come again.
    cells: HashMap<(String, bool), Option<String>>,
}

impl Speller<'_> {
    /// Finds the known words of a cell; `None` where they are what was read, or none are known.
    fn cell(&mut self, read: &str, is_sure: bool) -> Option<String> {
        if !may_be_word(read) {
            return None;
        }
        let key = (read.to_owned(), is_sure);
        if let Some(known) = self.cells.get(&key) {
            return known.clone();
        }
        // A title or a label inside the frame ends or is parted as such: 国有资本经营预算支出 is no title without its 表.
        let misread = &self.known.misread;
        let mended = misread.mended(misread.without_dirt(read));
        let outside = read.trim_end().ends_with('表') || read.contains(['：', ':', '；', ';']);
        let line = if outside { self.line(read) } else { None };
        let wide = || misread.wide(&mended).map(str::to_owned);
        let name = || self.name(&mended, is_sure);
        let word = line.or_else(wide).or_else(name).unwrap_or_else(|| misread.with_first(&mended));
        let word = Some(word).filter(|word| word != read);
        self.cells.insert(key, word.clone());
        word
    }

    /// Finds the known words of a line outside of tables: a title, or a label with its value.
    fn line(&self, read: &str) -> Option<String> {
        if !may_be_word(read) {
            return None;
        }
        let read = read.trim();
        if let Some((label, value)) = read.split_once(['：', ':', '︰', '；', ';']) {
            return self.labelled(label, value).filter(|word| word != read);
        }
        let mended = self.known.misread.mended(read);
        // Specks beside a title are none of it.
        let clean = self.known.misread.without_dirt(&mended);
        let mended = if clean.ends_with('表') { clean.to_owned() } else { mended };
        let as_read = (mended != read).then(|| mended.clone());
        let is_title = |kind: &KindModel| {
            kind.is_by_words()
                && kind.title_pattern.as_ref().is_some_and(|title| title.is_match(&plain(&mended)))
        };
        // Titles of whole places name place and scope in many ways: a list of words would take them away.
        if self.known.titles.knows(&mended) || self.models.kinds.iter().any(is_title) {
            return as_read;
        }
        let read = mended.as_str();
        let mut title = read;
        for prefix in &self.models.title_prefixes {
            if let Some(found) = prefix.find(title) {
                title = &title[found.end()..];
            }
        }
        let Some(word) = self.known.titles.nearest(title) else { return as_read };
        Some(format!("{}{word}", &read[..read.len() - title.len()])).filter(|whole| whole != read).or(as_read)
    }

    /// Finds a known label: `单位；万元` → `单位：万元`. Its value stays as it was read, but for units of money.
    fn labelled(&self, label: &str, value: &str) -> Option<String> {
        if label.chars().count() > LONGEST_LABEL {
            return None;
        }
        let known = &self.known;
        let label = if known.labels.knows(label) { label } else { known.labels.nearest(label)? };
        let value = if known.money.knows(value) {
            value.trim()
        } else {
            known.money.nearest(value).unwrap_or(value.trim())
        };
        Some(format!("{label}：{value}"))
    }

    /// Finds the known name of a line or word of a header, behind a code or an ordinal.
    fn name(&self, read: &str, is_sure: bool) -> Option<String> {
        let (before, printed) = parted(&self.models.wording.items.of_which, read.trim());
        let known = self.known;
        if [&known.cells, &known.titles, &known.whole].iter().any(|list| list.knows(printed)) {
            return None;
        }
        let name: String = printed.chars().filter(|c| !c.is_whitespace()).collect();
        let name = name.as_str();
        let nearest = |name: &str| known.cells.nearest_or(&known.whole, name, is_sure);
        let whole = |ordinal: &str, name: &str| Some(format!("{before}{ordinal}{name}"));
        if let Some((ordinal, name)) = ordinal(&known.ordinals, name) {
            return whole(&ordinal, nearest(name).unwrap_or(name));
        }
        if let Some(word) = nearest(name) {
            return whole("", word);
        }
        let behind = behind_dirt(&known.ordinals, name);
        let word = behind.and_then(|(ordinal, name)| whole(&ordinal, nearest(name)?));
        word.or_else(|| {
            let (ordinal, name) = behind_bare_numeral(&known.ordinals, printed.trim())?;
            let plain_name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
            whole(&ordinal, nearest(&plain_name).unwrap_or(&plain_name))
        })
    }
}

fn may_be_word(read: &str) -> bool {
    read.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) && read.chars().count() <= LONGEST
}

/// Parts off what stands before a name and is kept as it is: a code in the same cell, `其中：`.
fn parted<'t>(of_which: &[String], text: &'t str) -> (&'t str, &'t str) {
    if let Some(rest) = of_which.iter().find_map(|mark| text.strip_prefix(mark.as_str())) {
        return text.split_at(text.len() - rest.len());
    }
    let name = text.trim_start_matches(|c: char| is_digit(c) || c.is_whitespace());
    let code = &text[..text.len() - name.len()];
    if may_begin_code(code.chars().filter(|c| is_digit(*c)).count()) { (code, name) } else { ("", text) }
}

/// Splits the leading ordinal of a text, as printed, from the name behind it: `十--.城乡` → `十一、`, `城乡`.
fn ordinal<'t>(ordinals: &Ordinals, text: &'t str) -> Option<(String, &'t str)> {
    let inner = text.strip_prefix(['（', '(', '〔', '[']);
    let rest = inner.unwrap_or(text);
    let is_one = |c: char| ordinals.one.contains(c);
    let is_mark = |c: char| ordinals.marks.contains(c) || c.is_whitespace();
    let after = rest.trim_start_matches(|c: char| is_one(c) || is_chinese_numeral(c));
    let mut numeral = String::new();
    for c in rest[..rest.len() - after.len()].chars() {
        // A long 一 is read as two dashes; 一一 is no number.
        match if is_one(c) { '一' } else { c } {
            '一' if numeral.ends_with('一') => {}
            c => numeral.push(c),
        }
    }
    let name = match inner {
        Some(_) => after.strip_prefix(['）', ')', '〕', ']'])?,
        None => after.trim_start_matches(is_mark),
    };
    if (numeral.is_empty() && inner.is_none())
        || name.len() == after.len()
        || !name.chars().any(char::is_alphabetic)
    {
        return None;
    }
    // Of all numerals only 一 is so thin that it is lost between its brackets.
    if inner.is_some() && numeral.is_empty() {
        numeral.push('一');
    }
    let ordinal = if inner.is_some() { format!("（{numeral}）") } else { format!("{numeral}、") };
    Some((ordinal, name))
}

/// Finds a name behind dirt (`mA+国有资本`, `并八、社会保障`) or behind numerals without their mark (`十七援助`), with its
/// ordinal.
fn behind_dirt<'t>(ordinals: &Ordinals, text: &'t str) -> Option<(String, &'t str)> {
    for (at, _) in text.char_indices().skip(1).take(LONGEST_ORDINAL) {
        if let Some(found) = ordinal(ordinals, &text[at..]) {
            return Some(found);
        }
    }
    let clean = text.trim_start_matches(|c: char| !is_digit(c) && (c.is_ascii() || !c.is_alphabetic()));
    let name = without_numerals(clean);
    if name.len() == text.len() {
        return None;
    }
    let numeral = &clean[..clean.len() - name.len()];
    Some((if numeral.is_empty() { String::new() } else { format!("{numeral}、") }, name))
}

/// Finds a name that is not known behind an ordinal without its mark: 一 is read as a dash (`— 税收收入`), and a gap or a year
/// follows others (`三2024年末余额`). A dash before 般 is no ordinal.
fn behind_bare_numeral<'t>(ordinals: &Ordinals, text: &'t str) -> Option<(String, &'t str)> {
    let is_dash = |c: char| c != '一' && ordinals.one.contains(c);
    let after = text.trim_start_matches(is_dash);
    let (numeral, after) = if after.len() < text.len() {
        ("一", after.trim_start_matches(|c: char| c == '>' || ordinals.marks.contains(c)))
    } else {
        let after = text.trim_start_matches(is_chinese_numeral);
        let has_gap = after.starts_with(char::is_whitespace) && text.split_whitespace().count() == 2;
        let digits = after.len() - after.trim_start_matches(is_digit).len();
        let has_year = digits == YEAR && after[digits..].starts_with('年');
        (&text[..text.len() - after.len()], if has_gap || has_year { after } else { "" })
    };
    let name = after.trim_start();
    if numeral.is_empty() || name.chars().count() < SHORTEST_NAME {
        return None;
    }
    let is_joined = name.starts_with(|c| ordinals.joined.contains(c));
    match numeral {
        "一" if is_joined => Some((numeral.to_owned(), name)),
        _ if is_joined => None,
        _ => Some((format!("{numeral}、"), name)),
    }
}

#[cfg(test)]
mod tests;
