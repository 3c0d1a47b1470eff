//! Holds the words of performance tables (绩效自评表): `models/<family>/performance.toml`.

use regex_lite::Regex;
use serde::Deserialize;

use super::columns::pattern;
use super::files;
use super::performance_headings::HeadingSet;

/// Words of the performance tables of a family.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PerformanceWords {
    /// The measures of money.
    pub(crate) money: Vec<String>,
    /// A table without any of these is none.
    pub(crate) marks: Vec<String>,
    /// Titles inside of a frame.
    #[serde(deserialize_with = "pattern")]
    pub(crate) title: Regex,
    pub(crate) sections: SectionWords,
    /// What headings and labels say.
    pub(crate) headings: HeadingSet,
    /// Names of funding lines, by which recognised ones are confirmed.
    #[serde(deserialize_with = "pattern")]
    sources: Regex,
    /// Signs before targets as readers of scans misread them.
    misread: Vec<Misread>,
    pub(crate) totals: TotalWords,
}

/// Titles of sections, which stand beside or over their rows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionWords {
    #[serde(deserialize_with = "pattern")]
    pub(crate) indicators: Regex,
    /// What the title of a level of indicators has in it, where it stands over their lines.
    pub(crate) level: String,
    /// Rows of text.
    #[serde(deserialize_with = "pattern")]
    pub(crate) text: Regex,
    /// A heading of a block whose lines are no indicators.
    #[serde(deserialize_with = "pattern")]
    pub(crate) management: Regex,
}

/// What readers of scans make of a text, and what it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Misread {
    #[serde(deserialize_with = "pattern")]
    pattern: Regex,
    meant: String,
}

/// Lines that sum up scores.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TotalWords {
    /// The line of all sources of money.
    #[serde(deserialize_with = "pattern")]
    pub(crate) funding: Regex,
    #[serde(deserialize_with = "pattern")]
    pub(crate) whole: Regex,
    #[serde(deserialize_with = "pattern")]
    pub(crate) part: Regex,
}

/// What a line sums up that is no fact; kept for the checks alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SummedLine {
    /// All scores of a table.
    Total,
    /// Those of its indicators.
    Part,
    /// A score on how the funds were managed.
    Management,
}

impl SummedLine {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Total, "\u{0}total"), (Self::Part, "\u{0}part"), (Self::Management, "\u{0}management")];

    /// The path of such a line, which no printed line has.
    pub(crate) fn path(self) -> Vec<String> {
        Self::ALL.iter().filter(|(own, _)| *own == self).map(|(_, path)| (*path).to_owned()).collect()
    }

    /// Tells it by its path.
    pub(crate) fn of(path: &[String]) -> Option<Self> {
        let [only] = path else { return None };
        Self::ALL.iter().find(|(_, own)| own == only).map(|(own, _)| *own)
    }
}

impl PerformanceWords {
    /// Reads the file of a family; `None` where it has none.
    pub(super) fn load(family: &str) -> Result<Option<Self>, String> {
        let path = format!("{family}/performance.toml");
        if files::text(&path).is_err() {
            return Ok(None);
        }
        files::parse(&path).map(Some)
    }

    /// Whether a measure is an amount of money.
    pub(crate) fn is_money(&self, measure: &str) -> bool {
        self.money.iter().any(|money| money == measure)
    }

    /// Whether a name is that of a usual source of money.
    pub(crate) fn known_source(&self, name: &str) -> bool {
        self.sources.is_match(name)
    }

    /// Sets right a misread sign; `None` where none is.
    pub(crate) fn mended(&self, recognised: &str) -> Option<String> {
        let misread = self.misread.iter().find(|misread| misread.pattern.is_match(recognised))?;
        Some(misread.pattern.replace(recognised, misread.meant.as_str()).into_owned())
    }
}
