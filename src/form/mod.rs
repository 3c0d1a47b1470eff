//! From tables as printed to official forms: which kind each is, what its columns measure, and where it goes on.
//!
//! # Steps
//! 1. each kind reads the header of a table in its own words ([`header`]);
//! 2. title *and* header decide the kind ([`decide`]), since titles mislead;
//! 3. a table goes on with the form before it, or begins one ([`stitch`]);
//! 4. the rows below the header become lines with labels and printed amounts ([`body`]);
//! 5. codes and names that were read off a scan are confirmed, or doubted ([`confirm`]); before all, what was read there
//!    becomes the words that forms print ([`spelling`]);
//! 6. department, year and unit come from the lines around ([`heading`], [`document`]).
//!
//! What the words are is data under `models/`, read by [`taxonomy`](crate::taxonomy).

mod body;
mod columns;
mod confirm;
mod continuation;
mod cut_rows;
mod decide;
mod document;
mod header;
mod heading;
mod labels;
mod line;
mod measure_lines;
mod opening;
mod scope;
#[cfg(test)]
mod seen;
mod stitch;
mod title;

use crate::page::Page;
use crate::place::Note;
use crate::record::is_official_kind;
use crate::record::words::{Breakdown, Family, Scope};
use crate::spelling;
use crate::table::{Grid, PageTables};
use crate::taxonomy::models;
pub use columns::{Column, Role, TableReading};
pub use line::{AmountCell, Line};

/// The kind of a table that is no official form of a department's final accounts.
pub const OTHER: &str = crate::taxonomy::OTHER_KIND;
/// The kind of a budget's table that has no name of its own.
pub const BUDGET_OTHER: &str = "budget_other";
/// What the kinds of a budget's tables begin with.
const BUDGET_PREFIX: &str = "budget_";
/// The sides of the summary forms.
const INCOME: &str = "income";
const EXPENDITURE: &str = "expenditure";

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
    /// The pages it spans, counted from 1.
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
        is_official_kind(&self.kind)
    }
}

/// The forms of a document, and what the document says of itself.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// Final accounts or a budget; `None` where nothing tells.
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

/// Reads the forms of a document from its tables and the lines between them.
pub fn tables_to_forms(tables: &[PageTables], pages: &[Page]) -> Forms {
    let models = models();
    let known = spelling::read_to_known(models, tables);
    let (forms, mut notes) = stitch::stitch(models, &known, pages);
    let mut found = document::describe(models, &known, forms);
    confirm::confirm(models, &mut found.forms);
    notes.append(&mut found.notes);
    Forms { notes, ..found }
}
