//! Opens a frame to the columns of words beside it: the outer line of a table is missing on that side, and the lines
//! between its rows do not reach over the column, but its words stand on the heights of the words inside.

use super::lattice::{Box, Lattice};
use super::words::Word;
use crate::geom::Rect;

/// Least share of the heights inside that have a word beside them.
const BESIDE: f64 = 0.7;
/// Fewest of them.
const FEWEST: usize = 3;
/// Largest distance of the middles of words on one height, as a share of the size of the type.
const SAME_HEIGHT: f64 = 0.5;
/// Widest gap between the frame and the words beside it, in em: a name may be short, and what is farther is another text.
const NEAR_EM: f64 = 12.0;

/// Adds a column on the left, or on the right, where the words beside the frame belong to its rows. `others` are the
/// outlines of the other frames of the page, whose words are theirs.
pub(super) fn open_sides(lattice: Lattice, words: &[Word], others: &[Rect]) -> Lattice {
    let mut lattice = lattice;
    for left in [true, false] {
        if let Some(edge) = edge_beside(&lattice, words, others, left) {
            lattice = with_column(lattice, edge, left);
        }
    }
    lattice
}

/// Finds where a column beside the frame ends; `None` where there is none.
fn edge_beside(lattice: &Lattice, words: &[Word], others: &[Rect], left: bool) -> Option<f64> {
    let (x0, x1) = (*lattice.xs.first()?, *lattice.xs.last()?);
    let (top, bottom) = (*lattice.ys.first()?, *lattice.ys.last()?);
    let level = |w: &&Word| top < w.rect.mid_y() && w.rect.mid_y() < bottom;
    let elsewhere = |w: &Word| others.iter().any(|o| o.contains(w.rect.mid_x(), w.rect.mid_y()));
    let (mut inside, mut beside): (Vec<&Word>, Vec<&Word>) = (Vec::new(), Vec::new());
    for word in words.iter().filter(level) {
        let middle = word.rect.mid_x();
        if x0 < middle && middle < x1 {
            inside.push(word);
        } else if (middle <= x0) == left && !elsewhere(word) {
            beside.push(word);
        }
    }
    // A word across the edge is the frame's own, or a title's.
    let crosses = |w: &&Word| if left { w.rect.x1 > x0 + w.size } else { w.rect.x0 < x1 - w.size };
    if beside.iter().any(crosses) {
        return None;
    }
    let mut heights: Vec<f64> = inside.iter().map(|w| w.rect.mid_y()).collect();
    heights.sort_by(f64::total_cmp);
    let size = inside.iter().map(|w| w.size).fold(0.0, f64::max);
    heights.dedup_by(|a, b| (*a - *b).abs() < SAME_HEIGHT * size);
    let has_word = |at: &&f64| beside.iter().any(|w| (w.rect.mid_y() - **at).abs() < SAME_HEIGHT * w.size);
    let shared = heights.iter().filter(has_word).count();
    #[allow(clippy::cast_precision_loss)]
    let enough = shared >= FEWEST && shared as f64 >= BESIDE * heights.len() as f64;
    let nearest =
        beside.iter().map(|w| if left { x0 - w.rect.x1 } else { w.rect.x0 - x1 }).fold(f64::MAX, f64::min);
    if !enough || nearest > NEAR_EM * size {
        return None;
    }
    let ends = beside.iter().map(|w| if left { w.rect.x0 - 1.0 } else { w.rect.x1 + 1.0 });
    Some(if left { ends.fold(f64::MAX, f64::min) } else { ends.fold(f64::MIN, f64::max) })
}

fn with_column(lattice: Lattice, edge: f64, left: bool) -> Lattice {
    let (columns, rows) = (lattice.xs.len() - 1, lattice.ys.len() - 1);
    let mut xs = lattice.xs;
    xs.insert(if left { 0 } else { columns + 1 }, edge);
    let moved = lattice.boxes.into_iter().map(|cell| Box { column: cell.column + usize::from(left), ..cell });
    let column = if left { 0 } else { columns };
    let added = (0..rows).map(|row| Box { row, column, rows: 1, columns: 1 });
    let mut boxes: Vec<Box> = moved.chain(added).collect();
    boxes.sort_by_key(|cell| (cell.row, cell.column));
    Lattice::from_boxes(xs, lattice.ys, boxes)
}

#[cfg(test)]
mod tests {
    use super::super::samples::word;
    use super::*;

    fn lattice() -> Lattice {
        let cell = |row| Box { row, column: 0, rows: 1, columns: 1 };
        Lattice::from_boxes(vec![100.0, 200.0], vec![0.0, 20.0, 80.0], vec![cell(0), cell(1)])
    }

    #[test]
    fn words_beside_a_frame_are_a_column_of_it_where_they_stand_in_its_rows() {
        let amounts = [25.0, 40.0, 55.0].map(|y| word("1.00", 150.0, y));
        let names = |heights: [f64; 3]| heights.map(|y| word("增值税", 20.0, y));
        let beside = [amounts.to_vec(), names([25.0, 40.0, 55.0]).to_vec()].concat();
        let opened = open_sides(lattice(), &beside, &[]);
        assert_eq!((opened.xs.as_slice(), opened.boxes.len()), ([19.0, 100.0, 200.0].as_slice(), 4));
        // On other heights they are another text, and within another frame they are its own.
        let elsewhere = [amounts.to_vec(), names([33.0, 48.0, 63.0]).to_vec()].concat();
        assert_eq!(open_sides(lattice(), &elsewhere, &[]).xs.len(), 2);
        assert_eq!(open_sides(lattice(), &beside, &[Rect::new(0.0, 0.0, 90.0, 80.0)]).xs.len(), 2);
    }
}
