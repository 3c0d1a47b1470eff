//! Begins the form that a table is decided to be.

use super::Stitcher;
use crate::form::OTHER;
use crate::form::continuation::OpenForm;
use crate::form::decide::{Candidate, TableDecision, decide};
use crate::form::heading::Heading;
use crate::form::opening::{has_amounts, new_form};
use crate::form::title::Title;
use crate::place::{Note, Severity};
use crate::record::words::Breakdown;
use crate::table::Grid;

impl<'m> Stitcher<'m, '_> {
    /// Decides by title and header what a table is; it begins a form, or goes on with the open one.
    pub(super) fn begin_as_decided(
        &mut self,
        grid: &Grid,
        found: Vec<Candidate<'m>>,
        title: Option<Title>,
        heading: Heading,
    ) {
        let official_header = !found.is_empty();
        let (verdict, complaint) = decide(self.models, found, title.as_ref());
        let complained = complaint.is_some();
        if let Some(message) = complaint {
            // Read by its header it is only odd; left as a grid, its amounts are missing.
            let severity =
                if matches!(verdict, TableDecision::Open) { Severity::Unread } else { Severity::Warning };
            self.notes.push(Note::on_page(severity, grid.page, message));
        }
        match verdict {
            TableDecision::Kind(candidate) => {
                let goes_on = self.open.as_ref().is_some_and(|open| {
                    open.kind.is_some_and(|k| std::ptr::eq(k, candidate.kind))
                        && !open.is_contradicted(self.models, title.as_ref(), &heading)
                        && open.goes_on_with(self.models, grid, &candidate)
                });
                if goes_on {
                    self.append_statements(&heading);
                    self.append(grid, &candidate.header);
                } else {
                    self.begin(grid, candidate, title, heading);
                }
            }
            TableDecision::Foreign(kind) => self.begin_grid(grid, kind, title, heading),
            // A box at the foot of the page (制表, 审核) ends no form.
            TableDecision::Open if !has_amounts(grid) => {
                let mut form = new_form(self.models, OTHER.to_owned(), title, heading);
                form.pages.push(grid.page);
                form.grids.push(grid.clone());
                self.done.push(form);
            }
            TableDecision::Open => {
                // Without a title it goes on with the table before, where that is another family's.
                let of_another =
                    |o: &OpenForm<'_>| o.is_adjacent(grid) && o.kind.is_none() && o.form.title.is_some();
                let goes_on = title.is_none() && self.open.as_ref().is_some_and(of_another);
                if official_header && !complained && !goes_on {
                    let message = "a table has the header of an official form and no title that is known";
                    let note = Note::on_page(Severity::Unread, grid.page, message);
                    self.notes.push(note.hint("look at the page: its amounts are not read"));
                }
                self.begin_grid(grid, OTHER.to_owned(), title, heading);
            }
        }
    }

    /// Begins an official form.
    fn begin(&mut self, grid: &Grid, candidate: Candidate<'m>, title: Option<Title>, heading: Heading) {
        let Candidate { kind, header } = candidate;
        if !header.stray.is_empty() {
            let message = format!(
                "{} stands in the line that numbers the columns and belongs to no item",
                header.stray.join(", ")
            );
            // Several are a line of the form, whose side to the numbers is missing.
            let severity = if header.stray.len() > 1 { Severity::Unread } else { Severity::Warning };
            self.notes.push(Note::on_page(severity, grid.page, message));
        }
        self.close();
        let mut form = new_form(self.models, kind.kind.clone(), title, heading);
        if header.by_unit {
            form.breakdown = Some(Breakdown::ByUnit);
        }
        form.unit = form.unit.or_else(|| header.unit());
        self.open = Some(OpenForm {
            form,
            kind: Some(kind),
            columns: Vec::new(),
            section: header.section.clone(),
            header_only: true,
            reading: None,
        });
        self.append(grid, &header);
    }

    /// Begins a table that is kept as a grid.
    pub(super) fn begin_grid(&mut self, grid: &Grid, kind: String, title: Option<Title>, heading: Heading) {
        self.close();
        let mut form = new_form(self.models, kind, title, heading);
        form.pages.push(grid.page);
        form.grids.push(grid.clone());
        self.open = Some(OpenForm {
            form,
            kind: None,
            columns: Vec::new(),
            section: None,
            header_only: false,
            reading: None,
        });
    }
}
