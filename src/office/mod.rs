//! Reads documents of office programs: workbooks (xlsx, xls, Excel's XML) and Word files (docx, doc), into [`Sheet`]s that hold
//! what a person sees.
//!
//! [`Sheet`]: crate::sheet::Sheet

mod book;
mod formula;
mod number_format;
mod shown;
mod xls;
mod xlsx;
mod xml;

/// TEMP
pub fn read(name: &str, bytes: &[u8]) -> crate::error::Result<(Vec<crate::sheet::Sheet>, Vec<crate::place::Note>)> {
    if bytes.starts_with(b"PK") { xlsx::xlsx_to_sheets(&crate::source::Package::open(name, bytes)?) } else { xls::xls_to_sheets(name, bytes) }
}
