//! Finds lines by name: `models/<family>/lines.toml` has the words under which forms print the lines that checks name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::family::Family;
use super::files;
use super::models::models;
use crate::text::plain::make_plain;

/// Line that checks name.
#[derive(Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NamedLine {
    pub(crate) words: Vec<String>,
    pub(crate) ends: Vec<String>,
    pub(crate) codes: Vec<String>,
    pub(crate) other_classes: Vec<String>,
    /// Whether all lines that match are meant, and not only the first.
    pub(crate) every: bool,
    /// Whether it is missing, and not blank, where it is not there.
    pub(crate) never_blank: bool,
    /// Whether it is the total of a form of codes.
    pub(crate) sums_codes: bool,
    /// Whether it ends the lines that it sums: later lines are in no sum.
    pub(crate) sums_lines_above: bool,
    pub(crate) above: Option<String>,
    pub(crate) below: Option<String>,
}

/// Lines of one family.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Lines {
    /// Prefixes of lines that are part of the line above.
    of_which: Vec<String>,
    lines: BTreeMap<String, NamedLine>,
}

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static LINES: LazyLock<BTreeMap<Family, Lines>> =
    LazyLock::new(|| load().expect("models/ is read by a test of every build"));
static NO_LINES: Lines = Lines { of_which: Vec::new(), lines: BTreeMap::new() };

/// Finds the lines of a family; none where it names none.
pub(super) fn lines_of_family(family: Family) -> &'static Lines {
    LINES.get(&family).unwrap_or(&NO_LINES)
}

/// Finds the lines of the family to which a kind belongs.
pub(crate) fn lines_of(kind: &str) -> &'static Lines {
    models().family_of(kind).map_or(&NO_LINES, lines_of_family)
}

/// Lists the words of all named lines of all families.
pub(crate) fn words() -> impl Iterator<Item = &'static String> {
    LINES.values().flat_map(|file| file.lines.values()).flat_map(|line| &line.words)
}

impl Lines {
    /// Finds a line by its name.
    pub(crate) fn named(&self, name: &str) -> Option<&NamedLine> {
        self.lines.get(name)
    }

    /// Whether a line bears one of the words.
    pub(crate) fn knows(&self, plain: &str) -> bool {
        self.lines.values().any(|line| line.words.iter().any(|word| word == plain))
    }

    /// Whether a line bears a word of a line that sums those above it.
    pub(crate) fn sums_lines_above(&self, plain: &str) -> bool {
        let sums = self.lines.values().filter(|line| line.sums_lines_above);
        sums.flat_map(|line| &line.words).any(|word| word == plain)
    }

    /// Finds the total of a form of codes.
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
