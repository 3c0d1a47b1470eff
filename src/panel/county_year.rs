//! Adds departments' accounts up to places and years: the wide table that panels are merged from.
//!
//! What is added up is data (`county_year_model`). Nothing is added up without a word: beside each amount stands
//! how many departments printed it and how many of its amounts are in doubt, and beside each place how many departments were
//! read. A unit whose department (主管部门) is in with the same form is left out, since that holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::cell::CellValue;
use super::county_year_model::{Amount, MODEL, class_name};
use super::fields::{Table, tables};
use super::rows::TABLES;
use crate::record::words::{Scope, Status, written};

/// Places of the tables among all.
const FACTS: usize = 0;
const DOCUMENTS: usize = 4;

/// Accounts of places and years.
#[derive(Debug, Default)]
pub(super) struct CountyYears(BTreeMap<(String, i64), PlaceYear>);

#[derive(Debug, Default)]
struct PlaceYear {
    /// Name, level, and codes of the place, as cells.
    place: [CellValue; 5],
    departments: BTreeMap<String, Department>,
}

#[derive(Debug, Default)]
struct Department {
    parents: BTreeSet<String>,
    is_incomplete: bool,
    /// By form and subject.
    sums: BTreeMap<(String, String), Sum>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Sum {
    /// In hundred-millionths of 万元.
    units: i128,
    amounts: u64,
    suspects: u64,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.units = self.units.saturating_add(other.units);
        self.amounts += other.amounts;
        self.suspects += other.suspects;
    }
}

/// Row of a table, by the names of its columns.
struct Row<'a>(&'a BTreeMap<&'static str, usize>, &'a [CellValue]);

impl<'a> Row<'a> {
    fn cell(&self, name: &str) -> &'a CellValue {
        self.0.get(name).and_then(|at| self.1.get(*at)).unwrap_or(&CellValue::Null)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        match self.cell(name) {
            CellValue::Text(text) => Some(text),
            _ => None,
        }
    }

    fn is(&self, name: &str, word: Option<&str>) -> bool {
        self.text(name) == word
    }
}

/// Places of the columns of each table.
static COLUMNS: LazyLock<Vec<BTreeMap<&'static str, usize>>> = LazyLock::new(|| {
    let places = |table: &'static Table| {
        table.fields.iter().enumerate().map(|(at, field)| (field.name.as_str(), at)).collect()
    };
    tables().iter().map(places).collect()
});

impl CountyYears {
    /// Adds the rows of a document, by table.
    pub(super) fn add(&mut self, rows: &[Vec<Vec<CellValue>>; TABLES]) {
        let of_table = |at: usize| {
            let columns = COLUMNS.get(at);
            rows.get(at).into_iter().flatten().filter_map(move |row| Some(Row(columns?, row)))
        };
        let is_ours = |row: &Row<'_>| row.is("family", Some(&MODEL.family));
        let mut parent = None;
        for document in of_table(DOCUMENTS) {
            parent = document.text("parent_department");
            if is_ours(&document)
                && let Some(department) = self.department(&document)
            {
                department.is_incomplete |= *document.cell("incomplete") == CellValue::Boolean(true);
                department.parents.extend(parent.map(str::to_owned));
            }
        }
        for fact in of_table(FACTS).filter(is_ours) {
            let Some(department) = self.department(&fact) else { continue };
            department.parents.extend(parent.map(str::to_owned));
            department.add(&fact);
        }
    }

    /// Finds the department of a row; `None` where its place has no code or its year is not known. One that was not found is one
    /// for each document.
    fn department(&mut self, row: &Row<'_>) -> Option<&mut Department> {
        let CellValue::Integer(year) = row.cell("fiscal_year") else { return None };
        let code = row.text("region_code")?;
        let name = row.text("department").or_else(|| row.text("document"))?;
        let place = self.0.entry((code.to_owned(), *year)).or_default();
        let printed = row.text("region");
        let is_earlier =
            matches!((&place.place[0], printed), (CellValue::Text(known), Some(now)) if now < known.as_str());
        if is_earlier || place.place[0] == CellValue::Null {
            let names = ["region", "region_level", "province_code", "prefecture_code", "region_code_latest"];
            place.place = names.map(|name| row.cell(name).clone());
        }
        if !place.departments.contains_key(name) {
            place.departments.insert(name.to_owned(), Department::default());
        }
        place.departments.get_mut(name)
    }

    /// Makes the rows of the table, in the order of codes, then of years.
    pub(super) fn into_rows(self) -> impl Iterator<Item = Vec<CellValue>> {
        self.0.into_iter().map(|((code, year), place)| place.into_row(code, year))
    }
}

impl Department {
    fn add(&mut self, fact: &Row<'_>) {
        let own = written(Scope::Own);
        let is_counted = *fact.cell("is_first") == CellValue::Boolean(true)
            && !fact.is("scope", own.as_deref())
            && fact.is("breakdown", None);
        if !is_counted {
            return;
        }
        let fits = |amount: &&Amount| {
            fact.is("form", Some(&amount.form))
                && fact.is("measure", Some(&amount.measure))
                && fact.is("side", amount.side.as_deref())
                && amount.level.as_deref().is_none_or(|level| fact.is("level", Some(level)))
        };
        for amount in MODEL.amounts.iter().filter(fits) {
            let suspect = written(Status::Suspect);
            let mut sum =
                Sum { suspects: u64::from(fact.is("status", suspect.as_deref())), ..Sum::default() };
            match fact.cell("amount_wanyuan") {
                CellValue::Decimal(units) => (sum.units, sum.amounts) = (*units, 1),
                // Its unit is not known.
                _ => sum.suspects = 1,
            }
            let class = fact.text("class_code").filter(|_| amount.by_class).map(class_name);
            for subject in [Some(amount.name.clone()), class].into_iter().flatten() {
                self.sums.entry((amount.form.clone(), subject)).or_default().add(sum);
            }
        }
    }

    fn has(&self, form: &str) -> bool {
        self.sums.keys().any(|(known, _)| known == form)
    }
}

impl PlaceYear {
    /// Whether the form of a department is in that of one above it.
    fn is_held(&self, name: &str, department: &Department, form: &str) -> bool {
        let mut parents = department.parents.iter().filter(|parent| *parent != name);
        parents.any(|parent| self.departments.get(parent).is_some_and(|parent| parent.has(form)))
    }

    fn into_row(self, code: String, year: i64) -> Vec<CellValue> {
        let mut sums: BTreeMap<&str, (Sum, u64)> = BTreeMap::new();
        let mut left_out = BTreeSet::new();
        for (name, department) in &self.departments {
            for ((form, subject), sum) in &department.sums {
                if self.is_held(name, department, form) {
                    left_out.insert(name);
                    continue;
                }
                let (all, departments) = sums.entry(subject).or_default();
                all.add(*sum);
                *departments += u64::from(sum.amounts > 0);
            }
        }
        let incomplete = self.departments.values().filter(|department| department.is_incomplete).count();
        let counts = [self.departments.len(), incomplete, left_out.len()];
        let mut row = vec![CellValue::Text(code), CellValue::Integer(year)];
        let subjects = MODEL.subjects.iter().flat_map(|subject| {
            let (sum, departments) = sums.get(subject.as_str()).copied().unwrap_or_default();
            let amount = if departments > 0 { CellValue::Decimal(sum.units) } else { CellValue::Null };
            [amount, count(departments), count(sum.suspects)]
        });
        let subjects: Vec<CellValue> = subjects.collect();
        row.extend(self.place);
        row.extend(counts.map(|number| count(number as u64)));
        row.extend(subjects);
        row
    }
}

fn count(number: u64) -> CellValue {
    CellValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::county_year_model::table;
    use super::super::fields::Field;
    use super::*;

    fn text(text: &str) -> CellValue {
        if text.is_empty() { CellValue::Null } else { CellValue::Text(text.to_owned()) }
    }

    /// Row of a table with these cells; all others are null.
    fn row(table: usize, cells: &[(&str, CellValue)]) -> Vec<CellValue> {
        let given =
            |field: &Field| cells.iter().find(|(name, _)| *name == field.name).map(|(_, cell)| cell.clone());
        tables()[table].fields.iter().map(|field| given(field).unwrap_or_default()).collect()
    }

    fn place(department: &str, code: &str) -> Vec<(&'static str, CellValue)> {
        let year = if code.is_empty() { CellValue::Null } else { CellValue::Integer(2023) };
        vec![
            ("family", text("final_accounts")),
            ("department", text(department)),
            ("region", text("孟津区")),
            ("region_code", text(code)),
            ("fiscal_year", year),
        ]
    }

    /// Fact of a department: form, side, measure, 类, amount, and what else differs.
    fn fact(
        department: &str,
        of: [&str; 4],
        wanyuan: Option<i128>,
        others: &[(&'static str, CellValue)],
    ) -> Vec<CellValue> {
        let [form, side, measure, class] = of;
        let mut cells = others.to_vec();
        cells.extend(place(department, "410308"));
        cells.extend([
            ("form", text(form)),
            ("side", text(side)),
            ("measure", text(measure)),
            ("class_code", text(class)),
            ("level", text(if class.is_empty() { "" } else { "class" })),
            ("is_first", CellValue::Boolean(true)),
            (
                "amount_wanyuan",
                wanyuan.map_or(CellValue::Null, |amount| CellValue::Decimal(amount * 100_000_000)),
            ),
        ]);
        row(FACTS, &cells)
    }

    fn class(department: &str, class: &str, wanyuan: i128) -> Vec<CellValue> {
        fact(department, ["general_public_budget_expenditure", "", "total", class], Some(wanyuan), &[])
    }

    fn document(department: &str, parent: &str, is_incomplete: bool) -> Vec<CellValue> {
        let mut cells = place(department, "410308");
        cells
            .extend([("parent_department", text(parent)), ("incomplete", CellValue::Boolean(is_incomplete))]);
        row(DOCUMENTS, &cells)
    }

    fn add(years: &mut CountyYears, document: Vec<CellValue>, facts: Vec<Vec<CellValue>>) {
        let mut rows: [Vec<Vec<CellValue>>; TABLES] = Default::default();
        rows[DOCUMENTS].push(document);
        rows[FACTS] = facts;
        years.add(&rows);
    }

    /// The one row, by the names of its columns.
    fn one(years: CountyYears) -> BTreeMap<&'static str, CellValue> {
        let rows: Vec<_> = years.into_rows().collect();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].len(), table().fields.len());
        table().fields.iter().map(|field| field.name.as_str()).zip(rows.into_iter().flatten()).collect()
    }

    fn wanyuan(amount: i128) -> CellValue {
        CellValue::Decimal(amount * 100_000_000)
    }

    #[test]
    fn departments_are_added_up_and_counted() {
        let mut years = CountyYears::default();
        add(&mut years, document("甲局", "", true), vec![class("甲局", "201", 5), class("甲局", "208", 7)]);
        let in_doubt = [("status", text("suspect"))];
        let of = ["general_public_budget_expenditure", "", "total", "208"];
        add(&mut years, document("乙局", "", false), vec![fact("乙局", of, Some(30), &in_doubt)]);
        add(&mut years, document("丙局", "", false), vec![]);
        let row = one(years);
        let count = |number: i64| CellValue::Integer(number);
        assert_eq!((&row["expenditure"], &row["expenditure_departments"]), (&wanyuan(42), &count(2)));
        assert_eq!((&row["class_208"], &row["class_208_departments"]), (&wanyuan(37), &count(2)));
        assert_eq!((&row["class_208_suspects"], &row["class_201_suspects"]), (&count(1), &count(0)));
        assert_eq!((&row["departments"], &row["departments_incomplete"]), (&count(3), &count(1)));
        // Nobody printed it: no amount, and no zero.
        assert_eq!((&row["three_public"], &row["three_public_departments"]), (&CellValue::Null, &count(0)));
        assert_eq!((&row["region_code"], &row["region"]), (&text("410308"), &text("孟津区")));
    }

    #[test]
    fn what_counts_twice_is_left_out() {
        let mut years = CountyYears::default();
        let of = ["general_public_budget_expenditure", "", "total", "201"];
        for other in [
            ("is_first", CellValue::Boolean(false)),
            ("scope", text("own")),
            ("breakdown", text("by_unit")),
            ("measure", text("basic")),
            ("level", text("group")),
        ] {
            add(&mut years, document("甲局", "", false), vec![fact("甲局", of, Some(9), &[other])]);
        }
        add(&mut years, document("甲局", "", false), vec![class("甲局", "201", 5)]);
        assert_eq!(one(years)["expenditure"], wanyuan(5));
    }

    #[test]
    fn a_unit_is_left_out_where_its_department_is_in() {
        let of = ["three_public", "final", "total", ""];
        let mut years = CountyYears::default();
        add(
            &mut years,
            document("某学校", "教育局", false),
            vec![class("某学校", "205", 5), fact("某学校", of, Some(2), &[])],
        );
        add(&mut years, document("教育局", "教育局", false), vec![class("教育局", "205", 50)]);
        let row = one(years);
        assert_eq!((&row["expenditure"], &row["units_left_out"]), (&wanyuan(50), &CellValue::Integer(1)));
        // The department did not print this form.
        assert_eq!(row["three_public"], wanyuan(2));
    }

    #[test]
    fn an_amount_without_a_unit_is_a_doubt() {
        let mut years = CountyYears::default();
        let of = ["three_public", "final", "reception", ""];
        add(&mut years, document("甲局", "", false), vec![fact("甲局", of, None, &[])]);
        let row = one(years);
        assert_eq!(
            (&row["reception"], &row["reception_suspects"]),
            (&CellValue::Null, &CellValue::Integer(1))
        );
    }

    #[test]
    fn places_without_a_code_are_not_in_it() {
        let mut years = CountyYears::default();
        let mut rows: [Vec<Vec<CellValue>>; TABLES] = Default::default();
        rows[DOCUMENTS].push(row(DOCUMENTS, &place("甲局", "")));
        years.add(&rows);
        assert_eq!(years.into_rows().count(), 0);
    }
}
