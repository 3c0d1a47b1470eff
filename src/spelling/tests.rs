//! Tests readings of cells and lines, and what they stand for.

use super::*;
use crate::page::Reading;
use crate::table::samples::{grid, reading};
use crate::taxonomy::models;

fn speller() -> Speller<'static> {
    Speller { models: models(), known: vocabulary(), cells: HashMap::new() }
}

fn cell(read: &str) -> String {
    speller().cell(read, false).unwrap_or_else(|| read.to_owned())
}

fn line(read: &str) -> String {
    speller().line(read).unwrap_or_else(|| read.to_owned())
}

#[test]
fn ordinals_are_written_as_printed() {
    for (read, printed) in [
        ("--、一般公共预算财政拨款", "一、一般公共预算财政拨款"),
        ("—、一般公共预算财政拨款收入", "一、一般公共预算财政拨款收入"),
        ("十--、城乡社区支出", "十一、城乡社区支出"),
        ("十五·商业服务业等支出", "十五、商业服务业等支出"),
        ("四丶公共安全支出", "四、公共安全支出"),
        ("（-一）车辆数合计（辆）", "（一）车辆数合计（辆）"),
        ("八、社会保障和就业支出", "八、社会保障和就业支出"),
        ("二、未知的名称", "二、未知的名称"),
    ] {
        assert_eq!(cell(read), printed);
    }
}

#[test]
fn a_numeral_that_lost_its_mark_is_an_ordinal_before_a_gap_or_a_year() {
    for (read, printed) in [
        ("— 全省政府性基金收入", "一、全省政府性基金收入"),
        ("—2021年末地方政府债务余额", "一、2021年末地方政府债务余额"),
        ("—>对市县税收返还", "一、对市县税收返还"),
        ("三2024年地方政府债务举借数", "三、2024年地方政府债务举借数"),
        ("三 动用预算稳定调节基金", "三、动用预算稳定调节基金"),
        ("三公经费的说明", "三公经费的说明"),
        ("三 公经费的说明", "三 公经费的说明"),
        ("—般性的某种支出项目", "一般性的某种支出项目"),
    ] {
        assert_eq!(cell(read), printed);
    }
}

#[test]
fn what_is_never_printed_is_mended() {
    assert_eq!(line("2023年某省政府性基金收人决算表"), "2023年某省政府性基金收入决算表");
    assert_eq!(cell("调人资金"), "调入资金");
    assert_eq!(cell("税收征收人员经费"), "税收征收人员经费");
    assert_eq!(cell("上解上级支出"), "上解上级支出");
    assert_eq!(cell("其他国有资本经营预算收人"), "其他国有资本经营预算收入");
    let title = "2023年省级一般公共预算支出决算表（按功能分类）";
    assert_eq!(line(title), title, "its scope is not taken away");
}

#[test]
fn names_near_to_a_known_one_are_that() {
    for (read, known) in [
        ("般公共服务支出", "一般公共服务支出"),
        ("城乡社区支出.", "城乡社区支出"),
        ("十 七 授助其他地区支出", "十七、援助其他地区支出"),
        ("+ 国有资本经营预算 支出", "国有资本经营预算支出"),
        ("十七授助其他地区支出", "十七、援助其他地区支出"),
        ("并八、社会保障和就业支出", "八、社会保障和就业支出"),
        ("mA+国有资本经营预算支出", "国有资本经营预算支出"),
        ("208社会保障和就亚支出", "208社会保障和就业支出"),
        ("其中：政府性基金预算财政拔款", "其中：政府性基金预算财政拨款"),
    ] {
        assert_eq!(cell(read), known);
    }
}

#[test]
fn nothing_is_taken_for_another_meaning() {
    for read in [
        "年□结转和结余",
        "□□决算表",
        "本年□□合计",
        "年初结转和结余",
        "年末结转和结余",
        "收入",
        "支出",
        "支入",
    ] {
        assert_eq!(cell(read), read);
    }
    assert_eq!(cell("年未结转和结余"), "年末结转和结余");
}

#[test]
fn numbers_codes_and_sentences_stay() {
    for read in
        ["199.52", "2010301", "--", "-5.00", "2010301.", "某某市财政局", "1.副部（省）级及以上领导用车"]
    {
        assert_eq!(cell(read), read);
    }
    let sentence = "一般公共预算财政拔款".repeat(6);
    assert_eq!(cell(&sentence), sentence);
}

#[test]
fn titles_and_labels_outside_of_tables_are_known_too() {
    assert_eq!(line("收人支出决算总表"), "收入支出决算总表");
    assert_eq!(line("单位；万元"), "单位：万元");
    assert_eq!(line("金额单位:元"), "金额单位：元");
    assert_eq!(line("部门；某某市财政拔款局"), "部门：某某市财政拔款局", "a name is its own");
    assert_eq!(line("支入决算表"), "支入决算表");
}

#[test]
fn only_what_was_recognised_is_changed_and_what_was_read_is_kept() {
    let known = |readings: Vec<Reading>| {
        let mut grid = grid(&["般公共服务支出"]);
        grid.cells[0].lines[0].readings = readings;
        let mut tables = [PageTables {
            page: 1,
            size: None,
            grids: vec![grid],
            lines: Vec::new(),
            notes: Vec::new(),
            parts: Vec::new(),
        }];
        read_to_known(&mut tables);
        let cell = &tables[0].grids[0].cells[0];
        (cell.text(), cell.words())
    };
    let (read, word) = ("般公共服务支出", "一般公共服务支出");
    assert_eq!(known(Vec::new()), (read.to_owned(), read.to_owned()));
    assert_eq!(known(vec![reading(read)]), (read.to_owned(), word.to_owned()));
}

#[test]
fn a_word_that_is_set_wide_falls_into_parts() {
    for read in ["口计", "△口计", "会 计", "合讠十", "日计"] {
        assert_eq!(cell(read), "合计", "{read}");
    }
    for read in ["会计事务", "小计", "统计", "计", "口口口口计"] {
        assert_eq!(cell(read), read);
    }
}

#[test]
fn what_was_read_surely_differs_in_no_whole_character() {
    let surely = |read: &str| speller().cell(read, true).unwrap_or_else(|| read.to_owned());
    for read in [
        "失业保险金支出",
        "小型水库移民扶持基金安排的支出",
        "公务用车购置和运行费",
        "地方政府专项债务转贷收入",
    ] {
        assert_eq!(surely(read), read);
    }
    assert_eq!(surely("般公共服务支出"), "一般公共服务支出");
    assert_eq!(surely("政府性基金预算财政拔款"), "政府性基金预算财政拨款");
}

#[test]
fn specks_beside_a_name_are_none_of_it_and_one_is_lost_between_brackets() {
    assert_eq!(cell("·某项大气污染防治专项"), "某项大气污染防治专项");
    assert_eq!(cell("某项大气污染防治专项—"), "某项大气污染防治专项");
    assert_eq!(cell("栾川县·"), "栾川县");
    assert_eq!(cell(".其中：市本级及市辖区"), "其中：市本级及市辖区");
    assert_eq!(line("2021年区级对市县税收返还和转移支付决算表."), "2021年区级对市县税收返还和转移支付决算表");
    assert_eq!(cell("（）促进就业创业资金"), "（一）促进就业创业资金");
    assert_eq!(cell("般债券合计"), "一般债券合计");
    assert_eq!(cell("国有资本经营预算调出资金"), "国有资本经营预算调出资金");
}
