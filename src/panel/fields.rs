//! Describes the tables of a panel, and those of single documents: `models/panel/fields.toml` and `document.toml`,
//! compiled in and read on first use.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::taxonomy::files;

/// Path of the file under `models/`.
const FILE: &str = "panel/fields.toml";
/// Path of the one with the tables of single documents.
const DOCUMENT_FILE: &str = "panel/document.toml";

/// One table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name, and that of its files.
    pub name: String,
    /// What it holds, in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
    /// Columns that tell its rows apart; none where nothing does.
    #[serde(default)]
    pub key: Vec<String>,
    /// Its columns.
    pub fields: Vec<Field>,
}

/// One column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Path of the value in the record, as names and places; its own name where it is empty.
    #[serde(default, rename = "from", deserialize_with = "parted")]
    pub(super) path: Vec<String>,
    /// Separator of the elements of a list, which is one text.
    #[serde(default)]
    pub(super) join: Option<String>,
    /// Fields of each element of a list.
    #[serde(default)]
    pub(super) of: Vec<String>,
    /// Name of the list of the words that it may have.
    #[serde(default)]
    pub(super) categories: Option<String>,
    /// Whether each row has a value in it.
    #[serde(default)]
    pub(super) required: bool,
    /// Whether an amount for people stands behind this column of a CSV.
    #[serde(default)]
    pub(super) beside: bool,
    /// Its meaning, in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
}

/// Type of a column; all may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum ColumnType {
    /// Text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// Yes or no.
    Boolean,
    /// A measure of the page or a share, never an amount: a double.
    Number,
    /// An exact decimal: most digits in all, and digits behind the point.
    Decimal {
        /// Digits in all.
        precision: u32,
        /// Digits behind the point.
        scale: u32,
    },
}

/// Most digits of a decimal: Parquet's readers agree on 38, and 128 bits hold them.
const MOST_DIGITS: u32 = 38;

impl TryFrom<String> for ColumnType {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let decimal = || {
            let (precision, scale) = word.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
            let (precision, scale) = (precision.parse().ok()?, scale.parse().ok()?);
            (scale <= precision && precision <= MOST_DIGITS).then_some(Self::Decimal { precision, scale })
        };
        match word.as_str() {
            "text" => Ok(Self::Text),
            "integer" => Ok(Self::Integer),
            "boolean" => Ok(Self::Boolean),
            "number" => Ok(Self::Number),
            _ => decimal().ok_or_else(|| format!("no type: {word}")),
        }
    }
}

impl Field {
    /// Makes a field that no file has.
    pub(super) fn made(name: String, kind: ColumnType, en: String, zh: String) -> Self {
        Self {
            path: vec![name.clone()],
            name,
            kind,
            join: None,
            of: vec![],
            categories: None,
            required: false,
            beside: false,
            en,
            zh,
        }
    }

    /// First name of its path.
    pub(super) fn source(&self) -> &str {
        self.path.first().map_or(self.name.as_str(), String::as_str)
    }
}

fn parted<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(String::deserialize(from)?.split('.').map(str::to_owned).collect())
}

/// The tables in their order: facts, figures, checks, performance, documents, notes.
pub fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| read(FILE));
    &TABLES
}

/// The table of single documents beside these: forms.
pub fn document_tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| read(DOCUMENT_FILE));
    &TABLES
}

fn read(file: &str) -> Vec<Table> {
    #[derive(Deserialize)]
    struct Tables {
        table: Vec<Table>,
    }
    // A test reads the files, so that one that cannot be read does not ship.
    files::parse::<Tables>(file).map(|tables| tables.table).unwrap_or_default()
}

/// Texts that distinguish one set of tables from another.
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    let files = [FILE, "panel/county_year.toml", "panel/categories.toml", "panel/views.sql"];
    files.into_iter().map(|file| files::text(file).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::output;

    #[test]
    fn the_file_is_read() {
        let names: Vec<&str> = tables().iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["facts", "figures", "checks", "performance", "documents", "notes"]);
        let names: Vec<&str> = document_tables().iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["forms"]);
        for table in tables().iter().chain(document_tables()) {
            let columns: BTreeSet<&str> = table.fields.iter().map(|field| field.name.as_str()).collect();
            assert_eq!(columns.len(), table.fields.len(), "{}: a name twice", table.name);
            assert!(columns.contains("note"), "{}", table.name);
            let blank = table.fields.iter().find(|field| field.en.is_empty() || field.zh.is_empty());
            assert!(blank.is_none(), "{blank:?}");
        }
    }

    /// Columns that no record has.
    const ADDED: [&str; 6] =
        ["province_code", "prefecture_code", "region_code_latest", "note", "same_documents", "is_first"];

    /// Every field of the records is in its table, and every column has a field.
    #[test]
    fn the_tables_hold_what_the_records_promise() {
        let schemas = output::schemas();
        for (table, record) in [("facts", "fact"), ("figures", "figure"), ("checks", "check")] {
            let table = tables().iter().find(|known| known.name == table).unwrap();
            let taken: BTreeSet<&str> = table.fields.iter().map(Field::source).collect();
            let promised = schemas[record]["properties"].as_object().unwrap();
            for name in promised.keys().filter(|name| *name != "record") {
                assert!(taken.contains(name.as_str()), "{record}: {name} is in no column");
            }
            for name in taken {
                assert!(ADDED.contains(&name) || promised.contains_key(name), "{record} has no {name}");
            }
            for field in table.fields.iter().filter(|field| !field.of.is_empty()) {
                let element = format!("{}Record", if field.name == "terms" { "Term" } else { "Alternative" });
                let Value::Object(has) = &schemas[record]["$defs"][element]["properties"] else { panic!() };
                let (has, of): (BTreeSet<_>, BTreeSet<_>) = (has.keys().collect(), field.of.iter().collect());
                assert_eq!(has, of, "{}", field.name);
            }
        }
    }

    #[test]
    fn types_are_known_by_their_word() {
        let kind = |word: &str| ColumnType::try_from(word.to_owned());
        assert_eq!(kind("decimal(18,4)"), Ok(ColumnType::Decimal { precision: 18, scale: 4 }));
        for wrong in ["decimal(39,4)", "decimal(4,5)", "decimal(4)", "double"] {
            assert!(kind(wrong).is_err(), "{wrong}");
        }
    }
}
