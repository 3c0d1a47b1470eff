//! Holds what a form and the lines around it state of its unit and its year, each as it is printed: where two statements
//! contradict each other, both are quoted.

/// Statement as it is printed, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stated<T> {
    pub(crate) value: T,
    pub(crate) words: String,
}

/// What is stated of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Statements {
    /// Years: in its title and in the lines below that.
    pub(crate) years: Vec<Stated<u16>>,
    /// Years over its columns of amounts.
    pub(crate) header_years: Vec<Stated<u16>>,
    /// Units of money: from its title on, and in the first line of its page.
    pub(crate) units: Vec<Stated<String>>,
    /// Units of money below it, on its page.
    pub(crate) units_below: Vec<Stated<String>>,
}

impl Statements {
    /// Adds what the next of its tables states.
    pub(super) fn extend(&mut self, other: Self) {
        self.years.extend(other.years);
        self.header_years.extend(other.header_years);
        self.units.extend(other.units);
        self.units_below.extend(other.units_below);
    }
}

/// Quotes the first two statements that differ; `None` where all say the same.
pub(super) fn contradiction<T: PartialEq>(what: &str, stated: &[Stated<T>]) -> Option<String> {
    let first = stated.first()?;
    let other = stated.iter().find(|other| other.value != first.value)?;
    Some(contradicting(what, &first.words, &other.words))
}

/// Says that two statements contradict each other, and quotes both; one that states two is quoted once.
pub(super) fn contradicting(what: &str, one: &str, other: &str) -> String {
    if one == other {
        return format!("“{one}” states two {what}");
    }
    format!("two {what} contradict each other: “{one}” and “{other}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_of_two_is_quoted_once() {
        assert_eq!(
            contradicting("units", "单位：元（万元）", "单位：元（万元）"),
            "“单位：元（万元）” states two units"
        );
    }

    #[test]
    fn both_statements_are_quoted() {
        let stated = |value: u16, words: &str| Stated { value, words: words.to_owned() };
        let years = [stated(2022, "2022年度支出决算表"), stated(2022, "2022年度"), stated(2023, "2023年度")];
        let reason = contradiction("years", &years).unwrap();
        assert_eq!(reason, "two years contradict each other: “2022年度支出决算表” and “2023年度”");
        assert_eq!(contradiction("years", &years[..2]), None);
    }
}
