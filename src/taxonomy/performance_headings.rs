//! Tells what a heading or a label of a performance table says: all patterns are held against it at once, since each cell of
//! each row is asked whether it is one.

use std::sync::OnceLock;

use regex::{Regex, RegexSet};
use serde::Deserialize;

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

/// The patterns of `[headings]` in `models/<family>/performance.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadingPatterns {
    /// Of a year before a heading.
    year: String,
    /// Of the columns that measure something.
    column: Vec<ColumnWord>,
    /// Of the levels of indicators, from the first.
    levels: Vec<String>,
    item: String,
    label: String,
    skipped: String,
    generic: String,
    goals: String,
    project: String,
    department: String,
    keys: String,
}

/// Heading of a column that measures something.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnWord {
    measure: String,
    /// `None`: in every block.
    #[serde(rename = "in")]
    block: Option<Block>,
    pattern: String,
}

/// What a heading or a label may be beside a measure or a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadingWord {
    /// Of a single level that nothing numbers.
    Item,
    /// Of the names of funding lines or projects.
    Label,
    /// Of what is no fact.
    Skipped,
    /// Of what leaves the heading over it what it is.
    Generic,
    /// Of the columns of goals.
    Goals,
    /// The label before the name of the project.
    Project,
    /// The label before the name of the department that a table of its whole expenditure is of.
    Department,
    /// Another label.
    Key,
}

/// All patterns of headings and labels.
#[derive(Debug, Deserialize)]
#[serde(try_from = "HeadingPatterns")]
pub(crate) struct HeadingSet {
    /// Of the measures, the levels, and of each [`HeadingWord`] in order.
    patterns: Vec<String>,
    /// They and that of a year, compiled when the first table asks: few documents have such tables.
    set: OnceLock<(RegexSet, Option<Regex>)>,
    year: String,
    /// Measures with the blocks that they belong to.
    measures: Vec<(String, Option<Block>)>,
    levels: usize,
}

/// What a heading says: a bit for each pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    bits: u64,
    measures: usize,
    levels: usize,
}

impl TryFrom<HeadingPatterns> for HeadingSet {
    type Error = String;

    fn try_from(patterns: HeadingPatterns) -> Result<Self, String> {
        let HeadingPatterns {
            year,
            column,
            levels,
            item,
            label,
            skipped,
            generic,
            goals,
            project,
            department,
            keys,
        } = patterns;
        let (measures, of_measures): (Vec<_>, Vec<String>) =
            column.into_iter().map(|word| ((word.measure, word.block), word.pattern)).unzip();
        let count = levels.len();
        let others = [item, label, skipped, generic, goals, project, department, keys];
        let all: Vec<String> = of_measures.into_iter().chain(levels).chain(others).collect();
        if all.len() > u64::BITS as usize {
            return Err(format!("headings: {} patterns, {} at most", all.len(), u64::BITS));
        }
        Ok(Self { patterns: all, set: OnceLock::new(), year, measures, levels: count })
    }
}

impl HeadingSet {
    /// Says what a heading is, whose wording has neither white space nor brackets.
    pub(crate) fn said(&self, heading: &str) -> Said {
        let (set, year) = self.set.get_or_init(|| {
            // A test holds that they can be compiled.
            let set = RegexSet::new(&self.patterns).unwrap_or_else(|_| RegexSet::empty());
            (set, Regex::new(&self.year).ok())
        });
        let year = year.as_ref().and_then(|year| year.find(heading)).map_or(0, |year| year.end());
        let matches = set.matches(heading.get(year..).unwrap_or_default());
        let bits = matches.iter().fold(0, |bits, pattern| bits | 1 << pattern);
        Said { bits, measures: self.measures.len(), levels: self.levels }
    }
}

impl Said {
    fn is(self, pattern: usize) -> bool {
        self.bits >> pattern & 1 == 1
    }

    /// Lists the measures of a heading, each with the block that it belongs to where it belongs to one: 实际完成 may be money or
    /// the actual value of an indicator.
    pub(crate) fn measures(self, set: &HeadingSet) -> impl Iterator<Item = (&str, Option<Block>)> {
        let all = set.measures.iter().enumerate();
        all.filter(move |(at, _)| self.is(*at)).map(|(_, (measure, block))| (measure.as_str(), *block))
    }

    /// Whether it is the heading of a measure.
    pub(crate) fn is_measure(self) -> bool {
        (0..self.measures).any(|at| self.is(at))
    }

    /// The level of indicators that it names, from 0.
    pub(crate) fn level(self) -> Option<usize> {
        (0..self.levels).find(|level| self.is(self.measures + level))
    }

    /// Whether it may be such a heading.
    pub(crate) fn may_be(self, heading: HeadingWord) -> bool {
        self.is(self.measures + self.levels + heading as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::super::models;
    use super::*;

    #[test]
    fn patterns_can_be_compiled() {
        let words = models().families.iter().find_map(|family| family.performance.as_ref()).unwrap();
        let headings = &words.headings;
        assert!(RegexSet::new(&headings.patterns).is_ok() && Regex::new(&headings.year).is_ok());
    }

    #[test]
    fn headings_of_many_provinces_are_known() {
        let words = models().families.iter().find_map(|family| family.performance.as_ref()).unwrap();
        let headings = &words.headings;
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
            let found: Vec<&str> =
                headings.said(heading).measures(headings).map(|(measure, _)| measure).collect();
            assert!(found.contains(&measure), "{heading}: {found:?}");
        }
        for heading in ["偏差原因分析及改进措施", "产出指标", "总分", "财政拨款", "上级转移支付"]
        {
            assert!(!headings.said(heading).is_measure(), "{heading}");
        }
    }
}
