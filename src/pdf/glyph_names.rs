//! Says whether an embedded Type 1 or CFF font names its glyphs by the characters that they show (`one`, `comma`,
//! `uni4E00`: the Adobe Glyph List), so that its text is known without a ToUnicode map.
//!
//! The glyph that a code draws is found by its name, so that text and print come from one statement. What programs invent
//! (`g12`, `cid123`, `G01`) says nothing. Names may lie all the same: digits and signs are compared with their outlines
//! (`audit`), and Latin names for glyphs as wide as they are high are not believed: such are Chinese characters under the
//! names that a font without names of its own falls back on.

use hayro_font::{FontCache, FontGlyph, GlyphId};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::object::{Dict, Name};

use super::text_string::bf_text;

/// From this advance on, in thousandths of an em, a glyph is as wide as a Chinese character.
const FULL_WIDTH: f64 = 950.0;
/// A font hides Chinese characters under Latin names where more than one Latin name in this many is of such a glyph: W, M
/// and @ may be as wide.
const FEW_WIDE: usize = 2;

/// Whether a font of the type Type 1 that embeds its program names most of the glyphs it shows.
pub(super) fn names_its_glyphs(font: &Dict<'_>) -> bool {
    let is_type1 = matches!(font.get::<Name<'_>>("Subtype").as_deref(), Some(b"Type1" | b"MMType1"));
    let descriptor = font.get::<Dict<'_>>("FontDescriptor");
    let has_program =
        descriptor.is_some_and(|d| ["FontFile", "FontFile3"].iter().any(|key| d.contains_key(*key)));
    if !is_type1 || !has_program {
        return false;
    }
    let settings = InterpreterSettings::default();
    let cache = FontCache::new();
    let Some(font) = cache.font(font, &settings.font_resolver, &settings.cmap_resolver) else { return false };
    let mut tally = Tally::default();
    for code in 0..=255 {
        let glyph = font.map_code(code);
        if glyph != GlyphId::NOTDEF
            && let FontGlyph::Outline(outline) = font.glyph(glyph, code)
        {
            tally.add(outline.as_unicode().map(bf_text).as_deref(), font.code_advance(code).x);
        }
    }
    tally.is_believed()
}

/// What the codes of a font show.
#[derive(Default)]
struct Tally {
    named: usize,
    unnamed: usize,
    latin: usize,
    wide_latin: usize,
}

impl Tally {
    fn add(&mut self, text: Option<&str>, advance: f64) {
        let Some(text) = text else {
            self.unnamed += 1;
            return;
        };
        // A space names no glyph that can be seen.
        if text.chars().all(char::is_whitespace) {
            return;
        }
        self.named += 1;
        if text.chars().all(|ch| ch.is_ascii_alphanumeric() || ch.is_ascii_punctuation()) {
            self.latin += 1;
            self.wide_latin += usize::from(advance >= FULL_WIDTH);
        }
    }

    fn is_believed(&self) -> bool {
        let hides_chinese = self.wide_latin * FEW_WIDE > self.latin;
        self.named > self.unnamed && !hides_chinese
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn believed(glyphs: &[(Option<&str>, f64)]) -> bool {
        let mut tally = Tally::default();
        glyphs.iter().for_each(|(text, advance)| tally.add(*text, *advance));
        tally.is_believed()
    }

    #[test]
    fn a_font_is_believed_that_names_most_of_its_glyphs() {
        assert!(believed(&[(Some("1"), 500.0), (Some(","), 250.0), (Some("决"), 1000.0)]));
        assert!(believed(&[(Some("(a)"), 500.0), (None, 500.0), (Some("∑"), 1000.0)]));
        assert!(!believed(&[(Some(" "), 250.0), (None, 500.0), (None, 500.0)]));
        assert!(!believed(&[(Some(" "), 250.0)]));
        assert!(!believed(&[]));
    }

    #[test]
    fn latin_names_of_full_width_glyphs_are_not_believed() {
        assert!(!believed(&[(Some("!"), 1000.0), (Some("a"), 1000.0), (Some("1"), 1000.0)]));
        assert!(believed(&[(Some("W"), 960.0), (Some("a"), 500.0), (Some("1"), 500.0)]));
    }
}
