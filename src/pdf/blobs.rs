//! Gray bitmaps, and the connected dark components of them.

/// A bitmap of a byte a pixel; white at first.
#[derive(Debug, Clone)]
pub(super) struct Bitmap {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// A connected component: its box (left, top, right, bottom) and its number of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blob {
    pub(super) rect: [u32; 4],
    pub(super) area: u32,
}

/// Most pixels of a bitmap.
const MOST: f64 = 100_000_000.0;

impl Bitmap {
    /// `None` where it has no pixels, or too many.
    pub(super) fn new(width: f64, height: f64) -> Option<Self> {
        (width >= 1.0 && height >= 1.0 && width * height <= MOST).then_some(())?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // just asked
        let (width, height) = (width as usize, height as usize);
        Some(Self { width, height, pixels: vec![u8::MAX; width * height] })
    }

    /// The pixels whose middles lie in a range, as far as there are such.
    fn range(from: f64, to: f64, count: usize) -> std::ops::Range<usize> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // of NaN and below 0 it is 0
        let whole = |v: f64| (v.max(0.0).round() as usize).min(count);
        whole(from)..whole(to).max(whole(from))
    }

    /// Sets each pixel of a rectangle (left, top, right, bottom) by its place and its value.
    pub(super) fn paint(&mut self, [x0, y0, x1, y1]: [f64; 4], value: impl Fn(f64, f64, u8) -> u8) {
        let columns = Self::range(x0, x1, self.width);
        for y in Self::range(y0, y1, self.height) {
            let Some(row) = self.pixels.get_mut(y * self.width..(y + 1) * self.width) else { return };
            for (x, pixel) in row.iter_mut().enumerate().take(columns.end).skip(columns.start) {
                #[allow(clippy::cast_precision_loss)] // a page of few thousand pixels
                let at = (x as f64, y as f64);
                *pixel = value(at.0, at.1, *pixel);
            }
        }
    }

    pub(super) fn fill(&mut self, x0: f64, y0: f64, x1: f64, y1: f64, tone: u8) {
        self.paint([x0, y0, x1, y1], |_, _, _| tone);
    }

    /// A part of it; `None` where that is empty.
    pub(super) fn crop(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Option<Self> {
        let (columns, rows) = (Self::range(x0, x1, self.width), Self::range(y0, y1, self.height));
        (!columns.is_empty() && !rows.is_empty()).then_some(())?;
        let (width, height) = (columns.len(), rows.len());
        let row = |y: usize| self.pixels.get(y * self.width + columns.start..y * self.width + columns.end);
        let pixels = rows.filter_map(row).flatten().copied().collect();
        Some(Self { width, height, pixels })
    }

    /// The tone that most pixels have, within a sixteenth of all tones.
    pub(super) fn usual_tone(&self) -> u8 {
        let mut counts = [0_u32; 16];
        for pixel in &self.pixels {
            counts[usize::from(pixel >> 4)] += 1;
        }
        let usual = (0_u8..).zip(counts).max_by_key(|(_, count)| *count).map_or(0, |(tone, _)| tone);
        (usual << 4) | 8
    }
}

/// Finds the components of the pixels that are ink, which touch at their sides or corners.
pub(super) fn bitmap_to_blobs(bitmap: &Bitmap, is_ink: impl Fn(u8) -> bool) -> Vec<Blob> {
    let mut blobs: Vec<Blob> = Vec::new();
    let mut parents: Vec<usize> = Vec::new();
    let mut above: Vec<(u32, u32, usize)> = Vec::new();
    for (y, row) in (0_u32..).zip(bitmap.pixels.chunks_exact(bitmap.width.max(1))) {
        let mut runs: Vec<(u32, u32, usize)> = Vec::new();
        let mut next_above = 0;
        for (from, to) in row_to_runs(row, &is_ink) {
            let run = Blob { rect: [from, y, to, y + 1], area: to - from };
            let mut blob: Option<usize> = None;
            // Runs of the row above that touch, also at a corner; the last may touch the next run, too.
            while let Some((_, end, _)) = above.get(next_above) {
                if *end >= from {
                    break;
                }
                next_above += 1;
            }
            for (start, _, other) in above.iter().skip(next_above).take_while(|(start, ..)| *start <= to) {
                debug_assert!(*start <= to);
                let other = root(&mut parents, *other);
                blob = Some(match blob {
                    Some(blob) if blob != other => {
                        parents[other] = blob;
                        blobs[blob] = union(blobs[blob], blobs[other]);
                        blob
                    }
                    _ => other,
                });
            }
            let blob = if let Some(blob) = blob {
                blobs[blob] = union(blobs[blob], run);
                blob
            } else {
                parents.push(blobs.len());
                blobs.push(run);
                blobs.len() - 1
            };
            runs.push((from, to, blob));
        }
        above = runs;
    }
    let roots = |(index, blob): (usize, &Blob)| (parents.get(index) == Some(&index)).then_some(*blob);
    blobs.iter().enumerate().filter_map(roots).collect()
}

/// Runs of ink in a row: from the first pixel to behind the last.
fn row_to_runs(row: &[u8], is_ink: &impl Fn(u8) -> bool) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (x, pixel) in (0_u32..).zip(row) {
        if is_ink(*pixel) {
            match runs.last_mut() {
                Some((_, to)) if *to == x => *to = x + 1,
                _ => runs.push((x, x + 1)),
            }
        }
    }
    runs
}

/// The first of the joined parts that one is of; shortens the way to it.
pub(super) fn root(parents: &mut [usize], mut of: usize) -> usize {
    while parents[of] != of {
        parents[of] = parents[parents[of]];
        of = parents[of];
    }
    of
}

fn union(a: Blob, b: Blob) -> Blob {
    let ([ax0, ay0, ax1, ay1], [bx0, by0, bx1, by1]) = (a.rect, b.rect);
    Blob { rect: [ax0.min(bx0), ay0.min(by0), ax1.max(bx1), ay1.max(by1)], area: a.area + b.area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_is_one_component() {
        let mut bitmap = Bitmap::new(20.0, 10.0).unwrap();
        // A `U`, whose arms meet below, and a box apart.
        bitmap.fill(1.0, 1.0, 2.0, 6.0, 0);
        bitmap.fill(4.0, 1.0, 5.0, 6.0, 0);
        bitmap.fill(1.0, 5.0, 5.0, 6.0, 0);
        bitmap.fill(10.0, 2.0, 13.0, 4.0, 0);
        assert_eq!(bitmap.usual_tone() >> 4, 15);
        let blobs = bitmap_to_blobs(&bitmap, |tone| tone < 128);
        assert_eq!(blobs.iter().map(|blob| blob.area).collect::<Vec<_>>(), [12, 6]);
        assert_eq!(blobs[0].rect, [1, 1, 5, 6]);
    }
}
