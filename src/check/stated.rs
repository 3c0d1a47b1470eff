//! Holds the figures of the prose against the forms and against each other.
//!
//! Figures stand in the ledger as lines of a form of their own, in their order. What restates an amount of a form has to
//! equal it within half a unit of the coarser of the two; percentages have to follow from the amounts beside them. Forms
//! and figures are typed apart, so that an amount that both state exactly is verified, and where they differ both are
//! suspect. What the prose says of itself speaks of figures alone.

use rust_decimal::Decimal;

use super::finding::{Finding, Sign, not_applicable};
use super::judgement::Judgement;
use super::ledger::{FormLedger, Ledger, LedgerAmount};
use super::ratio::{ROUNDED_TWICE, TOLD, terms_to_ratio};
use super::select::{BlankTerms, Slot, Turn, select};
use super::sets::{FormSet, set_of_prose};
use crate::fact::Proof;
use crate::record::words::{Status, Verdict};
use crate::taxonomy::identities::{Each, Identity, LineSel, PROSE, Relation, Selector, checks};
use crate::text::number::canonical;

/// Most figures between a whole and a part that the prose states near it.
const NEAR: usize = 40;
/// A side of a figure's line says which way a change went; this is the one that lessens.
const DECREASE: &str = "decrease";

/// Evaluates the checks of the prose: its findings in the order of the checks.
pub(super) fn evaluate(ledger: &Ledger, blanks: &mut BlankTerms) -> Vec<Finding> {
    let Some(prose) = ledger.forms.iter().position(|form| form.kind == PROSE) else { return Vec::new() };
    let set = set_of_prose(ledger, prose);
    let mut findings = Vec::new();
    for check in checks().iter().filter(|check| check.each == Each::Figure) {
        let Some(form) = ledger.forms.get(prose) else { continue };
        for line in 0..form.lines.len() {
            findings.extend(figure_to_finding(ledger, blanks, &set, check, (prose, line)));
        }
    }
    findings
}

/// Evaluates a check on a figure; `None` where it says nothing of it.
fn figure_to_finding(
    ledger: &Ledger,
    blanks: &mut BlankTerms,
    set: &FormSet,
    check: &'static Identity,
    (prose, line): (usize, usize),
) -> Option<Finding> {
    let form = ledger.forms.get(prose)?;
    let figure = form.lines.get(line)?;
    let whole = figure.amount(check.whole.measure.as_deref()?)?;
    let at = figure.code.clone().or_else(|| figure.item.clone());
    let mut terms = vec![(Slot::Printed(whole), Sign::Whole)];
    let turn = Turn { line: Some(line), code: figure.code.as_deref(), ..Turn::default() };
    for part in &check.parts {
        let slots = match (part.line == LineSel::Near, &part.line) {
            (true, _) => near(form, line, part).map(|amount| vec![Slot::Printed(amount)]),
            // A line without a code is no line of a form of codes.
            (false, LineSel::Code) if figure.code.is_none() => None,
            _ => select(ledger, set, blanks, part, &turn),
        };
        let sign = if part.minus { Sign::Minus } else { Sign::Plus };
        match slots {
            Some(slots) => terms.extend(slots.into_iter().map(|slot| (slot, sign))),
            // What the prose does not state near it is no contradiction, and neither is a zero without its form.
            None if part.line == LineSel::Near => return None,
            None => return Some(not_applicable(check, at, terms)),
        }
    }
    let finding = match check.relation {
        Relation::Growth => growth(ledger, check, form, &terms)?,
        relation if relation.is_ratio() => terms_to_ratio(ledger, &blanks.all, check, &terms)?,
        _ => match equality(ledger, blanks, check, &terms) {
            Some(finding) => finding,
            None => return Some(not_applicable(check, at, terms)),
        },
    };
    Some(Finding { at, terms, form: prose, ..finding })
}

/// The figure of a key that stands nearest before another, else behind it: of the same line of the classification, or of
/// none.
fn near(form: &FormLedger, whole: usize, part: &Selector) -> Option<usize> {
    let measure = part.measure.as_deref()?;
    let item = form.lines.get(whole)?.item.as_ref();
    let found = |index: usize| {
        let line = form.lines.get(index)?;
        let amount = line.amount(measure)?;
        (line.item.is_none() || line.item.as_ref() == item).then_some(amount)
    };
    let before = (whole.saturating_sub(NEAR)..whole).rev().find_map(found);
    before.or_else(|| (whole + 1..=whole + NEAR).find_map(found))
}

/// Holds a sum against its whole; `None` where an amount cannot be known.
fn equality(
    ledger: &Ledger,
    blanks: &BlankTerms,
    check: &'static Identity,
    terms: &[(Slot, Sign)],
) -> Option<Finding> {
    let (mut found, mut expected) = (Decimal::ZERO, Decimal::ZERO);
    let (mut half_of_whole, mut half_of_parts) = (Decimal::ZERO, Decimal::ZERO);
    let mut money = None;
    for (slot, sign) in terms {
        let amount = match slot {
            Slot::Printed(index) => ledger.amounts.get(*index)?,
            Slot::Blank(index) => {
                let blank = blanks.all.get(*index)?;
                let form = ledger.forms.get(blank.form)?;
                if !form.blank_is_zero(blank.side.as_deref(), &blank.measure) {
                    return None;
                }
                continue;
            }
        };
        if money.is_some_and(|money| money != amount.money) {
            return None;
        }
        money = Some(amount.money);
        let value = amount.value?;
        let half = if amount.money { amount.half } else { Decimal::ZERO };
        match sign {
            Sign::Whole => (found, half_of_whole) = (value, half),
            Sign::Plus => (expected, half_of_parts) = (expected.checked_add(value)?, half_of_parts + half),
            Sign::Minus => (expected, half_of_parts) = (expected.checked_sub(value)?, half_of_parts + half),
        }
    }
    // A zero is printed short, and says nothing of how the other is rounded.
    let tolerance = if found.is_zero() { half_of_parts } else { half_of_whole.max(half_of_parts) };
    found.checked_sub(expected)?;
    Some(Finding::settled(check, found, expected, tolerance))
}

/// Holds the percentage of a change against the change and this year's amount; `None` where last year's is not above zero.
fn growth(
    ledger: &Ledger,
    check: &'static Identity,
    form: &FormLedger,
    terms: &[(Slot, Sign)],
) -> Option<Finding> {
    let amount = |at: usize| match terms.get(at)?.0 {
        Slot::Printed(index) => ledger.amounts.get(index),
        Slot::Blank(_) => None,
    };
    let (percent, change, current): (&LedgerAmount, _, _) = (amount(0)?, amount(1)?, amount(2)?);
    if percent.money || !change.money || !current.money {
        return None;
    }
    let lessens = form.lines.get(change.line)?.side.as_deref() == Some(DECREASE);
    let (changed, now) = (change.value?, current.value?);
    let before = if lessens { now.checked_add(changed)? } else { now.checked_sub(changed)? };
    if before <= Decimal::ZERO {
        return None;
    }
    let due = changed.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before)?;
    let of_before = due.checked_mul(change.half.checked_add(current.half)?)?.checked_div(before)?;
    let of_change = change.half.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before)?;
    let own = percent.own_half.checked_mul(ROUNDED_TWICE)?;
    let tolerance = own.checked_add(of_before)?.checked_add(of_change)?.round_dp(TOLD + 4);
    let (found, expected) = (percent.value?, due.round_dp(TOLD));
    found.checked_sub(expected)?;
    Some(Finding::settled(check, found, expected, tolerance))
}

/// Writes into the judgements what the figures say of the facts, and the facts and other figures of the figures.
pub(super) fn judge(ledger: &Ledger, findings: &[Finding], judgements: &mut [Judgement]) {
    for finding in findings.iter().filter(|finding| finding.verdict != Verdict::NotApplicable) {
        for amount in printed(finding) {
            if let Some(judgement) = judgements.get_mut(amount)
                && !judgement.checks.contains(&finding.check.name.as_str())
            {
                judgement.checks.push(&finding.check.name);
            }
        }
    }
    let (of_forms, within): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.check.parts.iter().any(|part| part.form != PROSE));
    let fails = |finding: &&&Finding| finding.verdict == Verdict::Fails;
    for finding in of_forms.iter().chain(&within).filter(|finding| finding.closes_exactly()) {
        verify(ledger, finding, judgements);
    }
    for finding in of_forms.iter().filter(fails) {
        printed(finding).for_each(|amount| accuse(finding, judgements.get_mut(amount)));
    }
    // What a form bears out is not what is wrong within the prose.
    for finding in within.iter().filter(fails) {
        for amount in printed(finding) {
            let judgement = judgements.get_mut(amount);
            accuse(finding, judgement.filter(|judgement| judgement.status != Status::Verified));
        }
    }
}

/// Verifies the amounts of a check that closes exactly: one of a form by the figure that states it, and that by the form.
fn verify(ledger: &Ledger, finding: &Finding, judgements: &mut [Judgement]) {
    let amounts: Vec<usize> = printed(finding).collect();
    let counts = |index: &usize| {
        ledger.amounts.get(*index).is_some_and(|amount| amount.value.is_some_and(|value| !value.is_zero()))
    };
    // Of nothing but zeros each is borne out by the other; a sum of one amount and zeros says no more than its copy.
    if amounts.len() < 2 {
        return;
    }
    let proves_nothing =
        |index: &usize| ledger.amounts.get(*index).is_some_and(|amount| amount.copies_prove_nothing);
    let few = amounts.iter().filter(|index| counts(index)).count() <= 2;
    if few && amounts.iter().any(proves_nothing) {
        return;
    }
    for index in amounts {
        let settles = ledger.amounts.get(index).is_some_and(|amount| amount.proof != Proof::Never);
        if let Some(judgement) = judgements.get_mut(index)
            && (judgement.status == Status::Unchecked
                || judgement.status == Status::Suspect && settles && is_of_reading(ledger, index, judgement))
        {
            (judgement.status, judgement.reason) = (Status::Verified, None);
        }
    }
}

/// Whether an amount is suspect by its reading alone: no check spoke against it.
fn is_of_reading(ledger: &Ledger, index: usize, judgement: &Judgement) -> bool {
    ledger.amounts.get(index).is_some_and(|amount| amount.doubt == judgement.reason)
}

fn accuse(finding: &Finding, judgement: Option<&mut Judgement>) {
    let Some(judgement) = judgement else { return };
    let at = finding.at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
    let difference = finding.difference.map(canonical).unwrap_or_default();
    let reason = format!("{}{at} fails by {difference}", finding.check.name);
    judgement.status = Status::Suspect;
    judgement.reason = Some(match judgement.reason.take() {
        Some(before) if before.contains(&reason) => before,
        Some(before) => format!("{before}; {reason}"),
        None => reason,
    });
}

fn printed(finding: &Finding) -> impl Iterator<Item = usize> {
    finding.terms.iter().filter_map(|(slot, _)| match slot {
        Slot::Printed(amount) => Some(*amount),
        Slot::Blank(_) => None,
    })
}
