//! Holds provinces and prefectures by name, and the endings of the names of smaller places and of zones.

use serde::Deserialize;

/// Content of `models/classification/regions.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Regions {
    pub(crate) county_ends: Vec<String>,
    pub(crate) no_counties: Vec<String>,
    pub(crate) township_ends: Vec<String>,
    pub(crate) zone_ends: Vec<String>,
    pub(crate) no_zones: Vec<String>,
    short_ends: Vec<String>,
    pub(crate) before: Vec<String>,
    pub(crate) province: Vec<Province>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Province {
    pub(crate) name: String,
    pub(crate) prefectures: Vec<String>,
}

impl Regions {
    /// Whether a name is that of a province or a prefecture, or of one behind the other; smaller places are not listed.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.province.iter().any(|province| {
            let behind = name.strip_prefix(province.name.as_str());
            let is_one = |prefecture: &String| prefecture == name || behind == Some(prefecture.as_str());
            behind == Some("") || province.prefectures.iter().any(is_one)
        })
    }

    /// Gives the short name of a province or a prefecture: 沧州 of 沧州市; `None` where less than two characters are left.
    pub(crate) fn short<'n>(&self, name: &'n str) -> Option<&'n str> {
        let short = self.short_ends.iter().find_map(|end| name.strip_suffix(end.as_str()))?;
        (short.chars().count() > 1).then_some(short)
    }

    /// Whether a text begins with a province or a prefecture that is known by name.
    pub(crate) fn begins_with_known(&self, text: &str) -> bool {
        let names = self.province.iter().flat_map(|p| std::iter::once(&p.name).chain(&p.prefectures));
        names.into_iter().any(|name| text.starts_with(name.as_str()))
    }
}
