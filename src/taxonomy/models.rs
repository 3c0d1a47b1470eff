//! Joins all models of forms: wording, families, kinds, titles, and the patterns to find them.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex_lite::Regex;
use serde::Deserialize;

use super::family::{self, Family, FamilyModel};
use super::gazetteer::Regions;
use super::kind::{self, KindModel};
use super::wording::Wording;
use super::years::Years;
use super::{classification, files};
use crate::text::plain::plain;

/// Kind of a table that is no form of any family.
pub(crate) const OTHER_KIND: &str = "other";

/// Fewest characters of a title.
const SHORTEST_TITLE: usize = 3;

/// Known title and the kind it announces.
#[derive(Debug, Clone)]
pub(crate) struct KnownTitle {
    pub(crate) words: String,
    pub(crate) kind: String,
    /// Whether it does so behind the name of a whole place alone.
    pub(crate) behind_whole_place: bool,
}

/// Models that the stages `form` and `fact` use.
#[derive(Debug)]
pub(crate) struct Models {
    pub(crate) wording: Wording,
    /// In their order.
    pub(crate) families: &'static [FamilyModel],
    /// Kinds whose forms are read, in the order of the families and in the usual order of forms.
    pub(crate) kinds: Vec<KindModel>,
    /// Kinds that are recognised by their titles alone.
    recognised: Vec<KindModel>,
    /// Known titles, longest first.
    pub(crate) titles: Vec<KnownTitle>,
    /// The last characters of those that do not hold the usual end of a title.
    unusual_title_ends: Vec<char>,
    /// Patterns of what stands around titles: asked of so many lines that fast ones are worth their making.
    pub(crate) title_prefixes: Vec<regex::Regex>,
    pub(crate) title_suffixes: Vec<regex::Regex>,
    pub(crate) title_bracket: regex::Regex,
    /// Pattern of a title that goes on from the page before.
    pub(crate) title_continued: Regex,
    /// Pattern of the words that name the document before a title.
    pub(crate) title_document: Regex,
    /// Patterns of titles of forms of a whole place, and of a place that may be a department's.
    pub(crate) whole_scope: Regex,
    pub(crate) whole_place: Regex,
    /// Pattern of the year before a word of the header.
    pub(crate) header_year: Regex,
    pub(crate) form_number: Regex,
    pub(crate) form_number_in_line: Vec<Regex>,
    /// Pattern of a sentence that states a `unit` of money.
    pub(crate) unit_statement: Regex,
    /// Pattern of a unit, or a word on how amounts are rounded, at the beginning of a text.
    pub(crate) units_and_rounding: Regex,
    /// Pattern of a heading over a set of forms, with its `scope`.
    pub(crate) scope_heading: Regex,
    pub(crate) part_heading: Regex,
    /// Patterns of a budget `code` before or behind the `name` of a department.
    pub(crate) department_codes: Vec<Regex>,
    /// Pattern of a section of prose (一、收入情况).
    pub(crate) section_heading: Regex,
    /// Pattern of the names of the four budgets, which name no document.
    pub(crate) budgets_of_law: Regex,
    /// Patterns of what is no department's name, and of how such names end.
    pub(crate) no_department: Regex,
    pub(crate) department_end: Regex,
    /// Pattern of the title on the cover, with what stands `before` it and in the `middle`.
    pub(crate) cover_title: Regex,
    /// Codes of 类 by the names of their lines on the summary forms.
    pub(crate) class_codes: HashMap<String, String>,
    /// Patterns of years.
    pub(crate) years: Years,
    /// Provinces and prefectures, and how smaller places end.
    pub(crate) regions: Regions,
}

/// The models. They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static MODELS: LazyLock<Models> = LazyLock::new(|| load().expect("models/ is read by a test of every build"));

/// Gives the models, read on first use.
pub(crate) fn models() -> &'static Models {
    &MODELS
}

/// Whether a kind is an official form, of a family whose forms make facts. One that this version does not know is taken
/// to be.
pub(crate) fn is_official(kind: &str) -> bool {
    kind != OTHER_KIND && models().family_of(kind).is_none_or(Family::makes_facts)
}

impl Models {
    /// Finds the model of a kind whose forms are read; the first, where it has several layouts.
    pub(crate) fn kind(&self, name: &str) -> Option<&KindModel> {
        self.kinds.iter().find(|k| k.kind == name)
    }

    /// Finds the model of a kind, whether its forms are read or only recognised by their titles.
    pub(crate) fn known_kind(&self, name: &str) -> Option<&KindModel> {
        self.kinds.iter().chain(&self.recognised).find(|k| k.kind == name)
    }

    /// Finds the family of a kind; that of one without a file by its name.
    pub(crate) fn family_of(&self, kind: &str) -> Option<Family> {
        let known = self.known_kind(kind).map(|k| k.family);
        known.or_else(|| self.families.iter().find(|f| f.claims(kind)).map(|f| f.family))
    }

    /// Whether a kind is one of a family of whole places.
    pub(crate) fn is_of_whole_place(&self, kind: &str) -> bool {
        self.family_of(kind).and_then(Family::model).is_some_and(|model| model.whole)
    }

    /// Whether words look like a title, known or not.
    pub(crate) fn looks_like_title(&self, words: &str) -> bool {
        words.ends_with(&self.wording.titles.end) && words.chars().count() >= SHORTEST_TITLE
    }

    /// Whether words may hold a title at all: most lines do not, and need no further look.
    pub(crate) fn may_hold_title(&self, words: &str) -> bool {
        words.contains(&self.wording.titles.end) || words.contains(self.unusual_title_ends.as_slice())
    }

    /// Finds the place of a kind in the usual order of forms, all families one after the other.
    pub(crate) fn rank(&self, kind: &str) -> usize {
        self.kinds.iter().position(|k| k.kind == kind).unwrap_or(self.kinds.len())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherFile {
    titles: Vec<String>,
}

fn load() -> Result<Models, Box<dyn std::error::Error>> {
    let wording = Wording::load()?;
    let families = family::families();
    let all = kind::load(families, &wording)?;
    let other: OtherFile = files::parse("other.toml")?;
    let compile_fast =
        |patterns: &[String]| patterns.iter().map(|p| regex::Regex::new(p)).collect::<Result<Vec<_>, _>>();
    let compile = |patterns: &[String]| patterns.iter().map(|p| Regex::new(p)).collect::<Result<Vec<_>, _>>();
    let titles = titles(&all, other);
    let is_usual = |title: &&KnownTitle| title.words.contains(&wording.titles.end);
    let unusual_title_ends = titles
        .iter()
        .filter(|title| !is_usual(title))
        .filter_map(|title| title.words.chars().next_back())
        .collect();
    let (kinds, recognised) = all.into_iter().partition(KindModel::is_read);
    Ok(Models {
        title_prefixes: compile_fast(&wording.titles.prefixes)?,
        title_suffixes: compile_fast(&wording.titles.suffixes)?,
        title_bracket: regex::Regex::new(&wording.titles.last_bracket)?,
        title_continued: Regex::new(&wording.titles.continued)?,
        whole_scope: Regex::new(&wording.whole_place.scope)?,
        whole_place: Regex::new(&wording.whole_place.place)?,
        title_document: Regex::new(&wording.titles.document)?,
        header_year: Regex::new(&wording.header.year)?,
        unit_statement: Regex::new(&wording.heading.unit_statement)?,
        units_and_rounding: Regex::new(&units_and_rounding(&wording))?,
        form_number: Regex::new(&wording.heading.form_number)?,
        form_number_in_line: compile(&wording.heading.form_number_in_line)?,
        scope_heading: Regex::new(&wording.heading.scope_heading)?,
        section_heading: Regex::new(&wording.heading.section_heading)?,
        part_heading: Regex::new(&wording.heading.part_heading)?,
        department_codes: compile(&wording.heading.department_codes)?,
        budgets_of_law: Regex::new(&wording.cover.budgets_of_law)?,
        no_department: Regex::new(&wording.department.none)?,
        department_end: Regex::new(&wording.department.end)?,
        cover_title: Regex::new(&cover_title(&wording, families))?,
        class_codes: classification::load()?,
        years: Years::new(&wording.year)?,
        regions: files::parse("classification/regions.toml")?,
        wording,
        families,
        kinds,
        recognised,
        titles,
        unusual_title_ends,
    })
}

/// Lists the titles of all kinds and of `other.toml`, longest first.
fn titles(kinds: &[KindModel], other: OtherFile) -> Vec<KnownTitle> {
    let known = |title: &String, kind: &str, behind_whole_place: bool| KnownTitle {
        words: plain(title),
        kind: kind.to_owned(),
        behind_whole_place,
    };
    // Of equal length, those behind a whole place are tried first.
    let of_wholes = kinds.iter().flat_map(|k| k.whole_titles.iter().map(|title| known(title, &k.kind, true)));
    let of_kinds = kinds.iter().flat_map(|k| k.titles.iter().map(|title| known(title, &k.kind, false)));
    let mut titles: Vec<KnownTitle> = of_wholes
        .chain(of_kinds)
        .chain(other.titles.iter().map(|title| known(title, OTHER_KIND, false)))
        .collect();
    titles.sort_by_key(|t| std::cmp::Reverse(t.words.chars().count()));
    titles
}

/// Joins the words of all units to a pattern, longest first, with what may stand between them and brackets behind them.
fn units_and_rounding(wording: &Wording) -> String {
    let money = wording.money.iter().flat_map(|money| &money.words);
    let mut words: Vec<String> = money
        .chain(&wording.other_units.words)
        .chain(&wording.heading.beside_units)
        .map(|word| regex_lite::escape(&plain(word)))
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    format!("^(?:{}|[、，,/；.。]|（[^（）]{{0,12}}）?)", words.join("|"))
}

fn cover_title(wording: &Wording, families: &[FamilyModel]) -> String {
    let words: Vec<String> =
        families.iter().flat_map(|f| &f.words).map(|word| regex_lite::escape(word)).collect();
    wording.cover.title.replace("{families}", &words.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_file_can_be_read() {
        let models = load().unwrap();
        let forms = files::files().iter().filter(|(path, _)| path.contains("/forms/")).count();
        assert_eq!(models.kinds.len() + models.recognised.len(), forms);
    }

    #[test]
    fn no_title_announces_two_kinds() {
        let mut seen: HashMap<(&str, bool), &str> = HashMap::new();
        for title in &models().titles {
            let before = seen.insert((&title.words, title.behind_whole_place), &title.kind);
            assert!(before.is_none_or(|kind| kind == title.kind), "{} announces two kinds", title.words);
        }
    }

    #[test]
    fn a_kind_has_one_family_name_and_rank_in_all_its_layouts() {
        let mut seen: HashMap<&str, &KindModel> = HashMap::new();
        for kind in models().kinds.iter().chain(&models().recognised) {
            let first = seen.entry(&kind.kind).or_insert(kind);
            let same = first.family == kind.family && first.rank == kind.rank;
            assert!(same && first.official == kind.official, "{}", kind.kind);
            assert_eq!(first.fixed_lines, kind.fixed_lines, "{}", kind.kind);
        }
    }

    #[test]
    fn kinds_of_budgets_make_no_facts() {
        assert_eq!(models().family_of("budget_income"), models().family_of("budget_other"));
        assert!(!is_official("budget_income") && !is_official("budget_other") && !is_official(OTHER_KIND));
        assert!(!is_official("budget_of_a_later_version"));
        assert!(is_official("three_public") && is_official("of_a_later_version"));
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
