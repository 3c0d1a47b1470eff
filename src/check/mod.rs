//! From facts to findings: whether the accounts add up, and which amounts that speaks for or against.
//!
//! # Steps
//! 1. facts become a ledger of forms, lines and amounts ([`ledger`]), from a PDF or from JSON lines ([`postings`]);
//! 2. forms that belong together become sets: 汇总 and 本级 are never mixed ([`sets`]);
//! 3. every identity of `models/<family>/checks/` ([`identities`](crate::taxonomy::identities)) is evaluated wherever it applies ([`select`], [`evaluate`]);
//! 4. failing checks are traced to the amounts that can explain them ([`blame`]), and exact ones verify their amounts
//!    ([`explain`]);
//! 5. amounts of scans whose reading is in doubt are set to the one other reading that closes what fails ([`repair`]).
//!
//! Exact decimals throughout; no float is involved.

mod blame;
mod catalogue;
mod evaluate;
mod explain;
mod ledger;
mod likeness;
pub mod postings;
mod repair;
mod select;
mod sets;
#[cfg(test)]
mod tests;

use rust_decimal::Decimal;

use crate::fact::Fact;
use crate::fact::candidates::amend;
use crate::form::Forms;
use crate::record::words::Status;
use crate::record::words::Verdict;
pub use crate::taxonomy::identities::{Check, Relation};
pub use catalogue::{catalogue, describe, names};
pub use evaluate::{Finding, Sign};
pub use ledger::{Ledger, Posting, facts_to_postings, postings_to_ledger};
use repair::{Repairs, find_repairs, with_repairs};
use select::Blank;
pub use select::Slot;

/// What the checks say of a document.
#[derive(Debug, Default)]
pub struct Audit {
    /// Every evaluation, in the order of the checks.
    pub findings: Vec<Finding>,
    /// What is known of each amount, in the order of the facts.
    pub judgements: Vec<Judgement>,
    ledger: Ledger,
    blanks: Vec<Blank>,
}

/// What is known of one amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Its status.
    pub status: Status,
    /// Why it is suspect.
    pub reason: Option<String>,
    /// The names of the checks it takes part in, each once.
    pub checks: Vec<&'static str>,
}

/// A term of a finding, with what tells it on the page.
#[derive(Debug, Clone, Copy)]
pub struct Term<'a> {
    /// The kind of form.
    pub form: &'a str,
    /// Which form of its kind.
    pub instance: u32,
    /// The side of the line.
    pub side: Option<&'a str>,
    /// The code of the line.
    pub code: Option<&'a str>,
    /// The name of the line.
    pub item: Option<&'a str>,
    /// Which of several equal lines.
    pub nth: u32,
    /// The amount column.
    pub measure: &'a str,
    /// In 元, or the number where it is no money; `None` where it is blank.
    pub amount: Option<Decimal>,
    /// The page.
    pub page: Option<u32>,
}

impl Audit {
    /// How many checks fail.
    pub fn failing(&self) -> usize {
        self.findings.iter().filter(|f| f.verdict == Verdict::Fails).count()
    }

    /// What stands at a place of a finding.
    pub fn term(&self, slot: Slot) -> Option<Term<'_>> {
        match slot {
            Slot::Printed(index) => {
                let amount = self.ledger.amounts.get(index)?;
                let form = self.ledger.forms.get(amount.form)?;
                let line = form.lines.get(amount.line)?;
                Some(Term {
                    form: &form.kind,
                    instance: form.instance,
                    side: line.side.as_deref(),
                    code: line.code.as_deref(),
                    item: line.item.as_deref(),
                    nth: line.nth,
                    measure: &amount.measure,
                    amount: amount.value,
                    page: Some(amount.page),
                })
            }
            Slot::Blank(index) => {
                let blank = self.blanks.get(index)?;
                let form = self.ledger.forms.get(blank.form)?;
                Some(Term {
                    form: &form.kind,
                    instance: form.instance,
                    side: blank.side.as_deref(),
                    code: blank.code.as_deref(),
                    item: blank.item.as_deref(),
                    nth: blank.nth,
                    measure: &blank.measure,
                    amount: None,
                    page: None,
                })
            }
        }
    }
}

/// Evaluates every check on a ledger.
pub fn audit(ledger: Ledger) -> Audit {
    let (mut findings, blanks) = evaluate::evaluate(&ledger);
    let judgements = blame::judge(&ledger, &blanks, &mut findings);
    Audit { findings, judgements, ledger, blanks }
}

/// The same on postings, some of which may be other amounts than they were read as; and which of them are, in 元.
fn audit_and_repair(postings: &[Posting]) -> (Audit, Repairs) {
    let mut repairs = find_repairs(postings);
    loop {
        let audit = audit(postings_to_ledger(with_repairs(postings, &repairs)));
        let before = repairs.len();
        // What no sum proves stays as it was read.
        repairs.retain(|index, _| audit.judgements.get(*index).is_some_and(|j| j.status == Status::Verified));
        if repairs.len() == before {
            return (audit, repairs);
        }
    }
}

/// Checks the facts of a document and sets their statuses; what was suspect before stays so, but where a doubtful reading
/// is proved or repaired.
pub fn judge(forms: &Forms, facts: &mut [Fact]) -> Audit {
    let postings: Vec<Posting> = facts_to_postings(forms, facts).collect();
    let (audit, repairs) = audit_and_repair(&postings);
    for (fact, judgement) in facts.iter_mut().zip(&audit.judgements) {
        fact.status = judgement.status;
        fact.reason.clone_from(&judgement.reason);
    }
    for (index, amount) in repairs {
        if let Some(fact) = facts.get_mut(index)
            && amend(fact, amount)
        {
            fact.status = Status::Repaired;
            fact.reason = Some(format!("read as {}, which breaks sums that this amount closes", fact.raw));
        }
    }
    audit
}
