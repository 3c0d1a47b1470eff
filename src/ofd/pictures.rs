//! Finds the pictures of a page, and decodes them.

use std::sync::Arc;

use image::{DynamicImage, GrayImage, ImageFormat, RgbImage};

use super::files::Files;
use super::object::Object;
use super::resources::Scope;
use super::xml::Element;
use crate::geom::{Affine, Rect};
use crate::pdf::PaintedPicture;
use crate::picture::Pixels;
use crate::raster;
use crate::source::{Kind, Source};

/// Most pixels of a picture that is decoded: A4 at 600 dpi has 35 million.
pub(super) const MOST_PIXELS: u64 = 50_000_000;
/// Endings of the names of pictures without transparent pixels.
const SOLID: [&str; 5] = ["jpg", "jpeg", "bmp", "tif", "tiff"];

/// The picture that an object shows; `None` where it names none that is there.
pub(super) fn picture_of<'f>(
    element: &Element,
    object: &Object<'_>,
    scope: Scope<'_>,
    files: &'f Files,
) -> Option<PaintedPicture<'f>> {
    let media = scope.media(element.attribute("ResourceID")?).map(Arc::clone)?;
    let mask = element.attribute("ImageMask").map(|id| scope.media(id).map(Arc::clone));
    // The picture is of size 1 × 1; some makers leave it to the boundary how large it is.
    let to_page = match (element.attribute("CTM"), object.own_boundary) {
        (None, Some(own)) => Affine([own.width(), 0.0, 0.0, own.height(), 0.0, 0.0]).then(&object.to_page),
        _ => object.to_page,
    };
    let ending = media.files.first()?.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_solid = mask.is_none() && SOLID.iter().any(|solid| ending.eq_ignore_ascii_case(solid));
    let decode = move || {
        let image = decode(&files.bytes(&media.files).ok()??)?;
        match &mask {
            Some(mask) => masked(image, decode(&files.bytes(&mask.as_ref()?.files).ok()??)?),
            None => Some(image),
        }
    };
    let seen = Rect::new(0.0, 0.0, 0.0, 0.0);
    Some(PaintedPicture { to_page, opacity: object.opacity, is_solid, decode: Box::new(decode), seen })
}

/// Decodes a picture by its first bytes; `None` where it is damaged, too large, or of a kind that is not read.
pub(super) fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    match Kind::of(bytes) {
        // The reader of picture files puts them on white paper, and transparent pixels are asked for here.
        Some(Kind::Png) => with_image(bytes, ImageFormat::Png),
        Some(Kind::Jpeg | Kind::Jpeg2000 | Kind::Tiff) => {
            let source = Source::from_bytes("picture", bytes.to_vec());
            let scan = raster::open(&source).ok()?.scan(1).ok()?;
            match scan.pixels {
                Pixels::Gray(gray) => {
                    GrayImage::from_raw(scan.width, scan.height, gray).map(DynamicImage::from)
                }
                Pixels::Rgb(rgb) => RgbImage::from_raw(scan.width, scan.height, rgb).map(DynamicImage::from),
            }
        }
        _ if bytes.starts_with(b"BM") => with_image(bytes, ImageFormat::Bmp),
        _ => None,
    }
}

fn with_image(bytes: &[u8], format: ImageFormat) -> Option<DynamicImage> {
    let reader = || image::ImageReader::with_format(std::io::Cursor::new(bytes), format);
    let (width, height) = reader().into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    // A fault of a decoder costs this picture only.
    std::panic::catch_unwind(|| reader().decode().ok()).ok().flatten()
}

/// A picture through a mask: what of that is black is not drawn.
fn masked(image: DynamicImage, mask: DynamicImage) -> Option<DynamicImage> {
    let mut image = image.into_rgba8();
    let mask =
        mask.resize_exact(image.width(), image.height(), image::imageops::FilterType::Nearest).into_luma8();
    for (pixel, mask) in image.pixels_mut().zip(mask.pixels()) {
        pixel.0[3] = pixel.0[3].min(mask.0[0]);
    }
    Some(image.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn pictures_are_decoded_by_their_first_bytes() {
        let image = DynamicImage::new_rgb8(3, 2);
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp] {
            let decoded = decode(&file(&image, format)).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (3, 2), "{format:?}");
        }
        let png = file(&image, ImageFormat::Png);
        assert!(decode(&png[..png.len() / 2]).is_none() && decode(b"BM").is_none() && decode(b"").is_none());
    }

    #[test]
    fn a_mask_takes_pixels_away() {
        let mask = GrayImage::from_raw(2, 1, vec![0, 255]).unwrap();
        let shown = masked(DynamicImage::new_rgb8(2, 1), mask.into()).unwrap().into_rgba8().into_raw();
        assert_eq!(shown, [0, 0, 0, 0, 0, 0, 0, 255]);
    }
}
