//! Reads workbooks of Excel from 97 to 2003 (MS-XLS: BIFF8), and what WPS, LibreOffice and libraries write as such.

mod cells;
mod records;
mod strings;
mod tokens;
mod workbook;

use std::io::Cursor;

use office_oxide::cfb::CfbReader;

use super::book::StoredSheet;
use crate::error::{Error, Result};
use crate::place::{Note, Severity};
use crate::sheet::Sheet;

/// Reads all sheets, and what is to be said of the workbook.
///
/// # Errors
/// Where it has no workbook that can be read; a sheet that cannot be read is a note.
pub(crate) fn xls_to_sheets(name: &str, bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<Note>)> {
    let damaged = |what: &str| Error::damaged_package(name, what);
    let mut file = CfbReader::new(Cursor::new(bytes)).map_err(|error| damaged(&error.to_string()))?;
    if file.has_stream("EncryptedPackage") {
        return Err(Error::password_needed(name));
    }
    let is_old = !file.has_stream("Workbook") && file.has_stream("Book");
    if is_old {
        return Err(damaged("a workbook of Excel 5 or 95 is not read"));
    }
    let stream = file.open_stream("Workbook").map_err(|error| damaged(&error.to_string()))?;
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
    if !file.truncated_streams().is_empty() {
        let message = "the file is cut off: cells and sheets may be missing";
        notes.push(Note::on_document(Severity::Unread, message).hint("download it again"));
    }
    if workbook.has_pictures {
        notes.push(Note::on_document(Severity::Info, "pictures in the workbook are not read"));
    }
    Ok((sheets, notes))
}
