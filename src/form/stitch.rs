//! Stitches tables to forms over pages: a table begins a form or goes on with the one before it.
//!
//! A form goes on with title and header repeated, with the header or the title alone, or with nothing repeated. The same
//! title may also begin a second form (汇总 and 本级): it goes on only where its items do. A page may even end between the
//! rows of a header.

mod append;
mod begin;
mod by_words;
mod by_words_parts;
mod copies;
mod performance;
mod pieces;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use self::by_words_parts::{Part, doubt_assumed_scopes};
use self::copies::copied_from;
use super::around::lines_to_statements;
use super::by_words::{kind_by_words, lines_above_labels, mended_lines};
use super::continuation::{OpenForm, SAME_EDGE};
use super::decide::candidates;
use super::forms::Form;
use super::heading::lines_to_heading;
use super::opening::{has_amounts, lines_in_frame, looks_official};
use super::performance::OpenTable;
use super::scope::Section;
use super::title::{Title, nearest_title};
use super::wide::{Piece, Wide, wide_tables};
use crate::place::{Note, Severity};
use crate::record::words::Scope;
use crate::table::{Cell, Grid, PageTables};
use crate::taxonomy::{KindModel, Models, models};

/// A title at the foot of a page has at most so many lines below it: number, department, unit, the words of a header that
/// no frame closes, the page's number.
const CARRIED_LINES: usize = 14;
/// A header has at most so many rows.
const HEADER_ROWS: usize = 5;

/// A table with what stands around it.
struct TableInContext<'t> {
    grid: Cow<'t, Grid>,
    /// The lines over it on its page.
    above: Vec<String>,
    /// The last lines of the page before, where it is the first table of its own.
    before: Vec<String>,
    /// The first line of its page, where it is the first table of that.
    page_line: Option<String>,
    /// The lines below it, where it is the last table of its page.
    below: Vec<String>,
    /// The title among the lines over it, found when it is first asked for.
    title: OnceCell<Option<Title>>,
}

impl TableInContext<'_> {
    /// Finds the nearest title among the lines over it.
    fn title(&self, models: &Models) -> Option<&Title> {
        self.title.get_or_init(|| nearest_title(models, &self.above)).as_ref()
    }
}

/// Reads the forms of all tables, in the order of the pages, without what only the document as a whole says.
pub(super) fn stitch(models: &Models, all: &[PageTables]) -> (Vec<Form>, Vec<Note>) {
    let section = Section::default();
    let (mut wide, notes) = wide_tables(models, all);
    let mut stitcher = Stitcher {
        models,
        done: Vec::new(),
        open: None,
        performance: None,
        named_project: None,
        cut: None,
        section,
        part: Part::default(),
        notes,
        wide: Vec::new(),
    };
    let mut carried: Vec<String> = Vec::new();
    for (index, tables) in all.iter().enumerate() {
        if let Some(first) = copied_from(all.get(..index).unwrap_or_default(), tables) {
            let message = format!("the page is a copy of page {}: its amounts count once", first.page);
            stitcher.notes.push(Note::on_page(Severity::Warning, tables.page, message));
            stitcher.pass_copy(first.page, tables.page);
            continue;
        }
        let mut top = f64::NEG_INFINITY;
        for (number, grid) in tables.grids.iter().enumerate() {
            let between =
                tables.lines.iter().filter(|l| l.rect.mid_y() > top && l.rect.mid_y() < grid.rect.y0);
            let above: Vec<String> = between.map(|l| l.words().to_owned()).collect();
            stitcher.pass(|section| section.pass(models, above.iter().map(String::as_str)));
            stitcher.part.pass_lines(models, &above, false);
            stitcher.pass_project(&above);
            top = grid.rect.y1;
            let before = if number == 0 { carried.clone() } else { Vec::new() };
            let page_line = above.first().filter(|_| number == 0).cloned();
            let is_last = number + 1 == tables.grids.len();
            let below = if is_last { lines_below(tables, top) } else { Vec::new() };
            let title = OnceCell::new();
            let table = TableInContext { grid: Cow::Borrowed(grid), above, before, page_line, below, title };
            match wide.remove(&(index, number)) {
                None => stitcher.take(table),
                Some(Piece::First(wide)) => stitcher.take_wide(*wide, table),
                Some(Piece::Further) => {}
                Some(Piece::Lone) => stitcher.leave_unread(grid),
            }
        }
        let below = lines_below(tables, top);
        let text: Vec<&str> = below.iter().map(String::as_str).collect();
        stitcher.pass(|section| section.pass_text(models, &text));
        stitcher.part.pass_lines(models, &below, tables.grids.is_empty());
        stitcher.pass_project(&below);
        carried = below[below.len().saturating_sub(CARRIED_LINES)..].to_vec();
    }
    stitcher.finish();
    stitcher.part_wide();
    doubt_assumed_scopes(models, &mut stitcher.done);
    stitcher.done.iter_mut().for_each(stand_on_sheets);
    (stitcher.done, stitcher.notes)
}

/// Counts the positions of tables and columns from the left of their sheets, where they were read as parts of these.
fn stand_on_sheets(form: &mut Form) {
    for (index, grid) in form.grids.iter_mut().enumerate() {
        let left = grid.stand_on_sheet();
        for column in form.readings.iter_mut().filter(|r| r.grid == index).flat_map(|r| &mut r.columns) {
            column.x = (column.x.0 + left, column.x.1 + left);
        }
    }
}

fn lines_below(tables: &PageTables, top: f64) -> Vec<String> {
    tables.lines.iter().filter(|l| l.rect.mid_y() > top).map(|l| l.words().to_owned()).collect()
}

/// Goes through the tables of a document, and keeps the form that may go on.
struct Stitcher<'m, 't> {
    models: &'m Models,
    done: Vec<Form>,
    open: Option<OpenForm<'m>>,
    /// The performance table that may go on.
    performance: Option<OpenTable<'m>>,
    /// The project that a line between the tables names.
    named_project: Option<String>,
    /// The first rows of a header, which the end of the page may have cut.
    cut: Option<TableInContext<'t>>,
    /// Where the next table stands.
    section: Section,
    /// The part of the book, of a whole government's.
    part: Part,
    /// Joined tables, which become their pieces in the end.
    wide: Vec<Wide>,
    notes: Vec<Note>,
}

impl<'t> Stitcher<'_, 't> {
    /// Takes the next table, with the rows of its header that stand on the page before, where it has been cut there.
    fn take(&mut self, mut table: TableInContext<'t>) {
        if let Some(cut) = self.cut.take() {
            match self.join(&cut, &table) {
                Some(joined) => {
                    self.read(&joined);
                    self.keep_as_printed(cut, table);
                    return;
                }
                // The header is repeated whole: the title belongs to the table below it.
                None if self.is_headed_without_title(&table) && table.grid.page == cut.grid.page + 1 => {
                    table.before = cut.above;
                }
                None => self.read(&cut),
            }
        }
        if self.may_be_cut(&table) {
            self.cut = Some(table);
        } else {
            self.read(&table);
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

    /// Goes on over a copy of a page: the open form may go on behind it.
    fn pass_copy(&mut self, first: u32, copy: u32) {
        if let Some(open) = self.open.as_mut().filter(|o| o.form.pages.last() == Some(&first)) {
            open.form.pages.push(copy);
        }
    }

    fn finish(&mut self) {
        if let Some(cut) = self.cut.take() {
            self.read(&cut);
        }
        self.close();
        self.close_performance();
    }

    /// Whether a table is a few rows below an official title, and none of them below a header that a kind can read.
    fn may_be_cut(&self, table: &TableInContext<'_>) -> bool {
        let official = || table.title(self.models).and_then(|title| title.kind.as_deref());
        table.grid.rows() <= HEADER_ROWS
            && official().is_some_and(|kind| self.models.kind(kind).is_some_and(KindModel::is_by_header))
            && !has_amounts(&table.grid)
            && candidates(self.models, &table.grid).iter().all(|c| c.header.body_row >= table.grid.rows())
    }

    /// Joins both parts of a cut header to one table, where together they can be read and the second has no title.
    fn join(&self, cut: &TableInContext<'t>, rest: &TableInContext<'t>) -> Option<TableInContext<'t>> {
        let near = rest.grid.page == cut.grid.page || rest.grid.page == cut.grid.page + 1;
        if !near || rest.title(self.models).is_some() {
            return None;
        }
        let grid = cut.grid.stacked(&rest.grid, SAME_EDGE)?;
        let whole = candidates(self.models, &grid).iter().any(|c| c.header.body_row > cut.grid.rows());
        let above = rest.above.iter().chain(&cut.above).cloned().collect();
        whole.then(|| TableInContext {
            grid: Cow::Owned(grid),
            above,
            before: cut.before.clone(),
            page_line: cut.page_line.clone(),
            below: rest.below.clone(),
            title: OnceCell::new(),
        })
    }

    /// Gives the form the two parts of its cut table as they are printed.
    fn keep_as_printed(&mut self, cut: TableInContext<'_>, rest: TableInContext<'_>) {
        let Some(form) = self.open.as_mut().map(|o| &mut o.form) else { return };
        form.grids.pop();
        if form.pages.last() == Some(&rest.grid.page) && !form.pages.contains(&cut.grid.page) {
            form.pages.insert(form.pages.len() - 1, cut.grid.page);
        }
        form.grids.extend([cut.grid.into_owned(), rest.grid.into_owned()]);
    }

    fn is_headed_without_title(&self, table: &TableInContext<'_>) -> bool {
        table.title(self.models).is_none() && !candidates(self.models, &table.grid).is_empty()
    }

    fn read(&mut self, table: &TableInContext<'_>) {
        let TableInContext { grid, above, before, page_line, below, .. } = table;
        let found = candidates(self.models, grid);
        let mut lines = above.clone();
        lines.extend(lines_in_frame(grid, &found));
        let mut title = match lines.len() > above.len() {
            true => nearest_title(self.models, &lines),
            false => table.title(self.models).cloned(),
        };
        if title.is_none() {
            // A title may stand alone at the foot of the page before its table, which is then no other form's rest.
            title = nearest_title(self.models, before).filter(|t| t.kind.is_some());
            if title.is_some() {
                lines.splice(0..0, before.iter().cloned());
            }
        }
        // Where words tell the columns, the rows above the labels are none of the header.
        if found.is_empty() {
            let inside_frame = lines_above_labels(self.models, grid);
            let is_framed = !inside_frame.is_empty();
            let framed: Vec<String> = lines.iter().cloned().chain(inside_frame).collect();
            let inside = if is_framed { nearest_title(self.models, &framed) } else { None };
            let kind = inside.as_ref().and_then(|title| title.kind.as_deref());
            if kind.is_some_and(|kind| kind_by_words(self.models, kind).is_some()) {
                (title, lines) = (inside, framed);
            }
        }
        if title.as_ref().is_some_and(|title| title.kind.is_none())
            && grid.cells.iter().any(Cell::is_recognised)
        {
            let mended = nearest_title(self.models, &mended_lines(self.models, &lines));
            let kind = mended.as_ref().and_then(|title| title.kind.as_deref());
            if kind.is_some_and(|kind| kind_by_words(self.models, kind).is_some()) {
                title = mended;
            }
        }
        let mut heading = lines_to_heading(self.models, lines.iter().map(String::as_str));
        heading.scope = self.section.scope;
        heading.statements =
            lines_to_statements(self.models, title.as_ref(), &lines, page_line.as_ref(), below);
        let announced = title.as_ref().and_then(|title| title.kind.as_deref());
        if self.takes_performance(grid, title.as_ref(), &heading) {
            return;
        }
        self.close_performance();
        let is_department = found.iter().any(|candidate| announced == Some(candidate.kind.kind.as_str()));
        if self.takes_by_words(grid, title.as_ref(), &heading, above, is_department) {
            return;
        }
        if self.goes_on(grid, &found, title.as_ref(), &heading) {
            self.append_statements(&heading);
            return;
        }
        if title.is_none() && found.is_empty() && has_amounts(grid) {
            self.complain_of_unknown(grid);
        }
        self.begin_as_decided(grid, found, title, heading);
    }

    /// Says that a table without title and header may be one of an official form, which is then not read.
    fn complain_of_unknown(&mut self, grid: &Grid) {
        let open = self.open.as_ref();
        let of_another =
            |o: &&OpenForm<'_>| o.is_adjacent(grid) && o.kind.is_none() && o.form.title.is_some();
        let message = if let Some(open) = open.filter(|o| o.may_go_on_in(grid)) {
            let (here, before) = (grid.columns(), open.columns.len());
            let counts = if here == before { String::new() } else { format!(": {here}, of {before}") };
            format!(
                "a table without title and header follows an official form, and its columns are others{counts}"
            )
        } else if open.filter(of_another).is_none() && looks_official(self.models, grid) {
            "a table without title and header has the lines of an official form and is not read".to_owned()
        } else {
            return;
        };
        let note = Note::on_page(Severity::Unread, grid.page, message);
        self.notes.push(note.hint("look at the page: amounts of a form may stand there"));
    }
}

/// Numbers the forms of each kind in the order of the pages.
pub(super) fn number_instances(forms: &mut [Form]) {
    let mut seen: BTreeMap<(String, Option<Scope>), u32> = BTreeMap::new();
    for form in forms {
        // Those of a whole government are told apart by their scope.
        let scope = form.scope.filter(|_| models().kind(&form.kind).is_some_and(KindModel::is_by_words));
        let count = seen.entry((form.kind.clone(), scope)).or_default();
        *count += 1;
        form.instance = *count;
    }
}

#[cfg(test)]
mod tests;
