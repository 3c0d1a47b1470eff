//! Holds JSON against a JSON Schema (2020-12), as far as the schemas of the program go: a keyword that is not known
//! here fails the test. `panel/read.py` holds the same records against the same schemas by another validator.

use serde_json::Value;

/// Schema with its definitions.
pub(crate) struct Schema<'a>(&'a Value);

impl<'a> Schema<'a> {
    pub(crate) fn new(root: &'a Value) -> Self {
        assert!(root.is_object(), "no schema: {root}");
        Self(root)
    }

    pub(crate) fn is_valid(&self, value: &Value) -> bool {
        self.faults(value).is_empty()
    }

    /// Lists what is wrong with a value, each with its place in it.
    pub(crate) fn faults(&self, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(self.0, value, "", &mut faults);
        faults
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        if let Value::Bool(allowed) = schema {
            if !allowed {
                faults.push(format!("{at}: nothing is allowed here"));
            }
            return;
        }
        for (keyword, rule) in schema.as_object().unwrap() {
            let holds = match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "default" => true,
                "$ref" => {
                    self.check(self.referred(rule), value, at, faults);
                    true
                }
                "properties" | "additionalProperties" | "items" => {
                    self.check_inside(schema, keyword, value, at, faults);
                    true
                }
                "anyOf" => self.count(rule, value) > 0,
                "oneOf" => self.count(rule, value) == 1,
                "type" => types(rule).any(|name| is_of(value, name)),
                "const" => value == rule,
                "enum" => rule.as_array().unwrap().contains(value),
                "format" => is_in_format(value, rule.as_str().unwrap()),
                "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
                "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap()),
                "minItems" => {
                    value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap())
                }
                "maxItems" => {
                    value.as_array().is_none_or(|items| items.len() as u64 <= rule.as_u64().unwrap())
                }
                "required" => value.as_object().is_none_or(|fields| {
                    rule.as_array().unwrap().iter().all(|name| fields.contains_key(name.as_str().unwrap()))
                }),
                other => panic!("a schema has the keyword {other}, which this test does not know"),
            };
            if !holds {
                faults.push(format!("{at}: {keyword} {rule}"));
            }
        }
    }

    /// Fields and items.
    fn check_inside(&self, schema: &Value, keyword: &str, value: &Value, at: &str, faults: &mut Vec<String>) {
        let rule = &schema[keyword];
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            if keyword == "items" {
                self.check(rule, item, &format!("{at}/{index}"), faults);
            }
        }
        for (name, field) in value.as_object().into_iter().flatten() {
            let known = schema["properties"].get(name);
            let rule = if keyword == "properties" { known } else { known.is_none().then_some(rule) };
            if let Some(rule) = rule.filter(|_| keyword != "items") {
                self.check(rule, field, &format!("{at}/{name}"), faults);
            }
        }
    }

    /// Counts the schemas that the value fits.
    fn count(&self, rules: &Value, value: &Value) -> usize {
        let fits = |rule: &&Value| {
            let mut faults = Vec::new();
            self.check(rule, value, "", &mut faults);
            faults.is_empty()
        };
        rules.as_array().unwrap().iter().filter(fits).count()
    }

    fn referred(&self, reference: &Value) -> &Value {
        let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
        self.0.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}

fn types(rule: &Value) -> impl Iterator<Item = &str> {
    let one = rule.as_str();
    one.into_iter().chain(rule.as_array().into_iter().flatten().map(|name| name.as_str().unwrap()))
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no type"),
    }
}

fn is_in_format(value: &Value, name: &str) -> bool {
    match name {
        "uint8" => value.is_null() || value.as_u64().is_some_and(|number| u8::try_from(number).is_ok()),
        "uint16" => value.is_null() || value.as_u64().is_some_and(|number| u16::try_from(number).is_ok()),
        "uint32" => value.is_null() || value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        "uint" | "uint64" => value.is_null() || value.is_u64(),
        "float" | "double" => value.is_null() || value.is_number(),
        other => panic!("{other} is no format that this test knows"),
    }
}

#[test]
fn the_validator_refuses_what_does_not_fit() {
    use serde_json::json;
    let root = json!({
        "type": "object",
        "properties": {
            "a": { "type": ["integer", "null"], "format": "uint8", "minimum": 1 },
            "b": { "$ref": "#/$defs/Word" },
            "c": { "type": "array", "items": { "type": "number" }, "minItems": 1, "maxItems": 2 },
            "d": { "anyOf": [{ "const": "x" }, { "type": "null" }] }
        },
        "required": ["a"],
        "additionalProperties": false,
        "$defs": { "Word": { "oneOf": [{ "const": "left" }, { "enum": ["right", "up"] }] } }
    });
    let schema = Schema::new(&root);
    for good in
        [json!({ "a": 1, "b": "up", "c": [1.5, 2], "d": null }), json!({ "a": null, "b": "left", "d": "x" })]
    {
        assert_eq!(schema.faults(&good), [""; 0], "{good}");
    }
    let wrong = [
        json!([]),
        json!({}),
        json!({ "a": 0 }),
        json!({ "a": 256 }),
        json!({ "a": 1.5 }),
        json!({ "a": 1, "b": "down" }),
        json!({ "a": 1, "c": [] }),
        json!({ "a": 1, "c": [1, 2, 3] }),
        json!({ "a": 1, "c": ["1"] }),
        json!({ "a": 1, "d": "y" }),
        json!({ "a": 1, "e": 1 }),
    ];
    for wrong in wrong {
        assert!(!schema.is_valid(&wrong), "{wrong}");
    }
}
