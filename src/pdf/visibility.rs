//! Tracks what can be seen of a page while it is interpreted: the clips and transparency groups that are open, and the images
//! that occlude what was drawn before them.

use std::rc::Rc;

use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect as KurboRect, Shape as _};
use hayro_interpret::{BlendMode, ClipPath, FillRule, Image, Paint, SoftMask};

use super::shapes::{self, Outline, Shape, to_rect};
use crate::geom::Rect;

/// Largest turn of an image whose edges still run along those of the page, as the sine of the angle.
const STRAIGHT: f64 = 1e-4;
/// An opacity from this on counts as full.
const FULL: f32 = 0.999;

/// The clips and transparency groups that are open.
pub(super) struct Visibility {
    page: Rect,
    clips: Vec<Clip>,
    groups: Vec<TransparencyGroup>,
}

struct Clip {
    /// The bounding box of what is left; `None` where nothing is.
    seen: Option<Rect>,
    /// The clips so far that are no rectangles; where there are none, all of `seen` is left.
    outlines: Vec<Rc<Outline>>,
}

struct TransparencyGroup {
    opacity: f32,
    is_masked: bool,
    blend: BlendMode,
}

impl TransparencyGroup {
    /// Whether what is in it comes out as it is.
    fn is_plain(&self) -> bool {
        self.opacity >= FULL && !self.is_masked && self.blend == BlendMode::Normal
    }
}

/// How the open groups change what is drawn in them.
#[derive(Clone, Copy)]
pub(super) struct Compositing {
    /// Opacity of the groups together, from 0 to 1.
    pub(super) opacity: f32,
    /// Whether a mask leaves less than that.
    pub(super) is_masked: bool,
    /// How colours mix with those beneath.
    pub(super) blend: BlendMode,
}

impl Visibility {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { page: Rect::new(0.0, 0.0, width, height), clips: Vec::new(), groups: Vec::new() }
    }

    pub(super) fn push_clip(&mut self, clip: &ClipPath) {
        let bounds = clip.path.bounding_box();
        let mut outlines = self.clips.last().map(|clip| clip.outlines.clone()).unwrap_or_default();
        let outline = Outline::path(clip.path.clone(), clip.fill);
        if !outline.is_rect() {
            outlines.push(Rc::new(outline));
        }
        let seen = self
            .visible()
            .and_then(|seen| (!clip.path.elements().is_empty()).then(|| to_rect(bounds))?.intersect(&seen));
        self.clips.push(Clip { seen, outlines });
    }

    pub(super) fn pop_clip(&mut self) {
        self.clips.pop();
    }

    pub(super) fn push_group(&mut self, opacity: f32, mask: Option<&SoftMask<'_>>, blend: BlendMode) {
        self.groups.push(TransparencyGroup { opacity, is_masked: mask.is_some(), blend });
    }

    pub(super) fn pop_group(&mut self) {
        self.groups.pop();
    }

    /// Bounding box of what can be seen: the page less all clips. `None` where nothing can be seen.
    pub(super) fn visible(&self) -> Option<Rect> {
        self.clips.last().map_or(Some(self.page), |clip| clip.seen)
    }

    /// Whether a point lies on the page, clipped or not.
    pub(super) fn is_on_page(&self, x: f64, y: f64) -> bool {
        self.page.contains(x, y)
    }

    /// Whether a point is left by all clips.
    pub(super) fn shows(&self, x: f64, y: f64) -> bool {
        let is_left = |outline: &Rc<Outline>| outline.contains(Point::new(x, y));
        self.visible().is_some_and(|seen| seen.contains(x, y))
            && self.clips.last().is_none_or(|clip| clip.outlines.iter().all(is_left))
    }

    /// What can be seen of a path that is filled on the page.
    pub(super) fn filled(&self, path: BezPath, fill: FillRule) -> Option<Shape> {
        let bounds = shapes::bounds(&path)?;
        self.seen_of(&bounds, Outline::path(path, fill))
    }

    /// What can be seen of an outline within a box.
    pub(super) fn seen_of(&self, bounds: &Rect, outline: Outline) -> Option<Shape> {
        let bounds = self.visible()?.intersect(bounds)?;
        let clips = self.clips.last().map(|clip| clip.outlines.clone()).unwrap_or_default();
        Some(Shape::new(bounds, outline, clips))
    }

    /// Whether all of [`Self::visible`] can be seen.
    pub(super) fn clips_are_rects(&self) -> bool {
        self.clips.last().is_none_or(|clip| clip.outlines.is_empty())
    }

    /// Whether what is drawn now comes out as it is.
    pub(super) fn is_plain(&self) -> bool {
        self.groups.iter().all(TransparencyGroup::is_plain)
    }

    /// How the open groups change what is drawn in them.
    pub(super) fn compositing(&self) -> Compositing {
        let blends = self.groups.iter().map(|group| group.blend);
        Compositing {
            opacity: self.opacity(),
            is_masked: self.groups.iter().any(|group| group.is_masked),
            blend: blends.reduce(|a, b| if b == BlendMode::Normal { a } else { b }).unwrap_or_default(),
        }
    }

    /// Opacity of the open groups together, from 0 to 1.
    pub(super) fn opacity(&self) -> f32 {
        self.groups.iter().map(|group| group.opacity).product()
    }

    /// Bounding box of what can be seen of an image; `None` where nothing can be seen.
    pub(super) fn visible_part_of(&self, image: &Image<'_, '_>, transform: Affine) -> Option<Rect> {
        // hayro maps pixels, not the unit square.
        let pixels = KurboRect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let on_page = to_rect(transform.transform_rect_bbox(pixels));
        let is_finite = on_page.area().is_finite() && on_page.x0.is_finite() && on_page.y0.is_finite();
        self.visible().filter(|_| is_finite).and_then(|seen| on_page.intersect(&seen))
    }

    /// The rectangle in which an image occludes what was drawn before it; `None` where the image is transparent or is no
    /// rectangle.
    pub(super) fn occluded_by(&self, image: &Image<'_, '_>, transform: Affine) -> Option<Rect> {
        let Image::Raster(raster) = image else { return None };
        let hides = !is_masked(raster) && self.is_plain() && self.clips_are_rects() && is_straight(transform);
        if hides { self.visible_part_of(image, transform) } else { None }
    }

    /// What can be seen of the area of an image.
    pub(super) fn area_of(&self, image: &Image<'_, '_>, transform: Affine) -> Option<Shape> {
        let pixels = KurboRect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.filled(transform * pixels.to_path(0.1), FillRule::NonZero)
    }
}

/// Whether rows and columns of pixels run along the edges of the page.
pub(super) fn is_straight(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let along = b.abs() <= STRAIGHT * a.abs() && c.abs() <= STRAIGHT * d.abs();
    let across = a.abs() <= STRAIGHT * b.abs() && d.abs() <= STRAIGHT * c.abs();
    along || across
}

/// Whether some pixels of an image may be transparent.
pub(super) fn is_masked(image: &hayro_interpret::RasterImage<'_>) -> bool {
    let dict = image.stream().dict();
    dict.contains_key("SMask")
        || dict.contains_key("Mask")
        || dict.get::<i32>("SMaskInData").is_some_and(|kind| kind != 0)
}

/// Whether a paint leaves no trace on white paper.
pub(super) fn is_white(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, a] = color.to_rgba().to_rgba8();
            a == 0 || (r > 250 && g > 250 && b > 250)
        }
        Paint::Pattern(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_narrow_what_is_seen() {
        let mut visibility = Visibility::new(100.0, 100.0);
        let clip = |path: BezPath| ClipPath { path, fill: FillRule::NonZero };
        visibility.push_clip(&clip(KurboRect::new(10.0, 10.0, 200.0, 50.0).to_path(0.1)));
        assert_eq!(visibility.visible(), Some(Rect::new(10.0, 10.0, 100.0, 50.0)));
        let box_of = |visibility: &Visibility| {
            visibility.filled(KurboRect::new(0.0, 0.0, 60.0, 60.0).to_path(0.1), FillRule::NonZero).unwrap()
        };
        assert!(box_of(&visibility).is_rect());
        let round = hayro_interpret::kurbo::Circle::new((50.0, 30.0), 10.0).to_path(0.1);
        visibility.push_clip(&clip(round));
        assert!(visibility.shows(50.0, 30.0) && !visibility.shows(42.0, 22.0));
        let clipped = box_of(&visibility);
        assert!(!clipped.is_rect() && clipped.contains(Point::new(50.0, 30.0)));
        assert!(!clipped.contains(Point::new(42.0, 22.0)));
        visibility.pop_clip();
        assert!(visibility.shows(42.0, 22.0));
        visibility.push_group(0.5, None, BlendMode::Multiply);
        visibility.push_group(0.5, None, BlendMode::Normal);
        let mixed = visibility.compositing();
        assert!((mixed.opacity - 0.25).abs() < 1e-6 && mixed.blend == BlendMode::Multiply);
    }

    #[test]
    fn quarter_turns_are_straight_and_others_are_not() {
        assert!(is_straight(Affine::new([0.0, 1.0, -1.0, 0.0, 5.0, 5.0])));
        assert!(!is_straight(Affine::rotate(0.01)));
    }
}
