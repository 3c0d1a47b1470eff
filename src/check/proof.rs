//! Finds which amounts the sums that close exactly verify, and which doubts they lift.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::finding::Finding;
use super::judgement::Judgement;
use super::ledger::Ledger;
use super::select::Slot;
use crate::fact::Proof;
use crate::record::words::Status;

/// An equality that closes exactly between two printed amounts or more verifies each that counts in it. A whole and its
/// one part verify nothing where the text of the document is in doubt: they are the same print, wrong alike.
pub(super) fn verify(
    ledger: &Ledger,
    findings: &[Finding],
    unproven: &BTreeSet<usize>,
    judgements: &mut [Judgement],
) {
    let in_doubt = |index: &usize| ledger.amounts.get(*index).is_some_and(|a| a.copies_prove_nothing);
    let closing = findings.iter().map(closing_amounts);
    let proving = closing.filter(|amounts| !amounts.iter().any(in_doubt) || is_sum(ledger, amounts));
    for amount in proving.flatten() {
        if let Some(judgement) = judgements.get_mut(amount)
            && judgement.status == Status::Unchecked
            && !unproven.contains(&amount)
        {
            judgement.status = Status::Verified;
        }
    }
}

/// Lifts the doubt of amounts whose print was hard to read (`doubtful`): where a check closes exactly and no other of
/// its amounts is in doubt, every other reading would break it; a copy of the number must have been read surely, or be
/// proved by a sum itself. Those proved prove others in turn. Of numbers that were read alike by one reader, all of a
/// sum are proved at once: more than one would have to be wrong, by the same difference.
pub(super) fn prove(
    ledger: &Ledger,
    findings: &[Finding],
    mut doubtful: BTreeSet<usize>,
    judgements: &mut [Judgement],
) {
    let closing: Vec<Vec<usize>> =
        if doubtful.is_empty() { Vec::new() } else { findings.iter().map(closing_amounts).collect() };
    let sure = |a: &usize| ledger.amounts.get(*a).is_some_and(|a| !a.unsure);
    let together = |a: &usize| ledger.amounts.get(*a).is_some_and(|a| a.proof == Proof::Together);
    let mut copied: BTreeSet<usize> = BTreeSet::new();
    loop {
        let in_doubt = |a: &usize| judgements.get(*a).is_none_or(|j| j.status == Status::Suspect);
        let mut proved: BTreeSet<usize> = BTreeSet::new();
        let without_doubt = |amounts: &&Vec<usize>| is_sum(ledger, amounts) && !amounts.iter().any(in_doubt);
        let summed: BTreeSet<usize> = closing.iter().filter(without_doubt).flatten().copied().collect();
        let sure = |a: &usize| sure(a) || summed.contains(a) || copied.contains(a);
        for amounts in &closing {
            let doubted: Vec<usize> = amounts.iter().copied().filter(in_doubt).collect();
            let settles = match doubted.as_slice() {
                [] => false,
                [only] => {
                    doubtful.contains(only)
                        && (is_sum(ledger, amounts) || amounts.iter().all(|a| a == only || sure(a)))
                }
                several => {
                    several.iter().all(|a| doubtful.contains(a) && together(a)) && is_sum(ledger, amounts)
                }
            };
            if settles {
                proved.extend(doubted);
            }
        }
        if proved.is_empty() {
            return;
        }
        copied.extend(proved.iter().copied());
        for amount in proved {
            doubtful.remove(&amount);
            if let Some(judgement) = judgements.get_mut(amount) {
                (judgement.status, judgement.reason) = (Status::Verified, None);
            }
        }
    }
}

/// Finds the amounts that sums bear out by themselves: those of a sum that closes exactly, the zeros of any check that does,
/// and what alone is left of one whose other amounts are borne out. A number and its copies bear each other out in none.
pub(super) fn borne_out(ledger: &Ledger, findings: &[Finding]) -> BTreeSet<usize> {
    let closing: Vec<Vec<usize>> = findings.iter().map(closing_amounts).filter(|c| !c.is_empty()).collect();
    let is_zero =
        |a: &usize| ledger.amounts.get(*a).and_then(|a| a.value).is_some_and(|value| value.is_zero());
    let mut found: BTreeSet<usize> = closing.iter().flatten().copied().filter(is_zero).collect();
    found.extend(closing.iter().filter(|amounts| is_sum(ledger, amounts)).flatten());
    loop {
        let before = found.len();
        for amounts in &closing {
            let mut left = amounts.iter().filter(|amount| !found.contains(amount));
            if let (Some(only), None) = (left.next().copied(), left.next()) {
                found.insert(only);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Whether at least three amounts count in a check: one number that is printed twice may be misread twice alike.
pub(super) fn is_sum(ledger: &Ledger, amounts: &[usize]) -> bool {
    let value = |a: &usize| ledger.amounts.get(*a).and_then(|a| a.value);
    amounts.iter().filter_map(value).filter(|v| !v.is_zero()).count() >= 3
}

/// The amounts of a check that closes exactly and would not if one of them alone were different.
pub(super) fn closing_amounts(finding: &Finding) -> Vec<usize> {
    if !finding.closes_exactly() || finding.check.advice {
        return Vec::new();
    }
    let mut weights: Vec<(usize, Decimal)> = Vec::with_capacity(finding.terms.len());
    let mut sorted: Vec<(usize, i64)> = finding
        .terms
        .iter()
        .filter_map(|(slot, sign)| match slot {
            Slot::Printed(amount) => Some((*amount, sign.weight())),
            Slot::Blank(_) => None,
        })
        .collect();
    sorted.sort_unstable();
    for (amount, weight) in sorted {
        match weights.last_mut() {
            Some((last, sum)) if *last == amount => *sum += Decimal::from(weight),
            _ => weights.push((amount, Decimal::from(weight))),
        }
    }
    // An amount on both sides of a check cancels itself, and one amount among blanks proves nothing.
    weights.retain(|(_, weight)| !weight.is_zero());
    if weights.len() < 2 { Vec::new() } else { weights.into_iter().map(|(amount, _)| amount).collect() }
}
