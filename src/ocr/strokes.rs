//! Tells the strokes of pens and stamps from coloured print by their shape: they are thin, and larger than characters.
//!
//! Characters of coloured print stand beside each other, coloured rulings run straight along the rows or the columns of the
//! page, and fills are broad.

use super::components::{BLOCK, label_components};
use super::ink::PixelBox;

/// Strokes reach over at least this much, in points; characters of tables are smaller.
const LARGE: f64 = 11.5;
/// Broadest stroke of a pen or of the frame of a stamp, in points.
const BROADEST: f64 = 5.0;
/// A stroke is at least so many times as long as broad.
const LONG: f64 = 5.0;
/// A run along a row or a column that is at least this long, in points, may be of a ruling.
const RUN: f64 = 24.0;
/// A component is ruled where at least this share of it lies in such runs, …
const RULED: f64 = 0.6;
/// … and an ink is that of rulings where a ruled component is at least this long, in points.
const RULING: f64 = 150.0;
/// A line has one run in at least this share of its columns, …
const LINE: f64 = 0.8;
/// … which is no higher than this many times its breadth.
const STEEP: f64 = 3.0;
/// … and it is at least so many times as wide as high.
const FLAT: f64 = 2.5;
/// Characters that touch part the row in at least so many runs on average.
const TEXT_RUNS: f64 = 4.5;
/// Ink of a character covers at least this share of its box.
const DENSE: f64 = 0.16;
/// Coloured characters are at most this high, in points, and their neighbours are this many heights away at most.
const HIGHEST_TEXT: f64 = 30.0;
const NEXT: f64 = 0.6;
/// What is inside of a round stroke of at least this size, in points, belongs to it: it is a stamp.
const STAMP: f64 = 24.0;
/// … whose sides differ by no more than this factor.
const ROUND: f64 = 1.3;
/// Components of less ink than this, in square points, are specks.
const SPECK: f64 = 0.4;

/// A component of coloured ink.
struct Shape {
    rect: PixelBox,
    area: u32,
    /// Median breadth, in pixels.
    breadth: f64,
    /// Share of its pixels that lie in long runs along the rows or the columns.
    ruled: f64,
    /// Mean number of runs in a row.
    row_runs: f64,
    /// Share of its columns that have one short run.
    line: f64,
}

impl Shape {
    fn is_sparse(&self) -> bool {
        is_sparse(&self.rect, self.area)
    }
}

/// Whether ink covers less of its box than that of a character.
fn is_sparse(rect: &PixelBox, area: u32) -> bool {
    f64::from(area) < DENSE * f64::from(rect.width()) * f64::from(rect.height())
}

/// Finds the strokes in a bitmap of one ink: the places of the pixels of each. A pixel is `point` points wide.
pub(super) fn find_strokes(ink: &[bool], width: usize, point: f64) -> Vec<Vec<usize>> {
    let bitmap: Vec<u8> = ink.iter().map(|is| if *is { 0 } else { u8::MAX }).collect();
    let labels = label_components(&bitmap, width, 128);
    let boxes = labels_to_boxes(&labels, width);
    let points = |length: u32| f64::from(length) * point;
    let is_large = |rect: &PixelBox| points(rect.width().max(rect.height())) >= LARGE;
    let shapes: Vec<Option<Shape>> = (1_u32..)
        .zip(&boxes)
        .map(|(label, (rect, area))| {
            is_large(rect).then(|| shape(label, *rect, *area, &labels, width, point))
        })
        .collect();
    let are_rulings = shapes
        .iter()
        .flatten()
        .any(|shape| shape.ruled >= RULED && points(shape.rect.width().max(shape.rect.height())) >= RULING);
    let is_stroke = |at: usize, shape: &Shape| {
        let (across, down) = (points(shape.rect.width()), points(shape.rect.height()));
        let broad = shape.breadth * point;
        let length = f64::from(shape.area) / shape.breadth.max(1.0);
        let is_line = shape.line >= LINE && across >= FLAT * down;
        broad <= BROADEST
            && length >= LONG * shape.breadth
            && !(are_rulings && shape.ruled >= RULED)
            && (is_line || (down >= LARGE && shape.row_runs < TEXT_RUNS))
            && (is_line || shape.is_sparse() || !stands_in_text(at, &boxes, point))
    };
    let mut chosen: Vec<bool> = shapes
        .iter()
        .enumerate()
        .map(|(at, shape)| shape.as_ref().is_some_and(|s| is_stroke(at, s)))
        .collect();
    let stamps: Vec<PixelBox> = shapes
        .iter()
        .zip(&chosen)
        .filter_map(|(shape, chosen)| shape.as_ref().filter(|_| *chosen))
        .map(|shape| shape.rect)
        .filter(|rect| {
            let (across, down) = (points(rect.width()), points(rect.height()));
            across.min(down) >= STAMP && across.max(down) <= ROUND * across.min(down)
        })
        .collect();
    for ((rect, _), chosen) in boxes.iter().zip(&mut chosen) {
        *chosen |= stamps.iter().any(|stamp| stamp.union(rect) == *stamp);
    }
    let mut strokes: Vec<Vec<usize>> = vec![Vec::new(); chosen.len()];
    for (place, label) in labels.iter().enumerate().filter(|(_, label)| **label > 0) {
        let at = *label as usize - 1;
        if let Some(stroke) = strokes.get_mut(at).filter(|_| chosen.get(at) == Some(&true)) {
            stroke.push(place);
        }
    }
    strokes.retain(|stroke| !stroke.is_empty());
    strokes
}

/// The box of each component and the number of its pixels.
fn labels_to_boxes(labels: &[u32], width: usize) -> Vec<(PixelBox, u32)> {
    let mut boxes: Vec<(PixelBox, u32)> = Vec::new();
    for (y, row) in (0_u32..).zip(labels.chunks_exact(width.max(1))) {
        for (start, block) in (0_u32..).step_by(BLOCK).zip(row.chunks(BLOCK)) {
            // Most blocks are paper: this looks at all of one at a time.
            if block.iter().fold(0, |any, label| any | label) == 0 {
                continue;
            }
            for (x, label) in (start..).zip(block) {
                let Some(at) = (*label as usize).checked_sub(1) else { continue };
                let pixel = PixelBox { x0: x, y0: y, x1: x + 1, y1: y + 1 };
                match boxes.get_mut(at) {
                    Some((rect, area)) => (*rect, *area) = (rect.union(&pixel), *area + 1),
                    // Labels come in the order of their first pixels.
                    None => boxes.push((pixel, 1)),
                }
            }
        }
    }
    boxes
}

/// Measures a component.
fn shape(label: u32, rect: PixelBox, area: u32, labels: &[u32], width: usize, point: f64) -> Shape {
    let (across, down) = (rect.width() as usize, rect.height() as usize);
    let is = |x: usize, y: usize| {
        labels.get((rect.y0 as usize + y) * width + rect.x0 as usize + x) == Some(&label)
    };
    let mut breadths = vec![u32::MAX; across * down];
    let (mut longest, mut all_row_runs) = (vec![0_u32; across * down], 0_u32);
    let mut columns: Vec<(u32, u32)> = Vec::with_capacity(across); // number of runs, and the longest
    for y in 0..down {
        all_row_runs += runs(
            across,
            |x| is(x, y),
            |x, run| {
                let at = y * across + x;
                (breadths[at], longest[at]) = (breadths[at].min(run), longest[at].max(run));
            },
        );
    }
    for x in 0..across {
        let mut high = 0;
        let count = runs(
            down,
            |y| is(x, y),
            |y, run| {
                let at = y * across + x;
                (breadths[at], longest[at]) = (breadths[at].min(run), longest[at].max(run));
                high = high.max(run);
            },
        );
        columns.push((count, high));
    }
    let mut known: Vec<u32> = breadths.into_iter().filter(|breadth| *breadth < u32::MAX).collect();
    known.sort_unstable();
    let breadth = known.get(known.len() / 2).copied().map_or(1.0, f64::from);
    let long = longest.iter().filter(|run| f64::from(**run) * point >= RUN).count();
    let is_short = |(count, high): &&(u32, u32)| *count == 1 && f64::from(*high) <= STEEP * breadth;
    let short = columns.iter().filter(is_short).count();
    // Pixels of a component: nothing is lost.
    #[allow(clippy::cast_precision_loss)]
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    Shape {
        rect,
        area,
        breadth,
        ruled: share(long, area as usize),
        row_runs: share(all_row_runs as usize, down),
        line: share(short, across),
    }
}

/// Gives the length of its run for each place of a row that `is` ink; gives back how many runs there are.
fn runs(length: usize, is: impl Fn(usize) -> bool, mut give: impl FnMut(usize, u32)) -> u32 {
    let (mut at, mut count) = (0, 0);
    while at < length {
        if !is(at) {
            at += 1;
            continue;
        }
        let end = (at..length).find(|next| !is(*next)).unwrap_or(length);
        let run = u32::try_from(end - at).unwrap_or(u32::MAX);
        (at..end).for_each(|place| give(place, run));
        (at, count) = (end, count + 1);
    }
    count
}

/// Whether a component stands beside others of its height, as characters do.
fn stands_in_text(at: usize, boxes: &[(PixelBox, u32)], point: f64) -> bool {
    let Some((own, _)) = boxes.get(at) else { return false };
    let height = f64::from(own.height());
    if height * point > HIGHEST_TEXT || f64::from(own.width()) > 2.5 * height {
        return false;
    }
    let is_next = |(number, (other, area)): (usize, &(PixelBox, u32))| {
        let gap = other.x0.saturating_sub(own.x1).max(own.x0.saturating_sub(other.x1));
        let (low, high) =
            (f64::from(own.height().min(other.height())), f64::from(own.height().max(other.height())));
        number != at
            && !is_sparse(other, *area)
            && f64::from(*area) * point * point >= SPECK
            && f64::from(gap) <= NEXT * height
            && own.shared_width(other) * 2 < own.width().min(other.width())
            && high <= 2.0 * low
            && f64::from(own.shared_height(other)) >= 0.6 * low
    };
    boxes.iter().enumerate().any(is_next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 300;

    /// Whether what is drawn by a rule, on 300 × 100 pixels of half a point each, is a stroke at this place.
    fn is_stroke(drawn: impl Fn(f64, f64) -> bool, (x, y): (usize, usize)) -> bool {
        // Places on a small page: nothing is lost.
        #[allow(clippy::cast_precision_loss)]
        let ink: Vec<bool> =
            (0..100 * WIDTH).map(|at| drawn((at % WIDTH) as f64, (at / WIDTH) as f64)).collect();
        assert!(ink[y * WIDTH + x]);
        find_strokes(&ink, WIDTH, 0.5).iter().any(|stroke| stroke.contains(&(y * WIDTH + x)))
    }

    fn ellipse(x: f64, y: f64, (across, down): (f64, f64)) -> bool {
        let away = ((x - 100.0) / across).hypot((y - 50.0) / down);
        (away - 1.0).abs() * across.min(down) < 2.0
    }

    #[test]
    fn an_ellipse_a_tick_and_a_line_through_a_number_are_strokes() {
        assert!(is_stroke(|x, y| ellipse(x, y, (50.0, 18.0)), (50, 50)));
        let tick = |x: f64, y: f64| {
            let at = if x < 110.0 { 60.0 - (110.0 - x) } else { 60.0 - 1.5 * (x - 110.0) };
            (100.0..130.0).contains(&x) && (y - at).abs() < 3.0
        };
        assert!(is_stroke(tick, (110, 60)));
        assert!(is_stroke(|x, y| (50.0..180.0).contains(&x) && (y - 40.0 - x / 40.0).abs() < 2.0, (100, 42)));
    }

    #[test]
    fn characters_fills_and_rulings_are_none() {
        // Characters of 10 by 9 points side by side, as a title has them.
        let text = |size: f64| {
            move |x: f64, y: f64| {
                let (in_x, in_y) = (x % (1.2 * size), y - 40.0);
                (0.0..size).contains(&in_y) && in_x < size && (in_x < 4.0 || in_y < 4.0 || in_x > size - 4.0)
            }
        };
        assert!(!is_stroke(text(20.0), (1, 50)) && !is_stroke(text(36.0), (1, 50)));
        assert!(!is_stroke(|x, y| (20.0..280.0).contains(&x) && (30.0..60.0).contains(&y), (50, 50)));
        let grid = |x: f64, y: f64| (y % 30.0 < 2.0 || x % 99.0 < 2.0) && y < 62.0;
        assert!(!is_stroke(grid, (50, 30)));
    }

    #[test]
    fn what_stands_in_a_round_stamp_belongs_to_it() {
        let stamp = |x: f64, y: f64| ellipse(x, y, (40.0, 40.0)) || (x - 100.0).hypot(y - 50.0) < 8.0;
        assert!(is_stroke(stamp, (100, 50)) && is_stroke(stamp, (60, 50)));
    }
}
