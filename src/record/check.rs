//! Defines the record of one accounting identity as it came out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Amount;
use super::words::{RecordType, Verdict};

/// One amount in an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TermRecord")]
#[non_exhaustive]
pub struct Term {
    /// The kind of form.
    pub form: String,
    /// Which form of its kind.
    pub instance: u32,
    /// The side of the line.
    pub side: Option<String>,
    /// The part of the place, in accounts of whole governments; null in every other family.
    pub place: Option<String>,
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
    pub amount_yuan: Option<Amount>,
    /// The page, counted from 1.
    pub page: Option<u32>,
}

/// One accounting identity evaluated on the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CheckRecord")]
#[non_exhaustive]
pub struct Check {
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
    pub expected: Option<Amount>,
    /// The printed whole, in 元.
    pub found: Option<Amount>,
    /// `found` − `expected`, in 元.
    pub difference: Option<Amount>,
    /// How far they may differ by rounding, in 元.
    pub tolerance: Option<Amount>,
    /// Its amounts.
    pub terms: Vec<Term>,
}
