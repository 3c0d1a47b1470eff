//! A line of a cell, and the background behind it.

use super::words::Word;
use crate::geom::Rect;
use crate::text::number::is_number_or_blank;
use crate::text::plain::without_numerals;

/// A background is that of a cell where it is so wide, as shares of the column, and at most so high, in em.
const CELL_WIDTHS: (f64, f64) = (0.7, 1.3);
const HIGHEST_CELL_EM: f64 = 12.0;

/// Line of a cell: words on one height.
#[derive(Debug, Clone)]
pub(super) struct CellLine {
    pub(super) rect: Rect,
    pub(super) size: f64,
    pub(super) words: Vec<Word>,
    /// The rectangle filled behind it, where that is as wide as a cell of its column.
    pub(super) fill: Option<Rect>,
}

impl CellLine {
    /// Makes a line of words on one height; `cells` are the backgrounds of its column.
    pub(super) fn new(words: Vec<Word>, cells: &[Rect]) -> Option<Self> {
        let rect = Rect::hull(words.iter().map(|w| w.rect))?;
        let size = words.iter().map(|w| w.size).fold(0.0, f64::max);
        let is_behind =
            |c: &&Rect| c.contains(rect.mid_x(), rect.mid_y()) && c.height() <= HIGHEST_CELL_EM * size;
        let fill = cells.iter().filter(is_behind).min_by(|a, b| a.area().total_cmp(&b.area())).copied();
        Some(Self { rect, size, words, fill })
    }

    pub(super) fn text(&self) -> String {
        self.words.iter().flat_map(Word::chars).collect()
    }

    /// Whether it begins with an ordinal of the first level: `二、`.
    pub(super) fn begins_with_ordinal(&self) -> bool {
        let text = self.text();
        let rest = without_numerals(&text);
        rest.len() < text.len() && rest.starts_with('、')
    }

    /// Whether it is a number, a code, or a dash for a blank.
    pub(super) fn stands_for_amount(&self) -> bool {
        is_number_or_blank(self.text().chars())
    }
}

/// Finds the backgrounds of a page that are as wide as a column between `sides`.
pub(super) fn fills_to_cells(fills: &[Rect], sides: (f64, f64)) -> Vec<Rect> {
    let width = sides.1 - sides.0;
    let widths = CELL_WIDTHS.0 * width..=CELL_WIDTHS.1 * width;
    let is_cell = |f: &&Rect| widths.contains(&f.width()) && sides.0 < f.mid_x() && f.mid_x() < sides.1;
    fills.iter().filter(is_cell).copied().collect()
}
