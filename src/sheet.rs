//! What a document without pages holds, before anything is looked for in it: the sheets of a workbook, or the tables of running
//! text with the paragraphs between them.
//!
//! Readers (`office`, `web`) give what a person sees, and nothing else: hidden sheets, rows, columns and text are left out
//! with a note, and numbers are as they are shown.

use serde::Serialize;

use crate::place::{CellName, Note};

/// A sheet of a workbook, or a table of running text with the paragraphs above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Its number in the document, from 1: sheets in the order of their tabs, hidden ones counted; tables in the order in
    /// which they begin, nested ones counted. What follows the last table has the next number.
    pub number: u32,
    /// What it is, which says how the rest is read.
    pub kind: SheetKind,
    /// Paragraphs above the table, in order; none in a workbook.
    pub lines: Vec<String>,
    /// The cells that are seen, merged ones once, in any order; blank ones may be missing. None where text has no table.
    pub cells: Vec<SheetCell>,
    /// What is to be said of it: what is hidden, cut or cannot be read.
    pub notes: Vec<Note>,
}

/// Kind of a [`Sheet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// A sheet of a workbook: titles, units and notes are cells as well, and several tables may stand in it.
    Workbook,
    /// A table of running text, with the paragraphs above it.
    Table,
}

/// Cell of a sheet or of a table in running text, as it is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetCell {
    /// Name; that of the first cell where several are merged. In workbooks hidden rows and columns count, as they do in what
    /// spreadsheets show; in tables of running text they do not.
    pub name: CellName,
    /// Row in which it is seen, from 0; what is hidden does not count.
    pub row: usize,
    /// Column in which it is seen, from 0; what is hidden does not count.
    pub column: usize,
    /// Rows it spans, of those that are seen.
    pub rows: usize,
    /// Columns it spans, of those that are seen.
    pub columns: usize,
    /// Its text as it is shown, with its breaks of lines. Of [`CellDoubt::NotCalculated`] the formula, with `=`.
    pub text: String,
    /// Why its text may not be what the publisher saw.
    pub doubt: Option<CellDoubt>,
}

/// Why the text of a cell may not be what the publisher saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellDoubt {
    /// It is a formula without a stored value, or with one that the file itself says to be out of date.
    NotCalculated,
    /// Parts of it are marked as deleted or inserted, and nobody has accepted that.
    Tracked,
    /// It overlaps a merged cell, so that not both are seen.
    Overlapped,
    /// Its row has not as many cells as its table has columns, and nothing says which are missing.
    Ragged,
}

impl CellDoubt {
    /// Says why, of an amount or a name.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NotCalculated => "a formula whose value is not in the file",
            Self::Tracked => "a change to it is not accepted",
            Self::Overlapped => "it overlaps a merged cell",
            Self::Ragged => {
                "its row has not as many cells as the table has columns: it may belong to another"
            }
        }
    }
}

impl SheetCell {
    /// Makes a cell that is seen where its name says, of so many rows and columns.
    pub fn new(name: CellName, rows: usize, columns: usize, text: impl Into<String>) -> Self {
        let index = |number: u32| number.saturating_sub(1) as usize;
        let (row, column) = (index(name.row()), index(name.column()));
        Self { name, row, column, rows, columns, text: text.into(), doubt: None }
    }
}
