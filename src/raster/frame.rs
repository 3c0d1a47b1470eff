//! Places one frame of a picture file on the page: the paper that it stands for, and the map of its pixels.

use image::metadata::Orientation;
use image::{DynamicImage, imageops::FilterType};

use crate::geom::Affine;
use crate::page::{Origin, Page};
use crate::place::{Note, Severity};

/// Most pixels of a frame that is decoded: A4 at 600 dpi has 35 million.
pub(super) const MOST_PIXELS: u64 = 50_000_000;
/// Longer side of A4, in points: the paper where no believable resolution is stated.
const A4: f64 = 842.0;
/// Lengths of the longer side of paper that is scanned, in points: A2 has 1,684. Cameras and screens state 72 dpi and mean
/// nothing by it.
const PAPER: std::ops::RangeInclusive<f64> = 200.0..=1_700.0;
/// Largest difference of the sides of a square pixel, as a share. Others are made square: faxes have half as many rows per
/// inch as columns.
const SQUARE: f64 = 0.1;
/// Points per inch.
pub(super) const POINTS: f64 = 72.0;

/// What a frame says of itself, without its pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct ImageFrame {
    /// Index of the frame in the file, from 0; thumbnails count.
    pub(super) index: usize,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Stated resolution along rows and down columns, in pixels per inch.
    pub(super) dpi: Option<(f64, f64)>,
    pub(super) orientation: Orientation,
}

impl ImageFrame {
    /// Size in points, before its orientation is applied.
    fn size(&self) -> (f64, f64) {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let stated = self.dpi.map(|(x, y)| (width / x * POINTS, height / y * POINTS));
        // Also false where a resolution is no number.
        let believed =
            stated.filter(|(width, height)| PAPER.contains(&width.max(*height)) && width.min(*height) >= 1.0);
        believed.unwrap_or_else(|| {
            let scale = A4 / width.max(height);
            (width * scale, height * scale)
        })
    }

    pub(super) fn size_as_seen(&self) -> (f64, f64) {
        let (width, height) = self.size();
        if is_turned(self.orientation) { (height, width) } else { (width, height) }
    }

    /// Map from the pixels of a raster of this size to points of the page as it is seen.
    pub(super) fn to_page(self, columns: u32, rows: u32) -> Affine {
        let (width, height) = self.size();
        let [a, b, c, d, e, f] = match self.orientation {
            Orientation::NoTransforms => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            Orientation::FlipHorizontal => [-1.0, 0.0, 0.0, 1.0, width, 0.0],
            Orientation::Rotate180 => [-1.0, 0.0, 0.0, -1.0, width, height],
            Orientation::FlipVertical => [1.0, 0.0, 0.0, -1.0, 0.0, height],
            Orientation::Rotate90FlipH => [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
            Orientation::Rotate90 => [0.0, 1.0, -1.0, 0.0, height, 0.0],
            Orientation::Rotate270FlipH => [0.0, -1.0, -1.0, 0.0, height, width],
            Orientation::Rotate270 => [0.0, -1.0, 1.0, 0.0, 0.0, width],
        };
        let (x, y) = (width / f64::from(columns), height / f64::from(rows));
        Affine([a * x, b * x, c * y, d * y, e, f])
    }

    /// Resizes a picture to square pixels.
    pub(super) fn squared(&self, image: DynamicImage) -> DynamicImage {
        let (width, height) = self.size();
        let (x, y) = (f64::from(self.width) / width, f64::from(self.height) / height);
        if (x - y).abs() <= SQUARE * x.min(y) {
            return image;
        }
        let finest = x.max(y);
        let (columns, rows) = ((width * finest).round(), (height * finest).round());
        // A picture that would grow beyond the limit stays as it is.
        #[allow(clippy::cast_precision_loss)]
        let fits = columns >= 1.0 && rows >= 1.0 && columns * rows <= MOST_PIXELS as f64;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // just compared
        let (columns, rows) = (columns as u32, rows as u32);
        if fits { image.resize_exact(columns, rows, FilterType::Triangle) } else { image }
    }

    pub(super) fn page(&self, number: u32) -> Page {
        let (width, height) = self.size_as_seen();
        Page {
            number,
            width,
            height,
            origin: Origin::Scan,
            upright: Affine::IDENTITY,
            glyphs: Vec::new(),
            rulings: Vec::new(),
            fills: Vec::new(),
            readings: Vec::new(),
            fonts: Vec::new(),
            bend: None,
            unread_ink: Vec::new(),
            layer: Vec::new(),
            notes: vec![Note::on_page(Severity::Info, number, "the page is a picture")],
        }
    }
}

fn is_turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(dpi: Option<(f64, f64)>, orientation: Orientation) -> ImageFrame {
        ImageFrame { index: 0, width: 1_000, height: 2_000, dpi, orientation }
    }

    #[test]
    fn paper_has_the_stated_size_where_it_can_be_paper() {
        assert_eq!(frame(Some((200.0, 200.0)), Orientation::NoTransforms).size(), (360.0, 720.0));
        // 72 dpi would be a sheet of 70 cm.
        assert_eq!(frame(Some((72.0, 72.0)), Orientation::NoTransforms).size(), (421.0, 842.0));
        assert_eq!(frame(Some((0.0, 0.0)), Orientation::NoTransforms).size(), (421.0, 842.0));
        assert_eq!(frame(None, Orientation::Rotate90).size_as_seen(), (842.0, 421.0));
    }

    #[test]
    fn every_orientation_fills_the_page() {
        for number in 1..=8 {
            let frame = frame(None, Orientation::from_exif(number).unwrap());
            let (width, height) = frame.size_as_seen();
            let all = crate::geom::Rect::new(0.0, 0.0, 1_000.0, 2_000.0);
            let seen = frame.to_page(1_000, 2_000).rect(&all);
            assert_eq!(
                (seen.x0, seen.y0, seen.x1.round(), seen.y1.round()),
                (0.0, 0.0, width, height),
                "{number}"
            );
        }
    }

    #[test]
    fn fax_pixels_are_made_square() {
        let fax =
            ImageFrame { width: 204, height: 98, ..frame(Some((204.0, 98.0)), Orientation::NoTransforms) };
        let squared = fax.squared(DynamicImage::new_luma8(204, 98));
        // 72 points are too small for paper.
        assert_eq!((squared.width(), squared.height()), (204, 98));
        let fax = ImageFrame { width: 1_728, height: 1_078, ..fax };
        let squared = fax.squared(DynamicImage::new_luma8(1_728, 1_078));
        assert_eq!((squared.width(), squared.height()), (1_728, 2_244));
    }
}
