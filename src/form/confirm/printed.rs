//! Doubts codes that were printed as text and whose names are those of other codes.
//!
//! A wrong digit moves an amount to another line, and a font whose digits say what they do not show moves many. Names are
//! held against codes: where a name of the classification stands beside the code of another name, the line is in
//! doubt, and those below it that are known by no more than a name that many codes share. A digit that no code in the
//! document confirms, and one contradicts, is in doubt wherever it stands in an amount. Names and codes that the
//! classification lacks say nothing: it is not complete, and provinces have lines of their own.

use std::collections::{BTreeMap, BTreeSet};

use super::fragments::{Fragment, beside_code, ends_with_digits, on_fixed_form};
use crate::form::{Form, Line};
use crate::record::words::Breakdown;
use crate::taxonomy::Models;
use crate::taxonomy::classification::{codes_of, names_of};
use crate::text::code::{class_of, is_below, is_class};
use crate::text::plain::plain;

/// Names of which one holds the other, or which share most of their characters, are wordings of one: half of them.
const ALIKE: (usize, usize) = (1, 2);

/// What the codes of a document say of a digit.
#[derive(Debug, Default)]
struct Votes {
    confirmed: BTreeSet<char>,
    /// Digits that a name contradicts, with what it says.
    contradicted: BTreeMap<char, String>,
}

/// Doubts the lines of all forms whose codes contradict their names, and the amounts that hold a doubtful digit.
/// Returns whether there are such lines.
pub(super) fn doubt(models: &Models, forms: &mut [Form]) -> bool {
    let mut votes = Votes::default();
    let mut found = false;
    for form in forms.iter_mut().filter(|form| form.is_official()) {
        let kind = models.kind(&form.kind);
        if !kind.is_some_and(|kind| kind.has_codes() || kind.has_named_lines()) {
            continue;
        }
        for line in printed(&mut form.lines) {
            let odd = line.item.as_deref().map(plain).and_then(|name| ends_with_digits(&name));
            line.doubt = line.doubt.take().or(odd);
        }
    }
    for form in
        forms.iter_mut().filter(|form| form.is_official() && form.breakdown != Some(Breakdown::ByUnit))
    {
        let Some(kind) = models.kind(&form.kind) else { continue };
        if kind.has_codes() {
            found |= doubt_codes(&mut form.lines, &mut votes);
            doubt_fragments(models, &mut form.lines);
        } else if kind.has_class_lines() {
            for line in printed(&mut form.lines) {
                let name = line.item.as_deref().map(plain).unwrap_or_default();
                let odd = on_fixed_form(models, kind, &name);
                line.doubt = line.doubt.take().or(odd);
            }
        }
    }
    votes.contradicted.retain(|digit, _| !votes.confirmed.contains(digit));
    if votes.contradicted.is_empty() {
        return found;
    }
    for line in forms.iter_mut().flat_map(|form| &mut form.lines).filter(|line| line.readings.is_empty()) {
        for amount in line.amounts.iter_mut().filter(|amount| amount.doubt.is_none()) {
            let printed = amount.printed.concat();
            let liar = votes.contradicted.iter().find(|(digit, _)| printed.contains(**digit));
            amount.doubt = liar.map(|(digit, why)| format!("its digit {digit} may show another one: {why}"));
        }
    }
    found
}

/// Doubts the lines of one form; returns whether it has any whose code and name contradict each other.
fn doubt_codes(lines: &mut [Line], votes: &mut Votes) -> bool {
    let mut above: Option<String> = None;
    let mut found = false;
    let classes: BTreeSet<String> =
        lines.iter().filter_map(|line| line.code.clone()).filter(|c| is_class(c)).collect();
    for line in printed(lines) {
        let (Some(code), Some(name)) = (line.code.clone(), line.item.as_deref().map(plain)) else { continue };
        let others: Vec<&str> = codes_of(&name).filter(|other| other.len() == code.len()).collect();
        votes.count(&code, &name, &others);
        if let Some(why) = contradiction(&code, &name) {
            line.doubt.get_or_insert(why);
            above = Some(code);
            found = true;
        } else if let Some(parent) = above.as_ref().filter(|parent| is_below(&code, parent)) {
            if others != [code.as_str()] {
                line.doubt.get_or_insert_with(|| {
                    format!("its code stands below {parent}, whose name is that of another code")
                });
            }
        } else {
            above = None;
            if let Some(why) = class_unknown(&code, &name, &classes) {
                line.doubt.get_or_insert(why);
            }
        }
    }
    found
}

/// Doubts the lines whose names are not whole, or are those of other codes however alike, and completes a name of which its
/// code tells the end.
fn doubt_fragments(models: &Models, lines: &mut [Line]) {
    for line in printed(lines) {
        let (Some(code), Some(name)) = (line.code.as_deref(), line.item.as_deref().map(plain)) else {
            continue;
        };
        let official = names_of(code);
        if official.is_empty() || name.is_empty() || official.contains(&name) {
            continue;
        }
        if let Some(other) = codes_of(&name).next() {
            let first = official.first().map(String::as_str).unwrap_or_default();
            line.doubt.get_or_insert_with(|| contradicting(code, first, other));
            continue;
        }
        match beside_code(models, &official, &name) {
            Some(Fragment::Begun(whole)) => line.item = Some(whole),
            Some(Fragment::Doubted(why)) => {
                line.doubt.get_or_insert(why);
            }
            None => {}
        }
    }
}

/// The lines that were printed as text.
fn printed(lines: &mut [Line]) -> impl Iterator<Item = &mut Line> {
    lines.iter_mut().filter(|line| line.readings.is_empty())
}

fn contradicting(code: &str, official: &str, other: &str) -> String {
    format!("its code {code} is {official} in the classification, and its name that of {other}")
}

/// Says how a name contradicts the code beside it: both are known, neither by the other, and no wording is alike.
fn contradiction(code: &str, name: &str) -> Option<String> {
    let official = names_of(code);
    let (first, other) = (official.first()?, codes_of(name).next()?);
    let alike = official.iter().any(|known| known == name || are_alike(known, name));
    (!alike).then(|| contradicting(code, first, other))
}

/// Says that a code begins with the 类 of no list, which its form does not print either, and its name is that of another
/// code: digits of the column beside it may have become a part of it.
fn class_unknown(code: &str, name: &str, printed: &BTreeSet<String>) -> Option<String> {
    let class = class_of(code).filter(|class| *class != code && names_of(class).is_empty())?;
    let other = codes_of(name).next().filter(|_| !printed.contains(class))?;
    Some(format!("its code {code} is below {class}, which no list has, and its name is that of {other}"))
}

/// Whether two names may be wordings of one.
fn are_alike(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    let shared = short.iter().filter(|c| long.contains(c)).count();
    shared == short.len() || shared * ALIKE.1 > long.len() * ALIKE.0
}

impl Votes {
    /// Counts what a name says of the digits of its code: where all codes of the name agree in a digit, it is that one.
    fn count(&mut self, code: &str, name: &str, others: &[&str]) {
        let contradicted = contradiction(code, name).is_some();
        let Some(first) = others.first() else { return };
        let differing = first.chars().zip(code.chars()).filter(|(a, b)| a != b).count();
        for (at, read) in code.char_indices() {
            let digits: BTreeSet<Option<char>> =
                others.iter().map(|other| other.get(at..).and_then(|rest| rest.chars().next())).collect();
            match digits.first() {
                _ if digits.len() != 1 => {}
                Some(Some(said)) if *said == read && !contradicted => {
                    self.confirmed.insert(read);
                }
                // One digit is another: a name in the wrong row differs in more.
                Some(Some(said)) if *said != read && contradicted && others.len() == 1 && differing == 1 => {
                    let why = format!("{code} stands beside {name}, which is {first}");
                    self.contradicted.entry(read).or_insert(why);
                }
                _ => {}
            }
        }
    }
}
