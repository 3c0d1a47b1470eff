//! Puts the pictures of a page together, pixel by pixel: one picture, or the strips and tiles that a scanner cut it into.

use std::collections::BTreeMap;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath, Point};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData, Paint,
    SoftMask,
};

use super::guard::Guard;
use super::survey::{Placed, Survey};
use crate::geom::Rect;
use crate::picture::{Pixels, over};

/// How far a strip may stand from the raster of the largest one, in pixels: positions are written with few digits.
const OFF_GRID: f64 = 0.45;
/// Pixels whose sides differ by more than this share are not square: readers are made for square ones.
const SQUARE: f64 = 0.1;
/// How far from a right angle, as its cosine, rows and columns may stand.
const RIGHT_ANGLE: f64 = 0.01;

/// Where pictures go on a common raster of pixels.
pub(super) struct Plan {
    /// Size of the raster, in pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// From its pixels to points of the page.
    pub(super) to_page: Affine,
    /// By the number of the image.
    places: BTreeMap<usize, Patch>,
}

/// A picture on the raster.
struct Patch {
    /// Its top left pixel, in pixels of the raster; may lie outside.
    left: i64,
    top: i64,
    /// Pixels outside of this rectangle of the page are not seen; `None` where the raster's edges see to that.
    seen: Option<Rect>,
}

impl Plan {
    /// The common raster of all pictures; `None` where they have none, or where they do not come out as they are.
    pub(super) fn of(survey: &Survey, most_pixels: u64) -> Option<Self> {
        let base = survey.pictures.iter().max_by(|a, b| a.seen.area().total_cmp(&b.seen.area()))?;
        if !survey.is_pictures_only() || !is_square(base) {
            return None;
        }
        let to_raster = finite(base.to_page.inverse())?;
        let mut window: Option<Rect> = None;
        let mut places = BTreeMap::new();
        for picture in &survey.pictures {
            let (left, top) = place(picture, to_raster)?;
            let all = Rect::new(left, top, left + f64::from(picture.width), top + f64::from(picture.height));
            let corners = super::sight::to_rect(to_raster.transform_rect_bbox(kurbo_rect(&picture.seen)));
            let seen =
                Rect::new(corners.x0.round(), corners.y0.round(), corners.x1.round(), corners.y1.round());
            let seen = seen.intersect(&all)?;
            window = Some(window.map_or(seen, |window| window.union(&seen)));
            // Where several are cut, the edges of the raster do not cut each.
            let is_cut = !picture.is_straight() || (survey.pictures.len() > 1 && seen != all);
            let patch = Patch { left: whole(left)?, top: whole(top)?, seen: is_cut.then_some(picture.seen) };
            places.insert(picture.number, patch);
        }
        let window = window?;
        let (left, top) = (whole(window.x0)?, whole(window.y0)?);
        let (width, height) =
            (u32::try_from(whole(window.width())?).ok()?, u32::try_from(whole(window.height())?).ok()?);
        if width == 0 || height == 0 || u64::from(width) * u64::from(height) > most_pixels {
            return None;
        }
        for patch in places.values_mut() {
            (patch.left, patch.top) = (patch.left - left, patch.top - top);
        }
        let to_page = base.to_page * Affine::translate((window.x0, window.y0));
        Some(Self { width, height, to_page, places })
    }
}

fn is_square(picture: &Placed) -> bool {
    let (x, y) = picture.resolution();
    let [a, b, c, d, ..] = picture.to_page.as_coeffs();
    let across = (a * c + b * d).abs() / (a.hypot(b) * c.hypot(d));
    (x - y).abs() <= SQUARE * x.min(y) && across <= RIGHT_ANGLE
}

/// Where a picture's top left pixel stands on the raster, if its pixels are pixels of the raster.
fn place(picture: &Placed, to_raster: Affine) -> Option<(f64, f64)> {
    let on_raster = to_raster * picture.to_page;
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let origin = on_raster * Point::ORIGIN;
    let (left, top) = (origin.x.round(), origin.y.round());
    let fits = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].into_iter().all(|(x, y)| {
        let at = on_raster * Point::new(x, y);
        (at.x - left - x).abs() <= OFF_GRID && (at.y - top - y).abs() <= OFF_GRID
    });
    (fits && picture.is_plain && picture.to_page.is_finite()).then_some((left, top))
}

fn finite(affine: Affine) -> Option<Affine> {
    affine.is_finite().then_some(affine)
}

fn kurbo_rect(rect: &Rect) -> hayro_interpret::kurbo::Rect {
    hayro_interpret::kurbo::Rect::new(rect.x0, rect.y0, rect.x1, rect.y1)
}

#[allow(clippy::cast_possible_truncation)] // rounded and small
fn whole(at: f64) -> Option<i64> {
    (at.abs() < 1e9).then_some(at.round() as i64)
}

/// What became of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// All of it is there.
    Whole,
    /// It is not what its dictionary says, or is painted with a pattern: only drawing shows it.
    Odd,
    /// It cannot be decoded, or rows are missing.
    Damaged,
}

/// Decodes pictures while the page is interpreted, and puts them on the canvas.
pub(super) struct Canvas<'p> {
    /// Without a plan, the pictures are only tried.
    plan: Option<&'p Plan>,
    /// The numbers of the images that matter.
    wanted: Vec<usize>,
    guard: Guard,
    count: usize,
    pixels: Pixels,
    pub(super) outcome: Outcome,
}

impl<'p> Canvas<'p> {
    pub(super) fn new(plan: Option<&'p Plan>, survey: &Survey) -> Self {
        let size = plan.map_or(0, |plan| plan.width as usize * plan.height as usize);
        let wanted = match plan {
            Some(plan) => plan.places.keys().copied().collect(),
            None => survey.major().map(|picture| picture.number).collect(),
        };
        Self {
            plan,
            wanted,
            guard: Guard::new(),
            count: 0,
            pixels: Pixels::Gray(vec![255; size]),
            outcome: Outcome::Whole,
        }
    }

    /// The pixels: gray where all are.
    pub(super) fn into_pixels(self) -> Pixels {
        self.pixels.gray_where_gray()
    }

    fn worsen(&mut self, outcome: Outcome) {
        self.outcome = self.outcome.max(outcome);
    }

    fn paste(&mut self, source: &Source<'_>) {
        let Some((plan, patch)) = self.plan.and_then(|plan| Some((plan, plan.places.get(&self.count)?)))
        else {
            return;
        };
        if source.color.is_colour()
            && let Pixels::Gray(gray) = &self.pixels
        {
            self.pixels = Pixels::Rgb(gray.iter().flat_map(|v| [*v; 3]).collect());
        }
        for y in 0..source.height {
            for x in 0..source.width {
                let (to_x, to_y) = (patch.left + x as i64, patch.top + y as i64);
                if !(0..i64::from(plan.width)).contains(&to_x) || !(0..i64::from(plan.height)).contains(&to_y)
                {
                    continue;
                }
                if let Some(seen) = &patch.seen {
                    #[allow(clippy::cast_precision_loss)] // far below 2^52
                    let middle = plan.to_page * Point::new(to_x as f64 + 0.5, to_y as f64 + 0.5);
                    if !seen.contains(middle.x, middle.y) {
                        continue;
                    }
                }
                #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation)] // just compared
                let to = to_y as usize * plan.width as usize + to_x as usize;
                source.put(y * source.width + x, to, &mut self.pixels);
            }
        }
    }
}

/// Decoded pixels, and how opaque each is.
struct Source<'s> {
    width: usize,
    height: usize,
    color: Colours<'s>,
    alpha: Option<&'s [u8]>,
}

enum Colours<'s> {
    Gray(&'s [u8]),
    Rgb(&'s [u8]),
    /// One paint through a stencil.
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

impl Source<'_> {
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

/// Whether what was decoded is what was declared.
fn fidelity(found: (u32, u32), declared: (u32, u32), factors: (f32, f32)) -> Outcome {
    let is_one = |factor: f32| (factor - 1.0).abs() < 1e-3;
    if found == declared {
        Outcome::Whole
    } else if found.0 == declared.0 && found.1 < declared.1 && is_one(factors.0) && is_one(factors.1) {
        // The library pads or shortens what ends early.
        Outcome::Damaged
    } else {
        Outcome::Odd
    }
}

impl<'a> Device<'a> for Canvas<'_> {
    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.guard.check();
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
                    self.worsen(fidelity(found, declared, data.scale_factors()));
                    let fits = |mask: &LumaData| (mask.width, mask.height) == found;
                    if alpha.as_ref().is_some_and(|mask| !fits(mask)) {
                        self.worsen(Outcome::Odd);
                    }
                    if self.outcome == Outcome::Whole {
                        let color = match &data {
                            ImageData::Luma(luma) => Colours::Gray(&luma.data),
                            ImageData::Rgb(rgb) => Colours::Rgb(&rgb.data),
                        };
                        let alpha = alpha.as_ref().map(|mask| mask.data.as_slice());
                        self.paste(&Source {
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
                    self.worsen(fidelity(found, declared, mask.scale_factors));
                    match paint {
                        Paint::Color(color) if self.outcome == Outcome::Whole => {
                            let [r, g, b, _] = color.to_rgba().to_rgba8();
                            self.paste(&Source {
                                width: found.0 as usize,
                                height: found.1 as usize,
                                color: Colours::One([r, g, b]),
                                alpha: Some(&mask.data),
                            });
                        }
                        Paint::Color(_) => {}
                        Paint::Pattern(_) => self.worsen(Outcome::Odd),
                    }
                },
                None,
            ),
        }
        if !done {
            self.worsen(Outcome::Damaged);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.guard.check();
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.guard.check();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip(&mut self) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(number: usize, y: f64, height: u32) -> Placed {
        // 200 dpi: 0.36 points a pixel.
        let to_page = Affine::new([0.36, 0.0, 0.0, 0.36, 10.0, y]);
        let seen = Rect::new(10.0, y, 10.0 + 36.0, y + 0.36 * f64::from(height));
        Placed { number, to_page, width: 100, height, seen, is_plain: true }
    }

    fn survey(pictures: Vec<Placed>) -> Survey {
        let mut survey = Survey::new(595.0, 842.0);
        survey.pictures = pictures;
        survey
    }

    #[test]
    fn strips_of_one_raster_are_put_together_and_others_are_not() {
        let plan = Plan::of(&survey(vec![strip(1, 20.0, 64), strip(2, 43.04, 64)]), 1_000_000).unwrap();
        assert_eq!((plan.width, plan.height), (100, 128));
        assert!((plan.to_page * Point::ORIGIN - Point::new(10.0, 20.0)).hypot() < 1e-9);
        assert!(Plan::of(&survey(vec![strip(1, 20.0, 64), strip(2, 43.22, 64)]), 1_000_000).is_none());
        assert!(Plan::of(&survey(vec![strip(1, 20.0, 64)]), 1_000).is_none(), "too many pixels");
    }

    #[test]
    fn what_is_clipped_away_is_no_part_of_the_picture() {
        let mut cut = strip(1, 20.0, 64);
        cut.seen.y0 = 20.0 + 10.0 * 0.36;
        let plan = Plan::of(&survey(vec![cut]), 1_000_000).unwrap();
        assert_eq!((plan.width, plan.height, plan.places[&1].top), (100, 54, -10));
    }

    #[test]
    fn pixels_that_are_not_square_are_drawn() {
        let mut fax = strip(1, 20.0, 64);
        fax.to_page = Affine::new([0.36, 0.0, 0.0, 0.72, 10.0, 20.0]);
        assert!(Plan::of(&survey(vec![fax]), 1_000_000).is_none());
    }
}
