//! Parts columns of a frame that are two because the line between them is missing in every row: a gutter runs through them
//! from the header down, and numbers stand on one side of it.
//!
//! The line is missing in the header as well, so no span of boxes tells of it. What does: no word of the column crosses the
//! gutter, the header has words on both sides of it, and the rows have a name and a number there, or two numbers that are not
//! one with a space in it.

use super::deal::Dealt;
use super::lattice::{Box, Lattice};
use super::words::{Word, words_to_levels};
use crate::geom::Rect;
use crate::text::code::is_code;
use crate::text::number::{is_digit, is_finished, is_number_or_blank, is_separator};

/// Narrowest gutter, in em; a narrower gap is a space inside a text.
const GUTTER_EM: f64 = 0.4;
/// Narrowest gutter of a table without a header, in em.
const HEADLESS_EM: f64 = 0.8;
/// Fewest rows with words on both sides, below a header and without one.
const FEWEST: usize = 3;
const HEADLESS_FEWEST: usize = 5;
/// Of the rows at least this share is of one sort.
const ALIKE: f64 = 0.9;
/// Largest distance of a heading from the middle of the columns below it, as a share of their width.
const CENTRED: f64 = 0.05;
/// Digits of a group of thousands.
const THOUSANDS: usize = 3;

/// Parts such columns of a lattice, with their words.
pub(super) fn part_open_columns(lattice: Lattice, dealt: Vec<Dealt>) -> (Lattice, Vec<Dealt>) {
    let (mut lattice, mut dealt) = (lattice, dealt);
    for column in (0..lattice.xs.len().saturating_sub(1)).rev() {
        // From the right, so that what is left of a cut is still the same column.
        let (found, body) = gutters(&lattice, &dealt, column);
        for at in found.into_iter().rev() {
            (lattice, dealt) = cut(lattice, dealt, column, at, body);
        }
    }
    (lattice, dealt)
}

/// What stands on one side of a gutter in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Digits with marks, or a dash.
    Number,
    Text,
}

fn sort_of(word: &Word) -> Sort {
    // `1.` and `（1）` before a name are its ordinal.
    let ends_open = word.glyphs.last().is_some_and(|g| is_separator(g.ch));
    let is_number = is_number_or_blank(word.chars()) && !ends_open;
    if is_number { Sort::Number } else { Sort::Text }
}

/// A row of a column: its words from the left.
type Row = Vec<Word>;

/// Finds the gutters of a column, from the left, and the row in which its numbers begin.
fn gutters(lattice: &Lattice, dealt: &[Dealt], column: usize) -> (Vec<f64>, usize) {
    let own = || {
        let cells = lattice.boxes.iter().zip(dealt);
        cells.filter(|(cell, own)| cell.column == column && cell.columns == 1 && !own.words.is_empty())
    };
    let most = own().map(|(_, own)| own.words.len()).max().unwrap_or(0);
    if most < 2 {
        return (Vec::new(), 0);
    }
    let holds_digits =
        |own: &Dealt| own.words.iter().any(|w| sort_of(w) == Sort::Number && w.chars().any(is_digit));
    let Some(first) = own().filter(|(_, own)| holds_digits(own)).map(|(cell, _)| cell.row).min() else {
        return (Vec::new(), 0);
    };
    let header: Vec<&Dealt> = own().filter(|(cell, _)| cell.row < first).map(|(_, own)| own).collect();
    let body: Vec<&Dealt> = own().filter(|(cell, _)| cell.row >= first).map(|(_, own)| own).collect();
    // A box is a row; where no lines part the rows, each of its heights is.
    let mut rows: Vec<Row> = if body.len() >= FEWEST {
        body.iter().map(|own| own.words.clone()).collect()
    } else {
        body.iter().flat_map(|own| words_to_levels(own.words.clone())).collect()
    };
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0)));
    let mut spans: Vec<(f64, f64)> = rows.iter().flatten().map(|w| (w.rect.x0, w.rect.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = rows.iter().flatten().map(|w| w.size).fold(0.0, f64::max);
    let mut found = Vec::new();
    let mut end = f64::INFINITY;
    for (from, to) in spans {
        if from - end >= GUTTER_EM * size
            && let Some(at) = gutter_at(&rows, &header, (end, from), size)
        {
            found.push(at);
        }
        end = if end.is_finite() { end.max(to) } else { to };
    }
    (found, first)
}

/// Gives the middle of a gap in the rows where it is a gutter of the whole column.
fn gutter_at(rows: &[Row], header: &[&Dealt], gap: (f64, f64), size: f64) -> Option<f64> {
    // The lowest row of the header stands on both sides; a heading above it may span them.
    let mut gap = gap;
    if let Some(lowest) = header.last() {
        for word in &lowest.words {
            let is_left = word.rect.mid_x() < f64::midpoint(gap.0, gap.1);
            gap = if is_left { (gap.0.max(word.rect.x1), gap.1) } else { (gap.0, gap.1.min(word.rect.x0)) };
        }
        let at = f64::midpoint(gap.0, gap.1);
        let has = |left: bool| lowest.words.iter().any(|w| (w.rect.mid_x() < at) == left);
        if gap.1 - gap.0 < GUTTER_EM * size || !has(true) || !has(false) {
            return None;
        }
    } else if gap.1 - gap.0 < HEADLESS_EM * size {
        return None;
    }
    let at = f64::midpoint(gap.0, gap.1);
    let pairs: Vec<(&Word, &Word)> = rows
        .iter()
        .filter_map(|row| {
            let right = row.iter().position(|w| w.rect.mid_x() >= at)?;
            Some((row.get(right.checked_sub(1)?)?, row.get(right)?))
        })
        .collect();
    let fewest = if header.is_empty() { HEADLESS_FEWEST } else { FEWEST };
    if pairs.len() < fewest {
        return None;
    }
    let sorts =
        |wanted: (Sort, Sort)| pairs.iter().filter(|(l, r)| (sort_of(l), sort_of(r)) == wanted).count();
    #[allow(clippy::cast_precision_loss)] // counts of rows
    let mostly = |count: usize| count as f64 >= ALIKE * pairs.len() as f64;
    let with_digits = |word: &Word| word.chars().any(is_digit);
    let numbers = |of: fn(&(&Word, &Word)) -> bool| pairs.iter().filter(|pair| of(pair)).count() >= fewest;
    let is_parted = if mostly(sorts((Sort::Number, Sort::Number))) {
        // A minus or a sign of money may stand far from its number.
        pairs.iter().filter(|(l, r)| with_digits(l) && with_digits(r)).count() >= fewest
            && are_two_numbers(&pairs)
    } else if mostly(sorts((Sort::Text, Sort::Number))) {
        numbers(|(_, r)| r.chars().any(is_digit))
    } else if mostly(sorts((Sort::Number, Sort::Text))) {
        numbers(|(l, _)| l.chars().any(is_digit))
    } else {
        false
    };
    // Without a header, names with numbers in them are told by nothing but the marks of amounts.
    let stands_for_amount = |w: &Word| is_amount(w) || sort_of(w) == Sort::Number && !with_digits(w);
    let surely =
        !header.is_empty() || pairs.iter().all(|(l, r)| stands_for_amount(l) || stands_for_amount(r));
    (is_parted && surely).then_some(at)
}

/// Whether two numbers beside each other in the rows are two: no thousands parted by a space, which has three digits behind
/// it, and the left one an amount of its own or a code.
fn are_two_numbers(pairs: &[(&Word, &Word)]) -> bool {
    let is_group = |word: &Word| word.chars().take_while(|c| is_digit(*c)).count() == THOUSANDS;
    let whole = |word: &Word| is_amount(word) || is_code(&word.text()) || !word.chars().any(is_digit);
    pairs.iter().any(|(l, r)| l.chars().any(is_digit) && r.chars().any(is_digit) && !is_group(r))
        && pairs.iter().all(|(l, _)| whole(l))
}

fn is_amount(word: &Word) -> bool {
    is_finished(&word.text())
}

/// Parts one column of a lattice at a position, and the words of its boxes; wider boxes span both parts, and so do headings
/// above the row `body` that stand in their middle.
fn cut(lattice: Lattice, dealt: Vec<Dealt>, column: usize, at: f64, body: usize) -> (Lattice, Vec<Dealt>) {
    let mut xs = lattice.xs;
    xs.insert(column + 1, at);
    let (mut boxes, mut words) = (Vec::new(), Vec::new());
    let (x0, x1) = (xs.get(column).copied().unwrap_or(at), xs.get(column + 2).copied().unwrap_or(at));
    for (cell, own) in lattice.boxes.into_iter().zip(dealt) {
        let ink = Rect::hull(own.words.iter().map(|w| w.rect));
        let centred =
            ink.is_some_and(|ink| (ink.mid_x() - f64::midpoint(x0, x1)).abs() <= CENTRED * (x1 - x0));
        let crossed = cell.row < body && centred && own.words.len() == 1
            || own.words.iter().any(|word| word.rect.x0 < at && at < word.rect.x1);
        if cell.column > column {
            boxes.push(Box { column: cell.column + 1, ..cell });
            words.push(own);
        } else if cell.column + cell.columns <= column {
            boxes.push(cell);
            words.push(own);
        } else if cell.columns > 1 || crossed {
            boxes.push(Box { columns: cell.columns + 1, ..cell });
            words.push(own);
        } else {
            let (overrun, row_doubted) = (own.overrun, own.row_doubted);
            let (left, right): (Vec<Word>, Vec<Word>) =
                own.words.into_iter().partition(|word| word.rect.mid_x() < at);
            for (number, share) in [left, right].into_iter().enumerate() {
                boxes.push(Box { column: column + number, ..cell });
                words.push(Dealt { words: share, overrun, row_doubted });
            }
        }
    }
    (Lattice::from_boxes(xs, lattice.ys, boxes), words)
}

#[cfg(test)]
mod tests {
    use super::super::samples::word;
    use super::*;

    /// A column from 0 to 300 with a row for each list of words, each with its place.
    fn parted(rows: &[&[(&str, f64)]]) -> Vec<f64> {
        let boxes = (0..rows.len()).map(|row| Box { row, column: 0, rows: 1, columns: 1 }).collect();
        let ys = (0..=rows.len()).map(|row| 20.0 * f64::from(u32::try_from(row).unwrap())).collect();
        let mut dealt = vec![Dealt::default(); rows.len()];
        for ((own, row), y) in dealt.iter_mut().zip(rows).zip(0_u32..) {
            own.words = row.iter().map(|(text, x)| word(text, *x, 20.0 * f64::from(y) + 5.0)).collect();
        }
        let lattice = Lattice::from_boxes(vec![0.0, 300.0], ys, boxes);
        let (lattice, dealt) = part_open_columns(lattice, dealt);
        assert_eq!(lattice.boxes.len(), dealt.len());
        let count = |words: usize| rows.iter().map(|row| row.len()).sum::<usize>() == words;
        assert!(count(dealt.iter().map(|own| own.words.len()).sum()), "no word is lost");
        lattice.xs
    }

    #[test]
    fn a_name_and_an_amount_are_parted_below_two_words_of_a_header() {
        let xs = parted(&[
            &[("科目名称", 30.0), ("金额", 240.0)],
            &[("基本工资", 10.0), ("1,234.50", 250.0)],
            &[("奖金", 10.0), ("0.00", 270.0)],
            &[("绩效工资", 10.0), ("-", 280.0)],
            &[("医疗费", 10.0), ("12.30", 265.0)],
        ]);
        assert_eq!(xs.len(), 3, "{xs:?}");
        assert!(xs[1] > 70.0 && xs[1] < 240.0, "{xs:?}");
    }

    #[test]
    fn an_amount_the_next_code_and_its_name_are_three_columns() {
        let xs = parted(&[
            &[("金额", 20.0), ("科目编码", 100.0), ("科目名称", 200.0)],
            &[("17473.41", 30.0), ("302", 112.0), ("商品和服务支出", 180.0)],
            &[("0.00", 50.0), ("30201", 107.0), ("办公费", 180.0)],
            &[("50.20", 45.0), ("30202", 107.0), ("印刷费", 180.0)],
            &[("7799.75", 35.0), ("30206", 107.0), ("电费", 180.0)],
        ]);
        assert_eq!(xs.len(), 4, "{xs:?}");
    }

    #[test]
    fn one_number_with_spaces_is_not_parted() {
        let thousands: [&[(&str, f64)]; 4] = [
            &[("金", 200.0), ("额", 240.0)],
            &[("1", 225.0), ("234.50", 240.0)],
            &[("12", 220.0), ("678.00", 240.0)],
            &[("3", 225.0), ("567.89", 240.0)],
        ];
        assert_eq!(parted(&thousands).len(), 2);
        let signs: [&[(&str, f64)]; 4] = [
            &[("金", 200.0), ("额", 240.0)],
            &[("-", 205.0), ("34.50", 240.0)],
            &[("-", 205.0), ("8.00", 245.0)],
            &[("-", 205.0), ("7.89", 245.0)],
        ];
        assert_eq!(parted(&signs).len(), 2);
    }

    #[test]
    fn ordinals_and_names_with_numbers_stay_in_one_column() {
        let ordinals: [&[(&str, f64)]; 4] = [
            &[("项", 10.0), ("目", 60.0)],
            &[("1.", 10.0), ("基本支出", 40.0)],
            &[("2.", 10.0), ("项目支出", 40.0)],
            &[("3.", 10.0), ("经营支出", 40.0)],
        ];
        assert_eq!(parted(&ordinals).len(), 2);
        // One word of a header stands over the whole column.
        let one: [&[(&str, f64)]; 4] = [
            &[("科目编码及名称", 60.0)],
            &[("201", 10.0), ("一般公共服务支出", 60.0)],
            &[("20103", 10.0), ("政府办公厅", 60.0)],
            &[("2010301", 10.0), ("行政运行", 60.0)],
        ];
        assert_eq!(parted(&one).len(), 2);
        let headless: [&[(&str, f64)]; 5] = [
            &[("201", 10.0), ("一般公共服务支出", 60.0)],
            &[("20103", 10.0), ("政府办公厅", 60.0)],
            &[("2010301", 10.0), ("行政运行", 60.0)],
            &[("2010302", 10.0), ("行政运行", 60.0)],
            &[("2010303", 10.0), ("行政运行", 60.0)],
        ];
        assert_eq!(parted(&headless).len(), 2);
    }
}
