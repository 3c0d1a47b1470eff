//! Defines the words of the output contract that records and stages share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::place::{Note, Severity};
pub use crate::taxonomy::Family;

/// What the note on a document says that is surely no disclosure.
pub(crate) const NO_DISCLOSURE: &str = "it is no disclosure";

/// Tells the records of one JSON lines file apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecordType {
    /// One amount of a form.
    #[default]
    Fact,
    /// One amount of the prose.
    Figure,
    /// One accounting identity.
    Check,
}

/// What came of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DocumentOutcome {
    /// It is a disclosure: a form of a family was found in it, or it names its family.
    #[default]
    Disclosure,
    /// It is none: a note says what was seen.
    NoDisclosure,
    /// No form was found, and something of it could not be read.
    Unclear,
}

impl DocumentOutcome {
    /// What came of a document that has forms of a family or names one, or has not, from the notes on it.
    pub(crate) fn of(is_disclosure: bool, notes: &[Note]) -> Self {
        let is_none = notes.iter().any(|note| note.page.is_none() && note.message.contains(NO_DISCLOSURE));
        match notes.iter().any(|note| note.severity == Severity::Unread) {
            _ if is_disclosure => Self::Disclosure,
            true if !is_none => Self::Unclear,
            _ => Self::NoDisclosure,
        }
    }
}

/// Which of several sets of forms in one document this belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scope {
    /// 汇总: the department with its subordinates.
    Consolidated,
    /// 本级: the department alone.
    Own,
    /// 全省, 全市: the whole place, in accounts of a whole government.
    Whole,
    /// 省级, 省本级: its own level.
    OwnLevel,
    /// 各市县: what lies below it.
    Below,
}

impl Scope {
    /// Finds the scope that a word means, as it is written.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        let all = [Self::Consolidated, Self::Own, Self::Whole, Self::OwnLevel, Self::Below];
        all.into_iter().find(|scope| written(scope).as_deref() == Some(word))
    }
}

/// What the lines of a form are, where they are no codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Breakdown {
    /// 分单位: a line a subordinate unit.
    ByUnit,
    /// 分地区: a line or a column a place.
    ByPlace,
}

/// How an amount was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// From a text layer.
    #[default]
    Text,
    /// Recognised on a picture.
    Ocr,
    /// From a cell of a document without pages.
    Cell,
}

/// What is known of an amount's truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// An equality closes exactly that would not if this amount alone were different.
    Verified,
    /// Nothing verifies it, nothing speaks against it.
    #[default]
    Unchecked,
    /// Something speaks against it: see the reason.
    Suspect,
    /// The reading was doubtful and the checks determine this value.
    Repaired,
}

/// How far down a line stands in its classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Level {
    /// 合计, 总计: sums up other lines.
    Total,
    /// 类: a code of 3 digits.
    Class,
    /// 款: 5 digits.
    Group,
    /// 项: 7 digits.
    Item,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// Inside its tolerance.
    Holds,
    /// Outside of it.
    Fails,
    /// A form, a line or an amount that it needs is missing.
    NotApplicable,
}

/// How high a place stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RegionLevel {
    /// 省, 自治区, 直辖市.
    Province,
    /// 地级市, 自治州, 地区, 盟.
    Prefecture,
    /// 县, 县级市, 市辖区, 旗.
    County,
    /// 镇, 街道.
    Township,
    /// 开发区, 高新区, 新区: has a government and no code of its own.
    Functional,
}

/// What names the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RegionSource {
    /// The department's name.
    Department,
    /// The path of the file.
    Path,
    /// A title of the document.
    Title,
}

/// Gives a word as it is written; `None` where there is none.
pub(crate) fn written(word: impl Serialize) -> Option<String> {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    }
}
