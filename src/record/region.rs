//! Defines the region of a department, as records state it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{RegionLevel, RegionSource};

/// The place that a department belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RegionRecord")]
#[non_exhaustive]
pub struct Region {
    /// Its name (汾阳市).
    pub name: String,
    /// Its code of GB/T 2260, null where it is unknown.
    pub code: Option<String>,
    /// How high it stands.
    pub level: RegionLevel,
    /// What names it.
    pub source: RegionSource,
}
