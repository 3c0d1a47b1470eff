//! From the bytes of a PDF to upright [`Page`]s: the only place that knows the PDF library (hayro).
//!
//! # Steps
//! 1. open the file, with the empty password where it is encrypted ([`open`]);
//! 2. audit the fonts a page uses (`fonts`): text that cannot be trusted is not read;
//! 3. collect glyphs, rulings and pictures (`collect`), without what is clipped away or off the page;
//! 4. fold characters (`fold`), drop text drawn twice (`repeats`), turn the page upright (`turn`).
//!
//! Apart from that, a page can be drawn as it is seen (`picture`), for looking at it.

mod collect;
mod fold;
mod fonts;
mod picture;
mod repeats;
mod turn;

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::kurbo::Rect as KurboRect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::error::{Error, Result};
use crate::page::{Origin, Page};
use crate::place::{Note, Severity};
use crate::source::Source;
use collect::Collector;
pub(crate) use picture::latin_font;

/// More pages than this are no disclosure of one department; the longest real one seen has 214.
const MOST_PAGES: usize = 5_000;

/// A page is a picture where pictures cover at least this share of it …
const PICTURED_SHARE: f64 = 0.4;
/// … and fewer characters than this can be seen: page numbers and stamps stand on scans too.
const FEW_GLYPHS: usize = 40;

/// A page of whose characters more than one in this many are unknown is not read as text. Fewer are bullets and seals.
const MOST_UNKNOWN: usize = 20;

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
/// [`Error::is_not_pdf`], [`Error::is_locked`], [`Error::is_damaged`] or [`Error::is_too_large`].
pub fn open(source: &Source) -> Result<Document> {
    let name = &source.name;
    if source.bytes.is_empty() {
        return Err(Error::empty(name));
    }
    let pdf = Pdf::new(source.bytes.clone()).map_err(|cause| match cause {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::password_needed(name),
        LoadPdfError::Decryption(_) => Error::encryption(name),
        LoadPdfError::Invalid if !looks_like_pdf(&source.bytes) => Error::not_pdf(name, &source.bytes),
        LoadPdfError::Invalid => Error::damaged(name),
    })?;
    let count = pdf.pages().len();
    if count == 0 {
        return Err(if looks_like_pdf(&source.bytes) {
            Error::no_pages(name)
        } else {
            Error::not_pdf(name, &source.bytes)
        });
    }
    if count > MOST_PAGES {
        return Err(Error::too_large(name, "pages", count, MOST_PAGES));
    }
    let tail = &source.bytes[source.bytes.len().saturating_sub(END_MARK_WITHIN)..];
    let cut_off = !tail.windows(5).any(|five| five == b"%%EOF");
    Ok(Document { name: name.clone(), pdf, cut_off })
}

/// Readers accept the signature anywhere in the first kilobyte (ISO 32000-1, annex H).
fn looks_like_pdf(bytes: &[u8]) -> bool {
    bytes.iter().take(1024 + 5).copied().collect::<Vec<u8>>().windows(5).any(|five| five == b"%PDF-")
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
        let cache = InterpreterCache::new();
        self.pdf
            .pages()
            .iter()
            .zip(1..)
            .map(|(page, number)| read_page(&self.pdf, page, number, &cache))
            .collect()
    }
}

fn read_page<'a>(pdf: &'a Pdf, page: &'a PdfPage<'a>, number: u32, cache: &InterpreterCache<'a>) -> Page {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let mut collector = Collector::new(width, height);
    let transform = page.initial_transform(true).to_kurbo();
    let bounds = KurboRect::new(0.0, 0.0, width, height);
    // Positions come from the default font resolver: a CJK fallback font would stretch the advances.
    let mut context = Context::new(transform, bounds, cache, pdf.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, &mut collector);

    let mut notes = Vec::new();
    if page.page_stream().is_none() && page.raw().contains_key("Contents") {
        let note = Note::on_page(Severity::Unread, number, "the content of the page is damaged");
        notes.push(note.hint("download the file again, or repair it with `qpdf` or `mutool clean`"));
    }
    if collector.overflowed {
        let message = format!(
            "more than {} characters or {} lines: the rest was left out",
            collect::MOST_GLYPHS,
            collect::MOST_RULINGS
        );
        notes.push(Note::on_page(Severity::Unread, number, message));
    }
    let mut glyphs = repeats::drop_repeats(collector.glyphs);
    let mut origin = Origin::Text;
    if collector.pictured >= PICTURED_SHARE * width * height && glyphs.len() < FEW_GLYPHS {
        origin = Origin::Scan;
        let hidden = if collector.hidden > 0 { " (its hidden text layer is not trusted)" } else { "" };
        notes.push(needs_ocr(number, format!("the page is a picture{hidden}")));
    } else if !glyphs.is_empty() {
        let untrusted = fonts::untrusted_fonts_in_use(page);
        if !untrusted.is_empty() {
            origin = Origin::Scan;
            let fonts = untrusted.join(", ");
            notes.push(needs_ocr(
                number,
                format!("the fonts do not say which characters they show ({fonts})"),
            ));
        }
    }
    let unknown = glyphs.iter().filter(|g| g.ch == char::REPLACEMENT_CHARACTER).count();
    if origin == Origin::Text && unknown * MOST_UNKNOWN > glyphs.len() {
        origin = Origin::Scan;
        notes.push(needs_ocr(
            number,
            format!("the fonts do not tell {unknown} of its {} characters", glyphs.len()),
        ));
    }
    if origin == Origin::Scan {
        glyphs.clear();
    }
    let page = Page {
        number,
        width,
        height,
        origin,
        upright: crate::geom::Affine::IDENTITY,
        glyphs,
        rulings: collector.rulings,
        notes,
    };
    turn::turn_upright(page)
}

fn needs_ocr(number: u32, message: String) -> Note {
    Note::on_page(Severity::Unread, number, message)
        .hint("it has to be read by OCR, which this version does not do; no amount of it is reported")
}
