//! Counts documents and what is in them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::record::Outcome;

/// Counts over documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Documents with a result.
    pub documents: u64,
    /// Places they were found at.
    pub sources: u64,
    /// Documents of which a page or a form could not be read.
    pub incomplete: u64,
    /// Pages.
    pub pages: u64,
    /// Official forms.
    pub forms: u64,
    /// Facts.
    pub facts: u64,
    /// Facts that are verified.
    pub verified: u64,
    /// Facts that are suspect.
    pub suspect: u64,
    /// Checks that fail.
    pub checks_failing: u64,
    /// Documents and paths without a result.
    pub failed: u64,
    /// The same by their cause.
    pub failed_by_cause: BTreeMap<String, u64>,
    /// Files and members that are no documents.
    pub not_read: u64,
    /// The same by their type.
    pub not_read_by_type: BTreeMap<String, u64>,
}

impl Tally {
    /// Adds one document.
    pub fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Document(entry) => {
                self.documents += 1;
                self.sources += entry.sources.len() as u64;
                self.incomplete += u64::from(entry.incomplete);
                self.pages += entry.pages;
                self.forms += entry.forms;
                self.facts += entry.facts;
                self.verified += entry.verified;
                self.suspect += entry.suspect;
                self.checks_failing += entry.checks_failing;
            }
            Outcome::Error(failure) => {
                self.failed += 1;
                *self.failed_by_cause.entry(failure.cause.clone()).or_default() += 1;
            }
            Outcome::NotRead(left) => {
                self.not_read += 1;
                *self.not_read_by_type.entry(left.kind.to_string()).or_default() += 1;
            }
        }
    }

    /// Adds two tallies.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.documents += other.documents;
        self.sources += other.sources;
        self.incomplete += other.incomplete;
        self.pages += other.pages;
        self.forms += other.forms;
        self.facts += other.facts;
        self.verified += other.verified;
        self.suspect += other.suspect;
        self.checks_failing += other.checks_failing;
        self.failed += other.failed;
        for (cause, count) in &other.failed_by_cause {
            *self.failed_by_cause.entry(cause.clone()).or_default() += count;
        }
        self.not_read += other.not_read;
        for (kind, count) in &other.not_read_by_type {
            *self.not_read_by_type.entry(kind.clone()).or_default() += count;
        }
        self
    }
}
