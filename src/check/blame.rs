//! Finds which amounts can explain the checks that fail, and which are verified by those that close.
//!
//! One wrong amount breaks every check it is in, by the same difference. So an amount is suspect where one change of it
//! would close the failing checks around it and break none that holds: the crossing of a failing line and a failing
//! column points at one cell. Explanations are taken one after the other, the best first, and each is applied before
//! the next is looked for, so that two errors in one column are distinguished. A blank can be the explanation: then it
//! is named, and no printed amount is accused.

use std::collections::{BTreeSet, BinaryHeap, HashMap};

use rust_decimal::Decimal;

use super::explain::{Best, Live, Puzzle};
use super::finding::{Finding, Sign};
use super::judgement::Judgement;
use super::ledger::Ledger;
use super::proof::{closing_amounts, is_sum, prove, verify};
use super::select::{Blank, Slot};
use crate::fact::Proof;
use crate::record::words::Status;
use crate::record::words::Verdict;
use crate::taxonomy::identities::{LineSel, Relation};
use crate::text::number::canonical;

/// Most amounts that are accused of one check alike; of more, only those whose print is similar to what it should be.
const MANY: usize = 8;
/// A failing check between so few amounts, each of which closes elsewhere, marks them all: one of them is wrong.
const FEW: usize = 2;

/// Judges each amount. Blanks that explain a sum of lines are added to its terms.
pub(super) fn judge(ledger: &Ledger, blanks: &[Blank], findings: &mut [Finding]) -> Vec<Judgement> {
    name_blank_lines(blanks, findings);
    let mut judgements: Vec<Judgement> = ledger
        .amounts
        .iter()
        .map(|amount| Judgement {
            status: if amount.doubt.is_some() { Status::Suspect } else { Status::Unchecked },
            reason: amount.doubt.clone(),
            checks: Vec::new(),
        })
        .collect();
    for finding in findings.iter().filter(|f| f.verdict != Verdict::NotApplicable) {
        for (slot, _) in &finding.terms {
            if let Slot::Printed(amount) = slot
                && let Some(judgement) = judgements.get_mut(*amount)
                && !judgement.checks.contains(&finding.check.name.as_str())
            {
                judgement.checks.push(&finding.check.name);
            }
        }
    }
    let mut unproven = twins_that_differ(ledger, findings);
    let mut accused: BTreeSet<usize> = BTreeSet::new();
    if findings.iter().any(|f| f.verdict == Verdict::Fails && !f.check.advice) {
        let mut trial =
            Trial { puzzle: Puzzle::new(ledger, blanks, findings), findings, accused: Vec::new() };
        trial.explain(false);
        trial.explain(true);
        trial.leave(&mut unproven);
        for (amount, reason) in trial.accused {
            accused.insert(amount);
            if let Some(judgement) = judgements.get_mut(amount) {
                judgement.status = Status::Suspect;
                judgement.reason = Some(match judgement.reason.take() {
                    Some(before) if before != reason => format!("{before}; {reason}"),
                    _ => reason,
                });
            }
        }
    }
    verify(ledger, findings, &unproven, &mut judgements);
    let provable = |amount: &usize| {
        let settles = ledger.amounts.get(*amount).is_some_and(|a| a.proof != Proof::Never);
        settles && !accused.contains(amount) && !unproven.contains(amount)
    };
    prove(ledger, findings, (0..ledger.amounts.len()).filter(provable).collect(), &mut judgements);
    doubt_unsure(ledger, findings, &mut judgements);
    judgements
}

/// Print has few errors, and one change explains most sums that fail. Pictures are misread in several places of a sum,
/// even by two readers alike, and so are copies of a number: of a sum that fails, every amount is in doubt that a
/// reader was not sure of, unless another sum of three or more proves it.
fn doubt_unsure(ledger: &Ledger, findings: &[Finding], judgements: &mut [Judgement]) {
    let unsure = |index: &usize| ledger.amounts.get(*index).is_some_and(|amount| amount.unsure);
    if !(0..ledger.amounts.len()).any(|index| unsure(&index)) {
        return;
    }
    let sums = findings.iter().map(closing_amounts).filter(|amounts| is_sum(ledger, amounts));
    let proved: BTreeSet<usize> = sums.flatten().collect();
    let failing = findings.iter().filter(|f| f.verdict == Verdict::Fails && !f.check.advice);
    for finding in failing.filter(|f| f.check.relation.proves()) {
        for (slot, _) in &finding.terms {
            if let Slot::Printed(index) = slot
                && unsure(index)
                && let Some(judgement) = judgements.get_mut(*index)
                && judgement.status != Status::Suspect
                && !proved.contains(index)
            {
                judgement.status = Status::Suspect;
                judgement.reason = Some(format!("{}, and no other sum proves it", fault(finding)));
            }
        }
    }
}

/// Which check fails, where and by how much.
fn fault(finding: &Finding) -> String {
    let at = finding.at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
    let difference = finding.difference.map(canonical).unwrap_or_default();
    format!("{}{at} fails by {difference}", finding.check.name)
}

/// A check of all lines above its whole names, where it fails, the blank lines that other failing checks name.
fn name_blank_lines(blanks: &[Blank], findings: &mut [Finding]) {
    let fails = |f: &&Finding| f.verdict == Verdict::Fails;
    let named: BTreeSet<usize> = findings
        .iter()
        .filter(fails)
        .flat_map(|f| &f.terms)
        .filter_map(|(slot, _)| if let Slot::Blank(blank) = slot { Some(*blank) } else { None })
        .filter(|blank| blanks.get(*blank).is_some_and(|b| b.above))
        .collect();
    for finding in findings.iter_mut().filter(|f| f.verdict == Verdict::Fails) {
        let Some(part) = finding.check.parts.iter().find(|p| p.line == LineSel::Above) else { continue };
        for blank in &named {
            let Some(found) = blanks.get(*blank) else { continue };
            let measure =
                part.measure.as_deref().or(finding.at.as_deref().and_then(|at| at.rsplit('.').next()));
            if finding.form == found.form
                && found.side == part.side
                && Some(found.measure.as_str()) == measure
            {
                finding.terms.push((Slot::Blank(*blank), Sign::Plus));
            }
        }
    }
}

struct Trial<'a> {
    puzzle: Puzzle<'a>,
    findings: &'a [Finding],
    /// Accused amounts, with the reason.
    accused: Vec<(usize, String)>,
}

impl Trial<'_> {
    /// Finds explanations until none is left. A `bold` one may break checks that hold, where it closes more.
    fn explain(&mut self, bold: bool) {
        loop {
            let mut heap: BinaryHeap<(i64, usize, std::cmp::Reverse<usize>)> = BinaryHeap::new();
            let vars: BTreeSet<usize> =
                self.puzzle.failing().flat_map(|live| live.terms.iter().map(|(var, _)| *var)).collect();
            for var in vars {
                if let Some(best) = self.puzzle.best(var, bold) {
                    heap.push((best.score(), best.fixed.len(), std::cmp::Reverse(var)));
                }
            }
            let mut progress = false;
            while let Some((score, fixes, std::cmp::Reverse(var))) = heap.pop() {
                let Some(best) = self.puzzle.best(var, bold) else { continue };
                if (best.score(), best.fixed.len()) < (score, fixes) {
                    heap.push((best.score(), best.fixed.len(), std::cmp::Reverse(var)));
                    continue;
                }
                self.accept(var, &best, bold);
                progress = true;
            }
            if !progress {
                return;
            }
        }
    }

    /// Accuses an amount and its rivals, which explain the same as well, and goes on as if it were corrected.
    fn accept(&mut self, var: usize, best: &Best, bold: bool) {
        let smallest = best.fixed.iter().min_by_key(|c| self.puzzle.live[**c].terms.len());
        let others: Vec<usize> = smallest
            .map(|c| self.puzzle.live[*c].terms.iter().map(|(v, _)| *v).filter(|v| *v != var).collect())
            .unwrap_or_default();
        let mut group = vec![(var, best.clone())];
        for other in others {
            if let Some(rival) = self.puzzle.best(other, bold)
                && rival.fixed == best.fixed
                && rival.score() == best.score()
            {
                group.push((other, rival));
            }
        }
        let printed = |var: &usize| matches!(self.puzzle.slot(*var), Slot::Printed(_));
        if group.iter().filter(|(var, _)| printed(var)).count() > MANY {
            group.retain(|(var, best)| self.puzzle.is_slip(*var, best.change));
        }
        for (var, best) in &group {
            if let Slot::Printed(amount) = self.puzzle.slot(*var) {
                self.accused.push((amount, self.reason(*var, best)));
            }
        }
        match group.first() {
            Some((var, best)) => self.puzzle.apply(*var, best.change),
            // A line may be missing as well: of so many, none is accused.
            None => best.fixed.iter().for_each(|check| self.puzzle.give_up(*check)),
        }
    }

    /// Says why an amount is suspect, in one sentence.
    fn reason(&self, var: usize, best: &Best) -> String {
        let failing = best.fixed.iter().map(|c| &self.puzzle.live[*c]);
        // The check that reads best: the one with the fewest amounts.
        let Some(live) = failing.min_by_key(|live| live.terms.len()) else { return String::new() };
        let others = match best.fixed.len() {
            0 | 1 => String::new(),
            2 => " and one more check".to_owned(),
            more => format!(" and {} more checks", more - 1),
        };
        let value = self.puzzle.value(var);
        format!(
            "{}: {} instead of {} would close it{others}",
            self.fault(live),
            canonical(value + best.change),
            canonical(value)
        )
    }

    fn fault(&self, live: &Live) -> String {
        self.findings.get(live.finding).map(fault).unwrap_or_default()
    }

    /// What no single amount explains: its amounts are verified by nothing else. Two amounts that stand in each other's
    /// place explain two such checks; else those are suspect that would break fewest others, where they are few.
    fn leave(&mut self, unproven: &mut BTreeSet<usize>) {
        let mut left: Vec<(usize, Vec<(usize, Decimal)>)> = Vec::new();
        for check in 0..self.puzzle.live.len() {
            let live = &self.puzzle.live[check];
            if !(live.fails || live.given_up) || !self.findings[live.finding].check.relation.proves() {
                continue;
            }
            unproven.extend(live.terms.iter().map(|(var, _)| *var).filter(|var| self.is_printed(*var)));
            if live.fails {
                left.push((check, self.puzzle.least_breaking(check)));
            }
        }
        let value = |var: usize| self.puzzle.value(var);
        let mut wanted: HashMap<(Decimal, Decimal), Vec<(usize, usize)>> = HashMap::new();
        for (check, changes) in &left {
            for (var, change) in changes.iter().filter(|(var, _)| self.is_printed(*var)) {
                let (now, then) = (value(*var).normalize(), (value(*var) + change).normalize());
                wanted.entry((now, then)).or_default().push((*check, *var));
            }
        }
        let mut accused = Vec::new();
        for (check, changes) in &left {
            let reason = self.fault(&self.puzzle.live[*check]);
            let swapped: Vec<usize> = changes
                .iter()
                .filter(|(var, change)| {
                    let back = ((value(*var) + change).normalize(), value(*var).normalize());
                    self.is_printed(*var)
                        && wanted
                            .get(&back)
                            .is_some_and(|others| others.iter().any(|(c, v)| c != check && v != var))
                })
                .map(|(var, _)| *var)
                .collect();
            let printed = || changes.iter().map(|(var, _)| *var).filter(|var| self.is_printed(*var));
            if (1..=FEW).contains(&swapped.len()) {
                let reason = format!("{reason}: it may stand in the place of another amount");
                accused.extend(swapped.into_iter().map(|var| (var, reason.clone())));
            } else if printed().count() <= FEW && printed().count() == changes.len() {
                let reason = format!("{reason}, though its amounts close elsewhere");
                accused.extend(printed().map(|var| (var, reason.clone())));
            }
        }
        self.accused.extend(accused);
    }

    fn is_printed(&self, var: usize) -> bool {
        matches!(self.puzzle.slot(var), Slot::Printed(_))
    }
}

/// Two roundings of one number are printed alike. So where nothing but two amounts of one precision counts in an
/// equality, a difference inside the envelope is a misprint of the last decimal, and other sums that happen to close
/// prove neither of the two.
fn twins_that_differ(ledger: &Ledger, findings: &[Finding]) -> BTreeSet<usize> {
    let mut differing = BTreeSet::new();
    for finding in findings.iter().filter(|f| f.verdict == Verdict::Holds && !f.closes_exactly()) {
        if finding.check.relation != Relation::Equality {
            continue;
        }
        let amount = |slot: &Slot| if let Slot::Printed(index) = slot { Some(*index) } else { None };
        let counting: Vec<usize> = finding
            .terms
            .iter()
            .filter_map(|(slot, _)| amount(slot))
            .filter(|index| ledger.amounts.get(*index).and_then(|a| a.value).is_some_and(|v| !v.is_zero()))
            .collect();
        if let [one, other] = counting.as_slice()
            && ledger.amounts.get(*one).map(|a| a.half) == ledger.amounts.get(*other).map(|a| a.half)
        {
            differing.extend([*one, *other]);
        }
    }
    differing
}
