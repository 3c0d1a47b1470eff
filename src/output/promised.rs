//! Records of the output contract that this version writes none of yet, so that the schemas are whole: whoever parses
//! the output can be ready for them.

use schemars::JsonSchema;
use serde::Serialize;

use super::records::RecordType;
use crate::fact::{Method, Status};

/// Which way a change went.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeDirection {
    /// 增长, 增加.
    Increase,
    /// 下降, 减少.
    Decrease,
    /// 持平.
    None,
}

/// An amount, percentage or count that the prose (第三部分 情况说明) states.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FigureRecord {
    /// Always `figure`.
    pub record: RecordType,
    /// SHA-256 of the document's bytes.
    pub document: String,
    /// What is stated.
    pub key: String,
    /// What a figure of a class or item belongs to: a path joined by `/`.
    pub item: Option<String>,
    /// The classification code that it belongs to.
    pub code: Option<String>,
    /// What stands on the page.
    pub raw: String,
    /// 元 千元 万元 亿元, %, 辆 …
    pub unit: Option<String>,
    /// In 元, exact; null where the unit is no money.
    pub amount_yuan: Option<String>,
    /// Of a change, which is unsigned itself.
    pub direction: Option<ChangeDirection>,
    /// The sentence it stands in.
    pub sentence: String,
    /// The page, counted from 1.
    pub page: u32,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f64,
    /// What is known of its truth.
    pub status: Status,
    /// The accounting identities it takes part in.
    pub checks: Vec<String>,
}

/// How an identity came out.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Inside its tolerance.
    Holds,
    /// Outside of it.
    Fails,
    /// A form, a line or an amount that it needs is missing.
    NotApplicable,
}

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
    /// In 元, exact; null where it is blank.
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
    /// The name of the identity.
    pub check: String,
    /// Where it was evaluated: a code or a line.
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
