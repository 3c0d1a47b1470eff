//! Small performance tables in the designs of several provinces.

use super::*;
use crate::form::line::Line;
use crate::table::samples::grid;
use crate::taxonomy::models;

fn read(tables: &[&[&str]]) -> Reading<'static> {
    let mut reading = Reading::new(models(), words(models()).unwrap());
    for (number, rows) in tables.iter().enumerate() {
        let table = grid(rows);
        reading.read(&table, 0..table.rows(), number > 0);
    }
    reading
}

/// A line as `path/item: measure raw unit, …`.
fn shown(lines: &[Line]) -> Vec<String> {
    let line = |line: &Line| {
        let name = line.path.iter().chain(&line.item).map(String::as_str).collect::<Vec<_>>().join("/");
        let amount = |a: &crate::form::AmountCell| {
            let unit = a.unit.as_deref().unwrap_or_default();
            format!("{} {}{unit}", a.measure, a.printed.concat())
        };
        format!("{name}: {}", line.amounts.iter().map(amount).collect::<Vec<_>>().join(", "))
    };
    lines.iter().filter(|line| !line.amounts.is_empty()).map(line).collect()
}

#[test]
fn columns_are_bound_by_their_headings_in_any_order() {
    let found = read(&[&[
        "项目资金（万元） | 资金来源 | 得分 | 全年执行数（B） | 全年预算数（A） | 年初预算数 | 备注",
        "^ | 年度资金总额 | 9.5 | 95.00 | 100.00 | 90.00 | 结余5.00",
        "^ | 其中：财政拨款 | — | 95.00 | 100.00 | 90.00 | ",
    ]]);
    assert_eq!(
        shown(&found.lines),
        [
            "年度资金总额: score 9.5分, executed 95.00, annual_budget 100.00, initial_budget 90.00",
            "财政拨款: executed 95.00, annual_budget 100.00, initial_budget 90.00",
        ]
    );
    assert_eq!(found.unit.as_deref(), Some("万元"));
    assert!(found.unread.is_empty());
}

#[test]
fn a_total_may_stand_below_funding_lines() {
    let found = read(&[&[
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分",
        "产出指标 | 数量指标 | 培训人数 | ≥10人 | 12人 | 90 | 90",
        "资金性质 | 资金性质 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分",
        "年度资金总额 | < | 10.00 | 10.00 | 9.00 | 10 | 9",
        "自评总分 | < | < | < | < | 100 | 99",
    ]]);
    assert_eq!(shown(&found.totals).len(), 1, "{:?}", shown(&found.lines));
    assert!(shown(&found.totals)[0].ends_with("自评总分: weight 100分, score 99分"));
}

#[test]
fn labels_and_amounts_may_stand_in_one_cell() {
    let rows = read(&[&[
        "资金情况（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 执行率",
        "^ | 年度资金总额：9.00 | 8.00 | 7.00 | 87.50%",
        "^ | 一般公共预算：9.00 | 8.00 | 7.00 | 87.50%",
    ]]);
    let expected = [
        "年度资金总额: initial_budget 9.00, annual_budget 8.00, executed 7.00, execution_rate 87.50%%",
        "一般公共预算: initial_budget 9.00, annual_budget 8.00, executed 7.00, execution_rate 87.50%%",
    ];
    assert_eq!(shown(&rows.lines), expected);
    let columns = read(&[&[
        "资金情况（万元） | 项目 | 资金总额 | 其中 | < | 得分",
        "^ | 全年预算数 | 9.00 | 一般公共预算：8.00 | 其他资金：1.00 | 8.5",
        "^ | 全年执行数 | 7.00 | 一般公共预算：7.00 | 其他资金：0.00 | ^",
    ]]);
    let expected = [
        "资金总额: annual_budget 9.00, score 8.5分, executed 7.00",
        "一般公共预算: annual_budget 8.00, executed 7.00",
        "其他资金: annual_budget 1.00, executed 0.00",
    ];
    assert_eq!(shown(&columns.lines), expected);
}

#[test]
fn a_column_of_names_is_known_by_its_cells_where_its_heading_is_not() {
    let found = read(&[&[
        "一级指标 | 二级指标 | 绩效内容 | 全年实际完成值 | 分值 | 得分",
        "产出指标 | 数量指标 | 培训≥10人 | 12人 | 10 | 10",
        "^ | ^ | 场次≥2场 | 2场 | 10 | 10",
    ]]);
    assert_eq!(
        shown(&found.lines),
        [
            "产出指标/数量指标/培训≥10人: actual 12人, weight 10分, score 10分",
            "产出指标/数量指标/场次≥2场: actual 2场, weight 10分, score 10分",
        ]
    );
    // Where nothing tells, the name is in doubt.
    let found = read(&[&[
        "一级指标 | 二级指标 | 绩效内容 | 全年实际完成值 | 分值 | 得分",
        "产出指标 | 数量指标 | 培训≥10人 | 12人 | 10 | 10",
    ]]);
    assert!(found.lines[0].doubt.as_ref().is_some_and(|doubt| doubt.contains("绩效内容")));
}

#[test]
fn columns_of_two_years_are_in_doubt() {
    let found = read(&[&[
        "资金来源 | 全年预算数 | 2022年执行数 | 2023年执行数",
        "年度资金总额 | 10.00 | 8.00 | 9.00",
    ]]);
    let doubted: Vec<bool> = found.lines[0].amounts.iter().map(|amount| amount.doubt.is_some()).collect();
    assert_eq!(doubted, [false, true, true]);
}

#[test]
fn a_year_before_a_heading_and_a_sign_in_it_say_nothing() {
    let found = read(&[&[
        "一级指标 | 二级指标 | 三级指标 | 指标方向及目标值 | 2023年完成值 | 分值 | 得分",
        "产出指标 | 数量指标 | 培训人数 | ≥10人 | 12人 | 10 | 10",
    ]]);
    assert_eq!(
        shown(&found.lines),
        ["产出指标/数量指标/培训人数: target ≥10人, actual 12人, weight 10分, score 10分"]
    );
}

#[test]
fn sources_may_be_columns_and_measures_rows() {
    let found = read(&[&[
        "预算执行（元） | 项目 | 一般公共预算 | 其他资金 | 合计",
        "^ | 年初预算数 | 1.00 | 2.00 | 3.00",
        "^ | 全年预算数 | 1.00 | — | 1.00",
        "^ | 执行率 | 50.00% | / | 50.00%",
        "^ | 分值 | | | 10",
    ]]);
    assert_eq!(
        shown(&found.lines),
        [
            "一般公共预算: initial_budget 1.00, annual_budget 1.00, execution_rate 50.00%%",
            "其他资金: initial_budget 2.00",
            "合计: initial_budget 3.00, annual_budget 1.00, execution_rate 50.00%%, weight 10分",
        ]
    );
    assert_eq!(found.unit.as_deref(), Some("元"));
}

#[test]
fn labels_may_stand_beside_their_amounts() {
    let found = read(&[&[
        "项目预算执行情况 | 预算数： | 3.65 | 执行数： | 3.60",
        "^ | 其中：本级财政资金 | 3.65 | 其中：本级财政资金 | 3.60",
        "^ | 上级补助 |  | 上级补助 | ",
        "年度总体目标 | 预期目标 | < | 实际完成情况 | <",
        "^ | 完成12项 | < | 完成11项 | <",
    ]]);
    assert_eq!(
        shown(&found.lines),
        [
            "预算数: annual_budget 3.65",
            "执行数: executed 3.60",
            "本级财政资金: annual_budget 3.65, executed 3.60",
        ]
    );
}

#[test]
fn indicators_stand_under_their_levels() {
    let found = read(&[&[
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 评分标准 | 实际完成值 | 分值 | 得分",
        "^ | 产出指标（60分） | 数量指标 | 培训人数 | ≥20人 | 每少1人扣1分 | 21人 | 30 | 30",
        "^ | ^ | ^ | 培训期数 | 3期 |  | 2期 | 30 | 20",
        "^ | 效益指标 | 社会效益指标 | 影响 | 显著 |  | 显著 | 8% | 8",
        "^ | 总分 | < | < | < | < | < | 100 | 58",
        "自评结论 | 本项目得58分 | < | < | < | < | < | < | <",
    ]]);
    assert_eq!(
        shown(&found.lines),
        [
            "产出指标（60分）/数量指标/培训人数: target ≥20人, actual 21人, weight 30分, score 30分",
            "产出指标（60分）/数量指标/培训期数: target 3期, actual 2期, weight 30分, score 20分",
            "效益指标/社会效益指标/影响: target 显著, actual 显著, weight 8%%, score 8分",
        ]
    );
    assert_eq!(found.totals.len(), 1);
}

#[test]
fn indicators_may_have_two_levels_or_none() {
    let two =
        read(&[&["一级指标 | 二级指标 | 目标值 | 完成值 | 自评得分", "决策 | 立项规范性 | 规范 | 规范 | 5"]]);
    assert_eq!(shown(&two.lines), ["决策/立项规范性: target 规范, actual 规范, score 5分"]);
    let none = read(&[&[
        "指标名称 | 计量单位 | 指标性质 | 年初指标值 | 全年完成值 | 指标权重",
        "展演场次 | 场 | ≥ | 36 | 35 | 7%",
    ]]);
    assert_eq!(shown(&none.lines), ["展演场次: target 36, actual 35, weight 7%%"]);
}

#[test]
fn a_table_goes_on_over_pages_without_its_headings() {
    let first: &[&str] = &[
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分",
        "产出指标 | 数量指标 | 甲 | 1 | 1 | 5",
        "效益指标 | 社会效益指 | 乙 | 2 | 2 | 6",
    ];
    let weight: &[&str] =
        &["效益指标 | 经济效益指标 | 甲 | 1 | 1 | 5", "（9分） | 生态效益指标 | 乙 | 2 | 2 | 6"];
    let found = read(&[&[first[0], weight[0], weight[1]]]);
    assert!(found.lines.iter().all(|line| line.path[0] == "效益指标（9分）"));
    let second: &[&str] = &[" | 标 | 丙 | 3 | 3 | 7", "满意度指标 | 服务对象满意度指标 | 丁 | 4 | 4 | 8"];
    let found = read(&[first, second]);
    assert_eq!(
        shown(&found.lines),
        [
            "产出指标/数量指标/甲: target 1, actual 1, score 5分",
            "效益指标/社会效益指标/乙: target 2, actual 2, score 6分",
            "效益指标/社会效益指标/丙: target 3, actual 3, score 7分",
            "满意度指标/服务对象满意度指标/丁: target 4, actual 4, score 8分",
        ]
    );
    let rest = grid(second);
    assert!(read(&[first]).may_go_on_in(&rest, 0..rest.rows()));
    let done = read(&[first, &["总分 | < | < |  |  | 26"]]);
    assert!(!done.may_go_on_in(&rest, 0..rest.rows()), "behind its total");
}

#[test]
fn a_row_that_a_page_cuts_is_one_and_in_doubt() {
    let found = read(&[
        &[
            "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分",
            "产出指标 | 数量指标 | 农村公路 | 1 | 1 | 5",
        ],
        &[" |  | 养护里程 |  |  | ", " |  | 乙 | 2 | 2 | 6"],
    ]);
    assert_eq!(
        shown(&found.lines),
        [
            "产出指标/数量指标/农村公路养护里程: target 1, actual 1, score 5分",
            "产出指标/数量指标/乙: target 2, actual 2, score 6分",
        ]
    );
    assert!(found.lines[0].doubt.is_some() && found.lines[1].doubt.is_none());
}

#[test]
fn goals_and_scores_for_management_are_no_facts() {
    let found = read(&[&[
        "资金管理情况 |  | 情况说明 | < | 分值（20） | 得分",
        "^ | 安排科学性 | 按要求论证 | < | 5 | 5",
        "年度总体目标 | 预期目标 | < | 实际完成情况 | < | <",
        "^ | 完成12项 | < | 完成11项 | < | <",
    ]]);
    assert!(found.lines.is_empty());
    assert_eq!(found.totals.len(), 1, "they count in the total");
}

#[test]
fn a_number_under_an_unknown_heading_is_told() {
    let found = read(&[&[
        "资金来源 | 全年预算数 | 全年执行数 | 结算金 | 执行率",
        "年度资金总额 | 100.00 | 95.00 | 3.00 | 95%",
    ]]);
    assert_eq!(found.unread, ["3.00"]);
    let merged = read(&[&[
        "资金来源 | 年初预算数目标申报预算编制 | < | 全年执行数 | 执行率",
        "年度资金总额 | 100.00 | 90.00 | 95.00 | 95%",
    ]]);
    assert_eq!(merged.unread, ["100.00", "90.00"], "a line between two headings is missing");
}

#[test]
fn projects_and_titles_begin_tables_inside_of_a_table() {
    let table = grid(&[
        "项目名称 | 甲项目 | 主管部门 | 某局",
        "一级指标 | 三级指标 | 指标值 | 得分",
        "产出指标 | 甲 | 1 | 5",
        "项目支出绩效自评表 | < | < | <",
        "项目名称 | 乙项目 | 主管部门 | 某局",
        "一级指标 | 三级指标 | 指标值 | 得分",
        "产出指标 | 乙 | 1 | 5",
    ]);
    let found = parts(words(models()).unwrap(), &table);
    let shown: Vec<_> = found.iter().map(|p| (p.rows.clone(), p.body_row, p.project.as_deref())).collect();
    assert_eq!(shown, [(0..3, 1, Some("甲项目")), (3..7, 5, Some("乙项目"))]);
    assert_eq!(found[1].title.as_deref(), Some("项目支出绩效自评表"));
}

#[test]
fn official_forms_are_no_performance_tables() {
    let words = words(models()).unwrap();
    let form = grid(&["项目 | 年初预算数 | 全年预算数 | 决算数", "基本支出 | 1.00 | 1.00 | 1.00"]);
    assert_eq!(look(models(), words, &form, false), Look::None);
    let summary =
        grid(&["序号 | 项目名称 | 全年预算数 | 全年执行数 | 自评得分", "1 | 甲 | 1.00 | 1.00 | 95"]);
    assert_eq!(look(models(), words, &summary, false), Look::Summary);
}
