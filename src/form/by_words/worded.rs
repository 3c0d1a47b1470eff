//! Defines what a column holds, as the words over it tell.

use crate::form::columns::Role;
use crate::record::words::Scope;

/// What the amounts of a column are.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Meaning {
    pub(super) measure: String,
    pub(super) unit: Option<String>,
    pub(super) side: Option<String>,
    pub(super) scope: Option<Scope>,
    /// The place that the column stands for.
    pub(super) place: Option<String>,
    /// The item that it is of, where lines are places.
    pub(super) item: Option<String>,
    /// What its amounts are a part of.
    pub(super) path: Vec<String>,
    /// Its words alone say of what it is a percentage.
    pub(super) exact: bool,
    /// Why its amounts may be others than its words say.
    pub(super) doubt: Option<String>,
}

/// A column with what it holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Worded {
    Code,
    Item,
    Amount(Box<Meaning>),
    /// A number of the line, or words.
    Other,
    /// Its words are not understood.
    Unknown,
    /// Nothing is printed over it.
    Nothing,
}

impl Worded {
    pub(super) fn meaning(&self) -> Option<&Meaning> {
        match self {
            Self::Amount(meaning) => Some(meaning),
            _ => None,
        }
    }
}

impl Worded {
    /// Gives what its words say, without what is in doubt.
    pub(super) fn said(&self) -> Self {
        match self {
            Self::Amount(meaning) => Self::Amount(Box::new(Meaning { doubt: None, ..(**meaning).clone() })),
            other => other.clone(),
        }
    }
}

impl Meaning {
    /// Gives what its words say, without what is in doubt.
    pub(super) fn said(&self) -> Self {
        Self { unit: None, exact: false, doubt: None, ..self.clone() }
    }

    /// Gives it as the role of a column.
    pub(super) fn role(&self) -> Role {
        Role::Amount { measure: self.measure.clone(), side: self.side.clone(), unit: self.unit.clone() }
    }
}
