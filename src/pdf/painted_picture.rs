//! A picture that a document of another format than PDF shows on a page, and its pixels where these are asked for.

use hayro_interpret::kurbo::{self, Point};
use image::DynamicImage;

use super::ground::OPAQUE;
use crate::geom::{Affine, Rect};
use crate::picture::over;

/// Least brightness of light paper, from 0 to 255.
const LIGHT: u8 = 220;

/// A picture on the page.
pub(crate) struct PaintedPicture<'a> {
    /// From the unit square, whose top left is the picture's, to the page.
    pub(crate) to_page: Affine,
    /// From 0 to 1.
    pub(crate) opacity: f32,
    /// Whether none of its pixels can be transparent.
    pub(crate) is_solid: bool,
    /// Decodes its pixels; `None` where that fails.
    pub(crate) decode: Box<dyn Fn() -> Option<DynamicImage> + 'a>,
    /// Box of what can be seen of it; set when it is added to a page.
    pub(crate) seen: Rect,
}

/// The pixels of a picture.
pub(super) struct Tones {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Brightness and opacity of each, row by row.
    values: Vec<u8>,
    /// From pixels to the page, and back to the unit square.
    pub(super) to_page: kurbo::Affine,
    from_page: kurbo::Affine,
}

impl PaintedPicture<'_> {
    /// Decodes its pixels; `None` where that fails.
    pub(super) fn tones(&self) -> Option<Tones> {
        let image = (self.decode)()?.into_luma_alpha8();
        let (width, height) = image.dimensions();
        let unit = kurbo::Affine::new(self.to_page.0);
        let is_flat = !unit.is_finite() || unit.determinant().abs() < 1e-9;
        if is_flat || width == 0 || height == 0 {
            return None;
        }
        let to_page =
            unit * kurbo::Affine::scale_non_uniform(1.0 / f64::from(width), 1.0 / f64::from(height));
        Some(Tones { width, height, values: image.into_raw(), to_page, from_page: unit.inverse() })
    }
}

impl Tones {
    /// Brightness and opacity of a pixel.
    pub(super) fn at(&self, index: usize) -> (u8, u8) {
        let found = self.values.as_chunks::<2>().0.get(index);
        found.map_or((u8::MAX, 0), |[bright, alpha]| (*bright, *alpha))
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
        pixel.is_some_and(|(x, y)| f32::from(self.at(y * self.width as usize + x).1) >= OPAQUE * 255.0)
    }

    /// Whether it shows nothing but light paper.
    pub(super) fn is_blank(&self) -> bool {
        self.values.as_chunks::<2>().0.iter().all(|[bright, alpha]| over(u8::MAX, *bright, *alpha) >= LIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_covers_where_its_pixels_are_opaque() {
        let pixels = vec![0, 255, 0, 0];
        let decode = || image::GrayAlphaImage::from_raw(2, 1, pixels.clone()).map(DynamicImage::from);
        let to_page = Affine([20.0, 0.0, 0.0, 10.0, 100.0, 50.0]);
        let seen = Rect::new(0.0, 0.0, 0.0, 0.0);
        let picture =
            PaintedPicture { to_page, opacity: 1.0, is_solid: false, decode: Box::new(decode), seen };
        let tones = picture.tones().unwrap();
        assert!(tones.covers(Point::new(105.0, 55.0)) && !tones.covers(Point::new(115.0, 55.0)));
        assert!(!tones.covers(Point::new(95.0, 55.0)) && !tones.is_blank());
        let flat = PaintedPicture { to_page: Affine([0.0; 6]), ..picture };
        assert!(flat.tones().is_none());
    }
}
