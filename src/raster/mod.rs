//! Reads picture files as documents: PNG, JPEG, JPEG 2000 and TIFF, with a page for each frame.
//!
//! A page of a picture is a scan without glyphs; its pixels are decoded only when asked for ([`RasterDocument::scan`]). The size of
//! the paper comes from the resolution that the file states (`density`), its place on the page from the orientation (`frame`).

mod decode;
mod density;
mod frame;
mod tiff;

use std::panic::catch_unwind;

use image::{DynamicImage, GrayImage, RgbImage, imageops::FilterType};

use crate::error::{Error, Result};
use crate::page::Page;
use crate::picture::{Picture, Pixels, Scan};
use crate::source::{Kind, Source};
use frame::{ImageFrame, MOST_PIXELS, POINTS};

/// Most frames of a disclosure.
const MOST_FRAMES: usize = 5_000;
/// Longest side of a picture that is drawn, in pixels.
const LONGEST_SIDE: u64 = 30_000;
/// An open picture file, of one frame or many.
pub struct RasterDocument {
    name: String,
    kind: Kind,
    bytes: Vec<u8>,
    frames: Vec<ImageFrame>,
    cut_off: bool,
}

/// Opens a picture: looks at what each frame says of itself.
///
/// # Errors
/// [`Error::is_unknown_kind`] where it is no picture, [`Error::is_damaged`], or [`Error::is_too_large`].
pub fn open(source: &Source) -> Result<RasterDocument> {
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
    Ok(RasterDocument { name: name.clone(), kind, bytes: bytes.clone(), frames, cut_off })
}

impl RasterDocument {
    /// Number of its pages.
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

    fn frame(&self, page: u32) -> Result<&ImageFrame> {
        let found = (page as usize).checked_sub(1).and_then(|index| self.frames.get(index));
        found.ok_or_else(|| Error::no_such_page(&self.name, page))
    }
}
