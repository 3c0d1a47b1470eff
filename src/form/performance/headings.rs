//! Tells what the columns of a block mean by the headings over them.

use super::cells::{PERCENT, SCORE, heading, holds_amount, is_blank, money_of};
use crate::table::{Cell, Grid};
use crate::taxonomy::{Block, HeadingWord, Models, PerformanceWords};
use crate::text::plain::plain;

/// Fewest headings that make a row one of headings.
const FEWEST: usize = 2;
/// The level of the indicators where nothing numbers it.
pub(super) const DEEPEST: usize = usize::MAX;
/// Most rows of a header.
const MOST_ROWS: usize = 3;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Measure {
        measure: String,
        unit: Option<String>,
    },
    /// Names of a level of the indicators, from 0.
    Level(usize),
    /// Names of the lines.
    Label,
    /// What is no fact.
    Skipped,
    /// Nothing that is known.
    Unknown,
}

/// A column of a block, by where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) x: (f64, f64),
    pub(super) role: Role,
    /// Its headings.
    pub(super) text: String,
}

impl Column {
    pub(super) fn mid_x(&self) -> f64 {
        f64::midpoint(self.x.0, self.x.1)
    }

    pub(super) fn measures(&self, wanted: &str) -> bool {
        matches!(&self.role, Role::Measure { measure, .. } if measure == wanted)
    }
}

/// Says that another column of a block measures the same as one of them, as those of two years do: nothing tells which is meant.
pub(super) fn rivalry(columns: &[Column], own: &Column) -> Option<String> {
    let Role::Measure { measure, .. } = &own.role else { return None };
    let other = columns.iter().find(|other| other.x != own.x && other.measures(measure))?;
    Some(format!("two columns measure the same: {} and {}", own.text, other.text))
}

/// Headings of a block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    /// `None`: a block whose lines are no facts.
    pub(super) block: Option<Block>,
    pub(super) columns: Vec<Column>,
    /// The row below it.
    pub(super) body_row: usize,
    /// The unit of money that it states.
    pub(super) unit: Option<String>,
}

/// What a single heading says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    /// Measures that it may be, each with its block.
    Measure(Vec<(String, Option<Block>)>),
    Level(usize),
    Item,
    Label,
    Skipped,
    Generic,
    Unknown,
}

fn meaning(words: &PerformanceWords, text: &str) -> Meaning {
    let said = words.headings.said(text);
    if said.is_measure() {
        let measures = said.measures(&words.headings);
        return Meaning::Measure(measures.map(|(name, block)| (name.to_owned(), block)).collect());
    }
    match said.level() {
        Some(level) => Meaning::Level(level),
        None if said.may_be(HeadingWord::Item) => Meaning::Item,
        None if said.may_be(HeadingWord::Label) || said.may_be(HeadingWord::Project) => Meaning::Label,
        None if said.may_be(HeadingWord::Generic) => Meaning::Generic,
        None if said.may_be(HeadingWord::Skipped) => Meaning::Skipped,
        None => Meaning::Unknown,
    }
}

/// Whether a text is the heading of a measure that money or scores of funding lines have.
pub(super) fn measure_of_funding<'w>(words: &'w PerformanceWords, text: &str) -> Option<&'w str> {
    let mut measures = words.headings.said(text).measures(&words.headings);
    measures.find(|(_, of)| of.is_none_or(|block| block == Block::Funding)).map(|(measure, _)| measure)
}

/// Gives the unit of a measure that is no money.
pub(super) fn unit_of(measure: &str) -> Option<&'static str> {
    match measure {
        "weight" | "score" => Some(SCORE),
        measure if measure.ends_with("_rate") => Some(PERCENT),
        _ => None,
    }
}

/// Whether a measure is words or a number as printed.
pub(super) fn is_text(measure: &str) -> bool {
    matches!(measure, "target" | "actual")
}

/// Whether a measure is an amount of money.
pub(super) fn is_money(measure: &str) -> bool {
    unit_of(measure).is_none() && !is_text(measure)
}

/// Reads the headings that begin in a row; `None` where it is no row of headings.
pub(super) fn header_at(
    models: &Models,
    words: &PerformanceWords,
    grid: &Grid,
    row: usize,
) -> Option<Header> {
    let cells: Vec<&Cell> = grid.printed_in_row(row).collect();
    if cells.len() < FEWEST || cells.iter().any(|cell| holds_amount(cell)) {
        return None;
    }
    let says = |cell: &&&Cell| {
        let said = words.headings.said(&heading(cell));
        said.is_measure() || said.level().is_some()
    };
    let telling: Vec<&&Cell> = cells.iter().filter(says).collect();
    if telling.len() < FEWEST {
        return None;
    }
    // A section stands beside the block and is as high as that: the header is as high as most of its headings.
    let mut height = telling.iter().map(|cell| cell.rows).min().unwrap_or(1);
    let tall = telling.iter().map(|cell| cell.rows).filter(|rows| *rows <= MOST_ROWS).max().unwrap_or(1);
    height = height.max(tall);
    if height == 1 && goes_on(models, words, grid, row + 1) {
        height = 2;
    }
    let columns = columns_of(models, words, grid, row..row + height);
    let block = tell_block(words, grid, row..row + height, &columns);
    let stated = (row..row + height)
        .flat_map(|row| (0..grid.columns()).filter_map(move |column| grid.cell_at(row, column)));
    let unit = stated
        // What goes on below the headings is a section beside its rows, whatever it says.
        .filter(|cell| {
            cell.row + cell.rows > row + height || !words.headings.said(&heading(cell)).is_measure()
        })
        .find_map(|cell| money_of(models, &plain(&cell.words())));
    let mut columns = with_roles_of(block, columns);
    if block == Some(Block::Indicators) {
        name_indicators(grid, row + height, &mut columns);
    }
    Some(Header { block, columns, body_row: row + height, unit })
}

/// Takes an unknown column between the levels and the measures as that which names the indicators, where more cells stand in it
/// than in that of the deepest level: the cells of levels span several indicators.
fn name_indicators(grid: &Grid, body_row: usize, columns: &mut [Column]) {
    let is_measure = |column: &Column| matches!(column.role, Role::Measure { .. });
    let first = columns.iter().position(is_measure).unwrap_or(columns.len());
    let deepest = columns.iter().take(first).rposition(|column| matches!(column.role, Role::Level(_)));
    let Some(deepest) = deepest else { return };
    let unknown = (deepest + 1..first).find(|at| columns.get(*at).is_some_and(|c| c.role == Role::Unknown));
    let Some(unknown) = unknown else { return };
    let cells_in = |column: Option<&Column>| {
        let middle = column.map(Column::mid_x);
        let cells = grid.cells.iter().filter(|cell| cell.row >= body_row && !cell.lines.is_empty());
        cells.filter(|cell| middle.is_some_and(|x| cell.rect.x0 <= x && x < cell.rect.x1)).count()
    };
    if cells_in(columns.get(unknown)) > cells_in(columns.get(deepest))
        && let Some(column) = columns.get_mut(unknown)
    {
        column.role = Role::Level(DEEPEST);
    }
}

/// Whether a row goes on with a header whose cells no line joins: nothing but parts of headings stands in it.
fn goes_on(models: &Models, words: &PerformanceWords, grid: &Grid, row: usize) -> bool {
    let mut cells = grid.printed_in_row(row).peekable();
    cells.peek().is_some()
        && grid.printed_in_row(row).all(|cell| {
            let text = heading(cell);
            let part = !matches!(meaning(words, &text), Meaning::Unknown | Meaning::Label);
            part && !holds_amount(cell) && !is_blank(models, cell)
        })
}

/// A column with what its headings mean, from the top.
struct Read {
    x: (f64, f64),
    meanings: Vec<Meaning>,
    unit: Option<String>,
    text: String,
}

fn columns_of(
    models: &Models,
    words: &PerformanceWords,
    grid: &Grid,
    rows: std::ops::Range<usize>,
) -> Vec<Read> {
    let mut columns: Vec<(Vec<usize>, Read)> = Vec::new();
    for column in 0..grid.columns() {
        let mut stack: Vec<usize> = rows.clone().filter_map(|row| grid.index_at(row, column)).collect();
        stack.dedup();
        let x = (grid.xs[column], grid.xs[column + 1]);
        if let Some((last, read)) = columns.last_mut()
            && *last == stack
        {
            read.x.1 = x.1;
            continue;
        }
        // What goes on below the headings is a section beside its rows.
        let is_heading = |cell: &&Cell| cell.row + cell.rows <= rows.end;
        let cells = stack.iter().filter_map(|index| grid.cells.get(*index)).filter(is_heading);
        let cells: Vec<&Cell> = cells.collect();
        let meanings = cells.iter().filter(|cell| !cell.lines.is_empty());
        let meanings = meanings.map(|cell| meaning(words, &heading(cell))).collect();
        let unit = cells.iter().rev().find_map(|cell| money_of(models, &plain(&cell.words())));
        let text = cells.iter().map(|cell| heading(cell)).collect();
        columns.push((stack, Read { x, meanings, unit, text }));
    }
    columns.into_iter().map(|(_, read)| read).collect()
}

/// Tells a block by its columns.
fn tell_block(
    words: &PerformanceWords,
    grid: &Grid,
    rows: std::ops::Range<usize>,
    columns: &[Read],
) -> Option<Block> {
    let all = || columns.iter().flat_map(|column| &column.meanings);
    // A heading that may be of two measures says nothing of the block.
    let has_measure = |of: &dyn Fn(&str) -> bool| {
        all().any(|m| matches!(m, Meaning::Measure(may) if may.iter().all(|(measure, _)| of(measure))))
    };
    let may_have = |of: &dyn Fn(&str) -> bool| {
        all().any(|m| matches!(m, Meaning::Measure(may) if may.iter().any(|(measure, _)| of(measure))))
    };
    let has_money = has_measure(&|m| is_money(m));
    let has_names = all().any(|m| matches!(m, Meaning::Level(_) | Meaning::Item));
    let leaf_names = columns
        .iter()
        .any(|column| column.meanings.last().is_some_and(|m| matches!(m, Meaning::Level(_) | Meaning::Item)));
    let is_of_scores = has_measure(&|m| matches!(m, "weight" | "score"));
    let is_managed = columns.iter().any(|column| words.sections.management.is_match(&column.text));
    let names_projects = rows
        .clone()
        .flat_map(|row| grid.printed_in_row(row))
        .any(|cell| words.headings.said(&heading(cell)).may_be(HeadingWord::Project));
    match () {
        () if has_measure(&|m| m.ends_with("_rate") && m != "execution_rate")
            || (names_projects && has_money) =>
        {
            Some(Block::Summary)
        }
        () if leaf_names && has_names && (may_have(&|m| is_text(m)) || is_of_scores) && !has_money => {
            Some(Block::Indicators)
        }
        () if has_money => Some(Block::Funding),
        () if names_projects && is_of_scores && !is_managed => Some(Block::Summary),
        () => None,
    }
}

/// Gives each column its role in a block.
fn with_roles_of(block: Option<Block>, columns: Vec<Read>) -> Vec<Column> {
    let fits = |of: &Option<Block>| match (block, of) {
        (_, None) => true,
        (Some(Block::Summary), Some(of)) => *of != Block::Indicators,
        (Some(block), Some(of)) => block == *of,
        (None, Some(_)) => false,
    };
    let role = |read: &Read| {
        let mut meanings = read.meanings.iter().rev().filter(|m| !matches!(m, Meaning::Generic));
        match meanings.next() {
            Some(Meaning::Measure(may)) => match may.iter().find(|(_, of)| fits(of)) {
                Some((measure, _)) => {
                    let unit = unit_of(measure).map(str::to_owned);
                    let unit = unit.or_else(|| read.unit.clone().filter(|_| is_money(measure)));
                    Role::Measure { measure: measure.clone(), unit }
                }
                None => Role::Skipped,
            },
            Some(Meaning::Level(level)) => Role::Level(*level),
            Some(Meaning::Item) if block == Some(Block::Indicators) => Role::Level(DEEPEST),
            Some(Meaning::Label | Meaning::Item) => Role::Label,
            Some(Meaning::Skipped) => Role::Skipped,
            // A part under a known heading that is none itself is what that is, of another source.
            Some(Meaning::Unknown | Meaning::Generic) | None => Role::Unknown,
        }
    };
    columns.iter().map(|read| Column { x: read.x, role: role(read), text: read.text.clone() }).collect()
}
