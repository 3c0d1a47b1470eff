//! What a page is made of, seen from its pictures: where each stands, and whether anything else can be seen.
//!
//! A scanner's picture can be handed on pixel by pixel only where nothing is printed but pictures.

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::kurbo::{Affine, BezPath, Rect as KurboRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::guard::Guard;
use super::sight::{Sight, is_straight, is_white, to_rect};
use crate::geom::Rect;

/// Fewer characters than this make no text of a page that is a picture: page numbers and stamps stand on scans too.
pub(super) const FEW_GLYPHS: usize = 40;
/// More marks or pictures than this are no scan: then all is drawn.
const MOST: usize = 10_000;
/// A picture that covers less than this share of what all cover is a logo or a stamp: it decides no resolution, and
/// nothing is lost without it.
const MINOR_SHARE: f64 = 0.05;
/// Points in an inch.
const POINTS: f64 = 72.0;

/// One picture as it stands on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    /// The how manieth image that the page draws.
    pub(super) number: usize,
    /// From its pixels to points of the page as seen.
    pub(super) to_page: Affine,
    /// As the file declares it, in pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// What can be seen of it: all that stands in this rectangle, where `is_plain`.
    pub(super) seen: Rect,
    /// Nothing but a rectangle cuts it, and no group changes it.
    pub(super) is_plain: bool,
}

impl Placed {
    /// Pixels in an inch along its rows and down its columns.
    pub(super) fn resolution(&self) -> (f64, f64) {
        let [a, b, c, d, ..] = self.to_page.as_coeffs();
        (POINTS / a.hypot(b), POINTS / c.hypot(d))
    }

    pub(super) fn is_straight(&self) -> bool {
        is_straight(self.to_page)
    }
}

/// What is seen of a page.
pub(super) struct Survey {
    sight: Sight,
    guard: Guard,
    count: usize,
    /// The pictures that no later one hides, in the order of drawing.
    pub(super) pictures: Vec<Placed>,
    /// Where something else is printed that no picture hides.
    marks: Vec<Rect>,
    /// How many visible characters there are.
    pub(super) characters: usize,
}

impl Survey {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            sight: Sight::new(width, height),
            guard: Guard::new(),
            count: 0,
            pictures: Vec::new(),
            marks: Vec::new(),
            characters: 0,
        }
    }

    /// Whether there are pictures and nothing else is printed.
    pub(super) fn is_pictures_only(&self) -> bool {
        self.marks.is_empty() && !self.pictures.is_empty() && self.pictures.len() < MOST
    }

    /// The pictures that matter: no logos and stamps.
    pub(super) fn major(&self) -> impl Iterator<Item = &Placed> {
        let pictured: f64 = self.pictures.iter().map(|p| p.seen.area()).sum();
        self.pictures.iter().filter(move |p| p.seen.area() >= MINOR_SHARE * pictured)
    }

    /// The highest resolution of the pictures that matter; `None` where there is none.
    pub(super) fn resolution(&self) -> Option<f64> {
        let finest = |p: &Placed| p.resolution().0.max(p.resolution().1);
        self.major().map(finest).filter(|dpi| dpi.is_finite()).reduce(f64::max)
    }

    fn mark(&mut self, rect: KurboRect) -> bool {
        let rect = to_rect(rect);
        let seen = self.sight.visible().and_then(|seen| rect.intersect(&seen));
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
        self.pictures.retain(|picture| !is_hidden(&picture.seen));
    }
}

impl<'a> Device<'a> for Survey {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.guard.check();
        // White paint is seen only over a picture.
        let is_on_paper = is_white(&props.paint) && self.pictures.is_empty();
        if !is_on_paper && !matches!(mode, DrawMode::Invisible) {
            self.mark((props.transform * path.clone()).bounding_box());
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.guard.check();
        self.sight.push_clip(clip);
    }

    fn pop_clip(&mut self) {
        self.sight.pop_clip();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.guard.check();
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
                glyph.as_unicode().is_some_and(|text| super::meaning::bf_text(text).trim().is_empty());
            if !(is_blank && is_space) && self.mark(on_page) {
                self.characters += 1;
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.guard.check();
        self.count += 1;
        let Some(seen) = self.sight.of_image(&image, props.transform) else { return };
        if let Some(under) = self.sight.hidden_by(&image, props.transform) {
            self.hide(&under);
        }
        if self.pictures.len() < MOST {
            self.pictures.push(Placed {
                number: self.count,
                to_page: props.transform,
                width: image.width(),
                height: image.height(),
                seen,
                is_plain: self.sight.is_plain() && self.sight.clips_are_rects(),
            });
        }
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.sight.push_group(opacity, mask.as_ref(), blend);
    }

    fn pop_transparency_group(&mut self) {
        self.sight.pop_group();
    }
}
