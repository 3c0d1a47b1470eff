//! Decides which forms belong together: 汇总 and 本级 apart, one year, one department, and never forms by unit; of a whole
//! place, those of one scope.

use std::collections::{BTreeMap, HashMap};

use super::ledger::{FormLedger, Ledger};
use crate::record::words::Scope;
use crate::taxonomy::identities::PROSE;
use crate::taxonomy::models;

/// Forms that a check may read together: a form of each kind, by its index.
pub(super) type FormSet = HashMap<String, usize>;

/// A set that is being filled, in the order of the pages.
struct Begun {
    scope: Option<Scope>,
    fiscal_year: Option<u16>,
    department: Option<String>,
    /// Place of its last form in the usual order of forms.
    last: usize,
    forms: FormSet,
}

/// Groups the forms of a document into sets.
///
/// A kind that comes again begins a second set. Where it comes right behind the form it repeats (two 三公 forms, or
/// 汇总 and 本级 form by form), the second goes into a set beside the first.
pub(super) fn ledger_to_sets(ledger: &Ledger) -> Vec<FormSet> {
    let mut sets: Vec<Begun> = Vec::new();
    let mut before: Option<(&str, usize)> = None;
    let of_departments = |form: &FormLedger| {
        // A document has a performance table for each project; none belongs to one set of accounts.
        let is_performance = models().kind(&form.kind).is_some_and(|kind| kind.is_performance());
        form.breakdown.is_none() && !form.of_whole_place && form.kind != PROSE && !is_performance
    };
    for (index, form) in ledger.forms.iter().enumerate().filter(|(_, f)| of_departments(f)) {
        let rank = rank(form);
        // The newest set that may take it; right behind its twin, one beside the twin's.
        let is_twin = |(kind, set): &(&str, usize)| {
            *kind == form.kind && sets.get(*set).is_some_and(|set| set.fiscal_year == form.fiscal_year)
        };
        let beside = before.filter(is_twin).map(|(_, set)| set);
        let fits = |set: &Begun| {
            is_of_kin(set, form)
                && !set.forms.contains_key(&form.kind)
                && !(set.last > rank && is_another(set.department.as_deref(), form.department.as_deref()))
        };
        let open = match beside {
            Some(twin) => (twin + 1..sets.len()).find(|i| sets.get(*i).is_some_and(fits)),
            None => first_open(&sets, form, &fits),
        };
        let set = open.unwrap_or_else(|| {
            let department = form.department.clone();
            sets.push(Begun {
                scope: form.scope,
                fiscal_year: form.fiscal_year,
                department,
                last: rank,
                forms: FormSet::new(),
            });
            sets.len() - 1
        });
        if let Some(begun) = sets.get_mut(set) {
            begun.forms.insert(form.kind.clone(), index);
            begun.last = rank;
        }
        before = Some((&form.kind, set));
    }
    sets.into_iter().map(|set| set.forms).chain(place_sets(ledger)).collect()
}

/// The forms that the prose restates, with itself: those of its year, where a document has but one set of them. Which of
/// several sets it speaks of is not told.
pub(super) fn set_of_prose(ledger: &Ledger, prose: usize) -> FormSet {
    let year = ledger.forms.get(prose).and_then(|form| form.fiscal_year);
    let of_year = |set: &FormSet| {
        set.values().any(|form| ledger.forms.get(*form).is_some_and(|form| form.fiscal_year == year))
    };
    let mut sets = ledger_to_sets(ledger).into_iter().filter(of_year);
    let only = sets.next().filter(|_| sets.next().is_none());
    only.into_iter().flatten().chain([(PROSE.to_owned(), prose)]).collect()
}

/// The forms of a whole place of one scope and year: the first of each kind.
fn place_sets(ledger: &Ledger) -> Vec<FormSet> {
    let mut sets: BTreeMap<(Option<Scope>, Option<u16>), FormSet> = BTreeMap::new();
    for (index, form) in ledger.forms.iter().enumerate().filter(|(_, f)| f.of_whole_place) {
        sets.entry((form.scope, form.fiscal_year)).or_default().entry(form.kind.clone()).or_insert(index);
    }
    sets.into_values().collect()
}

/// Forms of one kind, year and number, by their scope: those of a place and of its levels. Forms by place have their own
/// lines for these.
pub(super) fn scope_sets(ledger: &Ledger) -> Vec<Vec<(Option<Scope>, usize)>> {
    type Number<'a> = (&'a str, Option<u16>, u32);
    let mut sets: BTreeMap<Number, Vec<(Option<Scope>, usize)>> = BTreeMap::new();
    let joined = |form: &FormLedger| form.of_whole_place && form.breakdown.is_none();
    for (index, form) in ledger.forms.iter().enumerate().filter(|(_, f)| joined(f)) {
        sets.entry((&form.kind, form.fiscal_year, form.instance)).or_default().push((form.scope, index));
    }
    sets.into_values().collect()
}

/// The set that the form goes on with: the newest of its scope, or the one before it while both are filled side by
/// side.
fn first_open(sets: &[Begun], form: &FormLedger, fits: &dyn Fn(&Begun) -> bool) -> Option<usize> {
    let of_scope: Vec<usize> = (0..sets.len()).filter(|i| is_of_kin(&sets[*i], form)).collect();
    let newest = *of_scope.last()?;
    // Side by side: the set before the newest has not come to this kind yet either.
    let rank = rank(form);
    let level = of_scope
        .iter()
        .copied()
        .find(|i| fits(&sets[*i]) && sets[*i].last < rank && (*i == newest || beside(sets, *i, newest)));
    level.or_else(|| Some(newest).filter(|i| fits(&sets[*i])))
}

/// Whether two sets are filled form by form: the later one holds no kind that the earlier one has not.
fn beside(sets: &[Begun], earlier: usize, later: usize) -> bool {
    let (Some(earlier), Some(later)) = (sets.get(earlier), sets.get(later)) else { return false };
    later.last <= earlier.last
        && later
            .forms
            .iter()
            .all(|(kind, form)| earlier.forms.get(kind).is_some_and(|first| first + 1 == *form))
}

/// Whether a form is of the scope and the year of a set.
fn is_of_kin(set: &Begun, form: &FormLedger) -> bool {
    set.scope == form.scope && set.fiscal_year == form.fiscal_year
}

fn is_another(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// Place of a kind in the usual order.
fn rank(form: &FormLedger) -> usize {
    models().rank(&form.kind)
}

#[cfg(test)]
mod tests {
    use super::super::ledger::enter;
    use super::super::posting::Posting;
    use super::*;

    fn sets(forms: &[(&str, u32, Option<Scope>, &str)]) -> Vec<Vec<usize>> {
        let posting = |(kind, instance, scope, department): &(&str, u32, Option<Scope>, &str)| Posting {
            form: (*kind).to_owned(),
            instance: *instance,
            scope: *scope,
            department: Some((*department).to_owned()),
            measure: "total".to_owned(),
            raw: "1.00".to_owned(),
            ..Posting::default()
        };
        let ledger = enter(&forms.iter().map(posting).collect::<Vec<_>>());
        let sorted = |set: FormSet| {
            let mut forms: Vec<usize> = set.into_values().collect();
            forms.sort_unstable();
            forms
        };
        ledger_to_sets(&ledger).into_iter().map(sorted).collect()
    }

    #[test]
    fn one_of_each_kind_is_one_set() {
        let forms = [("income", 1, None, "a"), ("expenditure", 1, None, "a"), ("three_public", 1, None, "b")];
        assert_eq!(sets(&forms), [vec![0, 1, 2]]);
    }

    #[test]
    fn a_second_run_of_forms_is_a_second_set() {
        let forms = [
            ("income", 1, None, "a"),
            ("expenditure", 1, None, "a"),
            ("income", 2, None, "a"),
            ("expenditure", 2, None, "a"),
        ];
        assert_eq!(sets(&forms), [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn forms_printed_twice_in_a_row_are_two_sets() {
        let forms = [
            ("income", 1, None, "a"),
            ("income", 2, None, "a"),
            ("expenditure", 1, None, "a"),
            ("expenditure", 2, None, "a"),
            ("three_public", 1, None, "a"),
        ];
        assert_eq!(sets(&forms), [vec![0, 2, 4], vec![1, 3]]);
    }

    #[test]
    fn scopes_are_apart() {
        let (all, own) = (Some(Scope::Consolidated), Some(Scope::Own));
        let forms = [("income", 1, all, "a"), ("income", 2, own, "a"), ("expenditure", 1, own, "a")];
        assert_eq!(sets(&forms), [vec![0], vec![1, 2]]);
    }

    #[test]
    fn years_are_apart() {
        let posting = |kind: &str, instance, year| Posting {
            form: kind.to_owned(),
            instance,
            fiscal_year: Some(year),
            measure: "total".to_owned(),
            raw: "1.00".to_owned(),
            ..Posting::default()
        };
        let ledger = enter(&[
            posting("income", 1, 2023),
            posting("expenditure", 1, 2022),
            posting("expenditure", 2, 2023),
        ]);
        let sets: Vec<usize> = ledger_to_sets(&ledger).iter().map(|set| set.len()).collect();
        assert_eq!(sets, [2, 1]);
    }

    #[test]
    fn a_second_department_without_a_form_of_the_first_is_apart() {
        let forms = [
            ("expenditure", 1, None, "a"),
            ("three_public", 1, None, "a"),
            ("income", 1, None, "b"),
            ("expenditure", 2, None, "b"),
        ];
        assert_eq!(sets(&forms), [vec![0, 1], vec![2, 3]]);
    }
}
