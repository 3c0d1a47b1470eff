//! Findings to the records that are written.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::records::RecordType;
use crate::check::{Audit, Finding, Sign, Slot, Verdict};
use crate::fact::amount::canonical;

/// One amount in an identity.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TermRecord {
    /// The kind of form.
    pub form: String,
    /// Which form of its kind.
    pub instance: u32,
    /// The side of the line.
    pub side: Option<String>,
    /// The code of the line.
    pub code: Option<String>,
    /// The name of the line.
    pub item: Option<String>,
    /// Which of several equal lines.
    pub nth: u32,
    /// The amount column.
    pub measure: String,
    /// `=` for the whole, `+` and `-` for its parts.
    pub sign: String,
    /// In 元, exact; of what is no money (辆), the number; null where it is blank.
    pub amount_yuan: Option<String>,
    /// The page, counted from 1.
    pub page: Option<u32>,
}

/// One accounting identity evaluated on the facts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckRecord {
    /// Always `check`.
    pub record: RecordType,
    /// SHA-256 of the document's bytes.
    pub document: String,
    /// The name of the identity, as facts list it.
    pub check: String,
    /// Where it was evaluated: a code or a line, and the column where there are several.
    pub at: Option<String>,
    /// How it came out.
    pub verdict: Verdict,
    /// What the parts make, in 元.
    pub expected: Option<String>,
    /// The printed whole, in 元.
    pub found: Option<String>,
    /// `found` − `expected`, in 元.
    pub difference: Option<String>,
    /// How far they may differ by rounding, in 元.
    pub tolerance: Option<String>,
    /// Its amounts.
    pub terms: Vec<TermRecord>,
}

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
