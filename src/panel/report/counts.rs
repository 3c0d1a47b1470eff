//! Adds up what was counted of each document, and makes the record of it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::counted::{Counted, CountedDocument, CountedFailure, CountedForms};
use super::need::MostInNeed;
use super::place::{Place, province_name};
use super::record::{
    CauseCounts, CheckCounts, DocumentCounts, FactCounts, FamilyCounts, FormCounts, HintCounts,
    NotReadCounts, PlaceCounts, ProvinceCounts, Report, YearCounts,
};
use crate::batch::NotRead;
use crate::record::words::Family;
use crate::taxonomy::identities::checks;
use crate::taxonomy::models;

/// Number of hints that are told apart: they are sentences, of which a result of other code may have any number.
const MOST_HINTS: usize = 100;

/// Documents of one place, by family and year.
type Years = BTreeMap<(Option<Family>, Option<u16>), DocumentCounts>;
type ByName<T> = BTreeMap<(Option<Family>, String), T>;

/// What was counted so far.
#[derive(Debug, Default)]
pub(in crate::panel) struct Counts {
    faults: u64,
    places: BTreeMap<Place, Years>,
    families: BTreeMap<Option<Family>, FamilyTally>,
    forms: ByName<FormTally>,
    /// Documents in which a check fails, and how often it does.
    checks: ByName<(u64, u64)>,
    /// Documents that failed for a cause, and its remedy.
    causes: BTreeMap<String, (u64, String)>,
    /// Documents with notes that have a hint, and the notes.
    hints: BTreeMap<String, (u64, u64)>,
    /// The same of notes without a hint, or with one too many.
    other_hints: (u64, u64),
    not_read: BTreeMap<String, (u64, String)>,
    in_need: MostInNeed,
}

#[derive(Debug, Default)]
struct FamilyTally {
    documents: DocumentCounts,
    facts: FactCounts,
    checks: u64,
    checks_failing: u64,
}

#[derive(Debug, Default)]
struct FormTally {
    documents: u64,
    counted: CountedForms,
}

impl Counts {
    /// Adds an item.
    pub(in crate::panel) fn add(&mut self, counted: Counted) {
        match counted {
            Counted::Read(document) => self.add_document(*document),
            Counted::Failed(failure) => self.add_failure(failure),
            Counted::NotRead(place, left) => self.add_not_read(place, &left),
            Counted::Fault => self.faults += 1,
        }
    }

    fn add_document(&mut self, document: CountedDocument) {
        self.in_need.add(&document);
        let facts = document.facts();
        let failing = document.checks_failing();
        let counts = DocumentCounts {
            read: 1,
            suspect: u64::from(facts.suspect > 0),
            failing: u64::from(failing > 0),
            incomplete: u64::from(document.unread > 0),
            ..DocumentCounts::default()
        };
        self.add_counts(document.place, document.family, document.fiscal_year, counts);
        let family = self.families.entry(document.family).or_default();
        family.checks += document.checks;
        family.checks_failing += failing;
        for ((family, kind), counted) in document.forms {
            self.families.entry(family).or_default().facts.add(&counted.facts);
            let form = self.forms.entry((family, kind)).or_default();
            form.documents += 1;
            form.counted.forms += counted.forms;
            form.counted.facts.add(&counted.facts);
        }
        for (check, times) in document.failing {
            let sum = self.checks.entry(check).or_default();
            *sum = (sum.0 + 1, sum.1 + times);
        }
        self.add_hints(document.hints);
    }

    fn add_hints(&mut self, hints: BTreeMap<Option<String>, u64>) {
        let mut others = 0;
        for (hint, notes) in hints {
            let kept = hint.filter(|hint| self.hints.len() < MOST_HINTS || self.hints.contains_key(hint));
            match kept {
                Some(hint) => {
                    let sum = self.hints.entry(hint).or_default();
                    *sum = (sum.0 + 1, sum.1 + notes);
                }
                None => others += notes,
            }
        }
        if others > 0 {
            self.other_hints = (self.other_hints.0 + 1, self.other_hints.1 + others);
        }
    }

    fn add_failure(&mut self, failure: CountedFailure) {
        let CountedFailure { place, family, fiscal_year, cause, remedy } = failure;
        let counts = DocumentCounts { failed: 1, ..DocumentCounts::default() };
        self.add_counts(place, family, fiscal_year, counts);
        count_with_remedy(&mut self.causes, cause, &remedy);
    }

    fn add_not_read(&mut self, place: Place, left: &NotRead) {
        let counts = DocumentCounts { not_read: 1, ..DocumentCounts::default() };
        self.add_counts(place, None, None, counts);
        count_with_remedy(&mut self.not_read, left.kind.to_string(), &left.remedy);
    }

    fn add_counts(
        &mut self,
        place: Place,
        family: Option<Family>,
        year: Option<u16>,
        counts: DocumentCounts,
    ) {
        self.places.entry(place).or_default().entry((family, year)).or_default().add(&counts);
        self.families.entry(family).or_default().documents.add(&counts);
    }

    /// Makes the record.
    pub(in crate::panel) fn into_report(self) -> Report {
        let mut documents = DocumentCounts::default();
        self.families.values().for_each(|family| documents.add(&family.documents));
        Report {
            record: "report".to_owned(),
            program: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
            documents,
            faults: self.faults,
            families: families(self.families),
            provinces: provinces(self.places),
            forms: forms(self.forms),
            checks: failing_checks(self.checks),
            causes: commonest(self.causes)
                .map(|(cause, (documents, remedy))| CauseCounts { cause, documents, remedy })
                .collect(),
            hints: hints(self.hints, self.other_hints),
            not_read: commonest(self.not_read)
                .map(|(kind, (files, remedy))| NotReadCounts { kind, files, remedy })
                .collect(),
            in_need: self.in_need.into_list(),
        }
    }
}

/// Counts a cause or type; of several remedies the first in order is kept.
fn count_with_remedy(counts: &mut BTreeMap<String, (u64, String)>, word: String, remedy: &str) {
    let (count, known) = counts.entry(word).or_insert_with(|| (0, remedy.to_owned()));
    *count += 1;
    if remedy < known.as_str() {
        remedy.clone_into(known);
    }
}

fn commonest(counts: BTreeMap<String, (u64, String)>) -> impl Iterator<Item = (String, (u64, String))> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (count, _))| Reverse(*count));
    counts.into_iter()
}

fn hints(hints: BTreeMap<String, (u64, u64)>, others: (u64, u64)) -> Vec<HintCounts> {
    let counts = |(hint, (documents, notes))| HintCounts { hint, documents, notes };
    let mut list: Vec<HintCounts> = hints.into_iter().map(|(hint, sum)| counts((Some(hint), sum))).collect();
    list.sort_by_key(|hint| (Reverse(hint.documents), Reverse(hint.notes)));
    list.extend((others.0 > 0).then(|| counts((None, others))));
    list
}

/// Rank of a family; what is of several or unknown comes last.
fn rank(family: Option<Family>) -> impl Ord {
    let of_model = |family: Family| family.model().map_or(u32::MAX, |model| model.rank);
    (family.is_none(), family.map(of_model), family)
}

fn families(families: BTreeMap<Option<Family>, FamilyTally>) -> Vec<FamilyCounts> {
    let mut families: Vec<FamilyCounts> = families
        .into_iter()
        .map(|(family, tally)| {
            let FamilyTally { documents, facts, checks, checks_failing } = tally;
            FamilyCounts { family, documents, facts: facts.shared(), checks, checks_failing }
        })
        .collect();
    families.sort_by_key(|counts| rank(counts.family));
    families
}

fn provinces(places: BTreeMap<Place, Years>) -> Vec<ProvinceCounts> {
    let mut provinces: Vec<ProvinceCounts> = Vec::new();
    let mut sum = Years::new();
    for (place, years) in places {
        if provinces.last().is_none_or(|last| last.code != place.province) {
            end_province(&mut provinces, &mut sum);
            let name = place.province.as_deref().and_then(province_name).map(str::to_owned);
            let code = place.province.clone();
            provinces.push(ProvinceCounts { code, name, years: Vec::new(), places: Vec::new() });
        }
        years.iter().for_each(|(key, counts)| sum.entry(*key).or_default().add(counts));
        if let Some(province) = provinces.last_mut() {
            let Place { code, name, level, .. } = place;
            province.places.push(PlaceCounts { code, name, level, years: years_of(years) });
        }
    }
    end_province(&mut provinces, &mut sum);
    provinces
}

fn end_province(provinces: &mut [ProvinceCounts], sum: &mut Years) {
    if let Some(last) = provinces.last_mut() {
        last.years = years_of(std::mem::take(sum));
    }
}

/// Lists counts by family, then by year; an unknown year comes last.
fn years_of(years: Years) -> Vec<YearCounts> {
    let mut years: Vec<YearCounts> = years
        .into_iter()
        .map(|((family, fiscal_year), documents)| YearCounts { family, fiscal_year, documents })
        .collect();
    years.sort_by_key(|year| (rank(year.family), year.fiscal_year.is_none(), year.fiscal_year));
    years
}

/// Lists kinds by family and in their usual order; unknown ones come last, by name.
fn forms(forms: ByName<FormTally>) -> Vec<FormCounts> {
    let kinds = &models().kinds;
    let mut forms: Vec<FormCounts> = forms
        .into_iter()
        .map(|((family, form), FormTally { documents, counted })| FormCounts {
            family,
            official: models().known_kind(&form).map(|kind| kind.official.clone()),
            form,
            documents,
            forms: counted.forms,
            facts: counted.facts.shared(),
        })
        .collect();
    let usual = |form: &str| kinds.iter().position(|kind| kind.kind == form).unwrap_or(usize::MAX);
    forms.sort_by_cached_key(|form| (rank(form.family), usual(&form.form)));
    forms
}

fn failing_checks(failing: ByName<(u64, u64)>) -> Vec<CheckCounts> {
    let mut failing: Vec<CheckCounts> = failing
        .into_iter()
        .map(|((family, check), (documents, times))| {
            let identity = checks().iter().find(|identity| identity.name == check);
            let (en, zh) = (identity.map(|known| known.en.clone()), identity.map(|known| known.zh.clone()));
            CheckCounts { check, family, documents, times, en, zh }
        })
        .collect();
    failing.sort_by_key(|check| (Reverse(check.documents), Reverse(check.times)));
    failing
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::counted::tests::{counted, document};
    use super::*;

    fn report(items: impl IntoIterator<Item = Counted>) -> Report {
        let mut counts = Counts::default();
        items.into_iter().for_each(|item| counts.add(item));
        counts.into_report()
    }

    #[test]
    fn departments_and_governments_are_counted_apart() {
        let mut government = document(2, "b.pdf", &[("suspect", 1), ("verified", 1)]);
        government["family"] = json!("government_accounts");
        let department = document(1, "a.pdf", &[("verified", 1)]);
        let mut mixed = document(3, "c.pdf", &[("verified", 1)]);
        mixed["family"] = json!("mixed");
        mixed["forms"][0]["family"] = json!("government_accounts");
        let report = report([&government, &department, &mixed].map(counted));
        let families: Vec<_> = report
            .families
            .iter()
            .map(|of| (of.family.unwrap().id(), of.documents.read, of.facts.facts, of.facts.suspect))
            .collect();
        assert_eq!(
            families,
            [("final_accounts", 1, 1, 0), ("government_accounts", 1, 3, 1), ("mixed", 1, 0, 0)]
        );
        assert_eq!(report.forms.len(), 2, "a kind of two families is two");
        let years = &report.provinces[0].places[0].years;
        assert_eq!(years.iter().map(|year| year.documents.read).collect::<Vec<_>>(), [1, 1, 1]);
    }

    #[test]
    fn places_stand_under_their_provinces_and_what_is_unknown_last() {
        let at = |number, name: &str, code: Option<&str>, year: Option<u16>| {
            let mut text = document(number, "a.pdf", &[]);
            text["region"] = json!({ "name": name, "code": code, "level": "county", "source": "path" });
            text["fiscal_year"] = json!(year);
            counted(&text)
        };
        let report = report([
            at(1, "某镇", None, Some(2023)),
            at(2, "湄潭县", Some("520328"), None),
            at(3, "贵州省", Some("520000"), Some(2023)),
            at(4, "湄潭县", Some("520328"), Some(2022)),
            Counted::unusable("delete it"),
            Counted::Fault,
        ]);
        let provinces: Vec<_> =
            report.provinces.iter().map(|of| (of.name.as_deref(), of.places.len())).collect();
        assert_eq!(provinces, [(Some("贵州省"), 2), (None, 2)]);
        let years = |years: &[YearCounts]| years.iter().map(|year| year.fiscal_year).collect::<Vec<_>>();
        assert_eq!(years(&report.provinces[0].years), [Some(2022), Some(2023), None]);
        assert_eq!(report.provinces[1].places[1].years[0].documents.failed, 1);
        assert_eq!((report.documents.read, report.documents.failed, report.faults), (4, 1, 1));
        assert_eq!((report.causes[0].cause.as_str(), report.causes[0].documents), ("result", 1));
    }

    #[test]
    fn hints_are_bounded() {
        let with_hint = |number: u8| {
            let mut text = document(number, "a.pdf", &[]);
            let note =
                json!({ "severity": "unread", "page": 1, "message": "m", "hint": format!("{number:03}") });
            text["notes"] = json!([note]);
            counted(&text)
        };
        let report = report((0..150).map(with_hint));
        assert_eq!(report.hints.len(), MOST_HINTS + 1);
        let last = report.hints.last().unwrap();
        assert_eq!((last.hint.as_deref(), last.documents), (None, 50));
        assert_eq!(report.in_need.len(), 20);
    }
}
