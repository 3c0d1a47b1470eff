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
fn the_words_of_code_and_name_in_one_cell_are_no_rest_of_a_name() {
    for words in ["科目名称科目编码", "功能分类科目编码科目名称"] {
        let label = format!("{words} | | | ");
        let rows = [
            "项目 | 小计 | 基本支出 | 项目支出",
            label.as_str(),
            "201 一般公共服务支出 | 3.00 | 1.00 | 2.00",
        ];
        let models = models();
        let kind = models.kind("general_public_budget_expenditure").unwrap();
        assert_eq!(read_header(models, kind, &grid(&rows)).unwrap().body_row, 2, "{words}");
    }
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

/// Roles and groups of the columns.
fn grouped(kind: &str, rows: &[&str]) -> Vec<String> {
    let models = models();
    let header = read_header(models, models.kind(kind).unwrap(), &grid(rows)).unwrap();
    let role = |c: &Column| match &c.role {
        Role::Amount { measure, .. } => format!("{measure}{}", c.group),
        other => format!("{other:?}{}", c.group),
    };
    header.columns.iter().map(role).collect()
}

const BASIC: &str = "general_public_budget_basic_expenditure";

#[test]
fn numbers_and_formulas_of_columns_are_no_part_of_words() {
    for words in [
        "本年支出合计（1=2+3） | 基本支出（2） | 项目支出（3） | 上缴上级支出（4） | 经营支出（5） | 对附属单位补助支出（6）",
        "本年支出合计1 | 基本支出2 | 项目支出3 | 上缴上级支出4 | 经营支出5 | 对附属单位补助支出6",
        "①本年支出合计 | ②基本支出 | ③项目支出 | ④上缴上级支出 | ⑤经营支出 | ⑥对附属单位补助支出",
        "本年支出合计 A=B+C | 基本支出 B | 项目支出 C | 上缴上级支出 D | 经营支出 E | 对附属单位补助支出 F",
        "本年支出合计第1栏 | 基本支出第2栏 | 项目支出第3栏 | 上缴上级支出第4栏 | 经营支出第5栏 | 对附属单位补助支出第6栏",
    ] {
        let header = format!("科目编码 | 科目名称 | {words}");
        let rows = [header.as_str(), "合计 | < | 3.00 | 1.00 | 2.00 | | | "];
        let roles = roles("expenditure", &rows).unwrap();
        assert_eq!(roles[2..5], ["total", "basic", "project"], "{words}");
        assert_eq!(roles[7], "subsidy_to_affiliated", "{words}");
    }
}

#[test]
fn a_line_of_formulas_numbers_the_columns_whatever_it_is_called() {
    let rows = [
        "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出",
        "甲 | 乙 | （1）=（2）+（3） | （2） | （3） | （4） | （5） | （6）",
        "合计 | < | 3.00 | 1.00 | 2.00 | | | ",
    ];
    let models = models();
    let header = read_header(models, models.kind("expenditure").unwrap(), &grid(&rows)).unwrap();
    assert_eq!((header.body_row, header.stray.len()), (2, 0));
}

#[test]
fn an_unknown_amount_in_the_middle_costs_its_group_alone() {
    let rows = [
        "科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 调剂数 | 科目编码 | 科目名称 | 决算数",
        "301 | 工资福利支出 | 1.00 | 302 | 商品和服务支出 | 2.00 | 310 | 资本性支出 | 3.00",
    ];
    assert_eq!(
        grouped(BASIC, &rows),
        ["Code0", "Item0", "amount0", "Code1", "Item1", "Unknown1", "Code2", "Item2", "amount2"]
    );
}

#[test]
fn a_blank_over_amounts_parts_groups_as_well() {
    let rows = [
        "科目编码 | 科目名称 | | 科目编码 | 科目名称 | 决算数",
        "301 | 工资福利支出 | 1.00 | 302 | 商品和服务支出 | 2.00",
    ];
    assert_eq!(grouped(BASIC, &rows), ["Code0", "Item0", "Nothing0", "Code1", "Item1", "amount1"]);
    let blank = [rows[0], "301 | 工资福利支出 | | 302 | 商品和服务支出 | 2.00"];
    assert_eq!(grouped(BASIC, &blank), grouped(BASIC, &rows), "a second column of codes begins a group");
}

#[test]
fn unknown_labels_are_known_by_the_classification_or_cost_their_amounts() {
    let header = "科目编码 | 科目名称 | 决算数经 | | 码科目 | 决算数";
    let known = [
        header,
        "301 | 工资福利支出 | 1.50 | 302 | 商品和服务支出 | 2.00",
        "30101 | 基本工资 | 1.50 | 30201 | 办公费 | 2.00",
    ];
    assert_eq!(grouped(BASIC, &known), ["Code0", "Item0", "Unknown0", "Code1", "Item1", "amount1"]);
    let unknown =
        [header, "301 | 工资福利支出 | 1.50 | 甲 | 乙 | 2.00", "30101 | 基本工资 | 1.50 | 丙 | 丁 | 2.00"];
    let models = models();
    let read = read_header(models, models.kind(BASIC).unwrap(), &grid(&unknown));
    assert!(read.is_none(), "no amount is left that is bound to labels of its own");
}

#[test]
fn names_may_stand_before_codes_and_codes_may_be_missing() {
    let rows = [
        "科目名称 | 科目编码 | 决算数 | 科目名称 | 决算数",
        "工资福利支出 | 301 | 1.00 | 商品和服务支出 | 2.00",
    ];
    assert_eq!(grouped(BASIC, &rows), ["Item0", "Code0", "amount0", "Item1", "amount1"]);
}
