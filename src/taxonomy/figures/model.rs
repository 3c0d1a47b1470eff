//! Defines the shapes of what the figures of the prose are called.

use serde::Deserialize;

use super::lexicon::Lexicon;
use crate::taxonomy::family::Family;

/// What an amount or a percentage is said of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectModel {
    /// Key of its figures; [`OTHER_KEY`] where it has none.
    pub(crate) key: String,
    pub(super) words: Vec<String>,
    /// What is spoken of from here on, where it is not the key.
    pub(super) topic: Option<String>,
    /// The words mean this only where one of these was spoken of, or in one of these sections.
    pub(crate) under: Option<Vec<String>>,
    /// They mean this rather where one of these was spoken of.
    #[serde(default)]
    pub(crate) near: Vec<String>,
    /// Other words before it make it another thing.
    #[serde(default)]
    pub(crate) weak: bool,
    /// The words mean this only where nothing was spoken of yet.
    #[serde(default)]
    pub(crate) bare: bool,
    /// Keys of two amounts that are stated for it.
    #[serde(default)]
    pub(crate) pair: Vec<String>,
    /// What stands behind the key of an amount that has no further name …
    #[serde(default)]
    pub(crate) plain: String,
    /// … and of one that is called so; none where such an amount has no key.
    pub(super) initial_budget: Option<String>,
    pub(super) annual_budget: Option<String>,
    pub(super) budget: Option<String>,
    pub(super) r#final: Option<String>,
    /// What stands behind the key of a share.
    pub(crate) percent: Option<String>,
}

/// What an amount may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AmountName {
    /// 年初预算.
    InitialBudget,
    /// 全年预算.
    AnnualBudget,
    /// 预算.
    Budget,
    /// 决算.
    Final,
}

/// Key of a figure that has none of its own.
pub(crate) const OTHER_KEY: &str = "other";

impl SubjectModel {
    /// What is spoken of where this is said.
    pub(crate) fn topic(&self) -> &str {
        self.topic.as_deref().unwrap_or(&self.key)
    }

    /// Gives what stands behind the key of an amount that is called so.
    pub(crate) fn behind(&self, name: AmountName) -> Option<&str> {
        match name {
            AmountName::InitialBudget => self.initial_budget.as_deref(),
            AmountName::AnnualBudget => self.annual_budget.as_deref(),
            AmountName::Budget => self.budget.as_deref(),
            AmountName::Final => Some(self.r#final.as_deref().unwrap_or(&self.plain)),
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountModel {
    pub(crate) key: String,
    pub(crate) units: Vec<String>,
    pub(super) words: Vec<String>,
    /// It is this only where one of these was spoken of last, or in one of these sections.
    pub(crate) under: Option<Vec<String>>,
    pub(crate) topic: Option<String>,
    /// Under one of these it is a part, and has the key only where no whole is stated.
    #[serde(default)]
    pub(crate) part: Vec<String>,
    /// Whether it needs no word before its number.
    #[serde(skip)]
    pub(crate) needs_no_word: bool,
}

/// Key of the amounts of lines of the classification, by what was spoken of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineKey {
    pub(crate) key: String,
    pub(crate) under: Vec<String>,
    /// The lowest level of names that it is said of: 0 is a 类, 1 a 款.
    #[serde(default)]
    pub(crate) deepest: usize,
}

/// Section of the prose.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionModel {
    pub(crate) id: String,
    /// Words of its headings, in their plain form.
    pub(crate) headings: Vec<String>,
}

/// What the figures of a family's prose are called.
#[derive(Debug)]
pub(crate) struct FigureModel {
    pub(crate) family: Family,
    pub(crate) subjects: Vec<SubjectModel>,
    pub(crate) counts: Vec<CountModel>,
    pub(crate) lexicon: Lexicon,
    pub(crate) sections: Vec<SectionModel>,
    /// Units of what is counted, of what is no figure, and what makes a number a bound; longest first.
    pub(crate) counted: Vec<String>,
    pub(crate) no_figure: Vec<String>,
    pub(crate) bounds: Vec<String>,
    /// What names of departments end with.
    pub(crate) organisations: Vec<String>,
    /// Key of a line of the classification by function, and the sections where a 类 is one.
    pub(crate) item: String,
    pub(crate) item_sections: Vec<String>,
    pub(crate) class: Vec<LineKey>,
    pub(crate) economic: Vec<LineKey>,
}

impl FigureModel {
    /// Finds a subject by its key.
    pub(crate) fn subject(&self, key: &str) -> Option<usize> {
        self.subjects.iter().position(|subject| subject.key == key)
    }
}
