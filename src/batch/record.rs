//! Defines the lines of the index and of the list of errors: the same whatever the machine, the jobs or the day.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::cause::Cause;
use crate::disclosure::Disclosure;
use crate::error::Error;
use crate::ocr::pool::Readers;
use crate::output;
use crate::record::words::{DocumentOutcome, Status};
use crate::source::{FileType, hex};

/// One document: read, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Outcome {
    /// It has a result; a line of `index.jsonl`.
    Document(Entry),
    /// It has none; a line of `errors.jsonl`.
    Error(Failure),
    /// A file or a member that is no document; a line of `not_read.jsonl`.
    NotRead(NotRead),
}

/// A file in a folder, or a member of an archive, of a type that is not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NotRead {
    /// Where it was found.
    pub source: String,
    /// What it is, by its bytes.
    #[serde(rename = "type")]
    pub kind: FileType,
    /// How many bytes it has.
    pub bytes: u64,
    /// What a person can do about it.
    pub remedy: String,
    /// What left it.
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl NotRead {
    pub(super) fn new(source: &str, kind: FileType, bytes: u64, stamp: &Stamp) -> Self {
        let remedy = kind.remedy().to_owned();
        Self { source: source.to_owned(), kind, bytes, remedy, stamp: stamp.clone() }
    }
}

/// A document that was read, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// SHA-256 of its bytes.
    pub document: String,
    /// The first place it was found at.
    pub source: String,
    /// All places it was found at.
    pub sources: Vec<String>,
    /// Where its result is, from the folder of results.
    pub result: String,
    /// How many bytes the result has.
    pub bytes: u64,
    /// Whether it is a disclosure.
    #[serde(default)]
    pub outcome: DocumentOutcome,
    /// 部门决算 (`final_accounts`) or 部门预算 (`budget`).
    pub family: Option<String>,
    /// The department (部门).
    pub department: Option<String>,
    /// The year (年度).
    pub fiscal_year: Option<u16>,
    /// How many pages it has.
    pub pages: u64,
    /// How many official forms.
    pub forms: u64,
    /// How many facts.
    pub facts: u64,
    /// How many of them are verified.
    pub verified: u64,
    /// How many of them are suspect.
    pub suspect: u64,
    /// How many checks fail.
    pub checks_failing: u64,
    /// Whether a page or a form of it could not be read: its notes say what.
    pub incomplete: bool,
    /// Whether it was read by OCR whatever it seemed to be (`--thorough`). One that is judged to be no disclosure
    /// without is read again with it.
    #[serde(default)]
    pub thorough: bool,
    /// Whether the figures of its prose were read. One that was read without them (`--no-prose`) is read again where they
    /// are wanted.
    #[serde(default)]
    pub prose: bool,
    /// What read its scanned pages (PP-OCR, Tesseract, both or none); null where it has none. It is read again where
    /// other readers are there.
    #[serde(default)]
    pub readers: Option<String>,
    /// What read it.
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// A document, or a path, that gave no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// SHA-256 of its bytes; null where it could not be opened.
    pub document: Option<String>,
    /// The first place it was found at.
    pub source: String,
    /// All places it was found at.
    pub sources: Vec<String>,
    /// The cause in one word that stays the same: `damaged`, `timeout`, `memory`, …
    pub cause: String,
    /// The cause in a sentence.
    pub message: String,
    /// What a person can do about it.
    pub remedy: String,
    /// What tried to read it.
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// The program, its models and its code, in short: results of another stamp are read again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Stamp {
    /// Name and version.
    pub program: String,
    /// SHA-256 over the names and hashes of all models.
    pub models: String,
    /// SHA-256 over the sources of the program and the versions of what it is built on.
    #[serde(default)]
    pub code: String,
}

impl Stamp {
    /// Makes the stamp of this program.
    pub fn own() -> Self {
        static OWN: LazyLock<Stamp> = LazyLock::new(|| {
            let program = output::program();
            let models = program.models.iter().map(|model| (model.name.as_str(), model.sha256.as_str()));
            Stamp::of(&program.name, &program.version, models)
        });
        OWN.clone()
    }

    /// Makes the stamp of a result from what it states of its program. It does not state the code, which is taken to be
    /// this one.
    pub(super) fn of<'a>(
        name: &str,
        version: &str,
        models: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut hash = Sha256::new();
        for (name, sha256) in models {
            hash.update(format!("{name} {sha256}\n"));
        }
        Self {
            program: format!("{name} {version}"),
            models: hex(hash.finalize()),
            code: env!("JUESUAN_CODE").to_owned(),
        }
    }
}

/// How a document was read, as far as its result depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadAs {
    pub(super) thorough: bool,
    pub(super) prose: bool,
}

/// Path of the result of a document, from the folder of results.
pub(crate) fn result_path(sha256: &str) -> String {
    format!("documents/{}/{sha256}.json", sha256.get(..2).unwrap_or_default())
}

impl Entry {
    /// Summarises a document that was just read.
    pub(super) fn of(
        disclosure: &Disclosure,
        sources: &[String],
        ReadAs { thorough, prose }: ReadAs,
        stamp: &Stamp,
        bytes: u64,
    ) -> Self {
        let forms = &disclosure.forms;
        let of_status =
            |status: Status| disclosure.facts.iter().filter(|fact| fact.status == status).count() as u64;
        let family = serde_json::to_value(forms.family).ok();
        let has_scans = disclosure.pages.iter().any(|page| page.asks_for_reader);
        Self {
            document: disclosure.sha256.clone(),
            source: sources.first().cloned().unwrap_or_default(),
            sources: sources.to_vec(),
            result: result_path(&disclosure.sha256),
            bytes,
            outcome: disclosure.outcome,
            family: family.and_then(|family| family.as_str().map(str::to_owned)),
            department: forms.department.clone(),
            fiscal_year: forms.fiscal_year,
            pages: disclosure.pages.len() as u64,
            forms: forms.forms.iter().filter(|form| form.is_official()).count() as u64,
            facts: disclosure.facts.len() as u64,
            verified: of_status(Status::Verified),
            suspect: of_status(Status::Suspect),
            checks_failing: disclosure.audit.failing() as u64,
            incomplete: disclosure.is_incomplete(),
            thorough,
            prose,
            readers: has_scans.then(|| Readers::usual().label()),
            stamp: stamp.clone(),
        }
    }
}

impl Failure {
    /// Makes the record of a document, or of a path (`document` is `None`), that one's own list of failures has.
    pub fn new(cause: Cause, document: Option<&str>, source: &str) -> Self {
        Self::because(cause, document, &[source.to_owned()], &Stamp::own())
    }

    /// Records an error of the library for a document.
    pub(super) fn of(error: &Error, document: Option<&str>, sources: &[String], stamp: &Stamp) -> Self {
        Self::because(Cause::of_error(error), document, sources, stamp)
    }

    pub(super) fn because(cause: Cause, document: Option<&str>, sources: &[String], stamp: &Stamp) -> Self {
        Self {
            document: document.map(str::to_owned),
            source: sources.first().cloned().unwrap_or_default(),
            sources: sources.to_vec(),
            cause: cause.word,
            message: cause.message,
            remedy: cause.remedy,
            stamp: stamp.clone(),
        }
    }
}

impl Outcome {
    /// SHA-256 of the document; `None` for what could not be opened or is not read.
    pub fn document(&self) -> Option<&str> {
        match self {
            Self::Document(entry) => Some(&entry.document),
            Self::Error(failure) => failure.document.as_deref(),
            Self::NotRead(_) => None,
        }
    }

    /// All places it was found at.
    pub fn sources(&self) -> &[String] {
        match self {
            Self::Document(entry) => &entry.sources,
            Self::Error(failure) => &failure.sources,
            Self::NotRead(left) => std::slice::from_ref(&left.source),
        }
    }

    /// What read it.
    pub fn stamp(&self) -> &Stamp {
        match self {
            Self::Document(entry) => &entry.stamp,
            Self::Error(failure) => &failure.stamp,
            Self::NotRead(left) => &left.stamp,
        }
    }

    /// Whether it is a failure.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Error(_))
    }
}
