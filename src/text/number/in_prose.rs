//! Finds numbers and years in running text without spaces, where a comma may part thousands or two numbers.

use super::{is_comma, is_dash, is_digit, is_minus, is_point};

/// Digits between two commas of thousands.
const GROUP: usize = 3;
/// Digits of a year.
const YEAR: usize = 4;

/// Counts the characters of the number that a text begins with: digits, in groups of three where commas part them, with
/// decimals. `4125.49,4143.91` begins with `4125.49`, `4,143.91` is one number.
pub(crate) fn number_length(text: &[char]) -> Option<usize> {
    let digits =
        |from: usize| text.get(from..).map_or(0, |rest| rest.iter().take_while(|c| is_digit(**c)).count());
    let mut length = digits(0);
    if length == 0 {
        return None;
    }
    if length <= GROUP {
        while text.get(length).is_some_and(|c| is_comma(*c)) && digits(length + 1) == GROUP {
            length += 1 + GROUP;
        }
    }
    match digits(length + 1) {
        decimals if decimals > 0 && text.get(length).is_some_and(|c| is_point(*c)) => {
            Some(length + 1 + decimals)
        }
        _ => Some(length),
    }
}

/// Counts the digits and points that go on behind a number, which is none then; behind one with commas between its thousands,
/// a comma with digits goes on, too (`5,326,07871`).
pub(crate) fn run_length(number: &[char], text: &[char]) -> usize {
    let has_commas = number.iter().any(|c| is_comma(*c)) && !number.iter().any(|c| is_point(*c));
    let goes_on = match text {
        [first, second, ..] if has_commas && is_comma(*first) => is_digit(*second),
        [first, second, ..] => is_digit(*first) || is_point(*first) && is_digit(*second),
        [only] => is_digit(*only),
        [] => false,
    };
    if !goes_on {
        return 0;
    }
    text.iter().take_while(|c| is_digit(**c) || is_point(**c) || is_comma(**c)).count()
}

/// Whether a space between two runs of digits, of so many digits each, parts the thousands of one number.
pub(crate) fn space_parts_thousands(before: usize, behind: usize) -> bool {
    before <= GROUP && behind == GROUP
}

/// Finds the year that a text begins with, of this century or the last.
pub(crate) fn year(text: &[char]) -> Option<u16> {
    let digits = text.get(..YEAR).filter(|digits| digits.iter().all(|c| is_digit(*c)))?;
    let ends = text.get(YEAR).is_none_or(|c| !is_digit(*c));
    let year: u16 = digits.iter().collect::<String>().parse().ok()?;
    (ends && matches!(year, 1900..=2099)).then_some(year)
}

/// Whether a text begins with a dash and a digit behind it: the number before it is the first of a range.
pub(crate) fn goes_on_to(text: &[char]) -> bool {
    let is_to = |c: &char| is_minus(*c) || is_dash(*c) || *c == '~' || *c == '～';
    text.first().is_some_and(is_to) && text.get(1).is_some_and(|c| is_digit(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_behind_a_number_makes_it_none() {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        let goes_on = |number: &str, rest: &str| run_length(&chars(number), &chars(rest)) > 0;
        assert!(goes_on("1.2", ".3万元") && goes_on("5,326", ",07871元"));
        assert!(!goes_on("1.2", "。3万元") && !goes_on("12.5", ",34万元") && !goes_on("12", ",345万元"));
    }

    fn length(text: &str) -> Option<usize> {
        number_length(&text.chars().collect::<Vec<char>>())
    }

    #[test]
    fn commas_part_thousands_or_numbers() {
        assert_eq!(length("4,777,056.13元"), Some(12));
        assert_eq!(length("4125.49，4143.91万元"), Some(7));
        assert_eq!(length("12，345"), Some(6));
        assert_eq!(length("1234，567"), Some(4));
        assert_eq!(length("5.万"), Some(1));
        assert_eq!(length("万"), None);
    }

    #[test]
    fn years_are_of_two_centuries() {
        let year = |text: &str| super::year(&text.chars().collect::<Vec<char>>());
        assert_eq!(year("2023年"), Some(2023));
        assert_eq!(year("20231"), None);
        assert_eq!(year("3023年"), None);
    }
}
