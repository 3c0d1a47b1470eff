//! Lists the words that a column may have, with their official terms (`models/panel/categories.toml`); the kinds of forms
//! come from the models of the families.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::taxonomy::{files, is_official, models};

const FILE: &str = "panel/categories.toml";
/// Name of the list of the kinds of forms.
const FORMS: &str = "form";

/// Word of a column, and what it means: 收入决算表.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Category {
    pub(super) value: String,
    pub(super) label: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    name: String,
    words: Vec<Category>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    category: Vec<List>,
}

static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    let mut lists = files::parse::<ListFile>(FILE).map(|file| file.category).unwrap_or_default();
    lists.push(List { name: FORMS.to_owned(), words: kinds() });
    lists
});

/// Lists the kinds of forms that make facts, in their usual order, each with its official title.
fn kinds() -> Vec<Category> {
    let mut kinds: Vec<Category> = Vec::new();
    for kind in models().kinds.iter().filter(|kind| is_official(&kind.kind)) {
        if !kinds.iter().any(|known| known.value == kind.kind) {
            kinds.push(Category { value: kind.kind.clone(), label: kind.official.clone() });
        }
    }
    kinds
}

/// Finds a list by its name; one that is not there has no words.
pub(super) fn categories(name: &str) -> &'static [Category] {
    LISTS.iter().find(|list| list.name == name).map_or(&[], |list| &list.words)
}
