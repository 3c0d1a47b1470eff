//! Begins, and goes on with, performance tables: several may stand in one table as printed, and one over several pages.

use super::Stitcher;
use crate::form::heading::Heading;
use crate::form::opening::new_form;
use crate::form::performance::{HINT, Look, OpenTable, Part, look, parts, words};
use crate::form::title::Title;
use crate::form::{Form, OTHER};
use crate::place::{Note, Severity};
use crate::table::Grid;
use crate::taxonomy::{HeadingWord, PerformanceWords};
use crate::text::number::is_plain_number;
use crate::text::plain::{close_up, plain};

const EVALUATION: &str = "performance_evaluation";
const SUMMARY: &str = "performance_summary";
/// So many numbers make a table worth telling of.
const FEWEST_NUMBERS: usize = 3;

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
        if !titled && self.performance.is_none() && matches!(look, Look::None | Look::Words) {
            self.complain_of_unread_table(words, grid, titled, look);
            return false;
        }
        let parts = parts(words, grid);
        let own_title = title.filter(|_| titled).map(|title| title.printed.as_str());
        let rest = parts.first().filter(|part| {
            let open = self.performance.as_ref();
            open.is_some_and(|open| open.goes_on_in(grid, part, own_title)) && (titled || title.is_none())
        });
        // The end of a page may cut a table below its head.
        let is_head = (titled || self.performance.is_some())
            && parts.first().is_some_and(|part| part.project.is_some());
        if rest.is_none() && !is_head && matches!(look, Look::None | Look::Words) {
            self.complain_of_unread_table(words, grid, titled, look);
            return false;
        }
        for (number, part) in parts.iter().enumerate() {
            let title = if number == 0 { own_title } else { None };
            let open = self.performance.as_ref();
            let goes_on = open.is_some_and(|open| open.goes_on_in(grid, part, title));
            if !goes_on {
                self.begin_performance(words, part, title, heading, look);
            }
            if let Some(open) = self.performance.as_mut() {
                open.append(grid, part, goes_on);
            }
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
        // Several projects may stand under one title, with one unit.
        let before = self.performance.as_ref().map(|open| (open.form.title.clone(), open.form.unit.clone()));
        let (before, unit) = before.unwrap_or_default();
        self.close();
        self.close_performance();
        let kind = if look == Look::Summary { SUMMARY } else { EVALUATION };
        let own = part.title.clone().or_else(|| title.map(str::to_owned));
        let is_heir = own.is_none() && part.project.is_some();
        let printed = own.or(before.filter(|_| is_heir));
        let title = printed.map(|printed| Title { printed, kind: Some(kind.to_owned()) });
        // Without a title the lines above are those of a report, whose years are no statements on the table.
        let unit_alone = || Heading { unit: heading.unit.clone(), ..Heading::default() };
        let heading = if title.is_some() { heading.clone() } else { unit_alone() };
        let mut form = new_form(self.models, kind.to_owned(), title, heading);
        form.unit = form.unit.take().or(unit.filter(|_| is_heir));
        let named = self.named_project.take();
        form.project = part.project.clone().or_else(|| named.filter(|_| part.department.is_none()));
        self.performance = Some(OpenTable::new(self.models, words, form));
    }

    /// Closes the open performance table.
    pub(super) fn close_performance(&mut self) {
        let Some(open) = self.performance.take() else { return };
        let (form, mut notes) = open.close();
        self.notes.append(&mut notes);
        self.done.push(form);
    }

    /// Takes note of the project that a line outside of tables names.
    pub(super) fn pass_project(&mut self, lines: &[String]) {
        let Some(words) = words(self.models) else { return };
        for line in lines {
            let line = close_up(line);
            if let Some((label, value)) = line.split_once('：')
                && words.headings.said(label).may_be(HeadingWord::Project)
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
        let message =
            "a table without a title has the words of a performance table and no headings: it is not read";
        self.notes.push(Note::on_page(Severity::Unread, grid.page, message).hint(HINT));
    }
}
