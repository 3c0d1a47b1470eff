//! Reads the places that a text begins with, from the largest to the smallest.
//!
//! 省 and 地级市 are known by name (`models/classification/regions.toml`), counties by the list of GB/T 2260, else by how their
//! names end: a county whose name was misread is one still.

use crate::record::words::RegionLevel;
use crate::taxonomy::Models;
use crate::taxonomy::gazetteer::Regions;
use crate::taxonomy::listed_places::{ListedPlace, longest_at, short_autonomous_at};

/// A county's name has at most so many characters before its last word, a township's, a zone's at most so many.
const LONGEST_COUNTY: usize = 8;
const LONGEST_TOWNSHIP: usize = 4;
const LONGEST_ZONE: usize = 14;

/// One of the places that a text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'t> {
    pub(super) name: &'t str,
    pub(super) level: RegionLevel,
}

/// Places that a text begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LeadingPlace<'t> {
    /// All of them, as printed: 洛阳市孟津区.
    pub(super) name: &'t str,
    /// The smallest: 孟津区.
    pub(super) smallest: Part<'t>,
    /// Those before it, the largest first: 洛阳市.
    pub(super) larger: Vec<Part<'t>>,
}

/// What is asked of a text.
#[derive(Debug, Clone, Copy)]
enum Asked {
    /// Its places, whatever the year; a zone (开发区) is a county by the end of its name, or none.
    Place,
    /// Its places of a year, with zones.
    Region(Option<u16>),
}

impl Asked {
    /// Whether a listed place may be meant: accounts are published in the year behind theirs, under the names of then.
    fn allows(self, place: &ListedPlace) -> bool {
        match self {
            Self::Region(Some(year)) => place.is_in(Some(year)) || place.is_in(year.checked_add(1)),
            Self::Place | Self::Region(None) => true,
        }
    }
}

/// Reads the places with which a text in its plain form begins.
pub(super) fn leading_place<'t>(models: &Models, text: &'t str) -> Option<LeadingPlace<'t>> {
    read(models, text, Asked::Place)
}

/// Reads the places of a year with which a text begins; a zone without a code of its own (开发区) is one.
pub(super) fn leading_region<'t>(
    models: &Models,
    text: &'t str,
    year: Option<u16>,
) -> Option<LeadingPlace<'t>> {
    read(models, text, Asked::Region(year))
}

/// A text of which the places at its beginning are taken off.
struct Rest<'t> {
    text: &'t str,
    parts: Vec<Part<'t>>,
}

impl Rest<'_> {
    /// Takes a place of this length off, where there is one.
    fn take(&mut self, length: Option<usize>, level: RegionLevel) -> bool {
        let text = self.text;
        let Some((name, behind)) = length.and_then(|length| text.split_at_checked(length)) else {
            return false;
        };
        self.parts.push(Part { name, level });
        self.text = behind;
        true
    }
}

fn read<'t>(models: &Models, text: &'t str, asked: Asked) -> Option<LeadingPlace<'t>> {
    let regions = &models.regions;
    let start = regions.before.iter().find_map(|b| text.strip_prefix(b.as_str())).unwrap_or(text);
    let mut rest = Rest { text: start, parts: Vec::new() };
    rest.take(province(regions, rest.text), RegionLevel::Province);
    rest.take(prefecture(regions, rest.text, asked), RegionLevel::Prefecture);
    let is_county = |place: &ListedPlace| place.is_county() && asked.allows(place);
    let listed = longest_at(rest.text, is_county);
    let is_zone = listed.is_none() && take_zone(regions, &mut rest, asked);
    let county = || leading(rest.text, &regions.county_ends, LONGEST_COUNTY, &regions.no_counties);
    let county = if is_zone { None } else { listed.or_else(county) };
    if rest.take(county, RegionLevel::County) && !take_zone(regions, &mut rest, asked) {
        let township = leading(rest.text, &regions.township_ends, LONGEST_TOWNSHIP, &[]);
        rest.take(township, RegionLevel::Township);
    }
    let smallest = rest.parts.pop()?;
    let name = start.get(..start.len() - rest.text.len())?;
    Some(LeadingPlace { name, smallest, larger: rest.parts })
}

/// Takes a zone off where zones are asked for.
fn take_zone(regions: &Regions, rest: &mut Rest<'_>, asked: Asked) -> bool {
    let length = match asked {
        Asked::Place => None,
        Asked::Region(_) => zone(regions, rest.text),
    };
    rest.take(length, RegionLevel::Functional)
}

/// The length of the province that a text begins with.
fn province(regions: &Regions, text: &str) -> Option<usize> {
    let mut names = regions.province.iter().map(|province| &province.name);
    names.find(|name| text.starts_with(name.as_str())).map(String::len)
}

/// The length of the prefecture that a text begins with. One that is no more (海东地区) is known where the year is.
fn prefecture(regions: &Regions, text: &str, asked: Asked) -> Option<usize> {
    let mut names = regions.province.iter().flat_map(|province| &province.prefectures);
    let known = names.find(|name| text.starts_with(name.as_str())).map(String::len);
    let of_year = || match asked {
        Asked::Region(Some(_)) => longest_at(text, |place| place.is_prefecture() && asked.allows(place)),
        Asked::Region(None) | Asked::Place => None,
    };
    let length = known.or_else(of_year).or_else(|| short_autonomous_at(text))?;
    // 巴州区 is a district of 巴中, and no part of 巴州.
    let county = longest_at(text, |place| place.is_county() && asked.allows(place));
    county.is_none_or(|county| county <= length).then_some(length)
}

/// The length of the zone that a text begins with (经济技术开发区), where nothing before its end is of a department.
fn zone(regions: &Regions, text: &str) -> Option<usize> {
    let stems = text.char_indices().map(|(at, _)| at).take(LONGEST_ZONE + 1);
    let mut ends = stems.filter_map(|stem| {
        let behind = text.get(stem..)?;
        let end = regions.zone_ends.iter().find(|end| behind.starts_with(end.as_str()))?;
        Some(stem + end.len())
    });
    let length = ends.next()?;
    let name = text.get(..length)?;
    let is_one = is_han(name) && !regions.no_zones.iter().any(|word| name.contains(word.as_str()));
    is_one.then_some(length)
}

/// The length in bytes of the shortest name that a text begins with and that ends like one of `ends`; none of `but`.
fn leading(text: &str, ends: &[String], longest: usize, but: &[String]) -> Option<usize> {
    let mut stems = text.char_indices().map(|(at, _)| at).take(longest + 1).skip(1);
    stems.find_map(|stem| {
        let end = ends.iter().find(|e| text[stem..].starts_with(e.as_str()))?;
        let name = &text[..stem + end.len()];
        // 汾阳市市场监督管理局: 市场 is no county, and no stem is a place by itself.
        (is_han(name) && !but.iter().any(|b| name.ends_with(b.as_str()))).then_some(name.len())
    })
}

fn is_han(name: &str) -> bool {
    name.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    /// Joins the names of the parts by `|`, and gives the level of the smallest.
    fn parts(text: &str, year: Option<u16>) -> Option<(String, RegionLevel)> {
        let place = leading_region(models(), text, year)?;
        let names: Vec<&str> = place.larger.iter().chain([&place.smallest]).map(|part| part.name).collect();
        Some((names.join("|"), place.smallest.level))
    }

    fn is(text: &str, year: u16, names: &str, level: RegionLevel) {
        assert_eq!(parts(text, Some(year)), Some((names.to_owned(), level)), "{text}");
    }

    #[test]
    fn a_text_begins_with_its_places() {
        is("洛阳市孟津区政务服务和大数据管理局", 2024, "洛阳市|孟津区", RegionLevel::County);
        is(
            "云南省西双版纳傣族自治州勐海县财政局",
            2023,
            "云南省|西双版纳傣族自治州|勐海县",
            RegionLevel::County,
        );
        is("恩施州教育局", 2023, "恩施州", RegionLevel::Prefecture);
        is("巴州财政局", 2023, "巴州", RegionLevel::Prefecture);
        is("巴中市巴州区财政局", 2023, "巴中市|巴州区", RegionLevel::County);
        is("巴州区财政局", 2023, "巴州区", RegionLevel::County);
        is("汾阳市贾家庄镇", 2023, "汾阳市|贾家庄镇", RegionLevel::Township);
        assert_eq!(parts("财政局", Some(2023)), None);
    }

    #[test]
    fn listed_counties_are_known_whole() {
        is("津市市财政局", 2023, "津市市", RegionLevel::County);
        is("荆州市沙市区财政局", 2023, "荆州市|沙市区", RegionLevel::County);
        is(
            "积石山保安族东乡族撒拉族自治县民政局",
            2023,
            "积石山保安族东乡族撒拉族自治县",
            RegionLevel::County,
        );
        // One that is in no list is one by the end of its name.
        is("云川县财政局", 2023, "云川县", RegionLevel::County);
        assert_eq!(leading_place(models(), "津市市财政局").map(|place| place.name), Some("津市市"));
    }

    #[test]
    fn a_prefecture_that_is_no_more_is_known_in_its_years() {
        is("海东地区乐都县财政局", 2012, "海东地区|乐都县", RegionLevel::County);
        is("襄樊市襄城区财政局", 2009, "襄樊市|襄城区", RegionLevel::County);
    }

    #[test]
    fn zones_are_functional_and_named_districts_are_not() {
        is("洛阳市高新技术产业开发区财政局", 2023, "洛阳市|高新技术产业开发区", RegionLevel::Functional);
        is("雄安新区财政局", 2023, "雄安新区", RegionLevel::Functional);
        is("云川县高新区管委会", 2023, "云川县高新区", RegionLevel::Functional);
        is("四会市城乡一体化示范区管理委员会", 2023, "四会市|城乡一体化示范区", RegionLevel::Functional);
        is("上海市浦东新区财政局", 2023, "上海市|浦东新区", RegionLevel::County);
        is("重庆市两江新区财政局", 2023, "重庆市|两江新区", RegionLevel::Functional);
        is("重庆市两江新区财政局", 2026, "重庆市|两江新区", RegionLevel::County);
        // A department that deals with zones, and words that end alike.
        is("洛阳市商务局开发区科", 2023, "洛阳市", RegionLevel::Prefecture);
        is("晋城市社区服务中心", 2023, "晋城市", RegionLevel::Prefecture);
    }

    #[test]
    fn where_places_alone_are_asked_for_a_zone_is_none() {
        let place = |text| leading_place(models(), text).map(|place| (place.name, place.smallest.level));
        assert_eq!(place("洛阳市开发区财政局"), Some(("洛阳市", RegionLevel::Prefecture)));
        assert_eq!(place("雄安新区财政局"), Some(("雄安新区", RegionLevel::County)));
    }
}
