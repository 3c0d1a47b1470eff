//! Walks through the text of a binary Word document: paragraphs and tables in order.

use crate::error::Result;
use crate::place::Severity;

use super::super::flow::blocks::{Block, Line};
use super::super::flow::fields::{Ended, Fields, empty_field};
use super::super::flow::lists::Lists;
use super::super::flow::pieces::Pieces;
use super::boxes::Boxes;
use super::file::WordFile;
use super::levels::{Level, Met, close_to};
use super::look::Look;
use super::paragraph::Paragraph;
use super::properties::Runs;
use super::rows::Row;
use super::sprm::sprms;
use super::styles::Styles;
use super::text::Text;

/// Deepest nesting of tables.
const DEPTH: usize = 20;

/// A walk through the text.
pub(super) struct Story<'a> {
    file: &'a WordFile,
    text: Text<'a>,
    paragraphs: Runs<'a>,
    characters: Runs<'a>,
    styles: Styles<'a>,
    lists: Lists,
    boxes: Boxes,
    fields: Fields,
    /// Text of the paragraph that is being read.
    pieces: Pieces,
    /// What is to be said where it stands, and text boxes that are anchored in it.
    notes: Vec<(Severity, String)>,
    floats: Vec<Block>,
    /// What was met since the row began.
    met: Met,
    has_footnotes: bool,
    /// Tables around the paragraph that is being read.
    depth: usize,
    /// The look of the characters before this place in the stream, and from which it is so.
    known: Option<(usize, usize, u16, &'a [u8], Look)>,
}

impl<'a> Story<'a> {
    pub(super) fn new(file: &'a WordFile) -> Result<Self> {
        Ok(Self {
            file,
            text: Text::read(file)?,
            paragraphs: Runs::of_paragraphs(file),
            characters: Runs::of_characters(file),
            styles: Styles::read(file),
            lists: super::lists::lists(file),
            boxes: Boxes::read(file),
            fields: Fields::default(),
            pieces: Pieces::default(),
            notes: Vec::new(),
            floats: Vec::new(),
            met: Met::default(),
            has_footnotes: false,
            depth: 0,
            known: None,
        })
    }

    /// Reads the main text.
    pub(super) fn main(&mut self) -> Vec<Block> {
        let mut blocks = self.read(0, self.file.length(0));
        for (from, to) in self.boxes.left() {
            blocks.extend(self.read(from, to));
            let message = "a text box is read here that may stand elsewhere".to_owned();
            blocks.push(Block::Note(Severity::Info, message));
        }
        blocks
    }

    /// Says what stands in headers and footers, which are not read: a unit may.
    fn headers(&mut self, out: &mut Vec<Block>) {
        let from = self.file.length(0).saturating_add(self.file.length(1));
        let mut said: Vec<String> = Vec::new();
        for block in self.read(from, from.saturating_add(self.file.length(2))) {
            let Block::Line(line) = block else { continue };
            let text: String =
                line.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
            if text.chars().any(char::is_alphabetic) && !said.contains(&text) && said.len() < 20 {
                out.push(Block::Note(Severity::Info, format!("the header or footer \"{text}\" is not read")));
                said.push(text);
            }
        }
    }

    /// Says what is left to be said at the end.
    pub(super) fn finish(&mut self, out: &mut Vec<Block>) {
        let is_closed = self.fields.are_closed();
        self.fields = Fields::default();
        self.headers(out);
        if !is_closed {
            let message = "a field does not end: what follows it is not read".to_owned();
            out.push(Block::Note(Severity::Unread, message));
        }
        if self.has_footnotes {
            out.push(Block::Note(Severity::Info, "footnotes are not read".to_owned()));
        }
    }

    /// Reads characters from one place to another.
    fn read(&mut self, from: usize, to: usize) -> Vec<Block> {
        let mut out = Vec::new();
        let mut levels: Vec<Level> = Vec::new();
        let to = to.min(self.text.units.len());
        let mut start = from;
        for at in from..to {
            let is_end = match self.text.units.get(at) {
                Some(0x07 | 0x0D) => true,
                Some(0x0C) => self.ends_paragraph(at),
                _ => false,
            };
            if is_end || at + 1 == to {
                self.paragraph((start, at, is_end), &mut levels, &mut out);
                start = at + 1;
            }
        }
        close_to(&mut levels, 0, &mut out);
        out
    }

    /// Whether the break of a page ends its paragraph as well.
    fn ends_paragraph(&self, at: usize) -> bool {
        // Two bytes are those of a character at most.
        self.text.place(at).is_none_or(|(place, _)| self.paragraphs.at(place).2 <= place.saturating_add(2))
    }

    fn paragraph(
        &mut self,
        (from, mark, has_mark): (usize, usize, bool),
        levels: &mut Vec<Level>,
        out: &mut Vec<Block>,
    ) {
        let place = self.text.place(mark);
        let (style, list, _) = place.map(|(place, _)| self.paragraphs.at(place)).unwrap_or_default();
        let extra = place.map(|(_, extra)| extra).unwrap_or_default();
        let read = Paragraph::read(self.file, &self.styles, style, [list, extra]);
        self.depth = read.depth;
        self.characters_of(from, if has_mark { mark } else { mark + 1 }, style);
        let end = if has_mark { self.look(mark, style) } else { Look::default() };
        let depth = read.depth.min(DEPTH);
        close_to(levels, depth, out);
        while levels.len() < depth {
            levels.push(Level::default());
        }
        let unit = self.text.units.get(mark).copied();
        let ends_cell = depth > 0 && (unit == Some(0x07) || read.ends_cell);
        if read.ends_row && depth > 0 {
            self.end_row(read, &end, levels);
            return;
        }
        // A paragraph whose mark is not there goes on with the next: where the text before the mark is not there either, or
        // the mark parts two styles.
        let before = || mark == from || self.look_of(mark - 1, style) == end;
        let goes_on =
            has_mark && unit == Some(0x0D) && !ends_cell && !end.is_there() && (end.is_separator || before());
        if !goes_on {
            let label = read.list.and_then(|list| self.lists.label(list, read.level));
            let line = std::mem::take(&mut self.pieces).line(label.as_deref());
            let blocks = levels.last_mut().map_or(&mut *out, |level| &mut level.cell);
            if line != Line::default() || depth > 0 {
                blocks.push(Block::Line(line));
            }
        }
        self.met.end |= end.is_there();
        let blocks = levels.last_mut().map_or(&mut *out, |level| &mut level.cell);
        blocks.extend(self.notes.drain(..).map(|(severity, message)| Block::Note(severity, message)));
        match levels.last_mut() {
            Some(level) => level.floats.append(&mut self.floats),
            None => out.append(&mut self.floats),
        }
        if let Some(level) = levels.last_mut().filter(|_| ends_cell) {
            let cell = std::mem::take(&mut level.cell);
            level.cells.push(cell);
        }
    }

    /// Ends a row: its text stands before its definition.
    fn end_row(&mut self, read: Paragraph, end: &Look, levels: &mut [Level]) {
        self.pieces = Pieces::default();
        let met = std::mem::take(&mut self.met);
        let Some(level) = levels.last_mut() else { return };
        if !level.cell.is_empty() {
            let cell = std::mem::take(&mut level.cell);
            level.cells.push(cell);
        }
        let cells = std::mem::take(&mut level.cells);
        let is_blank = cells.iter().flatten().all(|block| match block {
            Block::Line(line) => line.text.trim().is_empty(),
            Block::Table(_) => false,
            Block::Note(..) => true,
        });
        // As in OOXML: a row of which nothing is seen but that something is hidden, or that is deleted. The mark alone does not
        // say it, since LibreOffice gives it the properties of the text after it.
        if is_blank && (met.hidden || end.is_hidden && !met.end) {
            level.floats.push(Block::Note(Severity::Info, "hidden rows are not read".to_owned()));
        } else if is_blank && met.deleted && !end.is_there() {
            let message = "rows that are marked as deleted are not read".to_owned();
            level.floats.push(Block::Note(Severity::Info, message));
        } else {
            level.rows.push(Row { definition: read.row, cells });
        }
    }

    /// Reads the characters of a paragraph.
    fn characters_of(&mut self, from: usize, to: usize, style: u16) {
        let mut at = from;
        while at < to {
            let look = self.look(at, style);
            let unit = self.text.units.get(at).copied().unwrap_or(0);
            if look.is_special || unit < 0x20 {
                self.special(at, unit, &look);
                at += 1;
                continue;
            }
            let start = at;
            while at < to
                && self.text.units.get(at).is_some_and(|unit| *unit >= 0x20)
                && self.look(at, style) == look
            {
                at += 1;
            }
            let units = self.text.units.get(start..at).unwrap_or_default();
            let text = String::from_utf16_lossy(units);
            self.push(&text, &look);
        }
    }

    /// How a character looks, without keeping it.
    fn look_of(&self, at: usize, style: u16) -> Look {
        let Some((place, extra)) = self.text.place(at) else { return Look::default() };
        Look::of(sprms(self.characters.at(place).1).chain(sprms(extra)), style, &self.styles)
    }

    /// How a character looks.
    fn look(&mut self, at: usize, style: u16) -> Look {
        let Some((place, extra)) = self.text.place(at) else { return Look::default() };
        if let Some((from, to, known, with, look)) = self.known
            && (from..to).contains(&place)
            && known == style
            && std::ptr::eq(with, extra)
        {
            return look;
        }
        let (_, list, end) = self.characters.at(place);
        let look = Look::of(sprms(list).chain(sprms(extra)), style, &self.styles);
        self.known = Some((place, end, style, extra, look));
        look
    }

    /// A character that stands for something.
    fn special(&mut self, at: usize, unit: u16, look: &Look) {
        match unit {
            0x09 => self.push("\t", look),
            0x0B => self.push("\n", look),
            0x0C | 0x0E if !look.is_hidden && self.fields.shows(false) => self.pieces.page_break(look.change),
            0x1E => self.push("-", look),
            0x13 => self.fields.begin(false),
            0x14 => self.fields.separate(),
            0x15 => match self.fields.end() {
                Ended::Formula(formula) if look.is_there() && self.fields.shows(true) => {
                    self.pieces.push(&formula, look.change, look.height);
                    self.pieces.not_calculated = true;
                }
                Ended::Empty(kind) if look.is_there() => {
                    let (severity, message) = empty_field(&kind);
                    self.note(severity, &message);
                }
                _ => {}
            },
            0x01 if !look.is_data && look.is_there() && self.fields.shows(false) => {
                if look.is_object {
                    self.note(Severity::Unread, "an object of another program is not read");
                } else {
                    self.picture();
                }
            }
            0x02 => self.has_footnotes |= look.is_there(),
            0x08 if look.is_there() => self.anchor(at),
            0x28 if look.symbol.is_some() => {
                let symbol =
                    look.symbol.and_then(|symbol| char::from_u32(u32::from(symbol))).unwrap_or('\u{FFFD}');
                self.push(symbol.encode_utf8(&mut [0; 4]), look);
                self.note(Severity::Info, "a symbol of a font of its own is not read");
            }
            0x20.. => {
                let text = String::from_utf16_lossy(&[unit]);
                self.push(&text, look);
            }
            _ => {}
        }
    }

    fn picture(&mut self) {
        if self.depth > 0 {
            self.note(Severity::Warning, "a picture stands in the table, which may hold amounts");
        } else {
            self.note(Severity::Info, "a picture stands in the text, which may hold a table");
        }
    }

    /// A shape is anchored here: the text of a text box is read, others are named.
    fn anchor(&mut self, at: usize) {
        let is_main = at < self.file.length(0);
        let Some((from, to)) = is_main.then(|| self.boxes.take(at)).flatten() else {
            self.picture();
            return;
        };
        let fields = std::mem::take(&mut self.fields);
        let pieces = std::mem::take(&mut self.pieces);
        let floats = std::mem::take(&mut self.floats);
        let met = self.met;
        let mut blocks = self.read(from, to);
        (self.fields, self.pieces, self.floats, self.met) = (fields, pieces, floats, met);
        self.floats.append(&mut blocks);
    }

    /// Adds text.
    fn push(&mut self, text: &str, look: &Look) {
        self.fields.instruct(text);
        let is_seen = !text.trim().is_empty();
        if look.is_hidden {
            if is_seen && self.fields.shows(false) {
                self.met.hidden = true;
                self.note(Severity::Info, "hidden text is not read");
            }
        } else if self.fields.shows(is_seen) {
            self.met.deleted |= !look.is_there();
            self.pieces.push(text, look.change, look.height);
        }
    }

    fn note(&mut self, severity: Severity, message: &str) {
        if !self.notes.iter().any(|(_, known)| known == message) {
            self.notes.push((severity, message.to_owned()));
        }
    }
}
