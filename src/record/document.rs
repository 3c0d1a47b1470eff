//! Defines a document: what `--format json` writes, and what a folder of results holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{Form, Grid};
use super::words::Family;
use super::{Check, Fact, Figure, Region};
use crate::page::Origin;
use crate::place::{Note, Severity};

/// One page of a document.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PageRecord")]
#[non_exhaustive]
pub struct Page {
    /// Counted from 1: of the page, else of the sheet or the table.
    pub number: u32,
    /// Width in points, as seen; null where the document has no pages.
    pub width: Option<f64>,
    /// Height in points, as seen; null where the document has no pages.
    pub height: Option<f64>,
    /// Text, picture, or the cells of a sheet or a table.
    pub origin: Origin,
    /// What could not be read of it.
    pub notes: Vec<Note>,
}

/// The program that wrote the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ProgramRecord")]
#[non_exhaustive]
pub struct Program {
    /// `juesuan`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The models it used.
    pub models: Vec<Model>,
}

/// A model that the program used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ModelRecord")]
#[non_exhaustive]
pub struct Model {
    /// What it is.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// One disclosure: what `--format json` writes.
///
/// Who reads many results need not read them whole: facts, figures, checks and tables as printed may be of any type that
/// takes from JSON what is wanted of them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DocumentRecord", description = "One disclosure: what `--format json` writes.")]
#[non_exhaustive]
pub struct Document<F = Fact, G = Figure, C = Check, T = Grid> {
    /// SHA-256 of its bytes.
    pub document: String,
    /// The first place it was found at.
    pub source: String,
    /// All places it was found at.
    pub sources: Vec<String>,
    /// 部门决算, 部门预算 or 政府决算 of a whole place, or several of these; null where nothing tells.
    pub family: Option<Family>,
    /// The department (部门).
    pub department: Option<String>,
    /// The department above it (主管部门).
    pub parent_department: Option<String>,
    /// Where the department belongs to.
    pub region: Option<Region>,
    /// The year (年度).
    pub fiscal_year: Option<u16>,
    /// The unit of money; null where the forms differ.
    pub unit: Option<String>,
    /// Its pages.
    pub pages: Vec<Page>,
    /// Its forms, in the order of the pages.
    pub forms: Vec<Form<F, T>>,
    /// Amounts that the prose states; none in this version.
    pub figures: Vec<G>,
    /// Accounting identities, evaluated.
    pub checks: Vec<C>,
    /// What could not be read or is odd.
    pub notes: Vec<Note>,
    /// The program that wrote this.
    pub program: Program,
}

impl<F, G, C, T> Document<F, G, C, T> {
    /// Lists the facts of all forms, in their order.
    pub fn facts(&self) -> impl Iterator<Item = &F> {
        self.forms.iter().flat_map(Form::facts)
    }

    /// Whether something of the document could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.notes.iter().any(|note| note.severity == Severity::Unread)
    }
}
