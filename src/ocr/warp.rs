//! Warps an image by an affine map: each pixel of the new image is looked up in the old one (inverse mapping), between
//! the four pixels around it (bilinear interpolation).

use image::GrayImage;

/// What stands beyond the edges of the old image: paper.
const WHITE: u8 = 255;

/// The image of this width and height whose pixel `(x, y)` is the one at `(a·x + c·y + e, b·x + d·y + f)` of the old one,
/// where `back` is `[a, b, c, d, e, f]`. Beyond the edges it is white.
///
/// Coordinates are of single precision, which is finer than a 250th of a pixel up to 32,768 pixels.
pub(super) fn warp(old: &GrayImage, back: [f32; 6], width: u32, height: u32) -> GrayImage {
    let [a, b, c, d, e, f] = back;
    let mut new = GrayImage::new(width, height);
    if width == 0 {
        return new;
    }
    for (y, row) in new.chunks_exact_mut(width as usize).enumerate() {
        for (x, pixel) in row.iter_mut().enumerate() {
            // Sides of images are far below 2^24: exact.
            #[allow(clippy::cast_precision_loss)]
            let (x, y) = (x as f32, y as f32);
            *pixel = bilinear(old, a * x + c * y + e, b * x + d * y + f);
        }
    }
    new
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
        assert!(warp(&old, identity, 0, 5).is_empty());
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
