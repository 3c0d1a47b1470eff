//! Walks through the text of a document: paragraphs and tables in order.

use crate::place::Severity;

use super::super::flow::blocks::{Block, Line};
use super::super::flow::fields::Fields;
use super::super::flow::pieces::{Change, Pieces};
use super::numbering::Numbering;
use super::styles::{Look, Numbered, Styles};
use super::xml::Element;

/// What is known of the place at which the walk is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context<'a> {
    pub(super) change: Change,
    /// Style of the table around it, where there is one; the table may name none.
    pub(super) table: Option<Option<&'a str>>,
    /// Style of the paragraph.
    pub(super) paragraph: Option<&'a str>,
}

/// A walk through the text.
pub(super) struct Story<'a> {
    pub(super) styles: &'a Styles,
    numbering: Numbering,
    pub(super) fields: Fields,
    /// Text of the paragraph that is being read.
    pub(super) pieces: Pieces,
    /// What is to be said where the paragraph stands.
    pub(super) notes: Vec<(Severity, String)>,
    /// Text boxes that are anchored in the paragraph.
    pub(super) floats: Vec<Block>,
    /// Text boxes of the tables that are open, the innermost last.
    pub(super) table_floats: Vec<Vec<Block>>,
    /// Paragraphs so far of which something is seen, if only a blank line.
    pub(super) seen: usize,
    /// Pieces of hidden text so far.
    pub(super) hidden: usize,
    /// Whether a note of the foot of a page was referred to.
    pub(super) has_footnotes: bool,
}

impl<'a> Story<'a> {
    pub(super) fn new(styles: &'a Styles, numbering: Numbering) -> Self {
        Self {
            styles,
            numbering,
            fields: Fields::default(),
            pieces: Pieces::default(),
            notes: Vec::new(),
            floats: Vec::new(),
            table_floats: Vec::new(),
            seen: 0,
            hidden: 0,
            has_footnotes: false,
        }
    }

    /// Says what is left to be said at the end.
    pub(super) fn finish(&mut self, out: &mut Vec<Block>) {
        let mut say = |severity, message: &str| out.push(Block::Note(severity, message.to_owned()));
        if !self.fields.are_closed() {
            say(Severity::Unread, "a field does not end: what follows it is not read");
        }
        if self.has_footnotes {
            say(Severity::Info, "footnotes are not read");
        }
    }

    /// Reads what stands in a body, a cell or a text box.
    pub(super) fn blocks(&mut self, parent: &'a Element, context: Context<'a>, out: &mut Vec<Block>) {
        self.inner_blocks(parent, context, out);
        // The last paragraph, where its own mark joins it to one that is not there.
        if self.pieces.is_seen() {
            self.end_line(None, out);
        }
        self.pieces = Pieces::default();
    }

    fn inner_blocks(&mut self, parent: &'a Element, context: Context<'a>, out: &mut Vec<Block>) {
        for element in parent.elements() {
            match &*element.name {
                "p" => self.paragraph(element, context, out),
                "tbl" => {
                    if self.pieces.is_seen() {
                        self.end_line(None, out);
                    }
                    self.pieces = Pieces::default();
                    let table = self.table(element, context);
                    out.push(Block::Table(table));
                }
                "sdt" => element.elements().filter(|e| &*e.name == "sdtContent").for_each(|content| {
                    self.inner_blocks(content, context, out);
                }),
                "customXml" | "smartTag" => self.inner_blocks(element, context, out),
                "ins" | "moveTo" => {
                    let context = Context { change: context.change.inserted(), ..context };
                    self.inner_blocks(element, context, out);
                }
                "del" | "moveFrom" => {
                    let context = Context { change: context.change.deleted(), ..context };
                    self.inner_blocks(element, context, out);
                }
                "mc:AlternateContent" => {
                    if let Some(chosen) = chosen(element) {
                        self.inner_blocks(chosen, context, out);
                    }
                }
                "altChunk" | "subDoc" => {
                    let message = "another file is built in here, which is not read".to_owned();
                    out.push(Block::Note(Severity::Unread, message));
                }
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, element: &'a Element, context: Context<'a>, out: &mut Vec<Block>) {
        let properties = element.child("pPr");
        let style = properties.and_then(|properties| properties.value_of("pStyle"));
        let context = Context { paragraph: style, ..context };
        self.inline(element, context);
        let mark = properties.and_then(|properties| properties.child("rPr"));
        let run_style = mark.and_then(|mark| mark.value_of("rStyle"));
        let look = mark.map(Look::of).unwrap_or_default();
        let (is_hidden, _) = self.styles.look(look, run_style, style, context.table);
        let is_deleted =
            mark.is_some_and(|mark| mark.child("del").is_some() || mark.child("moveFrom").is_some());
        if self.pieces.is_seen() || !is_hidden {
            self.seen = self.seen.saturating_add(1);
        }
        // A paragraph whose mark is not there goes on with the next.
        if is_hidden || is_deleted {
            self.say(out);
            return;
        }
        let numbered = properties.map(Numbered::of).unwrap_or_default();
        let numbered = self.styles.numbered(numbered, style);
        let label = self.numbering.label(numbered, style);
        self.end_line(label.as_deref(), out);
    }

    /// Ends the paragraph that was being read.
    fn end_line(&mut self, label: Option<&str>, out: &mut Vec<Block>) {
        let line = std::mem::take(&mut self.pieces).line(label);
        if line != Line::default() || !self.table_floats.is_empty() {
            out.push(Block::Line(line));
        }
        self.say(out);
    }

    /// Says what was found in a paragraph: notes, and the text boxes that are anchored in it.
    fn say(&mut self, out: &mut Vec<Block>) {
        out.extend(self.notes.drain(..).map(|(severity, message)| Block::Note(severity, message)));
        match self.table_floats.last_mut() {
            Some(floats) => floats.append(&mut self.floats),
            None => out.append(&mut self.floats),
        }
    }

    /// Reads the text of a text box, which is a story of its own.
    pub(super) fn text_box(&mut self, content: &'a Element, context: Context<'a>) {
        let fields = std::mem::take(&mut self.fields);
        let pieces = std::mem::take(&mut self.pieces);
        let floats = std::mem::take(&mut self.floats);
        let tables = std::mem::take(&mut self.table_floats);
        let mut blocks = Vec::new();
        self.blocks(content, Context { paragraph: None, table: None, ..context }, &mut blocks);
        (self.fields, self.pieces, self.floats, self.table_floats) = (fields, pieces, floats, tables);
        self.floats.append(&mut blocks);
    }
}

/// The version of a content that is shown: the first that holds something. Word reads what is said in newer vocabularies.
pub(super) fn chosen(element: &Element) -> Option<&Element> {
    let choice = element.elements().find(|e| &*e.name == "mc:Choice" && e.elements().next().is_some());
    choice.or_else(|| element.child("mc:Fallback"))
}
