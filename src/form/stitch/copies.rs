//! Finds pages that are copies of one just before: a page that stands twice in the file has its amounts once.

use crate::form::opening::has_amounts;
use crate::table::{Grid, PageTables, TextLine};

/// A copy stands at most so many pages behind its page: sets of forms that are alike (汇总 and 本级) are further apart.
const NEAR: u32 = 4;

/// Finds the page that another one is a copy of: with the same words at the same places, its printed number too.
pub(super) fn copied_from<'p>(before: &'p [PageTables], page: &PageTables) -> Option<&'p PageTables> {
    let near = |other: &&PageTables| page.page.checked_sub(other.page).is_some_and(|far| far <= NEAR);
    let holds_amounts = page.grids.iter().any(has_amounts);
    before.iter().rev().take_while(near).find(|other| holds_amounts && is_copy(other, page))
}

fn is_copy(a: &PageTables, b: &PageTables) -> bool {
    a.size == b.size
        && a.grids.len() == b.grids.len()
        && a.grids.iter().zip(&b.grids).all(|(a, b)| are_same_grids(a, b))
        && are_same_lines(&a.lines, &b.lines)
}

fn are_same_grids(a: &Grid, b: &Grid) -> bool {
    a.xs == b.xs
        && a.ys == b.ys
        && a.cells.len() == b.cells.len()
        && a.cells.iter().zip(&b.cells).all(|(a, b)| {
            (a.row, a.column, a.rows, a.columns) == (b.row, b.column, b.rows, b.columns)
                && are_same_lines(&a.lines, &b.lines)
        })
}

fn are_same_lines(a: &[TextLine], b: &[TextLine]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.text == b.text && a.rect == b.rect)
}
