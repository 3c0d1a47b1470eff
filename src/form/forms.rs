//! Holds the forms of a document, and what it says of itself.

use super::columns::TableReading;
use super::line::Line;
use super::statements::Statements;
use crate::place::Note;
use crate::record::words::{Breakdown, Family, Scope};
use crate::table::Grid;
use crate::taxonomy;

/// The kind of a table that is no form of any family.
pub const OTHER: &str = crate::taxonomy::OTHER_KIND;

/// One official form of a disclosure, whichever pages it spans.
#[derive(Debug, Clone)]
pub struct Form {
    /// One of the kinds of the output contract, or [`OTHER`].
    pub kind: String,
    /// 1, or 2, 3 … where forms of this kind stand before it in the document.
    pub instance: u32,
    /// 汇总 or 本级, where its title or a heading above says so.
    pub scope: Option<Scope>,
    /// Its scope is the usual one of its kind: nothing says it.
    pub(crate) scope_assumed: bool,
    /// 分单位, where its title says so.
    pub breakdown: Option<Breakdown>,
    /// The family that it is of; `None` where nothing tells.
    pub family: Option<Family>,
    /// As printed.
    pub title: Option<String>,
    /// 公开01表, as printed without white space.
    pub form_no: Option<String>,
    /// The project of a performance table.
    pub project: Option<String>,
    /// The unit of money that the form declares.
    pub unit: Option<String>,
    /// The unit is that of the other forms, since this one declares none.
    pub unit_assumed: bool,
    /// Whose form it says it is.
    pub department: Option<String>,
    /// The year it is of: the one that it says, else the document's.
    pub fiscal_year: Option<u16>,
    /// Its columns say that they are of the accounts of its year.
    pub(crate) has_columns_of_accounts: bool,
    /// Statements of it and of the document that contradict each other, quoted: its amounts are suspect.
    pub doubts: Vec<String>,
    /// What it and what stands around it state of units and years.
    pub(crate) statements: Statements,
    /// Numbers of the pages it spans, else of the sheets or tables, from 1.
    pub pages: Vec<u32>,
    /// Its lines: group by group, each from the first page to the last.
    pub lines: Vec<Line>,
    /// Lines that sum up others and make no facts: 总分 of a performance table.
    pub totals: Vec<Line>,
    /// The tables it was read from, as printed.
    pub grids: Vec<Grid>,
    /// How each table was read; none of a table that is no official form.
    pub readings: Vec<TableReading>,
}

impl Form {
    /// Whether it is an official form, of a family whose forms make facts.
    pub fn is_official(&self) -> bool {
        taxonomy::is_official(&self.kind)
    }

    /// Gives the unit that it declares, as printed where that is known.
    pub(crate) fn unit_words(&self) -> Option<&str> {
        let unit = self.unit.as_deref()?;
        let stated = self.statements.units.iter().chain(&self.statements.units_below);
        Some(stated.into_iter().find(|stated| stated.value == unit).map_or(unit, |stated| &stated.words))
    }
}

/// The forms of a document, and what the document says of itself.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// Family of the document, mixed where it holds forms of several; `None` where it does not say.
    pub family: Option<Family>,
    /// The department whose accounts these are.
    pub department: Option<String>,
    /// The department above it (主管部门), where it is printed.
    pub parent_department: Option<String>,
    /// The year that it is of.
    pub fiscal_year: Option<u16>,
    /// In the order of the pages.
    pub forms: Vec<Form>,
    /// Printed codes contradict their names: the text of the document may be wrong alike wherever it says the same.
    pub text_is_doubted: bool,
    /// What could not be read or is odd.
    pub notes: Vec<Note>,
}

impl Forms {
    /// The unit of money that all official forms with a unit declare.
    pub(crate) fn only_unit(&self) -> Option<&str> {
        let official = self.forms.iter().filter(|form| form.is_official());
        let mut units = official.filter_map(|form| form.unit.as_deref());
        let first = units.next()?;
        units.all(|unit| unit == first).then_some(first)
    }
}

/// Makes a form without lines for tests.
#[cfg(test)]
pub(super) fn sample(kind: &str, title: &str) -> Form {
    let title = super::title::Title { printed: title.to_owned(), kind: Some(kind.to_owned()) };
    let title = Some(title).filter(|title| !title.printed.is_empty());
    super::opening::new_form(taxonomy::models(), kind.to_owned(), title, super::heading::Heading::default())
}
