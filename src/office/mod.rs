//! Reads documents of office programs: workbooks (xlsx, xls, Excel's XML) and Word files (docx, doc), into [`Sheet`]s that hold
//! what a person sees.
//!
//! [`Sheet`]: crate::sheet::Sheet

mod book;
mod formula;
mod number_format;
mod shown;
mod spreadsheet_xml;
mod xls;
mod xlsx;
mod xml;
