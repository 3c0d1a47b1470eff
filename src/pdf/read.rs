//! Reads the pages of a PDF: each becomes an upright [`Page`], or an empty one with a note that says why.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_syntax::Pdf;

use super::audit::{self, Audits, PageMarks, Sightings};
use super::collect::{self, Collector, TooLarge};
use super::damage::Damage;
use super::hidden_amounts::HiddenAmounts;
use super::ink::{self, Account};
use super::interpret::interpret;
use super::inventory::FEW_GLYPHS;
use super::pictured::{PicturedPrint, PicturedText};
use super::time_limit::{self, TooSlow};
use super::to_unicode::{CodeMappings, Lookup};
use super::uncovered::UncoveredPrint;
use super::watermarks::{Marks, PaleTexts};
use super::{annotations, filled_gaps, fonts, lines, lost_signs, overlaid, repeats, turn, watermarks};
use crate::geom::Rect;
use crate::page::{Glyph, LOOK_AT_PAGE, LayerGlyph, LeftOut, Origin, Page, PageOptions, PageStep, Ruling};
use crate::place::{Note, Severity};
use crate::text::number::is_digit;
use crate::threads::map_init;

/// A page is a scan where images cover at least this share of it …
pub(super) const IMAGE_SHARE: f64 = 0.4;
/// … and fewer characters than [`FEW_GLYPHS`] can be seen, or where images show print on at least this share of it, away
/// from all text. A table of three rows covers more, a letterhead with its emblem less.
pub(super) const UNCOVERED_SHARE: f64 = 0.03;

/// A page is no text where more than one in this many of its characters are unknown. Fewer are bullets and seals.
pub(super) const MOST_UNKNOWN: usize = 20;

/// Fewest digits outside of a page that are told.
pub(super) const FEW_OUTSIDE: usize = 8;
/// Narrowest paper, in points: A6 has 298.
pub(super) const NARROWEST: f32 = 250.0;

/// Fewest pages for each thread: a thread loads the fonts again, which costs as much as some pages do.
const PAGES_A_THREAD: usize = 16;

/// Reads all pages in order: the same ones whatever the number of threads.
pub(super) fn pages(pdf: &Pdf, damage: &Damage, how: &PageOptions<'_>) -> Vec<Page> {
    let pages = pdf.pages();
    let most_threads = pages.len() / PAGES_A_THREAD;
    let mut mappings = CodeMappings::default();
    let follow = how.follow(PageStep::Content);
    let audit = |(page, number)| {
        if let Some(why) = how.why_left_out(number, PageStep::Content) {
            return Err(LeftOut::note(number, why));
        }
        if damage.bars(number) {
            return Err(left(number, "the page needs what cannot be read: it was left"));
        }
        follow.begins(number);
        mappings.set_page(number);
        let audited = AssertUnwindSafe(|| fonts::untrusted_fonts_in_use(page, &mut mappings));
        catch_unwind(audited).map_err(|_| failed(number))
    };
    let untrusted: Vec<Result<Vec<String>, Note>> = pages.iter().zip(1..).map(audit).collect();
    let to_read: Vec<_> = pages.iter().zip(1..).zip(&untrusted).collect();
    let follow = || how.follow(PageStep::Content);
    let state = || (InterpreterCache::new(), Lookup::new(&mappings), Sightings::default(), follow());
    let threads = how.threads.min(most_threads);
    how.ended();
    let drawn = map_init(to_read.len(), threads, state, |(cache, lookup, sightings, follow), at| {
        let ((page, number), untrusted) = to_read[at];
        if let Err(note) = untrusted {
            return Err(note.clone());
        }
        follow.begins(number);
        lookup.set_page(number);
        draw_page(pdf, (page, number), cache, lookup, sightings)
    });
    how.ended();
    let pale: Vec<&PaleTexts> = drawn.iter().flatten().map(|drawn| &drawn.pale).collect();
    let marks = watermarks::marks_of_document(&pale);
    let audits = audit::judge(drawn.iter().flatten().map(|drawn| &drawn.numbers));
    // Each is used up by its page, so that a long document is not kept twice.
    let drawn: Vec<Mutex<Option<Result<Drawn, Note>>>> =
        drawn.into_iter().map(|drawn| Mutex::new(Some(drawn))).collect();
    let take = |at: usize| drawn.get(at)?.lock().unwrap_or_else(PoisonError::into_inner).take();
    let state = || (InterpreterCache::new(), follow());
    let read = map_init(to_read.len(), threads, state, |(cache, follow), at| {
        let ((page, number), untrusted) = to_read[at];
        let (untrusted, drawn) = match (untrusted, take(at).unwrap_or_else(|| Err(failed(number)))) {
            (Ok(untrusted), Ok(drawn)) => (untrusted, drawn),
            (Err(note), _) => return with(damage.notes_on(number), unread(page, note.clone())),
            (_, Err(note)) => return with(damage.notes_on(number), unread(page, note)),
        };
        follow.begins(number);
        let read = || read_page(pdf, (page, number), cache, untrusted, (drawn, &marks, &audits));
        let read = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| unread(page, failed(number)));
        with(damage.notes_on(number), read)
    });
    how.ended();
    read
}

/// Puts a note before those of a page.
fn with(note: Option<Note>, mut page: Page) -> Page {
    page.notes.splice(0..0, note);
    page
}

/// What is drawn on a page.
struct Drawn {
    glyphs: Vec<Glyph>,
    hidden_amounts: HiddenAmounts,
    numbers: PageMarks,
    pale: PaleTexts,
    rulings: Vec<Ruling>,
    inks: Vec<Rect>,
    fills: Vec<Rect>,
    ink: super::marks::Marks,
    image_area: f64,
    hidden: usize,
    layer: Vec<LayerGlyph>,
    overflowed: bool,
    digits_outside: usize,
    /// Number of amounts in form fields and notes that are hidden.
    hidden_values: usize,
}

/// Draws a page; the note says why that failed.
fn draw_page<'a>(
    pdf: &'a Pdf,
    (page, number): (&'a PdfPage<'a>, u32),
    cache: &InterpreterCache<'a>,
    mappings: &Lookup<'_>,
    sightings: &Sightings,
) -> Result<Drawn, Note> {
    let (width, height) = page.render_dimensions();
    // What goes wrong on one page costs that page only.
    let interpreted = catch_unwind(AssertUnwindSafe(|| {
        let mut collector = Collector::new(f64::from(width), f64::from(height), mappings, sightings);
        interpret(pdf, page, cache, &mut collector);
        let amounts = collector.finish();
        let values = annotations::draw(pdf, page, cache, mappings, &mut collector);
        (collector, amounts, values)
    }));
    let (collector, hidden_amounts, hidden_values) = interpreted.map_err(|cause| {
        if cause.is::<TooSlow>() {
            too_slow(number)
        } else if cause.is::<TooLarge>() {
            left(number, "a picture on the page is of impossible size: the page was left")
        } else {
            failed(number)
        }
    })?;
    let pale = watermarks::find_pale_texts(&collector.glyphs, &collector.tints, &collector.lines.rulings);
    Ok(Drawn {
        glyphs: collector.glyphs,
        hidden_amounts,
        numbers: collector.numbers,
        pale,
        rulings: collector.lines.rulings,
        inks: collector.inks,
        fills: collector.lines.fills,
        ink: collector.marks,
        image_area: collector.image_area,
        hidden: collector.hidden,
        layer: collector.layer,
        digits_outside: collector.digits_outside,
        overflowed: collector.overflowed || collector.lines.overflowed,
        hidden_values,
    })
}

/// Looks every object of a long document up once. The library repairs a broken cross-reference table when it first meets the
/// fault, and sees other objects from then on. That must not happen between pages, or a page would depend on those that were
/// read before it.
pub(super) fn resolve_all_objects(pdf: &Pdf) {
    // Not only where there are threads: their number must not show.
    if pdf.pages().len() / PAGES_A_THREAD < 2 {
        return;
    }
    // What fails here fails again on the page that needs it, and is reported there.
    let _ = catch_unwind(AssertUnwindSafe(|| pdf.objects().into_iter().count()));
}

fn read_page<'a>(
    pdf: &'a Pdf,
    (page, number): (&'a PdfPage<'a>, u32),
    cache: &InterpreterCache<'a>,
    untrusted: &[String],
    (mut drawn, marks, audits): (Drawn, &Marks, &Audits),
) -> Page {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let mut notes = Vec::new();
    if page.page_stream().is_none() && page.raw().contains_key("Contents") {
        let note = Note::on_page(Severity::Unread, number, "the content of the page is damaged");
        notes.push(note.hint("download the file again, or repair it with `qpdf` or `mutool clean`"));
    }
    if drawn.overflowed {
        let message = format!(
            "more than {} characters or {} lines: the rest was left out",
            collect::MOST_GLYPHS,
            lines::MOST_RULINGS
        );
        notes.push(Note::on_page(Severity::Unread, number, message));
    }
    if drawn.hidden_values > 0 {
        let message =
            format!("{} amounts of form fields or notes are hidden, and not read", drawn.hidden_values);
        notes.push(Note::on_page(Severity::Info, number, message));
    }
    let outside = digits_outside(page, number, &drawn);
    let (glyphs, marks) = watermarks::drop_watermarks(std::mem::take(&mut drawn.glyphs), &drawn.pale, marks);
    if !marks.is_empty() {
        let message = format!("pale text across the print is a watermark and not read: {}", marks.join(", "));
        notes.push(Note::on_page(Severity::Info, number, message));
    }
    let mut glyphs = repeats::drop_repeats(glyphs);
    overlaid::mark(&mut glyphs);
    let has_large_images = drawn.image_area >= IMAGE_SHARE * width * height;
    let uncovered = match has_large_images && glyphs.len() >= FEW_GLYPHS {
        true => uncovered_share(pdf, page, cache, &glyphs),
        false => Some(0.0),
    };
    if uncovered.is_none() {
        let note = Note::on_page(
            Severity::Unread,
            number,
            "a picture on the page is damaged: what it shows is not read",
        );
        notes.push(note.hint("look at the page; printing it to a new PDF often mends it"));
    }
    notes.extend(outside);
    let unknown = glyphs.iter().filter(|g| g.ch == char::REPLACEMENT_CHARACTER).count();
    let mut ink = Account::default();
    let why_scan = if has_large_images && glyphs.len() < FEW_GLYPHS {
        let hidden = if drawn.hidden > 0 {
            " (its hidden text layer is compared, and not believed alone)"
        } else {
            ""
        };
        Some(format!("the page is a picture{hidden}"))
    } else if uncovered.is_some_and(|share| share >= UNCOVERED_SHARE) {
        Some("a picture on the page shows more than its text says".to_owned())
    } else if !glyphs.is_empty() && !untrusted.is_empty() {
        let fonts = untrusted.join(", ");
        Some(format!("the fonts do not say which characters they show ({fonts})"))
    } else if unknown * MOST_UNKNOWN > glyphs.len() {
        Some(format!("the fonts do not tell {unknown} of its {} characters", glyphs.len()))
    } else {
        let look_into = |pictures| pictured(pdf, page, cache, pictures, &glyphs);
        ink = ink::account((width, height), &glyphs, &drawn.rulings, &drawn.ink, look_into);
        ink::doubt_beside_curves(&mut glyphs, &drawn.rulings, &drawn.ink);
        ink.why_scan.take()
    };
    if why_scan.is_none() {
        notes.extend(drawn.hidden_amounts.notes(number));
    }
    let origin = if why_scan.is_some() { Origin::Scan } else { Origin::Text };
    // Whether the page can be read all the same is for the reader of scans to say.
    notes.extend(why_scan.map(|why| Note::on_page(Severity::Info, number, why)));
    let fonts = audits.fonts_of(&drawn.numbers);
    if origin == Origin::Scan {
        glyphs.clear();
    } else {
        audits.doubt(&drawn.numbers, &mut glyphs);
        notes.extend(audit::notes(number, &fonts));
    }
    let page = Page {
        number,
        width,
        height,
        origin,
        upright: crate::geom::Affine::IDENTITY,
        glyphs,
        rulings: ink::without_strokes(&drawn.rulings, &ink.unread),
        fills: drawn.fills,
        readings: Vec::new(),
        fonts,
        bend: None,
        unread_ink: ink.unread,
        layer: if origin == Origin::Scan { drawn.layer } else { Vec::new() },
        notes,
    };
    let mut page = turn::turn_upright(page);
    lost_signs::doubt_lost_signs(&mut page, &drawn.inks);
    filled_gaps::doubt_filled_gaps(&mut page, drawn.inks.iter().chain(&drawn.ink.shapes));
    page
}

/// Tells digits outside of the page: they are not printed. Word processors draw paragraphs over the edge that go on on
/// another page; where most of a page lies outside of it and it is as narrow as no paper, its size may be wrong.
fn digits_outside(page: &PdfPage<'_>, number: u32, drawn: &Drawn) -> Option<Note> {
    let outside = drawn.digits_outside;
    if outside < FEW_OUTSIDE {
        return None;
    }
    let message = format!("{outside} digits lie outside of the page, and are not read");
    let inside = drawn.glyphs.iter().filter(|glyph| is_digit(glyph.ch)).count();
    let note = |severity| Note::on_page(severity, number, message);
    let (width, height) = page.render_dimensions();
    Some(match outside > inside && width.min(height) < NARROWEST {
        true => note(Severity::Unread).hint("look at the page: its size may be damaged"),
        false => note(Severity::Info),
    })
}

/// Share of the page on which images show print and no text stands; `None` where an image is damaged.
fn uncovered_share<'a>(
    pdf: &'a Pdf,
    page: &'a PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    glyphs: &[Glyph],
) -> Option<f64> {
    let (width, height) = page.render_dimensions();
    let mut uncovered = UncoveredPrint::new(f64::from(width), f64::from(height))?;
    catch_unwind(AssertUnwindSafe(|| interpret(pdf, page, cache, &mut uncovered))).ok()?;
    (!uncovered.is_damaged).then(|| uncovered.share(glyphs))
}

/// Says what pictures of a page show; where that cannot be told, nothing.
fn pictured<'a>(
    pdf: &'a Pdf,
    page: &'a PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    pictures: Vec<Rect>,
    glyphs: &[Glyph],
) -> Vec<PicturedText> {
    let (width, height) = page.render_dimensions();
    let Some(mut sampled) = PicturedPrint::new(f64::from(width), f64::from(height), pictures) else {
        return Vec::new();
    };
    // A library that fails on a picture fails again where it is drawn.
    let shown = catch_unwind(AssertUnwindSafe(|| interpret(pdf, page, cache, &mut sampled)));
    if shown.is_ok() { sampled.texts(glyphs) } else { sampled.unknown() }
}

fn too_slow(number: u32) -> Note {
    let longest = time_limit::LONGEST.as_secs();
    let message = format!("the page takes longer than {longest} s to read: it was left");
    Note::on_page(Severity::Unread, number, message).hint(LOOK_AT_PAGE)
}

fn failed(number: u32) -> Note {
    left(number, "the PDF library failed on the page: it was left")
}

fn left(number: u32, message: &str) -> Note {
    Note::on_page(Severity::Unread, number, message).hint(LOOK_AT_PAGE)
}

/// An empty page with a note that it could not be read.
fn unread(page: &PdfPage<'_>, note: Note) -> Page {
    let (width, height) = page.render_dimensions();
    Page {
        number: note.page.unwrap_or_default(),
        width: f64::from(width),
        height: f64::from(height),
        origin: Origin::Text,
        upright: crate::geom::Affine::IDENTITY,
        glyphs: Vec::new(),
        rulings: Vec::new(),
        fills: Vec::new(),
        readings: Vec::new(),
        fonts: Vec::new(),
        bend: None,
        unread_ink: Vec::new(),
        layer: Vec::new(),
        notes: vec![note],
    }
}
