//! The shapes that users parse: stable names, amounts as strings, every field always there.
//!
//! They say what the output contract says; `juesuan schema` prints them as JSON Schemas.

pub mod check;
pub mod figure;
pub mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::page::Origin;
use crate::place::Note;
use crate::record::words::{Breakdown, Family, Scope};
use crate::record::words::{Level, Method, Status};
use crate::record::words::{RegionLevel, RegionSource};
use check::CheckRecord;
use figure::FigureRecord;

/// Tells the records of one JSON lines file apart.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordType {
    /// One amount of a form.
    Fact,
    /// One amount of the prose.
    Figure,
    /// One accounting identity.
    Check,
}

/// The place that a department belongs to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RegionRecord {
    /// Its name (汾阳市).
    pub name: String,
    /// Its code of GB/T 2260, null where it is unknown.
    pub code: Option<String>,
    /// How high it stands.
    pub level: RegionLevel,
    /// What told it.
    pub source: RegionSource,
}

/// What one reader made of a doubtful amount.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AlternativeRecord {
    /// The reader's name.
    pub reader: String,
    /// What it read.
    pub text: String,
    /// From 0 to 1.
    pub confidence: f64,
}

/// One amount: form × item × measure.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FactRecord {
    /// Always `fact`.
    pub record: RecordType,
    /// SHA-256 of the document's bytes.
    pub document: String,
    /// Where the document was found.
    pub source: String,
    /// The department whose accounts these are (部门).
    pub department: Option<String>,
    /// The year they are of (年度).
    pub fiscal_year: Option<u16>,
    /// Where the department belongs to.
    pub region: Option<RegionRecord>,
    /// 部门决算 or 部门预算.
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
    pub value: Option<String>,
    /// In 元, exact; null where the unit is no money.
    pub amount_yuan: Option<String>,
    /// In 万元, exact; null where the unit is no money.
    pub amount_wanyuan: Option<String>,
    /// The page, counted from 1.
    pub page: u32,
    /// Left, top, right, bottom in points from the page's top left, as the page is seen.
    pub bbox: [f64; 4],
    /// How it was read.
    pub method: Method,
    /// From 0 to 1.
    pub confidence: f64,
    /// What is known of its truth.
    pub status: Status,
    /// Why it is suspect.
    pub reason: Option<String>,
    /// What the readers made of it where they differ.
    pub alternatives: Vec<AlternativeRecord>,
    /// The accounting identities it takes part in.
    pub checks: Vec<String>,
}

/// One page of a document.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PageRecord {
    /// Counted from 1.
    pub number: u32,
    /// Width in points, as seen.
    pub width: f64,
    /// Height in points, as seen.
    pub height: f64,
    /// Text or picture.
    pub origin: Origin,
    /// What could not be read of it.
    pub notes: Vec<Note>,
}

/// One cell of a table as printed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CellRecord {
    /// First row, counted from 0.
    pub row: usize,
    /// First column, counted from 0.
    pub column: usize,
    /// Rows it spans.
    pub rows: usize,
    /// Columns it spans.
    pub columns: usize,
    /// Its text.
    pub text: String,
}

/// A table as printed on one page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GridRecord {
    /// The page, counted from 1.
    pub page: u32,
    /// How many rows it has.
    pub rows: usize,
    /// How many columns it has.
    pub columns: usize,
    /// Its cells.
    pub cells: Vec<CellRecord>,
}

/// One line of a form with its facts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LineRecord {
    /// `income`, `expenditure`, `budget` or `final`.
    pub side: Option<String>,
    /// The classification code.
    pub code: Option<String>,
    /// The name with layout removed.
    pub item: Option<String>,
    /// 行次.
    pub line_no: Option<u32>,
    /// The headings it stands under.
    pub path: Vec<String>,
    /// Its amounts; none where all are blank.
    pub facts: Vec<FactRecord>,
}

/// One form with its lines and the tables it was read from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FormRecord {
    /// Its kind.
    pub kind: String,
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
    /// The unit of money it declares.
    pub unit: Option<String>,
    /// The project of a performance table.
    pub project: Option<String>,
    /// The pages it spans.
    pub pages: Vec<u32>,
    /// Its lines.
    pub lines: Vec<LineRecord>,
    /// The tables it was read from.
    pub grids: Vec<GridRecord>,
}

/// The program that wrote the output.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProgramRecord {
    /// `juesuan`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The models it used.
    pub models: Vec<ModelRecord>,
}

/// A model that the program used.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ModelRecord {
    /// What it is.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// One disclosure: what `--format json` writes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRecord {
    /// SHA-256 of its bytes.
    pub document: String,
    /// The first place it was found at.
    pub source: String,
    /// All places it was found at.
    pub sources: Vec<String>,
    /// 部门决算 or 部门预算; null where nothing tells.
    pub family: Option<Family>,
    /// The department (部门).
    pub department: Option<String>,
    /// The department above it (主管部门).
    pub parent_department: Option<String>,
    /// Where the department belongs to.
    pub region: Option<RegionRecord>,
    /// The year (年度).
    pub fiscal_year: Option<u16>,
    /// The unit of money; null where the forms differ.
    pub unit: Option<String>,
    /// Its pages.
    pub pages: Vec<PageRecord>,
    /// Its forms, in the order of the pages.
    pub forms: Vec<FormRecord>,
    /// Amounts that the prose states; none in this version.
    pub figures: Vec<FigureRecord>,
    /// Accounting identities, evaluated.
    pub checks: Vec<CheckRecord>,
    /// What could not be read or is odd.
    pub notes: Vec<Note>,
    /// The program that wrote this.
    pub program: ProgramRecord,
}
