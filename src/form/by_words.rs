//! Reads forms whose columns mean what the words over them say, in words that all kinds of their family share.
//!
//! # Steps
//! 1. each column of a table is told by its words: a measure, a scope, a place, a fund (`columns`);
//! 2. the rows below are read as they stand (`rows`), table by table, until the form ends;
//! 3. names own their levels: by ordinal, by where they begin, by 其中： (`levels`), and places belong to the place above
//!    them (`places`);
//! 4. each row becomes a line for each scope, side, place or item of its columns.
//!
//! What a title says of the scope is read by `scopes`.

mod columns;
mod levels;
mod place_names;
mod places;
mod rows;
pub(super) mod scopes;
mod taken;
mod worded;

use std::collections::HashMap;

pub(super) use self::columns::WordedHeader;
use self::rows::Row;
use super::columns::Column;
use super::line::Line;
use crate::record::words::Scope;
use crate::table::Grid;
use crate::taxonomy::{ColumnWords, Family, KindModel, Models};

/// A form begins with so many lines whose names are compared.
const FIRST_NAMES: usize = 2;
const NO_SCOPE: &str = "the column names no scope, and others of the form do";

/// What a form is read with, as long as it may go on.
pub(super) struct Reading<'m> {
    models: &'m Models,
    words: &'m ColumnWords,
    kind: &'m KindModel,
    header: WordedHeader,
    rows: Vec<Row>,
    /// Number of rows before the last table.
    before_last: usize,
    /// The scope of columns that name none, where others do.
    scope: Option<Scope>,
}

/// What the appended rows left unread.
pub(super) struct Appended {
    pub(super) columns: Vec<Column>,
    pub(super) body_row: usize,
    /// Amounts under no word that is known.
    pub(super) unread: Vec<String>,
}

impl<'m> Reading<'m> {
    /// Reads the header of a table below the title of a kind; `None` where its columns are not understood. The kind may be
    /// another one where its lines are places.
    pub(super) fn begin(
        models: &'m Models,
        kind: &'m KindModel,
        grid: &Grid,
        title: &str,
        year: Option<u16>,
    ) -> Option<Self> {
        let words = kind.family.model().and_then(|family| family.columns.as_ref())?;
        let by_place = || models.kind(kind.by_place.as_deref()?);
        let kind = by_place().filter(|_| columns::has_lines_of_places(words, grid)).unwrap_or(kind);
        let header = columns::read_header(models, words, kind, grid, title, year, true)?;
        let begun = Self { models, words, kind, header, rows: Vec::new(), before_last: 0, scope: None };
        (begun.header.is_of_accounts() && begun.has_places(grid)).then_some(begun)
    }

    /// Whether a form of places has some: the word over its lines says so, or its columns are places, or its lines. Else its
    /// columns may be places whose names are not known, and what is what is not told.
    fn has_places(&self, grid: &Grid) -> bool {
        if !self.kind.lines_are_places || self.header.has_places() {
            return true;
        }
        if columns::has_lines_of_places(self.words, grid) {
            return true;
        }
        let rows = rows::read_rows(self.models, self.words, grid, &self.header).rows;
        let placed = rows
            .iter()
            .filter_map(|row| row.item.as_deref())
            .filter(|name| place_names::is_place(self.models, self.words, name))
            .count();
        placed > 0 && 2 * placed >= rows.len()
    }

    /// The kind of the form.
    pub(super) fn kind(&self) -> &'m KindModel {
        self.kind
    }

    /// Whether its lines or its columns are places.
    pub(super) fn is_by_place(&self) -> bool {
        self.kind.lines_are_places
    }

    /// Whether its header says that its amounts are of the accounts of its year.
    pub(super) fn says_accounts(&self) -> bool {
        self.header.says_accounts()
    }

    /// Whether its columns have scopes of their own.
    pub(super) fn has_scopes(&self) -> bool {
        self.header.columns.iter().filter_map(worded::Worded::meaning).any(|m| m.scope.is_some())
    }

    /// Gives the header of its first table.
    pub(super) fn first_header(&self) -> WordedHeader {
        self.header.clone()
    }

    /// Reads the header of a further table of the form; its columns may be others.
    pub(super) fn further_header(&self, grid: &Grid, title: &str, year: Option<u16>) -> Option<WordedHeader> {
        columns::read_header(self.models, self.words, self.kind, grid, title, year, false)
    }

    /// Whether a header says what the last one of the form did.
    pub(super) fn has_columns(&self, header: &WordedHeader) -> bool {
        self.header.has_columns_of(header)
    }

    /// Whether a table below such a header begins with the first line of the form again: a second form of its kind.
    pub(super) fn begins_again(&self, grid: &Grid, header: &WordedHeader) -> bool {
        let again = || rows::read_first_names(self.models, self.words, grid, header, FIRST_NAMES);
        let own = || self.rows.iter().take(FIRST_NAMES).map(|row| row.item.clone()).collect::<Vec<_>>();
        // The columns on the right of one form stand on pages of their own, below all its lines again.
        let goes_on = self.kind.lines_are_places && !self.has_columns(header);
        !goes_on && !self.rows.is_empty() && again() == own()
    }

    /// Takes the rows of a table: below its own header, or below the last one of the form.
    pub(super) fn append(&mut self, grid: &Grid, header: Option<WordedHeader>) -> Appended {
        match header {
            Some(header) => self.header = header,
            None => self.header.body_row = 0,
        }
        let read = rows::read_rows(self.models, self.words, grid, &self.header);
        self.before_last = self.rows.len();
        self.rows.extend(read.rows);
        Appended {
            columns: self.header.to_columns(grid),
            body_row: self.header.body_row,
            unread: read.unread,
        }
    }

    /// Doubts the amounts of the last table.
    pub(super) fn doubt_last(&mut self, doubt: &str) {
        self.rows.iter_mut().skip(self.before_last).for_each(|row| row.doubt(doubt));
    }

    /// Says the scope of columns that name none, where others do: 决算数 beside 其中：本级.
    pub(super) fn set_scope(&mut self, scope: Option<Scope>) {
        self.scope = scope;
    }

    /// Gives the lines of the form, which is at its end.
    pub(super) fn into_lines(mut self) -> Vec<Line> {
        let (has_scopes, scope) = (self.has_scopes(), self.scope);
        self.rows.sort_by_key(|row| row.group);
        if self.kind.lines_are_places && !self.header.has_places() {
            places::name_places(self.models, self.words, &mut self.rows);
        } else {
            levels::set_paths(self.models, self.words, self.kind, &mut self.rows);
        }
        let lines_are_places = self.kind.lines_are_places && !self.header.has_places();
        let (models, words) = (self.models, self.words);
        let mut lines: Vec<Line> =
            self.rows.into_iter().flat_map(|row| row.into_lines(lines_are_places)).collect();
        let unscoped = |line: &&mut Line| line.scope.is_none() && !line.amounts.is_empty();
        for line in lines.iter_mut().filter(unscoped).filter(|_| has_scopes) {
            line.scope = scope;
            if scope.is_none() {
                line.doubt.get_or_insert_with(|| NO_SCOPE.to_owned());
            }
        }
        // Of what was recognised, only names that are known are surely those that are printed.
        for line in lines.iter_mut().filter(|line| !line.readings.is_empty() && !line.amounts.is_empty()) {
            let names = line.part.iter().flat_map(|part| part.split('/')).chain(line.item.as_deref());
            let unknown = names.into_iter().find(|name| !place_names::is_known_name(models, words, name));
            let doubt =
                unknown.map(|name| format!("the name was recognised and is none that is known ({name})"));
            line.doubt = line.doubt.take().or(doubt);
        }
        if lines_are_places {
            doubt_repeated(&mut lines);
        }
        lines
    }
}

/// Doubts recognised lines of a place that stands twice: one of them may be another.
fn doubt_repeated(lines: &mut [Line]) {
    type Key = (Option<String>, Option<String>, Vec<String>, Option<Scope>, Option<String>);
    let key = |line: &Line| -> Key {
        (line.part.clone(), line.item.clone(), line.path.clone(), line.scope, line.side.clone())
    };
    let mut counts: HashMap<Key, usize> = HashMap::new();
    for line in lines.iter().filter(|line| !line.amounts.is_empty()) {
        *counts.entry(key(line)).or_default() += 1;
    }
    for line in lines.iter_mut().filter(|line| !line.readings.is_empty()) {
        if counts.get(&key(line)).is_some_and(|count| *count > 1) {
            let place = line.part.clone().unwrap_or_default();
            line.doubt.get_or_insert_with(|| format!("{place} was recognised and stands twice in the form"));
        }
    }
}

/// Collects the lines inside the frame of a table above the row of its labels: title and unit.
pub(super) fn lines_above_labels(models: &Models, grid: &Grid) -> Vec<String> {
    let mut words = models.families.iter().filter_map(|family| family.columns.as_ref());
    let row = words.find_map(|words| columns::label_row(words, grid)).unwrap_or(0);
    let cells = (0..row).flat_map(|row| grid.printed_in_row(row));
    cells.flat_map(|cell| cell.lines.iter().map(|line| line.words().to_owned())).collect()
}

/// Sets right what readers of scans misread in lines.
pub(super) fn mended_lines(models: &Models, lines: &[String]) -> Vec<String> {
    let words = models.families.iter().find_map(|family| family.columns.as_ref());
    lines.iter().map(|line| words.map_or_else(|| line.clone(), |words| words.mended(line))).collect()
}

/// Whether a kind is read by words.
pub(super) fn kind_by_words<'m>(models: &'m Models, kind: &str) -> Option<&'m KindModel> {
    models.kind(kind).filter(|kind| kind.is_by_words())
}

/// Gives the words of a family's columns.
pub(super) fn words_of(family: Family) -> Option<&'static ColumnWords> {
    family.model().and_then(|model| model.columns.as_ref())
}

/// Shows how a kind reads a header: for the tables of headers that were seen. The first year in `place` is the form's own.
#[cfg(test)]
pub(super) fn shown_header(models: &Models, kind: &KindModel, grid: &Grid, place: &str) -> Option<String> {
    let words = words_of(kind.family)?;
    let year = words.year.find(place).and_then(|year| year.as_str().get(..4)?.parse().ok());
    let header = columns::read_header(models, words, kind, grid, kind.official.as_str(), year, true)?;
    let shown = |column: &worded::Worded| match column.meaning() {
        None => format!("{column:?}"),
        Some(m) => {
            let scope = m.scope.and_then(crate::record::words::written);
            let place = m.place.as_ref().map(|place| format!("@{place}"));
            let parts = [m.side.clone(), scope, place, m.item.clone(), Some(m.measure.clone())];
            let path = m.path.iter().cloned().chain(parts.into_iter().flatten());
            path.collect::<Vec<_>>().join(".")
        }
    };
    Some(header.columns.iter().map(shown).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests;
