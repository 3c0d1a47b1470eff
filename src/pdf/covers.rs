//! Follows, in drawing order, what is painted on a page: what comes later covers what was there, and lies beneath what follows.

use hayro_interpret::kurbo::{Affine, BezPath, Point};
use hayro_interpret::{DrawMode, DrawProps, FillRule, Image};

use super::glyph_ink::{self, Drawn};
use super::ground::{Coat, Ground, is_light};
use super::hiding::{self, Cover, Hiding, Sight, around};
use super::lines::Lines;
use super::opacity::{self, Opacity};
#[cfg(feature = "office")]
use super::painted_picture::{PaintedPicture, Tones};
use super::paints::coat_of;
use super::shapes::{self, Bands, Outline, Shape, to_rect};
use super::visibility::{Visibility, is_masked};
use crate::page::Glyph;

/// Thickest dark line that is a rule, in points: where it crosses print, both are seen.
const RULE: f64 = 1.0;
/// Share of the page from which on a fill is a new sheet over all that was drawn.
const WHOLE_PAGE: f64 = 0.98;

/// What is painted on a page, and what it hides.
pub(super) struct Covers {
    page_area: f64,
    ground: Ground,
    hiding: Hiding,
}

impl Covers {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            page_area: width * height,
            ground: Ground::new(width, height, [1.0; 3]),
            hiding: Hiding::new(width, height),
        }
    }

    /// Adds the next character, which has the number of `before` that were drawn.
    pub(super) fn add_glyph(
        &mut self,
        glyph: &Glyph,
        drawn: Drawn,
        coat: &Coat,
        is_filled: bool,
        before: &[Glyph],
    ) {
        let sight = hiding::sight(coat, &self.ground, glyph);
        // A character in the colour of the paper rubs out those beneath it.
        if sight == Sight::Faint
            && is_filled
            && coat.is_opaque()
            && self.hiding.reaches(&glyph.rect, before)
            && let Some(outline) = glyph_ink::outline(&drawn)
        {
            let bounds = to_rect(hayro_interpret::kurbo::Shape::bounding_box(&outline));
            let ink = Bands::new(&outline);
            self.hiding.cover(&bounds, false, true, before, |at| ink.contain(FillRule::NonZero, at));
        }
        self.hiding.add(drawn, sight);
    }

    /// Adds a path that is filled or stroked; says whether that hides all that was drawn.
    pub(super) fn add_path(
        &mut self,
        path: &BezPath,
        props: &DrawProps<'_>,
        mode: &DrawMode,
        visibility: &Visibility,
        glyphs: &[Glyph],
        lines: &mut Lines,
    ) -> bool {
        let mut is_new_sheet = false;
        let coat = coat_of(props).within(visibility.compositing());
        if let DrawMode::Fill(fill) | DrawMode::FillAndStroke(fill, _) = mode {
            for part in shapes::parts(props.transform * path, *fill) {
                if let Some(shape) = visibility.filled(part, *fill) {
                    is_new_sheet |= self.add(shape, coat, glyphs, lines);
                }
            }
        }
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            let width = f64::from(stroke.line_width) * props.transform.determinant().abs().sqrt();
            let is_rule = width <= RULE && !coat.colour.is_some_and(is_light);
            let bounds = shapes::bounds(&(props.transform * path)).filter(|_| !is_rule);
            let outline = || Outline::stroke(path.clone(), stroke, props.transform);
            let shape = bounds.and_then(|bounds| visibility.seen_of(&around(&bounds, width), outline()));
            if let Some(shape) = shape {
                self.add(shape, coat, glyphs, lines);
            }
        }
        is_new_sheet
    }

    /// Adds what is painted over the page; says whether that hides all that was drawn.
    fn add(&mut self, shape: Shape, coat: Coat, glyphs: &[Glyph], lines: &mut Lines) -> bool {
        let mut is_new_sheet = false;
        let is_blank = coat.colour.is_some_and(is_light);
        let is_rule = shape.bounds.width().min(shape.bounds.height()) <= RULE && !is_blank;
        if coat.is_opaque() && !is_rule {
            let covers = |at: Point| shape.contains(at);
            let hidden = self.hiding.cover(&shape.bounds, shape.is_rect(), is_blank, glyphs, covers);
            if hidden > 0 && shape.is_rect() {
                lines.hide(&shape.bounds);
            }
            is_new_sheet = shape.is_rect() && shape.bounds.area() >= WHOLE_PAGE * self.page_area;
        }
        self.ground.add(shape, coat);
        is_new_sheet
    }

    /// Adds an image; gives the number of characters that it hides.
    pub(super) fn add_image(
        &mut self,
        image: &Image<'_, '_>,
        transform: Affine,
        visibility: &Visibility,
        glyphs: &[Glyph],
    ) -> usize {
        let Some(shape) = visibility.area_of(image, transform) else { return 0 };
        let is_solid = matches!(image, Image::Raster(raster) if !is_masked(raster));
        let plain = Coat { colour: None, ..Coat::BLACK }.within(visibility.compositing());
        let bounds = &shape.bounds;
        let mut hidden = 0;
        if plain.is_opaque() && is_solid {
            hidden = self.hiding.cover(bounds, shape.is_rect(), false, glyphs, |at| shape.contains(at));
        } else if plain.is_opaque()
            && self.hiding.reaches(bounds, glyphs)
            && let Some(opacity) = Opacity::of(image, transform)
        {
            let covers = |at: Point| shape.contains(at) && opacity.covers(at);
            hidden = self.hiding.cover(bounds, false, false, glyphs, covers);
        }
        if hidden > 0 && opacity::is_blank(image) {
            self.hiding.last_is_blank();
        }
        let coat = Coat { is_masked: plain.is_masked || !is_solid, ..plain };
        self.ground.add(shape, coat);
        hidden
    }

    /// Adds a picture of another format than PDF; gives the number of characters that it hides.
    #[cfg(feature = "office")]
    pub(super) fn add_picture(
        &mut self,
        shape: Shape,
        picture: &PaintedPicture<'_>,
        glyphs: &[Glyph],
    ) -> usize {
        let coat = Coat { colour: None, opacity: picture.opacity, ..Coat::BLACK };
        let bounds = &shape.bounds;
        let mut hidden = 0;
        if coat.is_opaque() && self.hiding.reaches(bounds, glyphs) {
            let tones = picture.tones();
            let is_rect = picture.is_solid && shape.is_rect();
            let covers = |at: Point| {
                shape.contains(at)
                    && (picture.is_solid || tones.as_ref().is_some_and(|tones| tones.covers(at)))
            };
            hidden = self.hiding.cover(bounds, is_rect, false, glyphs, covers);
            if hidden > 0 && tones.as_ref().is_some_and(Tones::is_blank) {
                self.hiding.last_is_blank();
            }
        }
        self.ground.add(shape, Coat { is_masked: !picture.is_solid, ..coat });
        hidden
    }

    /// What hides characters.
    pub(super) fn covers(&self) -> &[Cover] {
        &self.hiding.covers
    }

    /// What there is to be seen of each character in the end.
    pub(super) fn sights(&mut self, glyphs: &[Glyph]) -> Vec<Sight> {
        self.hiding.sights(glyphs)
    }
}
