//! Reads where a picture leaves nothing to be seen of what is under it: pictures with a mask, and stencils.

use hayro_interpret::kurbo::{Affine, Point};
use hayro_interpret::{Image, ImageData, LumaData, Paint};

use super::ground::{OPAQUE, is_light};

/// Most pixels of a picture that is decoded for that: larger ones are watermarks over the whole page.
const MOST_PIXELS: u32 = 1_000_000;
/// Least value of each colour of a pixel of light paper, from 0 to 255.
const LIGHT: u8 = 220;

/// Whether a picture shows nothing but light paper.
pub(super) fn is_blank(image: &Image<'_, '_>) -> bool {
    let mut is_blank = false;
    match image {
        Image::Raster(raster) if image.width().saturating_mul(image.height()) <= MOST_PIXELS => {
            let light = |value: &u8| *value >= LIGHT;
            let all_light = |data: ImageData| match data {
                ImageData::Luma(luma) => luma.data.iter().all(light),
                ImageData::Rgb(rgb) => rgb.data.iter().all(light),
            };
            raster.with_rgba(|data, _| is_blank = all_light(data), None);
        }
        Image::Raster(_) => {}
        Image::Stencil(stencil) => stencil.with_stencil(
            |_, paint| {
                if let Paint::Color(color) = paint {
                    let [r, g, b, _] = color.to_rgba().components();
                    is_blank = is_light([r, g, b]);
                }
            },
            Some((1, 1)),
        ),
    }
    is_blank
}

/// The opacity of a picture, pixel by pixel.
pub(super) struct Opacity {
    /// From the page to the unit square.
    from_page: Affine,
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Opacity {
    /// Decodes a picture that stands on the page so; `None` where it cannot be decoded or has too many pixels.
    pub(super) fn of(image: &Image<'_, '_>, to_page: Affine) -> Option<Self> {
        let (width, height) = (image.width(), image.height());
        if width.checked_mul(height)? > MOST_PIXELS {
            return None;
        }
        let mut found: Option<LumaData> = None;
        match image {
            Image::Raster(raster) => raster.with_rgba(|_, alpha| found = alpha, None),
            Image::Stencil(stencil) => stencil.with_stencil(|mask, _| found = Some(mask), None),
        }
        let mask = found?;
        // hayro maps pixels, not the unit square.
        let unit = to_page * Affine::scale_non_uniform(f64::from(width), f64::from(height));
        let is_flat = unit.determinant().abs() < 1e-9;
        let from_page = unit.inverse();
        (!is_flat).then_some(Self { from_page, width: mask.width, height: mask.height, pixels: mask.data })
    }

    /// Whether nothing is seen of what is under a point.
    pub(super) fn covers(&self, at: Point) -> bool {
        let at = self.from_page * at;
        let index = |share: f64, count: u32| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to the count
            let pixel = (share * f64::from(count)) as u32;
            (0.0..1.0).contains(&share).then_some(pixel.min(count.saturating_sub(1)) as usize)
        };
        let pixel = index(at.x, self.width).zip(index(at.y, self.height));
        let pixel = pixel.and_then(|(x, y)| self.pixels.get(y * self.width as usize + x));
        pixel.is_some_and(|opacity| f32::from(*opacity) >= OPAQUE * 255.0)
    }
}
