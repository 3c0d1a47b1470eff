//! Writes a disclosure as users parse it: JSON, JSON lines, CSV, and the JSON Schemas of all.
//!
//! The only place that shapes output. Same disclosure in, same bytes out.

mod build;
mod checks;
mod program;

use std::io::Write;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::disclosure::Disclosure;
use crate::fact::shown::Shown;
use crate::record::{Amount, Check, Document, Fact, Figure};
use crate::text::formula::as_text;
pub use build::disclosure_to_document;
pub use checks::findings_to_records;
pub(crate) use program::program;

/// Format in which a disclosure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// One nested document.
    Json,
    /// One record per line.
    Jsonl,
    /// One fact per line, with a header.
    Csv,
}

impl Format {
    /// Ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }
}

/// Writes disclosures one after the other to one place.
pub struct Writer<W: Write> {
    to: W,
    format: Format,
    /// Whether something was written: CSV has one header for all.
    begun: bool,
    /// Whether there are several JSON documents, which stand on one line each.
    compact: bool,
    /// Amounts for people, which have a column of the CSV.
    shown: Option<Shown>,
    /// Whether CSV has texts as they were read, also those that spreadsheets take for formulas.
    raw: bool,
    /// Room for a line: records are written in many pieces.
    line: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Makes a writer of one format; `many` where more than one disclosure will be written.
    pub fn new(to: W, format: Format, many: bool) -> Self {
        Self { to, format, begun: false, compact: many, shown: None, raw: false, line: Vec::new() }
    }

    /// Writes amounts for people, too, in a column of CSV beside the exact ones.
    #[must_use]
    pub fn showing(self, shown: Option<Shown>) -> Self {
        Self { shown, ..self }
    }

    /// Leaves texts of CSV as they were read, where `raw`; else an apostrophe comes before those that a spreadsheet would
    /// run, which begin with `=`, `+`, `-`, `@` or a tab and are no number.
    #[must_use]
    pub fn raw_csv(self, raw: bool) -> Self {
        Self { raw, ..self }
    }

    /// Writes behind what another one wrote before: CSV has its header already.
    #[must_use]
    pub fn going_on(self) -> Self {
        Self { begun: true, ..self }
    }

    /// Gives the place that was written to.
    pub fn into_inner(self) -> W {
        self.to
    }

    /// Writes one disclosure.
    ///
    /// # Errors
    /// Where the place written to gives one.
    pub fn write(&mut self, disclosure: &Disclosure) -> std::io::Result<()> {
        match self.format {
            Format::Json => {
                let document = disclosure_to_document(disclosure);
                if self.compact {
                    self.write_line(&document)?;
                } else {
                    write_document(&mut self.to, &document)?;
                }
            }
            Format::Jsonl => {
                for fact in &disclosure.facts {
                    self.write_line(fact)?;
                }
                for figure in &disclosure.figures {
                    self.write_line(figure)?;
                }
                for check in findings_to_records(&disclosure.sha256, &disclosure.audit) {
                    self.write_line(&check)?;
                }
            }
            Format::Csv => self.write_csv(disclosure)?,
        }
        self.begun = true;
        self.to.flush()
    }

    fn write_line(&mut self, record: &impl Serialize) -> std::io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, record)?;
        self.line.push(b'\n');
        self.to.write_all(&self.line)
    }

    fn write_csv(&mut self, disclosure: &Disclosure) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(&mut self.to);
        if !self.begun {
            csv.write_record(csv_columns(self.shown)).map_err(io_error)?;
        }
        for fact in &disclosure.facts {
            let Value::Object(fields) = serde_json::to_value(fact)? else { continue };
            let mut row = Vec::with_capacity(fields.len() + 1);
            for (name, value) in &fields {
                let text = csv_field(value);
                row.push(if self.raw { text } else { as_text(&text).into_owned() });
                if let Some(shown) = self.shown.filter(|_| name == BESIDE) {
                    let yuan = fact.amount_yuan.map(Amount::decimal);
                    row.push(yuan.and_then(|yuan| shown.yuan_to_text(yuan)).unwrap_or_default());
                }
            }
            csv.write_record(&row).map_err(io_error)?;
        }
        csv.flush()
    }
}

/// Writes one nested document as a file of its own has it.
///
/// # Errors
/// Where the place written to gives one.
pub fn write_document<F: Serialize, G: Serialize>(
    mut to: impl Write,
    document: &Document<F, G>,
) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut to, document)?;
    to.write_all(b"\n")
}

/// Gives the error of the writer below, so that a reader that went away is known as such.
fn io_error(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// Column of CSV behind which the amounts for people stand.
const BESIDE: &str = "amount_wanyuan";

/// Lists the columns of CSV: the fields of a fact, in their order.
fn csv_columns(shown: Option<Shown>) -> Vec<String> {
    let schema = schema::<Fact>();
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut columns: Vec<String> = properties.map(|p| p.keys().cloned().collect()).unwrap_or_default();
    if let (Some(shown), Some(at)) = (shown, columns.iter().position(|name| name == BESIDE)) {
        columns.insert(at + 1, shown.header());
    }
    columns
}

/// Writes a value as a field of CSV: null is empty, and nested values are JSON.
fn csv_field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.is_empty() => String::new(),
        other => other.to_string(),
    }
}

/// Makes the JSON Schemas of everything that is written, by the name of the record.
pub fn schemas() -> Value {
    serde_json::json!({
        "document": schema::<Document>(),
        "fact": schema::<Fact>(),
        "figure": schema::<Figure>(),
        "check": schema::<Check>(),
    })
}

/// Makes the schema of a record as written, not as read: every field is always there, so every field is required.
pub(crate) fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
