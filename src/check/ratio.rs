//! Holds percentages against the amounts that they compare.
//!
//! 决算数为预算数的% is 决算数 ÷ 预算数 × 100, and 比上年增长% is 决算数 ÷ 上年决算数 × 100 − 100, within half of its last
//! printed digit and what the rounding of both amounts may add. Such a check accuses, and proves nothing.

use rust_decimal::Decimal;

use super::evaluate::{Finding, Sign};
use super::ledger::{Ledger, LedgerAmount};
use super::select::Slot;
use crate::taxonomy::identities::{Identity, Relation};

/// Limits of what is computed with: products stay far inside the range of exact decimals.
const LARGEST_AMOUNT: i64 = 10_000_000_000_000_000;
const LARGEST_PERCENT: i64 = 10_000_000;
/// Decimals to which the percentage that is due is told.
const TOLD: u32 = 4;
/// Percentages are rounded twice now and then (51.446 to 51.45 to 51.5): a tenth more than half of the last digit.
const ROUNDED_TWICE: Decimal = Decimal::from_parts(11, 0, 0, false, 1);
/// Where so many in a hundred of a column are cut off instead of rounded, all are: chance makes fewer.
const CUT_OFF: usize = 25;
const FEWEST_CUT_OFF: usize = 3;

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

/// Evaluates a percentage; `None` where nothing can be said: the base is blank or zero, or the amounts are no amounts.
pub(super) fn sum_ratio(
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
        percent.own_half.checked_mul(ROUNDED_TWICE)?.checked_add(of_amounts)?,
    ))
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
