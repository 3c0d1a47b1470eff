//! Reads the scans among the pages of a document: each becomes a page like any other, or has a note why not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use super::cache::{CachedReaders, ReadCache};
use super::pool::Readers;
use super::reader::Role;
use super::recognise::UnreadWords;
use super::regions::{self, read_regions};
use super::{add_to_page, scan_to_numbers};
use crate::document::OpenDocument;
use crate::error::Error;
use crate::page::{LOOK_AT_PAGE, LeftOut, Origin, Page, PageOptions, PageStep};
use crate::place::{Note, Severity};
use crate::source::{CjkFont, FONT_REMEDY};
use crate::threads::map_init;

/// What is said of a page on which a reader panicked.
const FAILED: &str = "the reader failed on it";

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

/// Number of pages that are read together. It bounds what is kept of them at a time, and must not depend on the threads:
/// which words are remembered depends on it.
const BLOCK: usize = 8;

/// Reads every page that is a picture, or whose text is not what is printed, and the unread ink of others. What goes wrong
/// on one costs that page only. Readers take tenths of a second to load, so they are asked for where there is such a page.
///
/// Pages go through in blocks. Of each page the numbers are read first, and its picture is dropped; then its words.
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
    let mut scans: Vec<&mut Page> = pages.iter_mut().filter(wanted).collect();
    if scans.is_empty() {
        return;
    }
    let font = scans.iter().any(|page| document.needs_cjk_font(page.number)).then(CjkFont::find);
    let font = font.and_then(|found| found.ok().flatten());
    let reading = Reading { document, readers: readers(), how, done, font, cache: ReadCache::default() };
    for block in scans.chunks_mut(BLOCK) {
        reading.read_block(block);
    }
}

/// A document whose scans are read.
struct Reading<'a> {
    document: &'a OpenDocument,
    readers: &'a Readers,
    how: PageOptions<'a>,
    done: Option<&'a (dyn Fn() + Sync)>,
    font: Option<CjkFont>,
    cache: ReadCache,
}

/// How far the reading of a page is.
enum Progress {
    /// Nothing is read yet.
    Begun(Page),
    /// Its numbers are read.
    Words(Page, UnreadWords),
    /// All is read.
    Read(Page),
    /// It was given up.
    Unread(Unread),
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

    fn failed(error: &Error) -> Self {
        Self::of(&error.what(), error.remedy())
    }
}

impl Reading<'_> {
    fn read_block(&self, block: &mut [&mut Page]) {
        let begun = block.iter().map(|page| (page.number, Progress::Begun((*page).clone()))).collect();
        let read = self.step(begun, |page, readers| self.read_numbers(page, readers));
        let read = self.step(read, |page, readers| self.read_words(page, readers));
        for (page, (_, read)) in block.iter_mut().zip(read) {
            match read {
                Progress::Read(read) => **page = read,
                Progress::Begun(_) | Progress::Words(..) => {}
                // What stays unread of a page of text is told where its tables are known.
                Progress::Unread(_) if page.origin == Origin::Text && !page.has_lying_text() => {
                    let why = self.how.why_left_out(page.number, PageStep::Scan);
                    page.notes.extend(why.map(|why| LeftOut::note_on_pictures(page.number, why)));
                }
                Progress::Unread(unread) => add_note(page, unread),
            }
        }
    }

    /// Does one step of each page that is under way, on all threads; what goes wrong on one page costs that page only.
    fn step(
        &self,
        pages: Vec<(u32, Progress)>,
        work: impl Fn(Progress, &mut CachedReaders<'_, '_>) -> Result<Progress, Unread> + Sync,
    ) -> Vec<(u32, Progress)> {
        let pages: Vec<_> =
            pages.into_iter().map(|(number, page)| (number, Mutex::new(Some(page)))).collect();
        let read = map_init(
            pages.len(),
            self.how.threads,
            || (self.readers.check_out(), self.how.follow(PageStep::Scan)),
            |(engines, follow), at| {
                let (number, page) = &pages[at];
                let page = page.lock().unwrap_or_else(PoisonError::into_inner).take();
                let page = match page {
                    Some(page @ (Progress::Begun(_) | Progress::Words(..))) => page,
                    Some(over) => return (*number, over),
                    None => return (*number, Progress::Unread(Unread::of(FAILED, "look at the page"))),
                };
                if let Some(why) = self.how.why_left_out(*number, PageStep::Scan) {
                    return (*number, Progress::Unread(Unread::of(why, LOOK_AT_PAGE)));
                }
                follow.begins(*number);
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    let engines = engines.as_mut().map_err(|error| Unread::failed(error))?;
                    work(page, &mut CachedReaders::new(engines, &self.cache))
                }));
                let outcome = outcome.unwrap_or_else(|_| Err(Unread::of(FAILED, "look at the page")));
                let page = outcome.unwrap_or_else(Progress::Unread);
                if let (Progress::Read(_) | Progress::Unread(_), Some(done)) = (&page, self.done) {
                    done();
                }
                (*number, page)
            },
        );
        self.how.ended();
        read
    }

    /// Takes a page apart and reads its numbers; reads the unread ink of a page of text.
    fn read_numbers(&self, page: Progress, readers: &mut CachedReaders<'_, '_>) -> Result<Progress, Unread> {
        let Progress::Begun(mut page) = page else { return Ok(page) };
        if let Some(reason) = self.readers.missing(Role::Text) {
            return Err(Unread::of(&format!("no reader is there, since {reason}"), "see `juesuan doctor`"));
        }
        if self.document.needs_cjk_font(page.number) && self.font.is_none() {
            let why = "its fonts are not embedded, and no font with Chinese characters is there to draw it";
            return Err(Unread::of(why, FONT_REMEDY));
        }
        let failed = |error: Error| Unread::failed(&error);
        let scan = self.document.scan(page.number, self.font.as_ref()).map_err(failed)?;
        if page.origin == Origin::Text && !page.has_lying_text() {
            read_regions(scan, &mut page, readers).map_err(failed)?;
            return Ok(Progress::Read(page));
        }
        Ok(match scan_to_numbers(scan, readers).map_err(failed)? {
            Some(words) => Progress::Words(page, words),
            None => Progress::Read(as_scan(page)),
        })
    }

    fn read_words(&self, page: Progress, readers: &mut CachedReaders<'_, '_>) -> Result<Progress, Unread> {
        let Progress::Words(mut page, mut words) = page else { return Ok(page) };
        words.read_words(readers).map_err(|error| Unread::failed(&error))?;
        add_to_page(&mut page, words);
        Ok(Progress::Read(as_scan(page)))
    }
}

/// The page as one that was read from its picture.
fn as_scan(page: Page) -> Page {
    Page { origin: Origin::Scan, unread_ink: Vec::new(), ..page }
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
