//! Finds what would count twice in a panel: several documents with a form of one department, year and scope (a report
//! and its correction, a scan and its text, one report at two sizes), and one form printed twice in a document.
//!
//! Forms belong together that have the same family, region, department, year, scope, kind, breakdown and project; what is
//! called consolidated (汇总) and what says nothing of it are of one scope, since one report may say it and another not. A
//! whole government has one set of accounts, whichever department publishes it, and several forms of one kind under
//! titles of their own: there the title stands in the department's place. Of
//! the documents with such forms the first is one that was read whole before one that was not, then the one with more
//! facts of that department and scope, so that one document is first for all forms it shares with another, then the
//! smaller hash. Regions are compared by their codes, and by the printed name where a code is not known: there one county's
//! name in two prefectures is one region. Where no region is known nothing is compared.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::document::{WholeDocument, department};
use super::row::{RecordRow, Value};
use crate::record::words::{Family, Scope, written};
use crate::record::{Document, Form};

/// Knows which documents have forms that belong together. It keeps about a hundred bytes for each form of a department,
/// year and scope, however many documents have it.
#[derive(Debug, Default)]
pub(super) struct Repeats(BTreeMap<u128, Group>);

#[derive(Debug)]
struct Group {
    documents: u64,
    first: Rank,
}

/// Rank of a document among those with a form in common: the least comes first.
pub(super) type Rank = (bool, Reverse<usize>, u128);

/// Mark of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Number of documents with such forms; `None` where region, department or year are not known.
    pub(super) documents: Option<u64>,
    /// Whether another document comes first.
    pub(super) is_first: bool,
}

impl Repeats {
    /// Counts a document in, by its [`ranks`].
    pub(super) fn add(&mut self, ranks: impl IntoIterator<Item = (u128, Rank)>) {
        for (key, rank) in ranks {
            let group = self.0.entry(key).or_insert(Group { documents: 0, first: rank });
            group.documents += 1;
            group.first = group.first.min(rank);
        }
    }

    /// Marks each form of a document.
    pub(super) fn marks(&self, document: &WholeDocument) -> Vec<Mark> {
        let ranks = ranks(document);
        let mut seen = BTreeSet::new();
        let marks = document.forms.iter().map(|form| {
            let group = key(document, form).and_then(|key| Some((self.0.get(&key)?, ranks.get(&key)?)));
            let (year, family) = (year(document, form), family(document, form));
            let whose = whose(document, form);
            let copy = (&form.kind, scope(form), &form.breakdown, &form.project, whose, year, family);
            let copy = (copy, content(form));
            let is_first_here = form.facts().next().is_none() || seen.insert(copy);
            Mark {
                documents: group.map(|(group, _)| group.documents),
                is_first: is_first_here && group.is_none_or(|(group, rank)| group.first == *rank),
            }
        });
        marks.collect()
    }
}

/// Finds the groups of which a document has forms, with its rank in each.
pub(super) fn ranks<G, C, T>(document: &Document<RecordRow, G, C, T>) -> BTreeMap<u128, Rank> {
    let name = document.document.get(..32).and_then(|head| u128::from_str_radix(head, 16).ok()).unwrap_or(0);
    let mut facts = BTreeMap::new();
    for form in &document.forms {
        let set = (family(document, form), department(form), scope(form), year(document, form));
        *facts.entry(set).or_insert(0) += form.facts().count();
    }
    let incomplete = document.is_incomplete();
    let ranks = document.forms.iter().filter_map(|form| {
        let set = (family(document, form), department(form), scope(form), year(document, form));
        let facts = facts.get(&set)?;
        Some((key(document, form)?, (incomplete, Reverse(*facts), name)))
    });
    ranks.collect()
}

/// Makes the key of forms that belong together; `None` where region, department or year are not known, and for forms
/// without facts.
fn key<G, C, T>(document: &Document<RecordRow, G, C, T>, form: &Form<RecordRow, T>) -> Option<u128> {
    form.facts().next()?;
    let (whose, year) = (whose(document, form)?, year(document, form)?);
    // 某某县财政局 without its place may be that of any county.
    let region = document.region.as_ref()?;
    let region = region.code.as_ref().unwrap_or(&region.name);
    let [family, scope, breakdown] = [family(document, form), written(scope(form)), written(form.breakdown)]
        .map(Option::unwrap_or_default);
    let project = form.project.as_deref().unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [&family, region, &whose, &scope, &breakdown, project] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(&form.kind);
    hash.update(year.to_be_bytes());
    hash.finalize().first_chunk().map(|head| u128::from_be_bytes(*head))
}

/// Gives the scope of a form, of which consolidated is the usual one.
fn scope<F, T>(form: &Form<F, T>) -> Option<Scope> {
    form.scope.filter(|scope| *scope != Scope::Consolidated)
}

/// Gives the year of a form; that of the document in results of before 0.2, whose forms have none.
fn year<F, G, C, T>(document: &Document<F, G, C, T>, form: &Form<F, T>) -> Option<u16> {
    form.fiscal_year.or(document.fiscal_year)
}

/// Gives the family of a form, likewise.
fn family<F, G, C, T>(document: &Document<F, G, C, T>, form: &Form<F, T>) -> Option<String> {
    written(form.family.or(document.family))
}

/// Says whose accounts a form is of, beside its region: its department; of a whole place, what its title says.
pub(super) fn whose<G, C, T>(
    document: &Document<RecordRow, G, C, T>,
    form: &Form<RecordRow, T>,
) -> Option<String> {
    if form.family.or(document.family).is_some_and(Family::is_of_whole_places) {
        let title = form.title.as_deref().unwrap_or_default();
        return Some(title.chars().filter(|c| !c.is_whitespace()).collect());
    }
    department(form).map(str::to_owned)
}

/// Hashes what a form says, in order: a copy says the same, the rest of a form or that of another unit does not.
fn content<T>(form: &Form<RecordRow, T>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for fact in form.facts() {
        // The unit, too: an amount whose unit was not read is no amount in 元.
        for name in ["side", "place", "code", "item", "path", "measure", "value", "unit"] {
            let text = fact.get(name).map(Value::plain).unwrap_or_default();
            hash.update(text.len().to_be_bytes());
            hash.update(text.as_bytes());
        }
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::panel::document::{Brief, parse};

    /// Makes a form of one line with so many facts of this amount.
    fn form(kind: &str, scope: Option<&str>, department: Option<&str>, facts: usize, value: &str) -> Json {
        let fact = json!({ "department": department, "side": null, "code": "201", "item": "一般公共服务支出",
            "measure": "total", "value": value, "unit": "万元" });
        json!({ "kind": kind, "instance": 1, "scope": scope, "breakdown": null, "project": null, "pages": [],
            "lines": [{ "path": [], "facts": vec![fact; facts] }], "grids": [] })
    }

    fn hash(name: char) -> String {
        std::iter::repeat_n(name, 64).collect()
    }

    /// Makes the result of a document of this region.
    fn result(name: char, region: Option<&str>, unread: bool, forms: &[Json]) -> (String, String) {
        of_code(name, region.map(|name| (name, None)), unread, forms)
    }

    /// Makes the result of a document of a region with this name and code.
    fn of_code(
        name: char,
        region: Option<(&str, Option<&str>)>,
        unread: bool,
        forms: &[Json],
    ) -> (String, String) {
        let severity = if unread { "unread" } else { "info" };
        let region = region
            .map(|(name, code)| json!({ "name": name, "code": code, "level": "county", "source": "path" }));
        let text = json!({ "document": hash(name), "source": "a", "sources": [], "family": "final_accounts",
            "department": null, "parent_department": null, "region": region, "fiscal_year": 2023, "unit": null,
            "pages": [], "forms": forms, "figures": [], "checks": [],
            "notes": [{ "severity": severity, "page": 1, "message": "m" }],
            "program": { "name": "p", "version": "1", "models": [] } });
        (hash(name), text.to_string())
    }

    /// Marks the forms of each document, where these are all.
    fn marked(results: &[(String, String)]) -> Vec<Vec<(Option<u64>, bool)>> {
        let mut repeats = Repeats::default();
        for (name, text) in results {
            let brief: Brief = parse(text.as_bytes(), name).unwrap();
            repeats.add(ranks(&brief));
        }
        let marks = results.iter().map(|(name, text)| {
            let whole: WholeDocument = parse(text.as_bytes(), name).unwrap();
            repeats.marks(&whole).iter().map(|mark| (mark.documents, mark.is_first)).collect()
        });
        marks.collect()
    }

    const HERE: Option<&str> = Some("孟津区");
    const A: Option<&str> = Some("甲");

    #[test]
    fn documents_with_a_form_of_one_department_year_and_scope_are_marked() {
        let income = |scope, facts| form("income", scope, A, facts, "1");
        let marks = marked(&[
            result('a', HERE, true, &[income(None, 10), income(Some("own"), 1)]),
            result('b', HERE, false, &[income(None, 1), form("expenditure", None, A, 1, "1")]),
            result('c', HERE, false, &[income(None, 3), income(Some("consolidated"), 1)]),
            result(
                'd',
                HERE,
                false,
                &[form("income", None, Some("乙"), 1, "1"), form("income", None, None, 1, "1")],
            ),
        ]);
        // Three have incomes of 甲, consolidated or without a word of it: c has as many pages unread as b, and more facts.
        assert_eq!(marks[0], [(Some(3), false), (Some(1), true)]);
        // Expenditure stands in b alone.
        assert_eq!(marks[1], [(Some(3), false), (Some(1), true)]);
        assert_eq!(marks[2], [(Some(3), true), (Some(3), true)]);
        // An unknown department cannot be compared.
        assert_eq!(marks[3], [(Some(1), true), (None, true)]);
    }

    #[test]
    fn a_document_for_each_form_counts_with_all_its_forms() {
        let of = |kind: &str| form(kind, None, A, 1, "1");
        let mut projects = [of("income"), of("income")];
        projects[0]["project"] = json!("p");
        projects[1]["breakdown"] = json!("by_unit");
        let [project, by_unit] = projects;
        let marks = marked(&[
            result('a', HERE, false, &[of("income")]),
            result('b', HERE, false, &[of("expenditure")]),
            result('c', HERE, false, &[project]),
            result('d', HERE, false, &[by_unit]),
        ]);
        assert!(marks.iter().all(|of| of[..] == [(Some(1), true)]), "{marks:?}");
    }

    #[test]
    fn one_document_is_first_for_all_forms_that_two_share() {
        let of = |kind: &str, facts| form(kind, None, A, facts, "1");
        let marks = marked(&[
            result('a', HERE, false, &[of("income", 2), of("expenditure", 3)]),
            result('b', HERE, false, &[of("income", 9), of("expenditure", 1)]),
        ]);
        assert_eq!(marks[0], [(Some(2), false); 2]);
        assert_eq!(marks[1], [(Some(2), true); 2]);
    }

    #[test]
    fn documents_of_unknown_places_are_not_compared() {
        let of = |name, region| result(name, region, false, &[form("income", None, A, 1, "1")]);
        let marks = marked(&[of('a', None), of('b', None), of('c', HERE), of('d', Some("洛龙区"))]);
        let alone = (Some(1), true);
        assert_eq!(marks.concat(), [(None, true), (None, true), alone, alone]);
    }

    #[test]
    fn places_are_compared_by_their_codes_where_these_are_known() {
        let of =
            |file, name, code| of_code(file, Some((name, code)), false, &[form("income", None, A, 1, "1")]);
        let marks = marked(&[
            of('a', "洛阳市孟津区", Some("410308")),
            of('b', "孟津区", Some("410308")),
            of('c', "鼓楼区", Some("320106")),
            of('d', "鼓楼区", Some("410204")),
            of('e', "鼓楼区", None),
            of('f', "鼓楼区", None),
        ]);
        let documents: Vec<_> = marks.concat().into_iter().map(|(documents, _)| documents).collect();
        assert_eq!(documents, [2, 2, 1, 1, 2, 2].map(Some));
    }

    #[test]
    fn a_whole_place_has_one_set_of_accounts_and_forms_of_one_kind_by_their_titles() {
        let of = |title: &str, department| {
            let mut form = form("government_transfer_by_place", Some("own_level"), department, 1, "1");
            form["family"] = json!("government_accounts");
            form["title"] = json!(title);
            form
        };
        let marks = marked(&[
            result('a', HERE, false, &[of("一般性 转移支付", A), of("专项转移支付", A)]),
            result('b', HERE, false, &[of("一般性转移支付", None)]),
            result('c', HERE, false, &[form("income", None, A, 1, "1")]),
        ]);
        // A form is the same whether or not a department is printed; the book with more facts comes first.
        assert_eq!(marks[0], [(Some(2), true), (Some(1), true)]);
        assert_eq!(marks[1], [(Some(2), false)]);
        assert_eq!(marks[2], [(Some(1), true)]);
    }

    #[test]
    fn a_copy_of_a_form_in_a_document_counts_once() {
        let of = |department, value| form("income", None, department, 1, value);
        let firsts = |region| {
            let forms = [of(A, "1"), of(A, "1"), of(Some("乙"), "1"), of(A, "2")];
            let marks = marked(&[result('a', region, false, &forms)]).concat();
            marks.into_iter().map(|(_, is_first)| is_first).collect::<Vec<bool>>()
        };
        // Other amounts are the rest of the form, or the form of another unit.
        assert_eq!(firsts(HERE), [true, false, true, true]);
        assert_eq!(firsts(None), [true, false, true, true]);
    }

    #[test]
    fn a_copy_has_the_same_lines_measures_amounts_and_units() {
        let one = form("income", None, A, 2, "1");
        for name in ["side", "place", "code", "item", "path", "measure", "value", "unit"] {
            let mut other = one.clone();
            other["lines"][0]["facts"][1][name] = json!("other");
            let marks = marked(&[result('a', HERE, false, &[one.clone(), other])]);
            assert_eq!(marks[0], [(Some(1), true); 2], "{name}");
        }
    }
}
