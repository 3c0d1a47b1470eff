//! Computes explanations: by how much one amount would have to be different so that failing checks close.

use rust_decimal::Decimal;

use super::finding::{Finding, Sign};
use super::ledger::Ledger;
use super::ratio::Ratio;
use super::select::{Blank, Slot};
use super::similarity::may_be_misprint;
use crate::record::words::Verdict;
use crate::taxonomy::identities::Relation;

/// Most decimals of an amount in 元 or of a percentage: more come of a division.
const FINEST: u32 = 8;

/// Check while explanations are tried.
#[derive(Debug)]
pub(super) struct Live {
    /// Index of its finding.
    pub(super) finding: usize,
    /// Amounts and blanks, and how often each counts.
    pub(super) terms: Vec<(usize, Decimal)>,
    /// The percentage and its amounts, where it is one: what each counts depends on the others.
    ratio: Option<Ratio>,
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
    by_var: Vec<Vec<(usize, Decimal)>>,
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
        let mut by_var: Vec<Vec<(usize, Decimal)>> = vec![Vec::new(); amounts + blanks.len()];
        let mut live = Vec::new();
        for (index, finding) in findings.iter().enumerate() {
            let (Some(difference), Some(tolerance)) = (finding.difference, finding.tolerance) else {
                continue;
            };
            if finding.check.advice {
                continue; // may be broken honestly: evidence of nothing
            }
            let ratio = Ratio::of(finding);
            let (mut terms, difference, tolerance) = match ratio {
                Some(ratio) => match weigh_ratio(&ratio, |var| ledger.amounts.get(var).and_then(|a| a.value))
                {
                    Some(found) => found,
                    None => continue,
                },
                None if finding.check.relation.is_ratio() => continue,
                None => (linear_terms(finding, amounts), difference, tolerance),
            };
            terms.sort_unstable();
            terms.dedup_by(|next, before| {
                let same = next.0 == before.0;
                if same {
                    before.1 += next.1;
                }
                same
            });
            terms.retain(|(_, weight)| !weight.is_zero());
            for (var, weight) in &terms {
                if let Some(checks) = by_var.get_mut(*var) {
                    checks.push((live.len(), *weight));
                }
            }
            live.push(Live {
                finding: index,
                terms,
                ratio,
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
            } else if !bold && !live.given_up && live.relation.proves() && live.difference.is_zero() {
                return None; // closes exactly, and would not
            }
        }
        let mut points: Vec<Decimal> = Vec::new();
        for (check, weight) in checks.iter().filter(|(check, _)| self.live[*check].fails) {
            // The change that closes it exactly, and the smallest that closes it at all.
            points.extend((-self.live[*check].difference).checked_div(*weight));
        }
        points.extend(ranges.iter().flat_map(|r| [r.from, r.to]).flatten());
        if checks.iter().any(|(check, _)| self.live[*check].ratio.is_some()) {
            points.iter_mut().for_each(|change| *change = self.as_printed(var, value + *change) - value);
        }
        points.retain(|change| plausible.holds(*change));
        if !value.is_zero() {
            points.push(Decimal::from(-2) * value);
        }
        let exact = |change: Decimal| {
            checks
                .iter()
                .filter(|(c, w)| after(&self.live[*c], *w, change).is_some_and(|d| d.is_zero()))
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

    /// What a percentage makes of an amount, told to as many digits as are printed: a division gives more.
    fn as_printed(&self, var: usize, value: Decimal) -> Decimal {
        let Some(amount) = self.ledger.amounts.get(var).filter(|_| value.scale() > FINEST) else {
            return value;
        };
        if !amount.money {
            return value.round_dp(amount.own_half.scale().saturating_sub(1));
        }
        let unit = amount.half * Decimal::TWO;
        let steps = value.checked_div(unit).map(|steps| steps.round());
        steps.and_then(|steps| steps.checked_mul(unit)).unwrap_or(value)
    }

    /// Finds the amounts and blanks of a failing check with their changes to close it, where these break the fewest
    /// other checks.
    pub(super) fn least_breaking(&self, check: usize) -> Vec<(usize, Decimal)> {
        let Some(live) = self.live.get(check) else { return Vec::new() };
        let mut least: Vec<(usize, Decimal)> = Vec::new();
        let mut fewest = usize::MAX;
        for (var, weight) in &live.terms {
            let Some(change) = (-live.difference).checked_div(*weight) else { continue };
            let value = self.value(*var);
            if !value.is_sign_negative() && (value + change).is_sign_negative() {
                continue;
            }
            let breaks = |(other, weight): &&(usize, Decimal)| {
                let live = &self.live[*other];
                *other != check && !live.given_up && !holds_after(live, *weight, change)
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

    fn weigh(&self, checks: &[(usize, Decimal)], change: Decimal, bold: bool) -> Option<Best> {
        let mut best = Best { change, fixed: Vec::new(), unfixed: 0, broken: 0 };
        for (check, weight) in checks {
            let live = &self.live[*check];
            if live.given_up {
                continue;
            }
            let holds = holds_after(live, *weight, change);
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
        if let Some(correction) = self.corrections.get_mut(var) {
            *correction += change;
        }
        let checks: Vec<(usize, Decimal)> = self.by_var.get(var).cloned().unwrap_or_default();
        for (check, weight) in checks {
            if self.live.get(check).is_some_and(|live| live.ratio.is_some()) {
                self.weigh_again(check);
            } else if let Some(live) = self.live.get_mut(check)
                && let Some(difference) = after(live, weight, change)
            {
                live.difference = difference;
                live.fails = !live.given_up && !holds(live, live.difference);
            }
        }
    }

    /// Weighs the amounts of a percentage anew, after one of them was changed.
    fn weigh_again(&mut self, check: usize) {
        let Some(ratio) = self.live.get(check).and_then(|live| live.ratio) else { return };
        let Some((terms, difference, tolerance)) = weigh_ratio(&ratio, |var| Some(self.value(var))) else {
            return self.give_up(check);
        };
        for (var, weight) in &terms {
            let known =
                self.by_var.get_mut(*var).and_then(|checks| checks.iter_mut().find(|(c, _)| *c == check));
            if let Some(known) = known.filter(|_| !weight.is_zero()) {
                known.1 = *weight;
            }
        }
        if let Some(live) = self.live.get_mut(check) {
            (live.difference, live.tolerance) = (difference, tolerance);
            live.fails = !live.given_up && !holds(live, difference);
        }
    }
}

/// The amounts and blanks of a sum, and how often each counts.
fn linear_terms(finding: &Finding, amounts: usize) -> Vec<(usize, Decimal)> {
    let term = |(slot, sign): &(Slot, Sign)| match slot {
        Slot::Printed(amount) => (*amount, Decimal::from(sign.weight())),
        Slot::Blank(blank) => (amounts + blank, Decimal::from(sign.weight())),
    };
    finding.terms.iter().map(term).collect()
}

/// Terms of a percentage with what each counts, its gap and how far that may go.
type Weighed = (Vec<(usize, Decimal)>, Decimal, Decimal);

fn weigh_ratio(ratio: &Ratio, value: impl Fn(usize) -> Option<Decimal>) -> Option<Weighed> {
    let (percent, base) = (value(ratio.percent)?, value(ratio.base)?);
    let part = match ratio.part {
        Some(part) => value(part)?,
        None => Decimal::ZERO,
    };
    let (gap, tolerance) = ratio.gap(percent, part, base)?;
    let weights = ratio.weights(percent, base)?;
    Some((weights.into_iter().filter_map(|(var, weight)| Some((var?, weight))).collect(), gap, tolerance))
}

/// The difference of a check after a change of one of its amounts; `None` where it leaves the range of exact decimals.
fn after(live: &Live, weight: Decimal, change: Decimal) -> Option<Decimal> {
    live.difference.checked_add(weight.checked_mul(change)?)
}

fn holds_after(live: &Live, weight: Decimal, change: Decimal) -> bool {
    after(live, weight, change).is_some_and(|difference| holds(live, difference))
}

fn holds(live: &Live, difference: Decimal) -> bool {
    match live.relation {
        Relation::Equality | Relation::Percent | Relation::Change | Relation::Growth => {
            difference.abs() <= live.tolerance
        }
        Relation::AtMost => difference <= live.tolerance,
        Relation::AtLeast | Relation::Withheld => difference >= -live.tolerance,
    }
}

/// Finds the changes of one amount with which a check holds.
fn range(live: &Live, weight: Decimal) -> Range {
    let at_most = matches!(live.relation, Relation::AtMost);
    let at_least = matches!(live.relation, Relation::AtLeast | Relation::Withheld);
    let bound = |tolerance: Decimal| (tolerance - live.difference).checked_div(weight);
    let low = if at_most { None } else { bound(-live.tolerance) };
    let high = if at_least { None } else { bound(live.tolerance) };
    if weight.is_sign_negative() { Range { from: high, to: low } } else { Range { from: low, to: high } }
}
