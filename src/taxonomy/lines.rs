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
    /// Whether it is no term of a check where it is not there.
    pub(crate) optional: bool,
}

/// Words of the totals of forms of whole places, by how names end.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Totals {
    /// Totals of the lines above or below them.
    ends: Vec<String>,
    /// Totals of the lines above them, by the kinds whose whole they name.
    above: BTreeMap<String, Vec<String>>,
    /// Prefixes of lines that are no such totals (其他政府性基金收入).
    never: Vec<String>,
    /// Prefixes of lines beside a total that no total counts.
    outside: Vec<String>,
    /// Prefixes of lines that a total takes away.
    taken_away: Vec<String>,
}

/// Words of the lines of forms by place that are no place alone.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PlaceWords {
    pub(crate) whole: Vec<String>,
    pub(crate) own_level: Vec<String>,
    pub(crate) below: Vec<String>,
    pub(crate) below_ends: Vec<String>,
    pub(crate) unassigned: Vec<String>,
}

/// Lines of one family.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Lines {
    /// Prefixes of lines that are part of the line above.
    of_which: Vec<String>,
    lines: BTreeMap<String, NamedLine>,
    totals: Totals,
    places: PlaceWords,
}

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static LINES: LazyLock<BTreeMap<Family, Lines>> =
    LazyLock::new(|| load().expect("models/ is read by a test of every build"));
static NO_LINES: LazyLock<Lines> = LazyLock::new(Lines::default);

/// Finds the lines of a family; none where it names none.
pub(super) fn lines_of_family(family: Family) -> &'static Lines {
    LINES.get(&family).unwrap_or(&NO_LINES)
}

/// Finds the lines of the family to which a kind belongs.
pub(crate) fn lines_of(kind: &str) -> &'static Lines {
    models().family_of(kind).map_or_else(|| &*NO_LINES, lines_of_family)
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

    /// Whether a line is the total of lines above or below it.
    pub(crate) fn is_total(&self, plain: &str) -> bool {
        self.totals.ends.iter().any(|end| plain.ends_with(end.as_str()))
    }

    /// Whether a line of a kind is the total of the lines above it.
    pub(crate) fn is_total_of(&self, kind: &str, plain: &str) -> bool {
        let ends = self.totals.above.get(kind);
        ends.is_some_and(|ends| ends.iter().any(|end| plain.ends_with(end.as_str())))
            && !self.totals.never.iter().any(|word| plain.starts_with(word.as_str()))
    }

    /// Whether a total counts a line beside it; `None` where it takes it away.
    pub(crate) fn counts(&self, plain: &str) -> Option<bool> {
        let begins = |words: &[String]| words.iter().any(|word| plain.starts_with(word.as_str()));
        (!begins(&self.totals.taken_away)).then(|| !begins(&self.totals.outside))
    }

    /// The words of the lines of forms by place.
    pub(crate) fn places(&self) -> &PlaceWords {
        &self.places
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
            let (totals, places) = (&mut file.totals, &mut file.places);
            make_plain(&mut totals.ends);
            totals.above.values_mut().for_each(|words| make_plain(words));
            make_plain(&mut totals.never);
            make_plain(&mut totals.outside);
            make_plain(&mut totals.taken_away);
            for words in [
                &mut places.whole,
                &mut places.own_level,
                &mut places.below,
                &mut places.below_ends,
                &mut places.unassigned,
            ] {
                make_plain(words);
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
