//! Drawn tables in which upright lines are missing, or whose columns are fewer than those of the form they go on with:
//! amounts stay with their codes, or are marked or told.

use juesuan::record::words::Status;
use juesuan::{Disclosure, Fact, Severity, Source};

use crate::cli::drawn::{Page, pdf};

const TITLE: &str = "一般公共预算财政拨款基本支出决算表";

/// Three groups of a code, a name and an amount, and the sums below them.
const BASIC: [[&str; 9]; 8] = [
    ["科目编码", "科目名称", "金额", "科目编码", "科目名称", "金额", "科目编码", "科目名称", "金额"],
    ["301", "工资福利支出", "1,174.41", "302", "商品和服务支出", "311.43", "30206", "电费", "7.50"],
    ["30101", "基本工资", "1,000.00", "30201", "办公费", "0.00", "30207", "邮电费", "2.39"],
    ["30102", "津贴补贴", "50.20", "30202", "印刷费", "95.65", "30211", "差旅费", "20.00"],
    ["30103", "奖金", "0.00", "30203", "咨询费", "80.56", "30213", "维修（护）费", "0.00"],
    ["30107", "绩效工资", "124.21", "30205", "水费", "85.62", "30216", "培训费", "19.71"],
    ["303", "对个人和家庭的补助", "35.39", "", "", "", "", "", ""],
    ["30302", "退休费", "35.39", "", "", "", "", "", ""],
];

fn read(pages: Vec<Page>) -> Disclosure {
    juesuan::read(&Source::from_bytes("drawn.pdf", pdf(pages))).unwrap()
}

fn headed(title: &str) -> Page {
    Page::new()
        .text(300.0, 40.0, title)
        .text(40.0, 70.0, "部门：云川县档案馆")
        .text(390.0, 70.0, "2023年度")
        .text(700.0, 70.0, "单位：万元")
}

fn basic(rows: &[[&str; 9]], missing: &[u32]) -> Disclosure {
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 9]>::as_slice).collect();
    read(vec![headed(TITLE).table_without(90.0, &rows, missing)])
}

fn codes_with_amounts(facts: &[Fact]) -> Vec<String> {
    let shown = |fact: &Fact| {
        let code = fact.code.clone().unwrap_or_default();
        format!("{code} {} {} {:?}", fact.item.clone().unwrap_or_default(), fact.raw, fact.status)
    };
    facts.iter().map(shown).collect()
}

/// Whether something is said to be left unread.
fn is_told(disclosure: &Disclosure) -> bool {
    disclosure.notes.iter().any(|note| note.severity == Severity::Unread)
}

#[test]
fn a_column_without_its_line_is_read_by_its_gutter() {
    let whole = codes_with_amounts(&basic(&BASIC, &[]).facts);
    assert_eq!(whole.len(), 17, "{whole:?}");
    for missing in [&[2][..], &[3], &[5], &[3, 4], &[6, 7], &[2, 5], &[1, 2], &[4, 5, 6], &[2, 3, 4, 5]] {
        let read = basic(&BASIC, missing);
        assert_eq!(codes_with_amounts(&read.facts), whole, "without the lines {missing:?}");
    }
}

#[test]
fn an_amount_that_stands_in_the_cell_of_a_name_is_told() {
    for cell in ["退休费 35.39", "退休费35.39", "退休费 1,035"] {
        let mut rows = BASIC;
        rows[7] = ["30302", cell, "", "", "", "", "", "", ""];
        assert!(is_told(&basic(&rows, &[])), "{cell}");
    }
    let mut rows = BASIC;
    rows[7] = ["30302", "退休费50万元以上", "", "", "", "", "", "", ""];
    assert!(!is_told(&basic(&rows, &[])));
}

#[test]
fn a_code_that_is_the_beginning_of_another_number_is_doubted() {
    let mut rows = BASIC;
    rows[4] = ["30103", "奖金", "", "80.5630203", "咨询费", "80.56", "30213", "维修（护）费", "0.00"];
    rows[5] = ["310.3930107", "绩效工资", "12.21", "30205", "水费", "85.62", "30216", "培训费", "19.71"];
    let read = basic(&rows, &[]);
    let certain = read.facts.iter().filter(|fact| fact.status != Status::Suspect);
    let codes: Vec<&str> = certain.filter_map(|fact| fact.code.as_deref()).collect();
    assert!(!codes.contains(&"310") && !codes.contains(&"80"), "{codes:?}");
}

#[test]
fn a_page_without_header_and_with_fewer_columns_is_doubted() {
    let first: [&[&str]; 5] = [
        &[
            "科目编码",
            "科目名称",
            "本年支出合计",
            "基本支出",
            "项目支出",
            "上缴上级支出",
            "经营支出",
            "对附属单位补助支出",
        ],
        &["", "合计", "30.00", "12.00", "13.00", "", "5.00", ""],
        &["201", "一般公共服务支出", "10.00", "2.00", "3.00", "", "5.00", ""],
        &["20126", "档案事务", "10.00", "2.00", "3.00", "", "5.00", ""],
        &["2012604", "档案馆", "10.00", "2.00", "3.00", "", "5.00", ""],
    ];
    // The same widths, and the columns without amounts left out: what stood under 项目支出 stands under 基本支出.
    let narrow = Page::new()
        .text(43.0, 94.0, "205")
        .text(138.25, 94.0, "教育支出")
        .text(233.5, 94.0, "20.00")
        .text(328.75, 94.0, "10.00")
        .text(43.0, 112.0, "20508")
        .text(138.25, 112.0, "进修及培训")
        .text(233.5, 112.0, "20.00")
        .text(328.75, 112.0, "10.00");
    let title = headed("支出决算表");
    let disclosure = read(vec![title.table(90.0, &first), narrow]);
    let second: Vec<&Fact> = disclosure.facts.iter().filter(|fact| fact.page == 2).collect();
    let doubted = |fact: &&Fact| {
        let reason = fact.reason.clone().unwrap_or_default();
        fact.status == Status::Suspect && reason.contains("4 columns") && reason.contains("form 8")
    };
    assert!(second.iter().all(doubted), "{second:?}");
    assert!(!second.is_empty() || is_told(&disclosure), "the page is read or told");
}

#[test]
fn codes_with_points_are_no_amounts_of_a_table_without_lines() {
    let rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", "1,262.58", "306.87", "955.71"],
        ["201", "一般公共服务支出", "634.23", "26.87", "607.36"],
        ["201.03", "政府办公厅及相关机构事务", "25.46", "18.24", "7.22"],
        ["201.03.01", "行政运行", "25.46", "18.24", "7.22"],
        ["201.26", "档案事务", "608.77", "8.63", "600.14"],
        ["201.26.04", "档案馆", "608.77", "8.63", "600.14"],
        ["205", "教育支出", "628.35", "280.00", "348.35"],
        ["205.08", "进修及培训", "628.35", "280.00", "348.35"],
        ["205.08.03", "培训支出", "628.35", "280.00", "348.35"],
    ];
    let mut page = headed("一般公共预算财政拨款支出决算表");
    for (row, y) in rows.iter().zip((0..).map(|i| 95.0 + 16.0 * f64::from(i))) {
        for (word, x) in
            row.iter().zip([45.0, 120.0, 330.0, 420.0, 510.0]).filter(|(word, _)| !word.is_empty())
        {
            let right = if x > 200.0 {
                4.5 * (8.0 - f64::from(u32::try_from(word.len().min(8)).unwrap()))
            } else {
                0.0
            };
            page = page.text(x + right, y, word);
        }
    }
    let facts = read(vec![page]).facts;
    let mut codes: Vec<&str> = facts.iter().filter_map(|fact| fact.code.as_deref()).collect();
    codes.dedup();
    assert_eq!(codes, ["201", "20103", "2010301", "20126", "2012604", "205", "20508", "2050803"]);
    assert_eq!(facts.len(), 27);
    assert!(facts.iter().all(|fact| fact.status != Status::Suspect), "{:?}", codes_with_amounts(&facts));
}
