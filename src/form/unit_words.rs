//! Reads the units of money that lines state: behind a label, in a title, alone, in a sentence.

use crate::taxonomy::Models;
use crate::text::plain::plain;

/// Reads the unit of money behind its label (`金额单位：元`).
pub(super) fn labelled_unit(models: &Models, words: &str) -> Option<String> {
    labelled_units(models, words).into_iter().next()
}

/// Reads all units of money behind labels: a line may state two (`金额单位：元（万元）`).
fn labelled_units(models: &Models, words: &str) -> Vec<String> {
    let wording = &models.wording.heading;
    let behind = |label: &str| -> Vec<String> {
        // The first may be the agency's: `编制单位：X局单位：万元`.
        let rests = words.match_indices(label).filter_map(|(at, _)| words.get(at + label.len()..));
        let value = |rest| wording.label_ends.iter().find_map(|end| str::strip_prefix(rest, end.as_str()));
        rests.filter_map(value).flat_map(|value| leading_money(models, value)).collect()
    };
    without_copies(wording.unit.iter().flat_map(|label| behind(label)))
}

fn without_copies(units: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for unit in units {
        if !all.contains(&unit) {
            all.push(unit);
        }
    }
    all
}

/// Reads the units of money that a title states in a bracket at its end: 收入支出决算总表（万元）.
pub(super) fn units_in_title(models: &Models, words: &str) -> Vec<String> {
    let bracket = words.strip_suffix('）').and_then(|open| open.rsplit_once('（'));
    match bracket {
        Some((title, units)) if models.looks_like_title(title) && are_units(models, units) => {
            leading_money(models, units)
        }
        _ => Vec::new(),
    }
}

/// Reads the units of money that a line above a form states: behind a label, at the end of a title, or alone (`（万元）`). A
/// single character is what is left of a word. Two are a contradiction.
pub(super) fn line_to_units(models: &Models, line: &str) -> Vec<String> {
    let words = plain(line);
    let mut units = labelled_units(models, &words);
    if units.is_empty() {
        units = units_in_title(models, &words);
    }
    if units.is_empty() {
        units.extend(money_name(models, &words).filter(|_| words.chars().count() > 1));
    }
    if units.is_empty() {
        let parts = line.split_whitespace();
        units = without_copies(parts.flat_map(|part| labelled_units(models, &plain(part))));
    }
    units
}

/// Reads the units of money that a line below a form states, also in a sentence (本表以“万元”为金额单位).
pub(super) fn stated_units(models: &Models, line: &str) -> Vec<String> {
    sentence_to_unit(models, line).map_or_else(|| line_to_units(models, line), |unit| vec![unit])
}

/// Reads the unit of money that a sentence states: 本表以“万元”为金额单位.
fn sentence_to_unit(models: &Models, line: &str) -> Option<String> {
    let words = plain(line);
    let unit = models.unit_statement.captures(&words)?.name("unit")?.as_str().to_owned();
    money_name(models, &unit)
}

/// Reads the units of money that a line before all forms states for them: its label and nothing else (`（金额单位：万元）`), or
/// a sentence on the forms (本套报表金额单位均为万元).
pub(super) fn units_of_all_forms(models: &Models, line: &str) -> Vec<String> {
    let words = plain(line);
    let wording = &models.wording.heading;
    if wording.all_forms.iter().any(|mark| words.contains(mark.as_str())) {
        return sentence_to_unit(models, line).into_iter().collect();
    }
    let bare = words.trim_matches(['（', '）']);
    let value = wording.unit.iter().find_map(|label| bare.strip_prefix(label.as_str()));
    let value =
        value.and_then(|rest| wording.label_ends.iter().find_map(|end| rest.strip_prefix(end.as_str())));
    value
        .filter(|value| are_units(models, value))
        .map(|value| leading_money(models, value))
        .unwrap_or_default()
}

/// Reads the unit of money that a value begins with, alone or before a year, a remark or other units: `万元2022年度`,
/// `万元（不含…`, `元、角、分`. Not so 元阳县. Other units of money beside it follow: `元（万元）`.
fn leading_money(models: &Models, value: &str) -> Vec<String> {
    let ends = value.char_indices().map(|(at, _)| at).skip(1).chain([value.len()]);
    let followed = |rest: &str| {
        let begins = rest.starts_with(|c: char| !c.is_alphabetic());
        let labelled = || models.wording.heading.unit.iter().any(|label| rest.starts_with(label.as_str()));
        rest.is_empty() || begins || labelled() || are_units(models, rest)
    };
    let parts = ends.filter_map(|end| value.split_at_checked(end)).filter(|(_, rest)| followed(rest));
    // The longest: 万 is a unit of its own.
    let found = parts.filter_map(|(unit, rest)| Some((money_name(models, unit)?, rest))).last();
    let Some((unit, rest)) = found else { return Vec::new() };
    without_copies(std::iter::once(unit).chain(money_beside(models, rest)))
}

/// Reads the units of money among the units that a text begins with.
fn money_beside(models: &Models, text: &str) -> Vec<String> {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(found) = models.units_and_rounding.find(rest).filter(|found| !found.is_empty()) {
        let part = found.as_str().trim_matches(['（', '）']);
        // 万 alone counts people, too.
        if part.chars().count() > 1 || models.wording.money.iter().any(|money| money.name == part) {
            units.extend(money_name(models, part));
        }
        if part.len() < found.len() && money_name(models, part).is_none() && are_units(models, part) {
            units.extend(money_beside(models, part));
        }
        rest = rest.get(found.end()..).unwrap_or_default();
    }
    units
}

/// Whether a value names nothing but units and how they are rounded: `万元、辆`, `元（列至角分）`, `张、人`.
pub(super) fn are_units(models: &Models, value: &str) -> bool {
    let mut rest = value.trim_matches(['（', '）', '，', '。']);
    while !rest.is_empty() {
        let known = models.units_and_rounding.find(rest);
        match known {
            Some(found) => rest = &rest[found.end()..],
            None => return false,
        }
    }
    true
}

/// Names a unit of money (`万元`, `人民币元`); `None` where the words are none.
pub(super) fn money_name(models: &Models, words: &str) -> Option<String> {
    let words = words.trim_matches(['（', '）', '，', '。']);
    models.wording.money.iter().find(|m| m.words.iter().any(|w| w == words)).map(|m| m.name.clone())
}
