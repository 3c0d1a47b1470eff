//! Reads the properties of a paragraph: in which table it stands, what ends with it, of which list it is.

use super::bytes::{index_at, slice, u8_at, u16_at, u32_at};
use super::file::WordFile;
use super::rows::Definition;
use super::sprm::{Sprm, sprms};
use super::styles::Styles;

/// List of a paragraph, and its level.
const LIST: u16 = 0x460B;
const LEVEL: u16 = 0x260A;

/// What the properties of a paragraph say.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// Tables around it.
    pub(super) depth: usize,
    /// Whether it ends a row, or a cell of a nested table.
    pub(super) ends_row: bool,
    pub(super) ends_cell: bool,
    /// Definition of the row that it ends.
    pub(super) row: Option<Definition>,
    /// Number of its list, from 1.
    pub(super) list: Option<i64>,
    pub(super) level: usize,
}

impl Paragraph {
    /// Reads lists of properties, the later ones over the former.
    pub(super) fn read(file: &WordFile, styles: &Styles<'_>, style: u16, lists: [&[u8]; 2]) -> Self {
        let mut read = Self::default();
        let all = || {
            let own = lists.iter().flat_map(|list| sprms(list));
            own.flat_map(|sprm| std::iter::once(sprm).chain(sprms(elsewhere(file, sprm))))
        };
        let mut in_table = false;
        let mut depth = None;
        let number = |operand: &[u8]| u16_at(operand, 0);
        let mut list = styles.paragraph(style, LIST).and_then(number);
        let mut level = styles.paragraph(style, LEVEL).and_then(|operand| u8_at(operand, 0));
        for (code, operand) in all() {
            let is_on = operand.first().is_some_and(|value| *value == 1);
            match code {
                0x2416 => in_table = is_on,
                0x2417 | 0x244C => read.ends_row |= is_on,
                0x244B => read.ends_cell = is_on,
                0x6649 => depth = u32_at(operand, 0).and_then(|depth| usize::try_from(depth).ok()),
                LIST => list = number(operand),
                LEVEL => level = u8_at(operand, 0),
                _ => {}
            }
        }
        read.depth = depth.unwrap_or(usize::from(in_table));
        if in_table {
            read.depth = read.depth.max(1);
        }
        if read.ends_row {
            read.row = Definition::of(all());
        }
        read.list = match list.unwrap_or(0) {
            list @ 1..=0x07FE => Some(i64::from(list)),
            // Such a list is that of the number without its sign, with an indent of its own.
            list @ 0xF802.. => Some(0x1_0000 - i64::from(list)),
            _ => None,
        };
        read.level = level.map_or(0, usize::from);
        read
    }
}

/// The properties that are kept in the stream of data, since they are too long.
fn elsewhere<'a>(file: &'a WordFile, (code, operand): Sprm<'_>) -> &'a [u8] {
    let kept = || {
        let at = index_at(operand, 0)?;
        slice(&file.data, at.checked_add(2)?, usize::from(u16_at(&file.data, at)?))
    };
    if matches!(code, 0x6645 | 0x6646) { kept().unwrap_or_default() } else { &[] }
}
