//! Reads web pages into [`Sheet`]s that hold what a person sees: tables, and the text between them.
//!
//! | step | file |
//! |---|---|
//! | bytes to characters | `encoding` |
//! | characters to a tree, within limits | `parse` |
//! | what is seen of an element | `css`, `style`, `colour`, `look` |
//! | tables and text, in their order | `walk`, `gather`, `control`, `tally` |
//! | text as a browser sets it | `flow`, `tidy` |
//! | cells to rows and columns | `table`, `layout`, `rows` |
//!
//! Nothing is run and nothing outside of the page is fetched: what other files say of its looks is not known.

mod colour;
mod control;
mod css;
mod encoding;
mod flow;
mod gather;
mod known;
mod layout;
mod look;
mod parse;
pub(crate) mod rows;
mod style;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod tidy;
mod walk;

use crate::place::{Note, Severity};
use crate::sheet::Sheet;

/// Most bytes of a page. Word's pages of a whole county have some 20 MB.
const MOST_BYTES: usize = 64 << 20;

/// What a page shows.
#[derive(Debug, Default)]
pub(crate) struct WebPage {
    /// Each table that holds no other with the text above it, and what follows the last.
    pub(crate) sheets: Vec<Sheet>,
    /// What is to be said of the page.
    pub(crate) notes: Vec<Note>,
}

/// Reads a page. Tables are numbered as they begin, those counted that hold others or are hidden; tables without text give
/// no sheet.
pub(crate) fn html_to_sheets(bytes: &[u8]) -> WebPage {
    let unread = |what: &str| {
        let note = Note::on_document(Severity::Unread, format!("the page is not read: {what}"));
        WebPage { sheets: Vec::new(), notes: vec![note] }
    };
    if bytes.len() > MOST_BYTES {
        return unread(&format!("it has more than {MOST_BYTES} bytes"));
    }
    let decoded = encoding::decode(bytes);
    let page = match parse::parse(&decoded.text) {
        Ok(page) => page,
        Err(what) => return unread(what),
    };
    let known = known::Known::of(&page);
    let mut gatherer = gather::Gatherer::default();
    walk::gather(&page, &known, &mut gatherer);
    let (sheets, mut notes) = gatherer.finish();
    if parse::ends_in_table(&decoded.text) {
        let message = "the page ends inside a table: it may be cut off, and amounts may be missing";
        notes.push(Note::on_document(Severity::Unread, message).hint("download it again"));
    }
    if known.has_more_styles() {
        let message = "the page has more styles than are looked at: text that they hide may be read";
        notes.push(Note::on_document(Severity::Warning, message));
    }
    if decoded.lost > 0 {
        let message =
            format!("{} characters are not of {} and cannot be read", decoded.lost, decoded.encoding);
        notes.push(Note::on_document(Severity::Warning, message));
    }
    WebPage { sheets, notes }
}
