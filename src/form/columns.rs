//! Decides what each column of a table holds, by the words printed over it.

mod contents;
mod groups;

use std::borrow::Cow;

use super::header::CellTexts;
use crate::table::{Cell, Grid};
use crate::taxonomy::{KindModel, MeasureModel, Models};
use crate::text::number::counting::{counted_column, is_column_formula, without_column_number};
use crate::text::number::is_plain_number;

/// A clipped word of fewer characters may be a part of anything.
const SHORTEST_PART: usize = 3;

/// Role of a column: what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The classification code, or one of its parts 类 款 项.
    Code,
    /// The name of the line.
    Item,
    /// 行次.
    Line,
    /// An amount.
    Amount {
        /// Its measure, as CONTRACT names it.
        measure: String,
        /// `income`, `expenditure`, `budget` or `final`, where the form has sides.
        side: Option<String>,
        /// A unit that the header states for this column alone.
        unit: Option<String>,
    },
    /// A part of a measure that has no name in the contract (基本支出结转 under 年初结转和结余): kept in the grid, makes
    /// no facts.
    Part,
    /// Its words are not known: a column of one province, or a header that cannot be read.
    Unknown,
    /// Nothing is printed over it.
    Nothing,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Left and right edge, in the positions of its [`Grid`].
    pub x: (f64, f64),
    /// What it holds.
    pub role: Role,
    /// Groups stand side by side, each with its own labels; counted from 0.
    pub group: usize,
}

/// Says how a form has read one of its tables.
#[derive(Debug, Clone, PartialEq)]
pub struct TableReading {
    /// The table, as an index into [`Form::grids`](super::Form::grids).
    pub grid: usize,
    /// The first row below the header; 0 where the header is not repeated.
    pub body_row: usize,
    /// Its columns, from the left.
    pub columns: Vec<Column>,
}

/// Ranks how well a word of the header names a measure; the greatest fits best.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    /// The word alone names it.
    Alone,
    /// The word and a heading above it name it; the nearest heading, counted from the top, counts most.
    UnderItsHeading(usize),
}

/// Reads the words of one table's header as those of one kind of form.
pub(super) struct HeaderWords<'a> {
    pub(super) models: &'a Models,
    pub(super) kind: &'a KindModel,
    /// Words of the cells in their plain form, the same for every kind.
    plain: &'a CellTexts,
    /// Words of the cells as this kind knows them.
    printed: CellTexts,
}

impl<'a> HeaderWords<'a> {
    /// Reads as a kind does; `plain` keeps the words of the same table.
    pub(super) fn new(models: &'a Models, kind: &'a KindModel, grid: &Grid, plain: &'a CellTexts) -> Self {
        Self { models, kind, plain, printed: CellTexts::new(grid) }
    }

    pub(super) fn knows(&self, word: &str) -> bool {
        self.kind.vocabulary.contains(word)
            || self.are_code_parts(word)
            || self.kind.vocabulary.contains(split_unit(self.models, word).0)
            || self.side_of_year(word).is_some()
    }

    /// Takes the word of a side behind a year: `2019年度决算数` → `决算数`.
    fn side_of_year<'w>(&self, word: &'w str) -> Option<&'w str> {
        let year = self.models.header_year.find(word)?;
        Some(&word[year.end()..]).filter(|side| self.is_side(side))
    }

    /// Whether a word is a dash (`—`): an amount that is not there.
    pub(super) fn is_dash(&self, word: &str) -> bool {
        word.chars().all(|c| self.models.wording.blanks.dashes.contains(c))
    }

    /// Whether a word names a column of labels: 科目编码, 科目名称, 类款项, 行次.
    pub(super) fn names_label(&self, word: &str) -> bool {
        let header = &self.models.wording.header;
        let lists = [&header.code, &header.code_parts, &header.item, &header.unit_item, &header.line];
        lists.into_iter().flatten().any(|w| w == word) || self.are_code_parts(word)
    }

    /// Whether a word is 类款项, set as one over the columns of a code.
    pub(super) fn are_code_parts(&self, word: &str) -> bool {
        let parts = &self.models.wording.header.code_parts;
        word.chars().count() > 1 && word.chars().all(|c| parts.iter().any(|p| p.chars().eq([c])))
    }

    pub(super) fn is_number_word(&self, word: &str) -> bool {
        self.models.wording.header.column_numbers.iter().any(|w| w == word)
    }

    /// Gives the word of a header cell; without the number of its column, or its formula, where it is known without.
    pub(super) fn printed_word(&self, cell: &Cell) -> String {
        self.printed.of(cell, || self.without_number(&self.plain.plain(cell)).to_owned()).into_owned()
    }

    /// Takes the number of its column, or its formula, from a word that is known without.
    pub(super) fn without_number<'w>(&self, word: &'w str) -> &'w str {
        if self.knows(word) {
            return word;
        }
        match without_column_number(word) {
            bare if bare.len() < word.len() && (self.knows(bare) || self.two_words(bare).is_some()) => bare,
            _ => word,
        }
    }

    /// Gives the words of a cell in their plain form.
    pub(super) fn plain_word(&self, cell: &Cell) -> Cow<'_, str> {
        self.plain.plain(cell)
    }

    /// Whether 栏次 stands in a row.
    fn numbers_columns(&self, grid: &Grid, row: usize) -> bool {
        grid.printed_in_row(row).any(|cell| self.is_number_word(&self.plain_word(cell)))
    }

    pub(super) fn is_total(&self, word: &str) -> bool {
        self.models.wording.items.totals.iter().any(|t| t == word)
    }

    /// Collects the words printed over a column, from the top down.
    pub(super) fn path(&self, grid: &Grid, first_row: usize, end_row: usize, column: usize) -> Vec<String> {
        let mut path: Vec<String> = Vec::new();
        let mut last = usize::MAX;
        for row in first_row..end_row {
            let Some(index) = grid.index_at(row, column).filter(|i| *i != last) else { continue };
            last = index;
            let Some(cell) = grid.cells.get(index) else { continue };
            let word = self.printed_word(cell);
            let number = is_plain_number(&word)
                || self.is_number_word(&word)
                || self.is_dash(&word)
                || counted_column(&word).is_some()
                || is_column_formula(&word);
            // What stands in the 栏次 line and is no word is a number of a column that was misread.
            let misread = cell.row == row && !self.knows(&word) && self.numbers_columns(grid, row);
            if !word.is_empty() && !number && !misread {
                let words = self.words_over(cell, word, column, &path);
                path.extend(words);
            }
        }
        path
    }

    /// Gives the words of a header cell that stand over one of its columns: mostly all of them as one.
    fn words_over(&self, cell: &Cell, word: String, column: usize, above: &[String]) -> Vec<String> {
        if let Some(side) = self.side_of_year(&word) {
            return vec![side.to_owned()];
        }
        if self.knows(&word) {
            return vec![word];
        }
        // Clipped by its cell: the only word that it can be a part of.
        if cell.is_cut()
            && let Some(whole) = self.whole_word(&word, above)
        {
            return vec![whole];
        }
        match self.two_words(&word) {
            // Words of neighbouring columns that touch: 金额|项目.
            Some((left, right)) if cell.columns == 2 => {
                vec![if column == cell.column { left } else { right }.to_owned()]
            }
            // A heading and the word below it, set close: 项目 over 科目名称.
            Some((above, below)) if cell.columns == 1 && self.is_heading(above) => {
                vec![above.to_owned(), below.to_owned()]
            }
            _ => vec![word],
        }
    }

    /// Parts a text into two known words.
    pub(super) fn two_words<'w>(&self, text: &'w str) -> Option<(&'w str, &'w str)> {
        let mut cuts = text.char_indices().map(|(at, _)| text.split_at(at));
        cuts.find(|(left, right)| self.knows(left) && self.knows(right))
    }

    fn is_heading(&self, word: &str) -> bool {
        let groups = &self.models.wording.header.groups;
        groups.iter().chain(&self.kind.groups).any(|w| w == word) || self.is_side(word)
    }

    /// Finds the word of the header that holds a clipped one; `None` where those that do would mean different columns.
    fn whole_word(&self, part: &str, above: &[String]) -> Option<String> {
        if part.chars().count() < SHORTEST_PART {
            return None;
        }
        let mut holding: Vec<&String> =
            self.kind.vocabulary.iter().filter(|word| word.contains(part)).collect();
        holding.sort();
        let meaning = |word: &String| {
            let path: Vec<String> = above.iter().chain([word]).cloned().collect();
            self.role(&path)
        };
        let (first, others) = holding.split_first()?;
        let role = meaning(first);
        let is_one = others.iter().all(|other| meaning(other) == role);
        (is_one && (others.is_empty() || role != Role::Unknown)).then(|| (*first).clone())
    }

    pub(super) fn role(&self, path: &[String]) -> Role {
        let header = &self.models.wording.header;
        for (depth, word) in path.iter().enumerate().rev() {
            let is = |words: &[String]| words.iter().any(|w| w == word);
            // 项 is a part of a code only under a code's heading; 项目 heads both columns of labels.
            if is(&header.code) || (is(&header.code_parts) && depth > 0) || self.are_code_parts(word) {
                return Role::Code;
            }
            if is(&header.line) {
                return Role::Line;
            }
            if is(&header.item) || is(&header.unit_item) {
                return Role::Item;
            }
            // 项目, set over more than the columns of labels, makes no label of an amount.
            if self.kind.measures.iter().any(|m| is(&m.words)) && !is(&header.sums) {
                break;
            }
        }
        self.amount(path)
    }

    fn amount(&self, path: &[String]) -> Role {
        let (path, mut unit): (Vec<&str>, Option<String>) = {
            let split: Vec<_> = path.iter().map(|w| self.known_part(w)).collect();
            let unit = split.iter().rev().find_map(|(_, unit)| unit.clone());
            (split.into_iter().map(|(word, _)| word).collect(), unit)
        };
        let side = path.iter().rev().find_map(|word| {
            self.kind
                .sides
                .iter()
                .find(|(_, words)| words.iter().any(|w| w == word))
                .map(|(side, _)| side.clone())
        });
        for (depth, word) in path.iter().enumerate().rev() {
            let fits = |m: &MeasureModel| self.fits(m, word, &path[..depth], side.as_deref());
            // Under its own heading a word means more than without: 小计 under 公务用车购置及运行费. Of several that fit
            // as well, the first of the model counts.
            let measures = self.kind.measures.iter().rev().map(|m| (fits(m), m));
            let Some((_, measure)) = measures.filter(|(f, _)| *f != Fit::No).max_by(|a, b| a.0.cmp(&b.0))
            else {
                continue;
            };
            let sums = &self.models.wording.header.sums;
            let below_is_plain =
                path[depth + 1..].iter().all(|w| sums.iter().any(|s| s == w) || self.is_side(w));
            if !below_is_plain {
                return Role::Part;
            }
            return Role::Amount { measure: measure.name.clone(), side, unit: unit.take() };
        }
        if path.is_empty() { Role::Nothing } else { Role::Unknown }
    }

    fn known_part<'w>(&self, word: &'w str) -> (&'w str, Option<String>) {
        if self.kind.vocabulary.contains(word) { (word, None) } else { split_unit(self.models, word) }
    }

    fn is_side(&self, word: &str) -> bool {
        self.kind.sides.values().flatten().any(|w| w == word)
    }

    fn fits(&self, measure: &MeasureModel, word: &str, above: &[&str], side: Option<&str>) -> Fit {
        let other_side =
            matches!((measure.side.as_deref(), side), (Some(wanted), Some(side)) if wanted != side);
        if other_side || !measure.words.iter().any(|w| w == word) {
            return Fit::No;
        }
        if let Some(heading) = above.iter().rposition(|a| measure.under.iter().any(|u| u == a)) {
            return Fit::UnderItsHeading(heading);
        }
        let heads = |a: &&str| {
            self.kind.measures.iter().any(|m| m.name != measure.name && m.words.iter().any(|w| w == a))
        };
        // A sum below another measure's word is that measure: 事业收入 over 合计 and 其中：教育收费.
        let is_sum = self.models.wording.header.sums.iter().any(|s| s == word);
        let alone = measure.under.is_empty() && !is_sum || !above.iter().any(heads);
        if alone && (measure.under.is_empty() || measure.under_optional) { Fit::Alone } else { Fit::No }
    }
}

/// `年度预算数（万元）` → `年度预算数` and `万元`.
fn split_unit<'w>(models: &Models, word: &'w str) -> (&'w str, Option<String>) {
    let Some((head, tail)) = word.rsplit_once('（') else { return (word, None) };
    let Some(unit) = tail.strip_suffix('）') else { return (word, None) };
    let money = models.wording.money.iter().find(|m| m.words.iter().any(|w| w == unit));
    match money {
        Some(money) => (head, Some(money.name.clone())),
        None => (word, None),
    }
}
