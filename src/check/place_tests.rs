//! Tests the checks of accounts of whole places, one small document for each of their shapes.

use rust_decimal::Decimal;

use super::{Judged, Posting, audit, postings_to_ledger};
use crate::record::words::{Breakdown, Scope, Status, Verdict};

/// Makes facts of a form of a scope from `side place path item measure raw`, `-` for none, names of a path joined by `/`;
/// percentages end in `%`, all others are in 万元.
fn postings(form: &str, scope: Option<Scope>, breakdown: Option<Breakdown>, lines: &[&str]) -> Vec<Posting> {
    let word = |word: &str| (word != "-").then(|| word.to_owned());
    let posting = |line: &&str| {
        let [side, place, path, item, measure, raw] =
            line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
        let value: Decimal = raw.trim_end_matches('%').parse().unwrap();
        let (unit, amount) = match raw.ends_with('%') {
            true => ("%", value),
            false => ("万元", value * Decimal::from(10_000)),
        };
        Posting {
            form: format!("government_{form}"),
            instance: 1,
            scope,
            breakdown,
            side: word(side),
            place: word(place),
            path: word(path).map_or_else(Vec::new, |path| path.split('/').map(str::to_owned).collect()),
            item: word(item).map(|item| item.trim_start_matches("其中：").to_owned()),
            item_raw: word(item),
            measure: measure.to_owned(),
            raw: raw.to_owned(),
            unit: Some(unit.to_owned()),
            amount: Some(amount),
            page: 1,
            ..Posting::default()
        }
    };
    lines.iter().map(posting).collect()
}

fn judged(postings: Vec<Posting>) -> Judged {
    audit(postings_to_ledger(&postings))
}

fn own_level(form: &str, lines: &[&str]) -> Judged {
    judged(postings(form, Some(Scope::OwnLevel), None, lines))
}

fn by_place(form: &str, lines: &[&str]) -> Judged {
    judged(postings(form, Some(Scope::Whole), Some(Breakdown::ByPlace), lines))
}

/// Name and place of what fails, without the name of the form.
fn failing(found: &Judged) -> Vec<String> {
    let fails = found.audit.findings.iter().filter(|f| f.verdict == Verdict::Fails);
    let name = |f: &super::Finding| f.check.name.rsplit_once('.').map_or("", |(_, name)| name).to_owned();
    fails.map(|f| format!("{} @ {}", name(f), f.at.as_deref().unwrap_or_default())).collect()
}

fn with_status(found: &Judged, status: Status) -> Vec<usize> {
    found.judgements.iter().enumerate().filter(|(_, j)| j.status == status).map(|(i, _)| i).collect()
}

const REVENUE: [&str; 7] = [
    "- - - 税收收入 final 30",
    "- - 税收收入 增值税 final 20",
    "- - 税收收入 契税 final 10",
    "- - - 非税收入 final 5",
    "- - - 收入合计 final 35",
    "- - - 上年结余 final 7",
    "- - - 收入总计 final 42",
];

#[test]
fn lines_sum_up_what_stands_under_them_and_totals_what_stands_beside_them() {
    let found = own_level("general_revenue", &REVENUE);
    assert_eq!((failing(&found), with_status(&found, Status::Verified).len()), (vec![], 7));
    let mut wrong = REVENUE;
    wrong[2] = "- - 税收收入 契税 final 90";
    let found = own_level("general_revenue", &wrong);
    assert_eq!(failing(&found), ["line=lines_under @ own_level 税收收入.final"]);
    assert_eq!(with_status(&found, Status::Suspect), [2]);
}

#[test]
fn a_total_that_stands_first_counts_the_lines_that_close_it() {
    let lines =
        ["- - - 合计 final 35", "- - - 甲 final 30", "- - - 乙 final 5", "- - - 上级补助收入 final 7"];
    let found = own_level("fund_revenue", &lines);
    assert_eq!((failing(&found), with_status(&found, Status::Verified)), (vec![], vec![0, 1, 2]));
}

#[test]
fn levels_that_the_print_hides_are_found_by_the_sums_and_errors_are_not_hidden() {
    // All lines stand side by side, as where bold type alone shows the levels.
    let mut lines = [
        "- - - 合计 final 47",
        "- - - 工资福利支出 final 30",
        "- - - 基本工资 final 20",
        "- - - 津贴补贴 final 10",
        "- - - 资本性支出 final 17",
        "- - - 设备购置 final 17",
    ];
    let found = own_level("general_basic_expenditure", &lines);
    assert_eq!((failing(&found), with_status(&found, Status::Verified).len()), (vec![], 6));
    lines[2] = "- - - 基本工资 final 80";
    assert_eq!(failing(&own_level("general_basic_expenditure", &lines)).len(), 1);
    // Indentation that lies.
    let found = own_level(
        "general_balance",
        &[
            "income - - 上级补助收入 final 46",
            "income - - 返还性收入 final 9",
            "income - 返还性收入 所得税基数返还收入 final 4",
            "income - 返还性收入 增值税税收返还收入 final 5",
            "income - - 一般性转移支付收入 final 37",
            "income - 一般性转移支付收入 结算补助收入 final 30",
            "income - 一般性转移支付收入/结算补助收入 欠发达地区转移支付收入 final 7",
            "income - - 调入资金 final 8",
            "income - - 收入总计 final 54",
        ],
    );
    assert_eq!((failing(&found), with_status(&found, Status::Verified).len()), (vec![], 9));
}

#[test]
fn a_class_may_be_more_than_its_groups_and_not_less() {
    let lines =
        |group: &'static str| ["- - - 公共安全支出 final 35", "- - 公共安全支出 公安 final 20", group];
    let withheld = own_level("general_expenditure", &lines("- - 公共安全支出 法院 final 5"));
    assert_eq!((failing(&withheld), with_status(&withheld, Status::Verified)), (vec![], vec![]));
    let whole = own_level("general_expenditure", &lines("- - 公共安全支出 法院 final 15"));
    assert_eq!(with_status(&whole, Status::Verified), [0, 1, 2]);
    let less = own_level("general_expenditure", &lines("- - 公共安全支出 法院 final 75"));
    assert_eq!(failing(&less), ["line=lines_under @ own_level 公共安全支出.final"]);
}

#[test]
fn lines_with_codes_go_by_their_position() {
    let mut facts = postings(
        "general_expenditure",
        Some(Scope::Whole),
        None,
        &[
            "- - - 一般公共服务支出 final 30",
            "- - - 人大事务 final 20",
            "- - - 行政运行 final 20",
            "- - - 政协事务 final 10",
        ],
    );
    for (fact, code) in facts.iter_mut().zip(["201", "20101", "2010101", "20102"]) {
        fact.code = Some(code.to_owned());
    }
    assert_eq!(with_status(&judged(facts), Status::Verified), [0, 1, 2, 3]);
}

#[test]
fn of_which_may_be_a_selection() {
    let lines = |part: &'static str| ["- - - 支出 final 30", part, "- - 支出 其他 final 5"];
    let some = own_level("social_insurance_expenditure", &lines("- - 支出 其中：待遇 final 20"));
    assert_eq!((failing(&some), with_status(&some, Status::Verified)), (vec![], vec![]));
    let all = own_level("social_insurance_expenditure", &lines("- - 支出 其中：待遇 final 25"));
    assert_eq!(with_status(&all, Status::Verified), [0, 1, 2]);
    let more = own_level("social_insurance_expenditure", &lines("- - 支出 其中：待遇 final 95"));
    assert_eq!(failing(&more), ["line>=of_which @ own_level 支出.final"]);
}

#[test]
fn columns_of_funds_add_up() {
    let lines = ["- - 合计 本年支出 final 9", "- - 养老 本年支出 final 5", "- - 工伤 本年支出 final 4"];
    let found = own_level("social_insurance_expenditure", &lines);
    assert_eq!(with_status(&found, Status::Verified), [0, 1, 2]);
}

#[test]
fn percentages_accuse_and_verify_nothing() {
    let lines =
        |percent: &'static str| ["- - - 增值税 budget 2901741", "- - - 增值税 final 3007373", percent];
    let right = own_level("general_revenue", &lines("- - - 增值税 final_percent_of_budget 103.6%"));
    assert_eq!((failing(&right), with_status(&right, Status::Unchecked)), (vec![], vec![0, 1, 2]));
    let wrong = own_level("general_revenue", &lines("- - - 增值税 final_percent_of_budget 108.6%"));
    assert_eq!(with_status(&wrong, Status::Suspect), [0, 1, 2]);
}

#[test]
fn a_percentage_tells_which_part_of_a_sum_is_wrong() {
    let found = own_level(
        "general_revenue",
        &[
            "- - - 税收收入 final 350",
            "- - 税收收入 增值税 final 200",
            "- - 税收收入 增值税 budget 100",
            "- - 税收收入 增值税 final_percent_of_budget 200.0%",
            "- - 税收收入 契税 final 750",
            "- - 税收收入 契税 budget 100",
            "- - 税收收入 契税 final_percent_of_budget 150.0%",
        ],
    );
    assert_eq!(with_status(&found, Status::Suspect), [4]);
    let reason = found.judgements.get(4).and_then(|j| j.reason.clone()).unwrap();
    assert!(reason.contains("1500000 instead of 7500000 would close it"), "{reason}");
}

#[test]
fn a_column_of_percentages_that_are_cut_off_is_right() {
    let lines: Vec<String> = (1..=9_u32)
        .flat_map(|n| {
            let line = format!("- - - 甲{n}");
            // 106.78 % and the like, cut off after the first decimal.
            [
                format!("{line} budget 100000"),
                format!("{line} final {}", n * 100_000 + 6_780),
                format!("{line} final_percent_of_budget {}6.7%", n * 10),
            ]
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(failing(&own_level("general_revenue", &lines)), Vec::<String>::new());
}

#[test]
fn a_column_of_percentages_of_another_column_says_nothing_of_its_own() {
    let lines = |percents: [&str; 4]| {
        let line = |(n, percent): (usize, &str)| {
            let line = format!("- - - 甲{n}");
            [
                format!("{line} budget 100"),
                format!("{line} adjusted_budget 200"),
                format!("{line} final 50"),
                format!("{line} final_percent_of_adjusted {percent}"),
            ]
        };
        let lines: Vec<String> = percents.into_iter().enumerate().flat_map(line).collect();
        own_level("general_revenue", &lines.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(failing(&lines(["50.0%", "50.0%", "50.0%", "50.0%"])), Vec::<String>::new());
    assert_eq!(failing(&lines(["25.0%", "50.0%", "25.0%", "25.0%"])).len(), 1);
    assert_eq!(failing(&lines(["75.0%", "75.0%", "75.0%", "75.0%"])).len(), 4);
}

#[test]
fn a_change_is_held_against_last_year() {
    let lines =
        |percent: &'static str| ["- - - 收入 last_year 16748735", "- - - 收入 final 14788173", percent];
    assert!(failing(&own_level("balance", &lines("- - - 收入 change_percent -11.7%"))).is_empty());
    let wrong = own_level("balance", &lines("- - - 收入 change_percent 11.7%"));
    assert_eq!(failing(&wrong).len(), 1);
}

/// Forms of the whole place, its own level and what lies below.
fn three_levels(below: &'static str) -> Judged {
    let kind = "general_expenditure";
    let whole = [
        "- - - 教育支出 final 30",
        "- - 教育支出 其他教育事务管理支出 final 30",
        "- - - 全区一般公共预算支出 final 30",
    ];
    let own = [
        "- - - 教育支出 final 10",
        "- - 教育支出 其他教育事务管理支 final 10",
        "- - - 区级一般公共预算支出 final 10",
    ];
    let parts = ["- - - 教育支出 final 20", below, "- - - 市县一般公共预算支出 final 20"];
    let mut facts = postings(kind, Some(Scope::Whole), None, &whole);
    facts.extend(postings(kind, Some(Scope::OwnLevel), None, &own));
    facts.extend(postings(kind, Some(Scope::Below), None, &parts));
    judged(facts)
}

#[test]
fn a_whole_place_is_its_own_level_and_what_lies_below() {
    // A name that was cut off in one form is the whole one of the other.
    let found = three_levels("- - 教育支出 其他教育事务管理支出 final 20");
    let name = "government_general_expenditure.whole=own_level+below";
    let holds = found.audit.findings.iter().filter(|f| f.check.name == name && f.verdict == Verdict::Holds);
    assert_eq!((holds.count(), failing(&found)), (3, vec![]));
    let wrong = three_levels("- - 教育支出 其他教育事务管理支出 final 29");
    assert_eq!(failing(&wrong).len(), 2, "{:?}", failing(&wrong));
    // Another name may be that line: nothing is said of it.
    let other = three_levels("- - 教育支出 职业教育 final 20");
    assert_eq!(failing(&other), Vec::<String>::new());
}

#[test]
fn the_short_form_is_the_long_one_by_class() {
    let kind = "general_expenditure";
    let mut facts = postings(kind, Some(Scope::OwnLevel), None, &["- - - 教育支出 final 30"]);
    let long = ["- - - 教育支出 final 30", "- - 教育支出 普通教育 final 12"];
    facts.extend(postings(kind, Some(Scope::OwnLevel), None, &long).into_iter().map(|mut fact| {
        fact.instance = 2;
        fact
    }));
    assert_eq!(with_status(&judged(facts), Status::Verified), [0, 1]);
}

#[test]
fn places_add_up_and_each_counts_once() {
    let lines = [
        "- 全省 - 一般债务 balance 100",
        "- 省本级 - 一般债务 balance 10",
        "- 市县合计 - 一般债务 balance 90",
        "- 郑州市 - 一般债务 balance 50",
        "- 郑州市/市本级 - 一般债务 balance 20",
        "- 中牟县 - 一般债务 balance 30",
        "- 开封市 - 一般债务 balance 15",
        "- 开封市/市本级 - 一般债务 balance 9",
        "- 兰考县 - 一般债务 balance 6",
        "- 济源示范区 - 一般债务 balance 25",
    ];
    let found = by_place("debt_limit_balance", &lines);
    assert_eq!((failing(&found), with_status(&found, Status::Verified).len()), (vec![], 10));
    let mut wrong = lines;
    wrong[5] = "- 中牟县 - 一般债务 balance 130";
    let found = by_place("debt_limit_balance", &wrong);
    assert_eq!(failing(&found), ["place=places @ whole 郑州市 一般债务.balance"]);
}

#[test]
fn the_own_level_of_the_whole_place_is_no_part_of_what_lies_below() {
    let lines = [
        "- 全市 - 合计 final 30",
        "- 全市/市本级 - 合计 final 10",
        "- 县区合计 - 合计 final 20",
        "- 甲县 - 合计 final 12",
        "- 乙县 - 合计 final 8",
    ];
    let found = by_place("fund_transfer_by_place", &lines);
    assert_eq!((failing(&found), with_status(&found, Status::Verified).len()), (vec![], 5));
}

#[test]
fn districts_of_two_cities_may_bear_one_name() {
    let lines = [
        "- 合计 - 合计 final 20",
        "- 济南市 - 合计 final 12",
        "- 济南市/市本级 - 合计 final 5",
        "- 市中区 - 合计 final 7",
        "- 枣庄市 - 合计 final 8",
        "- 枣庄市/市本级 - 合计 final 4",
        "- 市中区 - 合计 final 4",
    ];
    let found = by_place("fund_transfer_by_place", &lines);
    assert_eq!((failing(&found), with_status(&found, Status::Verified).len()), (vec![], 7));
}

#[test]
fn columns_that_are_a_choice_are_no_sum() {
    let row = |place: &str, total: i32, first: i32| {
        [
            format!("- {place} - 合计 final {total}"),
            format!("- {place} - 甲 final {first}"),
            format!("- {place} - 乙 final 2"),
        ]
    };
    let judge = |totals: [i32; 4]| {
        let rows: Vec<String> = totals
            .into_iter()
            .zip(["甲县", "乙县", "丙县", "丁县"])
            .flat_map(|(t, p)| row(p, t, 7))
            .collect();
        by_place("transfer_by_place", &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(failing(&judge([9, 9, 90, 9])), ["total=columns @ whole 丙县 合计.final"]);
    assert_eq!(failing(&judge([90, 80, 70, 9])), Vec::<String>::new());
}

#[test]
fn a_balance_stays_within_its_limit() {
    let lines = ["- 甲县 - 一般债务 limit 5", "- 甲县 - 一般债务 balance 7"];
    let found = by_place("debt_limit_balance", &lines);
    assert_eq!(failing(&found), ["balance<=limit @ whole 甲县 一般债务"]);
}

#[test]
fn both_sides_balance_in_the_final_accounts_alone() {
    let lines = |left: &'static str| {
        [
            "income - - 收入总计 budget 30",
            "income - - 收入总计 final 30",
            "expenditure - - 支出合计 final 20",
            "expenditure - - 支出总计 budget 10",
            "expenditure - - 支出总计 final 20",
            left,
        ]
    };
    let found = own_level("general_balance", &lines("expenditure - - 年终结余 final 10"));
    assert_eq!((failing(&found), with_status(&found, Status::Verified)), (vec![], vec![1, 4, 5]));
    let found = own_level("general_balance", &lines("expenditure - - 年终结余 final 90"));
    assert_eq!(failing(&found).len(), 1);
}
