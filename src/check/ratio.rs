//! Holds percentages against the amounts that they compare.
//!
//! 决算数为预算数的% is 决算数 ÷ 预算数 × 100, and 比上年增长% is 决算数 ÷ 上年决算数 × 100 − 100, within half of its last
//! printed digit and what the rounding of both amounts may add. Such a check accuses, and proves nothing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::finding::{Finding, Sign};
use super::ledger::{Ledger, LedgerAmount};
use super::select::{Blank, Slot};
use crate::record::words::Verdict;
use crate::taxonomy::identities::{Identity, Relation};

/// Limits of what is computed with: products stay far inside the range of exact decimals.
const LARGEST_AMOUNT: i64 = 10_000_000_000_000_000;
const LARGEST_PERCENT: i64 = 10_000_000;
/// Decimals to which the percentage that is due is told.
pub(super) const TOLD: u32 = 4;
/// Percentages are rounded twice now and then (51.446 to 51.45 to 51.5): a tenth more than half of the last digit.
pub(super) const ROUNDED_TWICE: Decimal = Decimal::from_parts(11, 0, 0, false, 1);
/// Where so many in a hundred of a column are cut off instead of rounded, all are: chance makes fewer.
const CUT_OFF: usize = 25;
const FEWEST_CUT_OFF: usize = 3;
/// Fewest percentages that are off where a column is said to be computed on another one.
const FEWEST_ON_ANOTHER: usize = 3;

/// A percentage with the two amounts that it compares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ratio {
    pub(super) percent: usize,
    /// The part; none where it is blank.
    pub(super) part: Option<usize>,
    pub(super) base: usize,
    /// Whether it tells the change and not the share.
    change: bool,
    /// How far the percentage may be off.
    tolerance: Decimal,
}

impl Ratio {
    /// The ratio of a finding, if it is one.
    pub(super) fn of(finding: &Finding) -> Option<Self> {
        let printed = |slot: &Slot| if let Slot::Printed(amount) = slot { Some(*amount) } else { None };
        let [(percent, Sign::Whole), (part, Sign::Plus), (base, Sign::Plus)] = finding.terms.as_slice()
        else {
            return None;
        };
        finding.check.relation.is_ratio().then_some(())?;
        Some(Self {
            percent: printed(percent)?,
            part: printed(part),
            base: printed(base)?,
            change: finding.check.relation == Relation::Change,
            tolerance: finding.tolerance?,
        })
    }

    /// By how much the part that the percentage makes of the base exceeds the printed one; and how far it may.
    pub(super) fn gap(&self, percent: Decimal, part: Decimal, base: Decimal) -> Option<(Decimal, Decimal)> {
        let due = percent.checked_mul(base)?.checked_div(Decimal::ONE_HUNDRED)?;
        let due = if self.change { due.checked_add(base)? } else { due };
        let tolerance = self.tolerance.checked_mul(base.abs())?.checked_div(Decimal::ONE_HUNDRED)?;
        Some((due.checked_sub(part)?, tolerance))
    }

    /// How much the gap grows with the percentage, the part and the base.
    pub(super) fn weights(&self, percent: Decimal, base: Decimal) -> Option<[(Option<usize>, Decimal); 3]> {
        let share = percent.checked_div(Decimal::ONE_HUNDRED)?;
        let of_base = if self.change { share.checked_add(Decimal::ONE)? } else { share };
        Some([
            (Some(self.percent), base.checked_div(Decimal::ONE_HUNDRED)?),
            (self.part, Decimal::NEGATIVE_ONE),
            (Some(self.base), of_base),
        ])
    }
}

/// Holds a percentage against its amounts; `None` where nothing can be said.
pub(super) fn terms_to_ratio(
    ledger: &Ledger,
    blanks: &[Blank],
    check: &'static Identity,
    terms: &[(Slot, Sign)],
) -> Option<Finding> {
    let is_zero = |slot: &Slot| match slot {
        Slot::Printed(_) => true,
        Slot::Blank(blank) => blanks.get(*blank).is_some_and(|blank| {
            let form = ledger.forms.get(blank.form);
            form.is_some_and(|form| form.blank_is_zero(blank.side.as_deref(), &blank.measure))
        }),
    };
    let blank_is_zero = terms.iter().all(|(slot, _)| is_zero(slot));
    let (found, expected, tolerance) = due(ledger, check, terms, blank_is_zero)?;
    Some(Finding::settled(check, found, expected, tolerance))
}

/// The percentage as printed and as it is due, and how far they may differ; `None` where nothing can be said: the base is blank or zero, or the amounts are no amounts.
fn due(
    ledger: &Ledger,
    check: &'static Identity,
    terms: &[(Slot, Sign)],
    blank_is_zero: bool,
) -> Option<(Decimal, Decimal, Decimal)> {
    let amount = |slot: &Slot| match slot {
        Slot::Printed(index) => ledger.amounts.get(*index),
        Slot::Blank(_) => None,
    };
    let [(percent, _), (part, _), (base, _)] = terms else { return None };
    let (percent, base) = (amount(percent)?, amount(base)?);
    let known = |a: &LedgerAmount, most: i64| a.value.filter(|v| v.abs() <= Decimal::from(most));
    let percent_value = known(percent, LARGEST_PERCENT).filter(|_| !percent.money)?;
    let base_value = known(base, LARGEST_AMOUNT).filter(|v| base.money && !v.is_zero())?;
    let (part_value, part_half) = match amount(part) {
        Some(part) => (known(part, LARGEST_AMOUNT).filter(|_| part.money)?, part.half),
        None if blank_is_zero => (Decimal::ZERO, Decimal::ZERO),
        None => return None,
    };
    let share = part_value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base_value)?;
    let due = if check.relation == Relation::Change { share - Decimal::ONE_HUNDRED } else { share };
    let of_amounts = (part_half * Decimal::ONE_HUNDRED)
        .checked_add(share.abs().checked_mul(base.half)?)?
        .checked_div(base_value.abs())?;
    Some((
        percent_value,
        due.round_dp(TOLD),
        percent.own_half.checked_mul(ROUNDED_TWICE)?.checked_add(of_amounts)?.round_dp(TOLD + 4),
    ))
}

/// Takes back percentages of a column that are computed on another column: its heading says less than it means.
pub(super) fn leave_out_other_bases(ledger: &Ledger, findings: &mut [Finding]) {
    let counted = |f: &&Finding| f.found.is_some_and(|percent| !percent.is_zero());
    let fails = findings.iter().filter(counted).filter(|f| f.verdict == Verdict::Fails).count();
    let all = findings.iter().filter(counted).filter(|f| f.verdict != Verdict::NotApplicable).count();
    if fails < FEWEST_ON_ANOTHER || fails * 2 <= all {
        return;
    }
    let mut on_another: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings.iter().filter(counted) {
        let [(percent, _), (Slot::Printed(part), sign), (Slot::Printed(base), _)] = finding.terms.as_slice()
        else {
            continue;
        };
        let Some(line) = ledger.amounts.get(*base).and_then(|a| ledger.forms.get(a.form)?.lines.get(a.line))
        else {
            continue;
        };
        for (measure, other) in line.amounts.iter().filter(|(_, other)| other != part && other != base) {
            let terms =
                [(*percent, Sign::Whole), (Slot::Printed(*part), *sign), (Slot::Printed(*other), *sign)];
            let fits = due(ledger, finding.check, &terms, true)
                .is_some_and(|(found, expected, tolerance)| (found - expected).abs() <= tolerance);
            *on_another.entry(measure).or_default() += usize::from(fits);
        }
    }
    if on_another.values().any(|fitting| fitting * 2 > all) {
        findings.iter_mut().for_each(Finding::take_back);
    }
}

/// Accepts percentages of a column that are cut off after the last digit instead of rounded, where many are.
pub(super) fn accept_cut_off(findings: &mut [Finding]) {
    let is_cut = |finding: &Finding| {
        let twice = finding.tolerance.unwrap_or_default() * Decimal::TWO;
        !finding.allows(finding.difference.unwrap_or_default())
            && finding.difference.is_some_and(|d| d.abs() <= twice)
    };
    let cut = findings.iter().filter(|f| is_cut(f)).count();
    let counted = findings.iter().filter(|f| f.found.is_some_and(|p| !p.is_zero())).count();
    if cut < FEWEST_CUT_OFF || cut * 100 < counted * CUT_OFF {
        return;
    }
    for finding in findings.iter_mut().filter(|f| f.tolerance.is_some()) {
        finding.tolerance = finding.tolerance.map(|tolerance| tolerance * Decimal::TWO);
        finding.settle();
    }
}
