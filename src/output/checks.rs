//! Turns findings into records.

use crate::check::{Audit, Finding, Sign, Slot};
use crate::record::words::RecordType;
use crate::record::{Amount, Check, Term};

/// Makes the records of the findings of a document, in their order.
pub fn findings_to_records(document: &str, audit: &Audit) -> impl Iterator<Item = Check> {
    audit.findings.iter().map(move |finding| finding_to_record(document, audit, finding))
}

fn finding_to_record(document: &str, audit: &Audit, finding: &Finding) -> Check {
    Check {
        record: RecordType::Check,
        document: document.to_owned(),
        check: finding.check.name.clone(),
        at: finding.at.clone(),
        verdict: finding.verdict,
        expected: finding.expected.map(Amount::from),
        found: finding.found.map(Amount::from),
        difference: finding.difference.map(Amount::from),
        tolerance: finding.tolerance.map(Amount::from),
        terms: finding.terms.iter().filter_map(|(slot, sign)| term_record(audit, *slot, *sign)).collect(),
    }
}

fn term_record(audit: &Audit, slot: Slot, sign: Sign) -> Option<Term> {
    let term = audit.term(slot)?;
    let sign = match sign {
        Sign::Whole => "=",
        Sign::Plus => "+",
        Sign::Minus => "-",
    };
    Some(Term {
        form: term.form.to_owned(),
        instance: term.instance,
        side: term.side.map(str::to_owned),
        place: term.place.map(str::to_owned),
        code: term.code.map(str::to_owned),
        item: term.item.map(str::to_owned),
        nth: term.nth,
        measure: term.measure.to_owned(),
        sign: sign.to_owned(),
        amount_yuan: term.amount.map(Amount::from),
        page: term.page,
    })
}
