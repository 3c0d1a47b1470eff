//! Tables to forms over pages: a table begins a form or goes on with the one before it.
//!
//! A form goes on with title and header repeated, with the header alone, or with nothing repeated. The same title may
//! also begin a second form (汇总 and 本级): it is a continuation only where the items go on.

use std::collections::BTreeMap;

use super::body::read_body;
use super::columns::{Column, TableReading, is_amount_like};
use super::cut_rows::join_cut_rows;
use super::decide::{Candidate, Verdict, candidates, decide};
use super::heading::{Heading, lines_to_heading};
use super::line::Line;
use super::models::{KindModel, Layout, Models};
use super::title::{Title, line_to_title};
use super::wording::plain;
use super::{Breakdown, Form, OTHER, Scope};
use crate::page::Page;
use crate::place::{Note, Severity};
use crate::table::{Grid, PageTables};

/// Column edges of one form differ by at most this much from page to page, in points.
const SAME_EDGE: f64 = 6.0;
/// A title at the foot of a page has at most the lines of number, department and unit below it, and the page's number.
const CARRIED_LINES: usize = 5;
/// A table whose labels mostly stand in the form already is a second form.
const MOSTLY: f64 = 0.5;

/// A form that may go on.
struct OpenForm<'m> {
    form: Form,
    kind: Option<&'m KindModel>,
    columns: Vec<Column>,
    section: Option<String>,
}

/// The forms of all tables, in the order of the pages, without what only the document can tell.
pub(super) fn stitch(models: &Models, tables: &[PageTables], pages: &[Page]) -> (Vec<Form>, Vec<Note>) {
    let mut stitcher = Stitcher { models, done: Vec::new(), open: None, notes: Vec::new() };
    let mut carried: Vec<&str> = Vec::new();
    for (tables, page) in tables.iter().zip(pages) {
        let mut top = f64::NEG_INFINITY;
        for (number, grid) in tables.grids.iter().enumerate() {
            let between =
                tables.lines.iter().filter(|l| l.rect.mid_y() > top && l.rect.mid_y() < grid.rect.y0);
            let above: Vec<&str> = between.map(|l| l.text.as_str()).collect();
            top = grid.rect.y1;
            let before = if number == 0 { carried.as_slice() } else { &[] };
            stitcher.take(grid, &above, before, page);
        }
        let below: Vec<&str> =
            tables.lines.iter().filter(|l| l.rect.mid_y() > top).map(|l| l.text.as_str()).collect();
        carried = below[below.len().saturating_sub(CARRIED_LINES)..].to_vec();
    }
    stitcher.close();
    (stitcher.done, stitcher.notes)
}

struct Stitcher<'m> {
    models: &'m Models,
    done: Vec<Form>,
    open: Option<OpenForm<'m>>,
    notes: Vec<Note>,
}

impl<'m> Stitcher<'m> {
    /// `above` are the lines over the table on its page, `before` the last ones of the page before.
    fn take(&mut self, grid: &Grid, above: &[&str], before: &[&str], page: &Page) {
        let found = candidates(self.models, grid);
        let mut lines: Vec<String> = above.iter().map(|l| (*l).to_owned()).collect();
        lines.extend(lines_in_frame(grid, &found));
        let mut title = self.title(&lines);
        if title.is_none() && !found.is_empty() {
            // A title may stand alone at the foot of the page before its table.
            let carried: Vec<String> = before.iter().map(|l| (*l).to_owned()).collect();
            title = self.title(&carried).filter(|t| t.kind.is_some());
            if title.is_some() {
                lines.splice(0..0, carried);
            }
        }
        let heading = lines_to_heading(self.models, lines.iter().map(String::as_str));

        // With the header repeated and no title, the form before goes on where it is one of the possible kinds.
        if title.is_none()
            && let Some(open_kind) = self.open.as_ref().and_then(|o| o.kind)
            && let Some(candidate) = found.iter().find(|c| c.kind.kind == open_kind.kind)
            && self.goes_on(grid, candidate, page)
        {
            self.append(grid, &candidate.header.columns.clone(), candidate.header.body_row, page);
            return;
        }
        if title.is_none() && found.is_empty() && self.same_columns(grid) && self.adjacent(grid) {
            if self.append_without_header(grid, page) {
                return;
            }
        } else if title.is_none() && found.is_empty() && self.follows_official(grid) {
            let edges = self.edges();
            if let Some(grid) = grid.recolumned(&edges)
                && self.append_without_header(&grid, page)
            {
                return;
            }
        }
        if title.is_none() && found.is_empty() && self.follows_official(grid) && has_amounts(grid) {
            let message =
                "a table without title and header follows an official form, and its columns are others";
            let note = Note::on_page(Severity::Unread, grid.page, message);
            self.notes.push(note.hint("look at the page: amounts of that form may stand there"));
        }
        let official_header = !found.is_empty();
        let (verdict, complaint) = decide(found, title.as_ref());
        let complained = complaint.is_some();
        if let Some(message) = complaint {
            // Read by its header it is only odd; left as a grid, its amounts are missing.
            let severity =
                if matches!(verdict, Verdict::Open) { Severity::Unread } else { Severity::Warning };
            self.notes.push(Note::on_page(severity, grid.page, message));
        }
        match verdict {
            Verdict::Kind(candidate) => {
                let same_kind =
                    self.open.as_ref().and_then(|o| o.kind).is_some_and(|k| k.kind == candidate.kind.kind);
                let new_heading = self.contradicts(title.as_ref(), &heading);
                if same_kind && !new_heading && self.goes_on(grid, &candidate, page) {
                    let Candidate { header, .. } = candidate;
                    self.append(grid, &header.columns, header.body_row, page);
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
                let goes_on = title.is_none()
                    && self.adjacent(grid)
                    && self.open.as_ref().is_some_and(|o| o.kind.is_none() && o.form.title.is_some());
                if official_header && !complained && !goes_on {
                    let message = "a table has the header of an official form and no title that is known";
                    let note = Note::on_page(Severity::Unread, grid.page, message);
                    self.notes.push(note.hint("look at the page: its amounts are not read"));
                }
                self.begin_grid(grid, OTHER.to_owned(), title, heading);
            }
        }
    }

    /// The title of a table: the nearest line above it that is a known title, else the nearest that looks like one.
    /// A title may be set on two lines.
    fn title(&self, lines: &[String]) -> Option<Title> {
        let mut titles: Vec<Title> = Vec::new();
        for (i, line) in lines.iter().enumerate() {
            let alone = line_to_title(self.models, line);
            let known = alone.as_ref().is_some_and(|t| t.kind.is_some());
            // Only where neither line is a title by itself: a number or a remark may follow one.
            let before = i.checked_sub(1).and_then(|b| lines.get(b)).filter(|_| !known);
            let before = before.filter(|b| line_to_title(self.models, b).is_none_or(|t| t.kind.is_none()));
            let joined = before.and_then(|b| line_to_title(self.models, &format!("{b}{line}")));
            let joined = joined.filter(|t| t.kind.is_some());
            titles.extend(joined.or(alone));
        }
        let known = titles.iter().rposition(|t| t.kind.is_some());
        let nearest = known.or_else(|| titles.len().checked_sub(1))?;
        titles.into_iter().nth(nearest)
    }

    /// Whether the table is the first after an official form, on the next page.
    fn follows_official(&self, grid: &Grid) -> bool {
        self.open.as_ref().is_some_and(|o| o.kind.is_some() && o.form.pages.last() == Some(&(grid.page - 1)))
    }

    /// The column edges of the open form.
    fn edges(&self) -> Vec<f64> {
        let columns = self.open.as_ref().map(|o| o.columns.as_slice()).unwrap_or_default();
        columns.iter().map(|c| c.x.0).chain(columns.last().map(|c| c.x.1)).collect()
    }

    /// Whether title and heading say that this is another form than the open one: 汇总 and 本级, 分单位 and 分科目,
    /// another unit, department or year.
    fn contradicts(&self, title: Option<&Title>, heading: &Heading) -> bool {
        let Some(open) = self.open.as_ref().map(|o| &o.form) else { return false };
        let form = new_form(self.models, String::new(), title.cloned(), heading.clone());
        fn differ<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
            a.is_some() && b.is_some() && a != b
        }
        title.is_some() && (form.scope != open.scope || form.breakdown != open.breakdown)
            || differ(&form.unit, &open.unit)
            || differ(&form.department, &open.department)
            || differ(&form.fiscal_year, &open.fiscal_year)
    }

    fn adjacent(&self, grid: &Grid) -> bool {
        let last = self.open.as_ref().and_then(|o| o.form.pages.last().copied());
        last.is_some_and(|last| grid.page == last || grid.page == last + 1)
    }

    /// Whether the lines of a table with a header of the open form's kind go on with it.
    fn goes_on(&self, grid: &Grid, candidate: &Candidate<'_>, page: &Page) -> bool {
        let Some(open) = self.open.as_ref().filter(|_| self.adjacent(grid)) else { return false };
        let header = &candidate.header;
        let lines =
            read_body(self.models, candidate.kind, grid, &header.columns, header.body_row, None, page).lines;
        let key = |l: &Line| (l.side.clone(), l.code.clone(), l.item.clone(), l.line_no);
        let seen: Vec<_> = open.form.lines.iter().map(key).collect();
        let again = lines.iter().filter(|l| seen.contains(&key(l))).count();
        #[allow(clippy::cast_precision_loss)] // counts of lines
        let share = again as f64 / lines.len().max(1) as f64;
        // A second total line is another form's, however few lines the first had.
        let is_total = |l: &&Line| {
            let item = l.item.as_deref().map(plain).unwrap_or_default();
            l.code.is_none() && self.models.wording.items.totals.contains(&item)
        };
        let second_total = lines.iter().filter(is_total).any(|l| seen.contains(&key(l)));
        share < MOSTLY && !second_total
    }

    /// Whether the table's column edges are those of the open form.
    fn same_columns(&self, grid: &Grid) -> bool {
        let Some(before) = self.open.as_ref().and_then(|o| o.form.grids.last()) else { return false };
        let near = |a: f64, b: f64| (a - b).abs() <= SAME_EDGE;
        let ends = near(grid.rect.x0, before.rect.x0) && near(grid.rect.x1, before.rect.x1);
        ends && grid.xs.iter().all(|x| before.xs.iter().any(|b| near(*x, *b)))
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
        let form = new_form(self.models, kind.kind.clone(), title, heading);
        self.open =
            Some(OpenForm { form, kind: Some(kind), columns: Vec::new(), section: header.section.clone() });
        self.append(grid, &header.columns, header.body_row, page);
    }

    fn begin_grid(&mut self, grid: &Grid, kind: String, title: Option<Title>, heading: Heading) {
        self.close();
        let mut form = new_form(self.models, kind, title, heading);
        form.pages.push(grid.page);
        form.grids.push(grid.clone());
        self.open = Some(OpenForm { form, kind: None, columns: Vec::new(), section: None });
    }

    fn append(&mut self, grid: &Grid, columns: &[Column], body_row: usize, page: &Page) {
        let Some(open) = self.open.as_mut() else { return };
        if let Some(kind) = open.kind {
            let body = read_body(self.models, kind, grid, columns, body_row, open.section.clone(), page);
            let lines = join_cut_rows(self.models, &mut open.form.lines, body.lines);
            open.form.lines.extend(lines);
            open.section = body.section;
            open.columns = columns.to_vec();
            let (grid, columns) = (open.form.grids.len(), columns.to_vec());
            open.form.readings.push(TableReading { grid, body_row, columns });
        }
        if open.form.pages.last() != Some(&grid.page) {
            open.form.pages.push(grid.page);
        }
        open.form.grids.push(grid.clone());
    }

    /// The columns of the page before, found again by where they stand; `false` where the lines are not of this form.
    fn append_without_header(&mut self, grid: &Grid, page: &Page) -> bool {
        let before = self.open.as_ref().map(|o| o.columns.clone()).unwrap_or_default();
        // A page with nothing but a label over several columns lacks their edges.
        let grid = &grid.refined(before.iter().map(|c| c.x.0), SAME_EDGE);
        let columns: Vec<Column> = (0..grid.columns())
            .filter_map(|c| {
                let x = (grid.xs[c], grid.xs[c + 1]);
                let shared = |b: &Column| (x.1.min(b.x.1) - x.0.max(b.x.0)).max(0.0);
                let under = before.iter().max_by(|a, b| shared(a).total_cmp(&shared(b)))?;
                Some(Column { x, role: under.role.clone(), group: under.group })
            })
            .collect();
        if let Some(open) = &self.open
            && let Some(kind) = open.kind
        {
            let lines = read_body(self.models, kind, grid, &columns, 0, open.section.clone(), page).lines;
            if is_of_another_table(self.models, kind, &lines) {
                return false;
            }
        }
        self.append(grid, &columns, 0, page);
        true
    }

    fn close(&mut self) {
        let Some(OpenForm { mut form, .. }) = self.open.take() else { return };
        // Each group goes on where the one before ends; over pages, the first group goes on first.
        form.lines.sort_by_key(|l| l.group);
        self.done.push(form);
    }
}

/// Whether lines without a header are no lines of a kind: words stand where its amounts would, or no line of a form of
/// codes has a code or is a total.
fn is_of_another_table(models: &Models, kind: &KindModel, lines: &[Line]) -> bool {
    let is_words = |printed: &String| !printed.chars().any(|c| c.is_ascii_digit());
    let words = lines.iter().flat_map(|l| &l.amounts).any(|a| a.printed.iter().all(is_words));
    let coded = matches!(kind.layout, Layout::Coded | Layout::SideBySide);
    let is_own = |l: &Line| {
        let item = l.item.as_deref().map(plain).unwrap_or_default();
        l.code.is_some() || models.wording.items.totals.contains(&item)
    };
    let amounts = lines.iter().filter(|l| !l.amounts.is_empty()).count();
    words || (coded && amounts > 1 && !lines.iter().any(is_own))
}

/// Whether a table holds numbers with decimals or separators.
fn has_amounts(grid: &Grid) -> bool {
    grid.cells
        .iter()
        .any(|c| c.lines.iter().any(|l| l.text.contains(['.', ',']) && is_amount_like(&plain(&l.text))))
}

/// Text rows inside the frame above the header: title, department, unit.
fn lines_in_frame(grid: &Grid, found: &[Candidate<'_>]) -> Vec<String> {
    let header_row = found.iter().map(|c| c.header.first_row).min().unwrap_or(0);
    (0..header_row)
        .flat_map(|row| grid.printed_in_row(row).flat_map(|c| c.lines.iter().map(|l| l.text.clone())))
        .collect()
}

fn new_form(models: &Models, kind: String, title: Option<Title>, heading: Heading) -> Form {
    let words = title.as_ref().map(|t| plain(&t.printed)).unwrap_or_default();
    let says = |marks: &[String]| marks.iter().any(|m| words.contains(m.as_str()));
    let marks = &models.wording.heading;
    let scope = match (says(&marks.consolidated), says(&marks.own)) {
        (true, false) => Some(Scope::Consolidated),
        (false, true) => Some(Scope::Own),
        _ => None,
    };
    Form {
        kind,
        instance: 1,
        scope,
        breakdown: says(&marks.by_unit).then_some(Breakdown::ByUnit),
        title: title.map(|t| t.printed),
        form_no: heading.form_no,
        unit: heading.unit,
        unit_assumed: false,
        department: heading.department,
        fiscal_year: heading.fiscal_year,
        pages: Vec::new(),
        lines: Vec::new(),
        grids: Vec::new(),
        readings: Vec::new(),
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
