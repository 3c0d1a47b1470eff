//! Findings to the records that are written.

use rust_decimal::Decimal;

use crate::check::{Audit, Finding, Sign, Slot};
use crate::record::RecordType;
use crate::record::check::{CheckRecord, TermRecord};
use crate::text::number::canonical;

/// The findings of a document in their order.
pub fn check_records(document: &str, audit: &Audit) -> impl Iterator<Item = CheckRecord> {
    audit.findings.iter().map(move |finding| check_record(document, audit, finding))
}

fn check_record(document: &str, audit: &Audit, finding: &Finding) -> CheckRecord {
    let plain = |value: Option<Decimal>| value.map(canonical);
    CheckRecord {
        record: RecordType::Check,
        document: document.to_owned(),
        check: finding.check.name.clone(),
        at: finding.at.clone(),
        verdict: finding.verdict,
        expected: plain(finding.expected),
        found: plain(finding.found),
        difference: plain(finding.difference),
        tolerance: plain(finding.tolerance),
        terms: finding.terms.iter().filter_map(|(slot, sign)| term_record(audit, *slot, *sign)).collect(),
    }
}

fn term_record(audit: &Audit, slot: Slot, sign: Sign) -> Option<TermRecord> {
    let term = audit.term(slot)?;
    let sign = match sign {
        Sign::Whole => "=",
        Sign::Plus => "+",
        Sign::Minus => "-",
    };
    Some(TermRecord {
        form: term.form.to_owned(),
        instance: term.instance,
        side: term.side.map(str::to_owned),
        code: term.code.map(str::to_owned),
        item: term.item.map(str::to_owned),
        nth: term.nth,
        measure: term.measure.to_owned(),
        sign: sign.to_owned(),
        amount_yuan: term.amount.map(canonical),
        page: term.page,
    })
}
