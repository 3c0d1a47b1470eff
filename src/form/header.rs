//! Reads the header of a table in the words of one kind: the rows that it takes, and its columns.

mod first_look;
mod overlap;
mod texts;

use std::collections::BTreeSet;

use super::columns::{Column, HeaderWords, Role};
use super::statements::Stated;
use crate::table::{Cell, Grid};
use crate::taxonomy::item_name::without_ordinal;
use crate::taxonomy::{KindModel, Models};
use crate::text::number::counting::{column_number, counted_column, is_column_formula, is_counting};
use crate::text::number::is_plain_number;

pub(super) use first_look::FirstLook;
pub(super) use texts::CellTexts;

/// Title, department and unit may stand inside the frame: the header begins in one of the first rows.
const ROWS_BEFORE_HEADER: usize = 6;

/// Header of a table, as one kind reads it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Header {
    /// The row in which it begins; title and unit lines inside the frame stand above.
    pub(crate) first_row: usize,
    /// The first row below it.
    pub(crate) body_row: usize,
    pub(crate) columns: Vec<Column>,
    /// Heading under which the first lines stand (`一、政府采购情况`).
    pub(crate) section: Option<String>,
    /// Amounts that stand in the 栏次 line, where no item is.
    pub(crate) stray: Vec<String>,
    /// The lines are units, by the word over their names.
    pub(crate) by_unit: bool,
    /// Years printed over columns of amounts, each with its cell's words.
    pub(crate) years: Vec<Stated<u16>>,
    /// A total line shares the last row of the header, and comes again where the header does.
    pub(crate) holds_total: bool,
}

impl Header {
    /// Gives the unit that all its amount columns state (金额（万元）); `None` where one does not, or another.
    pub(crate) fn unit(&self) -> Option<String> {
        let mut units = self.columns.iter().filter_map(|c| match &c.role {
            Role::Amount { unit, .. } => Some(unit.as_ref()),
            _ => None,
        });
        let first = units.next()??;
        units.all(|unit| unit == Some(first)).then(|| first.clone())
    }
}

/// Reads the header of a table in the words of one kind; `None` where it is not of that kind. Words that run over the
/// borders of their cells are parted where the header is not understood without.
///
/// `texts` keeps the words of this table from kind to kind.
pub(crate) fn read_header_of(
    models: &Models,
    kind: &KindModel,
    grid: &Grid,
    texts: &CellTexts,
) -> Option<Header> {
    let words = HeaderWords::new(models, kind, grid, texts);
    let as_printed = read_words(&words, grid);
    let unknown = |header: &Header| header.columns.iter().filter(|c| c.role == Role::Unknown).count();
    if as_printed.as_ref().is_some_and(|header| unknown(header) == 0) {
        return as_printed;
    }
    let parted = words.without_overlaps(grid).and_then(|grid| {
        let texts = CellTexts::new(&grid);
        read_words(&HeaderWords::new(models, kind, &grid, &texts), &grid)
    });
    match (as_printed, parted) {
        (Some(printed), Some(parted)) if unknown(&parted) >= unknown(&printed) => Some(printed),
        (printed, parted) => parted.or(printed),
    }
}

/// Reads the header of a table that no other kind is asked about.
#[cfg(test)]
pub(crate) fn read_header(models: &Models, kind: &KindModel, grid: &Grid) -> Option<Header> {
    read_header_of(models, kind, grid, &CellTexts::new(grid))
}

/// Reads the header from the words of the cells as they are.
fn read_words(words: &HeaderWords<'_>, grid: &Grid) -> Option<Header> {
    let first_row = (0..grid.rows().min(ROWS_BEFORE_HEADER)).find(|r| words.begins_header(grid, *r))?;
    let mut header = Header {
        first_row,
        body_row: first_row,
        columns: Vec::new(),
        section: None,
        stray: Vec::new(),
        by_unit: false,
        years: Vec::new(),
        holds_total: false,
    };
    let mut row = first_row;
    let mut numbered = false;
    while row < grid.rows() {
        match words.classify(grid, row, first_row, numbered) {
            RowKind::Words => {}
            RowKind::Section(section) => header.section = Some(section),
            RowKind::Numbers(stray) => {
                numbered = true;
                header.stray.extend(stray);
            }
            RowKind::Blank if row < words.spanned_to(grid, first_row, row) => {}
            RowKind::Blank | RowKind::Body => break,
        }
        row += 1;
    }
    header.body_row = row;
    // A total line may share its row with the last words of the header: `合计 | 0 | 2002.80 | 合计 | 基本支出 | 项目支出 | 0`.
    header.holds_total = row < grid.rows() && words.is_mixed(grid, row);
    let header_end = if header.holds_total { row + 1 } else { row };
    header.columns = words.columns(grid, first_row, header_end, row);
    header.years = words.years_over_amounts(grid, &header, header_end);
    header.by_unit = words.names_units(grid, &header, header_end);
    words.is_complete(&header).then_some(header)
}

/// Whether a word in the line that numbers the columns does so, by a number or a formula.
fn counts_a_column(word: &str) -> bool {
    column_number(word).is_some() || counted_column(word).is_some() || is_column_formula(word)
}

enum RowKind {
    Words,
    Section(String),
    Numbers(Vec<String>),
    Blank,
    Body,
}

impl HeaderWords<'_> {
    /// Collects the years that the cells over the columns of amounts name: 2023年度决算数, and not 2022年末结转和结余.
    fn years_over_amounts(&self, grid: &Grid, header: &Header, end_row: usize) -> Vec<Stated<u16>> {
        let is_amount =
            |column: usize| matches!(header.columns.get(column).map(|c| &c.role), Some(Role::Amount { .. }));
        let cells = grid.cells.iter().filter(|c| c.row >= header.first_row && c.row < end_row);
        let over = cells.filter(|c| (c.column..c.column + c.columns).any(is_amount));
        let of_accounts = |words: &str| {
            let rest = self.models.header_year.replace(words, "");
            rest.is_empty() || self.models.families.iter().any(|family| family.is_named_in(&rest))
        };
        over.filter(|c| of_accounts(&self.plain_word(c)))
            .filter_map(|c| {
                Some(Stated { value: self.models.years.line_to_year(&c.words())?, words: c.words() })
            })
            .collect()
    }

    fn section(&self, word: &str) -> Option<String> {
        let name = without_ordinal(word);
        self.kind.sections.iter().find(|s| name.contains(s.as_str())).cloned()
    }

    /// Whether the lines are named by unit (分单位): the word over their names says so, and no column holds codes.
    fn names_units(&self, grid: &Grid, header: &Header, end_row: usize) -> bool {
        let wording = &self.models.wording.header;
        let names = |column: usize| self.path(grid, header.first_row, end_row, column);
        let of_units = |column: usize| {
            let label = names(column)
                .into_iter()
                .rfind(|w| wording.item.contains(w) || wording.unit_item.contains(w));
            label.is_some_and(|w| wording.unit_item.contains(&w))
        };
        let roles = || header.columns.iter().enumerate();
        self.kind.may_be_by_unit()
            && roles().all(|(_, c)| c.role != Role::Code)
            && roles().any(|(i, c)| c.role == Role::Item && of_units(i))
    }

    fn begins_header(&self, grid: &Grid, row: usize) -> bool {
        let printed: Vec<String> = grid.printed_in_row(row).map(|c| self.printed_word(c)).collect();
        match printed.as_slice() {
            [only] => self.knows(only) || self.section(only).is_some(),
            many => self.is_header_row(many),
        }
    }

    fn classify(&self, grid: &Grid, row: usize, first_row: usize, numbered: bool) -> RowKind {
        let cells: Vec<&Cell> = grid.printed_in_row(row).collect();
        let words: Vec<String> = cells.iter().map(|c| self.printed_word(c)).collect();
        if words.is_empty() {
            return RowKind::Blank;
        }
        if words.iter().any(|w| self.is_number_word(w)) {
            return RowKind::Numbers(self.strays(&words));
        }
        if !numbered && row > first_row && (is_counting(&words) || self.counts_columns(grid, first_row, row))
        {
            return RowKind::Numbers(Vec::new());
        }
        if let ([only], false) = (words.as_slice(), self.kind.sections.is_empty())
            && let Some(section) = self.section(only)
        {
            return RowKind::Section(section);
        }
        // A total in the label columns begins the body, though 合计 is a word of the header elsewhere.
        let total_label = row > first_row
            && cells
                .iter()
                .zip(&words)
                .any(|(cell, word)| self.is_total(word) && self.is_label(grid, first_row, row, cell));
        let others = cells.iter().zip(&words).filter(|(cell, _)| !self.is_label(grid, first_row, row, cell));
        if total_label && others.clone().all(|(_, word)| !self.knows(word)) {
            return RowKind::Body;
        }
        // One word in a column of names whose header stands above it: the rest of a name that the page cut.
        if let ([cell], [word]) = (cells.as_slice(), words.as_slice())
            && row > first_row
            && cell.columns == 1
            && !self.names_label(word)
            && !self.two_words(word).is_some_and(|(a, b)| self.names_label(a) && self.names_label(b))
            && self.is_label(grid, first_row, row, cell)
        {
            return RowKind::Body;
        }
        if self.is_header_row(&words) && !numbered { RowKind::Words } else { RowKind::Body }
    }

    /// Whether most words are known to the kind, and none is a number: a province may add a column of its own.
    fn is_header_row(&self, words: &[String]) -> bool {
        let known = words.iter().filter(|w| self.knows(w) || self.two_words(w).is_some()).count();
        known > 0 && 2 * known >= words.len() && !words.iter().any(|w| is_plain_number(w))
    }

    /// Whether the amount columns hold 1, 2, 3 … and nothing else: the line is the column numbers' whatever it is
    /// called (汾阳 2023 prints 档次 for 栏次). Amounts never do: a total is not one less than its first part.
    fn counts_columns(&self, grid: &Grid, first_row: usize, row: usize) -> bool {
        let amounts = (0..grid.columns())
            .filter(|c| matches!(self.role(&self.path(grid, first_row, row, *c)), Role::Amount { .. }));
        let printed: Vec<Option<u32>> = amounts
            .map(|c| grid.cell_at(row, c).and_then(|cell| counted_column(&self.plain_word(cell))))
            .collect();
        printed.len() >= 2 && printed.iter().zip(1_u32..).all(|(number, n)| *number == Some(n))
    }

    /// Collects what stands in the 栏次 line and is no number of a column.
    fn strays(&self, words: &[String]) -> Vec<String> {
        words
            .iter()
            .filter(|w| !self.is_number_word(w) && !self.knows(w) && !counts_a_column(w))
            .cloned()
            .collect()
    }

    /// Whether the columns of a cell are columns of labels, by the header above it.
    fn is_label(&self, grid: &Grid, first_row: usize, row: usize, cell: &Cell) -> bool {
        matches!(self.role(&self.path(grid, first_row, row, cell.column)), Role::Code | Role::Item)
    }

    /// Finds the last row that the cells of the header's rows so far reach down to.
    fn spanned_to(&self, grid: &Grid, first_row: usize, row: usize) -> usize {
        let cells = grid.cells.iter().filter(|c| c.row >= first_row && c.row < row && !c.lines.is_empty());
        cells.map(|c| c.row + c.rows).max().unwrap_or(row)
    }

    /// Whether a row is a total line with amounts whose other cells are the lowest words of the header.
    fn is_mixed(&self, grid: &Grid, row: usize) -> bool {
        let words: Vec<String> = grid.printed_in_row(row).map(|c| self.printed_word(c)).collect();
        let known = words.iter().filter(|w| self.knows(w)).count();
        known >= 2
            && words.iter().any(|w| self.is_total(w))
            && words.iter().all(|w| self.knows(w) || is_plain_number(w) || self.is_dash(w))
    }

    /// Whether all columns that the kind cannot do without are there, and labels where it has any.
    fn is_complete(&self, header: &Header) -> bool {
        let mut names = BTreeSet::new();
        let mut labels = false;
        // One label cannot name the amounts of two sides: a label column was not known as such.
        let side_of = |c: &super::columns::Column| match &c.role {
            Role::Amount { side, .. } => side.clone(),
            _ => None,
        };
        let two_sides = |c: &super::columns::Column| {
            let sides = header.columns.iter().filter(|o| o.group == c.group).filter_map(side_of);
            sides.collect::<BTreeSet<_>>().len() > 1
        };
        if self.kind.has_sides_by_position() && header.columns.iter().any(two_sides) {
            return false;
        }
        for column in &header.columns {
            match &column.role {
                Role::Amount { measure, side: Some(side), .. } => {
                    names.insert(format!("{side}.{measure}"));
                    names.insert(measure.clone());
                }
                // An amount without a side would stand for both.
                Role::Amount { side: None, .. } if !self.kind.sides.is_empty() => return false,
                Role::Amount { measure, side: None, .. } => {
                    names.insert(measure.clone());
                }
                Role::Code | Role::Item => labels = true,
                Role::Line | Role::Part | Role::Unknown | Role::Nothing => {}
            }
        }
        let labelled = labels != self.kind.is_one_line();
        labelled && self.kind.required.iter().all(|r| names.contains(r))
    }
}

#[cfg(test)]
mod tests;
