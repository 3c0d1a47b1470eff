//! Computes explanations: by how much one amount would have to be different so that failing checks close.

use rust_decimal::Decimal;

use super::evaluate::Finding;
use super::ledger::Ledger;
use super::select::{Blank, Slot};
use super::similarity::may_be_misprint;
use crate::record::words::Verdict;
use crate::taxonomy::identities::Relation;

/// Check while explanations are tried.
#[derive(Debug)]
pub(super) struct Live {
    /// Index of its finding.
    pub(super) finding: usize,
    /// Amounts and blanks, and how often each counts.
    pub(super) terms: Vec<(usize, i64)>,
    /// Found − expected, corrections applied.
    difference: Decimal,
    tolerance: Decimal,
    relation: Relation,
    /// Whether it still fails.
    pub(super) fails: bool,
    /// Whether nothing explains it: it is looked at no more.
    pub(super) given_up: bool,
}

/// The best change of one amount.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Best {
    /// What to add to it.
    pub(super) change: Decimal,
    /// Failing checks that then hold.
    pub(super) fixed: Vec<usize>,
    /// Its failing checks that still fail.
    unfixed: usize,
    /// Its checks that would no longer hold.
    broken: usize,
}

impl Best {
    /// Ranks it as an explanation.
    pub(super) fn score(&self) -> i64 {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX / 4);
        count(self.fixed.len()) - count(self.unfixed) - 2 * count(self.broken)
    }
}

/// All checks of a document, linked by their amounts.
#[derive(Debug)]
pub(super) struct Puzzle<'a> {
    ledger: &'a Ledger,
    pub(super) live: Vec<Live>,
    /// The checks of each amount, then of each blank, with how often it counts.
    by_var: Vec<Vec<(usize, i64)>>,
    corrections: Vec<Decimal>,
}

/// A range of changes; `None` is open.
#[derive(Debug, Clone, Copy)]
struct Range {
    from: Option<Decimal>,
    to: Option<Decimal>,
}

impl Range {
    fn holds(&self, change: Decimal) -> bool {
        self.from.is_none_or(|from| change >= from) && self.to.is_none_or(|to| change <= to)
    }
}

impl<'a> Puzzle<'a> {
    pub(super) fn new(ledger: &'a Ledger, blanks: &[Blank], findings: &[Finding]) -> Self {
        let amounts = ledger.amounts.len();
        let mut by_var: Vec<Vec<(usize, i64)>> = vec![Vec::new(); amounts + blanks.len()];
        let mut live = Vec::new();
        for (index, finding) in findings.iter().enumerate() {
            let (Some(difference), Some(tolerance)) = (finding.difference, finding.tolerance) else {
                continue;
            };
            if finding.check.advice {
                continue; // may be broken honestly: evidence of nothing
            }
            let mut terms: Vec<(usize, i64)> = finding
                .terms
                .iter()
                .map(|(slot, sign)| match slot {
                    Slot::Printed(amount) => (*amount, sign.weight()),
                    Slot::Blank(blank) => (amounts + blank, sign.weight()),
                })
                .collect();
            terms.sort_unstable();
            terms.dedup_by(|next, before| {
                let same = next.0 == before.0;
                if same {
                    before.1 += next.1;
                }
                same
            });
            terms.retain(|(_, weight)| *weight != 0);
            for (var, weight) in &terms {
                if let Some(checks) = by_var.get_mut(*var) {
                    checks.push((live.len(), *weight));
                }
            }
            live.push(Live {
                finding: index,
                terms,
                difference,
                tolerance,
                relation: finding.check.relation,
                fails: finding.verdict == Verdict::Fails,
                given_up: false,
            });
        }
        let corrections = vec![Decimal::ZERO; by_var.len()];
        Self { ledger, live, by_var, corrections }
    }

    pub(super) fn failing(&self) -> impl Iterator<Item = &Live> {
        self.live.iter().filter(|live| live.fails)
    }

    /// Lists the checks that an amount or a blank takes part in.
    pub(super) fn checks_of(&self, var: usize) -> impl Iterator<Item = usize> {
        self.by_var.get(var).into_iter().flatten().map(|(check, _)| *check)
    }

    pub(super) fn slot(&self, var: usize) -> Slot {
        let amounts = self.ledger.amounts.len();
        if var < amounts { Slot::Printed(var) } else { Slot::Blank(var - amounts) }
    }

    /// Gives the amount as printed, or as corrected; 0 for a blank.
    pub(super) fn value(&self, var: usize) -> Decimal {
        let printed = self.ledger.amounts.get(var).and_then(|a| a.value).unwrap_or_default();
        printed + self.corrections.get(var).copied().unwrap_or_default()
    }

    /// Finds the best change of an amount that closes a failing check. Without `bold`, it breaks no check.
    pub(super) fn best(&self, var: usize, bold: bool) -> Option<Best> {
        let checks = self.by_var.get(var)?;
        let value = self.value(var);
        // Accounts are negative now and then, but no printed amount turns negative other than by a lost sign.
        let plausible = Range { from: (!value.is_sign_negative()).then_some(-value), to: None };
        let mut ranges = Vec::new();
        for (check, weight) in checks {
            let live = self.live.get(*check)?;
            if live.fails {
                ranges.push(range(live, *weight));
            } else if !bold
                && !live.given_up
                && live.relation == Relation::Equality
                && live.difference.is_zero()
            {
                return None; // closes exactly, and would not
            }
        }
        let mut points: Vec<Decimal> = Vec::new();
        for (check, weight) in checks.iter().filter(|(check, _)| self.live[*check].fails) {
            // The change that closes it exactly, and the smallest that closes it at all.
            points.push(-self.live[*check].difference / Decimal::from(*weight));
        }
        points.extend(ranges.iter().flat_map(|r| [r.from, r.to]).flatten());
        points.retain(|change| plausible.holds(*change));
        if !value.is_zero() {
            points.push(Decimal::from(-2) * value);
        }
        let exact = |change: Decimal| {
            checks
                .iter()
                .filter(|(c, w)| (self.live[*c].difference + Decimal::from(*w) * change).is_zero())
                .count()
        };
        points
            .into_iter()
            .filter(|change| !change.is_zero())
            .filter_map(|change| Some((self.weigh(checks, change, bold)?, exact(change), change)))
            .max_by(|(a, a_exact, a_change), (b, b_exact, b_change)| {
                let rank = |best: &Best, exact: &usize| (best.score(), best.fixed.len(), *exact);
                rank(a, a_exact).cmp(&rank(b, b_exact)).then(b_change.abs().cmp(&a_change.abs()))
            })
            .map(|(best, _, _)| best)
    }

    /// Finds the amounts and blanks of a failing check with their changes to close it, where these break the fewest
    /// other checks.
    pub(super) fn least_breaking(&self, check: usize) -> Vec<(usize, Decimal)> {
        let Some(live) = self.live.get(check) else { return Vec::new() };
        let mut least: Vec<(usize, Decimal)> = Vec::new();
        let mut fewest = usize::MAX;
        for (var, weight) in &live.terms {
            let change = -live.difference / Decimal::from(*weight);
            let value = self.value(*var);
            if !value.is_sign_negative() && (value + change).is_sign_negative() {
                continue;
            }
            let breaks = |(other, weight): &&(usize, i64)| {
                let live = &self.live[*other];
                *other != check
                    && !live.given_up
                    && !holds(live, live.difference + Decimal::from(*weight) * change)
            };
            let broken = self.by_var.get(*var).map_or(0, |checks| checks.iter().filter(breaks).count());
            if broken < fewest {
                fewest = broken;
                least.clear();
            }
            if broken == fewest {
                least.push((*var, change));
            }
        }
        least
    }

    fn weigh(&self, checks: &[(usize, i64)], change: Decimal, bold: bool) -> Option<Best> {
        let mut best = Best { change, fixed: Vec::new(), unfixed: 0, broken: 0 };
        for (check, weight) in checks {
            let live = &self.live[*check];
            if live.given_up {
                continue;
            }
            let holds = holds(live, live.difference + Decimal::from(*weight) * change);
            match (live.fails, holds) {
                (true, true) => best.fixed.push(*check),
                (true, false) => best.unfixed += 1,
                (false, true) => {}
                (false, false) => best.broken += 1,
            }
        }
        let worth = if bold { best.fixed.len() > best.broken.max(1) } else { best.broken == 0 };
        (worth && !best.fixed.is_empty()).then_some(best)
    }

    /// Whether an amount, so changed, is similar to its print: rounded to `half` a unit, it may be a slip.
    pub(super) fn is_slip(&self, var: usize, change: Decimal) -> bool {
        let Some(amount) = self.ledger.amounts.get(var) else { return false };
        let unit = amount.half * Decimal::TWO;
        may_be_misprint(self.value(var), self.value(var) + change, unit)
    }

    /// Notes that nothing explains a check.
    pub(super) fn give_up(&mut self, check: usize) {
        if let Some(live) = self.live.get_mut(check) {
            live.fails = false;
            live.given_up = true;
        }
    }

    /// Goes on as if the amount were different.
    pub(super) fn apply(&mut self, var: usize, change: Decimal) {
        let Some(checks) = self.by_var.get(var) else { return };
        for (check, weight) in checks {
            if let Some(live) = self.live.get_mut(*check) {
                live.difference += Decimal::from(*weight) * change;
                live.fails = !live.given_up && !holds(live, live.difference);
            }
        }
        if let Some(correction) = self.corrections.get_mut(var) {
            *correction += change;
        }
    }
}

fn holds(live: &Live, difference: Decimal) -> bool {
    match live.relation {
        Relation::Equality => difference.abs() <= live.tolerance,
        Relation::AtMost => difference <= live.tolerance,
        Relation::AtLeast => difference >= -live.tolerance,
    }
}

/// Finds the changes of one amount with which a check holds.
fn range(live: &Live, weight: i64) -> Range {
    let weight = Decimal::from(weight);
    let low = (live.relation != Relation::AtMost).then(|| (-live.tolerance - live.difference) / weight);
    let high = (live.relation != Relation::AtLeast).then(|| (live.tolerance - live.difference) / weight);
    if weight.is_sign_negative() { Range { from: high, to: low } } else { Range { from: low, to: high } }
}
