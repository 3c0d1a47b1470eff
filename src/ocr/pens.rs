//! Takes the ink of pens and coloured stamps out of a scan, so that the print under it can be read, and says where it was.
//!
//! Ink lets through a share of the light, so that print under a stroke is darker than the stroke by the share that it is
//! darker than paper elsewhere. Ink that covers print is left, since it would leave gaps. JPEG keeps brightness finer than
//! colour, so that brightness alone decides what of a stroke is print; its colour says how much of the stroke a pixel shows.

use std::collections::BTreeMap;

use super::ink::PixelBox;
use super::inks::{Inks, is_red, median, quantile, range};
use super::seals::sealed_runs;
use super::strokes::find_strokes;
use crate::geom::Rect;
use crate::picture::{Pixels, Scan, luma};

/// Widest print over which a stroke goes on, in points: black print in it has not its colour.
const CROSSED: f64 = 2.6;
/// Colour of a stroke that JPEG spreads around it, in points.
const SPREAD: f64 = 1.0;
/// This share of a stroke, of a hundred, is darker than it is taken to be.
const DARKER: usize = 20;
/// Colour is washed out by this factor at the edges of a stroke.
const WASHED: f32 = 1.5;
/// Print is darker than this share of the paper, and under ink than this share of the ink.
const SEEN: f32 = 0.6;
/// Print goes on under a stroke where at least this share of what stands around it is seen in it, …
const GOES_ON: f64 = 0.08;
/// … which is asked where at least this share of what is around it is print.
const LEAST_PRINT: f64 = 0.01;
/// Where two inks cross, a pixel is this near to the other one, in points, …
const CROSSING: f64 = 2.2;
/// … and darker than this share of the paper when one is taken out.
const LEFT_OVER: f32 = 0.8;
/// Side of the squares in which strokes are told, in points.
const SQUARE: f64 = 2.0;

/// Takes the ink of pens out of a scan. Gives back the boxes of where it was, in points of the page as seen.
pub(super) fn without_pens(scan: &mut Scan) -> Vec<Rect> {
    let [a, b, c, d, ..] = scan.to_page.0;
    let point = a.hypot(b).min(c.hypot(d));
    let Pixels::Rgb(rgb) = &mut scan.pixels else { return Vec::new() };
    let (pixels, rest) = rgb.as_chunks_mut::<3>();
    let width = scan.width as usize;
    if !(point > 0.0
        && rest.is_empty()
        && width > 0
        && Some(pixels.len()) == width.checked_mul(scan.height as usize))
    {
        return Vec::new();
    }
    let boxes = take_out(pixels, width, point);
    let to_rect = |rect: &PixelBox| {
        let [x0, y0, x1, y1] = [rect.x0, rect.y0, rect.x1, rect.y1].map(f64::from);
        scan.to_page.rect(&Rect::new(x0, y0, x1, y1))
    };
    boxes.iter().map(to_rect).collect()
}

/// Takes the ink of pens out of pixels. Gives back the boxes of where it was.
fn take_out(pixels: &mut [[u8; 3]], width: usize, point: f64) -> Vec<PixelBox> {
    let inks = Inks::of(pixels, point);
    let mut boxes = Vec::new();
    let size = (width, pixels.len() / width);
    // For each pixel the number of the ink whose stroke or seal it belongs to, from 1.
    let mut owners = vec![0_u8; pixels.len()];
    let mut strokes: Vec<Taken> = Vec::new();
    for (number, ink) in (1_u8..).zip(&inks.found) {
        let mut bitmap = inks.bitmap(ink);
        bridge(&mut bitmap, &inks, width, point);
        let colour = |stroke: &[usize]| {
            Colour::of(pixels, stroke.iter().copied().filter(|place| inks.has(*place, ink)), &inks)
        };
        // The colour of red seals is dropped by `seals`: here it only counts whether one hides print.
        if is_red(ink) {
            let seals = sealed_runs(pixels, width, point).into_iter().flatten();
            let seals: Vec<usize> = seals.filter(|place| bitmap[*place]).collect();
            for place in &seals {
                (bitmap[*place], owners[*place]) = (false, number);
            }
            if hides_print(&seals, pixels, size, &inks, &colour(&seals), point) {
                boxes.extend(boxes_of(&seals, width, pixels_of(SQUARE, point)));
            }
        }
        let mut found = find_strokes(&bitmap, width, point);
        found.iter_mut().for_each(|stroke| stroke.retain(|place| !inks.is_weak(*place)));
        found.retain(|stroke| !stroke.is_empty());
        let mut all: Vec<usize> = found.iter().flatten().copied().collect();
        all.sort_unstable();
        let hides = hides_print(&all, pixels, size, &inks, &colour(&all), point);
        for stroke in found {
            stroke.iter().for_each(|place| owners[*place] = number);
            boxes.extend(boxes_of(&stroke, width, pixels_of(SQUARE, point)));
            // What covers print stays, or lines and characters would have gaps.
            if !hides {
                let colour = colour(&stroke);
                strokes.push(Taken { number, stroke, colour });
            }
        }
    }
    for Taken { number, stroke, colour } in &strokes {
        for (place, is_stroke) in spread(stroke, size, pixels_of(SPREAD, point)) {
            let Some(pixel) = pixels.get_mut(place) else { continue };
            let light = colour.without(*pixel, is_stroke);
            // Where two strokes cross, both are dark: print cannot be told from that.
            let crosses = light < LEFT_OVER * colour.paper
                && is_near(place, size, pixels_of(CROSSING, point), |at| ![0, *number].contains(&owners[at]));
            let light = if crosses { colour.paper } else { light };
            *pixel = inks.paper.map(|paper| to_byte(f32::from(paper) * light / colour.paper));
        }
    }
    boxes
}

/// A stroke that is taken out.
struct Taken {
    /// Number of its ink.
    number: u8,
    /// The places of its pixels.
    stroke: Vec<usize>,
    colour: Colour,
}

/// Whether something `is` near a place.
fn is_near(place: usize, (width, height): (usize, usize), reach: usize, is: impl Fn(usize) -> bool) -> bool {
    let (x, y) = (place % width, place / width);
    let rows = y.saturating_sub(reach)..(y + reach + 1).min(height);
    let columns = x.saturating_sub(reach)..(x + reach + 1).min(width);
    rows.flat_map(|y| columns.clone().map(move |x| y * width + x)).any(is)
}

/// Whether print ends at a stroke instead of going on under it: it is denser around it than in it.
fn hides_print(
    stroke: &[usize],
    pixels: &[[u8; 3]],
    size: (usize, usize),
    inks: &Inks,
    colour: &Colour,
    point: f64,
) -> bool {
    if stroke.is_empty() {
        return false;
    }
    let light = |place: usize| pixels.get(place).map_or(0.0, |[r, g, b]| f32::from(luma(*r, *g, *b)));
    let inside = stroke.iter().filter(|place| light(**place) < SEEN * colour.light).count();
    let reach = pixels_of(SPREAD, point);
    // In the order of the page.
    let near: Vec<usize> = spread(stroke, size, reach).into_iter().map(|(place, _)| place).collect();
    let beside = spread(stroke, size, 3 * reach).into_iter().map(|(place, _)| place);
    let beside: Vec<usize> = beside.filter(|place| near.binary_search(place).is_err()).collect();
    let is_print = |place: usize| inks.is_print(place) && light(place) < SEEN * colour.paper;
    let dark = beside.iter().filter(|place| is_print(**place)).count();
    // Pixels around a stroke: nothing is lost.
    #[allow(clippy::cast_precision_loss)]
    let (inside, around) =
        (inside as f64 / stroke.len().max(1) as f64, dark as f64 / beside.len().max(1) as f64);
    around >= LEAST_PRINT && inside < GOES_ON * around
}

/// Converts points to whole pixels, one at least.
fn pixels_of(points: f64, point: f64) -> usize {
    // Lengths of few pixels.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let pixels = (points / point).round().max(1.0) as usize;
    pixels
}

fn to_byte(value: f32) -> u8 {
    // Within the bounds of a byte.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let byte = value.clamp(0.0, 255.0).round() as u8;
    byte
}

/// Joins the parts of a stroke over the black print that it crosses, along rows and columns.
fn bridge(bitmap: &mut [bool], inks: &Inks, width: usize, point: f64) {
    let most = pixels_of(CROSSED, point);
    // The last row of the stroke in each column, while there is nothing but print since.
    let mut above: Vec<Option<usize>> = vec![None; width];
    for y in 0..bitmap.len() / width {
        let mut left: Option<usize> = None;
        for (x, above) in above.iter_mut().enumerate() {
            let at = y * width + x;
            let is_ink = bitmap[at];
            if !is_ink && left.is_none() && above.is_none() {
                continue;
            }
            if is_ink {
                if let Some(before) = left.filter(|before| x - before > 1) {
                    bitmap[y * width + before + 1..at].fill(true);
                }
                if let Some(before) = above.filter(|before| y - before > 1) {
                    (before + 1..y).for_each(|gap| bitmap[gap * width + x] = true);
                }
                (left, *above) = (Some(x), Some(y));
                continue;
            }
            let is_print = inks.is_print(at);
            left = left.filter(|before| is_print && x - before <= most);
            *above = above.filter(|before| is_print && y - before <= most);
        }
    }
}

/// The pixels of a stroke and those around it, with whether each is of the stroke.
fn spread(stroke: &[usize], (width, height): (usize, usize), reach: usize) -> Vec<(usize, bool)> {
    let (left, right) = extent(stroke.iter().map(|place| place % width), reach, width);
    let (top, bottom) = extent(stroke.iter().map(|place| place / width), reach, height);
    let across = right.saturating_sub(left);
    // 1 is near a stroke, 2 of it.
    let mut near = vec![0_u8; across * bottom.saturating_sub(top)];
    for place in stroke {
        let (x, y) = (place % width - left, place / width - top);
        for y in y.saturating_sub(reach)..(y + reach + 1).min(bottom - top) {
            let row = &mut near[y * across..][..across];
            row[x.saturating_sub(reach)..(x + reach + 1).min(across)]
                .iter_mut()
                .for_each(|near| *near = 1.max(*near));
        }
    }
    for place in stroke {
        near[(place / width - top) * across + place % width - left] = 2;
    }
    let places = near.iter().enumerate().filter(|(_, near)| **near > 0);
    places.map(|(at, near)| ((top + at / across) * width + left + at % across, *near == 2)).collect()
}

/// The least value and one more than the greatest, and so much around them.
fn extent(values: impl Iterator<Item = usize>, reach: usize, end: usize) -> (usize, usize) {
    let (low, high) =
        values.fold((usize::MAX, 0), |(low, high), value| (low.min(value), high.max(value + 1)));
    (low.saturating_sub(reach), (high + reach).min(end))
}

/// The boxes of a stroke in each square of the page.
fn boxes_of(stroke: &[usize], width: usize, square: usize) -> Vec<PixelBox> {
    let mut squares: BTreeMap<(usize, usize), PixelBox> = BTreeMap::new();
    for place in stroke {
        let (x, y) = (place % width, place / width);
        let Some(pixel) = pixel_box(x, y) else { continue };
        squares
            .entry((y / square, x / square))
            .and_modify(|known| *known = known.union(&pixel))
            .or_insert(pixel);
    }
    squares.into_values().collect()
}

fn pixel_box(x: usize, y: usize) -> Option<PixelBox> {
    let (x0, y0) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
    Some(PixelBox { x0, y0, x1: x0 + 1, y1: y0 + 1 })
}

/// The colour of a stroke.
struct Colour {
    /// Blue and red beside brightness, as JPEG has them.
    tint: [f32; 2],
    /// Brightness of the stroke and of the paper.
    light: f32,
    paper: f32,
}

impl Colour {
    /// The colour of the pixels at these places.
    fn of(pixels: &[[u8; 3]], places: impl Iterator<Item = usize> + Clone, inks: &Inks) -> Self {
        let own = places.filter_map(|place| pixels.get(place));
        // The pale half are its edges, and what it crosses.
        let usual = median(own.clone().map(|pixel| range(*pixel)));
        let core = own.filter(|pixel| range(**pixel) >= usual);
        let middle = [0, 1, 2].map(|channel| median(core.clone().map(|pixel| pixel[channel])));
        let light = |[r, g, b]: [u8; 3]| luma(r, g, b);
        Self {
            tint: tint(middle),
            // Its own darker parts are no print.
            light: f32::from(quantile(core.map(|pixel| light(*pixel)), DARKER)),
            paper: f32::from(light(inks.paper)).max(1.0),
        }
    }

    /// Brightness of a pixel without the stroke.
    fn without(&self, pixel: [u8; 3], is_stroke: bool) -> f32 {
        let [r, g, b] = pixel;
        let light = f32::from(luma(r, g, b));
        let [blue, red] = tint(pixel);
        let strength = (self.tint[0].powi(2) + self.tint[1].powi(2)).max(1.0);
        let shown = (blue * self.tint[0] + red * self.tint[1]) / strength;
        let shown = if is_stroke { 1.0 } else { (WASHED * shown).clamp(0.0, 1.0) };
        // Brightness of the stroke alone, as far as the pixel shows it.
        let alone = self.paper - shown * (self.paper - self.light);
        self.paper * (light / alone.max(1.0)).min(1.0)
    }
}

/// Blue and red beside brightness.
fn tint([r, g, b]: [u8; 3]) -> [f32; 2] {
    let light = f32::from(luma(r, g, b));
    [f32::from(b) - light, f32::from(r) - light]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 200 × 100 pixels of half a point: black bars as digits have them, and a line of this colour through them.
    fn page(pen: [u8; 3], is_covering: bool) -> Vec<[u8; 3]> {
        let pixel = |at: usize| {
            let (x, y) = (at % 200, at / 200);
            let print = (10..190).contains(&x) && x % 10 < 3 && (y % 30 >= 10);
            let stroke = (30..170).contains(&x) && (48..52).contains(&y);
            match (print, stroke) {
                (true, true) if !is_covering => [2, 4, 9],
                (_, true) => pen,
                (true, _) => [12, 12, 12],
                _ => [250, 250, 250],
            }
        };
        (0..200 * 100).map(pixel).collect()
    }

    #[test]
    fn a_line_through_print_is_taken_out_and_the_print_stays() {
        for pen in [[30, 60, 170], [205, 45, 50], [20, 140, 70]] {
            let mut pixels = page(pen, false);
            let boxes = take_out(&mut pixels, 200, 0.5);
            assert!(pixels[50 * 200 + 35][0] > 230, "{pen:?}: {:?}", pixels[50 * 200 + 35]);
            assert!(pixels[50 * 200 + 61][0] < 60 && pixels[45 * 200 + 61][0] < 60, "{pen:?}");
            assert!(
                boxes.iter().any(|rect| rect.x0 <= 100 && 100 < rect.x1 && rect.y0 <= 50 && 50 < rect.y1)
            );
        }
    }

    #[test]
    fn a_seal_that_hides_print_is_told_and_stays_for_the_dropper_of_seals() {
        let seal = |is_covering: bool| {
            let pixel = |at: usize| {
                let (x, y) = (at % 200, at / 200);
                let print = y % 12 < 9 && x % 8 < 3;
                // Of a page, a coordinate.
                #[allow(clippy::cast_precision_loss)]
                let away = (x as f64 - 100.0).hypot(y as f64 - 100.0);
                match (print, (away - 60.0).abs() < 3.0) {
                    (true, true) if !is_covering => [10, 3, 3],
                    (_, true) => [210, 45, 50],
                    (true, _) => [12, 12, 12],
                    _ => [250, 250, 250],
                }
            };
            (0..200 * 200).map(pixel).collect::<Vec<[u8; 3]>>()
        };
        for is_covering in [false, true] {
            let mut pixels = seal(is_covering);
            let boxes = take_out(&mut pixels, 200, 0.5);
            assert_eq!((boxes.is_empty(), pixels == seal(is_covering)), (!is_covering, true));
        }
    }

    #[test]
    fn gray_pages_stay() {
        let mut pixels = page([90, 90, 90], false);
        let before = pixels.clone();
        assert!(take_out(&mut pixels, 200, 0.5).is_empty() && pixels == before);
    }
}
