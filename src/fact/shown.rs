//! Shows amounts to people, in a unit that they choose, and rounded where they ask. The exact amount stands beside it.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::text::number::canonical;

/// Unit of an amount for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ShownUnit {
    /// 元.
    #[serde(rename = "元")]
    Yuan,
    /// 万元, 10,000 元.
    #[serde(rename = "万元")]
    Wanyuan,
    /// 亿元, 100,000,000 元.
    #[serde(rename = "亿元")]
    Yi,
}

impl ShownUnit {
    /// Word of the unit.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::Wanyuan => "万元",
            Self::Yi => "亿元",
        }
    }

    /// Number of digits by which the point moves from 元.
    fn digits(self) -> u32 {
        match self {
            Self::Yuan => 0,
            Self::Wanyuan => 4,
            Self::Yi => 8,
        }
    }
}

/// Unit and rounding of amounts for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Shown {
    /// Unit in which they are shown.
    pub unit: ShownUnit,
    /// Number of decimals to which they are rounded; `None` for exact amounts.
    pub round: Option<u32>,
}

impl Shown {
    /// Most decimals: an amount of 亿元 with a hundredth of a fen stays exact with them.
    pub const MOST_DECIMALS: u32 = 12;

    /// Describes the unit and the rounding, for a header.
    pub fn description(self) -> String {
        match self.round {
            None => self.unit.name().to_owned(),
            Some(1) => format!("{}, rounded half up to 1 decimal", self.unit.name()),
            Some(decimals) => format!("{}, rounded half up to {decimals} decimals", self.unit.name()),
        }
    }

    /// Makes the header of a column of such amounts.
    pub fn header(self) -> String {
        format!("amount ({})", self.description())
    }

    /// Writes an amount of 元 as it is shown: half up by its size (四舍五入: −0.5 is −1), always with the decimals that were
    /// asked for; `None` where a decimal has no room for it.
    pub fn yuan_to_text(self, yuan: Decimal) -> Option<String> {
        // Moving the point is exact, a division need not be.
        let amount =
            Decimal::try_from_i128_with_scale(yuan.mantissa(), yuan.scale() + self.unit.digits()).ok()?;
        let Some(decimals) = self.round else { return Some(canonical(amount)) };
        let mut rounded = amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        rounded.rescale(decimals);
        if rounded.is_zero() {
            rounded.set_sign_positive(true);
        }
        (rounded.scale() == decimals).then(|| rounded.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(unit: ShownUnit, round: Option<u32>, yuan: &str) -> Option<String> {
        Shown { unit, round }.yuan_to_text(yuan.parse().unwrap())
    }

    #[test]
    fn amounts_are_exact_or_rounded_half_up() {
        use ShownUnit::{Wanyuan, Yi, Yuan};
        for (unit, round, yuan, expected) in [
            (Wanyuan, None, "4777056.13", "477.705613"),
            (Wanyuan, Some(2), "4777056.13", "477.71"),
            (Wanyuan, Some(2), "2469750", "246.98"),
            (Wanyuan, Some(2), "2469749.99", "246.97"),
            (Wanyuan, Some(2), "-2469750", "-246.98"),
            (Wanyuan, Some(2), "-49.99", "0.00"),
            (Yuan, Some(0), "0.5", "1"),
            (Yuan, Some(0), "1.5", "2"),
            (Yuan, Some(2), "5", "5.00"),
            (Yuan, None, "5.00", "5"),
            (Yi, None, "0.0001", "0.000000000001"),
            (Yi, Some(4), "123456789012.34", "1234.5679"),
        ] {
            assert_eq!(shown(unit, round, yuan).as_deref(), Some(expected), "{yuan} {unit:?} {round:?}");
        }
        assert_eq!(shown(Yi, None, "0.0000000000000000000000001"), None);
        assert_eq!(
            Shown { unit: Yi, round: Some(1) }.header(),
            "amount (亿元, rounded half up to 1 decimal)"
        );
        assert_eq!(Shown { unit: Yuan, round: None }.header(), "amount (元)");
    }
}
