//! Reads the files of a family's prose and makes one lexicon of their words.

use serde::Deserialize;
use std::collections::BTreeMap;

use super::lexicon::{EconomicName, Lexicon, Role, Sense};
use super::model::{CountModel, FigureModel, LineKey, SectionModel, SubjectModel};
use super::patterns::parse;
use crate::taxonomy::classification::{classes, economic_names};
use crate::taxonomy::family::Family;
use crate::taxonomy::files;
use crate::text::code::depth;
use crate::text::plain::{make_plain, plain};

/// What ends the name of a 类, and tells it from a word of the language (教育).
const CLASS_END: &str = "支出";
/// Key of the words that names of departments end with, which are no words of the prose.
const ORGANISATIONS: &str = "organisation_ends";
/// Economic names end in it, too, and are printed without.
const LONG_ENOUGH: usize = 6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectFile {
    subject: Vec<SubjectModel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountFile {
    count: Vec<CountModel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionFile {
    section: Vec<SectionModel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitFile {
    none: Vec<String>,
    bound: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFile {
    item: String,
    sections: Vec<String>,
    class: Vec<LineKey>,
    economic: Vec<LineKey>,
    also: Vec<OtherName>,
}

/// Other words for a name of the classification.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherName {
    name: String,
    words: Vec<String>,
}

fn folder(family: Family) -> String {
    format!("{}/figures", family.id())
}

/// Whether a family has files that say what the figures of its prose are called.
pub(super) fn has_files(family: Family) -> bool {
    let folder = folder(family) + "/";
    files::files().iter().any(|(path, _)| path.starts_with(&folder))
}

/// Reads what the figures of a family's prose are called; `None` where the family has no such files.
pub(super) fn load(family: Family) -> Result<Option<FigureModel>, String> {
    if !has_files(family) {
        return Ok(None);
    }
    let folder = folder(family);
    let subjects = files::parse::<SubjectFile>(&format!("{folder}/subjects.toml"))?.subject;
    let mut counts = files::parse::<CountFile>(&format!("{folder}/counts.toml"))?.count;
    let mut sections = files::parse::<SectionFile>(&format!("{folder}/sections.toml"))?.section;
    let units: UnitFile = files::parse(&format!("{folder}/units.toml"))?;
    let lines: LineFile = files::parse(&format!("{folder}/lines.toml"))?;
    let mut words: BTreeMap<String, Vec<String>> = files::parse(&format!("{folder}/words.toml"))?;
    let mut lexicon = Lexicon::default();
    for (index, subject) in subjects.iter().enumerate() {
        add(&mut lexicon, &subject.words, &Sense::Subject(index))?;
    }
    for (index, count) in counts.iter_mut().enumerate() {
        let (empty, named): (Vec<String>, Vec<String>) =
            std::mem::take(&mut count.words).into_iter().partition(String::is_empty);
        count.needs_no_word = !empty.is_empty();
        add(&mut lexicon, &named, &Sense::Count(index))?;
    }
    let organisations = words.remove(ORGANISATIONS).unwrap_or_default();
    for (name, words) in &words {
        let role = role(name).ok_or_else(|| format!("models/{folder}/words.toml: {name} is no role"))?;
        add(&mut lexicon, words, &Sense::Role(role))?;
    }
    add_names(&mut lexicon, &lines.also)?;
    sections.iter_mut().for_each(|section| make_plain(&mut section.headings));
    let mut counted: Vec<String> = counts.iter().flat_map(|count| count.units.clone()).collect();
    counted.dedup();
    Ok(Some(FigureModel {
        family,
        subjects,
        counts,
        lexicon,
        sections,
        counted: longest_first(counted),
        no_figure: longest_first(units.none),
        bounds: longest_first(units.bound),
        organisations: longest_first(organisations),
        item: lines.item,
        item_sections: lines.sections,
        class: lines.class,
        economic: lines.economic,
    }))
}

/// Adds a sense to all words that patterns stand for; they are in the plain form.
fn add(lexicon: &mut Lexicon, patterns: &[String], sense: &Sense) -> Result<(), String> {
    for pattern in patterns {
        lexicon.add(&parse(pattern)?, sense);
    }
    Ok(())
}

/// Adds the names of 类 by function, and of lines by economic use.
fn add_names(lexicon: &mut Lexicon, also: &[OtherName]) -> Result<(), String> {
    for (code, name) in classes() {
        let name = if name.ends_with(CLASS_END) { name } else { format!("{name}{CLASS_END}") };
        lexicon.add_word(&name, &Sense::Class(code));
    }
    let names = economic_names();
    for (is_old, code, name) in names.iter().filter(|(_, code, _)| depth(code).is_some()) {
        let codes = names.iter().filter(|(old, _, other)| other == name && old == is_old).count();
        let sense = Sense::Economic(EconomicName { code: (*code).to_owned(), is_only: codes == 1 });
        let official = plain(name);
        lexicon.add_word(&official, &sense);
        let short = official.strip_suffix(CLASS_END).filter(|_| official.chars().count() >= LONG_ENOUGH);
        if let Some(short) = short {
            lexicon.add_word(short, &sense);
        }
        for other in also.iter().filter(|other| other.name == *name) {
            add(lexicon, &other.words, &sense)?;
        }
    }
    Ok(())
}

fn longest_first(mut words: Vec<String>) -> Vec<String> {
    make_plain(&mut words);
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words
}

fn role(name: &str) -> Option<Role> {
    Some(match name {
        "last_year" => Role::LastYear,
        "against_budget" => Role::AgainstBudget,
        "increase" => Role::Increase,
        "decrease" => Role::Decrease,
        "either" => Role::Either,
        "became" => Role::Became,
        "was" => Role::Was,
        "share" => Role::Share,
        "completion" => Role::Completion,
        "initial_budget" => Role::InitialBudget,
        "annual_budget" => Role::AnnualBudget,
        "budget" => Role::Budget,
        "final" => Role::Final,
        "reason" => Role::Reason,
        "use" => Role::Use,
        "average" => Role::Average,
        "difference" => Role::Difference,
        "performance" => Role::Performance,
        "more_reasons" => Role::MoreReasons,
        "of_which" => Role::OfWhich,
        "and" => Role::And,
        "each" => Role::Each,
        "than" => Role::Than,
        "heading_end" => Role::HeadingEnd,
        "noun" => Role::Noun,
        "compared" => Role::Compared,
        "neutral" => Role::Neutral,
        _ => return None,
    })
}
