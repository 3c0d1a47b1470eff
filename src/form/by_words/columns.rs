//! Tells what each column of a table means by the words over it.

mod meaning;

use super::place_names::is_place;
use super::taken::taken_for_another;
use super::worded::Worded;
use crate::form::columns::{Column, Role};
use crate::table::{Cell, Grid};
use crate::taxonomy::item_name::item_name;
use crate::taxonomy::{ColumnWords, KindModel, Models};
use crate::text::number::{has_digit, is_number_or_blank};
use crate::text::plain::plain;

/// Title, unit and blank rows may stand above the header inside the frame.
const ROWS_BEFORE_HEADER: usize = 6;
/// A header has at most so many rows; a cell that spans more holds the labels of the lines as well.
const HEADER_ROWS: usize = 5;

/// Header of a table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::form) struct WordedHeader {
    pub(super) body_row: usize,
    /// What each column holds.
    pub(super) columns: Vec<Worded>,
    /// The group of each column: groups have labels of their own.
    pub(super) groups: Vec<usize>,
    /// A heading says that amounts are of the accounts of the form's year, and not of a budget.
    says_accounts: bool,
    /// Names begin with codes: 科目编码及名称.
    pub(super) names_codes: bool,
}

impl WordedHeader {
    /// Whether an amount of the accounts themselves is among the columns, and not those of a budget or of last year alone.
    pub(super) fn is_of_accounts(&self) -> bool {
        const OF_ACCOUNTS: [&str; 3] = ["final", "limit", "balance"];
        self.columns.iter().filter_map(Worded::meaning).any(|m| OF_ACCOUNTS.contains(&m.measure.as_str()))
    }

    /// Whether a heading says so.
    pub(super) fn says_accounts(&self) -> bool {
        self.says_accounts
    }

    /// Whether its columns say the same as those of another.
    pub(super) fn has_columns_of(&self, other: &Self) -> bool {
        let said = |header: &Self| header.columns.iter().map(Worded::said).collect::<Vec<_>>();
        said(self) == said(other)
    }

    /// Whether columns are places.
    pub(super) fn has_places(&self) -> bool {
        let places = self.columns.iter().filter_map(Worded::meaning).filter(|m| m.place.is_some()).count();
        places > 1
    }

    /// Gives the columns as the rest of the program knows them.
    pub(super) fn to_columns(&self, grid: &Grid) -> Vec<Column> {
        let role = |worded: &Worded| match worded {
            Worded::Code => Role::Code,
            Worded::Item => Role::Item,
            Worded::Amount(meaning) => meaning.role(),
            Worded::Other => Role::Part,
            Worded::Unknown => Role::Unknown,
            Worded::Nothing => Role::Nothing,
        };
        let edges = grid.xs.windows(2).map(|x| (x[0], x[1]));
        let columns = edges.zip(self.columns.iter().zip(&self.groups));
        columns.map(|(x, (worded, group))| Column { x, role: role(worded), group: *group }).collect()
    }
}

/// The word of a label cell: its first line, where it spans the lines below the header as well.
fn label_word(cell: &Cell) -> String {
    match cell.lines.first() {
        Some(first) if cell.rows > HEADER_ROWS => plain(first.words()),
        _ => plain(&cell.words()),
    }
}

/// Whether the first column of labels has places below it.
pub(super) fn has_lines_of_places(words: &ColumnWords, grid: &Grid) -> bool {
    let label = (0..grid.rows().min(ROWS_BEFORE_HEADER))
        .flat_map(|row| grid.printed_in_row(row))
        .map(label_word)
        .find(|word| words.is_label(word));
    label.is_some_and(|word| words.place.contains(&word))
}

/// Finds the row in which the labels of the columns stand.
pub(super) fn label_row(words: &ColumnWords, grid: &Grid) -> Option<usize> {
    let is_label = |cell: &Cell| words.is_label(&label_word(cell));
    (0..grid.rows().min(ROWS_BEFORE_HEADER)).find(|row| grid.printed_in_row(*row).any(is_label))
}

/// Whether the first column of a table holds places: its header begins in the first row, whatever stands over them.
fn has_places_below(models: &Models, words: &ColumnWords, grid: &Grid) -> bool {
    let names = (0..grid.rows()).filter_map(|row| grid.cell_at(row, 0)).filter(|c| !c.lines.is_empty());
    let (mut places, mut all) = (0, 0);
    for cell in names {
        all += 1;
        places += usize::from(is_place(models, words, &item_name(&cell.words())));
    }
    places > 1 && 2 * places > all
}

/// Finds the row of a header whose labels have a word that is not known: a column of amounts says it, and the first column
/// holds words.
fn row_of_measures(words: &ColumnWords, kind: &KindModel, grid: &Grid) -> Option<usize> {
    let is_measure = |cell: &Cell| {
        let word = label_word(cell);
        words.measure(&kind.kind, &words.heading_unit.replace(&word, "")).is_some()
    };
    let row = (0..grid.rows().min(ROWS_BEFORE_HEADER))
        .find(|row| grid.printed_in_row(*row).filter(|cell| cell.column > 0).any(is_measure))?;
    let first = |row: usize| grid.cell_at(row, 0).filter(|cell| !cell.lines.is_empty());
    let is_word = |cell: &Cell| !is_number_or_blank(plain(&cell.words()).chars());
    let named = || (row + 1..grid.rows()).filter_map(first);
    let (count, are_words) = (named().count(), named().filter(|cell| is_word(cell)).count());
    let mostly = count > 0 && 4 * are_words >= 3 * count;
    (first(row).is_none_or(is_word) && mostly).then_some(row)
}

/// Reads the header of a table; `None` where there is no column of labels, or none of amounts. The first table of a form has
/// one, whatever stands over its places (`is_first`).
pub(super) fn read_header(
    models: &Models,
    words: &ColumnWords,
    kind: &KindModel,
    grid: &Grid,
    title: &str,
    year: Option<u16>,
    is_first: bool,
) -> Option<WordedHeader> {
    let known = label_row(words, grid);
    let by_places =
        || (is_first && kind.lines_are_places && has_places_below(models, words, grid)).then_some(0);
    let label_row = known.or_else(|| row_of_measures(words, kind, grid)).or_else(by_places)?;
    let first_row = first_row(grid, label_row);
    let end_row = end_row(words, grid, label_row);
    let over = |column: usize| words_over(grid, column, first_row..end_row);
    let headings: Vec<Vec<String>> = (0..grid.columns()).map(over).collect();
    let year = year.or_else(|| meaning::latest_year(words, &headings));
    let reader = meaning::Reader::new(models, words, kind, plain(title), year, &headings);
    let mut columns: Vec<Worded> = headings.iter().map(|path| reader.worded(path)).collect();
    if known.is_none()
        && let Some(first) = columns.first_mut()
    {
        *first = Worded::Item;
    }
    let groups = groups(&columns);
    meaning::settle(words, kind, &groups, &mut columns);
    name_sides(kind, &headings, &groups, &mut columns);
    let holds = |column: usize| {
        let below = grid.cells.iter().filter(|cell| cell.column == column && cell.row >= end_row);
        below.flat_map(|cell| &cell.lines).any(|line| has_digit(line.words()))
    };
    let has_amounts: Vec<bool> = (0..columns.len()).map(holds).collect();
    meaning::doubt_equal(&groups, &has_amounts, &mut columns);
    doubt_corrected(words, grid, first_row..end_row, &mut columns);
    let has = |wanted: fn(&Worded) -> bool| columns.iter().any(wanted);
    let is_whole = has(|c| *c == Worded::Item) && has(|c| c.meaning().is_some());
    let is_coded = |path: &Vec<String>| {
        path.iter().any(|word| words.is_label(word) && word.contains(words.code_mark.as_str()))
    };
    let names_codes = headings.iter().any(is_coded);
    let says_accounts = reader.says_accounts(&headings);
    is_whole.then_some(WordedHeader { body_row: end_row, columns, groups, says_accounts, names_codes })
}

/// Doubts columns that are named by a known word beside another that was recognised.
fn doubt_corrected(words: &ColumnWords, grid: &Grid, rows: std::ops::Range<usize>, columns: &mut [Worded]) {
    let printed = rows.flat_map(|row| grid.printed_in_row(row));
    for (cell, doubt) in printed.filter_map(|cell| Some((cell, taken_for_another(words, cell)?))) {
        let name = item_name(&label_word(cell));
        for column in columns.iter_mut().skip(cell.column).take(cell.columns) {
            let Worded::Amount(meaning) = column else { continue };
            let mut names = meaning.item.iter().chain(&meaning.place).chain(&meaning.path);
            if names.any(|own| *own == name) {
                meaning.doubt.get_or_insert_with(|| doubt.clone());
            }
        }
    }
}

/// Gives the columns of each group the side that the word over its names says, where these are two: 支出 may stand on the left.
fn name_sides(kind: &KindModel, headings: &[Vec<String>], groups: &[usize], columns: &mut [Worded]) {
    if kind.sides_from_left.is_empty() {
        return;
    }
    let said = |group: usize| {
        let mut names = headings.iter().zip(groups).zip(columns.iter());
        let (path, _) = names.find(|((_, own), column)| **own == group && **column == Worded::Item)?.0;
        let fits = |words: &Vec<String>| path.iter().any(|p| words.iter().any(|w| p.contains(w.as_str())));
        let mut sides = kind.sides.iter().filter(|(_, words)| fits(words)).map(|(side, _)| side.clone());
        sides.next().filter(|_| sides.next().is_none())
    };
    let (left, right) = (said(0), said(1));
    if left == right || left.is_none() || right.is_none() {
        return;
    }
    for (column, group) in columns.iter_mut().zip(groups) {
        let side = if *group == 0 { &left } else { &right };
        if let (Worded::Amount(meaning), true) = (column, *group < 2) {
            meaning.side.clone_from(side);
        }
    }
}

/// Finds where the header begins: headings may stand above the row of the labels.
fn first_row(grid: &Grid, label_row: usize) -> usize {
    let is_heading = |row: &usize| {
        let cells: Vec<&Cell> = grid.printed_in_row(*row).collect();
        let is_word = |cell: &&Cell| !is_number_or_blank(plain(&cell.words()).chars());
        let is_one = |cell: &Cell| cell.columns < grid.columns();
        // Title and unit stand alone in their rows.
        !cells.is_empty() && cells.iter().all(is_word) && cells.iter().all(|c| is_one(c)) && cells.len() > 1
    };
    (0..label_row).rev().take_while(is_heading).last().unwrap_or(label_row)
}

/// Finds the first row below the header.
fn end_row(words: &ColumnWords, grid: &Grid, label_row: usize) -> usize {
    let spanned = grid.printed_in_row(label_row).filter(|c| c.rows <= HEADER_ROWS).map(|c| c.row + c.rows);
    let mut end = spanned.max().unwrap_or(label_row + 1).max(label_row + 1);
    // Rows of headings below: nothing stands in the columns of labels, and no number.
    let labels: Vec<usize> = grid
        .printed_in_row(label_row)
        .filter(|cell| words.is_label(&label_word(cell)))
        .flat_map(|cell| cell.column..cell.column + cell.columns)
        .collect();
    while end < grid.rows() && end < label_row + HEADER_ROWS {
        let cells: Vec<&Cell> = grid.printed_in_row(end).collect();
        let in_labels = |cell: &&Cell| labels.contains(&cell.column);
        let is_word = |cell: &&Cell| !has_digit(&cell.words()) && !is_number_or_blank(cell.words().chars());
        if cells.is_empty() || cells.iter().any(in_labels) || !cells.iter().all(is_word) {
            break;
        }
        end += 1;
    }
    end
}

/// Collects the words over a column, from the top down. A heading that says 其中： alone stands for the one on its left,
/// whose part the columns below it are.
fn words_over(grid: &Grid, column: usize, rows: std::ops::Range<usize>) -> Vec<String> {
    let mut last = usize::MAX;
    let mut path = Vec::new();
    for row in rows {
        let Some(index) = grid.index_at(row, column).filter(|i| *i != last) else { continue };
        last = index;
        let Some(cell) = grid.cells.get(index).filter(|cell| !cell.lines.is_empty()) else { continue };
        let word = label_word(cell);
        let is_bare = crate::taxonomy::item_name::without_ordinal(&word).is_empty();
        let left = || {
            let beside = grid.cell_at(cell.row, cell.column.checked_sub(1)?)?;
            Some(label_word(beside)).filter(|word| !word.is_empty())
        };
        match left().filter(|_| is_bare) {
            Some(left) => path.push(left),
            None if is_bare => {}
            None => path.push(word),
        }
    }
    path
}

/// Numbers the groups: a column of names behind amounts begins the next.
fn groups(columns: &[Worded]) -> Vec<usize> {
    let (mut group, mut amounts) = (0, false);
    columns
        .iter()
        .map(|column| {
            match column {
                Worded::Code | Worded::Item if amounts => {
                    group += 1;
                    amounts = false;
                }
                Worded::Amount(_) => amounts = true,
                _ => {}
            }
            group
        })
        .collect()
}
