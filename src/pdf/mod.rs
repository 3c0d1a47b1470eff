//! From the bytes of a PDF to upright [`Page`]s: the only place that knows the PDF library (hayro).
//!
//! # Steps
//! 1. open the file, with the empty password where it is encrypted ([`open`]);
//! 2. audit the fonts a page uses (`fonts`), and learn what those without a map mean (`meaning`): text that cannot be
//!    trusted is not read;
//! 3. interpret the page under a time limit (`guard`) and collect glyphs, rulings and pictures (`collect`), without what is clipped away or off the page;
//! 4. fold characters (`fold`), drop text drawn twice (`repeats`), turn the page upright (`turn`).
//!
//! The fonts of all pages come first; then the pages of a long document may be read by several threads.
//!
//! Apart from that, a page can be drawn as it is seen (`picture`), for looking at it, and the picture that a page is can be
//! had for OCR (`scan`), in the scanner's own pixels where that is possible (`survey`, `canvas`).

mod bare;
mod canvas;
mod collect;
mod fonts;
mod guard;
mod interpret;
mod meaning;
mod picture;
mod read;
mod repeats;
mod scan;
mod sight;
mod survey;
mod turn;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::error::{Error, Result};
use crate::page::Page;
use crate::source::{Kind, Source};
pub(crate) use picture::latin_font;

/// More pages than this are no disclosure of one department; the longest real one seen has 214.
const MOST_PAGES: usize = 5_000;

/// The end mark of a PDF stands in its last bytes; some servers append a few hundred of their own.
const END_MARK_WITHIN: usize = 2_048;

/// An open PDF.
pub struct Document {
    name: String,
    pdf: Pdf,
    cut_off: bool,
}

/// Opens a PDF.
///
/// # Errors
/// [`Error::is_unknown_kind`], [`Error::is_locked`], [`Error::is_damaged`] or [`Error::is_too_large`].
pub fn open(source: &Source) -> Result<Document> {
    let name = &source.name;
    if source.bytes.is_empty() {
        return Err(Error::empty(name));
    }
    let pdf = Pdf::new(source.bytes.clone()).map_err(|cause| match cause {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::password_needed(name),
        LoadPdfError::Decryption(_) => Error::encryption(name),
        LoadPdfError::Invalid if !looks_like_pdf(source) => Error::unknown_kind(name, &source.bytes),
        LoadPdfError::Invalid => Error::damaged(name),
    })?;
    let count = pdf.pages().len();
    if count == 0 {
        return Err(if looks_like_pdf(source) {
            Error::no_pages(name)
        } else {
            Error::unknown_kind(name, &source.bytes)
        });
    }
    if count > MOST_PAGES {
        return Err(Error::too_large(name, "pages", count, MOST_PAGES));
    }
    let tail = &source.bytes[source.bytes.len().saturating_sub(END_MARK_WITHIN)..];
    let cut_off = !tail.windows(5).any(|five| five == b"%%EOF");
    Ok(Document { name: name.clone(), pdf, cut_off })
}

/// Whether the bytes say so themselves.
fn looks_like_pdf(source: &Source) -> bool {
    source.kind() == Some(Kind::Pdf)
}

impl Document {
    /// How many pages it has.
    pub fn page_count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// Whether the file ends before the PDF does: a download that was broken off. What is left may be read, but
    /// fonts and pages may be missing from it without a trace.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// All pages in order.
    pub fn pages(&self) -> Vec<Page> {
        self.pages_on(1)
    }

    /// All pages in order, read by so many threads: the same pages, whatever the number.
    pub fn pages_on(&self, threads: usize) -> Vec<Page> {
        read::pages(&self.pdf, threads)
    }
}
