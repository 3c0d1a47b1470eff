//! Reads what stands in a paragraph: runs, links, fields, changes, content controls, text boxes.

use crate::place::Severity;

use super::super::flow::blocks::{Block, Line};
use super::super::flow::fields::{Ended, empty_field};
use super::super::flow::pieces::{Change, Height};
use super::story::{Context, Story, chosen};
use super::styles::Look;
use super::xml::{Element, Node};

/// How the text of a run is shown.
#[derive(Debug, Clone, Copy)]
struct Shown {
    is_hidden: bool,
    height: Height,
    change: Change,
}

impl<'a> Story<'a> {
    /// Reads what stands in a paragraph.
    pub(super) fn inline(&mut self, parent: &'a Element, context: Context<'a>) {
        for element in parent.elements() {
            match &*element.name {
                "r" => self.run(element, context),
                "hyperlink" | "smartTag" | "customXml" | "dir" | "bdo" | "rubyBase" => {
                    self.inline(element, context)
                }
                "sdt" => element
                    .elements()
                    .filter(|e| &*e.name == "sdtContent")
                    .for_each(|content| self.inline(content, context)),
                "ins" | "moveTo" => {
                    self.inline(element, Context { change: context.change.inserted(), ..context });
                }
                "del" | "moveFrom" => {
                    self.inline(element, Context { change: context.change.deleted(), ..context });
                }
                "fldSimple" => {
                    self.fields.begin(is_on(element.attribute("dirty")));
                    self.fields.instruct(element.attribute("instr").unwrap_or_default());
                    self.fields.separate();
                    self.inline(element, context);
                    self.end_field(plain(context.change));
                }
                "m:oMath" | "m:oMathPara" => self.formula(element, context),
                "mc:AlternateContent" => {
                    if let Some(chosen) = chosen(element) {
                        self.inline(chosen, context);
                    }
                }
                "subDoc" => {
                    self.note(Severity::Unread, "another file is built in here, which is not read");
                }
                _ => {}
            }
        }
    }

    fn run(&mut self, run: &'a Element, context: Context<'a>) {
        let properties = run.child("rPr");
        let style = properties.and_then(|properties| properties.value_of("rStyle"));
        let look = properties.map(Look::of).unwrap_or_default();
        let (is_hidden, height) = self.styles.look(look, style, context.paragraph, context.table);
        self.content(run, Shown { is_hidden, height, change: context.change }, context);
    }

    /// Reads what stands in a run.
    fn content(&mut self, run: &'a Element, mut shown: Shown, context: Context<'a>) {
        for element in run.elements() {
            match &*element.name {
                "t" => self.push(&text_of(element), shown),
                "delText" => self.push(&text_of(element), Shown { change: shown.change.deleted(), ..shown }),
                "tab" | "ptab" => self.push("\t", shown),
                "br" if matches!(element.attribute("type"), Some("page" | "column")) => {
                    let is_there = !shown.is_hidden && self.fields.shows(false);
                    is_there.then(|| self.pieces.page_break(shown.change));
                }
                "br" | "cr" => self.push("\n", shown),
                "noBreakHyphen" => self.push("-", shown),
                "sym" => self.symbol(element, shown),
                "instrText" => self.fields.instruct(&element.text()),
                "fldChar" => match element.attribute("fldCharType") {
                    Some("begin") => self.fields.begin(is_on(element.attribute("dirty"))),
                    Some("separate") => self.fields.separate(),
                    Some("end") => self.end_field(shown),
                    _ => {}
                },
                "footnoteReference" | "endnoteReference" => {
                    self.has_footnotes = true;
                    // A mark that the author wrote himself follows as text.
                    if is_on(element.attribute("customMarkFollows")) {
                        shown.height = Height::Raised;
                    }
                }
                "ruby" => {
                    element
                        .elements()
                        .filter(|e| &*e.name == "rubyBase")
                        .for_each(|base| self.inline(base, context));
                }
                "drawing" | "pict" | "object" if !shown.is_hidden => self.drawing(element, context),
                "mc:AlternateContent" => {
                    if let Some(chosen) = chosen(element) {
                        self.content(chosen, shown, context);
                    }
                }
                _ => {}
            }
        }
    }

    /// Adds text of a run.
    fn push(&mut self, text: &str, shown: Shown) {
        let is_seen = !text.trim().is_empty();
        if shown.is_hidden {
            if is_seen && matches!(shown.change, Change::None | Change::Inserted) {
                self.hidden = self.hidden.saturating_add(1);
                self.note(Severity::Info, "hidden text is not read");
            }
        } else if self.fields.shows(is_seen) {
            self.pieces.push(text, shown.change, shown.height);
        }
    }

    fn end_field(&mut self, shown: Shown) {
        let is_there = !shown.is_hidden && matches!(shown.change, Change::None | Change::Inserted);
        match self.fields.end() {
            Ended::Formula(formula) if is_there && self.fields.shows(true) => {
                self.pieces.push(&formula, shown.change, shown.height);
                self.pieces.not_calculated = true;
            }
            Ended::Empty(kind) if is_there => {
                let (severity, message) = empty_field(&kind);
                self.note(severity, &message);
            }
            _ => {}
        }
    }

    /// A character of a font of symbols: what it looks like only the font knows.
    fn symbol(&mut self, element: &Element, shown: Shown) {
        let code = element.attribute("char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
        // Such fonts have their characters at U+F000; a digit of one is no digit of the text.
        let code = code.map(|code| if code < 0x100 { code + 0xF000 } else { code });
        let symbol = code.and_then(char::from_u32).unwrap_or('\u{FFFD}');
        self.push(symbol.encode_utf8(&mut [0; 4]), shown);
        if !shown.is_hidden {
            let font: String = element.attribute("font").unwrap_or("no name").chars().take(40).collect();
            self.note(Severity::Info, &format!("a symbol of the font {font} is not read"));
        }
    }

    /// The text of a formula, whose parts may stand over one another.
    fn formula(&mut self, element: &Element, context: Context<'a>) {
        let mut parts = Vec::new();
        math_text(element, &mut parts);
        self.push(&parts.join(" "), plain(context.change));
        self.note(Severity::Info, "a mathematical formula is read as its parts, one after the other");
    }

    /// What is drawn: the text of text boxes is read, pictures and objects are named.
    fn drawing(&mut self, element: &'a Element, context: Context<'a>) {
        match &*element.name {
            "txbxContent" => {
                if matches!(context.change, Change::None | Change::Inserted) {
                    self.text_box(element, context);
                }
                return;
            }
            "mc:AlternateContent" => {
                if let Some(chosen) = chosen(element) {
                    self.drawing(chosen, context);
                }
                return;
            }
            "pic:pic" | "v:imagedata" => {
                if context.table.is_some() {
                    self.note(Severity::Warning, "a picture stands in the table, which may hold amounts");
                } else {
                    self.note(Severity::Info, "a picture stands in the text, which may hold a table");
                }
            }
            "v:textpath" => {
                let text = element.attribute("string").unwrap_or_default().trim();
                if !text.is_empty() {
                    self.floats.push(Block::Line(Line { text: text.to_owned(), doubt: None }));
                }
            }
            "c:chart" => self.note(Severity::Info, "a chart is not read"),
            "o:OLEObject" => {
                let kind: String =
                    element.attribute("ProgID").unwrap_or("no name").chars().take(40).collect();
                self.note(Severity::Unread, &format!("an object of another program ({kind}) is not read"));
            }
            _ => {}
        }
        element.elements().for_each(|inner| self.drawing(inner, context));
    }

    fn note(&mut self, severity: Severity, message: &str) {
        if !self.notes.iter().any(|(_, known)| known == message) {
            self.notes.push((severity, message.to_owned()));
        }
    }
}

fn plain(change: Change) -> Shown {
    Shown { is_hidden: false, height: Height::Line, change }
}

fn is_on(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true" | "on"))
}

/// The text of `w:t`: spaces around it count only where the file says so, line ends in it are spaces.
fn text_of(element: &Element) -> String {
    let text = element.text().replace(['\n', '\r', '\t'], " ");
    if element.attribute("xml:space") == Some("preserve") { text } else { text.trim_matches(' ').to_owned() }
}

fn math_text(element: &Element, parts: &mut Vec<String>) {
    for node in &element.children {
        match node {
            Node::Element(inner) if &*inner.name == "m:t" => parts.push(inner.text()),
            Node::Element(inner) => math_text(inner, parts),
            Node::Text(_) => {}
        }
    }
}
