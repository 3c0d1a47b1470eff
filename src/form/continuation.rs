//! Decides whether a table goes on with the form before it.

use super::Form;
use super::body::read_body;
use super::by_words::Reading;
use super::columns::{Column, Role};
use super::decide::Candidate;
use super::heading::Heading;
use super::line::Line;
use super::opening::new_form;
use super::title::Title;
use crate::table::{Cell, Grid};
use crate::taxonomy::{KindModel, Models};
use crate::text::number::counting::may_count;
use crate::text::number::{has_digit, is_amount_like};
use crate::text::plain::plain;

/// Column edges of one form differ by at most this much from page to page, in points. Columns of sheets, which have
/// numbers alone, stand further apart and so are compared by their numbers.
pub(super) const SAME_EDGE: f64 = 6.0;
/// What is printed into the same columns stands at places that differ by at most this much, in points.
const SAME_PLACE: f64 = 1.5;
/// A table whose labels mostly stand in the form already is a second form.
const MOSTLY: f64 = 0.5;

/// A form that may go on.
pub(super) struct OpenForm<'m> {
    pub(super) form: Form,
    /// `None` for a table that is no official form.
    pub(super) kind: Option<&'m KindModel>,
    pub(super) columns: Vec<Column>,
    pub(super) section: Option<String>,
    /// Whether the last of its tables is a header without lines.
    pub(super) header_only: bool,
    /// How it is read where what its columns mean follows from words that its family shares.
    pub(super) reading: Option<Reading<'m>>,
}

impl OpenForm<'_> {
    /// Whether the table stands on its last page or on the next.
    pub(super) fn is_adjacent(&self, grid: &Grid) -> bool {
        self.form.pages.last().is_some_and(|last| grid.page == *last || grid.page == last + 1)
    }

    /// Whether it is official and the table the first after it, on the next page, or right below its header.
    pub(super) fn may_go_on_in(&self, grid: &Grid) -> bool {
        let last = self.form.pages.last().copied();
        let after = self.form.grids.last().is_some_and(|last| grid.stands_after(last));
        self.kind.is_some() && (after || (last == Some(grid.page) && self.header_only))
    }

    /// Gives its column edges.
    pub(super) fn edges(&self) -> Vec<f64> {
        self.columns.iter().map(|c| c.x.0).chain(self.columns.last().map(|c| c.x.1)).collect()
    }

    /// Whether the table's column edges are its own.
    pub(super) fn has_columns_of(&self, grid: &Grid) -> bool {
        let Some(before) = self.form.grids.last() else { return false };
        let near = |a: f64, b: f64| (a - b).abs() <= SAME_EDGE;
        let ends = near(grid.rect.x0, before.rect.x0) && near(grid.rect.x1, before.rect.x1);
        ends && grid.xs.iter().all(|x| before.xs.iter().any(|b| near(*x, *b)))
    }

    /// Whether the table has as many columns, the middle of each below its own.
    pub(super) fn has_columns_below(&self, grid: &Grid) -> bool {
        let below = |(edges, column): (&[f64], &Column)| {
            let middle = edges.iter().sum::<f64>() / 2.0;
            column.x.0 <= middle && middle < column.x.1
        };
        grid.columns() == self.columns.len() && grid.xs.windows(2).zip(&self.columns).all(below)
    }

    /// Finds the columns of the page before in a table, by their positions.
    pub(super) fn columns_in(&self, grid: &Grid) -> Vec<Column> {
        let before = &self.columns;
        (0..grid.columns())
            .filter_map(|c| {
                let x = (grid.xs[c], grid.xs[c + 1]);
                let shared = |b: &Column| (x.1.min(b.x.1) - x.0.max(b.x.0)).max(0.0);
                let under = before.iter().max_by(|a, b| shared(a).total_cmp(&shared(b)))?;
                Some(Column { x, role: under.role.clone(), group: under.group })
            })
            .collect()
    }

    /// Compares where a table without a header prints with the pages before it, under the columns that it is given;
    /// `in_cells` says that each of its cells is below its own, so that the place in the cell counts as well.
    pub(super) fn compare_places(
        &self,
        models: &Models,
        grid: &Grid,
        columns: &[Column],
        in_cells: bool,
    ) -> Places {
        let mut found = Places::default();
        // Totals are set to the middle of their cells.
        let is_total = |cell: &Cell| models.wording.items.totals.contains(&plain(&cell.words()));
        for column in &self.columns {
            let inside = |x: f64| column.x.0 <= x && x < column.x.1;
            let here =
                |cell: &Cell| columns.get(cell.column).is_some_and(|c| inside(f64::midpoint(c.x.0, c.x.1)));
            let before = |cell: &Cell| inside(cell.ink().mid_x());
            let amounts = matches!(column.role, Role::Amount { .. });
            if !amounts && !matches!(column.role, Role::Code | Role::Item) {
                continue;
            }
            let counts = |cell: &Cell| {
                let word = plain(&cell.words());
                if amounts { is_amount_like(&word) && !may_count(&word) } else { !is_total(cell) }
            };
            let old: Vec<[f64; 6]> =
                self.form.grids.iter().flat_map(|g| places(g, &|c: &Cell| before(c) && counts(c))).collect();
            let new: Vec<[f64; 6]> = places(grid, &|c: &Cell| here(c) && counts(c));
            if amounts && !old.is_empty() {
                found.ends_alike = !new.is_empty();
            }
            if new.is_empty() {
                continue;
            }
            if !amounts {
                found.labels_moved |= !old.is_empty() && !begin_alike(&old, &new, SAME_EDGE);
                found.near |= !old.is_empty() && !begin_alike(&old, &new, SAME_PLACE);
            } else if old.is_empty() {
                found.new += 1;
            } else {
                // Set to the right, to the left or to the middle: one of these places is the same on all pages.
                let apart = |place: usize| (middle_of(&old, place) - middle_of(&new, place)).abs();
                let compared = if in_cells { 0..6 } else { 0..3 };
                let least = compared.map(apart).fold(f64::INFINITY, f64::min);
                *(if least <= SAME_EDGE { &mut found.same } else { &mut found.other }) += 1;
                found.near |= least > SAME_PLACE;
            }
        }
        found
    }

    /// Whether title and heading say that this is another form: 汇总 and 本级, 分单位 and 分科目, another unit,
    /// department or year.
    pub(super) fn is_contradicted(&self, models: &Models, title: Option<&Title>, heading: &Heading) -> bool {
        let other = new_form(models, String::new(), title.cloned(), heading.clone());
        fn differ<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
            a.is_some() && b.is_some() && a != b
        }
        let open = &self.form;
        // A title that says 续表 begins none: unit and year that differ contradict each other in one form.
        let continued = title.is_some_and(|title| models.title_continued.is_match(&plain(&title.printed)));
        title.is_some() && (other.scope != open.scope || other.breakdown != open.breakdown)
            || !continued && differ(&other.unit, &open.unit)
            || differ(&other.department, &open.department)
            || !continued && differ(&other.fiscal_year, &open.fiscal_year)
    }

    /// Drops the first line where it is one of the form, printed again with the header that it shares a row with.
    pub(super) fn drop_repeated_total(&self, lines: &mut Vec<Line>) {
        let printed = |l: &Line| -> Vec<(String, Vec<String>)> {
            l.amounts.iter().map(|a| (a.measure.clone(), a.printed.clone())).collect()
        };
        let repeated = lines.first().is_some_and(|first| {
            let same =
                |l: &Line| l.item == first.item && l.side == first.side && printed(l) == printed(first);
            first.code.is_none() && self.form.lines.iter().any(same)
        });
        if repeated {
            lines.remove(0);
        }
    }

    /// Whether the lines of a table with a header of the form's kind go on with it: few of them stand there already,
    /// and no second total line among them.
    pub(super) fn goes_on_with(&self, models: &Models, grid: &Grid, candidate: &Candidate<'_>) -> bool {
        if !self.is_adjacent(grid) {
            return false;
        }
        let header = &candidate.header;
        let mut lines = read_body(models, candidate.kind, grid, &header.columns, header.body_row, None).lines;
        if header.holds_total {
            self.drop_repeated_total(&mut lines);
        }
        let key = |l: &Line| (l.side.clone(), l.code.clone(), l.item.clone(), l.line_no);
        let seen: Vec<_> = self.form.lines.iter().map(key).collect();
        let again = lines.iter().filter(|l| seen.contains(&key(l))).count();
        #[allow(clippy::cast_precision_loss)] // counts of lines
        let share = again as f64 / lines.len().max(1) as f64;
        // A second total line is another form's, however few lines the first had.
        let is_total = |l: &&Line| {
            let item = l.item.as_deref().map(plain).unwrap_or_default();
            l.code.is_none() && models.wording.items.totals.contains(&item)
        };
        let second_total = lines.iter().filter(is_total).any(|l| seen.contains(&key(l)));
        share < MOSTLY && !second_total
    }
}

/// How many columns of amounts of a table without a header print where the pages before did.
#[derive(Debug, Default)]
pub(super) struct Places {
    same: usize,
    other: usize,
    /// Those that have amounts here alone.
    new: usize,
    /// Codes or names begin elsewhere.
    labels_moved: bool,
    /// Some labels or amounts stand near the places of those before, and not there.
    near: bool,
    /// The last column that has amounts on the pages before has some here.
    ends_alike: bool,
}

impl Places {
    /// Whether nothing speaks against the columns, which something else speaks for.
    pub(super) fn allow(&self) -> bool {
        self.same > self.other || self.same + self.other == 0
    }

    /// Whether the places alone say that the columns are those before: one may be met by accident.
    pub(super) fn prove(&self) -> bool {
        self.same > self.new && self.other == 0 && !self.labels_moved
    }

    /// Whether all amounts and labels stand where those before do, up to the last: with a column less, what stands behind it
    /// would stand elsewhere.
    pub(super) fn are_the_same(&self) -> bool {
        self.prove() && self.new == 0 && !self.near && self.ends_alike
    }
}

/// Whether half of the labels or more begin where one began before: names are set in by their level.
fn begin_alike(old: &[[f64; 6]], new: &[[f64; 6]], within: f64) -> bool {
    let alike = new.iter().filter(|[_, left, ..]| old.iter().any(|o| (o[1] - left).abs() <= within));
    2 * alike.count() >= new.len()
}

/// Finds where the amounts or the labels of some cells stand: their right and left ends and their middles, on the page and in the cell.
fn places(grid: &Grid, of: &impl Fn(&Cell) -> bool) -> Vec<[f64; 6]> {
    let place = |cell: &Cell| {
        let (ink, rect) = (cell.ink(), cell.rect);
        let inside = [ink.x1 - rect.x1, ink.x0 - rect.x0, ink.mid_x() - rect.mid_x()];
        [ink.x1, ink.x0, ink.mid_x(), inside[0], inside[1], inside[2]]
    };
    grid.cells.iter().filter(|cell| !cell.lines.is_empty() && of(cell)).map(place).collect()
}

/// The middle one of places of one sort, in their order.
fn middle_of(places: &[[f64; 6]], sort: usize) -> f64 {
    let mut places: Vec<f64> = places.iter().filter_map(|place| place.get(sort).copied()).collect();
    places.sort_by(f64::total_cmp);
    places.get(places.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Whether lines without a header are no lines of a kind: words stand where its amounts would, or no line of a form of
/// codes has a code or is a total.
pub(super) fn is_of_another_table(models: &Models, kind: &KindModel, lines: &[Line]) -> bool {
    let is_words = |printed: &String| !has_digit(printed);
    let words = lines.iter().flat_map(|l| &l.amounts).any(|a| a.printed.iter().all(is_words));
    let is_own = |l: &Line| {
        let item = l.item.as_deref().map(plain).unwrap_or_default();
        l.code.is_some() || models.wording.items.totals.contains(&item)
    };
    let amounts = lines.iter().filter(|l| !l.amounts.is_empty()).count();
    words || (kind.has_codes() && amounts > 1 && !lines.iter().any(is_own))
}
