//! Knows what colour lies at a spot of a page when something is drawn over it: that of the paper, or of what was filled there.

use hayro_interpret::BlendMode;
use hayro_interpret::kurbo::Point;

use super::grid::Grid;
use super::shapes::Shape;
use super::visibility::Compositing;
use crate::geom::Rect;

/// Side of the cells of the index, in points: about a line of a table.
const CELL: f64 = 20.0;
/// Opacity from which a fill leaves nothing to be seen of what is under it.
pub(super) const OPAQUE: f32 = 0.9;
/// Smallest shape that can lie under a character, in square points.
const SMALLEST: f64 = 1.0;

/// A colour: red, green and blue, from 0 to 1.
pub(super) type Colour = [f32; 3];

/// How a shape is painted.
#[derive(Clone, Copy)]
pub(super) struct Coat {
    /// `None` where it has many colours: a picture, a pattern.
    pub(super) colour: Option<Colour>,
    pub(super) opacity: f32,
    /// Whether a mask decides where it is seen.
    pub(super) is_masked: bool,
    pub(super) blend: BlendMode,
}

impl Coat {
    /// Black, and nothing shows through.
    pub(super) const BLACK: Self =
        Self { colour: Some([0.0; 3]), opacity: 1.0, is_masked: false, blend: BlendMode::Normal };

    /// The coat as it comes out of the groups that are open.
    pub(super) fn within(self, groups: Compositing) -> Self {
        Self {
            opacity: self.opacity * groups.opacity,
            is_masked: self.is_masked || groups.is_masked,
            blend: if self.blend == BlendMode::Normal { groups.blend } else { self.blend },
            ..self
        }
    }

    /// Whether nothing is seen of what is under it.
    pub(super) fn is_opaque(&self) -> bool {
        self.opacity >= OPAQUE && !self.is_masked && self.blend == BlendMode::Normal
    }

    /// The colour that comes out over another; `None` where that is not known.
    pub(super) fn over(&self, beneath: Colour) -> Option<Colour> {
        let colour = self.colour?;
        let mix = |top: f32, under: f32| {
            let mixed = match self.blend {
                BlendMode::Normal => top,
                BlendMode::Multiply => top * under,
                BlendMode::Screen => top + under - top * under,
                BlendMode::Darken => top.min(under),
                BlendMode::Lighten => top.max(under),
                BlendMode::Difference => (top - under).abs(),
                _ => return None,
            };
            Some(under + self.opacity * (mixed - under))
        };
        let [r, g, b] = colour;
        let [under_r, under_g, under_b] = beneath;
        (!self.is_masked).then(|| Some([mix(r, under_r)?, mix(g, under_g)?, mix(b, under_b)?])).flatten()
    }
}

/// What was filled on a page so far.
pub(super) struct Ground {
    paper: Colour,
    coats: Vec<(Shape, Coat)>,
    index: Grid,
}

impl Ground {
    pub(super) fn new(width: f64, height: f64, paper: Colour) -> Self {
        Self { paper, coats: Vec::new(), index: Grid::new(width, height, CELL) }
    }

    /// Adds what is painted over all that was before.
    pub(super) fn add(&mut self, shape: Shape, coat: Coat) {
        if shape.bounds.area() < SMALLEST || (coat.opacity <= 0.0 && coat.colour.is_some()) {
            return;
        }
        let Ok(item) = u32::try_from(self.coats.len()) else { return };
        if coat.is_opaque() && shape.is_rect() {
            self.index.add_over(&shape.bounds, item);
        } else {
            self.index.add(&shape.bounds, item);
        }
        self.coats.push((shape, coat));
    }

    /// The colour at a point; `None` where that is not known.
    pub(super) fn at(&self, x: f64, y: f64) -> Option<Colour> {
        if self.index.is_full() {
            return None;
        }
        let at = Point::new(x, y);
        let mut above: Vec<&Coat> = Vec::new();
        let mut colour = Some(self.paper);
        for item in self.index.at(x, y) {
            let Some((shape, coat)) = self.coats.get(item as usize) else { continue };
            if !shape.contains(at) {
                continue;
            }
            if coat.is_opaque() {
                colour = coat.colour;
                break;
            }
            above.push(coat);
        }
        above.iter().rev().try_fold(colour?, |under, coat| coat.over(under))
    }

    /// Whether something was painted where a rectangle is.
    pub(super) fn is_bare(&self, rect: &Rect) -> bool {
        self.index.within(rect).next().is_none()
    }
}

/// Whether a colour is so light that it may be that of paper.
pub(super) fn is_light([r, g, b]: Colour) -> bool {
    r.min(g).min(b) > 0.7
}

/// The largest difference of two colours, from 0 to 1.
pub(super) fn contrast(a: Colour, b: Colour) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::super::shapes::Outline;
    use super::*;
    use hayro_interpret::FillRule;
    use hayro_interpret::kurbo::{Rect as KurboRect, Shape as _};

    const WHITE: Colour = [1.0; 3];
    const DARK: Colour = [0.1, 0.2, 0.4];

    fn coat(colour: Colour, opacity: f32, blend: BlendMode) -> Coat {
        Coat { colour: Some(colour), opacity, is_masked: false, blend }
    }

    fn rect(x0: f64, x1: f64) -> Shape {
        let path = KurboRect::new(x0, 0.0, x1, 100.0).to_path(0.1);
        let bounds = Rect::new(x0, 0.0, x1, 100.0);
        Shape::new(bounds, Outline::path(path, FillRule::NonZero), Vec::new())
    }

    #[test]
    fn the_last_opaque_fill_lies_beneath_and_others_mix_with_it() {
        let mut ground = Ground::new(100.0, 100.0, WHITE);
        assert_eq!(ground.at(50.0, 50.0), Some(WHITE));
        ground.add(rect(0.0, 60.0), coat(DARK, 1.0, BlendMode::Normal));
        assert_eq!((ground.at(50.0, 50.0), ground.at(70.0, 50.0)), (Some(DARK), Some(WHITE)));
        ground.add(rect(0.0, 30.0), coat(WHITE, 0.5, BlendMode::Normal));
        assert!(ground.at(20.0, 50.0).is_some_and(|colour| contrast(colour, [0.55, 0.6, 0.7]) < 0.01));
        ground.add(rect(40.0, 100.0), coat([1.0, 1.0, 0.0], 1.0, BlendMode::Multiply));
        assert!(ground.at(50.0, 50.0).is_some_and(|colour| contrast(colour, [0.1, 0.2, 0.0]) < 0.01));
        ground.add(rect(0.0, 100.0), Coat { colour: None, ..coat(WHITE, 1.0, BlendMode::Normal) });
        assert_eq!(ground.at(50.0, 50.0), None);
        ground.add(rect(0.0, 100.0), coat(WHITE, 1.0, BlendMode::Normal));
        assert_eq!(ground.at(50.0, 50.0), Some(WHITE));
    }
}
