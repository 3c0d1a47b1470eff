//! Reads the cells of one sheet, with what is hidden and merged in it.

use super::records::{Record, Records, f64_at, kind, rk_to_number, u16_at, u32_at};
use super::strings::text;
use super::tokens::{may_be_text, tokens_to_text};
use super::workbook::Workbook;
use crate::office::book::{MOST_MERGED, MOST_TEXT, StoredCell, StoredSheet};
use crate::office::formula::{Grid, Zeros};
use crate::office::shown::{decimal, number_as_shown};
use crate::place::{Note, Severity};

/// Rows of a sheet.
const ROWS: u32 = 65_536;

/// Where reading stands.
struct Reading<'s> {
    workbook: &'s Workbook,
    stored: &'s mut StoredSheet,
    shows_zeros: bool,
    hides_others: bool,
    shown_rows: Vec<u32>,
    numbers: Grid,
    zeros: Zeros,
    /// A formula whose text stands in the next record, and whether it may have none.
    awaits_text: Option<((u32, u32), bool, String)>,
    left: usize,
}

/// Reads the cells of the sheet that begins at a byte.
pub(super) fn stream_to_cells(stream: &[u8], at: usize, workbook: &Workbook, stored: &mut StoredSheet) {
    let mut reading = Reading {
        workbook,
        stored,
        shows_zeros: shows_zeros(stream, at),
        hides_others: false,
        shown_rows: Vec::new(),
        numbers: Grid::new(),
        zeros: Zeros::default(),
        awaits_text: None,
        left: MOST_TEXT,
    };
    // How many records have begun that hold others: charts stand inside of sheets.
    let mut depth = 0usize;
    let mut is_whole = false;
    for record in Records::from(stream, at) {
        match record.kind {
            kind::BEGIN => depth += 1,
            _ if depth == 0 => break,
            kind::END => {
                depth -= 1;
                is_whole = depth == 0;
                if is_whole {
                    break;
                }
            }
            _ if depth > 1 => {}
            _ => {
                if reading.take(&record).is_none() {
                    break;
                }
            }
        }
    }
    reading.finish();
    if !is_whole {
        let message = "the sheet ends before its last record: cells may be missing";
        let number = stored.number;
        stored.notes.push(Note::on_page(Severity::Unread, number, message).hint("download the file again"));
    }
}

impl Reading<'_> {
    /// Takes a record; `None` where no more cells are taken.
    fn take(&mut self, record: &Record<'_>) -> Option<()> {
        let data = record.data;
        if record.kind != kind::STRING && record.kind != kind::CONTINUE {
            self.end_text();
        }
        match record.kind {
            kind::DEFAULT_ROW_HEIGHT => {
                self.hides_others = u16_at(data, 0).is_some_and(|flags| flags & 2 != 0)
            }
            kind::ROW => self.row(data),
            kind::COLUMN_INFO => self.columns(data),
            kind::MERGED => self.merged(data),
            kind::STRING_LABEL => {
                let index = u32_at(data, 6).map_or(usize::MAX, |index| index as usize);
                let text = self.workbook.strings.get(index).cloned();
                return self.put(at(data), text.unwrap_or_default());
            }
            kind::LABEL | kind::RICH_LABEL => {
                let text = data.get(6..).and_then(|data| text(data, true));
                return self.put(at(data), text.unwrap_or_default());
            }
            kind::NUMBER => return self.number(at(data), u16_at(data, 4), f64_at(data, 6)?),
            kind::RK => return self.number(at(data), u16_at(data, 4), rk_to_number(u32_at(data, 6)?)),
            kind::RK_ROW => {
                let (row, first) = at(data)?;
                let numbers = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (column, six) in (first..).zip(numbers.chunks_exact(6)) {
                    self.number(Some((row, column)), u16_at(six, 0), rk_to_number(u32_at(six, 2)?))?;
                }
            }
            kind::BLANK => self.blank(at(data), u16_at(data, 4)),
            kind::BLANK_ROW => {
                let (row, first) = at(data)?;
                let styles = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (column, two) in (first..).zip(styles.chunks_exact(2)) {
                    self.blank(Some((row, column)), u16_at(two, 0));
                }
            }
            kind::BOOLEAN_OR_ERROR => {
                let text = boolean_or_error(*data.get(6)?, *data.get(7)? != 0);
                return self.put(at(data), text.to_owned());
            }
            kind::FORMULA => return self.formula(data),
            kind::STRING => {
                if let (Some((at, _, _)), Some(text)) = (self.awaits_text.take(), text(data, true)) {
                    return self.put(Some(at), text);
                }
            }
            _ => {}
        }
        Some(())
    }

    fn row(&mut self, data: &[u8]) {
        let (Some(row), Some(flags)) = (u16_at(data, 0), u16_at(data, 12)) else { return };
        let row = u32::from(row) + 1;
        if flags & 0x20 != 0 || u16_at(data, 6).is_some_and(|height| height & 0x7fff == 0) {
            self.stored.hidden_rows.push(row..=row);
        } else {
            self.shown_rows.push(row);
        }
    }

    fn columns(&mut self, data: &[u8]) {
        let (Some(first), Some(last)) = (u16_at(data, 0), u16_at(data, 2)) else { return };
        let is_narrow = u16_at(data, 4) == Some(0);
        if is_narrow || u16_at(data, 8).is_some_and(|flags| flags & 1 != 0) {
            self.stored.hidden_columns.push(u32::from(first) + 1..=u32::from(last.min(255)) + 1);
        }
    }

    fn merged(&mut self, data: &[u8]) {
        let areas = data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(|area| {
            let number = |at: usize| Some(u32::from(u16_at(area, at)?) + 1);
            Some((number(0)?, number(4)?, number(2)?, number(6)?))
        });
        let left = MOST_MERGED.saturating_sub(self.stored.merged.len());
        self.stored.merged.extend(areas.take(left));
    }

    fn put(&mut self, at: Option<(u32, u32)>, text: String) -> Option<()> {
        self.left = self.left.checked_sub(text.len())?;
        let cell = StoredCell { text, ..StoredCell::default() };
        self.stored.put(at?, cell).then_some(())
    }

    fn number(&mut self, at: Option<(u32, u32)>, style: Option<u16>, stored: String) -> Option<()> {
        let at = at?;
        let number = decimal(&stored);
        self.numbers.insert(at, number);
        if number.is_some_and(|number| number.is_zero()) && !self.shows_zeros {
            self.blank(Some(at), style);
            return Some(());
        }
        let style = style.and_then(|style| self.workbook.styles.get(usize::from(style)));
        let format = style.map_or("", |style| style.format.as_str());
        let shown = number_as_shown(&stored, format);
        let stored = shown.is_rounded.then_some(stored);
        self.stored.put(at, StoredCell { text: shown.text, stored, doubt: None }).then_some(())
    }

    /// Takes a cell without text, where it has a border.
    fn blank(&mut self, at: Option<(u32, u32)>, style: Option<u16>) {
        let style = style.and_then(|style| self.workbook.styles.get(usize::from(style)));
        if let Some(at) = at.filter(|_| style.is_some_and(|style| style.has_border)) {
            self.stored.put_blank(at);
        }
    }

    fn formula(&mut self, data: &[u8]) -> Option<()> {
        let at = at(data)?;
        let result = data.get(6..14)?;
        let is_to_calculate = u16_at(data, 14).is_some_and(|flags| flags & 2 != 0);
        let length = usize::from(u16_at(data, 20).unwrap_or(0));
        let tokens = data.get(22..22 + length).unwrap_or_default();
        let formula = || tokens_to_text(tokens).unwrap_or_else(|| "…".to_owned());
        if result.get(6..8) != Some(&[0xff, 0xff]) {
            let number = f64_at(data, 6)?;
            let is_zero = decimal(&number).is_some_and(|number| number.is_zero());
            if let Some(text) = tokens_to_text(tokens).filter(|_| is_zero) {
                self.zeros.push(at, text);
            } else if is_zero && is_to_calculate {
                self.numbers.insert(at, None);
                return self.stored.put(at, StoredCell::not_calculated("…")).then_some(());
            }
            return self.number(Some(at), u16_at(data, 4), number);
        }
        match result.first()? {
            0 => self.awaits_text = Some((at, may_be_text(tokens), formula())),
            1 | 2 => {
                let text = boolean_or_error(*result.get(2)?, result.first() == Some(&2));
                return self.put(Some(at), text.to_owned());
            }
            // An empty text: the value of a formula of text, and what libraries write that do not calculate.
            _ if may_be_text(tokens) && !is_to_calculate => {}
            _ => {
                self.numbers.insert(at, None);
                return self.stored.put(at, StoredCell::not_calculated(&formula())).then_some(());
            }
        }
        Some(())
    }

    /// A formula that should have a text and has none was not calculated, unless its text may be empty.
    fn end_text(&mut self) {
        if let Some((at, false, formula)) = self.awaits_text.take() {
            self.numbers.insert(at, None);
            self.stored.put(at, StoredCell::not_calculated(&formula));
        }
    }

    fn finish(&mut self) {
        self.end_text();
        let zeros = std::mem::take(&mut self.zeros);
        for (at, formula) in zeros.doubted(&mut self.numbers, false) {
            self.stored.cells.insert(at, StoredCell::not_calculated(&formula));
        }
        if self.hides_others {
            let mut from = 1;
            self.shown_rows.sort_unstable();
            for row in self.shown_rows.iter().copied().chain([ROWS + 1]) {
                if from < row {
                    self.stored.hidden_rows.push(from..=row - 1);
                }
                from = row + 1;
            }
        }
    }
}

/// Whether the sheet that begins at a byte shows zeros, which it says behind its cells.
fn shows_zeros(stream: &[u8], at: usize) -> bool {
    let mut depth = 0usize;
    let of_sheet = Records::from(stream, at).take_while(|record| {
        depth = match record.kind {
            kind::BEGIN => depth + 1,
            kind::END => depth.saturating_sub(1),
            _ => depth,
        };
        depth > 0
    });
    let window = of_sheet.filter(|record| record.kind == kind::WINDOW).last();
    window.and_then(|window| u16_at(window.data, 0)).is_none_or(|flags| flags & 0x10 != 0)
}

/// Row and column of a cell, from 1.
fn at(data: &[u8]) -> Option<(u32, u32)> {
    Some((u32::from(u16_at(data, 0)?) + 1, u32::from(u16_at(data, 2)?) + 1))
}

fn boolean_or_error(value: u8, is_error: bool) -> &'static str {
    match (is_error, value) {
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0f) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1d) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    }
}
