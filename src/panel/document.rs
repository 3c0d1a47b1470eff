//! Reads a result for the panel: the document of the contract, with records as rows of fields by the names of its JSON.
//!
//! The columns of the tables are data, so that fields are looked up by name; a fact that were read as
//! [`Fact`](crate::record::Fact) would have to be written again to be looked into.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::row::RecordRow;
use crate::place::{Note, Severity};
use crate::record::{self, Form};

/// Result with everything that becomes a row.
pub(super) type WholeDocument<'a> = record::Document<RecordRow<'a>, RecordRow<'a>, RecordRow<'a>, IgnoredAny>;
/// Result with its facts alone, which name the departments of its forms.
pub(super) type Brief<'a> = record::Document<RecordRow<'a>, IgnoredAny, IgnoredAny, IgnoredAny>;

/// Finds the department of a form, which all its facts have.
pub(super) fn department<'a, T>(form: &'a Form<RecordRow, T>) -> Option<&'a str> {
    form.facts().next()?.text("department")
}

/// Lists what could not be read of a document.
pub(super) fn unread(notes: &[Note]) -> Vec<String> {
    let unread = notes.iter().filter(|note| note.severity == Severity::Unread);
    unread
        .map(|note| {
            let page = note.page.map(|page| format!("page {page}: ")).unwrap_or_default();
            format!("{page}{}", note.message)
        })
        .collect()
}

/// Reads a result, and checks that it is that of the document whose name it bears.
///
/// # Errors
/// Says why it cannot be used.
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
