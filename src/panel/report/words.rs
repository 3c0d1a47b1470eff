//! Holds the words of the page: `models/panel/report.toml`, compiled in and read on first use.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::record::words::Family;
use crate::taxonomy::files;

/// Path of the file under `models/`.
const FILE: &str = "panel/report.toml";

/// Wording in Chinese, and the same in English.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    pub(super) zh: String,
    pub(super) en: String,
}

/// Cause, or type of files, in Chinese; its English is the word itself.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Translation {
    pub(super) zh: String,
    /// What a person can do about it.
    pub(super) remedy: String,
}

/// All words of the page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Wording by its name.
    wording: BTreeMap<String, Wording>,
    /// Causes by their words.
    cause: BTreeMap<String, Translation>,
    /// Types of files that are not read.
    not_read: BTreeMap<String, Translation>,
}

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static WORDS: LazyLock<Words> =
    LazyLock::new(|| files::parse(FILE).expect("models/ is read by a test of every build"));

/// Gives a wording by its name. A test asks for every name that the page has.
pub(super) fn wording(name: &str) -> Wording {
    let unknown = || Wording { zh: name.to_owned(), en: name.to_owned() };
    WORDS.wording.get(name).cloned().unwrap_or_else(unknown)
}

/// Translates a cause.
pub(super) fn cause(word: &str) -> Option<&'static Translation> {
    WORDS.cause.get(word)
}

/// Translates a type of files.
pub(super) fn file_type(word: &str) -> Option<&'static Translation> {
    WORDS.not_read.get(word)
}

/// Gives the name of a family.
pub(super) fn family(family: Option<Family>) -> Wording {
    match family {
        None => wording("family_unknown"),
        Some(family) if family == Family::mixed() => wording("family_mixed"),
        Some(family) => match family.model() {
            Some(model) => Wording { zh: model.zh.clone(), en: model.en.clone() },
            None => Wording { zh: family.id().to_owned(), en: family.id().to_owned() },
        },
    }
}

/// Writes Chinese, and English behind it.
impl Render for Wording {
    fn render(&self) -> Markup {
        html! { (self.zh) " " span lang="en" { (self.en) } }
    }
}

/// Writes a number with its thousands parted.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Lists the names of all wordings that no text of the source asks for, and those asked for that there are not.
    fn names_asked_for(source: &str) -> Vec<String> {
        let mut asked = Vec::new();
        for part in source.split("wording(\"").skip(1) {
            asked.extend(part.split('"').next().map(str::to_owned));
        }
        asked
    }

    #[test]
    fn every_wording_that_the_page_has_is_there_and_none_is_left_over() {
        let sources = [
            include_str!("page.rs"),
            include_str!("pieces.rs"),
            include_str!("places.rs"),
            include_str!("lists.rs"),
            include_str!("words.rs"),
        ];
        let mut asked: Vec<String> = sources
            .iter()
            .flat_map(|source| names_asked_for(source.split("#[cfg(test)]").next().unwrap()))
            .collect();
        asked.sort();
        asked.dedup();
        assert_eq!(asked, WORDS.wording.keys().cloned().collect::<Vec<_>>());
        assert!(WORDS.wording.values().all(|of| !of.zh.is_empty() && !of.en.is_empty()));
    }

    #[test]
    fn every_type_of_files_is_translated() {
        use crate::source::FileType;
        for word in WORDS.not_read.keys() {
            assert!(serde_json::from_value::<FileType>(word.clone().into()).is_ok(), "{word}");
        }
        for kind in [FileType::Doc, FileType::Ofd, FileType::Html, FileType::Unknown, FileType::AppleDouble] {
            assert!(file_type(&kind.to_string()).is_some(), "{kind}");
        }
        assert_eq!(WORDS.not_read.len(), 22);
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
