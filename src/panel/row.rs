//! Holds a record as it stands in JSON: fields by name, text borrowed from the file's bytes.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Value of a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Row(RecordRow<'a>),
}

/// Record as a row: its fields in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct RecordRow<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> RecordRow<'a> {
    /// Finds the field of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.get_near(name, 0)
    }

    /// Finds the field of a name, from a place on: records mostly have their fields in the order of the table.
    pub(super) fn get_near(&self, name: &str, place: usize) -> Option<&Value<'a>> {
        let (before, from) = self.0.split_at(place.min(self.0.len()));
        from.iter().chain(before).find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Adds a field.
    pub(super) fn add(&mut self, name: &'static str, value: impl Into<Value<'a>>) {
        self.0.push((Cow::Borrowed(name), value.into()));
    }

    /// Gives a field another value; adds it where there is none of the name.
    pub(super) fn set(&mut self, name: &'static str, value: Value<'a>) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, field)) => *field = value,
            None => self.add(name, value),
        }
    }

    /// Adds a field whose name is made.
    pub(super) fn add_named(&mut self, name: String, value: Value<'a>) {
        self.0.push((Cow::Owned(name), value));
    }

    /// Gives the text of a field; `None` where it is none.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }
}

impl<'a> Value<'a> {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Finds the value at a path of names and places (`bbox.0`, `region.name`); `*` is the first element that has it.
    pub(super) fn at(&self, path: &[String]) -> Option<&Value<'a>> {
        let Some((first, rest)) = path.split_first() else {
            return (*self != Self::Null).then_some(self);
        };
        match self {
            Self::Row(row) => row.get(first)?.at(rest),
            Self::List(list) if first == "*" => list.iter().find_map(|element| element.at(rest)),
            Self::List(list) => list.get(first.parse::<usize>().ok()?)?.at(rest),
            _ => None,
        }
    }

    /// Writes it as inside of a joined text.
    pub(super) fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Boolean(yes) => Cow::Owned(yes.to_string()),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::List(list) => Cow::Owned(list.iter().map(Self::plain).collect::<Vec<_>>().join(" ")),
            Self::Row(row) => {
                Cow::Owned(row.0.iter().map(|(_, value)| value.plain()).collect::<Vec<_>>().join(" "))
            }
        }
    }
}

impl From<bool> for Value<'_> {
    fn from(yes: bool) -> Self {
        Self::Boolean(yes)
    }
}

impl From<u64> for Value<'_> {
    fn from(count: u64) -> Self {
        i64::try_from(count).map_or(Self::Null, Self::Integer)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<&str> for Value<'_> {
    fn from(text: &str) -> Self {
        Self::Text(Cow::Owned(text.to_owned()))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'a, T: Into<Value<'a>>> From<Vec<T>> for Value<'a> {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

/// Reads text, borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::Text(text) => Ok(Self(text)),
            _ => Err(serde::de::Error::custom("a name is no text")),
        }
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

impl<'de> Deserialize<'de> for RecordRow<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::Row(row) => Ok(row),
            _ => Err(serde::de::Error::custom("a record is no object")),
        }
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value<'de>, E> {
        Ok(Value::Boolean(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value<'de>, E> {
        i64::try_from(number).map(Value::Integer).map_err(|_| E::custom(format!("{number} is too large")))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut fields = Vec::with_capacity(map.size_hint().unwrap_or(48));
        while let Some((Text(name), value)) = map.next_entry()? {
            fields.push((name, value));
        }
        Ok(Value::Row(RecordRow(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<String> {
        text.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn values_are_found_by_their_path() {
        let text = r#"{"a":{"b":null,"c":"x\ny"},"list":[{"p":null},{"p":3}],"n":1.5}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(value.at(&path("a.c")), Some(&Value::Text("x\ny".into())));
        assert_eq!(value.at(&path("a.b")), None);
        assert_eq!(value.at(&path("list.*.p")), Some(&Value::Integer(3)));
        assert_eq!(value.at(&path("list.1.p")), Some(&Value::Integer(3)));
        assert_eq!(value.at(&path("list.7.p")), None);
        assert_eq!(value.at(&path("n")), Some(&Value::Number(1.5)));
    }

    #[test]
    fn text_without_escapes_is_not_copied() {
        let row: RecordRow = serde_json::from_str(r#"{"a":"决算","b":"\u51b3"}"#).unwrap();
        assert!(matches!(row.get("a"), Some(Value::Text(Cow::Borrowed("决算")))));
        assert_eq!(row.get_near("b", 1).and_then(Value::text), Some("决"));
        assert_eq!(row.get_near("a", 9).and_then(Value::text), Some("决算"));
        assert!(serde_json::from_str::<RecordRow>("[1]").is_err());
    }
}
