//! Gives words of a header back to their cells where they are set wider than these and run over the neighbours.
//!
//! The border cuts such words, or joins two of them: `决算数经济分类科目编|码科目名称` over three columns. Where the text at
//! one height can be parted into known words in one way only, each over the middle of a column of its own, it says
//! what is printed. Anything else stays as it is, and is not known.

use crate::form::columns::HeaderWords;
use crate::geom::Rect;
use crate::table::{Cell, Grid, TextLine};
use crate::text::number::counting::without_column_number;
use crate::text::plain::plain;

/// Rows in which a header may stand, with the lines above it.
const ROWS: usize = 11;
/// Text that reaches so far out of its cell, in em, runs over its border.
const RUNS_OVER_EM: f64 = 0.5;
/// Parts of one text touch, or overlap at most by so much, in em.
const TOUCHING_EM: (f64, f64) = (-0.35, 0.2);
/// Parts of one text stand at heights that differ at most by so much, in em.
const SAME_HEIGHT_EM: f64 = 0.3;
/// No header has more words at one height that run into each other.
const MOST_WORDS: usize = 8;

/// A line of a cell.
struct Piece<'g> {
    cell: usize,
    line: &'g TextLine,
}

/// A character without white space, and where its middle stands.
type Placed = (char, f64);

/// A text with the column that it stands over.
type Word = (String, usize);

impl HeaderWords<'_> {
    /// Makes the same table with the words of its header in their cells; `None` where none runs over its border.
    pub(super) fn without_overlaps(&self, grid: &Grid) -> Option<Grid> {
        let rows = grid.rows().min(ROWS);
        let runs = (0..rows).map(|row| runs_over(grid, row)).filter(|runs| !runs.is_empty());
        let dealt: Vec<(usize, Cell)> =
            runs.filter_map(|runs| self.dealt_again(grid, &runs)).flatten().collect();
        if dealt.is_empty() {
            return None;
        }
        let mut cells = grid.cells.clone();
        for (index, cell) in dealt {
            if let Some(old) = cells.get_mut(index) {
                *old = cell;
            }
        }
        Some(Grid::from_cells(grid.page, grid.xs.clone(), grid.ys.clone(), cells))
    }

    /// Deals the texts that run over borders out to the cells below their middles; `None` where a cell that loses or
    /// gains one is not known then.
    fn dealt_again(&self, grid: &Grid, runs: &[Vec<Piece<'_>>]) -> Option<Vec<(usize, Cell)>> {
        let mut found: Vec<(usize, Cell)> = Vec::new();
        let taken: Vec<&TextLine> = runs.iter().flatten().map(|piece| piece.line).collect();
        for piece in runs.iter().flatten() {
            if found.iter().all(|(index, _)| *index != piece.cell) {
                let mut cell = grid.cells.get(piece.cell)?.clone();
                cell.lines.retain(|line| !taken.contains(&line));
                found.push((piece.cell, cell));
            }
        }
        for run in runs {
            let first = run.first()?;
            let row = grid.cells.get(first.cell)?.row;
            for (text, column) in self.words_of(grid, run)? {
                let index = grid.index_at(row, column)?;
                if found.iter().all(|(known, _)| *known != index) {
                    found.push((index, grid.cells.get(index)?.clone()));
                }
                let (_, cell) = found.iter_mut().find(|(known, _)| *known == index)?;
                let rect = Rect { x0: cell.rect.x0, x1: cell.rect.x1, ..first.line.rect };
                cell.lines.push(TextLine { text, rect, ..first.line.clone() });
                cell.lines.sort_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y()));
            }
        }
        let is_known =
            |cell: &Cell| cell.lines.is_empty() || self.knows(self.without_number(&plain(&cell.words())));
        found.iter().all(|(_, cell)| is_known(cell)).then_some(found)
    }

    /// Parts a text into the words over columns. One that holds no known words is a part of a word, over one column.
    fn words_of(&self, grid: &Grid, run: &[Piece<'_>]) -> Option<Vec<Word>> {
        let placed: Vec<Placed> = run.iter().flat_map(|piece| placed(piece.line)).collect();
        let mut ways = Vec::new();
        self.part(grid, &placed, &mut Vec::new(), &mut ways);
        match ways.len() {
            1 => ways.pop(),
            0 => word_at(grid, &placed).map(|word| vec![word]),
            _ => None,
        }
    }

    /// Finds all ways to part a text into known words, each over a column right of that before.
    fn part(&self, grid: &Grid, rest: &[Placed], before: &mut Vec<Word>, ways: &mut Vec<Vec<Word>>) {
        if rest.is_empty() {
            ways.push(before.clone());
            return;
        }
        if before.len() >= MOST_WORDS {
            return;
        }
        for end in 1..=rest.len() {
            let Some((head, tail)) = rest.split_at_checked(end) else { return };
            let Some(word) = word_at(grid, head) else { continue };
            let is_next = before.last().is_none_or(|(_, column)| *column < word.1);
            let is_known = self.knows(&word.0) || self.knows(without_column_number(&word.0));
            if is_next && is_known {
                before.push(word);
                self.part(grid, tail, before, ways);
                before.pop();
            }
        }
    }
}

/// Whether words of the rows in which a header may stand run over the borders of their cells.
pub(super) fn runs_over_borders(grid: &Grid) -> bool {
    (0..grid.rows().min(ROWS)).any(|row| !runs_over(grid, row).is_empty())
}

/// Finds the texts of a row that run over the borders of their cells, each with the parts that the borders made of it.
fn runs_over(grid: &Grid, row: usize) -> Vec<Vec<Piece<'_>>> {
    let cells = grid.cells.iter().enumerate().filter(|(_, c)| c.row == row);
    let mut pieces: Vec<Piece<'_>> =
        cells.flat_map(|(cell, c)| c.lines.iter().map(move |line| Piece { cell, line })).collect();
    pieces.sort_by(|a, b| a.line.rect.x0.total_cmp(&b.line.rect.x0));
    let mut runs: Vec<Vec<Piece<'_>>> = Vec::new();
    for piece in pieces {
        let open = runs.iter_mut().find(|run| run.last().is_some_and(|last| goes_on(last, &piece)));
        match open {
            Some(run) => run.push(piece),
            None => runs.push(vec![piece]),
        }
    }
    runs.retain(|run| run.len() > 1 || run.iter().any(|piece| is_wider(grid, piece)));
    runs
}

/// Whether one part of a text follows another behind the border.
fn goes_on(last: &Piece<'_>, next: &Piece<'_>) -> bool {
    let em = last.line.size.min(next.line.size);
    let gap = next.line.rect.x0 - last.line.rect.x1;
    let height = (next.line.rect.mid_y() - last.line.rect.mid_y()).abs();
    last.cell != next.cell
        && em > 0.0
        && height <= SAME_HEIGHT_EM * em
        && (TOUCHING_EM.0 * em..=TOUCHING_EM.1 * em).contains(&gap)
}

fn is_wider(grid: &Grid, piece: &Piece<'_>) -> bool {
    let line = piece.line;
    let over = |cell: &Cell| (cell.rect.x0 - line.rect.x0).max(line.rect.x1 - cell.rect.x1);
    line.size > 0.0 && grid.cells.get(piece.cell).is_some_and(|cell| over(cell) > RUNS_OVER_EM * line.size)
}

/// Gives the characters of a line with their places: as wide as the type is large, spaces what is left.
fn placed(line: &TextLine) -> Vec<Placed> {
    let text = line.words();
    let count =
        |of: fn(&char) -> bool| f64::from(u32::try_from(text.chars().filter(of).count()).unwrap_or(1));
    let (printed, spaces) = (count(|c| !c.is_whitespace()), count(|c| c.is_whitespace()));
    let em = line.size.min(line.rect.width() / printed.max(1.0));
    let space = (line.rect.width() - printed * em) / spaces.max(1.0);
    let mut x = line.rect.x0;
    let mut placed = Vec::new();
    for c in text.chars() {
        let width = if c.is_whitespace() { space } else { em };
        placed.extend(plain(c.encode_utf8(&mut [0; 4])).chars().map(|c| (c, x + width / 2.0)));
        x += width;
    }
    placed
}

/// The text of characters, and the column below their middle.
fn word_at(grid: &Grid, placed: &[Placed]) -> Option<Word> {
    let (first, last) = (placed.first()?.1, placed.last()?.1);
    let middle = f64::midpoint(first, last);
    let column = grid.xs.partition_point(|x| *x <= middle).checked_sub(1)?;
    (column < grid.columns()).then(|| (placed.iter().map(|(c, _)| *c).collect(), column))
}

#[cfg(test)]
mod tests {
    use super::super::{CellTexts, read_header};
    use super::*;
    use crate::form::columns::Role;
    use crate::table::samples::grid;
    use crate::taxonomy::models;

    /// Sets a text into a cell of columns that are 50 wide, in type of 10 points from `x` on.
    fn set(grid: &mut Grid, row: usize, column: usize, text: &str, x: f64) {
        let index = grid.index_at(row, column).unwrap();
        let cell = &mut grid.cells[index];
        let width = 10.0 * f64::from(u32::try_from(text.chars().count()).unwrap());
        let y = cell.rect.y0;
        let rect = Rect::new(x, y, x + width, y + 10.0);
        cell.lines = vec![TextLine {
            text: text.to_owned(),
            known: None,
            rect,
            size: 10.0,
            cut: false,
            doubt: None,
            readings: Vec::new(),
        }];
    }

    fn roles(grid: &Grid, kind: &str) -> Option<Vec<(Role, usize)>> {
        let models = models();
        let header = read_header(models, models.kind(kind).unwrap(), grid)?;
        Some(header.columns.into_iter().map(|c| (c.role, c.group)).collect())
    }

    const TWICE: [&str; 3] = [
        "科目编码 | 科目名称 | 决算数 | | | 决算数",
        "301 | 工资福利支出 | 1.00 | 302 | 商品和服务支出 | 2.00",
        "30101 | 基本工资 | 1.00 | 30201 | 办公费 | 2.00",
    ];

    #[test]
    fn a_word_that_runs_over_both_neighbours_stands_over_its_column() {
        let mut twice = grid(&TWICE);
        // 决算数 ends at 140, 经济分类科目编码 stands from 135 to 215, 科目名称 from 215 on.
        set(&mut twice, 0, 2, "决算数经济", 105.0);
        set(&mut twice, 0, 3, "分类科目编", 155.0);
        set(&mut twice, 0, 4, "码科目名称", 205.0);
        let roles = roles(&twice, "general_public_budget_basic_expenditure").unwrap();
        let amount = |group| roles.iter().any(|(r, g)| matches!(r, Role::Amount { .. }) && *g == group);
        assert!(amount(0) && amount(1), "{roles:?}");
        assert_eq!((&roles[3].0, &roles[4].0), (&Role::Code, &Role::Item));
    }

    #[test]
    fn text_that_can_be_parted_in_no_known_way_stays_unknown() {
        let mut twice = grid(&TWICE);
        set(&mut twice, 0, 2, "决算数甲乙", 105.0);
        set(&mut twice, 0, 3, "丙丁戊己庚", 155.0);
        let kind = models().kind("general_public_budget_basic_expenditure").unwrap();
        let texts = CellTexts::new(&twice);
        assert!(HeaderWords::new(models(), kind, &twice, &texts).without_overlaps(&twice).is_none());
    }
}
