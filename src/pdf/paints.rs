//! Reads how something is painted: its colour, how much shows through, and how it mixes with what lies beneath.

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::kurbo::{Affine, BezPath, Rect as KurboRect, Shape};
use hayro_interpret::pattern::{Pattern, ShadingPattern, TilingPattern};
use hayro_interpret::shading::ShadingType;
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::ground::{Coat, Colour, OPAQUE, contrast, is_light};

/// Where a shading is asked for its colour, as shares of its length.
const SAMPLES: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
/// Contrast to paper from which on white print can be read on a colour.
const DARK: f32 = 0.3;

/// How a path is painted.
pub(super) fn coat_of<'a>(props: &DrawProps<'a>) -> Coat {
    let mut is_masked = props.soft_mask.is_some();
    let (colour, opacity) = match &props.paint {
        Paint::Color(color) => {
            let [r, g, b, opacity] = color.to_rgba().components();
            (Some([r, g, b]), opacity)
        }
        Paint::Pattern(pattern) => match &**pattern {
            Pattern::Shading(shading) => {
                is_masked |= !fills_all(shading);
                (lightest_of(shading), shading.opacity)
            }
            Pattern::Tiling(tiling) => {
                let tile = Tile::of(tiling);
                is_masked |= !tile.is_filled;
                (tile.colour(), tiling.opacity)
            }
        },
    };
    Coat { colour, opacity, is_masked, blend: props.blend_mode }
}

/// How text is painted. Glyphs that are programs (Type 3) may have colours of their own.
pub(super) fn coat_of_text<'a>(run: &GlyphRun<'_, 'a>, props: &DrawProps<'a>) -> Coat {
    let coat = coat_of(props);
    // Dark print is seen on paper, whatever else it may be.
    let is_pale = coat.colour.is_none_or(is_light) || coat.opacity < OPAQUE;
    let Some(PdfGlyph::Type3(program)) = run.glyphs().first().map(|glyph| &**glyph) else {
        return Coat { is_masked: props.soft_mask.is_some(), ..coat };
    };
    if !is_pale {
        return Coat { colour: None, ..coat };
    }
    let mut drawn = Tile::default();
    program.interpret(&mut drawn, Affine::IDENTITY, Affine::IDENTITY, &props.paint);
    Coat { colour: drawn.colour(), is_masked: props.soft_mask.is_some(), ..coat }
}

/// The lightest colour of a shading between two colours, where all of it is dark; `None` of others.
fn lightest_of(pattern: &ShadingPattern) -> Option<Colour> {
    let shading = &pattern.shading;
    let ShadingType::RadialAxial { function, domain: [from, to], .. } = &*shading.shading_type else {
        return None;
    };
    let colour = |share: f32| {
        let mut parts = vec![0.0; function.num_outputs()];
        function.eval(&[from + share * (to - from)], &mut parts)?;
        let [r, g, b, _] = shading.color_space.to_rgba(&parts, 1.0).components();
        Some([r, g, b])
    };
    let colours: Option<Vec<Colour>> = SAMPLES.iter().map(|share| colour(*share)).collect();
    let is_dark = |colour: &Colour| contrast(*colour, [1.0; 3]) > DARK;
    let sum = |colour: &Colour| colour.iter().sum::<f32>();
    let colours = colours.filter(|colours| colours.iter().all(is_dark))?;
    colours.into_iter().max_by(|a, b| sum(a).total_cmp(&sum(b)))
}

/// Whether a shading leaves no spot of what it fills unpainted.
fn fills_all(pattern: &ShadingPattern) -> bool {
    match &*pattern.shading.shading_type {
        ShadingType::RadialAxial { extend, .. } => {
            pattern.shading.background.is_some() || *extend == [true, true]
        }
        ShadingType::Dummy => false,
        _ => true,
    }
}

/// What a small program draws: the tile of a pattern, or a glyph.
#[derive(Default)]
struct Tile {
    /// What must be filled that nothing shows through.
    whole: Option<KurboRect>,
    is_filled: bool,
    paints: Vec<Coat>,
    /// Whether it draws what has many colours.
    is_mixed: bool,
}

impl Tile {
    fn of(pattern: &TilingPattern<'_>) -> Self {
        let (x, y) = (f64::from(pattern.x_step.abs()), f64::from(pattern.y_step.abs()));
        let is_tight = x <= pattern.bbox.width() && y <= pattern.bbox.height();
        let mut tile = Self { whole: is_tight.then_some(pattern.bbox), ..Self::default() };
        let drawn = pattern.interpret(&mut tile, Affine::IDENTITY, false);
        tile.is_mixed |= drawn.is_none();
        tile
    }

    /// The one colour in which all is drawn.
    fn colour(&self) -> Option<Colour> {
        let first = self.paints.first()?.colour?;
        let is_one = self.paints.iter().all(|coat| coat.colour.is_some_and(|c| contrast(c, first) < 0.01));
        (is_one && !self.is_mixed).then_some(first)
    }
}

impl<'a> Device<'a> for Tile {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let coat = match &props.paint {
            Paint::Color(_) => coat_of(&props),
            Paint::Pattern(_) => Coat { colour: None, is_masked: true, ..Coat::BLACK },
        };
        self.paints.push(coat);
        if let (Some(whole), DrawMode::Fill(_)) = (self.whole, mode) {
            let filled = (props.transform * path).bounding_box();
            let is_rect = filled.area() - path.area().abs() * props.transform.determinant().abs()
                < 0.01 * filled.area();
            self.is_filled |= coat.is_opaque() && is_rect && filled.inflate(0.01, 0.01).contains_rect(whole);
        }
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.is_mixed = true;
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        match image {
            Image::Stencil(stencil) => stencil.with_stencil(
                |_, paint| match paint {
                    Paint::Color(color) => {
                        let [r, g, b, opacity] = color.to_rgba().components();
                        self.paints.push(Coat { colour: Some([r, g, b]), opacity, ..Coat::BLACK });
                    }
                    Paint::Pattern(_) => self.is_mixed = true,
                },
                None,
            ),
            Image::Raster(_) => self.is_mixed = true,
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn pop_clip(&mut self) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}
}
