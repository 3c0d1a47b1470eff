//! Turns a table that is written as Parquet into data of Stata: words of a list become numbers with labels, amounts doubles,
//! with the exact text beside those in 元.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Result, Seek, Write};
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field as ParquetValue;

use super::categories::categories;
use super::cell::units_to_text;
use super::fields::{ColumnType, Field, Table};
use super::profile::{ColumnProfile, Profile};
use super::stata::StataFile;
use super::stata_parts::{LONGEST_LABEL, MOST_LONG, StataType, StataValue, ValueLabels, Variable};

/// Texts up to so many bytes are of a fixed width: these can be keys of a merge.
const LONGEST_KEY: usize = 128;
/// Ending of the columns in 元, and of the exact text beside them.
const YUAN: &str = "_yuan";
const TEXT: &str = "_text";
/// Labels of yes and no.
const YES_NO: &str = "yes_no";
/// Numbers of Stata's bytes end here.
const MOST_BYTE: usize = 100;

/// Writes the rows of a Parquet file as data of Stata.
///
/// # Errors
/// Where the Parquet file cannot be read, or `to` not be written.
pub(super) fn write<W: Write + Seek>(parquet: &Path, table: &Table, profile: &Profile, to: W) -> Result<W> {
    let columns: Vec<Column<'_>> =
        table.fields.iter().zip(&profile.columns).map(|(field, column)| Column::of(field, column)).collect();
    let variables = columns.iter().flat_map(Column::variables).collect();
    let mut file = StataFile::begin(to, &table.en, variables, profile.rows)?;
    let reader = SerializedFileReader::new(File::open(parquet)?).map_err(std::io::Error::other)?;
    for row in reader.get_row_iter(None).map_err(std::io::Error::other)? {
        let row = row.map_err(std::io::Error::other)?;
        let texts: Vec<Option<String>> =
            row.get_column_iter().map(|(_, value)| decimal_to_text(value)).collect();
        let values = columns.iter().zip(row.get_column_iter()).zip(&texts);
        let values = values.flat_map(|((column, (_, value)), text)| column.values(value, text.as_deref()));
        file.push(&values.collect::<Vec<_>>())?;
    }
    let mut labels: Vec<ValueLabels> = columns.iter().filter_map(Column::labels).collect();
    labels.sort_by(|a, b| a.name.cmp(&b.name));
    labels.dedup_by(|a, b| a.name == b.name);
    file.end(&labels)
}

/// Column of the table, and how Stata has it.
struct Column<'t> {
    field: &'t Field,
    kind: StataType,
    /// Numbers of the words of a list, from 1.
    words: BTreeMap<&'t str, i32>,
    labels: Vec<String>,
}

impl<'t> Column<'t> {
    fn of(field: &'t Field, profile: &'t ColumnProfile) -> Self {
        let words = profile.words.iter().map(|(word, _)| word.as_str());
        let kind = match field.kind {
            ColumnType::Text if field.categories.is_some() && profile.words.len() <= MOST_BYTE => {
                StataType::Byte
            }
            ColumnType::Text if field.categories.is_some() => StataType::Long,
            ColumnType::Text if profile.widest <= LONGEST_KEY => {
                StataType::Fixed(u16::try_from(profile.widest.max(1)).unwrap_or(u16::MAX))
            }
            ColumnType::Text => StataType::LongText,
            ColumnType::Boolean => StataType::Byte,
            ColumnType::Integer => match profile.range {
                Some((least, most)) if least < -MOST_LONG || most > MOST_LONG => StataType::Double,
                _ => StataType::Long,
            },
            ColumnType::Number | ColumnType::Decimal { .. } => StataType::Double,
        };
        let list = field.categories.as_deref().map(categories).unwrap_or_default();
        let label = |word: &str| {
            let known = list.iter().find(|known| known.value == word);
            known.map_or_else(|| word.to_owned(), |known| known.label.clone())
        };
        Self { field, kind, labels: words.clone().map(label).collect(), words: words.zip(1..).collect() }
    }

    /// Whether the exact text stands beside it.
    fn has_text(&self) -> bool {
        matches!(self.field.kind, ColumnType::Decimal { .. }) && self.field.name.ends_with(YUAN)
    }

    fn variables(&self) -> Vec<Variable> {
        let Field { name, en, zh, .. } = self.field;
        let label = short(en);
        let value_labels = match self.field.kind {
            ColumnType::Boolean => YES_NO.to_owned(),
            _ => self.list_name().unwrap_or_default(),
        };
        let note = format!("{en} / {zh}");
        let variable = Variable { name: name.clone(), kind: self.kind, label, value_labels, note };
        let text = Variable {
            name: format!("{name}{TEXT}"),
            kind: StataType::Fixed(LONGEST_AMOUNT),
            label: format!("{name} as exact text"),
            value_labels: String::new(),
            ..variable.clone()
        };
        if self.has_text() { vec![variable, text] } else { vec![variable] }
    }

    /// Name of the list of its labels: two columns may have words of one list that differ in what was met.
    fn list_name(&self) -> Option<String> {
        self.field.categories.as_ref().map(|_| self.field.name.clone())
    }

    fn labels(&self) -> Option<ValueLabels> {
        if self.field.kind == ColumnType::Boolean {
            let labels = ["否 no", "是 yes"].map(str::to_owned).to_vec();
            return Some(ValueLabels { name: YES_NO.to_owned(), first: 0, labels });
        }
        Some(ValueLabels { name: self.list_name()?, first: 1, labels: self.labels.clone() })
    }

    /// Turns a value into that of Stata, and the exact text of it where one stands beside. A value that is of another type
    /// than its column is an error when it is written.
    fn values<'v>(&self, value: &'v ParquetValue, text: Option<&'v str>) -> Vec<StataValue<'v>> {
        let first = match value {
            ParquetValue::Null => StataValue::Missing,
            ParquetValue::Str(word) if self.field.categories.is_some() => self
                .words
                .get(word.as_str())
                .map_or(StataValue::Text(word), |number| StataValue::Whole(*number)),
            ParquetValue::Str(text) => StataValue::Text(text),
            ParquetValue::Bool(yes) => StataValue::Whole(i32::from(*yes)),
            ParquetValue::Double(number) => StataValue::Number(*number),
            // Up to 2^53 a double is exact.
            ParquetValue::Long(number) => match i32::try_from(*number) {
                Ok(number) => StataValue::Whole(number),
                Err(_) => number.to_string().parse().map_or(StataValue::Text(""), StataValue::Number),
            },
            // Reads the exact text, so that the double is the nearest one.
            ParquetValue::Decimal(_) => {
                text.and_then(|text| text.parse().ok()).map_or(StataValue::Text(""), StataValue::Number)
            }
            _ => StataValue::Text(""),
        };
        let beside = text.map_or(StataValue::Missing, StataValue::Text);
        if self.has_text() { vec![first, beside] } else { vec![first] }
    }
}

/// What a column means, in so many characters as a label has: up to the first remark, and whole words.
fn short(text: &str) -> String {
    let text = text.split(';').next().unwrap_or_default().trim_end();
    let within: String = text.chars().take(LONGEST_LABEL).collect();
    if within.len() == text.len() {
        return within;
    }
    within.rsplit_once(' ').map_or(within.clone(), |(whole, _)| whole.to_owned())
}

/// Bytes of the longest decimal of 28 digits, with its sign and its point.
const LONGEST_AMOUNT: u16 = 30;

/// Writes a decimal exactly; `None` for other values.
fn decimal_to_text(value: &ParquetValue) -> Option<String> {
    let ParquetValue::Decimal(decimal) = value else { return None };
    let bytes = decimal.data();
    let sign = bytes.first().is_some_and(|first| *first >= 0x80);
    let units =
        bytes.iter().fold(if sign { -1_i128 } else { 0 }, |units, byte| (units << 8) | i128::from(*byte));
    Some(units_to_text(units, u32::try_from(decimal.scale()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_end_with_a_word() {
        assert_eq!(short("place; null where unknown"), "place");
        assert_eq!(short(&"abcdefg ".repeat(12)), ["abcdefg"; 10].join(" "));
        assert_eq!(short("长".repeat(90).as_str()).chars().count(), LONGEST_LABEL);
    }

    #[test]
    fn decimals_are_written_exactly() {
        use parquet::data_type::{ByteArray, Decimal};

        let bytes = (-12_345_678_901_i128).to_be_bytes()[4..].to_vec();
        let of_bytes = ParquetValue::Decimal(Decimal::from_bytes(ByteArray::from(bytes), 28, 8));
        assert_eq!(decimal_to_text(&of_bytes).as_deref(), Some("-123.45678901"));
        let of_long = ParquetValue::Decimal(Decimal::from_i64(1_499_999, 18, 4));
        assert_eq!(decimal_to_text(&of_long).as_deref(), Some("149.9999"));
        assert_eq!(decimal_to_text(&ParquetValue::Null), None);
    }
}
