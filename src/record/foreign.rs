//! Reads facts that any program wrote as JSON lines: one object per fact, with the names of the contract.
//!
//! `form`, `measure` and `amount_yuan` (or `value`) are needed; what else distinguishes lines and forms is used where
//! it is there. Fields that the checks do not use may hold anything. Figures of the prose are read as this program writes them,
//! behind the facts of their document; records of other kinds are passed over.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value, json};

use super::{Amount, Fact, Figure};
use crate::record::words::Status;

/// Facts of one document.
#[derive(Debug)]
#[non_exhaustive]
pub struct DocumentFacts {
    /// Its identity or its name, as the facts state it.
    pub document: String,
    /// Its facts, in their order.
    pub facts: Vec<Fact>,
    /// Figures of its prose, where the program that wrote them is this one.
    pub figures: Vec<Figure>,
}

/// The fields that are read; others keep their defaults.
const READ: [&str; 26] = [
    "record",
    "document",
    "source",
    "fiscal_year",
    "form",
    "instance",
    "scope",
    "breakdown",
    "side",
    "place",
    "code",
    "item",
    "item_raw",
    "path",
    "line_no",
    "nth",
    "measure",
    "raw",
    "unit",
    "value",
    "amount_yuan",
    "page",
    "status",
    "reason",
    "alternatives",
    "checks",
];

/// Unit of an amount for which none is stated.
const YUAN: &str = "元";

/// Fields of a record by their names.
type Fields = Map<String, Value>;

/// Reads facts as JSON lines, document by document, in the order in which these first come.
///
/// # Errors
/// The number of the first line that is no fact, from 1, and what is wrong with it.
pub fn text_to_facts(text: &str) -> Result<Vec<DocumentFacts>, (usize, String)> {
    let silent = silent();
    let mut documents: Vec<DocumentFacts> = Vec::new();
    // Only line feeds end a line: U+2028 occurs inside of strings.
    for (number, line) in text.split('\n').enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let fault = |message: String| (number + 1, message);
        let Given(mut given) = serde_json::from_str(line).map_err(|e| fault(e.to_string()))?;
        given.retain(|_, value| !value.is_null());
        match given.get("record").and_then(Value::as_str) {
            None | Some("fact") => {}
            Some("figure") => {
                let figure = serde_json::from_value::<Figure>(Value::Object(given));
                let of = |document: &DocumentFacts, figure: &Figure| {
                    document.facts.first().is_some_and(|fact| fact.document == figure.document)
                };
                if let Ok(figure) = figure
                    && let Some(known) = documents.iter_mut().find(|known| of(known, &figure))
                {
                    known.figures.push(figure);
                }
                continue;
            }
            Some(_) => continue,
        }
        let named_by = if given.contains_key("source") { "source" } else { "document" };
        let document = given.get(named_by).and_then(Value::as_str).unwrap_or_default().to_owned();
        let fact = fields_to_fact(given, &silent).map_err(fault)?;
        match documents.iter_mut().rev().find(|known| known.document == document) {
            Some(known) => known.facts.push(fact),
            None => documents.push(DocumentFacts { document, facts: vec![fact], figures: Vec::new() }),
        }
    }
    Ok(documents)
}

/// The fields of a record, each once: of two amounts under one name none can be taken for the right one.
struct Given(Fields);

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(EachOnce).map(Self)
    }
}

struct EachOnce;

impl<'de> Visitor<'de> for EachOnce {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if fields.contains_key(&name) {
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            fields.insert(name, value);
        }
        Ok(fields)
    }
}

/// Makes the fact of a program that says nothing. `nth` is 0: which of several equal lines it stands on is not known.
fn silent() -> Fields {
    let fact = Fact { instance: 1, ..Fact::default() };
    serde_json::to_value(fact).ok().and_then(|fact| fact.as_object().cloned()).unwrap_or_default()
}

/// Makes the fact of the given fields; none of them is null.
fn fields_to_fact(mut given: Fields, silent: &Fields) -> Result<Fact, String> {
    for name in ["form", "measure"] {
        if !given.contains_key(name) {
            return Err(format!("a fact has a {name}"));
        }
    }
    // The print says how many decimals count.
    let as_printed = ["raw", "value", "amount_yuan"].iter().find_map(|name| given.get(*name)).cloned();
    given.entry("raw").or_insert(as_printed.unwrap_or_else(|| json!("")));
    for name in ["value", "amount_yuan"] {
        tidy_amount(&mut given, name)?;
    }
    if given.contains_key("amount_yuan") {
        given.entry("unit").or_insert_with(|| json!(YUAN));
    }
    // A year in other words than a number says nothing here.
    if given
        .get("fiscal_year")
        .is_some_and(|year| year.as_u64().is_none_or(|year| u16::try_from(year).is_err()))
    {
        given.remove("fiscal_year");
    }
    // Other words are said of facts that a person has looked at.
    if given.get("status").is_some_and(|status| status.is_string() && Status::deserialize(status).is_err()) {
        given.remove("status");
    }
    if let Some(Value::Array(others)) = given.get_mut("alternatives") {
        others.iter_mut().filter_map(Value::as_object_mut).for_each(complete_alternative);
    }
    given.retain(|name, _| READ.contains(&name.as_str()));
    let fields = silent.clone().into_iter().chain(given.clone()).collect();
    Fact::deserialize(Value::Object(fields))
        .map_err(|error| faulty_field(given, silent).unwrap_or(error.to_string()))
}

/// Removes a blank value, and spaces around a number.
fn tidy_amount(given: &mut Fields, name: &str) -> Result<(), String> {
    let Some(value) = given.get(name) else { return Ok(()) };
    let text = value.as_str().ok_or_else(|| format!("{name} {value} is no decimal written as text"))?.trim();
    if text.is_empty() {
        given.remove(name);
        return Ok(());
    }
    let amount: Amount = text.parse().map_err(|_| format!("{name} {text} is no decimal"))?;
    given.insert(name.to_owned(), json!(amount));
    Ok(())
}

/// Completes an alternative, of which only the text is used; the rest may be anything.
fn complete_alternative(other: &mut Fields) {
    other.retain(|name, value| match name.as_str() {
        "reader" => value.is_string(),
        "confidence" => value.is_number(),
        _ => true,
    });
    other.entry("reader").or_insert_with(|| json!(""));
    other.entry("confidence").or_insert_with(|| json!(0));
}

/// Says which of the fields cannot be read, and why.
fn faulty_field(given: Fields, silent: &Fields) -> Option<String> {
    given.into_iter().find_map(|(name, value)| {
        let mut fields = silent.clone();
        fields.insert(name.clone(), value);
        Fact::deserialize(Value::Object(fields)).err().map(|error| format!("{name}: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_several_documents_are_told_apart() {
        let text = concat!(
            r#"{"record":"fact","document":"a","form":"income","measure":"total","raw":"1.20","unit":"万元","amount_yuan":"12000"}"#,
            "\n",
            r#"{"record":"check","document":"a"}"#,
            "\n\n",
            r#"{"document":"b","form":"income","measure":"total","amount_yuan":"1.50"}"#,
            "\n",
        );
        let documents = text_to_facts(text).unwrap();
        let names: Vec<(&str, usize)> =
            documents.iter().map(|d| (d.document.as_str(), d.facts.len())).collect();
        assert_eq!(names, [("a", 1), ("b", 1)]);
        let fact = &documents[1].facts[0];
        assert_eq!((fact.raw.as_str(), fact.unit.as_deref(), fact.instance), ("1.50", Some("元"), 1));
    }

    #[test]
    fn what_is_no_fact_is_reported_with_its_line_and_its_field() {
        for (text, line) in [("{}", 1), ("\n{\"form\":\"income\"}", 2), ("no JSON", 1), ("[1]", 1)] {
            assert_eq!(text_to_facts(text).unwrap_err().0, line, "{text}");
        }
        let fault = |field: &str| {
            let text = format!(r#"{{"form":"income","measure":"total",{field}}}"#);
            text_to_facts(&text).unwrap_err().1
        };
        assert_eq!(fault(r#""amount_yuan":"12,000""#), "amount_yuan 12,000 is no decimal");
        assert_eq!(fault(r#""amount_yuan":12.5"#), "amount_yuan 12.5 is no decimal written as text");
        assert!(fault(r#""amount_yuan":"1","amount_yuan":"2""#).starts_with("duplicate field `amount_yuan`"));
        assert!(fault(r#""amount_yuan":"1","status":5"#).starts_with("status: "));
        let fault = fault(r#""amount_yuan":"1","item":"a","code":201"#);
        assert_eq!(fault, "code: invalid type: integer `201`, expected a string");
    }

    /// Reads what other programs leave out, leave blank or say in their own words.
    #[test]
    fn sparse_facts_are_read() {
        let text = r#"{"form":"income","measure":"total","value":" 1.50 ","amount_yuan":"","unit":"万元","nth":null,
            "path":null,"checks":null,"level":3,"region":"汾阳市","bbox":{},"method":"table","status":"confirmed",
            "alternatives":[{"text":"7.50","reader":3,"confidence":"high"}]}"#;
        let fact = text_to_facts(&text.replace('\n', "")).unwrap().remove(0).facts.remove(0);
        assert_eq!((fact.value.unwrap().to_string().as_str(), fact.amount_yuan), ("1.5", None));
        assert_eq!((fact.status, fact.nth, fact.instance), (Status::Unchecked, 0, 1));
        assert_eq!((fact.raw.trim(), fact.alternatives[0].text.as_str()), ("1.50", "7.50"));
    }

    #[test]
    fn a_fact_comes_back_as_it_was_written_in_what_is_read() {
        let fact = Fact {
            document: "a".to_owned(),
            form: "income".to_owned(),
            instance: 2,
            measure: "total".to_owned(),
            raw: "1.20".to_owned(),
            unit: Some("万元".to_owned()),
            value: "1.2".parse().ok(),
            amount_yuan: "12000".parse().ok(),
            nth: 1,
            status: Status::Suspect,
            reason: Some("wrapped".to_owned()),
            checks: vec!["a=b".to_owned()],
            ..Fact::default()
        };
        let text = serde_json::to_string(&fact).unwrap();
        assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), fact);
        assert_eq!(text_to_facts(&text).unwrap()[0].facts, [fact]);
    }
}
