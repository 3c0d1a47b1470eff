//! Defines what reading needs of a page once its picture is dropped: for each segment its crop, its box and its components.

use image::{GrayImage, Luma};

use super::ink::{Component, PixelBox};
use crate::bend::Bend;
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
    /// How the deskewed page was bent, in points.
    pub(super) bend: Option<Bend>,
}

/// A mark of this width, in usual heights of characters, may be lost beside a number: its minus.
const BESIDE: f64 = 0.45;

impl CroppedPage {
    /// Notes which segments stand where ink was taken out, by its boxes on the page as seen.
    pub(super) fn note_taken_out(&mut self, taken_out: &[Rect]) {
        if taken_out.is_empty() {
            return;
        }
        let beside = BESIDE * self.measures.char_height * self.measures.point;
        for segment in &mut self.segments {
            let own = self.measures.rect(&segment.rect);
            let reach = Rect::new(own.x0 - beside, own.y0, own.x1 + beside, own.y1);
            let reach = self.bend.as_ref().map_or(reach, |bend| bend.rect(&reach));
            let reach = self.upright.rect(&reach);
            let meets = |taken: &Rect| {
                taken.x0 < reach.x1 && reach.x0 < taken.x1 && taken.y0 < reach.y1 && reach.y0 < taken.y1
            };
            segment.disturbed = taken_out.iter().any(meets);
        }
    }
}

/// Measures of a page that all its segments share.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageMeasures {
    /// Usual height of characters, in pixels.
    pub(super) char_height: f64,
    /// Points a pixel.
    pub(super) point: f64,
    /// From the first to the last row that rulings part, in pixels from the top, where they make cells.
    pub(super) cells: Option<(u32, u32)>,
    /// Whether it is full of long lines.
    pub(super) is_prose: bool,
}

/// A line of prose is at least this many times as wide as high: so many characters.
const LONG: u32 = 20;
/// … and no higher than this many usual heights: a title is.
const HIGH: f64 = 1.3;
/// A page with so many of them is one of prose; a cover has fewer.
const LINES: usize = 8;

/// What a long line may be, by its place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LongLine {
    /// A line of a page of prose.
    Prose,
    /// A line above or below a table: a remark, or a label with a long name.
    BesideTable,
}

impl PageMeasures {
    /// The measures of a page with these segments.
    pub(super) fn new(
        char_height: f64,
        point: f64,
        cells: Option<(u32, u32)>,
        segments: &[PixelBox],
    ) -> Self {
        let mut measures = Self { char_height, point, cells, is_prose: false };
        let lines = segments.iter().filter(|rect| measures.is_long(rect)).count();
        measures.is_prose = cells.is_none() && lines >= LINES;
        measures
    }

    fn is_long(&self, rect: &PixelBox) -> bool {
        rect.width() >= LONG * rect.height() && f64::from(rect.height()) <= HIGH * self.char_height
    }

    /// What a segment is that stands in no cell and is as long as lines of prose and remarks are.
    pub(super) fn long_line(&self, rect: &PixelBox) -> Option<LongLine> {
        match self.cells {
            _ if !self.is_long(rect) => None,
            Some((first, last)) if rect.y1 <= first || last <= rect.y0 => Some(LongLine::BesideTable),
            None if self.is_prose => Some(LongLine::Prose),
            _ => None,
        }
    }

    /// Whether a segment is a line of prose or of a remark, long or not.
    pub(super) fn is_in_prose(&self, rect: &PixelBox) -> bool {
        self.is_prose || self.long_line(rect).is_some()
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
    /// Whether ink that is no print was taken out of it or beside it.
    pub(super) disturbed: bool,
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
        Some(Self { rect, components, picture, margin: self.margin, disturbed: self.disturbed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_prose_or_stand_beside_a_table() {
        let line =
            |y0: u32, width: u32, height: u32| PixelBox { x0: 50, y0, x1: 50 + width, y1: y0 + height };
        let table = PageMeasures::new(20.0, 0.36, Some((200, 900)), &[]);
        for y in [100, 950] {
            assert_eq!(table.long_line(&line(y, 600, 20)), Some(LongLine::BesideTable));
        }
        assert_eq!(table.long_line(&line(500, 600, 20)), None, "in a cell");
        assert_eq!(table.long_line(&line(950, 300, 20)), None, "short");
        assert_eq!(table.long_line(&line(100, 800, 30)), None, "a title");
        let lines: Vec<PixelBox> = (0..9).map(|n| line(40 * n, 600, 20)).collect();
        let page = |count: usize| PageMeasures::new(20.0, 0.36, None, &lines[..count]);
        assert_eq!(page(9).long_line(&lines[0]), Some(LongLine::Prose));
        assert_eq!(page(3).long_line(&lines[0]), None, "a cover");
    }

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
        let whole =
            CroppedSegment { rect, components: components.clone(), picture, margin: 2, disturbed: true };
        let (left, right) = whole.split(107.0).unwrap();
        assert_eq!((left.components.len(), right.components.len()), (2, 1));
        assert!(left.disturbed && right.disturbed);
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
