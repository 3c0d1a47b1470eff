//! Decodes PNG, JPEG and JPEG 2000: what a file states of itself, and its pixels on white paper.

use std::io::Cursor;

use hayro_jpeg2000::{ColorSpace, DecodeSettings, DecoderContext};
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, RgbImage};

use super::density;
use super::frame::ImageFrame;
use crate::picture::over;
use crate::source::Kind;

/// Number of last bytes in which the end mark of a picture stands; some programs append a little of their own.
const END_MARK_WITHIN: usize = 2_048;

/// Reads what the only frame of a picture states.
pub(super) fn frame(kind: Kind, bytes: &[u8]) -> Option<ImageFrame> {
    let (width, height, dpi, orientation) = match kind {
        Kind::Jpeg => {
            let mut decoder = JpegDecoder::new(Cursor::new(bytes)).ok()?;
            let (width, height) = decoder.dimensions();
            let exif = decoder.exif_metadata().ok().flatten();
            let dpi = density::of_jfif(bytes).or_else(|| density::of_exif(exif.as_deref()?));
            (width, height, dpi, orientation(&mut decoder))
        }
        Kind::Png => {
            let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
            let dpi = reader
                .info()
                .pixel_dims
                .filter(|d| d.unit == png::Unit::Meter)
                .map(|d| (f64::from(d.xppu) * density::METRES, f64::from(d.yppu) * density::METRES));
            let mut decoder = PngDecoder::new(Cursor::new(bytes)).ok()?;
            let (width, height) = decoder.dimensions();
            (width, height, dpi, orientation(&mut decoder))
        }
        _ => {
            let image = hayro_jpeg2000::Image::new(bytes, &DecodeSettings::default()).ok()?;
            (image.width(), image.height(), density::of_jp2(bytes), Orientation::NoTransforms)
        }
    };
    (width > 0 && height > 0).then_some(ImageFrame { index: 0, width, height, dpi, orientation })
}

fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

/// Decodes the pixels of a picture.
pub(super) fn pixels(kind: Kind, bytes: &[u8]) -> Option<DynamicImage> {
    let image = match kind {
        Kind::Jpeg => DynamicImage::from_decoder(JpegDecoder::new(Cursor::new(bytes)).ok()?).ok()?,
        Kind::Png => DynamicImage::from_decoder(PngDecoder::new(Cursor::new(bytes)).ok()?).ok()?,
        _ => jpeg2000(bytes)?,
    };
    Some(on_paper(image))
}

fn jpeg2000(bytes: &[u8]) -> Option<DynamicImage> {
    let image = hayro_jpeg2000::Image::new(bytes, &DecodeSettings::default()).ok()?;
    let (width, height, has_alpha) = (image.width(), image.height(), image.has_alpha());
    let colours = match image.color_space() {
        ColorSpace::Gray => 1,
        ColorSpace::RGB => 3,
        // What an own profile changes is too little to matter to ink.
        ColorSpace::Icc { num_channels: count @ (1 | 3), .. }
        | ColorSpace::Unknown { num_channels: count @ (1 | 3) } => *count,
        _ => return None,
    };
    let mut context = DecoderContext::default();
    let data = image.decode(&mut context).ok()?.data_u8();
    match (colours, has_alpha) {
        (1, false) => GrayImage::from_raw(width, height, data).map(DynamicImage::from),
        (1, true) => image::GrayAlphaImage::from_raw(width, height, data).map(DynamicImage::from),
        (_, false) => RgbImage::from_raw(width, height, data).map(DynamicImage::from),
        (_, true) => image::RgbaImage::from_raw(width, height, data).map(DynamicImage::from),
    }
}

/// Converts a picture to gray or RGB of 8 bits; white paper shows through transparent pixels.
pub(super) fn on_paper(image: DynamicImage) -> DynamicImage {
    let color = image.color();
    match (color.has_alpha(), color.has_color()) {
        (false, false) => image.into_luma8().into(),
        (false, true) => image.into_rgb8().into(),
        (true, false) => {
            let image = image.into_luma_alpha8();
            let (width, height) = image.dimensions();
            let gray = image.pixels().map(|p| over(u8::MAX, p.0[0], p.0[1])).collect();
            GrayImage::from_raw(width, height, gray).unwrap_or_default().into()
        }
        (true, true) => {
            let image = image.into_rgba8();
            let (width, height) = image.dimensions();
            let rgb = image.pixels().flat_map(|p| [0, 1, 2].map(|i| over(u8::MAX, p.0[i], p.0[3]))).collect();
            RgbImage::from_raw(width, height, rgb).unwrap_or_default().into()
        }
    }
}

/// Whether the end of the picture is missing: decoders make up the rows that are lost.
pub(super) fn is_cut_off(kind: Kind, bytes: &[u8]) -> bool {
    let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|found| found == mark);
    match kind {
        // Pictures inside of it (thumbnails) have end marks too, but stand before its pixels.
        Kind::Jpeg => last(b"\xff\xd9") < last(b"\xff\xda"),
        Kind::Jpeg2000 => last(b"\xff\xd9") < last(b"\xff\x93"),
        Kind::Png => {
            let tail = bytes.get(bytes.len().saturating_sub(END_MARK_WITHIN)..).unwrap_or(bytes);
            !tail.windows(4).any(|four| four == b"IEND")
        }
        Kind::Tiff | Kind::Pdf => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparent_pixels_are_white() {
        let image = image::RgbaImage::from_raw(2, 1, vec![9, 9, 9, 0, 9, 8, 7, 255]).unwrap();
        assert_eq!(on_paper(image.into()).into_rgb8().into_raw(), [255, 255, 255, 9, 8, 7]);
        let image = image::GrayAlphaImage::from_raw(1, 1, vec![0, 0]).unwrap();
        assert_eq!(on_paper(image.into()).into_luma8().into_raw(), [255]);
    }

    #[test]
    fn the_end_of_a_jpeg_is_behind_its_last_scan() {
        assert!(!is_cut_off(Kind::Jpeg, b"\xff\xd8\xff\xda..\xff\xd9"));
        assert!(is_cut_off(Kind::Jpeg, b"\xff\xd8..\xff\xd8..\xff\xd9..\xff\xda..."));
        assert!(is_cut_off(Kind::Png, b"\x89PNG..IDAT"));
    }
}
