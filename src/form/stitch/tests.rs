//! What goes on and what begins anew, on small documents.

use super::*;
use crate::form::OTHER;
use crate::geom::{Affine, Rect};
use crate::record::words::Scope;
use crate::table::TextLine;
use crate::table::samples::grid;
use crate::taxonomy::models;

const HEADER: [&str; 2] = ["项目 | < | 本年支出 | < | <", "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出"];
const TITLE: &str = "一般公共预算财政拨款支出决算表";

/// A page with lines above a table (`rows`) and below it.
fn page(number: u32, above: &[&str], rows: &[&str], below: &[&str]) -> PageTables {
    let mut table = grid(rows);
    table.page = number;
    let line = |text: &&str, y: f64| TextLine {
        text: (*text).to_owned(),
        known: None,
        rect: Rect::new(0.0, y, 100.0, y + 10.0),
        size: 10.0,
        cut: false,
        doubt: None,
        readings: Vec::new(),
    };
    // The table begins at 0: lines over it stand at negative heights.
    let over = above.iter().zip(0..).map(|(t, i)| line(t, -500.0 + 20.0 * f64::from(i)));
    let under = below.iter().zip(0..).map(|(t, i)| line(t, 1000.0 + 20.0 * f64::from(i)));
    let lines = over.chain(under).collect();
    let grids = if rows.is_empty() { Vec::new() } else { vec![table] };
    PageTables {
        as_seen: Affine::IDENTITY,
        page: number,
        size: Some((600.0, 800.0)),
        grids,
        lines,
        notes: Vec::new(),
        parts: Vec::new(),
    }
}

fn forms(tables: &[PageTables]) -> Vec<(String, Vec<u32>, usize)> {
    let (forms, _) = stitch(models(), tables);
    forms.into_iter().map(|f| (f.kind, f.pages, f.lines.len())).collect()
}

fn general(pages: &[u32], lines: usize) -> (String, Vec<u32>, usize) {
    ("general_public_budget_expenditure".to_owned(), pages.to_vec(), lines)
}

fn with_header(rows: &[&'static str]) -> Vec<&'static str> {
    HEADER.iter().chain(rows).copied().collect()
}

#[test]
fn a_form_goes_on_with_title_and_header_with_the_header_or_with_nothing_repeated() {
    let first = with_header(&["合计 | < | 3.00 | 3.00 |", "201 | 一般公共服务支出 | 1.00 | 1.00 |"]);
    let second = with_header(&["208 | 社会保障和就业支出 | 1.00 | 1.00 |"]);
    let alone = ["210 | 卫生健康支出 | 1.00 | 1.00 | "];
    let found =
        forms(&[page(5, &[TITLE], &first, &[]), page(6, &[TITLE], &second, &[]), page(7, &[], &alone, &[])]);
    assert_eq!(found, [general(&[5, 6, 7], 4)]);
    let header_alone = forms(&[page(5, &[TITLE], &first, &[]), page(6, &[], &second, &[])]);
    assert_eq!(header_alone, [general(&[5, 6], 3)]);
}

#[test]
fn the_same_title_over_the_same_lines_begins_a_second_form() {
    // 湖北 随县 2019: 汇总 and 本级.
    let rows = with_header(&["合计 | < | 3.00 | 3.00 |", "201 | 一般公共服务支出 | 1.00 | 1.00 |"]);
    let found = forms(&[page(5, &[TITLE], &rows, &["- 5 -"]), page(6, &[TITLE], &rows, &["- 6 -"])]);
    assert_eq!(found, [general(&[5], 2), general(&[6], 2)]);
}

#[test]
fn a_title_may_stand_at_the_foot_of_the_page_before() {
    let rows = with_header(&["合计 | < | 3.00 | 3.00 |"]);
    let found = forms(&[page(4, &[], &[], &["前文。", TITLE, "单位：万元"]), page(5, &[], &rows, &[])]);
    assert_eq!(found, [general(&[5], 1)]);
}

#[test]
fn a_table_with_other_columns_is_no_continuation() {
    let rows = with_header(&["合计 | < | 3.00 | 3.00 |"]);
    let other = ["甲 | 1.00 | 2.00", "乙 | 3.00 | 4.00"];
    let found = forms(&[page(5, &[TITLE], &rows, &[]), page(6, &["其他表"], &other, &[])]);
    assert_eq!(found, [general(&[5], 1), (OTHER.to_owned(), vec![6], 0)]);
}

#[test]
fn a_foot_of_one_label_over_several_columns_keeps_the_columns_of_the_page_before() {
    let header = [
        "人员经费 | < | < | 公用经费 | < | < | < | < | <",
        "科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数",
        "301 | 工资福利支出 | 1.00 | 302 | 商品和服务支出 | 2.00 | 310 | 资本性支出 | 0.00",
    ];
    let foot = ["人员经费合计 | < | 1.00 | 公用经费合计 | < | < | < | < | 2.00"];
    let title = "一般公共预算财政拨款基本支出决算表";
    let found = forms(&[page(5, &[title], &header, &[]), page(6, &[], &foot, &[])]);
    assert_eq!(found, [("general_public_budget_basic_expenditure".to_owned(), vec![5, 6], 5)]);
}

#[test]
fn scope_breakdown_and_unit_distinguish_forms() {
    let first = with_header(&["合计 | < | 3.00 | 3.00 |"]);
    let second =
        with_header(&["201 | 一般公共服务支出 | 1.00 | 1.00 |", "208 | 社会保障和就业支出 | 2.00 | 2.00 |"]);
    let consolidated = format!("{TITLE}（汇总）");
    let own = format!("{TITLE}（本级）");
    let scopes = forms(&[page(5, &[&consolidated], &first, &[]), page(6, &[&own], &second, &[])]);
    assert_eq!(scopes, [general(&[5], 1), general(&[6], 2)]);
    let units =
        forms(&[page(5, &[TITLE, "单位：万元"], &first, &[]), page(6, &[TITLE, "单位：元"], &second, &[])]);
    assert_eq!(units, [general(&[5], 1), general(&[6], 2)]);
    // 续表 begins no form: its unit contradicts the one before.
    let continued = format!("{TITLE}（续表）");
    let pages =
        [page(5, &[TITLE, "单位：万元"], &first, &[]), page(6, &[&continued, "单位：元"], &second, &[])];
    assert_eq!(forms(&pages), [general(&[5, 6], 3)]);
    let (stitched, _) = stitch(models(), &pages);
    assert_eq!(stitched[0].statements.units.len(), 2);
}

#[test]
fn a_table_of_words_and_numbers_without_codes_goes_on_with_no_form_of_codes() {
    let rows = with_header(&["合计 | < | 3.00 | 3.00 |", "201 | 一般公共服务支出 | 1.00 | 1.00 |"]);
    let prose = ["类别 | 名称 | 本年 | 上年 | 增减", "甲 | 收入 | 1.00 | 2.00 | 1.00"];
    let found = forms(&[page(5, &[TITLE], &rows, &[]), page(6, &["第三部分"], &prose, &[])]);
    assert_eq!(found[0], general(&[5], 2));
}

#[test]
fn a_box_at_the_foot_of_a_page_ends_no_form() {
    let rows = with_header(&["合计 | < | 3.00 | 3.00 |"]);
    let more = ["208 | 社会保障和就业支出 | 1.00 | 1.00 | "];
    let foot = ["制表：甲 | 审核：乙"];
    let found = forms(&[page(5, &[TITLE], &rows, &[]), page(5, &[], &foot, &[]), page(6, &[], &more, &[])]);
    assert!(found.contains(&general(&[5, 6], 2)), "{found:?}");
}

#[test]
fn a_heading_over_a_set_of_forms_is_their_scope() {
    // 湖北 随县 2019: two sets under （一）汇总 and （二）本级, the second on a page that begins with its heading.
    let rows = with_header(&["合计 | < | 3.00 | 3.00 |", "201 | 一般公共服务支出 | 1.00 | 1.00 |"]);
    let rest = with_header(&["208 | 社会保障和就业支出 | 2.00 | 2.00 |"]);
    let tables = [
        page(4, &[], &[], &["目录", "（一）汇总", "（二）本级"]),
        page(5, &["（一）汇总", TITLE], &rows, &[]),
        page(6, &[TITLE], &rest, &[]),
        page(7, &["（二）本级", TITLE], &rest, &[]),
        page(8, &["第三部分", "政府性基金预算财政拨款支出决算表"], &rest, &[]),
    ];
    let (forms, _) = stitch(models(), &tables);
    let found: Vec<_> = forms.iter().map(|f| (f.scope, f.pages.clone(), f.lines.len())).collect();
    let (consolidated, own) = (Some(Scope::Consolidated), Some(Scope::Own));
    assert_eq!(found, [(consolidated, vec![5, 6], 3), (own, vec![7], 1), (None, vec![8], 1)]);
}

#[test]
fn a_page_that_stands_twice_has_its_amounts_once() {
    let first = with_header(&["合计 | < | 3.00 | 3.00 |", "201 | 一般公共服务支出 | 1.00 | 1.00 |"]);
    let second = with_header(&["208 | 社会保障和就业支出 | 1.00 | 1.00 |"]);
    let twice = |pages: &[u32]| {
        let texts = [&first, &second];
        let all: Vec<PageTables> =
            pages.iter().zip(1..).map(|(text, at)| page(at, &[TITLE], texts[*text as usize], &[])).collect();
        let (forms, notes) = stitch(models(), &all);
        (forms.into_iter().map(|f| (f.kind, f.pages, f.lines.len())).collect::<Vec<_>>(), notes.len())
    };
    assert_eq!(twice(&[0, 0, 1]), (vec![general(&[1, 2, 3], 3)], 1));
    assert_eq!(twice(&[0, 1, 1]), (vec![general(&[1, 2, 3], 3)], 1));
    assert_eq!(twice(&[0, 1, 0, 1]), (vec![general(&[1, 2, 4], 3)], 2));
}

#[test]
fn a_page_with_fewer_and_wider_columns_and_no_header_is_not_laid_under_others() {
    let first = with_header(&["合计 | < | 3.00 | 3.00 |", "201 | 一般公共服务支出 | 1.00 | 1.00 | 1.00"]);
    // Code, name, total, basic: each amount stands where another measure did.
    let mut wider = page(6, &[], &["208 | 社会保障和就业支出 | 1.00 | 1.00 "], &[]);
    let grid = &mut wider.grids[0];
    for x in &mut grid.xs {
        *x *= 1.3;
    }
    for cell in &mut grid.cells {
        cell.rect = Rect { x0: cell.rect.x0 * 1.3, x1: cell.rect.x1 * 1.3, ..cell.rect };
        for line in &mut cell.lines {
            line.rect = Rect { x0: cell.rect.x1 - 20.0, x1: cell.rect.x1, ..cell.rect };
        }
    }
    grid.rect.x1 *= 1.3;
    let (forms, notes) = stitch(models(), &[page(5, &[TITLE], &first, &[]), wider]);
    assert_eq!(forms[0].lines.len(), 2);
    assert!(notes.iter().any(|note| note.message.contains("its columns are others")), "{notes:?}");
}

#[test]
fn a_table_of_official_lines_without_title_and_header_is_told() {
    let rows = [
        "20805 | 行政事业单位养老支出 | 3.00 | 3.00",
        "2080505 | 机关事业单位基本养老保险缴费支出 | 2.00 | 2.00",
        "2080506 | 机关事业单位职业年金缴费支出 | 1.00 | 1.00",
    ];
    let (forms, notes) = stitch(models(), &[page(1, &[], &rows, &[])]);
    assert!(forms.iter().all(|f| f.kind == OTHER));
    assert_eq!(notes.len(), 1);
    let words = ["1 | 教育支出 | 3.00 | 3.00", "2 | 其他 | 2.00 | 2.00"];
    assert!(stitch(models(), &[page(1, &[], &words, &[])]).1.is_empty());
}
