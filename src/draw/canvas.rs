//! Draws pixels: boxes and letters over the picture of a page, and a legend below it.

use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, PremultipliedColorU8, Stroke, Transform};

use super::labels::PlacedLabel;
use super::overlay::{Colour, Shape};
use super::typeface::Typeface;
use crate::geom::{Affine, Rect};
use crate::picture::Picture;

/// Share of the print that is left, of 255: overlays stand out on a paler page.
const PRINT_LEFT: u16 = 190;
/// Opacity of the paper of a label: what is printed below shows through a little.
const LABEL_PAPER: u8 = 222;
/// Letters of the legend, and a row of it, in points.
const LEGEND_SIZE: f64 = 7.0;
const LEGEND_ROW: f64 = 10.0;
/// Margin of the legend, and the gap between its entries, in points.
const LEGEND_GAP: f64 = 8.0;
/// Most rows of the legend: a page with so many notes is described in words.
const MOST_ROWS: usize = 12;

/// Row of the legend: entries with their left ends, in points.
pub(super) type LegendRow = Vec<(f64, Option<Colour>, String)>;

/// Breaks the lines of a legend into rows that a page of this width, in points, has room for.
pub(super) fn legend_to_rows(
    typeface: &Typeface,
    lines: &[Vec<(Option<Colour>, String)>],
    width: f64,
) -> Vec<LegendRow> {
    let mut rows: Vec<LegendRow> = Vec::new();
    for line in lines {
        let mut row = Vec::new();
        let mut x = LEGEND_GAP;
        for (colour, text) in line {
            let swatch = if colour.is_some() { LEGEND_ROW } else { 0.0 };
            let broad = swatch + typeface.width(text) * LEGEND_SIZE;
            if x + broad > width - LEGEND_GAP && !row.is_empty() {
                rows.push(std::mem::take(&mut row));
                x = LEGEND_GAP;
            }
            row.push((x, *colour, text.clone()));
            x += broad + LEGEND_GAP;
        }
        rows.push(row);
    }
    rows.truncate(MOST_ROWS);
    rows
}

/// Height of the legend, in points.
pub(super) fn legend_height(rows: &[LegendRow]) -> f64 {
    rows.iter().map(|_| LEGEND_ROW).sum::<f64>() + LEGEND_ROW / 2.0
}

/// The picture that is drawn on; `None` where it has no pixels.
pub(super) struct Canvas(Option<Pixmap>);

impl Canvas {
    /// Copies the picture, paler, and adds `more` rows of white pixels below it.
    pub(super) fn over(picture: &Picture, more: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a few rows of text
        let more = more.clamp(0.0, 10_000.0).ceil() as u32;
        let mut pixmap = Pixmap::new(picture.width, picture.height + more);
        if let Some(pixmap) = &mut pixmap {
            pixmap.fill(Color::WHITE);
            for (pixel, rgb) in pixmap.pixels_mut().iter_mut().zip(picture.rgb.chunks_exact(3)) {
                let [r, g, b] = [0, 1, 2].map(|part| pale(rgb[part]));
                *pixel = PremultipliedColorU8::from_rgba(r, g, b, u8::MAX).unwrap_or(*pixel);
            }
        }
        Self(pixmap)
    }

    /// Draws a box with its filling and border.
    pub(super) fn shape(&mut self, shape: &Shape, to_pixels: &Affine) {
        let Some(path) = rect_path(&shape.rect) else { return };
        let Some(pixmap) = &mut self.0 else { return };
        let to_pixels = transform(to_pixels);
        if shape.filling > 0 {
            let paint = paint(shape.colour, shape.filling);
            pixmap.fill_path(&path, &paint, FillRule::Winding, to_pixels, None);
        }
        if shape.border > 0.0 {
            let stroke = Stroke { width: narrow(shape.border), ..Stroke::default() };
            pixmap.stroke_path(&path, &paint(shape.colour, u8::MAX), &stroke, to_pixels, None);
        }
    }

    /// Draws a label on its patch of paper.
    pub(super) fn text(&mut self, typeface: &Typeface, placed: &PlacedLabel<'_>, to_pixels: &Affine) {
        let paper =
            Shape { rect: placed.rect, colour: Colour([u8::MAX; 3]), border: 0.0, filling: LABEL_PAPER };
        self.shape(&paper, to_pixels);
        for (x, y, line) in placed.baselines() {
            self.line(typeface, line, (x, y), placed.size, placed.label.colour, to_pixels);
        }
    }

    /// Draws the legend, below the first `top` rows of pixels.
    pub(super) fn legend(&mut self, typeface: &Typeface, rows: &[LegendRow], top: u32, scale: f64) {
        let to_pixels = Affine([scale, 0.0, 0.0, scale, 0.0, f64::from(top)]);
        let mut y = LEGEND_ROW;
        for row in rows {
            for (x, colour, text) in row {
                let mut x = *x;
                if let Some(colour) = colour {
                    let rect = Rect::new(x, y - LEGEND_SIZE * 0.8, x + LEGEND_SIZE, y);
                    self.shape(&Shape { rect, colour: *colour, border: 0.8, filling: 60 }, &to_pixels);
                    x += LEGEND_ROW;
                }
                self.line(typeface, text, (x, y - 0.6), LEGEND_SIZE, Colour([30; 3]), &to_pixels);
            }
            y += LEGEND_ROW;
        }
    }

    fn line(
        &mut self,
        typeface: &Typeface,
        text: &str,
        (mut x, y): (f64, f64),
        size: f64,
        colour: Colour,
        to_pixels: &Affine,
    ) {
        let Some(pixmap) = &mut self.0 else { return };
        let paint = paint(colour, u8::MAX);
        for ch in text.chars() {
            let letter = typeface.letter(ch);
            if let Some(shape) = &letter.shape {
                let place = Transform::from_row(narrow(size), 0.0, 0.0, narrow(size), narrow(x), narrow(y));
                let place = place.post_concat(transform(to_pixels));
                pixmap.fill_path(shape, &paint, FillRule::Winding, place, None);
            }
            x += letter.advance * size;
        }
    }

    pub(super) fn into_picture(self, dpi: u32) -> Picture {
        let Some(pixmap) = self.0 else { return Picture { width: 0, height: 0, dpi, rgb: Vec::new() } };
        // All is opaque, so nothing has to be divided by an alpha.
        let rgb = pixmap.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
        Picture { width: pixmap.width(), height: pixmap.height(), dpi, rgb }
    }
}

/// Makes a channel of a colour paler.
fn pale(part: u8) -> u8 {
    let dark = u16::from(u8::MAX - part) * PRINT_LEFT / 255;
    u8::MAX - u8::try_from(dark).unwrap_or(u8::MAX)
}

fn paint(Colour([r, g, b]): Colour, density: u8) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(r, g, b, density);
    paint
}

fn rect_path(rect: &Rect) -> Option<tiny_skia::Path> {
    let [x0, y0, x1, y1] = [rect.x0, rect.y0, rect.x1, rect.y1].map(narrow);
    Some(PathBuilder::from_rect(tiny_skia::Rect::from_ltrb(x0, y0, x1, y1)?))
}

fn transform(affine: &Affine) -> Transform {
    let [a, b, c, d, e, f] = affine.0.map(narrow);
    Transform::from_row(a, b, c, d, e, f)
}

/// Converts to single precision: pixels need no more digits.
#[allow(clippy::cast_possible_truncation)]
fn narrow(x: f64) -> f32 {
    x as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn white(width: u32, height: u32) -> Picture {
        Picture { width, height, dpi: 72, rgb: vec![255; (3 * width * height) as usize] }
    }

    #[test]
    fn a_box_is_drawn_where_its_points_are() {
        let mut canvas = Canvas::over(&white(40, 30), 0.0);
        let rect = Rect::new(5.0, 5.0, 10.0, 10.0);
        // Two pixels a point, moved one point to the right.
        let to_pixels = Affine([2.0, 0.0, 0.0, 2.0, 2.0, 0.0]);
        canvas.shape(&Shape { rect, colour: Colour::RED, border: 1.0, filling: 0 }, &to_pixels);
        let drawn = canvas.into_picture(144);
        assert_eq!(drawn.pixel(12, 15), Some(Colour::RED.0), "the left border");
        assert_eq!(drawn.pixel(17, 15), Some([255; 3]), "the inside");
        assert_eq!(drawn.pixel(9, 15), Some([255; 3]), "the outside");
    }

    #[test]
    fn the_page_stays_at_the_top_and_its_print_is_paler() {
        let mut picture = white(4, 4);
        picture.rgb[..3].copy_from_slice(&[0, 0, 0]);
        let drawn = Canvas::over(&picture, 2.5).into_picture(72);
        assert_eq!((drawn.width, drawn.height), (4, 7));
        assert_eq!(drawn.pixel(0, 0), Some([65; 3]));
        assert_eq!(drawn.pixel(3, 6), Some([255; 3]));
    }

    #[test]
    fn a_legend_breaks_into_rows() {
        let typeface = Typeface::new(crate::pdf::latin_font(), None);
        let line = vec![(None, "page 1".to_owned()), (Some(Colour::RED), "suspect".to_owned())];
        assert_eq!(legend_to_rows(&typeface, std::slice::from_ref(&line), 300.0).len(), 1);
        assert_eq!(legend_to_rows(&typeface, &[line], 50.0).len(), 2);
    }
}
