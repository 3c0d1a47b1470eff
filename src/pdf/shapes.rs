//! What a drawing fills: an outline, less what clips take away, asked point by point.

use std::cell::OnceCell;
use std::rc::Rc;

use hayro_interpret::kurbo::{self, BezPath, PathEl, Point, Shape as _, Stroke, StrokeOpts};
use hayro_interpret::{FillRule, StrokeProps};

use crate::geom::Rect;

/// Largest share of its bounding box that an outline may lack and still count as that rectangle.
const SAME_AREA: f64 = 0.01;
/// How far a curve may be from the lines that stand for it, in points.
const FLAT: f64 = 0.05;
/// Longest dashes that are followed one by one; a pattern with more is no rule of a table.
const MOST_DASHES: usize = 16;

/// Most parts of a path beside one that are compared with it.
const MOST_BESIDE: usize = 200;
/// Bands of an outline with many lines, and how many are few.
const BANDS: u16 = 64;
const FEW_LINES: usize = 64;

/// An outline that is filled.
pub(super) struct Outline {
    kind: Kind,
    fill: FillRule,
    /// Its lines, made when a point is asked for.
    lines: OnceCell<Bands>,
}

enum Kind {
    Rect,
    Path(BezPath),
    Stroke(BezPath, Box<Stroke>, kurbo::Affine),
}

impl Outline {
    /// An outline on the page.
    pub(super) fn path(path: BezPath, fill: FillRule) -> Self {
        let kind = if is_rect(&path) { Kind::Rect } else { Kind::Path(path) };
        Self::new(kind, fill)
    }

    /// A line of some width along a path, both not yet on the page.
    pub(super) fn stroke(path: BezPath, props: &StrokeProps, to_page: kurbo::Affine) -> Self {
        let mut stroke = Stroke::new(f64::from(props.line_width))
            .with_caps(props.line_cap)
            .with_join(props.line_join)
            .with_miter_limit(f64::from(props.miter_limit));
        if !props.dash_array.is_empty() && props.dash_array.len() <= MOST_DASHES {
            let dashes: Vec<f64> = props.dash_array.iter().map(|dash| f64::from(*dash)).collect();
            stroke = stroke.with_dashes(f64::from(props.dash_offset), dashes);
        }
        Self::new(Kind::Stroke(path, Box::new(stroke), to_page), FillRule::NonZero)
    }

    fn new(kind: Kind, fill: FillRule) -> Self {
        Self { kind, fill, lines: OnceCell::new() }
    }

    /// Whether it is a rectangle along the edges of the page.
    pub(super) fn is_rect(&self) -> bool {
        matches!(self.kind, Kind::Rect)
    }

    /// Whether a point in its bounding box is filled.
    pub(super) fn contains(&self, at: Point) -> bool {
        let lines = match &self.kind {
            Kind::Rect => return true,
            Kind::Path(path) => self.lines.get_or_init(|| Bands::new(path)),
            Kind::Stroke(path, stroke, to_page) => self.lines.get_or_init(|| {
                let widened = kurbo::stroke(path.iter(), stroke, &StrokeOpts::default(), FLAT);
                Bands::new(&(*to_page * widened))
            }),
        };
        lines.contain(self.fill, at)
    }
}

/// What a drawing fills on the page.
pub(super) struct Shape {
    /// Box of what can be seen of it.
    pub(super) bounds: Rect,
    outline: Outline,
    /// The clips on it that are no rectangles.
    clips: Vec<Rc<Outline>>,
}

impl Shape {
    pub(super) fn new(bounds: Rect, outline: Outline, clips: Vec<Rc<Outline>>) -> Self {
        Self { bounds, outline, clips }
    }

    /// Whether all of its box is filled.
    pub(super) fn is_rect(&self) -> bool {
        self.outline.is_rect() && self.clips.is_empty()
    }

    pub(super) fn contains(&self, at: Point) -> bool {
        self.bounds.contains(at.x, at.y)
            && self.outline.contains(at)
            && self.clips.iter().all(|clip| clip.contains(at))
    }
}

/// The parts of a path that can be filled one after the other; the whole path where parts of it may be holes in others.
pub(super) fn parts(path: BezPath, fill: FillRule) -> Vec<BezPath> {
    let begins = |element: &PathEl| matches!(element, PathEl::MoveTo(_));
    if path.elements().iter().filter(|element| begins(element)).count() < 2 {
        return vec![path];
    }
    let mut parts: Vec<BezPath> = Vec::new();
    for element in path.elements() {
        if begins(element) {
            parts.push(BezPath::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(*element);
        }
    }
    let turn_alike = |parts: &[BezPath]| {
        let mut turns = parts.iter().map(|part| part.area() > 0.0);
        let first = turns.next();
        turns.all(|turn| Some(turn) == first)
    };
    if (fill == FillRule::NonZero && turn_alike(&parts)) || are_apart(&parts) { parts } else { vec![path] }
}

/// Whether the boxes of paths do not overlap.
fn are_apart(paths: &[BezPath]) -> bool {
    let mut boxes: Vec<Rect> = paths.iter().map(|path| to_rect(path.bounding_box())).collect();
    boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let overlap = |a: &Rect, b: &Rect| a.shared_width(b) > 0.0 && a.shared_height(b) > 0.0;
    boxes.iter().enumerate().all(|(at, a)| {
        let beside = boxes.iter().skip(at + 1).take_while(|b| b.x0 < a.x1);
        !beside.take(MOST_BESIDE).any(|b| overlap(a, b))
    })
}

/// Whether a path is one rectangle along the edges of the page.
pub(super) fn is_rect(path: &BezPath) -> bool {
    let begun = path.elements().iter().filter(|element| matches!(element, PathEl::MoveTo(_))).count();
    if begun != 1 || path.elements().len() > 12 {
        return false;
    }
    let bounds = path.bounding_box().area();
    bounds - path.area().abs() <= SAME_AREA * bounds
}

/// A rectangle of the PDF library as one of the page.
pub(super) fn to_rect(rect: kurbo::Rect) -> Rect {
    Rect::new(rect.x0, rect.y0, rect.x1, rect.y1)
}

/// Box of what a path fills on the page; `None` where that is no place.
pub(super) fn bounds(path: &BezPath) -> Option<Rect> {
    let bounds = to_rect(path.bounding_box());
    let is_finite = bounds.area().is_finite() && bounds.x0.is_finite() && bounds.y0.is_finite();
    (is_finite && !path.elements().is_empty()).then_some(bounds)
}

/// Whether closed lines go around a point.
fn is_inside<'l>(lines: impl Iterator<Item = &'l Line>, fill: FillRule, at: Point) -> bool {
    let mut turns = 0;
    for (from, to) in lines {
        let goes_down = from.y <= at.y && to.y > at.y;
        let goes_up = to.y <= at.y && from.y > at.y;
        if goes_down || goes_up {
            let x = from.x + (at.y - from.y) / (to.y - from.y) * (to.x - from.x);
            if x > at.x {
                turns += if goes_down { 1 } else { -1 };
            }
        }
    }
    match fill {
        FillRule::NonZero => turns != 0,
        FillRule::EvenOdd => turns % 2 != 0,
    }
}

/// From where to where a straight line goes.
type Line = (Point, Point);

/// The outline of a path in straight lines, every part of it closed, by the level bands that they cross.
pub(super) struct Bands {
    lines: Vec<Line>,
    top: f64,
    height: f64,
    /// Of each band, its lines; empty where there are so few lines that all are asked.
    bands: Vec<Vec<u32>>,
}

impl Bands {
    pub(super) fn new(path: &BezPath) -> Self {
        let lines = lines(path);
        let (mut top, mut bottom) = (f64::INFINITY, f64::NEG_INFINITY);
        for (from, to) in &lines {
            top = top.min(from.y).min(to.y);
            bottom = bottom.max(from.y).max(to.y);
        }
        let mut bands = Self { lines, top, height: (bottom - top) / f64::from(BANDS), bands: Vec::new() };
        if bands.lines.len() > FEW_LINES && bands.height > 0.0 && bands.height.is_finite() {
            bands.deal();
        }
        bands
    }

    /// Whether they go around a point.
    pub(super) fn contain(&self, fill: FillRule, at: Point) -> bool {
        if self.bands.is_empty() {
            return is_inside(self.lines.iter(), fill, at);
        }
        let band = self.bands.get(self.band(at.y)).map(Vec::as_slice).unwrap_or_default();
        is_inside(band.iter().filter_map(|line| self.lines.get(*line as usize)), fill, at)
    }

    fn deal(&mut self) {
        let mut bands = vec![Vec::new(); usize::from(BANDS)];
        for (number, (from, to)) in (0..).zip(&self.lines) {
            let (first, last) = (self.band(from.y.min(to.y)), self.band(from.y.max(to.y)));
            for band in bands.get_mut(first..=last).unwrap_or_default() {
                band.push(number);
            }
        }
        self.bands = bands;
    }

    fn band(&self, y: f64) -> usize {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
        let band = ((y - self.top) / self.height).clamp(0.0, f64::from(BANDS) - 1.0) as usize;
        band
    }
}

fn lines(path: &BezPath) -> Vec<Line> {
    let mut found = Vec::new();
    let (mut start, mut at) = (Point::ORIGIN, Point::ORIGIN);
    let mut line = |from: Point, to: Point| {
        if from != to {
            found.push((from, to));
        }
    };
    kurbo::flatten(path, FLAT, |element| match element {
        PathEl::MoveTo(to) => {
            line(at, start);
            (start, at) = (to, to);
        }
        PathEl::LineTo(to) | PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => {
            line(at, to);
            at = to;
        }
        PathEl::ClosePath => {
            line(at, start);
            at = start;
        }
    });
    line(at, start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::kurbo::{Affine, Circle, Rect as KurboRect};

    fn filled(path: &BezPath, fill: FillRule, at: (f64, f64)) -> bool {
        let shape = Shape::new(bounds(path).unwrap(), Outline::path(path.clone(), fill), Vec::new());
        shape.contains(Point::new(at.0, at.1))
    }

    #[test]
    fn a_hole_is_not_filled_where_the_rule_says_so() {
        let mut ring = KurboRect::new(0.0, 0.0, 30.0, 30.0).to_path(0.1);
        ring.extend(KurboRect::new(10.0, 10.0, 20.0, 20.0).to_path(0.1));
        assert!(
            filled(&ring, FillRule::EvenOdd, (5.0, 5.0)) && !filled(&ring, FillRule::EvenOdd, (15.0, 15.0))
        );
        assert!(filled(&ring, FillRule::NonZero, (15.0, 15.0)));
    }

    #[test]
    fn an_open_path_is_filled_as_if_closed_and_a_turned_one_as_it_stands() {
        let mut open = BezPath::new();
        open.move_to((0.0, 0.0));
        open.line_to((10.0, 0.0));
        open.line_to((10.0, 10.0));
        assert!(
            filled(&open, FillRule::NonZero, (8.0, 4.0)) && !filled(&open, FillRule::NonZero, (2.0, 8.0))
        );
        let turned = Affine::rotate(0.5) * KurboRect::new(0.0, 0.0, 20.0, 4.0).to_path(0.1);
        let (x, y) = (10.0 * 0.5_f64.cos() - 2.0 * 0.5_f64.sin(), 10.0 * 0.5_f64.sin() + 2.0 * 0.5_f64.cos());
        assert!(
            filled(&turned, FillRule::NonZero, (x, y)) && !filled(&turned, FillRule::NonZero, (x + 8.0, y))
        );
        let round = Circle::new((10.0, 10.0), 10.0).to_path(0.1);
        assert!(!is_rect(&round) && !filled(&round, FillRule::NonZero, (1.0, 1.0)));
    }

    #[test]
    fn a_thick_line_fills_its_width() {
        let mut path = BezPath::new();
        path.move_to((0.0, 0.0));
        path.line_to((30.0, 0.0));
        let props = StrokeProps { line_width: 10.0, ..StrokeProps::default() };
        let line = Outline::stroke(path, &props, Affine::translate((0.0, 50.0)));
        let shape = Shape::new(Rect::new(0.0, 40.0, 30.0, 60.0), line, Vec::new());
        assert!(shape.contains(Point::new(15.0, 54.0)) && !shape.contains(Point::new(15.0, 57.0)));
    }
}
