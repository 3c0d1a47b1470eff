//! Writes a table to its files: Parquet, and CSV and data of Stata where they were asked for. Files get their names only when all of a panel
//! are whole.

use std::io::Write;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;

use super::cell::{CellValue, units_to_text};
use super::columns::ParquetFile;
use super::fields::{ColumnType, Table};
use super::options::{CSV, CollectOptions, CsvOptions, DTA, PARQUET};
use super::profile::Profile;
use super::stata_table;
use crate::error::{Error, Result};
use crate::fact::shown::Shown;
use crate::source::{AtomicFile, OutFolder, own_label};
use crate::text::formula::as_text;

/// Byte order mark, by which spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Table with its files.
pub(super) struct Sheet {
    pub(super) table: &'static Table,
    profile: Profile,
    path: PathBuf,
    parquet: ParquetFile<AtomicFile>,
    csv: Option<Csv>,
    dta: bool,
}

struct Csv {
    path: PathBuf,
    writer: csv::Writer<AtomicFile>,
    options: CsvOptions,
}

impl Sheet {
    /// Begins the files of a table.
    pub(super) fn begin(table: &'static Table, folder: &OutFolder, options: CollectOptions) -> Result<Self> {
        let (path, file) = begin_file(folder, &format!("{}.{PARQUET}", table.name))?;
        let parquet = ParquetFile::new(file, table).map_err(|cause| other(&path, cause))?;
        let csv = options.csv.map(|options| Csv::begin(table, folder, options)).transpose()?;
        Ok(Self { table, profile: Profile::new(table), path, parquet, csv, dta: options.dta })
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: &[CellValue]) -> Result<()> {
        self.parquet.push(cells).map_err(|cause| other(&self.path, cause))?;
        if let Some(csv) = &mut self.csv {
            csv.push(self.table, cells)?;
        }
        self.profile.add(cells);
        Ok(())
    }

    /// Writes what is left; the files then wait for [`WrittenTable::finish`].
    pub(super) fn end(self) -> Result<WrittenTable> {
        let Self { table, profile, path, parquet, csv, dta } = self;
        let mut parquet = parquet.end().map_err(|cause| other(&path, cause))?;
        parquet.flush().map_err(|cause| error(&path, cause))?;
        let csv = csv.map(Csv::end).transpose()?;
        Ok(WrittenTable { table, profile, files: [(path, parquet)].into_iter().chain(csv).collect(), dta })
    }
}

/// Table whose files are whole and do not have their names yet.
pub(super) struct WrittenTable {
    pub(super) table: &'static Table,
    pub(super) profile: Profile,
    /// Parquet, then CSV.
    files: Vec<(PathBuf, AtomicFile)>,
    dta: bool,
}

impl WrittenTable {
    /// Gives the files their names, and makes data of Stata of them; returns what the columns hold.
    pub(super) fn finish(self, folder: &OutFolder) -> Result<(&'static Table, Profile)> {
        let Self { table, profile, files, dta } = self;
        for (path, file) in files {
            file.finish().map_err(|cause| error(&path, cause))?;
        }
        if dta {
            let parquet = folder.path().join(format!("{}.{PARQUET}", table.name));
            let (path, file) = begin_file(folder, &format!("{}.{DTA}", table.name))?;
            let written = stata_table::write(&parquet, table, &profile, file);
            written.and_then(AtomicFile::finish).map_err(|cause| error(&path, cause))?;
        }
        Ok((table, profile))
    }
}

fn begin_file(folder: &OutFolder, name: &str) -> Result<(PathBuf, AtomicFile)> {
    let path = folder.path().join(name);
    let file = folder.begin(Path::new(name), &own_label()).map_err(|cause| error(&path, cause))?;
    Ok((path, file))
}

fn error(path: &Path, cause: std::io::Error) -> Error {
    Error::io(path.to_string_lossy(), cause)
}

fn other(path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    error(path, std::io::Error::other(cause))
}

/// Lists the columns of a CSV: those of the table, and the amounts for people beside theirs.
pub(super) fn csv_columns(table: &Table, shown: Option<Shown>) -> Vec<String> {
    let mut names = Vec::new();
    for field in &table.fields {
        names.push(field.name.clone());
        names.extend(shown.filter(|_| field.beside).map(Shown::header));
    }
    names
}

impl Csv {
    fn begin(table: &Table, folder: &OutFolder, options: CsvOptions) -> Result<Self> {
        let (path, mut file) = begin_file(folder, &format!("{}.{CSV}", table.name))?;
        file.write_all(BYTE_ORDER_MARK).map_err(|cause| error(&path, cause))?;
        let mut csv = Self { writer: csv::Writer::from_writer(file), path, options };
        csv.write(&csv_columns(table, options.shown))?;
        Ok(csv)
    }

    fn push(&mut self, table: &Table, cells: &[CellValue]) -> Result<()> {
        let mut row = Vec::with_capacity(cells.len() + 1);
        for (field, cell) in table.fields.iter().zip(cells) {
            row.push(match cell {
                CellValue::Text(text) if !self.options.raw => as_text(text).into_owned(),
                _ => cell_to_text(field.kind, cell),
            });
            if let Some(shown) = self.options.shown.filter(|_| field.beside) {
                row.push(yuan(table, cells).and_then(|yuan| shown.yuan_to_text(yuan)).unwrap_or_default());
            }
        }
        self.write(&row)
    }

    fn write(&mut self, row: &[String]) -> Result<()> {
        self.writer.write_record(row).map_err(|cause| other(&self.path, cause))
    }

    fn end(self) -> Result<(PathBuf, AtomicFile)> {
        let Self { path, writer, .. } = self;
        let mut file = writer.into_inner().map_err(|cause| error(&path, cause.into_error()))?;
        file.flush().map_err(|cause| error(&path, cause))?;
        Ok((path, file))
    }
}

/// Writes a cell as a field of CSV; null is an empty field.
fn cell_to_text(kind: ColumnType, cell: &CellValue) -> String {
    match (cell, kind) {
        (CellValue::Null, _) => String::new(),
        (CellValue::Text(text), _) => text.clone(),
        (CellValue::Integer(number), _) => number.to_string(),
        (CellValue::Boolean(yes), _) => yes.to_string(),
        (CellValue::Number(number), _) => number.to_string(),
        (CellValue::Decimal(units), ColumnType::Decimal { scale, .. }) => units_to_text(*units, scale),
        (CellValue::Decimal(units), _) => units.to_string(),
    }
}

/// Finds the exact amount of a row, in 元.
fn yuan(table: &Table, cells: &[CellValue]) -> Option<Decimal> {
    let at = table.fields.iter().position(|field| field.name == "amount_yuan")?;
    match (cells.get(at)?, table.fields.get(at)?.kind) {
        (CellValue::Decimal(units), ColumnType::Decimal { scale, .. }) => {
            Decimal::try_from_i128_with_scale(*units, scale).ok()
        }
        _ => None,
    }
}
