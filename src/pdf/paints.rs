//! Reads how something is painted: its colour, how much shows through, and how it mixes with what lies beneath.

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::pattern::Pattern;
use hayro_interpret::{DrawProps, Paint};

use super::ground::Coat;

/// How a path is painted.
pub(super) fn coat_of(props: &DrawProps<'_>) -> Coat {
    let (colour, opacity) = match &props.paint {
        Paint::Color(color) => {
            let [r, g, b, opacity] = color.to_rgba().components();
            (Some([r, g, b]), opacity)
        }
        Paint::Pattern(pattern) => match &**pattern {
            Pattern::Shading(shading) => (None, shading.opacity),
            Pattern::Tiling(tiling) => (None, tiling.opacity),
        },
    };
    Coat { colour, opacity, is_masked: props.soft_mask.is_some(), blend: props.blend_mode }
}

/// How text is painted. Glyphs that are programs (Type 3) may have colours of their own.
pub(super) fn coat_of_text(run: &GlyphRun<'_, '_>, props: &DrawProps<'_>) -> Coat {
    let coat = coat_of(props);
    let mut programs = run.glyphs().iter().filter(|glyph| matches!(***glyph, PdfGlyph::Type3(_)));
    if programs.next().is_some() { Coat { colour: None, ..coat } } else { coat }
}
