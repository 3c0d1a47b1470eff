//! What the program knows of official forms: `models/forms/*.toml`, `models/wording.toml` and
//! `models/classification/`, compiled in and read once, on first use.
//!
//! A new province's wording is an edit there, not here. A test reads every file, so a slip in one does not ship.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::wording::plain;

/// A name whose end is clipped lacks at most so many characters, and has at least so many.
const LONGEST_CUT: usize = 2;
const SHORTEST_NAME: usize = 4;

/// How a form is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    /// Code, name, amounts; one item a row.
    Coded,
    /// Income left, expenditure right.
    TwoSided,
    /// Several groups of code, name, amounts, each going on where the one before ends.
    SideBySide,
    /// One line of amounts.
    OneLine,
    /// Name, 行次, one amount, under headings.
    List,
    /// A line a measure, a column a side; the names of the lines are the words of the measures.
    MeasureLines,
}

/// One amount column of a kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureModel {
    pub(crate) name: String,
    pub(crate) side: Option<String>,
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) under: Vec<String>,
    #[serde(default)]
    pub(crate) under_optional: bool,
}

/// What a line counts where it does not say so itself.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LineUnit {
    pub(crate) section: String,
    pub(crate) item: String,
    pub(crate) unit: String,
}

/// A line that is a measure, by its name without the ordinal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureLine {
    pub(crate) measure: String,
    pub(crate) words: Vec<String>,
}

/// One kind of official form, in one layout: a kind that is laid out in two ways has two.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KindModel {
    pub(crate) kind: String,
    pub(crate) official: String,
    pub(crate) layout: Layout,
    pub(crate) titles: Vec<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) required: Vec<String>,
    #[serde(default)]
    pub(crate) header_suffices: bool,
    #[serde(default)]
    pub(crate) line_classes: bool,
    /// Names of lines that stand for no 类.
    #[serde(default)]
    pub(crate) line_names: Vec<String>,
    #[serde(default)]
    pub(crate) groups: Vec<String>,
    #[serde(default)]
    pub(crate) sections: Vec<String>,
    #[serde(default)]
    pub(crate) sides: BTreeMap<String, Vec<String>>,
    pub(crate) measures: Vec<MeasureModel>,
    /// The lines of a form whose lines are measures.
    #[serde(default)]
    pub(crate) measure_lines: Vec<MeasureLine>,
    #[serde(default)]
    pub(crate) line_units: Vec<LineUnit>,
    /// All words that may stand in its header.
    #[serde(skip)]
    pub(crate) vocabulary: HashSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HeaderWords {
    pub(crate) code: Vec<String>,
    pub(crate) code_parts: Vec<String>,
    pub(crate) item: Vec<String>,
    pub(crate) unit_item: Vec<String>,
    pub(crate) line: Vec<String>,
    pub(crate) column_numbers: Vec<String>,
    pub(crate) sums: Vec<String>,
    pub(crate) groups: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ItemWords {
    pub(crate) totals: Vec<String>,
    pub(crate) unnumbered: Vec<String>,
    pub(crate) remarks: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HeadingWords {
    pub(crate) department: Vec<String>,
    pub(crate) unit: Vec<String>,
    pub(crate) form_number: String,
    pub(crate) consolidated: Vec<String>,
    pub(crate) own: Vec<String>,
    pub(crate) by_unit: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TitleWords {
    pub(crate) prefixes: Vec<String>,
    pub(crate) suffixes: Vec<String>,
    pub(crate) last_bracket: String,
    pub(crate) foreign: Vec<String>,
    pub(crate) looks_like: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FamilyWords {
    pub(crate) final_accounts: String,
    pub(crate) budget: String,
}

/// A unit of money.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct MoneyModel {
    pub(crate) name: String,
    pub(crate) yuan: String,
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct OtherUnits {
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) written: HashMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Blanks {
    pub(crate) marks: Vec<String>,
    pub(crate) dashes: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Wording {
    pub(crate) header: HeaderWords,
    pub(crate) items: ItemWords,
    pub(crate) heading: HeadingWords,
    pub(crate) titles: TitleWords,
    pub(crate) family: FamilyWords,
    pub(crate) money: Vec<MoneyModel>,
    pub(crate) other_units: OtherUnits,
    pub(crate) blanks: Blanks,
}

#[derive(Deserialize)]
struct OtherFile {
    titles: Vec<String>,
}

#[derive(Deserialize)]
struct BudgetFile {
    budget: Vec<BudgetKind>,
}

#[derive(Deserialize)]
struct BudgetKind {
    kind: String,
    titles: Vec<String>,
}

#[derive(Deserialize)]
struct ClassFile {
    class: Vec<Class>,
}

#[derive(Deserialize)]
struct Class {
    code: String,
    names: Vec<String>,
}

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
    pub(crate) looks_like_title: Regex,
    pub(crate) form_number: Regex,
    /// The 类 by the name of its line on the summary forms.
    pub(crate) class_codes: HashMap<String, String>,
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
const CLASSES: (&str, &str) = model!("classification/functional_classes.toml");

/// All files that are compiled in: path under `models/` and text.
pub(crate) fn files() -> Vec<(&'static str, &'static str)> {
    KINDS.iter().copied().chain([WORDING, OTHER, BUDGET, CLASSES]).collect()
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

impl KindModel {
    /// Whether a line of the form is named like this, without its ordinal.
    pub(crate) fn knows_line(&self, models: &Models, name: &str) -> bool {
        self.line_classes
            && (models.class_codes.contains_key(name) || self.line_names.iter().any(|n| n == name))
    }

    /// The only name of a line that begins like this and is at most two characters longer: what was printed before the
    /// cell clipped it.
    pub(crate) fn whole_line_name(&self, models: &Models, begun: &str) -> Option<String> {
        let length = begun.chars().count();
        let names = models.class_codes.keys().chain(&self.line_names);
        let mut fitting: Vec<&String> = names
            .filter(|n| n.starts_with(begun) && (1..=LONGEST_CUT).contains(&(n.chars().count() - length)))
            .collect();
        fitting.sort();
        fitting.dedup();
        match fitting.as_slice() {
            [only] if self.line_classes && length >= SHORTEST_NAME => Some((*only).clone()),
            _ => None,
        }
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
    titles.extend(other.titles.iter().map(|t| KnownTitle { words: plain(t), kind: super::OTHER.to_owned() }));
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
        form_number: Regex::new(&wording.heading.form_number)?,
        wording,
        kinds,
        titles,
        class_codes,
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
