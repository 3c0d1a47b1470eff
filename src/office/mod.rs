//! Reads documents without pages as sheets: what a person sees of them, and nothing else.
//!
//! - [`docx`] reads Word documents as OOXML, [`doc`] in Word's binary format.
//! - [`flow`] makes sheets of running text, [`lay`] puts the rows of its tables on columns.

pub(crate) mod doc;
pub(crate) mod docx;
mod flow;
mod lay;
