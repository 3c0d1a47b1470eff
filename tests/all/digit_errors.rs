//! Measures how well the checks find a misread or misprinted digit: clean documents, one random digit changed at a
//! time.
//!
//! The short run is a test of the samples. The long one takes any documents, PDFs or facts as JSON lines:
//! ```text
//! JUESUAN_CLEAN=a.pdf:b.jsonl cargo test --release --test all digit_errors:: -- --ignored --nocapture
//! ```
//! The errors are drawn by a fixed generator: the same documents give the same figures. `JUESUAN_SEED` draws others.

#![allow(clippy::print_stdout)]

use std::fmt;
use std::path::Path;

use juesuan::check::judge;
use juesuan::record::foreign::text_to_facts;
use juesuan::record::words::Status;
use juesuan::{Amount, Fact, Source};
use rust_decimal::Decimal;

use crate::samples;
use crate::seed::Random;

/// Samples in which every sum closes.
const CLEAN: [&str; 3] = ["qinyang-2020-word", "xinhua-2023-rotated", "fenyang-2023-encrypted"];
/// Seed of the generator.
const SEED: u64 = 20_230_815;

#[derive(Default)]
struct Figures {
    changes: usize,
    /// The changed digit is not the last decimal.
    plain: usize,
    /// … and a check fails.
    caught: usize,
    /// The changed amount is verified all the same.
    verified: usize,
    /// The changed amount is among at most two suspects, of the plain changes.
    located: usize,
    /// The changed amount is suspect, of the plain changes.
    suspected: usize,
    /// Number of suspects, over the plain changes.
    suspects: Vec<usize>,
    misses: Vec<String>,
}

impl Figures {
    fn percent(part: usize, whole: usize) -> Decimal {
        (Decimal::from(part * 100) / Decimal::from(whole.max(1))).round_dp(2)
    }

    fn median(&self) -> usize {
        let mut sorted = self.suspects.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or(0)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { changes, plain, caught, verified, located, suspected, .. } = self;
        writeln!(f, "{changes} changed digits, {plain} of them not the last decimal")?;
        writeln!(f, "a check fails:                    {:>6} % of those", Self::percent(*caught, *plain))?;
        writeln!(f, "the changed amount is suspect:    {:>6} % of those", Self::percent(*suspected, *plain))?;
        writeln!(f, "… among at most two:              {:>6} % of those", Self::percent(*located, *plain))?;
        writeln!(f, "median of suspects:               {:>6}", self.median())?;
        writeln!(f, "most suspects:                    {:>6}", self.suspects.iter().max().unwrap_or(&0))?;
        writeln!(f, "the changed amount still verified:{:>6} % of all", Self::percent(*verified, *changes))
    }
}

/// Puts another digit in place of the one at `at`, in the print and in the amount.
fn change(fact: &Fact, at: usize, digit: char) -> Option<Fact> {
    let raw: String = fact.raw.char_indices().map(|(i, c)| if i == at { digit } else { c }).collect();
    let number = |raw: &str| -> Option<Decimal> {
        raw.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect::<String>().parse().ok()
    };
    let (before, after) = (number(&fact.raw)?, number(&raw)?);
    let value = fact.value.map(|_| after.into());
    let Some(amount) = fact.amount_yuan else {
        fact.value?;
        return Some(with(fact, raw, value, fact.amount_yuan));
    };
    // The unit, from an amount that is not zero; of a zero, from the name.
    let factor = match fact.unit.as_deref() {
        _ if !before.is_zero() => amount.decimal() / before,
        Some("万元") => Decimal::from(10_000),
        Some("千元") => Decimal::from(1000),
        _ => Decimal::ONE,
    };
    Some(with(fact, raw, value, Some((after * factor).into())))
}

/// The same fact with another amount.
fn with(fact: &Fact, raw: String, value: Option<Amount>, amount_yuan: Option<Amount>) -> Fact {
    let mut changed = fact.clone();
    (changed.raw, changed.value, changed.amount_yuan) = (raw, value, amount_yuan);
    changed
}

fn measure(documents: &[(String, Vec<Fact>)], count: usize) -> Figures {
    let mut random = Random::from_environment_or(SEED);
    let mut figures = Figures::default();
    let amounts: usize = documents.iter().map(|(_, facts)| facts.len()).sum();
    while figures.changes < count {
        let mut index = random.below(amounts);
        let Some((name, printed)) = documents.iter().find(|(_, facts)| {
            let here = index < facts.len();
            if !here {
                index -= facts.len();
            }
            here
        }) else {
            continue;
        };
        let before = &printed[index];
        let digits: Vec<(usize, char)> =
            before.raw.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
        if digits.is_empty() {
            continue;
        }
        let (at, digit) = digits[random.below(digits.len())];
        let other = char::from_digit(
            (digit.to_digit(10).unwrap() + 1 + u32::try_from(random.below(9)).unwrap()) % 10,
            10,
        );
        let Some(changed) = change(before, at, other.unwrap()) else { continue };
        let mut facts = printed.clone();
        let line = format!(
            "{name} {} {} {} {}: {} for {}",
            before.form,
            before.code.as_deref().unwrap_or("-"),
            before.item.as_deref().unwrap_or("-"),
            before.measure,
            changed.raw,
            before.raw
        );
        let last = before.raw.contains('.') && digits.last().is_some_and(|(i, _)| *i == at);
        facts[index] = changed;
        let audit = judge(&mut facts);
        figures.changes += 1;
        let status = facts[index].status;
        if status == Status::Verified {
            figures.verified += 1;
            figures.misses.push(format!("verified: {line}"));
        }
        if last {
            continue;
        }
        figures.plain += 1;
        let suspects = facts.iter().filter(|fact| fact.status == Status::Suspect).count();
        figures.suspects.push(suspects);
        figures.suspected += usize::from(status == Status::Suspect);
        figures.located += usize::from(status == Status::Suspect && suspects <= 2);
        if audit.failing() > 0 {
            figures.caught += 1;
        } else {
            figures.misses.push(format!("no check fails: {line}"));
        }
        if status != Status::Suspect && audit.failing() > 0 {
            figures.misses.push(format!("not suspect: {line}"));
        }
    }
    figures
}

fn facts(path: &Path) -> Vec<(String, Vec<Fact>)> {
    let source = Source::open(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    if source.bytes.starts_with(b"{") {
        let documents = text_to_facts(std::str::from_utf8(&source.bytes).unwrap()).unwrap();
        return documents.into_iter().map(|d| (name.clone(), d.facts)).collect();
    }
    let read = juesuan::read(&source).unwrap();
    // Indicators of performance tables are words and scores: the sums of accounts are measured here.
    let facts = read.facts.into_iter().filter(|fact| !fact.form.starts_with("performance_"));
    vec![(name, facts.collect())]
}

/// The statuses of a reading are no doubts of the printed amounts.
fn clean() -> Vec<(String, Vec<Fact>)> {
    let paths = match std::env::var("JUESUAN_CLEAN") {
        Ok(list) => list.split(':').map(Into::into).collect(),
        Err(_) => CLEAN.iter().map(|name| samples::path(name)).collect::<Vec<_>>(),
    };
    let mut documents: Vec<(String, Vec<Fact>)> = paths.iter().flat_map(|path| facts(path)).collect();
    for (name, facts) in &mut documents {
        facts.iter_mut().for_each(|fact| (fact.status, fact.reason) = (Status::Unchecked, None));
        let audit = judge(facts);
        assert_eq!(audit.failing(), 0, "{name} is not clean");
    }
    documents
}

fn hold(figures: &Figures) {
    println!("{figures}");
    for miss in &figures.misses {
        println!("{miss}");
    }
    assert!(figures.caught * 100 >= figures.plain * 99, "{figures}");
    assert!(figures.verified * 200 <= figures.changes, "{figures}");
    assert!(figures.located * 10 >= figures.plain * 8, "{figures}");
    assert!(figures.median() <= 3, "{figures}");
}

#[test]
fn two_hundred_changed_digits_are_found() {
    let documents: Vec<_> = CLEAN.iter().flat_map(|name| facts(&samples::path(name))).collect();
    hold(&measure(&documents, 200));
}

#[test]
#[ignore = "takes minutes without --release"]
fn two_thousand_changed_digits_are_found() {
    hold(&measure(&clean(), 2000));
}
