//! Records the ink of a page that is neither text nor a straight line: curves of the size of characters, pictures, and patterns
//! that show characters. What of it nothing accounts for is told by `ink`.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{BezPath, PathEl, Point, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::shapes::to_rect;
use super::time_limit::TimeLimit;
use super::visibility::Visibility;
use crate::geom::Rect;
use crate::picture::{luma, over};

/// Heights of characters, in points. Lower ones are points, commas and leaders.
pub(super) const LOWEST: f64 = 2.5;
pub(super) const HIGHEST: f64 = 40.0;
/// Widest shape that is a character, in points.
const WIDEST: f64 = 60.0;
/// Thickest picture that is a line, in points.
const LINE_THICKNESS: f64 = 3.0;
/// Share of its box that a line of cut ends fills at least.
const FULL: f64 = 0.7;
/// Print is at least this much darker than its paper, of 255; watermarks are paler.
const CONTRAST: u8 = 80;
/// Most shapes, pictures and patterns of a page: one with more is a drawing.
const MOST: usize = 60_000;
/// Most dark rectangles that are looked through for what lies under light ink, and most that hide what was drawn before.
const MOST_RECTANGLES: usize = 500;
/// Depth to which patterns in patterns are followed.
const DEPTH: usize = 3;
/// Side of the plane on which a pattern is looked at, in points.
const FAR: f64 = 1e6;
/// Fewest characters of a pattern: fewer are a hatching.
const PRINT: usize = 3;

/// Ink of a page that is neither text nor a straight line, in points of the page as it is seen.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Curves of the size of characters, or parts of them.
    pub(super) shapes: Vec<Rect>,
    /// Pictures.
    pub(super) pictures: Vec<Rect>,
    /// What is filled with patterns that show characters, with their number.
    pub(super) patterns: Vec<(Rect, usize)>,
    /// Of each open clip, its curves of the size of characters: what is painted through them shows as these.
    clips: Vec<Vec<Rect>>,
    /// Rectangles that light ink can be seen on.
    dark: Vec<Rect>,
    hides: usize,
    depth: usize,
}

impl Marks {
    /// Records a path, in points of the page.
    pub(super) fn paint(
        &mut self,
        path: &BezPath,
        paint: &Paint<'_>,
        mode: &DrawMode,
        visibility: &Visibility,
    ) {
        let Some(seen) = visibility.visible() else { return };
        let fills = match mode {
            DrawMode::Invisible => return,
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => true,
            DrawMode::Stroke(_) => false,
        };
        if fills && let Paint::Pattern(pattern) = paint {
            self.pattern(pattern, path, &seen);
            return;
        }
        let tone = tone(paint, visibility.opacity());
        let is_dark = u8::MAX - tone >= CONTRAST;
        let shown = self.clips.last_mut().filter(|_| is_dark).map(std::mem::take).unwrap_or_default();
        if !shown.is_empty() {
            let under = to_rect(path.bounding_box());
            self.add(shown.into_iter().filter(|shape| under.contains(shape.mid_x(), shape.mid_y())));
        }
        if let Some(rect) = rectangle(path) {
            if fills && rect.width() > LINE_THICKNESS && rect.height() > LINE_THICKNESS {
                if visibility.is_plain() && visibility.clips_are_rects() && is_opaque(paint) {
                    self.hide(&rect);
                }
                if is_dark && self.dark.len() < MOST_RECTANGLES {
                    self.dark.push(rect);
                }
            }
            return;
        }
        let shapes: Vec<Rect> = shapes(path, fills).into_iter().filter_map(|s| s.intersect(&seen)).collect();
        let on_dark = |shape: &Rect| self.dark.iter().any(|dark| dark.contains(shape.mid_x(), shape.mid_y()));
        let shapes: Vec<Rect> = shapes.into_iter().filter(|shape| is_dark || on_dark(shape)).collect();
        self.add(shapes.into_iter());
    }

    /// Records a picture by what can be seen of it, and by what it occludes.
    pub(super) fn picture(&mut self, seen: Option<Rect>, occluded: Option<Rect>) {
        if let Some(under) = occluded {
            self.hide(&under);
        }
        let shown = self.clips.last_mut().map(std::mem::take).unwrap_or_default();
        if let Some(seen) = seen {
            if !shown.is_empty() {
                self.add(shown.into_iter().filter(|shape| seen.contains(shape.mid_x(), shape.mid_y())));
            } else if seen.width() > LINE_THICKNESS.min(LOWEST)
                && seen.height() > LINE_THICKNESS.min(LOWEST)
                && self.pictures.len() < MOST
            {
                self.pictures.push(seen);
            }
        }
    }

    pub(super) fn push_clip(&mut self, clip: &ClipPath) {
        let shapes = if rectangle(&clip.path).is_some() { Vec::new() } else { shapes(&clip.path, true) };
        self.clips.push(if shapes.len() >= PRINT { shapes } else { Vec::new() });
    }

    pub(super) fn pop_clip(&mut self) {
        self.clips.pop();
    }

    #[cfg(test)]
    pub(super) fn of(shapes: Vec<Rect>, pictures: Vec<Rect>) -> Self {
        Self { shapes, pictures, ..Self::default() }
    }

    fn add(&mut self, shapes: impl Iterator<Item = Rect>) {
        let room = MOST.saturating_sub(self.shapes.len());
        self.shapes.extend(shapes.take(room));
    }

    /// Drops what lies under an opaque rectangle: it is not printed.
    fn hide(&mut self, under: &Rect) {
        self.hides += 1;
        if self.hides > MOST_RECTANGLES {
            return;
        }
        let is_seen = |rect: &Rect| {
            rect.x0 < under.x0 || rect.x1 > under.x1 || rect.y0 < under.y0 || rect.y1 > under.y1
        };
        self.shapes.retain(is_seen);
        self.pictures.retain(is_seen);
        self.patterns.retain(|(rect, _)| is_seen(rect));
    }

    /// Records what is filled with a pattern, where that shows characters.
    fn pattern(&mut self, pattern: &hayro_interpret::pattern::Pattern<'_>, path: &BezPath, seen: &Rect) {
        let hayro_interpret::pattern::Pattern::Tiling(tiling) = pattern else {
            let shapes = shapes(path, true);
            self.add(shapes.into_iter().filter_map(|shape| shape.intersect(seen)));
            return;
        };
        if self.depth >= DEPTH || self.patterns.len() >= MOST_RECTANGLES {
            return;
        }
        let marks = Marks { depth: self.depth + 1, ..Marks::default() };
        let mut inside = PatternInk { marks, time_limit: TimeLimit::new(), characters: 0 };
        let _ = tiling.interpret(&mut inside, tiling.matrix, false);
        let pictures = inside.marks.pictures.len() * PRINT;
        let patterns: usize = inside.marks.patterns.iter().map(|(_, characters)| characters).sum();
        let characters = inside.characters + inside.marks.shapes.len() + pictures + patterns;
        if characters >= PRINT
            && let Some(rect) = to_rect(path.bounding_box()).intersect(seen)
        {
            self.patterns.push((rect, characters));
        }
    }
}

/// A device that counts what a pattern shows.
struct PatternInk {
    marks: Marks,
    time_limit: TimeLimit,
    characters: usize,
}

impl<'a> Device<'a> for PatternInk {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        let everywhere = Visibility::new(FAR, FAR);
        let path = props.transform * path;
        self.marks.paint(&path, &props.paint, mode, &everywhere);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, _: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        if !matches!(mode, DrawMode::Invisible) {
            self.characters += run.glyphs().len();
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size =
            hayro_interpret::kurbo::Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.marks.picture(Some(to_rect(props.transform.transform_rect_bbox(size))), None);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip(&mut self) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_transparency_group(&mut self) {}
}

/// Brightness of a paint on white paper, from 0 to 255.
fn tone(paint: &Paint<'_>, opacity: f32) -> u8 {
    let Paint::Color(color) = paint else { return 0 };
    let [r, g, b, a] = color.to_rgba().to_rgba8();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 255
    let alpha = (f32::from(a) * opacity.clamp(0.0, 1.0)) as u8;
    over(u8::MAX, luma(r, g, b), alpha)
}

fn is_opaque(paint: &Paint<'_>) -> bool {
    matches!(paint, Paint::Color(color) if color.to_rgba().to_rgba8()[3] == u8::MAX)
}

/// The rectangle that a path is, with edges along those of the page; `None` where it is none.
fn rectangle(path: &BezPath) -> Option<Rect> {
    let elements = path.elements();
    (3..=7).contains(&elements.len()).then_some(())?;
    let mut begun = false;
    let mut at: Option<Point> = None;
    for element in elements {
        match *element {
            PathEl::MoveTo(to) if !begun => (begun, at) = (true, Some(to)),
            PathEl::LineTo(to) => {
                let from = at.replace(to)?;
                is_level(from, to).then_some(())?;
            }
            PathEl::ClosePath => {}
            // A path that begins again at its end is closed, as some producers do it.
            PathEl::MoveTo(_) if element == elements.last()? => {}
            _ => return None,
        }
    }
    Some(to_rect(path.bounding_box()))
}

fn is_level(from: Point, to: Point) -> bool {
    (from.x - to.x).abs() < 0.01 || (from.y - to.y).abs() < 0.01
}

/// Boxes of the parts of a path that have the size of characters and are neither rectangles nor straight lines.
fn shapes(path: &BezPath, is_filled: bool) -> Vec<Rect> {
    let mut found = Vec::new();
    // Strokes of characters are often boxes: they count where others of their path are none.
    let mut strokes = Vec::new();
    let mut end = |part: &Part| match part.shape(is_filled) {
        Some(shape) => found.push(shape),
        None => strokes.extend(part.bounds.filter(|b| b.height() <= HIGHEST && b.width() <= WIDEST)),
    };
    let mut part = Part::default();
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(to) => {
                end(&part);
                part = Part::at(to);
            }
            PathEl::LineTo(to) => part.line(to),
            PathEl::QuadTo(a, to) => part.curve(&[a, to]),
            PathEl::CurveTo(a, b, to) => part.curve(&[a, b, to]),
            PathEl::ClosePath => {}
        }
    }
    end(&part);
    if !found.is_empty() && is_filled {
        found.append(&mut strokes);
    }
    found
}

/// A part of a path, drawn in one go.
#[derive(Default)]
struct Part {
    bounds: Option<Rect>,
    start: Point,
    at: Point,
    segments: usize,
    is_curved: bool,
    /// Twice the area between it and the origin, with its sign.
    area: f64,
    /// Whether a segment is curved, or runs across the edges of the page.
    is_bent: bool,
}

impl Part {
    fn at(point: Point) -> Self {
        Self { start: point, at: point, ..Self::default() }
    }

    fn line(&mut self, to: Point) {
        self.is_bent |= !is_level(self.at, to);
        self.to(to);
        self.segments += 1;
    }

    fn curve(&mut self, points: &[Point]) {
        (self.is_bent, self.is_curved) = (true, true);
        points.iter().for_each(|point| self.to(*point));
        self.segments += 2;
    }

    fn to(&mut self, point: Point) {
        let step = Rect::new(self.at.x, self.at.y, point.x, point.y);
        self.bounds = Some(self.bounds.map_or(step, |bounds| bounds.union(&step)));
        self.area += self.at.x * point.y - self.at.y * point.x;
        self.at = point;
    }

    /// Its box, where it may be a character. What has edges along those of the page alone is one where it has more of them than
    /// a rectangle, as digits of a plain face.
    fn shape(&self, is_filled: bool) -> Option<Rect> {
        let bounds = self.bounds?;
        let fits = bounds.height() >= LOWEST && bounds.height() <= HIGHEST && bounds.width() <= WIDEST;
        let is_drawn = if self.is_bent { self.segments >= 2 } else { is_filled && self.segments >= 6 };
        (fits && is_drawn && !(is_filled && self.is_border(&bounds))).then_some(bounds)
    }

    /// Whether it is a line with ends cut at an angle, as borders of cells are drawn: it nearly fills its thin box.
    fn is_border(&self, bounds: &Rect) -> bool {
        let closing = self.at.x * self.start.y - self.at.y * self.start.x;
        let is_thin = bounds.width().min(bounds.height()) <= LINE_THICKNESS;
        is_thin && !self.is_curved && (self.area + closing).abs() / 2.0 >= FULL * bounds.area()
    }
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::{Circle, Rect as KurboRect};

    use super::*;

    #[test]
    fn curves_are_shapes_and_boxes_and_lines_alone_are_none() {
        let mut path = Circle::new((20.0, 20.0), 4.0).to_path(0.1);
        path.extend(KurboRect::new(40.0, 10.0, 60.0, 20.0).to_path(0.1));
        path.move_to((5.0, 5.0));
        path.line_to((30.0, 40.0));
        // A border whose ends are cut to meet others.
        let mut border = BezPath::new();
        for (x, y) in [(50.0, 50.0), (50.5, 50.0), (50.5, 58.0), (50.25, 58.5), (50.0, 58.0)] {
            if (x, y) == (50.0, 50.0) { border.move_to((x, y)) } else { border.line_to((x, y)) }
        }
        assert_eq!((shapes(&path, false).len(), shapes(&path, true).len()), (1, 3));
        assert_eq!(
            rectangle(&KurboRect::new(0.0, 0.0, 9.0, 9.0).to_path(0.1)),
            Some(Rect::new(0.0, 0.0, 9.0, 9.0))
        );
        assert_eq!(rectangle(&path), None);
    }

    #[test]
    fn what_lies_under_an_opaque_box_is_no_ink() {
        let mut marks = Marks::default();
        marks.add([Rect::new(10.0, 10.0, 15.0, 18.0), Rect::new(50.0, 10.0, 55.0, 18.0)].into_iter());
        marks.picture(None, Some(Rect::new(0.0, 0.0, 30.0, 30.0)));
        assert_eq!(marks.shapes, [Rect::new(50.0, 10.0, 55.0, 18.0)]);
    }
}
