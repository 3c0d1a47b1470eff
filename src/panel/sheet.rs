//! A table on its way to its files: Parquet, and CSV where it was asked for. Files have their names only when all of a
//! panel are whole.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;

use super::cell::{Cell, units_to_text};
use super::columns::ParquetFile;
use super::fields::{Kind, Table};
use crate::error::{Error, Result};
use crate::fact::shown::Shown;

/// What opens UTF-8 as such in spreadsheets.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One table and its files.
pub(super) struct Sheet {
    pub(super) table: &'static Table,
    pub(super) rows: u64,
    parquet: ParquetFile<BufWriter<File>>,
    parquet_file: Unfinished,
    csv: Option<Csv>,
}

struct Csv {
    writer: csv::Writer<BufWriter<File>>,
    file: Unfinished,
    shown: Option<Shown>,
}

/// A file under another name until it is whole; gone with its owner until then.
struct Unfinished {
    path: PathBuf,
    part: PathBuf,
}

impl Unfinished {
    fn create(folder: &Path, name: &str) -> Result<(Self, File)> {
        // A folder of results takes such files away when the next run begins.
        let part = folder.join(format!(".{name}.{}.part", std::process::id()));
        let file = File::create(&part).map_err(|cause| Error::io(part.to_string_lossy(), cause))?;
        Ok((Self { path: folder.join(name), part }, file))
    }

    fn finish(&self) -> Result<()> {
        fs::rename(&self.part, &self.path).map_err(|cause| self.error(cause))
    }

    fn error(&self, cause: std::io::Error) -> Error {
        Error::io(self.path.to_string_lossy(), cause)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After `finish` there is none.
        let _ = fs::remove_file(&self.part);
    }
}

/// How a CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CsvOptions {
    /// The unit and rounding of an amount for people, beside the exact ones.
    pub shown: Option<Shown>,
}

impl Sheet {
    /// Begins the files of a table.
    pub(super) fn begin(table: &'static Table, folder: &Path, csv: Option<CsvOptions>) -> Result<Self> {
        let (parquet_file, file) = Unfinished::create(folder, &format!("{}.parquet", table.name))?;
        let parquet = ParquetFile::new(BufWriter::new(file), table)
            .map_err(|error| parquet_file.error(std::io::Error::other(error)))?;
        let csv = csv.map(|options| Csv::begin(table, folder, options)).transpose()?;
        Ok(Self { table, rows: 0, parquet, parquet_file, csv })
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: &[Cell]) -> Result<()> {
        self.parquet.push(cells).map_err(|error| self.parquet_file.error(std::io::Error::other(error)))?;
        if let Some(csv) = &mut self.csv {
            csv.push(self.table, cells)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes what is left; the files then wait for [`Whole::finish`].
    pub(super) fn end(self) -> Result<Whole> {
        let Self { table, rows, parquet, parquet_file, csv } = self;
        let written = parquet.end().map_err(std::io::Error::other).and_then(|mut file| file.flush());
        written.map_err(|cause| parquet_file.error(cause))?;
        let csv_file = csv.map(Csv::end).transpose()?;
        Ok(Whole { table, rows, parquet: parquet_file, csv: csv_file })
    }
}

/// A table whose files are whole and have not their names yet.
pub(super) struct Whole {
    pub(super) table: &'static Table,
    pub(super) rows: u64,
    parquet: Unfinished,
    csv: Option<Unfinished>,
}

impl Whole {
    /// Gives the files their names.
    pub(super) fn finish(self) -> Result<()> {
        self.parquet.finish()?;
        self.csv.as_ref().map_or(Ok(()), Unfinished::finish)
    }
}

/// The columns of a CSV: those of the table, and the amounts for people beside theirs.
pub(super) fn csv_columns(table: &Table, shown: Option<Shown>) -> Vec<String> {
    let mut names = Vec::new();
    for field in &table.fields {
        names.push(field.name.clone());
        names.extend(shown.filter(|_| field.beside).map(Shown::header));
    }
    names
}

impl Csv {
    fn begin(table: &Table, folder: &Path, options: CsvOptions) -> Result<Self> {
        let (file, to) = Unfinished::create(folder, &format!("{}.csv", table.name))?;
        let mut to = BufWriter::new(to);
        to.write_all(BYTE_ORDER_MARK).map_err(|cause| file.error(cause))?;
        let mut csv = Self { writer: csv::Writer::from_writer(to), file, shown: options.shown };
        csv.write(&csv_columns(table, options.shown))?;
        Ok(csv)
    }

    fn push(&mut self, table: &Table, cells: &[Cell]) -> Result<()> {
        let mut row = Vec::with_capacity(cells.len() + 1);
        for (field, cell) in table.fields.iter().zip(cells) {
            row.push(cell_to_text(field.kind, cell));
            if let Some(shown) = self.shown.filter(|_| field.beside) {
                row.push(yuan(table, cells).and_then(|yuan| shown.yuan_to_text(yuan)).unwrap_or_default());
            }
        }
        self.write(&row)
    }

    fn write(&mut self, row: &[String]) -> Result<()> {
        self.writer.write_record(row).map_err(|error| self.file.error(std::io::Error::other(error)))
    }

    fn end(self) -> Result<Unfinished> {
        let Self { mut writer, file, .. } = self;
        writer.flush().map_err(|cause| file.error(cause))?;
        Ok(file)
    }
}

/// Null is an empty field.
fn cell_to_text(kind: Kind, cell: &Cell) -> String {
    match (cell, kind) {
        (Cell::Null, _) => String::new(),
        (Cell::Text(text), _) => text.clone(),
        (Cell::Integer(number), _) => number.to_string(),
        (Cell::Boolean(yes), _) => yes.to_string(),
        (Cell::Number(number), _) => number.to_string(),
        (Cell::Decimal(units), Kind::Decimal { scale, .. }) => units_to_text(*units, scale),
        (Cell::Decimal(units), _) => units.to_string(),
    }
}

/// The exact amount of a row, in 元.
fn yuan(table: &Table, cells: &[Cell]) -> Option<Decimal> {
    let at = table.fields.iter().position(|field| field.name == "amount_yuan")?;
    match (cells.get(at)?, table.fields.get(at)?.kind) {
        (Cell::Decimal(units), Kind::Decimal { scale, .. }) => {
            Decimal::try_from_i128_with_scale(*units, scale).ok()
        }
        _ => None,
    }
}
