//! Rules of reading rows, on small tables.

use super::*;
use crate::form::header::read_header;
use crate::geom::Rect;
use crate::table::samples::grid;
use crate::taxonomy::models;

fn lines(kind: &str, rows: &[&str]) -> Vec<String> {
    let models = models();
    let kind = models.kind(kind).unwrap();
    let grid = grid(rows);
    let header = read_header(models, kind, &grid).unwrap();
    read_body(models, kind, &grid, &header.columns, header.body_row, header.section.clone())
        .lines
        .iter()
        .map(|l| {
            let label = format!("{}{}", l.code.as_deref().unwrap_or(""), l.item.as_deref().unwrap_or(""));
            let amounts: Vec<String> =
                l.amounts.iter().map(|a| format!("{}={}", a.measure, a.printed.concat())).collect();
            format!("{}{label} {}", l.path.concat(), amounts.join(" ")).trim().to_owned()
        })
        .collect()
}

#[test]
fn codes_in_three_columns_and_a_total_in_the_header_row() {
    // 上海 财政局 2024: 类 | 款 | 项 | 合计 is both header and data.
    let rows = [
        "项目 | < | < | < | 本年支出合计 | 基本支出 | 项目支出 | 经营支出",
        "功能分类科目编码 | < | < | 科目名称 | ^ | ^ | ^ | ^",
        "类 | 款 | 项 | 合计 | 2,940.05 | 1,000.05 | 1,940.00 |",
        "201 | 06 | 01 | 行政运行 | 100.00 | 100.00 | — | ",
    ];
    assert_eq!(
        lines("expenditure", &rows),
        ["合计 total=2,940.05 basic=1,000.05 project=1,940.00", "2010601行政运行 total=100.00 basic=100.00"]
    );
}

#[test]
fn groups_side_by_side_and_a_foot_over_two_of_them() {
    let rows = [
        "人员经费 | < | < | 公用经费 | < | < | < | < | <",
        "科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数",
        "301 | 工资福利支出 | 1.00 | 302 | 商品和服务支出 | 2.00 | 310 | 资本性支出 | 0.00",
        "人员经费合计 | < | 1.00 | 公用经费合计 | < | < | < | < | 2.00",
    ];
    assert_eq!(
        lines("general_public_budget_basic_expenditure", &rows),
        [
            "301工资福利支出 amount=1.00",
            "302商品和服务支出 amount=2.00",
            "310资本性支出 amount=0.00",
            "人员经费合计 amount=1.00",
            "公用经费合计 amount=2.00"
        ]
    );
}

#[test]
fn an_amount_printed_in_a_split_row_belongs_to_the_label_beside_it() {
    let rows = [
        "项目 | < | 本年支出 | < | <",
        "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
        "2080505 | 养老保险缴费支出 | 1.00 | 1.00 |",
        "^ | ^ | | | 3.00",
    ];
    assert_eq!(
        lines("general_public_budget_expenditure", &rows),
        ["2080505养老保险缴费支出 total=1.00 basic=1.00 project=3.00"]
    );
}

#[test]
fn headings_become_the_path() {
    let rows = [
        "一、政府采购情况 | < | <",
        "项目 | 行次 | 统计数",
        "合计 | 1 | 72.40",
        "二、机关运行经费 | < | <",
        "项目 | | 统计数",
        "（一）行政单位 | 5 | 21.97",
    ];
    assert_eq!(
        lines("disclosure_statistics", &rows),
        ["政府采购情况合计 value=72.40", "机关运行经费行政单位 value=21.97"]
    );
}

#[test]
fn blank_marks_are_not_reported() {
    let rows = [
        "项目 | < | 本年支出 | < | <",
        "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
        "合计 | < | ──── | / | 0",
    ];
    assert_eq!(lines("state_capital", &rows), ["合计 project=0"]);
}

#[test]
fn lines_below_another_title_in_one_frame_are_doubted() {
    let rows = [
        "项目 | < | 本年支出 | < | <",
        "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
        "合计 | < | 1.00 | 1.00 |",
        "国有资本经营预算财政拨款支出决算表 | < | < | < | <",
        "223 | 国有资本经营预算支出 | 9.00 | | 9.00",
    ];
    let models = models();
    let kind = models.kind("general_public_budget_expenditure").unwrap();
    let grid = grid(&rows);
    let header = read_header(models, kind, &grid).unwrap();
    let body = read_body(models, kind, &grid, &header.columns, header.body_row, None);
    let doubts: Vec<bool> =
        body.lines.iter().filter(|l| !l.amounts.is_empty()).map(|l| l.doubt.is_some()).collect();
    assert_eq!(doubts, [false, true]);
}

#[test]
fn amounts_that_count_up_are_amounts_where_they_have_decimals() {
    let rows = [
        "收入 | < | < | 支出 | < | <",
        "项目 | 行次 | 金额 | 项目 | 行次 | 金额",
        "一、一般公共预算财政拨款收入 | 1 | 1.00 | 一、一般公共服务支出 | 31 | 2.00",
    ];
    assert_eq!(
        lines("income_expenditure_summary", &rows),
        ["一般公共预算财政拨款收入 amount=1.00", "一般公共服务支出 amount=2.00"]
    );
}

#[test]
fn a_recognised_line_of_column_numbers_is_known_with_one_misread() {
    let misread = [Some(1), Some(2), None, Some(4), Some(5), Some(6)];
    assert!(counts_up(&misread, true) && !counts_up(&misread, false));
    assert!(counts_up(&[Some(1), Some(2), Some(3)], false));
    assert!(!counts_up(&[Some(1), Some(2), Some(2), Some(1)], true));
}

/// An amount with each mark that numbers are printed with, and with a minus behind.
const MARKED: [&str; 12] = [
    "3.50",
    "-3.50",
    "－3.50",
    "−3.50",
    "—3.50",
    "△3.50",
    "▲3.50",
    "(3.50)",
    "（3.50）",
    "３．５０",
    "3.50-",
    "3.50－",
];

fn body(rows: &[&str]) -> Body {
    let models = models();
    let kind = models.kind("general_public_budget_expenditure").unwrap();
    let grid = grid(rows);
    let header = read_header(models, kind, &grid).unwrap();
    read_body(models, kind, &grid, &header.columns, header.body_row, None)
}

#[test]
fn marked_amounts_under_an_unknown_heading_are_counted_as_not_read() {
    for printed in MARKED {
        let rows = [
            "项目 | < | 本年支出 | < | < | 调整额",
            "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出 | ^",
            &format!("223 | 国有资本经营预算支出 | 9.00 | | 9.00 | {printed}"),
        ];
        let body = body(&rows);
        assert_eq!(body.unread.len(), 1, "{printed}");
        assert_eq!(body.lines[0].doubt, None, "{printed}");
    }
}

#[test]
fn amounts_behind_the_names_of_a_column_that_is_not_understood_are_not_read() {
    let rows = [
        "项目 | < | 本年支出 | < | < | 调整项目和数额",
        "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出 | ^",
        "223 | 国有资本经营预算支出 | 9.00 | | 9.00 | 工资福利支出 17473.41",
        "22301 | 解决历史遗留问题 | 9.00 | | 9.00 | 津贴补贴 50.20",
        "22302 | 资本金注入 | 9.00 | | 9.00 | 奖金",
    ];
    assert_eq!(body(&rows).unread, ["17473.41", "50.20"]);
}

#[test]
fn a_row_with_a_marked_amount_under_no_heading_is_doubted() {
    for printed in MARKED {
        let rows = [
            "项目 | < | 本年支出 | < | < | ",
            "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出 | ",
            &format!("223 | 国有资本经营预算支出 | 9.00 | | 9.00 | {printed}"),
        ];
        let body = body(&rows);
        assert_eq!(body.unread.len(), 1, "{printed}");
        let doubt = body.lines[0].doubt.as_deref();
        assert_eq!(doubt, Some("an amount of the row stands in a column without a header"), "{printed}");
    }
}

#[test]
fn numbers_of_lines_under_no_heading_are_no_amounts() {
    for printed in ["3", "3.00", "（3）", "—", "3.5%"] {
        let rows = [
            "项目 | < | 本年支出 | < | < | ",
            "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出 | ",
            &format!("223 | 国有资本经营预算支出 | 9.00 | | 9.00 | {printed}"),
        ];
        let body = body(&rows);
        assert_eq!((body.unread.len(), body.lines[0].doubt.as_deref()), (0, None), "{printed}");
    }
}

#[test]
fn sums_of_pages_are_no_lines() {
    let header = ["项目 | < | 本年支出 | < | <", "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出"];
    for label in ["本页小计 | <", " | 本页合计", "过 次 页 | <", " | 承前页"] {
        let sum = format!("{label} | 9.00 | 9.00 | ");
        let rows = [header[0], header[1], "201 | 一般公共服务支出 | 9.00 | 9.00 |", sum.as_str()];
        let lines = body(&rows).lines;
        assert_eq!(lines.len(), 1, "{label}");
    }
}

#[test]
fn the_number_of_a_line_is_no_part_of_the_name_that_runs_into_it() {
    // One side of a cell is missing: 本年支出合计 and 59 are one.
    let rows = [
        "收入 | < | < | 支出 | < | <",
        "项目 | 行次 | 决算数 | 项目 | 行次 | 决算数",
        "一、一般公共预算财政拨款收入 | 1 | 1.00 | 一、一般公共服务支出 | 58 | 1.00",
        "本年收入合计 | 2 | 1.00 | 本年支出合计 59 | < | 1.00",
        "年初结转和结余 3 | | 2.00 | 年末结转和结余 | 60 | 2.00",
        "总计 | 4 | 3.00 | 总计 | 61 | 3.00",
    ];
    let lines = lines("income_expenditure_summary", &rows);
    assert!(lines.contains(&"本年支出合计 amount=1.00".to_owned()), "{lines:?}");
    assert!(lines.contains(&"年初结转和结余 amount=2.00".to_owned()), "{lines:?}");
}

#[test]
fn a_part_of_a_code_that_stands_in_a_later_row_is_none_of_the_first() {
    // The side between 201 and 20101 is missing in the column of 款.
    let rows = [
        "项目 | < | < | < | 本年支出 | < | <",
        "类 | 款 | 项 | 科目名称 | 小计 | 基本支出 | 项目支出",
        "201 | 01 | | 一般公共服务支出 | 9.00 | 9.00 |",
        "201 | ^ | | 人大事务 | 9.00 | 9.00 |",
    ];
    let models = models();
    let kind = models.kind("general_public_budget_expenditure").unwrap();
    let mut grid = grid(&rows);
    let index = grid.index_at(2, 1).unwrap();
    grid.cells[index].lines[0].rect = Rect::new(60.0, 64.0, 80.0, 76.0);
    let header = read_header(models, kind, &grid).unwrap();
    let body = read_body(models, kind, &grid, &header.columns, header.body_row, None);
    let codes: Vec<&str> = body.lines.iter().filter_map(|l| l.code.as_deref()).collect();
    assert_eq!(codes, ["201", "20101"]);
}

#[test]
fn an_amount_over_the_columns_of_two_measures_is_doubted() {
    let rows = [
        "项目 | < | 本年支出 | < | <",
        "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
        "201 | 一般公共服务支出 | 9.00 | 9.00 | <",
    ];
    let doubts: Vec<bool> = body(&rows).lines[0].amounts.iter().map(|a| a.doubt.is_some()).collect();
    assert_eq!(doubts, [false, true]);
}

#[test]
fn a_minus_in_a_column_of_its_own_belongs_to_the_amount_behind_it() {
    let header = "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | | 项目支出 | 经营支出";
    let rows =
        [header, "205 | 教育支出 | 1.00 | 3.00 | − | 2.00 |", "208 | 社会保障 | 5.00 | 3.00 | | 2.00 |"];
    assert_eq!(
        lines("expenditure", &rows),
        [
            "205教育支出 total=1.00 basic=3.00 project=− 2.00",
            "208社会保障 total=5.00 basic=3.00 project=2.00"
        ]
    );
    let blanks =
        [header, "205 | 教育支出 | 5.00 | 3.00 | - | 2.00 |", "208 | 社会保障 | 5.00 | 3.00 | - | 2.00 |"];
    assert!(
        lines("expenditure", &blanks).iter().all(|line| line.ends_with("project=2.00")),
        "marks of blanks"
    );
}

#[test]
fn a_minus_behind_the_amount_on_the_left_puts_both_in_doubt() {
    let header = "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出";
    let doubts = |basic: &str| -> Vec<bool> {
        let row = format!("205 | 教育支出 | 1.00 | {basic} | 2.00");
        body(&[header, &row]).lines[0].amounts.iter().map(|amount| amount.doubt.is_some()).collect()
    };
    assert_eq!(doubts("3.00 −"), [false, false, true]);
    assert_eq!(doubts("3.00−"), [false; 3], "the minus is set close to its number");
    assert!(!doubts("−").contains(&true), "a blank");
}

#[test]
fn a_space_in_a_cell_over_two_columns_may_part_two_amounts() {
    let models = models();
    let kind = models.kind("expenditure").unwrap();
    let header = "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 | 经营支出";
    let grid =
        grid(&[header, "205 | 教育支出 | 357 | 12 345 | < |", "208 | 社会保障 | 1 357 | 1 012 | 345 |"]);
    let header = read_header(models, kind, &grid).unwrap();
    let body = read_body(models, kind, &grid, &header.columns, header.body_row, None);
    let overrun = |line: usize| body.lines[line].amounts.iter().any(|amount| amount.overrun);
    assert!(overrun(0) && !overrun(1));
}

/// The amounts of a form of 三公 below its header, and whether they are doubted.
fn three_public(rows: &[&str]) -> Vec<(String, bool)> {
    let header = [
        "预算数 | < | < | < | < | < | 决算数 | < | < | < | < | <",
        "合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费 | \
         合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费",
        "^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^ | \
         ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^",
    ];
    let models = models();
    let kind = models.kind("three_public").unwrap();
    let grid = grid(&[&header[..], rows].concat());
    let header = read_header(models, kind, &grid).unwrap();
    let body = read_body(models, kind, &grid, &header.columns, header.body_row, None);
    let amounts =
        body.lines.iter().flat_map(|l| l.amounts.iter().map(|a| (a.printed.concat(), l.doubt.is_some())));
    amounts.collect()
}

#[test]
fn a_line_of_column_numbers_is_none_of_amounts() {
    let amounts = "6.00 | 1.00 | 2.00 | 0.00 | 2.00 | 3.00 | 5.50 | 1.00 | 1.50 | 0.00 | 1.50 | 3.00";
    for numbers in [
        "甲 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12",
        "1.00 | 2.00 | 3.00 | 4.00 | 5.00 | 6.00 | 7.00 | 8.00 | 9.00 | 10.00 | 11.00 | 12.00",
        "1 | 2 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13",
        "2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13",
        "1 | 2 | 3 | 4 | 5 | 6 | 1 | 2 | 3 | 4 | 5 | 6",
    ] {
        let found = three_public(&[numbers, amounts]);
        assert_eq!((found.len(), found.iter().any(|(_, doubted)| *doubted)), (12, false), "{numbers}");
    }
    let unclear = "1 | 2 | 3 | 4 | 5 | 7777.776 | 7 | 8 | 9 | 10 | 11 | 12";
    let doubted: Vec<bool> =
        three_public(&[unclear, amounts]).into_iter().map(|(_, doubted)| doubted).collect();
    assert_eq!(doubted, [[true; 12], [false; 12]].concat());
}

#[test]
fn the_number_of_a_page_below_the_amounts_is_doubted() {
    let amounts = "6.00 | 1.00 | 2.00 | 0.00 | 2.00 | 3.00 | 5.50 | 1.00 | 1.50 | 0.00 | 1.50 | 3.00";
    let found = three_public(&[amounts, " | | | | | —7 | — | | | | | 2024.08"]);
    let doubted: Vec<&str> = found.iter().filter(|(_, doubted)| *doubted).map(|(a, _)| a.as_str()).collect();
    assert_eq!(doubted, ["—7", "2024.08"]);
}

#[test]
fn a_doubted_character_of_an_amount_costs_that_amount_and_one_of_a_code_the_line() {
    let models = models();
    let kind = models.kind("general_public_budget_expenditure").unwrap();
    let rows = [
        "项目 | < | 本年支出 | < | <",
        "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
        "2010301 | 行政运行 | 2.00 | 1.00 | 1.00",
        "2010302 | 一般行政管理事务 | 2.00 | 1.00 | 1.00",
    ];
    let mut grid = grid(&rows);
    for cell in grid.cells.iter_mut().filter(|c| (c.row, c.column) == (2, 3) || (c.row, c.column) == (3, 0)) {
        cell.lines[0].doubt = Some(crate::page::Doubt::Overlaid);
    }
    let header = read_header(models, kind, &grid).unwrap();
    let body = read_body(models, kind, &grid, &header.columns, header.body_row, None);
    let doubts: Vec<(bool, Vec<bool>)> = body
        .lines
        .iter()
        .map(|l| (l.doubt.is_some(), l.amounts.iter().map(|a| a.doubt.is_some()).collect()))
        .collect();
    assert_eq!(doubts, [(false, vec![false, true, false]), (true, vec![false; 3])]);
}
