//! Finds the place under which a document is counted: one place by its code, in its province.

use std::cmp::Ordering;

use crate::record::Region;
use crate::record::words::RegionLevel;
use crate::region::{Evidence, find_region};
use crate::taxonomy::listed_places::{ListedPlace, of_code, province_code};

/// Place of a document; all is `None` where no place is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::panel) struct Place {
    /// Code of its province.
    pub(super) province: Option<String>,
    /// Its own code.
    pub(super) code: Option<String>,
    /// Its last name under its code, else the printed one.
    pub(super) name: Option<String>,
    pub(super) level: Option<RegionLevel>,
}

impl Place {
    /// Finds the place of a region. Names that one code had, and printed ones (洛阳市孟津区, 孟津区), are one place.
    pub(super) fn of(region: Option<&Region>) -> Self {
        let Some(region) = region else { return Self::default() };
        let Some(code) = region.code.as_deref() else {
            return Self { name: Some(region.name.clone()), level: Some(region.level), ..Self::default() };
        };
        Self {
            province: province_code(code).filter(|province| !of_code(province).is_empty()),
            code: Some(code.to_owned()),
            // A code of a later list has no name here: names would make several places of it.
            name: of_code(code).last().map(|listed| listed.name.to_owned()),
            level: of_code(code).last().map(level),
        }
    }

    /// Finds the place of what gave no result: as its path, or the name of its department where that is known, says.
    pub(super) fn of_path(path: &str, department: Option<&str>, year: Option<u16>) -> Self {
        let evidence = Evidence { path, department, ..Evidence::default() };
        Self::of(find_region(&evidence, year).map(|(region, _)| region).as_ref())
    }

    fn rank(&self) -> impl Ord + '_ {
        let last = |text: &'_ Option<String>| (text.is_none(), text.clone());
        (last(&self.province), last(&self.code), last(&self.name), self.level)
    }
}

fn level(listed: &ListedPlace) -> RegionLevel {
    match (listed.is_province(), listed.is_prefecture()) {
        (true, _) => RegionLevel::Province,
        (_, true) => RegionLevel::Prefecture,
        _ => RegionLevel::County,
    }
}

/// Places stand in the order of their provinces and codes; what is unknown comes last.
impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Gives the name of a province by its code.
pub(super) fn province_name(code: &str) -> Option<&'static str> {
    of_code(code).last().map(|listed| listed.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::words::RegionSource;

    fn place(name: &str, code: Option<&str>) -> Place {
        let (level, source) = (RegionLevel::County, RegionSource::Department);
        Place::of(Some(&Region { name: name.to_owned(), code: code.map(str::to_owned), level, source }))
    }

    #[test]
    fn one_code_is_one_place() {
        assert_eq!(place("洛阳市孟津区", Some("410308")), place("孟津区", Some("410308")));
        let renamed = place("桥东区", Some("130502"));
        assert_eq!((renamed.name.as_deref(), renamed.province.as_deref()), (Some("襄都区"), Some("130000")));
        assert_eq!(place("甲", Some("999999")), place("乙", Some("999999")));
        assert_eq!(place("<script>", Some("<")).province, None);
    }

    #[test]
    fn what_is_unknown_comes_last() {
        let mut places = [
            Place::default(),
            place("某镇", None),
            place("甲", Some("999999")),
            place("孟津区", Some("410308")),
            place("北京市", Some("110000")),
        ];
        places.sort();
        let names: Vec<Option<&str>> = places.iter().map(|place| place.name.as_deref()).collect();
        assert_eq!(names, [Some("北京市"), Some("孟津区"), None, Some("某镇"), None]);
        assert_eq!(places[4], Place::default());
    }

    #[test]
    fn a_path_tells_the_place_or_nothing_does() {
        let code = |path| Place::of_path(path, None, None).code;
        assert_eq!(code("in/2023.zip!/湄潭县/决算.doc").as_deref(), Some("520328"));
        assert_eq!(code("in/新华区/决算.doc"), None, "several places have this name");
        assert_eq!(Place::of_path("in/a.doc", None, None), Place::default());
        assert_eq!(Place::of_path("a.pdf", Some("湄潭县财政局"), Some(2022)).code.as_deref(), Some("520328"));
    }
}
