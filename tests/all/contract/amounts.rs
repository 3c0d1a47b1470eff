//! Amounts are canonical decimals: the printed number, times its unit.

use rust_decimal::Decimal;

use super::{decimal, facts};

#[test]
fn amounts_are_canonical_decimals_in_strings() {
    let canonical = regex::Regex::new(r"^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$").unwrap();
    for (printed, fact) in facts() {
        for field in ["value", "amount_yuan", "amount_wanyuan"] {
            let field = &fact[field];
            if field.is_null() {
                continue;
            }
            let text = field.as_str().unwrap_or_else(|| panic!("{}: {field} is no string", printed.name));
            assert!(canonical.is_match(text) && text != "-0", "{}: {text} in {fact}", printed.name);
        }
    }
}

#[test]
fn the_value_is_the_printed_number() {
    let mut compared = 0;
    for (printed, fact) in facts() {
        let raw = fact["raw"].as_str().unwrap();
        let plain: String = raw.chars().filter(|c| !matches!(c, ',' | '，') && !c.is_whitespace()).collect();
        if let Ok(number) = Decimal::from_str_exact(&plain) {
            assert_eq!(decimal(fact, "value"), Some(number), "{}: {raw}", printed.name);
            compared += 1;
        }
    }
    assert!(compared > 1_000, "only {compared} amounts are plain numbers");
}

#[test]
fn amounts_are_the_value_times_the_unit_exactly() {
    for (printed, fact) in facts() {
        let yuan = match fact["unit"].as_str() {
            Some("元") => Some(Decimal::from(1)),
            Some("千元") => Some(Decimal::from(1_000)),
            Some("万元") => Some(Decimal::from(10_000)),
            Some("亿元") => Some(Decimal::from(100_000_000)),
            _ => None,
        };
        let expected = yuan.and_then(|yuan| Some(decimal(fact, "value")? * yuan));
        assert_eq!(decimal(fact, "amount_yuan"), expected, "{}: {fact}", printed.name);
        let wanyuan = decimal(fact, "amount_wanyuan").map(|wanyuan| wanyuan * Decimal::from(10_000));
        assert_eq!(wanyuan, expected, "{}: {fact}", printed.name);
    }
}

#[test]
fn an_amount_without_money_has_a_unit_of_its_own() {
    let vehicles = facts().filter(|(_, fact)| fact["unit"] == "辆").count();
    assert!(vehicles > 0, "the samples print numbers of vehicles");
    for (_, fact) in facts().filter(|(_, fact)| fact["amount_yuan"].is_null()) {
        // Targets of performance tables may be words, and scores are misprinted in a table of 汾阳.
        let may_be_words = fact["form"] == "performance_evaluation";
        assert!((may_be_words || fact["value"].is_string()) && fact["amount_wanyuan"].is_null(), "{fact}");
    }
}
