//! Appends a table to the open form, and closes the form behind its last table.

use super::Stitcher;
use crate::form::body::read_body;
use crate::form::columns::{Column, TableReading};
use crate::form::continuation::{OpenForm, SAME_EDGE, is_of_another_table};
use crate::form::cut_rows::{complete_names, join_cut_rows};
use crate::form::decide::Candidate;
use crate::form::header::Header;
use crate::form::heading::Heading;
use crate::form::measure_lines::lines_to_one;
use crate::form::title::Title;
use crate::place::{Note, Severity};
use crate::table::Grid;

/// How the columns of a table without a header fit those of the form before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// All are the same.
    Whole,
    /// Fewer, with the same edges.
    Fewer,
    /// As many, with others, each below the one before.
    Below,
    /// Others: only amounts at the same places say that they go on.
    Open,
}

impl<'m> Stitcher<'m, '_> {
    /// Appends the table to the open form, where it goes on with it without a title of its own, or with the title and
    /// no header; `false` where it does not.
    pub(super) fn goes_on(
        &mut self,
        grid: &Grid,
        found: &[Candidate<'m>],
        title: Option<&Title>,
        heading: &Heading,
    ) -> bool {
        let Some(open) = self.open.as_ref().filter(|open| open.reading.is_none()) else { return false };
        // With the header repeated and no title, it goes on where it is one of the possible kinds.
        if title.is_none()
            && let Some(candidate) = found.iter().find(|c| open.kind.is_some_and(|k| std::ptr::eq(k, c.kind)))
            && open.goes_on_with(self.models, grid, candidate)
        {
            self.append(grid, &candidate.header);
            return true;
        }
        if !found.is_empty() {
            return false;
        }
        let repeated = title.is_some_and(|t| open.kind.is_some_and(|k| t.kind.as_deref() == Some(&k.kind)));
        if title.is_some() && (!repeated || open.is_contradicted(self.models, title, heading)) {
            return false;
        }
        if open.has_columns_of(grid) && open.is_adjacent(grid) {
            let whole = grid.columns() == open.columns.len();
            return self.append_without_header(grid, if whole { Fit::Whole } else { Fit::Fewer }, None);
        }
        if title.is_none() && open.may_go_on_in(grid) {
            let fit = if open.has_columns_below(grid) { Fit::Below } else { Fit::Open };
            let (recolumned, printed) =
                (grid.recolumned(&open.edges()), Some((grid.columns(), grid.is_ruled())));
            return recolumned.is_some_and(|grid| self.append_without_header(&grid, fit, printed));
        }
        false
    }

    /// Appends a table below its header.
    pub(super) fn append(&mut self, grid: &Grid, header: &Header) {
        if let Some(open) = self.open.as_mut() {
            open.form.statements.header_years.extend(header.years.iter().cloned());
        }
        self.append_rows(grid, &header.columns, header.body_row, header.holds_total, None);
    }

    /// Appends what the lines around a further table of the open form state.
    pub(super) fn append_statements(&mut self, heading: &Heading) {
        if let Some(open) = self.open.as_mut() {
            open.form.statements.extend(heading.statements.clone());
            open.form.unit = open.form.unit.take().or_else(|| heading.unit.clone());
        }
    }

    /// Appends the rows of a table; `doubt` says why its amounts may stand under other columns.
    fn append_rows(
        &mut self,
        grid: &Grid,
        columns: &[Column],
        body_row: usize,
        holds_total: bool,
        doubt: Option<&str>,
    ) {
        let Some(open) = self.open.as_mut() else { return };
        if let Some(kind) = open.kind {
            let mut body = read_body(self.models, kind, grid, columns, body_row, open.section.clone());
            if holds_total {
                open.drop_repeated_total(&mut body.lines);
            }
            if let Some(doubt) = doubt {
                for amount in body.lines.iter_mut().flat_map(|line| &mut line.amounts) {
                    amount.doubt.get_or_insert_with(|| doubt.to_owned());
                }
            }
            open.header_only = body.lines.is_empty();
            let lines = join_cut_rows(self.models, kind, &mut open.form.lines, body.lines);
            open.form.lines.extend(lines);
            open.section = body.section;
            open.columns = columns.to_vec();
            open.form.readings.push(TableReading {
                grid: open.form.grids.len(),
                body_row,
                columns: columns.to_vec(),
            });
            for (unread, place) in
                [(body.unread, "under no word that is known"), (body.in_labels, "in cells of names or codes")]
            {
                let Some(first) = unread.first() else { continue };
                let title = open.form.title.as_deref().unwrap_or(&kind.official);
                let count = unread.len();
                let message = format!("{title}: {count} amounts ({first} …) stand {place} and are not read");
                self.notes.push(Note::on_page(Severity::Unread, grid.page, message));
            }
        }
        if open.form.pages.last() != Some(&grid.page) {
            open.form.pages.push(grid.page);
        }
        open.form.grids.push(grid.clone());
    }

    /// Appends a table by where its columns stand; `false` where the lines are not of the open form, or where its amounts
    /// do not stand below those before. `printed` says how many columns it has as printed, and whether lines say so, where it
    /// was given those of the form.
    fn append_without_header(&mut self, grid: &Grid, fit: Fit, printed: Option<(usize, bool)>) -> bool {
        let Some(open) = &self.open else { return false };
        // A page with nothing but a label over several columns lacks their edges.
        let grid = &grid.refined(open.columns.iter().map(|c| c.x.0), SAME_EDGE);
        let columns = open.columns_in(grid);
        let places = || open.compare_places(self.models, grid, &columns, fit == Fit::Below);
        let mut doubt = None;
        let goes_on = match fit {
            Fit::Whole => true,
            Fit::Fewer | Fit::Below => places().allow(),
            Fit::Open => {
                let places = places();
                let before = open.columns.len();
                // Without lines a blank column is not there; with them it is.
                let other =
                    printed.filter(|(here, ruled)| if *ruled { *here != before } else { *here < before });
                let proven = || {
                    places.are_the_same() || open.form.grids.last().is_some_and(|g| grid.has_uprights_of(g))
                };
                doubt = other.filter(|(_, ruled)| *ruled || !proven()).map(|(here, _)| {
                    format!(
                        "the page has {here} columns and no header, and the form {before}: its amounts may be those of other columns"
                    )
                });
                places.prove()
            }
        };
        if !goes_on {
            return false;
        }
        if let Some(kind) = open.kind {
            let lines = read_body(self.models, kind, grid, &columns, 0, open.section.clone()).lines;
            if is_of_another_table(self.models, kind, &lines) {
                return false;
            }
        }
        self.append_rows(grid, &columns, 0, false, doubt.as_deref());
        true
    }

    /// Closes the open form.
    pub(super) fn close(&mut self) {
        let Some(OpenForm { mut form, kind, reading, .. }) = self.open.take() else { return };
        if let Some(reading) = reading {
            form.lines = reading.into_lines();
            self.done.push(form);
            return;
        }
        // Each group goes on where the one before ends; over pages, the first group goes on first.
        form.lines.sort_by_key(|l| l.group);
        if let Some(kind) = kind {
            complete_names(self.models, kind, &mut form.lines);
        }
        if let Some(kind) = kind.filter(|k| k.has_measures_as_lines()) {
            form.lines = lines_to_one(self.models, kind, std::mem::take(&mut form.lines));
        }
        self.done.push(form);
    }
}
