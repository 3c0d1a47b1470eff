//! Defines the shapes of identities, as the checks evaluate them.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::super::lines::NamedLine;

/// Relation of the whole and its parts.
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
    /// The whole is the sum of its parts, or more where lines are withheld.
    Withheld,
    /// The whole is the percentage that the first part is of the second.
    Percent,
    /// The whole is the percentage by which the first part exceeds the second.
    Change,
    /// The whole is the percentage that the first part, a change, is of what the second was before it.
    Growth,
}

impl Relation {
    /// Whether it verifies its amounts where it closes without any difference.
    pub(crate) fn proves(self) -> bool {
        matches!(self, Self::Equality | Self::Withheld)
    }

    /// Whether its whole is a percentage.
    pub(crate) fn is_ratio(self) -> bool {
        matches!(self, Self::Percent | Self::Change | Self::Growth)
    }
}

/// Turns for which a check is evaluated.
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
    /// Every line with parts of the kind that the check names, every measure.
    Parts,
    /// Every figure of the prose that has the key of the whole.
    Figure,
}

/// The form that checks name where they speak of the figures of the prose: their keys are its measures.
pub(crate) const PROSE: &str = "prose";

/// Parts of a line in accounts of whole places, by what makes them its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PartsOf {
    /// `under`: the lines right under it, by code or by path.
    Under,
    /// `of_which`: the lines right under it where 其中 says that they may be a selection.
    OfWhich,
    /// `beside`: of a total, the lines beside it.
    Beside,
    /// `funds`: of a line under a heading 合计, that line under each other heading.
    Funds,
    /// `places`: of a place, the places that make it up.
    Places,
    /// `own_level`: the same line in the form of the place's own level.
    OwnLevel,
    /// `below`: the same line in the form of what lies below.
    Below,
    /// `sources`: of a project's money, its sources.
    Sources,
    /// `scored`: of a total score, what it sums up.
    Scored,
    /// `all_weights`: of the first weight of a table without a total, all of them.
    AllWeights,
    /// `weighed`: of a total of weights, what it sums up, where all of it is printed.
    Weighed,
    /// `own_funds`: of a project in the summary, its money in its own table.
    OwnFunds,
    /// `own_score`: the total score of its own table.
    OwnScore,
    /// `long`: the same line in the longer form of its kind and scope.
    Long,
}

/// Selector of a line of a form.
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
    /// `near`: the figure of the prose that stands nearest to the whole.
    Near,
    /// Its parts, of a form of a whole place.
    Parts(PartsOf),
    /// A name of `lines.toml` of the family.
    Named(&'static NamedLine),
}

/// Selector of the amounts of a whole or a part.
#[derive(Debug, Clone)]
pub(crate) struct Selector {
    pub(crate) minus: bool,
    pub(crate) form: String,
    pub(crate) side: Option<String>,
    pub(crate) line: LineSel,
    /// `None`: the measure in turn.
    pub(crate) measure: Option<String>,
}

/// Identity between amounts, as `models/<family>/checks/` states it.
#[derive(Debug)]
pub struct Identity {
    /// Its one name, in facts and in checks.
    pub name: String,
    /// Equality or inequality.
    pub relation: Relation,
    /// Whether a failing one is only reported, and accuses no amount.
    pub advice: bool,
    /// Source of the rule.
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
    /// Whether it says nothing of a form in which most of its turns fail: there its columns or forms are a choice.
    pub(crate) usual: bool,
    /// Measures of which at least one must be printed.
    pub(crate) needs: Vec<String>,
    /// What the parts make, where no amount says it: the weights of a table are 100. The whole then only says where.
    pub(crate) constant: Option<Decimal>,
    pub(crate) whole: Selector,
    pub(crate) parts: Vec<Selector>,
}

impl Identity {
    /// Lists the kinds of the forms that it reads, each once.
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
