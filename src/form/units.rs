//! Gives each form the unit of money that it declares, and finds what contradicts it.

use super::columns::Role;
use super::forms::Form;
use super::line::AmountCell;
use super::statements::{Stated, contradicting, contradiction};
use crate::place::{Note, Severity};
use crate::taxonomy::{KindModel, models};

/// Completes the units of the official forms. One that declares none above or in its header has that of the lines below
/// it, else the one that is stated before all forms (`before`), else that of the other forms, where they agree, with a note.
pub(super) fn assign_units(before: &[Stated<String>], forms: &mut [Form], notes: &mut Vec<Note>) {
    for form in forms.iter_mut() {
        let below: Vec<Stated<String>> = form.statements.units_below.clone();
        let all: Vec<Stated<String>> = form.statements.units.iter().chain(&below).cloned().collect();
        form.unit = form.unit.take().or_else(|| below.first().map(|stated| stated.value.clone()));
        let with_header = || {
            let unit = form.unit.as_ref()?;
            let other = all.iter().find(|stated| stated.value != *unit)?;
            Some(contradicting("units", unit, &other.words))
        };
        let over_columns = || contradiction("units", &header_units(form));
        let doubt = contradiction("units", &all).or_else(with_header).or_else(over_columns);
        form.doubts.extend(doubt);
        heed_unit_of_all_forms(before, form);
    }
    take_units_of_neighbours(forms);
    let mut declared: Vec<String> =
        forms.iter().filter(|f| f.is_official()).filter_map(|f| f.unit.clone()).collect();
    declared.sort();
    declared.dedup();
    let wants_unit = |form: &&mut Form| form.is_official() && form.unit.is_none() && has_amounts(form);
    for form in forms.iter_mut().filter(wants_unit) {
        let page = form.pages.first().copied().unwrap_or(1);
        let title = form.title.as_deref().unwrap_or(&form.kind).to_owned();
        match declared.as_slice() {
            [only] => {
                form.unit = Some(only.clone());
                form.unit_assumed = true;
                let message = format!("{title} declares no unit; the other forms are in {only}");
                notes.push(Note::on_page(Severity::Warning, page, message));
            }
            _ => {
                let message = format!("{title} declares no unit: its amounts are not converted");
                notes.push(Note::on_page(Severity::Warning, page, message));
            }
        }
    }
}

/// Whether it has lines whose amounts need a unit: scores and words of performance tables have none to need.
fn has_amounts(form: &Form) -> bool {
    let needs_unit = |amount: &AmountCell| !amount.is_text && amount.unit.is_none();
    let is_performance = models().kind(&form.kind).is_some_and(KindModel::is_performance);
    match is_performance {
        true => form.lines.iter().flat_map(|line| &line.amounts).any(needs_unit),
        false => !form.lines.is_empty(),
    }
}

/// Gives a form of a whole government that declares no unit that of its neighbours: a book may have 万元 and 亿元. Where these
/// differ, its amounts are suspect.
fn take_units_of_neighbours(forms: &mut [Form]) {
    let is_whole = |form: &Form| models().kind(&form.kind).is_some_and(KindModel::is_by_words);
    let units: Vec<Option<String>> =
        forms.iter().map(|form| form.unit.clone().filter(|_| is_whole(form))).collect();
    for (at, form) in forms.iter_mut().enumerate() {
        if form.unit.is_some() || form.lines.is_empty() || !is_whole(form) {
            continue;
        }
        let (before, behind) = units.split_at(at);
        let before = before.iter().rev().flatten().next();
        let behind = behind.iter().flatten().next();
        if let (Some(before), Some(behind)) = (before, behind)
            && before != behind
        {
            let message = format!(
                "the form declares no unit, and those before and behind it are in {before} and in {behind}"
            );
            form.doubts.push(message);
        }
        form.unit = before.or(behind).cloned();
    }
}

/// Gives a form the unit that is stated before all forms, where it declares none; where it declares another, both are quoted.
fn heed_unit_of_all_forms(before: &[Stated<String>], form: &mut Form) {
    if !form.is_official() {
        return;
    }
    let Some(first) = before.first() else { return };
    match form.unit.as_ref() {
        Some(unit) => {
            let other = before.iter().find(|stated| stated.value != *unit);
            let own = form.unit_words().unwrap_or(unit);
            let doubt = other.map(|other| contradicting("units", &other.words, own));
            form.doubts.extend(doubt);
        }
        None => match contradiction("units", before) {
            Some(doubt) => form.doubts.push(doubt),
            None => {
                form.unit = Some(first.value.clone());
                form.statements.units.push(first.clone());
            }
        },
    }
}

/// Collects the units over the columns of amounts, each with its measure.
fn header_units(form: &Form) -> Vec<Stated<String>> {
    let columns = form.readings.iter().flat_map(|reading| &reading.columns);
    let stated = columns.filter_map(|column| match &column.role {
        Role::Amount { measure, unit: Some(unit), .. } => {
            Some(Stated { value: unit.clone(), words: format!("{unit} over {measure}") })
        }
        _ => None,
    });
    stated.collect()
}

#[cfg(test)]
mod tests {
    use super::super::around::lines_to_statements;
    use super::super::columns::{Column, TableReading};
    use super::super::forms::sample;
    use super::*;
    use crate::taxonomy::models;

    fn read(above: &[&str], below: &[&str]) -> (Option<String>, Vec<String>) {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let above = owned(above);
        let statements = lines_to_statements(models(), None, &above, above.first(), &owned(below));
        let unit = statements.units.last().map(|stated| stated.value.clone());
        let mut forms = [Form { unit, statements, ..sample("expenditure", "支出决算表") }];
        assign_units(&[], &mut forms, &mut Vec::new());
        let [form] = forms;
        (form.unit, form.doubts)
    }

    #[test]
    fn a_unit_below_the_form_is_its_unit() {
        assert_eq!(read(&[], &["某局 金额单位：万元"]), (Some("万元".to_owned()), Vec::new()));
        assert_eq!(read(&["单位：元"], &["金额单位：元"]), (Some("元".to_owned()), Vec::new()));
    }

    #[test]
    fn two_units_above_and_below_are_both_quoted() {
        let (_, doubts) = read(&["单位：元"], &["注：本表以“万元”为金额单位。"]);
        assert_eq!(
            doubts,
            ["two units contradict each other: “单位：元” and “注：本表以“万元”为金额单位。”"]
        );
        assert_eq!(read(&["金额单位：万元", "部门：甲局 单位：元"], &[]).1.len(), 1);
    }

    #[test]
    fn a_unit_before_all_forms_is_theirs_and_contradicts_another() {
        let read = |before: &[&str], unit: Option<&str>| {
            let stated = |line: &&str| {
                let units = super::super::unit_words::units_of_all_forms(models(), line).into_iter();
                units.map(|value| Stated { value, words: (*line).to_owned() }).collect::<Vec<_>>()
            };
            let before: Vec<Stated<String>> = before.iter().flat_map(stated).collect();
            let mut forms =
                [Form { unit: unit.map(str::to_owned), ..sample("expenditure", "支出决算表") }];
            assign_units(&before, &mut forms, &mut Vec::new());
            let [form] = forms;
            (form.unit, form.doubts.len())
        };
        let wan = Some("万元".to_owned());
        assert_eq!(read(&["（金额单位：万元）"], None), (wan.clone(), 0));
        assert_eq!(read(&["本套报表金额单位均为万元。"], None), (wan.clone(), 0));
        assert_eq!(read(&["金额单位：万元"], Some("万元")), (wan.clone(), 0));
        assert_eq!(read(&["金额单位：元"], Some("万元")), (wan, 1));
        assert_eq!(read(&["金额单位：元", "金额单位：万元"], None), (None, 1));
        assert_eq!(read(&["单位：元阳县财政局", "文字说明以万元为单位。"], None), (None, 0));
    }

    #[test]
    fn two_units_over_columns_are_both_quoted() {
        let column = |measure: &str, unit: &str| Column {
            x: (0.0, 1.0),
            role: Role::Amount { measure: measure.to_owned(), side: None, unit: Some(unit.to_owned()) },
            group: 0,
        };
        let doubts = |units: [&str; 2]| {
            let columns = vec![column("total", units[0]), column("basic", units[1])];
            let readings = vec![TableReading { grid: 0, body_row: 1, columns }];
            let mut forms = [Form { readings, ..sample("expenditure", "支出决算表") }];
            assign_units(&[], &mut forms, &mut Vec::new());
            forms[0].doubts.clone()
        };
        assert_eq!(
            doubts(["元", "万元"]),
            ["two units contradict each other: “元 over total” and “万元 over basic”"]
        );
        assert_eq!(doubts(["元", "元"]), Vec::<String>::new());
    }
}
