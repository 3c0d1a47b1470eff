//! Plans where the images of a page go on a common grid of pixels.

use std::collections::BTreeMap;

use hayro_interpret::kurbo::{Affine, Point};

use super::inventory::{Inventory, PlacedImage};
use crate::geom::Rect;

/// Largest offset of a strip from the pixel grid of the largest one, in pixels: positions are written with few digits.
const OFF_GRID: f64 = 0.45;
/// Largest difference of the sides of a square pixel, as a share: readers are made for square ones.
const SQUARE: f64 = 0.1;
/// Largest cosine of the angle between rows and columns.
const RIGHT_ANGLE: f64 = 0.01;

/// A common grid of pixels, and where each image goes on it.
pub(super) struct MosaicPlan {
    /// Size of the grid, in pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// From its pixels to points of the page.
    pub(super) to_page: Affine,
    /// By the index of the image in drawing order.
    pub(super) places: BTreeMap<usize, Tile>,
}

/// Position of an image on the grid.
pub(super) struct Tile {
    /// Position of its top left pixel on the grid; may lie outside.
    pub(super) left: i64,
    pub(super) top: i64,
    /// Pixels outside of this rectangle of the page are not seen; `None` where the edges of the grid cut them off.
    pub(super) seen: Option<Rect>,
}

impl MosaicPlan {
    /// Plans the common grid of all images; `None` where they have none, or where their pixels are not seen as they are.
    pub(super) fn of(inventory: &Inventory, most_pixels: u64) -> Option<Self> {
        let base = inventory.images.iter().max_by(|a, b| a.seen.area().total_cmp(&b.seen.area()))?;
        if !inventory.is_images_only() || !is_square(base) {
            return None;
        }
        let to_grid = finite(base.to_page.inverse())?;
        let mut window: Option<Rect> = None;
        let mut places = BTreeMap::new();
        for image in &inventory.images {
            let (left, top) = place(image, to_grid)?;
            let all = Rect::new(left, top, left + f64::from(image.width), top + f64::from(image.height));
            let corners = super::shapes::to_rect(to_grid.transform_rect_bbox(kurbo_rect(&image.seen)));
            let seen =
                Rect::new(corners.x0.round(), corners.y0.round(), corners.x1.round(), corners.y1.round());
            let seen = seen.intersect(&all)?;
            window = Some(window.map_or(seen, |window| window.union(&seen)));
            // The edges of the grid do not cut each of several images.
            let is_cut = !image.is_straight() || (inventory.images.len() > 1 && seen != all);
            let tile = Tile { left: whole(left)?, top: whole(top)?, seen: is_cut.then_some(image.seen) };
            places.insert(image.number, tile);
        }
        let window = window?;
        let (left, top) = (whole(window.x0)?, whole(window.y0)?);
        let (width, height) =
            (u32::try_from(whole(window.width())?).ok()?, u32::try_from(whole(window.height())?).ok()?);
        if width == 0 || height == 0 || u64::from(width) * u64::from(height) > most_pixels {
            return None;
        }
        for tile in places.values_mut() {
            (tile.left, tile.top) = (tile.left - left, tile.top - top);
        }
        let to_page = base.to_page * Affine::translate((window.x0, window.y0));
        Some(Self { width, height, to_page, places })
    }
}

fn is_square(image: &PlacedImage) -> bool {
    let (x, y) = image.resolution();
    let [a, b, c, d, ..] = image.to_page.as_coeffs();
    let across = (a * c + b * d).abs() / (a.hypot(b) * c.hypot(d));
    (x - y).abs() <= SQUARE * x.min(y) && across <= RIGHT_ANGLE
}

/// Position of the top left pixel of an image on the grid; `None` where its pixels are not those of the grid.
fn place(image: &PlacedImage, to_grid: Affine) -> Option<(f64, f64)> {
    let on_grid = to_grid * image.to_page;
    let (width, height) = (f64::from(image.width), f64::from(image.height));
    let origin = on_grid * Point::ORIGIN;
    let (left, top) = (origin.x.round(), origin.y.round());
    let fits = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].into_iter().all(|(x, y)| {
        let at = on_grid * Point::new(x, y);
        (at.x - left - x).abs() <= OFF_GRID && (at.y - top - y).abs() <= OFF_GRID
    });
    (fits && image.is_plain && image.to_page.is_finite()).then_some((left, top))
}

fn finite(affine: Affine) -> Option<Affine> {
    affine.is_finite().then_some(affine)
}

fn kurbo_rect(rect: &Rect) -> hayro_interpret::kurbo::Rect {
    hayro_interpret::kurbo::Rect::new(rect.x0, rect.y0, rect.x1, rect.y1)
}

#[allow(clippy::cast_possible_truncation)] // rounded and small
fn whole(at: f64) -> Option<i64> {
    (at.abs() < 1e9).then_some(at.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(number: usize, y: f64, height: u32) -> PlacedImage {
        // 200 dpi: 0.36 points a pixel.
        let to_page = Affine::new([0.36, 0.0, 0.0, 0.36, 10.0, y]);
        let seen = Rect::new(10.0, y, 10.0 + 36.0, y + 0.36 * f64::from(height));
        PlacedImage { number, to_page, width: 100, height, seen, is_plain: true }
    }

    fn inventory(images: Vec<PlacedImage>) -> Inventory {
        let mut inventory = Inventory::new(595.0, 842.0);
        inventory.images = images;
        inventory
    }

    #[test]
    fn strips_of_one_raster_are_put_together_and_others_are_not() {
        let plan =
            MosaicPlan::of(&inventory(vec![strip(1, 20.0, 64), strip(2, 43.04, 64)]), 1_000_000).unwrap();
        assert_eq!((plan.width, plan.height), (100, 128));
        assert!((plan.to_page * Point::ORIGIN - Point::new(10.0, 20.0)).hypot() < 1e-9);
        assert!(
            MosaicPlan::of(&inventory(vec![strip(1, 20.0, 64), strip(2, 43.22, 64)]), 1_000_000).is_none()
        );
        assert!(MosaicPlan::of(&inventory(vec![strip(1, 20.0, 64)]), 1_000).is_none(), "too many pixels");
    }

    #[test]
    fn what_is_clipped_away_is_no_part_of_the_picture() {
        let mut cut = strip(1, 20.0, 64);
        cut.seen.y0 = 20.0 + 10.0 * 0.36;
        let plan = MosaicPlan::of(&inventory(vec![cut]), 1_000_000).unwrap();
        assert_eq!((plan.width, plan.height, plan.places[&1].top), (100, 54, -10));
    }

    #[test]
    fn pixels_that_are_not_square_are_drawn() {
        let mut fax = strip(1, 20.0, 64);
        fax.to_page = Affine::new([0.36, 0.0, 0.0, 0.72, 10.0, 20.0]);
        assert!(MosaicPlan::of(&inventory(vec![fax]), 1_000_000).is_none());
    }
}
