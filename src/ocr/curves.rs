//! Traces the lines of a table over a page that is not flat: thin lines that run from side to side, and bend on their way.
//!
//! The page is cut into strips. A line crosses a strip as a thin bar with paper on both sides; bars of neighbouring strips
//! that go on in one direction make a curve. Strokes of characters make none: they are shorter, and have others beside them.

use super::thin_lines::Scale;

/// Width of a strip, in points.
const STRIP: f64 = 5.8;
/// A bar crosses at least this share of its strip, three rows taken together, …
const CROSSED: f64 = 0.85;
/// … is no thicker than this, in points, …
const THICK: f64 = 2.6;
/// … and has paper at this distance on both sides, in points, …
const BESIDE: f64 = 1.4;
/// … over this share of the strip, at least.
const PAPER: f64 = 0.6;
/// A curve goes on this near to where its direction leads, in points, and as much more for each strip that it misses.
const NEAR: f64 = 0.7;
const NEARER: f64 = 0.25;
/// Number of its last bars that say where a curve leads, and the fewest of them.
const LAST: usize = 6;
const FEWEST: usize = 4;
/// Most strips that a curve misses between two bars.
const MISSED: usize = 4;
/// Shortest curve, in points: no stroke of a title is as long.
const SHORTEST: f64 = 50.0;
/// Least share of its strips in which a curve has bars.
const SHARE: f64 = 0.7;

/// A curve, as points along and across it, in pixels: for lines along the rows, `x` and `y`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve(pub(super) Vec<(f64, f64)>);

impl Curve {
    /// Mean of what it has across.
    pub(super) fn level(&self) -> f64 {
        mean(self.0.iter().map(|(_, across)| *across))
    }
}

/// Mean of some values; 0 of none.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

/// A curve that goes on, as the strip and the row of each of its bars.
struct Open(Vec<(usize, f64)>);

/// Traces the lines that run along the rows of a bitmap of this width.
pub(super) fn ink_to_curves(ink: &[bool], width: usize, scale: Scale) -> Vec<Curve> {
    let strip = (scale.pixels(STRIP) as usize).max(8);
    let (mut open, mut curves): (Vec<Open>, Vec<Curve>) = (Vec::new(), Vec::new());
    let mut done = |ended: Open| curves.extend(ended.curve(strip, scale));
    for (number, bars) in bars_of_strips(ink, width, strip, scale).into_iter().enumerate() {
        let mut free: Vec<Option<f64>> = bars.into_iter().map(Some).collect();
        // The longest curve chooses first.
        open.sort_by_key(|curve| std::cmp::Reverse(curve.0.len()));
        for curve in &mut open {
            curve.go_on(number, &mut free, scale);
        }
        let (ended, going): (Vec<Open>, Vec<Open>) =
            open.into_iter().partition(|curve| number > curve.end() + MISSED);
        ended.into_iter().for_each(&mut done);
        open = going;
        open.extend(free.into_iter().flatten().map(|row| Open(vec![(number, row)])));
    }
    open.into_iter().for_each(&mut done);
    curves
}

impl Open {
    fn end(&self) -> usize {
        self.0.last().map_or(0, |(strip, _)| *strip)
    }

    /// Takes the bar of the next strip that lies where the curve leads.
    fn go_on(&mut self, strip: usize, free: &mut [Option<f64>], scale: Scale) {
        let last = &self.0[self.0.len().saturating_sub(LAST)..];
        let (Some((from, first)), Some((to, end))) = (last.first(), last.last()) else { return };
        let slope = if last.len() >= FEWEST { (end - first) / count((to - from).max(1)) } else { 0.0 };
        let gap = count(strip - to);
        let there = end + slope * gap;
        let unsure = if last.len() >= FEWEST { 1.0 } else { 1.5 };
        let near = (NEAR * unsure + NEARER * (gap - 1.0)) / scale.point;
        let distance = |bar: &Option<f64>| bar.map_or(f64::INFINITY, |row| (row - there).abs());
        let nearest = free.iter_mut().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        if let Some(bar) = nearest.filter(|bar| distance(bar) <= near)
            && let Some(row) = bar.take()
        {
            self.0.push((strip, row));
        }
    }

    fn curve(self, strip: usize, scale: Scale) -> Option<Curve> {
        let (first, last) = (self.0.first()?.0, self.end());
        let strips = last + 1 - first;
        let is_long = count(strips * strip) * scale.point >= SHORTEST;
        let is_dense = count(self.0.len()) >= SHARE * count(strips);
        let middle = |number: usize| (count(number) + 0.5) * count(strip);
        (is_long && is_dense)
            .then(|| Curve(self.0.into_iter().map(|(number, row)| (middle(number), row)).collect()))
    }
}

/// Finds the bars of each strip: the rows of their middles.
fn bars_of_strips(ink: &[bool], width: usize, strip: usize, scale: Scale) -> Vec<Vec<f64>> {
    let strips = width / strip;
    let height = ink.len().checked_div(width).unwrap_or(0);
    let crossed = whole(CROSSED * count(strip));
    let (thick, beside) = (scale.pixels(THICK) as usize, scale.pixels(BESIDE) as usize);
    let paper = strip - whole(PAPER * count(strip));
    let row = |y: usize, at: usize| ink.get(y * width + at * strip..y * width + (at + 1) * strip);
    let inked = |y: usize, at: usize| {
        row(y, at).map_or(0, |row| row.iter().fold(0_usize, |sum, dark| sum + usize::from(*dark)))
    };
    let mut found = Vec::with_capacity(strips);
    for at in 0..strips {
        let counts: Vec<usize> = (0..height).map(|y| inked(y, at)).collect();
        // Whether three rows together cross the strip.
        let crosses = |y: usize| {
            let (above, below) = (y.saturating_sub(1), (y + 1).min(height - 1));
            let most = counts[above] + counts[y] + counts[below];
            if most < crossed {
                return false;
            }
            let rows = [above, y, below].map(|y| row(y, at).unwrap_or(&[]));
            let [a, b, c] = rows;
            a.iter().zip(b).zip(c).filter(|((a, b), c)| **a || **b || **c).count() >= crossed
        };
        let mut bars = Vec::new();
        let mut y = 0;
        while y < height {
            if !crosses(y) {
                y += 1;
                continue;
            }
            let from = y;
            while y < height && crosses(y) {
                y += 1;
            }
            let is_bar = y - from <= thick + 2
                && from >= beside
                && y - 1 + beside < height
                && counts[from - beside] <= paper
                && counts[y - 1 + beside] <= paper;
            if is_bar {
                let weight = count(counts[from..y].iter().sum::<usize>().max(1));
                let sum: f64 = (from..y).map(|row| count(row) * count(counts[row])).sum();
                bars.push(sum / weight);
            }
        }
        found.push(bars);
    }
    found
}

fn count(number: usize) -> f64 {
    // Pixels and strips of a page: some thousands.
    #[allow(clippy::cast_precision_loss)]
    let number = number as f64;
    number
}

fn whole(number: f64) -> usize {
    // Pixels of a strip.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let number = number.round().max(0.0) as usize;
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: Scale = Scale { point: 0.36 };
    const WIDTH: usize = 640;

    /// A bitmap on which a line is drawn at the rows that `at` gives for its columns.
    fn drawn(at: impl Fn(usize) -> Option<usize>) -> Vec<bool> {
        let mut ink = vec![false; WIDTH * 200];
        for x in 0..WIDTH {
            if let Some(y) = at(x) {
                ink[y * WIDTH + x] = true;
                ink[(y + 1) * WIDTH + x] = true;
            }
        }
        ink
    }

    #[test]
    fn a_line_that_bends_is_one_curve() {
        let curves = ink_to_curves(&drawn(|x| Some(100 + x * x / 20_000)), WIDTH, SCALE);
        assert_eq!(curves.len(), 1);
        let Curve(points) = &curves[0];
        assert_eq!(points.len(), 40);
        let right = points.last().unwrap();
        assert!((right.1 - (100.5 + 632.0 * 632.0 / 20_000.0)).abs() < 0.6, "{right:?}");
    }

    #[test]
    fn a_line_that_is_torn_is_one_curve_and_a_stroke_is_none() {
        let torn = ink_to_curves(&drawn(|x| (!(300..340).contains(&x)).then_some(80)), WIDTH, SCALE);
        assert_eq!(torn.len(), 1);
        assert!(ink_to_curves(&drawn(|x| (100..150).contains(&x).then_some(80)), WIDTH, SCALE).is_empty());
    }

    #[test]
    fn what_has_no_paper_beside_it_is_no_line() {
        let mut ink = drawn(|_| Some(80));
        ink[84 * WIDTH..88 * WIDTH].fill(true);
        ink[74 * WIDTH..78 * WIDTH].fill(true);
        assert!(ink_to_curves(&ink, WIDTH, SCALE).is_empty());
    }
}
