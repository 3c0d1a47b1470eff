//! What would count twice in a panel: several documents of one department, year and scope (a report and its correction,
//! a scan and its text, one report at two sizes), and one form printed twice in a document.
//!
//! Forms belong together that have the same family, region, department, year and scope. Of the documents with such forms
//! the first is one that was read whole before one that was not, then the one with more facts, then the smaller hash.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::document::{Document, Form, OfDepartment};

/// Which documents have forms of the same family, region, department, year and scope. It keeps about a hundred bytes for
/// each such group, and nothing for each document.
#[derive(Debug, Default)]
pub(super) struct Repeats(BTreeMap<u128, Group>);

#[derive(Debug)]
struct Group {
    documents: u64,
    first: Rank,
}

/// What decides which document comes first: the least.
pub(super) type Rank = (bool, Reverse<usize>, u128);

/// What is said of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// How many documents have such forms; nothing where department or year are not known.
    pub(super) documents: Option<u64>,
    /// Whether another one comes first.
    pub(super) is_first: bool,
}

impl Repeats {
    /// Counts a document in, by its [`ranks`].
    pub(super) fn add(&mut self, ranks: BTreeMap<u128, Rank>) {
        for (key, rank) in ranks {
            let group = self.0.entry(key).or_insert(Group { documents: 0, first: rank });
            group.documents += 1;
            group.first = group.first.min(rank);
        }
    }

    /// A mark for each form of a document.
    pub(super) fn marks<F: OfDepartment, R>(&self, document: &Document<F, R>) -> Vec<Mark> {
        let ranks = ranks(document);
        let mut seen = BTreeSet::new();
        let marks = document.forms.iter().map(|form| {
            let group = key(document, form).and_then(|key| Some((self.0.get(&key)?, ranks.get(&key)?)));
            let copy = (&form.kind, &form.scope, &form.breakdown, &form.project, form.department());
            let is_first_here = form.facts().next().is_none() || seen.insert(copy);
            Mark {
                documents: group.map(|(group, _)| group.documents),
                is_first: is_first_here && group.is_none_or(|(group, rank)| group.first == *rank),
            }
        });
        marks.collect()
    }
}

/// The groups that a document has forms of, with its rank in each.
pub(super) fn ranks<F: OfDepartment, R>(document: &Document<F, R>) -> BTreeMap<u128, Rank> {
    let name = document.document.get(..32).and_then(|head| u128::from_str_radix(head, 16).ok()).unwrap_or(0);
    let mut ranks: BTreeMap<u128, Rank> = BTreeMap::new();
    for form in &document.forms {
        if let Some(key) = key(document, form) {
            let rank = ranks.entry(key).or_insert((document.is_incomplete(), Reverse(0), name));
            rank.1.0 += form.facts().count();
        }
    }
    ranks
}

/// What forms have in common that belong together; `None` where department or year are not known, and for forms without
/// facts.
fn key<F: OfDepartment, R>(document: &Document<F, R>, form: &Form<F>) -> Option<u128> {
    let (department, year) = (form.department()?, document.fiscal_year?);
    let region = document.region.as_ref().and_then(|region| region.name.as_deref());
    let mut hash = Sha256::new();
    for part in [document.family.as_deref(), region, Some(department), form.scope.as_deref()] {
        hash.update(part.unwrap_or_default());
        hash.update([0]);
    }
    hash.update(year.to_be_bytes());
    hash.finalize().first_chunk().map(|head| u128::from_be_bytes(*head))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::document::{Brief, parse};

    /// A document with forms of (kind, scope, department), a fact each, and more facts in the first.
    fn document(
        name: char,
        unread: bool,
        more: usize,
        forms: &[(&str, Option<&str>, Option<&str>)],
    ) -> Brief {
        let sha256: String = std::iter::repeat_n(name, 64).collect();
        let forms: Vec<_> = forms
            .iter()
            .enumerate()
            .map(|(at, (kind, scope, department))| {
                let fact = serde_json::json!({ "department": department });
                let facts = vec![fact; if at == 0 { more + 1 } else { 1 }];
                serde_json::json!({ "kind": kind, "scope": scope, "breakdown": null, "project": null,
                    "lines": [{ "facts": facts }] })
            })
            .collect();
        let severity = if unread { "unread" } else { "info" };
        let text = serde_json::json!({ "document": sha256, "source": "a", "sources": [], "family": "final_accounts",
            "department": null, "parent_department": null, "region": null, "fiscal_year": 2023, "unit": null,
            "pages": [], "forms": forms, "figures": [], "checks": [],
            "notes": [{ "severity": severity, "page": 1, "message": "m" }],
            "program": { "name": "p", "version": "1" } });
        parse(text.to_string().as_bytes(), &sha256).unwrap()
    }

    #[test]
    fn documents_of_one_department_year_and_scope_are_marked() {
        let (own, all) = (Some("own"), Some("consolidated"));
        let a = document('a', true, 9, &[("income", None, Some("甲")), ("income", own, Some("甲"))]);
        let b = document('b', false, 0, &[("income", None, Some("甲")), ("expenditure", None, Some("甲"))]);
        let c = document('c', false, 2, &[("income", None, Some("甲")), ("income", all, Some("甲"))]);
        let d = document('d', false, 0, &[("income", None, Some("乙")), ("income", None, None)]);
        let mut repeats = Repeats::default();
        let documents = [&a, &b, &c, &d];
        documents.iter().for_each(|document| repeats.add(ranks(document)));
        let marks = |of: &Brief| {
            let marks = repeats.marks(of);
            marks.iter().map(|mark| (mark.documents, mark.is_first)).collect::<Vec<_>>()
        };
        // Three have forms of 甲 without a scope: c has as many pages unread as b, and more facts.
        assert_eq!(marks(&a), [(Some(3), false), (Some(1), true)]);
        assert_eq!(marks(&b), [(Some(3), false), (Some(3), false)]);
        assert_eq!(marks(&c), [(Some(3), true), (Some(1), true)]);
        // An unknown department cannot be compared.
        assert_eq!(marks(&d), [(Some(1), true), (None, true)]);
    }

    #[test]
    fn a_form_that_stands_twice_in_a_document_counts_once() {
        let mut repeats = Repeats::default();
        let of = |department| ("income", None, Some(department));
        let twice = document('a', false, 0, &[of("甲"), of("甲"), of("乙")]);
        repeats.add(ranks(&twice));
        let firsts: Vec<bool> = repeats.marks(&twice).iter().map(|mark| mark.is_first).collect();
        assert_eq!(firsts, [true, false, true]);
    }
}
