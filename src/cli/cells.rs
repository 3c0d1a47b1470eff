//! Prints the tables of a page, a sheet or a table of running text as text: each cell under the name of its column, behind the
//! name of its row, so that `C7` is found without an office program.

use std::fmt::Write as _;

use super::readable::aligned;
use crate::place::CellName;
use crate::table::{Cell, Grid, PageTables, TextLine};
use crate::text::escape::in_line;

/// Writes the tables of all pages, or of one, with the lines between them.
pub(super) fn tables_to_text(tables: &[PageTables], page: Option<u32>) -> String {
    let wanted = tables.iter().filter(|tables| page.is_none_or(|page| page == tables.page));
    wanted.map(page_to_text).collect()
}

fn page_to_text(tables: &PageTables) -> String {
    let what = if tables.size.is_some() { "page" } else { "sheet or table" };
    let mut text = format!("{what} {}\n", tables.page);
    let mut lines = tables.lines.iter().peekable();
    for grid in &tables.grids {
        let is_above = |line: &&TextLine| line.rect.mid_y() < grid.rect.mid_y();
        while let Some(line) = lines.next_if(is_above) {
            let _ = writeln!(text, "{}", in_line(line.words()));
        }
        text.push_str(&grid_to_text(grid));
    }
    for line in lines {
        let _ = writeln!(text, "{}", in_line(line.words()));
    }
    text.push('\n');
    text
}

fn grid_to_text(grid: &Grid) -> String {
    let mut head = vec![String::new()];
    head.extend((0..grid.columns()).map(|column| {
        let cells = grid.cells.iter().filter(|cell| cell.column == column);
        name_in(cells).map_or_else(|| format!("C{}", column + 1), |name| column_name(&name))
    }));
    let row = |row: usize| {
        let cells = || grid.cells.iter().filter(|cell| cell.row == row);
        let mut texts =
            vec![name_in(cells()).map_or_else(|| format!("R{}", row + 1), |name| row_name(&name))];
        texts.resize(grid.columns() + 1, String::new());
        for cell in cells() {
            if let Some(text) = texts.get_mut(cell.column + 1) {
                let lines: Vec<&str> = cell.lines.iter().map(|line| line.words()).collect();
                *text = in_line(&lines.join(" ")).into_owned();
            }
        }
        texts
    };
    let rows: Vec<Vec<String>> = std::iter::once(head).chain((0..grid.rows()).map(row)).collect();
    aligned(&rows.iter().collect::<Vec<_>>(), rows.len()..)
}

/// The name of one of the cells that has one.
fn name_in<'c>(mut cells: impl Iterator<Item = &'c Cell>) -> Option<CellName> {
    cells.find_map(|cell| cell.place?.cell())
}

fn column_name(name: &CellName) -> String {
    match name {
        CellName::Sheet { .. } => {
            name.to_string().trim_end_matches(|ch: char| ch.is_ascii_digit()).to_owned()
        }
        CellName::Table { column, .. } => format!("C{column}"),
    }
}

fn row_name(name: &CellName) -> String {
    match name {
        CellName::Sheet { row, .. } => row.to_string(),
        CellName::Table { row, .. } => format!("R{row}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Sheet, SheetCell, SheetKind};
    use crate::table::sheets_to_tables;

    #[test]
    fn cells_stand_under_the_names_of_their_columns() {
        let cell = |row, column, text: &str| SheetCell::new(CellName::Sheet { row, column }, 1, 1, text);
        let mut cells =
            vec![cell(4, 3, "项目"), cell(4, 4, "合计"), cell(5, 3, "甲\n乙"), cell(5, 4, "1.00")];
        cells.iter_mut().for_each(|cell| cell.row -= 1);
        let sheet =
            Sheet { number: 2, kind: SheetKind::Workbook, lines: Vec::new(), cells, notes: Vec::new() };
        let text = tables_to_text(&sheets_to_tables(&[sheet]), Some(2));
        assert_eq!(text, "sheet or table 2\n     C      D\n  4  项目   合计\n  5  甲 乙  1.00\n\n");
    }
}
