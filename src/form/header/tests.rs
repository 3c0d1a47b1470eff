//! Rules of reading headers, on small tables.

use super::*;
use crate::table::samples::grid;
use crate::taxonomy::models;

fn roles(kind: &str, rows: &[&str]) -> Option<Vec<String>> {
    let models = models();
    let header = read_header(models, models.kind(kind)?, &grid(rows))?;
    Some(
        header
            .columns
            .iter()
            .map(|c| match &c.role {
                Role::Amount { measure, side, .. } => {
                    format!("{}{measure}", side.as_ref().map_or(String::new(), |s| format!("{s}.")))
                }
                other => format!("{other:?}"),
            })
            .collect(),
    )
}

#[test]
fn a_coded_header_with_spans() {
    let rows = [
        "项目 | < | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出",
        "科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^",
        "栏次 | < | 1 | 2 | 3 | 4 | 5 | 6",
        "合 计 | < | 192.58 | 192.58 | 0.00 | | |",
    ];
    assert_eq!(
        roles("expenditure", &rows).unwrap(),
        [
            "Code",
            "Item",
            "total",
            "basic",
            "project",
            "remitted_to_superior",
            "operating",
            "subsidy_to_affiliated"
        ]
    );
    assert!(roles("income", &rows).is_none());
}

#[test]
fn pairs_of_budget_and_final_columns() {
    // 上海: six pairs instead of two groups of six.
    let rows = [
        "财政拨款“三公”经费 | < | < | < | < | < | < | < | < | < | < | <",
        "合计 | < | 因公出国（境）费 | < | 公务用车购置及运行维护费 | < | < | < | < | < | 公务接待费 | <",
        "^ | ^ | ^ | ^ | 小计 | < | 公务用车购置费 | < | 公务用车运行维护费 | < | ^ | ^",
        "预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数",
        "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12",
    ];
    let roles = roles("three_public", &rows).unwrap();
    assert_eq!(
        roles[..6],
        [
            "budget.total",
            "final.total",
            "budget.overseas_travel",
            "final.overseas_travel",
            "budget.vehicles",
            "final.vehicles"
        ]
    );
    assert_eq!(roles[11], "final.reception");
}

#[test]
fn a_total_line_may_share_the_row_of_the_lowest_words() {
    // 上海 template p13 and 文旅 2025: 合计 0 2002.80 合计 基本支出 项目支出 0.
    let rows = [
        "项目 | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余",
        "功能分类科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^",
        "合计 | < | 0 | 2002.80 | 合计 | 基本支出 | 项目支出 | 0",
    ];
    let models = models();
    let header = read_header(models, models.kind("government_fund").unwrap(), &grid(&rows)).unwrap();
    assert_eq!(header.body_row, 2);
    assert_eq!(
        roles("government_fund", &rows).unwrap()[2..],
        ["opening_balance", "income", "total", "basic", "project", "closing_balance"]
    );
}

#[test]
fn column_numbers_are_known_by_counting_too() {
    // 汾阳 2023: 档次 for 栏次.
    let rows = [
        "收入 | < | < | 支出 | < | <",
        "项目 | 行次 | 金额 | 项目 | 行次 | 金额",
        "档次 | | 1 | 档次 | | 2",
        "一、一般公共预算财政拨款收入 | 1 | 5.00 | 一、一般公共服务支出 | 31 | 749.17",
    ];
    let models = models();
    let header =
        read_header(models, models.kind("income_expenditure_summary").unwrap(), &grid(&rows)).unwrap();
    assert_eq!(header.body_row, 3);
}

#[test]
fn an_amount_in_the_line_of_column_numbers_is_reported() {
    // 洛阳 孟津 2024.
    let rows = [
        "收入 | < | < | 支出 | < | <",
        "项目 | 行次 | 金额 | 项目 | 行次 | 金额",
        "栏次 | | 907.94 | 栏次 | | 2",
        "一、一般公共预算财政拨款收入 | 1 | | 一、一般公共服务支出 | 31 | 749.17",
    ];
    let models = models();
    let header =
        read_header(models, models.kind("income_expenditure_summary").unwrap(), &grid(&rows)).unwrap();
    assert_eq!((header.body_row, header.stray), (3, vec!["907.94".to_owned()]));
}

#[test]
fn a_sum_below_a_measure_is_that_measure() {
    let rows = [
        "项目 | < | 本年收入合计 | 财政拨款收入 | 事业收入 | < | 其他收入",
        "科目编码 | 科目名称 | ^ | ^ | 合计 | 其中：教育收费 | ^",
        "合计 | < | 3.00 | 1.00 | 2.00 | 1.00 |",
    ];
    let roles = roles("income", &rows).unwrap();
    assert_eq!(roles[2..], ["total", "fiscal_appropriation", "business", "Part", "other"]);
}

#[test]
fn a_group_with_amounts_of_two_sides_is_not_understood() {
    let rows = [
        "收入 | < | 支出 | <",
        "项目 | 决算数 | 按某种分类 | 决算数",
        "一般公共预算财政拨款收入 | 1.00 | 一般公共服务支出 | 2.00",
    ];
    assert!(roles("income_expenditure_summary", &rows).is_none());
}

#[test]
fn parts_of_a_balance_are_no_measures() {
    // 云南: blocks with parts of their own.
    let rows = [
        "项目 | < | 年初结转和结余 | < | 本年支出 | < | <",
        "科目编码 | 科目名称 | 合计 | 基本支出结转 | 合计 | 基本支出 | 项目支出",
        "合计 | < | 1.00 | 1.00 | 2.00 | 2.00 |",
    ];
    assert_eq!(
        roles("general_public_budget_expenditure", &rows).unwrap(),
        ["Code", "Item", "opening_balance", "Part", "total", "basic", "project"]
    );
}
