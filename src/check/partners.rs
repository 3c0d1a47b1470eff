//! Joins the lines of two forms of one kind: of the whole place and of its levels, the short form and the long one.
//!
//! Lines are joined from the top: by name among the lines under joined ones, equal names by their order. A name that was
//! cut off in print is joined to the whole one that it begins. Where a line finds none, another of the same heading may be
//! it: nothing is said of the lines there that lack a partner.

use std::collections::{BTreeMap, HashSet};
use std::ops::Bound;

use super::ledger::{FormLedger, Ledger};
use super::relations::Partners;
use super::sets::scope_sets;
use crate::record::words::Scope;
use crate::taxonomy::identities::PartsOf;
use crate::taxonomy::lines::lines_of;

/// Fewest characters of a name that was cut off, and most that it lacks.
const SHORTEST: usize = 6;
const LONGEST_CUT: usize = 12;

/// Characters at the end of its name that tell a total (合计, 总计).
const TOTAL: usize = 2;

/// Finds the partners of the lines of all forms of whole places.
pub(super) fn ledger_to_partners(ledger: &Ledger) -> Partners {
    let mut partners = Partners::default();
    for levels in scope_sets(ledger) {
        let form = |scope: Scope| levels.iter().find(|(s, _)| *s == Some(scope)).map(|(_, form)| *form);
        let (Some(whole), Some(own), Some(below)) =
            (form(Scope::Whole), form(Scope::OwnLevel), form(Scope::Below))
        else {
            continue;
        };
        let (own_lines, below_lines) = (join(ledger, whole, own), join(ledger, whole, below));
        for (relation, form, found) in
            [(PartsOf::OwnLevel, own, &own_lines), (PartsOf::Below, below, &below_lines)]
        {
            let lines = found.iter().filter(|(line, partner)| {
                // What neither level prints says nothing of both.
                partner.is_some()
                    || [&own_lines, &below_lines].iter().any(|l| l.get(line).is_some_and(Option::is_some))
            });
            let lines = lines.map(|(line, partner)| (*line, partner.map(|partner| (form, partner))));
            partners.insert(relation, whole, lines.collect());
        }
    }
    for (short, long) in short_and_long(ledger) {
        let lines = join(ledger, short, long).into_iter();
        let lines = lines.filter_map(|(line, partner)| Some((line, Some((long, partner?)))));
        partners.insert(PartsOf::Long, short, lines.collect());
    }
    partners
}

/// Lists pairs of forms of one kind, scope and year of which the second has more lines.
fn short_and_long(ledger: &Ledger) -> Vec<(usize, usize)> {
    type Account<'a> = (&'a str, Option<Scope>, Option<u16>);
    let mut same: BTreeMap<Account, Vec<usize>> = BTreeMap::new();
    for (index, form) in
        ledger.forms.iter().enumerate().filter(|(_, f)| f.of_whole_place && f.breakdown.is_none())
    {
        same.entry((&form.kind, form.scope, form.fiscal_year)).or_default().push(index);
    }
    let lines = |form: &usize| ledger.forms.get(*form).map_or(0, |f| f.lines.len());
    same.into_values()
        .filter_map(|forms| match forms.as_slice() {
            [one, other] if lines(one) < lines(other) => Some((*one, *other)),
            [one, other] if lines(one) > lines(other) => Some((*other, *one)),
            _ => None,
        })
        .collect()
}

/// Joins the lines of one form to those of another: a line of the first that surely has no partner is joined to none, one
/// that may have one is left out. Lines behind the first total are left out: what passes between levels adds up to nothing.
fn join(ledger: &Ledger, one: usize, other: usize) -> BTreeMap<usize, Option<usize>> {
    let (Some(form), Some(other)) = (ledger.forms.get(one), ledger.forms.get(other)) else {
        return BTreeMap::new();
    };
    let (mine, theirs) = (children_by_heading(form), children_by_heading(other));
    let mut joined: BTreeMap<usize, Option<usize>> = BTreeMap::new();
    let mut open: Vec<(Heading, Option<Heading>)> =
        mine.keys().filter(|h| h.is_root()).map(|h| (h.clone(), Some(h.clone()))).collect();
    while let Some((heading, partner)) = open.pop() {
        let Some(children) = mine.get(&heading) else { continue };
        let others = partner.and_then(|partner| theirs.get(&partner)).map_or(&[][..], Vec::as_slice);
        let (pairs, all_found) = pair(form, children, other, others);
        for (line, found) in children.iter().copied().zip(pairs) {
            match found {
                Some(found) => {
                    joined.insert(line, Some(found));
                    open.push((Heading::Line(line), Some(Heading::Line(found))));
                }
                None if all_found => {
                    joined.insert(line, None);
                    open.push((Heading::Line(line), None));
                }
                None => {}
            }
        }
    }
    joined
}

/// What lines stand under: a line, or side and headings that no line is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Heading {
    Line(usize),
    Words(Option<String>, Vec<String>),
}

impl Heading {
    fn is_root(&self) -> bool {
        matches!(self, Self::Words(..))
    }
}

fn children_by_heading(form: &FormLedger) -> BTreeMap<Heading, Vec<usize>> {
    let lines = lines_of(&form.kind);
    let mut children: BTreeMap<Heading, Vec<usize>> = BTreeMap::new();
    let mut ended: HashSet<Heading> = HashSet::new();
    for (index, line) in form.lines.iter().enumerate() {
        let parent = form.parts.parents.get(index).copied().flatten();
        let path = if line.code.is_some() { Vec::new() } else { line.path.clone() };
        let heading = parent.map_or_else(|| Heading::Words(line.side.clone(), path), Heading::Line);
        if ended.contains(&heading) {
            continue;
        }
        let total = form.parts.of(PartsOf::Beside, index);
        if heading.is_root() && total.and_then(|parts| parts.first()).is_some_and(|part| *part < index) {
            ended.insert(heading.clone());
        }
        if lines.counts(&line.plain) == Some(true) {
            children.entry(heading).or_default().push(index);
        }
    }
    children
}

/// Pairs lines under one heading with those under another. Says too whether all of the others found their line.
fn pair(
    form: &FormLedger,
    mine: &[usize],
    other: &FormLedger,
    theirs: &[usize],
) -> (Vec<Option<usize>>, bool) {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for line in theirs.iter().rev() {
        by_name.entry(name(other, *line)).or_default().push(*line);
    }
    let names: Vec<String> = mine.iter().map(|line| name(form, *line)).collect();
    let mut pairs: Vec<Option<usize>> =
        names.iter().map(|name| by_name.get_mut(name).and_then(Vec::pop)).collect();
    by_name.retain(|_, lines| !lines.is_empty());
    for (name, found) in names.iter().zip(&mut pairs).filter(|(_, found)| found.is_none()) {
        let Some(near) = cut_or_whole(name, &by_name) else { continue };
        *found = by_name.get_mut(&near).and_then(Vec::pop);
        if by_name.get(&near).is_some_and(Vec::is_empty) {
            by_name.remove(&near);
        }
    }
    (pairs, by_name.is_empty())
}

/// The name that a name begins, or that begins it.
fn cut_or_whole(name: &str, others: &BTreeMap<String, Vec<usize>>) -> Option<String> {
    let length = name.chars().count();
    let fits = |other: &str| {
        let count = other.chars().count();
        count.min(length) >= SHORTEST && count.abs_diff(length) <= LONGEST_CUT
    };
    let after = (Bound::Excluded(name.to_owned()), Bound::Unbounded);
    let whole = others.range::<String, _>(after).next().map(|(other, _)| other);
    if let Some(whole) = whole.filter(|other| other.starts_with(name) && fits(other)) {
        return Some(whole.clone());
    }
    let ends = name.char_indices().map(|(at, _)| at).rev().take(LONGEST_CUT);
    let mut cuts = ends.filter_map(|at| name.get(..at)).filter(|cut| fits(cut));
    cuts.find(|cut| others.contains_key(*cut)).map(str::to_owned)
}

/// The name of a line; of a total, what it is: each form names it after its own place.
fn name(form: &FormLedger, index: usize) -> String {
    match form.lines.get(index) {
        Some(line) if form.parts.of(PartsOf::Beside, index).is_some() => {
            let end = line.plain.chars().count().saturating_sub(TOTAL);
            format!("={}", line.plain.chars().skip(end).collect::<String>())
        }
        Some(line) => line.plain.clone(),
        None => String::new(),
    }
}
