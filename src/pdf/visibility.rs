//! Tracks what can be seen of a page while it is interpreted: the clips and transparency groups that are open, and the images
//! that occlude what was drawn before them.

use hayro_interpret::kurbo::{Affine, Rect as KurboRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Image, Paint, SoftMask};

use crate::geom::Rect;

/// Largest share of its bounding box that a clip may lack and still count as that rectangle.
const SAME_AREA: f64 = 0.01;
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

#[derive(Clone, Copy)]
struct Clip {
    /// The bounding box of what is left; `None` where nothing is.
    seen: Option<Rect>,
    /// Whether all clips are rectangles, so that all of `seen` is left.
    is_rect: bool,
}

struct TransparencyGroup {
    opacity: f32,
    /// Whether neither opacity, nor a mask, nor a blend mode changes what is in it.
    is_plain: bool,
}

impl Visibility {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { page: Rect::new(0.0, 0.0, width, height), clips: Vec::new(), groups: Vec::new() }
    }

    pub(super) fn push_clip(&mut self, clip: &ClipPath) {
        let bounds = clip.path.bounding_box();
        let lack = bounds.area() - clip.path.area().abs();
        let is_rect = lack <= SAME_AREA * bounds.area() && self.clips_are_rects();
        let seen = self
            .visible()
            .and_then(|seen| (!clip.path.elements().is_empty()).then(|| to_rect(bounds))?.intersect(&seen));
        self.clips.push(Clip { seen, is_rect });
    }

    pub(super) fn pop_clip(&mut self) {
        self.clips.pop();
    }

    pub(super) fn push_group(&mut self, opacity: f32, mask: Option<&SoftMask<'_>>, blend: BlendMode) {
        let is_plain = opacity >= FULL && mask.is_none() && blend == BlendMode::Normal;
        self.groups.push(TransparencyGroup { opacity, is_plain });
    }

    pub(super) fn pop_group(&mut self) {
        self.groups.pop();
    }

    /// Bounding box of what can be seen: the page less all clips. `None` where nothing can be seen.
    pub(super) fn visible(&self) -> Option<Rect> {
        self.clips.last().map_or(Some(self.page), |clip| clip.seen)
    }

    /// Whether all of [`Self::visible`] can be seen.
    pub(super) fn clips_are_rects(&self) -> bool {
        self.clips.last().is_none_or(|clip| clip.is_rect)
    }

    /// Whether what is drawn now comes out as it is.
    pub(super) fn is_plain(&self) -> bool {
        self.groups.iter().all(|group| group.is_plain)
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
}

/// Whether rows and columns of pixels run along the edges of the page.
pub(super) fn is_straight(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let along = b.abs() <= STRAIGHT * a.abs() && c.abs() <= STRAIGHT * d.abs();
    let across = a.abs() <= STRAIGHT * b.abs() && d.abs() <= STRAIGHT * c.abs();
    along || across
}

/// Whether some pixels of an image may be transparent.
fn is_masked(image: &hayro_interpret::RasterImage<'_>) -> bool {
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

pub(super) fn to_rect(rect: KurboRect) -> Rect {
    Rect::new(rect.x0, rect.y0, rect.x1, rect.y1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::FillRule;

    #[test]
    fn clips_narrow_what_is_seen_and_only_rectangles_leave_all_of_it() {
        let mut visibility = Visibility::new(100.0, 100.0);
        let clip = |path: hayro_interpret::kurbo::BezPath| ClipPath { path, fill: FillRule::NonZero };
        visibility.push_clip(&clip(KurboRect::new(10.0, 10.0, 200.0, 50.0).to_path(0.1)));
        assert_eq!(
            (visibility.visible(), visibility.clips_are_rects()),
            (Some(Rect::new(10.0, 10.0, 100.0, 50.0)), true)
        );
        let round = hayro_interpret::kurbo::Circle::new((50.0, 30.0), 10.0).to_path(0.1);
        visibility.push_clip(&clip(round));
        assert!(!visibility.clips_are_rects());
        visibility.pop_clip();
        assert!(visibility.clips_are_rects());
        visibility.push_group(0.5, None, BlendMode::Normal);
        assert!(!visibility.is_plain() && (visibility.opacity() - 0.5).abs() < 1e-6);
    }

    #[test]
    fn quarter_turns_are_straight_and_others_are_not() {
        assert!(is_straight(Affine::new([0.0, 1.0, -1.0, 0.0, 5.0, 5.0])));
        assert!(!is_straight(Affine::rotate(0.01)));
    }
}
