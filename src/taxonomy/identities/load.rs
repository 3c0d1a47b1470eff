//! Parses the text of identities into their shapes.
//!
//! A check names its whole and its parts by selectors, `form.side/line/measure`, with `-` before a part that is taken
//! away. `line` is a name of the family's `lines.toml` or one of the words of [`LineSel`]; the measure `*` is each in
//! turn. A check with `variants` stands for one check per variant: the variant's words replace `{…}` in all its texts.
//! The files of a family have a `rank`, which is the order of their checks.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Value;

use super::super::lines::{Lines, lines_of_family};
use super::super::{files, models::models};
#[cfg(test)]
use super::shapes::PROSE;
use super::shapes::{Each, Identity, LineSel, PartsOf, Relation, Selector};

/// Content of a file: its place among those of the family, and its checks before their variants are filled in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckFile {
    rank: u32,
    check: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckText {
    name: String,
    #[serde(default)]
    relation: Relation,
    #[serde(default)]
    advice: bool,
    #[serde(default)]
    usual: bool,
    each: Each,
    #[serde(default)]
    needs: Vec<String>,
    constant: Option<u32>,
    whole: String,
    parts: Vec<String>,
    source: String,
    en: String,
    zh: String,
    example_en: String,
    example_zh: String,
}

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static CHECKS: LazyLock<Vec<Identity>> =
    LazyLock::new(|| load().expect("models/ is read by a test of every build"));

/// The identities of all families, read on first use: in the order of the families, of their files and in these.
pub(crate) fn checks() -> &'static [Identity] {
    &CHECKS
}

/// Loads all checks, family by family, in the order of the files and in these.
fn load() -> Result<Vec<Identity>, String> {
    let mut checks = Vec::new();
    for family in models().families.iter().map(|model| model.family) {
        let lines = lines_of_family(family);
        let mut texts = Vec::new();
        for path in files::inside(&format!("{family}/checks")) {
            texts.push((files::parse::<CheckFile>(path)?, path));
        }
        texts.sort_by_key(|(file, path)| (file.rank, *path));
        for (file, path) in texts {
            for entry in file.check {
                let found = table_to_checks(entry, lines);
                checks.extend(found.map_err(|error| format!("models/{path}: {error}"))?);
            }
        }
    }
    Ok(checks)
}

/// Makes one check, or one per variant.
fn table_to_checks(mut entry: toml::Table, lines: &'static Lines) -> Result<Vec<Identity>, String> {
    let Some(variants) = entry.remove("variants") else {
        return Ok(vec![check(Value::Table(entry), lines)?]);
    };
    let variants = variants.as_array().ok_or("variants are a list")?;
    let entry = Value::Table(entry);
    let filled = variants.iter().map(|variant| {
        let words = variant.as_table().ok_or("a variant is a table")?;
        check(with_words(&entry, words), lines)
    });
    filled.collect()
}

/// Replaces each `{word}` in a value.
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

fn check(value: Value, lines: &'static Lines) -> Result<Identity, String> {
    let text: CheckText = value.try_into().map_err(|error| format!("{error}"))?;
    Ok(Identity {
        constant: text.constant.map(Decimal::from),
        whole: selector(&text.whole, lines)?,
        parts: text.parts.iter().map(|p| selector(p, lines)).collect::<Result<_, _>>()?,
        name: text.name,
        relation: text.relation,
        advice: text.advice,
        usual: text.usual,
        each: text.each,
        needs: text.needs,
        source: text.source,
        en: text.en,
        zh: text.zh,
        example_en: text.example_en,
        example_zh: text.example_zh,
    })
}

fn selector(text: &str, lines: &'static Lines) -> Result<Selector, String> {
    let (minus, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut parts = body.split('/');
    let (Some(form), Some(line), Some(measure), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
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
        "near" => LineSel::Near,
        "under" => LineSel::Parts(PartsOf::Under),
        "of_which" => LineSel::Parts(PartsOf::OfWhich),
        "beside" => LineSel::Parts(PartsOf::Beside),
        "funds" => LineSel::Parts(PartsOf::Funds),
        "places" => LineSel::Parts(PartsOf::Places),
        "own_level" => LineSel::Parts(PartsOf::OwnLevel),
        "below" => LineSel::Parts(PartsOf::Below),
        "sources" => LineSel::Parts(PartsOf::Sources),
        "scored" => LineSel::Parts(PartsOf::Scored),
        "all_weights" => LineSel::Parts(PartsOf::AllWeights),
        "weighed" => LineSel::Parts(PartsOf::Weighed),
        "own_funds" => LineSel::Parts(PartsOf::OwnFunds),
        "own_score" => LineSel::Parts(PartsOf::OwnScore),
        "long" => LineSel::Parts(PartsOf::Long),
        name => LineSel::Named(lines.named(name).ok_or(format!("{text}: no line {name} in lines.toml"))?),
    };
    let measure = (measure != "*").then(|| measure.to_owned());
    Ok(Selector { minus, form: form.to_owned(), side, line, measure })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_check_can_be_read_and_has_a_name_of_its_own() {
        let checks = load().unwrap();
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
        for check in &load().unwrap() {
            let selectors = || std::iter::once(&check.whole).chain(&check.parts).filter(|s| s.form != PROSE);
            let family = selectors().next().and_then(|first| models().family_of(&first.form));
            for selector in selectors() {
                let kind = models().known_kind(&selector.form).unwrap_or_else(|| panic!("{}", check.name));
                assert_eq!(Some(kind.family), family, "{}", check.name);
                if !kind.is_read() {
                    continue; // recognised by its titles alone: it has no columns yet
                }
                let side = selector.side.as_deref();
                assert!(side.is_none_or(|s| kind.sides.contains_key(s)), "{}", check.name);
                let measure = selector.measure.as_deref();
                // A kind whose columns are told by the words of its family names none itself.
                assert!(
                    kind.measures.is_empty()
                        || measure.is_none_or(|m| kind.measures.iter().any(|k| k.name == m)),
                    "{}: {measure:?}",
                    check.name
                );
            }
        }
    }
}
