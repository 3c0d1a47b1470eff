//! Reads the cells of one sheet, with what is hidden and merged in it.

use std::ops::RangeInclusive;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::shared::Shared;
use super::strings;
use crate::office::book::{MOST_MERGED, StoredCell, StoredSheet};
use crate::office::formula::{self, Grid, Zeros};
use crate::office::shown::number_as_shown;
use crate::office::xml::{Element, Token, Xml};

/// Last row and column of a sheet.
const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: u32 = 16_384;

/// Where reading stands.
struct Reading<'s> {
    shared: &'s mut Shared,
    stored: &'s mut StoredSheet,
    /// The row that is read, and the last column of it.
    row: u32,
    column: u32,
    /// Rows that are listed, and whether they are shown where the others are not.
    listed: Vec<u32>,
    hides_others: bool,
    shows_zeros: bool,
    /// Numbers as they are stored, and formulas whose stored value is zero.
    numbers: Grid,
    zeros: Zeros,
    /// Whether more cells are taken.
    is_open: bool,
}

/// Reads the cells of a sheet.
pub(super) fn xml_to_cells(text: &str, shared: &mut Shared, stored: &mut StoredSheet) -> Result<(), String> {
    let mut reading = Reading {
        shared,
        stored,
        row: 0,
        column: 0,
        listed: Vec::new(),
        hides_others: false,
        shows_zeros: true,
        numbers: Grid::new(),
        zeros: Zeros::default(),
        is_open: true,
    };
    let read = reading.read(&mut Xml::new(text));
    reading.hide_others();
    reading.doubt_zeros();
    read
}

impl Reading<'_> {
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), String> {
        while let Some(token) = xml.next()? {
            let Token::Open(element) = token else { continue };
            match element.name() {
                "sheetView" => self.shows_zeros = element.flag("showZeros").unwrap_or(true),
                "sheetFormatPr" => self.hides_others = element.flag("zeroHeight").unwrap_or(false),
                "col" => self.column_width(&element),
                "row" => self.begin_row(&element),
                "c" if self.is_open => self.cell(&element, xml)?,
                "mergeCell" if self.stored.merged.len() < MOST_MERGED => {
                    self.stored.merged.extend(element.attribute("ref").and_then(|area| area_of(&area)));
                }
                // Rules, links and extensions repeat texts of cells, or say how they look.
                "extLst" | "conditionalFormatting" | "dataValidations" | "hyperlinks" => xml.skip()?,
                _ => {}
            }
        }
        Ok(())
    }

    fn column_width(&mut self, element: &Element<'_>) {
        let (Some(from), Some(to)) = (element.number::<u32>("min"), element.number::<u32>("max")) else {
            return;
        };
        let is_narrow = element.attribute("width").is_some_and(|width| is_zero(&width));
        if element.flag("hidden").unwrap_or(false) || is_narrow {
            self.stored.hidden_columns.push(from.max(1)..=to.min(LAST_COLUMN));
        }
    }

    fn begin_row(&mut self, element: &Element<'_>) {
        self.row = element.number("r").unwrap_or(self.row.saturating_add(1));
        self.column = 0;
        let is_flat = element.attribute("ht").is_some_and(|height| is_zero(&height));
        match element.flag("hidden") {
            Some(true) => self.hide_row(),
            Some(false) => self.listed.push(self.row),
            None if is_flat => self.hide_row(),
            None => self.listed.push(self.row),
        }
    }

    fn hide_row(&mut self) {
        let row = self.row;
        match self.stored.hidden_rows.last_mut() {
            Some(range) if *range.end() + 1 == row => *range = *range.start()..=row,
            _ => self.stored.hidden_rows.push(row..=row),
        }
    }

    /// Where rows are hidden unless they are listed, hides those that are not.
    fn hide_others(&mut self) {
        if !self.hides_others {
            return;
        }
        self.listed.sort_unstable();
        let mut from = 1;
        let mut gaps: Vec<RangeInclusive<u32>> = Vec::new();
        for row in self.listed.iter().copied().chain([LAST_ROW + 1]) {
            if from < row {
                gaps.push(from..=row - 1);
            }
            from = row.saturating_add(1);
        }
        self.stored.hidden_rows.extend(gaps);
    }

    fn cell(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<(), String> {
        let named = element.attribute("r").and_then(|name| cell_of(&name));
        let at = named.unwrap_or((self.row.max(1), self.column.saturating_add(1)));
        self.column = at.1;
        if at.0 > LAST_ROW || at.1 > LAST_COLUMN {
            return xml.skip();
        }
        let kind = element.attribute("t").unwrap_or_default();
        let style = element.number::<usize>("s").unwrap_or(0);
        let (mut value, mut formula, mut inline) = (None, None, None);
        let mut depth = 1usize;
        while depth > 0 {
            match xml.next()? {
                Some(Token::Open(inner)) => match inner.name() {
                    "v" => value = Some(xml.text_without("")?),
                    "f" => formula = Some(xml.text_without("")?),
                    "is" => inline = Some(strings::rich_text(xml)?),
                    _ => depth += 1,
                },
                Some(Token::Close(_)) => depth -= 1,
                Some(Token::Text(_)) => {}
                None => break,
            }
        }
        let cell = self.shown(at, &kind, style, value, formula, inline);
        if cell.text.is_empty() && self.shared.styles.get(style).is_some_and(|style| style.has_border) {
            self.stored.put_blank(at);
        }
        self.shared.left = self.shared.left.saturating_sub(cell.text.len());
        if self.shared.left == 0 {
            return Err("more text than any workbook has".to_owned());
        }
        self.is_open = self.stored.put(at, cell);
        Ok(())
    }

    /// What a cell shows.
    fn shown(
        &mut self,
        at: (u32, u32),
        kind: &str,
        style: usize,
        value: Option<String>,
        formula: Option<String>,
        inline: Option<String>,
    ) -> StoredCell {
        let text = |text: String| StoredCell { text, ..StoredCell::default() };
        // A formula of text may give none: that is a value. One of numbers may not.
        let has_value = value.as_ref().is_some_and(|value| !value.trim().is_empty()) || kind == "str";
        if let (Some(formula), false) = (&formula, has_value && value.is_some()) {
            return StoredCell::not_calculated(formula);
        }
        let value = value.unwrap_or_default();
        match kind {
            "s" => {
                let index = value.trim().parse::<usize>().ok();
                text(index.and_then(|index| self.shared.strings.get(index)).cloned().unwrap_or_default())
            }
            "inlineStr" => text(inline.unwrap_or_default()),
            "str" | "e" | "d" => text(value),
            "b" => text(if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
            _ if value.trim().is_empty() => text(inline.unwrap_or_default()),
            _ => {
                let number =
                    Decimal::from_str(value.trim()).or_else(|_| Decimal::from_scientific(value.trim()));
                if let Ok(number) = number {
                    if let Some(formula) = formula.filter(|_| number.is_zero()) {
                        self.zeros.push(at, formula);
                    }
                    self.numbers.insert(at, Some(number));
                    if number.is_zero() && !self.shows_zeros {
                        return text(String::new());
                    }
                }
                let format = self.shared.styles.get(style).map_or("", |style| style.format.as_str());
                let shown = number_as_shown(&value, format);
                let stored = shown.is_rounded.then(|| value.trim().to_owned());
                StoredCell { text: shown.text, stored, doubt: None }
            }
        }
    }

    /// Takes away zeros that are no values of their formulas.
    fn doubt_zeros(&mut self) {
        let zeros = std::mem::take(&mut self.zeros);
        for (at, formula) in zeros.doubted(&mut self.numbers, self.shared.is_to_calculate) {
            self.stored.cells.insert(at, StoredCell::not_calculated(&formula));
        }
    }
}

fn is_zero(length: &str) -> bool {
    Decimal::from_str(length.trim()).is_ok_and(|length| length.is_zero())
}

/// Row and column of a cell by its name: `C7`, `$C$7`.
pub(super) fn cell_of(name: &str) -> Option<(u32, u32)> {
    formula::cell_of(name.trim()).filter(|(row, column)| *row <= LAST_ROW && *column <= LAST_COLUMN)
}

/// Merged cells by their name: `A1:C3`.
fn area_of(name: &str) -> Option<(u32, u32, u32, u32)> {
    let (from, to) = name.split_once(':')?;
    let ((top, left), (bottom, right)) = (cell_of(from)?, cell_of(to)?);
    Some((top.min(bottom), left.min(right), top.max(bottom), left.max(right)))
}
