//! Tells the ink that was not read: inside a table, or where it fills a page, amounts may be missing.

use std::collections::BTreeMap;

use crate::form::{Forms, page_of_unknown_table};
use crate::judge::NoDisclosure;
use crate::page::{Page, UnreadInk, UnreadKind};
use crate::place::{Note, Severity};
use crate::table::PageTables;

/// Edge of a table to which ink still belongs, in points.
const EDGE: f64 = 3.0;
/// So many characters outside of all tables that are no text fill a page of little text.
const FILLS: usize = 60;

const HINT: &str = "look at the page, or install a reader of scans: see `juesuan doctor`";

/// Notes on the unread ink of all pages.
pub(super) fn notes_on_unread_ink(pages: &[Page], tables: &[PageTables], forms: &Forms) -> Vec<Note> {
    let of_page = |page: &Page| notes_on_page(page, tables.iter().find(|t| t.page == page.number), forms);
    pages.iter().flat_map(of_page).collect()
}

/// A note on a document without official forms: that something is unread, where tables stand in it or ink was not read, and
/// it may be a disclosure.
pub(super) fn note_on_no_form(pages: &[Page], forms: &Forms, judged: Option<&NoDisclosure>) -> Note {
    let none = "no official form of final accounts (部门决算表) was found";
    let ink = pages.iter().find(|page| page.unread_ink.iter().any(|ink| ink.is_wanted));
    if let Some(judged) = judged
        && (judged.is_foreign || page_of_unknown_table(forms).is_none())
    {
        return judged.note(none);
    }
    match (page_of_unknown_table(forms), ink) {
        (Some(table), _) => {
            let message = format!("{none}, and page {table} has a table with amounts that is not read");
            Note::on_document(Severity::Unread, message)
                .hint("look at the page: it may be a form in words that are not known")
        }
        (None, Some(page)) => {
            let message = format!("{none}, and page {} shows characters that were not read", page.number);
            Note::on_document(Severity::Unread, message).hint(HINT)
        }
        (None, None) => Note::on_document(Severity::Info, none),
    }
}

fn notes_on_page(page: &Page, tables: Option<&PageTables>, forms: &Forms) -> Vec<Note> {
    // By the title of the form that they stand in; of tables without one it is empty.
    let mut in_tables: BTreeMap<String, Vec<&UnreadInk>> = BTreeMap::new();
    let mut free: Vec<&UnreadInk> = Vec::new();
    for ink in &page.unread_ink {
        match title_of_table(ink, page.number, tables, forms) {
            Some(title) => in_tables.entry(title).or_default().push(ink),
            None if ink.is_table => in_tables.entry(String::new()).or_default().push(ink),
            None => free.push(ink),
        }
    }
    let mut notes: Vec<Note> = in_tables
        .iter()
        .map(|(title, inks)| {
            let title = if title.is_empty() { String::new() } else { format!("{title}: ") };
            let message = format!("{title}{} not read: amounts may be missing", said(inks));
            Note::on_page(Severity::Unread, page.number, message).hint(HINT)
        })
        .collect();
    if !free.is_empty() {
        let characters: usize = free.iter().map(|ink| ink.characters).sum();
        let fills = characters >= FILLS && characters > page.glyphs.len();
        let severity = if fills { Severity::Unread } else { Severity::Info };
        let message = format!("{} not read", said(&free));
        notes.push(Note::on_page(severity, page.number, message).hint(HINT));
    }
    notes
}

/// Title of the form in whose table ink stands, empty where that has none; `None` outside of tables.
fn title_of_table(ink: &UnreadInk, page: u32, tables: Option<&PageTables>, forms: &Forms) -> Option<String> {
    let (x, y) = (ink.rect.mid_x(), ink.rect.mid_y());
    let grid = tables?.grids.iter().find(|grid| {
        let rect = &grid.rect;
        let (left, right) = (rect.x0 - EDGE, rect.x1 + EDGE);
        x >= left && x <= right && y >= rect.y0 - EDGE && y <= rect.y1 + EDGE
    })?;
    let is_its = |form: &&crate::form::Form| {
        form.grids.iter().any(|other| other.page == page && other.rect.intersect(&grid.rect).is_some())
    };
    Some(forms.forms.iter().find(is_its).and_then(|form| form.title.clone()).unwrap_or_default())
}

/// Says what ink it is: `3 places show characters as curves, not as text, which are`.
fn said(inks: &[&UnreadInk]) -> String {
    let mut kinds: Vec<UnreadKind> = inks.iter().map(|ink| ink.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kinds: Vec<&str> = kinds
        .into_iter()
        .map(|kind| match kind {
            UnreadKind::Curves => "curves",
            UnreadKind::Picture => "pictures",
            UnreadKind::Pattern => "patterns",
        })
        .collect();
    let places =
        if inks.len() == 1 { "1 place shows".to_owned() } else { format!("{} places show", inks.len()) };
    format!("{places} characters as {}, not as text, and these are", kinds.join(" and "))
}
