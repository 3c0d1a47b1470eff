//! Drawn documents that say of unit, year, family or department what is said elsewhere too: amounts are read where both
//! agree, and where they do not, every amount concerned is suspect and quotes both.

use juesuan::record::words::{Family, Status};
use juesuan::{Disclosure, Fact, Source};

use crate::cli::drawn::{Page, pdf};

const AMOUNTS: [&str; 6] = ["12.50", "10.00", "2.50", "", "", ""];

/// What stands on one page: a form 支出决算表 with these words around it.
struct Form<'a> {
    /// First line of the page.
    page_line: &'a str,
    title: &'a str,
    department: &'a str,
    year: &'a str,
    unit: &'a str,
    /// Behind each word of the header over amounts.
    in_header: &'a str,
    /// Behind the name of the last line.
    in_line: &'a str,
    below: &'a str,
}

const PLAIN: Form<'static> = Form {
    page_line: "",
    title: "支出决算表",
    department: "部门：云川县档案馆",
    year: "2023年度",
    unit: "单位：万元",
    in_header: "",
    in_line: "",
    below: "",
};

fn page(form: &Form<'_>) -> Page {
    let words = ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"];
    let words: Vec<String> = words.iter().map(|word| format!("{word}{}", form.in_header)).collect();
    let name = format!("档案事务{}", form.in_line);
    let row = |code: &'static str, name: &'static str| [&[code, name][..], &AMOUNTS[..]].concat();
    let header: Vec<&str> =
        ["科目编码", "科目名称"].into_iter().chain(words.iter().map(String::as_str)).collect();
    let group: Vec<&str> = ["20126", name.as_str()].into_iter().chain(AMOUNTS).collect();
    let rows = [header, row("", "合计"), row("201", "一般公共服务支出"), group];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let texts = [
        (40.0, 25.0, form.page_line),
        (380.0, 60.0, form.title),
        (40.0, 90.0, form.department),
        (390.0, 90.0, form.year),
        (700.0, 90.0, form.unit),
        (40.0, 400.0, form.below),
    ];
    let lines = texts.into_iter().filter(|(_, _, text)| !text.is_empty());
    lines.fold(Page::new().table(110.0, &rows), |page, (x, y, text)| page.text(x, y, text))
}

fn cover(lines: &[&str]) -> Page {
    (0_u32..)
        .zip(lines)
        .fold(Page::new(), |page, (at, line)| page.text(200.0, 150.0 + 30.0 * f64::from(at), line))
}

fn read(pages: impl IntoIterator<Item = Page>) -> Disclosure {
    juesuan::read(&Source::from_bytes("drawn.pdf", pdf(pages))).unwrap()
}

fn read_form(form: &Form<'_>) -> Vec<Fact> {
    let facts = read([cover(&["云川县档案馆", "2023年度部门决算"]), page(form)]).facts;
    assert_eq!(facts.len(), 9, "{facts:#?}");
    facts
}

/// Asserts that all facts are verified.
#[track_caller]
fn assert_right(facts: &[Fact]) {
    assert!(facts.iter().all(|fact| fact.status == Status::Verified), "{facts:#?}");
}

/// Asserts that all facts are suspect and quote these words.
#[track_caller]
fn assert_quoted(facts: &[Fact], words: &[&str]) {
    for fact in facts {
        let reason = fact.reason.as_deref().unwrap_or_default();
        assert_eq!(fact.status, Status::Suspect, "{fact:#?}");
        assert!(words.iter().all(|word| reason.contains(word)), "{reason}");
    }
}

#[test]
fn units_that_agree_are_read_wherever_they_stand() {
    let none = Form { unit: "", ..PLAIN };
    for form in [
        PLAIN,
        Form { in_header: "（万元）", ..PLAIN },
        Form { in_header: "（万元）", ..none },
        Form { page_line: "云川县档案馆 金额单位：万元", ..none },
        Form { below: "云川县档案馆 金额单位：万元", ..none },
        Form { below: "注：本表以“万元”为金额单位（保留两位小数）。", ..none },
        Form {
            below: "注：本表金额转换为万元时，因四舍五入可能存在尾差。", unit: "单位：万元、%", ..PLAIN
        },
        Form { title: "支出决算表（单位：万元）", ..PLAIN },
    ] {
        let facts = read_form(&form);
        assert_right(&facts);
        assert_eq!(facts[0].amount_yuan.unwrap().to_string(), "125000", "{}", form.below);
    }
}

#[test]
fn units_that_differ_are_both_quoted() {
    for (form, words) in [
        (Form { in_header: "（元）", ..PLAIN }, ["单位：万元", "元 in the header"]),
        (
            Form { in_header: "（万元）", unit: "金额单位：元", ..PLAIN },
            ["金额单位：元", "万元 in the header"],
        ),
        (Form { page_line: "金额单位：元", ..PLAIN }, ["金额单位：元", "单位：万元"]),
        (Form { below: "云川县档案馆 金额单位：元", ..PLAIN }, ["金额单位：元", "单位：万元"]),
        (Form { below: "说明：本表金额单位为元，列至角分。", ..PLAIN }, ["单位为元", "单位：万元"]),
        (Form { below: "金额单位：元", unit: "", in_header: "（万元）", ..PLAIN }, ["金额单位：元", "万元"]),
        (Form { title: "支出决算表（单位：千元）", ..PLAIN }, ["单位：千元", "单位：万元"]),
    ] {
        assert_quoted(&read_form(&form), &words);
    }
    // On one line alone.
    let facts = read_form(&Form { in_line: "（元）", ..PLAIN });
    let (line, others): (Vec<Fact>, Vec<Fact>) =
        facts.into_iter().partition(|fact| fact.code.as_deref() == Some("20126"));
    assert_quoted(&line, &["档案事务（元）", "单位：万元"]);
    assert!(others.iter().all(|fact| fact.reason.as_deref().is_none_or(|reason| !reason.contains("units"))));
}

#[test]
fn a_continuation_in_another_unit_is_doubted() {
    let rows: [&[&str]; 2] = [
        &["208", "社会保障和就业支出", "1.00", "1.00", "", "", "", ""],
        &["20805", "行政事业单位养老支出", "1.00", "1.00", "", "", "", ""],
    ];
    let rest = |unit: &str| Page::new().text(700.0, 90.0, unit).table(110.0, &rows);
    let facts = |unit: &str| read([cover(&["2023年度部门决算"]), page(&PLAIN), rest(unit)]).facts;
    assert_eq!(facts("单位：万元").iter().filter(|fact| fact.page == 3).count(), 4);
    assert!(
        facts("单位：万元").iter().all(|fact| fact.reason.as_deref().is_none_or(|r| !r.contains("units")))
    );
    assert_quoted(&facts("单位：元"), &["单位：万元", "单位：元"]);
}

#[test]
fn a_rest_under_the_title_repeated_in_another_unit_is_doubted() {
    let words = [
        "科目编码",
        "科目名称",
        "本年支出合计",
        "基本支出",
        "项目支出",
        "上缴上级支出",
        "经营支出",
        "对附属单位补助支出",
    ];
    let rows: [&[&str]; 3] = [
        &words,
        &["208", "社会保障和就业支出", "1.00", "1.00", "", "", "", ""],
        &["20805", "行政事业单位养老支出", "1.00", "1.00", "", "", "", ""],
    ];
    for title in ["支出决算表", "支出决算表（续表）"] {
        let rest = Page::new()
            .text(380.0, 60.0, title)
            .text(40.0, 90.0, PLAIN.department)
            .text(390.0, 90.0, "2023年度")
            .text(700.0, 90.0, "单位：元")
            .table(110.0, &rows);
        let facts = read([cover(&["2023年度部门决算"]), page(&PLAIN), rest]).facts;
        assert_eq!(facts.len(), 13, "{title}");
        assert_quoted(&facts, &["单位：万元", "单位：元"]);
    }
}

#[test]
fn a_form_is_of_the_year_that_it_names() {
    let form = |title, year| page(&Form { title, year, ..PLAIN });
    let years = |cover_line: &str, forms: Vec<Page>| {
        let found = read(std::iter::once(cover(&["云川县档案馆", cover_line])).chain(forms));
        let facts = found.facts.into_iter();
        facts.map(|fact| (fact.page, fact.fiscal_year.unwrap(), fact.status)).collect::<Vec<_>>()
    };
    for (cover_line, forms) in [
        ("2023年度部门决算", vec![form("2023年度支出决算表", ""), form("2022年度支出决算表", "")]),
        ("2023年度部门决算", vec![form("支出决算表", "2023年度"), form("支出决算表", "2022年度")]),
        ("2024年公开2023年度部门决算", vec![form("支出决算表", "2023 年度"), form("2022年支出决算表", "")]),
        (
            "部门决算汇编（2024年8月）",
            vec![form("2023年度支出决算表", ""), form("2022年度支出决算表", "2022年度")],
        ),
    ] {
        for (page, year, status) in years(cover_line, forms) {
            assert_eq!(
                (year, status),
                (if page == 2 { 2023 } else { 2022 }, Status::Verified),
                "{cover_line}"
            );
        }
    }
}

#[test]
fn years_that_differ_are_both_quoted() {
    for (cover_line, form, words) in [
        ("2023年度部门决算", Form { year: "2022年度", ..PLAIN }, ["2023年度部门决算", "2022年度"]),
        (
            "2023年部门决算公开",
            Form { title: "2022年度支出决算表", year: "", ..PLAIN },
            ["2023年部门决算", "2022年度支出决算表"],
        ),
        (
            "2023年度部门决算",
            Form { title: "2022年度支出决算表", ..PLAIN },
            ["2022年度支出决算表", "2023年度"],
        ),
        (
            "2023年度部门决算",
            Form { page_line: "云川县档案馆2022年度部门决算", ..PLAIN },
            ["2022年度部门决算", "2023年度"],
        ),
    ] {
        let facts = read([cover(&["云川县档案馆", cover_line]), page(&form)]).facts;
        assert_quoted(&facts, &words);
    }
}

#[test]
fn amounts_of_no_year_are_told_as_missing_it() {
    let found = read([cover(&["云川县档案馆", "部门决算"]), page(&Form { year: "", ..PLAIN })]);
    assert!(found.facts.len() == 9 && found.facts.iter().all(|fact| fact.fiscal_year.is_none()));
    assert!(found.is_incomplete() && found.notes.iter().any(|note| note.message.contains("no year")));
}

#[test]
fn the_year_over_a_budgets_form_says_nothing_of_the_final_accounts_behind_it() {
    let rows: [&[&str]; 3] = [
        &["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        &["", "合计", "9.00", "8.00", "1.00"],
        &["201", "一般公共服务支出", "9.00", "8.00", "1.00"],
    ];
    let budget = Page::new()
        .text(380.0, 60.0, "部门支出预算总表")
        .text(390.0, 90.0, "2024年度")
        .text(700.0, 90.0, "单位：万元")
        .table(110.0, &rows);
    let found =
        read([cover(&["云川县档案馆2024年部门预算"]), budget, cover(&["2023年度部门决算"]), page(&PLAIN)]);
    assert_eq!(found.facts.len(), 9);
    assert_right(&found.facts);
    assert!(found.facts.iter().all(|fact| fact.fiscal_year == Some(2023)));
}

#[test]
fn a_sign_of_money_contradicts_no_unit() {
    let words = [
        "科目编码",
        "科目名称",
        "本年支出合计",
        "基本支出",
        "项目支出",
        "上缴上级支出",
        "经营支出",
        "对附属单位补助支出",
    ];
    let row = |code, name| [code, name, "¥12.50", "¥10.00", "¥2.50", "", "", ""];
    let rows = [words, row("", "合计"), row("201", "一般公共服务支出"), row("20126", "档案事务")];
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 8]>::as_slice).collect();
    let form = [(380.0, 60.0, "支出决算表"), (390.0, 90.0, "2023年度"), (700.0, 90.0, "单位：万元")]
        .into_iter()
        .fold(Page::new().table(110.0, &rows), |page, (x, y, text)| page.text(x, y, text));
    let facts = read([form]).facts;
    assert_eq!(facts.len(), 9);
    assert_right(&facts);
    assert_eq!(facts[0].amount_yuan.unwrap().to_string(), "125000");
}

#[test]
fn final_accounts_come_out_whatever_else_the_document_holds() {
    let budget: [&[&str]; 3] = [
        &["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        &["", "合计", "9.00", "8.00", "1.00"],
        &["201", "一般公共服务支出", "9.00", "8.00", "1.00"],
    ];
    let budget = |title: &str| {
        Page::new().text(380.0, 60.0, title).text(700.0, 90.0, "单位：万元").table(110.0, &budget)
    };
    let government: [&[&str]; 3] =
        [&["项目", "预算数", "决算数"], &["税收收入", "90.00", "91.00"], &["非税收入", "10.00", "11.00"]];
    let government = |title: &str| Page::new().text(380.0, 60.0, title).table(110.0, &government);
    let cover = || cover(&["云川县档案馆", "2023年度部门决算"]);
    let family = |found: &Disclosure| found.forms.family.map(Family::id);
    for pages in [
        vec![budget("2024年部门支出预算表"), page(&PLAIN)],
        vec![cover(), page(&PLAIN), budget("2024年部门支出预算表"), budget("2024年部门收入预算总表")],
        vec![government("2023年全县一般公共预算收入决算表"), cover(), page(&PLAIN)],
    ] {
        let found = read(pages);
        assert_eq!(family(&found), Some("mixed"));
        let of = |id: &str| -> Vec<Fact> {
            let is_of = |fact: &&Fact| fact.family.is_some_and(|family| family.id() == id);
            found.facts.iter().filter(is_of).cloned().collect()
        };
        assert_eq!(of("final_accounts").len(), 9);
        assert_right(&of("final_accounts"));
        // Those of a whole place stand beside them as their own, and are suspect where they declare no unit.
        let others = of("government_accounts");
        assert_eq!(found.facts.len(), 9 + others.len());
        assert!(others.iter().all(|fact| fact.status == Status::Suspect), "{others:#?}");
    }
    let found = read([
        government("2023年全县一般公共预算收入决算表"),
        government("云川县2023年政府性基金收入决算表"),
    ]);
    assert_eq!((family(&found), found.facts.len()), (Some("government_accounts"), 8));
    assert!(found.facts.iter().all(|fact| fact.status == Status::Suspect && fact.department.is_none()));
    assert_eq!(found.forms.department, None);
    let found = read([government("2025年市级一般公共预算收入执行情况表")]);
    assert_eq!((family(&found), found.facts.len()), (None, 0));
}

#[test]
fn departments_that_differ_are_both_quoted() {
    let form = |department| page(&Form { department, ..PLAIN });
    let facts = |name: &str, label| read([cover(&[name, "2023年度部门决算"]), form(label)]).facts;
    assert_quoted(&facts("云川县林业局", "部门：云川县档案馆"), &["云川县林业局", "云川县档案馆"]);
    assert_quoted(&facts("云川县第一中学", "部门：云川县第二中学"), &["云川县第一中学", "云川县第二中学"]);
    for (name, label) in [
        ("云川县档案馆", "部门：档案馆"),
        ("云川县档案馆本级", "部门：云川县档案馆"),
        ("云川县档案馆（汇总）", "单位：云川县档案馆"),
    ] {
        assert_right(&facts(name, label));
    }
    for label in ["单位：元（列至角分）", "单位：万元、辆", "单位：张、人", "部门：附表一"]
    {
        let found = facts("云川县档案馆", label);
        assert!(found.iter().all(|fact| fact.department.as_deref() == Some("云川县档案馆")), "{label}");
    }
}
