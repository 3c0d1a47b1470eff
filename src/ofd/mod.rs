//! Reads OFD (版式文档, GB/T 33190-2016) into upright [`Page`]s: a zip of XML that places every character, line and picture
//! on its page.
//!
//! # Steps
//! 1. open the package and find its documents, pages, templates, resources and annotations (`files`, `structure`);
//! 2. read a part into a tree of elements, within limits (`xml`, `values`);
//! 3. draw the page (`page`, `painter`, `object`): text (`text`, `text_code`, `fonts`), paths (`outline`, `colour`), pictures
//!    (`pictures`); a surface takes what is drawn (`surface`);
//! 4. ask embedded fonts whether they draw what the text says of numbers (`audit`);
//! 5. make pages of it by the rules of all formats: what is covered, clipped away or white on white is not printed
//!    ([`pdf::painted_to_pages`](crate::pdf)).
//!
//! Apart from that, a page can be drawn as it is seen (`drawing`, `scan`).
//!
//! Nothing outside of the package is followed, and nothing in it is run. Signatures are not verified.

mod audit;
mod colour;
mod drawing;
mod files;
mod fonts;
mod object;
mod outline;
mod page;
mod painter;
mod pictures;
mod resources;
mod scan;
mod structure;
mod surface;
#[cfg(test)]
mod tests;
mod text;
mod text_code;
mod values;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::Result;
use crate::page::{LOOK_AT_PAGE, LeftOut, Page, PageOptions, PageStep};
use crate::pdf::{PaintedPage, painted_to_pages};
use crate::place::{Note, Severity};
use crate::source::{Package, Source};
use audit::{PageMarks, Recorder, Sightings};
use files::Files;
use structure::{Entry, Structure};

/// An open OFD.
pub struct OfdDocument {
    name: String,
    files: Files,
    found: Structure,
}

/// Opens an OFD: finds its pages, and reads none.
///
/// # Errors
/// [`Error::is_damaged`](crate::Error::is_damaged), [`Error::is_locked`](crate::Error::is_locked) where it is encrypted, or
/// [`Error::is_too_large`](crate::Error::is_too_large).
pub fn open(source: &Source) -> Result<OfdDocument> {
    let name = source.name.clone();
    let files = Files::new(Package::open(&name, &source.bytes)?);
    let found = structure::find(&files, &name)?;
    Ok(OfdDocument { name, files, found })
}

impl OfdDocument {
    /// Number of its pages, of all its documents.
    pub fn page_count(&self) -> usize {
        self.found.pages.len()
    }

    /// What is to be said of the file as a whole.
    pub fn notes(&self) -> Vec<Note> {
        self.found.notes.clone()
    }

    /// Names of the files that it holds besides itself.
    pub fn attached(&self) -> Vec<String> {
        self.found.attached.clone()
    }

    /// All pages in order, those of several documents behind each other.
    pub fn pages(&self) -> Vec<Page> {
        self.pages_as(&PageOptions::default())
    }

    /// All pages in order, read as the options say, on one thread.
    pub fn pages_as(&self, how: &PageOptions<'_>) -> Vec<Page> {
        let follow = how.follow(PageStep::Content);
        let mut sightings = Sightings::default();
        let mut painted = Vec::new();
        for (number, entry) in (1..).zip(&self.found.pages) {
            if let Some(why) = how.why_left_out(number, PageStep::Content) {
                painted.push((blank(), PageMarks::default(), vec![LeftOut::note(number, why)]));
                continue;
            }
            follow.begins(number);
            // What goes wrong on one page costs that page only.
            let read = catch_unwind(AssertUnwindSafe(|| self.paint(number, entry, &mut sightings)));
            painted.push(read.unwrap_or_else(|_| {
                let message = "the reader failed on the page: it was left";
                let note = Note::on_page(Severity::Unread, number, message).hint(LOOK_AT_PAGE);
                (blank(), PageMarks::default(), vec![note])
            }));
        }
        how.ended();
        let audits = sightings.judge();
        let audited = painted.into_iter().map(|(mut page, marks, notes)| {
            marks.tell(&audits, &mut page);
            (page, notes)
        });
        painted_to_pages(audited.collect())
    }

    fn paint<'a>(
        &'a self,
        number: u32,
        entry: &Entry,
        sightings: &mut Sightings,
    ) -> (PaintedPage<'a>, PageMarks, Vec<Note>) {
        let Some(body) = self.found.bodies.get(entry.body) else {
            return (blank(), PageMarks::default(), Vec::new());
        };
        let mut loaded = page::load(entry, number, body, &self.files);
        let (width, height) = loaded.size;
        let page = PaintedPage::new(width, height);
        let mut recorder = Recorder { page, marks: PageMarks::default(), sightings };
        let mut notes = std::mem::take(&mut loaded.notes);
        notes.extend(loaded.draw(number, &self.files, &mut recorder));
        (recorder.page, recorder.marks, notes)
    }
}

/// A page of A4 with nothing on it.
fn blank<'a>() -> PaintedPage<'a> {
    PaintedPage::new(595.0, 842.0)
}
