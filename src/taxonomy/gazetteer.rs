//! Holds provinces and prefectures by name, and the endings of the names of smaller places.

use serde::Deserialize;

/// Content of `models/classification/regions.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Regions {
    pub(crate) county_ends: Vec<String>,
    pub(crate) no_counties: Vec<String>,
    pub(crate) township_ends: Vec<String>,
    pub(crate) before: Vec<String>,
    pub(crate) province: Vec<Province>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Province {
    pub(crate) name: String,
    pub(crate) prefectures: Vec<String>,
}
