//! Holds the codes of GB/T 2260 with the years in which each bore a name (`models/classification/regions.tsv`).
//!
//! A place is listed by year, as it stood at the end of it. The shape of its code says how high it stands (省 `410000`, 地级
//! `410300`, 县级 `410308`) and which places hold it.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::files;

const LIST_FILE: &str = "classification/regions.tsv";
/// Successors that are followed from one code, at most: no place was renumbered as often since 2008.
const LONGEST_CHAIN: usize = 8;
/// Characters before 州 in the short name of a 自治州 (恩施州, 西双版纳州); with one it is a city's (苏州) in most texts.
const BEFORE_ZHOU: RangeInclusive<usize> = 2..=4;

/// Name of a place under one code, and when it bore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListedPlace {
    /// Six digits.
    pub(crate) code: &'static str,
    /// In full: 孟津区.
    pub(crate) name: &'static str,
    /// First year; that of the list's beginning stands for those before, too.
    pub(crate) first: u16,
    /// Last year; `None` where it still stands in the last list.
    pub(crate) last: Option<u16>,
    /// Code that took the place of this one when it ended, where known.
    successor: Option<&'static str>,
}

impl ListedPlace {
    /// Whether it is in the list of a year; of any, where none is given.
    pub(crate) fn is_in(&self, year: Option<u16>) -> bool {
        year.is_none_or(|year| self.first <= year && self.last.is_none_or(|last| year <= last))
    }

    /// Whether it is a province (省级).
    pub(crate) fn is_province(&self) -> bool {
        self.code.ends_with("0000")
    }

    /// Whether it is a prefecture (地级).
    pub(crate) fn is_prefecture(&self) -> bool {
        self.code.ends_with("00") && !self.is_province()
    }

    /// Whether it is a county (县级).
    pub(crate) fn is_county(&self) -> bool {
        !self.code.ends_with("00")
    }

    /// Lists the places that hold it, the larger first. Districts of 北京 and counties under a province have no prefecture.
    pub(crate) fn holders(self, year: Option<u16>) -> impl Iterator<Item = &'static ListedPlace> {
        let code = self.code;
        [province_code(code), prefecture_code(code)]
            .into_iter()
            .flatten()
            .filter(move |holder| holder != code)
            .flat_map(|holder| of_code(&holder))
            .filter(move |place| place.is_in(year))
    }

    /// Whether a printed name is its own: in full, or 恩施州 for 恩施土家族苗族自治州, 巴州 for 巴音郭楞蒙古自治州.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name == name || short_of_autonomous(name).is_some_and(|stem| self.is_autonomous(stem))
    }

    fn is_autonomous(&self, stem: &str) -> bool {
        self.name.starts_with(stem) && self.name.ends_with("自治州")
    }
}

/// Gives the code of the province that a code is in: 410308 → 410000.
pub(crate) fn province_code(code: &str) -> Option<String> {
    code.get(..2).map(|head| format!("{head}0000"))
}

/// Gives the code that the prefecture of a code has, where there is one: 410308 → 410300.
pub(crate) fn prefecture_code(code: &str) -> Option<String> {
    code.get(..4).map(|head| format!("{head}00"))
}

/// The part before 州 of what may be the short name of a 自治州.
fn short_of_autonomous(name: &str) -> Option<&str> {
    name.strip_suffix('州').filter(|stem| !stem.is_empty())
}

struct List {
    /// In the order of codes, then of years.
    places: Vec<ListedPlace>,
    by_name: FxHashMap<&'static str, Vec<ListedPlace>>,
    /// Characters of the longest name.
    longest: usize,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let lines = files::text(LIST_FILE).unwrap_or_default().lines().filter(|line| !line.starts_with('#'));
    let places: Vec<ListedPlace> = lines.filter_map(line_to_place).collect();
    let mut by_name: FxHashMap<&str, Vec<ListedPlace>> = FxHashMap::default();
    for place in &places {
        by_name.entry(place.name).or_default().push(*place);
    }
    let longest = places.iter().map(|place| place.name.chars().count()).max().unwrap_or(0);
    List { places, by_name, longest }
});

fn line_to_place(line: &'static str) -> Option<ListedPlace> {
    let mut fields = line.split('\t');
    let [code, name, _level, first] = [fields.next()?, fields.next()?, fields.next()?, fields.next()?];
    let mut optional = fields.map(|field| Some(field).filter(|field| !field.is_empty()));
    let last = optional.next().flatten().map(str::parse).transpose().ok()?;
    Some(ListedPlace { code, name, first: first.parse().ok()?, last, successor: optional.next().flatten() })
}

/// Lists all places, in the order of codes, then of years.
pub(crate) fn all() -> &'static [ListedPlace] {
    &LIST.places
}

/// Lists the places of a name, which may be the short one of a 自治州, in the order of codes.
pub(crate) fn named(name: &str) -> impl Iterator<Item = &'static ListedPlace> {
    let in_full = LIST.by_name.get(name).into_iter().flatten();
    let stem = short_of_autonomous(name).map(str::to_owned);
    let short =
        stem.into_iter().flat_map(|stem| all().iter().filter(move |place| place.is_autonomous(&stem)));
    in_full.chain(short)
}

/// Lists the names of a code, in the order of years.
pub(crate) fn of_code(code: &str) -> &'static [ListedPlace] {
    let places = all();
    let from = places.partition_point(|place| place.code < code);
    let behind = places.get(from..).unwrap_or_default();
    behind.get(..behind.partition_point(|place| place.code == code)).unwrap_or_default()
}

/// Finds the length in bytes of the longest listed name that a text begins with, of places that fit.
pub(crate) fn longest_at(text: &str, fits: impl Fn(&ListedPlace) -> bool) -> Option<usize> {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(LIST.longest);
    let is_name = |end: &usize| {
        let places = text.get(..*end).and_then(|name| LIST.by_name.get(name));
        places.is_some_and(|places| places.iter().any(&fits))
    };
    ends.filter(is_name).last()
}

/// Finds the length in bytes of the short name of a 自治州 that a text begins with (恩施州教育局); of one that is no other's.
pub(crate) fn short_autonomous_at(text: &str) -> Option<usize> {
    let end = text.find('州')? + '州'.len_utf8();
    let stem = short_of_autonomous(text.get(..end)?)?;
    if !BEFORE_ZHOU.contains(&stem.chars().count()) {
        return None;
    }
    let mut codes = all().iter().filter(|place| place.is_autonomous(stem)).map(|place| place.code);
    let first = codes.next()?;
    codes.all(|code| code == first).then_some(end)
}

/// Follows a code of a year along its successors to the code that the place has in the last list; `None` where that is not
/// known. Of a county that was parted it is the code that took most of it.
#[cfg_attr(not(feature = "panel"), allow(dead_code, reason = "only tables need it"))]
pub(crate) fn latest(code: &str, year: u16) -> Option<&'static str> {
    let mut place = of_code(code).iter().find(|place| place.is_in(Some(year)))?;
    for _ in 0..LONGEST_CHAIN {
        let Some(last) = place.last else { return Some(place.code) };
        let next = last.checked_add(1);
        let renamed = of_code(place.code).iter().find(|later| later.is_in(next));
        place = match renamed {
            Some(renamed) => renamed,
            None => of_code(place.successor?).iter().find(|new| new.is_in(next))?,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    fn codes(name: &str, year: u16) -> Vec<&'static str> {
        named(name).filter(|place| place.is_in(Some(year))).map(|place| place.code).collect()
    }

    #[test]
    fn every_line_is_read_and_its_level_is_that_of_its_code() {
        let lines = || files::text(LIST_FILE).unwrap().lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines().count(), all().len());
        assert!(all().is_sorted_by_key(|place| (place.code, place.first)));
        for (line, place) in lines().zip(all()) {
            let level = match (place.is_province(), place.is_prefecture(), place.is_county()) {
                (true, false, false) => "province",
                (false, true, false) => "prefecture",
                (false, false, true) => "county",
                _ => unreachable!("{line}"),
            };
            assert_eq!(line.split('\t').nth(2), Some(level), "{line}");
            assert!(place.code.len() == 6 && place.last.is_none_or(|last| place.first <= last), "{line}");
        }
    }

    #[test]
    fn a_place_has_the_code_of_the_year() {
        assert_eq!(codes("孟津县", 2020), ["410322"]);
        assert_eq!(codes("孟津区", 2020), [""; 0]);
        assert_eq!(codes("孟津区", 2021), ["410308"]);
        assert_eq!(codes("新华区", 2023), ["130105", "130902", "410402"]);
        assert_eq!(codes("恩施州", 2023), ["422800"]);
        assert_eq!(codes("巴州", 2023), ["652800"]);
    }

    #[test]
    fn holders_are_those_of_the_year() {
        let held = |code: &str, year| -> Vec<&str> {
            let place = of_code(code).iter().find(|place| place.is_in(Some(year))).unwrap();
            place.holders(Some(year)).map(|holder| holder.name).collect()
        };
        assert_eq!(held("410308", 2024), ["河南省", "洛阳市"]);
        assert_eq!(held("371202", 2017), ["山东省", "莱芜市"]);
        assert_eq!(held("110105", 2024), ["北京市"]);
        assert_eq!(held("419001", 2024), ["河南省"]);
        assert_eq!(held("410300", 2024), ["河南省"]);
        assert_eq!(held("410000", 2024), [""; 0]);
    }

    #[test]
    fn successors_lead_to_the_code_of_today() {
        assert_eq!(latest("410322", 2020), Some("410308"));
        assert_eq!(latest("410308", 2024), Some("410308"));
        // Renamed under its code.
        assert_eq!(latest("130502", 2015), Some("130502"));
        // 巢湖市 was a prefecture, and its parts went to three others.
        assert_eq!(latest("341400", 2010), None);
        assert_eq!(latest("410322", 2021), None);
        assert_eq!(latest("999999", 2021), None);
        // Each successor is in the list of the year behind.
        for place in all() {
            let next = place.last.map(|last| last + 1);
            let is_listed = |code| of_code(code).iter().any(|new| next.is_some() && new.is_in(next));
            assert!(place.successor.is_none_or(is_listed), "{place:?}");
        }
    }

    #[test]
    fn the_longest_name_is_found() {
        let at = |text: &'static str| longest_at(text, ListedPlace::is_county).map(|end| &text[..end]);
        assert_eq!(at("津市市财政局"), Some("津市市"));
        assert_eq!(at("新市区教育局"), Some("新市区"));
        assert_eq!(at("积石山保安族东乡族撒拉族自治县民政局"), Some("积石山保安族东乡族撒拉族自治县"));
        assert_eq!(at("财政局"), None);
        assert_eq!(short_autonomous_at("恩施州教育局").map(|end| &"恩施州教育局"[..end]), Some("恩施州"));
        assert_eq!(short_autonomous_at("苏州市教育局"), None);
        assert_eq!(short_autonomous_at("州教育局"), None);
    }

    #[test]
    fn provinces_and_prefectures_by_name_are_those_of_the_list() {
        // 莱芜 ended with 2018, and 延边州, 巴州 are short.
        let old = |name: &str| named(name).next().is_some();
        for province in &models().regions.province {
            assert_eq!(codes(&province.name, 2024).len(), 1, "{}", province.name);
            assert!(province.prefectures.iter().all(|name| old(name)), "{}", province.name);
        }
        let known =
            |name: &str| models().regions.province.iter().any(|p| p.prefectures.iter().any(|n| n == name));
        let listed = all().iter().filter(|place| place.is_in(Some(2024)) && place.is_prefecture());
        assert!(listed.clone().count() > 300);
        for place in listed {
            assert!(known(place.name), "{}", place.name);
        }
    }
}
