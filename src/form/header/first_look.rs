//! Looks at the words of a table's first rows before a kind is asked to read its header: most kinds need words that are not
//! printed there.

use std::cell::OnceCell;

use super::overlap::runs_over_borders;
use super::texts::CellTexts;
use crate::table::{Cell, Grid};
use crate::taxonomy::KindModel;

/// Rows in which a header stands, with the lines above it and the longest that was seen.
const ROWS: usize = 24;

/// The words of the first rows of a table, for a first look before a kind is asked to read its header.
pub(in crate::form) struct FirstLook<'g> {
    grid: &'g Grid,
    words: String,
    /// Whether words may be parts of others: cut by their cells, or running over borders.
    torn: OnceCell<bool>,
}

impl<'g> FirstLook<'g> {
    pub(in crate::form) fn new(grid: &'g Grid, texts: &CellTexts) -> Self {
        let mut words = String::new();
        for cell in first_cells(grid) {
            words.push_str(&texts.plain(cell));
            words.push('\n');
        }
        Self { grid, words, torn: OnceCell::new() }
    }

    /// Whether a word of each measure that the kind cannot do without is printed, or may be.
    pub(in crate::form) fn may_show(&self, kind: &KindModel) -> bool {
        self.shows(kind) || self.is_torn()
    }

    fn shows(&self, kind: &KindModel) -> bool {
        let is_printed = |name: &String| {
            let measure = name.rsplit('.').next().unwrap_or(name);
            let mut words = kind.measures.iter().filter(|m| m.name == measure).flat_map(|m| &m.words);
            words.any(|word| self.words.contains(word.as_str()))
        };
        kind.required.iter().all(is_printed)
    }

    fn is_torn(&self) -> bool {
        let look = || first_cells(self.grid).any(Cell::is_cut) || runs_over_borders(self.grid);
        *self.torn.get_or_init(look)
    }
}

fn first_cells(grid: &Grid) -> impl Iterator<Item = &Cell> {
    grid.cells.iter().filter(|cell| cell.row < ROWS && !cell.lines.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::samples::grid;
    use crate::taxonomy::models;

    #[test]
    fn a_kind_is_asked_where_a_word_of_each_of_its_measures_is_printed() {
        let printed = ["项目 | < | 本年支出 | < | <", "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出"];
        let grid = grid(&printed);
        let texts = CellTexts::new(&grid);
        let look = FirstLook::new(&grid, &texts);
        let shows = |kind: &str| look.shows(models().kind(kind).unwrap());
        assert!(shows("general_public_budget_expenditure"));
        assert!(!shows("income") && !shows("three_public"));
    }

    #[test]
    fn every_kind_is_asked_where_words_may_be_parts() {
        let mut grid = grid(&["科目编码 | 科目名称 | 基本支"]);
        grid.cells[2].lines[0].cut = true;
        let texts = CellTexts::new(&grid);
        assert!(FirstLook::new(&grid, &texts).may_show(models().kind("income").unwrap()));
    }
}
