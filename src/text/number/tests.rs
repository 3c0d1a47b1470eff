//! Numbers as they are printed, and what is none.

use proptest::prelude::*;

use super::counting::*;
use super::*;

fn value(text: &str) -> Option<String> {
    parse_number(text).map(canonical)
}

/// Every mark that makes a number negative.
const NEGATIVE: [&str; 11] = [
    "-3.50",
    "－3.50",
    "−3.50",
    "–3.50",
    "—3.50",
    "△3.50",
    "▲3.50",
    "(3.50)",
    "（3.50）",
    "（３．５０）",
    "-３.５０",
];

#[test]
fn a_number_in_a_header_is_plain() {
    for number in ["1", "12.5", "1,234", "1，234", "-3", "－3"] {
        assert!(is_plain_number(number), "{number}");
    }
    for word in ["（1）", "1+2", "2022—2023", "１", "△3", "-", "合计"] {
        assert!(!is_plain_number(word), "{word}");
    }
}

#[test]
fn numbers_as_they_are_printed() {
    for (printed, expected) in [
        ("1,214.68", "1214.68"),
        ("1，214．68", "1214.68"),
        ("1214.68", "1214.68"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("624", "624"),
        ("－84.85", "-84.85"),
        ("—3.50", "-3.5"),
        ("△1,000", "-1000"),
        ("（1.00）", "-1"),
        ("(1.00)", "-1"),
        ("31,214,205.80", "31214205.8"),
        ("６.5", "6.5"),
        ("+3.50", "3.5"),
        ("＋3.50", "3.5"),
    ] {
        assert_eq!(value(printed).as_deref(), Some(expected), "{printed}");
    }
}

#[test]
fn every_mark_of_a_negative_number_is_read_and_looks_like_an_amount() {
    for printed in NEGATIVE {
        assert_eq!(value(printed).as_deref(), Some("-3.5"), "{printed}");
        assert!(is_amount_like(printed), "{printed}");
    }
}

#[test]
fn what_is_no_number_is_none() {
    for printed in [
        "",
        "-",
        "1,23.45",
        "1,2345.00",
        "12 34",
        "1.2.3",
        "及时",
        "1,214.",
        ".",
        "（1.00",
        "1e5",
        "12,34,567",
        "--1",
        "1-2",
        "+-1",
        "(-1)",
        "%",
    ] {
        assert_eq!(value(printed), None, "{printed}");
    }
}

#[test]
fn a_minus_behind_makes_no_number_and_is_like_an_amount() {
    for printed in ["3.50-", "3.50－", "3.50—", "1,23", "(3.50", "1.2.3", "3．50"] {
        assert!(is_amount_like(printed), "{printed}");
    }
    assert_eq!(value("3.50-"), None);
    for printed in ["", "-", "（）", "—", "3.5%", "3.5万元", "一", "2023年", "1 2"] {
        assert!(!is_amount_like(printed), "{printed}");
    }
}

#[test]
fn a_number_is_finished_with_two_decimals_or_a_group_of_three() {
    for finished in ["1,234", "0.00", "-1,234.56", "△3.50", "（3.50）", "1，234．56", "12,345,678"] {
        assert!(is_finished(finished), "{finished}");
    }
    for open in ["1", "1.2", "1.234", "1,23", ".00", "12.34.56", "—1.00", "1.00元", "", ",123"] {
        assert!(!is_finished(open), "{open}");
    }
}

#[test]
fn columns_are_counted_by_small_numbers() {
    assert_eq!(
        ["1", "7.00", "99", "0", "100", "7.50", "+5", "-1", ""].map(column_number),
        [Some(1), Some(7), Some(99), None, None, None, None, None, None]
    );
    assert_eq!((whole_number("7"), whole_number("7.00")), (Some(7), None));
    let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    assert!(is_counting(&words(&["1", "2", "3"])) && !is_counting(&words(&["1", "2"])));
    assert!(may_count("（3）") && may_count("3.00") && !may_count("（3.00）") && !may_count("-3"));
}

#[test]
fn words_of_a_table_are_numbers_or_blanks() {
    let is = |word: &str| is_number_or_blank(word.chars());
    for word in ["12", "1,2", "12.5%", "(3.50)", "▲3.50", "—", "--", "/", "1/2"] {
        assert!(is(word), "{word}");
    }
    for word in ["%", "()", ".", "2023年", "△"] {
        assert!(!is(word), "{word}");
    }
}

#[test]
fn decimals_are_the_digits_behind_the_last_point() {
    assert_eq!(["1,234.50", "12", "185．11302", "1.２３元"].map(decimals), [2, 0, 5, 2]);
}

fn with_separators(digits: &str, separator: char) -> String {
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(c);
    }
    out
}

proptest! {
    /// However an amount is set, it reads as the same exact decimal.
    #[test]
    fn every_setting_of_an_amount_reads_the_same(whole in 0_u64..1_000_000_000_000, cents in 0_u32..100, negative: bool) {
        let expected = Decimal::new(i64::try_from(whole).unwrap(), 0) + Decimal::new(i64::from(cents), 2);
        let expected = if negative { -expected } else { expected };
        let whole = whole.to_string();
        for separator in [None, Some(','), Some('，')] {
            let digits = separator.map_or_else(|| whole.clone(), |s| with_separators(&whole, s));
            let body = format!("{digits}.{cents:02}");
            let settings = if negative {
                vec![format!("-{body}"), format!("－{body}"), format!("（{body}）"), format!("△{body}")]
            } else {
                vec![body]
            };
            for printed in settings {
                prop_assert_eq!(parse_number(&printed), Some(expected), "{}", printed);
            }
        }
    }

    /// What is a number looks like an amount, and no text panics.
    #[test]
    fn numbers_are_amount_like(text in "\\PC*", near in "[-－−–—△▲+(（]?[0-9０-９,，.．]{1,8}[)）-]?") {
        for text in [text, near] {
            if parse_number(&text).is_some() {
                prop_assert!(is_amount_like(text.trim()) || text.contains(' '), "{}", text);
            }
            let _ = (is_finished(&text), column_number(&text), decimals(&text), may_count(&text));
        }
    }
}

#[test]
fn columns_are_counted_with_formulas_and_letters() {
    for (word, number) in [
        ("1", 1),
        ("（2）", 2),
        ("③", 3),
        ("4栏", 4),
        ("1=2+3", 1),
        ("（1）=（2）+（3）", 1),
        ("A=B+C", 1),
        ("5＝6－7", 5),
    ] {
        assert_eq!(counted_column(word), Some(number), "{word}");
    }
    for word in ["1.00", "1,286.50", "12-3", "100", "合计", "1=", "2019年"] {
        assert_eq!(counted_column(word), None, "{word}");
    }
}

#[test]
fn numbers_of_columns_are_taken_off_words() {
    for word in [
        "合计（1=2+3）",
        "合计1",
        "合计①=②+③",
        "①合计",
        "1.合计",
        "（1）合计",
        "合计（2+3）",
        "合计第1栏",
        "合计12",
    ] {
        assert_eq!(without_column_number(word), "合计", "{word}");
    }
    for word in ["合计", "1", "（1=2+3）", "决算数2019", "金额（万元）"] {
        assert_eq!(without_column_number(word), word, "{word}");
    }
}

#[test]
fn a_number_needs_no_zero_before_another_digit() {
    for printed in ["081969.53", "0128", "000", "00", "-01.5", "（００.5）", "¥012", "△05"] {
        assert!(has_needless_zero(printed), "{printed}");
    }
    for printed in ["0", "0.00", "-0.50", "10", "100.05", "—", "", "0辆"] {
        assert!(!has_needless_zero(printed), "{printed}");
    }
}

#[test]
fn the_number_of_a_page_stands_between_two_dashes() {
    let holds = |words: &[&str]| hold_page_number(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
    for words in [&["—7—"][..], &["-12-"], &["12.50", "—7", "—", "2024.08"], &["-", "7-"], &["－7－"]]
    {
        assert!(holds(words), "{words:?}");
    }
    for words in
        [&["—", "7", "—"][..], &["-7.50", "-"], &["-7", "12"], &["7", "—"], &["—", "—"], &["-12345", "-"]]
    {
        assert!(!holds(words), "{words:?}");
    }
}

#[test]
fn an_amount_of_the_next_column_stands_beside_words() {
    for (text, amount) in [
        ("工资福利支出 17473.41", "17473.41"),
        ("退休费1,234.50", "1,234.50"),
        ("办公费 1,234", "1,234"),
        ("0.00 办公费", "0.00"),
        ("25.00 30201 办公费", "25.00"),
        ("办公费 -3.50", "-3.50"),
    ] {
        assert_eq!(amount_beside_words(text), Some(amount), "{text}");
    }
    for text in [
        "1234.50",
        "办公费",
        "2010301 行政运行",
        "30201 办公费",
        "伙食补助100.00元/人",
        "住房公积金（1.25）",
        "50万元以上",
        "2022年 12月",
        "本年支出合计59",
        "1.副部（省）级及以上领导用车",
        "12.345",
    ] {
        assert_eq!(amount_beside_words(text), None, "{text}");
    }
}
