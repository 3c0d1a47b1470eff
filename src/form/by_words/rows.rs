//! Reads the rows below a header as they stand: labels, where these begin, and printed amounts.

use super::columns::WordedHeader;
use super::taken::taken_for_another;
use super::worded::{Meaning, Worded};
use crate::form::labels::texts_to_labels;
use crate::form::line::{AmountCell, Line};
use crate::page::{Doubt, Reading};
use crate::place::Place;
use crate::record::words::Scope;
use crate::table::{Cell, Grid, TextLine};
use crate::taxonomy::item_name::{item_name, without_ordinal};
use crate::taxonomy::{ColumnWords, Models};
use crate::text::number::counting::is_counting;
use crate::text::number::{has_digit, is_amount_like};
use crate::text::plain::plain;

/// A row of a table, with what tells its level.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) group: usize,
    pub(super) code: Option<String>,
    pub(super) item: Option<String>,
    pub(super) item_raw: Option<String>,
    /// The names of the lines above it.
    pub(super) path: Vec<String>,
    /// The place that it is.
    pub(super) part: Option<String>,
    /// Where its name begins, in points from the left of its cell, and the size of its type.
    pub(super) left: f64,
    pub(super) size: f64,
    amounts: Vec<(Meaning, AmountCell)>,
    doubt: Option<String>,
    readings: Vec<Reading>,
    place: Place,
}

/// Rows of a table, and what of it is not read.
pub(super) struct ReadRows {
    pub(super) rows: Vec<Row>,
    pub(super) unread: Vec<String>,
}

/// Reads the rows of a table below its header.
pub(super) fn read_rows(
    models: &Models,
    words: &ColumnWords,
    grid: &Grid,
    header: &WordedHeader,
) -> ReadRows {
    let reader = RowReader { models, words, grid, header, printed: printed_by_row(grid) };
    ReadRows { rows: reader.rows().collect(), unread: reader.unread() }
}

/// Reads the names of the first rows of a table below its header.
pub(super) fn read_first_names(
    models: &Models,
    words: &ColumnWords,
    grid: &Grid,
    header: &WordedHeader,
    count: usize,
) -> Vec<Option<String>> {
    let reader = RowReader { models, words, grid, header, printed: printed_by_row(grid) };
    reader.rows().take(count).map(|row| row.item).collect()
}

struct RowReader<'a> {
    models: &'a Models,
    words: &'a ColumnWords,
    grid: &'a Grid,
    header: &'a WordedHeader,
    /// The cells with text that each row crosses.
    printed: Vec<Vec<&'a Cell>>,
}

/// Lists the cells with text that each row of a table crosses, in the order of the cells.
fn printed_by_row(grid: &Grid) -> Vec<Vec<&Cell>> {
    let mut rows = vec![Vec::new(); grid.rows()];
    for cell in grid.cells.iter().filter(|cell| !cell.lines.is_empty()) {
        for row in rows.iter_mut().skip(cell.row).take(cell.rows) {
            row.push(cell);
        }
    }
    rows
}

impl<'a> RowReader<'a> {
    /// Reads the rows one after the other, of each the groups from the left.
    fn rows(&self) -> impl Iterator<Item = Row> {
        let groups = self.header.groups.iter().max().copied().unwrap_or(0);
        let rows = (self.header.body_row..self.grid.rows()).filter(move |row| !self.skips(*row));
        rows.flat_map(move |row| (0..=groups).filter_map(move |group| self.row(row, group)))
    }

    fn printed_in(&self, row: usize) -> impl Iterator<Item = &'a Cell> {
        self.printed.get(row).into_iter().flatten().copied()
    }

    /// Whether a row holds no line: it numbers the columns, repeats the header, or is a remark.
    fn skips(&self, row: usize) -> bool {
        let begun = self.printed_in(row).filter(|cell| cell.row == row);
        let words: Vec<String> = begun.map(|c| plain(&c.words())).collect();
        let numbers = &self.models.wording.header.column_numbers;
        let amounts = words.iter().filter(|word| is_amount_like(word)).count();
        let is_remark = |word: &String| {
            self.models.wording.items.remarks.iter().any(|mark| word.starts_with(mark.as_str()))
        };
        words.iter().any(|word| numbers.contains(word))
            || (row == self.header.body_row && is_counting(&words))
            || (amounts == 0 && words.first().is_some_and(|w| is_remark(w) || self.words.is_label(w)))
    }

    fn row(&self, row: usize, group: usize) -> Option<Row> {
        let amounts = self.amounts(row, group);
        let (mut codes, mut names) = (Vec::new(), Vec::new());
        let mut labels: Vec<(&Cell, Vec<&TextLine>)> = Vec::new();
        let mut last = None;
        for column in self.columns(group) {
            let is_code = match self.header.columns.get(column) {
                Some(Worded::Code) => true,
                Some(Worded::Item) => false,
                _ => continue,
            };
            let Some(index) = self.grid.index_at(row, column).filter(|i| last != Some(*i)) else { continue };
            last = Some(index);
            let Some(cell) = self.grid.cells.get(index) else { continue };
            let lines = self.lines_at(cell, row);
            if lines.is_empty() {
                continue;
            }
            let text: String = match &cell.known {
                Some(known) if lines.len() == cell.lines.len() => known.clone(),
                _ => lines.iter().map(|line| line.words()).collect(),
            };
            let text = if cell.is_recognised() { self.words.mended(&text) } else { text };
            if is_code {
                codes.push(text)
            } else {
                names.push(text)
            }
            labels.push((cell, lines));
        }
        if labels.is_empty() && amounts.is_empty() {
            return None;
        }
        let coded = self.header.columns.contains(&Worded::Code) || self.header.names_codes;
        let read = texts_to_labels(self.models, codes, names, None, coded);
        let first = labels.last().and_then(|(_, lines)| lines.first());
        let placed =
            labels.last().and_then(|(cell, _)| cell.place).or_else(|| amounts.first().map(|a| a.1.place))?;
        let mut doubt = read.doubt;
        let doubted = labels.iter().find_map(|(cell, _)| cell.doubt()).map(Doubt::reason);
        doubt = doubt.or_else(|| doubted.map(|doubt| format!("name or code: {doubt}")));
        doubt = doubt.or_else(|| labels.iter().find_map(|(cell, _)| taken_for_another(self.words, cell)));
        if read.item.is_none() && read.code.is_none() && !amounts.is_empty() {
            doubt = Some("the line has neither a code nor a name".to_owned());
        }
        Some(Row {
            group,
            code: read.code,
            item: read.item,
            item_raw: read.item_raw,
            path: Vec::new(),
            part: None,
            left: labels.last().zip(first).map_or(0.0, |((cell, _), line)| line.rect.x0 - cell.rect.x0),
            size: first.map_or(0.0, |line| line.size),
            amounts,
            doubt,
            readings: labels.iter().flat_map(|(cell, _)| cell.readings()).collect(),
            place: placed,
        })
    }

    fn columns(&self, group: usize) -> impl Iterator<Item = usize> {
        let groups = &self.header.groups;
        (0..groups.len()).filter(move |column| groups.get(*column) == Some(&group))
    }

    /// Gives the lines of a cell that stand in a row: a cell without lines between its rows holds the labels of all.
    fn lines_at<'c>(&self, cell: &'c Cell, row: usize) -> Vec<&'c TextLine> {
        let holds = |y: f64| self.row_holds(row, y);
        match () {
            () if cell.rows == 1 => cell.lines.iter().collect(),
            () if cell.lines.len() > 1 && cell.lines.len() + 1 >= cell.rows => {
                cell.lines.iter().filter(|line| holds(line.rect.mid_y())).collect()
            }
            () if holds(cell.ink().mid_y()) => cell.lines.iter().collect(),
            () => Vec::new(),
        }
    }

    fn row_holds(&self, row: usize, y: f64) -> bool {
        let bounds = &self.grid.ys;
        let top = bounds.get(row).copied().unwrap_or(f64::MAX);
        let bottom = bounds.get(row + 1).copied().unwrap_or(f64::MIN);
        top <= y && y < bottom
    }

    /// Finds the amounts of a group that are printed in a row.
    fn amounts(&self, row: usize, group: usize) -> Vec<(Meaning, AmountCell)> {
        let mut found = Vec::new();
        for cell in self.printed_in(row) {
            let meant: Vec<&Meaning> = (cell.column..cell.column + cell.columns)
                .filter_map(|column| self.header.columns.get(column)?.meaning())
                .collect();
            let Some(first) = meant.first().filter(|_| self.is_of(cell, group)) else { continue };
            if cell.rows > 1 && !self.row_holds(row, cell.ink().mid_y()) {
                continue;
            }
            let words = cell.words();
            if !has_digit(&words) {
                continue;
            }
            let spans = (meant.len() > 1).then(|| {
                let names: Vec<&str> = meant.iter().map(|m| m.measure.as_str()).collect();
                format!("its cell spans several columns ({})", names.join(", "))
            });
            let unplaced = || Place::Box { page: self.grid.page, rect: cell.ink() };
            let amount = AmountCell {
                measure: first.measure.clone(),
                unit: first.unit.clone(),
                printed: cell.lines.iter().map(|line| line.text.trim().to_owned()).collect(),
                fills: false,
                place: cell.place.unwrap_or_else(unplaced),
                overrun: cell.overrun,
                row_doubted: cell.row_doubted,
                cut: cell.is_cut(),
                doubt: spans.or_else(|| cell.doubt().map(Doubt::reason)).or_else(|| first.doubt.clone()),
                is_text: false,
                readings: cell.readings(),
            };
            found.push(((*first).clone(), amount));
        }
        found
    }

    fn is_of(&self, cell: &Cell, group: usize) -> bool {
        self.header.groups.get(cell.column) == Some(&group)
            && matches!(self.header.columns.get(cell.column), Some(Worded::Amount(_)))
    }

    /// Finds the amounts in columns that are not understood.
    fn unread(&self) -> Vec<String> {
        let is_unknown = |cell: &&Cell| {
            matches!(self.header.columns.get(cell.column), Some(Worded::Unknown | Worded::Nothing))
        };
        let body = self.grid.cells.iter().filter(|c| c.row >= self.header.body_row && !c.lines.is_empty());
        body.filter(is_unknown).map(|c| plain(&c.words())).filter(|word| is_amount_like(word)).collect()
    }
}

impl Row {
    /// Doubts its amounts.
    pub(super) fn doubt(&mut self, doubt: &str) {
        for (_, amount) in &mut self.amounts {
            amount.doubt.get_or_insert_with(|| doubt.to_owned());
        }
    }

    /// Whether its names were recognised on a scan.
    pub(super) fn is_recognised(&self) -> bool {
        !self.readings.is_empty()
    }

    /// Whether it sums up others.
    pub(super) fn is_total(&self, models: &Models) -> bool {
        let Some(item) = self.item.as_deref().map(plain) else { return false };
        let totals = &models.wording.items.totals;
        totals.contains(&item) || ["合计", "总计"].iter().any(|end| item.ends_with(end))
    }

    /// Whether its name begins with 其中：.
    pub(super) fn is_of_which(&self, models: &Models) -> bool {
        let raw = plain(self.item_raw.as_deref().unwrap_or_default());
        models.wording.items.of_which.iter().any(|mark| raw.starts_with(plain(mark).as_str()))
    }

    /// Gives the ordinal that its name begins with, as printed; `None` where it has none.
    pub(super) fn ordinal(&self) -> Option<String> {
        let raw = plain(self.item_raw.as_deref()?);
        let rest = without_ordinal(&raw);
        let ordinal = raw.strip_suffix(rest)?;
        (!ordinal.is_empty() && !rest.is_empty() && ordinal != "其中：").then(|| ordinal.to_owned())
    }

    /// Makes a line of each scope, side, place or item of its columns.
    pub(super) fn into_lines(self, is_place: bool) -> Vec<Line> {
        let own = item_or_none(self.item.as_deref());
        let line = |meaning: Option<&Meaning>, amounts: Vec<AmountCell>| {
            let headed = meaning.map(|m| m.path.clone()).unwrap_or_default();
            let item = if is_place { meaning.and_then(|m| m.item.clone()) } else { own.clone() };
            let path = if is_place { headed } else { [headed, self.path.clone()].concat() };
            Line {
                group: self.group,
                side: meaning.and_then(|m| m.side.clone()),
                code: self.code.clone().filter(|_| !is_place),
                item_raw: if is_place { item.clone() } else { self.item_raw.clone() },
                item,
                known: None,
                readings: self.readings.clone(),
                line_no: None,
                path,
                scope: meaning.and_then(|m| m.scope),
                part: if is_place { self.part.clone() } else { meaning.and_then(|m| m.place.clone()) },
                doubt: self.doubt.clone(),
                amounts,
                place: self.place,
            }
        };
        if self.amounts.is_empty() {
            return if is_place { Vec::new() } else { vec![line(None, Vec::new())] };
        }
        type Key = (Option<Scope>, Option<String>, Option<String>, Option<String>, Vec<String>);
        let key = |m: &Meaning| -> Key {
            (m.scope, m.side.clone(), m.place.clone(), m.item.clone(), m.path.clone())
        };
        let mut lines: Vec<(Key, &Meaning, Vec<AmountCell>)> = Vec::new();
        for (meaning, amount) in &self.amounts {
            let own = key(meaning);
            match lines.iter_mut().find(|(known, ..)| *known == own) {
                Some((_, _, amounts)) => amounts.push(amount.clone()),
                None => lines.push((own, meaning, vec![amount.clone()])),
            }
        }
        lines.into_iter().map(|(_, meaning, amounts)| line(Some(meaning), amounts)).collect()
    }
}

fn item_or_none(item: Option<&str>) -> Option<String> {
    item.map(item_name).filter(|item| !item.is_empty())
}

/// Makes a row of a name and where it begins, for tests.
#[cfg(test)]
pub(super) fn sample(printed: &str, left: f64) -> Row {
    Row {
        group: 0,
        code: None,
        item: Some(item_name(printed)),
        item_raw: Some(printed.to_owned()),
        path: Vec::new(),
        part: None,
        left,
        size: 10.0,
        amounts: Vec::new(),
        doubt: None,
        readings: Vec::new(),
        place: Place::Box { page: 1, rect: crate::geom::Rect::new(0.0, 0.0, 1.0, 1.0) },
    }
}
