//! Collects the glyphs and rulings of a page, and the area that images cover, by a device to which hayro draws the page.
//! Nothing is rendered.

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect as KurboRect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::audit::{PageMarks, Sightings, font_of};
use super::marks::Marks;
use super::time_limit::TimeLimit;
use super::to_unicode::{Lookup, bf_text};
use super::visibility::{Visibility, is_white, to_rect};
use super::watermarks::{Tint, is_pale};
use crate::geom::{Direction, Rect};
use crate::page::{Glyph, Ruling};
use crate::text::fold::{fold, is_invisible};
use crate::text::number::is_digit;

/// Thickest filled shape that is a ruling, in points: Office draws borders as thin filled rectangles.
const LINE_THICKNESS: f64 = 3.0;
/// Shortest ruling, in points: shorter lines are dots, serifs or parts of a drawing.
const SHORTEST_LINE: f64 = 1.5;
/// Largest deviation of a straight stroke, in points over its whole length.
const STRAIGHT: f64 = 0.6;
/// Widest gap between characters of one word, in em.
const SIDE_BY_SIDE_EM: f64 = 0.25;
/// How much of the box of a character an image may leave uncovered at each edge and still occlude it, in em: the box is larger
/// than the ink.
const HIDDEN_BUT_EM: f64 = 0.15;
/// Smallest type that is printed to be read, in points.
const SMALLEST_PRINT: f64 = 0.7;
/// Most glyphs and rulings of a page; one with more is no disclosure (the fullest real page has 6,000).
pub(super) const MOST_GLYPHS: usize = 200_000;
pub(super) const MOST_RULINGS: usize = 50_000;
/// Most filled rectangles that are kept; pages with more are pictures drawn of tiles.
const MOST_FILLS: usize = 10_000;
/// Largest share of its bounding box that a filled shape may lack and still count as that rectangle.
const SAME_AREA: f64 = 0.01;

/// What was drawn on one page, in points as the page is seen.
pub(super) struct Collector<'m> {
    mappings: &'m Lookup<'m>,
    sightings: &'m Sightings,
    /// The digits and signs of amounts, and what draws them.
    pub(super) numbers: PageMarks,
    time_limit: TimeLimit,
    visibility: Visibility,
    /// The last character, where it was clipped away.
    clipped: Option<Rect>,
    pub(super) glyphs: Vec<Glyph>,
    /// Of each glyph, how it is drawn where that is pale.
    pub(super) tints: Vec<Tint>,
    /// How it is drawn now.
    tint: Tint,
    /// The last glyph, where it shows ink and its character is none.
    nameless: Option<Glyph>,
    /// Where glyphs show ink and their characters are none.
    pub(super) inks: Vec<Rect>,
    pub(super) rulings: Vec<Ruling>,
    /// Rectangles that were filled, of any colour, white as well.
    pub(super) fills: Vec<Rect>,
    /// Ink that is neither.
    pub(super) marks: Marks,
    /// Area under images, in square points; where images overlap it counts twice.
    pub(super) image_area: f64,
    /// Number of characters of a hidden text layer, which nobody has checked: drawn invisibly, or under an image.
    pub(super) hidden: usize,
    /// Whether a limit was passed and things were left out.
    pub(super) overflowed: bool,
}

impl<'m> Collector<'m> {
    pub(super) fn new(width: f64, height: f64, mappings: &'m Lookup<'m>, sightings: &'m Sightings) -> Self {
        Self {
            mappings,
            sightings,
            numbers: PageMarks::default(),
            time_limit: TimeLimit::new(),
            visibility: Visibility::new(width, height),
            clipped: None,
            glyphs: Vec::new(),
            tints: Vec::new(),
            tint: None,
            nameless: None,
            inks: Vec::new(),
            rulings: Vec::new(),
            fills: Vec::new(),
            marks: Marks::default(),
            image_area: 0.0,
            hidden: 0,
            overflowed: false,
        }
    }

    /// Adds a glyph. `has_ink` says whether it shows something where its text says that it does not.
    fn add_glyph(
        &mut self,
        text: Option<String>,
        transform: Affine,
        advance: f64,
        vertical: bool,
        has_ink: bool,
    ) {
        let box_em = if vertical {
            // Vertical writing hangs the glyph below its origin, centred on it.
            KurboRect::new(0.0, -120.0, 1000.0, 880.0)
        } else {
            KurboRect::new(0.0, -120.0, advance, 880.0)
        };
        let rect = to_rect(transform.transform_rect_bbox(box_em));
        let up = transform * Point::new(0.0, 1000.0) - transform * Point::ORIGIN;
        let along = transform * Point::new(1000.0, 0.0) - transform * Point::ORIGIN;
        let size = up.hypot();
        if !(size.is_finite() && rect.width().is_finite() && rect.x0.is_finite() && rect.y0.is_finite()) {
            return;
        }
        // Nobody reads print of a hundredth of an inch; some producers hide text that way.
        if size < SMALLEST_PRINT {
            return;
        }
        let blank = text.as_deref().is_some_and(is_blank);
        // Outside the page or clipped away is not printed, and must not be read.
        if !self.visibility.visible().is_some_and(|seen| seen.contains(rect.mid_x(), rect.mid_y())) {
            if !blank {
                if let Some(before) = self.glyphs.last_mut().filter(|g| touch(&g.rect, &rect, size)) {
                    before.cut = true;
                }
                self.clipped = Some(rect);
            }
            return;
        }
        let mut cut = !blank && self.clipped.take().is_some_and(|before| touch(&before, &rect, size));
        let direction = if vertical { Direction::of(-up.x, -up.y) } else { Direction::of(along.x, along.y) };
        let text = text.unwrap_or_else(|| char::REPLACEMENT_CHARACTER.to_string());
        let text: Vec<char> = text.chars().filter(|ch| !is_invisible(*ch)).map(fold).collect();
        let nameless = self.nameless.take();
        if blank && has_ink {
            self.inks.push(rect);
            let ch = char::REPLACEMENT_CHARACTER;
            let glyph = Glyph { ch, rect, size, direction, cut: false, doubt: None, reading: None };
            if self.glyphs.last().is_some_and(|last| is_digit(last.ch) && touch(&last.rect, &rect, size)) {
                self.push(glyph);
            } else {
                self.nameless = Some(glyph);
            }
            return;
        }
        // Ink right before a digit may be its minus: a number without it is another one.
        if let Some(nameless) = nameless
            && text.first().is_some_and(|ch| is_digit(*ch))
            && touch(&nameless.rect, &rect, size)
        {
            self.push(nameless);
        }
        if self.glyphs.len() + text.len() > MOST_GLYPHS {
            self.overflowed = true;
            return;
        }
        // A ligature shares its box evenly among its characters.
        #[allow(clippy::cast_precision_loss)]
        let share = rect.width() / text.len().max(1) as f64;
        let mut x0 = rect.x0;
        for ch in text {
            let rect = Rect { x0, x1: x0 + share, ..rect };
            x0 += share;
            if ch != ' ' {
                let cut = std::mem::take(&mut cut);
                self.push(Glyph { ch, rect, size, direction, cut, doubt: None, reading: None });
            }
        }
    }

    /// Adds a character that is printed as it is, and not drawn by the library.
    pub(super) fn add_printed(&mut self, glyph: Glyph) {
        if self.visibility.visible().is_some_and(|seen| seen.contains(glyph.rect.mid_x(), glyph.rect.mid_y()))
        {
            self.tint = None;
            self.push(glyph);
        }
    }

    fn push(&mut self, glyph: Glyph) {
        self.glyphs.push(glyph);
        self.tints.push(self.tint);
    }

    /// Drops the characters that lie under an opaque image. They are not printed: scanners leave what they recognised there.
    fn hide(&mut self, under: &Rect) {
        let before = self.glyphs.len();
        let is_hidden = |glyph: &Glyph| {
            let edge = HIDDEN_BUT_EM * glyph.size;
            let (x0, x1) = (glyph.rect.x0 + edge, glyph.rect.x1 - edge);
            let (y0, y1) = (glyph.rect.y0 + edge, glyph.rect.y1 - edge);
            // A character narrower than both edges is where its middle is.
            let inside = |a: f64, b: f64, from: f64, to: f64| {
                let (a, b) = if a <= b { (a, b) } else { (f64::midpoint(a, b), f64::midpoint(a, b)) };
                a >= from && b <= to
            };
            inside(x0, x1, under.x0, under.x1) && inside(y0, y1, under.y0, under.y1)
        };
        let hidden: Vec<bool> = self.glyphs.iter().map(is_hidden).collect();
        let mut of_glyphs = hidden.iter();
        self.glyphs.retain(|_| !of_glyphs.next().unwrap_or(&false));
        let mut of_tints = hidden.iter();
        self.tints.retain(|_| !of_tints.next().unwrap_or(&false));
        self.hidden += before - self.glyphs.len();
    }

    fn add_ruling(&mut self, rect: Rect, horizontal: bool) {
        let length = if horizontal { rect.width() } else { rect.height() };
        let Some(seen) = self.visibility.visible() else { return };
        let Some(rect) = rect.intersect(&seen) else { return };
        if length < SHORTEST_LINE {
            return;
        }
        if self.rulings.len() >= MOST_RULINGS {
            self.overflowed = true;
            return;
        }
        self.rulings.push(Ruling { rect, horizontal });
    }

    /// Adds thin filled shapes as rulings, one for each subpath, and rectangles as fills. A white line on white paper
    /// separates nothing that can be seen.
    fn add_fills(&mut self, path: &BezPath, white: bool) {
        for subpath in subpaths(path) {
            let shape = subpath.bounding_box();
            let bounds = to_rect(shape);
            let (width, height) = (bounds.width(), bounds.height());
            if height <= LINE_THICKNESS && width > height {
                if !white {
                    self.add_ruling(bounds, true);
                }
            } else if width <= LINE_THICKNESS && height > width {
                if !white {
                    self.add_ruling(bounds, false);
                }
            } else if self.fills.len() < MOST_FILLS
                && (shape.area() - subpath.area().abs()).abs() <= SAME_AREA * shape.area()
                && let Some(seen) = self.visibility.visible().and_then(|seen| bounds.intersect(&seen))
            {
                self.fills.push(seen);
            }
        }
    }

    /// Adds straight strokes as rulings, one for each edge.
    fn add_strokes(&mut self, path: &BezPath, thickness: f64) {
        let half = (thickness / 2.0).clamp(0.0, LINE_THICKNESS / 2.0);
        let mut start = Point::ORIGIN;
        let mut at = Point::ORIGIN;
        for element in path.elements() {
            let to = match *element {
                PathEl::MoveTo(point) => {
                    (start, at) = (point, point);
                    continue;
                }
                PathEl::LineTo(point) => point,
                PathEl::ClosePath => start,
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                    at = point;
                    continue;
                }
            };
            let (dx, dy) = ((to.x - at.x).abs(), (to.y - at.y).abs());
            let line = Rect::new(at.x, at.y, to.x, to.y);
            if dy <= STRAIGHT && dx > dy {
                self.add_ruling(Rect { y0: line.y0 - half, y1: line.y1 + half, ..line }, true);
            } else if dx <= STRAIGHT && dy > dx {
                self.add_ruling(Rect { x0: line.x0 - half, x1: line.x1 + half, ..line }, false);
            }
            at = to;
        }
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        let scale = props.transform.determinant().abs().sqrt();
        let path = props.transform * path;
        self.marks.paint(&path, &props.paint, mode, &self.visibility);
        let white = is_white(&props.paint);
        if white && !matches!(mode, DrawMode::Fill(_)) {
            return; // a white line on white paper separates nothing that can be seen
        }
        match mode {
            DrawMode::Fill(_) => self.add_fills(&path, white),
            DrawMode::Stroke(stroke) => self.add_strokes(&path, f64::from(stroke.line_width) * scale),
            DrawMode::FillAndStroke(_, stroke) => {
                self.add_strokes(&path, f64::from(stroke.line_width) * scale);
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.time_limit.check();
        self.visibility.push_clip(clip);
        self.marks.push_clip(clip);
    }

    fn pop_clip(&mut self) {
        self.visibility.pop_clip();
        self.marks.pop_clip();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        if matches!(mode, DrawMode::Invisible) {
            self.hidden += run.glyphs().len();
            return;
        }
        let opacity = self.visibility.opacity();
        self.tint = match &props.paint {
            Paint::Color(color) => Some(color.to_rgba().to_rgba8()).filter(|color| is_pale(*color, opacity)),
            Paint::Pattern(_) => None,
        };
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let font = font_of(run);
        self.numbers.begin_run();
        for glyph in run.glyphs() {
            let advance = match &**glyph {
                PdfGlyph::Outline(outline) => outline.advance_width(),
                PdfGlyph::Type3(type3) => type3.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(500.0));
            let text = glyph.as_unicode().map(bf_text).or_else(|| self.mappings.text(glyph));
            let is_blank = text.as_deref().is_some_and(is_blank);
            let has_ink = is_blank && self.sightings.has_ink(glyph, font, &props.paint);
            // A soft hyphen that is drawn is one.
            let text = if has_ink && text.as_deref() == Some("\u{ad}") { Some("-".to_owned()) } else { text };
            let mark = self.sightings.see(glyph, font, text.as_deref(), &props.paint, &mut self.numbers);
            let before = self.glyphs.len();
            self.add_glyph(text, props.transform * glyph.transform(), advance, vertical, has_ink);
            if let Some(mark) = mark {
                self.numbers.place(mark, self.glyphs.get(before..));
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.time_limit.check();
        let seen = self.visibility.visible_part_of(&image, props.transform);
        self.image_area += seen.map_or(0.0, |seen| seen.area());
        let hidden = self.visibility.occluded_by(&image, props.transform);
        self.marks.picture(seen, hidden);
        if let Some(hidden) = hidden {
            self.hide(&hidden);
        }
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.visibility.push_group(opacity, mask.as_ref(), blend);
    }

    fn pop_transparency_group(&mut self) {
        self.visibility.pop_group();
    }
}

/// Whether a text leaves no mark on paper.
fn is_blank(text: &str) -> bool {
    text.chars().all(|ch| is_invisible(ch) || fold(ch) == ' ')
}

/// Whether two characters of a size stand side by side on one line, or one above the other where the page is turned.
fn touch(a: &Rect, b: &Rect, size: f64) -> bool {
    let apart = |a0: f64, a1: f64, b0: f64, b1: f64| (b0 - a1).max(a0 - b1);
    let (dx, dy) = (apart(a.x0, a.x1, b.x0, b.x1), apart(a.y0, a.y1, b.y0, b.y1));
    let (near, level) = (SIDE_BY_SIDE_EM * size, -0.5 * size);
    (dx.abs() <= near && dy <= level) || (dy.abs() <= near && dx <= level)
}

fn subpaths(path: &BezPath) -> Vec<BezPath> {
    let mut found: Vec<BezPath> = Vec::new();
    for element in path.elements() {
        if matches!(element, PathEl::MoveTo(_)) || found.is_empty() {
            found.push(BezPath::new());
            if !matches!(element, PathEl::MoveTo(_)) {
                continue;
            }
        }
        if let Some(last) = found.last_mut() {
            last.push(*element);
        }
    }
    found
}
