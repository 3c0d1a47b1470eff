//! Names the places of lines: 哈尔滨市合计 is 哈尔滨市, and 市本级 below it a part of it.

use super::place_names::without_sum;
use super::rows::Row;
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
