//! Turns the pixels of a scan into gray print on white paper: drops the colour of seals, normalises the background,
//! makes pixels square and darkens pale print.
//!
//! Background normalisation divides each pixel by the brightness of the paper around it, interpolated between tiles; the
//! method is that of Leptonica's `pixBackgroundNorm`.

use image::{GrayImage, Luma, imageops};

use super::pale::darken_pale_print;
use super::seals;
use super::surroundings::find_surroundings;
use super::whole::{cut, to_byte};
use crate::geom::Affine;
use crate::picture::{Pixels, Scan};

/// Side of the tiles whose background is estimated, in points: more than a character and less than the shadow of a fold.
const TILE: f64 = 9.0;
/// Share of the pixels of a tile that may be darker than paper: print covers less of the fullest line.
const PRINTED_SHARE: f64 = 0.7;
/// Paper darker than this is a black border or a dark fill, whose tiles take the background of their neighbours.
const DARKEST_PAPER: u8 = 90;
/// Pixels whose sides differ by more than this share are made square: fax machines scan 204 × 98 dots an inch.
const SQUARE_WITHIN: f64 = 0.03;

/// A page as gray print on white paper, not deskewed yet.
pub(super) struct GrayPage {
    /// 0 is ink, 255 is paper.
    pub(super) gray: GrayImage,
    /// From its pixels to points of the page as seen.
    pub(super) to_page: Affine,
    /// Points a pixel.
    pub(super) point: f64,
}

/// Turns a scan into gray print on white paper; `None` where it has no pixels.
pub(super) fn scan_to_gray_page(scan: Scan) -> Option<GrayPage> {
    let [a, b, c, d, e, f] = scan.to_page.0;
    let (across, down) = (a.hypot(b), c.hypot(d));
    if scan.width == 0 || scan.height == 0 || !(across > 0.0 && down > 0.0) {
        return None;
    }
    let point = across.min(down);
    let gray = match scan.pixels {
        Pixels::Gray(pixels) => GrayImage::from_raw(scan.width, scan.height, pixels)?,
        Pixels::Rgb(pixels) => seals::without_seals(scan.width, scan.height, &pixels, point)?,
    };
    let (gray, to_page) = if (across / down - 1.0).abs() <= SQUARE_WITHIN {
        (gray, scan.to_page)
    } else {
        let (width, height) =
            (pixels(f64::from(scan.width) * across / point), pixels(f64::from(scan.height) * down / point));
        let square = imageops::resize(&gray, width, height, imageops::FilterType::Triangle);
        let (x, y) = (f64::from(scan.width) / f64::from(width), f64::from(scan.height) / f64::from(height));
        (square, Affine([a * x, b * x, c * y, d * y, e, f]))
    };
    let mut gray = normalise_background(gray, TILE / point);
    darken_pale_print(&mut gray);
    Some(GrayPage { gray, to_page, point })
}

/// Rounds a length to whole pixels, one at least.
fn pixels(length: f64) -> u32 {
    // Saturates, and sides of pictures are limited where they are opened.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = length.round().max(1.0) as u32;
    whole
}

/// Divides each pixel by the brightness of the paper around it. Black and white pictures stay as they are.
fn normalise_background(mut gray: GrayImage, tile: f64) -> GrayImage {
    if gray.pixels().all(|p| p.0[0] == 0 || p.0[0] == 255) {
        return gray;
    }
    let tile = pixels(tile).max(4);
    let tiles = background_of_tiles(&gray, tile);
    let around = find_surroundings(&gray, &tiles, tile);
    let background = filled_from_neighbours(tiles);
    let (columns, rows) = background.dimensions();
    let width = gray.width() as usize;
    // Bilinear between the middles of four tiles, in fixed point: 256 a tile.
    let place = |at: u32, count: u32| -> (usize, usize, u16) {
        let shifted = (2 * at + 1) * 128 / tile;
        let from = (shifted.saturating_sub(128) / 256).min(count - 1);
        let part = shifted.saturating_sub(128).min(256 * (count - 1)) - (256 * from).min(256 * (count - 1));
        // Not above 256.
        (from as usize, (from + 1).min(count - 1) as usize, u16::try_from(part.min(256)).unwrap_or(256))
    };
    // The columns by the pair of tiles that they lie between.
    let mut spans: Vec<(usize, usize, Vec<f32>)> = Vec::new();
    for x in 0..gray.width() {
        let (left, right, part) = place(x, columns);
        match spans.last_mut() {
            Some((a, b, parts)) if (*a, *b) == (left, right) => parts.push(f32::from(part)),
            _ => spans.push((left, right, vec![f32::from(part)])),
        }
    }
    let background = background.as_raw();
    let columns = columns as usize;
    for (y, mut row) in (0..).zip(gray.chunks_exact_mut(width)) {
        let (above, below, part) = place(y, rows);
        let (above, below) =
            (&background[above * columns..][..columns], &background[below * columns..][..columns]);
        let mixed: Vec<f32> = above
            .iter()
            .zip(below)
            .map(|(a, b)| f32::from(*a) * f32::from(256 - part) + f32::from(*b) * f32::from(part))
            .collect();
        for (left, right, parts) in &spans {
            let (pixels, rest) = row.split_at_mut(parts.len());
            row = rest;
            divide(pixels, parts, mixed[*left], mixed[*right]);
        }
    }
    if let Some(around) = around {
        clear_tiles(&mut gray, &around, columns, tile as usize);
    }
    gray
}

/// Makes tiles white.
fn clear_tiles(gray: &mut GrayImage, tiles: &[bool], columns: usize, side: usize) {
    let width = gray.width() as usize;
    for (y, row) in gray.chunks_exact_mut(width).enumerate() {
        let tiles = tiles.iter().skip(y / side * columns).take(columns);
        for (pixels, _) in row.chunks_mut(side).zip(tiles).filter(|(_, is_cleared)| **is_cleared) {
            pixels.fill(u8::MAX);
        }
    }
}

/// Divides pixels by the brightness of the paper between two tiles; of each pixel the part of the right one is given, and
/// the brightness of both is in parts of 256 as well.
///
/// All numbers are whole and below 2^24, so that they are exact; and no quotient up to 255 is so near below a whole number
/// that it is rounded up to it.
fn divide(pixels: &mut [u8], parts: &[f32], left: f32, right: f32) {
    for (pixel, part) in pixels.iter_mut().zip(parts) {
        let paper = cut((left * (256.0 - part) + right * part) / 65_536.0);
        let normalised = cut(f32::from(*pixel) * 255.0 / if paper < 1.0 { 1.0 } else { paper });
        *pixel = to_byte(if normalised > 255.0 { 255.0 } else { normalised });
    }
}

/// Brightness of the paper in each tile, or of what is there instead.
fn background_of_tiles(gray: &GrayImage, tile: u32) -> GrayImage {
    let (columns, rows) = (gray.width().div_ceil(tile), gray.height().div_ceil(tile));
    let mut background = GrayImage::new(columns, rows);
    for row in 0..rows {
        for column in 0..columns {
            // Neighbours mostly have one value: counted in one place, each would wait for the one before it.
            let mut counts = [[0_u32; 256]; 2];
            let (x0, y0) = (column * tile, row * tile);
            let (x1, y1) = ((x0 + tile).min(gray.width()), (y0 + tile).min(gray.height()));
            for y in y0..y1 {
                let from = (y * gray.width()) as usize;
                let (pairs, last) = gray.as_raw()[from + x0 as usize..from + x1 as usize].as_chunks::<2>();
                for [one, other] in pairs {
                    counts[0][usize::from(*one)] += 1;
                    counts[1][usize::from(*other)] += 1;
                }
                for pixel in last {
                    counts[0][usize::from(*pixel)] += 1;
                }
            }
            let all = (x1 - x0) * (y1 - y0);
            // The printed share is of few pixels: nothing is lost.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let darker = (f64::from(all) * PRINTED_SHARE) as u32;
            let mut seen = 0;
            let paper = (0..=255_u8).find(|level| {
                seen += counts[0][usize::from(*level)] + counts[1][usize::from(*level)];
                seen > darker
            });
            background.put_pixel(column, row, Luma([paper.unwrap_or(255)]));
        }
    }
    background
}

/// Gives tiles without paper the mean background of the nearest ones that have it, ring by ring.
fn filled_from_neighbours(mut background: GrayImage) -> GrayImage {
    loop {
        let before = background.clone();
        let mut dark = false;
        for (x, y, pixel) in background.enumerate_pixels_mut() {
            if pixel.0[0] >= DARKEST_PAPER {
                continue;
            }
            let around = (-1_i64..=1).flat_map(|dy| (-1_i64..=1).map(move |dx| (dx, dy)));
            let known: Vec<u32> = around
                .filter_map(|(dx, dy)| {
                    let (x, y) = (i64::from(x) + dx, i64::from(y) + dy);
                    before.get_pixel_checked(u32::try_from(x).ok()?, u32::try_from(y).ok()?)
                })
                .map(|p| u32::from(p.0[0]))
                .filter(|l| *l >= u32::from(DARKEST_PAPER))
                .collect();
            let count = u32::try_from(known.len()).unwrap_or(1);
            match (known.iter().sum::<u32>()).checked_div(count) {
                Some(mean) => *pixel = Luma([u8::try_from(mean).unwrap_or(255)]),
                None => dark = true,
            }
        }
        if !dark || background == before {
            return background;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_normalised_and_ink_in_it_stays() {
        // Paper of 250 on the left falls to 130 on the right; ink is a fifth of it.
        let gray = GrayImage::from_fn(200, 60, |x, y| {
            let paper = 250 - x * 120 / 200;
            let ink = y == 30 && x % 10 < 4;
            Luma([u8::try_from(if ink { paper / 5 } else { paper }).unwrap()])
        });
        let even = normalise_background(gray, 20.0);
        assert!(even.get_pixel(195, 10).0[0] > 235, "{:?}", even.get_pixel(195, 10));
        assert!(even.get_pixel(191, 30).0[0] < 70);
    }

    #[test]
    fn it_divides_as_whole_numbers_are_divided() {
        for paper in 0..=255_u8 {
            let mut pixels: Vec<u8> = (0..=255).collect();
            // In parts of 256, on the left of a tile and on its right.
            divide(&mut pixels, &[0.0; 256], f32::from(paper) * 256.0, 0.0);
            for (pixel, normalised) in (0_u32..).zip(pixels) {
                assert_eq!(u32::from(normalised), (pixel * 255 / u32::from(paper).max(1)).min(255));
            }
        }
        let mut pixels = [100];
        divide(&mut pixels, &[64.0], 200.0 * 256.0, 100.0 * 256.0);
        assert_eq!(u32::from(pixels[0]), 100 * 255 / 175);
    }

    #[test]
    fn pixels_of_a_coarse_fax_become_square() {
        let scan = Scan {
            width: 204,
            height: 98,
            pixels: Pixels::Gray(vec![255; 204 * 98]),
            to_page: Affine([72.0 / 204.0, 0.0, 0.0, 72.0 / 98.0, 0.0, 0.0]),
        };
        let page = scan_to_gray_page(scan).unwrap();
        assert_eq!(page.gray.dimensions(), (204, 204));
        let (x, y) = page.to_page.point(204.0, 204.0);
        assert!((x - 72.0).abs() < 1e-9 && (y - 72.0).abs() < 1e-9);
    }
}
