//! Judges a document before it is read by OCR: whether it can be a disclosure at all. What is none costs a look at a few
//! of its pages, whatever its size.
//!
//! # Steps
//! 1. what its text says, in fonts that can be trusted (`said`): a word of accounts, and it may be one;
//! 2. where pages have to be read by OCR, the first ones and the middle one are looked at, with a reader (`looked`):
//!    Chinese with a table or a word of accounts, and it may be one; other scripts alone, and it is none;
//! 3. where these show Chinese without either, or no text, pages all over the document are looked at for tables, without a
//!    reader; the first table decides.
//!
//! What cannot be looked at may be a disclosure: none is lost by it.

mod looked;
mod said;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::document::OpenDocument;
use crate::ocr::pool::Readers;
use crate::ocr::reader::Role;
use crate::ocr::{asks_for_reader, look_at_page};
use crate::page::{Origin, Page, PageOptions, PageStep};
use crate::place::{Note, Severity};
use crate::record::words::NO_DISCLOSURE;
use crate::source::CjkFont;
use crate::taxonomy::models;
use looked::{Looked, first_places, has_text, is_table, spread_places};
use said::{Said, said, said_in_sheets};

/// Most pages that are looked at for tables: forms stand on several pages behind each other.
const MOST_PAGES: usize = 24;

/// Why a document is no disclosure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoDisclosure {
    /// What was seen, as the end of a sentence.
    seen: String,
    /// Whether nothing of it is Chinese, so that its tables are none of accounts.
    pub(crate) is_foreign: bool,
    /// Whether that holds although something of it may be unread.
    is_sure: bool,
    /// Number of pages that are not read.
    pub(crate) left: usize,
}

impl NoDisclosure {
    /// The note on the document, behind what is said of any that has no form.
    pub(crate) fn note(&self, no_form: &str) -> Note {
        let left = match self.left {
            0 => String::new(),
            1 => "; a page that has to be read by OCR was left".to_owned(),
            left => format!("; {left} pages that have to be read by OCR were left"),
        };
        let none = if self.is_sure { NO_DISCLOSURE } else { "it seems to be no disclosure" };
        let message = format!("{no_form}, and {none}: {}{left}", self.seen);
        let note = Note::on_document(Severity::Info, message);
        if self.left > 0 { note.hint("--thorough reads them all the same") } else { note }
    }
}

/// Judges a document by its pages, of which those that are scans are not read yet; `None` where it may be a disclosure.
pub(crate) fn judge<'a>(
    document: &OpenDocument,
    pages: &[Page],
    readers: impl FnOnce() -> &'a Readers,
    how: &PageOptions<'_>,
) -> Option<NoDisclosure> {
    let text = match document.sheets() {
        Some(sheets) => said_in_sheets(models(), sheets),
        None => said(models(), pages),
    };
    if text.has_words {
        return None;
    }
    let to_read: Vec<&Page> = pages.iter().filter(|page| asks_for_reader(page)).collect();
    let none = |seen: String, is_foreign, is_sure| {
        Some(NoDisclosure { seen, is_foreign, is_sure, left: to_read.len() })
    };
    let sheets = document.sheets().unwrap_or_default();
    let notes = || pages.iter().map(|page| &page.notes).chain(sheets.iter().map(|sheet| &sheet.notes));
    let is_whole = notes().flatten().all(|note| note.severity != Severity::Unread);
    let has_scans = pages.iter().any(|page| page.origin == Origin::Scan || page.has_lying_text());
    if to_read.is_empty() || (!has_scans && text.foreign_pages > 0 && text.is_foreign()) {
        let seen = by_text(&text, pages.len() + sheets.len())?.to_owned();
        let is_sure = if text.foreign_pages > 0 { text.is_foreign() } else { is_whole };
        return none(seen, text.is_foreign(), is_sure && text.is_foreign());
    }
    let looked = look(document, &to_read, readers(), how)?;
    if looked.may_be {
        return None;
    }
    let shown = if looked.pages == 1 { "the page looked at shows" } else { "the pages looked at show" };
    let is_foreign = !looked.chinese && text.is_foreign();
    none(
        match (looked.chinese, looked.foreign) {
            (true, _) => format!("{shown} Chinese without a table or a word of accounts"),
            (false, true) => format!("{shown} no Chinese text"),
            (false, false) => format!("{shown} no text"),
        },
        is_foreign,
        is_foreign && is_whole,
    )
}

/// Judges a document whose text says what it is; `None` where it says too little.
fn by_text(text: &Said, pages: usize) -> Option<&'static str> {
    match (text.chinese_pages, text.foreign_pages) {
        _ if pages == 0 || text.unclear_pages > text.foreign_pages => None,
        (0, 0) => Some("there is hardly any text in it"),
        (0, _) => Some("its text is not Chinese"),
        _ => Some("its text has no word of accounts"),
    }
}

/// Looks at a few of the pages that have to be read by OCR; `None` where one cannot be looked at.
fn look(
    document: &OpenDocument,
    pages: &[&Page],
    readers: &Readers,
    how: &PageOptions<'_>,
) -> Option<Looked> {
    if readers.missing(Role::Text).is_some() {
        return None;
    }
    let mut engines = readers.check_out().ok()?;
    let to_read: Vec<u32> = pages.iter().map(|page| page.number).collect();
    let digits = |page: &Page| page.layer.iter().filter(|glyph| glyph.ch.is_ascii_digit()).count();
    let most_numbers =
        (0..pages.len()).rev().max_by_key(|place| pages.get(*place).map_or(0, |page| digits(page)));
    let most_numbers = most_numbers.filter(|place| pages.get(*place).is_some_and(|page| digits(page) > 0));
    let font = to_read.iter().any(|page| document.needs_cjk_font(*page)).then(CjkFont::find);
    let font = font.and_then(|found| found.ok().flatten());
    let follow = how.follow(PageStep::Scan);
    let mut glance_at = |place: usize, with_reader: bool| {
        let page = *to_read.get(place)?;
        if how.why_left_out(page, PageStep::Scan).is_some()
            || (document.needs_cjk_font(page) && font.is_none())
        {
            return None;
        }
        follow.begins(page);
        let engines = with_reader.then_some(&mut engines);
        let look = || look_at_page(document, page, font.as_ref(), engines);
        catch_unwind(AssertUnwindSafe(look)).ok()?.ok()
    };
    let mut seen = || -> Option<Looked> {
        let mut looked = Looked::default();
        let first = first_places(to_read.len(), most_numbers);
        for place in &first {
            if looked.is_clearly_foreign() && Some(place) != first.last() {
                continue;
            }
            looked.add(models(), &glance_at(*place, true)?);
            if looked.may_be {
                return Some(looked);
            }
        }
        if looked.foreign && !looked.chinese {
            return Some(looked);
        }
        for place in spread_places(to_read.len(), MOST_PAGES) {
            if first.contains(&place) {
                continue;
            }
            let shapes = glance_at(place, false)?;
            if is_table(&shapes) || (!looked.chinese && has_text(&shapes)) {
                looked.add(models(), &glance_at(place, true)?);
                if looked.may_be || (looked.foreign && !looked.chinese) {
                    break;
                }
            }
        }
        Some(looked)
    };
    let looked = seen();
    how.ended();
    looked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_alone_judges_where_nothing_else_is_to_be_read() {
        let said = |chinese_pages, foreign_pages| Said { foreign_pages, chinese_pages, ..Said::default() };
        assert_eq!(by_text(&said(0, 3), 4), Some("its text is not Chinese"));
        assert_eq!(by_text(&said(2, 3), 5), Some("its text has no word of accounts"));
        assert_eq!(by_text(&said(0, 0), 0), None);
        let unclear = Said { unclear_pages: 4, ..said(0, 3) };
        assert_eq!((by_text(&unclear, 9), unclear.is_foreign()), (None, false), "its map may lie");
    }

    #[test]
    fn a_note_says_what_was_seen_and_left() {
        let none = |left| NoDisclosure {
            seen: "its text is not Chinese".to_owned(),
            is_foreign: true,
            is_sure: true,
            left,
        };
        let message = |left| none(left).note("no form").message;
        assert_eq!(message(0), "no form, and it is no disclosure: its text is not Chinese");
        assert!(message(2).ends_with("; 2 pages that have to be read by OCR were left"));
    }
}
