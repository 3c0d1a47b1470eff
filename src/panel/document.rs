//! A result as the panel needs it: the same shape with whole records, or with what tells repeated forms alone.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::record::Record;
use crate::taxonomy::is_official;

/// A result; `F` is a fact, `R` a figure or a check.
#[derive(Debug, Deserialize)]
pub(super) struct Document<F, R> {
    pub(super) document: String,
    pub(super) source: String,
    pub(super) sources: Vec<String>,
    pub(super) family: Option<String>,
    pub(super) department: Option<String>,
    pub(super) parent_department: Option<String>,
    pub(super) region: Option<Region>,
    pub(super) fiscal_year: Option<u64>,
    pub(super) unit: Option<String>,
    pub(super) pages: Vec<Page>,
    pub(super) forms: Vec<Form<F>>,
    pub(super) figures: Vec<R>,
    pub(super) checks: Vec<R>,
    pub(super) notes: Vec<Note>,
    pub(super) program: Program,
}

/// With everything that becomes a row.
pub(super) type Whole<'a> = Document<Record<'a>, Record<'a>>;
/// What tells whose forms it has.
pub(super) type Brief = Document<BriefFact, IgnoredAny>;

#[derive(Debug, Deserialize)]
pub(super) struct Region {
    pub(super) name: Option<String>,
    pub(super) code: Option<String>,
    pub(super) level: Option<String>,
    pub(super) source: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub(super) origin: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Form<F> {
    pub(super) kind: String,
    pub(super) scope: Option<String>,
    pub(super) breakdown: Option<String>,
    pub(super) project: Option<String>,
    pub(super) lines: Vec<Line<F>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Line<F> {
    pub(super) facts: Vec<F>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BriefFact {
    department: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Note {
    severity: String,
    page: Option<u64>,
    message: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Program {
    pub(super) name: String,
    pub(super) version: String,
}

/// A fact that tells whose it is: forms of one document may name several departments.
pub(super) trait OfDepartment {
    fn department(&self) -> Option<&str>;
}

impl OfDepartment for BriefFact {
    fn department(&self) -> Option<&str> {
        self.department.as_deref()
    }
}

impl OfDepartment for Record<'_> {
    fn department(&self) -> Option<&str> {
        self.text("department")
    }
}

impl<F: OfDepartment> Form<F> {
    pub(super) fn facts(&self) -> impl Iterator<Item = &F> {
        self.lines.iter().flat_map(|line| &line.facts)
    }

    /// The department of all its facts.
    pub(super) fn department(&self) -> Option<&str> {
        self.facts().next()?.department()
    }

    /// As [`Form::is_official`](crate::form::Form::is_official) tells.
    pub(super) fn is_official(&self) -> bool {
        is_official(&self.kind)
    }
}

impl<F, R> Document<F, R> {
    /// Whether something of it could not be read.
    pub(super) fn is_incomplete(&self) -> bool {
        self.notes.iter().any(Note::is_unread)
    }

    /// What could not be read.
    pub(super) fn unread(&self) -> Vec<String> {
        self.notes.iter().filter(|note| note.is_unread()).map(Note::told).collect()
    }
}

impl Note {
    fn is_unread(&self) -> bool {
        self.severity == "unread"
    }

    fn told(&self) -> String {
        let page = self.page.map(|page| format!("page {page}: ")).unwrap_or_default();
        format!("{page}{}", self.message)
    }
}

/// Reads a result, and looks whether it is that of the document whose name it bears.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn parse<'a, F: Deserialize<'a>, R: Deserialize<'a>>(
    bytes: &'a [u8],
    sha256: &str,
) -> Result<Document<F, R>, String> {
    let document: Document<F, R> =
        serde_json::from_slice(bytes).map_err(|error| format!("is no result: {error}"))?;
    if document.document == sha256 {
        Ok(document)
    } else {
        Err(format!("is the result of another document, {}", document.document))
    }
}
