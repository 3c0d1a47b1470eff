//! Fits a smooth field to curves: one that has the same value all along each of them. Of all such fields it is the one that
//! bends least (least squares with a penalty on curvature, as in smoothing splines).

use super::curves::{Curve, mean};

/// Knots along a page: between them the field is linear.
const KNOTS: usize = 24;
/// Powers of the place across the page by which what happens at a knot may change: none, the first, the second.
const POWERS: usize = 3;
const UNKNOWNS: usize = KNOTS * POWERS;
/// Weight of the curvature along the page, for each power.
const STIFF: [f64; POWERS] = [0.01, 0.04, 0.16];
/// Weight of the field itself, for each power: where nothing is known it is flat.
const WEIGHT: [f64; POWERS] = [1e-3, 1e-3, 3e-2];
/// A pivot below this leaves the field unknown.
const SINGULAR: f64 = 1e-12;

/// A field over a page: the place across, and what is added to it.
#[derive(Debug, Clone)]
pub(super) struct Smooth {
    along: f64,
    across: f64,
    weights: Vec<f64>,
}

/// Fits a field to curves of a page of this length along them and across; `None` where they do not determine it.
pub(super) fn curves_to_smooth(curves: &[Curve], along: f64, across: f64) -> Option<Smooth> {
    let mut matrix = vec![vec![0.0; UNKNOWNS]; UNKNOWNS];
    let mut right = vec![0.0; UNKNOWNS];
    let mut points = 0.0;
    for Curve(curve) in curves {
        let level = mean(curve.iter().map(|(_, y)| *y));
        let bases: Vec<[(usize, f64); 2 * POWERS]> =
            curve.iter().map(|(x, y)| basis(*x, *y, along, across)).collect();
        let mut middle = vec![0.0; UNKNOWNS];
        let share = 1.0 / count(curve.len().max(1));
        bases.iter().flatten().for_each(|(at, value)| middle[*at] += value * share);
        // The sum over all points of the products of what each leaves the middle of its curve by.
        for (base, (_, y)) in bases.iter().zip(curve) {
            for (i, one) in base {
                right[*i] -= one * (y - level);
                base.iter().for_each(|(j, other)| matrix[*i][*j] += one * other);
            }
        }
        let known: Vec<usize> = (0..UNKNOWNS).filter(|at| middle[*at] != 0.0).collect();
        for i in &known {
            known.iter().for_each(|j| matrix[*i][*j] -= middle[*i] * middle[*j] / share);
        }
        points += count(curve.len());
    }
    for power in 0..POWERS {
        for knot in 1..KNOTS - 1 {
            let at = power * KNOTS + knot;
            let terms = [(at - 1, 1.0), (at, -2.0), (at + 1, 1.0)];
            let weight = STIFF[power] * points / count(KNOTS);
            for (i, one) in terms {
                terms.iter().for_each(|(j, other)| matrix[i][*j] += weight * one * other);
            }
        }
        (power * KNOTS..(power + 1) * KNOTS).for_each(|at| matrix[at][at] += WEIGHT[power]);
    }
    Some(Smooth { along, across, weights: solved(matrix, right)? })
}

impl Smooth {
    /// Value of the field at a point.
    pub(super) fn at(&self, x: f64, y: f64) -> f64 {
        y + basis(x, y, self.along, self.across)
            .iter()
            .map(|(at, value)| self.weights[*at] * value)
            .sum::<f64>()
    }
}

/// The functions that are not 0 at a point, with their values: those of the two knots around it.
fn basis(x: f64, y: f64, along: f64, across: f64) -> [(usize, f64); 2 * POWERS] {
    let at = (x / along.max(1.0) * count(KNOTS - 1)).clamp(0.0, count(KNOTS - 1));
    // Within the knots.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let knot = (at as usize).min(KNOTS - 2);
    let share = at - count(knot);
    let place = 2.0 * y / across.max(1.0) - 1.0;
    let mut found = [(0, 0.0); 2 * POWERS];
    let mut power = 1.0;
    for (number, pair) in found.chunks_exact_mut(2).enumerate() {
        pair[0] = (number * KNOTS + knot, (1.0 - share) * power);
        pair[1] = (number * KNOTS + knot + 1, share * power);
        power *= place;
    }
    found
}

/// Solves a symmetric system by elimination; its pivots are positive, since every unknown has a weight.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for at in 0..size {
        let pivot = matrix[at][at];
        if !(pivot.is_finite() && pivot > SINGULAR) {
            return None;
        }
        let row = matrix[at].clone();
        for below in at + 1..size {
            let factor = matrix[below][at] / pivot;
            if factor != 0.0 {
                matrix[below][at..]
                    .iter_mut()
                    .zip(&row[at..])
                    .for_each(|(value, known)| *value -= factor * known);
                right[below] -= factor * right[at];
            }
        }
    }
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|later| matrix[at][later] * right[later]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    Some(right)
}

fn count(number: usize) -> f64 {
    // Points of a page: some thousands.
    #[allow(clippy::cast_precision_loss)]
    let number = number as f64;
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_makes_curves_straight_and_leaves_what_is_between_in_order() {
        let bent = |level: f64| {
            Curve((0..100).map(|x| f64::from(x) * 10.0).map(|x| (x, level + x * x / 40_000.0)).collect())
        };
        let curves: Vec<Curve> = [100.0, 200.0, 300.0, 400.0].map(bent).into();
        let smooth = curves_to_smooth(&curves, 1000.0, 800.0).unwrap();
        for Curve(points) in &curves {
            let values: Vec<f64> = points.iter().map(|(x, y)| smooth.at(*x, *y)).collect();
            let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
            assert!(high - low < 1.0, "{low} {high}");
        }
        assert!(smooth.at(500.0, 150.0) < smooth.at(500.0, 160.0));
    }

    #[test]
    fn without_curves_the_field_is_flat() {
        let smooth = curves_to_smooth(&[], 1000.0, 800.0).unwrap();
        assert!((smooth.at(300.0, 200.0) - 200.0).abs() < 1e-9);
    }
}
