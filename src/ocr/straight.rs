//! A page that lies skew to a straight one.

use image::GrayImage;

use super::ink::ink_level;
use super::paper::Paper;
use super::warp::warp;
use crate::geom::Affine;

/// Pages skewed by more than this, in degrees, are not straightened: feeders and hands reach about 3.
const MOST_SKEW: f64 = 5.0;
/// The search goes by coarse steps, then by fine ones around the best: a line over a landscape page may then still climb
/// by a quarter of a point.
const COARSE: f64 = 0.25;
const FINE: f64 = 0.02;
/// Skews below this move the end of a line by less than a pixel at 200 dpi and are left.
const LEAST_SKEW: f64 = 0.03;
/// So many points of ink are enough to tell the skew.
const MOST_POINTS: usize = 40_000;

/// The page straightened: lines of print and rulings run along its rows.
pub(super) fn straighten(paper: Paper) -> Paper {
    let ink = ink_level(&paper.gray);
    let degrees = skew(&paper.gray, ink);
    if degrees.abs() < LEAST_SKEW {
        return paper;
    }
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (f64::from(paper.gray.width()), f64::from(paper.gray.height()));
    // Large enough that no corner is lost.
    let (wide, high) = (width * cos + height * sin.abs(), width * sin.abs() + height * cos);
    // From the straight page back to the skew one: turned about both middles.
    let (x, y) = (wide.ceil() / 2.0, high.ceil() / 2.0);
    let (from_x, from_y) = (width / 2.0, height / 2.0);
    let back = Affine([cos, sin, -sin, cos, from_x - cos * x + sin * y, from_y - sin * x - cos * y]);
    // Pixels of a page: well within single precision and whole numbers of 32 bits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let gray = warp(&paper.gray, back.0.map(|value| value as f32), wide.ceil() as u32, high.ceil() as u32);
    Paper { gray, to_page: back.then(&paper.to_page), point: paper.point }
}

/// By how many degrees rows run down to the right.
fn skew(gray: &GrayImage, ink: u8) -> f64 {
    let points = lower_edges(gray, ink);
    let best = |candidates: &mut dyn Iterator<Item = f64>| {
        candidates.map(|degrees| (sharpness(&points, degrees), degrees)).max_by(|a, b| a.0.total_cmp(&b.0))
    };
    let steps = |count: i32, step: f64| (-count..=count).map(move |i| f64::from(i) * step);
    // Few steps: nothing is lost.
    #[allow(clippy::cast_possible_truncation)]
    let (coarse, fine) = ((MOST_SKEW / COARSE) as i32, (COARSE / FINE) as i32 + 1);
    let Some((_, about)) = best(&mut steps(coarse, COARSE)) else { return 0.0 };
    best(&mut steps(fine, FINE).map(|d| d + about)).map_or(0.0, |(_, degrees)| degrees)
}

/// Pixels of ink with paper below them: rulings and the feet of characters stand in rows there. Too many are thinned.
fn lower_edges(gray: &GrayImage, ink: u8) -> Vec<(f64, f64)> {
    let width = gray.width() as usize;
    let pixels = gray.as_raw();
    let mut points = Vec::new();
    for (y, (row, below)) in (0_u32..).zip(pixels.chunks_exact(width).zip(pixels.chunks_exact(width).skip(1)))
    {
        for (x, (this, next)) in (0_u32..).zip(row.iter().zip(below)) {
            if *this < ink && *next >= ink {
                points.push((f64::from(x), f64::from(y)));
            }
        }
    }
    let thin = points.len().div_ceil(MOST_POINTS).max(1);
    points.into_iter().step_by(thin).collect()
}

/// How unevenly the points fall on rows of this slope: the sum of the squares of their numbers.
fn sharpness(points: &[(f64, f64)], degrees: f64) -> f64 {
    let slope = degrees.to_radians().tan();
    let rows: Vec<f64> = points.iter().map(|(x, y)| y - x * slope).collect();
    let (low, high) = rows.iter().fold((f64::MAX, f64::MIN), |(l, h), y| (l.min(*y), h.max(*y)));
    if low > high {
        return 0.0;
    }
    // Rows of a page: few thousand.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let index = |y: f64| (y - low) as usize;
    let mut counts = vec![0_u32; index(high) + 1];
    for row in rows {
        counts[index(row)] += 1;
    }
    counts.iter().map(|c| f64::from(*c) * f64::from(*c)).sum()
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn a_skew_page_is_straightened_and_leads_back() {
        // Lines that fall by 1 in 50: 1.146 degrees.
        let gray = GrayImage::from_fn(500, 300, |x, y| {
            let line = (y + 1000 - x / 50) % 40;
            Luma([if line < 2 && (20..480).contains(&x) { 0 } else { 255 }])
        });
        assert!((skew(&gray, 128) - 1.146).abs() < 0.05, "{}", skew(&gray, 128));
        let paper = straighten(Paper { gray, to_page: Affine::IDENTITY, point: 1.0 });
        let dark = |y: u32| (100..400).filter(|x| paper.gray.get_pixel(*x, y).0[0] < 128).count();
        assert!((0..paper.gray.height()).any(|y| dark(y) > 270));
        // Straight rows lead back to skew ones.
        let (left, right) = (paper.to_page.point(50.0, 150.0), paper.to_page.point(450.0, 150.0));
        assert!((right.1 - left.1 - 8.0).abs() < 0.3 && (right.0 - left.0 - 400.0).abs() < 0.3);
    }
}
