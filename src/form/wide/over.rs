//! Keeps the lines over the pieces of a wide table: a title that the edge of the page cuts goes on on the next.

use crate::table::{Grid, TextLine};

/// A line that the edge of the page cuts ends within this distance of the table's edge, in its size.
const AT_EDGE_EM: f64 = 1.5;
/// Both parts of such a line stand at one height and in one size, up to this share of it.
const SAME_LINE: f64 = 0.2;

/// The lines over the pieces of a table; one that the edge of a page cuts goes on over the next piece.
#[derive(Default)]
pub(super) struct Over<'a> {
    /// Their words, with the last line that they come from, and where the table below that ends.
    pub(super) lines: Vec<(String, &'a TextLine, f64)>,
}

impl<'a> Over<'a> {
    /// Adds the lines over the next piece.
    pub(super) fn add(&mut self, lines: &[&'a TextLine], grid: &Grid) {
        for line in lines {
            self.add_line(line, grid, true);
        }
    }

    /// Adds of the lines over the next piece those that go on with one, and gives back the words of the others.
    pub(super) fn add_cut(&mut self, lines: &[&'a TextLine], grid: &Grid) -> Vec<String> {
        let others = lines.iter().filter(|line| !self.add_line(line, grid, false));
        others.map(|line| line.words().to_owned()).collect()
    }

    /// Adds a line to the one that it goes on with, else as one of its own where it may be `alone`; `false` where neither.
    fn add_line(&mut self, line: &'a TextLine, grid: &Grid, alone: bool) -> bool {
        let end = grid.rect.x1;
        match self.part_before(line, grid) {
            Some(index) => {
                if let Some(begun) = self.lines.get_mut(index) {
                    let rest = line.words();
                    // A character on the edge may be printed on both pages.
                    let doubled = (begun.1.cut || line.cut) && begun.0.chars().last() == rest.chars().next();
                    begun.0.extend(rest.chars().skip(usize::from(doubled)));
                    (begun.1, begun.2) = (line, end);
                }
                true
            }
            None if alone => {
                self.lines.push((line.words().to_owned(), line, end));
                true
            }
            None => false,
        }
    }

    /// Finds the line that goes on with this one: it ends at the edge of its table, and this begins at that of `grid`.
    pub(super) fn part_before(&self, line: &TextLine, grid: &Grid) -> Option<usize> {
        let edge = AT_EDGE_EM * line.size;
        let begins = line.rect.x0 <= grid.rect.x0 + edge;
        let goes_on = |(_, before, end): &(String, &TextLine, f64)| {
            (before.cut || line.cut)
                && !std::ptr::eq(*before, line)
                && before.rect.x1 >= end - edge
                && (before.rect.mid_y() - line.rect.mid_y()).abs() <= SAME_LINE * line.size
                && (before.size - line.size).abs() <= SAME_LINE * line.size
        };
        begins.then(|| self.lines.iter().position(goes_on))?
    }

    /// Gives their words from the top down.
    pub(super) fn words(mut self) -> Vec<String> {
        self.lines.sort_by(|a, b| a.1.rect.mid_y().total_cmp(&b.1.rect.mid_y()));
        self.lines.into_iter().map(|(words, ..)| words).collect()
    }
}
