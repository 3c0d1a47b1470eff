//! Notes which glyphs a page uses for digits and signs of amounts, and draws each when it is first seen.

use std::cell::RefCell;

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::{CacheKey, Paint};
use rustc_hash::{FxHashMap, FxHashSet};

use super::drawing::{draw_outline, draw_type3};
use super::programs::{is_substitute, program_of};
use crate::geom::Rect;
use crate::glyph_reader::{Mark, Outline};
use crate::page::Glyph;

/// Most marks of a page whose places are kept; one with more is no disclosure.
const MOST_PLACES: usize = 100_000;
/// Most different marks of a document that are drawn: hostile files have a glyph for each character.
const MOST_MARKS: usize = 10_000;

/// What a mark is drawn by and what the text says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::pdf) struct MarkKey {
    /// The program of the font, or the glyph itself where that is a program (Type 3).
    pub(super) font: FontKey,
    /// The number of the glyph, or its code.
    pub(super) glyph: u32,
    /// The mark of the text.
    pub(super) says: Mark,
    /// Whether the code of the character is that of ASCII: then the text needs no map.
    pub(super) is_standard: bool,
}

/// What draws the glyphs of a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::pdf) enum FontKey {
    /// A font program.
    Program(u128),
    /// A glyph of a Type 3 font. Such glyphs belong to one font where they are shown by one operator.
    Type3(u128),
}

/// What a mark draws.
#[derive(Debug, Clone)]
pub(super) struct Drawing {
    /// Its outline; `None` where it is a picture that has none, or no print at all.
    pub(super) outline: Option<Outline>,
    /// The name of its font.
    pub(super) name: String,
    /// The code of the character.
    pub(super) code: u32,
}

/// The marks of a page.
#[derive(Default)]
pub(in crate::pdf) struct PageMarks {
    /// Each mark that was drawn, and where.
    pub(super) places: Vec<(MarkKey, Rect)>,
    /// The drawings of those that were not seen before by this thread.
    pub(super) drawings: Vec<(MarkKey, Drawing)>,
    /// Glyphs of Type 3 that were found to be of one font.
    pub(super) of_one_font: Vec<(FontKey, FontKey)>,
    /// The first Type 3 glyph of the operator that is shown now.
    first_of_run: Option<FontKey>,
}

impl PageMarks {
    /// Begins to note the glyphs of another operator.
    pub(in crate::pdf) fn begin_run(&mut self) {
        self.first_of_run = None;
    }

    /// Notes where a mark was drawn: it is the last of the characters that were added for it, if any were.
    pub(in crate::pdf) fn place(&mut self, mark: MarkKey, added: Option<&[Glyph]>) {
        if let Some(glyph) = added.and_then(<[Glyph]>::last)
            && self.places.len() < MOST_PLACES
        {
            self.places.push((mark, glyph.rect));
        }
    }
}

/// What a thread has seen of a document.
#[derive(Default)]
pub(in crate::pdf) struct Sightings {
    marks: RefCell<FxHashSet<MarkKey>>,
    /// The last key of each digit and sign: most numbers of a page are of one font.
    last: RefCell<FxHashMap<Mark, MarkKey>>,
    of_one_font: RefCell<FxHashSet<(FontKey, FontKey)>>,
    /// Glyphs whose text is blank, and whether they draw something all the same.
    ink: RefCell<FxHashMap<(u128, u32), bool>>,
}

impl Sightings {
    /// Notes a glyph where its text is a digit or a sign of an amount; gives its key.
    pub(in crate::pdf) fn see<'a>(
        &self,
        glyph: &PdfGlyph<'a>,
        font: Option<FontKey>,
        text: Option<&str>,
        paint: &Paint<'a>,
        page: &mut PageMarks,
    ) -> Option<MarkKey> {
        let mut chars = text?.chars();
        let ch = chars.next()?;
        let says = Mark::of(ch).filter(|_| chars.next().is_none())?;
        let is_standard =
            matches!(glyph, PdfGlyph::Outline(_)) && ch.is_ascii() && glyph.char_code() == u32::from(ch);
        let key = match glyph {
            PdfGlyph::Outline(outline) => {
                MarkKey { font: font?, glyph: outline.glyph_id().to_u32(), says, is_standard }
            }
            PdfGlyph::Type3(type3) => {
                let font = FontKey::Type3(type3.cache_key());
                MarkKey { font, glyph: type3.char_code(), says, is_standard }
            }
        };
        if matches!(key.font, FontKey::Type3(_)) {
            self.link(key.font, page);
        }
        let mut last = self.last.borrow_mut();
        if last.insert(says, key) != Some(key) {
            let mut marks = self.marks.borrow_mut();
            if marks.len() < MOST_MARKS && marks.insert(key) {
                page.drawings.push((key, draw(glyph, paint)));
            }
        }
        Some(key)
    }

    /// Remembers that glyphs of one operator are of one font.
    fn link(&self, font: FontKey, page: &mut PageMarks) {
        let first = *page.first_of_run.get_or_insert(font);
        if first != font && self.of_one_font.borrow_mut().insert((first, font)) {
            page.of_one_font.push((first, font));
        }
    }

    /// Whether a glyph whose text is blank draws something. What stands in for a font that is not embedded may do so
    /// for a space, and says nothing.
    pub(in crate::pdf) fn has_ink<'a>(
        &self,
        glyph: &PdfGlyph<'a>,
        font: Option<FontKey>,
        paint: &Paint<'a>,
    ) -> bool {
        let (key, program) = match (glyph, font) {
            (PdfGlyph::Outline(outline), Some(FontKey::Program(program))) => {
                ((program, outline.glyph_id().to_u32()), Some(program))
            }
            (PdfGlyph::Type3(type3), _) => ((type3.cache_key(), type3.char_code()), None),
            _ => return false,
        };
        let mut known = self.ink.borrow_mut();
        *known.entry(key).or_insert_with(|| {
            let outline = draw(glyph, paint).outline;
            outline.is_some_and(|outline| outline.ink_box().is_some()) && !program.is_some_and(is_substitute)
        })
    }
}

/// Draws a glyph.
fn draw<'a>(glyph: &PdfGlyph<'a>, paint: &Paint<'a>) -> Drawing {
    let (outline, name) = match glyph {
        PdfGlyph::Outline(outline) => {
            let name = outline.font_data().and_then(|data| data.postscript_name);
            (draw_outline(&outline.outline()), name.unwrap_or_default())
        }
        PdfGlyph::Type3(type3) => (draw_type3(type3, paint), String::new()),
    };
    Drawing { outline, name, code: glyph.char_code() }
}

/// The program that draws the glyphs of an operator, which are all of one font; `None` of Type 3, or where it is unknown.
pub(in crate::pdf) fn font_of(run: &GlyphRun<'_, '_>) -> Option<FontKey> {
    match &**run.glyphs().first()? {
        PdfGlyph::Outline(outline) => program_of(&outline.identifier()).map(FontKey::Program),
        PdfGlyph::Type3(_) => None,
    }
}
