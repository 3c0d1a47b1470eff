//! Asks the embedded fonts of numbers whether they draw what the text says: a `CGTransform` may show any glyph, and the map of
//! a font any character.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use skrifa::PathSink;

use super::fonts::Face;
use super::surface::{DrawnGlyph, Surface};
use crate::glyph_reader::{
    FontVerdict as Verdict, GlyphVerdict, Judged, Mark, Outline, USUAL_DIGIT_HEIGHT, judge, read,
};
use crate::page::{Doubt, FontAudit, FontVerdict, Glyph, Lie};
use crate::pdf::{Ink, PaintedPage, PaintedPath, PaintedPicture};

/// What is shown where a glyph draws nothing.
const NOTHING: char = ' ';

/// A mark of a font: what the text says, and the glyph that is drawn.
type MarkKey = (Mark, u32);

/// The marks of the fonts of a document.
#[derive(Default)]
pub(super) struct Sightings {
    fonts: BTreeMap<String, FontMarks>,
}

#[derive(Default)]
struct FontMarks {
    name: String,
    /// What each draws; `None` where that is not known.
    marks: BTreeMap<MarkKey, Option<Outline>>,
    /// Whether the file says which glyphs are drawn, and not the font.
    is_mapped: bool,
}

/// What is printed on a page of the fonts that are asked.
#[derive(Default)]
pub(super) struct PageMarks {
    /// Font, mark, and index of the character on the page.
    places: Vec<(String, MarkKey, usize)>,
}

/// A page that takes note of its marks.
pub(super) struct Recorder<'p, 'f> {
    pub(super) page: PaintedPage<'f>,
    pub(super) marks: PageMarks,
    pub(super) sightings: &'p mut Sightings,
}

impl Recorder<'_, '_> {
    fn see(&mut self, drawn: &DrawnGlyph) -> Option<(String, MarkKey)> {
        let mark = Mark::of(drawn.glyph.ch)?;
        let font = drawn.font.as_ref()?;
        let (face, glyph) = match (&drawn.face, drawn.named) {
            (Some((face, glyph)), _) => (Some(face), *glyph),
            // The file names a glyph of a font that is not understood.
            (None, Some(glyph)) => (None, glyph),
            (None, None) => return None,
        };
        let key = font.files.first().unwrap_or(&font.name);
        let known = self.sightings.fonts.entry(key.clone()).or_default();
        known.name.clone_from(&font.name);
        known.is_mapped |= drawn.named.is_some();
        known.marks.entry((mark, glyph)).or_insert_with(|| outline_of(face?, glyph));
        Some((key.clone(), (mark, glyph)))
    }
}

impl<'f> Surface<'f> for Recorder<'_, 'f> {
    fn push_clip(&mut self, path: PaintedPath) {
        self.page.push_clip(path);
    }

    fn pop_clip(&mut self) {
        self.page.pop_clip();
    }

    fn fill(&mut self, path: &PaintedPath, ink: Ink, is_even_odd: bool) {
        self.page.fill(path, ink, is_even_odd);
    }

    fn stroke(&mut self, path: &PaintedPath, ink: Ink, width: f64) {
        self.page.stroke(path, ink, width);
    }

    fn glyph(&mut self, drawn: DrawnGlyph) {
        let seen = self.see(&drawn);
        let before = self.page.glyph_count();
        self.page.add_glyph(drawn.glyph, drawn.ink, drawn.is_filled);
        if let Some((font, key)) = seen.filter(|_| self.page.glyph_count() > before) {
            self.marks.places.push((font, key, before));
        }
    }

    fn hidden(&mut self, glyph: Glyph) {
        self.page.add_hidden(glyph.ch, glyph.rect);
    }

    fn picture(&mut self, picture: PaintedPicture<'f>) {
        self.page.add_picture(picture);
    }

    fn is_too_slow(&self) -> bool {
        self.page.is_too_slow()
    }
}

impl Sightings {
    /// Judges the fonts by the marks of all pages; fonts without digits are none of numbers.
    pub(super) fn judge(&self) -> BTreeMap<&str, FontAudit> {
        self.fonts.iter().filter_map(|(key, font)| Some((key.as_str(), font.judge()?))).collect()
    }
}

impl FontMarks {
    fn judge(&self) -> Option<FontAudit> {
        let is_of_numbers =
            |mark: &Mark| mark.digit().is_some() || matches!(mark, Mark::Point | Mark::Comma | Mark::Minus);
        if !self.marks.keys().any(|(mark, _)| is_of_numbers(mark)) {
            return None;
        }
        let height = self.digit_height();
        let (mut seen, mut says) = (Vec::new(), Vec::new());
        let (mut unsure, mut agrees) = (BTreeSet::new(), BTreeSet::new());
        let mut lies = Vec::new();
        for ((mark, _), outline) in &self.marks {
            match outline.as_ref().map(|outline| read(outline, height)) {
                Some(Some(likelihood)) => {
                    seen.push(Judged { says: *mark, likelihood });
                    says.push(mark.as_char());
                }
                Some(None) if is_of_numbers(mark) => lies.push(Lie { says: mark.as_char(), shows: NOTHING }),
                _ => drop(unsure.insert(mark.as_char())),
            }
        }
        let (verdict, verdicts) = judge(&seen);
        for (says, verdict) in says.into_iter().zip(verdicts) {
            match verdict {
                GlyphVerdict::Agrees => drop(agrees.insert(says)),
                GlyphVerdict::Unsure => drop(unsure.insert(says)),
                GlyphVerdict::Shows(mark) => lies.push(Lie { says, shows: mark.as_char() }),
            }
        }
        lies.sort_unstable();
        lies.dedup();
        let verdict = match verdict {
            _ if !lies.is_empty() => FontVerdict::Lies,
            Verdict::Lies => FontVerdict::Lies,
            Verdict::Audited if !seen.is_empty() => FontVerdict::Audited,
            _ => FontVerdict::Unsure,
        };
        Some(FontAudit {
            name: self.name.clone(),
            verdict,
            is_standard: !self.is_mapped,
            agrees: agrees.into_iter().collect(),
            unsure: unsure.into_iter().collect(),
            lies,
        })
    }

    /// The median height of the digits, in thousandths of an em.
    fn digit_height(&self) -> f32 {
        let digits = self.marks.iter().filter(|((mark, _), _)| mark.digit().is_some());
        let inks = digits.filter_map(|(_, outline)| outline.as_ref()?.ink_box());
        let mut heights: Vec<f32> = inks.map(|ink| ink.height()).collect();
        heights.sort_unstable_by(f32::total_cmp);
        heights.get(heights.len() / 2).copied().unwrap_or(USUAL_DIGIT_HEIGHT)
    }
}

impl PageMarks {
    /// Gives the page its fonts, and doubts the numbers of those that lie: where they do so once, nobody knows where else.
    pub(super) fn tell(&self, audits: &BTreeMap<&str, FontAudit>, page: &mut PaintedPage<'_>) {
        let used: BTreeSet<&str> = self.places.iter().map(|(font, ..)| font.as_str()).collect();
        page.set_fonts(used.iter().filter_map(|font| audits.get(font)).cloned().collect());
        for (font, (mark, _), at) in &self.places {
            let lies = audits.get(font.as_str()).map(|audit| audit.lies.as_slice()).unwrap_or_default();
            let own = lies.iter().find(|lie| lie.says == mark.as_char());
            if let Some(Lie { says, shows }) = own.or(lies.first()).copied() {
                page.doubt(*at, Doubt::Lies { says, shown: shows });
            }
        }
    }
}

fn outline_of(face: &Rc<Face>, glyph: u32) -> Option<Outline> {
    let mut pen = Pen(Outline::default());
    face.draw(glyph, &mut pen)?;
    Some(pen.0).filter(Outline::is_print)
}

struct Pen(Outline);

impl PathSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to((cx, cy), (x, y));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.cubic_to((ax, ay), (bx, by), (x, y));
    }

    fn close(&mut self) {
        self.0.close();
    }
}
