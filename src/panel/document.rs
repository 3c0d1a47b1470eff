//! A result as the panel reads it: the document of the contract, whose records are rows of cells by the names of its JSON.
//!
//! The columns of the tables are data, so that cells are looked up by name; a fact that were read as
//! [`Fact`](crate::record::Fact) would have to be written again to be looked into.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::row::Row;
use crate::place::{Note, Severity};
use crate::record::{self, Form};

/// With everything that becomes a row.
pub(super) type Whole<'a> = record::Document<Row<'a>, Row<'a>, Row<'a>, IgnoredAny>;
/// With the facts alone, which name the departments whose forms it has.
pub(super) type Brief<'a> = record::Document<Row<'a>, IgnoredAny, IgnoredAny, IgnoredAny>;

/// The department of all facts of a form.
pub(super) fn department<'a, T>(form: &'a Form<Row, T>) -> Option<&'a str> {
    form.facts().next()?.text("department")
}

/// What could not be read of a document.
pub(super) fn unread(notes: &[Note]) -> Vec<String> {
    let unread = notes.iter().filter(|note| note.severity == Severity::Unread);
    unread
        .map(|note| {
            let page = note.page.map(|page| format!("page {page}: ")).unwrap_or_default();
            format!("{page}{}", note.message)
        })
        .collect()
}

/// Reads a result, and looks whether it is that of the document whose name it bears.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn parse<'a, F, R>(
    bytes: &'a [u8],
    sha256: &str,
) -> Result<record::Document<F, R, R, IgnoredAny>, String>
where
    F: Deserialize<'a>,
    R: Deserialize<'a>,
{
    let document: record::Document<F, R, R, IgnoredAny> =
        serde_json::from_slice(bytes).map_err(|error| format!("is no result: {error}"))?;
    if document.document == sha256 {
        Ok(document)
    } else {
        Err(format!("is the result of another document, {}", document.document))
    }
}
