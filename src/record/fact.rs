//! Defines a fact: one amount, with what it means, where it stands, and what was judged of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{Breakdown, Family, Level, Method, RecordType, Scope, Status};
use super::{Amount, Region, hundredth};
use crate::page;

/// What one reader made of a doubtful amount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AlternativeRecord")]
#[non_exhaustive]
pub struct Alternative {
    /// The reader's name.
    pub reader: String,
    /// What it read.
    pub text: String,
    /// From 0 to 1.
    pub confidence: f64,
}

/// One amount: form × item × measure.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FactRecord")]
#[non_exhaustive]
pub struct Fact {
    /// Always `fact`.
    pub record: RecordType,
    /// SHA-256 of the document's bytes.
    pub document: String,
    /// Where the document was found.
    pub source: String,
    /// The department whose accounts these are (部门).
    pub department: Option<String>,
    /// The year they are of (年度): the form's own where its title or heading names one, else the document's.
    pub fiscal_year: Option<u16>,
    /// Where the department belongs to.
    pub region: Option<Region>,
    /// The family of its form: 部门决算.
    pub family: Option<Family>,
    /// The kind of the form.
    pub form: String,
    /// 1, or 2, 3 … where forms of this kind stand before it.
    pub instance: u32,
    /// 汇总 or 本级.
    pub scope: Option<Scope>,
    /// What the lines are, where they are no codes.
    pub breakdown: Option<Breakdown>,
    /// The title as printed.
    pub title: Option<String>,
    /// 公开01表.
    pub form_no: Option<String>,
    /// The project of a performance table.
    pub project: Option<String>,
    /// `income`, `expenditure`, `budget` or `final`.
    pub side: Option<String>,
    /// The part of the place that the amount belongs to, in accounts of whole governments; null in every other family.
    pub place: Option<String>,
    /// The classification code (科目编码), digits only.
    pub code: Option<String>,
    /// The line's name with layout removed (科目名称, 项目).
    pub item: Option<String>,
    /// The name as printed.
    pub item_raw: Option<String>,
    /// The headings that the line stands under.
    pub path: Vec<String>,
    /// 行次.
    pub line_no: Option<u32>,
    /// 1, or 2, 3 … where an equal line stands above it in the form.
    pub nth: u32,
    /// Where the line stands in the classification.
    pub level: Option<Level>,
    /// The code of the line above it by position.
    pub parent: Option<String>,
    /// The 类 that the line stands for.
    pub class_code: Option<String>,
    /// The amount column.
    pub measure: String,
    /// What stands on the page.
    pub raw: String,
    /// 元 千元 万元 亿元, or what else the number counts.
    pub unit: Option<String>,
    /// The printed number as a plain decimal in `unit`; null where words are printed.
    pub value: Option<Amount>,
    /// In 元, exact; null where the unit is no money.
    pub amount_yuan: Option<Amount>,
    /// In 万元, exact; null where the unit is no money.
    pub amount_wanyuan: Option<Amount>,
    /// The page, counted from 1; of a document without pages, the sheet or the table.
    pub page: u32,
    /// Left, top, right, bottom in points from the page's top left, as the page is seen; null where there are no pages.
    pub bbox: Option<[f64; 4]>,
    /// The cell of a document without pages: `C7` of a sheet, `R4C3` of a table; null where there are pages.
    pub cell: Option<String>,
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f64,
    /// What is known of its truth.
    pub status: Status,
    /// Why it is suspect.
    pub reason: Option<String>,
    /// What the readers made of it where they differ.
    pub alternatives: Vec<Alternative>,
    /// The accounting identities it takes part in.
    pub checks: Vec<String>,
}

impl Fact {
    /// Gives what the checks add up: 元, or the number itself of what is no money. Without a unit a number may be of any
    /// size, and nothing can be added to it.
    pub(crate) fn countable(&self) -> Option<Amount> {
        self.amount_yuan.or(self.value.filter(|_| self.unit.is_some()))
    }

    /// Whether another fact stands on the same line of the same form.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "only the program shows lines to people"))]
    pub(crate) fn is_on_line_of(&self, other: &Self) -> bool {
        (&self.form, self.instance, self.scope, &self.side, &self.place, &self.code, &self.item, self.nth)
            == (
                &other.form,
                other.instance,
                other.scope,
                &other.side,
                &other.place,
                &other.code,
                &other.item,
                other.nth,
            )
            && self.path == other.path
    }
}

/// Gives the confidence of the least sure reading; a text layer that is trusted at all is trusted wholly.
pub(crate) fn confidence(readings: &[page::Reading]) -> f64 {
    hundredth(readings.iter().map(|reading| reading.confidence).fold(1.0, f64::min))
}

/// Lists what the readers made of a number where they differ.
pub(crate) fn alternatives(readings: &[page::Reading]) -> Vec<Alternative> {
    let others = readings.iter().flat_map(|reading| &reading.alternatives);
    others
        .map(|other| Alternative {
            reader: other.reader.to_owned(),
            text: other.text.clone(),
            confidence: hundredth(other.confidence),
        })
        .collect()
}
