//! Turns results that are in memory into tables: those of a panel, and their forms.

use std::collections::BTreeMap;

use super::cell::{CellValue, units_to_text};
use super::columns::ParquetFile;
use super::details::document_to_details;
use super::document::{Brief, WholeDocument, parse};
use super::fields::{ColumnType, Table, document_tables, tables};
use super::neighbours::Neighbours;
use super::repeats::{Repeats, ranks};
use super::rows::{Rows, document_to_rows, failure_to_row};
use crate::batch::Failure;
use crate::error::{Error, Result};

/// Table in memory.
#[derive(Debug)]
pub struct MemoryTable {
    table: &'static Table,
    rows: Vec<Vec<CellValue>>,
}

/// Value of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// A text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A measure of the page or a share.
    Number(f64),
    /// An exact decimal: units of its last digit, and the number of digits behind the point.
    Decimal(i128, u32),
}

impl Value<'_> {
    /// Writes a decimal plainly, without trailing zeros; `None` for other values.
    pub fn decimal(self) -> Option<String> {
        match self {
            Self::Decimal(units, scale) => Some(units_to_text(units, scale)),
            _ => None,
        }
    }
}

impl MemoryTable {
    /// Name of the table: `facts`, `figures`, `checks`, `performance`, `documents`, `notes` or `forms`.
    pub fn name(&self) -> &'static str {
        &self.table.name
    }

    /// Number of its rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.table.fields.iter().map(|field| field.name.as_str())
    }

    /// Rows, each with a value for each column; `None` is null.
    pub fn rows(&self) -> impl Iterator<Item = Vec<Option<Value<'_>>>> {
        self.rows.iter().map(|row| {
            let cells = self.table.fields.iter().zip(row);
            cells.map(|(field, cell)| cell_to_value(field.kind, cell)).collect()
        })
    }

    /// Writes it as a Parquet file, with the schema of the tables of a panel.
    ///
    /// # Errors
    /// Where it cannot be written: a row group is larger than Parquet allows.
    pub fn to_parquet(&self) -> Result<Vec<u8>> {
        let write = || {
            let mut file = ParquetFile::new(Vec::new(), self.table)?;
            self.rows.iter().try_for_each(|row| file.push(row))?;
            file.end()
        };
        write().map_err(|cause| Error::io(&self.table.name, std::io::Error::other(cause)))
    }
}

fn cell_to_value(kind: ColumnType, cell: &CellValue) -> Option<Value<'_>> {
    Some(match (cell, kind) {
        (CellValue::Null, _) => return None,
        (CellValue::Text(text), _) => Value::Text(text),
        (CellValue::Integer(number), _) => Value::Integer(*number),
        (CellValue::Boolean(yes), _) => Value::Boolean(*yes),
        (CellValue::Number(number), _) => Value::Number(*number),
        (CellValue::Decimal(units), ColumnType::Decimal { scale, .. }) => Value::Decimal(*units, scale),
        (CellValue::Decimal(units), _) => Value::Decimal(*units, 0),
    })
}

/// Turns results (JSON, as [`JsonDocument`](crate::batch::JsonDocument) has it) and failures into tables, with the rows
/// in the order of the documents' hashes, as [`collect`](super::collect()) has them; what would count twice is told among
/// these documents alone.
///
/// # Errors
/// Where a result is none.
pub fn tables_of(results: &[&[u8]], failures: &[Failure]) -> Result<Vec<MemoryTable>> {
    let mut made: Vec<MemoryTable> = tables()
        .iter()
        .chain(document_tables())
        .map(|table| MemoryTable { table, rows: Vec::new() })
        .collect();
    let mut push = |rows: Vec<Vec<Vec<CellValue>>>| {
        made.iter_mut().zip(rows).for_each(|(table, rows)| table.rows.extend(rows));
    };
    let mut failures: Vec<&Failure> = failures.iter().collect();
    // What could not be opened has no hash, and stands behind all others.
    failures.sort_by_key(|failure| (failure.document.is_none(), &failure.document, &failure.source));
    let mut failures = failures.into_iter().peekable();
    each_document(results, &mut |document, neighbours| {
        while let Some(failure) = failures.next_if(|failure| is_before(failure, &document.document)) {
            push(failed(failure));
        }
        push(rows_of(document, neighbours));
    })?;
    failures.for_each(|failure| push(failed(failure)));
    Ok(made)
}

/// Gives each document of the results in the order of their hashes, with what they say of each other.
fn each_document(results: &[&[u8]], give: &mut dyn FnMut(WholeDocument<'_>, &Neighbours)) -> Result<()> {
    let no_result = |fault| Error::internal("result", format!("is no result: {fault}"));
    let mut repeats = Repeats::default();
    // Mostly there is one, which is read once then.
    if let [json] = results {
        let document: WholeDocument = serde_json::from_slice(json).map_err(no_result)?;
        repeats.add(ranks(&document));
        give(document, &Neighbours::of_repeats(repeats));
        return Ok(());
    }
    let mut by_hash: BTreeMap<String, (&[u8], Vec<String>)> = BTreeMap::new();
    for json in results {
        let brief: Brief = serde_json::from_slice(json).map_err(no_result)?;
        match by_hash.get_mut(&brief.document) {
            Some((first, sources)) => merge_sources(first, json, sources, brief.sources),
            None => {
                repeats.add(ranks(&brief));
                by_hash.insert(brief.document, (json, brief.sources));
            }
        }
    }
    let neighbours = Neighbours::of_repeats(repeats);
    for (sha256, (json, sources)) in by_hash {
        let mut document: WholeDocument =
            parse(json, &sha256).map_err(|fault| Error::internal(&sha256, fault))?;
        document.sources = sources;
        give(document, &neighbours);
    }
    Ok(())
}

/// Makes the rows of a document, by table; those of its forms are the last.
fn rows_of(mut document: WholeDocument<'_>, neighbours: &Neighbours) -> Vec<Vec<Vec<CellValue>>> {
    let marked = neighbours.mark(&mut document);
    let details = document_to_details(&document, &marked.marks);
    document_to_rows(document, marked).into_cells().into_iter().chain([details]).collect()
}

/// Takes a result of a document that has one: that of the first place in the order of names stands, with all places.
fn merge_sources<'a>(kept: &mut &'a [u8], json: &'a [u8], sources: &mut Vec<String>, more: Vec<String>) {
    if more < *sources {
        *kept = json;
    }
    sources.extend(more);
    sources.sort();
    sources.dedup();
}

fn is_before(failure: &Failure, sha256: &str) -> bool {
    failure.document.as_deref().is_some_and(|document| document < sha256)
}

fn failed(failure: &Failure) -> Vec<Vec<Vec<CellValue>>> {
    Rows { documents: vec![failure_to_row(failure)], ..Rows::default() }.into_cells().into()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::batch::{Cause, Limits, Reader, Worker};

    /// Tables of a sample and two failures, with the number of its facts.
    fn tables_of_sample() -> (Vec<MemoryTable>, u64) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/qinyang-2020-word.pdf");
        let mut reader = Reader::new(Worker::InProcess, Limits::default());
        let read = reader.read_file("a.pdf", &path).unwrap();
        let cause: Cause = reader.read("b.pdf", b"none").unwrap_err();
        let failures =
            [Failure::new(cause.clone(), Some(&"0".repeat(64)), "b.pdf"), Failure::new(cause, None, "c.pdf")];
        (tables_of(&[read.as_bytes()], &failures).unwrap(), read.entry().facts)
    }

    #[test]
    fn a_document_becomes_tables_and_failures_are_among_the_documents() {
        let (tables, facts_read) = tables_of_sample();
        let names: Vec<&str> = tables.iter().map(MemoryTable::name).collect();
        assert_eq!(names, ["facts", "figures", "checks", "performance", "documents", "notes", "forms"]);
        for table in &tables {
            assert!(table.rows().all(|row| row.len() == table.columns().count()), "{}", table.name());
            assert!(table.to_parquet().unwrap().starts_with(b"PAR1"));
        }
        let facts = &tables[0];
        let yuan = facts.columns().position(|name| name == "amount_yuan").unwrap();
        let amounts = facts.rows().filter_map(|row| row[yuan]?.decimal());
        assert!(amounts.take(5).all(|text| text.parse::<rust_decimal::Decimal>().is_ok()));
        let sources: Vec<_> = tables[4].rows().map(|row| row[2]).collect();
        assert_eq!(sources, ["b.pdf", "a.pdf", "c.pdf"].map(|name| Some(Value::Text(name))));
        let forms = tables[6].columns().position(|name| name == "facts").unwrap();
        let of_forms = tables[6].rows().filter_map(|row| match row[forms] {
            Some(Value::Integer(count)) => u64::try_from(count).ok(),
            _ => None,
        });
        // Of performance tables only money is a row.
        assert_eq!(of_forms.sum::<u64>(), facts_read);
        assert!(facts.len() as u64 <= facts_read && !facts.is_empty());
    }

    #[test]
    fn a_document_of_two_places_is_one() {
        let bytes =
            std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/qinyang-2020-word.pdf"));
        let mut reader = Reader::new(Worker::InProcess, Limits::default()).prose(false);
        let [second, first] =
            ["b.pdf", "a.pdf"].map(|name| reader.read(name, bytes.as_deref().unwrap()).unwrap());
        let documents = |results: &[&[u8]]| tables_of(results, &[]).unwrap().remove(4).rows;
        let both = documents(&[second.as_bytes(), first.as_bytes()]);
        assert_eq!(both, documents(&[first.as_bytes(), second.as_bytes()]));
        assert_eq!(both.len(), 1);
        assert_eq!(both[0][2..4], ["a.pdf", "a.pdf;b.pdf"].map(|text| CellValue::Text(text.to_owned())));
    }

    #[test]
    fn what_is_no_result_is_an_error() {
        assert!(tables_of(&[b"{}"], &[]).unwrap_err().is_internal());
    }
}
