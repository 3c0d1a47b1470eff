//! Reads the bytes of a PDF into upright [`Page`]s. It is the only place that knows the PDF library (hayro).
//!
//! # Steps
//! 1. open the file, with the empty password where it is encrypted ([`open`]), and look for what of it is damaged (`damage`);
//! 2. audit the fonts a page uses (`fonts`), and learn the mappings of those without a ToUnicode map (`to_unicode`): text that cannot be
//!    trusted is not read;
//! 3. interpret the page under a time limit (`time_limit`), without what sets nothing (`states`), and collect glyphs, rulings and images (`collect`, `visibility`), without what is clipped away or off the page;
//! 4. add the values of form fields and the notes that viewers draw, where they have no appearance (`annotations`, `appearance`,
//!    `form_fields`, `placed_text`);
//! 5. ask the fonts of numbers whether they draw what their text says (`audit`), and doubt numbers that may have lost a minus
//!    (`lost_signs`);
//! 6. fold characters (`fold`), drop watermarks (`watermarks`) and text drawn twice (`repeats`), turn the page upright (`turn`);
//! 7. account for the ink that is neither text nor lines (`marks`, `mark_lines`, `pictured`, `blobs`, `ink`).
//!
//! The fonts of all pages come first; then the pages of a long document may be read by several threads (`read`).
//!
//! Files that are attached to a PDF, and PDFs behind each other in one file, are members of it (`unfold`: `embedded`, `joined`).
//!
//! What another format draws on a page (OFD) is recorded by the same rules (`painted`, `painted_picture`, `painted_pages`).
//!
//! Apart from that, a page can be drawn as it is seen (`picture`). A scan gives a picture for OCR (`scan`), in the pixels of the
//! scanner where that is possible (`inventory`, `mosaic_plan`, `mosaic`).

mod annotations;
mod appearance;
mod audit;
mod blobs;
mod collect;
mod covers;
mod damage;
mod damage_notes;
mod embedded;
mod filled_gaps;
mod fonts;
mod form_fields;
mod glyph_ink;
mod glyph_names;
mod grid;
mod ground;
mod hidden_amounts;
mod hiding;
mod ink;
mod interpret;
mod inventory;
mod joined;
mod lines;
mod lost_signs;
mod mark_lines;
mod marks;
mod masks;
mod mosaic;
mod mosaic_plan;
mod opacity;
mod overlaid;
#[cfg(feature = "office")]
mod painted;
#[cfg(feature = "office")]
mod painted_pages;
#[cfg(feature = "office")]
mod painted_picture;
mod paints;
mod picture;
mod pictured;
mod pixels;
mod placed_text;
mod read;
mod repeats;
mod scan;
mod shapes;
mod states;
mod text_string;
mod time_limit;
mod to_unicode;
mod turn;
mod uncovered;
mod unseen;
mod visibility;
mod watermarks;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::error::{Error, Result};
use crate::page::{Page, PageOptions};
use crate::place::Note;
use crate::source::{Kind, Source};
use damage::{Damage, Refused};
pub(crate) use embedded::unfold;
#[cfg(feature = "office")]
pub(crate) use painted::{Ink, PaintedPage, PaintedPath, PathStep};
#[cfg(feature = "office")]
pub(crate) use painted_pages::painted_to_pages;
#[cfg(feature = "office")]
pub(crate) use painted_picture::PaintedPicture;
pub(crate) use picture::latin_font;
#[cfg(feature = "office")]
pub(crate) use time_limit::Clock;

/// Most pages of a disclosure; the longest real one seen has 214.
const MOST_PAGES: usize = 5_000;

/// Number of last bytes in which the end mark of a PDF stands; some servers append a few hundred of their own.
const END_MARK_WITHIN: usize = 2_048;

/// An open PDF.
pub struct PdfDocument {
    name: String,
    pdf: Pdf,
    cut_off: bool,
    /// Objects that the library was not given as they are.
    refused: Vec<Refused>,
    damage: OnceLock<Damage>,
    /// Scans whose pictures are damaged.
    damaged_scans: OnceLock<BTreeSet<u32>>,
}

/// Opens a PDF.
///
/// # Errors
/// [`Error::is_unknown_kind`], [`Error::is_locked`], [`Error::is_damaged`] or [`Error::is_too_large`].
pub fn open(source: &Source) -> Result<PdfDocument> {
    let name = &source.name;
    if source.bytes.is_empty() {
        return Err(Error::empty(name));
    }
    let (bytes, refused) = damage::refuse(&source.bytes);
    let bytes = bytes.into_owned();
    // Whatever fails before there is a page costs the document, and says so.
    let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new(bytes)));
    let pdf = opened.unwrap_or(Err(LoadPdfError::Invalid)).map_err(|cause| match cause {
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
    let (damage, damaged_scans) = (OnceLock::new(), OnceLock::new());
    Ok(PdfDocument { name: name.clone(), pdf, cut_off, refused, damage, damaged_scans })
}

/// Whether the bytes say that they are a PDF.
fn looks_like_pdf(source: &Source) -> bool {
    source.kind() == Some(Kind::Pdf)
}

impl PdfDocument {
    /// Number of its pages.
    pub fn page_count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// Whether the file ends before the PDF does, as after a broken download. What is left may be read, but fonts and pages
    /// may be missing from it without a trace.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// What is to be said of the file as a whole: it may hold others.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = self.damage().notes();
        // What fails here fails on the pages that need it, too.
        let held = catch_unwind(AssertUnwindSafe(|| embedded::notes(&self.pdf)));
        notes.extend(held.into_iter().flatten());
        let fields = catch_unwind(AssertUnwindSafe(|| form_fields::FormDefaults::of(&self.pdf).notes()));
        notes.extend(fields.into_iter().flatten());
        notes
    }

    /// Names of the files that are attached to it.
    pub fn attached(&self) -> Vec<String> {
        embedded::names(&self.pdf)
    }

    /// All pages in order.
    pub fn pages(&self) -> Vec<Page> {
        self.pages_on(1)
    }

    /// All pages in order, read by so many threads: the same ones whatever their number.
    pub fn pages_on(&self, threads: usize) -> Vec<Page> {
        self.pages_as(&PageOptions::on_threads(threads))
    }

    /// All pages in order, read as the options say.
    pub fn pages_as(&self, how: &PageOptions<'_>) -> Vec<Page> {
        let mut pages = read::pages(&self.pdf, self.damage(), how);
        let scans = damage_notes::note_damaged_scans(&self.pdf, &mut pages);
        self.damaged_scans.get_or_init(|| scans);
        pages
    }

    /// What of the file is damaged.
    fn damage(&self) -> &Damage {
        self.damage.get_or_init(|| {
            read::resolve_all_objects(&self.pdf);
            Damage::of(&self.pdf, &self.refused)
        })
    }

    /// Whether something is damaged on which all pages depend.
    pub fn is_damaged(&self) -> bool {
        !self.damage().document.is_empty()
    }

    /// Numbers of the pages that need something which is damaged. Known when the pages were read.
    pub fn damaged_pages(&self) -> BTreeSet<u32> {
        let mut pages = self.damage().damaged_pages();
        pages.extend(self.damaged_scans.get().into_iter().flatten());
        pages
    }
}
