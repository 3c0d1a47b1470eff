//! Adds to rows where the code of a region leads: to its province, its prefecture, and its code of today.

use super::row::RecordRow;
use crate::record::Region;
use crate::taxonomy::listed_places::{ListedPlace, latest, of_code, prefecture_code, province_code};

/// Codes that the code of a region leads to; none where that is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RegionCodes {
    province: Option<String>,
    prefecture: Option<String>,
    latest: Option<&'static str>,
}

impl RegionCodes {
    /// Finds them for a region of a year. Its code may be that of the year of publication, where only that fits.
    pub(super) fn find(region: Option<&Region>, year: Option<u16>) -> Self {
        let Some(code) = region.and_then(|region| region.code.as_deref()) else { return Self::default() };
        let next = year.and_then(|year| year.checked_add(1));
        let listed = |code: &str| -> Option<&'static ListedPlace> {
            let mut years = [year, next].into_iter();
            years.find_map(|year| of_code(code).iter().rfind(|place| place.is_in(year)))
        };
        let place = listed(code);
        let prefecture = prefecture_code(code)
            .filter(|prefecture| listed(prefecture).is_some_and(|listed| !listed.is_province()));
        Self {
            province: province_code(code).filter(|province| listed(province).is_some()),
            prefecture,
            latest: place.and_then(|place| {
                let known = year.filter(|year| place.is_in(Some(*year))).unwrap_or(place.first);
                latest(code, known)
            }),
        }
    }

    /// Adds them to a row.
    pub(super) fn add_to(&self, row: &mut RecordRow<'_>) {
        row.add("province_code", self.province.clone());
        row.add("prefecture_code", self.prefecture.clone());
        row.add("region_code_latest", self.latest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::words::{RegionLevel, RegionSource};

    fn codes(code: Option<&str>, year: Option<u16>) -> [Option<String>; 3] {
        let region = Region {
            name: "甲".to_owned(),
            code: code.map(str::to_owned),
            level: RegionLevel::County,
            source: RegionSource::Department,
        };
        let found = RegionCodes::find(Some(&region), year);
        [found.province, found.prefecture, found.latest.map(str::to_owned)]
    }

    fn owned(codes: [Option<&str>; 3]) -> [Option<String>; 3] {
        codes.map(|code| code.map(str::to_owned))
    }

    #[test]
    fn a_code_leads_to_its_province_prefecture_and_todays() {
        let county = codes(Some("410322"), Some(2020));
        assert_eq!(county, owned([Some("410000"), Some("410300"), Some("410308")]));
        // The name of the year of publication.
        let renamed = codes(Some("410308"), Some(2020));
        assert_eq!(renamed, owned([Some("410000"), Some("410300"), Some("410308")]));
        let city = codes(Some("410300"), Some(2020));
        assert_eq!(city, owned([Some("410000"), Some("410300"), Some("410300")]));
        assert_eq!(codes(Some("410000"), None), owned([Some("410000"), None, Some("410000")]));
    }

    #[test]
    fn districts_of_beijing_and_counties_under_a_province_have_no_prefecture() {
        for code in ["110105", "419001"] {
            assert_eq!(codes(Some(code), Some(2023))[1], None, "{code}");
        }
    }

    #[test]
    fn what_is_not_known_leads_nowhere() {
        assert_eq!(codes(None, Some(2023)), [None, None, None]);
        assert_eq!(codes(Some("999999"), Some(2023)), [None, None, None]);
        assert_eq!(RegionCodes::find(None, None), RegionCodes::default());
        // 巢湖市 was parted among three cities.
        assert_eq!(codes(Some("341400"), Some(2010))[2], None);
    }
}
