//! Gathers tables and the text between them as the walk through a page comes by.

use scraper::ElementRef;

use super::control;
use super::flow::Flow;
use super::known::{Around, Known};
use super::layout;
use super::parse::NodeId;
use super::rows;
use super::style::{Display, Style};
use super::table::{MOST_CELLS, Part, RawCell, RawTable, Seen, spans};
use super::tally::Tally;
use crate::place::{Note, Severity};
use crate::sheet::{Sheet, SheetCell, SheetKind};
use crate::text::number::{decimals, is_digit, is_digits, is_plain_number, is_separator};

/// Most documents that are named as not read.
const MOST_REFERENCES: usize = 12;

/// What is gathered so far.
#[derive(Default)]
pub(super) struct Gatherer {
    sheets: Vec<Sheet>,
    notes: Vec<Note>,
    /// Tables that have begun.
    number: u32,
    /// Tables that are open and hold others.
    layouts: Vec<NodeId>,
    /// Text above the next table.
    lines: Flow,
    table: Option<OpenTable>,
    tally: Tally,
    mark: Option<Mark>,
    references: Vec<String>,
    has_scripts: bool,
}

/// A table that is open and holds no other.
struct OpenTable {
    id: NodeId,
    number: u32,
    raw: RawTable,
    group: Option<NodeId>,
    /// Whether the group has no height.
    is_group_collapsed: bool,
    row: Option<NodeId>,
    cell: Option<(NodeId, RawCell)>,
    text: Flow,
}

/// Text above or below the line.
struct Mark {
    id: NodeId,
    text: String,
}

impl Gatherer {
    /// Where text goes now.
    pub(super) fn flow(&mut self) -> &mut Flow {
        match &mut self.table {
            Some(table) if table.cell.is_some() => &mut table.text,
            _ => &mut self.lines,
        }
    }

    /// An element begins; `false` where what is in it is not read.
    pub(super) fn open(
        &mut self,
        element: &ElementRef<'_>,
        style: &Style,
        around: &Around,
        known: &Known,
    ) -> bool {
        let parent = element.parent().map(|parent| parent.id());
        match element.value().name() {
            "table" => self.begin_table(element, around, known),
            "thead" | "tbody" | "tfoot" => self.begin_group(element, style, parent),
            "tr" => self.begin_row(element, style, around, parent),
            "td" | "th" => self.begin_cell(element, style, around, parent),
            "colgroup" | "col" => self.columns(element, style, parent),
            "br" => self.flow().end_line(),
            "img" | "svg" | "image" if around.hidden_by.is_none() => self.picture(element),
            "input" => self.show(control::shown_by_input(element), around, known),
            "select" => {
                self.show(control::shown_by_select(element), around, known);
                return false;
            }
            "script" => self.has_scripts = true,
            _ => {}
        }
        if let Some(reference) = control::reference(element)
            && !self.references.contains(&reference)
        {
            self.references.push(reference);
        }
        true
    }

    fn show(&mut self, text: Option<String>, around: &Around, known: &Known) {
        if let Some(text) = text {
            self.text(&text, around, known.has_other_sheets);
        }
    }

    fn begin_table(&mut self, element: &ElementRef<'_>, around: &Around, known: &Known) {
        if around.look.is_machinery {
            return;
        }
        self.number = self.number.saturating_add(1);
        if known.is_layout(element.id()) {
            self.layouts.push(element.id());
        }
        // One within an open table is not displayed: else that would hold others.
        if !known.is_layout(element.id()) && self.table.is_none() {
            self.table = Some(OpenTable {
                id: element.id(),
                number: self.number,
                raw: RawTable::default(),
                group: None,
                is_group_collapsed: false,
                row: None,
                cell: None,
                text: Flow::default(),
            });
        }
    }

    fn begin_group(&mut self, element: &ElementRef<'_>, style: &Style, parent: Option<NodeId>) {
        let Some(table) = self.table.as_mut().filter(|table| Some(table.id) == parent) else { return };
        table.group = Some(element.id());
        table.is_group_collapsed = style.is_collapsed;
        table.raw.begin_group(match element.value().name() {
            "thead" => Part::Head,
            "tfoot" => Part::Foot,
            _ => Part::Body,
        });
    }

    fn begin_row(
        &mut self,
        element: &ElementRef<'_>,
        style: &Style,
        around: &Around,
        parent: Option<NodeId>,
    ) {
        let Some(table) = self.table.as_mut() else { return };
        if parent != Some(table.id) && (parent.is_none() || parent != table.group) {
            return;
        }
        if parent == Some(table.id) && table.group.is_some() {
            table.group = None;
            table.raw.begin_group(Part::Body);
        }
        let seen = match () {
            () if around.look.is_gone => Seen::Gone,
            () if style.is_collapsed || table.is_group_collapsed => Seen::Collapsed,
            () => Seen::Shown,
        };
        let is_flat = style.is_flat || element.attr("height").is_some_and(|height| height.trim() == "0");
        table.row = Some(element.id());
        table.raw.begin_row(seen, is_flat);
    }

    fn begin_cell(
        &mut self,
        element: &ElementRef<'_>,
        style: &Style,
        around: &Around,
        parent: Option<NodeId>,
    ) {
        let Some(table) = self.table.as_mut() else { return };
        if parent.is_none() || parent != table.row || table.cell.is_some() {
            return;
        }
        let (rows, columns) = spans(element.attr("rowspan"), element.attr("colspan"));
        let is_gone = style.is_gone() || element.attr("hidden").is_some() && style.display.is_none();
        table.cell = Some((element.id(), RawCell { rows, columns, is_gone, ..RawCell::default() }));
        if around.hidden_by.is_none() {
            self.tally.remember_number(element);
        }
    }

    fn columns(&mut self, element: &ElementRef<'_>, style: &Style, parent: Option<NodeId>) {
        let Some(table) = self.table.as_mut() else { return };
        let is_hidden = |style: &Style| style.is_collapsed || style.display == Some(Display::None);
        let is_hidden = is_hidden(style) || element.attr("hidden").is_some();
        let (_, span) = spans(None, element.attr("span"));
        let is_group = element.value().name() == "colgroup";
        if is_group && parent == Some(table.id) {
            table.is_group_collapsed = is_hidden;
            table.group = Some(element.id());
            if !element.child_elements().any(|child| child.value().name() == "col") {
                table.raw.add_columns(span, is_hidden);
            }
        } else if !is_group && (parent == Some(table.id) || parent.is_some() && parent == table.group) {
            let of_group = parent == table.group && table.is_group_collapsed;
            table.raw.add_columns(span, is_hidden || of_group);
        }
    }

    fn picture(&mut self, element: &ElementRef<'_>) {
        let is_dot = |name: &str| {
            element.attr(name).is_some_and(|size| matches!(size.trim(), "0" | "1" | "0px" | "1px"))
        };
        if is_dot("width") || is_dot("height") {
            return;
        }
        match self.table.as_mut().and_then(|table| table.cell.as_mut()) {
            Some((_, cell)) => cell.has_picture = true,
            None => self.tally.pictures += 1,
        }
    }

    /// Text of an element.
    pub(super) fn text(&mut self, text: &str, around: &Around, has_other_sheets: bool) {
        let is_blank = text.chars().all(|c| c.is_whitespace());
        if let Some(by) = around.hidden_by {
            if !is_blank && !around.look.is_machinery {
                self.tally.hide(by, text);
            }
            return;
        }
        let look = &around.look;
        if let Some((_, cell)) = self.table.as_mut().and_then(|table| table.cell.as_mut()) {
            cell.is_tracked |= !is_blank && (look.is_struck || look.is_inserted);
            if has_other_sheets && look.may_be_unseen() && text.contains(|c: char| c.is_ascii_digit()) {
                self.tally.pale += 1;
            }
        } else if look.is_struck {
            self.tally.struck += usize::from(!is_blank);
            return;
        } else if !self.layouts.is_empty() && has_decimals(text.trim()) {
            self.tally.loose += 1;
        }
        match &mut self.mark {
            Some(mark) => mark.text.push_str(text),
            None => self.flow().push(text, look.is_pre),
        }
    }

    /// Text above or below the line begins.
    pub(super) fn begin_mark(&mut self, id: NodeId) {
        if self.mark.is_none() {
            self.mark = Some(Mark { id, text: String::new() });
        }
    }

    /// It ends: digits of it must not become digits of a number beside it.
    pub(super) fn end_mark(&mut self, id: NodeId) {
        let Some(mark) = self.mark.take_if(|mark| mark.id == id) else { return };
        let text = mark.text.trim();
        if text.is_empty() {
            return;
        }
        let line = self.flow().open_line().trim_end();
        let number = line.rsplit(|c: char| !(is_digit(c) || is_separator(c))).next().unwrap_or_default();
        let is_whole = !number.is_empty() && !number.contains(is_separator);
        if line.ends_with(|c: char| c.is_ascii_alphabetic()) {
            // m², CO₂.
            self.flow().push(&mark.text, false);
        } else if is_whole && is_digits(text.chars()) {
            // A power, or a footnote of a number without decimals: what it is must be seen, and neither is a digit.
            let text = format!("^{text}");
            self.flow().push(&text, false);
        } else {
            self.tally.marks += 1;
        }
    }

    /// An element ends.
    pub(super) fn close(&mut self, element: &ElementRef<'_>) {
        self.layouts.pop_if(|table| *table == element.id());
        let Some(table) = self.table.as_mut() else { return };
        if let Some((_, mut cell)) = table.cell.take_if(|(id, _)| *id == element.id()) {
            self.tally.is_cut |= table.text.is_cut();
            cell.text = table.text.take().join("\n");
            self.tally.end_cell(&cell.text);
            table.raw.add(cell);
        } else if table.row == Some(element.id()) {
            table.row = None;
        } else if table.id == element.id()
            && let Some(table) = self.table.take()
        {
            self.end_table(table);
        }
    }

    fn end_table(&mut self, table: OpenTable) {
        let OpenTable { number, mut raw, .. } = table;
        raw.drop_rulers();
        if raw.is_blank() {
            return;
        }
        let laid = if raw.is_too_large() {
            Err(format!("it has more than {MOST_CELLS} cells"))
        } else {
            layout::lay(&raw)
        };
        let mut notes = Vec::new();
        let mut laid = laid.unwrap_or_else(|what| {
            notes.push(Note::on_page(Severity::Unread, number, format!("the table is not read: {what}")));
            layout::Laid::default()
        });
        notes.extend(rows::doubt_ragged(number, &mut laid.cells));
        if let Some(first) = laid.pictures.first() {
            let count = laid.pictures.len();
            let message =
                format!("{count} cells show a picture, which may hold an amount; the first is {first}");
            notes.push(Note::on_page(Severity::Warning, number, message));
        }
        self.tally.hidden_parts = laid.hidden;
        self.put_sheet(number, laid.cells, notes);
    }

    fn put_sheet(&mut self, number: u32, cells: Vec<SheetCell>, mut notes: Vec<Note>) {
        self.tally.is_cut |= self.lines.is_cut();
        let lines = self.lines.take();
        notes.extend(std::mem::take(&mut self.tally).notes(number));
        self.sheets.push(Sheet { number, kind: SheetKind::Table, lines, cells, notes });
    }

    /// Gives what was gathered: sheets, and notes on the document.
    pub(super) fn finish(mut self) -> (Vec<Sheet>, Vec<Note>) {
        if !self.lines.is_blank() || !self.tally.is_empty() {
            self.put_sheet(self.number.saturating_add(1), Vec::new(), Vec::new());
        }
        let has_text = self.sheets.iter().any(|sheet| !sheet.lines.is_empty() || !sheet.cells.is_empty());
        if !self.references.is_empty() {
            let count = self.references.len();
            let named = self.references.iter().take(MOST_REFERENCES).cloned().collect::<Vec<_>>().join(", ");
            let more = if count > MOST_REFERENCES { ", …" } else { "" };
            let message =
                format!("the page shows {count} other documents, which are not read: {named}{more}");
            let severity = if has_text { Severity::Warning } else { Severity::Unread };
            self.notes.push(Note::on_document(severity, message).hint("fetch these, and read them too"));
        } else if !has_text {
            let message = if self.has_scripts {
                "the page shows nothing before its scripts have run, and no script is run"
            } else {
                "the page shows no text"
            };
            let note = Note::on_document(Severity::Unread, message);
            self.notes.push(if self.has_scripts {
                note.hint("save it from a browser, once it is shown")
            } else {
                note
            });
        }
        (self.sheets, self.notes)
    }
}

/// Whether a text is an amount with decimals and nothing else.
fn has_decimals(text: &str) -> bool {
    let text = text.trim();
    decimals(text) > 0 && is_plain_number(text)
}
