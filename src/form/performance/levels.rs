//! Follows the levels of indicators (一级, 二级指标): their cells span rows, and pages cut them.

use super::cells::cell_over;
use super::headings::{Column, Role};
use crate::form::line::Line;
use crate::table::{Cell, Grid};
use crate::text::number::{is_closing, is_opening};
use crate::text::plain::close_up;

/// How the name of a level ends: what ends otherwise may be cut by the end of the page.
const END: char = '标';
/// The end of a name that is cut has at most so many characters: 指标.
const LONGEST_REST: usize = 3;

/// The names of the levels of the last line, and lines whose level stands on the next page.
#[derive(Debug, Default)]
pub(super) struct Levels {
    names: Vec<String>,
    /// Lines by their number, with the level that is blank at the end of their page.
    pending: Vec<(usize, usize)>,
}

impl Levels {
    /// Begins a block.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// A row over all columns names the first level.
    pub(super) fn set_first(&mut self, name: String) {
        self.names = vec![name];
    }

    /// Gives the names of the levels of a row. `is_first` says that the row is the first of a table that goes on; `lines` are
    /// those above, whose names it may complete.
    pub(super) fn of_row(
        &mut self,
        grid: &Grid,
        row: usize,
        columns: &[&Column],
        is_first: bool,
        item: Option<&Cell>,
        lines: &mut [Line],
    ) -> Vec<String> {
        let has_columns = !columns.is_empty();
        let mut path = Vec::new();
        for (level, column) in columns.iter().enumerate() {
            let Role::Level(_) = column.role else { continue };
            let cell = cell_over(grid, row, column.mid_x());
            // A name that spans the column of the items is the item.
            let cell = cell.filter(|cell| item.is_none_or(|item| !std::ptr::eq(*cell, item)));
            let printed = cell.filter(|cell| !cell.lines.is_empty()).map(|cell| close_up(&cell.words()));
            let before = self.names.get(level).cloned();
            let name = match (printed, before) {
                (None, before) => {
                    // Blank at the end of a page: its cell may go on and be named there.
                    if cell.is_some_and(|cell| cell.row + cell.rows == grid.rows()) && grid.is_ruled() {
                        self.pending.push((lines.len(), level));
                    }
                    before
                }
                (Some(rest), Some(before)) if is_rest(&before, &rest) => {
                    let whole = format!("{before}{rest}");
                    let cut = |line: &&mut Line| line.path.get(level) == Some(&before);
                    let above = lines.iter_mut().rev().take_while(cut);
                    above.for_each(|line| line.path[level].clone_from(&whole));
                    Some(whole)
                }
                (Some(name), _) => {
                    if is_first {
                        self.complete(level, &name, lines);
                    }
                    Some(name)
                }
            };
            if let Some(name) = name {
                if self.names.get(level) != Some(&name) {
                    self.names.truncate(level);
                    self.names.push(name.clone());
                }
                path.push(name);
            }
        }
        if is_first {
            self.pending.retain(|(line, _)| *line >= lines.len());
        }
        if has_columns { path } else { self.names.clone() }
    }

    /// Names the level of the lines at the end of the page before.
    fn complete(&self, level: usize, name: &str, lines: &mut [Line]) {
        for (number, _) in self.pending.iter().filter(|(_, pending)| *pending == level) {
            let Some(line) = lines.get_mut(*number) else { continue };
            match line.path.get_mut(level) {
                Some(own) => name.clone_into(own),
                None => line.path.push(name.to_owned()),
            }
        }
    }
}

/// Whether a name is the rest of the one before, which the end of the page cut; its weight may stand in a cell of its own.
fn is_rest(before: &str, rest: &str) -> bool {
    let has_weight = before.ends_with(is_closing);
    let is_weight = rest.starts_with(is_opening) && rest.ends_with(is_closing);
    let is_end = rest.ends_with(END) && rest.chars().count() <= LONGEST_REST;
    !has_weight && (is_weight || is_end && !before.ends_with(END))
}
