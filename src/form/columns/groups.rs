//! Puts the columns of a table into groups: labels with the amounts that they name.
//!
//! A column whose words are not known costs itself, never its neighbours: what stands below says whether it is one of
//! labels, and where it may be, no amount to the right of it is given to the labels to the left.

use super::contents::Contents;
use super::{Column, HeaderWords, Role};
use crate::table::Grid;
use crate::taxonomy::classification::names_of;
use crate::text::code::is_code_or_part;

/// Codes and names of the classification in so many rows are no accident.
const FEWEST_AGREEING: usize = 2;

impl HeaderWords<'_> {
    /// Gives every column with its role and group. The words over them stand in the rows from `first_row` to `end_row`,
    /// lines from `body_row` on.
    pub(in crate::form) fn columns(
        &self,
        grid: &Grid,
        first_row: usize,
        end_row: usize,
        body_row: usize,
    ) -> Vec<Column> {
        let mut roles: Vec<Role> =
            (0..grid.columns()).map(|c| self.role(&self.path(grid, first_row, end_row, c))).collect();
        let contents = self.contents(grid, body_row, &mut roles);
        let mut columns = group(grid, roles, &contents);
        lose_unsafe_amounts(&mut columns, &contents);
        if self.kind.has_sides_by_position() {
            self.name_sides_by_position(&mut columns);
        }
        if self.kind.has_sides_by_repetition() {
            self.name_sides_by_repetition(&mut columns);
        }
        columns
    }

    /// Looks into the columns where the words over one of them are not known, and names those that hold labels.
    fn contents(&self, grid: &Grid, body_row: usize, roles: &mut [Role]) -> Vec<Contents> {
        let unnamed = |role: &Role| matches!(role, Role::Unknown | Role::Nothing);
        // Without a column of amounts the table is of another kind, and nothing is gained by a look.
        let has_amounts = roles.iter().any(|role| matches!(role, Role::Amount { .. }));
        if !has_amounts || !roles.iter().any(unnamed) {
            return vec![Contents::default(); roles.len()];
        }
        let contents: Vec<Contents> = (0..roles.len()).map(|c| Contents::of(grid, c, body_row)).collect();
        if self.kind.has_codes() {
            self.name_label_columns(grid, body_row, roles, &contents);
        }
        contents
    }

    /// Names columns of codes whose header (类, 科目编码) stands beside them, and columns of codes and names of the
    /// classification whatever stands over them.
    fn name_label_columns(&self, grid: &Grid, body_row: usize, roles: &mut [Role], contents: &[Contents]) {
        for c in (0..roles.len()).rev() {
            let [Some(left), right] = [roles.get(c).cloned(), roles.get(c + 1).cloned()] else { continue };
            let unnamed = |role: &Role| matches!(role, Role::Unknown | Role::Nothing);
            let Some(right) = right else { continue };
            let beside_label = matches!(right, Role::Code | Role::Item);
            if unnamed(&left) && beside_label && self.holds_codes(grid, body_row, c) {
                set(roles, c, Role::Code);
            } else if (unnamed(&left) || left == Role::Code)
                && unnamed(&right)
                && are_codes_with_names(contents, c)
            {
                set(roles, c, Role::Code);
                set(roles, c + 1, Role::Item);
            }
        }
    }

    /// Whether a column holds nothing but codes and their parts; its first word may be one of the header's.
    fn holds_codes(&self, grid: &Grid, body_row: usize, column: usize) -> bool {
        let cells = grid.cells.iter().filter(|c| c.row >= body_row && c.column == column);
        let mut words = cells.filter(|c| c.columns == 1 && !c.lines.is_empty()).map(|c| self.plain_word(c));
        let first = words.next();
        first.as_ref().is_some_and(|w| is_code_or_part(w) || self.knows(w))
            && words.all(|w| is_code_or_part(&w))
    }

    /// Names the sides where 预算数 and 决算数 stand over the middle of their columns only: each measure comes twice, first
    /// for the side whose word stands first.
    fn name_sides_by_repetition(&self, columns: &mut [Column]) {
        let mut order: Vec<String> = Vec::new();
        for column in columns.iter() {
            if let Role::Amount { side: Some(side), .. } = &column.role
                && !order.contains(side)
            {
                order.push(side.clone());
            }
        }
        if order.len() != 2 {
            return;
        }
        let mut seen: Vec<String> = Vec::new();
        for column in columns {
            if let Role::Amount { side, measure, .. } = &mut column.role {
                let before = seen.iter().filter(|m| *m == measure).count();
                if side.is_none() {
                    *side = order.get(before).cloned();
                }
                seen.push(measure.clone());
            }
        }
    }

    /// Where the words of the sides (收入, 支出) are not printed above them, each group of columns is of the side that
    /// stands there.
    fn name_sides_by_position(&self, columns: &mut [Column]) {
        let groups = columns.iter().map(|c| c.group).max().unwrap_or(0);
        if groups != 1 {
            return;
        }
        for column in columns {
            let Some(by_position) = self.kind.sides_from_left.get(column.group) else { continue };
            if let Role::Amount { side, measure, .. } = &mut column.role
                && side.is_none()
            {
                let allowed = self
                    .kind
                    .measures
                    .iter()
                    .any(|m| m.name == *measure && m.side.as_ref().is_none_or(|s| s == by_position));
                if allowed {
                    *side = Some(by_position.clone());
                }
            }
        }
    }
}

fn set(roles: &mut [Role], column: usize, role: Role) {
    if let Some(old) = roles.get_mut(column) {
        *old = role;
    }
}

/// Whether a column holds codes of the classification, and the next one their names.
fn are_codes_with_names(contents: &[Contents], column: usize) -> bool {
    let (Some(codes), Some(names)) = (contents.get(column), contents.get(column + 1)) else { return false };
    let agreeing = codes.codes.iter().filter(|(row, code)| {
        let name = names.words.iter().find(|(at, _)| at == row);
        name.is_some_and(|(_, name)| names_of(code).contains(name))
    });
    let agreeing = agreeing.count();
    agreeing >= FEWEST_AGREEING && 2 * agreeing >= codes.codes.len()
}

/// Deals columns out to groups: labels behind amounts begin another one, and so does a second column of codes behind
/// names.
fn group(grid: &Grid, roles: Vec<Role>, contents: &[Contents]) -> Vec<Column> {
    let mut group = 0;
    let mut amounts_seen = false;
    let mut codes_then_names = (false, false);
    let mut columns = Vec::with_capacity(roles.len());
    for ((c, role), contents) in roles.into_iter().enumerate().zip(contents) {
        let label = matches!(role, Role::Code | Role::Item);
        let again = role == Role::Code && codes_then_names == (true, true);
        if label && (amounts_seen || again) {
            group += 1;
            amounts_seen = false;
            codes_then_names = (false, false);
        }
        codes_then_names.0 |= role == Role::Code;
        codes_then_names.1 |= role == Role::Item && codes_then_names.0;
        amounts_seen |= matches!(role, Role::Amount { .. } | Role::Part | Role::Unknown)
            || role == Role::Nothing && contents.holds_amounts();
        columns.push(Column { x: (grid.xs[c], grid.xs[c + 1]), role, group });
    }
    columns
}

/// Makes amounts unknown whose labels may stand in a column that is not known: to the left of them such a column holds
/// codes, words behind amounts, or both together.
fn lose_unsafe_amounts(columns: &mut [Column], contents: &[Contents]) {
    let (mut behind_amounts, mut lost) = (false, false);
    for (column, contents) in columns.iter_mut().zip(contents) {
        match &column.role {
            Role::Code | Role::Item => (behind_amounts, lost) = (false, false),
            Role::Unknown | Role::Nothing => {
                lost |= contents.holds_codes()
                    || contents.holds_amounts_with_words()
                    || behind_amounts && contents.holds_words();
                behind_amounts |= contents.holds_amounts();
            }
            Role::Amount { .. } if lost => column.role = Role::Unknown,
            Role::Amount { .. } | Role::Part => behind_amounts = true,
            Role::Line => {}
        }
    }
}
