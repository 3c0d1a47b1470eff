//! Asks embedded fonts how wide characters are, and what they draw.

use skrifa::font::Kind;
use skrifa::{DrawMemory, Font, GlyphId, PathSink, ScalerFont};

use crate::geom::Affine;
use crate::pdf::PaintedPath;
use crate::source::FontBytes;

/// First characters that are as wide as they are high.
const WIDE_FROM: char = '\u{2e80}';
/// Usual widths of characters whose font is not embedded, in em: of Chinese ones, and of others in Chinese fonts.
const WIDE_EM: f64 = 1.0;
const NARROW_EM: f64 = 0.5;
/// Widths of a character that are believed, in em.
const BELIEVED_EM: std::ops::RangeInclusive<f64> = 0.05..=3.0;

/// Units per em in which outlines are drawn.
const EM: f32 = 1000.0;

/// The file of an embedded font.
pub(super) struct Face {
    font: ScalerFont,
}

impl Face {
    /// A face of a font file; `None` where it is none that is understood.
    pub(super) fn new(bytes: FontBytes, index: u32) -> Option<Self> {
        Font::new(bytes, index).map(|font| Self { font: ScalerFont::unhinted(font, Some(EM)) })
    }

    /// The glyph of a character.
    pub(super) fn glyph(&self, ch: char) -> Option<u32> {
        self.font.font().charmap().map_unicode(ch).map(GlyphId::to_u32)
    }

    /// The glyph of a character of ASCII in a font without a map of characters, by its own codes.
    pub(super) fn glyph_of_code(&self, ch: char) -> Option<u32> {
        let Kind::Cff(program, _) = self.font.font().kind() else { return None };
        let code = u8::try_from(ch).ok().filter(u8::is_ascii_graphic)?;
        program.encoding()?.map(code).map(GlyphId::to_u32)
    }

    /// How far a glyph goes, in em.
    pub(super) fn advance(&self, glyph: u32) -> Option<f64> {
        let font = self.font.font();
        let units = f64::from(font.units_per_em()).max(1.0);
        let em = f64::from(font.glyph_metrics().h_advance(GlyphId::new(glyph))) / units;
        BELIEVED_EM.contains(&em).then_some(em)
    }

    /// Draws the outline of a glyph, in thousandths of an em and upwards from the baseline; `None` where that fails.
    pub(super) fn draw(&self, glyph: u32, pen: &mut impl PathSink) -> Option<()> {
        let outline = self.font.outline(GlyphId::new(glyph))?;
        outline.draw(DrawMemory::Scratch, pen).ok().map(|_| ())
    }

    /// The outline of a glyph, of an em of 1 and upwards, mapped to the page; `None` where it draws nothing.
    pub(super) fn outline(&self, glyph: u32, to_page: &Affine) -> Option<PaintedPath> {
        let mut pen = Pen { path: PaintedPath::default(), to_page };
        self.draw(glyph, &mut pen)?;
        Some(pen.path)
    }
}

/// How far a character usually goes whose font is not known, in em.
pub(super) fn usual_advance(ch: char) -> f64 {
    let is_wide = ch >= WIDE_FROM || matches!(ch, '—' | '…' | '“' | '”' | '‘' | '’' | '○' | '△' | '▲' | '●');
    if is_wide { WIDE_EM } else { NARROW_EM }
}

struct Pen<'p> {
    path: PaintedPath,
    to_page: &'p Affine,
}

impl Pen<'_> {
    fn on_page(&self, x: f32, y: f32) -> (f64, f64) {
        self.to_page.point(f64::from(x / EM), f64::from(y / EM))
    }
}

impl PathSink for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.on_page(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.on_page(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.on_page(cx, cy), self.on_page(x, y));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(self.on_page(ax, ay), self.on_page(bx, by), self.on_page(x, y));
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_are_an_em_wide_and_digits_half_of_it() {
        let line: f64 = "决算，5".chars().map(usual_advance).sum();
        assert!((line - 3.5).abs() < 1e-9);
    }

    #[test]
    fn a_font_says_how_wide_its_glyphs_are_and_what_they_draw() {
        let (bytes, index) = crate::pdf::latin_font();
        let face = Face::new(bytes, index).unwrap();
        let glyph = face.glyph('5').or_else(|| face.glyph_of_code('5')).unwrap();
        assert!(face.advance(glyph).is_some_and(|em| (em - 0.556).abs() < 0.01));
        assert!(face.outline(glyph, &Affine::IDENTITY).is_some_and(|path| path.steps().count() > 5));
        assert!(Face::new(std::sync::Arc::new(b"no font"), 0).is_none());
    }
}
