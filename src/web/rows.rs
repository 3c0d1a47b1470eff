//! Says whether the rows of a table add up to its columns: where one does not, a cell of it may belong to another column.

use std::collections::{HashMap, HashSet};

use crate::place::{Note, Severity};
use crate::sheet::{CellDoubt, SheetCell};

/// Rows, from 0, that do not cover all columns of their table once. All cells must be given, blank ones too; a row
/// without any is not meant.
pub(crate) fn ragged_rows(cells: &[SheetCell]) -> Vec<usize> {
    let width = cells.iter().map(|cell| cell.column.saturating_add(cell.columns)).max().unwrap_or(0);
    let height = cells.iter().map(|cell| cell.row.saturating_add(cell.rows)).max().unwrap_or(0);
    let mut covered = vec![0usize; height];
    for cell in cells {
        for row in covered.iter_mut().skip(cell.row).take(cell.rows) {
            *row = row.saturating_add(cell.columns);
        }
    }
    let is_ragged = |row: &usize| covered.get(*row).is_some_and(|count| *count != width && *count != 0);
    (0..height).filter(is_ragged).collect()
}

/// Doubts the numbers of rows that do not cover the columns of their table, and tells of the first such row.
pub(super) fn doubt_ragged(number: u32, cells: &mut [SheetCell]) -> Option<Note> {
    // A text alone in its row is a title.
    let (mut texts, mut meant): (HashMap<usize, usize>, HashSet<usize>) = Default::default();
    for cell in cells.iter() {
        if cell.doubt == Some(CellDoubt::Overlapped) {
            meant.extend(cell.row..cell.row.saturating_add(cell.rows));
        }
        let count = texts.entry(cell.row).or_default();
        *count += usize::from(!cell.text.is_empty());
        if *count > 1 || cell.text.contains(|c: char| c.is_ascii_digit()) {
            meant.insert(cell.row);
        }
    }
    let rows: Vec<usize> = ragged_rows(cells).into_iter().filter(|row| meant.contains(row)).collect();
    let first = rows.first()?.saturating_add(1);
    for cell in cells.iter_mut().filter(|cell| rows.contains(&cell.row)) {
        if cell.text.contains(|c: char| c.is_ascii_digit()) {
            cell.doubt.get_or_insert(CellDoubt::Ragged);
        }
    }
    let count = rows.len();
    let message = format!(
        "{count} rows do not cover the columns of their table, or others cover them; the first is row {first}"
    );
    Some(Note::on_page(Severity::Warning, number, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::CellName;

    fn cell(row: u32, column: u32, rows: usize, columns: usize) -> SheetCell {
        SheetCell::new(CellName::Table { row, column }, rows, columns, "")
    }

    #[test]
    fn rows_add_up_with_what_spans_into_them() {
        let even = [cell(1, 1, 2, 1), cell(1, 2, 1, 2), cell(2, 2, 1, 1), cell(2, 3, 1, 1)];
        assert!(ragged_rows(&even).is_empty());
        assert_eq!(ragged_rows(&even[..3]), [1]);
        let mut doubled = even.to_vec();
        doubled.push(cell(1, 2, 1, 1));
        assert_eq!(ragged_rows(&doubled), [0]);
    }
}
