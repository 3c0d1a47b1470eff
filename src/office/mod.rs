//! Reads documents of office programs: workbooks (xlsx, xls, Excel's XML) and Word files (docx, doc), into [`Sheet`]s that hold
//! what a person sees.
//!
//! Of Word files, `flow` makes sheets of their paragraphs and tables.
//!
//! [`Sheet`]: crate::sheet::Sheet

mod book;
pub(crate) mod doc;
pub(crate) mod docx;
mod flow;
mod formula;
mod number_format;
mod shown;
mod spreadsheet_xml;
mod xls;
mod xlsx;
mod xml;

use crate::error::{Error, Result};
use crate::place::Note;
use crate::sheet::Sheet;
use crate::source::{FileType, Package, Source};

/// Reads a document of this type: its sheets or tables, and what is to be said of it as a whole.
///
/// # Errors
/// Where nothing of it can be read: it is damaged, too large, too old or needs a password.
pub fn read(source: &Source, kind: FileType) -> Result<(Vec<Sheet>, Vec<Note>)> {
    let (name, bytes) = (source.name.as_str(), source.bytes.as_slice());
    match kind {
        FileType::Xlsx => xlsx::xlsx_to_sheets(&Package::open(name, bytes)?),
        FileType::Xls => xls::xls_to_sheets(name, bytes),
        FileType::Docx => Ok((docx::docx_to_sheets(&Package::open(name, bytes)?)?, Vec::new())),
        FileType::SpreadsheetXml => Ok(spreadsheet_xml::spreadsheet_xml_to_sheets(bytes)),
        FileType::Doc => Ok((doc::doc_to_sheets(name, bytes)?, Vec::new())),
        _ => Err(Error::unknown_kind(name, bytes)),
    }
}
