//! Pictures as documents: PNG, JPEG, JPEG 2000 and TIFF, a page for each frame.
//!
//! A page of a picture is a scan without glyphs; its pixels are decoded only when asked for ([`Document::scan`]). The size of
//! the paper comes from the resolution that the file states (`density`), its place on the page from the orientation.

mod decode;
mod density;
mod tiff;

use std::panic::catch_unwind;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage, imageops::FilterType};

use crate::error::{Error, Result};
use crate::geom::Affine;
use crate::page::{Origin, Page};
use crate::picture::{Picture, Pixels, Scan};
use crate::place::{Note, Severity};
use crate::source::{Kind, Source};

/// More frames than this are no disclosure of one department.
const MOST_FRAMES: usize = 5_000;
/// A frame of more pixels is not decoded: A4 at 600 dpi has 35 million.
const MOST_PIXELS: u64 = 50_000_000;
/// No picture that is drawn has a longer side.
const LONGEST_SIDE: u64 = 30_000;
/// The longer side of A4, in points: the paper where no believable resolution is stated.
const A4: f64 = 842.0;
/// Sheets whose longer side is outside of these, in points, are no paper that is scanned: A2 has 1,684. Cameras and
/// screens state 72 dpi and mean nothing by it.
const PAPER: std::ops::RangeInclusive<f64> = 200.0..=1_700.0;
/// Pixels whose sides differ by more than this share are made square: faxes have half as many rows as columns in an inch.
const SQUARE: f64 = 0.1;
/// Points in an inch.
const POINTS: f64 = 72.0;

/// What a frame says of itself, without its pixels.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// The how manieth of the file, counted from 0; thumbnails count.
    index: usize,
    width: u32,
    height: u32,
    /// Pixels in an inch along rows and down columns.
    dpi: Option<(f64, f64)>,
    orientation: Orientation,
}

/// A picture, or a file of many.
pub struct Document {
    name: String,
    kind: Kind,
    bytes: Vec<u8>,
    frames: Vec<Frame>,
    cut_off: bool,
}

/// Opens a picture: looks at what each frame says of itself.
///
/// # Errors
/// [`Error::is_unknown_kind`] where it is no picture, [`Error::is_damaged`], or [`Error::is_too_large`].
pub fn open(source: &Source) -> Result<Document> {
    let (name, bytes) = (&source.name, &source.bytes);
    let frames = match source.kind() {
        Some(Kind::Tiff) => tiff::frames(bytes, MOST_FRAMES + 1),
        Some(kind @ (Kind::Png | Kind::Jpeg | Kind::Jpeg2000)) => decode::frame(kind, bytes).map(|f| vec![f]),
        Some(Kind::Pdf) | None => return Err(Error::unknown_kind(name, bytes)),
    };
    let frames = frames.filter(|frames| !frames.is_empty()).ok_or_else(|| Error::damaged_image(name))?;
    if frames.len() > MOST_FRAMES {
        return Err(Error::too_large(name, "pages or more", frames.len(), MOST_FRAMES));
    }
    let kind = source.kind().unwrap_or(Kind::Png);
    let cut_off = decode::is_cut_off(kind, bytes);
    Ok(Document { name: name.clone(), kind, bytes: bytes.clone(), frames, cut_off })
}

impl Document {
    /// How many pages it has.
    pub fn page_count(&self) -> usize {
        self.frames.len()
    }

    /// Whether the file ends before the picture does.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// All pages in order, without glyphs.
    pub fn pages(&self) -> Vec<Page> {
        self.frames.iter().zip(1..).map(|(frame, number)| frame.page(number)).collect()
    }

    /// The pixels of a page; pages are counted from 1.
    ///
    /// # Errors
    /// [`Error::is_no_such_page`], [`Error::is_too_large`], or [`Error::is_damaged`] where it cannot be decoded whole.
    pub fn scan(&self, page: u32) -> Result<Scan> {
        let frame = self.frame(page)?;
        let count = u64::from(frame.width) * u64::from(frame.height);
        if count > MOST_PIXELS {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            return Err(Error::too_large(&self.name, "pixels on a page", count, 50_000_000));
        }
        // A fault of a decoder costs this page only.
        let image = catch_unwind(|| match self.kind {
            Kind::Tiff => tiff::pixels(&self.bytes, frame.index),
            kind => decode::pixels(kind, &self.bytes),
        });
        let image = image.ok().flatten();
        let image = image.filter(|image| (image.width(), image.height()) == (frame.width, frame.height));
        let image = image.ok_or_else(|| Error::damaged_picture(&self.name, page))?;
        let image = frame.squared(image);
        let (width, height) = (image.width(), image.height());
        let pixels = match image {
            DynamicImage::ImageLuma8(gray) => Pixels::Gray(gray.into_raw()),
            other => Pixels::Rgb(other.into_rgb8().into_raw()).gray_where_gray(),
        };
        Ok(Scan { width, height, pixels, to_page: frame.to_page(width, height) })
    }

    /// The picture of a page as it is seen.
    ///
    /// # Errors
    /// As [`Self::scan`], and [`Error::is_too_large`] where the picture would have too many pixels.
    pub fn picture(&self, page: u32, dpi: u32) -> Result<Picture> {
        let frame = self.frame(page)?;
        let (width, height) = frame.size_as_seen();
        let side = |points: f64| {
            // What is too large is refused below.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let pixels = (points * f64::from(dpi) / POINTS) as u32;
            pixels.max(1)
        };
        let (width, height) = (side(width), side(height));
        let (across, down) = (u64::from(width), u64::from(height));
        if across.max(down) > LONGEST_SIDE || across * down > MOST_PIXELS {
            return Err(Error::picture_too_large(&self.name, (page, dpi), (across, down), MOST_PIXELS));
        }
        let scan = self.scan(page)?;
        let image = match scan.pixels {
            Pixels::Gray(gray) => GrayImage::from_raw(scan.width, scan.height, gray).map(DynamicImage::from),
            Pixels::Rgb(rgb) => RgbImage::from_raw(scan.width, scan.height, rgb).map(DynamicImage::from),
        };
        let mut image = image.ok_or_else(|| Error::damaged_picture(&self.name, page))?;
        image.apply_orientation(frame.orientation);
        let rgb = image.resize_exact(width, height, FilterType::Triangle).into_rgb8().into_raw();
        Ok(Picture { width, height, dpi, rgb })
    }

    fn frame(&self, page: u32) -> Result<&Frame> {
        let found = (page as usize).checked_sub(1).and_then(|index| self.frames.get(index));
        found.ok_or_else(|| Error::no_such_page(&self.name, page))
    }
}

impl Frame {
    /// Its size in points, before it is turned.
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

    fn size_as_seen(&self) -> (f64, f64) {
        let (width, height) = self.size();
        if is_turned(self.orientation) { (height, width) } else { (width, height) }
    }

    /// From the pixels of a raster of this size to points of the page as it is seen.
    fn to_page(self, columns: u32, rows: u32) -> Affine {
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

    /// The picture with square pixels.
    fn squared(&self, image: DynamicImage) -> DynamicImage {
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

    fn page(&self, number: u32) -> Page {
        let (width, height) = self.size_as_seen();
        Page {
            number,
            width,
            height,
            origin: Origin::Scan,
            upright: Affine::IDENTITY,
            glyphs: Vec::new(),
            rulings: Vec::new(),
            readings: Vec::new(),
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

    fn frame(dpi: Option<(f64, f64)>, orientation: Orientation) -> Frame {
        Frame { index: 0, width: 1_000, height: 2_000, dpi, orientation }
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
        let fax = Frame { width: 204, height: 98, ..frame(Some((204.0, 98.0)), Orientation::NoTransforms) };
        let squared = fax.squared(DynamicImage::new_luma8(204, 98));
        // 72 points are too small for paper.
        assert_eq!((squared.width(), squared.height()), (204, 98));
        let fax = Frame { width: 1_728, height: 1_078, ..fax };
        let squared = fax.squared(DynamicImage::new_luma8(1_728, 1_078));
        assert_eq!((squared.width(), squared.height()), (1_728, 2_244));
    }
}
