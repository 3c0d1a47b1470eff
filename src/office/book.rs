//! Makes what a person sees of the sheets of a workbook, whatever file it was read from: hidden rows and columns are taken
//! away, merged cells are one, and what is not seen or not sure is told.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::place::{CellName, Note, Severity};
use crate::sheet::{CellDoubt, Sheet, SheetCell, SheetKind};

/// Most cells with text of a sheet. The largest real ones have some 50,000.
pub(crate) const MOST_CELLS: usize = 1_000_000;
/// Most cells without text of a sheet that are taken for their borders.
const MOST_BLANK: usize = 200_000;
/// Most merged cells of a sheet.
pub(crate) const MOST_MERGED: usize = 100_000;
/// Most bytes of text of a workbook, each cell with its own: one string may be that of a million cells.
pub(crate) const MOST_TEXT: usize = 200_000_000;

/// A sheet as it is stored: rows and columns are counted from 1, as in the names of cells.
#[derive(Debug, Default)]
pub(crate) struct StoredSheet {
    /// Its place among the tabs, from 1.
    pub(crate) number: u32,
    /// Whether its tab is hidden.
    pub(crate) is_hidden: bool,
    /// Cells with text by their row and column, and those without that have a border: they say how far a table reaches.
    pub(crate) cells: BTreeMap<(u32, u32), StoredCell>,
    /// Merged cells: first row, first column, last row, last column.
    pub(crate) merged: Vec<(u32, u32, u32, u32)>,
    /// Rows and columns that are hidden, in any order.
    pub(crate) hidden_rows: Vec<RangeInclusive<u32>>,
    /// As above.
    pub(crate) hidden_columns: Vec<RangeInclusive<u32>>,
    /// What the reader has to say.
    pub(crate) notes: Vec<Note>,
    /// Number of cells without text.
    blank: usize,
}

/// A cell with text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoredCell {
    /// What is shown.
    pub(crate) text: String,
    /// The stored number, where what is shown is another one.
    pub(crate) stored: Option<String>,
    /// Why it may not be what the publisher saw.
    pub(crate) doubt: Option<CellDoubt>,
}

impl StoredCell {
    /// A formula without a value.
    pub(crate) fn not_calculated(formula: &str) -> Self {
        let text = format!("={}", formula.trim().trim_start_matches('='));
        Self { text, stored: None, doubt: Some(CellDoubt::NotCalculated) }
    }
}

impl StoredSheet {
    /// A sheet without cells.
    pub(crate) fn new(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    /// A sheet that cannot be read, with the reason.
    pub(crate) fn unread(number: u32, name: &str, what: &str) -> Self {
        let message = format!("sheet {name:?} cannot be read: {what}");
        let notes = vec![Note::on_page(Severity::Unread, number, message)];
        Self { number, notes, ..Self::default() }
    }

    /// Takes a cell; `false` where there are too many, so that the rest is left.
    pub(crate) fn put(&mut self, at: (u32, u32), cell: StoredCell) -> bool {
        if self.cells.len().saturating_sub(self.blank) >= MOST_CELLS {
            let message = format!("more than {MOST_CELLS} cells: the rest is not read");
            self.notes.push(Note::on_page(Severity::Unread, self.number, message));
            return false;
        }
        if !cell.text.is_empty() {
            self.cells.insert(at, cell);
        }
        true
    }

    /// Takes a cell without text, which has a border.
    pub(crate) fn put_blank(&mut self, at: (u32, u32)) {
        if self.blank < MOST_BLANK {
            self.blank += 1;
            self.cells.entry(at).or_default();
        }
    }

    /// Makes what is seen of it.
    pub(crate) fn into_sheet(self) -> Sheet {
        let Self { number, mut notes, is_hidden, .. } = self;
        let (mut cells, mut unseen) = (Vec::new(), 0);
        if is_hidden {
            unseen = self.cells.values().filter(|cell| !cell.text.is_empty()).count();
        } else {
            let rows = Shown::without(&self.hidden_rows);
            let columns = Shown::without(&self.hidden_columns);
            let merged = Merged::of(&self.merged);
            notes.extend(merged.note(number));
            for (at, cell) in &self.cells {
                match seen(*at, cell, &rows, &columns, &merged) {
                    Some(cell) => cells.push(cell),
                    None => unseen += usize::from(!cell.text.is_empty()),
                }
            }
            // Merged cells without text are one blank cell all the same.
            cells.extend(merged.blank(&self.cells, &rows, &columns));
            notes.extend(note_on_stored(number, &self.cells, &cells));
        }
        if unseen > 0 {
            let what =
                if is_hidden { "the sheet is hidden" } else { "hidden rows, columns and merged cells" };
            let message = format!("{unseen} cells with text are not seen and not read: {what}");
            notes.push(Note::on_page(Severity::Info, number, message));
        }
        notes.extend(note_on_formulas(number, &cells));
        Sheet { number, kind: SheetKind::Workbook, lines: Vec::new(), cells, notes }
    }
}

/// A cell as it is seen; `None` where it is not.
fn seen(
    at: (u32, u32),
    cell: &StoredCell,
    rows: &Shown,
    columns: &Shown,
    merged: &Merged,
) -> Option<SheetCell> {
    let area = merged.at(at);
    let (top, left, bottom, right) = area.unwrap_or((at.0, at.1, at.0, at.1));
    // Of merged cells the first one alone is shown.
    if (top, left) != at {
        return None;
    }
    let (row, high) = rows.span(top, bottom)?;
    let (column, wide) = columns.span(left, right)?;
    Some(SheetCell {
        name: CellName::Sheet { row: top, column: left },
        row,
        column,
        rows: high,
        columns: wide,
        text: cell.text.clone(),
        doubt: cell.doubt,
    })
}

/// Rows or columns that are shown.
struct Shown {
    /// Hidden ones, in order, none beside another.
    hidden: Vec<(u32, u32)>,
}

impl Shown {
    fn without(hidden: &[RangeInclusive<u32>]) -> Self {
        let mut ranges: Vec<(u32, u32)> = hidden.iter().map(|range| (*range.start(), *range.end())).collect();
        ranges.retain(|(from, to)| from <= to);
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (from, to) in ranges {
            match joined.last_mut() {
                Some((_, end)) if from <= end.saturating_add(1) => *end = (*end).max(to),
                _ => joined.push((from, to)),
            }
        }
        Self { hidden: joined }
    }

    /// Number of those shown before one.
    fn before(&self, number: u32) -> u32 {
        let mut gone = 0;
        for (from, to) in self.hidden.iter().take_while(|(from, _)| *from < number) {
            gone += (*to).min(number - 1) - from + 1;
        }
        number.saturating_sub(1).saturating_sub(gone)
    }

    /// The first that is shown of several, from 0, and their count; `None` where all are hidden.
    fn span(&self, from: u32, to: u32) -> Option<(usize, usize)> {
        let (first, end) = (self.before(from), self.before(to.saturating_add(1)));
        (first < end).then_some((first as usize, (end - first) as usize))
    }
}

/// Merged cells of a sheet.
struct Merged {
    areas: Vec<(u32, u32, u32, u32)>,
    /// Index of the area that covers a cell, where it is small enough to be listed.
    small: HashMap<(u32, u32), usize>,
    large: Vec<usize>,
    overlapping: usize,
}

impl Merged {
    /// Cells of an area that are listed one by one.
    const SMALL: u64 = 4_096;

    fn of(areas: &[(u32, u32, u32, u32)]) -> Self {
        let mut merged = Self { areas: Vec::new(), small: HashMap::new(), large: Vec::new(), overlapping: 0 };
        for area @ (top, left, bottom, right) in areas.iter().copied().take(MOST_MERGED) {
            if bottom < top || right < left || (top == bottom && left == right) {
                continue;
            }
            let index = merged.areas.len();
            if u64::from(bottom - top + 1) * u64::from(right - left + 1) > Self::SMALL {
                merged.large.push(index);
            } else {
                let cells = (top..=bottom).flat_map(|row| (left..=right).map(move |column| (row, column)));
                let cells: Vec<(u32, u32)> = cells.collect();
                if cells.iter().any(|cell| merged.small.contains_key(cell)) {
                    merged.overlapping += 1;
                    continue;
                }
                merged.small.extend(cells.into_iter().map(|cell| (cell, index)));
            }
            merged.areas.push(area);
        }
        merged
    }

    fn at(&self, (row, column): (u32, u32)) -> Option<(u32, u32, u32, u32)> {
        let covers = |index: &&usize| {
            self.areas.get(**index).is_some_and(|(top, left, bottom, right)| {
                (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
            })
        };
        let index = self.small.get(&(row, column)).or_else(|| self.large.iter().find(covers))?;
        self.areas.get(*index).copied()
    }

    fn note(&self, number: u32) -> Option<Note> {
        let message = format!("{} merged cells overlap others and are taken apart", self.overlapping);
        (self.overlapping > 0).then(|| Note::on_page(Severity::Warning, number, message))
    }

    /// Areas without text, among the rows and columns that have some.
    fn blank(
        &self,
        cells: &BTreeMap<(u32, u32), StoredCell>,
        rows: &Shown,
        columns: &Shown,
    ) -> Vec<SheetCell> {
        let last_row = cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
        let last_column = cells.keys().map(|(_, column)| *column).max().unwrap_or(0);
        let is_blank = |(top, left, bottom, right): &&(u32, u32, u32, u32)| {
            *bottom <= last_row && *right <= last_column && !cells.contains_key(&(*top, *left))
        };
        let blank = |(top, left, bottom, right): &(u32, u32, u32, u32)| {
            let ((row, high), (column, wide)) = (rows.span(*top, *bottom)?, columns.span(*left, *right)?);
            let name = CellName::Sheet { row: *top, column: *left };
            let text = String::new();
            Some(SheetCell { name, row, column, rows: high, columns: wide, text, doubt: None })
        };
        self.areas.iter().filter(is_blank).filter_map(blank).collect()
    }
}

/// Tells which numbers are shown as another one than is stored.
fn note_on_stored(
    number: u32,
    stored: &BTreeMap<(u32, u32), StoredCell>,
    seen: &[SheetCell],
) -> Option<Note> {
    let seen: HashSet<CellName> = seen.iter().map(|cell| cell.name).collect();
    let mut other = stored.iter().filter_map(|((row, column), cell)| {
        let name = CellName::Sheet { row: *row, column: *column };
        Some((name, cell, cell.stored.as_ref()?)).filter(|_| seen.contains(&name))
    });
    let (name, cell, stored) = other.next()?;
    let more = match other.count() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let shown = if cell.text.is_empty() { "nothing" } else { &cell.text };
    let message = format!(
        "numbers are stored with other digits than they show, and read as shown: {name} shows {shown} and holds {stored}{more}"
    );
    Some(Note::on_page(Severity::Info, number, message))
}

/// Tells which formulas have no value.
fn note_on_formulas(number: u32, cells: &[SheetCell]) -> Option<Note> {
    let names: Vec<String> = cells
        .iter()
        .filter(|cell| cell.doubt == Some(CellDoubt::NotCalculated))
        .map(|cell| cell.name.to_string())
        .collect();
    let first = names.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
    let more = if names.len() > 12 { ", …" } else { "" };
    let message = format!("the file has no value for {} formulas: {first}{more}", names.len());
    let note = || Note::on_page(Severity::Unread, number, message);
    (!names.is_empty())
        .then(note)
        .map(|note| note.hint("open it with an office program, which calculates them, and save it anew"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cells: &[(u32, u32, &str)]) -> StoredSheet {
        let mut sheet = StoredSheet { number: 2, ..StoredSheet::default() };
        for (row, column, text) in cells {
            sheet.put((*row, *column), StoredCell { text: (*text).to_owned(), ..StoredCell::default() });
        }
        sheet
    }

    fn written(sheet: &Sheet) -> Vec<String> {
        let cell = |cell: &SheetCell| {
            format!("{} {},{} {}×{} {}", cell.name, cell.row, cell.column, cell.rows, cell.columns, cell.text)
        };
        sheet.cells.iter().map(cell).collect()
    }

    #[test]
    fn hidden_rows_and_columns_are_taken_away_and_told() {
        let mut stored = sheet(&[(1, 1, "甲"), (2, 2, "乙"), (3, 3, "丙"), (5, 4, "丁")]);
        stored.hidden_rows = vec![4..=4, 2..=2];
        stored.hidden_columns = vec![2..=2];
        let seen = stored.into_sheet();
        assert_eq!(written(&seen), ["A1 0,0 1×1 甲", "C3 1,1 1×1 丙", "D5 2,2 1×1 丁"]);
        assert!(seen.notes[0].message.starts_with("1 cells with text"), "{:?}", seen.notes);
    }

    #[test]
    fn merged_cells_are_one_and_show_their_first_even_where_its_column_is_hidden() {
        let mut stored = sheet(&[(1, 1, "题"), (1, 2, "不见"), (3, 3, "末")]);
        stored.merged = vec![(1, 1, 1, 3), (2, 1, 3, 2)];
        stored.hidden_columns = vec![1..=1];
        assert_eq!(written(&stored.into_sheet()), ["A1 0,0 1×2 题", "C3 2,1 1×1 末", "A2 1,0 2×1 "]);
    }

    #[test]
    fn a_hidden_sheet_shows_nothing_and_formulas_without_values_are_told() {
        let mut hidden = sheet(&[(1, 1, "甲")]);
        hidden.is_hidden = true;
        assert!(hidden.into_sheet().cells.is_empty());
        let mut stored = sheet(&[]);
        let doubt = Some(CellDoubt::NotCalculated);
        stored.put((3, 2), StoredCell { text: "=A1".to_owned(), stored: None, doubt });
        let seen = stored.into_sheet();
        assert_eq!(seen.notes[0].message, "the file has no value for 1 formulas: B3");
    }

    #[test]
    fn areas_that_overlap_and_sheets_of_a_million_rows_are_borne() {
        let mut stored = sheet(&[(1, 1, "甲"), (1_048_576, 16_384, "乙")]);
        stored.merged = vec![(1, 1, 2, 2), (2, 2, 3, 3), (5, 1, 1_048_570, 16_000)];
        stored.hidden_rows = vec![3..=1_048_000];
        let seen = stored.into_sheet();
        assert_eq!(seen.cells[1].row, 577);
        assert!(seen.notes[0].message.starts_with("1 merged cells overlap"));
    }
}
