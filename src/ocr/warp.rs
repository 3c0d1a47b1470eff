//! Warps an image by an affine map, or by a bend: each pixel of the new image is looked up in the old one (inverse mapping), between
//! the four pixels around it (bilinear interpolation).

use image::GrayImage;

use super::whole::{MOST_CUT, cut, to_byte};
use crate::bend::Bend;
use crate::geom::Affine;

/// What stands beyond the edges of the old image: paper.
const WHITE: u8 = 255;

/// Pixels that are worked out together, so that the processor does several at a time.
pub(super) const BLOCK: usize = 64;

/// The image of this width and height whose pixel `(x, y)` is the one at `(a·x + c·y + e, b·x + d·y + f)` of the old one,
/// where `back` is `[a, b, c, d, e, f]`. Beyond the edges it is white.
///
/// Coordinates are of single precision, which is finer than a 250th of a pixel up to 32,768 pixels.
pub(super) fn warp(old: &GrayImage, back: [f32; 6], width: u32, height: u32) -> GrayImage {
    let [a, b, c, d, e, f] = back;
    warp_by(old, width, height, |y, number, xs, ys| {
        // Sides of images are far below 2^24: exact, here and below.
        #[allow(clippy::cast_precision_loss)]
        let (y, start) = (y as f32, (number * BLOCK) as f32);
        let (cy, dy) = (c * y, d * y);
        for (i, (to_x, to_y)) in (0_u16..).zip(xs.iter_mut().zip(ys)) {
            let x = start + f32::from(i);
            (*to_x, *to_y) = (a * x + cy + e, b * x + dy + f);
        }
    })
}

/// The image of this width and height of a page as it was before it was bent; `back` leads from the bent page to the old
/// image.
pub(super) fn warp_bent(
    old: &GrayImage,
    bend: &Bend,
    back: &Affine,
    (width, height): (u32, u32),
) -> GrayImage {
    let place = |x: f64, y: f64| {
        let (x, y) = bend.point(x, y);
        back.point(x, y)
    };
    warp_by(old, width, height, |y, number, xs, ys| {
        // As above; a bend is linear within a block.
        #[allow(clippy::cast_precision_loss)]
        let (y, start) = (y as f64, (number * BLOCK) as f64);
        #[allow(clippy::cast_precision_loss)]
        let ((from_x, from_y), (to_x, to_y)) = (place(start, y), place(start + BLOCK as f64, y));
        for (i, (x, there)) in (0_u16..).zip(xs.iter_mut().zip(ys)) {
            #[allow(clippy::cast_precision_loss)]
            let share = f64::from(i) / BLOCK as f64;
            #[allow(clippy::cast_possible_truncation)]
            let point =
                ((from_x + (to_x - from_x) * share) as f32, (from_y + (to_y - from_y) * share) as f32);
            (*x, *there) = point;
        }
    })
}

/// The image of this width and height whose pixels are those of the old one at the points that `places` gives for a row and
/// the number of a block of it. Along a block both coordinates only rise, or only fall.
fn warp_by(
    old: &GrayImage,
    width: u32,
    height: u32,
    places: impl Fn(usize, usize, &mut [f32; BLOCK], &mut [f32; BLOCK]),
) -> GrayImage {
    let mut new = GrayImage::new(width, height);
    if width == 0 {
        return new;
    }
    for (y, row) in new.chunks_exact_mut(width as usize).enumerate() {
        for (number, pixels) in row.chunks_mut(BLOCK).enumerate() {
            let (mut xs, mut ys) = ([0.0_f32; BLOCK], [0.0_f32; BLOCK]);
            places(y, number, &mut xs, &mut ys);
            // What lies between two inner points is inside.
            let inside = |i: usize| is_inside(old, xs[i], ys[i]);
            match <&mut [u8; BLOCK]>::try_from(&mut *pixels) {
                Ok(pixels) if inside(0) && inside(BLOCK - 1) => inner_block(old, &xs, &ys, pixels),
                _ => {
                    for (pixel, (x, y)) in pixels.iter_mut().zip(xs.iter().zip(&ys)) {
                        *pixel = bilinear(old, *x, *y);
                    }
                }
            }
        }
    }
    new
}

/// Whether all four pixels around a point are pixels of the image, be it half a pixel further.
fn is_inside(image: &GrayImage, x: f32, y: f32) -> bool {
    #[allow(clippy::cast_precision_loss)]
    let inside = |value: f32, side: u32| value >= 0.5 && value <= (side as f32 - 2.5).min(MOST_CUT);
    inside(x, image.width()) && inside(y, image.height())
}

/// The values at points that lie inside, as [`bilinear`] gives them.
#[allow(clippy::float_cmp)] // whole numbers are exact
fn inner_block(image: &GrayImage, xs: &[f32; BLOCK], ys: &[f32; BLOCK], pixels: &mut [u8; BLOCK]) {
    let (pitch, raw) = (image.width() as usize, image.as_raw());
    let (mut lefts, mut tops) = ([0.0_f32; BLOCK], [0.0_f32; BLOCK]);
    for i in 0..BLOCK {
        lefts[i] = cut(xs[i]);
        tops[i] = cut(ys[i]);
    }
    let mut around = [[0_u8; BLOCK]; 4];
    let mut start = 0;
    while start < BLOCK {
        // Of a page that is hardly skewed, many points lie side by side in one row of the old image.
        let (left, top) = (lefts[start], tops[start]);
        let (mut end, mut next) = (start + 1, left + 1.0);
        while end < BLOCK && lefts[end] == next && tops[end] == top {
            end += 1;
            next += 1.0;
        }
        // Inside, and so not below 0.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let at = top as usize * pitch + left as usize;
        for (values, from) in around.iter_mut().zip([at, at + 1, at + pitch, at + pitch + 1]) {
            values[start..end].copy_from_slice(&raw[from..from + end - start]);
        }
        start = end;
    }
    let [upper_left, upper_right, lower_left, lower_right] = around;
    let between = |one: f32, other: f32, share: f32| cut((1.0 - share) * one + share * other);
    for i in 0..BLOCK {
        let (right, below) = (xs[i] - lefts[i], ys[i] - tops[i]);
        let upper = between(f32::from(upper_left[i]), f32::from(upper_right[i]), right);
        let lower = between(f32::from(lower_left[i]), f32::from(lower_right[i]), right);
        pixels[i] = to_byte(between(upper, lower, below));
    }
}

/// The value at a point between pixels. Along each axis it is cut to a whole number, never rounded up.
fn bilinear(image: &GrayImage, x: f32, y: f32) -> u8 {
    let (left, right_share) = floor(x);
    let (top, bottom_share) = floor(y);
    let [upper, lower] = [top, top.wrapping_add(1)].map(|row| {
        let [left, right] = pair(image, left, row);
        mix(left, right, right_share)
    });
    mix(upper, lower, bottom_share)
}

/// The whole number below, and how far above it the coordinate is.
fn floor(coordinate: f32) -> (i32, f32) {
    // Casting cuts towards zero, and is many times faster than `floor` on processors without SSE 4.1. Exact, as above.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let (cut, back) = (coordinate as i32, |whole: i32| whole as f32);
    let whole = if back(cut) > coordinate { cut - 1 } else { cut };
    (whole, coordinate - back(whole))
}

/// The pixels at `left` and beside it in a row.
fn pair(image: &GrayImage, left: i32, row: i32) -> [u8; 2] {
    let (width, height) = image.dimensions();
    let inside = |value: i32, side: u32| u32::try_from(value).ok().filter(|value| *value < side);
    let Some(row) = inside(row, height) else { return [WHITE; 2] };
    let start = row as usize * width as usize;
    let row = &image.as_raw()[start..start + width as usize];
    [left, left.wrapping_add(1)]
        .map(|column| inside(column, width).map_or(WHITE, |column| row[column as usize]))
}

/// The value between two, where `share` of it is the second.
fn mix(first: u8, second: u8, share: f32) -> u8 {
    // Between two values of 8 bits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let value = ((1.0 - share) * f32::from(first) + share * f32::from(second)) as u8;
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(rows: [[u8; 3]; 2]) -> GrayImage {
        GrayImage::from_raw(3, 2, rows.concat()).unwrap()
    }

    #[test]
    fn the_map_leads_from_new_to_old() {
        let old = image([[10, 20, 30], [40, 50, 60]]);
        let identity = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        assert_eq!(warp(&old, identity, 3, 2), old);
        // A quarter turn: the new x is the old y.
        assert_eq!(warp(&old, [0.0, 1.0, 1.0, 0.0, 0.0, 0.0], 2, 3).into_raw(), [10, 40, 20, 50, 30, 60]);
        // One to the left, and what comes in is white.
        assert_eq!(warp(&old, [1.0, 0.0, 0.0, 1.0, 1.0, 0.0], 3, 2).into_raw(), [20, 30, 255, 50, 60, 255]);
        assert!(warp(&old, identity, 0, 5).into_raw().is_empty());
    }

    #[test]
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    fn blocks_give_what_single_points_give() {
        let old = GrayImage::from_fn(90, 60, |x, y| image::Luma([((x * 37 + y * 91 + x * y) % 256) as u8]));
        for degrees in [-4.0_f32, -0.3, 0.02, 1.7, 90.0, 182.0] {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let back = [cos, sin, -sin, cos, 3.3, -2.1];
            let new = warp(&old, back, 100, 70);
            for (x, y, pixel) in new.enumerate_pixels() {
                let (x, y) = (x as f32, y as f32);
                let [a, b, c, d, e, f] = back;
                assert_eq!(
                    pixel.0[0],
                    bilinear(&old, a * x + c * y + e, b * x + d * y + f),
                    "{degrees}: {x} {y}"
                );
            }
        }
    }

    #[test]
    fn between_pixels_are_shares_of_both() {
        let old = image([[10, 20, 30], [40, 50, 60]]);
        let shifted = |dx: f32, dy: f32| warp(&old, [1.0, 0.0, 0.0, 1.0, dx, dy], 1, 1).into_raw()[0];
        assert_eq!((shifted(0.5, 0.0), shifted(0.0, 0.5), shifted(0.5, 0.5)), (15, 25, 30));
        // Half of the white beyond the edge, 132.5, is cut.
        assert_eq!((shifted(-0.5, 0.0), shifted(-2.0, 0.0), shifted(0.0, 7.0)), (132, 255, 255));
    }
}
