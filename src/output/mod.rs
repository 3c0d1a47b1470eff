//! A disclosure to what users parse: JSON, JSON lines, CSV, and the JSON Schemas of all.
//!
//! The only place that shapes output. Same disclosure in, same bytes out.

mod build;
pub mod checks;

use std::io::Write;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::disclosure::Disclosure;
use crate::fact::candidates;
use crate::fact::shown::Shown;
use crate::ocr;
use crate::record::check::CheckRecord;
use crate::record::figure::FigureRecord;
use crate::record::{DocumentRecord, FactRecord, ModelRecord, ProgramRecord};
use crate::source;
use crate::taxonomy;
pub use build::{document_record, fact_records};
pub use checks::check_records;

/// The formats in which a disclosure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One nested document.
    Json,
    /// One record a line.
    Jsonl,
    /// One fact a line, with a header.
    Csv,
}

impl Format {
    /// The ending of its files.
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
    /// CSV has one header for all.
    begun: bool,
    /// Several JSON documents in one place stand on a line each.
    compact: bool,
    /// CSV has a column of amounts for people.
    shown: Option<Shown>,
}

impl<W: Write> Writer<W> {
    /// A writer of one format; `many` where more than one disclosure will be written.
    pub fn new(to: W, format: Format, many: bool) -> Self {
        Self { to, format, begun: false, compact: many, shown: None }
    }

    /// The same, with amounts for people in a column of CSV, beside the exact ones.
    #[must_use]
    pub fn showing(self, shown: Option<Shown>) -> Self {
        Self { shown, ..self }
    }

    /// The place written to.
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
                let record = build::document_record(disclosure);
                if self.compact {
                    serde_json::to_writer(&mut self.to, &record)?;
                    self.to.write_all(b"\n")?;
                } else {
                    write_document(&mut self.to, &record)?;
                }
            }
            Format::Jsonl => {
                for fact in build::fact_records(disclosure) {
                    serde_json::to_writer(&mut self.to, &fact)?;
                    self.to.write_all(b"\n")?;
                }
                for check in check_records(&disclosure.sha256, &disclosure.audit) {
                    serde_json::to_writer(&mut self.to, &check)?;
                    self.to.write_all(b"\n")?;
                }
            }
            Format::Csv => self.write_csv(disclosure)?,
        }
        self.begun = true;
        self.to.flush()
    }

    fn write_csv(&mut self, disclosure: &Disclosure) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(&mut self.to);
        if !self.begun {
            csv.write_record(csv_columns(self.shown)).map_err(io_error)?;
        }
        for fact in build::fact_records(disclosure) {
            let Value::Object(fields) = serde_json::to_value(&fact)? else { continue };
            let mut row = Vec::with_capacity(fields.len() + 1);
            for (name, value) in &fields {
                row.push(csv_field(value));
                if let Some(shown) = self.shown.filter(|_| name == BESIDE) {
                    let yuan = fact.amount_yuan.as_deref().and_then(|yuan| yuan.parse().ok());
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
pub fn write_document(mut to: impl Write, record: &DocumentRecord) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut to, record)?;
    to.write_all(b"\n")
}

/// What went wrong below, so that a reader that went away is known as such.
fn io_error(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// Behind this column of CSV stand the amounts for people.
const BESIDE: &str = "amount_wanyuan";

/// The columns of CSV: the fields of a fact, in their order.
fn csv_columns(shown: Option<Shown>) -> Vec<String> {
    let schema = schema::<FactRecord>();
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut columns: Vec<String> = properties.map(|p| p.keys().cloned().collect()).unwrap_or_default();
    if let (Some(shown), Some(at)) = (shown, columns.iter().position(|name| name == BESIDE)) {
        columns.insert(at + 1, shown.header());
    }
    columns
}

/// Null is an empty field; what is nested is written as JSON.
fn csv_field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.is_empty() => String::new(),
        other => other.to_string(),
    }
}

/// The JSON Schemas of everything that is written, by the name of the record.
pub fn schemas() -> Value {
    serde_json::json!({
        "document": schema::<DocumentRecord>(),
        "fact": schema::<FactRecord>(),
        "figure": schema::<FigureRecord>(),
        "check": schema::<CheckRecord>(),
    })
}

/// What is written, not what could be read: every field is always there, so every field is required.
pub(crate) fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// The program and its models, as output states them.
pub(crate) fn program() -> ProgramRecord {
    let files = taxonomy::files().into_iter().chain(crate::taxonomy::identities::files()).chain([
        candidates::FILE,
        ocr::MARKS_FILE,
        source::OCR_MANIFEST,
    ]);
    let models = files.map(|(name, text)| ModelRecord {
        name: name.to_owned(),
        sha256: source::sha256_of(text.as_bytes()),
    });
    ProgramRecord {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        models: models.collect(),
    }
}
