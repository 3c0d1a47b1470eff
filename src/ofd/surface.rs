//! Defines what a page is drawn on: a record of it, or a picture.

use std::rc::Rc;
use std::sync::Arc;

use super::fonts::Face;
use super::resources::FontEntry;
use crate::geom::Affine;
use crate::page::Glyph;
use crate::pdf::{Ink, PaintedPath, PaintedPicture};

/// A character that is drawn.
pub(super) struct DrawnGlyph {
    pub(super) glyph: Glyph,
    pub(super) ink: Ink,
    /// Whether more than its edge is drawn.
    pub(super) is_filled: bool,
    /// The embedded font that draws it, and its glyph there.
    pub(super) face: Option<(Rc<Face>, u32)>,
    pub(super) font: Option<Arc<FontEntry>>,
    /// The glyph, where the file itself names it.
    pub(super) named: Option<u32>,
    /// From outlines of an em of 1, upwards, to the page.
    pub(super) outline: Affine,
}

/// What a page is drawn on, in points of the page as it is seen.
pub(super) trait Surface<'f> {
    /// Leaves only what lies within a path to be seen, of what follows.
    fn push_clip(&mut self, path: PaintedPath);
    /// Ends the last clip.
    fn pop_clip(&mut self);
    /// Fills a path.
    fn fill(&mut self, path: &PaintedPath, ink: Ink, is_even_odd: bool);
    /// Strokes a path with a line of so many points.
    fn stroke(&mut self, path: &PaintedPath, ink: Ink, width: f64);
    /// Draws a character.
    fn glyph(&mut self, drawn: DrawnGlyph);
    /// Takes a character that is not drawn.
    fn hidden(&mut self, glyph: Glyph);
    /// Draws a picture.
    fn picture(&mut self, picture: PaintedPicture<'f>);
    /// Whether it takes too long.
    fn is_too_slow(&self) -> bool;
}
