//! Names the places of lines: 哈尔滨市合计 is 哈尔滨市, and 市本级 below it a part of it.

use super::rows::Row;
use crate::region::is_bare_place;
use crate::taxonomy::classification::codes_of;
use crate::taxonomy::{ColumnWords, Models};
use crate::text::plain::plain;

/// Gives each row its place.
pub(super) fn name_places(models: &Models, words: &ColumnWords, rows: &mut [Row]) {
    let mut above: Option<String> = None;
    for row in rows {
        let Some(item) = row.item.as_deref().map(plain) else { continue };
        let name = without_sum(models, words, &item);
        row.part = match &above {
            Some(above) if words.places.part.is_match(&name) => Some(format!("{above}/{name}")),
            _ => {
                above = Some(name.clone());
                Some(name)
            }
        };
    }
}

/// Whether a name is that of a place, a part of one, or a sum of places.
pub(super) fn is_place(models: &Models, words: &ColumnWords, name: &str) -> bool {
    let bare = without_sum(models, words, &plain(name));
    words.places.part.is_match(&bare)
        || words.places.no_places.contains(&bare)
        || is_bare_place(models, &bare)
}

/// Whether a name is one that is known: of the classification, of a total, of a place.
pub(super) fn is_known_name(models: &Models, words: &ColumnWords, name: &str) -> bool {
    let name = plain(name);
    codes_of(&name).next().is_some()
        || models.class_codes.contains_key(&name)
        || models.wording.items.totals.contains(&name)
        || words.sums.contains(&name)
        || is_place(models, words, &name)
}

/// Takes the sum behind the name of a place from it.
fn without_sum(models: &Models, words: &ColumnWords, name: &str) -> String {
    let places = &words.places;
    let mut ends = places.sums.iter().filter_map(|sum| name.strip_suffix(sum.as_str()));
    let named = |rest: &&str| {
        let many = rest.chars().count() > 1;
        many && !places.no_places.iter().any(|word| word == rest)
            && (is_bare_place(models, rest) || !places.part.is_match(rest))
    };
    ends.find(named).unwrap_or(name).to_owned()
}
