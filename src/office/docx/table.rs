//! Reads tables: rows and cells as they are shown, with the columns and widths that the file names.

use crate::place::Severity;
use crate::sheet::CellDoubt;

use super::super::flow::blocks::{Block, FlowCell, FlowRow, FlowTable, Gap, Line, Merge};
use super::super::flow::pieces::Change;
use super::story::{Context, Story, chosen};
use super::xml::Element;

/// Most columns that a table names: more than any table may have.
const COLUMNS: usize = 5000;

impl<'a> Story<'a> {
    /// Reads a table.
    pub(super) fn table(&mut self, table: &'a Element, context: Context<'a>) -> FlowTable {
        let style = table.child("tblPr").and_then(|properties| properties.value_of("tblStyle"));
        let context = Context { table: Some(style), paragraph: None, ..context };
        let grid = table.child("tblGrid").into_iter().flat_map(Element::elements);
        let columns = grid.filter(|column| &*column.name == "gridCol").take(COLUMNS);
        let columns = columns.map(|column| column.attribute("w").and_then(twips).unwrap_or(0)).collect();
        let mut made = FlowTable { columns, ..FlowTable::default() };
        self.table_floats.push(Vec::new());
        let mut left_out = LeftOut::default();
        self.rows(table, context, &mut made.rows, &mut left_out);
        made.floats = self.table_floats.pop().unwrap_or_default();
        for (is_so, message) in [
            (left_out.hidden, "hidden rows are not read"),
            (left_out.deleted, "rows that are marked as deleted are not read"),
        ] {
            if is_so {
                made.floats.push(Block::Note(Severity::Info, message.to_owned()));
            }
        }
        let properties = table.child("tblPr");
        if properties.is_some_and(|properties| properties.switch("bidiVisual") == Some(true)) {
            made.refused = Some("its columns run from right to left".to_owned());
        }
        made
    }

    fn rows(
        &mut self,
        parent: &'a Element,
        context: Context<'a>,
        out: &mut Vec<FlowRow>,
        left_out: &mut LeftOut,
    ) {
        for element in parent.elements() {
            match &*element.name {
                "tr" => self.row(element, context, out, left_out),
                "sdt" => element.elements().filter(|e| &*e.name == "sdtContent").for_each(|content| {
                    self.rows(content, context, out, left_out);
                }),
                "customXml" => self.rows(element, context, out, left_out),
                "ins" | "moveTo" => {
                    let context = Context { change: context.change.inserted(), ..context };
                    self.rows(element, context, out, left_out);
                }
                "del" | "moveFrom" => left_out.deleted |= element.holds(&["tr"]),
                "mc:AlternateContent" => {
                    if let Some(chosen) = chosen(element) {
                        self.rows(chosen, context, out, left_out);
                    }
                }
                _ => {}
            }
        }
    }

    fn row(
        &mut self,
        element: &'a Element,
        mut context: Context<'a>,
        out: &mut Vec<FlowRow>,
        left_out: &mut LeftOut,
    ) {
        let mut row = FlowRow::default();
        let properties = element.child("trPr");
        if let Some(properties) = properties {
            let gap = |columns: &str, width: &str| Gap {
                columns: properties.value_of(columns).map_or(0, count),
                width: properties.child(width).and_then(width_of),
            };
            row.before = gap("gridBefore", "wBefore");
            row.after = gap("gridAfter", "wAfter");
            if properties.child("del").is_some() {
                left_out.deleted = true;
                return;
            }
            if properties.child("ins").is_some() {
                context.change = context.change.inserted();
            }
        }
        let is_marked = properties.is_some_and(|properties| properties.switch("hidden") == Some(true));
        let (seen, hidden) = (self.seen, self.hidden);
        self.cells(element, context, &mut row.cells);
        // A row is hidden where nothing of it is seen and its end, some of its text or all ends of its paragraphs are hidden.
        let is_blank = row.cells.iter().flat_map(|cell| &cell.blocks).all(|block| match block {
            Block::Line(line) => line.text.trim().is_empty(),
            Block::Table(_) => false,
            Block::Note(..) => true,
        });
        let is_hidden = is_marked || self.hidden > hidden || self.seen == seen;
        if is_blank && is_hidden && !row.cells.is_empty() {
            left_out.hidden = true;
        } else {
            out.push(row);
        }
    }

    fn cells(&mut self, parent: &'a Element, context: Context<'a>, out: &mut Vec<FlowCell>) {
        for element in parent.elements() {
            match &*element.name {
                "tc" => self.cell(element, context, out),
                "sdt" => element
                    .elements()
                    .filter(|e| &*e.name == "sdtContent")
                    .for_each(|content| self.cells(content, context, out)),
                "customXml" | "smartTag" => self.cells(element, context, out),
                "ins" | "moveTo" => {
                    let context = Context { change: context.change.inserted(), ..context };
                    self.cells(element, context, out);
                }
                "mc:AlternateContent" => {
                    if let Some(chosen) = chosen(element) {
                        self.cells(chosen, context, out);
                    }
                }
                _ => {}
            }
        }
    }

    fn cell(&mut self, element: &'a Element, mut context: Context<'a>, out: &mut Vec<FlowCell>) {
        let mut cell = FlowCell { span: 1, ..FlowCell::default() };
        let mut goes_on = false;
        let mut is_deleted = false;
        if let Some(properties) = element.child("tcPr") {
            cell.span = properties.value_of("gridSpan").map_or(1, count).max(1);
            cell.width = properties.child("tcW").and_then(width_of);
            cell.merge = match properties.child("vMerge").map(|merge| merge.attribute("val")) {
                None => Merge::None,
                Some(Some("restart")) => Merge::Starts,
                Some(_) => Merge::Continues,
            };
            goes_on =
                properties.child("hMerge").is_some_and(|merge| merge.attribute("val") != Some("restart"));
            is_deleted = properties.child("cellDel").is_some();
            if properties.child("cellIns").is_some() {
                context.change = context.change.inserted();
            }
        }
        if is_deleted {
            context.change = context.change.deleted();
        }
        self.blocks(element, context, &mut cell.blocks);
        if is_deleted || context.change != Change::None && cell.blocks.is_empty() {
            cell.blocks.push(Block::Line(Line { text: String::new(), doubt: Some(CellDoubt::Tracked) }));
        }
        match out.last_mut().filter(|_| goes_on) {
            Some(before) => {
                before.span = before.span.saturating_add(cell.span);
                before.width = before.width.zip(cell.width).and_then(|(a, b)| a.checked_add(b));
            }
            None => out.push(cell),
        }
    }
}

/// Rows that were left out.
#[derive(Debug, Default)]
struct LeftOut {
    hidden: bool,
    deleted: bool,
}

/// A number of columns; one that is out of all proportion is more than any table may have.
fn count(value: &str) -> usize {
    value.trim().parse::<i64>().map_or(1, |count| usize::try_from(count.clamp(0, 100_000)).unwrap_or(0))
}

/// A width in twentieths of a point, where it is no part of another.
fn width_of(element: &Element) -> Option<i64> {
    let value = element.attribute("w")?;
    match element.attribute("type") {
        None | Some("dxa") => twips(value),
        Some(_) => None,
    }
}

/// A measure in twentieths of a point: a number, or one with its unit (ECMA-376 `ST_UniversalMeasure`).
fn twips(value: &str) -> Option<i64> {
    let value = value.trim();
    let split = value.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(split)?;
    // Thousandths of a twentieth of a point.
    let scale = match unit {
        "" => 1_000,
        "pt" => 20_000,
        "pc" | "pi" => 240_000,
        "in" => 1_440_000,
        "cm" => 566_929,
        "mm" => 56_693,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
    let negative = whole.starts_with('-');
    let whole = whole.trim_start_matches('-').parse::<i64>().ok()?.checked_mul(1000)?;
    let sum = whole.checked_add(thousandths.parse::<i64>().ok()?)?.checked_mul(scale)? / 1_000_000;
    Some(if negative { -sum } else { sum })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_have_units_and_limits() {
        let measured =
            ["1440", "72pt", "1in", "2.54cm", "25.4mm", "12.5", "-3", "50%", "99999999999999999999"];
        let expected =
            [Some(1440), Some(1440), Some(1440), Some(1439), Some(1440), Some(12), Some(-3), None, None];
        assert_eq!(measured.map(twips), expected);
        assert_eq!((count("3"), count("x"), count("-1"), count("4000000000")), (3, 1, 0, 100_000));
    }
}
