//! Writes measures of a page as records have them.

use crate::geom::Rect;

/// Left, top, right, bottom of a rectangle.
pub(crate) fn bbox(rect: Rect) -> [f64; 4] {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(hundredth)
}

/// Rounds a measure as it is written: a hundredth of a point is far below what print resolves.
pub(crate) fn hundredth(measure: f64) -> f64 {
    (measure * 100.0).round() / 100.0
}
