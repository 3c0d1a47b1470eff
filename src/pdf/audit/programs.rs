//! Knows font programs by a key, and those that stand in for fonts that are not embedded.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use hayro_font::{FontCache, FontGlyph, GlyphId, StandardFont};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::font::GlyphIdentifier;

/// All fonts that the library stands in with.
const ALL: [StandardFont; 14] = [
    StandardFont::Helvetica,
    StandardFont::HelveticaBold,
    StandardFont::HelveticaOblique,
    StandardFont::HelveticaBoldOblique,
    StandardFont::Courier,
    StandardFont::CourierBold,
    StandardFont::CourierOblique,
    StandardFont::CourierBoldOblique,
    StandardFont::TimesRoman,
    StandardFont::TimesBold,
    StandardFont::TimesItalic,
    StandardFont::TimesBoldItalic,
    StandardFont::ZapfDingBats,
    StandardFont::Symbol,
];

/// Whether a font program is none of the document. It is asked of glyphs that are odd only: the library says of no font
/// whether it is embedded, so that all substitutes are loaded.
pub(super) fn is_substitute(program: u128) -> bool {
    static PROGRAMS: LazyLock<HashSet<u128>> = LazyLock::new(|| {
        let cache = FontCache::new();
        let resolver = InterpreterSettings::default().font_resolver;
        let fonts = ALL.into_iter().filter_map(|font| cache.standard_font(font, &resolver));
        let glyphs = fonts.map(|font| font.glyph(GlyphId::NOTDEF, 0));
        glyphs
            .filter_map(|glyph| match glyph {
                FontGlyph::Outline(outline) => program_of(&outline.identifier()),
                FontGlyph::Type3(_) => None,
            })
            .collect()
    });
    PROGRAMS.contains(&program)
}

/// The key of a font program. The library shows it only together with a glyph: it is the first number that their
/// identifier hashes.
pub(super) fn program_of(identifier: &GlyphIdentifier) -> Option<u128> {
    struct First(Option<u128>);
    impl Hasher for First {
        fn finish(&self) -> u64 {
            0
        }
        fn write(&mut self, _: &[u8]) {}
        fn write_u128(&mut self, number: u128) {
            self.0.get_or_insert(number);
        }
    }
    let mut first = First(None);
    identifier.hash(&mut first);
    first.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_substitute_has_a_program_of_its_own() {
        let cache = FontCache::new();
        let resolver = InterpreterSettings::default().font_resolver;
        let programs: HashSet<Option<u128>> = ALL
            .into_iter()
            .map(|font| match cache.standard_font(font, &resolver).unwrap().glyph(GlyphId::new(1), 0) {
                FontGlyph::Outline(outline) => program_of(&outline.identifier()),
                FontGlyph::Type3(_) => None,
            })
            .collect();
        assert_eq!(programs.len(), ALL.len());
        assert!(programs.iter().all(|program| program.is_some_and(is_substitute)));
        assert!(!is_substitute(1));
    }
}
