//! Reads workbooks of Excel since 2007 (ECMA-376: SpreadsheetML), and what WPS, LibreOffice and libraries write as such.

mod parts;
mod shared;
mod sheet;
mod strings;
mod styles;

use super::book::{MOST_TEXT, StoredSheet};
use crate::error::{Error, Result};
use crate::place::{Note, Severity};
use crate::sheet::Sheet;
use crate::source::Package;
use shared::Shared;

/// Reads all sheets, and what is to be said of the workbook.
///
/// # Errors
/// Where it has no workbook that can be read; a sheet that cannot be read is a note.
pub(crate) fn xlsx_to_sheets(package: &Package) -> Result<(Vec<Sheet>, Vec<Note>)> {
    let damaged = |what: String| Error::damaged_package(package.name(), &what);
    if package.names().any(|name| name.ends_with("workbook.bin")) {
        return Err(damaged("a binary workbook (.xlsb) is not read".to_owned()));
    }
    let workbook = parts::workbook(package)?;
    let read = |name: &Option<String>| match name {
        Some(name) => package.part(name).map(Option::unwrap_or_default),
        None => Ok(Vec::new()),
    };
    let mut shared = Shared {
        strings: strings::xml_to_strings(&super::xml::decode(&read(&workbook.strings)?)).map_err(damaged)?,
        styles: styles::xml_to_styles(&super::xml::decode(&read(&workbook.styles)?)).map_err(damaged)?,
        is_to_calculate: workbook.is_to_calculate,
        left: MOST_TEXT,
    };
    let mut sheets = Vec::new();
    for (number, tab) in (1..).zip(&workbook.tabs) {
        let mut stored = match tab.part.as_deref().map(|part| package.part(part)) {
            // A sheet of a chart, or an old one of macros: a tab without cells.
            _ if !tab.has_cells => StoredSheet::new(number),
            None | Some(Ok(None)) => StoredSheet::unread(number, &tab.name, "its part is not in the file"),
            Some(Err(error)) => StoredSheet::unread(number, &tab.name, &error.what()),
            Some(Ok(Some(bytes))) => {
                let mut stored = StoredSheet::new(number);
                let text = super::xml::decode(&bytes);
                if let Err(what) = sheet::xml_to_cells(&text, &mut shared, &mut stored) {
                    let message = format!("sheet {:?} is read in part: {what}", tab.name);
                    stored.notes.push(Note::on_page(Severity::Unread, number, message));
                }
                stored
            }
        };
        stored.is_hidden = tab.is_hidden;
        sheets.push(stored.into_sheet());
    }
    Ok((sheets, notes(package)))
}

/// Tells of pictures, which may show tables.
fn notes(package: &Package) -> Vec<Note> {
    let pictures = package.names().filter(|name| name.starts_with("xl/media/")).count();
    let message = format!("{pictures} pictures in the workbook are not read");
    let note = || Note::on_document(Severity::Info, message);
    (pictures > 0).then(note).into_iter().collect()
}
