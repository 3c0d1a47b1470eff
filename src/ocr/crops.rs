//! Defines what reading needs of a page once its picture is dropped: for each segment its crop, its box and its components.

use image::{GrayImage, Luma};

use super::ink::{Component, PixelBox};
use crate::geom::{Affine, Rect};
use crate::page::Ruling;

/// A page without its picture.
pub(super) struct CroppedPage {
    pub(super) measures: PageMeasures,
    /// The segments, in reading order.
    pub(super) segments: Vec<CroppedSegment>,
    /// The rulings, in points of the deskewed page.
    pub(super) rulings: Vec<Ruling>,
    /// Width and height in points.
    pub(super) size: (f64, f64),
    /// From points of the deskewed page to points of the page as seen.
    pub(super) upright: Affine,
}

/// Measures of a page that all its segments share.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageMeasures {
    /// Usual height of characters, in pixels.
    pub(super) char_height: f64,
    /// Points a pixel.
    pub(super) point: f64,
    /// Whether rulings make cells on it.
    pub(super) has_cells: bool,
}

/// A line of prose is at least this many times as wide as high: so many characters.
const LONG: u32 = 20;
/// … and no higher than this many usual heights: a title is.
const HIGH: f64 = 1.3;

impl PageMeasures {
    /// Whether a segment of a page without cells is as long as lines of prose are.
    pub(super) fn is_line_of_prose(&self, rect: &PixelBox) -> bool {
        !self.has_cells
            && rect.width() >= LONG * rect.height()
            && f64::from(rect.height()) <= HIGH * self.char_height
    }

    /// Converts a box of pixels to points of the deskewed page.
    pub(super) fn rect(&self, pixels: &PixelBox) -> Rect {
        let [x0, y0, x1, y1] =
            [pixels.x0, pixels.y0, pixels.x1, pixels.y1].map(|v| f64::from(v) * self.point);
        Rect::new(x0, y0, x1, y1)
    }
}

/// A segment with its crop: what a reader gets, and what is compared with what it read.
pub(super) struct CroppedSegment {
    /// Box of its ink, in pixels of the page.
    pub(super) rect: PixelBox,
    /// Its components, from left to right.
    pub(super) components: Vec<Component>,
    /// Its ink with a margin of paper around it, without the ink of its neighbours.
    pub(super) picture: GrayImage,
    /// Pixels of paper on each side.
    pub(super) margin: u32,
}

impl CroppedSegment {
    /// Left edge of the crop, in pixels of the page; it may lie outside of it.
    pub(super) fn left(&self) -> f64 {
        f64::from(self.rect.x0) - f64::from(self.margin)
    }

    /// Splits a segment at a place that none of its components covers; `None` where one side would have none.
    pub(super) fn split(&self, at: f64) -> Option<(Self, Self)> {
        let is_left = |component: &&Component| f64::from(component.rect.x1) <= at;
        let (left, right): (Vec<&Component>, Vec<&Component>) = self.components.iter().partition(is_left);
        Some((self.part(&left, |x| x < at)?, self.part(&right, |x| x >= at)?))
    }

    /// The part of some components; columns of the page that are not its own become paper.
    fn part(&self, components: &[&Component], is_own: impl Fn(f64) -> bool) -> Option<Self> {
        let rect = components.iter().map(|component| component.rect).reduce(|a, b| a.union(&b))?;
        let (across, down) = (rect.x0.checked_sub(self.rect.x0)?, rect.y0.checked_sub(self.rect.y0)?);
        let left = f64::from(rect.x0) - f64::from(self.margin);
        let (width, height) = (rect.width() + 2 * self.margin, rect.height() + 2 * self.margin);
        let picture = GrayImage::from_fn(width, height, |x, y| {
            let pixel = self.picture.get_pixel_checked(across + x, down + y);
            pixel.copied().filter(|_| is_own(left + f64::from(x) + 0.5)).unwrap_or(Luma([u8::MAX]))
        });
        let components = components.iter().map(|component| **component).collect();
        Some(Self { rect, components, picture, margin: self.margin })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crop_parts_by_its_columns_with_paper_for_the_other_part() {
        let component = |x0, y0, x1| Component { rect: PixelBox { x0, y0, x1, y1: 30 }, area: 9 };
        let rect = PixelBox { x0: 100, y0: 20, x1: 112, y1: 30 };
        let components = vec![component(100, 20, 103), component(104, 24, 106), component(108, 22, 112)];
        let is_ink = |x: u32, y: u32| {
            let at = |b: &Component| {
                (b.rect.x0..b.rect.x1).contains(&(x + 98)) && (b.rect.y0..30).contains(&(y + 18))
            };
            components.iter().any(at)
        };
        let picture = GrayImage::from_fn(16, 14, |x, y| Luma([if is_ink(x, y) { 0 } else { u8::MAX }]));
        let whole = CroppedSegment { rect, components: components.clone(), picture, margin: 2 };
        let (left, right) = whole.split(107.0).unwrap();
        assert_eq!((left.components.len(), right.components.len()), (2, 1));
        assert_eq!(left.rect, PixelBox { x0: 100, y0: 20, x1: 106, y1: 30 });
        assert_eq!(right.rect, PixelBox { x0: 108, y0: 22, x1: 112, y1: 30 });
        assert_eq!((right.picture.dimensions(), right.left()), ((8, 12), 106.0));
        // The ink of both is where it was, and nothing of the other is there: 3 × 10 + 2 × 6 and 4 × 8 pixels.
        let ink = |part: &CroppedSegment| part.picture.pixels().filter(|pixel| pixel.0[0] == 0).count();
        assert_eq!((ink(&left), ink(&right)), (42, 32));
        assert_eq!(right.picture.get_pixel(2, 2).0[0], 0);
        assert!(whole.split(99.0).is_none() && whole.split(112.0).is_none());
    }
}
