//! Holds the words of performance tables (绩效自评表): `models/<family>/performance.toml`.

use regex_lite::Regex;
use serde::{Deserialize, Deserializer};

use super::columns::pattern;
use super::files;

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
    pub(crate) keys: KeyWords,
    pub(crate) sections: SectionWords,
    column: Vec<ColumnWord>,
    /// Names of funding lines, by which recognised ones are confirmed.
    #[serde(deserialize_with = "pattern")]
    sources: Regex,
    /// Signs before targets as readers of scans misread them.
    misread: Vec<Misread>,
    pub(crate) headings: HeadingWords,
    pub(crate) totals: TotalWords,
}

/// Block of a performance table, or the table that has one line a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Block {
    /// Sources of money and what was spent of them.
    Funding,
    /// Indicators with their targets, actual values and scores.
    Indicators,
    /// One line a project.
    Summary,
}

/// Labels whose value stands beside them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyWords {
    #[serde(deserialize_with = "pattern")]
    pub(crate) project: Regex,
    #[serde(deserialize_with = "pattern")]
    pub(crate) department: Regex,
    #[serde(deserialize_with = "pattern")]
    pub(crate) others: Regex,
}

/// Titles of sections, which stand beside or over their rows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionWords {
    #[serde(deserialize_with = "pattern")]
    pub(crate) indicators: Regex,
    /// Headings of the columns of goals.
    #[serde(deserialize_with = "pattern")]
    pub(crate) goal_columns: Regex,
    /// Rows of text.
    #[serde(deserialize_with = "pattern")]
    pub(crate) text: Regex,
    /// A heading of a block whose lines are no indicators.
    #[serde(deserialize_with = "pattern")]
    pub(crate) management: Regex,
}

/// Heading of a column that measures something.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnWord {
    measure: String,
    /// `None`: in every block.
    #[serde(rename = "in")]
    block: Option<Block>,
    #[serde(deserialize_with = "pattern")]
    pattern: Regex,
}

/// What readers of scans make of a text, and what it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Misread {
    #[serde(deserialize_with = "pattern")]
    pattern: Regex,
    meant: String,
}

/// Headings of columns that measure nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadingWords {
    /// Of the levels of indicators, from the first.
    #[serde(deserialize_with = "patterns")]
    pub(crate) levels: Vec<Regex>,
    /// Of a single level that nothing numbers.
    #[serde(deserialize_with = "pattern")]
    pub(crate) item: Regex,
    /// Of the names of funding lines or projects.
    #[serde(deserialize_with = "pattern")]
    pub(crate) label: Regex,
    /// Of what is no fact.
    #[serde(deserialize_with = "pattern")]
    pub(crate) skipped: Regex,
    /// Of what leaves the heading over it what it is.
    #[serde(deserialize_with = "pattern")]
    pub(crate) generic: Regex,
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

    /// Finds the measures of a heading, each with the block that it belongs to where it belongs to one: 实际完成 may be money or
    /// the actual value of an indicator.
    pub(crate) fn measures(&self, heading: &str) -> impl Iterator<Item = (&str, Option<Block>)> {
        let fitting = self.column.iter().filter(move |word| word.pattern.is_match(heading));
        fitting.map(|word| (word.measure.as_str(), word.block))
    }

    /// Whether a heading is that of a measure.
    pub(crate) fn is_measure(&self, heading: &str) -> bool {
        self.measures(heading).next().is_some()
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

fn patterns<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Regex>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| Regex::new(text)).collect::<Result<_, _>>().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::super::models;

    #[test]
    fn headings_of_many_provinces_are_known() {
        let words = models().families.iter().find_map(|family| family.performance.as_ref()).unwrap();
        for (heading, measure) in [
            ("年初预算数", "initial_budget"),
            ("年初预算", "initial_budget"),
            ("预算编制数", "initial_budget"),
            ("全年预算数", "annual_budget"),
            ("调整后预算数", "annual_budget"),
            ("预算数", "annual_budget"),
            ("全年执行数", "executed"),
            ("预算执行数", "executed"),
            ("实际支出数", "executed"),
            ("预算执行率", "execution_rate"),
            ("年度指标值", "target"),
            ("预期指标值", "target"),
            ("年初指标", "target"),
            ("目标值", "target"),
            ("实际完成值", "actual"),
            ("实际完成指标值", "actual"),
            ("全年完成值", "actual"),
            ("全年实际值", "actual"),
            ("执行率权重", "weight"),
            ("指标得分", "score"),
            ("分值", "weight"),
            ("权重", "weight"),
            ("自评得分", "score"),
            ("年度计划值", "target"),
            ("实际完成", "actual"),
            ("自评分数", "score"),
            ("产出指标得分率", "output_rate"),
        ] {
            let found: Vec<&str> = words.measures(heading).map(|(measure, _)| measure).collect();
            assert!(found.contains(&measure), "{heading}: {found:?}");
        }
        for heading in ["偏差原因分析及改进措施", "产出指标", "总分", "财政拨款", "上级转移支付"]
        {
            assert!(!words.is_measure(heading), "{heading}");
        }
    }
}
