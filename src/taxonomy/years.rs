//! Reads years as they are printed, by the patterns of `models/wording.toml`.

use std::collections::BTreeSet;

use regex_lite::Regex;

use super::wording::YearWords;
use crate::text::number::chinese_digit;
use crate::text::plain::plain;

/// The first year of the century in which all accounts are.
const CENTURY: u16 = 2000;

/// Patterns of years.
#[derive(Debug)]
pub(crate) struct Years {
    named: Regex,
    accounts: Regex,
    in_numerals: Regex,
    behind_name: Regex,
    mark: String,
}

impl Years {
    pub(super) fn new(words: &YearWords) -> Result<Self, regex_lite::Error> {
        Ok(Self {
            named: Regex::new(&words.named)?,
            accounts: Regex::new(&words.accounts)?,
            in_numerals: Regex::new(&words.in_numerals)?,
            behind_name: Regex::new(&words.behind_name)?,
            mark: words.mark.clone(),
        })
    }

    /// Reads the year of a line, where it states one; of several that of the accounts.
    pub(crate) fn line_to_year(&self, line: &str) -> Option<u16> {
        if !line.contains(&self.mark) {
            return None;
        }
        let words = plain(line);
        if let Some(found) = self.accounts.captures(&words).or_else(|| self.named.captures(&words)) {
            return found.name("year")?.as_str().parse().ok();
        }
        let found = self.in_numerals.captures(&words)?;
        let digit = |name: &str| chinese_digit(found.name(name)?.as_str().chars().next()?);
        Some(CENTURY + 10 * digit("tens")? + digit("ones")?)
    }

    /// Whether a line names the years of several accounts: 2024年度部门预算和2023年度部门决算. Where one alone says that it
    /// is of the accounts, the other is that of publication.
    pub(crate) fn names_several(&self, line: &str) -> bool {
        if !line.contains(&self.mark) {
            return false;
        }
        let words = plain(line);
        let year = |found: regex_lite::Captures<'_>| Some(found.name("year")?.as_str().to_owned());
        let mut years: BTreeSet<String> = self.accounts.captures_iter(&words).filter_map(year).collect();
        if years.is_empty() {
            years = self.named.captures_iter(&words).filter_map(year).collect();
        }
        years.len() > 1
    }

    /// Whether a line in its plain form names a year of accounts.
    pub(crate) fn is_of_accounts(&self, words: &str) -> bool {
        words.contains(&self.mark) && self.accounts.is_match(words)
    }

    /// Gives what stands before a year or a date in the plain form of a name.
    pub(crate) fn before_date<'n>(&self, name: &'n str) -> &'n str {
        let date = self.behind_name.find(name);
        date.and_then(|date| name.get(..date.start())).unwrap_or(name)
    }

    /// Whether the word behind digits makes them a year: 2023年救灾支出.
    pub(crate) fn is_marked_behind(&self, digits_end: &str) -> bool {
        digits_end.starts_with(self.mark.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::taxonomy::models;

    #[test]
    fn years_in_chinese_numerals() {
        let year = |line: &str| models().years.line_to_year(line);
        assert_eq!(year("二〇二四年度部门决算"), Some(2024));
        assert_eq!(year("二○一九年部门决算"), Some(2019));
        assert_eq!((year("二〇二四年十月"), year("2024年9月10日")), (None, None));
    }

    #[test]
    fn of_several_years_that_of_the_accounts_counts() {
        let years = &models().years;
        assert_eq!(years.line_to_year("2024年公开2023年度部门决算"), Some(2023));
        assert!(years.names_several("2024年度部门预算和2023年度部门决算"));
        assert!(years.names_several("2024年部门预算及2023年部门决算公开"));
        assert!(!years.names_several("2024年公开2023年度部门决算"));
    }
}
