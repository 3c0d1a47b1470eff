//! One page of a PDF, interpreted under guard: to an upright [`Page`], or to an empty one with a note that says why.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_syntax::Pdf;

use super::bare::Bare;
use super::collect::{self, Collector};
use super::guard::{self, TooSlow};
use super::interpret::interpret;
use super::meaning::{Lookup, Meanings};
use super::survey::FEW_GLYPHS;
use super::{fonts, repeats, turn};
use crate::page::{Glyph, Origin, Page};
use crate::place::{Note, Severity};
use crate::threads::map_init;

/// A page is a picture where pictures cover at least this share of it …
const PICTURED_SHARE: f64 = 0.4;
/// … and fewer characters than [`FEW_GLYPHS`] can be seen, or where they show print on at least this share of it, away
/// from all text. A table of three rows covers more, a letterhead with its emblem less.
const BARE_SHARE: f64 = 0.03;

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
    map_init(to_read.len(), threads.min(most_threads), state, |(cache, lookup), at| {
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
    // What goes wrong on one page costs that page only.
    let interpreted = catch_unwind(AssertUnwindSafe(|| {
        let mut collector = Collector::new(width, height, meanings);
        interpret(pdf, page, cache, &mut collector);
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
    let is_pictured = collector.pictured >= PICTURED_SHARE * width * height;
    let bare = match is_pictured && glyphs.len() >= FEW_GLYPHS {
        true => bare(pdf, page, cache, &glyphs),
        false => Some(0.0),
    };
    if bare.is_none() {
        let note = Note::on_page(
            Severity::Unread,
            number,
            "a picture on the page is damaged: what it shows is not read",
        );
        notes.push(note.hint("look at the page; printing it to a new PDF often mends it"));
    }
    let unknown = glyphs.iter().filter(|g| g.ch == char::REPLACEMENT_CHARACTER).count();
    let why_scan = if is_pictured && glyphs.len() < FEW_GLYPHS {
        let hidden = if collector.hidden > 0 { " (its hidden text layer is not trusted)" } else { "" };
        Some(format!("the page is a picture{hidden}"))
    } else if bare.is_some_and(|share| share >= BARE_SHARE) {
        Some("a picture on the page shows more than its text says".to_owned())
    } else if !glyphs.is_empty() && !untrusted.is_empty() {
        let fonts = untrusted.join(", ");
        Some(format!("the fonts do not say which characters they show ({fonts})"))
    } else if unknown * MOST_UNKNOWN > glyphs.len() {
        Some(format!("the fonts do not tell {unknown} of its {} characters", glyphs.len()))
    } else {
        None
    };
    let origin = if why_scan.is_some() { Origin::Scan } else { Origin::Text };
    // Whether the page can be read all the same is for the reader of scans to say.
    notes.extend(why_scan.map(|why| Note::on_page(Severity::Info, number, why)));
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

/// The share of the page on which pictures show print and no text stands; `None` where a picture is damaged.
fn bare<'a>(
    pdf: &'a Pdf,
    page: &'a PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    glyphs: &[Glyph],
) -> Option<f64> {
    let (width, height) = page.render_dimensions();
    let mut bare = Bare::new(f64::from(width), f64::from(height))?;
    catch_unwind(AssertUnwindSafe(|| interpret(pdf, page, cache, &mut bare))).ok()?;
    (!bare.is_damaged).then(|| bare.share(glyphs))
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
