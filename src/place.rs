//! Where something stands, and what there is to say about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geom::Rect;

/// A place in a document: a page, and mostly a rectangle on it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Place {
    /// The page, counted from 1.
    pub page: u32,
    /// The rectangle on the page as it is seen, in points from its top left.
    pub rect: Rect,
}

/// How much a [`Note`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is missing.
    Info,
    /// Something on the page is odd, and was read as it stands.
    Warning,
    /// Something could not be read; what depends on it is missing.
    Unread,
}

/// What a stage has to say about a document: never printed by the library, always given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// How much it matters.
    pub severity: Severity,
    /// The page it is about, counted from 1; null for the whole document.
    pub page: Option<u32>,
    /// What is the matter, in one sentence.
    pub message: String,
    /// What a person can do about it, where something can be done.
    pub hint: Option<String>,
}

impl Note {
    /// A note about one page.
    pub fn on_page(severity: Severity, page: u32, message: impl Into<String>) -> Self {
        Self { severity, page: Some(page), message: message.into(), hint: None }
    }

    /// A note about the whole document.
    pub fn on_document(severity: Severity, message: impl Into<String>) -> Self {
        Self { severity, page: None, message: message.into(), hint: None }
    }

    /// The same note with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(page) = self.page {
            write!(f, "page {page}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "; {hint}")?;
        }
        Ok(())
    }
}
