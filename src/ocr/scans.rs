//! Reads the scans among the pages of a document: each becomes a page like any other, or has a note why not.

use super::block::{Steps, Taken, Unread};
use super::cache::{CachedReaders, ReadCache};
use super::in_hand::Second;
use super::memory::Memory;
use super::pool::Readers;
use super::reader::Role;
use super::regions::{self, read_regions};
use super::scan_page::scan_to_numbers;
use super::second::{Proves, Waiting, read_unproved};
use crate::document::OpenDocument;
use crate::error::Error;
use crate::page::{LeftOut, Origin, Page, PageOptions, PageStep};
use crate::place::{Note, Severity};
use crate::source::{CjkFont, FONT_REMEDY};

/// How scans are read.
#[derive(Clone, Copy)]
pub struct ScanOptions<'a> {
    /// Number of threads that read, one page each at a time; which pages are left out, and who is told of each.
    pub pages: PageOptions<'a>,
    /// Called for each page that was read or given up, from the thread that did it.
    pub done: Option<&'a (dyn Fn() + Sync)>,
    /// Only this page is read; the others stay pictures.
    pub only: Option<u32>,
    /// Says which numbers of the pages as they are the accounts bear out: these are not read a second time. Without it all
    /// are.
    pub proves: Option<Proves<'a>>,
}

impl std::fmt::Debug for ScanOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("ScanOptions");
        shown.field("pages", &self.pages).field("done", &self.done.is_some());
        shown.field("only", &self.only).field("proves", &self.proves.is_some()).finish()
    }
}

/// Number of pages that are read together. It bounds what is kept of them at a time, and must not depend on the threads:
/// which words are remembered depends on it.
const BLOCK: usize = 8;
/// Most scans of a document whose numbers wait until the accounts are known: their crops are kept until then, some tens of
/// kilobytes a page.
const MOST_IN_HAND: usize = 400;

/// Reads every page that is a picture, or whose text is not what is printed, and the unread ink of others. What goes wrong
/// on one costs that page only. Readers take tenths of a second to load, so they are asked for where there is such a page.
///
/// Gives back how many words were not read, since they look like one that was.
pub fn read_scans<'a>(
    document: &OpenDocument,
    pages: &mut [Page],
    readers: impl FnOnce() -> &'a Readers,
    options: ScanOptions<'_>,
) -> usize {
    let ScanOptions { pages: how, done, only, proves } = options;
    let wanted = |page: &Page| asks_for_reader(page) && only.is_none_or(|n| n == page.number);
    let scans: Vec<usize> = (0..pages.len()).filter(|at| wanted(&pages[*at])).collect();
    if scans.is_empty() {
        return 0;
    }
    let readers = readers();
    let font = scans.iter().any(|at| document.needs_cjk_font(pages[*at].number)).then(CjkFont::find);
    let font = font.and_then(|found| found.ok().flatten());
    let proves = proves.filter(|_| scans.len() <= MOST_IN_HAND);
    let second = if proves.is_some() { Second::Later } else { Second::AtOnce };
    let take = |page: Page, cached: &mut CachedReaders<'_, '_>| {
        if let (Some(reason), Some(_)) = (readers.missing(Role::Text), readers.missing(Role::Words)) {
            return Err(Unread::of(&format!("no reader is there, since {reason}"), "see `juesuan doctor`"));
        }
        take(document, page, font.as_ref(), second, cached)
    };
    let steps = Steps { readers, how, done, cache: ReadCache::default(), take };
    let mut memory = Memory::default();
    let mut waiting: Vec<Waiting> = Vec::new();
    for block in scans.chunks(BLOCK) {
        let read = steps.read(block.iter().map(|at| pages[*at].clone()).collect(), &mut memory);
        for (at, read) in block.iter().zip(read) {
            let page = &mut pages[*at];
            match read {
                Ok(Taken::Whole(read)) => *page = read,
                Ok(Taken::InHand(begun, in_hand)) => {
                    *page = begun.clone();
                    in_hand.fill(page);
                    waiting.extend(proves.map(|_| Waiting { at: *at, begun, in_hand }));
                }
                // What stays unread of a page of text is told where its tables are known.
                Err(_) if !is_picture(page) => {
                    let why = how.why_left_out(page.number, PageStep::Scan);
                    page.notes.extend(why.map(|why| LeftOut::note_on_pictures(page.number, why)));
                    continue;
                }
                Err(unread) => {
                    add_note(page, unread);
                    continue;
                }
            }
            page.notes.extend(readers.missing(Role::Text).map(|why| note_on_words(page.number, why)));
        }
    }
    if let Some(proves) = proves {
        read_unproved(pages, waiting, proves, |again| steps.read_again(again), add_note);
    }
    memory.recalled()
}

/// Whether a page asks for a reader: it is a picture, its text is known to be wrong, or it shows characters that are no
/// text.
pub(crate) fn asks_for_reader(page: &Page) -> bool {
    is_picture(page) || regions::wanted(page).next().is_some()
}

/// Whether a page is read from its picture.
fn is_picture(page: &Page) -> bool {
    page.origin == Origin::Scan || page.has_lying_text()
}

/// Takes a page apart and reads its numbers; reads the unread ink of a page of text.
fn take(
    document: &OpenDocument,
    mut page: Page,
    font: Option<&CjkFont>,
    second: Second,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Taken, Unread> {
    if document.needs_cjk_font(page.number) && font.is_none() {
        let why = "its fonts are not embedded, and no font with Chinese characters is there to draw it";
        return Err(Unread::of(why, FONT_REMEDY));
    }
    let failed = |error: Error| Unread::failed(&error);
    let scan = document.scan(page.number, font).map_err(failed)?;
    if !is_picture(&page) {
        read_regions(scan, &mut page, readers).map_err(failed)?;
        return Ok(Taken::Whole(page));
    }
    (page.origin, page.unread_ink) = (Origin::Scan, Vec::new());
    let in_hand = scan_to_numbers(scan, second, readers).map_err(failed)?;
    Ok(match in_hand {
        Some(in_hand) => Taken::InHand(page, in_hand),
        None => Taken::Whole(page),
    })
}

/// The note on a page whose words are read by the reader of words alone, which knows official ones.
fn note_on_words(page: u32, why: &str) -> Note {
    let message = format!("words on the page that are no official ones were not read: {why}");
    Note::on_page(Severity::Unread, page, message).hint("see `juesuan doctor`")
}

/// Adds the note that the page stays unread, beside the one why it is a scan.
fn add_note(page: &mut Page, Unread { why, hint }: Unread) {
    let message = format!("the page has to be read by OCR, and was not: {why}");
    page.notes.push(Note::on_page(Severity::Unread, page.number, message).hint(hint));
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::Source;

    #[test]
    fn a_document_without_scans_asks_for_no_readers() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/jincheng-2022-report.pdf");
        let document = crate::document::open(&Source::open(&path).unwrap()).unwrap();
        let mut pages = document.pages_on(1);
        let all = ScanOptions { pages: PageOptions::on_threads(1), done: None, only: None, proves: None };
        read_scans(&document, &mut pages, || panic!("they take tenths of a second to load"), all);
        let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/no-tounicode.pdf");
        let document = crate::document::open(&Source::open(&scan).unwrap()).unwrap();
        let mut pages_of_scan = document.pages_on(1);
        let other = ScanOptions { only: Some(99), ..all };
        read_scans(&document, &mut pages_of_scan, || panic!("page 99 is not there"), other);
        assert!(pages.len() > 20 && pages.iter().all(|page| page.origin == Origin::Text));
    }
}
