//! Takes a deskewed page apart: into its rulings, the segments of its lines, and the crop of each segment for a reader.

use image::{GrayImage, Luma};

use super::crops::{CroppedPage, CroppedSegment, PageMeasures};
use super::dotted::add_dotted_lines;
use super::gray_page::GrayPage;
use super::ink::{Component, PixelBox, ink_level, ink_to_components};
use super::rulings::{Rulings, ink_to_rulings, remove_rulings};
use super::segments::{Segment, components_to_segments};
use super::thin_lines::Scale;
use crate::bend::Bend;
use crate::geom::{Affine, Rect};
use crate::page::Ruling;

/// Margin of paper around the ink of a crop, in points: readers lose what touches the edge.
const MARGIN: f64 = 1.1;

/// A page without its rulings, with its connected components and segments.
pub(super) struct SegmentedPage {
    gray: GrayImage,
    rulings: Rulings,
    components: Vec<Component>,
    /// For each pixel the index of its component plus 1; 0 is paper.
    labels: Vec<u32>,
    /// For each component the index of its segment plus 1; 0 where it is in none.
    owners: Vec<u32>,
    pub(super) segments: Vec<Segment>,
    /// Usual height of characters, in pixels.
    char_height: f64,
    /// From its pixels to points of the page as seen.
    to_page: Affine,
    /// Points a pixel.
    point: f64,
    /// How the page was bent before it was made flat, in pixels.
    bend: Option<Bend>,
}

/// Finds the rulings, components and segments of a deskewed page that is flat, or was made so.
pub(super) fn gray_page_to_segmented((page, bend): (GrayPage, Option<Bend>)) -> SegmentedPage {
    let GrayPage { mut gray, to_page, point } = page;
    let ink = ink_level(&gray);
    let mut rulings = ink_to_rulings(&gray, ink, point);
    remove_rulings(&mut gray, &rulings, ink, point);
    let (components, labels) = ink_to_components(&gray, ink);
    let is_piece = add_dotted_lines(&components, &mut rulings, Scale { point });
    let (segments, char_height) = components_to_segments(&components, &is_piece, &rulings, point);
    let mut owners = vec![0; components.len()];
    for (number, segment) in (1_u32..).zip(&segments) {
        for component in &segment.components {
            owners[*component] = number;
        }
    }
    SegmentedPage { gray, rulings, components, labels, owners, segments, char_height, to_page, point, bend }
}

impl SegmentedPage {
    /// Keeps what reading needs; the picture of the page is dropped.
    pub(super) fn into_crops(self) -> CroppedPage {
        let boxes: Vec<PixelBox> = self.segments.iter().map(|segment| segment.rect).collect();
        let measures =
            PageMeasures::new(self.char_height, self.point, self.rulings.cells(self.char_height), &boxes);
        let segments = (0..).zip(&self.segments).map(|(number, segment)| CroppedSegment {
            rect: segment.rect,
            components: self.components(segment),
            picture: self.crop(number, segment),
            margin: self.margin(),
            disturbed: false,
        });
        CroppedPage {
            measures,
            segments: segments.collect(),
            rulings: self.rulings(),
            size: (f64::from(self.gray.width()) * self.point, f64::from(self.gray.height()) * self.point),
            bend: self.bend.as_ref().map(|bend| bend.scaled(self.point)),
            upright: Affine([1.0 / self.point, 0.0, 0.0, 1.0 / self.point, 0.0, 0.0]).then(&self.to_page),
        }
    }

    /// The rulings, in points of the deskewed page.
    pub(super) fn rulings(&self) -> Vec<Ruling> {
        let rect = |(x0, y0, x1, y1): (u32, u32, u32, u32)| {
            let [x0, y0, x1, y1] = [x0, y0, x1, y1].map(|v| f64::from(v) * self.point);
            Rect::new(x0, y0, x1, y1)
        };
        let across = self
            .rulings
            .horizontals
            .iter()
            .map(|r| Ruling { rect: rect((r.from, r.at, r.to, r.at + r.thick)), horizontal: true });
        let down = self
            .rulings
            .verticals
            .iter()
            .map(|r| Ruling { rect: rect((r.at, r.from, r.at + r.thick, r.to)), horizontal: false });
        across.chain(down).collect()
    }

    /// The components of a segment, from left to right.
    fn components(&self, segment: &Segment) -> Vec<Component> {
        segment.components.iter().filter_map(|index| self.components.get(*index)).copied().collect()
    }

    /// Margin of paper around the ink of a crop, in pixels.
    fn margin(&self) -> u32 {
        // A length of few pixels.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let margin = (MARGIN / self.point).round().max(2.0) as u32;
        margin
    }

    /// Crops a segment with paper around it, without the ink of its neighbours.
    pub(super) fn crop(&self, number: usize, segment: &Segment) -> GrayImage {
        let margin = self.margin();
        let own = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let width = self.gray.width();
        GrayImage::from_fn(segment.rect.width() + 2 * margin, segment.rect.height() + 2 * margin, |x, y| {
            let white = Luma([255]);
            let Some(x) = (segment.rect.x0 + x).checked_sub(margin).filter(|x| *x < width) else {
                return white;
            };
            let Some(y) = (segment.rect.y0 + y).checked_sub(margin).filter(|y| *y < self.gray.height())
            else {
                return white;
            };
            let component = self.labels.get((y * width + x) as usize).copied().unwrap_or(0);
            let foreign = component > 0 && self.owners.get(component as usize - 1) != Some(&own);
            if foreign { white } else { *self.gray.get_pixel(x, y) }
        })
    }
}
