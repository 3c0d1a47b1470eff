//! Finds what soft masks leave of the text that is drawn under them.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::BezPath;
use hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, MaskType, SoftMask,
};

use super::ground::{Coat, Colour, Ground};
use super::paints::coat_of;
use super::shapes;
use super::time_limit::TimeLimit;
use super::visibility::Visibility;
use crate::geom::Rect;

/// Most parts of a path in a mask that are looked at.
const MOST_SHAPES: usize = 5_000;

/// What a mask lets through, as a picture: the lighter, the more.
pub(super) struct Mask {
    picture: Ground,
    visibility: Visibility,
    time_limit: TimeLimit,
    is_alpha: bool,
    /// Whether it changes its values by a function, which is not followed.
    is_changed: bool,
    shapes: usize,
}

impl Mask {
    fn of(mask: &SoftMask<'_>, page: &Rect) -> Self {
        let is_alpha = mask.mask_type() == MaskType::Alpha;
        let [r, g, b, _] = mask.background_color().to_rgba().components();
        let background: Colour = if is_alpha { [0.0; 3] } else { [r, g, b] };
        let mut picture = Self {
            picture: Ground::new(page.width(), page.height(), background),
            visibility: Visibility::new(page.width(), page.height()),
            time_limit: TimeLimit::new(),
            is_alpha,
            is_changed: mask.transfer_function().is_some(),
            shapes: 0,
        };
        mask.interpret(&mut picture);
        picture
    }

    /// Share that it lets through in the middle of a rectangle, from 0 to 1; `None` where that is not known.
    fn lets_through(&self, place: &Rect) -> Option<f32> {
        let [r, g, b] = self.picture.at(place.mid_x(), place.mid_y())?;
        (!self.is_changed && self.shapes < MOST_SHAPES).then_some(0.3 * r + 0.59 * g + 0.11 * b)
    }
}

/// The masks that are open on a page, each interpreted once.
pub(super) struct Masks {
    page: Rect,
    known: HashMap<u128, Rc<Mask>>,
    /// Of each open group, its mask.
    groups: Vec<Option<Rc<Mask>>>,
    /// The mask of what is drawn now.
    pub(super) now: Option<Rc<Mask>>,
}

impl Masks {
    pub(super) fn new(width: f64, height: f64) -> Self {
        let page = Rect::new(0.0, 0.0, width, height);
        Self { page, known: HashMap::new(), groups: Vec::new(), now: None }
    }

    pub(super) fn push_group(&mut self, mask: Option<&SoftMask<'_>>) {
        let mask = mask.map(|mask| self.of(mask));
        self.groups.push(mask);
    }

    pub(super) fn pop_group(&mut self) {
        self.groups.pop();
    }

    /// Finds a mask, or interprets it.
    pub(super) fn of(&mut self, mask: &SoftMask<'_>) -> Rc<Mask> {
        let page = self.page;
        Rc::clone(self.known.entry(mask.cache_key()).or_insert_with(|| Rc::new(Mask::of(mask, &page))))
    }

    /// Share that all masks together let through in the middle of a rectangle; `None` where that is not known.
    pub(super) fn let_through(&self, place: &Rect) -> Option<f32> {
        let open = self.groups.iter().flatten().chain(&self.now);
        open.map(|mask| mask.lets_through(place)).try_fold(1.0, |all, share| Some(all * share?))
    }
}

impl<'a> Device<'a> for Mask {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        let (DrawMode::Fill(fill) | DrawMode::FillAndStroke(fill, _)) = mode else { return };
        let mut coat = coat_of(&props).within(self.visibility.compositing());
        if self.is_alpha {
            coat.colour = Some([1.0; 3]);
        }
        for part in shapes::parts(props.transform * path, *fill) {
            self.shapes += 1;
            if let Some(shape) = self.visibility.filled(part, *fill).filter(|_| self.shapes < MOST_SHAPES) {
                self.picture.add(shape, coat);
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if let Some(shape) = self.visibility.area_of(&image, props.transform) {
            self.picture.add(shape, Coat { colour: None, ..Coat::BLACK });
        }
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.visibility.push_clip(clip);
    }

    fn pop_clip(&mut self) {
        self.visibility.pop_clip();
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.visibility.push_group(opacity, mask.as_ref(), blend);
    }

    fn pop_transparency_group(&mut self) {
        self.visibility.pop_group();
    }
}
