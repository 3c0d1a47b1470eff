//! Knows names of places as lines and columns print them, and which other names are known.

use crate::region::is_bare_place;
use crate::taxonomy::classification::codes_of;
use crate::taxonomy::{ColumnWords, Models};
use crate::text::plain::plain;

/// Whether a name is that of a place, a part of one, or a sum of places.
pub(super) fn is_place(models: &Models, words: &ColumnWords, name: &str) -> bool {
    let bare = without_sum(models, words, &plain(name));
    words.places.part.is_match(&bare)
        || words.places.no_places.contains(&bare)
        || is_bare_place(models, &bare)
}

/// Whether a name is one that is known: of the classification, of other lines, of a total, of a place. A county is known by
/// the end of its name alone, and may have been misread for another.
pub(super) fn is_known_name(models: &Models, words: &ColumnWords, name: &str) -> bool {
    let name = plain(name);
    codes_of(&name).next().is_some()
        || models.class_codes.contains_key(&name)
        || models.wording.items.totals.contains(&name)
        || words.sums.contains(&name)
        || words.names.contains(&name)
        || is_known_place(models, words, &name)
}

/// Whether a name is that of a part of a place, of a sum of places, or of a place that is listed.
fn is_known_place(models: &Models, words: &ColumnWords, name: &str) -> bool {
    let bare = without_sum(models, words, name);
    words.places.part.is_match(&bare) || is_sum_of_places(words, name) || models.regions.knows(&bare)
}

/// Whether a name is that of a sum of places: 合计, 县区小计, 全市.
pub(super) fn is_sum_of_places(words: &ColumnWords, name: &str) -> bool {
    let places = &words.places;
    let named = |name: &str| name.is_empty() || places.no_places.iter().any(|word| word == name);
    named(name) || places.sums.iter().any(|sum| name.strip_suffix(sum.as_str()).is_some_and(named))
}

/// Takes the sum behind the name of a place from it.
pub(super) fn without_sum(models: &Models, words: &ColumnWords, name: &str) -> String {
    let places = &words.places;
    let mut ends = places.sums.iter().filter_map(|sum| name.strip_suffix(sum.as_str()));
    let named = |rest: &&str| {
        let many = rest.chars().count() > 1;
        many && !places.no_places.iter().any(|word| word == rest)
            && (is_bare_place(models, rest) || !places.part.is_match(rest))
    };
    ends.find(named).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    #[test]
    fn places_that_are_listed_are_known_and_counties_are_not() {
        let words = models().families.iter().find_map(|family| family.columns.as_ref()).unwrap();
        let known = |name: &str| is_known_name(models(), words, name);
        for name in ["哈尔滨市合计", "河南省", "郑州市", "市本级", "市县合计", "增值税"]
        {
            assert!(known(name), "{name}");
        }
        assert!(!known("启兵县") && !known("哈尔宾市") && is_place(models(), words, "启兵县"));
    }
}
