//! Finds the amounts of a row, and those that stand under no known word.

use super::BodyReader;
use crate::form::columns::Role;
use crate::form::line::AmountCell;
use crate::page::Doubt;
use crate::place::Place;
use crate::table::Cell;
use crate::taxonomy::classification::names_of;
use crate::text::code::is_code;
use crate::text::number::counting::may_count;
use crate::text::number::{
    amount_beside_words, has_digit, is_amount_like, is_comma, is_digit, is_lone_minus, is_point,
    parse_with_spaces,
};
use crate::text::plain::plain;

impl BodyReader<'_> {
    /// Finds the amounts of a group that are printed at the height of a row, with their sides.
    pub(super) fn amounts(&self, row: usize, group: usize) -> Vec<(Option<String>, AmountCell)> {
        let mut found = Vec::new();
        for cell in
            self.grid.cells.iter().filter(|c| !c.lines.is_empty() && c.row <= row && row < c.row + c.rows)
        {
            let Some((place_of, doubt)) = self.column_of(cell) else { continue };
            let Some(column) = self.columns.get(place_of).filter(|c| c.group == group) else { continue };
            let Role::Amount { measure, side, unit } = &column.role else { continue };
            // A printed cell has a place; were it missing, its amount must not be.
            let unplaced = || Place::Box { page: self.grid.page, rect: cell.ink() };
            let place = cell.place.unwrap_or_else(unplaced);
            // An amount that spans rows belongs to the row in which it is printed.
            if cell.rows > 1 && !self.row_holds(row, cell.ink().mid_y()) {
                continue;
            }
            let words = cell.words();
            if self.is_blank(&words) || self.is_total(&plain(&words)) {
                continue;
            }
            let sign = self.sign_apart(row, cell.column);
            let doubt = doubt
                .or_else(|| self.minus_on_the_left(row, cell.column))
                .or_else(|| self.code_of_the_next(row, group, cell))
                .or_else(|| cell.doubt().map(Doubt::reason));
            let mut printed: Vec<String> = cell.lines.iter().map(|l| l.text.trim().to_owned()).collect();
            if let (Some(sign), Some(first)) = (&sign, printed.first_mut()) {
                *first = format!("{sign} {first}");
            }
            // Without the line between two columns, a space may part the amounts of both.
            let of_two = cell.columns > 1 && printed.iter().any(|line| parse_with_spaces(line).is_some());
            let amount = AmountCell {
                measure: measure.clone(),
                unit: unit.clone(),
                printed,
                fills: fills(cell),
                place,
                overrun: cell.overrun || sign.is_some() || of_two,
                row_doubted: cell.row_doubted,
                cut: cell.is_cut(),
                doubt,
                is_text: false,
                readings: cell.readings(),
            };
            found.push((side.clone(), amount));
        }
        found
    }

    /// Finds the column of a cell; `None` of one that holds a code of the group beside it. Of a cell that spans several columns
    /// it is the column below its ink, and in doubt where more than one may be meant: the lines of the grid give it to
    /// another one, or to none.
    fn column_of(&self, cell: &Cell) -> Option<(usize, Option<String>)> {
        let spanned = cell.column..cell.column + cell.columns;
        if cell.columns == 1 || !matches!(self.role(cell.column), Role::Amount { .. }) {
            return Some((cell.column, None));
        }
        let middle = cell.ink().mid_x();
        let below =
            spanned.clone().find(|c| self.columns.get(*c).is_some_and(|x| x.x.0 <= middle && middle < x.x.1));
        let below = below.unwrap_or(cell.column);
        if matches!(self.role(below), Role::Code | Role::Item) {
            let words = plain(&cell.words());
            let is_label = is_code(&words) || !has_digit(&words);
            let doubt = || format!("its cell spans columns of amounts and of labels ({})", cell.words());
            return (!is_label).then(|| (cell.column, Some(doubt())));
        }
        let mut measures: Vec<(&str, Option<&str>)> = spanned
            .filter_map(|c| match self.role(c) {
                Role::Amount { measure, side, .. } => Some((measure.as_str(), side.as_deref())),
                _ => None,
            })
            .collect();
        measures.dedup();
        if measures.len() < 2 {
            return Some((cell.column, None));
        }
        let names: Vec<&str> = measures.into_iter().map(|(measure, _)| measure).collect();
        let doubt = format!("its cell spans the columns of several measures ({})", names.join(", "));
        Some((below, Some(doubt)))
    }

    /// Says that what stands as an amount is a code of the classification, and the column of codes beside it has none for its
    /// name: the line between the two may be missing, or the code may stand beyond it.
    fn code_of_the_next(&self, row: usize, group: usize, cell: &Cell) -> Option<String> {
        let words = plain(&cell.words());
        if !is_code(&words) || names_of(&words).is_empty() {
            return None;
        }
        let beside = cell.column + cell.columns;
        let next = self.columns.get(beside).filter(|c| c.role == Role::Code && c.group != group)?;
        let is_printed = |column: usize| self.grid.cell_at(row, column).is_some_and(|c| !c.lines.is_empty());
        let mut names = (0..self.columns.len())
            .filter(|c| self.columns.get(*c).is_some_and(|c| c.group == next.group && c.role == Role::Item));
        (!is_printed(beside) && names.any(is_printed))
            .then(|| format!("it may be the code of the line beside it ({words})"))
    }

    /// Finds the minus of an amount that stands alone in a column before it, which has no header or the same one: it is far from
    /// its digits, and no line holds both together. Where most amounts have one, it may be the mark of blank cells.
    fn sign_apart(&self, row: usize, column: usize) -> Option<String> {
        let is_before = |role: &Role| *role == Role::Nothing || role == self.role(column);
        let before = column.checked_sub(1).filter(|before| is_before(self.role(*before)))?;
        let words =
            |row: usize, column: usize| self.grid.cell_at(row, column).map(|cell| plain(&cell.words()));
        let sign = words(row, before).filter(|word| is_lone_minus(word))?;
        let rows = || 0..self.grid.rows();
        let signs = rows().filter(|row| words(*row, before).is_some_and(|word| is_lone_minus(&word))).count();
        let amounts =
            rows().filter(|row| words(*row, column).is_some_and(|word| is_amount_like(&word))).count();
        // Below one header word the mark of a blank cell and an amount cannot both stand.
        let is_of_one = self.role(before) == self.role(column);
        (is_of_one || 2 * signs <= amounts).then_some(sign)
    }

    /// What a minus says that the cell on the left ends with, apart from what else stands there: it may be of the amount here.
    fn minus_on_the_left(&self, row: usize, column: usize) -> Option<String> {
        let left = self.grid.cell_at(row, column.checked_sub(1)?)?;
        let words = left.words();
        let (_, sign) = words.trim_end().rsplit_once(' ').filter(|(before, _)| has_digit(before))?;
        is_lone_minus(sign)
            .then(|| format!("the minus between it and {words} on its left may be its own: read without"))
    }

    /// Finds the amounts below `body_row` in columns without a known word over them.
    pub(super) fn unread(&self, body_row: usize) -> Vec<String> {
        let cells = self.grid.cells.iter().filter(|c| c.row >= body_row && !c.lines.is_empty());
        cells
            .filter(|c| matches!(self.role(c.column), Role::Unknown | Role::Nothing))
            .map(|c| plain(&c.words()))
            .filter(|word| is_amount_like(word) && !may_count(word))
            .chain(self.behind_names(body_row))
            .collect()
    }

    /// Finds the amounts behind the words of a column that is not understood, where most of its cells end with one: the
    /// side between names and amounts is missing.
    fn behind_names(&self, body_row: usize) -> Vec<String> {
        let unknown = (0..self.columns.len()).filter(|column| *self.role(*column) == Role::Unknown);
        let of_column = |column: usize| {
            let cells =
                self.grid.cells.iter().filter(move |cell| cell.row >= body_row && cell.column == column);
            let words: Vec<String> =
                cells.map(|cell| plain(&cell.words())).filter(|w| !w.is_empty()).collect();
            let behind: Vec<String> = words.iter().filter_map(|word| amount_behind(word)).collect();
            if 2 * behind.len() > words.len() { behind } else { Vec::new() }
        };
        unknown.flat_map(of_column).collect()
    }

    /// Finds the amounts below `body_row` that stand in cells of labels, or of labels and amounts where the line between both is
    /// missing, while a column of amounts of their line is blank: the amount is that column's.
    pub(super) fn amounts_in_labels(&self, body_row: usize) -> Vec<String> {
        let cells = self.grid.cells.iter().filter(|c| c.row >= body_row && !c.lines.is_empty());
        cells
            .filter(|cell| {
                let columns = (cell.column..cell.column + cell.columns).filter_map(|c| self.columns.get(c));
                let Some(own) = self.columns.get(cell.column) else { return false };
                let of_amounts = |role: &Role| matches!(role, Role::Amount { .. });
                if columns.into_iter().any(|c| of_amounts(&c.role)) || of_amounts(&own.role) {
                    return false;
                }
                let is_printed =
                    |column: usize| self.grid.cell_at(cell.row, column).is_some_and(|c| !c.lines.is_empty());
                let mut amounts = (0..self.columns.len()).filter(|c| {
                    self.columns.get(*c).is_some_and(|c| c.group == own.group && of_amounts(&c.role))
                });
                match own.role {
                    Role::Code | Role::Item => !amounts.all(is_printed),
                    Role::Unknown | Role::Nothing => !amounts.any(is_printed),
                    _ => false,
                }
            })
            .filter_map(|cell| amount_beside_words(&cell.words()).map(str::to_owned))
            .collect()
    }

    /// Whether a row has an amount in a column without any header: then columns may be shifted.
    pub(super) fn has_headless_amount(&self, row: usize) -> bool {
        self.grid.printed_in_row(row).any(|c| {
            let word = plain(&c.words());
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
}

/// The amount with decimals that stands behind the words of a cell.
fn amount_behind(words: &str) -> Option<String> {
    let name = words.trim_end_matches(|c| is_digit(c) || is_point(c) || is_comma(c));
    let amount = words.get(name.len()..)?;
    let is_one = name.ends_with(char::is_alphabetic) && amount.contains(is_point) && is_amount_like(amount);
    is_one.then(|| amount.to_owned())
}

/// Whether the first line leaves no room for two more characters of its size. A sheet says nothing of that.
fn fills(cell: &Cell) -> bool {
    cell.lines.first().is_some_and(|first| cell.rect.width() - first.rect.width() < first.size)
}
