//! Adds departments' accounts up to places and years: the wide table that panels are merged from.
//!
//! What is added up is data (`county_year_model`). Nothing is added up without a word: beside each amount stands how many
//! departments printed it and how many of its amounts are in doubt, and beside each place how many departments were read. What a
//! place and year makes of its departments, and which units are in the amounts of others, `place_year` says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::cell::CellValue;
use super::county_year_model::{MODEL, OTHER_CLASSES, class_name};
use super::fields::{Table, tables};
use super::place_year::{Department, PlaceYear, Sum};
use super::rows::TABLES;
use crate::record::words::{Scope, Status, written};

/// Places of the tables among all.
const FACTS: usize = 0;
const DOCUMENTS: usize = 4;

/// Accounts of places and years.
#[derive(Debug, Default)]
pub(super) struct CountyYears(BTreeMap<(String, i64), PlaceYear>);

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
        let facts: Vec<Row<'_>> = of_table(FACTS).filter(is_ours).collect();
        for document in of_table(DOCUMENTS).filter(|row| is_ours(row) || !facts.is_empty()) {
            // A department and year that its facts do not have is none of its own.
            let itself = facts.is_empty().then_some(&document);
            let named: BTreeMap<_, &Row<'_>> =
                itself.into_iter().chain(&facts).filter_map(|row| Some((name_of(row)?, row))).collect();
            for row in named.into_values() {
                let Some(department) = self.department(row) else { continue };
                department.is_incomplete |= *document.cell("incomplete") == CellValue::Boolean(true);
                department.parents.extend(document.text("parent_department").map(str::to_owned));
            }
        }
        for fact in &facts {
            if let Some(department) = self.department(fact) {
                add_fact(department, fact);
            }
        }
    }

    /// Finds the department of a row; `None` where its place has no code or its year is not known.
    fn department(&mut self, row: &Row<'_>) -> Option<&mut Department> {
        let (code, year, name) = name_of(row)?;
        let place = self.0.entry((code.to_owned(), year)).or_default();
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

    /// Makes the rows of the table, and those of the units that are left out, in the order of codes, then of years.
    pub(super) fn into_rows(self) -> impl Iterator<Item = (Vec<CellValue>, Vec<Vec<CellValue>>)> {
        self.0.into_iter().map(|((code, year), place)| place.into_rows(&code, year))
    }
}

/// Place, year and name of the department of a row. One that was not found is one for each document.
fn name_of<'a>(row: &Row<'a>) -> Option<(&'a str, i64, &'a str)> {
    let CellValue::Integer(year) = row.cell("fiscal_year") else { return None };
    let code = row.text("region_code").filter(|code| !code.is_empty())?;
    Some((code, *year, row.text("department").or_else(|| row.text("document"))?))
}

/// Adds a fact to its department, where it is one of those that are added up.
fn add_fact(department: &mut Department, fact: &Row<'_>) {
    let [own, consolidated] = [Scope::Own, Scope::Consolidated].map(written);
    if *fact.cell("is_first") != CellValue::Boolean(true) || !fact.is("breakdown", None) {
        return;
    }
    let amounts = MODEL.amounts.iter().filter(|amount| {
        fact.is("form", Some(&amount.form))
            && fact.is("measure", Some(&amount.measure))
            && fact.is("side", amount.side.as_deref())
            && amount.level.as_deref().is_none_or(|level| fact.is("level", Some(level)))
    });
    for amount in amounts {
        if fact.is("scope", own.as_deref()) {
            department.own_forms.insert(amount.form.clone());
            continue;
        }
        let suspect = written(Status::Suspect);
        let mut sum = Sum { suspects: u64::from(fact.is("status", suspect.as_deref())), ..Sum::default() };
        match fact.cell("amount_wanyuan") {
            CellValue::Decimal(units) => (sum.units, sum.amounts) = (*units, 1),
            // Its unit is not known.
            _ => sum.suspects = 1,
        }
        let class = amount.by_class.then(|| {
            let class = fact.text("class_code").map(class_name);
            class.filter(|class| MODEL.subjects.contains(class)).unwrap_or_else(|| OTHER_CLASSES.to_owned())
        });
        let is_consolidated = fact.is("scope", consolidated.as_deref());
        for subject in [Some(amount.name.clone()), class].into_iter().flatten() {
            department.add(&amount.form, is_consolidated, subject, sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::county_year_model::{table, units_table};
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
        let rows: Vec<_> = years.into_rows().map(|(row, _)| row).collect();
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
        let facts = vec![class("某学校", "205", 5), fact("某学校", of, Some(2), &[])];
        add(&mut years, document("某学校", "教育局", false), facts);
        add(
            &mut years,
            document("孟津区教育局", "孟津区教育局", false),
            vec![class("孟津区教育局", "205", 50)],
        );
        let (row, units) = years.into_rows().next().unwrap();
        let at = |name: &str| table().fields.iter().position(|field| field.name == name).unwrap();
        assert_eq!(
            (&row[at("expenditure")], &row[at("units_left_out")]),
            (&wanyuan(50), &CellValue::Integer(1))
        );
        // The department did not print this form.
        assert_eq!(row[at("three_public")], wanyuan(2));
        assert_eq!(units.len(), 1);
        assert_eq!(units[0].len(), units_table().fields.len());
        assert_eq!(units[0][2..], ["general_public_budget_expenditure", "某学校", "孟津区教育局"].map(text));
    }

    #[test]
    fn own_accounts_stand_alone_only_as_a_count_and_consolidated_ones_before_others() {
        let of = ["general_public_budget_expenditure", "", "total", "201"];
        let mut years = CountyYears::default();
        add(
            &mut years,
            document("甲局", "", false),
            vec![fact("甲局", of, Some(9), &[("scope", text("own"))])],
        );
        let both =
            vec![class("乙局", "201", 3), fact("乙局", of, Some(7), &[("scope", text("consolidated"))])];
        add(&mut years, document("乙局", "", false), both);
        let row = one(years);
        assert_eq!(
            (&row["expenditure"], &row["departments_own_only"]),
            (&wanyuan(7), &CellValue::Integer(1))
        );
    }

    #[test]
    fn what_has_no_class_of_its_own_stands_under_other() {
        let mut years = CountyYears::default();
        add(&mut years, document("甲局", "", false), vec![class("甲局", "201", 5), class("甲局", "299", 6)]);
        let row = one(years);
        assert_eq!((&row["expenditure"], &row["class_other"]), (&wanyuan(11), &wanyuan(6)));
    }

    #[test]
    fn departments_are_those_of_the_facts() {
        let mut years = CountyYears::default();
        add(&mut years, document("", "", true), vec![class("甲局", "201", 5), class("乙局", "201", 6)]);
        let row = one(years);
        assert_eq!([&row["departments"], &row["departments_incomplete"]], [&CellValue::Integer(2); 2]);
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
