//! Drops the colour of red seals (公章), so that the print under them can be read.
//!
//! Seals are found as large connected regions of red squares (flood fill). Other red print, as of negative amounts, stays.

use std::ops::Range;

use image::GrayImage;

use super::inks::median;
use crate::picture::luma;

/// A pixel is red where its red channel is above both others by at least this much.
const REDNESS: u8 = 36;
/// Red is gathered in squares of this size, in points.
const SQUARE: f64 = 4.0;
/// A square is red where at least this share of its pixels is.
const RED_SHARE: f64 = 0.04;
/// Seals are 30 to 60 mm wide; half-faded and cut-off ones look smaller. A red line of print is not as high.
const SMALLEST: f64 = 45.0;

/// Turns an RGB picture into a gray one without the colour of seals; `None` where pixels are missing.
pub(super) fn without_seals(width: u32, height: u32, rgb: &[u8], point: f64) -> Option<GrayImage> {
    let (pixels, rest) = rgb.as_chunks::<3>();
    let wanted = (width as usize).checked_mul(height as usize)?;
    if pixels.len() != wanted || !rest.is_empty() {
        return None;
    }
    let sealed = sealed_runs(pixels, width as usize, point);
    let mut gray: Vec<u8> = pixels.iter().map(|[r, g, b]| luma(*r, *g, *b)).collect();
    if sealed.is_empty() {
        return GrayImage::from_raw(width, height, gray);
    }
    let paper = median(gray.iter().copied());
    let red_of_seals = sealed.iter().flat_map(|run| &pixels[run.clone()]).filter(|pixel| is_red(pixel));
    let seal = median(red_of_seals.map(|[_, g, b]| *g.max(b)));
    for run in sealed {
        for (light, [r, g, b]) in gray[run.clone()].iter_mut().zip(&pixels[run]) {
            *light = (*light).max(in_red_light(*r, *g, *b, seal).min(paper));
        }
    }
    GrayImage::from_raw(width, height, gray)
}

/// The runs of pixels in which seals stand, row by row.
pub(super) fn sealed_runs(pixels: &[[u8; 3]], width: usize, point: f64) -> Vec<Range<usize>> {
    // Squares of few pixels: nothing is lost.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let square = (SQUARE / point).round().max(2.0) as usize;
    let height = pixels.len() / width.max(1);
    let (columns, rows) = (width.div_ceil(square), height.div_ceil(square));
    let sealed = sealed_squares(pixels, width, square, (columns, rows), point);
    squares_to_runs(&sealed, (width, height), square)
}

/// The runs of pixels that lie in these squares, row by row of the picture.
fn squares_to_runs(squares: &[bool], (width, height): (usize, usize), square: usize) -> Vec<Range<usize>> {
    let columns = width.div_ceil(square);
    let mut runs = Vec::new();
    for y in 0..height {
        let row = &squares[(y / square) * columns..][..columns];
        for (column, _) in row.iter().enumerate().filter(|(_, is)| **is) {
            let start = column * square;
            runs.push(y * width + start..y * width + (start + square).min(width));
        }
    }
    runs
}

/// Brightness of a pixel in red light, in which red ink is light and black ink is dark.
///
/// JPEG stores colour coarser than brightness, so that thin red strokes look darker there than they are: half of the red
/// that they still have is added. Print under a seal is red as well, but much darker in the other channels than the `seal`,
/// and hardly anything is added to it.
fn in_red_light(r: u8, g: u8, b: u8, seal: u8) -> u8 {
    let (other, half) = (u16::from(g.max(b)), u16::from(seal / 2).max(1));
    let red = u16::from(r.saturating_sub(g.max(b)) / 2);
    // Not above `red`, which is a byte.
    r.saturating_add(u8::try_from(red * other.min(half) / half).unwrap_or(u8::MAX))
}

fn is_red([r, g, b]: &[u8; 3]) -> bool {
    *r > (*g).max(*b).saturating_add(REDNESS)
}

/// Finds the squares that a seal covers or borders.
fn sealed_squares(
    pixels: &[[u8; 3]],
    width: usize,
    square: usize,
    (columns, rows): (usize, usize),
    point: f64,
) -> Vec<bool> {
    let mut counts = vec![0_usize; columns * rows];
    for (y, row) in pixels.chunks_exact(width.max(1)).enumerate() {
        let counts = &mut counts[(y / square) * columns..][..columns];
        for (count, part) in counts.iter_mut().zip(row.chunks(square)) {
            *count += part.iter().filter(|pixel| is_red(pixel)).count();
        }
    }
    // Shares of small squares: nothing is lost.
    #[allow(clippy::cast_precision_loss)]
    let is_red_square = |count: &usize| *count as f64 >= RED_SHARE * (square * square) as f64;
    let red: Vec<bool> = counts.iter().map(is_red_square).collect();
    let mut sealed = vec![false; red.len()];
    let mut seen = vec![false; red.len()];
    for start in 0..red.len() {
        if !red[start] || seen[start] {
            continue;
        }
        let found = flood_fill(start, &red, &mut seen, columns);
        // As above.
        #[allow(clippy::cast_precision_loss)]
        let length = |squares: usize| (squares * square) as f64 * point;
        let (left, right) = extent(found.iter().map(|at| at % columns));
        let (top, bottom) = extent(found.iter().map(|at| at / columns));
        if length((right - left).min(bottom - top)) >= SMALLEST {
            // All that stands inside belongs to it: the star, a code below.
            for y in top.saturating_sub(1)..(bottom + 1).min(rows) {
                let row = y * columns;
                sealed[row + left.saturating_sub(1)..row + (right + 1).min(columns)].fill(true);
            }
        }
    }
    sealed
}

/// The least value, and one more than the greatest.
fn extent(values: impl Iterator<Item = usize>) -> (usize, usize) {
    values.fold((usize::MAX, 0), |(low, high), value| (low.min(value), high.max(value + 1)))
}

/// Finds all red squares that are connected with `start`, over gaps of up to one square.
fn flood_fill(start: usize, red: &[bool], seen: &mut [bool], columns: usize) -> Vec<usize> {
    let rows = red.len() / columns;
    let mut found = vec![start];
    let mut next = 0;
    seen[start] = true;
    while let Some(at) = found.get(next).copied() {
        next += 1;
        for step in around(at, columns, rows) {
            for near in around(step, columns, rows) {
                if red[near] && !seen[near] {
                    seen[near] = true;
                    found.push(near);
                }
            }
        }
    }
    found
}

/// A square and the up to eight around it.
fn around(at: usize, columns: usize, rows: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % columns, at / columns);
    let down = y.saturating_sub(1)..(y + 2).min(rows);
    down.flat_map(move |y| (x.saturating_sub(1)..(x + 2).min(columns)).map(move |x| y * columns + x))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 200 × 200 pixels of a point each; a red ring of the given radius, black print at (100, 100 − radius).
    fn stamped(radius: f64) -> Vec<u8> {
        let mut rgb = Vec::new();
        for y in 0..200_i32 {
            for x in 0..200_i32 {
                let distance = f64::from((x - 100).pow(2) + (y - 100).pow(2)).sqrt();
                let black = (f64::from(y) - (100.0 - radius)).abs() < 2.0 && (95..105).contains(&x);
                rgb.extend(match ((distance - radius).abs() < 3.0, black) {
                    (_, true) => [40, 20, 20],
                    (true, _) => [210, 60, 60],
                    _ => [250, 250, 250],
                });
            }
        }
        rgb
    }

    #[test]
    fn a_seal_is_dropped_and_the_print_under_it_stays() {
        let gray = without_seals(200, 200, &stamped(50.0), 1.0).unwrap();
        assert!(gray.get_pixel(150, 100).0[0] > 200);
        assert!(gray.get_pixel(100, 50).0[0] < 60);
    }

    #[test]
    fn a_thin_red_stroke_whose_colour_is_washed_out_is_light() {
        assert!(in_red_light(148, 61, 65, 100) > 180 && in_red_light(40, 20, 20, 100) < 60);
    }

    #[test]
    fn print_under_a_seal_is_dark_though_it_is_red() {
        // A point and the star that it stands under, as a printer and a scanner leave them.
        assert!(in_red_light(85, 15, 10, 95) < 110 && in_red_light(205, 95, 90, 95) == 255);
    }

    #[test]
    fn red_print_is_no_seal() {
        let gray = without_seals(200, 200, &stamped(8.0), 1.0).unwrap();
        assert!(gray.get_pixel(108, 100).0[0] < 120);
    }
}
