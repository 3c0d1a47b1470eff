//! The identities as data: `models/<family>/checks/*.toml`, compiled in and read once, on first use ([`load`]).

mod load;

use std::sync::LazyLock;

use serde::Deserialize;

use super::lines::NamedLine;

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

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static CHECKS: LazyLock<Vec<Check>> =
    LazyLock::new(|| load::load().expect("models/ is read by a test of every build"));

/// The identities of all families, read on first use: in the order of the families, of their files and in these.
pub(crate) fn checks() -> &'static [Check] {
    &CHECKS
}

#[cfg(test)]
mod tests {
    use super::super::models;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_check_can_be_read_and_has_a_name_of_its_own() {
        let checks = load::load().unwrap();
        let names: HashSet<&str> = checks.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names.len(), checks.len());
        assert!(checks.len() > 60, "{}", checks.len());
        for check in &checks {
            for text in
                [&check.name, &check.source, &check.en, &check.zh, &check.example_en, &check.example_zh]
            {
                assert!(!text.contains('{') && !text.is_empty(), "{}: {text}", check.name);
            }
        }
    }

    #[test]
    fn checks_name_forms_of_one_family_and_sides_and_measures_that_exist() {
        for check in &load::load().unwrap() {
            let family = models().family_of(&check.whole.form);
            for selector in std::iter::once(&check.whole).chain(&check.parts) {
                let kind = models().kind(&selector.form).unwrap_or_else(|| panic!("{}", check.name));
                assert_eq!(Some(kind.family), family, "{}", check.name);
                let side = selector.side.as_deref();
                assert!(side.is_none_or(|s| kind.sides.contains_key(s)), "{}", check.name);
                let measure = selector.measure.as_deref();
                assert!(
                    measure.is_none_or(|m| kind.measures.iter().any(|k| k.name == m)),
                    "{}: {measure:?}",
                    check.name
                );
            }
        }
    }
}
