//! Makes sheets of running text: paragraphs and tables in order, from whatever file they were read.
//!
//! - [`blocks`] are what a reader gives, [`lay`] puts the rows of tables on columns.
//! - [`pieces`] puts the text of a paragraph together, [`fields`] follows fields.
//! - [`lists`] counts the paragraphs of lists, [`numerals`] writes their numbers.

pub(super) mod blocks;
pub(super) mod fields;
mod lay;
pub(super) mod lists;
mod numerals;
pub(super) mod pieces;

use crate::place::{Note, Severity};
use crate::sheet::{Sheet, SheetKind};

use blocks::{Block, FlowCell, FlowTable, Line};

/// Most notes of a sheet of each kind.
const NOTES: usize = 50;

/// Makes a sheet of every table that holds no other, and one of what follows the last. The text of tables that hold others is
/// lines, as layouts of pages use them.
pub(super) fn sheets(blocks: Vec<Block>) -> Vec<Sheet> {
    let mut made = Made::default();
    made.blocks(blocks);
    let rest = made.sheet(made.tables.saturating_add(1));
    if !rest.lines.is_empty() || !rest.notes.is_empty() || made.sheets.is_empty() {
        made.sheets.push(rest);
    }
    made.sheets
}

#[derive(Default)]
struct Made {
    sheets: Vec<Sheet>,
    lines: Vec<Line>,
    notes: Vec<(Severity, String)>,
    /// Tables that have begun so far.
    tables: u32,
}

impl Made {
    fn blocks(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Line(line) => self.lines.push(line),
                Block::Note(severity, message) => self.notes.push((severity, message)),
                Block::Table(table) => self.table(table),
            }
        }
    }

    fn table(&mut self, mut table: FlowTable) {
        self.tables = self.tables.saturating_add(1);
        let floats = std::mem::take(&mut table.floats);
        if table.holds_table() {
            for cell in table.rows.into_iter().flat_map(|row| row.cells) {
                self.blocks(cell.blocks);
            }
            self.blocks(floats);
            return;
        }
        let (mut above, mut after) = (Vec::new(), Vec::new());
        for float in floats {
            if matches!(float, Block::Table(_)) { after.push(float) } else { above.push(float) }
        }
        self.blocks(above);
        let notes = table.rows.iter_mut().flat_map(|row| &mut row.cells).flat_map(take_notes);
        self.notes.extend(notes);
        let (cells, note) = lay::lay(table).unwrap_or_else(|why| {
            self.notes.push((Severity::Unread, format!("{why}: the table is not read")));
            (Vec::new(), None)
        });
        self.notes.extend(note.map(|note| (Severity::Info, note.to_owned())));
        let sheet = Sheet { cells, ..self.sheet(self.tables) };
        self.sheets.push(sheet);
        self.blocks(after);
    }

    /// A sheet of the lines and notes so far, without cells.
    fn sheet(&mut self, number: u32) -> Sheet {
        let lines = std::mem::take(&mut self.lines);
        let mut notes: Vec<Note> = Vec::new();
        for (severity, message) in std::mem::take(&mut self.notes) {
            let mut note = Note::on_page(severity, number, message);
            if severity == Severity::Unread {
                note = note.hint("save it as PDF with an office program, and read that");
            }
            // What there is to say of a text that is made to say much is cut off.
            if (notes.len() < NOTES || severity == Severity::Unread && notes.len() < 2 * NOTES)
                && !notes.contains(&note)
            {
                notes.push(note);
            }
        }
        for line in &lines {
            if let Some(doubt) =
                line.doubt.filter(|_| notes.len() < 2 * NOTES && !line.text.trim().is_empty())
            {
                let said: String = line.text.chars().take(40).collect();
                let message = format!("the line \"{said}\" is in doubt: {}", doubt.reason());
                notes.push(Note::on_page(Severity::Warning, number, message));
            }
        }
        let lines = lines.into_iter().map(|line| line.text).filter(|text| !text.trim().is_empty()).collect();
        Sheet { number, kind: SheetKind::Table, lines, cells: Vec::new(), notes }
    }
}

fn take_notes(cell: &mut FlowCell) -> Vec<(Severity, String)> {
    let mut notes = Vec::new();
    cell.blocks.retain_mut(|block| match block {
        Block::Note(severity, message) => {
            notes.push((*severity, std::mem::take(message)));
            false
        }
        _ => true,
    });
    notes
}

#[cfg(test)]
mod tests {
    use super::blocks::FlowRow;
    use super::blocks::samples::{cell, line};
    use super::*;

    fn table(blocks: Vec<Block>) -> FlowTable {
        let row = FlowRow { cells: vec![cell(blocks)], ..FlowRow::default() };
        FlowTable { rows: vec![row], ..FlowTable::default() }
    }

    #[test]
    fn tables_are_numbered_as_they_begin_and_frames_become_lines() {
        let inner = Block::Table(table(vec![line("1.00")]));
        let frame = Block::Table(table(vec![line("标题"), inner, line("注")]));
        let made = sheets(vec![line("甲"), frame, Block::Table(table(vec![line("2")])), line("终")]);
        let seen: Vec<(u32, Vec<&str>, usize)> = made
            .iter()
            .map(|sheet| (sheet.number, sheet.lines.iter().map(String::as_str).collect(), sheet.cells.len()))
            .collect();
        let expected = [(2, vec!["甲", "标题"], 1), (3, vec!["注"], 1), (4, vec!["终"], 0)];
        assert_eq!(seen, expected);
    }

    #[test]
    fn what_floats_is_above_its_table_and_notes_stand_at_theirs() {
        let mut held = table(vec![Block::Note(Severity::Warning, "a picture".to_owned()), line("1")]);
        held.floats = vec![line("单位：元"), Block::Table(table(vec![line("2")]))];
        let made = sheets(vec![Block::Table(held)]);
        assert_eq!((made.len(), made[0].lines.len(), made[0].notes.len(), made[1].number), (2, 1, 1, 2));
        assert_eq!(sheets(Vec::new()).len(), 1, "a document always has a sheet");
    }
}
