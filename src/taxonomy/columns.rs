//! Holds what the columns of a family's forms mean by the words over them, where all its kinds share these:
//! `models/<family>/columns.toml`.

use regex_lite::Regex;
use serde::{Deserialize, Deserializer};

use super::files;
use crate::text::plain::make_plain;

/// Words over the columns of a family's forms.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnWords {
    /// A year in a heading.
    #[serde(deserialize_with = "pattern")]
    pub(crate) year: Regex,
    /// Words as readers of scans misread them, each with what it is.
    misread: Vec<[String; 2]>,
    /// What the word over names has where these begin with codes.
    pub(crate) code_mark: String,
    pub(crate) code: Vec<String>,
    pub(crate) item: Vec<String>,
    pub(crate) place: Vec<String>,
    /// Headings that say nothing by themselves.
    pub(crate) neutral: Vec<String>,
    /// … and sums of those beside them.
    pub(crate) sums: Vec<String>,
    /// Columns that number the lines, and columns of words.
    pub(crate) line: Vec<String>,
    pub(crate) remark: Vec<String>,
    /// Pattern of lines that sum up those above them.
    #[serde(deserialize_with = "pattern")]
    pub(crate) totals: Regex,
    /// Marks of lines behind a total.
    pub(crate) added: Vec<String>,
    /// Pattern of the unit behind a heading.
    #[serde(deserialize_with = "pattern")]
    pub(crate) heading_unit: Regex,
    /// Pattern of headings that are no items.
    #[serde(deserialize_with = "pattern")]
    pub(crate) no_items: Regex,
    pub(crate) measures: Vec<MeasureWords>,
    pub(crate) below: Vec<BelowWords>,
    pub(crate) scopes: Vec<ScopeWords>,
    pub(crate) titles: Vec<ScopeWords>,
    /// Words of which each title has one.
    pub(crate) title_marks: Vec<String>,
    /// Pattern of titles of tables that are none of the official forms, behind a whole place.
    #[serde(deserialize_with = "pattern")]
    pub(crate) others: Regex,
    pub(crate) places: PlaceWords,
    /// Official names of lines that are in no classification of expenditure.
    pub(crate) names: Vec<String>,
}

/// A measure, and the pattern of its headings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureWords {
    pub(crate) name: String,
    /// The kinds that alone have it; none where all have.
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(deserialize_with = "pattern")]
    pattern: Regex,
    /// … and of those that are others.
    #[serde(default, deserialize_with = "optional_pattern")]
    not: Option<Regex>,
    /// Why amounts below such words are in doubt.
    pub(crate) doubt: Option<String>,
    /// The measure beside which they are not.
    pub(crate) unless_beside: Option<String>,
    /// It is a percentage whose words alone say of what it is.
    #[serde(default)]
    pub(crate) exact: bool,
}

/// Patterns of a line and of the one that it stands below.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BelowWords {
    #[serde(deserialize_with = "pattern")]
    pub(crate) above: Regex,
    #[serde(deserialize_with = "pattern")]
    pub(crate) line: Regex,
}

/// A scope, and the pattern of its headings or titles.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScopeWords {
    /// `None` of a title whose columns say it.
    pub(crate) scope: Option<String>,
    /// Whether it is one only where other columns have scopes.
    #[serde(default)]
    pub(crate) beside: bool,
    #[serde(deserialize_with = "pattern")]
    pub(crate) pattern: Regex,
}

/// How places are named in lines and columns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceWords {
    /// Pattern of what is a part of the place above it.
    #[serde(deserialize_with = "pattern")]
    pub(crate) part: Regex,
    /// Sums behind a name, which are no part of it.
    pub(crate) sums: Vec<String>,
    /// What stands before these and is no name.
    pub(crate) no_places: Vec<String>,
    /// Pattern of titles that begin with the name of a place.
    #[serde(deserialize_with = "pattern")]
    pub(crate) in_title: Regex,
    /// Pattern of the name of a form in its title, behind year and place.
    #[serde(deserialize_with = "pattern")]
    pub(crate) form_in_title: Regex,
    /// Pattern of headings of parts of a book that name a scope.
    #[serde(deserialize_with = "pattern")]
    pub(crate) part_title: Regex,
    /// Pattern of a column that stands for a part of the place.
    #[serde(deserialize_with = "pattern")]
    pub(crate) column: Regex,
}

/// A name that a heading or a title gives.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedWords {
    pub(crate) name: String,
    #[serde(deserialize_with = "pattern")]
    pub(crate) pattern: Regex,
}

impl ColumnWords {
    /// Reads the file of a family; `None` where it has none.
    pub(super) fn load(family: &str) -> Result<Option<Self>, String> {
        let path = format!("{family}/columns.toml");
        if files::text(&path).is_err() {
            return Ok(None);
        }
        let mut words: Self = files::parse(&path)?;
        for list in [
            &mut words.line,
            &mut words.remark,
            &mut words.added,
            &mut words.code,
            &mut words.item,
            &mut words.place,
            &mut words.neutral,
            &mut words.sums,
            &mut words.names,
        ] {
            make_plain(list);
        }
        Ok(Some(words))
    }

    /// Finds what a heading of a kind measures.
    pub(crate) fn measure(&self, kind: &str, word: &str) -> Option<&MeasureWords> {
        let of_kind = |m: &&MeasureWords| m.kinds.is_empty() || m.kinds.iter().any(|k| k == kind);
        let is_other = |m: &MeasureWords| m.not.as_ref().is_some_and(|not| not.is_match(word));
        let mut fitting = self.measures.iter().filter(of_kind).filter(|m| m.pattern.is_match(word));
        fitting.find(|m| !is_other(m))
    }

    /// Sets right what readers of scans misread.
    pub(crate) fn mended(&self, recognised: &str) -> String {
        self.misread
            .iter()
            .fold(recognised.to_owned(), |text, [read, meant]| text.replace(read.as_str(), meant))
    }

    /// Whether a word names a column of labels.
    pub(crate) fn is_label(&self, word: &str) -> bool {
        [&self.code, &self.item, &self.place].into_iter().flatten().any(|w| w == word)
    }
}

/// Reads a pattern that may be absent.
pub(super) fn optional_pattern<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Regex>, D::Error> {
    pattern(deserializer).map(Some)
}

pub(super) fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    Regex::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}
