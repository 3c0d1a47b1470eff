//! Measures the uncovered print of a page: print in its images where no character of its text stands.
//!
//! It distinguishes scans from text. A page number or a watermark over a scan must not make the scan a page of text, whose
//! table would be lost in silence; a letterhead under text must not make the text a scan.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath, Point};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::pixels;
use super::time_limit::TimeLimit;
use super::visibility::Visibility;
use crate::geom::{Direction, Rect};
use crate::page::Glyph;
use crate::picture::over;

/// Side of the cells in which print is looked for, in points: about a line of text.
const CELL: f64 = 12.0;
/// Print is at least this much darker than its paper, of 255; watermarks are paler.
const CONTRAST: u8 = 96;
/// Images that cover a smaller share of the page are not looked into.
pub(super) const SMALL_SHARE: f64 = 0.01;
/// Samples per inch: enough to show whether there is print.
const SAMPLES: f64 = 150.0;
const POINTS: f64 = 72.0;
/// Most cells of a page (A0 has 40,000).
const MOST_CELLS: f64 = 1_000_000.0;

/// A device that samples the images of a page while it is interpreted.
pub(super) struct UncoveredPrint {
    visibility: Visibility,
    time_limit: TimeLimit,
    page_area: f64,
    columns: usize,
    rows: usize,
    /// Darkest and lightest sample of each cell.
    cells: Vec<(u8, u8)>,
    /// Whether an image could not be decoded: what it shows is unknown.
    pub(super) is_damaged: bool,
}

impl UncoveredPrint {
    /// Prepares the cells of a page; `None` where it has no size, or too large a one.
    pub(super) fn new(width: f64, height: f64) -> Option<Self> {
        let (columns, rows) = ((width / CELL).ceil(), (height / CELL).ceil());
        if !(columns >= 1.0 && rows >= 1.0 && columns * rows <= MOST_CELLS) {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small and positive
        let (columns, rows) = (columns as usize, rows as usize);
        Some(Self {
            visibility: Visibility::new(width, height),
            time_limit: TimeLimit::new(),
            page_area: width * height,
            columns,
            rows,
            cells: vec![(u8::MAX, 0); columns * rows],
            is_damaged: false,
        })
    }

    /// Share of the page where an image shows print and no text stands, nor beside it. Slanted text does not count: it is a
    /// watermark, which stands over other things.
    pub(super) fn share(&self, glyphs: &[Glyph]) -> f64 {
        let mut written = vec![false; self.cells.len()];
        for glyph in glyphs.iter().filter(|glyph| glyph.direction != Direction::Slanted) {
            let around = Rect {
                x0: glyph.rect.x0 - CELL,
                y0: glyph.rect.y0 - CELL,
                x1: glyph.rect.x1 + CELL,
                y1: glyph.rect.y1 + CELL,
            };
            let (Some(from), Some(to)) = (self.cell(around.x0, around.y0), self.cell(around.x1, around.y1))
            else {
                continue;
            };
            for row in from.1..=to.1 {
                if let Some(cells) = written.get_mut(row * self.columns + from.0..=row * self.columns + to.0)
                {
                    cells.fill(true);
                }
            }
        }
        let is_print = |(dark, light): &(u8, u8)| light.saturating_sub(*dark) >= CONTRAST;
        let uncovered =
            self.cells.iter().zip(&written).filter(|(cell, written)| is_print(cell) && !**written);
        #[allow(clippy::cast_precision_loss)] // a million at most
        let share = uncovered.count() as f64 / self.cells.len() as f64;
        share
    }

    /// Finds the cell of a point, or the nearest one at the edge of the page.
    fn cell(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        let index = |at: f64, count: usize| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // clamped below; of NaN no cell is given
            let cell = (at / CELL).max(0.0) as usize;
            at.is_finite().then_some(cell.min(count - 1))
        };
        Some((index(x, self.columns)?, index(y, self.rows)?))
    }

    /// Takes samples of an image: `value` gives the brightness and the opacity of a pixel.
    pub(super) fn sample(
        &mut self,
        (width, height): (u32, u32),
        to_page: Affine,
        seen: &Rect,
        value: impl Fn(usize) -> (u8, u8),
    ) {
        let [a, b, ..] = to_page.as_coeffs();
        let step = (POINTS / a.hypot(b) / SAMPLES).clamp(1.0, 16.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 1 to 16
        let step = step as usize;
        for y in (0..height).step_by(step) {
            for x in (0..width).step_by(step) {
                let at = to_page * Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
                if !seen.contains(at.x, at.y) {
                    continue;
                }
                let Some((column, row)) = self.cell(at.x, at.y) else { continue };
                let (bright, alpha) = value(y as usize * width as usize + x as usize);
                let bright = over(u8::MAX, bright, alpha);
                if let Some((dark, light)) = self.cells.get_mut(row * self.columns + column) {
                    (*dark, *light) = ((*dark).min(bright), (*light).max(bright));
                }
            }
        }
    }
}

impl<'a> Device<'a> for UncoveredPrint {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.time_limit.check();
        let Some(seen) = self.visibility.visible_part_of(&image, props.transform) else { return };
        if seen.area() < SMALL_SHARE * self.page_area {
            return;
        }
        let declared = (f64::from(image.width()), f64::from(image.height()));
        // From decoded pixels, which may be more or fewer than declared.
        let to_page = |(width, height): (u32, u32)| {
            let (x, y) = (declared.0 / f64::from(width), declared.1 / f64::from(height));
            props.transform * Affine::scale_non_uniform(x, y)
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 255
        let opacity = (self.visibility.opacity().clamp(0.0, 1.0) * 255.0) as u8;
        let faint = |alpha: u8| over(0, alpha, opacity);
        let done = pixels::decode(&image, |size, value| {
            self.sample(size, to_page(size), &seen, |i| {
                let (bright, alpha) = value(i);
                (bright, faint(alpha))
            });
        });
        self.is_damaged |= !done;
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

    #[test]
    fn print_is_uncovered_where_no_text_stands() {
        // The upper half of the page is print: every other pixel is black.
        let mut uncovered = UncoveredPrint::new(240.0, 240.0).unwrap();
        let half = Rect::new(0.0, 0.0, 240.0, 120.0);
        let value = |i: usize| if i.is_multiple_of(2) { (0, 255) } else { (255, 255) };
        uncovered.sample((241, 120), Affine::IDENTITY, &half, value);
        assert!((uncovered.share(&[]) - 0.5).abs() < 0.01);
        let glyph = |x: f64, y: f64, direction| Glyph {
            ch: '1',
            rect: Rect::new(x, y, x + 10.0, y + 10.0),
            size: 10.0,
            direction,
            cut: false,
            doubt: None,
            reading: None,
        };
        let text: Vec<Glyph> = (0..240)
            .step_by(10)
            .flat_map(|x| (0..120).step_by(20).map(move |y| (f64::from(x), f64::from(y))))
            .map(|(x, y)| glyph(x, y, Direction::Right))
            .collect();
        assert!(uncovered.share(&text) < 0.01);
        let slanted: Vec<Glyph> =
            text.iter().map(|g| Glyph { direction: Direction::Slanted, ..*g }).collect();
        assert!(uncovered.share(&slanted) > 0.4);
    }

    #[test]
    fn a_pale_watermark_is_no_print() {
        let mut uncovered = UncoveredPrint::new(240.0, 240.0).unwrap();
        let page = Rect::new(0.0, 0.0, 240.0, 240.0);
        uncovered.sample(
            (240, 240),
            Affine::IDENTITY,
            &page,
            |i| if i % 3 == 0 { (0, 60) } else { (255, 255) },
        );
        assert!(uncovered.share(&[]) < 0.01);
    }
}
