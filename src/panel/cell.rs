//! Turns a value of a record into the cell of its column: what does not fit is null, with a note that keeps its text.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::fields::{ColumnType, Field};
use super::row::{RecordRow, Value};

/// Value of one cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum CellValue {
    #[default]
    Null,
    Text(String),
    Integer(i64),
    Boolean(bool),
    Number(f64),
    /// Decimal in units of its column's last digit.
    Decimal(i128),
}

/// Separator of the fields of an element in a joined text.
const PART: &str = "|";

/// Makes the cells of a row, one for each column; the last column, `note`, says what did not fit.
pub(super) fn row_to_cells(fields: &[Field], row: &RecordRow) -> Vec<CellValue> {
    let mut note = String::new();
    let mut cells: Vec<CellValue> = fields
        .iter()
        .enumerate()
        .map(|(place, field)| {
            let value = row.get_near(field.source(), place);
            let value = value.and_then(|value| value.at(field.path.get(1..).unwrap_or_default()));
            let Some(value) = value else { return CellValue::Null };
            value_to_cell(field, value).unwrap_or_else(|why| {
                let _ = write!(
                    note,
                    "{}{}: {} {why}",
                    if note.is_empty() { "" } else { "; " },
                    field.name,
                    value.plain()
                );
                CellValue::Null
            })
        })
        .collect();
    if !note.is_empty()
        && let Some(at) = fields.iter().position(|field| field.name == "note")
        && let Some(cell) = cells.get_mut(at)
    {
        *cell = CellValue::Text(note);
    }
    cells
}

/// Puts a value into its column, or says why it does not fit.
fn value_to_cell(field: &Field, value: &Value) -> Result<CellValue, String> {
    match (field.kind, value) {
        (_, Value::Null) => Ok(CellValue::Null),
        (ColumnType::Text, Value::List(list)) => Ok(list_to_text(field, list)),
        (ColumnType::Text, Value::Text(text)) => Ok(CellValue::Text(text.clone().into_owned())),
        (ColumnType::Integer, Value::Integer(number)) => Ok(CellValue::Integer(*number)),
        (ColumnType::Boolean, Value::Boolean(yes)) => Ok(CellValue::Boolean(*yes)),
        (ColumnType::Number, Value::Number(number)) => Ok(CellValue::Number(*number)),
        // JSON writes 1.0 as it likes. Places on a page are far below 2^52.
        #[allow(clippy::cast_precision_loss)]
        (ColumnType::Number, Value::Integer(number)) => Ok(CellValue::Number(*number as f64)),
        (ColumnType::Decimal { precision, scale }, Value::Text(text)) => {
            text_to_units(text, precision, scale).map(CellValue::Decimal)
        }
        (kind, _) => Err(format!("is no {}", kind.word())),
    }
}

impl ColumnType {
    /// Name of it in notes.
    fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "whole number",
            Self::Boolean => "yes or no",
            Self::Number => "number",
            Self::Decimal { .. } => "decimal written as text",
        }
    }
}

/// Joins a list into one text; nothing where it has no elements.
fn list_to_text(field: &Field, list: &[Value]) -> CellValue {
    if list.is_empty() {
        return CellValue::Null;
    }
    let join = field.join.as_deref().unwrap_or(PART);
    let element = |value: &Value| match value {
        Value::Row(row) => {
            let parts = field.of.iter().enumerate().map(|(place, name)| {
                let text = row.get_near(name, place).map(Value::plain).unwrap_or_default();
                without(without(text.into_owned(), join), PART)
            });
            parts.collect::<Vec<_>>().join(PART)
        }
        other => without(other.plain().into_owned(), join),
    };
    CellValue::Text(list.iter().map(element).collect::<Vec<_>>().join(join))
}

/// Replaces a separator inside of an element by its full-width form, so that the text can be split again.
fn without(text: String, join: &str) -> String {
    let wide = match join {
        ";" => "；",
        "/" => "／",
        "|" => "｜",
        _ => return text,
    };
    if text.contains(join) { text.replace(join, wide) } else { text }
}

/// Converts a plain decimal to units of the last digit of its column, exact, or says why not.
fn text_to_units(text: &str, precision: u32, scale: u32) -> Result<i128, String> {
    let decimal = Decimal::from_str_exact(text).map_err(|_| "is no decimal that can be held".to_owned())?;
    let decimal = decimal.normalize();
    let fits = || {
        let units =
            decimal.mantissa().checked_mul(10_i128.checked_pow(scale.checked_sub(decimal.scale())?)?)?;
        (units.unsigned_abs() < 10_u128.checked_pow(precision)?).then_some(units)
    };
    fits().ok_or_else(|| format!("does not fit DECIMAL({precision},{scale})"))
}

/// Writes units of the last digit as a plain decimal, without trailing zeros.
pub(super) fn units_to_text(units: i128, scale: u32) -> String {
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale as usize + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale as usize);
    let decimals = decimals.trim_end_matches('0');
    let sign = if units < 0 { "-" } else { "" };
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::panel::fields::tables;

    fn cells(record: &str) -> Vec<CellValue> {
        row_to_cells(&tables()[0].fields, &serde_json::from_str(record).unwrap())
    }

    fn cell(row: &[CellValue], name: &str) -> CellValue {
        row[tables()[0].fields.iter().position(|field| field.name == name).unwrap()].clone()
    }

    #[test]
    fn amounts_are_exact_and_what_does_not_fit_is_noted() {
        let row = cells(
            r#"{"amount_yuan":"-2469700.5","amount_wanyuan":"99999999999","value":"1.000000001","page":1}"#,
        );
        assert_eq!(cell(&row, "amount_yuan"), CellValue::Decimal(-24_697_005_000));
        assert_eq!(cell(&row, "amount_wanyuan"), CellValue::Null);
        assert_eq!(cell(&row, "value"), CellValue::Null);
        assert_eq!(cell(&row, "page"), CellValue::Integer(1));
        let CellValue::Text(note) = cell(&row, "note") else { panic!() };
        assert_eq!(
            note,
            "value: 1.000000001 does not fit DECIMAL(28,8); amount_wanyuan: 99999999999 does not fit DECIMAL(18,8)"
        );
        for (value, why) in [
            ("12.5", "amount_yuan: 12.5 is no decimal written as text"),
            ("\"1e5\"", "amount_yuan: 1e5 is no decimal that can be held"),
            (
                "\"123456789012345678901234567890123\"",
                "amount_yuan: 123456789012345678901234567890123 is no decimal that can be held",
            ),
        ] {
            let row = cells(&format!(r#"{{"amount_yuan":{value}}}"#));
            assert_eq!(cell(&row, "amount_yuan"), CellValue::Null);
            assert_eq!(cell(&row, "note"), CellValue::Text(why.to_owned()));
        }
    }

    #[test]
    fn lists_become_columns_and_joined_texts() {
        let row = cells(
            r#"{"bbox":[1.5,2,3,4],"path":["甲/乙","丙"],"checks":["a","b"],"region":null,
                "alternatives":[{"reader":"t","text":"1;|2","confidence":0.5},{"reader":"p","text":"3","confidence":1}]}"#,
        );
        assert_eq!(cell(&row, "bbox_left"), CellValue::Number(1.5));
        assert_eq!(cell(&row, "bbox_bottom"), CellValue::Number(4.0));
        assert_eq!(cell(&row, "path"), CellValue::Text("甲／乙/丙".to_owned()));
        assert_eq!(cell(&row, "checks"), CellValue::Text("a;b".to_owned()));
        assert_eq!(cell(&row, "alternatives"), CellValue::Text("t|1；｜2|0.5;p|3|1".to_owned()));
        assert_eq!(cell(&row, "region"), CellValue::Null);
        assert_eq!(cell(&row, "note"), CellValue::Null);
        let row = cells(r#"{"checks":[],"region":{"name":"汾阳市","code":null}}"#);
        assert_eq!(cell(&row, "checks"), CellValue::Null);
        assert_eq!(cell(&row, "region"), CellValue::Text("汾阳市".to_owned()));
        assert_eq!(cell(&row, "region_code"), CellValue::Null);
    }

    proptest! {
        /// Whatever fits comes back as it was.
        #[test]
        fn decimals_come_back(units in -999_999_999_999_999_999_i64..=999_999_999_999_999_999, scale in 0_u32..9) {
            let text = units_to_text(i128::from(units), scale);
            prop_assert_eq!(text_to_units(&text, 18, scale), Ok(i128::from(units)));
        }
    }
}
