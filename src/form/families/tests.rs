//! Documents of one family and of several.

use super::*;
use crate::form::forms::sample;
use crate::taxonomy::models;

/// Tells the family of the document, and of each form its kind and family.
fn told(cover: &[&str], forms: &[(&str, &str)]) -> (String, Vec<String>) {
    let (family, forms, _) = told_with_notes(cover, forms);
    (family, forms)
}

fn told_with_notes(cover: &[&str], forms: &[(&str, &str)]) -> (String, Vec<String>, Vec<Note>) {
    let cover: Vec<String> = cover.iter().map(|line| plain(line)).collect();
    let mut forms: Vec<Form> = forms.iter().map(|(kind, title)| sample(kind, title)).collect();
    let mut notes = Vec::new();
    let family = tell_families(models(), &cover, &[], &mut forms, &mut notes);
    let id = |family: Option<Family>| family.map_or("-".to_owned(), |family| family.to_string());
    (id(family), forms.iter().map(|form| format!("{} {}", form.kind, id(form.family))).collect(), notes)
}

#[test]
fn final_accounts_behind_a_budget_are_final_accounts() {
    let budget = [("budget_expenditure", "2024年部门支出预算表"), ("budget_income", "2024年部门收入预算表")];
    let (family, forms) =
        told(&["2024年部门预算"], &[&budget[..], &[("expenditure", "2023年度支出决算表")]].concat());
    assert_eq!(family, "mixed");
    assert_eq!(forms, ["budget_expenditure budget", "budget_income budget", "expenditure final_accounts"]);
}

#[test]
fn a_header_alone_makes_no_final_accounts_of_a_budget() {
    let (family, forms) = told(&[], &[("budget_income", "收入预算表"), ("expenditure", "部门支出总表")]);
    assert_eq!((family.as_str(), forms[1].as_str()), ("budget", "budget_other budget"));
    // Of a kind that no title announces a family has no form.
    let (family, forms) = told(&[], &[("expenditure", "支出决算表"), ("budget_other", "预算绩效表")]);
    assert_eq!((family.as_str(), forms[1].as_str()), ("final_accounts", "budget_other budget"));
}

#[test]
fn accounts_of_a_whole_place_are_no_budget_and_no_departments() {
    let (family, forms) = told(
        &["2022年黑龙江省和省本级财政决算"],
        &[
            ("government_general_balance", "2.2 2022年黑龙江省一般公共预算收支总表"),
            ("government_general_revenue", "2022年黑龙江省一般公共预算收入决算表"),
            ("general_public_budget_basic_expenditure", "2022年黑龙江省一般公共预算基本支出决算表"),
            ("other", "2022年全省国有资本经营预算对下转移支付表"),
        ],
    );
    assert_eq!(family, "government_accounts");
    assert_eq!(
        forms,
        [
            "government_general_balance government_accounts",
            "government_general_revenue government_accounts",
            "other government_accounts",
            "other -",
        ]
    );
}

#[test]
fn a_departments_form_with_a_governments_title_is_a_grid_and_is_told() {
    let forms = [("expenditure", "支出决算表"), ("government_general_expenditure", "一般公共预算支出决算表")];
    let (family, forms, notes) = told_with_notes(&[], &forms);
    assert_eq!((family.as_str(), forms[1].as_str()), ("final_accounts", "other final_accounts"));
    assert_eq!((notes.len(), notes[0].severity), (1, Severity::Unread));
}

#[test]
fn budgets_of_whole_places_are_of_no_family() {
    let (family, forms) = told(
        &["2025年市级一般公共预算收入执行情况表"],
        &[
            ("budget_other", "2025年市级一般公共预算收入执行情况表"),
            ("budget_general_public_expenditure", "表十八：2025年自治区本级一般公共预算支出预算表"),
        ],
    );
    assert_eq!((family.as_str(), forms[1].as_str()), ("-", "other -"));
    assert_eq!(told(&["2025年市本级一般公共预算收入预算表"], &[]).0, "-");
}

#[test]
fn one_of_the_four_budgets_makes_no_budget() {
    assert_eq!(told(&["2025年地方一般公共预算收入", "增长5.1%"], &[]).0, "-");
    assert_eq!(told(&["2025年部门预算"], &[]).0, "budget");
}

#[test]
fn the_cover_tells_where_no_form_does() {
    assert_eq!(told(&["2024年度部门决算", "甲局"], &[]).0, "final_accounts");
    for line in
        ["2024年度政府决算草案", "山东省2023年决算情况表", "2023年汾阳市决算公开", "关于2023年市级决算的报告"]
    {
        assert_eq!(told(&[line], &[]).0, "government_accounts", "{line}");
    }
    for line in ["2024年预算执行情况与2025年预算草案的报告", "云川县2024年政府预算公开"]
    {
        assert_eq!(told(&[line], &[]).0, "-", "{line}");
    }
    for line in ["汾阳市2024年部门预算", "2024年部门预算执行情况", "汾阳市财政局2024年预算公开"]
    {
        assert_eq!(told(&[line], &[]).0, "budget", "{line}");
    }
    assert_eq!(told(&["甲局"], &[]).0, "-");
}
