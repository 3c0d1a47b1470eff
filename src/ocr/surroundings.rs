//! Finds what lies around the paper in a picture: the desk of a photograph, the black of an open lid.
//!
//! Paper is the largest region over which brightness changes little by little, as light and shadow do; at its edge it
//! changes from one tile to the next. What reaches the edge of the picture beside it is the surroundings, unless something is
//! printed there: then a sharp shadow parts the paper.

use image::GrayImage;

/// Brightness of neighbouring tiles of one region, as the darker's share of the brighter's.
const SMOOTH: f64 = 0.86;
/// Paper covers at least this share of the picture.
const LEAST_PAPER: f64 = 0.25;
/// Surroundings cover at least this share of the edge of the picture, …
const LEAST_EDGE: f64 = 0.5;
/// … on so many of its sides.
const LEAST_SIDES: usize = 3;
/// Print is darker than this share of the paper around it …
const PRINT: f64 = 0.5;
/// … and covers at least this share of a tile.
const PRINTED: f64 = 0.03;
/// So many tiles with print are paper.
const PRINTED_TILES: usize = 6;
/// In what is darker than this nothing would be seen that is printed.
const DARK: u8 = 60;

/// Finds the tiles that are surroundings, row by row; `None` where there are none. `tiles` has the brightness of the paper
/// in each tile of this side.
pub(super) fn find_surroundings(gray: &GrayImage, tiles: &GrayImage, side: u32) -> Option<Vec<bool>> {
    let (columns, rows) = (tiles.width() as usize, tiles.height() as usize);
    let regions = Regions::new(tiles.as_raw(), columns);
    let paper = regions.largest()?;
    if !at_least(regions.size(paper), LEAST_PAPER, columns * rows) {
        return None;
    }
    let beside: Vec<bool> = regions.of.iter().map(|region| *region != paper).collect();
    let around = reached_from_edge(&beside, columns);
    let edge = edge_tiles(columns, rows);
    let reached = edge.iter().filter(|at| around[**at]).count();
    let sides = sides_reached(&around, columns, rows);
    if sides < LEAST_SIDES || !at_least(reached, LEAST_EDGE, edge.len()) {
        return None;
    }
    let printed = (0..around.len()).filter(|at| around[*at] && is_printed(gray, tiles, side, *at)).count();
    // A tile more: the edge of the paper, with its shadow.
    (printed < PRINTED_TILES).then(|| widened(&around, columns))
}

fn at_least(count: usize, share: f64, all: usize) -> bool {
    // Tiles of a page: some thousands.
    #[allow(clippy::cast_precision_loss)]
    let (count, all) = (count as f64, all as f64);
    count >= share * all
}

/// Regions of tiles whose brightness changes little by little.
struct Regions {
    /// For each tile the number of its region.
    of: Vec<usize>,
    count: usize,
}

impl Regions {
    fn new(tiles: &[u8], columns: usize) -> Self {
        const NONE: usize = usize::MAX;
        let mut of = vec![NONE; tiles.len()];
        let mut count = 0;
        for start in 0..tiles.len() {
            if of[start] != NONE {
                continue;
            }
            let mut todo = vec![start];
            of[start] = count;
            while let Some(at) = todo.pop() {
                for next in beside(at, columns, tiles.len()) {
                    if of[next] == NONE && is_smooth(tiles[at], tiles[next]) {
                        of[next] = count;
                        todo.push(next);
                    }
                }
            }
            count += 1;
        }
        Self { of, count }
    }

    fn size(&self, region: usize) -> usize {
        self.of.iter().filter(|of| **of == region).count()
    }

    fn largest(&self) -> Option<usize> {
        let mut sizes = vec![0_usize; self.count];
        self.of.iter().for_each(|region| sizes[*region] += 1);
        (0..self.count).max_by_key(|region| sizes[*region])
    }
}

fn is_smooth(one: u8, other: u8) -> bool {
    f64::from(one.min(other)) >= SMOOTH * f64::from(one.max(other))
}

/// The up to four tiles beside one.
fn beside(at: usize, columns: usize, all: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % columns, at / columns);
    let left = (x > 0).then(|| at - 1);
    let right = (x + 1 < columns).then_some(at + 1);
    let above = (y > 0).then(|| at - columns);
    let below = Some(at + columns).filter(|below| *below < all);
    [left, right, above, below].into_iter().flatten()
}

/// The tiles along the edge of the picture.
fn edge_tiles(columns: usize, rows: usize) -> Vec<usize> {
    let is_edge = |at: &usize| {
        let (x, y) = (at % columns, at / columns);
        x == 0 || y == 0 || x + 1 == columns || y + 1 == rows
    };
    (0..columns * rows).filter(is_edge).collect()
}

/// Number of the sides of the picture of which half is reached.
fn sides_reached(around: &[bool], columns: usize, rows: usize) -> usize {
    let half = |tiles: &mut dyn Iterator<Item = usize>, length: usize| {
        tiles.filter(|at| around[*at]).count() * 2 >= length
    };
    [
        half(&mut (0..columns), columns),
        half(&mut ((rows - 1) * columns..rows * columns), columns),
        half(&mut (0..rows).map(|y| y * columns), rows),
        half(&mut (0..rows).map(|y| y * columns + columns - 1), rows),
    ]
    .into_iter()
    .filter(|is_reached| *is_reached)
    .count()
}

/// Of these tiles those that hang together with the edge of the picture.
fn reached_from_edge(open: &[bool], columns: usize) -> Vec<bool> {
    let rows = open.len().checked_div(columns).unwrap_or(0);
    let mut reached = vec![false; open.len()];
    let mut todo: Vec<usize> = edge_tiles(columns, rows).into_iter().filter(|at| open[*at]).collect();
    todo.iter().for_each(|at| reached[*at] = true);
    while let Some(at) = todo.pop() {
        for next in beside(at, columns, open.len()) {
            if open[next] && !reached[next] {
                reached[next] = true;
                todo.push(next);
            }
        }
    }
    reached
}

/// Whether a tile has print on it: a part of it is much darker than the rest.
fn is_printed(gray: &GrayImage, tiles: &GrayImage, side: u32, at: usize) -> bool {
    let Some(paper) = tiles.as_raw().get(at).filter(|paper| **paper >= DARK) else { return false };
    let columns = tiles.width() as usize;
    let (column, row) = (at % columns, at / columns);
    let (left, top) = (column * side as usize, row * side as usize);
    let right = (left + side as usize).min(gray.width() as usize);
    let bottom = (top + side as usize).min(gray.height() as usize);
    let width = gray.width() as usize;
    let dark = |pixel: &&u8| f64::from(**pixel) < PRINT * f64::from(*paper);
    let printed: usize = (top..bottom)
        .map(|y| gray.as_raw()[y * width + left..y * width + right].iter().filter(dark).count())
        .sum();
    at_least(printed, PRINTED, (right - left) * (bottom - top))
}

/// These tiles and those beside them.
fn widened(tiles: &[bool], columns: usize) -> Vec<bool> {
    let is_near = |at: usize| tiles[at] || beside(at, columns, tiles.len()).any(|next| tiles[next]);
    (0..tiles.len()).map(is_near).collect()
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    const SIDE: u32 = 10;

    /// A sheet of paper of 20 by 30 tiles on a desk, with so much light on paper and desk.
    fn photograph(paper: impl Fn(u32, u32) -> u8, desk: u8) -> (GrayImage, GrayImage) {
        let tile = |x: u32, y: u32| {
            let on_paper = (5..25).contains(&x) && (5..35).contains(&y);
            if on_paper { paper(x, y) } else { desk }
        };
        let tiles = GrayImage::from_fn(30, 40, |x, y| Luma([tile(x, y)]));
        let gray = GrayImage::from_fn(300, 400, |x, y| Luma([tile(x / SIDE, y / SIDE)]));
        (gray, tiles)
    }

    #[test]
    fn a_desk_around_the_paper_is_found_and_soft_shadow_on_it_is_none() {
        let (gray, tiles) = photograph(|_, y| 240 - u8::try_from(y).unwrap() * 3, 90);
        let around = find_surroundings(&gray, &tiles, SIDE).unwrap();
        assert!(around[0] && around[5 * 30 + 5], "the desk, and the edge of the paper");
        assert!(!around[20 * 30 + 15] && !around[33 * 30 + 15]);
    }

    #[test]
    fn a_page_without_surroundings_has_none() {
        let (gray, tiles) = photograph(|_, _| 240, 235);
        assert_eq!(find_surroundings(&gray, &tiles, SIDE), None);
    }

    #[test]
    fn paper_in_a_sharp_shadow_is_no_desk() {
        let (mut gray, tiles) = photograph(|_, _| 240, 90);
        for number in 0..10 {
            for (x, y) in [(102 + 10 * number, 12), (103 + 10 * number, 15), (104 + 10 * number, 16)] {
                gray.put_pixel(x, y, Luma([20]));
            }
        }
        assert_eq!(find_surroundings(&gray, &tiles, SIDE), None);
    }
}
