//! Reads clean glyphs of fonts: which digit or sign of an amount an outline shows. So a font can be asked whether it
//! draws what its text says. It knows outlines alone, whatever kind of font they come from.
//!
//! # Steps
//! 1. the outline, in thousandths of an em, and its ink box ([`Outline`]);
//! 2. a picture of 16 × 20 by exact coverage, which the ink box fills (`picture`);
//! 3. 244 numbers: means, directions of the edges, place and size of the ink (`features`);
//! 4. a net that gives each of 24 classes its likelihood ([`Likelihood`], `net`);
//! 5. a verdict on a glyph and on a font ([`judge`]): what the text says against every other assignment of the digits
//!    (`assignment`).
//!
//! `models/glyphs/README.md` says how the weights were made and what was measured.

mod assignment;
mod features;
mod mark;
mod net;
mod outline;
mod picture;
mod verdict;

pub(crate) use mark::Mark;
pub(crate) use net::Likelihood;
pub(crate) use outline::Outline;
pub(crate) use verdict::{FontVerdict, GlyphVerdict, Judged, judge};

/// Height of a digit where a font has none, in thousandths of an em.
pub(crate) const USUAL_DIGIT_HEIGHT: f32 = 700.0;

/// Reads what an outline shows. `digit_height` is the median height of the font's digits: the em says nothing of how
/// large they are drawn. `None` where there is no ink.
pub(crate) fn read(outline: &Outline, digit_height: f32) -> Option<Likelihood> {
    let ink = outline.ink_box()?;
    let picture = picture::draw(outline, &ink);
    Some(net::likelihood(&features::features(&picture, &ink, digit_height)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outlines of digits as a drawing program would make them: boxes of seven segments are too odd, these are bars.
    fn bar(x0: f32, y0: f32, x1: f32, y1: f32) -> Outline {
        let mut outline = Outline::default();
        outline.move_to(x0, y0);
        outline.line_to(x1, y0);
        outline.line_to(x1, y1);
        outline.line_to(x0, y1);
        outline.close();
        outline
    }

    fn best(outline: &Outline) -> Option<Mark> {
        let likelihood = read(outline, 700.0)?;
        Mark::ALL.into_iter().max_by(|a, b| likelihood.of(*a).total_cmp(&likelihood.of(*b)))
    }

    #[test]
    fn bars_and_dots_are_read() {
        assert_eq!(best(&bar(50.0, 230.0, 300.0, 300.0)), Some(Mark::Minus));
        assert_eq!(best(&bar(100.0, 0.0, 200.0, 100.0)), Some(Mark::Point));
    }

    #[test]
    fn what_draws_nothing_is_not_read() {
        assert_eq!(best(&Outline::default()), None);
        assert_eq!(best(&bar(0.0, 0.0, 3.0, 700.0)), None);
        assert_eq!(best(&bar(0.0, f32::NAN, 300.0, 700.0)), None);
    }
}
