//! Reads the data of paths: points, lines, curves of Bézier and arcs of ellipses.

use crate::geom::Affine;
use crate::pdf::PaintedPath;

use super::values::number;

/// Most steps of a path.
const MOST_STEPS: usize = 200_000;
/// Largest angle of a piece of an arc, which a curve of Bézier stands for.
const PIECE: f64 = std::f64::consts::FRAC_PI_2;

/// Reads the data of a path and maps it to the page; `None` where it is wrong, or there is too much of it.
pub(super) fn path(data: &str, to_page: &Affine) -> Option<PaintedPath> {
    let mut path = PaintedPath::default();
    let mut parts = Parts { rest: data };
    let (mut at, mut start) = ((0.0, 0.0), (0.0, 0.0));
    let map = |(x, y): (f64, f64)| to_page.point(x, y);
    for count in 0.. {
        let Some(command) = parts.command() else { break };
        if count > MOST_STEPS {
            return None;
        }
        match command? {
            'S' | 'M' => {
                at = parts.point()?;
                start = at;
                path.move_to(map(at));
            }
            'L' => {
                at = parts.point()?;
                path.line_to(map(at));
            }
            'Q' => {
                let by = parts.point()?;
                at = parts.point()?;
                path.quad_to(map(by), map(at));
            }
            'B' => {
                let (first, second) = (parts.point()?, parts.point()?);
                at = parts.point()?;
                path.cubic_to(map(first), map(second), map(at));
            }
            'A' => {
                let (radii, angle) = (parts.point()?, parts.number()?);
                let (is_large, is_clockwise) = (parts.number()? > 0.5, parts.number()? > 0.5);
                let to = parts.point()?;
                arc(&mut path, at, to, radii, angle.to_radians(), (is_large, is_clockwise), &map);
                at = to;
            }
            'C' | 'Z' => {
                path.close();
                at = start;
            }
            _ => return None,
        }
    }
    Some(path)
}

/// Adds an arc of an ellipse, from its end points (SVG 1.1, F.6.5).
fn arc(
    path: &mut PaintedPath,
    from: (f64, f64),
    to: (f64, f64),
    (rx, ry): (f64, f64),
    angle: f64,
    (is_large, is_clockwise): (bool, bool),
    map: &impl Fn((f64, f64)) -> (f64, f64),
) {
    let (mut rx, mut ry) = (rx.abs(), ry.abs());
    let (sin, cos) = angle.sin_cos();
    let (dx, dy) = ((from.0 - to.0) / 2.0, (from.1 - to.1) / 2.0);
    let (x, y) = (cos * dx + sin * dy, cos * dy - sin * dx);
    if rx < 1e-9 || ry < 1e-9 || x.hypot(y) < 1e-9 {
        path.line_to(map(to));
        return;
    }
    // Radii that are too small to reach are made larger.
    let reach = ((x / rx).powi(2) + (y / ry).powi(2)).sqrt();
    if reach > 1.0 {
        (rx, ry) = (rx * reach, ry * reach);
    }
    let inner = (rx * y).powi(2) + (ry * x).powi(2);
    let root = (((rx * ry).powi(2) - inner) / inner).max(0.0).sqrt();
    let root = if is_large == is_clockwise { -root } else { root };
    let (cx, cy) = (root * rx * y / ry, -root * ry * x / rx);
    let middle = (cos * cx - sin * cy + (from.0 + to.0) / 2.0, sin * cx + cos * cy + (from.1 + to.1) / 2.0);
    let begin = ((y - cy) / ry).atan2((x - cx) / rx);
    let end = ((-y - cy) / ry).atan2((-x - cx) / rx);
    let turn = (end - begin).rem_euclid(std::f64::consts::TAU);
    let sweep = if is_clockwise { turn } else { turn - std::f64::consts::TAU };
    let pieces = (sweep.abs() / PIECE).ceil().clamp(1.0, 8.0);
    let step = sweep / pieces;
    let handle = 4.0 / 3.0 * (step / 4.0).tan();
    let on = |t: f64, along: f64| {
        let (sin_t, cos_t) = t.sin_cos();
        let (x, y) = (rx * (cos_t - along * sin_t), ry * (sin_t + along * cos_t));
        map((middle.0 + cos * x - sin * y, middle.1 + sin * x + cos * y))
    };
    let mut t = begin;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 1 to 8
    for _ in 0..pieces as u32 {
        path.cubic_to(on(t, handle), on(t + step, -handle), on(t + step, 0.0));
        t += step;
    }
}

/// What is left of the data.
struct Parts<'d> {
    rest: &'d str,
}

impl Parts<'_> {
    /// The next command: `None` at the end, `Some(None)` where something else stands there.
    fn command(&mut self) -> Option<Option<char>> {
        self.skip();
        let command = self.rest.chars().next()?;
        self.rest = self.rest.get(command.len_utf8()..).unwrap_or_default();
        Some(command.is_ascii_alphabetic().then(|| command.to_ascii_uppercase()))
    }

    fn point(&mut self) -> Option<(f64, f64)> {
        Some((self.number()?, self.number()?))
    }

    fn number(&mut self) -> Option<f64> {
        self.skip();
        let is_of_number = |(at, c): (usize, char)| {
            let before = at.checked_sub(1).and_then(|at| self.rest.as_bytes().get(at));
            match c {
                '0'..='9' | '.' => true,
                '-' | '+' => before.is_none_or(|before| matches!(before, b'e' | b'E')),
                'e' | 'E' => before.is_some_and(u8::is_ascii_digit),
                _ => false,
            }
        };
        let end = self.rest.char_indices().find(|found| !is_of_number(*found));
        let (number_text, rest) = self.rest.split_at(end.map_or(self.rest.len(), |(at, _)| at));
        self.rest = rest;
        number(number_text)
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::PathStep;

    fn ends(data: &str) -> Option<Vec<(f64, f64)>> {
        let round = |(x, y): (f64, f64)| ((x * 100.0).round() / 100.0, (y * 100.0).round() / 100.0);
        let end = |step| match step {
            PathStep::Move(to) | PathStep::Line(to) | PathStep::Quad(_, to) | PathStep::Cubic(_, _, to) => {
                round(to)
            }
            PathStep::Close => (-1.0, -1.0),
        };
        path(data, &Affine::IDENTITY).map(|path| path.steps().map(end).collect())
    }

    #[test]
    fn points_lines_and_curves_are_read() {
        assert_eq!(ends("M 1 2 L 3,4 C"), Some(vec![(1.0, 2.0), (3.0, 4.0), (-1.0, -1.0)]));
        assert_eq!(ends("S 0 0M1-2L3e0 4"), Some(vec![(0.0, 0.0), (1.0, -2.0), (3.0, 4.0)]));
        assert_eq!(ends("M 0 0 Q 1 1 2 2 B 1 1 2 2 3 3"), Some(vec![(0.0, 0.0), (2.0, 2.0), (3.0, 3.0)]));
        assert_eq!(ends("L 3 4"), Some(vec![(3.0, 4.0), (3.0, 4.0)]));
        for wrong in ["M 1", "X 1 2", "M 1 2 3 4", "1 2", "M a b"] {
            assert_eq!(ends(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_arc_goes_around_its_middle() {
        let half = ends("M 0 0 A 5 5 0 0 1 10 0").unwrap();
        assert_eq!(half, [(0.0, 0.0), (5.0, -5.0), (10.0, 0.0)]);
        let other = ends("M 0 0 A 5 5 0 0 0 10 0").unwrap();
        assert_eq!(other, [(0.0, 0.0), (5.0, 5.0), (10.0, 0.0)]);
        assert_eq!(ends("M 0 0 A 0 5 0 0 0 10 0"), Some(vec![(0.0, 0.0), (10.0, 0.0)]));
        assert_eq!(ends("M 0 0 A 1 1 0 0 1 10 0").map(|ends| ends.len()), Some(3));
    }
}
