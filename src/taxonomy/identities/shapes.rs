//! The shapes of identities, as the checks evaluate them.

use serde::Deserialize;

use super::super::lines::NamedLine;

/// What a check says of its whole and its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The whole is the sum of its parts.
    #[default]
    Equality,
    /// The whole is at most the sum.
    AtMost,
    /// The whole is at least the sum.
    AtLeast,
}

/// What a check is evaluated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Each {
    /// Once.
    Once,
    /// Every measure of the whole's form.
    Measure,
    /// Every line of the whole's form.
    Line,
    /// The line 合计 of a form of codes, every measure.
    Sum,
    /// Every line of a 类, every measure.
    ClassLine,
    /// Every line of a 款, every measure.
    GroupLine,
    /// Every 类 that one of the forms prints.
    Class,
    /// Every code that the forms print, and 合计.
    Code,
}

/// Which line of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LineSel {
    /// `each`: the line the check is evaluated for.
    Each,
    /// `children`: the lines below it by position.
    Children,
    /// `coded_under`: the lines whose codes its code begins.
    CodedUnder,
    /// `leaves`: the lines with codes that no longer code begins with.
    Leaves,
    /// `above`: all lines above the whole, on its side.
    Above,
    /// `class`: the line of the 类 in turn.
    Class,
    /// `code`: the line of the code in turn.
    Code,
    /// `first`: the first line of the side.
    First,
    /// A name of `lines.toml` of the family.
    Named(&'static NamedLine),
}

/// Where the amounts of a whole or a part stand.
#[derive(Debug, Clone)]
pub(crate) struct Selector {
    pub(crate) minus: bool,
    pub(crate) form: String,
    pub(crate) side: Option<String>,
    pub(crate) line: LineSel,
    /// `None`: the measure in turn.
    pub(crate) measure: Option<String>,
}

/// An identity.
#[derive(Debug)]
pub struct Check {
    /// Its one name, in facts and in checks.
    pub name: String,
    /// Equality or inequality.
    pub relation: Relation,
    /// A failing one is reported and accuses no amount.
    pub advice: bool,
    /// Where it comes from.
    pub source: String,
    /// The rule in English.
    pub en: String,
    /// The rule in Chinese.
    pub zh: String,
    /// An example in English.
    pub example_en: String,
    /// The example in Chinese.
    pub example_zh: String,
    pub(crate) each: Each,
    /// At least one of these measures must be printed.
    pub(crate) needs: Vec<String>,
    pub(crate) whole: Selector,
    pub(crate) parts: Vec<Selector>,
}

impl Check {
    /// The kinds of the forms that it reads, each once.
    pub fn forms(&self) -> Vec<&str> {
        let mut forms = vec![self.whole.form.as_str()];
        for part in &self.parts {
            if !forms.contains(&part.form.as_str()) {
                forms.push(&part.form);
            }
        }
        forms
    }
}
