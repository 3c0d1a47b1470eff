//! Reads Word documents in Word's binary format ([MS-DOC], Word 97 and later; WPS and LibreOffice write it as well).
//!
//! The reader is our own: the crate `office_oxide` 0.1.16 does not say where a row begins, so that amounts would stand under the
//! wrong heads, nor what is hidden, and joins deleted digits to those that replace them.
//!
//! - [`file`] finds the parts of the file, [`bytes`] reads numbers, [`text`] puts the text together.
//! - [`properties`] finds the properties of text, [`sprm`] takes them apart; [`styles`], [`lists`] and [`boxes`] know those of
//!   styles, lists and text boxes.
//! - [`story`] walks through the text, by the properties of a [`paragraph`] and the [`look`] of characters; [`levels`]
//!   keeps the tables that are open, [`rows`] puts their rows on columns.

mod boxes;
mod bytes;
mod file;
mod levels;
mod lists;
mod look;
mod paragraph;
mod properties;
mod rows;
mod sprm;
mod story;
mod styles;
mod text;

use crate::error::Result;
use crate::sheet::Sheet;

use super::flow::sheets;
use file::WordFile;
use story::Story;

/// Reads a Word document in the binary format: its tables, with the paragraphs above each. `name` is that of the file, for
/// errors.
///
/// # Errors
/// [`is_damaged`](crate::Error::is_damaged) where it cannot be followed or was written before Word 97,
/// [`is_locked`](crate::Error::is_locked) where it is encrypted.
pub(crate) fn doc_to_sheets(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>> {
    let file = WordFile::open(name, bytes)?;
    let mut story = Story::new(&file)?;
    let mut blocks = story.main();
    story.finish(&mut blocks);
    Ok(sheets(blocks))
}

#[cfg(test)]
mod tests;
