//! Gives letters as outlines: Latin ones from a font that is always there, Chinese ones from a font of the user.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use skrifa::font::Kind;
use skrifa::{DrawMemory, Font, GlyphId, PathSink, ScalerFont};
use tiny_skia::{Path, PathBuilder};

use crate::source::FontBytes;

/// Units per em in which outlines are drawn, once each.
const EM: f32 = 1000.0;

/// Outline of a letter, in em: its shape about the baseline (y grows downwards), and its advance to the next one.
#[derive(Debug)]
pub(super) struct LetterOutline {
    pub(super) shape: Option<Path>,
    pub(super) advance: f64,
}

/// Fonts of labels.
pub(super) struct Typeface {
    faces: Vec<ScalerFont>,
    drawn: RefCell<BTreeMap<char, Rc<LetterOutline>>>,
}

impl Typeface {
    /// Letters are taken from the first face that has them.
    pub(super) fn new(latin: (FontBytes, u32), chinese: Option<(FontBytes, u32)>) -> Self {
        let faces = [Some(latin), chinese].into_iter().flatten();
        let faces = faces.filter_map(|(bytes, index)| Font::new(bytes, index));
        let faces = faces.map(|font| ScalerFont::unhinted(font, Some(EM))).collect();
        Self { faces, drawn: RefCell::new(BTreeMap::new()) }
    }

    /// Outline of a letter; an empty box where no font has it.
    pub(super) fn letter(&self, ch: char) -> Rc<LetterOutline> {
        if let Some(letter) = self.drawn.borrow().get(&ch) {
            return Rc::clone(letter);
        }
        let found = self.faces.iter().find_map(|face| letter_of(face, ch));
        let letter = Rc::new(found.unwrap_or_else(empty_box));
        self.drawn.borrow_mut().insert(ch, Rc::clone(&letter));
        letter
    }

    /// Width of a text, in em.
    pub(super) fn width(&self, text: &str) -> f64 {
        text.chars().map(|ch| self.letter(ch).advance).sum()
    }
}

fn letter_of(face: &ScalerFont, ch: char) -> Option<LetterOutline> {
    let font = face.font();
    let glyph = font.charmap().map_unicode(ch).or_else(|| named(font, ch))?;
    let units = f64::from(font.units_per_em()).max(1.0);
    let advance = f64::from(font.glyph_metrics().h_advance(glyph)) / units;
    let mut pen = Pen(PathBuilder::new());
    if let Some(outline) = face.outline(glyph) {
        outline.draw(DrawMemory::Scratch, &mut pen).ok()?;
    }
    Some(LetterOutline { shape: pen.0.finish(), advance })
}

/// Finds a glyph of a font without a map of characters: its own codes are those of Adobe's standard encoding, which are
/// ASCII's but for the quotes; of the others, those that labels use have names.
fn named(font: &Font, ch: char) -> Option<GlyphId> {
    let name = match ch {
        '\'' => "quotesingle",
        '`' => "grave",
        '“' => "quotedblleft",
        '”' => "quotedblright",
        '×' => "multiply",
        '…' => "ellipsis",
        _ => {
            let Kind::Cff(program, _) = font.kind() else { return None };
            let code = u8::try_from(ch).ok().filter(u8::is_ascii_graphic).or((ch == ' ').then_some(b' '))?;
            return program.encoding()?.map(code);
        }
    };
    font.glyph_by_name(name)
}

fn empty_box() -> LetterOutline {
    let mut pen = PathBuilder::new();
    for (x0, y0, x1, y1) in [(0.1, -0.75, 0.8, 0.05), (0.74, -0.69, 0.16, -0.01)] {
        pen.move_to(x0, y0);
        pen.line_to(x1, y0);
        pen.line_to(x1, y1);
        pen.line_to(x0, y1);
        pen.close();
    }
    LetterOutline { shape: pen.finish(), advance: 0.9 }
}

/// Collects an outline. Fonts count upwards from the baseline, pages downwards.
struct Pen(PathBuilder);

impl PathSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x / EM, -y / EM);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x / EM, -y / EM);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to(cx / EM, -cy / EM, x / EM, -y / EM);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.cubic_to(ax / EM, -ay / EM, bx / EM, -by / EM, x / EM, -y / EM);
    }

    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_letters_are_always_there_and_others_are_boxes() {
        let typeface = Typeface::new(crate::pdf::latin_font(), None);
        let (l, m) = (typeface.letter('l'), typeface.letter('m'));
        assert!(l.shape.is_some() && m.advance > 2.0 * l.advance, "{l:?} {m:?}");
        let top = m.shape.as_ref().unwrap().bounds().top();
        assert!((-0.8..-0.3).contains(&top), "letters stand on the baseline, an em high at most: {top}");
        for ch in "×…“”' _=?".chars() {
            assert!((typeface.letter(ch).advance - empty_box().advance).abs() > 1e-9, "{ch} is a box");
        }
        assert!((typeface.letter('算').advance - empty_box().advance).abs() < 1e-9);
        assert!((typeface.width("lm") - l.advance - m.advance).abs() < 1e-9);
    }
}
