//! Splits the rows of a frame that hold several lines of amounts: columns are ruled there, and rows are not.
//!
//! What stands on one baseline in the columns of amounts is one row: an *anchor*. Names are dealt to the anchors by
//! [`names`](super::names), since they wrap over several lines with the amount at half height, or have no amount at all.
//! A row with one line of amounts stays as it is, whatever its names do.

use std::collections::BTreeSet;

use super::cell_line::{CellLine, fills_to_cells};
use super::deal::Dealt;
use super::lattice::{Box, Lattice};
use super::names::{is_full, lines_to_names};
use super::words::{Word, words_to_levels};
use crate::geom::Rect;
use crate::text::number::points::has_two_points;
use crate::text::number::{
    begins_number, decimals, has_digit, is_currency, is_minus, is_number_or_blank, is_separator, parse_number,
};

/// Largest distance of the middles of lines of one row, as a share of the size of the type.
const SAME_ROW: f64 = 0.5;
/// Of the lines of a wrapped number at least one in so many is no whole number.
const WRAPPED_SHARE: usize = 3;
/// Numbers of one line stand at least this far apart where they are two, in em.
const APART_EM: f64 = 1.0;

/// The lines of one box of the row that is split.
struct Stack {
    /// Index of the box.
    index: usize,
    lines: Vec<CellLine>,
    /// Whether it holds amounts or codes rather than names.
    numeric: bool,
}

impl Stack {
    fn new(index: usize, words: Vec<Word>, fills: &[Rect], sides: (f64, f64)) -> Self {
        let cells = fills_to_cells(fills, sides);
        let lines: Vec<CellLine> =
            words_to_levels(words).into_iter().filter_map(|words| CellLine::new(words, &cells)).collect();
        let numbers = lines.iter().filter(|l| l.stands_for_amount()).count();
        Self { index, numeric: numbers > 0 && 2 * numbers >= lines.len(), lines }
    }

    fn numbers(&self) -> Vec<String> {
        self.lines.iter().filter(|l| l.stands_for_amount()).map(CellLine::text).collect()
    }

    /// Whether its lines are parts of a number that is wrapped: `1,234,5`, `1,234.`. One such line among many is an
    /// amount that runs into its neighbour; one line alone is no part, nor is what readers of scans make of `1,234,567`.
    fn is_wrapped(&self) -> bool {
        let numbers = self.numbers();
        let is_part = |n: &&String| (begins_number(n) || n.ends_with(is_separator)) && !has_two_points(n);
        let parts = numbers.iter().filter(is_part).count();
        self.numeric && self.lines.len() >= 2 && parts * WRAPPED_SHARE >= numbers.len() && parts > 0
    }

    /// Whether its lines are amounts of several rows, and cannot be one amount that is wrapped.
    fn is_stacked(&self) -> bool {
        let numbers = self.numbers();
        let [first, second, rest @ ..] = numbers.as_slice() else { return false };
        // Two lines may be one number: `3848.3` and `6`, `1234` and `56`.
        let one = rest.is_empty()
            && has_digit(first)
            && has_digit(second)
            && (decimals(first) != decimals(second) || parse_number(&format!("{first}{second}")).is_some());
        self.numeric && !one
    }

    /// Whether its lines are names of which the first is no part of the second.
    fn has_short_names(&self, right: f64) -> bool {
        let lines: Vec<&CellLine> = self.lines.iter().collect();
        !self.numeric && lines.len() >= 2 && !is_full(&lines, 0, right)
    }
}

/// Whether most amounts of a frame stand beside others in one box: lines do not part its columns, and words have to.
pub(super) fn columns_are_open(dealt: &[Dealt]) -> bool {
    let (mut beside, mut alone) = (0, 0);
    for line in dealt.iter().flat_map(|cell| words_to_levels(cell.words.iter().collect())) {
        let mut numbers = 0;
        let mut text_before = false;
        let mut ends = f64::MIN;
        let mut sorted: Vec<&Word> = line;
        sorted.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        for word in sorted {
            let apart = word.rect.x0 - ends > APART_EM * word.size;
            let number = is_number_or_blank(word.chars());
            numbers += usize::from(apart && number);
            let is_sign = word.chars().all(|c| is_currency(c) || is_minus(c));
            text_before |= !number && !is_sign && numbers == 0;
            ends = word.rect.x1;
        }
        // A name and its amount, or several amounts.
        if numbers + usize::from(text_before) >= 2 {
            beside += numbers;
        } else {
            alone += numbers;
        }
    }
    beside > alone
}

/// Splits the rows of a lattice in which boxes hold several lines of amounts.
pub(super) fn split_stacked_rows(
    lattice: Lattice,
    dealt: Vec<Dealt>,
    fills: &[Rect],
) -> (Lattice, Vec<Dealt>) {
    let (mut lattice, mut dealt) = (lattice, dealt);
    // Where every box holds one word at most, nothing is stacked.
    let several = lattice.boxes.iter().zip(&dealt).filter(|(_, dealt)| dealt.words.len() > 1);
    let rows: BTreeSet<usize> = several.map(|(cell, _)| cell.row).collect();
    // From the last, so that the rows above keep their numbers.
    for row in rows.into_iter().rev() {
        let inside = |cell: &Box| cell.row == row && cell.rows == 1;
        let stacks: Vec<Stack> = lattice
            .boxes
            .iter()
            .enumerate()
            .filter(|(index, cell)| inside(cell) && !dealt[*index].words.is_empty())
            .map(|(index, cell)| {
                let rect = lattice.rect(cell);
                Stack::new(index, dealt[index].words.clone(), fills, (rect.x0, rect.x1))
            })
            .collect();
        let right = |stack: &Stack| lattice.boxes.get(stack.index).map_or(0.0, |cell| lattice.rect(cell).x1);
        if !are_stacked(&stacks, right) {
            continue;
        }
        let rows = stacks_to_rows(&stacks, right);
        if rows.len() >= 2 {
            (lattice, dealt) = replace_row(lattice, dealt, row, &stacks, &rows);
        }
    }
    (lattice, dealt)
}

/// Finds the rows of columns, each with its words and its sides, among the backgrounds of a page; gives the words of each row, and whether a name
/// of it may belong to another. `None` where the columns hold one row, or numbers that are wrapped.
pub(super) fn columns_to_rows(
    columns: Vec<(Vec<Word>, (f64, f64))>,
    fills: &[Rect],
) -> Option<Vec<(Vec<Word>, bool)>> {
    let rights: Vec<f64> = columns.iter().map(|(_, sides)| sides.1).collect();
    let stacks: Vec<Stack> = columns
        .into_iter()
        .enumerate()
        .filter(|(_, (words, _))| !words.is_empty())
        .map(|(index, (words, sides))| Stack::new(index, words, fills, sides))
        .collect();
    let right = |stack: &Stack| rights.get(stack.index).copied().unwrap_or(0.0);
    if !are_stacked(&stacks, right) {
        return None;
    }
    let words = |row: &PrintedRow| {
        let lines = row.lines.iter().filter_map(|(s, l)| stacks.get(*s)?.lines.get(*l));
        lines.flat_map(|line| line.words.clone()).collect()
    };
    Some(stacks_to_rows(&stacks, right).iter().map(|row| (words(row), row.doubted)).collect())
}

/// Whether columns hold the amounts of several rows.
fn are_stacked(stacks: &[Stack], right: impl Fn(&Stack) -> f64) -> bool {
    let two_numbers = stacks.iter().any(|s| s.numeric && s.numbers().len() >= 2);
    let is_stacked = stacks.iter().any(Stack::is_stacked)
        || two_numbers && stacks.iter().any(|s| s.has_short_names(right(s)));
    // Two lines that begin with ordinals (一、 二、) are two names, whatever their amounts are.
    let ordinals = stacks.iter().any(|s| s.lines.iter().filter(|l| l.begins_with_ordinal()).count() >= 2);
    (is_stacked || ordinals) && !stacks.iter().any(Stack::is_wrapped)
}

/// One printed row: where its amounts stand, or its name where it has none, and which lines of which stack are its own.
struct PrintedRow {
    at: f64,
    lines: Vec<(usize, usize)>,
    /// Whether another reading deals a name of it to another row.
    doubted: bool,
}

fn stacks_to_rows(stacks: &[Stack], right: impl Fn(&Stack) -> f64) -> Vec<PrintedRow> {
    let mut rows = anchors(stacks);
    let heights: Vec<f64> = rows.iter().map(|r| r.at).collect();
    for (number, stack) in stacks.iter().enumerate() {
        let right = right(stack);
        let loose: Vec<usize> = (0..stack.lines.len())
            .filter(|l| !(stack.numeric && stack.lines[*l].stands_for_amount()))
            .collect();
        let lines: Vec<&CellLine> = loose.iter().map(|l| &stack.lines[*l]).collect();
        for name in lines_to_names(&lines, &heights, right) {
            let own = name.lines.clone().map(|l| (number, loose[l]));
            match name.anchor.and_then(|anchor| rows.get_mut(anchor)) {
                Some(row) => {
                    row.lines.extend(own);
                    row.doubted |= name.doubted;
                }
                None => {
                    let size = lines.get(name.lines.start).map_or(0.0, |l| l.size);
                    let beside = |r: &&mut PrintedRow| (r.at - name.middle).abs() < SAME_ROW * size;
                    match rows.iter_mut().skip(heights.len()).find(beside) {
                        Some(row) => row.lines.extend(own),
                        None => rows.push(PrintedRow {
                            at: name.middle,
                            lines: own.collect(),
                            doubted: name.doubted,
                        }),
                    }
                }
            }
        }
    }
    rows.sort_by(|a, b| a.at.total_cmp(&b.at));
    rows
}

/// Finds the heights on which amounts stand, with these.
fn anchors(stacks: &[Stack]) -> Vec<PrintedRow> {
    let mut numbers: Vec<(usize, usize, &CellLine)> = Vec::new();
    for (number, stack) in stacks.iter().enumerate().filter(|(_, s)| s.numeric) {
        numbers.extend(
            stack
                .lines
                .iter()
                .enumerate()
                .filter(|(_, l)| l.stands_for_amount())
                .map(|(i, l)| (number, i, l)),
        );
    }
    numbers.sort_by(|a, b| a.2.rect.mid_y().total_cmp(&b.2.rect.mid_y()));
    let mut rows: Vec<PrintedRow> = Vec::new();
    for (stack, line, printed) in numbers {
        let middle = printed.rect.mid_y();
        match rows.last_mut() {
            Some(row)
                if middle - row.at < SAME_ROW * printed.size
                    && row.lines.iter().all(|(other, _)| *other != stack) =>
            {
                row.lines.push((stack, line));
            }
            _ => rows.push(PrintedRow { at: middle, lines: vec![(stack, line)], doubted: false }),
        }
    }
    rows
}

/// Puts the printed rows in the place of a row of the lattice.
fn replace_row(
    lattice: Lattice,
    dealt: Vec<Dealt>,
    row: usize,
    stacks: &[Stack],
    rows: &[PrintedRow],
) -> (Lattice, Vec<Dealt>) {
    let more = rows.len() - 1;
    let mut ys = lattice.ys.clone();
    let (top, bottom) = (ys[row], ys[row + 1]);
    ys.splice(row + 1..=row, boundaries(stacks, rows, top, bottom));
    let mut boxes = Vec::new();
    let mut words = Vec::new();
    for (index, (cell, own)) in lattice.boxes.iter().zip(dealt).enumerate() {
        if cell.row > row {
            boxes.push(Box { row: cell.row + more, ..*cell });
            words.push(own);
        } else if cell.row + cell.rows <= row {
            boxes.push(*cell);
            words.push(own);
        } else if cell.rows > 1 {
            boxes.push(Box { rows: cell.rows + more, ..*cell });
            words.push(own);
        } else {
            let stack = stacks.iter().position(|s| s.index == index);
            for (number, printed) in rows.iter().enumerate() {
                let lines = printed.lines.iter().filter(|(s, _)| Some(*s) == stack);
                let lines = lines.filter_map(|(s, l)| stacks.get(*s)?.lines.get(*l));
                boxes.push(Box { row: row + number, ..*cell });
                words.push(Dealt {
                    words: lines.flat_map(|l| l.words.clone()).collect(),
                    overrun: own.overrun,
                    row_doubted: own.row_doubted || printed.doubted,
                });
            }
        }
    }
    (Lattice::from_boxes(lattice.xs, ys, boxes), words)
}

/// Finds boundaries between printed rows: in the middle of the gap between their lines, else between their heights.
fn boundaries(stacks: &[Stack], rows: &[PrintedRow], top: f64, bottom: f64) -> Vec<f64> {
    let extent = |row: &PrintedRow| {
        Rect::hull(row.lines.iter().filter_map(|(s, l)| Some(stacks.get(*s)?.lines.get(*l)?.rect)))
    };
    let mut last = top;
    let pairs = rows.windows(2).filter_map(|pair| match pair {
        [a, b] => Some((a, b)),
        _ => None,
    });
    pairs
        .map(|(a, b)| {
            let between = (a.at + b.at) / 2.0;
            let gap = extent(a).zip(extent(b)).map(|(a, b)| (a.y1 + b.y0) / 2.0);
            let at = gap.filter(|at| a.at < *at && *at < b.at).unwrap_or(between);
            last = at.clamp(last, bottom);
            last
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::word;
    use super::*;

    /// The rows of a column of names and one of amounts, each line with its height.
    fn rows(names: &[(&str, f64)], amounts: &[(&str, f64)]) -> Option<Vec<String>> {
        let column = |lines: &[(&str, f64)], x: f64| lines.iter().map(|(t, y)| word(t, x, *y)).collect();
        let columns = vec![(column(names, 0.0), (0.0, 100.0)), (column(amounts, 110.0), (100.0, 200.0))];
        let text = |words: &Vec<Word>| words.iter().map(Word::text).collect::<Vec<_>>().join(" ");
        Some(columns_to_rows(columns, &[])?.iter().map(|(words, _)| text(words)).collect())
    }

    #[test]
    fn amounts_on_one_height_are_a_row() {
        let names = [("增值税", 0.0), ("所得税", 12.0), ("合计", 24.0)];
        assert_eq!(
            rows(&names, &[("1,234", 0.0), ("-", 12.0), ("1,234", 24.0)]).unwrap(),
            ["1,234 增值税", "- 所得税", "1,234 合计"]
        );
    }

    #[test]
    fn a_wrapped_number_is_no_two_rows() {
        let name = [("国有土地使用权出让金", 0.0), ("安排的支出", 12.0)];
        for (first, second) in
            [("1,973,975.", "04"), ("12,447,176.8", "2"), ("1,234,5", "67.89"), ("1234", "56")]
        {
            assert_eq!(rows(&name, &[(first, 0.0), (second, 12.0)]), None, "{first} {second}");
        }
        // Two short names beside the same lines are two rows.
        let names = [("增值税", 0.0), ("所得税", 12.0)];
        assert_eq!(rows(&names, &[("1234", 0.0), ("56", 12.0)]).map(|rows| rows.len()), Some(2));
    }

    #[test]
    fn columns_that_no_line_parts_are_open() {
        let cell = |words: Vec<Word>| Dealt { words, overrun: false, row_doubted: false };
        let line = |y: f64| vec![word("增值税", 0.0, y), word("1.00", 80.0, y)];
        assert!(columns_are_open(&[cell([line(0.0), line(12.0)].concat())]));
        assert!(!columns_are_open(&[
            cell(vec![word("增值税", 0.0, 0.0)]),
            cell(vec![word("1.00", 80.0, 0.0)])
        ]));
    }
}
