//! Lines by name: `models/<family>/lines.toml`, the words under which forms print the lines that checks name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::family::Family;
use super::files;
use super::models::models;
use crate::text::plain::make_plain;

/// A line that checks name.
#[derive(Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NamedLine {
    pub(crate) words: Vec<String>,
    pub(crate) ends: Vec<String>,
    pub(crate) codes: Vec<String>,
    pub(crate) other_classes: Vec<String>,
    /// All lines that match, and not only the first.
    pub(crate) every: bool,
    /// Where it is not there, it is missing and not blank.
    pub(crate) never_blank: bool,
    /// It is the total of a form of codes.
    pub(crate) sums_codes: bool,
    /// It ends the lines that it sums: what follows is in no sum of lines.
    pub(crate) sums_lines_above: bool,
    pub(crate) above: Option<String>,
    pub(crate) below: Option<String>,
}

/// The lines of one family.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Lines {
    /// How a line begins that is part of the line above it.
    of_which: Vec<String>,
    lines: BTreeMap<String, NamedLine>,
}

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static LINES: LazyLock<BTreeMap<Family, Lines>> =
    LazyLock::new(|| load().expect("models/ is read by a test of every build"));
static NO_LINES: Lines = Lines { of_which: Vec::new(), lines: BTreeMap::new() };

/// The lines of a family; none where it names none.
pub(super) fn lines_of_family(family: Family) -> &'static Lines {
    LINES.get(&family).unwrap_or(&NO_LINES)
}

/// The lines of the family to which a kind belongs.
pub(crate) fn lines_of(kind: &str) -> &'static Lines {
    models().family_of(kind).map_or(&NO_LINES, lines_of_family)
}

/// The words of all named lines of all families.
pub(crate) fn words() -> impl Iterator<Item = &'static String> {
    LINES.values().flat_map(|file| file.lines.values()).flat_map(|line| &line.words)
}

impl Lines {
    /// A line by its name.
    pub(crate) fn named(&self, name: &str) -> Option<&NamedLine> {
        self.lines.get(name)
    }

    /// Whether a line bears one of the words.
    pub(crate) fn knows(&self, plain: &str) -> bool {
        self.lines.values().any(|line| line.words.iter().any(|word| word == plain))
    }

    /// Whether a line bears a word of one that sums the lines above it.
    pub(crate) fn sums_lines_above(&self, plain: &str) -> bool {
        let sums = self.lines.values().filter(|line| line.sums_lines_above);
        sums.flat_map(|line| &line.words).any(|word| word == plain)
    }

    /// The total of a form of codes.
    pub(crate) fn sum_of_codes(&self) -> Option<&NamedLine> {
        self.lines.values().find(|line| line.sums_codes)
    }

    /// Whether a line, by its printed name, is part of the line above it.
    pub(crate) fn is_of_which(&self, plain: &str) -> bool {
        self.of_which.iter().any(|word| plain.starts_with(word.as_str()))
    }
}

fn load() -> Result<BTreeMap<Family, Lines>, String> {
    let mut all = BTreeMap::new();
    for family in models().families.iter().map(|model| model.family) {
        let path = format!("{family}/lines.toml");
        if files::text(&path).is_ok() {
            let mut file: Lines = files::parse(&path)?;
            for line in file.lines.values_mut() {
                make_plain(&mut line.words);
                make_plain(&mut line.ends);
            }
            all.insert(family, file);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_above_and_below_lines_that_exist() {
        assert!(!LINES.is_empty());
        for (family, file) in LINES.iter() {
            for (name, line) in &file.lines {
                for other in [&line.above, &line.below].into_iter().flatten() {
                    assert!(file.lines.contains_key(other), "{family}, {name}: {other}");
                }
            }
        }
    }
}
