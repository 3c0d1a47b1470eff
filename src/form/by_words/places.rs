//! Names the places of lines: 哈尔滨市合计 is 哈尔滨市, and 市本级 below it a part of it.

use super::place_names::{is_sum_of_places, without_sum};
use super::rows::Row;
use crate::region::is_bare_place;
use crate::taxonomy::{ColumnWords, Models};
use crate::text::plain::plain;

/// Gives each row its place. In the table of one city 市本级 stands once, for the city's own level, and belongs to no place
/// above it; in that of a province it stands below each city.
pub(super) fn name_places(models: &Models, words: &ColumnWords, rows: &mut [Row]) {
    let name = |row: &Row| row.item.as_deref().map(|item| without_sum(models, words, &plain(item)));
    let names: Vec<Option<String>> = rows.iter().map(name).collect();
    let is_part = |name: &str| words.places.part.is_match(name) && !is_sum_of_places(words, name);
    let parts: Vec<&String> = names.iter().flatten().filter(|name| is_part(name)).collect();
    let often = parts.iter().enumerate().any(|(at, part)| parts.iter().take(at).any(|other| other == part));
    let mut above: Option<&str> = None;
    for (row, name) in rows.iter_mut().zip(&names) {
        let Some(name) = name else { continue };
        if !is_part(name) {
            above = (!is_sum_of_places(words, name)).then_some(name);
            row.part = Some(name.clone());
            continue;
        }
        match above {
            Some(above) if often || is_prefecture(models, above) => {
                row.part = Some(format!("{above}/{name}"))
            }
            Some(above) => {
                row.part = Some(name.clone());
                if above.chars().last() == name.chars().next() {
                    row.doubt(&format!("{name} may be a part of {above}, which stands above it"));
                }
            }
            None => {
                row.part = Some(name.clone());
                if often && row.is_recognised() {
                    row.doubt(&format!("no place stands above {name}, and above others of the form"));
                }
            }
        }
    }
}

/// Whether a name is that of a place with others below it, as the gazetteer has it.
fn is_prefecture(models: &Models, name: &str) -> bool {
    let mut prefectures = models.regions.province.iter().flat_map(|province| &province.prefectures);
    is_bare_place(models, name) && prefectures.any(|prefecture| prefecture == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::by_words::rows::sample;
    use crate::taxonomy::models;

    fn places(names: &[&str]) -> Vec<String> {
        let words = models().families.iter().find_map(|family| family.columns.as_ref()).unwrap();
        let mut rows: Vec<Row> = names.iter().map(|name| sample(name, 0.0)).collect();
        name_places(models(), words, &mut rows);
        rows.into_iter().filter_map(|row| row.part).collect()
    }

    #[test]
    fn a_part_belongs_to_the_city_above_it() {
        // 黑龙江 2022, 河南 2024.
        let rows = [
            "市县合计",
            "哈尔滨市合计",
            "市本级",
            "宾县",
            "鸡西市合计",
            "市本级",
            "大兴安岭合计",
            "行署本级",
        ];
        let found = places(&rows);
        assert_eq!(found[..4], ["市县合计", "哈尔滨市", "哈尔滨市/市本级", "宾县"]);
        assert_eq!(found[4..], ["鸡西市", "鸡西市/市本级", "大兴安岭", "大兴安岭/行署本级"]);
        assert_eq!(places(&["郑州市", "市本级及市辖区"])[1], "郑州市/市本级及市辖区");
    }

    #[test]
    fn in_the_table_of_one_city_it_is_that_of_the_city() {
        assert_eq!(places(&["全市合计", "市本级", "东湖区"]), ["全市合计", "市本级", "东湖区"]);
        assert_eq!(places(&["东湖区", "合江县", "县区合计", "市本级"])[2..], ["县区合计", "市本级"]);
        assert_eq!(places(&["东湖区", "合江县", "开发区"])[2], "开发区");
    }
}
