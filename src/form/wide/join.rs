//! Joins the pieces of a wide table, and judges what is read as a whole form.

use super::said::Said;
use super::whole::is_understood;
use super::{At, Finder, Wide};
use crate::form::decide::{is_read, read_as_announced};
use crate::form::title::{Title, nearest_title_by};
use crate::table::{ColumnPiece, Grid};

impl Finder<'_> {
    /// Joins pieces, where the whole is read as its `title` says, if it has one.
    pub(super) fn join(
        &self,
        pieces: &[(At, usize, Vec<usize>)],
        ys: &[f64],
        above: Vec<String>,
        title: Option<&Title>,
    ) -> Option<Wide> {
        let piece = |(at, from, bounds): &(At, usize, Vec<usize>)| {
            let over = self.lines_over(*at).iter().map(|line| (*line).clone()).collect();
            Some(ColumnPiece { grid: self.grid(*at)?, from: *from, bounds: bounds.clone(), over })
        };
        let pieces: Vec<ColumnPiece<'_>> = pieces.iter().map(piece).collect::<Option<_>>()?;
        let (first, last) = (pieces.first()?.grid.page, pieces.last()?.grid.page);
        // Printed row by row of pages, the whole reaches to the last piece.
        let next_to_each_other =
            pieces.windows(2).all(|p| matches!(p, [a, b] if b.grid.page <= a.grid.page + 1));
        let further = if next_to_each_other { last.saturating_sub(first) } else { 0 };
        let grid = Grid::beside(&pieces, ys, further)?;
        if let Some(title) = title
            && !is_understood(&read_as_announced(self.models, &grid, title)?)
        {
            return None;
        }
        let mut left = grid.rect.x0;
        let pieces = pieces.iter().map(|piece| {
            let at = left;
            left += piece.width();
            (piece.grid.clone(), piece.left(), at, piece.width())
        });
        let pieces = pieces.collect();
        Some(Wide { grid, above, pieces })
    }

    /// Finds the title among lines where it is that of a form which is read by its header.
    pub(super) fn titled(&self, above: &[String]) -> Option<Title> {
        let title = nearest_title_by(self.models, above, &|line| self.title_of(line));
        title.filter(|title| is_read(self.models, title))
    }

    /// Whether a table is read as its own title says, without any other.
    pub(super) fn is_whole(&self, at: At) -> bool {
        let read = |said: &Said<'_>| {
            said.title(self.models).is_some_and(|title| {
                self.grid(at).is_some_and(|grid| read_as_announced(self.models, grid, title).is_some())
            })
        };
        self.said(at).is_some_and(|said| *said.is_whole.get_or_init(|| read(said)))
    }
}
