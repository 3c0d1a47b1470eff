//! Begins, and goes on with, forms whose columns are read by words that their family shares.

use super::Stitcher;
use crate::form::OTHER;
use crate::form::by_words::scopes::{is_of_named_place, is_scope_said, scope_of_form};
use crate::form::by_words::{Reading, kind_by_words, words_of};
use crate::form::columns::TableReading;
use crate::form::continuation::OpenForm;
use crate::form::heading::Heading;
use crate::form::opening::new_form;
use crate::form::title::{Title, kind_behind_whole_place};
use crate::place::{Note, Severity};
use crate::record::words::{Breakdown, Scope};
use crate::table::{Cell, Grid};
use crate::taxonomy::KindModel;
use crate::text::plain::plain;

/// Longer lines are sentences.
const LONGEST_HEADING: usize = 45;

impl<'m> Stitcher<'m, '_> {
    /// Takes a table as one of a form that is read by words: it begins one by its title, or goes on with the open one;
    /// `false` where it is none. `above` are the lines over it; `is_department` says that its title and
    /// its header are those of a form of a department.
    pub(super) fn takes_by_words(
        &mut self,
        grid: &Grid,
        title: Option<&Title>,
        heading: &Heading,
        above: &[String],
        is_department: bool,
    ) -> bool {
        let Some(title) = title else {
            let goes_on = !self.is_headed(above) && self.goes_on_by_words(grid, heading);
            if !goes_on {
                self.complain_of_unknown_title(grid, None);
            }
            return goes_on;
        };
        let Some(announced) = title.kind.as_deref() else {
            self.complain_of_unknown_title(grid, Some(title));
            return false;
        };
        // Among the forms of a whole place, a title that a department's may have too is that of one of them.
        let is_whole = || !is_department && self.has_whole_place();
        let bare = || kind_behind_whole_place(self.models, title).filter(|_| is_whole());
        let kind = kind_by_words(self.models, announced).or_else(|| kind_by_words(self.models, bare()?));
        kind.is_some_and(|kind| self.takes_titled(grid, kind, title, heading))
    }

    /// Whether a line over a table without a known title says of what it is, so that it goes on with no other: a title in words
    /// that are not known.
    fn is_headed(&self, above: &[String]) -> bool {
        above.iter().map(|line| plain(line)).any(|line| {
            line.chars().count() <= LONGEST_HEADING
                && self.models.families.iter().any(|f| f.is_named_in(&line))
        })
    }

    /// Whether the document has a form of a whole place.
    fn has_whole_place(&self) -> bool {
        let open = self.open.as_ref().map(|open| &open.form);
        self.done.iter().chain(open).any(|form| {
            self.models.is_of_whole_place(&form.kind) && form.kind != OTHER && form.has_columns_of_accounts
        })
    }

    /// Tells of a table whose columns are those of the accounts of a whole place, below no title that is known.
    fn complain_of_unknown_title(&mut self, grid: &Grid, title: Option<&Title>) {
        let printed = title.map_or("a table without a title", |title| title.printed.as_str());
        let named = |title: &Title| {
            self.models.families.iter().any(|f| f.whole && f.is_named_in(&plain(&title.printed)))
        };
        if !title.is_none_or(named) || !self.has_whole_place() {
            return;
        }
        let mut kinds = self.models.kinds.iter().filter(|kind| kind.is_by_words());
        let reads = |kind: &'m KindModel| {
            let reading =
                Reading::begin(self.models, kind, grid, printed, self.models.years.line_to_year(printed));
            reading.is_some_and(|reading| reading.says_accounts())
        };
        if kinds.any(reads) {
            let message = format!(
                "{printed}: its columns are those of accounts, and no title of them is known: its amounts are not read"
            );
            self.notes.push(Note::on_page(Severity::Unread, grid.page, message));
        }
    }

    /// Goes on with the open form where a table has no title: its columns stand where those before do, or its header says
    /// the same.
    fn goes_on_by_words(&mut self, grid: &Grid, heading: &Heading) -> bool {
        let Some(open) = self.open.as_ref().filter(|open| open.is_adjacent(grid)) else { return false };
        let Some(reading) = &open.reading else { return false };
        let title = open.form.title.clone().unwrap_or_default();
        if let Some(header) = reading.further_header(grid, &title, open.form.fiscal_year) {
            return reading.has_columns(&header) && {
                self.append_by_words(grid, Some(header));
                self.append_statements(heading);
                true
            };
        }
        if open.has_columns_of(grid) && grid.columns() == open.columns.len() {
            self.append_by_words(grid, None);
            self.append_statements(heading);
            return true;
        }
        let recolumned = grid.recolumned(&open.edges()).filter(|_| open.may_go_on_in(grid));
        let Some(recolumned) = recolumned.filter(|_| grid.columns() <= open.columns.len()) else {
            return false;
        };
        let columns = open.columns_in(&recolumned);
        let places = open.compare_places(self.models, &recolumned, &columns, false);
        let (here, before) = (grid.columns(), open.columns.len());
        let doubt = (here != before && !places.are_the_same()).then(|| {
            format!("the page has {here} columns and no header, and the form {before}: its amounts may be those of other columns")
        });
        places.allow() && {
            self.append_by_words(&recolumned, None);
            if let (Some(doubt), Some(open)) = (doubt, self.open.as_mut()) {
                open.reading.iter_mut().for_each(|reading| reading.doubt_last(&doubt));
            }
            self.append_statements(heading);
            true
        }
    }

    fn takes_titled(&mut self, grid: &Grid, kind: &'m KindModel, title: &Title, heading: &Heading) -> bool {
        let form = new_form(self.models, kind.kind.clone(), Some(title.clone()), heading.clone());
        let year = form.fiscal_year;
        let bare = |title: &str| self.models.title_continued.replace(&plain(title), "").into_owned();
        let words = bare(&title.printed);
        let open = self.open.as_ref().filter(|open| {
            let same = open.form.title.as_deref().is_some_and(|own| bare(own) == words);
            same && open.is_adjacent(grid)
        });
        if let Some(reading) = open.and_then(|open| open.reading.as_ref()) {
            let header = reading.further_header(grid, &title.printed, year);
            let begins = header.as_ref().is_some_and(|header| reading.begins_again(grid, header));
            let fits = header.is_some()
                || open.is_some_and(|o| o.has_columns_of(grid) && o.columns.len() == grid.columns());
            if fits && !begins {
                self.append_by_words(grid, header);
                self.append_statements(heading);
                return true;
            }
        }
        let Some(reading) = Reading::begin(self.models, kind, grid, &title.printed, year) else {
            if kind.may_be_other {
                self.begin_grid(grid, OTHER.to_owned(), Some(title.clone()), heading.clone());
            }
            return kind.may_be_other;
        };
        self.begin_by_words(grid, reading, title, heading);
        true
    }

    fn begin_by_words(&mut self, grid: &Grid, mut reading: Reading<'m>, title: &Title, heading: &Heading) {
        self.close();
        let kind = reading.kind();
        let mut form = new_form(self.models, kind.kind.clone(), Some(title.clone()), heading.clone());
        form.has_columns_of_accounts = reading.says_accounts();
        form.breakdown = reading.is_by_place().then_some(Breakdown::ByPlace);
        let scope = words_of(kind.family)
            .and_then(|words| scope_of_form(self.models, words, kind, &title.printed, self.part.scope));
        form.scope = scope.filter(|_| !reading.has_scopes());
        let is_recognised = grid.cells.iter().any(Cell::is_recognised);
        let is_said = words_of(kind.family)
            .is_none_or(|words| is_scope_said(self.models, words, &title.printed, self.part.scope));
        form.scope_assumed = !is_said && !reading.has_scopes();
        reading.set_scope(scope.filter(|_| is_said));
        if is_recognised && form.scope_assumed {
            let doubt = format!("{} was recognised and says no scope: it is assumed", title.printed);
            form.doubts.push(doubt);
        }
        // What the book is called says less than the heading of a part.
        let is_whole =
            || words_of(kind.family).is_some_and(|w| is_of_named_place(self.models, w, &title.printed));
        if form.scope == Some(Scope::OwnLevel) && self.part.is_of_book() && is_whole() {
            form.doubts.push(format!("{} names the place, and the book its own level", title.printed));
        }
        let header = Some(reading.first_header());
        self.open = Some(OpenForm {
            form,
            kind: Some(kind),
            columns: Vec::new(),
            section: None,
            header_only: false,
            reading: Some(reading),
        });
        self.append_by_words(grid, header);
    }

    fn append_by_words(&mut self, grid: &Grid, header: Option<crate::form::by_words::WordedHeader>) {
        let Some(open) = self.open.as_mut() else { return };
        let Some(reading) = open.reading.as_mut() else { return };
        let appended = reading.append(grid, header);
        open.columns.clone_from(&appended.columns);
        let number = open.form.grids.len();
        let columns = appended.columns;
        open.form.readings.push(TableReading { grid: number, body_row: appended.body_row, columns });
        if open.form.pages.last() != Some(&grid.page) {
            open.form.pages.push(grid.page);
        }
        open.form.grids.push(grid.clone());
        let Some(first) = appended.unread.first() else { return };
        let title = open.form.title.as_deref().unwrap_or_default();
        let count = appended.unread.len();
        let message = format!(
            "{title}: {count} amounts ({first} …) stand under no word that is known and are not read"
        );
        self.notes.push(Note::on_page(Severity::Unread, grid.page, message));
    }
}
