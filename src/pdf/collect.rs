//! Collects the glyphs and rulings of a page, and the area that images cover, by a device to which hayro draws the page.
//! Nothing is rendered.

use std::borrow::Cow;
use std::panic::resume_unwind;

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect as KurboRect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::audit::{PageMarks, Sightings, font_of};
use super::covers::Covers;
use super::damage::MOST_PIXELS;
use super::glyph_ink::{self, Drawn};
use super::ground::Coat;
use super::hidden_amounts::HiddenAmounts;
use super::lines::Lines;
use super::marks::Marks;
use super::masks::Masks;
use super::paints;
use super::shapes::to_rect;
use super::text_string::bf_text;
use super::time_limit::TimeLimit;
use super::to_unicode::Lookup;
use super::unseen::drop_unseen;
use super::visibility::{Visibility, is_white};
use super::watermarks::{Tint, is_pale};
use crate::geom::{Direction, Rect};
use crate::page::{Doubt, Glyph, LayerGlyph};
use crate::text::fold::{fold, is_invisible};
use crate::text::number::is_digit;

/// Widest gap between characters of one word, in em.
const SIDE_BY_SIDE_EM: f64 = 0.25;
/// Smallest type that is printed to be read, in points.
const SMALLEST_PRINT: f64 = 0.7;
/// Least width of print that can be read, as a share of what it would be.
const SQUEEZED: f64 = 0.15;
/// Size of a picture that may be one character, in points; thinner ones are pieces of lines.
const PICTURED_WIDTH: (f64, f64) = (1.2, 14.0);
const PICTURED_HEIGHT: (f64, f64) = (0.3, 18.0);
/// Most glyphs of a page; one with more is no disclosure (the fullest real page has 6,000).
pub(super) const MOST_GLYPHS: usize = 200_000;

/// Payload with which a page unwinds whose picture would fill the memory.
pub(super) struct TooLarge;

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
    /// How it is painted, and whether it is filled, not only its edge.
    coat: Coat,
    is_filled: bool,
    /// The last glyph, where it shows ink and its character is none.
    nameless: Option<(Glyph, Drawn)>,
    /// Where glyphs show ink and their characters are none.
    pub(super) inks: Vec<Rect>,
    pub(super) lines: Lines,
    /// Ink that is neither.
    pub(super) marks: Marks,
    covers: Covers,
    masks: Masks,
    /// Area under images, in square points; where images overlap it counts twice.
    pub(super) image_area: f64,
    /// Number of characters of a hidden text layer, which nobody has checked: drawn invisibly, or under an image.
    pub(super) hidden: usize,
    /// … and what they are.
    pub(super) layer: Vec<LayerGlyph>,
    /// Whether a limit was passed and things were left out.
    pub(super) overflowed: bool,
    /// Number of digits that lie outside of the page.
    pub(super) digits_outside: usize,
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
            coat: Coat::BLACK,
            is_filled: true,
            nameless: None,
            inks: Vec::new(),
            lines: Lines::default(),
            marks: Marks::default(),
            covers: Covers::new(width, height),
            masks: Masks::new(width, height),
            image_area: 0.0,
            hidden: 0,
            layer: Vec::new(),
            overflowed: false,
            digits_outside: 0,
        }
    }

    /// Adds a glyph. `has_ink` says whether it shows something where its text says that it does not.
    fn add_glyph(
        &mut self,
        text: Option<Cow<'_, str>>,
        mut drawn: Drawn,
        transform: Affine,
        advance: f64,
        vertical: bool,
        has_ink: bool,
    ) {
        let rect = box_of(transform, advance, vertical);
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
        if !self.visibility.shows(rect.mid_x(), rect.mid_y()) {
            if !blank {
                if !self.visibility.is_on_page(rect.mid_x(), rect.mid_y()) {
                    let digits = text.as_deref().unwrap_or_default().chars().filter(|ch| is_digit(*ch));
                    self.digits_outside += digits.count();
                }
                if let Some(before) = self.glyphs.last_mut().filter(|g| touch(&g.rect, &rect, size)) {
                    before.cut = true;
                }
                self.clipped = Some(rect);
            }
            return;
        }
        let mut cut = !blank && self.clipped.take().is_some_and(|before| touch(&before, &rect, size));
        let direction = if vertical { Direction::of(-up.x, -up.y) } else { Direction::of(along.x, along.y) };
        let text = text.unwrap_or(Cow::Borrowed("\u{fffd}"));
        let count = text.chars().filter(|ch| !is_invisible(*ch)).count();
        let chars = || text.chars().filter(|ch| !is_invisible(*ch)).map(fold);
        let doubt = if count > 1 && chars().any(is_digit) {
            Some(Doubt::Several)
        } else {
            (along.hypot() < SQUEEZED * size).then_some(Doubt::Squeezed)
        };
        let nameless = self.nameless.take();
        if blank && has_ink {
            self.inks.push(rect);
            let ch = char::REPLACEMENT_CHARACTER;
            let glyph = Glyph { ch, rect, size, direction, cut: false, doubt: None, reading: None };
            if self.glyphs.last().is_some_and(|last| is_digit(last.ch) && touch(&last.rect, &rect, size)) {
                self.push(glyph, drawn);
            } else {
                self.nameless = Some((glyph, drawn));
            }
            return;
        }
        // Ink right before a digit may be its minus: a number without it is another one.
        if let Some((nameless, ink)) = nameless
            && chars().next().is_some_and(is_digit)
            && touch(&nameless.rect, &rect, size)
        {
            self.push(nameless, ink);
        }
        if self.glyphs.len() + count > MOST_GLYPHS {
            self.overflowed = true;
            return;
        }
        // A ligature shares its box evenly among its characters.
        #[allow(clippy::cast_precision_loss)]
        let share = rect.width() / count.max(1) as f64;
        let mut x0 = rect.x0;
        for (number, ch) in (1..).zip(chars()) {
            let rect = Rect { x0, x1: x0 + share, ..rect };
            x0 += share;
            if ch != ' ' {
                let cut = std::mem::take(&mut cut);
                let drawn = if number == count { drawn.take() } else { drawn.clone() };
                self.push(Glyph { ch, rect, size, direction, cut, doubt, reading: None }, drawn);
            }
        }
    }

    /// Adds text that is drawn invisibly.
    fn add_to_layer(&mut self, run: &GlyphRun<'_, '_>, transform: Affine) {
        let vertical = run.writing_mode() == WritingMode::Vertical;
        for glyph in run.glyphs() {
            let Some(text) = glyph.as_unicode().map(bf_text).or_else(|| self.mappings.text(glyph)) else {
                continue;
            };
            let rect = box_of(transform * glyph.transform(), advance_of(glyph), vertical);
            if self.layer.len() < MOST_GLYPHS && rect.x0.is_finite() && rect.y0.is_finite() {
                let chars = text.chars().filter(|ch| !is_invisible(*ch));
                self.layer.extend(chars.map(|ch| LayerGlyph { ch: fold(ch), rect }));
            }
        }
    }

    /// Adds a character that is printed as it is, and not drawn by the library.
    pub(super) fn add_printed(&mut self, glyph: Glyph) {
        if self.visibility.shows(glyph.rect.mid_x(), glyph.rect.mid_y()) {
            self.glyphs.push(glyph);
            self.tints.push(None);
        }
    }

    /// Drops characters that the library draws and viewers do not.
    pub(super) fn drop_drawn(&mut self, is_dropped: impl Fn(&Glyph) -> bool) {
        let dropped: Vec<bool> = self.glyphs.iter().map(is_dropped).collect();
        let mut of_glyphs = dropped.iter();
        self.glyphs.retain(|_| !of_glyphs.next().unwrap_or(&false));
        let mut of_tints = dropped.iter();
        self.tints.retain(|_| !of_tints.next().unwrap_or(&false));
    }

    fn push(&mut self, glyph: Glyph, drawn: Drawn) {
        let mut coat = self.coat;
        if coat.is_masked
            && let Some(share) = self.masks.let_through(&glyph.rect)
        {
            coat.opacity *= share;
            coat.is_masked = false;
        }
        self.covers.add_glyph(&glyph, drawn, &coat, self.is_filled, &self.glyphs);
        self.glyphs.push(glyph);
        self.tints.push(self.tint);
    }

    /// Drops what is not printed of the text, and marks what is not all to be seen.
    pub(super) fn finish(&mut self) -> HiddenAmounts {
        drop_unseen(&mut self.covers, &mut self.glyphs, &mut self.tints, &mut self.layer)
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.time_limit.check();
        if self.covers.add_path(path, &props, mode, &self.visibility, &self.glyphs, &mut self.lines) {
            self.image_area = 0.0; // all of it lies under a new sheet
        }
        let scale = props.transform.determinant().abs().sqrt();
        let on_page = props.transform * path;
        self.marks.paint(&on_page, &props.paint, mode, &self.visibility);
        let white = is_white(&props.paint);
        if white && !matches!(mode, DrawMode::Fill(_)) {
            return; // a white line on white paper separates nothing that can be seen
        }
        let seen = self.visibility.visible();
        match mode {
            DrawMode::Fill(_) => self.lines.add_fills(&on_page, white, seen),
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                self.lines.add_strokes(&on_page, f64::from(stroke.line_width) * scale, seen);
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
            self.add_to_layer(run, props.transform);
            return;
        }
        let opacity = self.visibility.opacity();
        self.tint = match &props.paint {
            Paint::Color(color) => Some(color.to_rgba().to_rgba8()).filter(|color| is_pale(*color, opacity)),
            Paint::Pattern(_) => None,
        };
        self.coat = paints::coat_of_text(run, &props).within(self.visibility.compositing());
        self.masks.now = props.soft_mask.as_ref().map(|mask| self.masks.of(mask));
        self.is_filled = matches!(mode, DrawMode::Fill(_));
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let font = font_of(run);
        self.numbers.begin_run();
        for glyph in run.glyphs() {
            let advance = advance_of(glyph);
            let mut utf8 = [0; 4];
            let text = match glyph.as_unicode() {
                Some(BfString::Char(ch)) => Some(Cow::Borrowed(&*ch.encode_utf8(&mut utf8))),
                Some(BfString::String(text)) => Some(Cow::Owned(text)),
                None => self.mappings.text(glyph).map(Cow::Owned),
            };
            let is_blank = text.as_deref().is_some_and(is_blank);
            let has_ink = is_blank && self.sightings.has_ink(glyph, font, &props.paint);
            // A soft hyphen that is drawn is one.
            let text = text.map(|text| if has_ink && text == "\u{ad}" { Cow::Borrowed("-") } else { text });
            let mark = self.sightings.see(glyph, font, text.as_deref(), &props.paint, &mut self.numbers);
            let before = self.glyphs.len();
            let to_page = props.transform * glyph.transform();
            self.add_glyph(text, glyph_ink::drawn(glyph, to_page), to_page, advance, vertical, has_ink);
            if let Some(mark) = mark {
                self.numbers.place(mark, self.glyphs.get(before..));
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.time_limit.check();
        // All pictures come by here before any is decoded, those in contents as well.
        if f64::from(image.width()) * f64::from(image.height()) > MOST_PIXELS {
            resume_unwind(Box::new(TooLarge));
        }
        let seen = self.visibility.visible_part_of(&image, props.transform);
        self.image_area += seen.map_or(0.0, |seen| seen.area());
        self.marks.picture(seen, self.visibility.occluded_by(&image, props.transform));
        self.inks.extend(seen.filter(is_of_a_character));
        self.hidden += self.covers.add_image(&image, props.transform, &self.visibility, &self.glyphs);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.visibility.push_group(opacity, mask.as_ref(), blend);
        self.masks.push_group(mask.as_ref());
    }

    fn pop_transparency_group(&mut self) {
        self.visibility.pop_group();
        self.masks.pop_group();
    }
}

/// The advance of a glyph, in thousandths of an em.
fn advance_of(glyph: &PdfGlyph<'_>) -> f64 {
    let advance = match glyph {
        PdfGlyph::Outline(outline) => outline.advance_width(),
        PdfGlyph::Type3(type3) => type3.advance_width(),
    };
    f64::from(advance.unwrap_or(500.0))
}

/// The advance box of a glyph on the page.
fn box_of(transform: Affine, advance: f64, vertical: bool) -> Rect {
    // Vertical writing hangs the glyph below its origin, centred on it.
    let width = if vertical { 1000.0 } else { advance };
    to_rect(transform.transform_rect_bbox(KurboRect::new(0.0, -120.0, width, 880.0)))
}

/// Whether a text leaves no mark on paper.
fn is_blank(text: &str) -> bool {
    text.chars().all(|ch| is_invisible(ch) || fold(ch) == ' ')
}

/// Whether a picture is as large as one character.
pub(super) fn is_of_a_character(picture: &Rect) -> bool {
    (PICTURED_WIDTH.0..=PICTURED_WIDTH.1).contains(&picture.width())
        && (PICTURED_HEIGHT.0..=PICTURED_HEIGHT.1).contains(&picture.height())
}

/// Whether two characters of a size stand side by side on one line, or one above the other where the page is turned.
pub(super) fn touch(a: &Rect, b: &Rect, size: f64) -> bool {
    let apart = |a0: f64, a1: f64, b0: f64, b1: f64| (b0 - a1).max(a0 - b1);
    let (dx, dy) = (apart(a.x0, a.x1, b.x0, b.x1), apart(a.y0, a.y1, b.y0, b.y1));
    let (near, level) = (SIDE_BY_SIDE_EM * size, -0.5 * size);
    (dx.abs() <= near && dy <= level) || (dy.abs() <= near && dx <= level)
}
