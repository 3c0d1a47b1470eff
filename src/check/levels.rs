//! Finds the levels of lines by their sums, where those that the print shows add up to nothing.
//!
//! Indentation lies now and then, and bold type alone may show a level. Where a line is no sum of those under it in any
//! column, the lines of its side are read once more without their levels, from the last to the first: a line that is
//! the sum of the next ones stands above them. The levels so found are taken only if every total of the side then closes
//! in every column: an error in one amount leaves them as printed.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::ledger::{FormLedger, Ledger};
use super::relations::FormParts;
use crate::taxonomy::identities::PartsOf;
use crate::taxonomy::lines::Lines;

/// Most lines that are read again, and most that one of them sums up.
const LONGEST: usize = 2_000;
const MOST: usize = 200;

/// Mends the levels of a form without codes, side by side.
pub(super) fn mend_levels(ledger: &Ledger, form: &FormLedger, lines: &Lines, parts: &mut FormParts) {
    if form.breakdown.is_some() || form.lines.iter().any(|l| l.code.is_some() || l.place.is_some()) {
        return;
    }
    let mut sides: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (index, line) in form.lines.iter().enumerate() {
        sides.entry(line.side.as_deref()).or_default().push(index);
    }
    for side in sides.into_values().filter(|side| side.len() <= LONGEST) {
        let reader = Side::new(ledger, form, side);
        if !reader.is_broken(parts) {
            continue;
        }
        if let Some(levels) = [1, 2].into_iter().find_map(|fewest| reader.levels(lines, fewest)) {
            levels.write(&reader.lines, parts);
        }
    }
}

/// Lines of one side with their amounts of money, column by column.
struct Side<'a> {
    form: &'a FormLedger,
    lines: Vec<usize>,
    amounts: BTreeMap<usize, Vec<Option<Decimal>>>,
}

/// Lines with what stands under them, and totals with what they count.
#[derive(Default)]
struct Levels {
    under: Vec<(usize, Vec<usize>)>,
    beside: Vec<(usize, Vec<usize>)>,
}

impl<'a> Side<'a> {
    fn new(ledger: &Ledger, form: &'a FormLedger, lines: Vec<usize>) -> Self {
        let mut columns: Vec<&str> = Vec::new();
        let mut amounts: BTreeMap<usize, Vec<Option<Decimal>>> = BTreeMap::new();
        for index in &lines {
            let mut values = vec![None; columns.len()];
            for (measure, amount) in form.lines.get(*index).map_or(&[][..], |l| l.amounts.as_slice()) {
                let Some(amount) = ledger.amounts.get(*amount).filter(|a| a.money) else { continue };
                let column = columns.iter().position(|c| c == measure).unwrap_or_else(|| {
                    columns.push(measure);
                    columns.len() - 1
                });
                values.resize(columns.len(), None);
                if let Some(value) = values.get_mut(column) {
                    *value = amount.value;
                }
            }
            amounts.insert(*index, values);
        }
        for values in amounts.values_mut() {
            values.resize(columns.len(), None);
        }
        Self { form, lines, amounts }
    }

    fn amounts(&self, line: usize) -> &[Option<Decimal>] {
        self.amounts.get(&line).map_or(&[], Vec::as_slice)
    }

    /// In how many columns lines make up another, and in how many they do not.
    fn closing(&self, whole: usize, parts: &[usize]) -> (usize, usize) {
        let (mut closes, mut differs) = (0, 0);
        for (column, total) in self.amounts(whole).iter().enumerate() {
            let Some(total) = total.filter(|total| !total.is_zero()) else { continue };
            let mut printed = parts.iter().filter_map(|p| *self.amounts(*p).get(column)?).peekable();
            if printed.peek().is_none() {
                continue; // the column stops at this level
            }
            let sum = printed.try_fold(Decimal::ZERO, Decimal::checked_add);
            if sum == Some(total) { closes += 1 } else { differs += 1 }
        }
        (closes, differs)
    }

    /// Whether a line or a total is no sum of its parts in any column.
    fn is_broken(&self, parts: &FormParts) -> bool {
        let is_off = |relation: PartsOf, line: usize| {
            parts.of(relation, line).is_some_and(|of| matches!(self.closing(line, of), (0, 1..)))
        };
        self.lines.iter().any(|line| is_off(PartsOf::Under, *line) || is_off(PartsOf::Beside, *line))
    }

    /// Reads the levels by the sums, each of at least so many lines; `None` where a total does not close.
    fn levels(&self, lines: &Lines, fewest: usize) -> Option<Levels> {
        let mut levels = Levels::default();
        let name = |index: &usize| self.form.lines.get(*index).map_or("", |l| l.plain.as_str());
        let is_total = |index: &usize| lines.is_total(name(index));
        let mut before: Option<usize> = None;
        for (number, stretch) in self.lines.split(is_total).enumerate() {
            let counted: Vec<usize> =
                stretch.iter().copied().filter(|i| lines.counts(name(i)) == Some(true)).collect();
            let roots = self.roots(&counted, fewest, &mut levels);
            let after = stretch.last().map_or_else(
                || before.map_or_else(|| self.lines.first().copied(), |b| self.next(b)),
                |last| self.next(*last),
            );
            let total = after.filter(is_total);
            if roots.is_empty() {
                before = total.or(before);
                continue;
            }
            let first_total = before.filter(|_| number == 1 && levels.beside.is_empty());
            let (whole, of) = match (first_total, total) {
                // A total that stands first counts the lines behind it.
                (Some(first), _) => (first, roots),
                (None, Some(total)) => (total, before.into_iter().chain(roots).collect()),
                (None, None) => break, // lines behind the last total
            };
            if !matches!(self.closing(whole, &of), (1.., 0)) {
                return None;
            }
            levels.beside.push((whole, of));
            before = total.or(before);
        }
        (!levels.beside.is_empty()).then_some(levels)
    }

    fn next(&self, line: usize) -> Option<usize> {
        let at = self.lines.binary_search(&line).ok()?;
        self.lines.get(at + 1).copied()
    }

    /// How many of the next lines, the last first, a line sums up in every column that they print.
    fn count_under(&self, line: usize, next: &[usize], fewest: usize) -> Option<usize> {
        let wanted = self.amounts(line);
        if wanted.iter().flatten().all(|amount| amount.is_zero()) {
            return None;
        }
        let mut sums: Vec<Option<Decimal>> = vec![None; wanted.len()];
        for (count, part) in next.iter().rev().take(MOST).enumerate() {
            for (sum, amount) in sums.iter_mut().zip(self.amounts(*part)) {
                if let Some(amount) = amount {
                    *sum = Some(sum.unwrap_or_default().checked_add(*amount)?);
                }
            }
            let (mut closes, mut differs) = (0, 0);
            for (sum, total) in sums.iter().zip(wanted) {
                match (sum, total.filter(|total| !total.is_zero())) {
                    (Some(sum), Some(total)) if *sum == total => closes += 1,
                    (Some(_), Some(_)) => differs += 1,
                    _ => {}
                }
            }
            if count + 1 >= fewest && closes > 0 && differs == 0 {
                return Some(count + 1);
            }
        }
        None
    }

    /// Puts lines under those that are their sums, and lists the lines that are left at the top.
    fn roots(&self, stretch: &[usize], fewest: usize, levels: &mut Levels) -> Vec<usize> {
        // The lines at the top so far, the next one last.
        let mut roots: Vec<usize> = Vec::new();
        for line in stretch.iter().rev() {
            let count = self.count_under(*line, &roots, fewest);
            if let Some(count) = count {
                let mut under = roots.split_off(roots.len().saturating_sub(count));
                under.reverse();
                levels.under.push((*line, under));
            }
            roots.push(*line);
        }
        roots.reverse();
        roots
    }
}

impl Levels {
    fn write(self, side: &[usize], parts: &mut FormParts) {
        for line in side {
            parts.forget(*line);
        }
        for (line, under) in self.under {
            for part in &under {
                if let Some(parent) = parts.parents.get_mut(*part) {
                    *parent = Some(line);
                }
            }
            parts.insert(PartsOf::Under, line, under);
        }
        for (total, beside) in self.beside {
            parts.insert(PartsOf::Beside, total, beside);
        }
    }
}
