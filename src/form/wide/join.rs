//! Joins the pieces of a wide table, and judges what is read as a whole form.

use super::whole::is_understood;
use super::{At, Finder, Wide};
use crate::form::decide::{TableDecision, candidates, decide};
use crate::form::title::{Title, nearest_title};
use crate::table::{ColumnPiece, Grid};

impl Finder<'_> {
    /// Joins pieces, where the whole is read as its title says.
    pub(super) fn join(
        &self,
        pieces: &[(At, usize, Vec<usize>)],
        ys: &[f64],
        above: Vec<String>,
        headed: bool,
    ) -> Option<Wide> {
        let piece = |(at, from, bounds): &(At, usize, Vec<usize>)| {
            let over = self.lines_over(*at).into_iter().cloned().collect();
            Some(ColumnPiece { grid: self.grid(*at)?, from: *from, bounds: bounds.clone(), over })
        };
        let pieces: Vec<ColumnPiece<'_>> = pieces.iter().map(piece).collect::<Option<_>>()?;
        let (first, last) = (pieces.first()?.grid.page, pieces.last()?.grid.page);
        // Printed row by row of pages, the whole reaches to the last piece.
        let next_to_each_other =
            pieces.windows(2).all(|p| matches!(p, [a, b] if b.grid.page <= a.grid.page + 1));
        let further = if next_to_each_other { last.saturating_sub(first) } else { 0 };
        let grid = Grid::beside(&pieces, ys, further)?;
        if headed {
            let title = nearest_title(self.models, &above).filter(|title| title.kind.is_some())?;
            let (TableDecision::Kind(read), None) =
                decide(self.models, candidates(self.models, &grid), Some(&title))
            else {
                return None;
            };
            if !is_understood(&read) {
                return None;
            }
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

    /// Whether a table is read as its own title says, without any other.
    pub(super) fn is_whole(&self, at: At) -> bool {
        let Some(grid) = self.grid(at) else { return false };
        let title = nearest_title(self.models, &self.words_over(at));
        title.as_ref().is_some_and(|title| title.kind.is_some()) && self.is_read_as(grid, title.as_ref())
    }

    fn is_read_as(&self, grid: &Grid, title: Option<&Title>) -> bool {
        matches!(decide(self.models, candidates(self.models, grid), title), (TableDecision::Kind(_), None))
    }
}
