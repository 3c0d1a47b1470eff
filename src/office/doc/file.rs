//! Finds the parts of a binary Word document: its streams, and what the header (`FIB`) says where to find.

use crate::error::{Error, Result};
use crate::source::Compound;

use super::bytes::{index_at, slice, u16_at};

/// First version of the format that is read, that of Word 97.
const WORD_97: u16 = 0x00C0;
/// Where the header has its list of places and lengths.
const PLACES: usize = 154;
/// Where the header has the lengths of the stories.
const LENGTHS: usize = 76;

/// A part of the table stream, by its number in the header.
#[derive(Debug, Clone, Copy)]
#[repr(usize)]
pub(super) enum Part {
    /// Styles.
    Styles = 1,
    /// Pages with the properties of characters.
    Characters = 12,
    /// Pages with the properties of paragraphs.
    Paragraphs = 13,
    /// Pieces of the text.
    Pieces = 33,
    /// Anchors of shapes in the main text.
    Shapes = 40,
    /// Text boxes.
    TextBoxes = 56,
    /// Definitions of lists.
    ListDefinitions = 73,
    /// Lists.
    Lists = 74,
}

/// A binary Word document.
pub(super) struct WordFile {
    /// Name, for errors.
    pub(super) name: String,
    /// The stream of the text and the header.
    pub(super) main: Vec<u8>,
    /// The stream of what the header names.
    pub(super) table: Vec<u8>,
    /// The stream of properties that are too long.
    pub(super) data: Vec<u8>,
}

impl WordFile {
    /// Opens a document.
    pub(super) fn open(name: &str, bytes: &[u8]) -> Result<Self> {
        let damaged = |what: &str| Error::damaged_package(name, what);
        let mut streams = Compound::open(name, bytes)?;
        let main = streams.stream("WordDocument")?;
        let main = main.ok_or_else(|| damaged("there is no Word document in it"))?;
        let cut = || damaged("its header is cut off");
        let number = |at| u16_at(&main, at).ok_or_else(cut);
        let (sign, version, flags) = (number(0)?, number(2)?, number(10)?);
        if !matches!(sign, 0xA5EC | 0xA5DC) {
            return Err(damaged("its header is none of Word's"));
        }
        if version < WORD_97 || sign == 0xA5DC {
            return Err(damaged("it was written by Word 95 or older, which is not read"));
        }
        if flags & 0x0100 != 0 {
            return Err(Error::encryption(name));
        }
        let table = if flags & 0x0200 == 0 { "0Table" } else { "1Table" };
        let table =
            streams.stream(table)?.ok_or_else(|| damaged("the stream of its properties is missing"))?;
        let data = streams.stream("Data")?.unwrap_or_default();
        Ok(Self { name: name.to_owned(), main, table, data })
    }

    /// Length of a story in characters, by its number: 0 is the main text.
    pub(super) fn length(&self, story: usize) -> usize {
        index_at(&self.main, LENGTHS + story * 4).filter(|length| *length < 0x8000_0000).unwrap_or(0)
    }

    /// A part of the table stream; empty where there is none.
    pub(super) fn part(&self, part: Part) -> &[u8] {
        let at = PLACES + part as usize * 8;
        let found = index_at(&self.main, at).zip(index_at(&self.main, at + 4));
        found.and_then(|(from, length)| slice(&self.table, from, length)).unwrap_or_default()
    }

    /// What follows a part of the table stream.
    pub(super) fn after(&self, part: Part) -> &[u8] {
        let at = PLACES + part as usize * 8;
        let end = index_at(&self.main, at).zip(index_at(&self.main, at + 4));
        let end = end.and_then(|(from, length)| from.checked_add(length));
        end.and_then(|end| self.table.get(end..)).unwrap_or_default()
    }

    /// An error about this file.
    pub(super) fn damaged(&self, what: &str) -> Error {
        Error::damaged_package(&self.name, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_document_is_an_error() {
        for bytes in [&b""[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"{\\rtf1}"] {
            assert!(WordFile::open("a.doc", bytes).is_err_and(|error| error.is_damaged()));
        }
    }
}
