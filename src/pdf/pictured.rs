//! Finds the characters that pictures on a page show: dark components of the size of characters, in lines.
//!
//! It distinguishes print from photographs, emblems and charts, and reads nothing.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath, Point};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::blobs::{Bitmap, Blob, bitmap_to_blobs};
use super::mark_lines::{MarkLine, marks_to_lines};
use super::marks::{HIGHEST, LOWEST};
use super::pixels;
use super::time_limit::TimeLimit;
use super::visibility::Visibility;
use crate::geom::Rect;
use crate::page::Glyph;
use crate::picture::over;

/// Samples a point, and the most of a page.
const SAMPLES: f64 = 2.0;
const MOST_SAMPLES: f64 = 16_000_000.0;
/// Print differs from its paper by at least so much, of 255.
const CONTRAST: u8 = 80;
/// Pictures whose edges are this near are one that was cut, in points.
const NEAR: f64 = 1.0;
/// Most pictures that are joined.
const MOST_PICTURES: usize = 3_000;
/// Characters that touch are at most so many times as wide as high.
const LONGEST: f64 = 20.0;
/// Width of a character as a share of its height, where several touch.
const USUAL_WIDTH: f64 = 0.8;
/// Least rows, and least of them with two columns or more, and least characters of a table.
const TABLE_ROWS: usize = 3;
const TABLE_CHARACTERS: usize = 20;
/// Share of a picture that is solid in photographs and charts, and share of its box that such a component fills.
const SOLID: f64 = 0.03;
const FILLED: f64 = 0.3;
/// Least side and area of the bars of a chart, in points, and share of its box that a bar fills; so many heights of bars are a
/// chart: the dark head of a table is one or two.
const BAR: f64 = 5.0;
const BAR_AREA: f64 = 80.0;
const BAR_FILLED: f64 = 0.85;
const BARS: usize = 3;
/// How exactly columns are set, in points, their fewest lines, and fewest columns of a table.
const SET_WITHIN: f64 = 3.0;
const COLUMN_LINES: usize = 3;
const COLUMNS: usize = 2;

/// A picture with what it shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PicturedText {
    pub(super) rect: Rect,
    /// Number of characters, roughly.
    pub(super) characters: usize,
    /// Whether they stand in rows and columns.
    pub(super) is_table: bool,
}

/// A device that samples the wanted pictures of a page while it is interpreted.
pub(super) struct PicturedPrint {
    visibility: Visibility,
    time_limit: TimeLimit,
    wanted: Vec<Rect>,
    scale: f64,
    bitmap: Bitmap,
    /// The pictures that could not be decoded.
    damaged: Vec<Rect>,
}

impl PicturedPrint {
    /// Prepares for a page of this size; `None` where it has none.
    pub(super) fn new(width: f64, height: f64, wanted: Vec<Rect>) -> Option<Self> {
        let scale = (MOST_SAMPLES / (width * height)).sqrt().min(SAMPLES);
        let bitmap = Bitmap::new((width * scale).ceil(), (height * scale).ceil())?;
        let visibility = Visibility::new(width, height);
        let time_limit = TimeLimit::new();
        Some(Self { visibility, time_limit, wanted, scale, bitmap, damaged: Vec::new() })
    }

    /// What the pictures show where no character of the page stands.
    pub(super) fn texts(mut self, glyphs: &[Glyph]) -> Vec<PicturedText> {
        let unknown = |rect| PicturedText { rect, characters: 1, is_table: false };
        let damaged = std::mem::take(&mut self.damaged).into_iter().map(unknown);
        let pictures = joined(std::mem::take(&mut self.wanted));
        damaged.chain(pictures.into_iter().map(|rect| self.text(rect, glyphs))).collect()
    }

    /// The pictures, of which each may show anything.
    pub(super) fn unknown(self) -> Vec<PicturedText> {
        let pictures = joined(self.wanted).into_iter();
        pictures.map(|rect| PicturedText { rect, characters: 1, is_table: false }).collect()
    }

    /// Paints an image: `value` gives the brightness and the opacity of a pixel.
    pub(super) fn paint(
        &mut self,
        (width, height): (u32, u32),
        to_page: Affine,
        seen: &Rect,
        opacity: u8,
        value: impl Fn(usize) -> (u8, u8),
    ) {
        let scale = self.scale;
        let back = to_page.inverse();
        let shown = [seen.x0, seen.y0, seen.x1, seen.y1].map(|v| v * scale);
        self.bitmap.paint(shown, |x, y, under| {
            // Four samples of each, so that thin strokes are kept.
            let mut sum = 0_u32;
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let at = back * Point::new((x + dx) / scale, (y + dy) / scale);
                let inside =
                    at.x >= 0.0 && at.y >= 0.0 && at.x < f64::from(width) && at.y < f64::from(height);
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // just asked
                let index = at.y.max(0.0) as usize * width as usize + at.x.max(0.0) as usize;
                let (bright, alpha) = if inside { value(index) } else { (0, 0) };
                sum += u32::from(over(under, bright, over(0, alpha, opacity)));
            }
            u8::try_from(sum / 4).unwrap_or(u8::MAX)
        });
    }

    /// Whether a picture is one of the wanted.
    pub(super) fn wants(&self, seen: &Rect) -> bool {
        self.wanted.contains(seen)
    }

    /// Notes that a picture could not be decoded.
    pub(super) fn add_damaged(&mut self, seen: Rect) {
        self.damaged.push(seen);
    }

    fn text(&self, rect: Rect, glyphs: &[Glyph]) -> PicturedText {
        let (left, top) = ((rect.x0 * self.scale).floor(), (rect.y0 * self.scale).floor());
        let (right, bottom) = ((rect.x1 * self.scale).ceil(), (rect.y1 * self.scale).ceil());
        let Some(mut crop) = self.bitmap.crop(left, top, right, bottom) else {
            return PicturedText { rect, characters: 0, is_table: false };
        };
        let paper = crop.usual_tone();
        for glyph in glyphs.iter().filter(|glyph| glyph.rect.intersect(&rect).is_some()) {
            let [x0, x1] = [glyph.rect.x0, glyph.rect.x1].map(|x| x * self.scale - left);
            let [y0, y1] = [glyph.rect.y0, glyph.rect.y1].map(|y| y * self.scale - top);
            crop.fill(x0, y0, x1, y1, paper);
        }
        let blobs = bitmap_to_blobs(&crop, |tone| tone.abs_diff(paper) >= CONTRAST);
        let to_points = |blob: &Blob| {
            let [x0, y0, x1, y1] = blob.rect.map(f64::from);
            let (x0, x1) = ((x0 + left) / self.scale, (x1 + left) / self.scale);
            Rect { x0, x1, y0: (y0 + top) / self.scale, y1: (y1 + top) / self.scale }
        };
        let (mut solid, mut bars) = (0.0, Vec::new());
        let mut marks = Vec::new();
        for blob in &blobs {
            let at = to_points(blob);
            let filled = f64::from(blob.area) / self.scale.powi(2);
            if filled >= BAR_FILLED * at.area() && at.width().min(at.height()) >= BAR && filled >= BAR_AREA {
                bars.push(at.mid_y());
            } else if at.width() > HIGHEST && at.height() > HIGHEST {
                solid += if filled >= FILLED * at.area() { filled } else { 0.0 };
            } else if at.height() >= LOWEST
                && at.height() <= HIGHEST
                && at.width() <= (LONGEST * at.height()).max(2.0 * HIGHEST)
                && at.width() * self.scale > 1.5
            {
                marks.push(at);
            }
        }
        let lines = marks_to_lines(&marks);
        let characters = lines.iter().map(line_to_count).sum();
        bars.sort_by(f64::total_cmp);
        bars.dedup_by(|next, before| *next - *before <= SET_WITHIN);
        let is_print = solid < SOLID * rect.area() && bars.len() < BARS;
        let is_table = is_print
            && characters >= TABLE_CHARACTERS
            && has_rows_with_columns(&lines)
            && columns(&lines) >= COLUMNS;
        PicturedText { rect, characters: if is_print { characters } else { 0 }, is_table }
    }
}

/// Number of characters of a line, some of which may touch.
fn line_to_count(line: &MarkLine) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small and positive
    let by_width = (line.rect.width() / (USUAL_WIDTH * line.rect.height())) as usize;
    line.count.max(by_width)
}

/// Whether two lines or more stand beside each other in most rows. Those of a chart are scattered.
fn has_rows_with_columns(lines: &[MarkLine]) -> bool {
    let mut lines: Vec<&MarkLine> = lines.iter().filter(|line| line_to_count(line) >= 2).collect();
    lines.sort_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y()));
    let mut rows: Vec<(f64, usize)> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some((y, count)) if line.rect.mid_y() - *y <= line.rect.height() / 2.0 => *count += 1,
            _ => rows.push((line.rect.mid_y(), 1)),
        }
    }
    let with_columns = rows.iter().filter(|(_, count)| *count >= 2).count();
    with_columns >= TABLE_ROWS && 2 * with_columns >= rows.len()
}

/// Number of columns: edges or middles at which lines of several rows are set.
fn columns(lines: &[MarkLine]) -> usize {
    let lines: Vec<&MarkLine> = lines.iter().filter(|line| line_to_count(line) >= 2).collect();
    let sides: [fn(&Rect) -> f64; 3] = [|rect| rect.x0, |rect| rect.mid_x(), |rect| rect.x1];
    let in_column = |line: &MarkLine| {
        sides.iter().any(|side| {
            let at = side(&line.rect);
            let near = lines.iter().filter(|other| (side(&other.rect) - at).abs() <= SET_WITHIN);
            near.count() >= COLUMN_LINES
        })
    };
    let mut spans: Vec<(f64, f64)> =
        lines.iter().filter(|line| in_column(line)).map(|line| (line.rect.x0, line.rect.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut end = f64::NEG_INFINITY;
    let mut count = 0;
    for (from, to) in spans {
        count += usize::from(from > end);
        end = end.max(to);
    }
    count
}

/// Joins pictures that touch: one picture is often cut into strips.
fn joined(mut pictures: Vec<Rect>) -> Vec<Rect> {
    pictures.truncate(MOST_PICTURES);
    pictures.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    let mut found: Vec<Rect> = Vec::new();
    for picture in pictures {
        let whole = |other: &Rect| {
            let beside = (other.y0 - picture.y0).abs() <= NEAR && (other.y1 - picture.y1).abs() <= NEAR;
            let below = (other.x0 - picture.x0).abs() <= NEAR && (other.x1 - picture.x1).abs() <= NEAR;
            let (dx, dy) = (picture.x0 - other.x1, picture.y0 - other.y1);
            let overlaps = dx < 0.0 && other.x0 < picture.x1 && dy < 0.0 && other.y0 < picture.y1;
            (beside && dx.abs() <= NEAR) || (below && dy.abs() <= NEAR) || overlaps
        };
        match found.iter_mut().rev().find(|other| whole(other)) {
            Some(other) => *other = other.union(&picture),
            None => found.push(picture),
        }
    }
    found
}

impl<'a> Device<'a> for PicturedPrint {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.time_limit.check();
        let Some(seen) = self.visibility.visible_part_of(&image, props.transform) else { return };
        if !self.wants(&seen) {
            return;
        }
        let declared = (f64::from(image.width()), f64::from(image.height()));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 255
        let opacity = (self.visibility.opacity().clamp(0.0, 1.0) * 255.0) as u8;
        let done = pixels::decode(&image, |(width, height), value| {
            let (x, y) = (declared.0 / f64::from(width), declared.1 / f64::from(height));
            let to_page = props.transform * Affine::scale_non_uniform(x, y);
            self.paint((width, height), to_page, &seen, opacity, value);
        });
        if !done {
            self.add_damaged(seen);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.time_limit.check();
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.time_limit.check();
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of rows of boxes, each `count` boxes of 4 × 7 points.
    fn drawn(rows: &[&[f64]]) -> PicturedPrint {
        let page = Rect::new(0.0, 0.0, 300.0, 200.0);
        let mut print = PicturedPrint::new(300.0, 200.0, vec![page]).unwrap();
        for (row, columns) in (0_u8..).zip(rows) {
            for column in *columns {
                for digit in 0_u8..5 {
                    let x = column + 5.5 * f64::from(digit);
                    let y = 10.0 + 14.0 * f64::from(row);
                    print.bitmap.fill(2.0 * x, 2.0 * y, 2.0 * (x + 4.0), 2.0 * (y + 7.0), 0);
                }
            }
        }
        print
    }

    #[test]
    fn rows_and_columns_of_characters_are_a_table() {
        let text = drawn(&[&[20.0, 120.0], &[20.0, 120.0], &[20.0, 120.0], &[20.0]]).texts(&[]);
        assert!(text[0].is_table && text[0].characters >= 35, "{text:?}");
        let text = drawn(&[&[20.0], &[20.0]]).texts(&[]);
        assert!(!text[0].is_table && text[0].characters >= 10, "{text:?}");
    }

    #[test]
    fn a_chart_is_no_print() {
        let mut print = drawn(&[&[20.0, 120.0], &[20.0, 120.0], &[20.0, 120.0]]);
        for (from, to) in [(100.0, 150.0), (200.0, 250.0), (300.0, 350.0)] {
            print.bitmap.fill(from, 150.0 + 0.4 * from, to, 390.0, 40);
        }
        assert_eq!(print.texts(&[])[0].characters, 0);
    }

    #[test]
    fn strips_of_a_picture_are_one() {
        let strips = (0_u8..4).map(|i| {
            let y = 100.0 + 10.0 * f64::from(i);
            Rect::new(50.0, y, 250.0, y + 10.0)
        });
        assert_eq!(joined(strips.collect()), [Rect::new(50.0, 100.0, 250.0, 140.0)]);
    }
}
