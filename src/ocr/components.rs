//! Labels connected components: ink whose pixels touch at a side or a corner (8-connectivity).
//!
//! The classic two passes with a union-find (Rosenfeld and Pfaltz, 1966): the first gives provisional labels row by row
//! and notes which of them meet, the second replaces them by final ones.

/// Pixels that are looked at together.
pub(super) const BLOCK: usize = 32;

/// A label for each pixel, row by row: 0 is paper. Components are numbered from 1, in the order of their first pixels.
/// Ink is darker than `level`.
pub(super) fn label_components(pixels: &[u8], width: usize, level: u8) -> Vec<u32> {
    if width == 0 {
        return Vec::new();
    }
    let mut labels = vec![0_u32; pixels.len()];
    let mut sets = Sets::new();
    let paper = vec![0_u32; width];
    let mut above: &[u32] = &paper;
    for (row, row_labels) in pixels.chunks_exact(width).zip(labels.chunks_exact_mut(width)) {
        label_row(row, row_labels, above, level, &mut sets);
        above = row_labels;
    }
    let finals = sets.numbered();
    for block in labels.chunks_mut(BLOCK) {
        if block.iter().fold(0, |any, label| any | label) == 0 {
            continue;
        }
        for label in block {
            *label = finals[*label as usize];
        }
    }
    labels
}

/// Gives provisional labels to one row, below the labels of the row above.
fn label_row(row: &[u8], labels: &mut [u32], above: &[u32], level: u8, sets: &mut Sets) {
    let mut west = 0;
    for (number, block) in row.chunks(BLOCK).enumerate() {
        // Most blocks are paper: this looks at all of one at a time.
        if !block.iter().fold(false, |any, value| any | (*value < level)) {
            west = 0;
            continue;
        }
        for (x, value) in (number * BLOCK..).zip(block) {
            if *value >= level {
                west = 0;
                continue;
            }
            // The pixel above touches all other neighbours, which are of its set already.
            let north = above[x];
            west = if north != 0 {
                north
            } else {
                let left = if west == 0 && x > 0 { above[x - 1] } else { west };
                let right = above.get(x + 1).copied().unwrap_or(0);
                match (left, right) {
                    (0, 0) => sets.add(),
                    (label, 0) | (0, label) => label,
                    (left, right) => sets.join(left, right),
                }
            };
            labels[x] = west;
        }
    }
}

/// Sets of labels: each names another one of its set that is not larger, or itself where it is the least (the root).
struct Sets(Vec<u32>);

impl Sets {
    /// Has the label of paper alone.
    fn new() -> Self {
        Self(vec![0])
    }

    /// A new label, in a set of its own.
    fn add(&mut self) -> u32 {
        // Not even half of the pixels begin a label, and images have fewer than 2^32.
        #[allow(clippy::cast_possible_truncation)]
        let label = self.0.len() as u32;
        self.0.push(label);
        label
    }

    /// Makes one set of those of both labels, and gives its root.
    fn join(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high as usize] = low;
        low
    }

    /// The least label of the set. The way there is halved for the next time.
    fn root(&mut self, mut label: u32) -> u32 {
        loop {
            let parent = self.0[label as usize];
            if parent == label {
                return label;
            }
            let next = self.0[parent as usize];
            self.0[label as usize] = next;
            label = next;
        }
    }

    /// For each label the number of its set, in the order of their roots. Paper stays 0.
    fn numbered(mut self) -> Vec<u32> {
        let mut count = 0;
        for label in 1..self.0.len() {
            // Roots come before those that name them, so that these find a number already.
            let parent = self.0[label] as usize;
            self.0[label] = if parent == label {
                count += 1;
                count
            } else {
                self.0[parent]
            };
        }
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `#` is ink.
    fn labels(rows: &[&str]) -> Vec<u32> {
        let pixels: Vec<u8> = rows.concat().bytes().map(|b| if b == b'#' { 0 } else { 255 }).collect();
        label_components(&pixels, rows[0].len(), 128)
    }

    #[test]
    fn corners_connect() {
        assert_eq!(labels(&["#.##.", ".##..", "....#"]), [1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 2]);
    }

    #[test]
    fn branches_that_meet_below_are_one() {
        let rake = labels(&["#.#.#.#.#", "#.#.#.#.#", "#.#####.#", "#.......#", "#########"]);
        assert!(rake.iter().all(|label| *label <= 2), "{rake:?}");
        assert_eq!(labels(&["#...#", ".#.#.", "..#.."]), [1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn numbers_go_by_first_pixels() {
        // The second component begins before the first ends.
        assert_eq!(labels(&["..#.#", "#...#"]), [0, 0, 1, 0, 2, 3, 0, 0, 0, 2]);
    }

    #[test]
    fn no_pixels_have_no_labels() {
        assert!(label_components(&[], 0, 128).is_empty());
    }
}
