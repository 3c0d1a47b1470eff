//! Lays out the cells of a table as HTML says (HTML Living Standard §4.9.12, "Processing model"), with what browsers add: spans
//! end with their group of rows, the head stands first and the foot last, and what is hidden is taken away.

use super::table::{Group, Part, RawCell, RawTable, Seen};
use crate::place::CellName;
use crate::sheet::{CellDoubt, SheetCell};

/// Most columns of a table.
const MOST_COLUMNS: usize = 4_096;
/// Most places of a table, rows times columns.
const MOST_PLACES: usize = 8_000_000;

/// A table as it is seen.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// All cells that are seen, blank ones too, by rows.
    pub(super) cells: Vec<SheetCell>,
    /// Names of cells that show a picture and no text.
    pub(super) pictures: Vec<CellName>,
    /// Rows and columns that are hidden.
    pub(super) hidden: (usize, usize),
}

/// A cell in its place, hidden rows and columns counted.
struct Placed<'t> {
    cell: &'t RawCell,
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
    is_overlapped: bool,
}

/// Places of all cells, and whether they fit together.
struct Places<'t> {
    cells: Vec<Placed<'t>>,
    /// Whether each row is seen.
    rows: Vec<bool>,
    width: usize,
    fits: bool,
}

/// Lays a table out.
///
/// # Errors
/// Why it is not read: it asks for more columns or places than any table has.
pub(super) fn lay(table: &RawTable) -> Result<Laid, String> {
    // Browsers take rows that are not displayed out of the table before they lay it out, so that no span counts them; programs
    // that write pages count them. What fits together is what was meant.
    let mut places = place(table, false)?;
    if !places.fits && table.groups.iter().flat_map(|group| &group.rows).any(|row| row.seen == Seen::Gone) {
        let with_gone = place(table, true)?;
        if with_gone.fits {
            places = with_gone;
        }
    }
    Ok(seen(&places, table))
}

/// Groups in the order in which they are displayed.
fn in_order(table: &RawTable) -> impl Iterator<Item = &Group> {
    let first = |part: Part| table.groups.iter().position(|group| group.part == part);
    let (head, foot) = (first(Part::Head), first(Part::Foot));
    let get = |index: Option<usize>| index.and_then(|index| table.groups.get(index));
    let body = table.groups.iter().enumerate();
    let body =
        body.filter(move |(index, _)| Some(*index) != head && Some(*index) != foot).map(|(_, group)| group);
    get(head).into_iter().chain(body).chain(get(foot))
}

fn place(table: &RawTable, counts_gone: bool) -> Result<Places<'_>, String> {
    let mut places = Places { cells: Vec::new(), rows: Vec::new(), width: 0, fits: true };
    // For each column the end of the last cell in it that was placed, and which it is.
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for group in in_order(table) {
        let rows: Vec<_> = group.rows.iter().filter(|row| counts_gone || row.seen != Seen::Gone).collect();
        let end = places.rows.len() + rows.len();
        for row in rows {
            let at = places.rows.len();
            places.rows.push(row.seen == Seen::Shown);
            let mut column = 0;
            for cell in &row.cells {
                while taken.get(column).is_some_and(|(end, _)| *end > at) {
                    column += 1;
                }
                // A cell that is not displayed stands in a column that is hidden, or nowhere.
                if cell.is_gone && !table.hides(column) {
                    continue;
                }
                let columns = cell.columns.max(1);
                if column + columns > MOST_COLUMNS {
                    return Err(format!("it has more than {MOST_COLUMNS} columns"));
                }
                let rows = if cell.rows == 0 { end - at } else { cell.rows.min(end - at) };
                let index = places.cells.len();
                taken.resize(taken.len().max(column + columns), (0, 0));
                let mut is_overlapped = false;
                for place in taken.iter_mut().skip(column).take(columns) {
                    if place.0 > at {
                        is_overlapped = true;
                        places.fits = false;
                        if let Some(other) = places.cells.get_mut(place.1) {
                            other.is_overlapped = true;
                        }
                    }
                    if place.0 <= at + rows {
                        *place = (at + rows, index);
                    }
                }
                places.cells.push(Placed { cell, row: at, column, rows, columns, is_overlapped });
                column += columns;
            }
            if places.rows.len().saturating_mul(taken.len()) > MOST_PLACES {
                return Err(format!("it has more than {MOST_PLACES} places for cells"));
            }
        }
        // Spans end with their group.
        for place in &mut taken {
            place.0 = place.0.min(places.rows.len());
        }
    }
    // Columns at the end in which no cell begins have no width: a title may span more than there are.
    places.width = places.cells.iter().map(|cell| cell.column + 1).max().unwrap_or(0);
    places.fits &= adds_up(&places);
    Ok(places)
}

/// Whether all rows with cells cover all columns.
fn adds_up(places: &Places<'_>) -> bool {
    let mut covered = vec![0usize; places.rows.len()];
    for cell in &places.cells {
        let columns = cell.columns.min(places.width - cell.column.min(places.width));
        for row in covered.iter_mut().skip(cell.row).take(cell.rows) {
            *row += columns;
        }
    }
    covered.iter().all(|count| *count == places.width || *count == 0)
}

/// Takes away what is hidden.
fn seen(places: &Places<'_>, table: &RawTable) -> Laid {
    let columns: Vec<bool> = (0..places.width).map(|column| !table.hides(column)).collect();
    let (rows_before, columns_before) = (counts(&places.rows), counts(&columns));
    let gone =
        table.groups.iter().flat_map(|group| &group.rows).filter(|row| row.seen != Seen::Shown).count();
    let hidden = (gone, columns.iter().filter(|is_seen| !**is_seen).count());
    let mut laid = Laid { hidden, ..Laid::default() };
    for placed in &places.cells {
        let span = |before: &[usize], from: usize, length: usize| {
            let first = before.get(from).copied()?;
            let end = before.get(from + length).or(before.last()).copied()?;
            (first < end).then_some((first, end - first))
        };
        let Some((row, rows)) = span(&rows_before, placed.row, placed.rows) else { continue };
        let Some((column, columns)) = span(&columns_before, placed.column, placed.columns) else { continue };
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        let name = CellName::Table { row: number(row), column: number(column) };
        let mut cell = SheetCell::new(name, rows, columns, placed.cell.text.clone());
        let tracked = placed.cell.is_tracked.then_some(CellDoubt::Tracked);
        cell.doubt = if placed.is_overlapped { Some(CellDoubt::Overlapped) } else { tracked };
        if placed.cell.has_picture && cell.text.is_empty() {
            laid.pictures.push(name);
        }
        laid.cells.push(cell);
    }
    laid.cells.sort_by_key(|cell| (cell.row, cell.column));
    laid
}

/// For each index, and the end, how many are seen before it.
fn counts(seen: &[bool]) -> Vec<usize> {
    let mut count = 0;
    let mut before = Vec::with_capacity(seen.len() + 1);
    for is_seen in seen {
        before.push(count);
        count += usize::from(*is_seen);
    }
    before.push(count);
    before
}
