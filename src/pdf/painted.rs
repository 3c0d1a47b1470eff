//! Records what a document of another format than PDF draws on a page, in points as the page is seen, by the same rules: what is
//! clipped away, covered, or in the colour of what lies beneath is not printed. [`painted_pages`](super::painted_pages) makes
//! pages of it.

use hayro_interpret::color::{AlphaColor, Color};
use hayro_interpret::kurbo::{self, BezPath, PathEl, Shape};
use hayro_interpret::{BlendMode, ClipPath, DrawMode, DrawProps, FillRule, Paint as PdfPaint, StrokeProps};

use super::collect::{MOST_GLYPHS, is_of_a_character, touch};
use super::covers::Covers;
use super::ground::Coat;
use super::lines::Lines;
use super::marks::Marks;
use super::painted_picture::PaintedPicture;
use super::shapes::{self, to_rect};
use super::time_limit::Clock;
use super::visibility::{Visibility, is_straight, is_white};
use super::watermarks::{Tint, is_pale};
use crate::geom::{Affine, Rect};
use crate::page::{Doubt, FontAudit, Glyph, LayerGlyph};
use crate::text::fold::{fold, is_invisible};
use crate::text::number::is_digit;

/// Smallest type that is printed to be read, in points.
const SMALLEST_PRINT: f64 = 0.7;
/// Most pictures of a page that are looked into.
const MOST_PICTURES: usize = 3_000;

/// Lines and curves on the page, in points.
#[derive(Clone, Default)]
pub(crate) struct PaintedPath(BezPath);

impl PaintedPath {
    /// Begins a new part at a point.
    pub(crate) fn move_to(&mut self, (x, y): (f64, f64)) {
        self.0.move_to((x, y));
    }

    /// Goes straight to a point.
    pub(crate) fn line_to(&mut self, (x, y): (f64, f64)) {
        self.begin((x, y));
        self.0.line_to((x, y));
    }

    /// Goes to a point in a curve of Bézier with one control point.
    pub(crate) fn quad_to(&mut self, control: (f64, f64), to: (f64, f64)) {
        self.begin(control);
        self.0.quad_to(control, to);
    }

    /// Goes to a point in a curve of Bézier with two control points.
    pub(crate) fn cubic_to(&mut self, first: (f64, f64), second: (f64, f64), to: (f64, f64)) {
        self.begin(first);
        self.0.curve_to(first, second, to);
    }

    /// Goes back to where the part began.
    pub(crate) fn close(&mut self) {
        if !self.0.elements().is_empty() {
            self.0.close_path();
        }
    }

    /// Adds the parts of another path.
    pub(crate) fn add(&mut self, other: &Self) {
        self.0.extend(other.0.iter());
    }

    /// The outline of a rectangle that is mapped to the page.
    pub(crate) fn of_rect(rect: &Rect, to_page: &Affine) -> Self {
        let mut path = Self::default();
        path.move_to(to_page.point(rect.x0, rect.y0));
        for (x, y) in [(rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1)] {
            path.line_to(to_page.point(x, y));
        }
        path.close();
        path
    }

    /// The smallest box around it; `None` where there is none.
    pub(crate) fn bounds(&self) -> Option<Rect> {
        (!self.0.elements().is_empty() && self.0.is_finite()).then(|| to_rect(self.0.bounding_box()))
    }

    /// Whether it is one rectangle along the edges of the page.
    pub(crate) fn is_rect(&self) -> bool {
        shapes::is_rect(&self.0)
    }

    /// Its elements, for whoever draws them.
    pub(crate) fn steps(&self) -> impl Iterator<Item = PathStep> + '_ {
        let pair = |p: kurbo::Point| (p.x, p.y);
        self.0.iter().map(move |element| match element {
            PathEl::MoveTo(to) => PathStep::Move(pair(to)),
            PathEl::LineTo(to) => PathStep::Line(pair(to)),
            PathEl::QuadTo(by, to) => PathStep::Quad(pair(by), pair(to)),
            PathEl::CurveTo(a, b, to) => PathStep::Cubic(pair(a), pair(b), pair(to)),
            PathEl::ClosePath => PathStep::Close,
        })
    }

    fn begin(&mut self, at: (f64, f64)) {
        if self.0.elements().is_empty() {
            self.0.move_to(at);
        }
    }
}

/// A step of a [`PaintedPath`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum PathStep {
    Move((f64, f64)),
    Line((f64, f64)),
    Quad((f64, f64), (f64, f64)),
    Cubic((f64, f64), (f64, f64), (f64, f64)),
    Close,
}

/// How something is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink {
    /// Red, green and blue.
    pub(crate) rgb: [u8; 3],
    /// From 0 to 1.
    pub(crate) opacity: f32,
}

impl Ink {
    /// Black, and nothing shows through.
    pub(crate) const BLACK: Self = Self { rgb: [0; 3], opacity: 1.0 };

    fn paint<'a>(self) -> PdfPaint<'a> {
        let [r, g, b] = self.rgb.map(|part| f32::from(part) / 255.0);
        PdfPaint::Color(Color::from_rgba(AlphaColor::new([r, g, b, self.opacity])))
    }

    fn coat(self) -> Coat {
        let colour = self.rgb.map(|part| f32::from(part) / 255.0);
        Coat { colour: Some(colour), opacity: self.opacity, ..Coat::BLACK }
    }
}

/// What was drawn on one page.
pub(crate) struct PaintedPage<'a> {
    pub(super) size: (f64, f64),
    clock: Clock,
    pub(super) visibility: Visibility,
    pub(super) covers: Covers,
    pub(super) lines: Lines,
    pub(super) marks: Marks,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) tints: Vec<Tint>,
    /// The fonts of its numbers that could be asked what they draw.
    pub(super) fonts: Vec<FontAudit>,
    /// Pictures of the size of a character.
    pub(super) inks: Vec<Rect>,
    pub(super) layer: Vec<LayerGlyph>,
    pub(super) pictures: Vec<PaintedPicture<'a>>,
    pub(super) image_area: f64,
    /// Number of characters of a hidden text layer.
    pub(super) hidden: usize,
    pub(super) digits_outside: usize,
    /// Number of characters that clips take away.
    pub(super) clipped_away: usize,
    /// The last character, where it was clipped away.
    clipped: Option<Rect>,
    pub(super) overflowed: bool,
}

impl<'a> PaintedPage<'a> {
    /// A blank page of this size, in points.
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self {
            size: (width, height),
            clock: Clock::start(),
            visibility: Visibility::new(width, height),
            covers: Covers::new(width, height),
            lines: Lines::default(),
            marks: Marks::default(),
            glyphs: Vec::new(),
            tints: Vec::new(),
            fonts: Vec::new(),
            inks: Vec::new(),
            layer: Vec::new(),
            pictures: Vec::new(),
            image_area: 0.0,
            hidden: 0,
            digits_outside: 0,
            clipped_away: 0,
            clipped: None,
            overflowed: false,
        }
    }

    /// Whether the page takes longer than a page may.
    pub(crate) fn is_too_slow(&self) -> bool {
        self.clock.is_over()
    }

    /// Leaves only what lies within a path to be seen, of what follows.
    pub(crate) fn push_clip(&mut self, path: PaintedPath) {
        let clip = ClipPath { path: path.0, fill: FillRule::NonZero };
        self.visibility.push_clip(&clip);
        self.marks.push_clip(&clip);
    }

    /// Ends the last clip.
    pub(crate) fn pop_clip(&mut self) {
        self.visibility.pop_clip();
        self.marks.pop_clip();
    }

    /// Adds a path that is filled.
    pub(crate) fn fill(&mut self, path: &PaintedPath, ink: Ink, is_even_odd: bool) {
        let rule = if is_even_odd { FillRule::EvenOdd } else { FillRule::NonZero };
        self.add_path(path, ink, &DrawMode::Fill(rule));
    }

    /// Adds a path that is stroked with a line of so many points.
    pub(crate) fn stroke(&mut self, path: &PaintedPath, ink: Ink, width: f64) {
        #[allow(clippy::cast_possible_truncation)] // a width of a line
        let props = StrokeProps { line_width: width as f32, ..StrokeProps::default() };
        self.add_path(path, ink, &DrawMode::Stroke(props));
    }

    fn add_path(&mut self, path: &PaintedPath, ink: Ink, mode: &DrawMode) {
        if ink.opacity <= 0.0 || path.0.elements().is_empty() || !path.0.is_finite() {
            return;
        }
        let paint = ink.paint();
        let white = is_white(&paint);
        let props = DrawProps {
            transform: kurbo::Affine::IDENTITY,
            paint,
            soft_mask: None,
            blend_mode: BlendMode::Normal,
        };
        if self.covers.add_path(&path.0, &props, mode, &self.visibility, &self.glyphs, &mut self.lines) {
            self.image_area = 0.0; // all of it lies under a new sheet
        }
        self.marks.paint(&path.0, &props.paint, mode, &self.visibility);
        let seen = self.visibility.visible();
        match mode {
            DrawMode::Fill(_) => self.lines.add_fills(&path.0, white, seen),
            DrawMode::Stroke(stroke) if !white => {
                self.lines.add_strokes(&path.0, f64::from(stroke.line_width), seen);
            }
            _ => {}
        }
    }

    /// Adds a character; its box is that of the page as it is seen. `is_filled` says whether more than its edge is drawn.
    pub(crate) fn add_glyph(&mut self, mut glyph: Glyph, ink: Ink, is_filled: bool) {
        let rect = glyph.rect;
        let is_finite = glyph.size.is_finite() && rect.area().is_finite();
        if !is_finite || glyph.size < SMALLEST_PRINT || is_invisible(glyph.ch) {
            return;
        }
        glyph.ch = fold(glyph.ch);
        let is_blank = glyph.ch == ' ';
        if !self.visibility.shows(rect.mid_x(), rect.mid_y()) {
            if !is_blank {
                self.add_unseen(&glyph);
            }
            return;
        }
        if is_blank {
            return;
        }
        glyph.cut |= self.clipped.take().is_some_and(|before| touch(&before, &rect, glyph.size));
        if self.glyphs.len() >= MOST_GLYPHS {
            self.overflowed = true;
            return;
        }
        let [r, g, b] = ink.rgb;
        self.covers.add_glyph(&glyph, None, &ink.coat(), is_filled, &self.glyphs);
        self.glyphs.push(glyph);
        self.tints.push(Some([r, g, b, u8::MAX]).filter(|color| is_pale(*color, ink.opacity)));
    }

    /// Number of characters so far.
    pub(crate) fn glyph_count(&self) -> usize {
        self.glyphs.len()
    }

    /// Doubts a character, by its index.
    pub(crate) fn doubt(&mut self, at: usize, doubt: Doubt) {
        if let Some(glyph) = self.glyphs.get_mut(at) {
            glyph.doubt.get_or_insert(doubt);
        }
    }

    /// Says what is known of the fonts of its numbers.
    pub(crate) fn set_fonts(&mut self, fonts: Vec<FontAudit>) {
        self.fonts = fonts;
    }

    /// Takes note of a character outside of the page, or clipped away.
    fn add_unseen(&mut self, glyph: &Glyph) {
        let rect = glyph.rect;
        if self.visibility.is_on_page(rect.mid_x(), rect.mid_y()) {
            self.clipped_away += 1;
        } else {
            self.digits_outside += usize::from(is_digit(glyph.ch));
        }
        if let Some(before) = self.glyphs.last_mut().filter(|g| touch(&g.rect, &rect, glyph.size)) {
            before.cut = true;
        }
        self.clipped = Some(rect);
    }

    /// Adds a character that is not drawn: text behind a scan.
    pub(crate) fn add_hidden(&mut self, ch: char, rect: Rect) {
        self.hidden += 1;
        let is_finite = rect.area().is_finite();
        if self.layer.len() < MOST_GLYPHS && is_finite && !is_invisible(ch) {
            self.layer.push(LayerGlyph { ch: fold(ch), rect });
        }
    }

    /// Adds a picture.
    pub(crate) fn add_picture(&mut self, mut picture: PaintedPicture<'a>) {
        let [a, b, c, d, e, f] = picture.to_page.0;
        let whole = PaintedPath::of_rect(&Rect::new(0.0, 0.0, 1.0, 1.0), &picture.to_page);
        if !whole.0.is_finite() || picture.opacity <= 0.0 {
            return;
        }
        let Some(shape) = self.visibility.filled(whole.0, FillRule::NonZero) else { return };
        let seen = shape.bounds;
        self.image_area += seen.area();
        let straight = is_straight(kurbo::Affine::new([a, b, c, d, e, f]));
        let is_opaque = picture.is_solid && picture.opacity >= super::ground::OPAQUE;
        let hides = is_opaque && straight && self.visibility.clips_are_rects();
        self.marks.picture(Some(seen), hides.then_some(seen));
        self.inks.extend(Some(seen).filter(is_of_a_character));
        self.hidden += self.covers.add_picture(shape, &picture, &self.glyphs);
        picture.seen = seen;
        if self.pictures.len() < MOST_PICTURES {
            self.pictures.push(picture);
        } else {
            self.overflowed = true;
        }
    }

    /// The picture that is all that the page shows, as a scanner made it: solid, straight, in one piece.
    pub(crate) fn only_picture(&self) -> Option<&PaintedPicture<'a>> {
        let [picture] = self.pictures.as_slice() else { return None };
        let [a, b, c, d, e, f] = picture.to_page.0;
        let is_alone =
            self.glyphs.is_empty() && self.lines.rulings.is_empty() && self.marks.shapes.is_empty();
        let is_straight = is_straight(kurbo::Affine::new([a, b, c, d, e, f]));
        let is_whole = picture.is_solid && picture.opacity >= super::ground::OPAQUE;
        (is_alone && is_straight && is_whole).then_some(picture)
    }
}
