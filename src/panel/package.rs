//! Writes `datapackage.json`: what the files are, what each column means (Data Package v2, Table Schema), and what they
//! were made from. So a panel is known to be up to date without reading a result. It states no time and no path of the
//! machine.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::fields::{self, ColumnType, Field, Table, tables};
use super::report::{self, ReportResource};
use super::results::lists;
use super::sheet::CsvOptions;
use crate::batch::record::Stamp;
use crate::error::{Error, Result};
use crate::fact::shown::Shown;
use crate::source::{Source, hex};
use crate::taxonomy::files;

/// Name of the file.
pub(super) const FILE: &str = "datapackage.json";
/// What a CSV for spreadsheets does with texts, where it is not raw.
const AS_TEXT: &str =
    "Texts that a spreadsheet would run, as those that begin with = + - @, have an apostrophe before them";
const AS_TEXT_ZH: &str = "以 = + - @ 等开头、会被电子表格当作公式的文字，前面加了一个撇号（'）";
/// Name of the file with views over the tables, and its path under `models/`.
pub(super) const VIEWS: &str = "views.sql";
const VIEWS_MODEL: &str = "panel/views.sql";
const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";
const TABLE_SCHEMA: &str = "https://datapackage.org/profiles/2.0/tableschema.json";

/// Says what a panel was made from, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    /// SHA-256 over the lists of the folder and the code that made the panel; null where something could not be used.
    pub(super) from: Option<String>,
    /// Form of its CSV; null where it has none.
    pub(super) csv: Option<CsvOptions>,
}

/// Package as it is read back.
#[derive(Debug, Deserialize)]
pub(super) struct Package {
    #[serde(rename = "juesuan")]
    pub(super) made: Made,
    pub(super) resources: Vec<Resource>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Resource {
    pub(super) path: String,
    hash: String,
}

/// Gives the SQL of the views.
pub(super) fn views() -> &'static str {
    files::text(VIEWS_MODEL).unwrap_or_default()
}

/// Hashes what decides whether a panel is up to date: results are read again only where a line of the lists changes.
pub(super) fn fingerprint(out: &Path) -> Result<String> {
    let mut found = String::new();
    for path in lists(out) {
        match Source::identity(&path) {
            Ok(list) => found.push_str(&list),
            // A folder without failures may have no list of them.
            Err(_) if !path.exists() => found.push('-'),
            Err(error) => return Err(error),
        }
    }
    Ok(fingerprint_of(&found))
}

/// Hashes what tables are made from, which `content` identifies, with the code that makes them.
pub(super) fn fingerprint_of(content: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(Stamp::own().code);
    hash.update(fields::text());
    hash.update(content);
    hex(hash.finalize())
}

impl Package {
    /// Reads the package of a folder; `None` where there is none of this program.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let path = folder.join(FILE);
        // Opening a pipe would wait for its writer.
        let bytes = fs::metadata(&path).is_ok_and(|found| found.is_file()).then(|| fs::read(path))?;
        serde_json::from_slice(&bytes.ok()?).ok()
    }

    /// Whether it was made from `from`, and its files are as it says.
    pub(super) fn is_made_from(&self, folder: &Path, from: &str) -> bool {
        self.made.from.as_deref() == Some(from)
            && self.resources.iter().all(|file| {
                let found = Source::identity(&folder.join(&file.path));
                found.is_ok_and(|sha256| file.hash == format!("sha256:{sha256}"))
            })
    }
}

/// Makes the package of the files in a folder, as text.
pub(super) fn describe(folder: &Path, made: &Made) -> Result<String> {
    let mut resources = Vec::new();
    for table in tables() {
        resources.push(resource(folder, table, "parquet", "application/vnd.apache.parquet", None)?);
    }
    if let Some(CsvOptions { shown, raw }) = made.csv {
        for table in tables() {
            let mut resource = resource(folder, table, "csv", "text/csv", shown)?;
            resource["name"] = json!(format!("{}-csv", table.name));
            resource["encoding"] = json!("utf-8");
            if !raw {
                resource["description"] = json!(format!("{}. {AS_TEXT}", table.en));
                resource["description_zh"] = json!(format!("{}。{AS_TEXT_ZH}", table.zh));
            }
            resources.push(resource);
        }
    }
    for file in report::resources() {
        resources.push(file_resource(folder, file)?);
    }
    let package = json!({
        "$schema": PROFILE,
        "name": "juesuan-panel",
        "title": "Final accounts of Chinese government departments (部门决算) and governments (政府决算)",
        "description": "Amounts as printed, exact, with their places, checks and doubts; made by juesuan.",
        "description_zh": "部门决算、政府决算公开中的金额：精确值、出处、勾稽核对和存疑标记；由 juesuan 生成。",
        "version": env!("CARGO_PKG_VERSION"),
        "resources": resources,
        "juesuan": made,
    });
    let text = serde_json::to_string_pretty(&package).map_err(std::io::Error::other);
    text.map(|text| text + "\n").map_err(|cause| Error::io(FILE, cause))
}

fn resource(folder: &Path, table: &Table, format: &str, media: &str, shown: Option<Shown>) -> Result<Value> {
    let name = format!("{}.{format}", table.name);
    let path = folder.join(&name);
    let bytes = fs::metadata(&path).map_err(|cause| Error::io(path.to_string_lossy(), cause))?.len();
    let mut fields = Vec::new();
    for known in &table.fields {
        fields.push(field(known));
        if let Some(shown) = shown.filter(|_| known.beside) {
            fields.push(json!({
                "name": shown.header(), "type": "number",
                "description": "amount_yuan in this unit, for people",
                "description_zh": "以该单位表示的金额，供阅读",
            }));
        }
    }
    let mut schema = json!({ "$schema": TABLE_SCHEMA, "fields": fields, "missingValues": [""] });
    if table.name != "documents" {
        schema["foreignKeys"] = json!([{
            "fields": ["document"],
            "reference": { "resource": if format == "csv" { "documents-csv" } else { "documents" }, "fields": ["document"] },
        }]);
    }
    Ok(json!({
        "name": table.name,
        "type": "table",
        "path": name,
        "description": table.en,
        "description_zh": table.zh,
        "format": format,
        "mediatype": media,
        "bytes": bytes,
        "hash": format!("sha256:{}", Source::identity(&path)?),
        "schema": schema,
    }))
}

/// Describes a file that is no table: Data Package v2 asks of a resource a name and a path, and of one with a `type` a table.
fn file_resource(folder: &Path, file: &ReportResource) -> Result<Value> {
    let path = folder.join(file.path);
    let bytes = fs::metadata(&path).map_err(|cause| Error::io(path.to_string_lossy(), cause))?.len();
    Ok(json!({
        "name": file.name,
        "path": file.path,
        "description": file.en,
        "description_zh": file.zh,
        "format": file.format,
        "mediatype": file.media,
        "encoding": "utf-8",
        "bytes": bytes,
        "hash": format!("sha256:{}", Source::identity(&path)?),
    }))
}

fn field(field: &Field) -> Value {
    let mut description = Map::new();
    let kind = match field.kind {
        ColumnType::Text => "string",
        ColumnType::Integer => "integer",
        ColumnType::Boolean => "boolean",
        ColumnType::Number | ColumnType::Decimal { .. } => "number",
    };
    description.insert("name".to_owned(), json!(field.name));
    description.insert("type".to_owned(), json!(kind));
    if let ColumnType::Decimal { precision, scale } = field.kind {
        description.insert("decimal".to_owned(), json!({ "precision": precision, "scale": scale }));
    }
    description.insert("description".to_owned(), json!(field.en));
    description.insert("description_zh".to_owned(), json!(field.zh));
    Value::Object(description)
}
