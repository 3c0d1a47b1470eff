//! Deskews a page: finds the angle at which its projection profile is sharpest, and turns the page back by it.
//!
//! The search is that of Postl ("Detection of linear oblique structures and skew scan in digitized documents", 1986), over
//! bottom edges of ink alone, as in Baird's ("The skew angle of printed documents", 1987).

use image::GrayImage;

use super::gray_page::GrayPage;
use super::ink::ink_level;
use super::warp::warp;
use crate::geom::Affine;

/// Pages skewed by more than this, in degrees, are left as they are: feeders and hands reach about 3.
const MOST_SKEW: f64 = 5.0;
/// The search goes by coarse steps, then by fine ones around the best: a line over a landscape page may then still climb
/// by a quarter of a point.
const COARSE: f64 = 0.25;
const FINE: f64 = 0.02;
/// Skews below this move the end of a line by less than a pixel at 200 dpi and are left.
const LEAST_SKEW: f64 = 0.03;
/// Most edge pixels that the profile is made of: more do not make the angle more exact.
const MOST_POINTS: usize = 40_000;
/// Coarse steps are first tried over every so many-th of these, where that leaves enough of them; …
const SAMPLE: usize = 4;
const LEAST_SAMPLE: usize = 2_000;
/// … so many of the best are then tried over all.
const LIKELY: usize = 4;
/// Pixels of a row that are looked at together.
const BLOCK: usize = 32;

/// Turns the page so that lines of print and rulings run along its rows; `None` where they do.
pub(super) fn deskew(page: &GrayPage) -> Option<GrayPage> {
    let ink = ink_level(&page.gray);
    let degrees = skew_angle(&page.gray, ink);
    if degrees.abs() < LEAST_SKEW {
        return None;
    }
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (f64::from(page.gray.width()), f64::from(page.gray.height()));
    // Large enough that no corner is lost.
    let (wide, high) = (width * cos + height * sin.abs(), width * sin.abs() + height * cos);
    // From the deskewed page back to the skewed one: turned about both middles.
    let (x, y) = (wide.ceil() / 2.0, high.ceil() / 2.0);
    let (from_x, from_y) = (width / 2.0, height / 2.0);
    let back = Affine([cos, sin, -sin, cos, from_x - cos * x + sin * y, from_y - sin * x - cos * y]);
    // Pixels of a page: well within single precision and whole numbers of 32 bits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let gray = warp(&page.gray, back.0.map(|value| value as f32), wide.ceil() as u32, high.ceil() as u32);
    Some(GrayPage { gray, to_page: back.then(&page.to_page), point: page.point })
}

/// Angle by which rows run down to the right, in degrees.
fn skew_angle(gray: &GrayImage, ink: u8) -> f64 {
    let points = bottom_edges(gray, ink);
    let mut profile = Profile::default();
    let mut best = |candidates: &mut dyn Iterator<Item = f64>| {
        candidates
            .map(|degrees| (profile.energy(&points, degrees), degrees))
            .max_by(|a, b| a.0.total_cmp(&b.0))
    };
    let steps = |count: i32, step: f64| (-count..=count).map(move |i| f64::from(i) * step);
    // Few steps: nothing is lost.
    #[allow(clippy::cast_possible_truncation)]
    let (coarse, fine) = ((MOST_SKEW / COARSE) as i32, (COARSE / FINE) as i32 + 1);
    let likely = likely_angles(&points, steps(coarse, COARSE).collect());
    let Some((_, about)) = best(&mut likely.into_iter()) else { return 0.0 };
    best(&mut steps(fine, FINE).map(|d| d + about)).map_or(0.0, |(_, degrees)| degrees)
}

/// Those of the angles that are the best over a share of the points, in their order; all where there are few points.
fn likely_angles(points: &[(f64, f64)], angles: Vec<f64>) -> Vec<f64> {
    if points.len() < SAMPLE * LEAST_SAMPLE {
        return angles;
    }
    let sample: Vec<(f64, f64)> = points.iter().step_by(SAMPLE).copied().collect();
    let mut profile = Profile::default();
    let mut rated: Vec<(f64, f64)> =
        angles.into_iter().map(|angle| (profile.energy(&sample, angle), angle)).collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    rated.truncate(LIKELY);
    let mut likely: Vec<f64> = rated.into_iter().map(|(_, angle)| angle).collect();
    likely.sort_by(f64::total_cmp);
    likely
}

/// Pixels of ink with paper below them, where rulings and the feet of characters stand in rows. Of too many, every n-th is
/// kept.
fn bottom_edges(gray: &GrayImage, ink: u8) -> Vec<(f64, f64)> {
    let width = gray.width() as usize;
    let mut points = Vec::new();
    let rows = gray.as_raw().chunks_exact(width.max(1));
    for (y, (row, below)) in (0_u32..).zip(rows.clone().zip(rows.skip(1))) {
        let blocks = row.chunks(BLOCK).zip(below.chunks(BLOCK));
        for (start, (row, below)) in (0_u32..).step_by(BLOCK).zip(blocks) {
            let edge = |(this, next): (&u8, &u8)| *this < ink && *next >= ink;
            // Most blocks are paper: this looks at all of one at a time.
            if !row.iter().zip(below).fold(false, |found, pair| found | edge(pair)) {
                continue;
            }
            for (x, pair) in (start..).zip(row.iter().zip(below)) {
                if edge(pair) {
                    points.push((f64::from(x), f64::from(y)));
                }
            }
        }
    }
    let thin = points.len().div_ceil(MOST_POINTS).max(1);
    points.into_iter().step_by(thin).collect()
}

/// Room for a projection profile, used for one angle after the other.
#[derive(Default)]
struct Profile {
    rows: Vec<f64>,
    counts: Vec<u32>,
}

impl Profile {
    /// Energy of the projection profile along rows of this slope: the sum of the squares of its counts. It is largest where
    /// the points fall on fewest rows.
    fn energy(&mut self, points: &[(f64, f64)], degrees: f64) -> f64 {
        let slope = degrees.to_radians().tan();
        self.rows.clear();
        self.rows.extend(points.iter().map(|(x, y)| y - x * slope));
        let (mut low, mut high) = (f64::MAX, f64::MIN);
        for row in &self.rows {
            low = if *row < low { *row } else { low };
            high = if *row > high { *row } else { high };
        }
        if low > high {
            return 0.0;
        }
        // Rows of a page: few thousand.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let index = |y: f64| (y - low) as usize;
        self.counts.clear();
        self.counts.resize(index(high) + 1, 0);
        for row in &self.rows {
            self.counts[index(*row)] += 1;
        }
        self.counts.iter().map(|c| f64::from(*c) * f64::from(*c)).sum()
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn a_skewed_page_is_deskewed_and_leads_back() {
        // Lines that fall by 1 in 50: 1.146 degrees.
        let gray = GrayImage::from_fn(500, 300, |x, y| {
            let line = (y + 1000 - x / 50) % 40;
            Luma([if line < 2 && (20..480).contains(&x) { 0 } else { 255 }])
        });
        assert!((skew_angle(&gray, 128) - 1.146).abs() < 0.05, "{}", skew_angle(&gray, 128));
        let page = deskew(&GrayPage { gray, to_page: Affine::IDENTITY, point: 1.0 }).unwrap();
        let dark = |y: u32| (100..400).filter(|x| page.gray.get_pixel(*x, y).0[0] < 128).count();
        assert!((0..page.gray.height()).any(|y| dark(y) > 270));
        // Straight rows lead back to skewed ones.
        let (left, right) = (page.to_page.point(50.0, 150.0), page.to_page.point(450.0, 150.0));
        assert!((right.1 - left.1 - 8.0).abs() < 0.3 && (right.0 - left.0 - 400.0).abs() < 0.3);
    }
}
