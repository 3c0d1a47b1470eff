//! Defines kinds of official forms: `models/<family>/forms/*.toml`, each a kind in one layout.

use std::collections::BTreeMap;

use regex_lite::Regex;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::columns::{self, NamedWords};
use super::family::{Family, FamilyModel};
use super::files;
use super::wording::Wording;
use crate::text::plain::make_plain;

/// Layout of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Layout {
    /// Code, name, amounts; one item per row.
    Coded,
    /// One side left, another right, each with its own labels.
    TwoSided,
    /// Several groups of code, name, amounts, each going on where the one before ends.
    SideBySide,
    /// One line of amounts.
    OneLine,
    /// Name, 行次, one amount, under headings.
    List,
    /// One line per measure, one column per side; the names of the lines are the words of the measures.
    MeasureLines,
    /// What the columns mean follows from words that all kinds of the family share.
    ByWords,
    /// Blocks of keys, funding lines, goals and indicators, or one line a project, in words that these kinds share.
    Performance,
}

/// The classification whose levels the lines of a form have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Levels {
    /// 支出功能分类: 类 款 项.
    Functional,
    /// 支出经济分类: 类 款.
    Economic,
}

/// What a heading is that names no measure, where columns mean what the words over them say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Headings {
    /// Nothing is known of it.
    #[default]
    Unknown,
    /// The item: the lines are places.
    Items,
    /// What its amounts are a part of: a fund, a kind of bond.
    Paths,
}

/// Amount column of a kind.
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
#[serde(deny_unknown_fields)]
pub(crate) struct LineUnit {
    /// The heading that it stands under; none where its name says enough.
    pub(crate) section: Option<String>,
    pub(crate) item: String,
    pub(crate) unit: String,
}

/// Line that is a measure, by its name without the ordinal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureLine {
    pub(crate) measure: String,
    pub(crate) words: Vec<String>,
}

/// Kind of official form in one layout; a kind with two layouts has two of these.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KindModel {
    pub(crate) kind: String,
    /// The family whose folder it stands in.
    #[serde(skip, default = "Family::unnamed")]
    pub(crate) family: Family,
    /// Its place in the usual order of the family's forms, from 1.
    pub(crate) rank: u32,
    pub(crate) official: String,
    /// Layout; `None` for a kind that is only recognised by its titles.
    layout: Option<Layout>,
    /// Whether it prints the same lines whether they hold anything or not.
    #[serde(default)]
    pub(crate) fixed_lines: bool,
    pub(crate) titles: Vec<String>,
    /// Titles that announce it only behind the name of a whole place: 全省政府性基金预算支出决算表.
    #[serde(default)]
    pub(crate) whole_titles: Vec<String>,
    #[serde(default)]
    pub(crate) topics: Vec<String>,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    #[serde(default)]
    pub(crate) header_suffices: bool,
    /// The side whose lines stand for 类.
    pub(crate) class_side: Option<String>,
    /// Names of lines that stand for no 类.
    #[serde(default)]
    pub(crate) line_names: Vec<String>,
    /// Names of its lines, as readers of scans look for them.
    #[serde(default)]
    pub(crate) lines: Vec<String>,
    #[serde(default)]
    pub(crate) groups: Vec<String>,
    #[serde(default)]
    pub(crate) sections: Vec<String>,
    /// The sides in the order in which they stand, where nothing over them says which is which.
    #[serde(default)]
    pub(crate) sides_from_left: Vec<String>,
    #[serde(default)]
    pub(crate) sides: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(crate) measures: Vec<MeasureModel>,
    /// Lines of a form whose lines are measures.
    #[serde(default)]
    pub(crate) measure_lines: Vec<MeasureLine>,
    #[serde(default)]
    pub(crate) line_units: Vec<LineUnit>,
    /// Its lines are places, or its columns.
    #[serde(default)]
    pub(crate) lines_are_places: bool,
    /// The classification of its lines, where it is read by words and they have one.
    pub(crate) levels: Option<Levels>,
    /// Names of the lines of its first level, where nothing else tells levels.
    #[serde(default)]
    pub(crate) first_level: Vec<String>,
    /// What a heading is that names no measure.
    #[serde(default)]
    pub(crate) headings: Headings,
    /// Tables of another kind have its titles: what its columns do not tell is none of it.
    #[serde(default)]
    pub(crate) may_be_other: bool,
    /// Pattern of its titles behind a whole place, where no list has them.
    #[serde(default, deserialize_with = "columns::optional_pattern")]
    pub(crate) title_pattern: Option<Regex>,
    /// Pattern of such a heading, where its amounts are a part of something.
    #[serde(default, deserialize_with = "columns::optional_pattern")]
    pub(crate) headed_by: Option<Regex>,
    /// The scope of its forms where nothing says it.
    pub(crate) usual_scope: Option<String>,
    /// The kind that it is where its lines are places.
    pub(crate) by_place: Option<String>,
    /// Names that headings or the title give: items, or the beginning of paths.
    #[serde(default)]
    pub(crate) items: Vec<NamedWords>,
    /// Lists all words that may stand in its header.
    #[serde(skip)]
    pub(crate) vocabulary: FxHashSet<String>,
}

/// What its layout answers.
impl KindModel {
    /// Whether its forms are read, and not only recognised by their titles.
    pub(crate) fn is_read(&self) -> bool {
        self.layout.is_some()
    }

    /// Whether it is read by a header in words of its own.
    pub(crate) fn is_by_header(&self) -> bool {
        self.is_read() && !self.is_by_words() && !self.is_performance()
    }

    /// Whether it is a performance table, which is read block by block.
    pub(crate) fn is_performance(&self) -> bool {
        self.layout == Some(Layout::Performance)
    }

    /// Whether what its columns mean follows from words that its family shares.
    pub(crate) fn is_by_words(&self) -> bool {
        self.layout == Some(Layout::ByWords)
    }

    /// Whether its lines have codes.
    pub(crate) fn has_codes(&self) -> bool {
        matches!(self.layout, Some(Layout::Coded | Layout::SideBySide))
    }

    /// Whether its lines have names of their own, and no codes.
    pub(crate) fn has_named_lines(&self) -> bool {
        matches!(self.layout, Some(Layout::TwoSided | Layout::List))
    }

    /// Whether its lines may be units instead of codes: a column of names alone stands for either.
    pub(crate) fn may_be_by_unit(&self) -> bool {
        self.layout == Some(Layout::Coded)
    }

    /// Whether each side has a group of columns of its own, with labels of its own, in the order of `sides_from_left`.
    pub(crate) fn has_sides_by_position(&self) -> bool {
        self.layout == Some(Layout::TwoSided)
    }

    /// Whether each measure comes once for each side, in the order of the words of the sides.
    pub(crate) fn has_sides_by_repetition(&self) -> bool {
        self.layout == Some(Layout::OneLine)
    }

    /// Whether it is one line of amounts without a label.
    pub(crate) fn is_one_line(&self) -> bool {
        self.layout == Some(Layout::OneLine)
    }

    /// Whether its lines are the measures of one line.
    pub(crate) fn has_measures_as_lines(&self) -> bool {
        self.layout == Some(Layout::MeasureLines)
    }
}

impl KindModel {
    /// Whether its lines stand for 类 on one of its sides.
    pub(crate) fn has_class_lines(&self) -> bool {
        self.class_side.is_some()
    }

    /// Whether the lines of a side stand for 类.
    pub(crate) fn has_class_lines_on(&self, side: Option<&str>) -> bool {
        self.has_class_lines() && side == self.class_side.as_deref()
    }
}

/// Lists the kinds of all families, in the order of the families and of their forms; of equal rank, in that of the
/// files.
pub(super) fn load(families: &[FamilyModel], wording: &Wording) -> Result<Vec<KindModel>, String> {
    let mut kinds = Vec::new();
    for family in families {
        let first = kinds.len();
        for path in files::inside(&format!("{}/forms", family.family)) {
            let mut kind = KindModel { family: family.family, ..files::parse::<KindModel>(path)? };
            kind.complain().map_or(Ok(()), |fault| Err(format!("models/{path}: {fault}")))?;
            if family.prefix.as_ref().is_some_and(|prefix| !kind.kind.starts_with(prefix.as_str())) {
                return Err(format!("models/{path}: {} has not the prefix of its family", kind.kind));
            }
            kind.make_words_plain();
            kind.vocabulary = kind.words_of_header(wording);
            kinds.push(kind);
        }
        kinds[first..].sort_by_key(|kind| kind.rank);
    }
    Ok(kinds)
}

impl KindModel {
    /// Finds what is wrong with it.
    fn complain(&self) -> Option<&'static str> {
        let read = self.is_by_header();
        if self.is_by_words() || self.is_performance() {
            return None;
        }
        let sides_from_left = self.sides_from_left.iter().all(|side| self.sides.contains_key(side));
        match () {
            () if read && (self.required.is_empty() || self.measures.is_empty()) => {
                Some("a kind with a layout has measures, and columns that are required")
            }
            () if read && self.topics.is_empty() => Some("a kind with a layout has topics"),
            () if !read && !self.measures.is_empty() => Some("a kind with measures has a layout"),
            () if self.has_sides_by_position() && self.sides_from_left.len() != 2 => {
                Some("`sides_from_left` names the two sides")
            }
            () if !sides_from_left => Some("`sides_from_left` names sides that are there"),
            () => None,
        }
    }

    fn make_words_plain(&mut self) {
        make_plain(&mut self.first_level);
        for words in
            [&mut self.groups, &mut self.sections, &mut self.line_names, &mut self.lines, &mut self.topics]
        {
            make_plain(words);
        }
        self.sides.values_mut().for_each(|words| make_plain(words));
        for measure in &mut self.measures {
            make_plain(&mut measure.words);
            make_plain(&mut measure.under);
        }
        for line in &mut self.measure_lines {
            make_plain(&mut line.words);
        }
    }

    fn words_of_header(&self, wording: &Wording) -> FxHashSet<String> {
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
            .chain([&self.groups])
            .chain(self.sides.values())
            .chain(self.measures.iter().flat_map(|m| [&m.words, &m.under]))
            .flatten()
            .cloned()
            .collect()
    }
}
