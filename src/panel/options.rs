//! Says how a panel is made.

use serde::{Deserialize, Serialize};

use crate::fact::shown::Shown;

/// Endings of the files of a table.
pub(super) const PARQUET: &str = "parquet";
pub(super) const CSV: &str = "csv";
pub(super) const DTA: &str = "dta";

/// Form of a CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CsvOptions {
    /// Unit and rounding of amounts for people, beside the exact ones.
    pub shown: Option<Shown>,
    /// Whether texts are written as they were read, also those that spreadsheets take for formulas. Else an apostrophe
    /// comes before these.
    #[serde(default)]
    pub raw: bool,
}

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
