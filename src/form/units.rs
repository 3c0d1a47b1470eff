//! Gives each form the unit of money that it declares, and finds what contradicts it.

use super::forms::Form;
use super::statements::{Stated, contradicting, contradiction};
use crate::place::{Note, Severity};

/// Completes the units of the official forms. One that declares none above or in its header has that of the lines below
/// it, else that of the other forms, where they agree, with a note.
pub(super) fn assign_units(forms: &mut [Form], notes: &mut Vec<Note>) {
    for form in forms.iter_mut() {
        let below: Vec<Stated<String>> = form.statements.units_below.clone();
        let all: Vec<Stated<String>> = form.statements.units.iter().chain(&below).cloned().collect();
        form.unit = form.unit.take().or_else(|| below.first().map(|stated| stated.value.clone()));
        let with_header = || {
            let unit = form.unit.as_ref()?;
            let other = all.iter().find(|stated| stated.value != *unit)?;
            Some(contradicting("units", unit, &other.words))
        };
        let doubt = contradiction("units", &all).or_else(with_header);
        form.doubts.extend(doubt);
    }
    let mut declared: Vec<String> =
        forms.iter().filter(|f| f.is_official()).filter_map(|f| f.unit.clone()).collect();
    declared.sort();
    declared.dedup();
    for form in forms.iter_mut().filter(|f| f.is_official() && f.unit.is_none() && !f.lines.is_empty()) {
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

#[cfg(test)]
mod tests {
    use super::super::around::lines_to_statements;
    use super::super::forms::sample;
    use super::*;
    use crate::taxonomy::models;

    fn read(above: &[&str], below: &[&str]) -> (Option<String>, Vec<String>) {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let above = owned(above);
        let statements = lines_to_statements(models(), None, &above, above.first(), &owned(below));
        let unit = statements.units.last().map(|stated| stated.value.clone());
        let mut forms = [Form { unit, statements, ..sample("expenditure", "支出决算表") }];
        assign_units(&mut forms, &mut Vec::new());
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
}
