//! Chooses the brightness that parts print from paper: Otsu's method ("A threshold selection method from gray-level
//! histograms", 1979). Of all thresholds, it takes the one that makes the variance between both classes the largest.

use image::GrayImage;

/// The brightest value of the dark class. It is 0 for an image of one brightness, or without pixels.
///
/// Sums are whole numbers of 64 bits, so that they hold for any number of pixels.
pub(super) fn otsu_level(gray: &GrayImage) -> u8 {
    let histogram = histogram(gray.as_raw());
    let (mut bright, mut bright_sum) = (0_u64, 0_u64);
    for (value, count) in (0_u64..).zip(histogram) {
        bright += count;
        bright_sum += value * count;
    }
    let (mut dark, mut dark_sum) = (0_u64, 0_u64);
    let (mut best, mut largest) = (0, 0.0);
    for (value, count) in (0_u8..=255).zip(histogram) {
        (dark, bright) = (dark + count, bright - count);
        (dark_sum, bright_sum) = (dark_sum + u64::from(value) * count, bright_sum - u64::from(value) * count);
        if dark == 0 {
            continue;
        }
        if bright == 0 {
            break;
        }
        let variance = between_classes((dark, dark_sum), (bright, bright_sum));
        // Of equal ones the darkest is taken.
        if variance > largest {
            (best, largest) = (value, variance);
        }
    }
    best
}

/// How many pixels have each value.
fn histogram(pixels: &[u8]) -> [u64; 256] {
    // Neighbours mostly have one value: counted in one place, each would wait for the one before it.
    let mut counts = [[0_u64; 256]; 4];
    let (fours, rest) = pixels.as_chunks::<4>();
    for four in fours {
        for (count, value) in counts.iter_mut().zip(four) {
            count[usize::from(*value)] += 1;
        }
    }
    for value in rest {
        counts[0][usize::from(*value)] += 1;
    }
    std::array::from_fn(|value| counts.iter().map(|count| count[value]).sum())
}

/// The variance between two classes, times the square of the number of pixels. Each class has pixels, and the sum of
/// their brightness.
fn between_classes((pixels, sum): (u64, u64), (other_pixels, other_sum): (u64, u64)) -> f64 {
    // Exact: even the sum of a whole page is far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let [pixels, sum, other_pixels, other_sum] = [pixels, sum, other_pixels, other_sum].map(|n| n as f64);
    let apart = sum / pixels - other_sum / other_pixels;
    pixels * other_pixels * (apart * apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(width: u32, height: u32, value: impl Fn(u32, u32) -> u8) -> u8 {
        otsu_level(&GrayImage::from_fn(width, height, |x, y| image::Luma([value(x, y)])))
    }

    #[test]
    fn the_level_is_the_brightest_value_of_print() {
        assert_eq!(level(10, 10, |x, y| if x == 3 { 20 + u8::try_from(y).unwrap() } else { 230 }), 29);
    }

    #[test]
    fn one_brightness_has_no_level() {
        assert_eq!(level(4, 4, |_, _| 255), 0);
        assert_eq!(level(0, 0, |_, _| 255), 0);
    }

    #[test]
    fn the_sums_of_a_large_page_do_not_overflow() {
        // A3 at 300 dpi: 255 times its pixels passes 32 bits.
        assert_eq!(level(3508, 4961, |x, y| if (x, y) == (7, 7) { 40 } else { 255 }), 40);
    }
}
