//! Binarises a page, and finds its connected components of ink.

use image::GrayImage;

use super::components::{BLOCK, label_components};
use super::otsu::otsu_level;

/// Bounds of Otsu's threshold, which a page that is nearly blank or full pulls away.
const DARKEST_THRESHOLD: u8 = 110;
const LIGHTEST_THRESHOLD: u8 = 190;

/// A box of pixels: left, top, right and bottom, of which the last two lie outside.
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

    /// Number of rows that both share.
    pub(super) fn shared_height(&self, other: &Self) -> u32 {
        self.y1.min(other.y1).saturating_sub(self.y0.max(other.y0))
    }

    /// Number of columns that both share.
    pub(super) fn shared_width(&self, other: &Self) -> u32 {
        self.x1.min(other.x1).saturating_sub(self.x0.max(other.x0))
    }
}

/// A connected component of ink: a character, a part of one, or several that touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Component {
    pub(super) rect: PixelBox,
    /// Number of its pixels.
    pub(super) area: u32,
}

/// Finds the gaps without ink in the box of some components, from the left: the blank runs of their vertical projection.
pub(super) fn components_to_gaps(rect: &PixelBox, components: &[Component]) -> Vec<(f64, f64)> {
    let mut sides: Vec<(u32, u32)> = components.iter().map(|b| (b.rect.x0, b.rect.x1)).collect();
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

/// Brightness below which a pixel of a normalised page is ink.
pub(super) fn ink_level(gray: &GrayImage) -> u8 {
    otsu_level(gray).clamp(DARKEST_THRESHOLD, LIGHTEST_THRESHOLD)
}

/// Finds the components of a page, and for each pixel the index of its component plus 1 (0 is paper).
pub(super) fn ink_to_components(gray: &GrayImage, level: u8) -> (Vec<Component>, Vec<u32>) {
    let width = gray.width() as usize;
    let labels = label_components(gray.as_raw(), width, level);
    let mut components: Vec<Component> = Vec::new();
    for (y, row) in (0_u32..).zip(labels.chunks_exact(width.max(1))) {
        for (start, block) in (0_u32..).step_by(BLOCK).zip(row.chunks(BLOCK)) {
            if block.iter().fold(0, |any, label| any | label) == 0 {
                continue;
            }
            let mut x = start;
            for run in block.chunk_by(|a, b| a == b) {
                // A block is short.
                #[allow(clippy::cast_possible_truncation)]
                let length = run.len() as u32;
                let pixels = PixelBox { x0: x, y0: y, x1: x + length, y1: y + 1 };
                x += length;
                let Some(index) = (run[0] as usize).checked_sub(1) else { continue };
                match components.get_mut(index) {
                    Some(component) => {
                        component.rect = component.rect.union(&pixels);
                        component.area += length;
                    }
                    // Labels come in the order of their first pixels.
                    None => components.push(Component { rect: pixels, area: length }),
                }
            }
        }
    }
    (components, labels)
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn ink_that_touches_at_a_corner_is_one_component() {
        let mut gray = GrayImage::from_pixel(8, 4, Luma([255]));
        for (x, y) in [(0, 0), (1, 1), (5, 2), (6, 2)] {
            gray.put_pixel(x, y, Luma([0]));
        }
        let (components, labels) = ink_to_components(&gray, 128);
        assert_eq!(components.len(), 2);
        assert_eq!(components[0], Component { rect: PixelBox { x0: 0, y0: 0, x1: 2, y1: 2 }, area: 2 });
        assert_eq!(labels[2 * 8 + 5], 2);
    }
}
