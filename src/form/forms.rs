//! Holds the forms of a document, and what it says of itself.

use super::columns::TableReading;
use super::line::Line;
use crate::place::Note;
use crate::record::words::{Breakdown, Family, Scope};
use crate::table::Grid;

/// The kind of a table that is no official form of a department's final accounts.
pub const OTHER: &str = crate::taxonomy::OTHER_KIND;
/// The kind of a budget's table that has no name of its own.
pub const BUDGET_OTHER: &str = "budget_other";
/// What the kinds of a budget's tables begin with.
pub(super) const BUDGET_PREFIX: &str = "budget_";

/// One official form of a disclosure, whichever pages it spans.
#[derive(Debug, Clone)]
pub struct Form {
    /// One of the kinds of the output contract, [`OTHER`], or a kind that begins with `budget_`.
    pub kind: String,
    /// 1, or 2, 3 … where forms of this kind stand before it in the document.
    pub instance: u32,
    /// 汇总 or 本级, where its title or a heading above says so.
    pub scope: Option<Scope>,
    /// 分单位, where its title says so.
    pub breakdown: Option<Breakdown>,
    /// As printed.
    pub title: Option<String>,
    /// 公开01表, as printed without white space.
    pub form_no: Option<String>,
    /// The unit of money that the form declares.
    pub unit: Option<String>,
    /// The unit is that of the other forms, since this one declares none.
    pub unit_assumed: bool,
    /// Whose form it says it is.
    pub department: Option<String>,
    /// The year it says it is of.
    pub fiscal_year: Option<u16>,
    /// Numbers of the pages it spans, else of the sheets or tables, from 1.
    pub pages: Vec<u32>,
    /// Its lines: group by group, each from the first page to the last.
    pub lines: Vec<Line>,
    /// The tables it was read from, as printed.
    pub grids: Vec<Grid>,
    /// How each table was read; none of a table that is no official form.
    pub readings: Vec<TableReading>,
}

impl Form {
    /// Whether it is one of the official forms of final accounts.
    pub fn is_official(&self) -> bool {
        self.kind != OTHER && !self.kind.starts_with(BUDGET_PREFIX)
    }
}

/// The forms of a document, and what the document says of itself.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// Final accounts or a budget; `None` where the document does not say.
    pub family: Option<Family>,
    /// The department whose accounts these are.
    pub department: Option<String>,
    /// The year they are of.
    pub fiscal_year: Option<u16>,
    /// In the order of the pages.
    pub forms: Vec<Form>,
    /// What could not be read or is odd.
    pub notes: Vec<Note>,
}
