//! The shapes of the files under `models/`, as they are written there.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::Models;
use crate::text::plain::without_numerals;

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
    pub(crate) year: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ItemWords {
    pub(crate) totals: Vec<String>,
    pub(crate) unnumbered: Vec<String>,
    pub(crate) remarks: Vec<String>,
    pub(crate) of_which: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HeadingWords {
    pub(crate) department: Vec<String>,
    pub(crate) before_department: Vec<String>,
    pub(crate) placeholders: Vec<String>,
    pub(crate) unit: Vec<String>,
    pub(crate) form_number: String,
    pub(crate) form_number_in_line: Vec<String>,
    pub(crate) consolidated: Vec<String>,
    pub(crate) own: Vec<String>,
    pub(crate) by_unit: Vec<String>,
    pub(crate) scope_heading: String,
    pub(crate) part_heading: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TitleWords {
    pub(crate) prefixes: Vec<String>,
    pub(crate) suffixes: Vec<String>,
    pub(crate) last_bracket: String,
    pub(crate) foreign: Vec<String>,
    pub(crate) document: String,
    pub(crate) looks_like: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FamilyWords {
    pub(crate) final_accounts: String,
    pub(crate) budget: String,
    pub(crate) cover_title: String,
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
pub(crate) struct OtherFile {
    pub(crate) titles: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct BudgetFile {
    pub(crate) budget: Vec<BudgetKind>,
}

#[derive(Deserialize)]
pub(crate) struct BudgetKind {
    pub(crate) kind: String,
    pub(crate) titles: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct ClassFile {
    pub(crate) class: Vec<Class>,
}

#[derive(Deserialize)]
pub(crate) struct Class {
    pub(crate) code: String,
    pub(crate) names: Vec<String>,
}

impl KindModel {
    /// Whether a line of the form is named like this, without its ordinal.
    pub(crate) fn knows_line(&self, models: &Models, name: &str) -> bool {
        self.line_classes
            && (models.class_codes.contains_key(name) || self.line_names.iter().any(|n| n == name))
    }

    /// `八社会保障和就业支出` → `社会保障和就业支出`: an ordinal without its 、 before the whole name of a line.
    pub(crate) fn drop_bare_ordinal(&self, models: &Models, item: &mut Option<String>) {
        let Some(name) = item.as_deref() else { return };
        let rest = without_numerals(name);
        if rest.len() < name.len() && !self.knows_line(models, name) && self.knows_line(models, rest) {
            *item = Some(rest.to_owned());
        }
    }

    /// The only name of a line that begins like this and is at most two characters longer, or one where nothing else says
    /// that it was clipped: what was written before the cell clipped it.
    pub(crate) fn whole_line_name(&self, models: &Models, begun: &str, clipped: bool) -> Option<String> {
        let longest = if clipped { LONGEST_CUT } else { 1 };
        let length = begun.chars().count();
        let names = models.class_codes.keys().chain(&self.line_names);
        let mut fitting: Vec<&String> = names
            .filter(|n| n.starts_with(begun) && (1..=longest).contains(&(n.chars().count() - length)))
            .collect();
        fitting.sort();
        fitting.dedup();
        match fitting.as_slice() {
            [only] if self.line_classes && length >= SHORTEST_NAME => Some((*only).clone()),
            _ => None,
        }
    }
}
