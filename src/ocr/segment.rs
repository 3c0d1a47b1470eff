//! Defines a segment: what a reader is given to read at once.

use super::ink::PixelBox;

/// Part of a line of text that stands by itself: the components between two wide gaps or rulings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    pub(super) rect: PixelBox,
    /// Indices of its components, from left to right.
    pub(super) components: Vec<usize>,
}
