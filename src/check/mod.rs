//! Turns facts into findings: whether the accounts add up, and which amounts that speaks for or against.
//!
//! # Steps
//! 1. facts, just read or written by any program, become postings in a ledger of forms, lines and amounts (`ledger`);
//! 2. forms that belong together become sets: 汇总 and 本级 are never mixed (`sets`);
//! 3. every identity of `models/<family>/checks/` (`identities`) is evaluated wherever
//!    it applies (`select`, `evaluate`); in accounts of whole places lines are joined first to what makes them up
//!    (`parts`, `places`) and to the same lines of other forms (`partners`), and percentages are held against their
//!    amounts (`ratio`);
//! 4. failing checks are traced to the amounts that can explain them (`blame`), and exact ones verify their amounts
//!    (`explain`);
//! 5. the figures of the prose are held against the forms and against each other (`stated`);
//! 6. amounts of scans whose reading is in doubt are set to the one other reading that closes what fails (`repair`).
//!
//! Exact decimals throughout; no float is involved.

mod blame;
mod catalogue;
mod evaluate;
mod explain;
mod finding;
mod joined;
mod judgement;
mod labels;
mod ledger;
mod levels;
mod partners;
mod parts;
mod performance;
#[cfg(test)]
mod place_tests;
mod places;
mod posting;
mod proof;
mod ratio;
mod relations;
mod repair;
mod select;
mod sets;
mod similarity;
mod stated;
#[cfg(test)]
mod tests;
mod unmeant;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::fact::Draft;
use crate::fact::candidates::amend;
use crate::record::words::{Status, Verdict};
use crate::record::{Amount, Fact, Figure};
use crate::taxonomy::identities::PROSE;
pub use crate::taxonomy::identities::{Identity, Relation};
pub use catalogue::{catalogue, describe, names};
pub use finding::{Finding, Sign};
use joined::postings_to_ledger;
use judgement::Judgement;
use ledger::Ledger;
use posting::{Posting, draft_to_posting, fact_to_posting, figures_to_postings};
use repair::{Repairs, find_repairs, with_repairs};
use select::Blank;
pub use select::Slot;

/// Result of all checks of a document.
#[derive(Debug, Default)]
pub struct Audit {
    /// Every evaluation, in the order of the checks.
    pub findings: Vec<Finding>,
    ledger: Ledger,
    blanks: Vec<Blank>,
}

/// Audit with the judgement of each posting, in their order.
#[derive(Debug, Default)]
struct Judged {
    audit: Audit,
    judgements: Vec<Judgement>,
}

/// Term of a finding, with what identifies it on the page.
#[derive(Debug, Clone, Copy)]
pub struct FindingTerm<'a> {
    /// The kind of form.
    pub form: &'a str,
    /// Number of the form among those of its kind.
    pub instance: u32,
    /// The side of the line.
    pub side: Option<&'a str>,
    /// The part of the place, in accounts of whole places.
    pub place: Option<&'a str>,
    /// The code of the line.
    pub code: Option<&'a str>,
    /// The name of the line.
    pub item: Option<&'a str>,
    /// Number among equal lines.
    pub nth: u32,
    /// The amount column.
    pub measure: &'a str,
    /// In 元, or the number where it is no money; `None` where it is blank.
    pub amount: Option<Decimal>,
    /// The page.
    pub page: Option<u32>,
    /// Which figure of the prose it is, where it is none of a form.
    pub figure: Option<usize>,
}

impl Audit {
    /// Number of checks that fail.
    pub fn failing(&self) -> usize {
        self.findings.iter().filter(|f| f.verdict == Verdict::Fails).count()
    }

    /// Finds the amounts, by their places among those that were judged, that the sums alone bear out, whoever read them.
    pub(crate) fn borne_out(&self) -> BTreeSet<usize> {
        proof::borne_out(&self.ledger, &self.findings)
    }

    /// Gives the term at a place of a finding.
    pub fn term(&self, slot: Slot) -> Option<FindingTerm<'_>> {
        match slot {
            Slot::Printed(index) => {
                let amount = self.ledger.amounts.get(index)?;
                let form = self.ledger.forms.get(amount.form)?;
                let line = form.lines.get(amount.line)?;
                Some(FindingTerm {
                    form: &form.kind,
                    instance: form.instance,
                    side: line.side.as_deref(),
                    place: line.place.as_deref(),
                    code: line.code.as_deref(),
                    item: line.item.as_deref(),
                    nth: line.nth,
                    measure: &amount.measure,
                    amount: amount.value,
                    page: Some(amount.page),
                    figure: (form.kind == PROSE).then_some(amount.line),
                })
            }
            Slot::Blank(index) => {
                let blank = self.blanks.get(index)?;
                let form = self.ledger.forms.get(blank.form)?;
                Some(FindingTerm {
                    form: &form.kind,
                    instance: form.instance,
                    side: blank.side.as_deref(),
                    place: blank.place.as_deref(),
                    code: blank.code.as_deref(),
                    item: blank.item.as_deref(),
                    nth: blank.nth,
                    measure: &blank.measure,
                    amount: None,
                    page: None,
                    figure: None,
                })
            }
        }
    }
}

/// Makes a term of a printed amount.
impl<'a> From<&'a Fact> for FindingTerm<'a> {
    fn from(fact: &'a Fact) -> Self {
        Self {
            form: &fact.form,
            instance: fact.instance,
            side: fact.side.as_deref(),
            place: fact.place.as_deref(),
            code: fact.code.as_deref(),
            item: fact.item.as_deref(),
            nth: fact.nth,
            measure: &fact.measure,
            amount: fact.countable().map(Amount::decimal),
            page: Some(fact.page),
            figure: None,
        }
    }
}

/// Evaluates every check on the facts of one document, whichever program wrote them, and writes into each what the
/// checks say of it. What was suspect before stays so, but for what an earlier check said.
pub fn judge(facts: &mut [Fact]) -> Audit {
    judge_with_figures(facts, &mut [])
}

/// Evaluates every check on the facts of one document and the figures of its prose.
pub fn judge_with_figures(facts: &mut [Fact], figures: &mut [Figure]) -> Audit {
    let year = facts.first().and_then(|fact| fact.fiscal_year);
    let postings: Vec<Posting> =
        facts.iter().map(fact_to_posting).chain(figures_to_postings(figures, year)).collect();
    let Judged { audit, judgements } = audit(postings_to_ledger(&postings));
    let mut judgements = judgements.into_iter();
    facts.iter_mut().zip(&mut judgements).for_each(|(fact, judgement)| judgement.write(fact));
    figures.iter_mut().zip(judgements).for_each(|(figure, judgement)| judgement.write_figure(figure));
    audit
}

/// Evaluates every check on facts that were just read: a doubtful reading may be proved, or repaired.
pub fn judge_drafts(drafts: &mut [Draft]) -> Audit {
    judge_drafts_and_figures(drafts, &mut [], None)
}

/// Evaluates every check on facts and figures of the prose that were just read; the prose is of the year.
pub(crate) fn judge_drafts_and_figures(
    drafts: &mut [Draft],
    figures: &mut [Figure],
    year: Option<u16>,
) -> Audit {
    let mut postings: Vec<Posting> = drafts.iter().map(draft_to_posting).collect();
    postings.extend(figures_to_postings(figures, year));
    let (Judged { audit, judgements }, repairs) = audit_and_repair(&postings);
    let mut judgements = judgements.into_iter();
    drafts.iter_mut().zip(&mut judgements).for_each(|(draft, judgement)| judgement.write(&mut draft.fact));
    figures.iter_mut().zip(judgements).for_each(|(figure, judgement)| judgement.write_figure(figure));
    for (index, amount) in repairs {
        if let Some(Draft { fact, .. }) = drafts.get_mut(index)
            && amend(fact, amount)
        {
            fact.status = Status::Repaired;
            fact.reason = Some(format!("read as {}, which breaks sums that this amount closes", fact.raw));
        }
    }
    audit
}

/// Evaluates every check on a ledger.
fn audit(ledger: Ledger) -> Judged {
    let (mut findings, mut blanks) = evaluate::evaluate(&ledger);
    let mut judgements = blame::judge(&ledger, &blanks.all, &mut findings);
    let stated = stated::evaluate(&ledger, &mut blanks);
    stated::judge(&ledger, &stated, &mut judgements);
    findings.extend(stated);
    Judged { audit: Audit { findings, ledger, blanks: blanks.all }, judgements }
}

/// Evaluates every check on postings, and repairs doubtful ones. Returns the repaired amounts too, in 元.
fn audit_and_repair(postings: &[Posting]) -> (Judged, Repairs) {
    let mut repairs = find_repairs(postings);
    loop {
        let found = audit(postings_to_ledger(&with_repairs(postings, &repairs)));
        let before = repairs.len();
        // What no sum proves stays as it was read.
        repairs.retain(|index, _| found.judgements.get(*index).is_some_and(|j| j.status == Status::Verified));
        if repairs.len() == before {
            return (found, repairs);
        }
    }
}
