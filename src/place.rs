//! Where something stands, and what there is to say about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geom::Rect;

/// A place in a document: a box on a page, or a cell of a document without pages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Place {
    /// A rectangle on a page.
    Box {
        /// Number of the page, from 1.
        page: u32,
        /// The rectangle on the page as it is seen, in points from its top left.
        rect: Rect,
    },
    /// A cell of a sheet (xlsx, xls), or of a table in running text (docx, doc, html).
    Cell {
        /// Number of the sheet or the table, from 1.
        page: u32,
        /// Name of the cell in it.
        cell: CellName,
    },
}

impl Place {
    /// Number of the page, else of the sheet or the table, from 1: `page` of the output contract.
    pub fn page(&self) -> u32 {
        match self {
            Self::Box { page, .. } | Self::Cell { page, .. } => *page,
        }
    }

    /// Rectangle on the page as it is seen, in points from its top left; `None` where the document has no pages.
    pub fn bbox(&self) -> Option<Rect> {
        match self {
            Self::Box { rect, .. } => Some(*rect),
            Self::Cell { .. } => None,
        }
    }

    /// Name of the cell, where the document has no pages: `C7`, `R4C3`.
    pub fn cell(&self) -> Option<CellName> {
        match self {
            Self::Box { .. } => None,
            Self::Cell { cell, .. } => Some(*cell),
        }
    }
}

/// Name of a cell; rows and columns are counted from 1. It is displayed and serialized as `C7` or `R4C3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CellName {
    /// A cell of a sheet, as spreadsheets name it: the column in letters, then the row (`C7`, `AA12`).
    Sheet {
        /// Row, from 1.
        row: u32,
        /// Column, from 1.
        column: u32,
    },
    /// A cell of a table in running text: `R4C3` is the third of the fourth row.
    Table {
        /// Row, from 1.
        row: u32,
        /// Column, from 1.
        column: u32,
    },
}

impl CellName {
    /// Row, from 1.
    pub fn row(&self) -> u32 {
        match self {
            Self::Sheet { row, .. } | Self::Table { row, .. } => *row,
        }
    }

    /// Column, from 1.
    pub fn column(&self) -> u32 {
        match self {
            Self::Sheet { column, .. } | Self::Table { column, .. } => *column,
        }
    }
}

impl std::fmt::Display for CellName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sheet { row, column } => write!(f, "{}{row}", letters(*column)),
            Self::Table { row, column } => write!(f, "R{row}C{column}"),
        }
    }
}

impl Serialize for CellName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A column in letters: A to Z, AA to ZZ, AAA …
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while let Some(before) = rest.checked_sub(1) {
        letters.push(char::from(b'A' + u8::try_from(before % 26).unwrap_or_default()));
        rest = before / 26;
    }
    letters.iter().rev().collect()
}

/// How much a [`Note`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is missing.
    Info,
    /// Something on the page is odd, and was read as it stands.
    Warning,
    /// Something could not be read; what depends on it is missing.
    Unread,
}

/// What a stage has to say about a document: never printed by the library, always given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// How much it matters.
    pub severity: Severity,
    /// The page it is about, counted from 1; null for the whole document.
    pub page: Option<u32>,
    /// What is the matter, in one sentence.
    pub message: String,
    /// What a person can do about it, where something can be done.
    pub hint: Option<String>,
}

impl Note {
    /// A note about one page.
    pub fn on_page(severity: Severity, page: u32, message: impl Into<String>) -> Self {
        Self { severity, page: Some(page), message: message.into(), hint: None }
    }

    /// A note about the whole document.
    pub fn on_document(severity: Severity, message: impl Into<String>) -> Self {
        Self { severity, page: None, message: message.into(), hint: None }
    }

    /// The same note with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(page) = self.page {
            write!(f, "page {page}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "; {hint}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_and_tables_name_them() {
        for (column, name) in [(1, "A7"), (26, "Z7"), (27, "AA7"), (52, "AZ7"), (702, "ZZ7"), (703, "AAA7")] {
            assert_eq!(CellName::Sheet { row: 7, column }.to_string(), name);
        }
        assert_eq!(CellName::Table { row: 4, column: 3 }.to_string(), "R4C3");
    }

    #[test]
    fn a_place_has_a_box_or_a_cell() {
        let rect = Rect::new(1.0, 2.0, 3.0, 4.0);
        let on_page = Place::Box { page: 2, rect };
        assert_eq!((on_page.page(), on_page.bbox(), on_page.cell()), (2, Some(rect), None));
        let cell = CellName::Sheet { row: 7, column: 3 };
        let in_sheet = Place::Cell { page: 4, cell };
        assert_eq!((in_sheet.page(), in_sheet.bbox(), in_sheet.cell()), (4, None, Some(cell)));
        assert_eq!(serde_json::to_string(&in_sheet).unwrap(), r#"{"page":4,"cell":"C7"}"#);
    }
}
