//! Deals the lines of a column of names out to the rows of amounts beside it.
//!
//! A name of one line stands on the height of its amounts. One that wraps stands around it, or begins or ends with it.
//! Whether two lines are one name is a matter of evidence: a line that is wrapped reaches the right edge of its column; a
//! new name begins with an ordinal; and each name has at most one row of amounts. The reading that has the least against
//! it over the whole column is taken.

mod span;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::span::{Alignment, Span};
use super::cell_line::CellLine;
use crate::taxonomy::item_name::without_ordinal;
use crate::text::number::is_digit;

/// Most lines of one name.
const MOST_LINES: usize = 10;
/// Lines that are dealt at once; no page of a real disclosure has more.
const LONGEST_STRETCH: usize = 160;
/// A line this near to amounts stands on their height, in em.
const ON_AMOUNTS_EM: f64 = 0.2;
/// A line is full where less than so many characters fit behind it, in em.
const FULL_EM: f64 = 1.6;
/// Room behind all lines of a column that none of them uses, in em.
const UNUSED_EM: f64 = 3.0;
/// What speaks against a reading, in parts of a certain contradiction.
const SET_AT_TOP: f64 = 0.8;
const SET_AT_BOTTOM: f64 = 1.2;
const NAME_WITHOUT_AMOUNT: f64 = 1.0;
const AMOUNT_WITHOUT_NAME: f64 = 1.5;
const WRAPPED_BEFORE_FULL: f64 = 1.5;
const WRAPPED_WITH_MUCH_ROOM: f64 = 3.0;
/// Room for so many characters is much: Chinese wraps anywhere.
const MUCH_ROOM_EM: f64 = 4.0;
/// Lines that are set farther apart than those of one name are.
const SET_APART: f64 = 1.5;
/// One name on the backgrounds of two cells, or two on that of one.
const AGAINST_CELLS: f64 = 3.0;
const ORDINAL_INSIDE: f64 = 3.0;
const FULL_AND_ENDED: f64 = 0.8;
/// A reading with at least so much more against it is no other reading.
const CLEAR: f64 = 0.7;
/// Lines of one name are set at most this much wider than the closest lines of the column.
const LEADING_SHARE: f64 = 1.25;

/// Lines that are one name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    pub(super) lines: Range<usize>,
    /// Index of the row of amounts that it belongs to; `None` where it has none.
    pub(super) anchor: Option<usize>,
    /// Height of its middle.
    pub(super) middle: f64,
    /// Whether another reading has little more against it and deals these lines otherwise.
    pub(super) doubted: bool,
}

impl Name {
    fn says_the_same(&self, other: &Self) -> bool {
        self.lines == other.lines && self.anchor == other.anchor
    }
}

/// One way to deal the lines of a column.
struct Reading {
    /// What is against it.
    cost: f64,
    names: Vec<Name>,
}

#[derive(Clone, Copy)]
struct Step {
    cost: f64,
    lines: usize,
    anchored: bool,
    from: (usize, usize),
}

/// Deals the lines of a column, from the top, out to the heights of rows of amounts. `right` is the edge of the column.
/// Long columns are dealt in stretches, so that the time grows with their length only.
pub(super) fn lines_to_names(lines: &[&CellLine], anchors: &[f64], right: f64) -> Vec<Name> {
    let mut names = Vec::new();
    let (mut line, mut anchor) = (0, 0);
    while line < lines.len() {
        let end = stretch_end(lines, anchors, line);
        let last = match (end.checked_sub(1).and_then(|l| lines.get(l)), lines.get(end)) {
            (Some(above), Some(below)) => {
                let between = f64::midpoint(above.rect.mid_y(), below.rect.mid_y());
                anchors.partition_point(|at| *at < between).max(anchor)
            }
            _ => anchors.len(),
        };
        let stretch = lines.get(line..end).unwrap_or_default();
        let found = stretch_to_names(stretch, anchors.get(anchor..last).unwrap_or_default(), right);
        names.extend(found.into_iter().map(|name| Name {
            lines: name.lines.start + line..name.lines.end + line,
            anchor: name.anchor.map(|a| a + anchor),
            ..name
        }));
        (line, anchor) = (end, last);
    }
    names
}

/// Finds where a stretch of lines ends: between two lines that stand on amounts of their own, if there are any.
fn stretch_end(lines: &[&CellLine], anchors: &[f64], from: usize) -> usize {
    let on_amounts = |line: usize| {
        lines.get(line).is_some_and(|l| {
            let near = anchors.partition_point(|at| *at < l.rect.mid_y() - ON_AMOUNTS_EM * l.size);
            anchors.get(near).is_some_and(|at| *at <= l.rect.mid_y() + ON_AMOUNTS_EM * l.size)
        })
    };
    let longest = lines.len().min(from + LONGEST_STRETCH);
    if longest == lines.len() {
        return longest;
    }
    let parts = |end: &usize| on_amounts(end - 1) && on_amounts(*end);
    (from + LONGEST_STRETCH / 2..longest).rev().find(parts).unwrap_or(longest)
}

/// Deals lines that stand on the heights of amounts, each on one of its own: then nothing is wrapped.
fn single_lines(lines: &[&CellLine], anchors: &[f64]) -> Option<Vec<Name>> {
    let mut next = 0;
    let mut names = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let middle = line.rect.mid_y();
        let near = ON_AMOUNTS_EM * line.size;
        next += anchors.get(next..)?.partition_point(|at| *at < middle - near);
        anchors.get(next).filter(|at| **at <= middle + near)?;
        names.push(Name { lines: number..number + 1, anchor: Some(next), middle, doubted: false });
        next += 1;
    }
    Some(names)
}

fn stretch_to_names(lines: &[&CellLine], anchors: &[f64], right: f64) -> Vec<Name> {
    if let Some(names) = single_lines(lines, anchors) {
        return names;
    }
    let column = Column::new(lines, right);
    let spans = column.spans(anchors);
    let alignments = [Alignment::Middle, Alignment::Top, Alignment::Bottom];
    let read = |alignment, without| Some((column.read(anchors, &spans, alignment, without)?, alignment));
    let mut readings: Vec<_> = alignments.into_iter().filter_map(|a| read(a, None)).collect();
    // Stable, so that of equal readings the middle is taken, which is how nearly all tables are set.
    readings.sort_by(|a, b| a.0.cost.total_cmp(&b.0.cost));
    let mut readings = readings.into_iter();
    let Some((best, alignment)) = readings.next() else { return column.nearest(anchors) };
    let mut others: Vec<Reading> = readings.map(|(reading, _)| reading).collect();
    // What else might be: the best reading without one of the names of several lines.
    let wrapped = best.names.iter().filter(|name| name.lines.len() > 1);
    others.extend(wrapped.filter_map(|name| column.read(anchors, &spans, alignment, Some(name))));
    others.retain(|other| other.cost - best.cost < CLEAR);
    let mut names = best.names;
    for name in &mut names {
        let agrees = |other: &Reading| other.names.iter().any(|n| n.says_the_same(name));
        name.doubted = !others.iter().all(agrees);
    }
    names
}

/// Whether no more than a character would fit behind a line in a column that ends at `right`.
pub(super) fn is_full(lines: &[&CellLine], line: usize, right: f64) -> bool {
    Column::new(lines, right).is_full(line)
}

/// Lines of a column, and what is known of all of them.
struct Column<'l> {
    lines: &'l [&'l CellLine],
    /// Where the longest line ends; the edge of the column where that is nearer, or far.
    right: f64,
    /// Smallest distance of two lines.
    leading: f64,
    /// Whether some of its lines share a background: those of cells do, where names wrap.
    has_cells: bool,
    /// For each line, whether it begins with an ordinal or a digit.
    begins: Vec<bool>,
}

impl<'l> Column<'l> {
    fn new(lines: &'l [&'l CellLine], edge: f64) -> Self {
        let longest = lines.iter().map(|l| l.rect.x1).fold(f64::MIN, f64::max);
        let size = lines.iter().map(|l| l.size).fold(0.0, f64::max);
        // Where even the longest line leaves much room, no line is wrapped at it.
        let right = if edge - longest > UNUSED_EM * size { edge } else { longest.min(edge) };
        let distances =
            lines.windows(2).filter_map(|p| Some(p.get(1)?.rect.mid_y() - p.first()?.rect.mid_y()));
        let leading = distances.fold(f64::MAX, f64::min);
        let has_cells = lines.windows(2).any(|p| matches!(p, [a, b] if a.fill.is_some() && a.fill == b.fill));
        let begins = lines.iter().map(|line| {
            let text = line.text();
            without_ordinal(&text).len() < text.len() || text.starts_with(is_digit)
        });
        Self { lines, right, leading, has_cells, begins: begins.collect() }
    }

    /// For each line, those that it may be the first of, the shortest first.
    fn spans(&self, anchors: &[f64]) -> Vec<Vec<Span>> {
        let count = self.lines.len();
        let span = |range: Range<usize>| {
            let (joining, ending) = (self.joining(range.clone()), self.ending(range.end));
            Span::of(self.lines.get(range)?, joining, ending, anchors)
        };
        let from = |line: usize| {
            let ends = line + 1..=count.min(line + MOST_LINES);
            ends.filter_map(|end| span(line..end)).collect()
        };
        (0..count).map(from).collect()
    }

    /// Reads the column with the least against it, as one alignment has it and without a certain name.
    fn read(
        &self,
        anchors: &[f64],
        spans: &[Vec<Span>],
        alignment: Alignment,
        without: Option<&Name>,
    ) -> Option<Reading> {
        let count = self.lines.len();
        let mut best: Vec<Vec<Option<Step>>> = vec![vec![None; anchors.len() + 1]; count + 1];
        *best.get_mut(0)?.get_mut(0)? = Some(Step { cost: 0.0, lines: 0, anchored: false, from: (0, 0) });
        let offer = |best: &mut Vec<Vec<Option<Step>>>, (line, anchor): (usize, usize), step: Step| {
            if let Some(slot) = best.get_mut(line).and_then(|row| row.get_mut(anchor))
                && slot.is_none_or(|s| step.cost < s.cost)
            {
                *slot = Some(step);
            }
        };
        for line in 0..=count {
            for anchor in 0..=anchors.len() {
                let Some(here) = best.get(line).and_then(|row| *row.get(anchor)?) else { continue };
                let from = (line, anchor);
                if anchor < anchors.len() {
                    let cost = here.cost + AMOUNT_WITHOUT_NAME;
                    offer(&mut best, (line, anchor + 1), Step { cost, lines: 0, anchored: true, from });
                }
                let own = anchors.get(anchor).copied();
                for (span, lines) in spans.get(line).into_iter().flatten().zip(1..) {
                    let end = line + lines;
                    let range = line..end;
                    let cost = here.cost + span.joining + span.ending;
                    if let Some(off) = own.and_then(|at| span.off(at, alignment))
                        && !span.holds_another(own)
                        && !without.is_some_and(|n| n.lines == range && n.anchor == Some(anchor))
                    {
                        let step = Step { cost: cost + off, lines, anchored: true, from };
                        offer(&mut best, (end, anchor + 1), step);
                    }
                    let is_left_out = without.is_some_and(|n| n.lines == range && n.anchor.is_none());
                    if !is_left_out && !span.holds_another(None) {
                        let cost = cost + NAME_WITHOUT_AMOUNT;
                        offer(&mut best, (end, anchor), Step { cost, lines, anchored: false, from });
                    }
                }
            }
        }
        let mut names = Vec::new();
        let mut at = (count, anchors.len());
        // Nearly all tables set amounts in the middle: one name that fits otherwise only is no proof.
        let unusual = match alignment {
            Alignment::Middle => 0.0,
            Alignment::Top => SET_AT_TOP,
            Alignment::Bottom => SET_AT_BOTTOM,
        };
        let cost = unusual + best.get(at.0)?.get(at.1)?.as_ref()?.cost;
        while at != (0, 0) {
            let step = (*best.get(at.0)?.get(at.1)?)?;
            if step.lines > 0 {
                let lines = step.from.0..at.0;
                let middle = self.middle(&lines);
                names.push(Name {
                    lines,
                    anchor: step.anchored.then_some(step.from.1),
                    middle,
                    doubted: false,
                });
            }
            at = step.from;
        }
        names.reverse();
        Some(Reading { cost, names })
    }

    /// Gives each line to the nearest amounts, in doubt: no reading fits, and no line may be lost.
    fn nearest(&self, anchors: &[f64]) -> Vec<Name> {
        let name = |number: usize| {
            let middle = self.middle(&(number..number + 1));
            let off = |at: &f64| (at - middle).abs();
            let near = anchors.iter().enumerate().min_by(|a, b| off(a.1).total_cmp(&off(b.1)));
            Name { lines: number..number + 1, anchor: near.map(|(anchor, _)| anchor), middle, doubted: true }
        };
        (0..self.lines.len()).map(name).collect()
    }

    fn middle(&self, range: &Range<usize>) -> f64 {
        let of = |l: &[&CellLine]| Some((l.first()?.rect.mid_y() + l.last()?.rect.mid_y()) / 2.0);
        self.lines.get(range.clone()).and_then(of).unwrap_or(0.0)
    }

    /// Whether no more than a character would fit behind a line.
    fn is_full(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|l| self.right - l.rect.x1 < FULL_EM * l.size)
    }

    fn has_much_room(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|l| self.right - l.rect.x1 > MUCH_ROOM_EM * l.size)
    }

    /// Whether the same background lies behind a line and the one before it; `None` where either has none, and where all
    /// lines have one each, as marked text has.
    fn are_in_one_cell(&self, line: usize) -> Option<bool> {
        let fill = |line: usize| self.lines.get(line).and_then(|l| l.fill);
        let (above, own) = (fill(line.checked_sub(1)?)?, fill(line)?);
        self.has_cells.then_some(above == own)
    }

    fn begins_name(&self, line: usize) -> bool {
        self.begins.get(line).copied().unwrap_or(false)
    }

    fn distance(&self, line: usize) -> f64 {
        let middle = |l: usize| self.lines.get(l).map_or(0.0, |l| l.rect.mid_y());
        middle(line) - middle(line - 1)
    }

    /// What speaks against lines being one name.
    fn joining(&self, range: Range<usize>) -> f64 {
        let between = (range.start + 1..range.end).map(|line| {
            let mut cost = match self.are_in_one_cell(line) {
                Some(true) => return 0.0,
                Some(false) => AGAINST_CELLS,
                None => 0.0,
            };
            if self.has_much_room(line - 1) {
                cost += WRAPPED_WITH_MUCH_ROOM;
            } else if !self.is_full(line - 1) {
                cost += WRAPPED_BEFORE_FULL;
            }
            if self.begins_name(line) {
                cost += ORDINAL_INSIDE;
            }
            if self.distance(line) > LEADING_SHARE * self.leading {
                cost += SET_APART;
            }
            cost
        });
        between.sum()
    }

    /// What speaks against a name ending before a line.
    fn ending(&self, end: usize) -> f64 {
        match self.are_in_one_cell(end) {
            Some(true) => return AGAINST_CELLS,
            Some(false) => return 0.0,
            None => {}
        }
        let goes_on = end < self.lines.len()
            && self.is_full(end - 1)
            && !self.begins_name(end)
            && self.distance(end) <= LEADING_SHARE * self.leading;
        if goes_on { FULL_AND_ENDED } else { 0.0 }
    }
}
