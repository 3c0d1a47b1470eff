//! Flattens a page that was bent before its picture was taken: photographed at an angle, bound in a book, creased, fed askew.
//!
//! The lines of a table are straight and perpendicular on paper. So the curves that they are in the picture say how the page
//! is bent: those along the rows where each row of the flat page is, those down where each column is. Between and beyond the
//! curves the page bends as little as it can.

use image::GrayImage;

use super::curves::{Curve, ink_to_curves, mean};
use super::deskew::deskew;
use super::gray_page::GrayPage;
use super::ink::ink_level;
use super::rulings::ink_to_bitmaps;
use super::smooth::{Smooth, curves_to_smooth};
use super::thin_lines::Scale;
use super::warp::{BLOCK, warp_bent};
use crate::bend::Bend;

/// A page of fewer lines along its rows says too little of its shape.
const FEWEST: usize = 4;
/// Curves that leave their level by less than this, on square average and in points, are as straight as scanners draw them …
const FLAT: f64 = 0.3;
/// … and by less than this once they are flattened.
const NEARLY_FLAT: f64 = 0.04;
/// … and where the flattened lines are not this many times as straight, the curves are something else.
const BETTER: f64 = 2.0;
/// A curve that leaves its level by so many times what the others do is no line of the table: a stroke of a pen.
const STRAY: f64 = 4.0;
/// … if by more than this, in points.
const SURELY_STRAY: f64 = 0.25;
/// Steps that lead to the place of a point of the flat page.
const STEPS: usize = 40;
/// Part of the way that each of them goes.
const PART: f64 = 0.8;
/// A step that is still longer than this, in pixels, leads nowhere.
const LOST: f64 = 0.5;
/// Neighbouring points of the flat page lie this near to each other and this far apart on the bent one, as shares of their
/// distance.
const CLOSEST: f64 = 0.3;
const FARTHEST: f64 = 2.0;

/// Deskews and flattens a page; also gives how the deskewed page was bent, in pixels; `None` where it is flat.
pub(super) fn page_to_flat(page: GrayPage) -> (GrayPage, Option<Bend>) {
    let deskewed = deskew(&page);
    let straight = deskewed.as_ref().unwrap_or(&page);
    let scale = Scale { point: straight.point };
    let bend = page_to_bend(&straight.gray, scale, FLAT);
    let (Some(bend), Some(back)) = (bend, page.to_page.inverse()) else {
        return (deskewed.unwrap_or(page), None);
    };
    // From the page before it was deskewed: taken twice from between pixels, hairlines fade away.
    let to_page = straight.to_page.then(&back);
    let flattened = |bend: &Bend| warp_bent(&page.gray, bend, &to_page, straight.gray.dimensions());
    let gray = flattened(&bend);
    // What is nearly flat shows the ends of its lines, which lead away from where steep ones went.
    let (gray, bend) = match page_to_bend(&gray, scale, NEARLY_FLAT) {
        Some(more) => {
            let bend = bend.after(&more);
            (flattened(&bend), bend)
        }
        None => (gray, bend),
    };
    (GrayPage { gray, to_page: straight.to_page, point: straight.point }, Some(bend))
}

/// Finds how a page is bent; `None` where its lines leave their levels by less than so many points, or do not say.
fn page_to_bend(gray: &GrayImage, scale: Scale, flat: f64) -> Option<Bend> {
    let (rows, columns) = ink_to_bitmaps(gray, ink_level(gray));
    let (width, height) = (gray.width() as usize, gray.height() as usize);
    let across = ink_to_curves(&rows, width, scale);
    if across.len() < FEWEST {
        return None;
    }
    let down = ink_to_curves(&columns, height, scale);
    let pixels = flat / scale.point;
    if deviation(&across, Curve::deviation) < pixels && deviation(&down, Curve::deviation) < pixels {
        return None;
    }
    let (width, height) = (f64::from(gray.width()), f64::from(gray.height()));
    let level = straightened(across, (width, height), pixels, scale)?;
    let side = straightened(down, (height, width), pixels, scale)?;
    fields_to_bend(&level, &side, gray.width(), gray.height())
}

/// Square average of how far points leave the levels of their curves.
fn deviation(curves: &[Curve], of: impl Fn(&Curve) -> f64) -> f64 {
    mean(curves.iter().map(|curve| of(curve).powi(2))).sqrt()
}

impl Curve {
    /// Square average of how far its points leave its level.
    fn deviation(&self) -> f64 {
        let level = self.level();
        mean(self.0.iter().map(|(_, across)| (across - level).powi(2))).sqrt()
    }

    /// The same once it is straightened.
    fn deviation_in(&self, smooth: &Smooth) -> f64 {
        Self(self.0.iter().map(|(along, across)| (*along, smooth.at(*along, *across))).collect()).deviation()
    }
}

/// Finds the field that makes curves straight, without those that are none of the table; `None` where there is none, though
/// they leave their levels by more than `flat` pixels.
fn straightened(
    mut curves: Vec<Curve>,
    (along, across): (f64, f64),
    flat: f64,
    scale: Scale,
) -> Option<Smooth> {
    let before = deviation(&curves, Curve::deviation);
    let first = curves_to_smooth(&curves, along, across)?;
    let usual = {
        let mut all: Vec<f64> = curves.iter().map(|curve| curve.deviation_in(&first)).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(0.0)
    };
    let stray = (STRAY * usual).max(SURELY_STRAY / scale.point);
    let count = curves.len();
    curves.retain(|curve| curve.deviation_in(&first) <= stray);
    let smooth = if curves.len() < count { curves_to_smooth(&curves, along, across)? } else { first };
    let after = deviation(&curves, |curve| curve.deviation_in(&smooth));
    (before < flat || after * BETTER <= before).then_some(smooth)
}

/// Finds where each point of the flat page is: where both fields have the values that it is to have. `None` where the page
/// would be folded or torn.
fn fields_to_bend(level: &Smooth, side: &Smooth, width: u32, height: u32) -> Option<Bend> {
    // A block is short.
    #[allow(clippy::cast_possible_truncation)]
    let step = BLOCK as u32;
    let (columns, rows) = (width.div_ceil(step) + 1, height.div_ceil(step) + 1);
    let nodes = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let moved = nodes.map(|(column, row)| {
        let (flat_x, flat_y) = (f64::from(column * step), f64::from(row * step));
        let (mut x, mut y) = (flat_x, flat_y);
        let mut off = (0.0, 0.0);
        for _ in 0..STEPS {
            off = (side.at(y, x) - flat_x, level.at(x, y) - flat_y);
            (x, y) = (x - PART * off.0, y - PART * off.1);
        }
        let is_found = off.0.abs().max(off.1.abs()) <= LOST;
        is_found.then_some((x - flat_x, y - flat_y))
    });
    let moved: Vec<(f64, f64)> = moved.collect::<Option<_>>()?;
    let steps = f64::from(step);
    let columns = columns as usize;
    let is_near = |by: f64| (CLOSEST..=FARTHEST).contains(&(1.0 + by / steps));
    let lies_flat =
        moved.chunks_exact(columns).all(|row| row.windows(2).all(|pair| is_near(pair[1].0 - pair[0].0)))
            && moved.iter().zip(moved.iter().skip(columns)).all(|(above, below)| is_near(below.1 - above.1));
    lies_flat.then(|| Bend::new(steps, columns, moved)).flatten()
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;
    use crate::geom::Affine;

    const LEVELS: [f64; 6] = [100.0, 160.0, 220.0, 280.0, 340.0, 400.0];
    const SIDES: [f64; 4] = [80.0, 300.0, 500.0, 820.0];

    /// A page with a grid of hairlines, whose points a bend has moved: pixels are asked where they were on the flat page.
    fn grid(flat: impl Fn(f64, f64) -> (f64, f64)) -> GrayPage {
        let gray = GrayImage::from_fn(900, 560, |x, y| {
            let (x, y) = flat(f64::from(x), f64::from(y));
            let inside = (79.0..=822.0).contains(&x) && (99.0..=402.0).contains(&y);
            let near = |lines: &[f64], at: f64| lines.iter().any(|line| (at - line).abs() <= 1.0);
            Luma([if inside && (near(&LEVELS, y) || near(&SIDES, x)) { 20 } else { 250 }])
        });
        GrayPage { gray, to_page: Affine::IDENTITY, point: 0.36 }
    }

    /// Number of rows that are dark from side to side.
    fn dark_rows(gray: &GrayImage) -> usize {
        let is_dark = |y: u32| (100..790).filter(|x| gray.get_pixel(*x, y).0[0] < 160).count() > 640;
        (0..gray.height()).filter(|y| is_dark(*y)).count()
    }

    #[test]
    fn a_page_that_bends_to_a_fold_is_flat_again_and_leads_back() {
        let hangs = |x: f64| 14.0 * (-x / 120.0).exp();
        let bent = grid(|x, y| (x, y - hangs(x)));
        assert!(dark_rows(&bent.gray) < LEVELS.len());
        let (flat, bend) = page_to_flat(bent);
        assert!(dark_rows(&flat.gray) >= LEVELS.len());
        let bend = bend.unwrap();
        let at = |x: f64| flat.to_page.point(bend.point(x, 220.0).0, bend.point(x, 220.0).1).1;
        assert!((at(90.0) - at(800.0) - hangs(90.0) + hangs(800.0)).abs() < 2.0);
    }

    #[test]
    fn a_page_in_perspective_is_flat_again() {
        let tilted = grid(|x, y| {
            let far = 1.0 + (y - 280.0) / 4_000.0 + (x - 450.0) / 9_000.0;
            ((x - 450.0) / far + 450.0, (y - 280.0) / far + 280.0)
        });
        let (flat, bend) = page_to_flat(tilted);
        assert!(bend.is_some() && dark_rows(&flat.gray) >= LEVELS.len());
        let is_dark = |x: u32| (110..390).filter(|y| flat.gray.get_pixel(x, *y).0[0] < 160).count() > 250;
        assert!((0..flat.gray.width()).filter(|x| is_dark(*x)).count() >= SIDES.len());
    }

    #[test]
    fn a_flat_page_stays_as_it_is() {
        let (flat, bend) = page_to_flat(grid(|x, y| (x, y)));
        assert!(bend.is_none() && dark_rows(&flat.gray) >= LEVELS.len());
    }

    #[test]
    fn a_stroke_through_a_flat_table_bends_nothing() {
        let mut page = grid(|x, y| (x, y));
        for x in 330..480 {
            let y = 250 + (x - 330) / 12;
            page.gray.put_pixel(x, y, Luma([20]));
            page.gray.put_pixel(x, y + 1, Luma([20]));
        }
        let (flat, _) = page_to_flat(page);
        assert!(dark_rows(&flat.gray) >= LEVELS.len());
    }
}
