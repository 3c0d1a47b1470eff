//! Lays the rows of a table in running text on its columns.
//!
//! A file names the columns that a cell spans, the columns that a row leaves out, and widths. Where the first two do not add up
//! to the same number of columns in every row, programs show the cells by their widths, and so they are laid here; where these
//! do not say it either, the table is not read: an amount in the wrong column would be a wrong amount.

use std::collections::BTreeMap;

use crate::place::CellName;
use crate::sheet::SheetCell;

use super::blocks::{Block, FlowCell, FlowRow, FlowTable, Merge};

/// Most columns of a table: word processors allow 63.
const COLUMNS: usize = 1000;
/// Columns of this width, in twentieths of a point, are none that anyone sees: edges of rows that were moved, or rounded.
const SLIVER: i64 = 120;
/// How far an edge of a cell may be from that of its column, in twentieths of a point: widths are rounded …
const TOLERANCE: i64 = 120;

/// A cell before it has its rows: first row and column, columns, index in its row.
struct Laid<'a> {
    row: usize,
    column: usize,
    rows: usize,
    span: usize,
    cell: &'a FlowCell,
}

/// The cells of a table and what is to be said of them, or why it cannot be read.
pub(in crate::office) fn lay(mut table: FlowTable) -> Result<(Vec<SheetCell>, Option<&'static str>), String> {
    if let Some(why) = table.refused {
        return Err(why);
    }
    table.rows.retain(|row| !row.cells.is_empty());
    let mut starts = starts(&table.rows, &mut table.columns)?;
    close_slivers(&table.rows, &mut starts, &table.columns);
    let mut laid: Vec<Laid<'_>> = Vec::new();
    let mut note = None;
    // By its first column and its columns: the cell that those below may continue, and the row to which it reaches.
    let mut open: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (row, (cells, starts)) in table.rows.iter().map(|row| &row.cells).zip(starts).enumerate() {
        let mut next = BTreeMap::new();
        for (cell, (column, span)) in cells.iter().zip(starts).filter(|(_, (_, span))| *span > 0) {
            let above = open.get(&(column, span)).filter(|_| cell.merge == Merge::Continues).copied();
            if let Some((index, above)) = above.and_then(|index| Some((index, laid.get_mut(index)?))) {
                above.rows = above.rows.saturating_add(1);
                if text_of(&cell.blocks).0.chars().any(char::is_numeric) {
                    note = Some("a merged cell covers numbers, which are not read");
                }
                next.insert((column, span), index);
                continue;
            }
            if matches!(cell.merge, Merge::Starts | Merge::Continues) {
                next.insert((column, span), laid.len());
            }
            laid.push(Laid { row, column, rows: 1, span, cell });
        }
        open = next;
    }
    let named = |laid: &Laid<'_>| {
        let number = |index: usize| u32::try_from(index).ok()?.checked_add(1);
        let name = CellName::Table { row: number(laid.row)?, column: number(laid.column)? };
        let (text, doubt) = text_of(&laid.cell.blocks);
        Some(SheetCell { doubt, ..SheetCell::new(name, laid.rows, laid.span, text) })
    };
    let cells = laid.iter().map(named).collect::<Option<_>>();
    Ok((cells.ok_or_else(|| "it has too many rows".to_owned())?, note))
}

/// What stands in a cell: its paragraphs, parted by `\n`.
fn text_of(blocks: &[Block]) -> (String, Option<crate::sheet::CellDoubt>) {
    let lines = blocks.iter().filter_map(|block| match block {
        Block::Line(line) => Some(line),
        Block::Table(_) | Block::Note(..) => None,
    });
    let doubt = lines.clone().find_map(|line| line.doubt);
    let text = lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    (text.trim_matches('\n').to_owned(), doubt)
}

/// Says of each cell of each row the first column and how many it spans.
fn starts(rows: &[FlowRow], columns: &mut Vec<i64>) -> Result<Vec<Vec<(usize, usize)>>, String> {
    let mut all: Vec<Vec<(usize, usize)>> = Vec::with_capacity(rows.len());
    let mut sums: Vec<usize> = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let mut end = row.before.columns;
        let mut starts = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            starts.push((end, cell.span.max(1)));
            end = end.saturating_add(cell.span.max(1));
        }
        end = end.saturating_add(row.after.columns);
        if end > COLUMNS {
            return Err(format!("row {} is wider than {COLUMNS} columns", index + 1));
        }
        all.push(starts);
        sums.push(end);
    }
    if sums.iter().all(|sum| Some(sum) == sums.first()) {
        return Ok(all);
    }
    let only_widths = columns.iter().all(|width| *width <= 0);
    if only_widths {
        *columns = columns_of_widths(rows);
    }
    let edges: Vec<i64> = columns
        .iter()
        .scan(0_i64, |at, width| {
            *at = at.saturating_add((*width).max(0));
            Some(*at)
        })
        .collect();
    let edges: Vec<i64> = std::iter::once(0).chain(edges).collect();
    for ((row, starts), (index, sum)) in rows.iter().zip(&mut all).zip(sums.iter().enumerate()) {
        if only_widths || *sum != columns.len() {
            *starts = by_widths(row, &edges).ok_or_else(|| {
                let of = if columns.is_empty() { String::new() } else { format!(" of {}", columns.len()) };
                format!("rows do not add up: row {} has {sum} columns{of}", index + 1)
            })?;
        }
    }
    Ok(all)
}

/// Takes columns away that are too narrow to be seen. One in which a text stands that has no other stays; of a blank cell that
/// has no other nothing is left.
fn close_slivers(rows: &[FlowRow], starts: &mut [Vec<(usize, usize)>], columns: &[i64]) {
    let end = starts.iter().flatten().map(|(column, span)| column + span).max().unwrap_or(0);
    let is_narrow = |column: usize| columns.get(column).is_some_and(|width| (1..=SLIVER).contains(width));
    let mut is_sliver: Vec<bool> = (0..end).map(is_narrow).collect();
    for (cell, (column, span)) in rows.iter().flat_map(|row| &row.cells).zip(starts.iter().flatten()) {
        let own = *column..column + span;
        let Some(own) = is_sliver.get_mut(own).filter(|own| own.iter().all(|is_sliver| *is_sliver)) else {
            continue;
        };
        if !text_of(&cell.blocks).0.trim().is_empty() {
            own.fill(false);
        }
    }
    // For each edge the columns before it that are seen.
    let edges = std::iter::once(0).chain(is_sliver.iter().scan(0, |seen, is_sliver| {
        *seen += usize::from(!is_sliver);
        Some(*seen)
    }));
    let edges: Vec<usize> = edges.collect();
    for (column, span) in starts.iter_mut().flatten() {
        let edge = |column: usize| edges.get(column).copied().unwrap_or(0);
        let (from, to) = (edge(*column), edge(*column + *span));
        (*column, *span) = (from, to.saturating_sub(from));
    }
}

/// Widths of the columns that all cells of all rows make by their widths; none where one has no width.
fn columns_of_widths(rows: &[FlowRow]) -> Vec<i64> {
    let mut edges = vec![0];
    for row in rows {
        let before = if row.before.columns == 0 { Some(0) } else { row.before.width };
        let mut at = before;
        edges.extend(at);
        for cell in &row.cells {
            at = at.and_then(|at| at.checked_add(cell.width.filter(|width| *width > 0)?));
            edges.extend(at);
        }
        if at.is_none() {
            return Vec::new();
        }
    }
    edges.sort_unstable();
    edges.dedup();
    if edges.len() > COLUMNS {
        return Vec::new();
    }
    edges.iter().zip(edges.iter().skip(1)).map(|(left, right)| right - left).collect()
}

/// The columns that the widths of the cells of a row say; `None` where an edge is that of no column. `edges` are those of the
/// columns.
fn by_widths(row: &FlowRow, edges: &[i64]) -> Option<Vec<(usize, usize)>> {
    let mut at = match row.before {
        gap if gap.columns == 0 => 0,
        gap => gap.width.or_else(|| edges.get(gap.columns).copied())?,
    };
    let mut column = nearest(edges, at)?;
    let mut starts = Vec::with_capacity(row.cells.len());
    for cell in &row.cells {
        at = at.checked_add(cell.width.filter(|width| *width > 0)?)?;
        let end = nearest(edges, at).filter(|end| *end > column)?;
        starts.push((column, end - column));
        column = end;
    }
    Some(starts)
}

/// The edge at a position, where one is near enough to be meant.
fn nearest(edges: &[i64], at: i64) -> Option<usize> {
    let distance = |index: usize| edges.get(index).map(|edge| edge.abs_diff(at));
    let after = edges.partition_point(|edge| *edge < at);
    let near = after.checked_sub(1).into_iter().chain((after < edges.len()).then_some(after));
    let index = near.min_by_key(|index| distance(*index))?;
    let narrowest = [index.checked_sub(1), Some(index + 1)].into_iter().flatten();
    let edge = edges.get(index)?;
    let narrowest = narrowest.filter_map(|other| Some(edges.get(other)?.abs_diff(*edge))).min()?;
    let tolerance = TOLERANCE.unsigned_abs().min(narrowest / 3);
    (distance(index)? <= tolerance).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::super::blocks::samples::{cell, line};
    use super::super::blocks::{FlowCell, FlowRow, FlowTable, Gap, Merge};
    use super::*;

    /// A row of cells: text, columns, merge, width.
    fn row(before: usize, cells: &[(&str, usize, Merge, i64)], after: usize) -> FlowRow {
        let made = |(text, span, merge, width): &(&str, usize, Merge, i64)| FlowCell {
            span: *span,
            merge: *merge,
            width: (*width > 0).then_some(*width),
            ..cell(vec![line(text)])
        };
        let gap = |columns| Gap { columns, width: None };
        FlowRow { before: gap(before), after: gap(after), cells: cells.iter().map(made).collect() }
    }

    fn seen(columns: &[i64], rows: Vec<FlowRow>) -> Result<Vec<(String, usize, usize, String)>, String> {
        let (cells, _) = lay(FlowTable { columns: columns.to_vec(), rows, ..FlowTable::default() })?;
        Ok(cells
            .into_iter()
            .map(|cell| (cell.name.to_string(), cell.rows, cell.columns, cell.text))
            .collect())
    }

    fn expected(name: &str, rows: usize, columns: usize, text: &str) -> (String, usize, usize, String) {
        (name.to_owned(), rows, columns, text.to_owned())
    }

    #[test]
    fn spans_merges_and_gaps_give_rows_and_columns() {
        use Merge::{Continues, None, Starts};
        let rows = vec![
            row(0, &[("甲", 1, Starts, 0), ("乙", 2, None, 0)], 0),
            row(0, &[("", 1, Continues, 0), ("丙", 1, None, 0), ("丁", 1, Continues, 0)], 0),
            row(1, &[("1.00", 1, None, 0)], 1),
        ];
        let expected = [
            expected("R1C1", 2, 1, "甲"),
            expected("R1C2", 1, 2, "乙"),
            expected("R2C2", 1, 1, "丙"),
            expected("R2C3", 1, 1, "丁"),
            expected("R3C2", 1, 1, "1.00"),
        ];
        assert_eq!(seen(&[], rows).unwrap(), expected);
    }

    #[test]
    fn rows_that_do_not_add_up_are_laid_by_widths_or_not_at_all() {
        use Merge::None;
        let whole = || row(0, &[("甲", 1, None, 500), ("乙", 1, None, 500), ("丙", 1, None, 1000)], 0);
        let short = |width| row(0, &[("丁", 1, None, 1001), ("1.00", 1, None, width)], 0);
        let laid = seen(&[500, 500, 1000], vec![whole(), short(998)]).unwrap();
        assert_eq!(laid[3..], [expected("R2C1", 1, 2, "丁"), expected("R2C3", 1, 1, "1.00")]);
        let laid =
            seen(&[], vec![whole(), row(0, &[("丁", 1, None, 1000), ("1.00", 1, None, 1000)], 0)]).unwrap();
        assert_eq!(laid[4], expected("R2C3", 1, 1, "1.00"), "widths alone make columns");
        for wrong in [0, 700] {
            assert!(
                seen(&[500, 500, 1000], vec![whole(), short(wrong)]).unwrap_err().contains("do not add up")
            );
        }
        assert!(seen(&[], vec![row(usize::MAX, &[("1", 2, None, 0)], 0)]).is_err());
    }

    #[test]
    fn slivers_of_columns_are_not_seen() {
        use Merge::None;
        let rows = || {
            vec![
                row(0, &[("甲", 2, None, 0), ("乙", 1, None, 0)], 0),
                row(0, &[("1", 1, None, 0), ("2", 2, None, 0)], 0),
            ]
        };
        let named = |columns: &[i64]| {
            let cells = seen(columns, rows()).unwrap();
            cells.iter().map(|cell| format!("{} {}", cell.0, cell.2)).collect::<Vec<_>>()
        };
        assert_eq!(named(&[500, 1, 500]), ["R1C1 1", "R1C2 1", "R2C1 1", "R2C2 1"]);
        assert_eq!(named(&[1, 2, 500]), ["R1C1 2", "R1C3 1", "R2C1 1", "R2C2 2"], "texts have no others");
        let blank = vec![row(0, &[("", 1, None, 0), ("1", 1, None, 0), ("", 1, None, 0)], 0)];
        assert_eq!(
            seen(&[9, 500, 9], blank).unwrap(),
            [expected("R1C1", 1, 1, "1")],
            "blank ones are nothing"
        );
        assert_eq!(named(&[500, 150, 500]), ["R1C1 2", "R1C3 1", "R2C1 1", "R2C2 2"]);
    }
}
