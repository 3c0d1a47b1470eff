//! Defines units of amounts: those of money with their value in 元, and those that are no money.

use std::sync::LazyLock;

use regex_lite::Regex;
use rust_decimal::Decimal;

use crate::form::{AmountCell, Line};
use crate::taxonomy::{KindModel, Models, models};
use crate::text::plain::plain;

/// `（辆）`: brackets at the end of a name that hold nothing else.
static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"（([^（）]{1,6})）").ok());

/// Unit of an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// Money: name of the unit, and its value in 元.
    Money(String, Decimal),
    /// No money: 辆, 台/套, %.
    Other(String),
}

impl Unit {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Money(name, _) | Self::Other(name) => name,
        }
    }

    /// Value in 元, exact; `None` where the unit is no money or the number leaves the range of decimals.
    pub(super) fn to_yuan(&self, value: Decimal) -> Option<Decimal> {
        match self {
            Self::Money(_, yuan) => value.checked_mul(*yuan),
            Self::Other(_) => None,
        }
    }
}

/// Whether the column of a cell states no unit that is no money.
pub(super) fn is_money(cell: &&AmountCell) -> bool {
    let unit = cell.unit.as_deref().and_then(|word| word_to_unit(models(), word));
    !matches!(unit, Some(Unit::Other(_)))
}

/// 元 to 万元, exact: a division by 10,000 moves the point, where the decimal has room for it.
pub(super) fn yuan_to_wanyuan(yuan: Decimal) -> Option<Decimal> {
    let wanyuan = yuan.checked_mul(Decimal::new(1, 4))?;
    (wanyuan.checked_mul(Decimal::from(10_000))? == yuan).then_some(wanyuan)
}

/// The unit by its word (`万元`, `辆`, `台（套）`).
pub(super) fn word_to_unit(models: &Models, word: &str) -> Option<Unit> {
    let words = plain(word);
    let money = models.wording.money.iter().find(|m| m.words.contains(&words));
    if let Some(money) = money {
        return Some(Unit::Money(money.name.clone(), money.yuan.parse().ok()?));
    }
    let others = &models.wording.other_units;
    let known = others.words.get(others.plain_words.iter().position(|word| *word == words)?)?;
    Some(Unit::Other(others.written.get(known).unwrap_or(known).clone()))
}

/// Finds the unit of one line: that in the brackets of its name, else that of its heading.
pub(super) fn line_to_unit(models: &Models, kind: &KindModel, line: &Line) -> Option<Unit> {
    let item = line.item.as_deref()?;
    let has_brackets = item.contains('（');
    let stated = BRACKETS.as_ref().filter(|_| has_brackets).and_then(|pattern| {
        pattern.captures_iter(item).filter_map(|found| word_to_unit(models, found.get(1)?.as_str())).last()
    });
    stated.or_else(|| {
        let stands_under = |heading: &Option<String>| heading.as_ref().is_none_or(|h| line.path.contains(h));
        let by_heading =
            kind.line_units.iter().find(|u| stands_under(&u.section) && item.contains(u.item.as_str()))?;
        word_to_unit(models, &by_heading.unit)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::taxonomy::models;
    use crate::text::number::canonical;

    fn yuan(value: &str, unit: &str) -> Option<(String, String)> {
        let yuan = word_to_unit(models(), unit)?.to_yuan(value.parse().ok()?)?;
        Some((canonical(yuan), canonical(yuan_to_wanyuan(yuan)?)))
    }

    #[test]
    fn money_is_converted_exactly() {
        for (value, unit, expected) in [
            ("4777056.13", "元", ("4777056.13", "477.705613")),
            ("246.97", "万元", ("2469700", "246.97")),
            ("1.2", "亿元", ("120000000", "12000")),
            ("35.5", "千元", ("35500", "3.55")),
        ] {
            let found = yuan(value, unit).unwrap();
            assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{value} {unit}");
        }
        assert_eq!(yuan("2", "辆"), None);
    }

    #[test]
    fn units_that_are_no_money_are_written_one_way() {
        assert_eq!(word_to_unit(models(), "台、套").unwrap().name(), "台/套");
        assert_eq!(word_to_unit(models(), "公里"), None);
    }

    proptest! {
        #[test]
        fn yuan_and_wanyuan_say_the_same(cents in -10_000_000_000_000_i64..10_000_000_000_000, scale in 0_u32..5) {
            let value = Decimal::new(cents, scale);
            for unit in ["元", "千元", "万元", "亿元"] {
                let yuan = word_to_unit(models(), unit).unwrap().to_yuan(value).unwrap();
                let wanyuan = yuan_to_wanyuan(yuan).unwrap();
                prop_assert_eq!(wanyuan * Decimal::from(10_000), yuan);
                let written = canonical(yuan);
                prop_assert!(!written.contains(['e', 'E']) && written != "-0" && !(written.contains('.') && written.ends_with('0')));
            }
        }
    }
}
