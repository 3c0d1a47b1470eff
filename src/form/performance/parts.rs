//! Parts a table where another performance table begins inside of it, and reads what stands in its head.

use std::ops::Range;

use super::cells::{heading, holds_amount, without_brackets};
use crate::table::{Cell, Grid};
use crate::taxonomy::{HeadingWord, PerformanceWords};
use crate::text::plain::{close_up, plain};

/// Rows of a table that are one performance table, or go on with one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::form) struct Part {
    pub(in crate::form) rows: Range<usize>,
    /// The first row below its head.
    pub(in crate::form) body_row: usize,
    /// The title inside of the frame.
    pub(in crate::form) title: Option<String>,
    /// The project, or the department that the whole of it is of.
    pub(in crate::form) project: Option<String>,
    pub(in crate::form) department: Option<String>,
}

/// What a row of the head is.
enum Head {
    Title(String),
    Keys {
        project: Option<String>,
        department: Option<String>,
    },
    /// Other labels.
    Others,
}

/// Parts the rows of a table.
pub(in crate::form) fn parts(words: &PerformanceWords, grid: &Grid) -> Vec<Part> {
    let begin =
        |row: usize| Part { rows: row..row, body_row: row, title: None, project: None, department: None };
    let mut parts = vec![begin(0)];
    // Whether nothing but the head was seen of the last part.
    let mut in_head = true;
    for row in 0..grid.rows() {
        let head = head_of(words, grid, row);
        let begins = match &head {
            Some(Head::Title(_)) => true,
            Some(Head::Keys { project, .. }) => project.is_some(),
            _ => false,
        };
        if begins && !in_head {
            parts.push(begin(row));
            in_head = true;
        }
        let Some(part) = parts.last_mut() else { continue };
        part.rows.end = row + 1;
        if in_head && head.is_some() {
            part.body_row = row + 1;
        }
        match head {
            Some(Head::Title(title)) => part.title = part.title.take().or(Some(title)),
            Some(Head::Keys { project, department }) if in_head => {
                part.project = part.project.take().or(project);
                part.department = part.department.take().or(department);
            }
            Some(_) => {}
            None => in_head &= grid.printed_in_row(row).next().is_none(),
        }
    }
    parts
}

fn head_of(words: &PerformanceWords, grid: &Grid, row: usize) -> Option<Head> {
    let cells: Vec<&Cell> = grid.printed_in_row(row).collect();
    let first = cells.first()?;
    let is_wide = |cell: &Cell| 2 * cell.columns > grid.columns();
    if is_wide(first) && cells.len() <= 2 && words.title.is_match(&without_brackets(&title_words(first))) {
        return Some(Head::Title(title_line(words, first)));
    }
    let (mut project, mut department, mut is_key) = (None, None, false);
    for (index, cell) in cells.iter().enumerate() {
        let said = words.headings.said(&heading(cell));
        let value = || cells.get(index + 1).filter(|next| !is_label(words, next)).map(|next| value_of(next));
        if said.may_be(HeadingWord::Project) {
            // A column of the summary has a heading that looks the same.
            if is_heading(words, cells.get(index + 1..).unwrap_or_default()) {
                return None;
            }
            project = project.or_else(value);
            is_key = true;
        } else if said.may_be(HeadingWord::Department) {
            department = department.or_else(value);
            is_key = true;
        } else if index == 0 && said.may_be(HeadingWord::Key) {
            // 资金性质 may also stand over the names of the sources.
            let behind = cells.get(1..).unwrap_or_default();
            return (!is_heading(words, behind)).then_some(Head::Others);
        }
    }
    is_key.then_some(Head::Keys { project, department })
}

/// Whether what stands behind a label are the headings of other columns: a measure beside it, several, or one behind a label.
fn is_heading(words: &PerformanceWords, behind: &[&Cell]) -> bool {
    let is_measure = |cell: &&&Cell| words.headings.said(&heading(cell)).is_measure();
    let Some(next) = behind.first() else { return false };
    let measures = behind.iter().filter(is_measure).count();
    let is_bare = !behind.iter().any(|cell| holds_amount(cell));
    is_measure(&next) || is_bare && (measures > 1 || measures == 1 && is_label(words, next))
}

fn is_label(words: &PerformanceWords, cell: &Cell) -> bool {
    let said = words.headings.said(&heading(cell));
    [HeadingWord::Project, HeadingWord::Department, HeadingWord::Key].into_iter().any(|key| said.may_be(key))
}

fn value_of(cell: &Cell) -> String {
    close_up(&cell.words())
}

fn title_words(cell: &Cell) -> String {
    cell.lines.iter().map(|line| plain(line.words())).collect()
}

/// Gives the line of a cell that is the title: the year may stand below it.
fn title_line(words: &PerformanceWords, cell: &Cell) -> String {
    let lines = || cell.lines.iter().map(|line| line.words().trim().to_owned());
    lines().find(|line| words.title.is_match(&without_brackets(&plain(line)))).unwrap_or_else(|| cell.words())
}
