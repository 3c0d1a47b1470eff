//! Puts the lines of a row together: its amounts with their labels.

use super::BodyReader;
use crate::form::columns::Role;
use crate::form::labels::{Labels, texts_to_labels};
use crate::form::line::{AmountCell, Line};
use crate::page::Doubt;
use crate::spelling::read_to_code;
use crate::table::{Cell, readings_of};
use crate::taxonomy::classification::names_of;
use crate::text::code::is_code;
use crate::text::number::counting::column_number;
use crate::text::number::{is_digit, is_digits};
use crate::text::plain::plain;

/// Text this far from the middle of its cell, as a share of the height, stands in a part of it.
const OFF_CENTRE: f64 = 0.15;

impl BodyReader<'_> {
    /// Gives the line of a group in a row: one for each side, where one row has amounts of several (三公).
    pub(super) fn lines(
        &self,
        row: usize,
        group: usize,
        anchor: Option<usize>,
        amounts: Vec<(Option<String>, AmountCell)>,
    ) -> Vec<Line> {
        let labels = self.labels(row, group);
        let label_place = anchor.and_then(|i| self.grid.cells.get(i)?.place);
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
            .filter_map(|(side, amounts)| {
                // A line without labels and amounts is none.
                let place = label_place.or_else(|| amounts.first().map(|a| a.place))?;
                let mut doubt = labels.doubt.clone();
                if let Some(title) = &self.second_title {
                    doubt = Some(format!("the line stands below another title in one table ({title})"));
                }
                if !amounts.is_empty() && self.has_headless_amount(row) {
                    doubt = Some("an amount of the row stands in a column without a header".to_owned());
                }
                if !self.kind.is_one_line()
                    && labels.code.is_none()
                    && labels.item.is_none()
                    && !amounts.is_empty()
                {
                    doubt = Some("the line has neither a code nor a name".to_owned());
                }
                if labels.code.is_none() && labels.item.is_none() && self.holds_page_number(row) {
                    doubt =
                        Some("a number of the row stands between two dashes, as page numbers do".to_owned());
                }
                if !amounts.is_empty() && self.may_count_columns(row) {
                    doubt = Some("the amounts of the row may be the numbers of the columns".to_owned());
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
                Some(Line {
                    group,
                    side,
                    code: labels.code.clone(),
                    item: labels.item.clone(),
                    item_raw: labels.item_raw.clone(),
                    known: labels.known.clone(),
                    readings: labels.readings.clone(),
                    line_no: labels.line_no,
                    path: self.section.iter().cloned().collect(),
                    scope: None,
                    part: None,
                    doubt,
                    amounts,
                    place,
                })
            })
            .collect()
    }

    /// Gives the side of a group's columns, for a line without amounts.
    fn side_of_group(&self, group: usize) -> Option<String> {
        self.columns.iter().filter(|c| c.group == group).find_map(|c| match &c.role {
            Role::Amount { side, .. } => side.clone(),
            _ => None,
        })
    }

    /// Reads the labels of a group in a row. A cell that begins among the amounts of the group before is that group's.
    fn labels(&self, row: usize, group: usize) -> Labels {
        let (mut codes, mut names, mut line_no) = (Vec::new(), Vec::new(), None);
        let (mut wrapped, mut apart, mut cut, mut doubt) = (false, false, false, None);
        let (mut label_cells, mut name_cells) = (Vec::new(), Vec::new());
        let mut last = None;
        for column in (0..self.columns.len()).filter(|c| self.columns[*c].group == group) {
            let Some(index) = self.grid.index_at(row, column).filter(|i| Some(*i) != last) else { continue };
            let Some(cell) = self.grid.cells.get(index).filter(|c| !c.lines.is_empty()) else { continue };
            if *self.role(column) == Role::Code && self.is_of_a_later_row(cell, row) {
                continue;
            }
            let text = cell.words();
            if matches!(self.role(column), Role::Code | Role::Item) {
                cut |= cell.is_cut();
                doubt = doubt.or_else(|| Some(("code or name", cell.doubt()?)));
            } else if *self.role(column) == Role::Line {
                let lies = cell.doubt().filter(|doubt| matches!(doubt, Doubt::Lies { .. }));
                doubt = doubt.or_else(|| Some(("number of the line", lies?)));
            }
            match self.role(column) {
                Role::Code => {
                    // 类 款 项 of a header row that holds the total, too, are no code.
                    let words = plain(&text);
                    if self.is_total(&words) || !self.is_header_text(&words) {
                        wrapped |= cell.lines.len() > 1 && is_digits(words.chars());
                        apart |= cell.lines.len() > 1
                            && cell.lines.iter().all(|line| is_code(&plain(line.words())));
                        label_cells.push(cell);
                        codes.push(read_to_code(cell));
                    }
                }
                Role::Item => {
                    // Code and name in one cell, the code wrapped: its end stands below it, alone.
                    wrapped |= self.may_name_codes(group) && ends_in_digits_alone(cell);
                    label_cells.push(cell);
                    name_cells.push(cell);
                    let (name, number) = self.without_line_number(row, group, cell, text);
                    names.push(name);
                    line_no = number.or(line_no);
                }
                Role::Line => line_no = column_number(&plain(&text)).or(line_no),
                _ => continue,
            }
            last = Some(index);
        }
        if codes.is_empty() && names.is_empty() {
            names.extend(self.total_on_the_left(row, group));
        }
        let mut labels = texts_to_labels(self.models, codes, names, line_no, self.may_name_codes(group));
        self.kind.drop_unmarked_ordinal(self.models, &mut labels.item);
        if name_cells.iter().any(|cell| cell.known.is_some()) {
            let read: String = name_cells.iter().map(|cell| cell.text()).collect();
            labels.known = labels.item_raw.replace(read.trim().to_owned());
        }
        labels.readings = readings_of(label_cells);
        // Of two codes below each other neither is the other's rest.
        if wrapped && (apart || !has_its_name(&labels)) {
            labels.doubt = Some("the code stands on several lines".to_owned());
        }
        if cut {
            self.complete(&mut labels);
        }
        if let Some((what, doubt)) = doubt {
            labels.doubt = Some(format!("{what}: {}", doubt.reason()));
        }
        labels
    }

    /// Whether the text of a cell over several rows stands in one below `row`: a side of the cell is missing between
    /// them, and 款 of the second row would make the 类 of the first another code. Text in the middle of its cell is that
    /// of all its rows.
    fn is_of_a_later_row(&self, cell: &Cell, row: usize) -> bool {
        let (middle, height) = (cell.ink().mid_y(), cell.rect.height());
        cell.rows > 1
            && (middle - cell.rect.mid_y()).abs() > OFF_CENTRE * height
            && self.grid.ys.get(row + 1).is_some_and(|end| middle > *end)
    }

    /// Parts the number of the line (行次) from a name that runs into it, where the side between their cells is missing:
    /// the name's cell spans the column of the numbers, or that column is blank here and counts on above or below.
    fn without_line_number(
        &self,
        row: usize,
        group: usize,
        cell: &Cell,
        text: String,
    ) -> (String, Option<u32>) {
        let of_lines =
            |c: &usize| self.columns.get(*c).is_some_and(|x| x.role == Role::Line && x.group == group);
        let Some(column) = (cell.column..self.columns.len()).find(of_lines) else { return (text, None) };
        let name = text.trim_end_matches(is_digit);
        let Some(number) = text.get(name.len()..).and_then(column_number) else { return (text, None) };
        let at = |row: usize| {
            let beside = self.grid.cell_at(row, column)?;
            column_number(&plain(&beside.words()))
        };
        let above = row.checked_sub(1).and_then(at).and_then(|n| n.checked_add(1));
        let below = at(row + cell.rows).and_then(|n| n.checked_sub(1));
        let spans = column < cell.column + cell.columns;
        let blank = at(row).is_none();
        if spans || blank && (above == Some(number) || below == Some(number)) {
            (name.trim_end().to_owned(), Some(number))
        } else {
            (text, None)
        }
    }

    /// Whether names of a group may begin with their codes: the form has some, and no column of their own.
    fn may_name_codes(&self, group: usize) -> bool {
        let has_column = self.columns.iter().any(|c| c.group == group && c.role == Role::Code);
        self.kind.has_codes() && !has_column
    }

    /// Completes a name that its cell clips to that of the only line that begins like it; any other is doubted.
    fn complete(&self, labels: &mut Labels) {
        let name = labels.item.as_deref().map(plain).unwrap_or_default();
        match self.kind.whole_line_name(self.models, &name, true) {
            Some(whole) if labels.code.is_none() => labels.item = Some(whole),
            _ => labels.doubt = Some("code or name is cut off by its cell".to_owned()),
        }
    }

    /// Finds a total left of its group. One that is centred over several groups (公用经费合计, its amount in the last) may
    /// stand among the amounts of another.
    fn total_on_the_left(&self, row: usize, group: usize) -> Option<String> {
        let text = self.left_of(row, group)?.words();
        self.is_total(&plain(&text)).then_some(text)
    }
}

/// Whether the name beside a code is one of the official names of that code.
fn has_its_name(labels: &Labels) -> bool {
    let pair = labels.code.as_deref().zip(labels.item.as_deref());
    pair.is_some_and(|(code, name)| names_of(code).contains(&plain(name)))
}

/// Whether a line of a cell below its first is nothing but digits.
fn ends_in_digits_alone(cell: &Cell) -> bool {
    let digits = |text: &str| !text.is_empty() && is_digits(text.chars());
    cell.lines.iter().skip(1).any(|line| digits(line.text.trim()))
}
