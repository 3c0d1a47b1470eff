//! The identities as data: `models/checks/*.toml`, compiled in and read once, on first use.
//!
//! A check names its whole and its parts by selectors, `form.side/line/measure`, with `-` before a part that is taken
//! away. `line` is a name of `lines.toml` or one of the words of [`LineSel`]; the measure `*` is each in turn. A check
//! with `variants` stands for one check a variant: the variant's words replace `{…}` in all its texts.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;
use toml::Value;

use crate::text::plain::plain;

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
    /// A name of `lines.toml`.
    Named(&'static NamedLine),
}

/// A line that checks name.
#[derive(Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NamedLine {
    pub(crate) words: Vec<String>,
    pub(crate) ends: Vec<String>,
    pub(crate) codes: Vec<String>,
    pub(crate) other_classes: Vec<String>,
    /// All lines that match, and not only the first.
    pub(crate) every: bool,
    /// Where it is not there, it is missing and not blank.
    pub(crate) never_blank: bool,
    pub(crate) above: Option<String>,
    pub(crate) below: Option<String>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckText {
    name: String,
    #[serde(default)]
    relation: Relation,
    #[serde(default)]
    advice: bool,
    each: Each,
    #[serde(default)]
    needs: Vec<String>,
    whole: String,
    parts: Vec<String>,
    source: String,
    en: String,
    zh: String,
    example_en: String,
    example_zh: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFile {
    fixed: HashSet<String>,
    of_which: Vec<String>,
    lines: BTreeMap<String, NamedLine>,
}

/// All identities, in the order of the files.
#[derive(Debug)]
pub(crate) struct Checks {
    pub(crate) checks: Vec<Check>,
    /// Forms that print the same lines whether they hold anything or not.
    pub(crate) fixed: &'static HashSet<String>,
    /// How a line begins that is part of the line above it.
    pub(crate) of_which: &'static [String],
}

/// Names a file under `models/` and compiles it in.
macro_rules! model {
    ($path:literal) => {
        ($path, include_str!(concat!("../../models/", $path)))
    };
}

const LINES: (&str, &str) = model!("checks/lines.toml");
const FILES: &[(&str, &str)] = &[
    model!("checks/in_line.toml"),
    model!("checks/by_code.toml"),
    model!("checks/summaries.toml"),
    model!("checks/between_forms.toml"),
];

/// All files of checks that are compiled in: path under `models/` and text.
pub(crate) fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    std::iter::once(LINES).chain(FILES.iter().copied())
}

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static LINE_WORDS: LazyLock<LineFile> = LazyLock::new(|| lines().expect("models/checks/ is read by a test"));
#[allow(clippy::expect_used)]
static CHECKS: LazyLock<Checks> = LazyLock::new(|| load().expect("models/checks/ is read by a test"));

/// The identities, read on first use.
pub(crate) fn checks() -> &'static Checks {
    &CHECKS
}

/// A line by its name in `lines.toml`.
pub(crate) fn named(name: &str) -> Option<&'static NamedLine> {
    LINE_WORDS.lines.get(name)
}

/// Whether a line bears one of the names of `lines.toml`.
pub(crate) fn is_known(plain: &str) -> bool {
    LINE_WORDS.lines.values().any(|line| line.words.iter().any(|word| word == plain))
}

fn lines() -> Result<LineFile, toml::de::Error> {
    let mut file: LineFile = toml::from_str(LINES.1)?;
    for line in file.lines.values_mut() {
        for words in [&mut line.words, &mut line.ends] {
            words.iter_mut().for_each(|word| *word = plain(word));
        }
    }
    Ok(file)
}

fn load() -> Result<Checks, Box<dyn std::error::Error>> {
    let mut checks = Vec::new();
    for (_, text) in FILES {
        let file: toml::Table = toml::from_str(text)?;
        for entry in file.get("check").and_then(Value::as_array).into_iter().flatten() {
            let mut entry = entry.as_table().cloned().ok_or("a check is a table")?;
            match entry.remove("variants") {
                None => checks.push(check(Value::Table(entry))?),
                Some(variants) => {
                    for variant in variants.as_array().ok_or("variants are a list")? {
                        let words = variant.as_table().ok_or("a variant is a table")?;
                        checks.push(check(with_words(&Value::Table(entry.clone()), words))?);
                    }
                }
            }
        }
    }
    Ok(Checks { checks, fixed: &LINE_WORDS.fixed, of_which: &LINE_WORDS.of_which })
}

/// The same with each `{word}` replaced.
fn with_words(value: &Value, words: &toml::Table) -> Value {
    match value {
        Value::String(text) => {
            let replaced = words.iter().fold(text.clone(), |text, (word, by)| {
                text.replace(&format!("{{{word}}}"), by.as_str().unwrap_or_default())
            });
            Value::String(replaced)
        }
        Value::Array(list) => Value::Array(list.iter().map(|v| with_words(v, words)).collect()),
        Value::Table(table) => {
            Value::Table(table.iter().map(|(k, v)| (k.clone(), with_words(v, words))).collect())
        }
        other => other.clone(),
    }
}

fn check(value: Value) -> Result<Check, Box<dyn std::error::Error>> {
    let text: CheckText = value.try_into()?;
    Ok(Check {
        whole: selector(&text.whole)?,
        parts: text.parts.iter().map(|p| selector(p)).collect::<Result<_, _>>()?,
        name: text.name,
        relation: text.relation,
        advice: text.advice,
        each: text.each,
        needs: text.needs,
        source: text.source,
        en: text.en,
        zh: text.zh,
        example_en: text.example_en,
        example_zh: text.example_zh,
    })
}

fn selector(text: &str) -> Result<Selector, String> {
    let (minus, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut pieces = body.split('/');
    let (Some(form), Some(line), Some(measure), None) =
        (pieces.next(), pieces.next(), pieces.next(), pieces.next())
    else {
        return Err(format!("{text}: a selector is form.side/line/measure"));
    };
    let (form, side) = form.split_once('.').map_or((form, None), |(f, s)| (f, Some(s.to_owned())));
    let line = match line {
        "each" => LineSel::Each,
        "children" => LineSel::Children,
        "coded_under" => LineSel::CodedUnder,
        "leaves" => LineSel::Leaves,
        "above" => LineSel::Above,
        "class" => LineSel::Class,
        "code" => LineSel::Code,
        "first" => LineSel::First,
        name => LineSel::Named(named(name).ok_or(format!("{text}: no line {name} in lines.toml"))?),
    };
    let measure = (measure != "*").then(|| measure.to_owned());
    Ok(Selector { minus, form: form.to_owned(), side, line, measure })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    #[test]
    fn every_check_can_be_read_and_has_a_name_of_its_own() {
        let checks = load().unwrap().checks;
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
    fn checks_name_forms_sides_and_measures_that_exist() {
        for check in &load().unwrap().checks {
            for selector in std::iter::once(&check.whole).chain(&check.parts) {
                let kind = models().kind(&selector.form).unwrap_or_else(|| panic!("{}", check.name));
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

    #[test]
    fn lines_stand_above_and_below_lines_that_exist() {
        for (name, line) in &LINE_WORDS.lines {
            for other in [&line.above, &line.below].into_iter().flatten() {
                assert!(LINE_WORDS.lines.contains_key(other), "{name}: {other}");
            }
        }
    }
}
