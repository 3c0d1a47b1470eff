//! The rows below a header to the lines of a form.

use super::columns::{Column, Role};
use super::cut_rows::join_wrapped_names;
use super::labels::{Labels, texts_to_labels};
use super::line::{AmountCell, Line, drop_shadows};
use super::title::line_to_title;
use crate::page::Page;
use crate::spelling::{as_read, read_to_code};
use crate::table::{Cell, Grid};
use crate::taxonomy::item_name::without_ordinal;
use crate::taxonomy::{KindModel, Layout, Models};
use crate::text::number::{column_number, is_amount_like, is_counting, is_digits, may_count, whole_number};
use crate::text::plain::plain;

/// What a table's body holds: its lines and the heading that goes on to the next page.
pub(crate) struct Body {
    pub(crate) lines: Vec<Line>,
    pub(crate) section: Option<String>,
    /// Amounts that make no facts, since the words over them are not known.
    pub(crate) unread: Vec<String>,
}

/// Reads the rows of a table from `body_row` down.
pub(crate) fn read_body(
    models: &Models,
    kind: &KindModel,
    grid: &Grid,
    columns: &[Column],
    body_row: usize,
    section: Option<String>,
    page: &Page,
) -> Body {
    let mut reader = Reader { models, kind, grid, columns, page, section, second_title: None };
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
    Body { lines, unread: reader.unread(body_row), section: reader.section }
}

struct Reader<'a> {
    models: &'a Models,
    kind: &'a KindModel,
    grid: &'a Grid,
    columns: &'a [Column],
    page: &'a Page,
    section: Option<String>,
    /// Another form's title inside the frame: the lines below it may be that form's.
    second_title: Option<String>,
}

impl Reader<'_> {
    /// Two forms may share a frame, with a title between them.
    fn notice_title(&mut self, row: usize) {
        let cells: Vec<&Cell> = self.grid.printed_in_row(row).collect();
        if let [only] = cells.as_slice()
            && let Some(title) = line_to_title(self.models, &only.text())
            && title.kind.is_some()
        {
            self.second_title = Some(title.printed);
        }
    }

    /// Rows that hold no line: a repeated header, a heading of a section, a remark, nothing.
    fn skips(&mut self, row: usize) -> bool {
        let words: Vec<String> = self.grid.printed_in_row(row).map(|c| plain(&c.text())).collect();
        if self.numbers_columns(row, &words) {
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
                many.iter().all(|w| self.kind.vocabulary.contains(w))
                    && !many.iter().any(|w| self.is_total(w))
            }
        }
    }

    /// 栏次, or 1, 2, 3 … in the amount columns: below a header that the page cut.
    fn numbers_columns(&self, row: usize, words: &[String]) -> bool {
        let amounts = (0..self.columns.len()).filter(|c| matches!(self.role(*c), Role::Amount { .. }));
        let printed: Vec<Option<u32>> = amounts
            .map(|c| self.grid.cell_at(row, c).and_then(|cell| whole_number(&plain(&cell.text()))))
            .collect();
        let recognised =
            self.grid.printed_in_row(row).any(|c| c.lines.iter().any(|l| !l.readings.is_empty()));
        let counts = counts_up(&printed, recognised) || is_counting(words);
        let named = &self.models.wording.header.column_numbers;
        counts || words.iter().any(|w| named.contains(w))
    }

    fn is_remark(&self, word: &str) -> bool {
        self.models.wording.items.remarks.iter().any(|r| word.starts_with(r.as_str()))
    }

    fn is_total(&self, word: &str) -> bool {
        self.models.wording.items.totals.iter().any(|t| t == word)
    }

    /// A word of the header, or 类款项 run together.
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

    /// The cell that names the line of a group in a row: that of the name, else that of the code.
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

    /// The amounts of a group that are printed at the height of a row, with their sides.
    fn amounts(&self, row: usize, group: usize) -> Vec<(Option<String>, AmountCell)> {
        let mut found = Vec::new();
        for cell in
            self.grid.cells.iter().filter(|c| !c.lines.is_empty() && c.row <= row && row < c.row + c.rows)
        {
            let Some(column) = self.columns.get(cell.column).filter(|c| c.group == group) else { continue };
            let Role::Amount { measure, side, unit } = &column.role else { continue };
            let ink = cell.ink();
            // An amount that spans rows belongs to the row in which it is printed.
            if cell.rows > 1 && !self.row_holds(row, ink.mid_y()) {
                continue;
            }
            let printed: Vec<String> = cell.lines.iter().map(|l| l.text.trim().to_owned()).collect();
            if self.is_blank(&printed.concat()) || self.is_total(&plain(&printed.concat())) {
                continue;
            }
            let amount = AmountCell {
                measure: measure.clone(),
                unit: unit.clone(),
                printed,
                fills: fills(cell),
                place: self.page.place(&ink),
                overrun: cell.overrun,
                cut: cell.is_cut(),
                readings: self.page.readings_of(cell.lines.iter().flat_map(|l| l.readings.iter().copied())),
            };
            found.push((side.clone(), amount));
        }
        found
    }

    /// The amounts below `body_row` in columns over which nothing stands that is known.
    fn unread(&self, body_row: usize) -> Vec<String> {
        let cells = self.grid.cells.iter().filter(|c| c.row >= body_row && !c.lines.is_empty());
        cells
            .filter(|c| matches!(self.role(c.column), Role::Unknown | Role::Nothing))
            .map(|c| plain(&c.text()))
            .filter(|word| is_amount_like(word) && !may_count(word))
            .collect()
    }

    /// Whether a row has an amount in a column without any header: then columns may be shifted.
    fn has_headless_amount(&self, row: usize) -> bool {
        self.grid.printed_in_row(row).any(|c| {
            let word = plain(&c.text());
            *self.role(c.column) == Role::Nothing && is_amount_like(&word) && !may_count(&word)
        })
    }

    fn row_holds(&self, row: usize, y: f64) -> bool {
        let bounds = &self.grid.ys;
        let top = bounds.get(row).copied().unwrap_or(f64::MAX);
        let bottom = bounds.get(row + 1).copied().unwrap_or(f64::MIN);
        top <= y && y < bottom
    }

    fn is_blank(&self, text: &str) -> bool {
        let words = plain(text);
        let blanks = &self.models.wording.blanks;
        words.is_empty() || blanks.marks.contains(&words) || words.chars().all(|c| blanks.dashes.contains(c))
    }

    /// The line of a group in a row: one for each side, where one row has amounts of several (三公).
    fn lines(
        &self,
        row: usize,
        group: usize,
        anchor: Option<usize>,
        amounts: Vec<(Option<String>, AmountCell)>,
    ) -> Vec<Line> {
        let labels = self.labels(row, group);
        let label_rect = anchor.and_then(|i| self.grid.cells.get(i)).map(Cell::ink);
        let mut by_side: Vec<(Option<String>, Vec<AmountCell>)> = Vec::new();
        for (side, amount) in amounts {
            match by_side.iter_mut().find(|(known, _)| *known == side) {
                Some((_, amounts)) => amounts.push(amount),
                None => by_side.push((side, vec![amount])),
            }
        }
        if by_side.is_empty() {
            by_side.push((self.side_of_group(group), Vec::new()));
        }
        by_side
            .into_iter()
            .map(|(side, amounts)| {
                let place =
                    label_rect.map(|r| self.page.place(&r)).or_else(|| amounts.first().map(|a| a.place));
                let mut doubt = labels.doubt.clone();
                if let Some(title) = &self.second_title {
                    doubt = Some(format!("the line stands below another title in one table ({title})"));
                }
                if !amounts.is_empty() && self.has_headless_amount(row) {
                    doubt = Some("an amount of the row stands in a column without a header".to_owned());
                }
                if self.kind.layout != Layout::OneLine
                    && labels.code.is_none()
                    && labels.item.is_none()
                    && !amounts.is_empty()
                {
                    doubt = Some("the line has neither a code nor a name".to_owned());
                }
                if let Some(twice) = amounts
                    .iter()
                    .enumerate()
                    .find(|(i, a)| amounts[..*i].iter().any(|b| b.measure == a.measure))
                {
                    doubt = Some(format!(
                        "two amounts of the line stand under one heading ({})",
                        twice.1.measure
                    ));
                }
                Line {
                    group,
                    side,
                    code: labels.code.clone(),
                    item: labels.item.clone(),
                    item_raw: labels.item_raw.clone(),
                    as_read: labels.as_read.clone(),
                    readings: self.page.readings_of(labels.readings.iter().copied()),
                    line_no: labels.line_no,
                    path: self.section.iter().cloned().collect(),
                    doubt,
                    amounts,
                    place: place.unwrap_or_else(|| self.page.place(&self.grid.rect)),
                }
            })
            .collect()
    }

    /// Where a line has no amounts, its side is that of its group's columns.
    fn side_of_group(&self, group: usize) -> Option<String> {
        self.columns.iter().filter(|c| c.group == group).find_map(|c| match &c.role {
            Role::Amount { side, .. } => side.clone(),
            _ => None,
        })
    }

    /// The labels of a group in a row. A cell that begins among the amounts of the group before is that group's.
    fn labels(&self, row: usize, group: usize) -> Labels {
        let (mut codes, mut names, mut line_no) = (Vec::new(), Vec::new(), None);
        let (mut wrapped, mut cut) = (false, false);
        let (mut label_cells, mut name_cells) = (Vec::new(), Vec::new());
        let mut last = None;
        for column in (0..self.columns.len()).filter(|c| self.columns[*c].group == group) {
            let Some(index) = self.grid.index_at(row, column).filter(|i| Some(*i) != last) else { continue };
            let Some(cell) = self.grid.cells.get(index).filter(|c| !c.lines.is_empty()) else { continue };
            let text = cell.text();
            cut |= cell.is_cut() && matches!(self.role(column), Role::Code | Role::Item);
            match self.role(column) {
                Role::Code => {
                    // 类 款 项 of a header row that holds the total, too, are no code.
                    let words = plain(&text);
                    if self.is_total(&words) || !self.is_header_text(&words) {
                        wrapped |= cell.lines.len() > 1 && is_digits(words.chars());
                        label_cells.push(cell);
                        codes.push(read_to_code(cell));
                    }
                }
                Role::Item => {
                    label_cells.push(cell);
                    name_cells.push(cell);
                    names.push(text);
                }
                Role::Line => line_no = column_number(&plain(&text)).or(line_no),
                _ => continue,
            }
            last = Some(index);
        }
        if codes.is_empty() && names.is_empty() {
            names.extend(self.total_on_the_left(row, group));
        }
        let mut labels = texts_to_labels(codes, names, line_no);
        self.kind.drop_bare_ordinal(self.models, &mut labels.item);
        labels.as_read = as_read(&name_cells);
        let lines = label_cells.iter().flat_map(|cell| &cell.lines);
        labels.readings = lines.flat_map(|line| line.readings.iter().copied()).collect();
        if wrapped {
            labels.doubt = Some("the code stands on several lines".to_owned());
        }
        if cut {
            self.complete(&mut labels);
        }
        labels
    }

    /// A name that its cell clips is that of the only line that begins like it; any other is doubted.
    fn complete(&self, labels: &mut Labels) {
        let name = labels.item.as_deref().map(plain).unwrap_or_default();
        match self.kind.whole_line_name(self.models, &name, true) {
            Some(whole) if labels.code.is_none() => labels.item = Some(whole),
            _ => labels.doubt = Some("code or name is cut off by its cell".to_owned()),
        }
    }

    /// A total centred over several groups may stand among the amounts of one of them: 公用经费合计, its amount in the
    /// last.
    fn total_on_the_left(&self, row: usize, group: usize) -> Option<String> {
        let first = self.label_columns(group).next()?;
        let left = (0..first).rev().filter_map(|column| self.grid.cell_at(row, column));
        let text = left.map(Cell::text).find(|text| !text.is_empty())?;
        self.is_total(&plain(&text)).then_some(text)
    }
}

/// Whether another two characters of the first line's size would not fit behind it.
fn fills(cell: &Cell) -> bool {
    cell.lines.first().is_some_and(|first| cell.rect.width() - first.rect.width() < first.size)
}

/// 1, 2, 3 … from the left; of recognised numbers, one in four may be misread and others lost: no amounts count up by
/// themselves.
fn counts_up(numbers: &[Option<u32>], recognised: bool) -> bool {
    let right = numbers.iter().zip(1_u32..).filter(|(number, n)| **number == Some(*n)).count();
    let read = numbers.iter().flatten().count();
    right >= 3 && if recognised { 4 * right >= 3 * read } else { right == numbers.len() }
}

#[cfg(test)]
mod tests;
