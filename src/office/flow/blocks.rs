//! What readers of running text give: paragraphs and tables as they stand in the file.

use crate::place::Severity;
use crate::sheet::CellDoubt;

/// A paragraph, a table, or something to be said where it stands.
#[derive(Debug)]
pub(in crate::office) enum Block {
    /// A paragraph as it is shown.
    Line(Line),
    /// A table.
    Table(FlowTable),
    /// What is to be said at this place: how much it matters, and the sentence.
    Note(Severity, String),
}

/// A paragraph as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::office) struct Line {
    /// Its text; parts of it are parted by `\n` where a line is broken by hand.
    pub(in crate::office) text: String,
    /// Why its text may not be what the publisher saw.
    pub(in crate::office) doubt: Option<CellDoubt>,
}

/// A table as it stands in the file.
#[derive(Debug, Default)]
pub(in crate::office) struct FlowTable {
    /// Widths of the columns that the file names, in twentieths of a point; none where it names none.
    pub(in crate::office) columns: Vec<i64>,
    /// Rows that are seen.
    pub(in crate::office) rows: Vec<FlowRow>,
    /// What floats over the table and is anchored in it: text boxes.
    pub(in crate::office) floats: Vec<Block>,
    /// Whether something in it was taken in another way than it is shown, so that it is not read: the sentence.
    pub(in crate::office) refused: Option<String>,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(in crate::office) struct FlowRow {
    /// Columns left out in front.
    pub(in crate::office) before: Gap,
    /// Columns left out at the end.
    pub(in crate::office) after: Gap,
    pub(in crate::office) cells: Vec<FlowCell>,
}

/// Columns that a row leaves out.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::office) struct Gap {
    pub(in crate::office) columns: usize,
    /// Width, in twentieths of a point, where the file says it.
    pub(in crate::office) width: Option<i64>,
}

/// A cell of a table.
#[derive(Debug, Default)]
pub(in crate::office) struct FlowCell {
    /// Columns it spans.
    pub(in crate::office) span: usize,
    /// Width, in twentieths of a point, where the file says it.
    pub(in crate::office) width: Option<i64>,
    pub(in crate::office) merge: Merge,
    /// What stands in it, in order.
    pub(in crate::office) blocks: Vec<Block>,
}

/// How a cell belongs to the one above.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::office) enum Merge {
    /// Not at all.
    #[default]
    None,
    /// Those below that say so are one with it.
    Starts,
    /// It is one with that above, if that is of the same columns.
    Continues,
}

impl FlowTable {
    /// Whether one of its cells holds a table.
    pub(in crate::office) fn holds_table(&self) -> bool {
        let mut cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.any(|cell| cell.blocks.iter().any(|block| matches!(block, Block::Table(_))))
    }
}

#[cfg(test)]
pub(in crate::office) mod samples {
    use super::{Block, FlowCell, Line};

    pub(crate) fn line(text: &str) -> Block {
        Block::Line(Line { text: text.to_owned(), doubt: None })
    }

    pub(crate) fn cell(blocks: Vec<Block>) -> FlowCell {
        FlowCell { span: 1, blocks, ..FlowCell::default() }
    }
}
