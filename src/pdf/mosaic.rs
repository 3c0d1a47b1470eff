//! Puts the images of a page together, pixel by pixel: one image, or the strips and tiles that a scanner cut it into.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{BezPath, Point};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData, Paint,
    SoftMask,
};

use super::inventory::Inventory;
use super::mosaic_plan::MosaicPlan;
use super::time_limit::TimeLimit;
use crate::picture::{Pixels, over};

/// How truly decoded pixels show an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fidelity {
    /// All of it is decoded as declared.
    Whole,
    /// Its size or mask is not as declared, or it is painted with a pattern: only drawing the page shows it.
    Altered,
    /// It cannot be decoded, or rows are missing.
    Damaged,
}

/// A device that decodes the images of a page while it is interpreted, and pastes them on a common grid of pixels.
pub(super) struct Mosaic<'p> {
    /// Without a plan, the images are only decoded.
    plan: Option<&'p MosaicPlan>,
    /// Indices of the images that matter.
    wanted: Vec<usize>,
    time_limit: TimeLimit,
    count: usize,
    pixels: Pixels,
    pub(super) fidelity: Fidelity,
}

impl<'p> Mosaic<'p> {
    pub(super) fn new(plan: Option<&'p MosaicPlan>, inventory: &Inventory) -> Self {
        let size = plan.map_or(0, |plan| plan.width as usize * plan.height as usize);
        let wanted = match plan {
            Some(plan) => plan.places.keys().copied().collect(),
            None => inventory.major().map(|image| image.number).collect(),
        };
        Self {
            plan,
            wanted,
            time_limit: TimeLimit::new(),
            count: 0,
            pixels: Pixels::Gray(vec![255; size]),
            fidelity: Fidelity::Whole,
        }
    }

    /// Gives the pixels, as gray where all are.
    pub(super) fn into_pixels(self) -> Pixels {
        self.pixels.gray_where_gray()
    }

    fn worsen(&mut self, fidelity: Fidelity) {
        self.fidelity = self.fidelity.max(fidelity);
    }

    fn paste(&mut self, source: &DecodedImage<'_>) {
        let Some((plan, tile)) = self.plan.and_then(|plan| Some((plan, plan.places.get(&self.count)?)))
        else {
            return;
        };
        if source.color.is_colour()
            && let Pixels::Gray(gray) = &self.pixels
        {
            let mut rgb = vec![0; 3 * gray.len()];
            spread(gray, &mut rgb);
            self.pixels = Pixels::Rgb(rgb);
        }
        // The columns of the image that lie on the grid.
        let first = usize::try_from(tile.left.saturating_neg()).unwrap_or(0);
        let end = i64::from(plan.width).saturating_sub(tile.left);
        let end = usize::try_from(end).unwrap_or(0).min(source.width);
        for y in 0..source.height {
            let to_y = tile.top + y as i64;
            if first >= end || !(0..i64::from(plan.height)).contains(&to_y) {
                continue;
            }
            let is_seen = |x: usize| {
                #[allow(clippy::cast_precision_loss)] // far below 2^52
                let middle =
                    plan.to_page * Point::new((tile.left + x as i64) as f64 + 0.5, to_y as f64 + 0.5);
                tile.seen.as_ref().is_none_or(|seen| seen.contains(middle.x, middle.y))
            };
            #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation)]
            // on the grid, as just compared
            let to = |x: usize| to_y as usize * plan.width as usize + (tile.left + x as i64) as usize;
            let from = |x: usize| y * source.width + x;
            // What lies between two pixels that are seen is seen.
            if is_seen(first)
                && is_seen(end - 1)
                && source.copy(from(first), to(first), end - first, &mut self.pixels)
            {
                continue;
            }
            for x in (first..end).filter(|x| is_seen(*x)) {
                source.put(from(x), to(x), &mut self.pixels);
            }
        }
    }
}

/// Makes each gray value three equal ones.
fn spread(gray: &[u8], rgb: &mut [u8]) {
    for (three, value) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(gray) {
        *three = [*value; 3];
    }
}

/// Decoded pixels with their opacity.
struct DecodedImage<'s> {
    width: usize,
    height: usize,
    color: Colours<'s>,
    alpha: Option<&'s [u8]>,
}

enum Colours<'s> {
    Gray(&'s [u8]),
    Rgb(&'s [u8]),
    /// One colour, painted through a stencil.
    One([u8; 3]),
}

impl Colours<'_> {
    fn is_colour(&self) -> bool {
        match self {
            Self::Gray(_) => false,
            Self::Rgb(_) => true,
            Self::One([r, g, b]) => r != g || g != b,
        }
    }

    fn at(&self, index: usize) -> [u8; 3] {
        match self {
            Self::Gray(gray) => gray.get(index).map_or([255; 3], |v| [*v; 3]),
            Self::Rgb(rgb) => {
                rgb.get(3 * index..3 * index + 3).and_then(|p| p.try_into().ok()).unwrap_or([255; 3])
            }
            Self::One(color) => *color,
        }
    }
}

impl DecodedImage<'_> {
    /// Copies so many opaque pixels of one row together. Returns whether it could.
    fn copy(&self, from: usize, to: usize, count: usize, pixels: &mut Pixels) -> bool {
        if self.alpha.is_some() {
            return false;
        }
        let part = |start: usize, each: usize| each * start..each * (start + count);
        match (&self.color, pixels) {
            (Colours::Gray(own), Pixels::Gray(gray)) => {
                let (Some(own), Some(gray)) = (own.get(part(from, 1)), gray.get_mut(part(to, 1))) else {
                    return false;
                };
                gray.copy_from_slice(own);
            }
            (Colours::Gray(own), Pixels::Rgb(rgb)) => {
                let (Some(own), Some(rgb)) = (own.get(part(from, 1)), rgb.get_mut(part(to, 3))) else {
                    return false;
                };
                spread(own, rgb);
            }
            (Colours::Rgb(own), Pixels::Rgb(rgb)) => {
                let (Some(own), Some(rgb)) = (own.get(part(from, 3)), rgb.get_mut(part(to, 3))) else {
                    return false;
                };
                rgb.copy_from_slice(own);
            }
            _ => return false,
        }
        true
    }

    fn put(&self, from: usize, to: usize, pixels: &mut Pixels) {
        let alpha = self.alpha.map_or(255, |alpha| alpha.get(from).copied().unwrap_or(255));
        let color = self.color.at(from);
        match pixels {
            Pixels::Gray(gray) => {
                if let Some(pixel) = gray.get_mut(to) {
                    *pixel = over(*pixel, color[0], alpha);
                }
            }
            Pixels::Rgb(rgb) => {
                for (pixel, value) in rgb.iter_mut().skip(3 * to).zip(color) {
                    *pixel = over(*pixel, value, alpha);
                }
            }
        }
    }
}

/// Compares the decoded size with the declared one.
fn compare_size(found: (u32, u32), declared: (u32, u32), factors: (f32, f32)) -> Fidelity {
    let is_one = |factor: f32| (factor - 1.0).abs() < 1e-3;
    if found == declared {
        Fidelity::Whole
    } else if found.0 == declared.0 && found.1 < declared.1 && is_one(factors.0) && is_one(factors.1) {
        // The library pads or shortens what ends early.
        Fidelity::Damaged
    } else {
        Fidelity::Altered
    }
}

impl<'a> Device<'a> for Mosaic<'_> {
    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.time_limit.check();
        self.count += 1;
        if !self.wanted.contains(&self.count) {
            return;
        }
        let declared = (image.width(), image.height());
        let mut done = false;
        match image {
            Image::Raster(raster) => raster.with_rgba(
                |data, alpha| {
                    done = true;
                    let found = (data.width(), data.height());
                    self.worsen(compare_size(found, declared, data.scale_factors()));
                    let fits = |mask: &LumaData| (mask.width, mask.height) == found;
                    if alpha.as_ref().is_some_and(|mask| !fits(mask)) {
                        self.worsen(Fidelity::Altered);
                    }
                    if self.fidelity == Fidelity::Whole {
                        let color = match &data {
                            ImageData::Luma(luma) => Colours::Gray(&luma.data),
                            ImageData::Rgb(rgb) => Colours::Rgb(&rgb.data),
                        };
                        let alpha = alpha.as_ref().map(|mask| mask.data.as_slice());
                        self.paste(&DecodedImage {
                            width: found.0 as usize,
                            height: found.1 as usize,
                            color,
                            alpha,
                        });
                    }
                },
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, paint| {
                    done = true;
                    let found = (mask.width, mask.height);
                    self.worsen(compare_size(found, declared, mask.scale_factors));
                    match paint {
                        Paint::Color(color) if self.fidelity == Fidelity::Whole => {
                            let [r, g, b, _] = color.to_rgba().to_rgba8();
                            self.paste(&DecodedImage {
                                width: found.0 as usize,
                                height: found.1 as usize,
                                color: Colours::One([r, g, b]),
                                alpha: Some(&mask.data),
                            });
                        }
                        Paint::Color(_) => {}
                        Paint::Pattern(_) => self.worsen(Fidelity::Altered),
                    }
                },
                None,
            ),
        }
        if !done {
            self.worsen(Fidelity::Damaged);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.time_limit.check();
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.time_limit.check();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip(&mut self) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_copied_is_the_row_that_is_put_pixel_by_pixel() {
        let bytes: Vec<u8> = (0..60).map(|at| at * 4).collect();
        for (color, each) in [(Colours::Gray(&bytes), 1), (Colours::Rgb(&bytes), 3)] {
            let source = DecodedImage { width: 5, height: 4, color, alpha: None };
            for empty in [Pixels::Gray(vec![255; 20]), Pixels::Rgb(vec![255; 60])] {
                let (mut copied, mut put) = (empty.clone(), empty);
                let could = source.copy(5, 10, 5, &mut copied);
                assert_eq!(could, each == 1 || matches!(put, Pixels::Rgb(_)));
                if could {
                    (0..5).for_each(|x| source.put(5 + x, 10 + x, &mut put));
                    match (&copied, &put) {
                        (Pixels::Gray(a), Pixels::Gray(b)) | (Pixels::Rgb(a), Pixels::Rgb(b)) => {
                            assert_eq!(a, b)
                        }
                        _ => panic!("one of them changed its kind"),
                    }
                }
                // What ends early is put pixel by pixel.
                assert!(!source.copy(18, 17, 60, &mut copied));
            }
        }
    }
}
