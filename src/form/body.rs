//! Reads the rows below a header as the lines of a form.

mod amounts;
mod labelled;
mod numbered;

use super::columns::{Column, Role};
use super::cut_rows::join_wrapped_names;
use super::line::{Line, drop_shadows};
use super::title::line_to_title;
use crate::table::{Cell, Grid};
use crate::taxonomy::item_name::without_ordinal;
use crate::taxonomy::{KindModel, Models};
use crate::text::number::counting::{counted_column, is_counting, without_column_number};
use crate::text::plain::plain;

/// Body of a table: its lines, and the heading that goes on to the next page.
pub(crate) struct Body {
    pub(crate) lines: Vec<Line>,
    pub(crate) section: Option<String>,
    /// Amounts that make no facts, since no known word stands over them.
    pub(crate) unread: Vec<String>,
    /// Amounts that make no facts, since they stand in cells of labels.
    pub(crate) in_labels: Vec<String>,
}

/// Reads the rows of a table from `body_row` down.
pub(crate) fn read_body(
    models: &Models,
    kind: &KindModel,
    grid: &Grid,
    columns: &[Column],
    body_row: usize,
    section: Option<String>,
) -> Body {
    let mut reader = BodyReader { models, kind, grid, columns, body_row, section, second_title: None };
    let groups = columns.iter().map(|c| c.group).max().unwrap_or(0);
    let mut lines: Vec<Line> = Vec::new();
    let mut labels_of_lines: Vec<(usize, Option<usize>)> = Vec::new(); // group and anchor cell, for each line
    for row in body_row..grid.rows() {
        reader.notice_title(row);
        if reader.skips(row) {
            continue;
        }
        for group in 0..=groups {
            let anchor = reader.anchor(row, group);
            if reader.sums_up_page(row, group, anchor) {
                continue;
            }
            let amounts = reader.amounts(row, group);
            let begins = anchor.is_some_and(|index| grid.cells.get(index).is_some_and(|c| c.row == row));
            if amounts.is_empty() && !begins {
                continue;
            }
            // Rows that a label spans are one line, unless they hold a second amount for one measure.
            let open = labels_of_lines.iter().rposition(|(g, a)| *g == group && a.is_some() && *a == anchor);
            if let Some(open) = open
                && let Some(line) = lines.get_mut(open)
                && !amounts.iter().any(|(_, new)| line.amounts.iter().any(|old| old.measure == new.measure))
            {
                line.amounts.extend(amounts.into_iter().map(|(_, amount)| amount));
                continue;
            }
            for line in reader.lines(row, group, anchor, amounts) {
                lines.push(line);
                labels_of_lines.push((group, anchor));
            }
        }
    }
    drop_shadows(&mut lines);
    join_wrapped_names(models, kind, &mut lines);
    Body {
        lines,
        unread: reader.unread(body_row),
        in_labels: reader.amounts_in_labels(body_row),
        section: reader.section,
    }
}

/// Reads the rows of one table in the words of one kind.
struct BodyReader<'a> {
    models: &'a Models,
    kind: &'a KindModel,
    grid: &'a Grid,
    columns: &'a [Column],
    body_row: usize,
    section: Option<String>,
    /// Another form's title inside the frame: the lines below it may be that form's.
    second_title: Option<String>,
}

impl BodyReader<'_> {
    /// Takes note of a title inside the frame: two forms may share one.
    fn notice_title(&mut self, row: usize) {
        let cells: Vec<&Cell> = self.grid.printed_in_row(row).collect();
        if let [only] = cells.as_slice()
            && let Some(title) = line_to_title(self.models, &only.words())
            && title.kind.is_some()
        {
            self.second_title = Some(title.printed);
        }
    }

    /// Whether a row holds no line: it repeats the header, or is a heading of a section or a remark.
    fn skips(&mut self, row: usize) -> bool {
        let words: Vec<String> = self.grid.printed_in_row(row).map(|c| plain(&c.words())).collect();
        if self.numbers_columns(row, &words) || self.surely_counts_columns(row) {
            return true;
        }
        match words.as_slice() {
            [] => false, // rows may belong to a label that began above
            [only] if self.is_remark(only) => true,
            [only] if self.section_of(only).is_some() => {
                self.section = self.section_of(only);
                true
            }
            [_] => false,
            many => {
                many.iter().all(|w| self.kind.vocabulary.contains(without_column_number(w)))
                    && !many.iter().any(|w| self.is_total(w))
            }
        }
    }

    /// Whether a row numbers the columns, by 栏次 or by 1, 2, 3 … in the amount columns: below a header that the page
    /// cut.
    fn numbers_columns(&self, row: usize, words: &[String]) -> bool {
        let amounts = (0..self.columns.len()).filter(|c| matches!(self.role(*c), Role::Amount { .. }));
        let printed: Vec<Option<u32>> = amounts
            .map(|c| self.grid.cell_at(row, c).and_then(|cell| counted_column(&plain(&cell.words()))))
            .collect();
        let recognised = self.grid.printed_in_row(row).any(Cell::is_recognised);
        let counts = counts_up(&printed, recognised) || is_counting(words);
        let named = &self.models.wording.header.column_numbers;
        counts || words.iter().any(|w| named.contains(w))
    }

    /// Whether a group of a row is the sum of a page (本页小计), by its label or by one that spans it from the left.
    fn sums_up_page(&self, row: usize, group: usize, anchor: Option<usize>) -> bool {
        let is_sum = |cell: &Cell| {
            let word = plain(&cell.words());
            self.models.wording.items.page_totals.iter().any(|sum| sum == without_ordinal(&word))
        };
        match anchor.and_then(|index| self.grid.cells.get(index)) {
            Some(cell) => is_sum(cell),
            None => self.left_of(row, group).is_some_and(is_sum),
        }
    }

    /// Finds the cell with text that stands next to the left of a group.
    fn left_of(&self, row: usize, group: usize) -> Option<&Cell> {
        let first = self.label_columns(group).next()?;
        let mut left = (0..first).rev().filter_map(|column| self.grid.cell_at(row, column));
        left.find(|cell| !cell.lines.is_empty())
    }

    fn is_remark(&self, word: &str) -> bool {
        self.models.wording.items.remarks.iter().any(|r| word.starts_with(r.as_str()))
    }

    fn is_total(&self, word: &str) -> bool {
        self.models.wording.items.totals.iter().any(|t| t == word)
    }

    /// Whether a word is one of the header, or 类款项 run together.
    fn is_header_text(&self, word: &str) -> bool {
        let parts = &self.models.wording.header.code_parts;
        self.kind.vocabulary.contains(word)
            || (!word.is_empty() && word.chars().all(|c| parts.iter().any(|p| p.chars().eq([c]))))
    }

    fn section_of(&self, word: &str) -> Option<String> {
        let name = without_ordinal(word);
        self.kind.sections.iter().find(|s| name == s.as_str()).cloned()
    }

    fn role(&self, column: usize) -> &Role {
        self.columns.get(column).map_or(&Role::Nothing, |c| &c.role)
    }

    fn label_columns(&self, group: usize) -> impl Iterator<Item = usize> {
        (0..self.columns.len()).filter(move |c| {
            self.columns[*c].group == group && matches!(self.columns[*c].role, Role::Code | Role::Item)
        })
    }

    /// Finds the cell that names the line of a group in a row: that of the name, else that of the code.
    fn anchor(&self, row: usize, group: usize) -> Option<usize> {
        let of = |wanted: fn(&Role) -> bool| {
            self.label_columns(group).filter(move |c| wanted(&self.columns[*c].role))
        };
        let printed = |column: usize| {
            self.grid
                .index_at(row, column)
                .filter(|i| self.grid.cells.get(*i).is_some_and(|c| !c.lines.is_empty()))
        };
        of(|r| *r == Role::Item).find_map(printed).or_else(|| of(|r| *r == Role::Code).find_map(printed))
    }
}

/// Whether numbers are 1, 2, 3 … from the left. Of recognised numbers, one in four may be misread and others lost: no
/// amounts count up by themselves.
fn counts_up(numbers: &[Option<u32>], recognised: bool) -> bool {
    let right = numbers.iter().zip(1_u32..).filter(|(number, n)| **number == Some(*n)).count();
    let read = numbers.iter().flatten().count();
    right >= 3 && if recognised { 4 * right >= 3 * read } else { right == numbers.len() }
}

#[cfg(test)]
mod tests;
