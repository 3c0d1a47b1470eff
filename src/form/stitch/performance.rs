//! Begins, and goes on with, performance tables: several may stand in one table as printed, and one over several pages.

use super::Stitcher;
use crate::form::Form;
use crate::form::OTHER;
use crate::form::heading::Heading;
use crate::form::opening::new_form;
use crate::form::performance::{Look, Part, Reading, look, parts, words};
use crate::form::title::Title;
use crate::place::{Note, Severity};
use crate::table::Grid;
use crate::taxonomy::{Models, PerformanceWords};
use crate::text::number::is_plain_number;
use crate::text::plain::{close_up, plain};

const EVALUATION: &str = "performance_evaluation";
const SUMMARY: &str = "performance_summary";
/// So many numbers make a table worth telling of.
const FEWEST_NUMBERS: usize = 3;
const HINT: &str = "look at the page: indicators and amounts of a performance table may stand there";

/// A performance table that may go on.
pub(super) struct OpenTable<'m> {
    form: Form,
    reading: Reading<'m>,
    /// Where its rows could not be joined to what was read.
    notes: Vec<Note>,
}

impl OpenTable<'_> {
    /// Whether a part of a table, under a title or none, goes on with it.
    fn goes_on_in(&self, models: &Models, grid: &Grid, part: &Part, title: Option<&str>) -> bool {
        let form = &self.form;
        let is_near = form.pages.last().is_some_and(|last| grid.page == *last || grid.page == last + 1);
        let own = form.title.as_deref().map(plain);
        let same_title = |title: &str| {
            let title = plain(title);
            own.as_deref() == Some(title.as_str()) || models.title_continued.is_match(&title)
        };
        is_near
            && title.is_none_or(same_title)
            && part.title.as_deref().is_none_or(same_title)
            && part.project.as_ref().is_none_or(|project| form.project.as_ref() == Some(project))
            && self.reading.may_go_on_in(grid, part.body_row..part.rows.end)
    }
}

impl<'m> Stitcher<'m, '_> {
    /// Takes a table as one or several performance tables, or as the rest of one; `false` where it is none.
    pub(super) fn takes_performance(
        &mut self,
        grid: &Grid,
        title: Option<&Title>,
        heading: &Heading,
    ) -> bool {
        let models = self.models;
        let Some(words) = words(models) else { return false };
        let announced = title.and_then(|title| title.kind.as_deref());
        let titled = announced.and_then(|kind| models.kind(kind)).is_some_and(|kind| kind.is_performance());
        // The title of another form is believed.
        if announced.is_some_and(|kind| !titled && kind != OTHER) {
            return false;
        }
        let look = look(models, words, grid, titled);
        let parts = parts(words, grid);
        let own_title = title.filter(|_| titled).map(|title| title.printed.as_str());
        let rest = parts.first().filter(|part| {
            let open = self.performance.as_ref();
            open.is_some_and(|open| open.goes_on_in(models, grid, part, own_title))
                && (titled || title.is_none())
        });
        if rest.is_none() && matches!(look, Look::None | Look::Words) {
            self.complain_of_unread_table(words, grid, titled, look);
            return false;
        }
        for (number, part) in parts.iter().enumerate() {
            let title = if number == 0 { own_title } else { None };
            let open = self.performance.as_ref();
            let goes_on = open.is_some_and(|open| open.goes_on_in(models, grid, part, title));
            if !goes_on {
                self.begin_performance(words, part, title, heading, look);
            }
            self.append_performance(grid, part, goes_on);
        }
        true
    }

    fn begin_performance(
        &mut self,
        words: &'m PerformanceWords,
        part: &Part,
        title: Option<&str>,
        heading: &Heading,
        look: Look,
    ) {
        // Several projects may stand under one title.
        let before = self.performance.as_ref().and_then(|open| open.form.title.clone());
        self.close();
        self.close_performance();
        let kind = if look == Look::Summary { SUMMARY } else { EVALUATION };
        let printed = part.title.clone().or_else(|| title.map(str::to_owned)).or(before.filter(|_| part.project.is_some()));
        let title = printed.map(|printed| Title { printed, kind: Some(kind.to_owned()) });
        let mut form = new_form(self.models, kind.to_owned(), title, heading.clone());
        let named = self.named_project.take();
        form.project = part.project.clone().or_else(|| named.filter(|_| part.department.is_none()));
        let reading = Reading::new(self.models, words);
        self.performance = Some(OpenTable { form, reading, notes: Vec::new() });
    }

    fn append_performance(&mut self, grid: &Grid, part: &Part, goes_on: bool) {
        let Some(open) = self.performance.as_mut() else { return };
        open.reading.read(grid, part.body_row..part.rows.end, goes_on);
        if open.form.pages.last() != Some(&grid.page) {
            open.form.pages.push(grid.page);
        }
        open.form.grids.push(grid.clone());
        if let Some(first) = open.reading.unread.first() {
            let title = open.form.title.as_deref().unwrap_or("a performance table");
            let count = open.reading.unread.len();
            let message = format!("{title}: {count} amounts ({first} …) stand under no word that is known and are not read");
            open.notes.push(Note::on_page(Severity::Unread, grid.page, message).hint(HINT));
            open.reading.unread.clear();
        }
    }

    /// Closes the open performance table.
    pub(super) fn close_performance(&mut self) {
        let Some(OpenTable { mut form, reading, mut notes }) = self.performance.take() else { return };
        self.notes.append(&mut notes);
        form.unit = form.unit.take().or_else(|| reading.unit.clone());
        if reading.is_summary() {
            SUMMARY.clone_into(&mut form.kind);
        }
        if !reading.has_blocks() {
            let title = form.title.as_deref().unwrap_or("a performance table");
            let page = form.pages.first().copied().unwrap_or(1);
            let message = format!("{title}: no headings of it are known: it is not read");
            self.notes.push(Note::on_page(Severity::Unread, page, message).hint(HINT));
        }
        (form.lines, form.totals) = (reading.lines, reading.totals);
        self.done.push(form);
    }

    /// Takes note of the project that a line outside of tables names.
    pub(super) fn pass_project(&mut self, lines: &[String]) {
        let Some(words) = words(self.models) else { return };
        for line in lines {
            let line = close_up(line);
            if let Some((label, value)) = line.split_once('：')
                && words.keys.project.is_match(label)
                && !value.is_empty()
            {
                self.named_project = Some(value.to_owned());
            }
        }
    }

    /// Tells of a table with the words of a performance table that is not read.
    fn complain_of_unread_table(&mut self, words: &PerformanceWords, grid: &Grid, titled: bool, look: Look) {
        let is_performance = |form: &Form| form.kind == EVALUATION;
        let has_others = self.performance.is_some() || self.done.iter().any(is_performance);
        let numbers = grid.cells.iter().filter(|cell| is_plain_number(&plain(&cell.words()))).count();
        let has_indicators =
            || grid.cells.iter().any(|cell| words.sections.indicators.is_match(&plain(&cell.words())));
        if titled || look == Look::None || !has_others || numbers < FEWEST_NUMBERS || !has_indicators() {
            return;
        }
        let message = "a table without a title has the words of a performance table and no headings: it is not read";
        self.notes.push(Note::on_page(Severity::Unread, grid.page, message).hint(HINT));
    }
}
