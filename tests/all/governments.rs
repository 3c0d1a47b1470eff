//! Accounts of whole governments: small books made by hand go from tables to facts.

use juesuan::Source;
use juesuan::fact::forms_to_facts;
use juesuan::form::{Forms, tables_to_forms};
use juesuan::record::words::Status;
use juesuan::table::PageTables;

use crate::sheets::sheet;

/// Pages of a book: the lines over the table of each, and its rows.
type Book<'b> = &'b [(&'b [&'b str], &'b [&'b str])];

fn forms(book: Book<'_>) -> Forms {
    let pages: Vec<PageTables> =
        book.iter().zip(1..).map(|((text, rows), number)| sheet(number, text, rows)).collect();
    tables_to_forms(&pages)
}

/// Each fact as `kind scope side place path/item measure raw unit`, `-` where there is none, `?` behind it where suspect.
fn facts(book: Book<'_>) -> Vec<String> {
    let source = Source::from_bytes("book", Vec::new());
    let drafts = forms_to_facts(&forms(book), &source, None);
    let shown = |fact: &juesuan::Fact| {
        let or_dash = |word: Option<&str>| word.unwrap_or("-").to_owned();
        let scope = fact.scope.map(|scope| format!("{scope:?}"));
        let path: Vec<&str> = fact.path.iter().map(String::as_str).chain(fact.item.as_deref()).collect();
        let words = [
            fact.form.trim_start_matches("government_").to_owned(),
            or_dash(scope.as_deref()),
            or_dash(fact.side.as_deref()),
            or_dash(fact.place.as_deref()),
            path.join("/"),
            fact.measure.clone(),
            fact.raw.clone(),
            or_dash(fact.unit.as_deref()),
        ];
        let doubt = if fact.status == Status::Suspect { "?" } else { "" };
        format!("{}{doubt}", words.join(" "))
    };
    drafts.iter().map(|draft| shown(&draft.fact)).collect()
}

#[test]
fn measures_are_words_of_the_header_and_percentages_are_facts() {
    let book: Book<'_> = &[(
        &["2021年全区一般公共预算收入决算表", "单位：万元"],
        &[
            "项目 | 预算数 | 决算数 | 决算数为预算数的% | 决算数为上年决算数的%",
            "税收收入 | 2,901,741 | 3,007,373 | 103.6% | 114.0%",
            "消费税 | - | - | 0.0% |",
        ],
    )];
    assert_eq!(
        facts(book),
        [
            "general_revenue Whole - - 税收收入 budget 2,901,741 万元",
            "general_revenue Whole - - 税收收入 final 3,007,373 万元",
            "general_revenue Whole - - 税收收入 final_percent_of_budget 103.6% %",
            "general_revenue Whole - - 税收收入 final_percent_of_last_year 114.0% %",
            "general_revenue Whole - - 消费税 final_percent_of_budget 0.0% %",
        ]
    );
}

#[test]
fn a_year_over_a_column_says_which_is_last_years() {
    let rows = ["项目 | 2021年决算数 | 2020年决算数 | 2021年预算数", "公务接待费 | 1,106 | 1,654 | 1,649"];
    let title = ["2021年自治区本级一般公共预算“三公”经费决算表", "单位：万元"];
    let found = facts(&[(&title, &rows)]);
    let measures: Vec<&str> = found.iter().filter_map(|fact| fact.split(' ').nth(5)).collect();
    assert_eq!(measures, ["final", "last_year", "budget"]);
    // A table of a budget has the accounts of the year before alone.
    let rows = ["项目 | 2020年决算数 | 2021年预算数", "公务接待费 | 1,654 | 1,649"];
    assert_eq!(facts(&[(&title, &rows)]), Vec::<String>::new());
}

#[test]
fn columns_are_scopes_or_sides() {
    let scopes: Book<'_> = &[(
        &["2023年山东省和省级地方政府债务限额余额及还本付息决算表", "单位：亿元"],
        &["项 目 | 全省 | 省级 | 市县", "一、2022年末地方政府债务余额 | 23588.02 | 1792.43 | 21795.59"],
    )];
    assert_eq!(
        facts(scopes),
        [
            "debt_change Whole - - 2022年末地方政府债务余额 final 23588.02 亿元",
            "debt_change OwnLevel - - 2022年末地方政府债务余额 final 1792.43 亿元",
            "debt_change Below - - 2022年末地方政府债务余额 final 21795.59 亿元",
        ]
    );
    // A column that names no scope beside one that does has that of the title.
    let beside = |title: &'static str| -> Vec<String> {
        facts(&[(&[title, "单位：万元"], &["项目 | 决算数 | 其中：市本级", "税收收入 | 70 | 30"])])
    };
    assert_eq!(
        beside("2023年全市一般公共预算收入决算表"),
        [
            "general_revenue Whole - - 税收收入 final 70 万元",
            "general_revenue OwnLevel - - 税收收入 final 30 万元"
        ]
    );
    let sides: Book<'_> = &[(
        &["2024年政府性基金转移支付决算表（22）", "单位：万元"],
        &[
            "项目 | 中央对我省转移支付 | < | 省对市县转移支付 | <",
            "^ | 预算数 | 决算数 | 预算数 | 决算数",
            "农网还贷资金 | 1 | 2 | | 4",
        ],
    )];
    assert_eq!(
        facts(sides),
        [
            "fund_transfer OwnLevel received - 农网还贷资金 budget 1 万元",
            "fund_transfer OwnLevel received - 农网还贷资金 final 2 万元",
            "fund_transfer OwnLevel given - 农网还贷资金 final 4 万元",
        ]
    );
}

#[test]
fn places_are_lines_or_columns_and_parts_are_joined_to_the_place_above() {
    let lines: Book<'_> = &[(
        &["2024年省级一般公共预算税收返还和转移支付分市县决算表", "单位：万元"],
        &[
            "地区 | 总计 | 税收返还",
            "郑州市 | 4,243,752 | 1,030,072",
            "其中：市本级及市辖区 | 3,096,896 | 5",
            "大兴安岭合计 | 219 |",
        ],
    )];
    assert_eq!(
        facts(lines),
        [
            "transfer_by_place OwnLevel - 郑州市 总计 final 4,243,752 万元",
            "transfer_by_place OwnLevel - 郑州市 税收返还 final 1,030,072 万元",
            "transfer_by_place OwnLevel - 郑州市/市本级及市辖区 总计 final 3,096,896 万元",
            "transfer_by_place OwnLevel - 郑州市/市本级及市辖区 税收返还 final 5 万元",
            "transfer_by_place OwnLevel - 大兴安岭 总计 final 219 万元",
        ]
    );
    let columns: Book<'_> = &[(
        &["2023年省对各市政府性基金预算转移支付分地区分项目决算表", "单位：万元"],
        &["项 目 | 合 计 | 济南市 | 青岛市", "一、教育支出 | 12 | 5 | 7"],
    )];
    assert_eq!(
        facts(columns),
        [
            "fund_transfer_by_place OwnLevel - 合计 教育支出 final 12 万元",
            "fund_transfer_by_place OwnLevel - 济南市 教育支出 final 5 万元",
            "fund_transfer_by_place OwnLevel - 青岛市 教育支出 final 7 万元",
        ]
    );
}

#[test]
fn two_sides_end_at_different_heights_and_go_on_over_pages() {
    let title: &[&str] = &["2024年全省政府性基金收支决算总表（15）", "单位：万元"];
    let book: Book<'_> = &[
        (
            title,
            &[
                "项目 | 决算数 | 项目 | 决算数",
                "一、本年收入 | 10 | 一、本年支出 | 12",
                "彩票公益金收入 | 4 | |",
            ],
        ),
        (title, &["项目 | 决算数 | 项目 | 决算数", "二、上年结余 | 2 | |"]),
    ];
    assert_eq!(
        facts(book),
        [
            "fund_balance Whole income - 本年收入 final 10 万元",
            "fund_balance Whole income - 本年收入/彩票公益金收入 final 4 万元",
            "fund_balance Whole income - 上年结余 final 2 万元",
            "fund_balance Whole expenditure - 本年支出 final 12 万元",
        ]
    );
    assert_eq!(forms(book).forms.len(), 1);
}

#[test]
fn the_part_of_the_book_says_the_scope_where_the_title_names_the_place_alone() {
    let table: &[&str] = &["项目 | 决算数", "城乡社区支出 | 5"];
    let book: Book<'_> = &[
        (&["第二部分 黑龙江省财政决算报表", "2022年黑龙江省政府性基金支出决算表", "单位：万元"], table),
        (&["第三部分 黑龙江省本级财政决算报表", "2022年黑龙江省政府性基金支出决算表", "单位：万元"], table),
    ];
    let found = facts(book);
    assert_eq!(found[0], "fund_expenditure Whole - - 城乡社区支出 final 5 万元");
    assert_eq!(found[1], "fund_expenditure OwnLevel - - 城乡社区支出 final 5 万元");
}

#[test]
fn a_form_without_a_unit_has_that_of_its_neighbours_and_is_suspect_where_they_differ() {
    let table: &[&str] = &["项目 | 决算数", "城乡社区支出 | 5"];
    let book = |last: &'static str| {
        facts(&[
            (&["2021年全省政府性基金支出决算表", "单位：万元"], table),
            (&["2021年省级政府性基金支出决算表"], table),
            (&["2021年各市县政府性基金支出决算表", last], table),
        ])
    };
    assert_eq!(book("单位：万元")[1], "fund_expenditure OwnLevel - - 城乡社区支出 final 5 万元");
    assert_eq!(book("单位：亿元")[1], "fund_expenditure OwnLevel - - 城乡社区支出 final 5 万元?");
}

#[test]
fn budgets_and_reports_on_their_execution_give_nothing() {
    for (title, header) in [
        ("2025年全省一般公共预算收入执行情况表", "项目 | 2024年决算数 | 2025年执行数"),
        ("2025年省级一般公共预算收支预算表", "项目 | 2024年决算数 | 2025年预算数"),
        ("2025年省级一般公共预算收支总表", "项目 | 2024年决算数 | 2025年预算数"),
        ("2025年地方政府债务限额及余额预算情况表", "地区 | 2025年债务限额 | 2025年债务余额预计执行数"),
    ] {
        let book: Book<'_> = &[(&[title, "单位：万元"], &[header, "税收收入 | 5 | 6", "非税收入 | 7 | 8"])];
        assert_eq!(facts(book), Vec::<String>::new(), "{title}");
    }
}

#[test]
fn columns_that_may_be_places_of_unknown_names_are_not_read_as_items() {
    let book: Book<'_> = &[(
        &["2025年市级对镇街转移支付分地区决算表", "单位：万元"],
        &["项目 | 中堂 | 望牛墩", "均衡性转移支付 | 5 | 6", "专项补助 | 7 | 8"],
    )];
    assert_eq!(facts(book), Vec::<String>::new());
}

#[test]
fn a_table_below_a_title_in_other_words_goes_on_with_no_form() {
    let rows: &[&str] = &["项目 | 预算数 | 决算数", "税收收入 | 5 | 6", "非税收入 | 7 | 8"];
    let book: Book<'_> = &[
        (&["2023年全市一般公共预算收入决算表", "单位：万元"], rows),
        (&["2023年全市一般公共预算支出决算情况", "单位：万元"], &[rows[0], "教育支出 | 5 | 6"]),
    ];
    let found = facts(book);
    assert!(found.iter().all(|fact| fact.starts_with("general_revenue")), "{found:?}");
    assert_eq!(found.len(), 4);
}

#[test]
fn one_title_may_stand_over_two_forms() {
    let title: &[&str] = &["2023年全县一般公共预算支出决算表", "单位：万元"];
    let short: &[&str] = &["项目 | 预算数 | 决算数", "教育支出 | 5 | 6", "农林水支出 | 7 | 8"];
    let own: &[&str] = &["项目 | 预算数 | 决算数", "教育支出 | 1 | 2", "农林水支出 | 3 | 4"];
    let found = forms(&[(title, short), (title, own)]);
    let instances: Vec<u32> = found.forms.iter().map(|form| form.instance).collect();
    assert_eq!(instances, [1, 2]);
}

#[test]
fn among_forms_of_a_whole_place_titles_need_not_name_it() {
    let rows: &[&str] = &["项目 | 决算数", "解决历史遗留问题及改革成本支出 | 5"];
    let book: Book<'_> = &[
        (&["2023年阳城县一般公共预算支出决算表", "单位：万元"], &["项目 | 决算数", "教育支出 | 6"]),
        (&["国有资本经营预算支出决算表", "单位：万元"], rows),
    ];
    assert_eq!(
        facts(book)[1],
        "state_capital_expenditure Whole - - 解决历史遗留问题及改革成本支出 final 5 万元"
    );
}
