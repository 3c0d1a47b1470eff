//! What can be typed of amounts for people.

use clap::ValueEnum;

use crate::fact::shown::{Shown, ShownUnit};

/// Amounts for people, in CSV and readable tables; exact amounts stay beside them.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct People {
    /// For CSV and readable tables: the unit of amounts for people; default 万元. CSV has them in a column of their own
    /// beside the exact ones
    #[arg(long, value_enum)]
    pub(super) unit: Option<UnitName>,
    /// For CSV and readable tables: round these amounts to N decimals, half up (四舍五入)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=i64::from(Shown::MOST_DECIMALS)))]
    pub(super) round: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UnitName {
    /// Yuan
    #[value(name = "元", alias = "yuan")]
    Yuan,
    /// 10,000 yuan
    #[value(name = "万元", alias = "wanyuan")]
    Wanyuan,
    /// 100,000,000 yuan
    #[value(name = "亿元", alias = "yiyuan")]
    Yi,
}

impl People {
    /// What was asked for; `None` where nothing was.
    pub(super) fn shown(self) -> Option<Shown> {
        if self.unit.is_none() && self.round.is_none() {
            return None;
        }
        let unit = match self.unit {
            Some(UnitName::Yuan) => ShownUnit::Yuan,
            Some(UnitName::Wanyuan) | None => ShownUnit::Wanyuan,
            Some(UnitName::Yi) => ShownUnit::Yi,
        };
        Some(Shown { unit, round: self.round })
    }
}
