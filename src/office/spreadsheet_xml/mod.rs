//! Reads the XML of Excel 2003 (SpreadsheetML of `urn:schemas-microsoft-com:office:spreadsheet`), which reporting software writes
//! and calls `.xls`.

mod r1c1;

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::book::{MOST_MERGED, MOST_TEXT, StoredCell, StoredSheet};
use super::formula::{Grid, Zeros};
use super::shown::number_as_shown;
use super::xml::{Element, Token, Xml};
use crate::place::{CellName, Note, Severity};
use crate::sheet::{CellDoubt, Sheet};

/// Most bytes of a workbook. Programs that write all empty rows make hundreds of megabytes of nothing.
const MOST_BYTES: usize = 256 << 20;
/// Last row and column of a sheet. Excel 2003 has fewer; programs write more.
const LAST: (u32, u32) = (1_048_576, 16_384);
/// Most styles, and most columns with a style of their own.
const MOST_STYLES: usize = 200_000;

/// Code of a number format by the name that Excel 2003 gives it. What a currency is printed with depends on the machine, and
/// is left out.
fn code_of(name: &str) -> &str {
    match name {
        "General" | "General Number" => "",
        "Standard" | "Currency" | "Euro Currency" => "#,##0.00",
        "Fixed" => "0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        "General Date" | "Short Date" => "yyyy/m/d",
        "Long Date" | "Medium Date" => "yyyy\"年\"m\"月\"d\"日\"",
        "Short Time" | "Medium Time" | "Long Time" => "h:mm:ss",
        "Yes/No" => "\"Yes\";\"Yes\";\"No\"",
        "True/False" => "\"True\";\"True\";\"False\"",
        "On/Off" => "\"On\";\"On\";\"Off\"",
        code => code,
    }
}

/// Reads all sheets, and what is to be said of the workbook.
pub(crate) fn spreadsheet_xml_to_sheets(bytes: &[u8]) -> (Vec<Sheet>, Vec<Note>) {
    if bytes.len() > MOST_BYTES {
        let message = format!("the workbook is not read: it has more than {MOST_BYTES} bytes");
        return (Vec::new(), vec![Note::on_document(Severity::Unread, message)]);
    }
    let text = super::xml::decode(bytes);
    let mut xml = Xml::new(&text);
    let mut book = Book { styles: HashMap::new(), left: MOST_TEXT };
    let (mut sheets, mut notes) = (Vec::new(), Vec::new());
    let mut number = 0u32;
    let read = loop {
        match xml.next() {
            Ok(Some(Token::Open(element))) => match element.name() {
                "Style" => {
                    if let Err(what) = book.style(&element, &mut xml) {
                        break Err(what);
                    }
                }
                "Worksheet" => {
                    number = number.saturating_add(1);
                    let name = element.attribute("Name").unwrap_or_default();
                    let mut reading = Reading::new(&mut book, StoredSheet::new(number));
                    let read = reading.sheet(&mut xml);
                    let mut stored = reading.finish();
                    if let Err(what) = &read {
                        let message = format!("sheet {name:?} is read in part: {what}");
                        stored.notes.push(Note::on_page(Severity::Unread, number, message));
                    }
                    sheets.push(stored.into_sheet());
                    // What follows cannot be found.
                    if read.is_err() {
                        break read;
                    }
                }
                _ => {}
            },
            Ok(Some(_)) => {}
            Ok(None) => break Ok(()),
            Err(what) => break Err(what),
        }
    };
    if let Err(what) = read {
        notes.push(Note::on_document(Severity::Unread, format!("the workbook is read in part: {what}")));
    } else if sheets.is_empty() {
        notes.push(Note::on_document(Severity::Unread, "the workbook has no sheets"));
    }
    (sheets, notes)
}

/// What stands for all sheets.
struct Book {
    /// Code of the number format of each style.
    styles: HashMap<String, String>,
    /// Bytes of text that may still be taken.
    left: usize,
}

impl Book {
    fn style(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<(), String> {
        let id = element.attribute("ID").unwrap_or_default();
        // A style has what its parent has, which stands before it, and all have the default one.
        let parent = element.attribute("Parent").unwrap_or_else(|| "Default".to_owned());
        let mut code = self.styles.get(&parent).cloned().unwrap_or_default();
        let mut depth = 1usize;
        while depth > 0 {
            match xml.next()? {
                Some(Token::Open(inner)) => {
                    if inner.name() == "NumberFormat" {
                        code = inner
                            .attribute("Format")
                            .map(|name| code_of(&name).to_owned())
                            .unwrap_or_default();
                    }
                    depth += 1;
                }
                Some(Token::Close(_)) => depth -= 1,
                Some(Token::Text(_)) => {}
                None => break,
            }
        }
        if self.styles.len() < MOST_STYLES {
            self.styles.insert(id, code);
        }
        Ok(())
    }
}

/// Most columns that are noted one by one, for styles and for what merged cells cover. A sheet has them once.
const MOST_NOTED: u32 = 4_000_000;

/// Where reading of a sheet stands.
struct Reading<'b> {
    book: &'b mut Book,
    stored: StoredSheet,
    /// The last row, and the last column of it or of the list of columns.
    row: u32,
    column: u32,
    row_style: Option<String>,
    column_styles: HashMap<u32, String>,
    /// For each column the last row that a merged cell covers in it, from above.
    covered: HashMap<u32, u32>,
    /// All numbers, and the cells whose number is zero, with their formulas.
    numbers: Grid,
    zeros: Vec<((u32, u32), Option<String>)>,
    hides_zeros: bool,
    /// Columns that were noted one by one.
    noted: u32,
    /// The first cell that lies in a merged one, or on another.
    overlapping: Option<(u32, u32)>,
    overlapping_rows: Vec<u32>,
    is_open: bool,
}

impl<'b> Reading<'b> {
    fn new(book: &'b mut Book, stored: StoredSheet) -> Self {
        Self {
            book,
            stored,
            row: 0,
            column: 0,
            row_style: None,
            column_styles: HashMap::new(),
            covered: HashMap::new(),
            numbers: Grid::new(),
            zeros: Vec::new(),
            hides_zeros: false,
            noted: 0,
            overlapping: None,
            overlapping_rows: Vec::new(),
            is_open: true,
        }
    }

    fn sheet(&mut self, xml: &mut Xml<'_>) -> Result<(), String> {
        let mut depth = 1usize;
        while depth > 0 {
            match xml.next()? {
                Some(Token::Open(element)) => match element.name() {
                    "Column" => {
                        self.begin_column(&element);
                        xml.skip()?;
                    }
                    "Row" => {
                        self.begin_row(&element);
                        depth += 1;
                    }
                    "Cell" if self.is_open => self.cell(&element, xml)?,
                    "Visible" => {
                        let value = xml.text_without("")?;
                        self.stored.is_hidden = matches!(value.trim(), "SheetHidden" | "SheetVeryHidden");
                    }
                    "DoNotDisplayZeros" => {
                        self.hides_zeros = true;
                        depth += 1;
                    }
                    _ => depth += 1,
                },
                Some(Token::Close(_)) => depth -= 1,
                Some(Token::Text(_)) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// Whether columns may be noted one by one.
    fn may_note(&mut self, first: u32, last: u32) -> bool {
        self.noted = self.noted.saturating_add(last.saturating_sub(first)).saturating_add(1);
        self.noted <= MOST_NOTED
    }

    fn begin_column(&mut self, element: &Element<'_>) {
        let first = element.number("Index").unwrap_or(self.column.saturating_add(1)).max(1);
        let last = first.saturating_add(element.number("Span").unwrap_or(0)).min(LAST.1);
        self.column = last;
        if is_hidden(element, "Width") {
            self.stored.hidden_columns.push(first..=last);
        }
        if let Some(style) = element.attribute("StyleID").filter(|_| self.may_note(first, last)) {
            self.column_styles.extend((first..=last).map(|column| (column, style.clone())));
        }
    }

    fn begin_row(&mut self, element: &Element<'_>) {
        let first = element.number("Index").unwrap_or(self.row.saturating_add(1)).max(1);
        self.row = first.saturating_add(element.number("Span").unwrap_or(0)).min(LAST.0);
        self.column = 0;
        self.row_style = element.attribute("StyleID");
        if is_hidden(element, "Height") {
            self.stored.hidden_rows.push(first..=self.row);
        }
    }

    fn cell(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<(), String> {
        let index = element.number::<u32>("Index");
        let at = (self.row.max(1), index.unwrap_or(self.column.saturating_add(1)).max(1));
        let across = element.number("MergeAcross").unwrap_or(0);
        let (right, bottom) =
            (at.1.saturating_add(across), at.0.saturating_add(element.number("MergeDown").unwrap_or(0)));
        self.column = right;
        let style = element.attribute("StyleID");
        let formula = element.attribute("Formula");
        let data = data(xml)?;
        if at.0 > LAST.0 || at.1 > LAST.1 {
            return Ok(());
        }
        let (right, bottom) = (right.min(LAST.1), bottom.min(LAST.0));
        self.look_for_overlap(at, data.is_some() || formula.is_some());
        if (right, bottom) != (at.1, at.0) && self.stored.merged.len() < MOST_MERGED {
            self.stored.merged.push((at.0, at.1, bottom, right));
            if bottom > at.0 && self.may_note(at.1, right) {
                self.covered.extend((at.1..=right).map(|column| (column, bottom)));
            }
        }
        let styles = style.as_ref().or(self.row_style.as_ref()).or(self.column_styles.get(&at.1));
        let code = self.book.styles.get(styles.map_or("Default", String::as_str)).map_or("", String::as_str);
        let (cell, number) = shown(data, formula.as_deref(), code);
        if let Some(number) = number {
            self.numbers.insert(at, Some(number));
            if number.is_zero() {
                self.zeros.push((at, formula));
            }
        }
        self.book.left = self.book.left.saturating_sub(cell.text.len());
        if self.book.left == 0 {
            return Err("more text than any workbook has".to_owned());
        }
        self.is_open = self.stored.put(at, cell);
        Ok(())
    }

    /// A cell with a value that lies in a merged one, or on another, means that places are not those that were meant.
    fn look_for_overlap(&mut self, at: (u32, u32), has_value: bool) {
        let is_covered = self.covered.get(&at.1).is_some_and(|last| *last >= at.0);
        if self.stored.cells.contains_key(&at) || is_covered && has_value {
            self.overlapping.get_or_insert(at);
            self.overlapping_rows.push(at.0);
        }
    }

    /// What is stored, once all of it is known.
    fn finish(mut self) -> StoredSheet {
        let mut zeros = Zeros::default();
        for (at, formula) in std::mem::take(&mut self.zeros) {
            if self.hides_zeros {
                self.stored.cells.remove(&at);
            }
            if let Some(formula) = formula.and_then(|formula| r1c1::named_by_letters(&formula, at)) {
                zeros.push(at, formula);
            }
        }
        // Programs that do not calculate store a zero.
        for (at, formula) in zeros.doubted(&mut self.numbers, false) {
            self.stored.cells.insert(at, StoredCell::not_calculated(&formula));
        }
        if self.noted > MOST_NOTED {
            let message = "more columns have styles or merged cells than any sheet has: formats of numbers may be missing";
            self.stored.notes.push(Note::on_page(Severity::Warning, self.stored.number, message));
        }
        if let Some((row, column)) = self.overlapping {
            self.overlapping_rows.sort_unstable();
            for ((row, _), cell) in &mut self.stored.cells {
                if self.overlapping_rows.binary_search(row).is_ok() {
                    cell.doubt = Some(CellDoubt::Overlapped);
                }
            }
            let name = CellName::Sheet { row, column };
            let message = format!(
                "cells lie on others, the first at {name}: what stands in their rows may belong to other columns"
            );
            self.stored.notes.push(Note::on_page(Severity::Warning, self.stored.number, message));
        }
        self.stored
    }
}

fn is_hidden(element: &Element<'_>, length: &str) -> bool {
    let is_zero = |text: String| text.trim().trim_matches(['0', '.']).is_empty() && text.contains('0');
    element.flag("Hidden").unwrap_or(false) || element.attribute(length).is_some_and(is_zero)
}

/// Type and text of the value of the cell that was opened last, to its end; comments are passed over.
fn data(xml: &mut Xml<'_>) -> Result<Option<(String, String)>, String> {
    let (mut found, mut depth) = (None, 1usize);
    while depth > 0 {
        match xml.next()? {
            Some(Token::Open(inner)) => match inner.name() {
                "Data" => {
                    let kind = inner.attribute("Type").unwrap_or_default();
                    found = Some((kind, rich_text(xml)?));
                }
                "Comment" | "PhoneticText" => xml.skip()?,
                _ => depth += 1,
            },
            Some(Token::Close(_)) => depth -= 1,
            Some(Token::Text(_)) => {}
            None => break,
        }
    }
    Ok(found)
}

/// Text of a value. What is raised or lowered beside a digit must not become one of its number.
fn rich_text(xml: &mut Xml<'_>) -> Result<String, String> {
    let (mut text, mut depth) = (String::new(), 1usize);
    while depth > 0 {
        match xml.next()? {
            Some(Token::Open(element)) => {
                if matches!(element.name(), "Sup" | "Sub") && text.ends_with(|c: char| c.is_ascii_digit()) {
                    text.push('^');
                }
                depth += 1;
            }
            Some(Token::Close(_)) => depth -= 1,
            Some(Token::Text(part)) => text.push_str(&part),
            None => break,
        }
    }
    Ok(text)
}

/// What a cell shows, and its number.
fn shown(data: Option<(String, String)>, formula: Option<&str>, code: &str) -> (StoredCell, Option<Decimal>) {
    let cell = |text: String| (StoredCell { text, ..StoredCell::default() }, None);
    let (kind, value) = data.unwrap_or_default();
    let is_text = kind == "String";
    if let (Some(formula), true) = (formula, value.trim().is_empty() && !is_text) {
        return (StoredCell::not_calculated(formula), None);
    }
    match kind.as_str() {
        "Number" if !value.trim().is_empty() => {
            let stored = value.trim();
            let number = Decimal::from_str_exact(stored).or_else(|_| Decimal::from_scientific(stored)).ok();
            let shown = number_as_shown(stored, code);
            let stored = shown.is_rounded.then(|| stored.to_owned());
            (StoredCell { text: shown.text, stored, doubt: None }, number)
        }
        "Boolean" => cell(if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
        // The hour of a day is no part of its date.
        "DateTime" => cell(value.trim().trim_end_matches("T00:00:00.000").to_owned()),
        _ => cell(value),
    }
}

#[cfg(test)]
mod tests;
