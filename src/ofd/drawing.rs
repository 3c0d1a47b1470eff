//! Draws a page as it is seen: for its picture, and for readers of scans.

use std::rc::Rc;

use image::DynamicImage;
use image::imageops::FilterType;
use tiny_skia::{
    Color, ColorU8, FillRule, FilterQuality, LineCap, Mask, Paint, PathBuilder, Pixmap, PixmapPaint, Stroke,
    Transform,
};

use super::fonts::Face;
use super::surface::{DrawnGlyph, Surface};
use crate::geom::{Affine, Rect};
use crate::page::Glyph;
use crate::pdf::{Clock, Ink, PaintedPath, PaintedPicture, PathStep, latin_font};
use crate::source::CjkFont;

/// Deepest clip that is drawn, and most clips of a page that are no rectangle around what they clip: each takes a byte for each
/// pixel.
const DEEPEST: usize = 4;
const MOST_MASKS: usize = 100;
/// Thinnest line that is drawn, in pixels.
const THINNEST: f64 = 0.7;
/// How much finer than what is drawn a picture may be before it is made smaller.
const FINER: f64 = 1.5;
/// Farthest from the page that something is drawn, in pixels.
const FARTHEST: f32 = 100_000.0;

/// The picture of a page that is drawn.
pub(super) struct Drawing {
    clock: Clock,
    pixmap: Pixmap,
    /// From points to pixels.
    scale: f64,
    /// What the open clips leave.
    clips: Vec<Clip>,
    /// How many masks may still be made.
    masks_left: usize,
    /// Faces that stand in for fonts that are not embedded.
    faces: Vec<Face>,
    /// Whether a picture could not be decoded.
    pub(super) is_damaged: bool,
    /// Whether Chinese text is missing.
    pub(super) lacks_font: bool,
}

impl Drawing {
    /// White paper of so many pixels; `None` where these are none.
    pub(super) fn new((width, height): (u32, u32), scale: f64, font: Option<&CjkFont>) -> Option<Self> {
        let mut pixmap = Pixmap::new(width, height)?;
        pixmap.fill(Color::WHITE);
        let latin = latin_font();
        let chinese = font.map(|font| (std::sync::Arc::clone(&font.bytes), font.index));
        let faces = chinese.into_iter().chain([latin]).filter_map(|(bytes, index)| Face::new(bytes, index));
        Some(Self {
            clock: Clock::start(),
            pixmap,
            scale,
            clips: Vec::new(),
            masks_left: MOST_MASKS,
            faces: faces.collect(),
            is_damaged: false,
            lacks_font: false,
        })
    }

    /// Its pixels: red, green and blue.
    pub(super) fn into_rgb(self) -> Vec<u8> {
        self.pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect()
    }

    fn clip(&self) -> Clip {
        self.clips.last().cloned().unwrap_or(Clip::All)
    }

    /// The mask of a clip for what lies in this box, in pixels: `None` where nothing of it is left, `Some(None)` where all is.
    fn mask_for(&mut self, bounds: Rect) -> Option<Option<Rc<Mask>>> {
        match self.clip() {
            Clip::All => Some(None),
            Clip::Mask(mask) => Some(Some(mask)),
            Clip::Rect(rect) if rect.union(&bounds) == rect => Some(None),
            Clip::Rect(rect) if rect.intersect(&bounds).is_none() => None,
            Clip::Rect(rect) => Some(self.mask_of(&rect_path(&rect)?, None)),
        }
    }

    /// Makes a mask; `None` where there is no room for one more.
    fn mask_of(&mut self, path: &tiny_skia::Path, within: Option<&Mask>) -> Option<Rc<Mask>> {
        self.masks_left = self.masks_left.checked_sub(1)?;
        let mut mask = match within {
            Some(within) => {
                let mut mask = within.clone();
                mask.intersect_path(path, FillRule::Winding, true, Transform::identity());
                return Some(Rc::new(mask));
            }
            None => Mask::new(self.pixmap.width(), self.pixmap.height())?,
        };
        mask.fill_path(path, FillRule::Winding, true, Transform::identity());
        Some(Rc::new(mask))
    }

    /// A rectangle of the page, in pixels.
    fn in_pixels(&self, rect: &Rect) -> Rect {
        let scale = self.scale;
        Rect { x0: rect.x0 * scale, y0: rect.y0 * scale, x1: rect.x1 * scale, y1: rect.y1 * scale }
    }

    fn path(&self, path: &PaintedPath) -> Option<tiny_skia::Path> {
        let mut builder = PathBuilder::new();
        #[allow(clippy::cast_possible_truncation)] // clamped
        let at = |(x, y): (f64, f64)| {
            let pixel = |v: f64| ((v * self.scale) as f32).clamp(-FARTHEST, FARTHEST);
            (pixel(x), pixel(y))
        };
        for step in path.steps() {
            match step {
                PathStep::Move(to) => {
                    let (x, y) = at(to);
                    builder.move_to(x, y);
                }
                PathStep::Line(to) => {
                    let (x, y) = at(to);
                    builder.line_to(x, y);
                }
                PathStep::Quad(by, to) => {
                    let ((bx, by), (x, y)) = (at(by), at(to));
                    builder.quad_to(bx, by, x, y);
                }
                PathStep::Cubic(a, b, to) => {
                    let ((ax, ay), (bx, by), (x, y)) = (at(a), at(b), at(to));
                    builder.cubic_to(ax, ay, bx, by, x, y);
                }
                PathStep::Close => builder.close(),
            }
        }
        builder.finish()
    }

    fn draw_letter(&mut self, drawn: &DrawnGlyph) {
        let own = drawn.face.as_ref().and_then(|(face, glyph)| face.outline(*glyph, &drawn.outline));
        let ch = drawn.glyph.ch;
        let other = || {
            self.faces.iter().find_map(|face| {
                let glyph = face.glyph(ch).or_else(|| face.glyph_of_code(ch))?;
                face.outline(glyph, &drawn.outline)
            })
        };
        match own.or_else(other) {
            Some(outline) => self.fill(&outline, drawn.ink, false),
            None => self.lacks_font |= !ch.is_whitespace(),
        }
    }
}

impl<'f> Surface<'f> for Drawing {
    fn push_clip(&mut self, path: PaintedPath) {
        let outer = self.clip();
        if self.clips.len() >= DEEPEST {
            self.clips.push(outer);
            return;
        }
        let bounds = path.bounds().map(|bounds| self.in_pixels(&bounds));
        let nothing = Rect::new(-1.0, -1.0, -1.0, -1.0);
        let clip = match (outer, bounds) {
            (_, None) => Clip::Rect(nothing),
            (Clip::All, Some(bounds)) if path.is_rect() => Clip::Rect(bounds),
            (Clip::Rect(outer), Some(bounds)) if path.is_rect() => {
                Clip::Rect(outer.intersect(&bounds).unwrap_or(nothing))
            }
            (outer, Some(_)) => {
                let within = match &outer {
                    Clip::Mask(mask) => Some(Rc::clone(mask)),
                    Clip::Rect(rect) => rect_path(rect).and_then(|path| self.mask_of(&path, None)),
                    Clip::All => None,
                };
                let mask = self.path(&path).and_then(|path| self.mask_of(&path, within.as_deref()));
                mask.map_or(outer, Clip::Mask)
            }
        };
        self.clips.push(clip);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn fill(&mut self, path: &PaintedPath, ink: Ink, is_even_odd: bool) {
        let Some(path) = self.path(path) else { return };
        let rule = if is_even_odd { FillRule::EvenOdd } else { FillRule::Winding };
        let Some(mask) = self.mask_for(bounds_of(&path, 0.0)) else { return };
        self.pixmap.fill_path(&path, &paint(ink), rule, Transform::identity(), mask.as_deref());
    }

    fn stroke(&mut self, path: &PaintedPath, ink: Ink, width: f64) {
        let Some(path) = self.path(path) else { return };
        #[allow(clippy::cast_possible_truncation)] // a width of a line
        let width = (width * self.scale).clamp(THINNEST, 10_000.0) as f32;
        let stroke = Stroke { width, line_cap: LineCap::Butt, ..Stroke::default() };
        let Some(mask) = self.mask_for(bounds_of(&path, width)) else { return };
        self.pixmap.stroke_path(&path, &paint(ink), &stroke, Transform::identity(), mask.as_deref());
    }

    fn glyph(&mut self, drawn: DrawnGlyph) {
        self.draw_letter(&drawn);
    }

    fn hidden(&mut self, _: Glyph) {}

    fn picture(&mut self, picture: PaintedPicture<'f>) {
        let Some(image) = (picture.decode)().and_then(|image| self.sized(image, &picture.to_page)) else {
            self.is_damaged = true;
            return;
        };
        let (width, height) = (image.width(), image.height());
        let unit = Affine([1.0 / f64::from(width), 0.0, 0.0, 1.0 / f64::from(height), 0.0, 0.0]);
        let page = Affine([self.scale, 0.0, 0.0, self.scale, 0.0, 0.0]);
        #[allow(clippy::cast_possible_truncation)] // a page is small
        let [a, b, c, d, e, f] = unit.then(&picture.to_page).then(&page).0.map(|part| part as f32);
        let transform = Transform::from_row(a, b, c, d, e, f);
        let how = PixmapPaint {
            opacity: picture.opacity.clamp(0.0, 1.0),
            quality: FilterQuality::Bilinear,
            ..PixmapPaint::default()
        };
        let on_page = self.in_pixels(&picture.to_page.rect(&Rect::new(0.0, 0.0, 1.0, 1.0)));
        let Some(mask) = self.mask_for(on_page) else { return };
        self.pixmap.draw_pixmap(0, 0, image.as_ref(), &how, transform, mask.as_deref());
    }

    fn is_too_slow(&self) -> bool {
        self.clock.is_over()
    }
}

impl Drawing {
    /// The pixels of a picture, not much finer than it is drawn.
    fn sized(&self, image: DynamicImage, to_page: &Affine) -> Option<Pixmap> {
        let [a, b, c, d, ..] = to_page.0;
        let drawn = |x: f64, y: f64, has: u32| {
            let wanted = x.hypot(y) * self.scale;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // less than it has
            let fewer = wanted.ceil().max(1.0).min(f64::from(has)) as u32;
            if wanted.is_finite() && f64::from(has) > FINER * wanted { fewer } else { has }
        };
        let (width, height) = (drawn(a, b, image.width()), drawn(c, d, image.height()));
        let image = match (width, height) == (image.width(), image.height()) {
            true => image,
            false => image.resize_exact(width, height, FilterType::Triangle),
        };
        let mut pixmap = Pixmap::new(width, height)?;
        let pixels = image.into_rgba8();
        for (to, from) in pixmap.pixels_mut().iter_mut().zip(pixels.pixels()) {
            let [r, g, b, a] = from.0;
            *to = ColorU8::from_rgba(r, g, b, a).premultiply();
        }
        Some(pixmap)
    }
}

/// What the open clips leave.
#[derive(Clone)]
enum Clip {
    All,
    /// A rectangle, in pixels.
    Rect(Rect),
    Mask(Rc<Mask>),
}

/// The box of a path that is drawn with a line of this width, in pixels.
fn bounds_of(path: &tiny_skia::Path, width: f32) -> Rect {
    let bounds = path.bounds();
    let [x0, y0, x1, y1] = [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()].map(f64::from);
    let edge = f64::from(width);
    Rect { x0: x0 - edge, y0: y0 - edge, x1: x1 + edge, y1: y1 + edge }
}

#[allow(clippy::cast_possible_truncation)] // pixels of a page
fn rect_path(rect: &Rect) -> Option<tiny_skia::Path> {
    let [x0, y0, x1, y1] = [rect.x0, rect.y0, rect.x1, rect.y1].map(|v| v as f32);
    tiny_skia::Rect::from_ltrb(x0, y0, x1, y1).map(PathBuilder::from_rect)
}

fn paint(ink: Ink) -> Paint<'static> {
    let mut paint = Paint::default();
    let [r, g, b] = ink.rgb;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 255
    let alpha = (ink.opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
    paint.set_color_rgba8(r, g, b, alpha);
    paint.anti_alias = true;
    paint
}
