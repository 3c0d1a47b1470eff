//! Defines a figure: one amount, percentage or count of the prose.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Amount;
use super::words::{Method, RecordType, Status};

/// Which way a change went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeDirection {
    /// 增长, 增加.
    Increase,
    /// 下降, 减少.
    Decrease,
    /// 持平.
    None,
}

/// An amount, percentage or count that the prose (第三部分 情况说明) states.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FigureRecord")]
#[non_exhaustive]
pub struct Figure {
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
    pub amount_yuan: Option<Amount>,
    /// Of a change, which is unsigned itself.
    pub direction: Option<ChangeDirection>,
    /// The sentence it stands in.
    pub sentence: String,
    /// The page, counted from 1; of a plain text 1.
    pub page: u32,
    /// Boxes of the number on its page, one for each line that it stands on: left, top, right, bottom in points from the top
    /// left of the page as seen; none in a plain text.
    pub boxes: Vec<[f64; 4]>,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f64,
    /// What is known of its truth.
    pub status: Status,
    /// Why it is suspect.
    pub reason: Option<String>,
    /// The accounting identities it takes part in.
    pub checks: Vec<String>,
}

impl Figure {
    /// Writes its number and its unit on one line, also where a space or a line break parts them on the page.
    pub fn raw_with_unit(&self) -> String {
        let number = self.raw.chars().filter(|c| !c.is_whitespace());
        number.chain(self.unit.as_deref().unwrap_or_default().chars()).collect()
    }
}
