//! Holds a performance table that may go on: its form, and what is read of it.

use super::recognised::doubt_recognised;
use super::{Part, Reading};
use crate::form::Form;
use crate::place::{Note, Severity};
use crate::table::Grid;
use crate::taxonomy::{Models, PerformanceWords};
use crate::text::plain::plain;

/// What to do where a table is not read.
pub(in crate::form) const HINT: &str =
    "look at the page: indicators and amounts of a performance table may stand there";
const UNTITLED: &str = "a performance table";

/// A performance table that may go on.
pub(in crate::form) struct OpenTable<'m> {
    models: &'m Models,
    words: &'m PerformanceWords,
    pub(in crate::form) form: Form,
    reading: Reading<'m>,
    notes: Vec<Note>,
}

impl<'m> OpenTable<'m> {
    /// Begins a table as a form without lines.
    pub(in crate::form) fn new(models: &'m Models, words: &'m PerformanceWords, form: Form) -> Self {
        Self { models, words, form, reading: Reading::new(models, words), notes: Vec::new() }
    }

    /// Whether a part of a table, under a title or none, goes on with it.
    pub(in crate::form) fn goes_on_in(&self, grid: &Grid, part: &Part, title: Option<&str>) -> bool {
        let form = &self.form;
        let is_near = form.pages.last().is_some_and(|last| grid.page == *last || grid.page == last + 1);
        let own = form.title.as_deref().map(plain);
        let same_title = |title: &str| {
            let title = plain(title);
            own.as_deref() == Some(title.as_str()) || self.models.title_continued.is_match(&title)
        };
        is_near
            && title.is_none_or(same_title)
            && part.title.as_deref().is_none_or(same_title)
            && part.project.as_ref().is_none_or(|project| form.project.as_ref() == Some(project))
            && self.reading.may_go_on_in(grid, part.body_row..part.rows.end)
    }

    /// Reads a part of a table.
    pub(in crate::form) fn append(&mut self, grid: &Grid, part: &Part, goes_on: bool) {
        self.reading.read(grid, part.body_row..part.rows.end, goes_on);
        let form = &mut self.form;
        if form.pages.last() != Some(&grid.page) {
            form.pages.push(grid.page);
        }
        form.grids.push(grid.clone());
        let unread = std::mem::take(&mut self.reading.unread);
        if let Some(first) = unread.first() {
            let (title, count) = (form.title.as_deref().unwrap_or(UNTITLED), unread.len());
            let message = format!(
                "{title}: {count} amounts ({first} …) stand under no word that is known and are not read"
            );
            self.notes.push(Note::on_page(Severity::Unread, grid.page, message).hint(HINT));
        }
    }

    /// Closes it, with notes on what was not read.
    pub(in crate::form) fn close(self) -> (Form, Vec<Note>) {
        let Self { words, mut form, reading, mut notes, .. } = self;
        form.unit = form.unit.take().or_else(|| reading.unit.clone());
        if !reading.has_blocks() {
            let title = form.title.as_deref().unwrap_or(UNTITLED);
            let page = form.pages.first().copied().unwrap_or(1);
            let message = format!("{title}: no headings of it are known: it is not read");
            notes.push(Note::on_page(Severity::Unread, page, message).hint(HINT));
        }
        (form.lines, form.totals) = (reading.lines, reading.totals);
        doubt_recognised(words, &mut form);
        (form, notes)
    }
}
