//! One page of a PDF, interpreted under guard: to an upright [`Page`], or to an empty one with a note that says why.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::kurbo::Rect as KurboRect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use hayro_syntax::Pdf;

use super::collect::{self, Collector};
use super::guard::{self, TooSlow};
use super::meaning::{Lookup, Meanings};
use super::spread::spread;
use super::{fonts, repeats, turn};
use crate::page::{Origin, Page};
use crate::place::{Note, Severity};

/// A page is a picture where pictures cover at least this share of it …
const PICTURED_SHARE: f64 = 0.4;
/// … and fewer characters than this can be seen: page numbers and stamps stand on scans too.
const FEW_GLYPHS: usize = 40;

/// A page of whose characters more than one in this many are unknown is not read as text. Fewer are bullets and seals.
const MOST_UNKNOWN: usize = 20;

/// A thread more for so many pages: each loads the fonts again, which costs as much as some pages do.
const PAGES_A_THREAD: usize = 16;

/// All pages in order, the same whatever the number of threads.
pub(super) fn pages(pdf: &Pdf, threads: usize) -> Vec<Page> {
    let pages = pdf.pages();
    let most_threads = pages.len() / PAGES_A_THREAD;
    // Not only where there are threads: their number must not show.
    if most_threads > 1 {
        settle(pdf);
    }
    let mut meanings = Meanings::default();
    let audit = |(page, number)| {
        meanings.turn_to(number);
        fonts::untrusted_fonts_in_use(page, &mut meanings)
    };
    let untrusted: Vec<Vec<String>> = pages.iter().zip(1..).map(audit).collect();
    let to_read: Vec<_> = pages.iter().zip(1..).zip(&untrusted).collect();
    let state = || (InterpreterCache::new(), Lookup::new(&meanings));
    spread(to_read.len(), threads.min(most_threads), state, |(cache, lookup), at| {
        let ((page, number), untrusted) = to_read[at];
        lookup.turn_to(number);
        read_page(pdf, page, number, cache, lookup, untrusted)
    })
}

/// Looks every object up once. The library mends a broken table of objects when it first comes upon what is broken, and
/// sees other objects from then on: that must not happen between pages, since what a page shows would depend on which
/// were read before it.
fn settle(pdf: &Pdf) {
    // What fails here fails again on the page that needs it, and is told there.
    let _ = catch_unwind(AssertUnwindSafe(|| pdf.objects().into_iter().count()));
}

fn read_page<'a>(
    pdf: &'a Pdf,
    page: &'a PdfPage<'a>,
    number: u32,
    cache: &InterpreterCache<'a>,
    meanings: &Lookup<'_>,
    untrusted: &[String],
) -> Page {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let bounds = KurboRect::new(0.0, 0.0, width, height);
    // What goes wrong on one page costs that page only.
    let interpreted = catch_unwind(AssertUnwindSafe(|| {
        let mut collector = Collector::new(width, height, meanings);
        // Positions come from the default font resolver: a CJK fallback font would stretch the advances.
        let mut context = Context::new(transform, bounds, cache, pdf.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut collector);
        collector
    }));
    let collector = match interpreted {
        Ok(collector) => collector,
        Err(cause) => return unread(number, (width, height), cause.is::<TooSlow>()),
    };

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
    } else if !glyphs.is_empty() && !untrusted.is_empty() {
        origin = Origin::Scan;
        let fonts = untrusted.join(", ");
        notes.push(needs_ocr(number, format!("the fonts do not say which characters they show ({fonts})")));
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
        readings: Vec::new(),
        notes,
    };
    turn::turn_upright(page)
}

fn needs_ocr(number: u32, message: String) -> Note {
    Note::on_page(Severity::Unread, number, message)
        .hint("it has to be read by OCR, which this version does not do; no amount of it is reported")
}

/// A page of which nothing is known.
fn unread(number: u32, (width, height): (f64, f64), too_slow: bool) -> Page {
    let message = if too_slow {
        format!("the page takes longer than {} s to read: it was left", guard::LONGEST.as_secs())
    } else {
        "the PDF library failed on the page: it was left".to_owned()
    };
    let note = Note::on_page(Severity::Unread, number, message);
    Page {
        number,
        width,
        height,
        origin: Origin::Text,
        upright: crate::geom::Affine::IDENTITY,
        glyphs: Vec::new(),
        rulings: Vec::new(),
        readings: Vec::new(),
        notes: vec![note.hint("look at the page; printing it to a new PDF often mends it")],
    }
}
