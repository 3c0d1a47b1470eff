//! Keeps the tables that are open while text is read: their rows, cells, and what was met in a row.

use super::super::flow::blocks::Block;
use super::rows::{Row, table};

/// What was met in a row.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Met {
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    /// The end of a paragraph that is seen.
    pub(super) end: bool,
}

/// A table that is being read.
#[derive(Default)]
pub(super) struct Level {
    pub(super) rows: Vec<Row>,
    pub(super) cells: Vec<Vec<Block>>,
    pub(super) cell: Vec<Block>,
    pub(super) floats: Vec<Block>,
}

/// Ends tables until so many are open; each is part of the cell around it.
pub(super) fn close_to(levels: &mut Vec<Level>, depth: usize, out: &mut Vec<Block>) {
    while levels.len() > depth {
        let Some(mut level) = levels.pop() else { return };
        if !level.cell.is_empty() {
            level.cells.push(std::mem::take(&mut level.cell));
        }
        if !level.cells.is_empty() {
            level.rows.push(Row { definition: None, cells: level.cells });
        }
        let mut made = table(level.rows);
        made.floats = level.floats;
        let blocks = levels.last_mut().map_or(&mut *out, |outer| &mut outer.cell);
        blocks.push(Block::Table(made));
    }
}
