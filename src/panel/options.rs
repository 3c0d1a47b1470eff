//! Says how a panel is made.

use serde::{Deserialize, Serialize};

use super::sheet::CsvOptions;

/// Endings of the files of a table.
pub(super) const PARQUET: &str = "parquet";
pub(super) const CSV: &str = "csv";
pub(super) const DTA: &str = "dta";

/// How a panel is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectOptions {
    /// Form of its CSV; `None` where it has none.
    pub csv: Option<CsvOptions>,
    /// Whether there is data of Stata, too.
    #[serde(default)]
    pub dta: bool,
    /// Whether results are left out whose file is gone, or was replaced under the same name.
    #[serde(default)]
    pub prune: bool,
}

impl CollectOptions {
    /// Endings of the files that a table has.
    pub(super) fn endings(self) -> impl Iterator<Item = &'static str> {
        let csv = self.csv.is_some().then_some(CSV);
        [Some(PARQUET), csv, self.dta.then_some(DTA)].into_iter().flatten()
    }
}
