//! Defines a form of a document: its lines with their facts, and the tables as printed that it was read from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Fact;
use super::words::{Breakdown, Family, Scope};
use crate::taxonomy::is_official;

/// One cell of a table as printed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CellRecord")]
#[non_exhaustive]
pub struct Cell {
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
#[schemars(rename = "GridRecord")]
#[non_exhaustive]
pub struct Grid {
    /// The page, counted from 1.
    pub page: u32,
    /// How many rows it has.
    pub rows: usize,
    /// How many columns it has.
    pub columns: usize,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// One line of a form with its facts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "LineRecord")]
#[non_exhaustive]
pub struct Line<F = Fact> {
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
    pub facts: Vec<F>,
}

/// One form with its lines and the tables it was read from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FormRecord")]
#[non_exhaustive]
pub struct Form<F = Fact, T = Grid> {
    /// Its kind.
    pub kind: String,
    /// 1, or 2, 3 … where forms of this kind stand before it.
    pub instance: u32,
    /// 部门决算 or 部门预算, or 政府决算 of a whole place; null where nothing tells.
    pub family: Option<Family>,
    /// The year it is of (年度): its own where its title or heading names one, else the document's.
    pub fiscal_year: Option<u16>,
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
    pub lines: Vec<Line<F>>,
    /// The tables it was read from.
    pub grids: Vec<T>,
}

impl<F, T> Form<F, T> {
    /// Whether it is one of the official forms of final accounts.
    pub fn is_official(&self) -> bool {
        is_official(&self.kind)
    }

    /// Lists the facts of its lines, in their order.
    pub fn facts(&self) -> impl Iterator<Item = &F> {
        self.lines.iter().flat_map(|line| &line.facts)
    }
}
