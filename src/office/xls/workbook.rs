//! Reads what stands for all sheets of a workbook: its tabs, shared texts and number formats.

use std::collections::HashMap;

use super::records::{Records, kind, u16_at, u32_at};
use super::strings::{records_to_strings, text};
use crate::error::{Error, Result};
use crate::office::number_format::builtin_code;

/// Version of the records that are read.
const BIFF8: u16 = 0x0600;

/// A tab of a workbook.
pub(super) struct Tab {
    pub(super) is_hidden: bool,
    /// Whether it is a sheet of cells, and no chart.
    pub(super) has_cells: bool,
    /// Byte at which its records begin.
    pub(super) at: usize,
}

/// Style of cells.
#[derive(Default)]
pub(super) struct Style {
    /// Code of its number format; empty for none.
    pub(super) format: String,
    /// Whether it has a border on any side.
    pub(super) has_border: bool,
}

/// What stands for all sheets.
#[derive(Default)]
pub(super) struct Workbook {
    pub(super) tabs: Vec<Tab>,
    pub(super) strings: Vec<String>,
    pub(super) styles: Vec<Style>,
    pub(super) has_pictures: bool,
}

/// Reads the first part of the stream.
pub(super) fn stream_to_workbook(name: &str, stream: &[u8]) -> Result<Workbook> {
    let damaged = |what: &str| Error::damaged_package(name, what);
    let mut codes: HashMap<u16, String> = HashMap::new();
    let mut styles: Vec<(u16, bool)> = Vec::new();
    let mut workbook = Workbook::default();
    let mut records = Records::from(stream, 0);
    let begin = records.next().filter(|record| record.kind == kind::BEGIN);
    let begin = begin.ok_or_else(|| damaged("its stream does not begin as a workbook"))?;
    if u16_at(begin.data, 0) != Some(BIFF8) {
        return Err(damaged("a workbook of Excel 95 or older is not read"));
    }
    let mut is_whole = false;
    for record in records {
        match record.kind {
            kind::END => {
                is_whole = true;
                break;
            }
            kind::FILE_PASS => return Err(Error::password_needed(name)),
            kind::BOUND_SHEET => workbook.tabs.extend(tab(record.data)),
            kind::FORMAT => {
                let id = u16_at(record.data, 0);
                let code = record.data.get(2..).and_then(|data| text(data, true));
                codes.extend(id.zip(code));
            }
            kind::XF => {
                let has_border = u16_at(record.data, 10).is_some_and(|sides| sides != 0);
                styles.push((u16_at(record.data, 2).unwrap_or(0), has_border));
            }
            kind::STRINGS => {
                workbook.strings = records_to_strings(&record, Records::from(stream, record.next));
            }
            kind::DRAWING_GROUP => workbook.has_pictures = true,
            _ => {}
        }
    }
    if !is_whole || workbook.tabs.is_empty() {
        return Err(damaged("its list of sheets is not whole"));
    }
    let code = |id: &u16| codes.get(id).cloned().unwrap_or_else(|| builtin_code(u32::from(*id)).to_owned());
    let style = |(format, has_border): &(u16, bool)| Style { format: code(format), has_border: *has_border };
    workbook.styles = styles.iter().map(style).collect();
    Ok(workbook)
}

fn tab(data: &[u8]) -> Option<Tab> {
    let (state, sort) = (*data.get(4)?, *data.get(5)?);
    Some(Tab { is_hidden: state & 3 != 0, has_cells: sort == 0, at: u32_at(data, 0)? as usize })
}
