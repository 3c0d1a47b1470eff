//! Puts the rows of tables on columns: in the binary format a cell has edges, and no number of columns.
//!
//! The columns of a table are between the edges of the cells of all its rows. A row of which the text has more or fewer cells
//! than its definition makes the table unreadable: an amount may stand in a wrong column.

use super::super::flow::blocks::{Block, FlowCell, FlowRow, FlowTable, Gap, Merge};
use super::bytes::{i16_at, u8_at, u16_at};
use super::sprm::{ROW, Sprm};

/// Edges that are nearer than this, in twentieths of a point, are one.
const SAME: i64 = 4;
/// Bytes of the definition of a cell.
const CELL: usize = 20;

/// Definition of a row (`TAP`): where its cells begin and end, and how they are merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Definition {
    /// Edges of its cells, in twentieths of a point.
    edges: Vec<i64>,
    cells: Vec<Merged>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Merged {
    /// It is one with the cell before it.
    goes_on: bool,
    merge: Merge,
}

/// A row as it stands in the text.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) definition: Option<Definition>,
    pub(super) cells: Vec<Vec<Block>>,
}

impl Definition {
    /// Makes the definition that properties give; `None` where they give none, or in a way that is not followed.
    pub(super) fn of<'a>(properties: impl Iterator<Item = Sprm<'a>>) -> Option<Self> {
        let mut made: Option<Self> = None;
        for (code, operand) in properties {
            match (code, &mut made) {
                (ROW, _) => made = Some(Self::read(operand)?),
                (0x5624, Some(row)) => {
                    let (first, end) = (u8_at(operand, 0)?, u8_at(operand, 1)?);
                    let merged = row.cells.iter_mut().take(usize::from(end)).skip(usize::from(first) + 1);
                    merged.for_each(|cell| cell.goes_on = true);
                }
                (0x5625, Some(row)) => {
                    let (first, end) = (u8_at(operand, 0)?, u8_at(operand, 1)?);
                    let parted = row.cells.iter_mut().take(usize::from(end)).skip(usize::from(first));
                    parted.for_each(|cell| cell.goes_on = false);
                }
                (0xD62B, Some(row)) => {
                    let cell = row.cells.get_mut(usize::from(u8_at(operand, 0)?))?;
                    cell.merge = merge(u16::from(u8_at(operand, 1)?));
                }
                (0x7623, Some(row)) => {
                    let (first, end) = (usize::from(u8_at(operand, 0)?), usize::from(u8_at(operand, 1)?));
                    row.widen(first, end, i64::from(i16_at(operand, 2)?));
                }
                // Cells that are put in or taken out: rare, and only in files that were saved in a hurry.
                (0x7621 | 0x5622, Some(_)) => return None,
                _ => {}
            }
        }
        made
    }

    fn read(operand: &[u8]) -> Option<Self> {
        let count = usize::from(u8_at(operand, 0)?);
        let edges: Option<Vec<i64>> =
            (0..=count).map(|at| i16_at(operand, 1 + at * 2).map(i64::from)).collect();
        let first = 1 + (count + 1) * 2;
        let cell = |index: usize| {
            let flags = u16_at(operand, first + index * CELL).unwrap_or(0);
            Merged { goes_on: flags & 3 == 2 || flags & 3 == 3 && index > 0, merge: merge(flags >> 5) }
        };
        Some(Self { edges: edges?, cells: (0..count).map(cell).collect() })
    }

    /// Gives cells a width.
    fn widen(&mut self, first: usize, end: usize, width: i64) {
        for cell in first..end.min(self.cells.len()) {
            let Some((left, right)) = self.edges.get(cell).zip(self.edges.get(cell + 1)) else { return };
            let more = left + width - right;
            self.edges.iter_mut().skip(cell + 1).for_each(|edge| *edge = edge.saturating_add(more));
        }
    }
}

/// How a cell belongs to the one above, by the two bits that say so.
fn merge(bits: u16) -> Merge {
    match bits & 3 {
        3 => Merge::Starts,
        1 => Merge::Continues,
        _ => Merge::None,
    }
}

/// Makes a table of its rows.
pub(super) fn table(rows: Vec<Row>) -> FlowTable {
    let defined =
        |row: &Row| row.definition.as_ref().filter(|made| made.cells.len() == row.cells.len()).is_some();
    if let Some(wrong) = rows.iter().position(|row| !defined(row)) {
        let row = rows.get(wrong);
        let said = row.and_then(|row| row.definition.as_ref()).map_or(0, |definition| definition.cells.len());
        let found = row.map_or(0, |row| row.cells.len());
        let why =
            format!("rows do not add up: row {} has {found} cells, and {said} by its definition", wrong + 1);
        let cells = rows.into_iter().flat_map(|row| row.cells);
        let cells = cells.map(|blocks| FlowCell { span: 1, blocks, ..FlowCell::default() }).collect();
        let row = FlowRow { cells, ..FlowRow::default() };
        return FlowTable { rows: vec![row], refused: Some(why), ..FlowTable::default() };
    }
    let mut edges: Vec<i64> =
        rows.iter().filter_map(|row| row.definition.as_ref()).flat_map(|row| row.edges.clone()).collect();
    edges.sort_unstable();
    edges.dedup_by(|next, kept| *next - *kept <= SAME);
    let index = |edge: i64| edges.partition_point(|known| *known <= edge).saturating_sub(1);
    let last = edges.len().saturating_sub(1);
    let mut made = FlowTable {
        columns: edges.iter().zip(edges.iter().skip(1)).map(|(left, right)| right - left).collect(),
        ..FlowTable::default()
    };
    for row in rows {
        let Some(definition) = row.definition else { continue };
        let mut at = definition.edges.first().map_or(0, |edge| index(*edge));
        let mut laid = FlowRow { before: Gap { columns: at, width: None }, ..FlowRow::default() };
        let ends = definition.edges.iter().skip(1);
        for ((blocks, cell), end) in row.cells.into_iter().zip(definition.cells).zip(ends) {
            let end = index(*end);
            let span = end.saturating_sub(at);
            match laid.cells.last_mut().filter(|_| cell.goes_on) {
                Some(before) => {
                    before.span += span;
                    before.blocks.extend(blocks);
                }
                // A cell without width is not seen; if it holds something, the table is not as it seems.
                None if span == 0 => {
                    let is_blank =
                        |block: &Block| matches!(block, Block::Line(line) if line.text.trim().is_empty());
                    if !blocks.iter().all(is_blank) {
                        made.refused = Some("a cell of it has no width".to_owned());
                    }
                }
                None => laid.cells.push(FlowCell { span, merge: cell.merge, blocks, ..FlowCell::default() }),
            }
            at = at.max(end);
        }
        laid.after = Gap { columns: last.saturating_sub(at), width: None };
        made.rows.push(laid);
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operand(edges: &[i16], flags: &[u16]) -> Vec<u8> {
        let mut bytes = vec![u8::try_from(flags.len()).unwrap()];
        bytes.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
        for flags in flags {
            bytes.extend(flags.to_le_bytes());
            bytes.extend([0; 18]);
        }
        bytes
    }

    fn row(edges: &[i16], flags: &[u16]) -> Row {
        let operand = operand(edges, flags);
        let definition = Definition::of([(ROW, operand.as_slice())].into_iter());
        Row { definition, cells: flags.iter().map(|_| Vec::new()).collect() }
    }

    #[test]
    fn edges_of_all_rows_make_the_columns() {
        let rows = vec![
            row(&[0, 100, 500], &[0x60, 0]),
            row(&[2, 103, 300, 500], &[0x20, 1, 2]),
            row(&[100, 300], &[0]),
        ];
        let made = table(rows);
        let laid = |row: usize| {
            let row = &made.rows[row];
            let cells: Vec<_> = row.cells.iter().map(|cell| (cell.span, cell.merge)).collect();
            (row.before.columns, cells, row.after.columns)
        };
        assert_eq!(made.columns, [100, 200, 200]);
        assert_eq!(laid(0), (0, vec![(1, Merge::Starts), (2, Merge::None)], 0));
        assert_eq!(laid(1), (0, vec![(1, Merge::Continues), (2, Merge::None)], 0));
        assert_eq!(laid(2), (1, vec![(1, Merge::None)], 1));
    }

    #[test]
    fn a_row_with_other_cells_than_defined_is_not_read() {
        let mut wrong = row(&[0, 100], &[0]);
        wrong.cells.push(Vec::new());
        assert!(table(vec![row(&[0, 100], &[0]), wrong]).refused.unwrap().contains("row 2 has 2 cells"));
        assert!(table(vec![Row { definition: None, cells: Vec::new() }]).refused.is_some());
    }

    #[test]
    fn properties_after_the_definition_change_it() {
        let first = operand(&[0, 100, 200, 300], &[0, 0, 0]);
        let changes: [Sprm<'_>; 4] =
            [(ROW, &first), (0x7623, &[0, 1, 50, 0]), (0x5624, &[1, 3]), (0xD62B, &[0, 3])];
        let made = Definition::of(changes.into_iter()).unwrap();
        assert_eq!(made.edges, [0, 50, 150, 250]);
        assert_eq!(
            (made.cells[0].merge, made.cells[1].goes_on, made.cells[2].goes_on),
            (Merge::Starts, false, true)
        );
        assert!(Definition::of([(ROW, first.as_slice()), (0x5622, &[0, 1])].into_iter()).is_none());
    }
}
