//! Says whether the rows of a table add up to its columns: where one does not, a cell of it may belong to another column.

use crate::sheet::SheetCell;

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
