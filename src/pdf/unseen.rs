//! Drops the characters of a page that nobody sees, once everything is drawn.

use super::covers::Covers;
use super::hidden_amounts::HiddenAmounts;
use super::hiding::Sight;
use super::watermarks::Tint;
use crate::page::{Doubt, Glyph, LayerGlyph};

/// Drops what is not printed of the text, and marks what is not all to be seen. What something covers goes to the layer.
pub(super) fn drop_unseen(
    covers: &mut Covers,
    glyphs: &mut Vec<Glyph>,
    tints: &mut Vec<Tint>,
    layer: &mut Vec<LayerGlyph>,
) -> HiddenAmounts {
    let sights = covers.sights(glyphs);
    let amounts = HiddenAmounts::find(glyphs, &sights, covers.covers());
    for (glyph, sight) in glyphs.iter_mut().zip(&sights) {
        if *sight == Sight::Part {
            glyph.doubt.get_or_insert(Doubt::Covered);
        }
    }
    if sights.iter().any(|sight| sight.is_hidden()) {
        let is_under = |(_, sight): &(&Glyph, &Sight)| matches!(sight, Sight::Under(_));
        let under = glyphs.iter().zip(&sights).filter(is_under);
        layer.extend(under.map(|(glyph, _)| LayerGlyph { ch: glyph.ch, rect: glyph.rect }));
        let mut of_glyphs = sights.iter();
        glyphs.retain(|_| of_glyphs.next().is_none_or(|sight| !sight.is_hidden()));
        let mut of_tints = sights.iter();
        tints.retain(|_| of_tints.next().is_none_or(|sight| !sight.is_hidden()));
    }
    amounts
}
