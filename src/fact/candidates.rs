//! Lists what else a recognised amount may be: the numbers that its readers and its ink allow.
//!
//! Where two readers see the same digit, are sure of it, and the ink bears it out, it is what is printed, right or
//! wrong. So only what a reader made of the number, or held for likely, is a candidate, and what is one known confusion
//! (`models/ocr/digits.toml`) away where the readers differ or ink was left over: a digit for one that looks like it,
//! one digit of two equal ones, a sign.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::Draft;
use super::recognised::is_confirmed;
use super::unit::{Unit, word_to_unit, yuan_to_wanyuan};
use crate::page::Reading;
use crate::record::{Amount, Fact};
use crate::taxonomy::{files, models};
use crate::text::number::{is_digit, is_digits_with, parse_number};

/// Accounts are kept to the 分, or printed in 万元 with as many decimals.
const DECIMALS: usize = 2;
/// Most characters of an amount.
const LONGEST: usize = 24;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digits {
    alike: Vec<String>,
    lost_before: String,
}

/// The confusions are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static DIGITS: LazyLock<Digits> =
    LazyLock::new(|| files::parse("ocr/digits.toml").expect("it is read by a test of every build"));

/// Lists the other amounts, in 元, that may stand where a fact was recognised, those of the readers first. There are
/// none where nothing says that it was misread, or where it is no money.
pub(crate) fn draft_to_candidates(draft: &Draft) -> Vec<Decimal> {
    let strings = match draft.readings.as_slice() {
        [reading] => reading_to_strings(reading),
        // A mark between them may be lost under a seal, or be no more than a gap; one of them may be dirt.
        [left, right] => {
            let joined = [".", ""].map(|mark| format!("{}{mark}{}", left.text, right.text));
            joined.into_iter().chain([left.text.clone(), right.text.clone()]).collect()
        }
        _ => Vec::new(),
    };
    let Some(yuan) = yuan_of_unit(&draft.fact) else { return Vec::new() };
    let as_read = draft.fact.amount_yuan.map(Amount::decimal);
    let mut amounts: Vec<Decimal> = Vec::new();
    for amount in strings.iter().filter_map(|text| parse_number(text)?.checked_mul(yuan)) {
        if as_read != Some(amount) && !amounts.contains(&amount) {
            amounts.push(amount);
        }
    }
    amounts
}

/// Reads a recognised amount, in 元, as if its point was lost: both readers lose one between digits that touch it, and
/// then all copies of the number are wrong alike. `None` where it has a point, or its form prints none.
pub(crate) fn with_lost_point(draft: &Draft) -> Option<Decimal> {
    let fact = &draft.fact;
    let decimals = draft.usual_decimals.filter(|decimals| *decimals > 0 && !draft.readings.is_empty())?;
    let whole = fact.raw.len().checked_sub(decimals).filter(|whole| *whole > 0)?;
    if !is_digits_with(fact.raw.chars(), |c| c == ',') {
        return None;
    }
    parse_number(&format!("{}.{}", &fact.raw[..whole], &fact.raw[whole..]))?.checked_mul(yuan_of_unit(fact)?)
}

/// Gives a fact another amount, in 元; false, and nothing changed, where that cannot be written in its unit.
pub(crate) fn amend(fact: &mut Fact, amount_yuan: Decimal) -> bool {
    let Some(yuan) = yuan_of_unit(fact) else { return false };
    let value = amount_yuan.checked_div(yuan).filter(|value| value.checked_mul(yuan) == Some(amount_yuan));
    let (Some(value), Some(amount_wanyuan)) = (value, yuan_to_wanyuan(amount_yuan)) else { return false };
    (fact.value, fact.amount_yuan, fact.amount_wanyuan) =
        (Some(value.into()), Some(amount_yuan.into()), Some(amount_wanyuan.into()));
    true
}

fn yuan_of_unit(fact: &Fact) -> Option<Decimal> {
    match word_to_unit(models(), fact.unit.as_deref()?)? {
        Unit::Money(_, yuan) => Some(yuan),
        Unit::Other(_) => None,
    }
}

/// Lists what a reading may stand for but its text, the likeliest first.
fn reading_to_strings(reading: &Reading) -> Vec<String> {
    let text: Vec<char> = reading.text.chars().collect();
    if text.len() > LONGEST {
        return Vec::new();
    }
    let others = reading.alternatives.iter().map(|a| a.text.clone());
    if is_confirmed(reading) && reading.unread.is_empty() {
        return others.filter(|other| is_other_digit(&text, other)).collect();
    }
    let mut strings: Vec<String> = others.collect();
    for alternative in &reading.alternatives {
        strings.extend(between(&text, &alternative.text.chars().collect::<Vec<char>>()));
    }
    if !reading.unread.is_empty() {
        strings.extend(more_or_less(&text));
    }
    // A point is the smallest mark of all, and where it is lost a gap is left.
    if text.contains(&' ') {
        strings.push(text.iter().map(|c| if *c == ' ' { '.' } else { *c }).collect());
    }
    if let Some(decimals) =
        text.len().checked_sub(DECIMALS).filter(|whole| *whole > 0 && !text.contains(&'.'))
    {
        strings.push(text[..decimals].iter().chain(&['.']).chain(&text[decimals..]).collect());
    }
    strings
}

/// Whether a string is the same but for one digit.
fn is_other_digit(text: &[char], other: &str) -> bool {
    let mut differing = text.iter().zip(other.chars()).filter(|(a, b)| **a != *b);
    let digits = differing.next().is_some_and(|(a, b)| is_digit(*a) && is_digit(b));
    digits && differing.next().is_none() && text.len() == other.chars().count()
}

/// Combines two strings that differ in some digits: each of these may be any digit that looks like one of the two.
fn between(one: &[char], other: &[char]) -> Vec<String> {
    let differ: Vec<usize> = (0..one.len()).filter(|at| one.get(*at) != other.get(*at)).collect();
    let [at] = differ.as_slice() else { return Vec::new() };
    if one.len() != other.len() {
        return Vec::new();
    }
    let mut strings = Vec::new();
    for seen in [one[*at], other[*at]] {
        for group in DIGITS.alike.iter().filter(|group| group.contains(seen)) {
            strings.extend(group.chars().map(|digit| with(one, *at, digit)));
        }
    }
    strings
}

fn with(text: &[char], at: usize, digit: char) -> String {
    text.iter().enumerate().map(|(index, c)| if index == at { digit } else { *c }).collect()
}

/// Makes strings with a lost sign, with one of two equal digits lost, or with one too many.
fn more_or_less(text: &[char]) -> Vec<String> {
    let mut strings = Vec::new();
    if text.first().is_some_and(|c| is_digit(*c)) {
        strings.extend(DIGITS.lost_before.chars().map(|sign| text.iter().fold(sign.to_string(), push)));
    }
    for (at, digit) in text.iter().enumerate().filter(|(_, c)| is_digit(**c)) {
        if text.get(at + 1) != Some(digit) {
            strings.extend(grouped(&[&text[..at], &[*digit], &text[at..]].concat()));
        } else {
            strings.extend(grouped(&[&text[..at], &text[at + 1..]].concat()));
        }
    }
    strings
}

fn push(mut text: String, c: &char) -> String {
    text.push(*c);
    text
}

/// Sets the separators of a number again, after its digits became more or fewer.
fn grouped(text: &[char]) -> Option<String> {
    let plain: String = text.iter().filter(|c| **c != ',').collect();
    let digits = plain.trim_start_matches('-').split('.').next().unwrap_or_default();
    // 0 begins no number but 0.
    (!(digits.len() > 1 && digits.starts_with('0'))).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Proof;
    use crate::geom::Rect;
    use crate::page::Alternative;

    fn reading(text: &str, others: &[&str], unread: bool) -> Reading {
        let rect = Rect::new(0.0, 0.0, 10.0, 10.0);
        let other = |text: &&str| Alternative { reader: "other", text: (*text).to_owned(), confidence: 0.5 };
        Reading {
            rect,
            text: text.to_owned(),
            confidence: 0.9,
            alternatives: others.iter().map(other).collect(),
            unread: if unread { vec![rect] } else { Vec::new() },
            agreed: others.is_empty(),
            disputed: !others.is_empty(),
            disturbed: false,
        }
    }

    #[test]
    fn a_fact_is_amended_in_its_unit_or_not_at_all() {
        let amount = |text: &str| parse_number(text).map(Amount::from);
        let mut draft = Draft {
            fact: Fact {
                raw: "353.20".to_owned(),
                unit: Some("万元".to_owned()),
                value: amount("353.20"),
                amount_yuan: amount("3532000"),
                amount_wanyuan: amount("353.20"),
                ..Fact::default()
            },
            proof: Proof::ByOthers,
            readings: vec![reading("353.20", &["355.20", "353.2"], false)],
            usual_decimals: Some(2),
            is_reported: true,
            copies_prove: true,
            form_department: None,
        };
        let candidates = draft_to_candidates(&draft);
        assert_eq!(candidates.first().copied(), parse_number("3552000"));
        let as_read = draft.fact.amount_yuan.unwrap().decimal();
        assert!(!candidates.contains(&as_read), "353.2 is the same amount");
        assert!(amend(&mut draft.fact, candidates[0]));
        assert_eq!((draft.fact.value, draft.fact.amount_wanyuan), (amount("355.2"), amount("355.2")));
        assert_eq!((draft.fact.raw.as_str(), with_lost_point(&draft)), ("353.20", None));
        draft.fact.raw = "35320".to_owned();
        assert_eq!(with_lost_point(&draft), parse_number("3532000"));
        draft.usual_decimals = None;
        assert_eq!(with_lost_point(&draft), None);
        draft.fact.unit = Some("辆".to_owned());
        assert!(draft_to_candidates(&draft).is_empty() && !amend(&mut draft.fact, candidates[0]));
    }

    #[test]
    fn of_what_two_readers_see_alike_only_a_digit_that_one_was_not_sure_of_may_be_another() {
        assert_eq!(reading_to_strings(&reading("353.20", &[], false)), Vec::<String>::new());
        let mut unsure = reading("353.20", &["355.20", "353.2", "3553.20", "855.20", "353,20"], false);
        (unsure.agreed, unsure.disputed) = (true, false);
        assert_eq!(reading_to_strings(&unsure), ["355.20"]);
    }

    #[test]
    fn what_another_reader_sees_comes_first_then_digits_that_look_alike() {
        let strings = reading_to_strings(&reading("353.20", &["355.20"], false));
        assert_eq!(strings[0], "355.20");
        assert!(strings.contains(&"358.20".to_owned()));
        // The other digits were seen alike.
        assert!(strings.iter().all(|s| s.starts_with("35") && s.ends_with(".20")), "{strings:?}");
    }

    #[test]
    fn a_point_may_be_lost() {
        assert!(reading_to_strings(&reading("2019", &["201"], false)).contains(&"20.19".to_owned()));
        assert!(reading_to_strings(&reading("4,398 86", &[], true)).contains(&"4,398.86".to_owned()));
    }

    #[test]
    fn ink_left_over_may_be_a_sign_or_a_digit() {
        let strings = reading_to_strings(&reading("1,166.20", &[], true));
        for expected in ["-1,166.20", "11166.20", "1166.220", "116.20"] {
            assert!(strings.contains(&expected.to_owned()), "{expected}: {strings:?}");
        }
        assert!(!strings.contains(&"1166.20".to_owned()), "{strings:?}");
    }
}
