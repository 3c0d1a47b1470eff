//! Defines an amount of the contract: an exact decimal that is written as a string, never as a float.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::text::number::{canonical, parse_decimal};

/// An exact decimal. It is written without trailing zeros, exponent or −0, as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(Decimal);

impl Amount {
    /// The number, to compute with.
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

impl From<Decimal> for Amount {
    fn from(number: Decimal) -> Self {
        Self(number)
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&canonical(self.0))
    }
}

impl FromStr for Amount {
    type Err = rust_decimal::Error;

    /// Reads a decimal, with or without an exponent (`1E+2`); one with more digits than can be held is refused, not rounded.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let none = || rust_decimal::Error::ConversionTo("a decimal".to_owned());
        parse_decimal(text).map(Self).ok_or_else(none)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&canonical(self.0))
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(AsText)
    }
}

/// Accepts text alone: a JSON number may have passed through a float.
struct AsText;

impl Visitor<'_> for AsText {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal written as text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
        text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

impl JsonSchema for Amount {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_text_and_nothing_else() {
        let read = |json: &str| serde_json::from_str::<Amount>(json).map_err(|error| error.to_string());
        assert_eq!(read("\"1,5\"").unwrap_err().split(" at ").next(), {
            Some("invalid value: string \"1,5\", expected a decimal written as text")
        });
        for wrong in [
            "1.5",
            "1",
            "null",
            "\"\"",
            "\"1_000\"",
            "\"1e\"",
            "\"1e40\"",
            "\"1e-29\"",
            "\"0.12345678901234567890123456789\"",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(serde_json::to_string(&read("\"-0.00\"").unwrap()).unwrap(), "\"0\"");
        assert_eq!(read("\"1.50\"").unwrap().to_string(), "1.5");
        for (written, amount) in [("1E+2", "100"), ("-1.25e1", "-12.5"), ("12e-2", "0.12"), ("0e9", "0")] {
            assert_eq!(written.parse::<Amount>().unwrap().to_string(), amount);
        }
    }

    proptest! {
        #[test]
        fn amounts_come_back_as_they_were_written(units in any::<i64>(), scale in 0_u32..9) {
            let amount = Amount::from(Decimal::new(units, scale));
            let text = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&text).unwrap(), amount);
        }
    }
}
