//! What the program knows of official forms: `models/forms/*.toml`, `models/wording.toml` and
//! `models/classification/`, compiled in and read once, on first use.
//!
//! A new province's wording is an edit there, not here. A test reads every file, so a slip in one does not ship.

pub(crate) mod gazetteer;
pub(crate) mod identities;
pub(crate) mod item_name;
mod shapes;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::text::plain::plain;
use gazetteer::Regions;
use shapes::{BudgetFile, ClassFile, OtherFile};
pub(crate) use shapes::{KindModel, Layout, MeasureModel, Wording};

/// The kind of a table that is no official form of a department's final accounts.
pub(crate) const OTHER_KIND: &str = "other";

/// A known title and the kind it announces.
#[derive(Debug, Clone)]
pub(crate) struct KnownTitle {
    pub(crate) words: String,
    pub(crate) kind: String,
}

/// Everything under `models/` that the stages `form` and `fact` use.
#[derive(Debug)]
pub(crate) struct Models {
    pub(crate) wording: Wording,
    pub(crate) kinds: Vec<KindModel>,
    /// Known titles, longest first.
    pub(crate) titles: Vec<KnownTitle>,
    pub(crate) title_prefixes: Vec<Regex>,
    pub(crate) title_suffixes: Vec<Regex>,
    pub(crate) title_bracket: Regex,
    /// What names the document before a title.
    pub(crate) title_document: Regex,
    pub(crate) looks_like_title: Regex,
    /// The year before a word of the header.
    pub(crate) header_year: Regex,
    pub(crate) form_number: Regex,
    pub(crate) form_number_in_line: Vec<Regex>,
    /// A heading over a set of forms, with its `scope`.
    pub(crate) scope_heading: Regex,
    pub(crate) part_heading: Regex,
    /// The title on the cover, with what stands `before` it and in the `middle`.
    pub(crate) cover_title: Regex,
    /// The 类 by the name of its line on the summary forms.
    pub(crate) class_codes: HashMap<String, String>,
    /// Provinces and prefectures, and how smaller places end.
    pub(crate) regions: Regions,
}

/// Names a file under `models/` and compiles it in.
macro_rules! model {
    ($path:literal) => {
        ($path, include_str!(concat!("../../models/", $path)))
    };
}

/// A kind of official form each.
const KINDS: &[(&str, &str)] = &[
    model!("forms/income_expenditure_summary.toml"),
    model!("forms/income.toml"),
    model!("forms/expenditure.toml"),
    model!("forms/fiscal_appropriation_summary.toml"),
    model!("forms/general_public_budget_expenditure.toml"),
    model!("forms/general_public_budget_basic_expenditure.toml"),
    model!("forms/general_public_budget_expenditure_detail.toml"),
    model!("forms/government_fund.toml"),
    model!("forms/state_capital.toml"),
    model!("forms/three_public.toml"),
    model!("forms/three_public_lines.toml"),
    model!("forms/disclosure_statistics.toml"),
];
const WORDING: (&str, &str) = model!("wording.toml");
const OTHER: (&str, &str) = model!("forms/other.toml");
const BUDGET: (&str, &str) = model!("forms/budget.toml");
const REGIONS: (&str, &str) = model!("classification/regions.toml");
const CLASSES: (&str, &str) = model!("classification/functional_classes.toml");
/// What is only known of scans: the classification with its codes, other wordings, characters that look alike.
pub(crate) const FUNCTIONAL: (&str, &str) = model!("classification/functional.tsv");
pub(crate) const ECONOMIC: (&str, &str) = model!("classification/economic.tsv");
pub(crate) const SPELLING: (&str, &str) = model!("spelling.toml");
pub(crate) const CONFUSIONS: (&str, &str) = model!("ocr/confusions.toml");

/// All files that are compiled in: path under `models/` and text.
pub(crate) fn files() -> Vec<(&'static str, &'static str)> {
    let others = [WORDING, OTHER, BUDGET, CLASSES, REGIONS, FUNCTIONAL, ECONOMIC, SPELLING, CONFUSIONS];
    KINDS.iter().copied().chain(others).collect()
}

/// The models. They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static MODELS: LazyLock<Models> = LazyLock::new(|| load().expect("models/ is read by a test of every build"));

/// The models, read on first use.
pub(crate) fn models() -> &'static Models {
    &MODELS
}

impl Models {
    /// The model of a kind; the first, where it is laid out in several ways.
    pub(crate) fn kind(&self, name: &str) -> Option<&KindModel> {
        self.kinds.iter().find(|k| k.kind == name)
    }
}

fn load() -> Result<Models, Box<dyn std::error::Error>> {
    let mut wording: Wording = toml::from_str(WORDING.1)?;
    let header = &mut wording.header;
    for words in [
        &mut header.code,
        &mut header.code_parts,
        &mut header.item,
        &mut header.unit_item,
        &mut header.line,
        &mut header.column_numbers,
        &mut header.sums,
        &mut header.groups,
        &mut wording.items.totals,
        &mut wording.items.remarks,
    ] {
        make_plain(words);
    }
    let mut kinds = Vec::new();
    let mut titles = Vec::new();
    for (_, file) in KINDS {
        let mut kind: KindModel = toml::from_str(file)?;
        make_plain(&mut kind.groups);
        make_plain(&mut kind.sections);
        make_plain(&mut kind.line_names);
        make_plain(&mut kind.topics);
        kind.sides.values_mut().for_each(make_plain);
        for measure in &mut kind.measures {
            make_plain(&mut measure.words);
            make_plain(&mut measure.under);
        }
        titles.extend(kind.titles.iter().map(|t| KnownTitle { words: plain(t), kind: kind.kind.clone() }));
        for line in &mut kind.measure_lines {
            make_plain(&mut line.words);
        }
        kind.vocabulary = vocabulary(&wording, &kind);
        kinds.push(kind);
    }
    let other: OtherFile = toml::from_str(OTHER.1)?;
    titles.extend(other.titles.iter().map(|t| KnownTitle { words: plain(t), kind: OTHER_KIND.to_owned() }));
    let budget: BudgetFile = toml::from_str(BUDGET.1)?;
    for group in budget.budget {
        titles.extend(group.titles.iter().map(|t| KnownTitle { words: plain(t), kind: group.kind.clone() }));
    }
    titles.sort_by_key(|t| std::cmp::Reverse(t.words.chars().count()));
    let classes: ClassFile = toml::from_str(CLASSES.1)?;
    let class_codes = classes
        .class
        .into_iter()
        .flat_map(|c| c.names.into_iter().map(move |name| (plain(&name), c.code.clone())))
        .collect();
    let compile = |patterns: &[String]| patterns.iter().map(|p| Regex::new(p)).collect::<Result<Vec<_>, _>>();
    Ok(Models {
        title_prefixes: compile(&wording.titles.prefixes)?,
        title_suffixes: compile(&wording.titles.suffixes)?,
        title_bracket: Regex::new(&wording.titles.last_bracket)?,
        looks_like_title: Regex::new(&wording.titles.looks_like)?,
        title_document: Regex::new(&wording.titles.document)?,
        header_year: Regex::new(&wording.header.year)?,
        form_number: Regex::new(&wording.heading.form_number)?,
        form_number_in_line: compile(&wording.heading.form_number_in_line)?,
        scope_heading: Regex::new(&wording.heading.scope_heading)?,
        part_heading: Regex::new(&wording.heading.part_heading)?,
        cover_title: Regex::new(&wording.family.cover_title)?,
        wording,
        kinds,
        titles,
        class_codes,
        regions: toml::from_str(REGIONS.1)?,
    })
}

fn make_plain(words: &mut Vec<String>) {
    for word in words {
        *word = plain(word);
    }
}

fn vocabulary(wording: &Wording, kind: &KindModel) -> HashSet<String> {
    let header = &wording.header;
    let shared = [
        &header.code,
        &header.code_parts,
        &header.item,
        &header.unit_item,
        &header.line,
        &header.column_numbers,
        &header.groups,
    ];
    shared
        .into_iter()
        .chain([&kind.groups])
        .chain(kind.sides.values())
        .chain(kind.measures.iter().flat_map(|m| [&m.words, &m.under]))
        .flatten()
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_file_can_be_read() {
        let models = load().unwrap();
        assert_eq!(models.kinds.len(), KINDS.len());
    }

    #[test]
    fn no_title_announces_two_kinds() {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for title in &models().titles {
            let before = seen.insert(&title.words, &title.kind);
            assert!(before.is_none_or(|kind| kind == title.kind), "{} announces two kinds", title.words);
        }
    }

    #[test]
    fn required_columns_exist() {
        for kind in &models().kinds {
            for required in &kind.required {
                let (side, measure) =
                    required.split_once('.').map_or((None, required.as_str()), |(s, m)| (Some(s), m));
                assert!(kind.measures.iter().any(|m| m.name == measure), "{}: {required}", kind.kind);
                assert!(side.is_none_or(|s| kind.sides.contains_key(s)), "{}: {required}", kind.kind);
            }
        }
    }
}
