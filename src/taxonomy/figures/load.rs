//! Reads the files of a family's prose and makes one lexicon of their words.

use serde::Deserialize;
use std::collections::BTreeMap;

use super::lexicon::{Lexicon, Meaning, Role};
use super::model::{CountModel, FigureModel, LineKey, SectionModel, SubjectModel};
use super::patterns::expand;
use crate::taxonomy::classification::{classes, codes_and_names};
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

/// Reads what the figures of a family's prose are called; `None` where the family has no such files.
pub(super) fn load(family: Family) -> Result<Option<FigureModel>, String> {
    let folder = format!("{}/figures", family.id());
    if files::files().iter().all(|(path, _)| !path.starts_with(&format!("{folder}/"))) {
        return Ok(None);
    }
    let subjects = files::parse::<SubjectFile>(&format!("{folder}/subjects.toml"))?.subject;
    let mut counts = files::parse::<CountFile>(&format!("{folder}/counts.toml"))?.count;
    let mut sections = files::parse::<SectionFile>(&format!("{folder}/sections.toml"))?.section;
    let units: UnitFile = files::parse(&format!("{folder}/units.toml"))?;
    let lines: LineFile = files::parse(&format!("{folder}/lines.toml"))?;
    let mut words: BTreeMap<String, Vec<String>> = files::parse(&format!("{folder}/words.toml"))?;
    let mut lexicon = Lexicon::default();
    for (index, subject) in subjects.iter().enumerate() {
        add(&mut lexicon, &subject.words, |meaning| meaning.subjects.push(index))?;
    }
    for (index, count) in counts.iter_mut().enumerate() {
        let (empty, named): (Vec<String>, Vec<String>) =
            std::mem::take(&mut count.words).into_iter().partition(String::is_empty);
        count.needs_no_word = !empty.is_empty();
        add(&mut lexicon, &named, |meaning| meaning.counts.push(index))?;
    }
    let organisations = words.remove(ORGANISATIONS).unwrap_or_default();
    for (name, words) in &words {
        let role = role(name).ok_or_else(|| format!("models/{folder}/words.toml: {name} is no role"))?;
        add(&mut lexicon, words, |meaning| meaning.roles.push(role))?;
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

/// Adds a meaning to all words that patterns stand for.
fn add(lexicon: &mut Lexicon, patterns: &[String], mut mean: impl FnMut(&mut Meaning)) -> Result<(), String> {
    for pattern in patterns {
        for word in expand(pattern)? {
            mean(lexicon.entry(&plain(&word)));
        }
    }
    Ok(())
}

/// Adds the names of 类 by function, and of lines by economic use.
fn add_names(lexicon: &mut Lexicon, also: &[OtherName]) -> Result<(), String> {
    for (code, name) in classes() {
        let name = if name.ends_with(CLASS_END) { name } else { format!("{name}{CLASS_END}") };
        lexicon.entry(&name).class.get_or_insert(code);
    }
    // Codes of the two classifications begin with other digits: 2 by function, 3 by economic use.
    for (code, name) in codes_and_names().filter(|(code, _)| code.starts_with('3') && depth(code).is_some()) {
        let official = plain(name);
        let mut words = vec![official.clone()];
        let short = official.strip_suffix(CLASS_END).filter(|_| official.chars().count() >= LONG_ENOUGH);
        words.extend(short.map(str::to_owned));
        for other in also.iter().filter(|other| other.name == name) {
            for pattern in &other.words {
                words.extend(expand(pattern)?);
            }
        }
        for word in words {
            lexicon.entry(&word).economic.get_or_insert_with(|| code.to_owned());
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
