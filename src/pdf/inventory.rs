//! Takes the inventory of the images of a page: where each stands, and whether anything else can be seen.
//!
//! The pixels of a scanner can be handed on as they are only where nothing but images is printed.

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::kurbo::{Affine, BezPath, Rect as KurboRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::shapes::to_rect;
use super::time_limit::TimeLimit;
use super::visibility::{Visibility, is_straight, is_white};
use crate::geom::Rect;

/// A scan has fewer characters than this: page numbers and stamps stand on scans, too.
pub(super) const FEW_GLYPHS: usize = 40;
/// Most marks or images of a scan: a page with more is drawn.
const MOST: usize = 10_000;
/// An image that covers less than this share of what all cover is a logo or a stamp: it decides no resolution, and nothing
/// is lost without it.
const MINOR_SHARE: f64 = 0.05;
/// Points in an inch.
const POINTS: f64 = 72.0;

/// One image as it stands on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedImage {
    /// Index of the image in drawing order, from 1.
    pub(super) number: usize,
    /// From its pixels to points of the page as seen.
    pub(super) to_page: Affine,
    /// Size as the file declares it, in pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Bounding box of what can be seen of it; all in this rectangle can be seen where `is_plain`.
    pub(super) seen: Rect,
    /// Whether nothing but a rectangle clips it, and no group changes it.
    pub(super) is_plain: bool,
}

impl PlacedImage {
    /// Pixels in an inch along its rows and down its columns.
    pub(super) fn resolution(&self) -> (f64, f64) {
        let [a, b, c, d, ..] = self.to_page.as_coeffs();
        (POINTS / a.hypot(b), POINTS / c.hypot(d))
    }

    pub(super) fn is_straight(&self) -> bool {
        is_straight(self.to_page)
    }
}

/// A device that records what can be seen of a page while it is interpreted.
pub(super) struct Inventory {
    visibility: Visibility,
    time_limit: TimeLimit,
    count: usize,
    /// The images that no later one occludes, in drawing order.
    pub(super) images: Vec<PlacedImage>,
    /// Where something else is printed that no image occludes.
    marks: Vec<Rect>,
    /// Number of visible characters.
    pub(super) characters: usize,
}

impl Inventory {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            visibility: Visibility::new(width, height),
            time_limit: TimeLimit::new(),
            count: 0,
            images: Vec::new(),
            marks: Vec::new(),
            characters: 0,
        }
    }

    /// Whether there are images, and nothing else is printed.
    pub(super) fn is_images_only(&self) -> bool {
        self.marks.is_empty() && !self.images.is_empty() && self.images.len() < MOST
    }

    /// The images that matter, without logos and stamps.
    pub(super) fn major(&self) -> impl Iterator<Item = &PlacedImage> {
        let image_area: f64 = self.images.iter().map(|p| p.seen.area()).sum();
        self.images.iter().filter(move |p| p.seen.area() >= MINOR_SHARE * image_area)
    }

    /// Highest resolution of the images that matter, in dots per inch; `None` where there are none.
    pub(super) fn resolution(&self) -> Option<f64> {
        let finest = |p: &PlacedImage| p.resolution().0.max(p.resolution().1);
        self.major().map(finest).filter(|dpi| dpi.is_finite()).reduce(f64::max)
    }

    /// Records something else than an image; says whether it can be seen.
    fn mark(&mut self, rect: KurboRect) -> bool {
        let rect = to_rect(rect);
        let seen = self.visibility.visible().and_then(|seen| rect.intersect(&seen));
        if let Some(seen) = seen.filter(|_| self.marks.len() < MOST) {
            self.marks.push(seen);
        }
        seen.is_some()
    }

    fn hide(&mut self, under: &Rect) {
        let is_hidden = |rect: &Rect| {
            rect.x0 >= under.x0 && rect.x1 <= under.x1 && rect.y0 >= under.y0 && rect.y1 <= under.y1
        };
        // A list that is full has lost marks: it stays, so that all is drawn.
        if self.marks.len() < MOST {
            self.marks.retain(|mark| !is_hidden(mark));
        }
        self.images.retain(|image| !is_hidden(&image.seen));
    }
}

impl<'a> Device<'a> for Inventory {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        // White paint can be seen only over an image.
        let is_on_paper = is_white(&props.paint) && self.images.is_empty();
        if !is_on_paper && !matches!(mode, DrawMode::Invisible) {
            self.mark((props.transform * path.clone()).bounding_box());
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.time_limit.check();
        self.visibility.push_clip(clip);
    }

    fn pop_clip(&mut self) {
        self.visibility.pop_clip();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for glyph in run.glyphs() {
            let advance = match &**glyph {
                PdfGlyph::Outline(outline) => outline.advance_width(),
                PdfGlyph::Type3(type3) => type3.advance_width(),
            };
            let is_blank = matches!(&**glyph, PdfGlyph::Outline(outline) if outline.outline().is_empty());
            let em = KurboRect::new(0.0, -120.0, f64::from(advance.unwrap_or(500.0)), 880.0);
            let on_page = (props.transform * glyph.transform()).transform_rect_bbox(em);
            // A font that is not embedded has no outlines here: only what is called a space is blank.
            let is_space =
                glyph.as_unicode().is_some_and(|text| super::text_string::bf_text(text).trim().is_empty());
            if !(is_blank && is_space) && self.mark(on_page) {
                self.characters += 1;
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.time_limit.check();
        self.count += 1;
        let Some(seen) = self.visibility.visible_part_of(&image, props.transform) else { return };
        if let Some(under) = self.visibility.occluded_by(&image, props.transform) {
            self.hide(&under);
        }
        if self.images.len() < MOST {
            self.images.push(PlacedImage {
                number: self.count,
                to_page: props.transform,
                width: image.width(),
                height: image.height(),
                seen,
                is_plain: self.visibility.is_plain() && self.visibility.clips_are_rects(),
            });
        }
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.visibility.push_group(opacity, mask.as_ref(), blend);
    }

    fn pop_transparency_group(&mut self) {
        self.visibility.pop_group();
    }
}
