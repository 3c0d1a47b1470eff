//! Forms that were cut by columns, and tables that only look so.

use super::*;
use crate::form::stitch::stitch;
use crate::geom::{Affine, Rect};
use crate::table::samples::grid;
use crate::taxonomy::models;

const LEFT: [&str; 4] = [
    "项目 | < | 本年支出合计 | 基本支出",
    "科目编码 | 科目名称 | ^ | ^",
    "合计 | < | 3.00 | 1.00",
    "201 | 一般公共服务支出 | 3.00 | 1.00",
];
const RIGHT: [&str; 4] = [
    "项目 | < | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出",
    "科目编码 | 科目名称 | ^ | ^ | ^ | ^",
    "合计 | < | 2.00 | | | ",
    "201 | 一般公共服务支出 | 2.00 | | | ",
];
const BARE: [&str; 4] = [
    "项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出",
    "^ | ^ | ^ | ^",
    "2.00 | | | ",
    "2.00 | | | ",
];

fn page(number: u32, above: &[&str], rows: &[&str]) -> PageTables {
    let mut table = grid(rows);
    table.page = number;
    let line = |(text, y): (&&str, i32)| TextLine {
        text: (*text).to_owned(),
        known: None,
        rect: Rect::new(0.0, -500.0 + 20.0 * f64::from(y), 100.0, -490.0 + 20.0 * f64::from(y)),
        size: 10.0,
        cut: false,
        doubt: None,
        readings: Vec::new(),
    };
    let lines = above.iter().zip(0..).map(line).collect();
    PageTables {
        page: number,
        size: None,
        grids: vec![table],
        lines,
        notes: Vec::new(),
        parts: Vec::new(),
        as_seen: Affine::IDENTITY,
    }
}

/// Each form with its pages, and its amounts line by line.
fn read(tables: &[PageTables]) -> Vec<(String, Vec<u32>, Vec<String>)> {
    let (forms, _) = stitch(models(), tables);
    let amounts = |line: &crate::form::Line| {
        let printed = line.amounts.iter().map(|a| format!("{} {}", a.measure, a.printed.concat()));
        printed.collect::<Vec<_>>().join(", ")
    };
    forms.into_iter().map(|f| (f.kind, f.pages, f.lines.iter().map(amounts).collect())).collect()
}

fn whole(pages: &[u32], lines: usize) -> (String, Vec<u32>, Vec<String>) {
    let line = "total 3.00, basic 1.00, project 2.00".to_owned();
    ("expenditure".to_owned(), pages.to_vec(), vec![line; lines])
}

#[test]
fn the_right_columns_follow_with_the_labels_repeated_or_without() {
    let title = "支出决算表";
    let repeated = read(&[page(5, &[title], &LEFT), page(6, &["支出决算表（续表）"], &RIGHT)]);
    assert_eq!(repeated, [whole(&[5, 6], 2)]);
    let untitled = read(&[page(5, &[title], &LEFT), page(6, &["续表"], &RIGHT)]);
    assert_eq!(untitled, [whole(&[5, 6], 2)]);
    let bare = read(&[page(5, &[title], &LEFT), page(6, &["单位：万元"], &BARE)]);
    assert_eq!(bare, [whole(&[5, 6], 2)]);
    let title_over_the_right = read(&[page(5, &["部门：某局"], &LEFT), page(6, &[title], &BARE)]);
    assert_eq!(title_over_the_right, [whole(&[5, 6], 2)]);
}

#[test]
fn further_rows_follow_page_by_page_or_before_the_right_columns() {
    let (left, right) = (["201 | 一般公共服务支出 | 3.00 | 1.00"], ["201 | 一般公共服务支出 | 2.00 | | | "]);
    let title = "支出决算表";
    let over = [page(5, &[title], &LEFT), page(6, &[], &RIGHT), page(7, &[], &left), page(8, &[], &right)];
    assert_eq!(read(&over), [whole(&[5, 6, 7, 8], 3)]);
    let down = [page(5, &[title], &LEFT), page(6, &[], &left), page(7, &[], &RIGHT), page(8, &[], &right)];
    assert_eq!(read(&down), [whole(&[5, 6, 7, 8], 3)]);
    // The columns of the last page would be taken for those of the first.
    let other = ["208 | 社会保障和就业支出 | 2.00 | | | "];
    let torn = [page(5, &[title], &LEFT), page(6, &[], &left), page(7, &[], &RIGHT), page(8, &[], &other)];
    let (_, notes) = stitch(models(), &torn);
    assert!(notes.iter().any(|note| note.page == Some(8) && note.severity == Severity::Unread), "{notes:?}");
    assert!(read(&torn)[0].2.iter().all(|line| !line.contains("project 2.00, basic")));
}

#[test]
fn a_box_between_the_pieces_costs_no_other_table() {
    let mut first = page(5, &["支出决算表"], &LEFT);
    let mut signed = grid(&["制表：甲 | 审核：乙"]);
    signed.page = 5;
    first.grids.push(signed);
    let income = [
        "项目 | < | 本年收入合计 | 财政拨款收入 | 上级补助收入 | 事业收入 | 经营收入 | 附属单位上缴收入 | 其他收入",
        "科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^ | ^",
        "合计 | < | 1.00 | 1.00 | | | | | ",
    ];
    let found = read(&[first, page(6, &["续表"], &RIGHT), page(7, &["收入决算表"], &income)]);
    let kinds: Vec<(&str, usize)> = found.iter().map(|form| (form.0.as_str(), form.2.len())).collect();
    assert!(kinds.contains(&("expenditure", 2)) && kinds.contains(&("income", 1)), "{kinds:?}");
}

#[test]
fn other_lines_other_forms_and_other_units_are_not_joined() {
    let title = "支出决算表";
    let is_joined =
        |tables: &[PageTables]| read(tables).iter().any(|form| form.0 == "expenditure" && form.1.len() > 1);
    let mut lines = RIGHT;
    lines[3] = "208 | 社会保障和就业支出 | 2.00 | | | ";
    assert!(!is_joined(&[page(5, &[title], &LEFT), page(6, &["续表"], &lines)]), "another line");
    let income = page(6, &["收入决算表"], &RIGHT);
    assert!(!is_joined(&[page(5, &[title], &LEFT), income]), "another title");
    let units = [page(5, &[title, "单位：元"], &LEFT), page(6, &["续表", "单位：万元"], &RIGHT)];
    assert!(!is_joined(&units), "another unit");
    let (_, notes) = stitch(models(), &units);
    assert!(
        notes.iter().any(|note| note.message.contains('元') && note.message.contains("万元")),
        "{notes:?}"
    );
    let mut rows = BARE.to_vec();
    rows.push(" | | | ");
    assert!(!is_joined(&[page(5, &[title], &LEFT), page(6, &[], &rows)]), "a row more");
    let mut twice = BARE;
    twice[0] = "基本支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出";
    assert!(!is_joined(&[page(5, &[title], &LEFT), page(6, &[], &twice)]), "a measure twice");
}
