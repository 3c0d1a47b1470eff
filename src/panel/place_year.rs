//! Makes one row of the departments of a place and year, and says which units are left out of it.
//!
//! # Rule
//! A unit is left out of a form where a department above it (主管部门, also over others) is in with the same form and has at
//! least as much in each line that is added up: else it cannot hold the unit. Of two that name each other neither is above the
//! other. Names are the same where one ends with the other: 教育局, 孟津区教育局.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::CellValue;
use super::county_year_model::MODEL;

/// Amounts that are rounded to 0.01 万元 may be smaller than what they hold by so much.
const ROUNDING: i128 = 1_000_000;
/// Characters of the shortest name that another may end with.
const LEAST: usize = 3;

/// Departments of a place and year.
#[derive(Debug, Default)]
pub(super) struct PlaceYear {
    /// Name, level, and codes of the place, as cells.
    pub(super) place: [CellValue; 5],
    pub(super) departments: BTreeMap<String, Department>,
}

/// Accounts of a department.
#[derive(Debug, Default)]
pub(super) struct Department {
    /// Names of those above it.
    pub(super) parents: BTreeSet<String>,
    pub(super) is_incomplete: bool,
    /// Forms of which it has own accounts (本级).
    pub(super) own_forms: BTreeSet<String>,
    /// By form.
    forms: BTreeMap<String, Sums>,
}

/// What a department has of a form: by subject, what is consolidated (汇总), and what says nothing of it.
#[derive(Debug, Default)]
struct Sums {
    consolidated: BTreeMap<String, Sum>,
    others: BTreeMap<String, Sum>,
}

/// Sum of amounts.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sum {
    /// In hundred-millionths of 万元.
    pub(super) units: i128,
    pub(super) amounts: u64,
    pub(super) suspects: u64,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.units = self.units.saturating_add(other.units);
        self.amounts += other.amounts;
        self.suspects += other.suspects;
    }
}

impl Sums {
    /// Consolidated accounts hold the others.
    fn counted(&self) -> &BTreeMap<String, Sum> {
        if self.consolidated.is_empty() { &self.others } else { &self.consolidated }
    }
}

impl Department {
    /// Adds an amount.
    pub(super) fn add(&mut self, form: &str, is_consolidated: bool, subject: String, sum: Sum) {
        if !self.forms.contains_key(form) {
            self.forms.insert(form.to_owned(), Sums::default());
        }
        let Some(sums) = self.forms.get_mut(form) else { return };
        let sums = if is_consolidated { &mut sums.consolidated } else { &mut sums.others };
        sums.entry(subject).or_default().add(sum);
    }

    /// Whether its amounts of a form may hold these.
    fn covers(&self, form: &str, sums: &BTreeMap<String, Sum>) -> bool {
        let Some(own) = self.forms.get(form).map(Sums::counted) else { return false };
        sums.iter().all(|(subject, sum)| {
            own.get(subject).is_some_and(|own| own.units.saturating_add(ROUNDING) >= sum.units)
        })
    }
}

impl PlaceYear {
    /// Finds the department that a name means; `None` where several may be meant.
    fn named(&self, name: &str) -> Option<&str> {
        if let Some((known, _)) = self.departments.get_key_value(name) {
            return Some(known);
        }
        let is_long = |name: &str| name.chars().count() >= LEAST;
        let mut like = self.departments.keys().filter(|known| {
            (known.ends_with(name) && is_long(name)) || (name.ends_with(known.as_str()) && is_long(known))
        });
        like.next().filter(|_| like.next().is_none()).map(String::as_str)
    }

    /// Lists the departments above one, and those above these.
    fn above(&self, name: &str) -> BTreeSet<&str> {
        let (mut found, mut asked) = (BTreeSet::new(), vec![name]);
        while let Some(next) = asked.pop() {
            let parents = self.departments.get(next).into_iter().flat_map(|department| &department.parents);
            for parent in parents.filter_map(|parent| self.named(parent)).filter(|parent| *parent != next) {
                if found.insert(parent) {
                    asked.push(parent);
                }
            }
        }
        found
    }

    /// The department whose form holds that of a unit.
    fn holder(&self, name: &str, form: &str, sums: &BTreeMap<String, Sum>) -> Option<&str> {
        self.above(name).into_iter().find(|above| {
            let covers = self.departments.get(*above).is_some_and(|above| above.covers(form, sums));
            covers && *above != name && !self.above(above).contains(name)
        })
    }

    /// Makes the row, and one for each form of a unit that is left out.
    pub(super) fn into_rows(self, code: &str, year: i64) -> (Vec<CellValue>, Vec<Vec<CellValue>>) {
        let text = |text: &str| CellValue::Text(text.to_owned());
        let head = || vec![text(code), CellValue::Integer(year)];
        let mut sums: BTreeMap<&str, (Sum, u64)> = BTreeMap::new();
        let (mut units, mut left_out) = (Vec::new(), BTreeSet::new());
        for (name, department) in &self.departments {
            for (form, own) in &department.forms {
                if let Some(holder) = self.holder(name, form, own.counted()) {
                    left_out.insert(name);
                    units.push([head(), vec![text(form), text(name), text(holder)]].concat());
                    continue;
                }
                for (subject, sum) in own.counted() {
                    let (all, departments) = sums.entry(subject).or_default();
                    all.add(*sum);
                    *departments += u64::from(sum.amounts > 0);
                }
            }
        }
        let is_own_only = |department: &&Department| {
            department.own_forms.iter().any(|form| !department.forms.contains_key(form))
        };
        let departments = || self.departments.values();
        let counts = [
            departments().count(),
            departments().filter(|department| department.is_incomplete).count(),
            departments().filter(is_own_only).count(),
            left_out.len(),
        ];
        let subjects = MODEL.subjects.iter().flat_map(|subject| {
            let (sum, departments) = sums.get(subject.as_str()).copied().unwrap_or_default();
            let amount = if departments > 0 { CellValue::Decimal(sum.units) } else { CellValue::Null };
            [amount, count(departments), count(sum.suspects)]
        });
        let mut row = head();
        row.extend(self.place.iter().cloned());
        row.extend(counts.map(|number| count(number as u64)));
        row.extend(subjects);
        (row, units)
    }
}

fn count(number: u64) -> CellValue {
    CellValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which units are left out, of departments with the names of those above them and their amounts in 万元.
    fn left_out(departments: &[(&str, &str, Option<i128>)]) -> Vec<String> {
        let mut place = PlaceYear::default();
        for (name, parent, amount) in departments {
            let department = place.departments.entry((*name).to_owned()).or_default();
            department.parents.extend((!parent.is_empty()).then(|| (*parent).to_owned()));
            if let Some(amount) = amount {
                let sum = Sum { units: amount * 100_000_000, amounts: 1, suspects: 0 };
                department.add("three_public", false, "three_public".to_owned(), sum);
            }
        }
        let (_, units) = place.into_rows("410308", 2023);
        let name = |unit: &Vec<CellValue>| match &unit[3] {
            CellValue::Text(name) => name.clone(),
            _ => String::new(),
        };
        units.iter().map(name).collect()
    }

    #[test]
    fn a_unit_is_held_by_one_that_has_as_much() {
        assert_eq!(left_out(&[("甲校", "教育局", Some(5)), ("教育局", "", Some(50))]), ["甲校"]);
        assert_eq!(left_out(&[("甲校", "教育局", Some(5)), ("教育局", "", Some(4))]), [""; 0]);
        assert_eq!(left_out(&[("甲校", "教育局", Some(5)), ("教育局", "", None)]), [""; 0]);
        assert_eq!(left_out(&[("甲校", "甲校", Some(5))]), [""; 0]);
    }

    #[test]
    fn those_that_name_each_other_both_count() {
        assert_eq!(left_out(&[("甲局", "乙局", Some(5)), ("乙局", "甲局", Some(7))]), [""; 0]);
    }

    #[test]
    fn a_chain_is_followed() {
        let chain = [("甲学校", "乙中心", Some(5)), ("乙中心", "丙教育局", None), ("丙教育局", "", Some(50))];
        assert_eq!(left_out(&chain), ["甲学校"]);
    }

    #[test]
    fn names_may_have_their_place_before_them() {
        let of = |parent: &'static str| [("甲学校", parent, Some(5)), ("洛阳市孟津区教育局", "", Some(50))];
        assert_eq!(left_out(&of("孟津区教育局")), ["甲学校"]);
        assert_eq!(left_out(&of("教育局")), ["甲学校"]);
        assert_eq!(left_out(&of("体育局")), [""; 0]);
        let several = [&of("教育局")[..], &[("孟津区职业教育局", "", Some(9))]].concat();
        assert_eq!(left_out(&several), [""; 0]);
    }
}
