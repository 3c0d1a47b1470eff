//! Takes a check back where it is not meant: where most lines of a column do not add up, its parts are a choice (20 of the
//! programmes, 合计 of all), or the forms that it compares are not of one account.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::ledger::Ledger;
use super::select::Slot;
use crate::record::words::Verdict;

/// Fewest turns that fail where a check is said not to be meant: fewer may be errors, but where none holds.
const FEWEST: usize = 3;
const FEWEST_OF_NONE: usize = 2;

/// Takes back what a check found on one form, in columns in which most of it fails.
pub(super) fn leave_out_unmeant(ledger: &Ledger, findings: &mut [Finding]) {
    let mut columns: BTreeMap<&str, Column> = BTreeMap::new();
    let measure = |finding: &Finding| match finding.terms.first() {
        Some((Slot::Printed(amount), _)) => ledger.amounts.get(*amount).map(|a| a.measure.as_str()),
        _ => None,
    };
    for finding in findings.iter().filter(|finding| !is_nothing(finding)) {
        let column = columns.entry(measure(finding).unwrap_or_default()).or_default();
        column.holds += usize::from(finding.verdict == Verdict::Holds);
        column.fails += usize::from(finding.verdict == Verdict::Fails);
    }
    let all = columns.values().fold(Column::default(), |all, column| Column {
        holds: all.holds + column.holds,
        fails: all.fails + column.fails,
    });
    for finding in findings {
        let column = columns.get(measure(finding).unwrap_or_default());
        if column.is_some_and(Column::is_unmeant) || (all.holds == 0 && all.fails >= FEWEST_OF_NONE) {
            finding.take_back();
        }
    }
}

/// How many lines of a column add up, and how many do not.
#[derive(Default)]
struct Column {
    holds: usize,
    fails: usize,
}

impl Column {
    fn is_unmeant(&self) -> bool {
        self.fails >= FEWEST && self.fails > self.holds
    }
}

/// Whether a finding is about nothing but zeros.
fn is_nothing(finding: &Finding) -> bool {
    let zero = |amount: Option<rust_decimal::Decimal>| amount.is_some_and(|a| a.is_zero());
    zero(finding.found) && zero(finding.expected)
}
