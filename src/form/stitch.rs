//! Tables to forms over pages: a table begins a form or goes on with the one before it.
//!
//! A form goes on with title and header repeated, with the header or the title alone, or with nothing repeated. The same
//! title may also begin a second form (汇总 and 本级): it is a continuation only where the items go on. A page may even
//! end between the rows of a header.

use std::collections::BTreeMap;

use super::body::read_body;
use super::columns::{Column, TableReading};
use super::continuation::{OpenForm, SAME_EDGE, is_of_another_table};
use super::cut_rows::{complete_names, join_cut_rows};
use super::decide::{Candidate, Verdict, candidates, decide};
use super::header::Header;
use super::heading::{Heading, lines_to_heading};
use super::measure_lines::lines_to_one;
use super::opening::{has_amounts, lines_in_frame, new_form};
use super::scope::Section;
use super::title::{Title, nearest_title};
use super::{Form, OTHER};
use crate::page::Page;
use crate::place::{Note, Severity};
use crate::record::words::Breakdown;
use crate::table::{Grid, PageTables};
use crate::taxonomy::Models;

/// A title at the foot of a page has at most so many lines below it: number, department, unit, the words of a header that
/// no frame closes, the page's number.
const CARRIED_LINES: usize = 14;
/// A header has at most so many rows.
const HEADER_ROWS: usize = 5;

/// A table with what stands around it.
struct Piece<'p> {
    grid: Grid,
    /// The lines over it on its page.
    above: Vec<String>,
    /// The last lines of the page before, where it is the first table of its own.
    before: Vec<String>,
    page: &'p Page,
}

/// The forms of all tables, in the order of the pages, without what only the document can tell.
pub(super) fn stitch(models: &Models, tables: &[PageTables], pages: &[Page]) -> (Vec<Form>, Vec<Note>) {
    let section = Section::default();
    let mut stitcher =
        Stitcher { models, done: Vec::new(), open: None, cut: None, section, notes: Vec::new() };
    let mut carried: Vec<String> = Vec::new();
    for (tables, page) in tables.iter().zip(pages) {
        let mut top = f64::NEG_INFINITY;
        for (number, grid) in tables.grids.iter().enumerate() {
            let between =
                tables.lines.iter().filter(|l| l.rect.mid_y() > top && l.rect.mid_y() < grid.rect.y0);
            let above: Vec<String> = between.map(|l| l.text.clone()).collect();
            stitcher.pass(|section| section.pass(models, above.iter().map(String::as_str)));
            top = grid.rect.y1;
            let before = if number == 0 { carried.clone() } else { Vec::new() };
            stitcher.take(Piece { grid: grid.clone(), above, before, page });
        }
        let below: Vec<String> =
            tables.lines.iter().filter(|l| l.rect.mid_y() > top).map(|l| l.text.clone()).collect();
        let text: Vec<&str> = below.iter().map(String::as_str).collect();
        stitcher.pass(|section| section.pass_text(models, &text));
        carried = below[below.len().saturating_sub(CARRIED_LINES)..].to_vec();
    }
    stitcher.finish();
    (stitcher.done, stitcher.notes)
}

struct Stitcher<'m, 'p> {
    models: &'m Models,
    done: Vec<Form>,
    open: Option<OpenForm<'m>>,
    /// The first rows of a header, which the end of the page may have cut.
    cut: Option<Piece<'p>>,
    /// Where the next table stands.
    section: Section,
    notes: Vec<Note>,
}

impl<'m, 'p> Stitcher<'m, 'p> {
    /// A table, with the rows of its header that stand on the page before, where it has been cut there.
    fn take(&mut self, mut piece: Piece<'p>) {
        if let Some(cut) = self.cut.take() {
            match self.join(&cut, &piece) {
                Some(joined) => {
                    self.read(&joined);
                    self.keep_as_printed(cut, piece);
                    return;
                }
                // The header is repeated whole: the title belongs to the table below it.
                None if self.is_headed_without_title(&piece) && piece.grid.page == cut.grid.page + 1 => {
                    piece.before = cut.above;
                }
                None => self.read(&cut),
            }
        }
        if self.may_be_cut(&piece) {
            self.cut = Some(piece);
        } else {
            self.read(&piece);
        }
    }

    /// Goes on over text between tables; a heading over another set of forms ends the form before it.
    fn pass(&mut self, over: impl FnOnce(&mut Section)) {
        let mut section = self.section.clone();
        over(&mut section);
        if section.scope != self.section.scope {
            self.finish();
        }
        self.section = section;
    }

    fn finish(&mut self) {
        if let Some(cut) = self.cut.take() {
            self.read(&cut);
        }
        self.close();
    }

    /// Whether a table is a few rows below an official title, and none of them below a header that a kind can read.
    fn may_be_cut(&self, piece: &Piece<'_>) -> bool {
        let official = nearest_title(self.models, &piece.above).and_then(|t| t.kind);
        piece.grid.rows() <= HEADER_ROWS
            && official.is_some_and(|kind| self.models.kind(&kind).is_some())
            && !has_amounts(&piece.grid)
            && candidates(self.models, &piece.grid).iter().all(|c| c.header.body_row >= piece.grid.rows())
    }

    /// Both parts of a cut header as one table, where together they can be read and the second has no title.
    fn join(&self, cut: &Piece<'p>, rest: &Piece<'p>) -> Option<Piece<'p>> {
        let near = rest.grid.page == cut.grid.page || rest.grid.page == cut.grid.page + 1;
        if !near || nearest_title(self.models, &rest.above).is_some() {
            return None;
        }
        let grid = cut.grid.stacked(&rest.grid, SAME_EDGE)?;
        let whole = candidates(self.models, &grid).iter().any(|c| c.header.body_row > cut.grid.rows());
        let above = rest.above.iter().chain(&cut.above).cloned().collect();
        whole.then(|| Piece { grid, above, before: cut.before.clone(), page: rest.page })
    }

    /// The form shows the two parts of its cut table as they are printed.
    fn keep_as_printed(&mut self, cut: Piece<'_>, rest: Piece<'_>) {
        let Some(form) = self.open.as_mut().map(|o| &mut o.form) else { return };
        form.grids.pop();
        if form.pages.last() == Some(&rest.grid.page) && !form.pages.contains(&cut.grid.page) {
            form.pages.insert(form.pages.len() - 1, cut.grid.page);
        }
        form.grids.extend([cut.grid, rest.grid]);
    }

    fn is_headed_without_title(&self, piece: &Piece<'_>) -> bool {
        nearest_title(self.models, &piece.above).is_none() && !candidates(self.models, &piece.grid).is_empty()
    }

    fn read(&mut self, piece: &Piece<'_>) {
        let Piece { grid, above, before, page } = piece;
        let found = candidates(self.models, grid);
        let mut lines = above.clone();
        lines.extend(lines_in_frame(grid, &found));
        let mut title = nearest_title(self.models, &lines);
        if title.is_none() {
            // A title may stand alone at the foot of the page before its table, which is then no other form's rest.
            title = nearest_title(self.models, before).filter(|t| t.kind.is_some());
            if title.is_some() {
                lines.splice(0..0, before.iter().cloned());
            }
        }
        let mut heading = lines_to_heading(self.models, lines.iter().map(String::as_str));
        heading.scope = self.section.scope;
        if self.goes_on(grid, &found, title.as_ref(), &heading, page) {
            return;
        }
        let follows = self.open.as_ref().is_some_and(|o| o.may_go_on_in(grid));
        if title.is_none() && found.is_empty() && follows && has_amounts(grid) {
            let message =
                "a table without title and header follows an official form, and its columns are others";
            let note = Note::on_page(Severity::Unread, grid.page, message);
            self.notes.push(note.hint("look at the page: amounts of that form may stand there"));
        }
        self.begin_as_decided(grid, found, title, heading, page);
    }

    /// Appends the table to the open form, where it goes on with it without a title of its own, or with the title and
    /// no header; `false` where it does not.
    fn goes_on(
        &mut self,
        grid: &Grid,
        found: &[Candidate<'m>],
        title: Option<&Title>,
        heading: &Heading,
        page: &Page,
    ) -> bool {
        let Some(open) = &self.open else { return false };
        // With the header repeated and no title, it goes on where it is one of the possible kinds.
        if title.is_none()
            && let Some(candidate) = found.iter().find(|c| open.kind.is_some_and(|k| std::ptr::eq(k, c.kind)))
            && open.goes_on_with(self.models, grid, candidate, page)
        {
            self.append(grid, &candidate.header, page);
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
            return self.append_without_header(grid, page);
        }
        if title.is_none() && open.may_go_on_in(grid) {
            let recolumned = grid.recolumned(&open.edges());
            return recolumned.is_some_and(|grid| self.append_without_header(&grid, page));
        }
        false
    }

    fn begin_as_decided(
        &mut self,
        grid: &Grid,
        found: Vec<Candidate<'m>>,
        title: Option<Title>,
        heading: Heading,
        page: &Page,
    ) {
        let official_header = !found.is_empty();
        let (verdict, complaint) = decide(self.models, found, title.as_ref());
        let complained = complaint.is_some();
        if let Some(message) = complaint {
            // Read by its header it is only odd; left as a grid, its amounts are missing.
            let severity =
                if matches!(verdict, Verdict::Open) { Severity::Unread } else { Severity::Warning };
            self.notes.push(Note::on_page(severity, grid.page, message));
        }
        match verdict {
            Verdict::Kind(candidate) => {
                let goes_on = self.open.as_ref().is_some_and(|open| {
                    open.kind.is_some_and(|k| std::ptr::eq(k, candidate.kind))
                        && !open.is_contradicted(self.models, title.as_ref(), &heading)
                        && open.goes_on_with(self.models, grid, &candidate, page)
                });
                if goes_on {
                    self.append(grid, &candidate.header, page);
                } else {
                    self.begin(grid, candidate, title, heading, page);
                }
            }
            Verdict::Foreign(kind) => self.begin_grid(grid, kind, title, heading),
            // A box at the foot of the page (制表, 审核) ends no form.
            Verdict::Open if !has_amounts(grid) => {
                let mut form = new_form(self.models, OTHER.to_owned(), title, heading);
                form.pages.push(grid.page);
                form.grids.push(grid.clone());
                self.done.push(form);
            }
            Verdict::Open => {
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

    fn begin(
        &mut self,
        grid: &Grid,
        candidate: Candidate<'m>,
        title: Option<Title>,
        heading: Heading,
        page: &Page,
    ) {
        let Candidate { kind, header } = candidate;
        if !header.stray.is_empty() {
            let message = format!(
                "{} stands in the line that numbers the columns and belongs to no item",
                header.stray.join(", ")
            );
            self.notes.push(Note::on_page(Severity::Warning, grid.page, message));
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
            bare: true,
        });
        self.append(grid, &header, page);
    }

    fn begin_grid(&mut self, grid: &Grid, kind: String, title: Option<Title>, heading: Heading) {
        self.close();
        let mut form = new_form(self.models, kind, title, heading);
        form.pages.push(grid.page);
        form.grids.push(grid.clone());
        self.open = Some(OpenForm { form, kind: None, columns: Vec::new(), section: None, bare: false });
    }

    fn append(&mut self, grid: &Grid, header: &Header, page: &Page) {
        self.append_rows(grid, &header.columns, header.body_row, header.holds_total, page);
    }

    fn append_rows(
        &mut self,
        grid: &Grid,
        columns: &[Column],
        body_row: usize,
        holds_total: bool,
        page: &Page,
    ) {
        let Some(open) = self.open.as_mut() else { return };
        if let Some(kind) = open.kind {
            let mut body = read_body(self.models, kind, grid, columns, body_row, open.section.clone(), page);
            if holds_total {
                open.drop_repeated_total(&mut body.lines);
            }
            open.bare = body.lines.is_empty();
            let lines = join_cut_rows(self.models, &mut open.form.lines, body.lines);
            open.form.lines.extend(lines);
            open.section = body.section;
            open.columns = columns.to_vec();
            open.form.readings.push(TableReading {
                grid: open.form.grids.len(),
                body_row,
                columns: columns.to_vec(),
            });
            if let Some(first) = body.unread.first() {
                let count = body.unread.len();
                let message = format!(
                    "{}: {count} amounts ({first} …) stand under no word that is known and are not read",
                    open.form.title.as_deref().unwrap_or(&kind.official)
                );
                self.notes.push(Note::on_page(Severity::Unread, grid.page, message));
            }
        }
        if open.form.pages.last() != Some(&grid.page) {
            open.form.pages.push(grid.page);
        }
        open.form.grids.push(grid.clone());
    }

    /// Appends a table by where its columns stand; `false` where the lines are not of the open form.
    fn append_without_header(&mut self, grid: &Grid, page: &Page) -> bool {
        let Some(open) = &self.open else { return false };
        // A page with nothing but a label over several columns lacks their edges.
        let grid = &grid.refined(open.columns.iter().map(|c| c.x.0), SAME_EDGE);
        let columns = open.columns_in(grid);
        if let Some(kind) = open.kind {
            let lines = read_body(self.models, kind, grid, &columns, 0, open.section.clone(), page).lines;
            if is_of_another_table(self.models, kind, &lines) {
                return false;
            }
        }
        self.append_rows(grid, &columns, 0, false, page);
        true
    }

    fn close(&mut self) {
        let Some(OpenForm { mut form, kind, .. }) = self.open.take() else { return };
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

/// Numbers the forms of each kind in the order of the pages.
pub(super) fn number_instances(forms: &mut [Form]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for form in forms {
        let count = seen.entry(form.kind.clone()).or_default();
        *count += 1;
        form.instance = *count;
    }
}

#[cfg(test)]
mod tests;
