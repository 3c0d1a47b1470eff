//! Says of one thing whether it is there.

use schemars::JsonSchema;
use serde::Serialize;

/// Whether a thing is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is there.
    Ok,
    /// It is needed, or was asked for by name, and is not there.
    Missing,
    /// It is not there, and only what its detail says is done without.
    Optional,
}

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// What it is.
    pub name: &'static str,
    /// Whether it is there.
    pub state: State,
    /// What was found, or what is done without it.
    pub detail: String,
    /// How to get it, where it is not there.
    pub remedy: Option<String>,
}

impl Item {
    pub(super) fn ok(name: &'static str, detail: String) -> Self {
        Self { name, state: State::Ok, detail, remedy: None }
    }
}
