//! Finds the tables of documents without pages, and the lines around them.
//!
//! Titles, units and notes are cells as any other, above all in sheets of workbooks, and several forms may stand below or beside
//! each other in one. So a line is a row that states something or stands alone, and a table is what is left between lines,
//! blank rows and blank columns; each is a part of the sheet, which later stages read as a page of its own. Paragraphs of
//! running text stand above its table.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::grid::MOST_CROSSINGS;
use super::sheet::{SHEET_STEP, cell_to_lines, cells_to_grid, text_to_line};
use super::{Grid, PageTables, Part};
use crate::geom::Affine;
use crate::place::{Note, Severity};
use crate::sheet::{Sheet, SheetCell, SheetKind};
use crate::taxonomy::{Models, models};
use crate::text::number::is_amount_like;
use crate::text::plain::plain;

/// More cells in a row are those of a table: department, year, number and unit are four.
const MOST_STATEMENTS: usize = 4;
/// Longer texts in front of a colon are no labels.
const LONGEST_LABEL: usize = 12;

/// Finds the tables of all sheets.
pub fn sheets_to_tables(sheets: &[Sheet]) -> Vec<PageTables> {
    let models = models();
    let mut found: Vec<PageTables> = Vec::new();
    // Title and unit of a form may stand in a table of their own, or the form's table goes on below its title's.
    let mut above: Vec<String> = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let tables = sheet_to_tables(models, sheet, &above);
        let is_heading = sheet.kind == SheetKind::Table && !sheet.cells.is_empty() && tables.grids.is_empty();
        above = match is_heading && at + 1 < sheets.len() {
            true => tables.lines.iter().map(|line| line.text.clone()).collect(),
            false => Vec::new(),
        };
        found.push(if above.is_empty() { tables } else { empty(sheet) });
    }
    found
}

/// Finds the tables of a sheet, or of a table of running text, below the lines above it.
fn sheet_to_tables(models: &Models, sheet: &Sheet, above: &[String]) -> PageTables {
    let mut tables = empty(sheet);
    let above = || above.iter().chain(&sheet.lines);
    let down = above().count();
    tables.lines.extend((0..).zip(above()).map(|(row, line)| text_to_line((row, 0), line)));
    let moved = |cell: &SheetCell| SheetCell { row: cell.row.saturating_add(down), ..cell.clone() };
    let cells: Vec<SheetCell> = sheet.cells.iter().map(moved).collect();
    let mut begin = 0;
    for region in regions(models, &cells) {
        let grids = tables.grids.len();
        tables.lines.extend(region.lines.iter().flat_map(|cell| cell_to_lines(cell)));
        let cells: Vec<SheetCell> = region.cells.iter().map(|cell| (*cell).clone()).collect();
        tables.grids.extend(to_grid(sheet, &cells, &mut tables.notes));
        let (grids, lines) = (grids..tables.grids.len(), begin..tables.lines.len());
        begin = lines.end;
        #[allow(clippy::cast_precision_loss)] // number of a column
        tables.parts.push(Part { left: region.left as f64 * SHEET_STEP, grids, lines });
    }
    if tables.parts.len() == 1 {
        tables.parts.clear();
    }
    tables
}

fn empty(sheet: &Sheet) -> PageTables {
    PageTables {
        page: sheet.number,
        size: None,
        as_seen: Affine::IDENTITY,
        grids: Vec::new(),
        lines: Vec::new(),
        notes: Vec::new(),
        parts: Vec::new(),
    }
}

/// Makes the table of cells; a note where there are too many.
fn to_grid(sheet: &Sheet, cells: &[SheetCell], notes: &mut Vec<Note>) -> Option<Grid> {
    let grid = cells_to_grid(sheet.number, cells);
    if grid.is_none() && !cells.is_empty() {
        let message = "a table of too many rows and columns is not read";
        notes.push(Note::on_page(Severity::Unread, sheet.number, message).hint("split the sheet"));
    }
    grid.map(Grid::with_lines)
}

/// A part of a sheet: a table with the lines around it.
#[derive(Default)]
struct Region<'s> {
    /// Column from which positions are counted.
    left: usize,
    lines: Vec<&'s SheetCell>,
    cells: Vec<&'s SheetCell>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowKind {
    /// A row of a table.
    Table,
    /// It has one cell, which may be one of a table.
    Lone,
    /// It states something, or is one cell as wide as the sheet.
    Line,
    /// … and announces another table: a title, the number of a form, a unit.
    Heading,
}

/// Parts a sheet into its tables.
fn regions<'s>(models: &Models, cells: &'s [SheetCell]) -> Vec<Region<'s>> {
    let columns = side_by_side(models, cells);
    let with_text = cells.iter().filter(|cell| !cell.text.trim().is_empty());
    // Far too long ones are no table's.
    let used: BTreeSet<usize> = with_text
        .flat_map(|cell| cell.row..cell.row.saturating_add(cell.rows.clamp(1, MOST_CROSSINGS)))
        .collect();
    let mut regions = Vec::new();
    for range in columns {
        let inside: Vec<&SheetCell> = cells.iter().filter(|cell| range.contains(&cell.column)).collect();
        regions.extend(stacked(models, &inside, range.start, &used));
    }
    regions
}

/// The columns of tables that stand beside each other: parted by a blank column, each with a heading of its own.
fn side_by_side(models: &Models, cells: &[SheetCell]) -> Vec<Range<usize>> {
    let with_text = || cells.iter().filter(|cell| !cell.text.trim().is_empty());
    let mut spans: Vec<(usize, usize)> =
        with_text().map(|cell| (cell.column, cell.column.saturating_add(cell.columns.max(1)))).collect();
    spans.sort_unstable();
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (from, to) in spans {
        match groups.last_mut() {
            Some(group) if from <= group.end => group.end = group.end.max(to),
            _ => groups.push(from..to),
        }
    }
    let heads = |range: &Range<usize>| {
        let inside: Vec<&SheetCell> = with_text().filter(|cell| range.contains(&cell.column)).collect();
        inside.iter().any(|cell| is_title(models, &plain(&cell.text)))
    };
    if groups.len() > 1 && groups.iter().all(heads) {
        return groups;
    }
    std::iter::once(0..usize::MAX).collect()
}

/// Parts cells into tables that stand below each other. `used` are the rows in which text stands, be it in a table beside.
fn stacked<'s>(
    models: &Models,
    cells: &[&'s SheetCell],
    left: usize,
    used: &BTreeSet<usize>,
) -> Vec<Region<'s>> {
    let rows = Rows::of(models, cells);
    let mut regions: Vec<Region<'s>> = Vec::new();
    let mut region = Region { left, ..Region::default() };
    let mut last = None;
    let mut numbers = rows.kinds.iter().peekable();
    let mut pending: Vec<(usize, RowKind)> = Vec::new();
    while let Some((row, kind)) = numbers.next() {
        let is_gap =
            last.is_some_and(|last| last < *row && used.range(last..*row).count() < row.saturating_sub(last));
        last = Some(rows.end_of(*row));
        if *kind != RowKind::Table {
            pending.push((*row, *kind));
            if numbers.peek().is_some() {
                continue;
            }
        }
        // Lines between tables part them where one announces another table, or a blank row does.
        let parts = !region.cells.is_empty()
            && (pending.iter().any(|(_, kind)| *kind == RowKind::Heading) || (is_gap && pending.is_empty()));
        let ends = *kind != RowKind::Table;
        if parts || ends || region.cells.is_empty() {
            let of_before = if region.cells.is_empty() { 0 } else { rows.remarks(models, &pending) };
            let of_before = if ends && !parts { pending.len() } else { of_before };
            for (row, _) in pending.drain(..of_before) {
                region.lines.extend(rows.cells(row));
            }
            if parts {
                let next = Region { left, ..Region::default() };
                regions.push(std::mem::replace(&mut region, next));
            }
            for (row, _) in pending.drain(..) {
                region.lines.extend(rows.cells(row));
            }
        } else {
            for (row, _) in pending.drain(..) {
                region.cells.extend(rows.cells(row));
            }
        }
        if *kind == RowKind::Table {
            region.cells.extend(rows.cells(*row));
        }
    }
    regions.push(region);
    regions
}

/// The rows of a sheet that have text.
struct Rows<'s> {
    cells: BTreeMap<usize, Vec<&'s SheetCell>>,
    kinds: BTreeMap<usize, RowKind>,
}

impl<'s> Rows<'s> {
    fn of(models: &Models, cells: &[&'s SheetCell]) -> Self {
        let mut by_row: BTreeMap<usize, Vec<&SheetCell>> = BTreeMap::new();
        for cell in cells {
            by_row.entry(cell.row).or_default().push(cell);
        }
        by_row.values_mut().for_each(|row| row.sort_by_key(|cell| cell.column));
        let with_text = || cells.iter().filter(|cell| !cell.text.trim().is_empty());
        let left = with_text().map(|cell| cell.column).min().unwrap_or(0);
        let right = with_text().map(|cell| cell.column + cell.columns.max(1)).max().unwrap_or(0);
        // Row up to which cells from above reach.
        let mut reached = 0;
        let mut kinds = BTreeMap::new();
        for (row, cells) in &by_row {
            // Cells without text have borders: they are of a table.
            let is_blank = cells.iter().all(|cell| cell.text.trim().is_empty());
            let kind = match reached > *row || is_blank {
                true => RowKind::Table,
                false => row_kind(models, cells, right.saturating_sub(left)),
            };
            if kind == RowKind::Table {
                let ends = cells.iter().map(|cell| cell.row + cell.rows.max(1));
                reached = ends.max().unwrap_or(0).max(reached);
            }
            kinds.insert(*row, kind);
        }
        Self { cells: by_row, kinds }
    }

    fn cells(&self, row: usize) -> impl Iterator<Item = &'s SheetCell> {
        self.cells.get(&row).into_iter().flatten().copied()
    }

    /// The first row below a row and all that begins in it.
    fn end_of(&self, row: usize) -> usize {
        self.cells(row).map(|cell| cell.row + cell.rows.max(1)).max().unwrap_or(row + 1)
    }

    /// How many of these rows, from the first, are notes on the table above.
    fn remarks(&self, models: &Models, rows: &[(usize, RowKind)]) -> usize {
        let is_remark = |row: usize| {
            let first = self.cells(row).find(|cell| !cell.text.trim().is_empty());
            first.is_some_and(|cell| starts_remark(models, &plain(&cell.text)))
        };
        rows.iter().rposition(|(row, _)| is_remark(*row)).map_or(0, |last| last + 1)
    }
}

fn row_kind(models: &Models, cells: &[&SheetCell], width: usize) -> RowKind {
    let texts: Vec<(String, &&SheetCell)> =
        cells.iter().map(|cell| (plain(&cell.text), cell)).filter(|(text, _)| !text.is_empty()).collect();
    if texts.len() > MOST_STATEMENTS || texts.iter().any(|(text, _)| is_amount_like(text)) {
        return RowKind::Table;
    }
    let announces = |text: &str| is_title(models, text) || states_form(models, text);
    if let [(text, cell)] = texts.as_slice() {
        return match text {
            _ if starts_remark(models, text) => RowKind::Line,
            _ if announces(text) => RowKind::Heading,
            _ if cell.columns > 1 && cell.columns * 3 >= width * 2 => RowKind::Line,
            _ => RowKind::Lone,
        };
    }
    let is_said =
        |text: &str| announces(text) || states(models, text) || models.years.line_to_year(text).is_some();
    match texts.iter().any(|(text, _)| announces(text) || states(models, text)) {
        true if texts.iter().all(|(text, _)| is_said(text)) => RowKind::Heading,
        _ => RowKind::Table,
    }
}

fn starts_remark(models: &Models, text: &str) -> bool {
    models.wording.items.remarks.iter().any(|remark| text.starts_with(remark.as_str()))
}

/// Whether a text is the title of a table.
fn is_title(models: &Models, text: &str) -> bool {
    models.may_hold_title(text) && models.looks_like_title(text) && !starts_remark(models, text)
}

/// Whether a text is the number of a form, or states the unit of money.
fn states_form(models: &Models, text: &str) -> bool {
    models.form_number.is_match(text) || has_label(&models.wording.heading.unit, text)
}

/// Whether a text states a department or something else by a label.
fn states(models: &Models, text: &str) -> bool {
    let heading = &models.wording.heading;
    has_label(&heading.department, text)
        || has_label(&heading.parent, text)
        || has_label(&heading.other_labels, text)
}

/// Whether a text begins with one of the labels and a colon, or with a short text that ends with one.
fn has_label(labels: &[String], text: &str) -> bool {
    let Some((label, _)) = text.split_once('：') else { return false };
    label.chars().count() <= LONGEST_LABEL && labels.iter().any(|known| label.ends_with(known.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::CellName;
    use crate::table::TextLine;

    fn words(lines: &[TextLine]) -> Vec<&str> {
        lines.iter().map(TextLine::words).collect()
    }

    /// A sheet of rows: cells are parted by `|`, `<` goes on from the left.
    fn sheet(rows: &[&str]) -> Sheet {
        let mut cells: Vec<SheetCell> = Vec::new();
        for (row, text) in (1..).zip(rows) {
            for (column, text) in (1..).zip(text.split('|').map(str::trim)) {
                match (text, cells.last_mut()) {
                    ("<", Some(before)) => before.columns += 1,
                    ("", _) => {}
                    _ => cells.push(SheetCell::new(CellName::Sheet { row, column }, 1, 1, text)),
                }
            }
        }
        Sheet { number: 3, kind: SheetKind::Workbook, lines: Vec::new(), cells, notes: Vec::new() }
    }

    fn tables(rows: &[&str]) -> Vec<PageTables> {
        sheets_to_tables(&[sheet(rows)]).iter().flat_map(PageTables::parted).collect()
    }

    #[test]
    fn titles_units_and_notes_are_lines_around_the_table() {
        let found = tables(&[
            "支出决算表 | < | < | <",
            " | | | 公开03表",
            "部门：某局 | | | 单位：万元",
            "项目 | < | 合计 | 基本支出",
            "编码 | 名称 | 1 | 2",
            "201 | 一般公共服务支出 | 1.00 | 1.00",
            "其中：一 | | |",
            "202 | 外交支出 | 2.00 | 1.00",
            "注：本表反映支出 | < | < | <",
        ]);
        assert_eq!(found.len(), 1);
        let lines = words(&found[0].lines);
        assert_eq!(lines, ["支出决算表", "公开03表", "部门：某局", "单位：万元", "注：本表反映支出"]);
        assert_eq!((found[0].grids[0].rows(), found[0].grids[0].columns()), (5, 4));
    }

    #[test]
    fn forms_below_each_other_are_parted_by_titles_and_blank_rows() {
        let found = tables(&[
            "收入决算表 | < | <",
            "项目 | 合计 | 财政",
            "201 | 1.00 | 1.00",
            "注：一 | < | <",
            "支出决算表 | < | <",
            "项目 | 合计 | 基本",
            "201 | 1.00 | 1.00",
            "",
            "202 | 2.00 | 1.00",
        ]);
        let shape = |page: &PageTables| (words(&page.lines).join(" "), page.grids[0].rows());
        let shapes: Vec<_> = found.iter().map(shape).collect();
        let expected = [("收入决算表 注：一", 2), ("支出决算表", 2), ("", 1)];
        assert_eq!(shapes, expected.map(|(lines, rows)| (lines.to_owned(), rows)));
        assert!(found[2].grids[0].stands_after(&found[1].grids[0]));
    }

    #[test]
    fn forms_beside_each_other_are_parted_and_a_heading_over_rows_is_kept() {
        let found = tables(&[
            "收入决算表 | < | | 支出决算表 | <",
            "项目 | 合计 | | 项目 | 合计",
            "201 | 1.00 | | 201 | 2.00",
            "一、其他 | < | | |",
            "202 | 3.00 | | 202 | 4.00",
        ]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].grids[0].rows(), 4, "a wide cell among rows announces nothing");
        assert_eq!(found[1].grids[0].xs, [0.0, 100.0, 200.0]);
    }

    #[test]
    fn text_alone_is_lines() {
        let found = tables(&["2023年度 | <", "某局", "部门决算"]);
        assert!(found[0].grids.is_empty());
        assert_eq!(words(&found[0].lines).len(), 3);
    }
}
