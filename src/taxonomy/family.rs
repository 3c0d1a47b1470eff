//! Defines families of disclosures: final accounts (决算), budgets (预算), and whatever has a folder with a `family.toml`
//! under `models/`.
//!
//! The name of the folder is the family's id in all output. A family is data: its words, whether its forms make facts,
//! and what its kinds are called; `forms/`, `checks/` and `lines.toml` in its folder hold the rest.

use std::borrow::Cow;
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::columns::ColumnWords;
use super::files;
use super::performance::PerformanceWords;

/// Id of a document with forms of several families; no family has it.
pub(crate) const MIXED: &str = "mixed";
/// File that makes a folder of `models/` a family.
const FILE: &str = "/family.toml";
/// Most ids that this version does not know and keeps while it runs, and their longest.
const MOST_UNKNOWN: usize = 64;
const LONGEST_ID: usize = 64;

/// What a document is, by its id: its forms and another family's never mix.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Family(&'static str);

/// Content of `family.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FamilyModel {
    #[serde(skip, default = "Family::unnamed")]
    pub(crate) family: Family,
    /// Its place among the families, from 1.
    pub(crate) rank: u32,
    /// Its name, as a sentence in English and Chinese has it.
    pub(crate) en: String,
    pub(crate) zh: String,
    /// Its name in tables for people.
    pub(crate) short: String,
    /// Its forms make facts.
    pub(crate) facts: bool,
    /// Its forms are those of a whole place (全省, 市本级), not of a department. Its titles are believed, whatever stands
    /// before them.
    #[serde(default)]
    pub(crate) whole: bool,
    /// A title or a cover that holds one of these is of this family.
    pub(crate) words: Vec<String>,
    /// Prefix of the names of all its kinds.
    pub(crate) prefix: Option<String>,
    pub(crate) unknown_titles: Option<UnknownTitles>,
    /// What the columns of its forms mean, where all its kinds share the words.
    #[serde(skip)]
    pub(crate) columns: Option<ColumnWords>,
    /// The words of its performance tables.
    #[serde(skip)]
    pub(crate) performance: Option<PerformanceWords>,
}

/// The kind of titles that no kind knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnknownTitles {
    /// Kind that these announce where they hold a word of the family. Where the family makes no facts, every official
    /// form in a document of it is of this kind; of no kind where the family names none.
    pub(crate) kind: String,
    /// … and none of these.
    pub(crate) without: Vec<String>,
}

impl Family {
    /// What a document is that holds forms of several families.
    pub(crate) fn mixed() -> Family {
        Family(MIXED)
    }

    /// Before its folder gives it its id.
    pub(super) fn unnamed() -> Family {
        Family("")
    }

    /// Its id in all output: `final_accounts`, `budget`.
    pub fn id(self) -> &'static str {
        self.0
    }

    /// Whether its forms make facts; a family of a later version is taken to.
    pub fn makes_facts(self) -> bool {
        self.model().is_none_or(|model| model.facts)
    }

    /// Whether its forms are those of a whole place, not of a department.
    pub fn is_of_whole_places(self) -> bool {
        self.model().is_some_and(|model| model.whole)
    }

    /// Its name in tables for people; the id where this version does not know it.
    pub fn short_name(self) -> &'static str {
        self.model().map_or(self.0, |model| &model.short)
    }

    /// Gives its description; `None` where this version does not know it.
    pub(crate) fn model(self) -> Option<&'static FamilyModel> {
        families().iter().find(|model| model.family == self)
    }

    /// Finds the family of an id. One that this version does not know is kept, so that results of a later version are
    /// read; `None` where it is no id, or one too many.
    fn of_id(id: &str) -> Option<Family> {
        static UNKNOWN: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
        if id == MIXED {
            return Some(Family(MIXED));
        }
        if let Some(known) = families().iter().find(|model| model.family.0 == id) {
            return Some(known.family);
        }
        let mut unknown = UNKNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = unknown.iter().find(|seen| **seen == id) {
            return Some(Family(seen));
        }
        let is_id = !id.is_empty() && id.len() <= LONGEST_ID && unknown.len() < MOST_UNKNOWN;
        is_id.then(|| {
            let kept: &'static str = id.to_owned().leak();
            unknown.push(kept);
            Family(kept)
        })
    }
}

impl FamilyModel {
    /// Whether a text holds one of its words.
    pub(crate) fn is_named_in(&self, plain: &str) -> bool {
        self.longest_word_in(plain) > 0
    }

    /// Gives the length of the longest of its words that a text holds: 政府决算 says more than 决算; 0 where it holds none.
    pub(crate) fn longest_word_in(&self, plain: &str) -> usize {
        self.words.iter().filter(|word| plain.contains(word.as_str())).map(String::len).max().unwrap_or(0)
    }

    /// Gives the kind of a title that no other kind knows.
    pub(crate) fn kind_of_unknown_title(&self, plain: &str) -> Option<&str> {
        let unknown = self.unknown_titles.as_ref().filter(|_| self.is_named_in(plain))?;
        let excluded = unknown.without.iter().any(|word| plain.contains(word.as_str()));
        (!excluded).then_some(unknown.kind.as_str())
    }

    /// Whether a kind without a file is of this family, by its name.
    pub(super) fn claims(&self, kind: &str) -> bool {
        self.prefix.as_ref().is_some_and(|prefix| kind.starts_with(prefix.as_str()))
            || self.unknown_titles.as_ref().is_some_and(|unknown| unknown.kind == kind)
    }
}

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static FAMILIES: LazyLock<Vec<FamilyModel>> =
    LazyLock::new(|| load().expect("models/ is read by a test of every build"));

/// The families in their order, read on first use.
pub(crate) fn families() -> &'static [FamilyModel] {
    &FAMILIES
}

/// The families, each with the name of its folder, in their order.
fn load() -> Result<Vec<FamilyModel>, String> {
    let folders = files::files().iter().filter_map(|(path, _)| Some((*path, path.strip_suffix(FILE)?)));
    let mut families = Vec::new();
    for (path, folder) in folders.filter(|(_, folder)| !folder.contains('/')) {
        let columns = ColumnWords::load(folder)?;
        let performance = PerformanceWords::load(folder)?;
        let parsed = files::parse::<FamilyModel>(path)?;
        let model = FamilyModel { family: Family(folder), columns, performance, ..parsed };
        if folder == MIXED {
            return Err(format!("models/{path}: `{MIXED}` is the id of no single family"));
        }
        families.push(model);
    }
    families.sort_by_key(|model| (model.rank, model.family));
    Ok(families)
}

/// Writes an id as a variant of an enumeration: `FinalAccounts`.
impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for word in self.0.split('_') {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            write!(f, "{}{}", first.map_or_else(String::new, String::from), letters.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Family {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Family {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Family::of_id(&id).ok_or_else(|| serde::de::Error::custom("no id of a family"))
    }
}

impl JsonSchema for Family {
    fn schema_name() -> Cow<'static, str> {
        "Family".into()
    }

    /// The families that this version knows.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = |id: &str, says: &str| json_schema!({ "description": says, "type": "string", "const": id });
        let says = |model: &FamilyModel| {
            let unread = if model.facts { "" } else { ": recognised, makes no facts" };
            format!("{}{unread}.", model.zh)
        };
        let mut ids: Vec<Schema> = families().iter().map(|model| one(model.family.0, &says(model))).collect();
        ids.push(one(MIXED, "Forms of several families."));
        json_schema!({ "description": "What a document is: its forms never mix.", "oneOf": ids })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_known_by_the_names_of_their_folders() {
        let ids: Vec<&str> = families().iter().map(|model| model.family.id()).collect();
        assert_eq!(ids[..2], ["final_accounts", "budget"]);
        let budget = Family::of_id("budget").unwrap();
        assert!(!budget.makes_facts() && Family::of_id("final_accounts").unwrap().makes_facts());
        assert_eq!(budget.short_name(), "预算");
    }

    #[test]
    fn an_id_of_a_later_version_is_kept() {
        let later: Family = serde_json::from_str("\"of_a_later_version\"").unwrap();
        assert_eq!(serde_json::to_string(&later).unwrap(), "\"of_a_later_version\"");
        assert_eq!(Family::of_id("of_a_later_version"), Some(later));
        assert!(later.makes_facts());
        assert!(serde_json::from_str::<Family>("\"\"").is_err());
    }
}
