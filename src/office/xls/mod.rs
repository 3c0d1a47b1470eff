//! Reads workbooks of Excel from 97 to 2003 (MS-XLS: BIFF8), and what WPS, LibreOffice and libraries write as such.

mod cells;
mod records;
mod strings;
mod tokens;
mod workbook;

use super::book::StoredSheet;
use crate::error::{Error, Result};
use crate::place::{Note, Severity};
use crate::sheet::Sheet;
use crate::source::Compound;

/// Reads all sheets, and what is to be said of the workbook.
///
/// # Errors
/// Where it has no workbook that can be read; a sheet that cannot be read is a note.
pub(crate) fn xls_to_sheets(name: &str, bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<Note>)> {
    let damaged = |what: &str| Error::damaged_package(name, what);
    let mut file = Compound::open(name, bytes)?;
    let Some(stream) = file.stream("Workbook")? else {
        let is_old = file.has("Book");
        return Err(damaged(if is_old {
            "a workbook of Excel 5 or 95 is not read"
        } else {
            "it has no workbook"
        }));
    };
    let workbook = workbook::stream_to_workbook(name, &stream)?;
    let mut sheets = Vec::new();
    for (number, tab) in (1..).zip(&workbook.tabs) {
        let mut stored = StoredSheet::new(number);
        stored.is_hidden = tab.is_hidden;
        if tab.has_cells {
            cells::stream_to_cells(&stream, tab.at, &workbook, &mut stored);
        }
        sheets.push(stored.into_sheet());
    }
    let mut notes = Vec::new();
    if workbook.has_pictures {
        notes.push(Note::on_document(Severity::Info, "pictures in the workbook are not read"));
    }
    Ok((sheets, notes))
}
