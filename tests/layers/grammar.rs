//! What a number and what a code is, is written once: in `text/number` and `text/code`. Everybody else asks them.
//!
//! A search cannot distinguish a definition from a use, so it looks for what definitions are made of, function by
//! function:
//! - **of a number**: digits are distinguished from other characters, and the marks that part or sign them (`.` `,` `-`
//!   `%`, brackets or their full-width forms) are named beside it;
//! - **of a code**: the lengths 3, 5 and 7 are named together.
//!
//! And no function is called as if it answered the question itself (`is_number`, `is_amount`, `is_code`).

use super::tokens::{Source, outside_tests};

/// Where the two are defined.
const HOME: &str = "text";

const DIGIT_TESTS: [&str; 4] = ["is_ascii_digit", "is_numeric", "is_digit", "to_digit"];
/// Marks of numbers, in characters and in strings of characters.
const MARKS: [char; 14] = ['.', ',', '．', '，', '-', '－', '%', '％', '(', ')', '（', '）', '△', '▲'];
/// So many marks in one function beside a test for digits make a grammar: one alone is mostly something else.
const MARKS_OF_A_NUMBER: usize = 2;
const LENGTHS: [&str; 3] = ["3", "5", "7"];
/// Names of functions that would answer the question.
const NAMES: [&str; 10] = [
    "is_number",
    "is_amount",
    "is_amount_like",
    "is_numeric_like",
    "looks_like_number",
    "looks_like_amount",
    "whole_number",
    "column_number",
    "is_code",
    "looks_like_code",
];

/// Functions outside of `text/` that define a number or a code themselves.
pub(crate) fn definitions(source: &Source) -> Vec<(String, &'static str)> {
    if source.module.as_deref() == Some(HOME) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for function in functions(source) {
        let name = format!("{}::{}", source.path, function.name);
        let has = |words: &[&str]| function.body.iter().any(|at| words.contains(&source.text(*at)));
        if NAMES.contains(&function.name)
            || has(&DIGIT_TESTS) && marks(source, &function.body) >= MARKS_OF_A_NUMBER
        {
            found.push((name.clone(), "a number"));
        }
        if names_lengths(source, &function.body) {
            found.push((name, "a code"));
        }
    }
    found
}

struct Function<'s> {
    name: &'s str,
    /// Its tokens.
    body: Vec<usize>,
}

/// The functions outside of tests; what stands outside of functions counts as one without a name.
fn functions(source: &Source) -> Vec<Function<'_>> {
    let mut found = vec![Function { name: "-", body: Vec::new() }];
    let mut open: Vec<(usize, usize)> = Vec::new(); // its index, and how many braces were open before
    let mut depth = 0;
    let mut begun = None;
    for at in outside_tests(source) {
        match source.text(at) {
            "fn" if source.text(at + 1).starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                found.push(Function { name: source.text(at + 1), body: Vec::new() });
                begun = Some(found.len() - 1);
            }
            "{" => {
                if let Some(index) = begun.take() {
                    open.push((index, depth));
                }
                depth += 1;
            }
            "}" => {
                depth -= 1;
                open.pop_if(|(_, before)| *before == depth);
            }
            // A function of a trait without a body.
            ";" if begun.is_some() => begun = None,
            _ => {}
        }
        let index = open.last().map_or(0, |(index, _)| *index);
        found[index].body.push(at);
    }
    found
}

/// How many different marks of numbers are named.
fn marks(source: &Source, body: &[usize]) -> usize {
    let named = |mark: &char| {
        body.iter().any(|at| {
            let text = source.text(*at);
            let is_character = text.starts_with('\'') && text.trim_matches('\'').chars().eq([*mark]);
            // `trim_matches(",.")`, `contains(['.', ','])`
            let is_set = text.starts_with('"') && text.len() > 2 && is_of_marks(text.trim_matches('"'));
            is_character || is_set && text.contains(*mark)
        })
    };
    MARKS.iter().filter(|mark| named(mark)).count()
}

fn is_of_marks(text: &str) -> bool {
    text.chars().all(|c| MARKS.contains(&c) || c.is_ascii_digit())
}

/// Whether the lengths of codes are named together: `3 | 5 | 7`, `[3, 5, 7]`, or each in an arm of a `match`.
fn names_lengths(source: &Source, body: &[usize]) -> bool {
    let together = |at: &usize| {
        let near: Vec<&str> = (*at..*at + 5).map(|i| source.text(i)).collect();
        let parted = matches!(near[1], "|" | ",") && near[1] == near[3];
        parted && LENGTHS.iter().all(|length| near.contains(length))
    };
    let has_arm = |length: &str| {
        let begins = |at: &usize| source.text(*at) == length && source.reads(*at + 1, &["=", ">"]);
        body.iter().any(|at| begins(at) || source.reads(*at, &["Some", "(", length, ")", "=", ">"]))
    };
    body.iter().any(together) || LENGTHS.iter().all(|length| has_arm(length))
}
