//! Reads the scans among the pages of a document: each becomes a page like any other, or has a note why not.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::pool::{Engines, Readers};
use super::regions::{self, read_regions};
use super::scan_to_page;
use crate::document::OpenDocument;
use crate::error::Error;
use crate::page::{LOOK_AT_PAGE, LeftOut, Origin, Page, PageOptions, PageStep};
use crate::place::{Note, Severity};
use crate::source::{CjkFont, FONT_REMEDY};
use crate::threads::map_init;

/// How scans are read.
#[derive(Clone, Copy)]
pub struct ScanOptions<'a> {
    /// Number of threads that read, one page each at a time; which pages are left out, and who is told of each.
    pub pages: PageOptions<'a>,
    /// Called for each page that was read or given up, from the thread that did it.
    pub done: Option<&'a (dyn Fn() + Sync)>,
    /// Only this page is read; the others stay pictures.
    pub only: Option<u32>,
}

impl std::fmt::Debug for ScanOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("ScanOptions");
        shown.field("pages", &self.pages).field("done", &self.done.is_some());
        shown.field("only", &self.only).finish()
    }
}

/// Reads every page that is a picture, or whose text is not what is printed, and the unread ink of others, each page by
/// itself: what goes wrong on one costs that page only. Readers take tenths of a second to load, so they are asked for
/// where there is such a page.
pub fn read_scans<'a>(
    document: &OpenDocument,
    pages: &mut [Page],
    readers: impl FnOnce() -> &'a Readers,
    options: ScanOptions<'_>,
) {
    let ScanOptions { pages: how, done, only } = options;
    let is_picture = |page: &Page| page.origin == Origin::Scan || page.has_lying_text();
    let has_ink = |page: &Page| is_picture(page) || regions::wanted(page).next().is_some();
    let wanted = |page: &&mut Page| has_ink(page) && only.is_none_or(|n| n == page.number);
    let scans: Vec<&mut Page> = pages.iter_mut().filter(wanted).collect();
    if scans.is_empty() {
        return;
    }
    let readers = readers();
    let font = scans.iter().any(|page| document.needs_cjk_font(page.number)).then(CjkFont::find);
    let font = font.and_then(|found| found.ok().flatten());
    let numbers: Vec<u32> = scans.iter().map(|page| page.number).collect();
    // A reader a thread; what goes wrong on one page costs that page only.
    let read = map_init(
        numbers.len(),
        how.threads,
        || (readers.check_out(), how.follow(PageStep::Scan)),
        |(engines, follow), at| {
            let mut page = scans[at].clone();
            if let Some(why) = how.why_left_out(page.number, PageStep::Scan) {
                return (page, Err(Unread::of(why, LOOK_AT_PAGE)));
            }
            follow.begins(page.number);
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                read_scan(document, &mut page, readers, engines, font.as_ref())
            }));
            if let Some(done) = done {
                done();
            }
            (page, outcome.unwrap_or_else(|_| Err(Unread::of("the reader failed on it", "look at the page"))))
        },
    );
    how.ended();
    for (page, (read, outcome)) in scans.into_iter().zip(read) {
        match outcome {
            Ok(()) => *page = read,
            // What stays unread of a page of text is told where its tables are known.
            Err(_) if page.origin == Origin::Text && !page.has_lying_text() => {
                let why = how.why_left_out(page.number, PageStep::Scan);
                page.notes.extend(why.map(|why| LeftOut::note_on_pictures(page.number, why)));
            }
            Err(unread) => add_note(page, unread),
        }
    }
}

/// Why a scan was not read.
struct Unread {
    why: String,
    hint: String,
}

impl Unread {
    fn of(why: &str, hint: &str) -> Self {
        Self { why: why.to_owned(), hint: hint.to_owned() }
    }
}

fn read_scan(
    document: &OpenDocument,
    page: &mut Page,
    readers: &Readers,
    engines: &mut Result<Engines<'_>, Error>,
    font: Option<&CjkFont>,
) -> Result<(), Unread> {
    if let Some(reason) = readers.first_missing() {
        return Err(Unread::of(&format!("no reader is there, since {reason}"), "see `juesuan doctor`"));
    }
    let engines = engines.as_mut().map_err(|error| Unread::of(&error.what(), error.remedy()))?;
    if document.needs_cjk_font(page.number) && font.is_none() {
        let why = "its fonts are not embedded, and no font with Chinese characters is there to draw it";
        return Err(Unread::of(why, FONT_REMEDY));
    }
    let failed = |error: Error| Unread::of(&error.what(), error.remedy());
    let scan = document.scan(page.number, font).map_err(failed)?;
    let (first, second) = engines.both();
    let Some(first) = first else { return Err(Unread::of("no reader is there", "see `juesuan doctor`")) };
    match page.origin {
        Origin::Text if !page.has_lying_text() => read_regions(scan, page, first, second).map_err(failed),
        _ => {
            scan_to_page(scan, page, first, second).map_err(failed)?;
            page.origin = Origin::Scan;
            page.unread_ink.clear();
            Ok(())
        }
    }
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
        let all = ScanOptions { pages: PageOptions::on_threads(1), done: None, only: None };
        read_scans(&document, &mut pages, || panic!("they take tenths of a second to load"), all);
        let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/no-tounicode.pdf");
        let document = crate::document::open(&Source::open(&scan).unwrap()).unwrap();
        let mut pages_of_scan = document.pages_on(1);
        let other = ScanOptions { only: Some(99), ..all };
        read_scans(&document, &mut pages_of_scan, || panic!("page 99 is not there"), other);
        assert!(pages.len() > 20 && pages.iter().all(|page| page.origin == Origin::Text));
    }
}
