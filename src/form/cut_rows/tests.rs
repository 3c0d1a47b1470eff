//! Rows that the end of a page cuts, and lines that are whole.

use super::*;
use crate::form::line::AmountCell;
use crate::geom::Rect;
use crate::place::Place;
use crate::taxonomy::models;

const PLACE: Place = Place::Box { page: 1, rect: Rect { x0: 0.0, y0: 0.0, x1: 1.0, y1: 1.0 } };

fn line(code: Option<&str>, item: &str, amount: Option<&str>) -> Line {
    let cell = |printed: &str| AmountCell {
        measure: "total".to_owned(),
        unit: None,
        printed: vec![printed.to_owned()],
        fills: false,
        place: PLACE,
        overrun: false,
        row_doubted: false,
        cut: false,
        doubt: None,
        is_text: false,
        readings: Vec::new(),
    };
    Line {
        group: 0,
        side: None,
        code: code.map(str::to_owned),
        item: Some(item.to_owned()),
        item_raw: Some(item.to_owned()),
        known: None,
        readings: Vec::new(),
        line_no: None,
        path: Vec::new(),
        scope: None,
        part: None,
        doubt: None,
        amounts: amount.map(cell).into_iter().collect(),
        place: PLACE,
    }
}

fn coded() -> &'static KindModel {
    models().kind("income").unwrap()
}

fn joined(before: Line, page: Vec<Line>) -> Vec<String> {
    let mut lines = vec![before];
    let rest = join_cut_rows(models(), coded(), &mut lines, page);
    lines.extend(rest);
    lines.iter().map(|l| format!("{} {}", l.item.clone().unwrap_or_default(), l.amounts.len())).collect()
}

#[test]
fn the_rest_of_a_name_joins_its_line() {
    let before = line(Some("2080505"), "机关事业单位基本养老保险缴", Some("1.00"));
    let page = vec![line(None, "费支出", None), line(Some("2080506"), "职业年金", Some("2.00"))];
    assert_eq!(joined(before, page), ["机关事业单位基本养老保险缴费支出 1", "职业年金 1"]);
    // 江苏省人大 2017: 八、社会保障和就｜业支出.
    let before = line(None, "社会保障和就", Some("1.00"));
    assert_eq!(joined(before, vec![line(None, "业支出", None)]), ["社会保障和就业支出 1"]);
}

#[test]
fn amounts_may_stand_on_the_next_page() {
    let before = line(Some("20805"), "行政事业单位", None);
    assert_eq!(joined(before, vec![line(None, "养老支出", Some("1.00"))]), ["行政事业单位养老支出 1"]);
}

#[test]
fn a_number_cut_by_the_page_makes_both_halves_doubtful() {
    let mut before = vec![line(Some("208"), "社会保障", Some("264896.3"))];
    let rest = join_cut_rows(models(), coded(), &mut before, vec![line(None, "和就业支出", Some("4"))]);
    assert!(before[0].doubt.is_some() && rest[0].doubt.is_some());
}

#[test]
fn a_row_cut_in_every_column_is_one_where_its_halves_are_none() {
    let above = || -> Vec<Line> {
        let code = [("201", "一般公共服务支出"), ("20103", "政府办公厅事务"), ("2010301", "行政运行")];
        code.iter().map(|(code, item)| line(Some(code), item, Some("732.00"))).collect()
    };
    let read = |last: Line, rest: Line| {
        let mut lines = above();
        lines.push(last);
        let rest = join_cut_rows(models(), coded(), &mut lines, vec![rest]);
        let last = lines.last().unwrap();
        let printed = last.amounts.iter().map(|a| a.printed.concat()).collect::<String>();
        (last.code.clone().unwrap(), last.item.clone().unwrap(), printed, last.doubt.is_some(), rest.len())
    };
    let doubted = |code: &str, item: &str, amount: Option<&str>| Line {
        doubt: length_doubt(code),
        ..line(Some(code), item, amount)
    };
    let whole = |amount: &str, doubt| {
        ("2010302".to_owned(), "一般行政管理事务".to_owned(), amount.to_owned(), doubt, 0)
    };
    let cut = read(doubted("20103", "一般行", Some("274.2")), doubted("02", "政管理事务", Some("0")));
    assert_eq!(cut, whole("274.20", false));
    let before_comma =
        read(doubted("2010", "一般行", Some("1,2")), doubted("302", "政管理事务", Some("74.20")));
    assert_eq!(before_comma, whole("1,274.20", false));
    let amount_once = read(doubted("20103", "一般行", Some("274.20")), doubted("02", "政管理事务", None));
    assert_eq!(amount_once, whole("274.20", false));
    // Both are as the form prints amounts: which digits belong together is not known.
    let two = read(doubted("20103", "一般行", Some("274.20")), doubted("02", "政管理事务", Some("5")));
    assert!(two.3 && two.4 == 0, "{two:?}");
    assert_eq!(
        read(doubted("20103", "甲", Some("1.00")), doubted("02", "乙", Some("2.00"))).4,
        1,
        "whole rows"
    );
    // 20802 has no parent above, and a code is none's rest.
    assert_eq!(read(doubted("20802", "甲", Some("1.00")), doubted("02", "乙", Some("2.00"))).4, 1);
    assert_eq!(read(line(Some("2010302"), "甲", Some("1.00")), line(Some("208"), "乙", Some("2.00"))).4, 1);
    // Only the amounts are cut.
    let amounts = read(line(Some("2010302"), "一般行", Some("274.2")), line(None, "政管理事务", Some("0")));
    assert_eq!(amounts, whole("274.20", false));
}

#[test]
fn a_line_without_a_number_is_the_rest_of_one_with() {
    let side = |line: Line| Line { side: Some("income".to_owned()), ..line };
    let before = side(line(None, "三、国有资本经营预算", Some("1.00")));
    assert_eq!(joined(before.clone(), vec![side(line(None, "财政拨款", None))]).len(), 1);
    assert_eq!(joined(before, vec![side(line(None, "年初结转和结余", None))]).len(), 2);
}

#[test]
fn totals_and_lines_of_their_own_do_not_join() {
    let before = line(Some("20805"), "养老支出", Some("1.00"));
    assert_eq!(joined(before.clone(), vec![line(None, "合计", Some("1.00"))]).len(), 2);
    assert_eq!(joined(before, vec![line(None, "甲单位", Some("1.00"))]).len(), 2);
}

#[test]
fn a_name_without_its_last_character_is_that_of_the_only_line_it_can_be() {
    let kind = models().kind("income_expenditure_summary").unwrap();
    let names = ["其他收", "抗疫特别国债安排的支", "年初结转和", "本部门其他", "外交支出"];
    let mut lines: Vec<Line> = names.iter().map(|name| line(None, name, Some("1.00"))).collect();
    complete_names(models(), kind, &mut lines);
    let items: Vec<&str> = lines.iter().filter_map(|l| l.item.as_deref()).collect();
    // Too short, completed, two characters short, unknown, known.
    assert_eq!(items, ["其他收", "抗疫特别国债安排的支出", "年初结转和", "本部门其他", "外交支出"]);
}

#[test]
fn a_name_over_the_first_row_of_a_page_is_that_rows() {
    let last = || line(Some("2101102"), "事业单位医疗", Some("90.29"));
    let nameless = |code: &str| Line { item: None, item_raw: None, ..line(Some(code), "", Some("0.00")) };
    let page = |row: Line| {
        vec![line(None, "公务员医疗补助", None), row, line(Some("212"), "城乡社区支出", Some("1.00"))]
    };
    assert_eq!(
        joined(last(), page(nameless("2101103"))),
        ["事业单位医疗 1", "公务员医疗补助 1", "城乡社区支出 1"]
    );
    let read = |row: Line| {
        let mut before = vec![last()];
        let rest = join_cut_rows(models(), coded(), &mut before, page(row));
        (rest[0].item.clone(), rest[0].doubt.is_some(), before[0].item.clone().unwrap())
    };
    // Of a code that the classification lacks it may be the name.
    let whole = "事业单位医疗".to_owned();
    assert_eq!(read(nameless("2101188")), (Some("公务员医疗补助".to_owned()), true, whole));
}

#[test]
fn words_of_a_header_are_no_rest_of_a_name() {
    let before = line(Some("22102"), "住房改革支出", Some("1.00"));
    let page =
        vec![line(None, "功能分类科目编码科目名称", None), line(Some("2210201"), "住房公积金", Some("1.00"))];
    assert_eq!(joined(before, page), ["住房改革支出 1", "住房公积金 1"]);
    let own = line(Some("2010388"), "本省特色", Some("1.00"));
    assert_eq!(joined(own, vec![line(None, "支出", None)]), ["本省特色支出 1"]);
    let cut = line(Some("213"), "农林水", Some("1.00"));
    assert_eq!(joined(cut, vec![line(None, "支出", None)]), ["农林水支出 1"]);
}

#[test]
fn a_line_of_a_fixed_form_is_cut_where_its_halves_are_none() {
    let kind = models().kind("income_expenditure_summary").unwrap();
    let side = |item: &str, amount| Line { side: Some("expenditure".to_owned()), ..line(None, item, amount) };
    let read = |last: Line, rest: &str| {
        let mut before = vec![last];
        let page = join_cut_rows(models(), kind, &mut before, vec![side(rest, None)]);
        (before[0].item.clone().unwrap(), page.len())
    };
    assert_eq!(read(side("年末结", Some("1.00")), "转和结余"), ("年末结转和结余".to_owned(), 0));
    assert_eq!(read(side("年末结转和结余", Some("1.00")), "结余分配").1, 1);
}
