//! Reads documents of office programs: workbooks (xlsx, xls, Excel's XML) and Word files (docx, doc), into [`Sheet`]s that hold
//! what a person sees.
//!
//! Of Word files, [`flow`] makes sheets of their paragraphs and tables.
//!
//! [`Sheet`]: crate::sheet::Sheet

mod book;
pub(crate) mod doc;
pub(crate) mod docx;
mod flow;
mod formula;
mod number_format;
mod shown;
mod xls;
mod xlsx;
mod xml;
