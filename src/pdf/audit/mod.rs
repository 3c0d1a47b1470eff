//! Audits the fonts of numbers: whether they draw what their text says. A map may lie (8 for the glyph 3, all digits
//! shifted), and no checking of characters shows it.
//!
//! # Steps
//! 1. while a page is interpreted, each glyph that the text calls a digit or a sign of an amount is noted, and drawn when
//!    it is first seen ([`sightings`], `drawing`): once for its font program and its text;
//! 2. when all pages are, each font is judged by all of its glyphs (`judge`), whichever page they stand on;
//! 3. the numbers of a font that lies are doubted on each page (`doubts`).
//!
//! A font that is not embedded is drawn by a substitute (`programs`), which is no witness where a map chose the text.

mod doubts;
mod drawing;
mod judge;
mod programs;
mod sightings;

pub(super) use doubts::notes;
pub(super) use judge::{Audits, judge};
pub(super) use sightings::{PageMarks, Sightings, font_of};
