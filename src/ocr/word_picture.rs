//! Compares pictures of words: two show the same word where they correlate in every part.
//!
//! The measure is the normalised cross-correlation (NCC) of windows of about one character. Two words are as alike as
//! their least alike window, so that one other character makes another word.

use image::GrayImage;

/// Rows that every picture is scaled to, and columns of a window.
const ROWS: usize = 24;
/// Columns from one window to the next.
const STEP: usize = 12;
/// Shifts that are tried, the middle first: boxes of ink differ by a pixel. They are counted from the margins below.
const SHIFTS_DOWN: [usize; 3] = [1, 0, 2];
const SHIFTS_ACROSS: [usize; 5] = [2, 1, 3, 0, 4];
/// Paper around a picture that is shifted, on both sides together.
const PAPER_DOWN: usize = 2;
const PAPER_ACROSS: usize = 4;
/// Boxes of one word in one size differ by less than this share of their width and height, or by so many pixels …
const SIDE: f32 = 0.04;
const PIXELS: f32 = 2.5;
/// … and its pictures, in whatever size it is printed, by less than this share of their columns.
const COLUMNS: f32 = 0.06;
/// Longest word that is compared, in heights: what is longer is a line of prose, and hardly repeats.
const LONGEST: usize = 30;
/// Variance of the pixels of a window below which it is paper.
const PAPER: f32 = 200.0;
/// Cells of the signature, across and down, …
const CELLS: (usize, usize) = (8, 3);
/// … and how far those of one word may be apart, on average: of 255.
const APART: u32 = 24;
/// Least correlation of the windows of one word. Of 3,429 words, each drawn once and scanned as by an office, by fax and at
/// 150 dpi, the most alike two have 0.76 where all their ink was found; of real scans, only numbers of forms are as alike
/// (公开03表, 公开02表).
const ALIKE: f32 = 0.85;

/// The ink of a word, scaled to few rows.
pub(super) struct WordPicture {
    /// Width and height of its ink, in points.
    size: (f32, f32),
    /// Points a pixel.
    point: f32,
    columns: usize,
    /// Row by row; 255 is ink.
    ink: Vec<u8>,
    signature: Vec<u8>,
}

impl WordPicture {
    /// Scales the ink of a crop, which has this margin of paper; `point` is points a pixel. `None` where it is too long.
    pub(super) fn new(crop: &GrayImage, margin: u32, point: f64) -> Option<Self> {
        let side = |length: u32| length.checked_sub(2 * margin).filter(|length| *length > 0);
        let (width, height) = (side(crop.width())?, side(crop.height())?);
        let inside = image::imageops::crop_imm(crop, margin, margin, width, height).to_image();
        let (wide, high) = (width as usize, height as usize);
        if wide > LONGEST * high {
            return None;
        }
        let columns = (wide * ROWS).div_ceil(high).max(CELLS.0);
        let ink = scaled(inside.as_raw(), (wide, high), (columns, ROWS));
        let ink: Vec<u8> = ink.into_iter().map(|gray| u8::MAX - gray).collect();
        let ink = softened(&ink, columns);
        let signature = scaled(&ink, (columns, ROWS), CELLS);
        #[allow(clippy::cast_possible_truncation)] // some points
        let point = point as f32;
        Some(Self { size: (count(wide) * point, count(high) * point), point, columns, ink, signature })
    }

    /// How alike two pictures are, from 0 to 1; `None` where they do not show the same word.
    pub(super) fn likeness(&self, other: &Self) -> Option<f32> {
        if !self.may_be(other) {
            return None;
        }
        let (columns, stride) = (self.columns, self.columns + PAPER_ACROSS);
        // The other one as wide as this one, with paper around it.
        let mut around = vec![0_u8; stride * (ROWS + PAPER_DOWN)];
        for (row, to) in other.ink.chunks_exact(other.columns).zip(around.chunks_exact_mut(stride).skip(1)) {
            stretch(row, &mut to[PAPER_ACROSS / 2..][..columns]);
        }
        let mut best = None;
        for down in SHIFTS_DOWN {
            for across in SHIFTS_ACROSS {
                let shifted = around.get(down * stride + across..).unwrap_or_default();
                let least = least_window(&self.ink, shifted, columns, best.unwrap_or(ALIKE));
                best = least.or(best);
            }
        }
        best
    }

    /// Whether two pictures may show the same word, at a glance.
    fn may_be(&self, other: &Self) -> bool {
        let pixels = PIXELS * self.point.max(other.point);
        let near = |a: f32, b: f32| (a - b).abs() <= (SIDE * a).max(pixels);
        let same_size = near(self.size.0, other.size.0) && near(self.size.1, other.size.1);
        let apart = count(self.columns.abs_diff(other.columns));
        let same_shape = apart <= (COLUMNS * count(self.columns)).max(2.0);
        let cells = self.signature.iter().zip(&other.signature);
        let apart: u32 = cells.map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        (same_size || same_shape) && count(apart as usize) <= count(APART as usize * self.signature.len())
    }
}

/// The correlation of the least alike window of two pictures; `None` where it is not over `most`. Rows of the second are
/// longer by the paper around it.
fn least_window(ink: &[u8], shifted: &[u8], columns: usize, most: f32) -> Option<f32> {
    let (last, width) = (columns.saturating_sub(ROWS), ROWS.min(columns));
    let mut least = 1.0_f32;
    for x in (0..last).step_by(STEP).chain([last]) {
        let rows = ink.chunks(columns).zip(shifted.chunks(columns + PAPER_ACROSS));
        least = least.min(correlation(rows.map(|(a, b)| (&a[x..x + width], &b[x..x + width])), width * ROWS));
        if least <= most {
            return None;
        }
    }
    Some(least)
}

/// Correlation of two windows of so many pixels, given row by row.
fn correlation<'a>(rows: impl Iterator<Item = (&'a [u8], &'a [u8])>, pixels: usize) -> f32 {
    // A window has 576 pixels, whose squares add up to less than 2^26.
    let (mut a, mut b, mut aa, mut bb, mut ab) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for (this, that) in rows {
        for (p, q) in this.iter().zip(that) {
            let (p, q) = (u32::from(*p), u32::from(*q));
            a += p;
            b += q;
            aa += p * p;
            bb += q * q;
            ab += p * q;
        }
    }
    let [a, b, aa, bb, ab] = [a, b, aa, bb, ab].map(|sum| count(sum as usize) / count(pixels));
    let (of_a, of_b) = (aa - a * a, bb - b * b);
    match (of_a < PAPER, of_b < PAPER) {
        (true, true) => 1.0,
        (false, false) => (ab - a * b) / (of_a * of_b).sqrt(),
        _ => 0.0,
    }
}

/// Softens a picture by the 3 × 3 binomial filter: the edges of a fax are nothing but noise.
fn softened(ink: &[u8], columns: usize) -> Vec<u8> {
    let rows: Vec<&[u8]> = ink.chunks_exact(columns).collect();
    let at = |y: usize, x: usize| rows.get(y).and_then(|row| row.get(x)).map_or(0, |ink| u32::from(*ink));
    // 0 stands before the first row and column.
    let three = |y: usize, x: usize| at(y, x.wrapping_sub(1)) + 2 * at(y, x) + at(y, x + 1);
    let nine = |y: usize, x: usize| three(y.wrapping_sub(1), x) + 2 * three(y, x) + three(y + 1, x);
    let each = (0..rows.len()).flat_map(|y| (0..columns).map(move |x| (y, x)));
    each.map(|(y, x)| u8::try_from(nine(y, x) / 16).unwrap_or(u8::MAX)).collect()
}

/// Scales a picture: each new pixel is the mean of what it covers.
fn scaled(pixels: &[u8], (width, height): (usize, usize), (columns, rows): (usize, usize)) -> Vec<u8> {
    let across = shares(width, columns);
    let mut narrow = vec![0.0_f32; columns * height];
    for (row, to) in pixels.chunks_exact(width).zip(narrow.chunks_exact_mut(columns)) {
        for ((from, shares), to) in across.iter().zip(to) {
            *to = row[*from..].iter().zip(shares).map(|(gray, share)| f32::from(*gray) * share).sum();
        }
    }
    let mut small = Vec::with_capacity(columns * rows);
    for (from, shares) in shares(height, rows) {
        let mut sums = vec![0.0_f32; columns];
        for (row, share) in narrow.chunks_exact(columns).skip(from).zip(&shares) {
            row.iter().zip(&mut sums).for_each(|(gray, sum)| *sum += gray * share);
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
        small.extend(sums.into_iter().map(|sum| sum.round() as u8));
    }
    small
}

/// For each of `new` pixels the first of the `old` ones that it covers, and the share that each has in it.
fn shares(old: usize, new: usize) -> Vec<(usize, Vec<f32>)> {
    let of_one = |at: usize| {
        // In parts of an old pixel, of which each has `new`.
        let (from, to) = (at * old, (at + 1) * old);
        let covered = |pixel: usize| to.min((pixel + 1) * new) - from.max(pixel * new);
        let pixels = from / new..to.div_ceil(new);
        (from / new, pixels.map(|pixel| count(covered(pixel)) / count(old)).collect())
    };
    (0..new).map(of_one).collect()
}

/// Stretches a row to another length, linearly.
fn stretch(row: &[u8], to: &mut [u8]) {
    let (old, new) = (row.len(), to.len());
    let at = |x: usize| u32::from(row.get(x).or(row.last()).copied().unwrap_or(0));
    for (x, to) in to.iter_mut().enumerate() {
        // The middle of the new pixel, in 256ths of an old one from the middle of the first.
        let middle = ((2 * x + 1) * old * 128 / new).saturating_sub(128);
        let (left, part) = (middle / 256, u32::try_from(middle % 256).unwrap_or(0));
        let mixed = (at(left) * (256 - part) + at(left + 1) * part) / 256;
        *to = u8::try_from(mixed).unwrap_or(u8::MAX);
    }
}

/// A count as a number to reckon with.
#[allow(clippy::cast_precision_loss)] // sums of a window, sides of a crop
fn count(of: usize) -> f32 {
    of as f32
}
