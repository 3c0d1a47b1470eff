//! Black and white: where there is ink, and the pieces that hang together.

use image::GrayImage;

use super::components::label_components;
use super::otsu::otsu_level;

/// Where Otsu's threshold is pulled away by a page that is nearly blank or full, it is kept within these.
const DARKEST_THRESHOLD: u8 = 110;
const LIGHTEST_THRESHOLD: u8 = 190;

/// A box of pixels: left, top, right and bottom, the last two outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PixelBox {
    pub(super) x0: u32,
    pub(super) y0: u32,
    pub(super) x1: u32,
    pub(super) y1: u32,
}

impl PixelBox {
    pub(super) fn width(&self) -> u32 {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> u32 {
        self.y1 - self.y0
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Pixels of height that both share.
    pub(super) fn shared_height(&self, other: &Self) -> u32 {
        self.y1.min(other.y1).saturating_sub(self.y0.max(other.y0))
    }

    /// Pixels of width that both share.
    pub(super) fn shared_width(&self, other: &Self) -> u32 {
        self.x1.min(other.x1).saturating_sub(self.x0.max(other.x0))
    }
}

/// Ink that hangs together: a character, a part of one, or several that touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blot {
    pub(super) rect: PixelBox,
    /// How many pixels it has.
    pub(super) area: u32,
}

/// The columns without ink inside a box of some blots, from the left.
pub(super) fn blots_to_gaps(rect: &PixelBox, blots: &[Blot]) -> Vec<(f64, f64)> {
    let mut sides: Vec<(u32, u32)> = blots.iter().map(|b| (b.rect.x0, b.rect.x1)).collect();
    sides.sort_unstable();
    let mut gaps = Vec::new();
    let mut reached = rect.x0;
    for (from, to) in sides {
        if from > reached {
            gaps.push((f64::from(reached), f64::from(from)));
        }
        reached = reached.max(to);
    }
    gaps
}

/// Below which brightness a pixel of evened paper is ink.
pub(super) fn ink_level(gray: &GrayImage) -> u8 {
    otsu_level(gray).clamp(DARKEST_THRESHOLD, LIGHTEST_THRESHOLD)
}

/// The blots of a page, and for each pixel the number of its blot plus 1 (0 is paper).
pub(super) fn ink_to_blots(gray: &GrayImage, level: u8) -> (Vec<Blot>, Vec<u32>) {
    let width = gray.width() as usize;
    let labels = label_components(gray.as_raw(), width, level);
    let mut blots: Vec<Blot> = Vec::new();
    for (y, row) in (0_u32..).zip(labels.chunks_exact(width.max(1))) {
        for (x, label) in (0_u32..).zip(row) {
            let Some(index) = (*label as usize).checked_sub(1) else { continue };
            let pixel = PixelBox { x0: x, y0: y, x1: x + 1, y1: y + 1 };
            match blots.get_mut(index) {
                Some(blot) => {
                    blot.rect = blot.rect.union(&pixel);
                    blot.area += 1;
                }
                // Labels come in the order of their first pixels.
                None => blots.push(Blot { rect: pixel, area: 1 }),
            }
        }
    }
    (blots, labels)
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn ink_that_touches_at_a_corner_is_one_blot() {
        let mut gray = GrayImage::from_pixel(8, 4, Luma([255]));
        for (x, y) in [(0, 0), (1, 1), (5, 2), (6, 2)] {
            gray.put_pixel(x, y, Luma([0]));
        }
        let (blots, labels) = ink_to_blots(&gray, 128);
        assert_eq!(blots.len(), 2);
        assert_eq!(blots[0], Blot { rect: PixelBox { x0: 0, y0: 0, x1: 2, y1: 2 }, area: 2 });
        assert_eq!(labels[2 * 8 + 5], 2);
    }
}
