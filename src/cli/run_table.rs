//! Prints documents by province and year, at the end of `collect`.

use std::collections::BTreeMap;

use super::readable::aligned;
use crate::panel::report::{DocumentCounts, Report, YearCounts};
use crate::record::words::Family;

/// Most lines that a terminal shows at once.
const MOST_LINES: usize = 40;
/// What stands for a place, family or year that is unknown.
const UNKNOWN: &str = "?";

/// What the rows are told apart by, beside the province.
#[derive(Clone, Copy)]
struct By {
    family: bool,
    year: bool,
}

/// Makes the table: a line for each province, family and year, or fewer where these are too many. It is empty where there are
/// no documents.
pub(super) fn run_table(report: &Report) -> String {
    let years = rows(report, By { family: true, year: true });
    let families = || rows(report, By { family: true, year: false });
    let fitting = Some(years).filter(|rows| rows.len() <= MOST_LINES);
    let rows = fitting.or_else(|| Some(families()).filter(|rows| rows.len() <= MOST_LINES));
    let rows = rows.unwrap_or_else(|| self::rows(report, By { family: false, year: false }));
    if rows.is_empty() {
        return String::new();
    }
    let head = ["province", "family", "year", "read", "suspect", "failed", "not read"];
    let head = head.map(str::to_owned).to_vec();
    aligned(&std::iter::once(&head).chain(&rows).collect::<Vec<_>>(), 3..)
}

fn rows(report: &Report, by: By) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for province in &report.provinces {
        let name = province.name.as_deref().unwrap_or(UNKNOWN);
        for (family, year, counts) in sums(&province.years, by) {
            let numbers = [counts.read, counts.suspect, counts.failed, counts.not_read];
            rows.push(
                [name.to_owned(), family, year].into_iter().chain(numbers.map(|n| n.to_string())).collect(),
            );
        }
    }
    rows
}

/// Adds up what is not told apart, in the order of the report.
fn sums(years: &[YearCounts], by: By) -> Vec<(String, String, DocumentCounts)> {
    let mut order = Vec::new();
    let mut sums: BTreeMap<(String, String), DocumentCounts> = BTreeMap::new();
    for counts in years {
        let family = counts.family.map_or(UNKNOWN, Family::short_name);
        let year = counts.fiscal_year.map_or_else(|| UNKNOWN.to_owned(), |year| year.to_string());
        let told = |is_told: bool, text: String| if is_told { text } else { "all".to_owned() };
        let key = (told(by.family, family.to_owned()), told(by.year, year));
        if !order.contains(&key) {
            order.push(key.clone());
        }
        sums.entry(key).or_default().add(&counts.documents);
    }
    let with_counts = |key: (String, String)| {
        let counts = sums.get(&key).copied().unwrap_or_default();
        (key.0, key.1, counts)
    };
    order.into_iter().map(with_counts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(years: std::ops::Range<u16>) -> Report {
        let read = DocumentCounts { read: 2, suspect: 1, ..DocumentCounts::default() };
        let failed = DocumentCounts { failed: 3, ..DocumentCounts::default() };
        Report::of_provinces([
            (Some("内蒙古自治区"), years.map(|year| (Some(year), read)).collect()),
            (None, vec![(None, failed)]),
        ])
    }

    #[test]
    fn provinces_and_years_stand_under_each_other() {
        let table = "  province      family  year  read  suspect  failed  not read\n  \
                     内蒙古自治区  ?       2022     2        1       0         0\n  \
                     内蒙古自治区  ?       2023     2        1       0         0\n  \
                     ?             ?       ?        0        0       3         0\n";
        assert_eq!(run_table(&report(2022..2024)), table);
    }

    #[test]
    fn too_many_lines_are_added_up() {
        let table = run_table(&report(1980..2024));
        assert!(table.contains("内蒙古自治区  ?       all     88       44"), "{table}");
        assert_eq!(table.lines().count(), 3);
        assert_eq!(run_table(&Report::default()), "");
    }
}
