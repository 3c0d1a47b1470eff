//! Finds wide tables that were cut by columns: the right columns stand on a page of their own or further down, with the
//! labels repeated (续表), or without, as spreadsheets are printed that are not fitted to the paper.
//!
//! Pieces are joined only where their rows are the same, by their labels or by their heights on the page, and where the
//! whole is read as the form that its title says: every column is known, and no measure comes twice.

mod join;
mod over;
mod said;
mod whole;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::continuation::SAME_EDGE;
use super::heading::Heading;
use super::title::{Title, line_to_title};
use crate::place::{Note, Severity};
use crate::table::{Grid, PageTables, TextLine, rows_at_heights, rows_by_labels};
use crate::taxonomy::Models;
use over::Over;
use said::Said;
use whole::begins_alike;

/// The tables of a form that is cut have at least so many rows; those of the pages behind may have fewer.
const FEWEST_ROWS: usize = 3;
/// A form is cut into at most so many pieces beside each other.
const MOST_PIECES: usize = 6;
/// Where the left columns of all rows are printed first, the right ones begin at most so many pages later.
const MOST_PAGES_DOWN: usize = 8;
/// The other columns follow among so many tables.
const TABLES_AHEAD: usize = 8;

/// Numbers of a page and of a table on it.
type At = (usize, usize);

/// What a table is a part of.
pub(super) enum Piece {
    /// The first piece of a wide table.
    First(Box<Wide>),
    /// A further piece, which is read with the first.
    Further,
    /// A piece of which the others were not found: its amounts are not read.
    Lone,
}

/// A wide table, joined.
pub(super) struct Wide {
    pub(super) grid: Grid,
    /// The lines over it.
    pub(super) above: Vec<String>,
    /// Its pieces as printed, each with the left edge of its columns there and in the whole, and their width.
    pub(super) pieces: Vec<(Grid, f64, f64, f64)>,
}

/// Finds the pieces of wide tables.
pub(super) fn wide_tables(models: &Models, tables: &[PageTables]) -> (BTreeMap<At, Piece>, Vec<Note>) {
    let all: Vec<At> =
        tables.iter().enumerate().flat_map(|(t, page)| (0..page.grids.len()).map(move |g| (t, g))).collect();
    let said = all.iter().filter_map(|at| Some((*at, Said::over(tables.get(at.0)?, at.1)?))).collect();
    let titles = RefCell::default();
    let mut finder = Finder { models, tables, all, said, titles, found: BTreeMap::new(), notes: Vec::new() };
    for order in 0..finder.all.len() {
        let Some(at) = finder.all.get(order).copied().filter(|at| !finder.found.contains_key(at)) else {
            continue;
        };
        let _ = finder.with_labels(order, at) || finder.without_labels(at);
    }
    (finder.found, finder.notes)
}

struct Finder<'a> {
    models: &'a Models,
    tables: &'a [PageTables],
    /// All tables in their order.
    all: Vec<At>,
    /// What each and the lines over it say.
    said: BTreeMap<At, Said<'a>>,
    /// The titles that lines are, where one was asked for: tables that are tried together share lines.
    titles: RefCell<HashMap<String, Option<Title>>>,
    found: BTreeMap<At, Piece>,
    notes: Vec<Note>,
}

impl<'a> Finder<'a> {
    fn grid(&self, at: At) -> Option<&'a Grid> {
        self.tables.get(at.0)?.grids.get(at.1)
    }

    fn said(&self, at: At) -> Option<&Said<'a>> {
        self.said.get(&at)
    }

    /// The lines over a table, below the one before it on its page.
    fn lines_over(&self, at: At) -> &[&'a TextLine] {
        self.said(at).map_or(&[], |said| &said.lines)
    }

    /// Finds the other columns of a table below or behind it, with the labels repeated.
    fn with_labels(&mut self, order: usize, at: At) -> bool {
        let Some(first) = self.grid(at) else { return false };
        let alike = |other: &At| {
            self.grid(*other).is_some_and(|grid| rows_by_labels(first, grid, FEWEST_ROWS).is_some())
        };
        let alike: Vec<At> = self.ahead(order).take(TABLES_AHEAD).filter(alike).collect();
        if alike.is_empty() {
            return false;
        }
        let mut kind = self.kind_over(at);
        let mut pieces = vec![at];
        for other in alike {
            let title = self.kind_over(other);
            // The title may stand over the middle of the whole.
            let is_own = kind.is_some() || pieces.len() > 1 || self.is_whole(other);
            if title.is_some() && title != kind && is_own {
                break;
            }
            kind = kind.or(title);
            pieces.push(other);
        }
        (2..=pieces.len()).rev().any(|count| {
            let ats = pieces.get(..count).unwrap_or_default();
            if ats.iter().all(|at| self.is_whole(*at)) {
                return false;
            }
            let Some(wide) = self.at_labels(ats, true) else { return false };
            if let Some([a, b]) = self.contradiction(ats) {
                let page = wide.grid.page;
                let message =
                    format!("the parts of a table that is cut by columns say {a} and {b}: not joined");
                self.notes.push(Note::on_page(Severity::Unread, page, message));
                return false;
            }
            self.keep(ats.to_vec(), wide);
            self.go_on(ats, |finder, ats| finder.at_labels(ats, false));
            true
        })
    }

    /// The tables behind one, in their order, that are no pieces yet.
    fn ahead(&self, order: usize) -> impl Iterator<Item = At> {
        let rest = self.all.get(order + 1..).unwrap_or_default();
        rest.iter().copied().filter(|at| !self.found.contains_key(at))
    }

    /// The kind that the title of a table announces.
    fn kind_over(&self, at: At) -> Option<String> {
        self.said(at)?.title(self.models)?.kind.clone()
    }

    /// Joins tables with the same labels.
    fn at_labels(&self, ats: &[At], headed: bool) -> Option<Wide> {
        let (first, rest) = ats.split_first()?;
        let least = if headed { FEWEST_ROWS } else { 1 };
        let grid = self.grid(*first)?;
        let mut over = Over::default();
        over.add(self.lines_over(*first), grid);
        let mut repeated = Vec::new();
        let mut pieces = vec![(*first, 0, Vec::new())];
        let mut own: Option<Vec<usize>> = None;
        for at in rest {
            let other = self.grid(*at)?;
            let (labels, bounds, others) = rows_by_labels(grid, other, least)?;
            // Headers of another depth than the first's are not put together with those of a third piece.
            if bounds.last() != Some(&grid.rows()) || own.as_ref().is_some_and(|own| *own != bounds) {
                return None;
            }
            own = Some(bounds);
            pieces.push((*at, labels, others));
            repeated.extend(over.add_cut(self.lines_over(*at), other));
        }
        pieces.first_mut()?.2 = own?;
        // What is said over the first piece counts.
        repeated.extend(over.words());
        let title = if headed { Some(self.titled(&repeated)?) } else { None };
        self.join(&pieces, &grid.ys, repeated, title.as_ref())
    }

    /// Joins the pieces of the further rows of a table: on the pages between its first pieces, or behind the last, with
    /// the same columns.
    fn go_on(&mut self, first: &[At], join: impl Fn(&Self, &[At]) -> Option<Wide>) {
        let place = |at: &At| self.all.iter().position(|other| other == at);
        let Some(orders) = first.iter().map(place).collect::<Option<Vec<usize>>>() else { return };
        let Some((start, next)) = orders.first().copied().zip(orders.get(1).copied()) else { return };
        let (step, blocks) =
            if next == start + 1 { (orders.len(), usize::MAX) } else { (1, next.saturating_sub(start)) };
        for block in 1..blocks {
            let at = |order: &usize| self.all.get(order + block * step).copied();
            let Some(ats) = orders.iter().map(at).collect::<Option<Vec<At>>>() else { return };
            let same_columns = |(own, at): (&At, &At)| {
                self.grid(*own).zip(self.grid(*at)).is_some_and(|(own, grid)| {
                    own.xs.len() == grid.xs.len()
                        && own.xs.iter().zip(&grid.xs).all(|(a, b)| (a - b).abs() <= SAME_EDGE)
                })
            };
            let untitled = ats.iter().all(|at| !self.found.contains_key(at) && self.kind_over(*at).is_none());
            if !untitled || !first.iter().zip(&ats).all(same_columns) {
                return;
            }
            match join(self, &ats) {
                Some(wide) => self.keep(ats, wide),
                // Columns of other pages would be taken for those of the first.
                None if blocks != usize::MAX => self.leave(ats.get(1..).unwrap_or_default()),
                None => return,
            }
        }
    }

    /// Finds the other columns of a table on the next pages, without labels, at the same heights.
    fn without_labels(&mut self, at: At) -> bool {
        let mut fitting = Vec::new();
        for down in 1..=MOST_PAGES_DOWN {
            let chain = |from: usize| -> Vec<At> {
                let steps = (0..MOST_PIECES).map(|step| (from + step * down, 0));
                steps.take_while(|at| self.is_alone(*at)).collect()
            };
            let ats = chain(at.0);
            let longest = (2..=ats.len())
                .take_while(|count| {
                    let grids: Vec<&Grid> = ats.iter().take(*count).filter_map(|at| self.grid(*at)).collect();
                    rows_at_heights(&grids).is_some()
                })
                .last();
            let whole = (2..=longest.unwrap_or(1)).rev().find_map(|count| {
                let ats = ats.get(..count)?;
                let rest: Vec<Vec<At>> = (1..down).map(|row| chain(at.0 + row)).collect();
                let whole = self.at_heights(ats, true)?;
                let below: Option<Vec<(Vec<At>, Wide)>> = rest
                    .iter()
                    .map(|ats| {
                        let ats = ats.get(..count)?;
                        Some((ats.to_vec(), self.at_heights(ats, false)?))
                    })
                    .collect();
                Some(std::iter::once((ats.to_vec(), whole)).chain(below?).collect::<Vec<_>>())
            });
            fitting.extend(whole);
        }
        let is_one = fitting.len() == 1;
        match fitting.pop().filter(|_| is_one) {
            Some(rows) => {
                let first = rows.first().map(|(ats, _)| ats.clone()).unwrap_or_default();
                let is_row_by_row = rows.len() == 1;
                rows.into_iter().for_each(|(ats, wide)| self.keep(ats, wide));
                if is_row_by_row {
                    self.go_on(&first, |finder, ats| finder.at_heights(ats, false));
                }
                true
            }
            None => self.is_cut_off(at),
        }
    }

    /// Whether a table is the only one of its page, and no piece of another.
    fn is_alone(&self, at: At) -> bool {
        self.tables.get(at.0).is_some_and(|page| page.grids.len() == 1) && !self.found.contains_key(&at)
    }

    /// Joins tables of which the rows stand at the same heights; `headed` where they begin with the header.
    fn at_heights(&self, ats: &[At], headed: bool) -> Option<Wide> {
        // Most are told by the lines over them, which cost least.
        let above = self.lines_over_all(ats, headed)?;
        let title = if headed { Some(self.titled(&above)?) } else { None };
        let grids: Vec<&Grid> = ats.iter().filter_map(|at| self.grid(*at)).collect();
        let (ys, bounds) = rows_at_heights(&grids)?;
        let labels: Vec<&[String]> = ats.iter().filter_map(|at| Some(self.said(*at)?.labels())).collect();
        let (first, rest) = labels.split_first()?;
        if rest.iter().any(|labels| begins_alike(first, labels)) || self.contradiction(ats).is_some() {
            return None;
        }
        let pieces: Vec<(At, usize, Vec<usize>)> =
            ats.iter().zip(bounds).map(|(at, bounds)| (*at, 0, bounds)).collect();
        let titles: BTreeSet<String> = above.iter().filter_map(|line| self.title_of(line)?.kind).collect();
        (titles.len() <= 1).then(|| self.join(&pieces, &ys, above, title.as_ref()))?
    }

    /// Collects the lines over tables that may be pieces of one; `None` where another form begins over one of them.
    fn lines_over_all(&self, ats: &[At], headed: bool) -> Option<Vec<String>> {
        let mut over = Over::default();
        for at in ats {
            let (own, grid) = (self.lines_over(*at), self.grid(*at)?);
            let begun =
                own.iter().any(|line| over.part_before(line, grid).is_none() && self.announces(line.words()));
            // A title of its own begins another form, where that can be read.
            if begun && (!headed || (!over.lines.is_empty() && self.is_whole(*at))) {
                return None;
            }
            over.add(own, grid);
        }
        Some(over.words())
    }

    /// Whether a line announces a kind of form.
    fn announces(&self, words: &str) -> bool {
        self.title_of(words).is_some_and(|title| title.kind.is_some())
    }

    /// The title that a line is.
    fn title_of(&self, words: &str) -> Option<Title> {
        if let Some(known) = self.titles.borrow().get(words) {
            return known.clone();
        }
        let title = line_to_title(self.models, words);
        self.titles.borrow_mut().insert(words.to_owned(), title.clone());
        title
    }

    /// Quotes what the lines over two pieces contradict each other in: unit, year or department.
    fn contradiction(&self, ats: &[At]) -> Option<[String; 2]> {
        let headings: Vec<&Heading> =
            ats.iter().filter_map(|at| Some(self.said(*at)?.heading(self.models))).collect();
        let said = [
            headings.iter().filter_map(|h| h.unit.clone()).collect::<Vec<String>>(),
            headings.iter().filter_map(|h| h.fiscal_year).map(|year| year.to_string()).collect(),
            headings.iter().filter_map(|h| h.department.clone()).collect(),
        ];
        said.into_iter().find_map(|said| {
            let first = said.first()?.clone();
            let other = said.into_iter().find(|other| *other != first)?;
            Some([first, other])
        })
    }

    /// Whether the title of a table runs on over the next, whose rows are the same, though together they are no form that
    /// can be read: neither is read.
    fn is_cut_off(&mut self, at: At) -> bool {
        let next = (at.0 + 1, 0);
        let (Some(grid), Some(other)) = (self.grid(at), self.grid(next)) else { return false };
        let mut over = Over::default();
        over.add(self.lines_over(at), grid);
        let own = self.lines_over(next);
        let runs_on = own.iter().any(|line| over.part_before(line, other).is_some());
        let are_alone = runs_on && self.is_alone(at) && self.is_alone(next);
        if !are_alone || rows_at_heights(&[grid, other]).is_none() {
            return false;
        }
        let titles = |over: &Over<'_>| over.lines.iter().filter(|(words, ..)| self.announces(words)).count();
        let alone = titles(&over) + own.iter().filter(|line| self.announces(line.words())).count();
        over.add(own, other);
        // The parts of a title are none.
        if titles(&over) <= alone {
            return false;
        }
        self.leave(&[at, next]);
        true
    }

    fn keep(&mut self, ats: Vec<At>, wide: Wide) {
        let mut ats = ats.into_iter();
        if let Some(first) = ats.next() {
            self.found.insert(first, Piece::First(Box::new(wide)));
        }
        self.found.extend(ats.map(|at| (at, Piece::Further)));
    }

    /// Says that pieces are not read.
    fn leave(&mut self, ats: &[At]) {
        for at in ats {
            let Some(grid) = self.grid(*at).filter(|_| !self.found.contains_key(at)) else { continue };
            let message = "the table is cut by columns, and its parts could not be joined";
            let note = Note::on_page(Severity::Unread, grid.page, message);
            self.notes.push(note.hint("look at the page: its amounts are not read"));
            self.found.insert(*at, Piece::Lone);
        }
    }
}

#[cfg(test)]
mod tests;
