//! Draws a glyph into an outline, whatever kind of font it comes from.

use hayro_interpret::font::{GlyphRun, Type3Glyph};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Stroke, StrokeOpts, stroke};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, LumaData, Paint, SoftMask,
};

use super::super::time_limit::TimeLimit;
use super::super::visibility::is_white;
use crate::glyph_reader::Outline;

/// How exactly the edges of a stroke are followed, in thousandths of an em.
const STROKE_TOLERANCE: f64 = 1.0;
/// Most pixels of a glyph that is a bitmap: printers have some hundreds on a side.
const MOST_PIXELS: u32 = 1 << 20;

/// The outline of a path; `None` where it is none of print.
pub(super) fn draw_outline(path: &BezPath) -> Option<Outline> {
    let mut outline = Outline::default();
    add_path(&mut outline, path);
    Some(outline).filter(Outline::is_print)
}

/// The outline of a glyph that is a program; `None` where it shows a picture that is no mask, or is none of print.
pub(super) fn draw_type3<'a>(glyph: &Type3Glyph<'a>, paint: &Paint<'a>) -> Option<Outline> {
    let mut device = GlyphDevice {
        time_limit: TimeLimit::new(),
        outline: Outline::default(),
        print_is_white: is_white(paint),
        has_picture: false,
    };
    glyph.interpret(&mut device, Affine::IDENTITY, Affine::IDENTITY, paint);
    Some(device.outline).filter(|outline| !device.has_picture && outline.is_print())
}

#[allow(clippy::cast_possible_truncation)]
fn add_path(outline: &mut Outline, path: &BezPath) {
    let point = |p: Point| (p.x as f32, p.y as f32);
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(to) => outline.move_to(to.x as f32, to.y as f32),
            PathEl::LineTo(to) => outline.line_to(to.x as f32, to.y as f32),
            PathEl::QuadTo(over, to) => outline.quad_to(point(over), point(to)),
            PathEl::CurveTo(over, and, to) => outline.cubic_to(point(over), point(and), point(to)),
            PathEl::ClosePath => outline.close(),
        }
    }
}

/// Takes in what a glyph draws.
struct GlyphDevice {
    time_limit: TimeLimit,
    outline: Outline,
    /// Whether the glyph is printed white on something dark: else what is white in it is paper.
    print_is_white: bool,
    has_picture: bool,
}

impl GlyphDevice {
    /// Adds each run of inked pixels of a mask as a box.
    fn add_mask(&mut self, mask: &[u8], width: u32, to_glyph: Affine) {
        for (row, y) in mask.chunks_exact(width.max(1) as usize).zip(0_u32..) {
            let mut begin = None;
            for (x, inked) in (0_u32..).zip(row.iter().map(|v| *v >= 128).chain([false])) {
                match (begin, inked) {
                    (None, true) => begin = Some(x),
                    (Some(from), false) => {
                        let (x0, x1, y) = (f64::from(from), f64::from(x), f64::from(y));
                        let corners = [(x0, y), (x1, y), (x1, y + 1.0), (x0, y + 1.0)];
                        let mut path = BezPath::new();
                        path.move_to(Point::from(corners[0]));
                        corners[1..].iter().for_each(|corner| path.line_to(Point::from(*corner)));
                        path.close_path();
                        path.apply_affine(to_glyph);
                        add_path(&mut self.outline, &path);
                        begin = None;
                    }
                    _ => {}
                }
            }
        }
    }
}

impl<'a> Device<'a> for GlyphDevice {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        if is_white(&props.paint) && !self.print_is_white {
            return;
        }
        let edges = |by: &hayro_interpret::StrokeProps| {
            let style = Stroke::new(f64::from(by.line_width));
            let scale = props.transform.determinant().abs().sqrt().max(1e-6);
            stroke(path.iter(), &style, &StrokeOpts::default(), STROKE_TOLERANCE / scale)
        };
        match mode {
            DrawMode::Fill(_) => add_path(&mut self.outline, &(props.transform * path)),
            DrawMode::Stroke(by) => add_path(&mut self.outline, &(props.transform * &edges(by))),
            DrawMode::FillAndStroke(_, by) => {
                add_path(&mut self.outline, &(props.transform * path));
                add_path(&mut self.outline, &(props.transform * &edges(by)));
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        for glyph in run.glyphs() {
            match &**glyph {
                hayro_interpret::font::Glyph::Outline(outline) if !matches!(mode, DrawMode::Invisible) => {
                    let path = props.transform * glyph.transform() * outline.outline();
                    add_path(&mut self.outline, &path);
                }
                _ => self.has_picture = true,
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.time_limit.check();
        let Image::Stencil(stencil) = image else {
            self.has_picture = true;
            return;
        };
        let (width, height) = (stencil.width(), stencil.height());
        if width == 0 || height == 0 || width.saturating_mul(height) > MOST_PIXELS {
            self.has_picture = true;
            return;
        }
        // From decoded pixels, which may be more or fewer than declared.
        let add = |mask: LumaData, _: &Paint<'a>| {
            let scale = |declared: u32, decoded: u32| f64::from(declared) / f64::from(decoded.max(1));
            let scale = Affine::scale_non_uniform(scale(width, mask.width), scale(height, mask.height));
            self.add_mask(&mask.data, mask.width, props.transform * scale);
        };
        stencil.with_stencil(add, None);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
