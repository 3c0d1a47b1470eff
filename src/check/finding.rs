//! Defines what came of a check at one place.

use rust_decimal::Decimal;

use super::select::Slot;
use crate::record::words::Verdict;
use crate::taxonomy::identities::{Identity, Relation};

/// Role of a term in its check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The whole.
    Whole,
    /// A part that is added.
    Plus,
    /// A part that is taken away.
    Minus,
}

impl Sign {
    /// Factor of the term in found − expected.
    pub(super) fn weight(self) -> i64 {
        match self {
            Self::Whole | Self::Minus => 1,
            Self::Plus => -1,
        }
    }
}

/// Identity as evaluated at one place. Amounts are in 元, or numbers where the check counts.
#[derive(Debug)]
pub struct Finding {
    /// The identity.
    pub check: &'static Identity,
    /// Place: a code, a line, a column.
    pub at: Option<String>,
    /// Verdict on it.
    pub verdict: Verdict,
    /// Sum of the parts.
    pub expected: Option<Decimal>,
    /// The printed whole.
    pub found: Option<Decimal>,
    /// `found` − `expected`.
    pub difference: Option<Decimal>,
    /// Tolerance: how far they may differ by rounding.
    pub tolerance: Option<Decimal>,
    /// The whole, then its parts.
    pub terms: Vec<(Slot, Sign)>,
    /// The form of the whole.
    pub(super) form: usize,
}

impl Finding {
    /// Makes the finding of amounts that are known, with the verdict that these give; its place and its terms are added.
    pub(super) fn settled(
        check: &'static Identity,
        found: Decimal,
        expected: Decimal,
        tolerance: Decimal,
    ) -> Self {
        let mut finding = Self {
            verdict: Verdict::Holds,
            expected: Some(expected),
            found: Some(found),
            difference: Some(found - expected),
            tolerance: Some(tolerance),
            ..not_applicable(check, None, Vec::new())
        };
        finding.settle();
        finding
    }

    /// Whether it is an equality without any difference.
    pub(super) fn closes_exactly(&self) -> bool {
        self.check.relation.proves()
            && self.verdict == Verdict::Holds
            && self.difference.is_some_and(|d| d.is_zero())
    }

    /// Whether the check allows a difference.
    pub(super) fn allows(&self, difference: Decimal) -> bool {
        let tolerance = self.tolerance.unwrap_or_default();
        match self.check.relation {
            Relation::Equality | Relation::Percent | Relation::Change | Relation::Growth => {
                difference.abs() <= tolerance
            }
            Relation::AtMost => difference <= tolerance,
            Relation::AtLeast | Relation::Withheld => difference >= -tolerance,
        }
    }

    /// Says nothing any more: the check is not meant here.
    pub(super) fn take_back(&mut self) {
        self.verdict = Verdict::NotApplicable;
        (self.expected, self.found, self.difference, self.tolerance) = (None, None, None, None);
    }

    /// Sets the verdict by the difference.
    pub(super) fn settle(&mut self) {
        let Some(difference) = self.difference else { return };
        self.verdict = if self.allows(difference) { Verdict::Holds } else { Verdict::Fails };
    }
}

/// A check that could not be evaluated at a place.
pub(super) fn not_applicable(
    check: &'static Identity,
    at: Option<String>,
    terms: Vec<(Slot, Sign)>,
) -> Finding {
    let verdict = Verdict::NotApplicable;
    Finding {
        check,
        at,
        verdict,
        expected: None,
        found: None,
        difference: None,
        tolerance: None,
        terms,
        form: usize::MAX,
    }
}
