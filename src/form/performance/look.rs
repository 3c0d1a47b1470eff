//! Says whether a table looks like a performance table, and of which kind.

use super::headings::{Header, header_at};
use super::sources::sources_at;
use crate::table::Grid;
use crate::taxonomy::{Block, Models, PerformanceWords};
use crate::text::plain::plain;

/// What a table looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::form) enum Look {
    /// It has the headings of a block.
    Evaluation,
    /// It has one line a project.
    Summary,
    /// Some of its words are those of a performance table; nothing tells what its columns are.
    Words,
    /// It is none.
    None,
}

/// Gives the words of performance tables.
pub(in crate::form) fn words(models: &Models) -> Option<&PerformanceWords> {
    models.families.iter().find_map(|family| family.performance.as_ref())
}

/// Looks at a table; `titled` says that a title over it is that of a performance table.
pub(in crate::form) fn look(models: &Models, words: &PerformanceWords, grid: &Grid, titled: bool) -> Look {
    let has_mark = || {
        grid.cells.iter().any(|cell| {
            let text = plain(&cell.words());
            words.marks.iter().any(|mark| text.contains(mark.as_str()))
        })
    };
    if !has_mark() {
        return Look::None;
    }
    let mut found = Look::Words;
    for row in 0..grid.rows() {
        let block = header_at(models, words, grid, row).map(|header| (header.block, is_certain(&header)));
        match block {
            Some((Some(Block::Summary), _)) => return Look::Summary,
            Some((Some(Block::Indicators), _)) => return Look::Evaluation,
            // The columns of money alone may be those of another table.
            Some((Some(Block::Funding), certain)) if titled || certain => return Look::Evaluation,
            Some(_) => {}
            None if titled && sources_at(words, grid, row).is_some() => found = Look::Evaluation,
            None => {}
        }
    }
    found
}

/// Whether the columns of a funding block are those of no other table.
fn is_certain(header: &Header) -> bool {
    let has = |measure: &str| header.columns.iter().any(|column| column.measures(measure));
    has("executed") && has("execution_rate") && (has("initial_budget") || has("annual_budget"))
}
