//! Turns a folder of results into a panel: tables that DuckDB, pandas, R and Stata open at once.
//!
//! # Steps
//! 1. the folder's results and failures in the order of their hashes (`results`);
//! 2. each result is read once in short, to know which forms would count twice (`document`, `repeats`);
//! 3. and once whole: its records become rows (`row`, `rows`; a line of a performance table is one, `performance`), one cell per column, exact or null with a note
//!    (`cell`);
//! 4. rows go to Parquet, and CSV where it was asked for (`sheet`, `columns`), described by `datapackage.json`
//!    (`package`), with views of one family each (`views.sql`);
//! 5. meanwhile the documents are counted, for the picture of the run beside the tables ([`report`]).
//!
//! What the columns are is data ([`fields`]). Documents are read on several threads, one each, and written in order: in
//! memory are as many documents as threads, and a group of rows of each table. The same folder gives the same bytes.
//!
//! ```
//! use juesuan::{batch, panel};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let out = folder.path();
//! let name = "samples/qinyang-2020-word.pdf";
//! let file = batch::Input { name: name.to_owned(), path: name.into(), named: true };
//! let inputs = batch::Inputs { files: vec![file], ..batch::Inputs::default() };
//! // With `Worker::program("/usr/bin/juesuan")` each document is read in a process with limits.
//! let options = batch::RunOptions::new(batch::Worker::InProcess);
//! let report = batch::run(&inputs, out, &options, &batch::Stop::default(), &())?;
//! println!("{} documents, {} facts", report.tally.documents, report.tally.facts);
//!
//! let collected = panel::collect(out, out, None, &mut |fault| println!("{}: {}", fault.place, fault.message))?;
//! assert!(collected.rows.contains(&("documents", 1)));
//! # Ok(()) }
//! ```

mod cell;
mod columns;
mod details;
mod document;
#[doc(hidden)]
pub mod fields;
mod memory;
mod notes;
mod package;
mod parts;
mod performance;
mod place;
mod region_codes;
mod repeats;
pub mod report;
mod results;
mod row;
mod rows;
mod sheet;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;

use crate::error::{Error, Result};
use crate::source::{OutFolder, own_label};
use crate::threads::in_order;
use cell::CellValue;
use document::{Brief, WholeDocument, parse};
use fields::tables;
pub use memory::{MemoryTable, Value, tables_of};
use package::{Made, Package};
use parts::Parts;
use place::ResultPlace;
use repeats::Repeats;
use report::{Counted, Counts, Report, ReportFiles};
pub use results::Fault;
use results::{FolderItem, ItemVisitor};
use rows::{Rows, TABLES};
pub use sheet::CsvOptions;
use sheet::Sheet;

/// Most threads, since each holds a document.
const MOST_THREADS: usize = 8;

const DELETE_IT: &str = "delete it and run `juesuan extract` again";
const EXTRACT_AGAIN: &str = "run `juesuan extract` again, which reads it again";

/// Summary of what was collected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// The rows of each table, by its name.
    pub rows: Vec<(&'static str, u64)>,
    /// Number of faults of the folder; each was given to `complain`.
    pub faults: u64,
    /// Files of an earlier panel that no longer fit and were removed.
    pub removed: Vec<String>,
    /// What was counted meanwhile, as `report.json` has it.
    pub report: Report,
}

/// Turns the folder of results `out` into tables in the folder `to`, with CSV where `csv` says how. What cannot be used
/// is given to `complain`, and the rest goes on.
///
/// # Errors
/// Where `out` is no folder of results or cannot be read, or `to` not be written.
pub fn collect(
    out: &Path,
    to: &Path,
    csv: Option<CsvOptions>,
    complain: &mut dyn FnMut(&Fault),
) -> Result<Collected> {
    let from = package::fingerprint(out)?;
    collect_all(&|give| results::each(out, give), from, to, csv, complain)
}

/// Turns the parts in the folder `out` (`results/part-*.jsonl.gz`, as the Python package writes them) into the tables that
/// [`collect`] makes of a folder of results.
///
/// # Errors
/// As [`collect`].
pub fn collect_parts(
    out: &Path,
    to: &Path,
    csv: Option<CsvOptions>,
    complain: &mut dyn FnMut(&Fault),
) -> Result<Collected> {
    let parts = Parts::open(out)?;
    collect_all(&|give| parts.each(give), package::fingerprint_of(parts.sha256()), to, csv, complain)
}

/// Gives every item of a folder, in order.
type Each<'a> = dyn Fn(&mut ItemVisitor) -> Result<()> + 'a;

fn collect_all(
    each: &Each,
    from: String,
    to: &Path,
    csv: Option<CsvOptions>,
    complain: &mut dyn FnMut(&Fault),
) -> Result<Collected> {
    let repeats = find_repeats(each)?;
    let write_error = |cause| Error::io(to.to_string_lossy(), cause);
    let into = OutFolder::make(to).map_err(write_error)?;
    let mut sheets =
        tables().iter().map(|table| Sheet::begin(table, &into, csv)).collect::<Result<Vec<Sheet>>>()?;
    let mut description = into.begin(Path::new(package::FILE), &own_label()).map_err(write_error)?;
    let mut views = into.begin(Path::new(package::VIEWS), &own_label()).map_err(write_error)?;
    let report_files = ReportFiles::begin(&into)?;
    let mut counts = Counts::default();
    let mut faults = 0;
    let mut count = |fault: Fault| {
        faults += 1;
        complain(&fault);
    };
    in_order(
        threads(),
        |give| each(give),
        |item| item_to_rows(item, &repeats),
        |outcome| {
            outcome.fault.into_iter().for_each(&mut count);
            counts.add(outcome.counted);
            push(&outcome.rows, &mut sheets)
        },
    )?;
    let whole = sheets.into_iter().map(Sheet::end).collect::<Result<Vec<_>>>()?;
    let mut collected = Collected { faults, ..Collected::default() };
    let before = Package::read(to);
    for table in whole {
        collected.rows.push((table.table.name.as_str(), table.rows));
        table.finish()?;
    }
    views.write_all(package::views().as_bytes()).and_then(|()| views.finish()).map_err(write_error)?;
    collected.report = counts.into_report();
    report_files.write(&collected.report)?;
    let made = Made { from: (faults == 0).then_some(from), csv };
    if let Some(before) = before.filter(|before| csv.is_none() && before.made.csv.is_some()) {
        collected.removed = remove_csv(&into, &before)?;
    }
    let text = package::describe(to, &made)?;
    description.write_all(text.as_bytes()).and_then(|()| description.finish()).map_err(write_error)?;
    Ok(collected)
}

/// Collects a folder of results into itself, as it was collected before; does nothing, and returns nothing, where its
/// panel is up to date. That is decided by the content of its lists, and of the files of the panel.
///
/// # Errors
/// As [`collect`].
pub fn refresh(out: &Path, complain: &mut dyn FnMut(&Fault)) -> Result<Option<Collected>> {
    let package = Package::read(out);
    if let Some(package) = &package
        && package.is_made_from(out, &package::fingerprint(out)?)
    {
        return Ok(None);
    }
    let csv = package.and_then(|package| package.made.csv);
    collect(out, out, csv, complain).map(Some)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS)
}

/// Looks at every result for forms that would count twice. What cannot be used is reported later.
fn find_repeats(each: &Each) -> Result<Repeats> {
    let mut repeats = Repeats::default();
    let look = |item| {
        let FolderItem::Result(sha256, place) = item else { return None };
        let bytes = place.read().ok()?;
        let document: Brief = parse(&bytes, &sha256).ok()?;
        Some(repeats::ranks(&document))
    };
    in_order(
        threads(),
        |give| each(give),
        look,
        |ranks| {
            repeats.add(ranks.unwrap_or_default());
            Ok(())
        },
    )?;
    Ok(repeats)
}

/// Rows of one document, in the order of the tables, what it counts for, and what was wrong with it.
struct DocumentRows {
    rows: [Vec<Vec<CellValue>>; TABLES],
    counted: Counted,
    fault: Option<Fault>,
}

fn item_to_rows(item: FolderItem, repeats: &Repeats) -> DocumentRows {
    let row = |row| Rows { documents: vec![row], ..Rows::default() }.into_cells();
    match item {
        FolderItem::Fault(fault) => {
            let rows = Rows::default().into_cells();
            DocumentRows { rows, counted: Counted::Fault, fault: Some(fault) }
        }
        FolderItem::NotRead(left) => {
            let rows = Rows::default().into_cells();
            DocumentRows { rows, counted: Counted::not_read(left), fault: None }
        }
        FolderItem::Failure(failure) => {
            let rows = row(rows::failure_to_row(&failure));
            DocumentRows { rows, counted: Counted::failure(&failure), fault: None }
        }
        FolderItem::Missing(entry) => {
            let message = "is not there, though the index tells of it".to_owned();
            let fault = Fault { place: entry.result.clone(), message, remedy: EXTRACT_AGAIN };
            let rows = row(rows::fault_to_row(&entry.document, Some(&entry), &fault));
            DocumentRows { rows, counted: Counted::missing(&entry, EXTRACT_AGAIN), fault: Some(fault) }
        }
        FolderItem::Result(sha256, place) => match read_rows(&sha256, &place, repeats) {
            Ok(rows) => rows,
            Err(message) => {
                let path = place.path().to_string_lossy().into_owned();
                let fault = Fault { place: path, message, remedy: DELETE_IT };
                let rows = row(rows::fault_to_row(&sha256, None, &fault));
                DocumentRows { rows, counted: Counted::unusable(DELETE_IT), fault: Some(fault) }
            }
        },
    }
}

/// Makes the rows of a result and counts it, or says why it cannot be used.
fn read_rows(
    sha256: &str,
    place: &ResultPlace,
    repeats: &Repeats,
) -> std::result::Result<DocumentRows, String> {
    let bytes = place.read().map_err(|cause| format!("cannot be read: {cause}"))?;
    let mut document: WholeDocument = parse(&bytes, sha256)?;
    if let ResultPlace::Part(_, sources) = place {
        document.sources.clone_from(sources);
    }
    let counted = Counted::document(&document);
    Ok(DocumentRows { rows: rows::document_to_rows(document, repeats).into_cells(), counted, fault: None })
}

fn push(rows: &[Vec<Vec<CellValue>>; TABLES], sheets: &mut [Sheet]) -> Result<()> {
    for (sheet, rows) in sheets.iter_mut().zip(rows) {
        rows.iter().try_for_each(|cells| sheet.push(cells))?;
    }
    Ok(())
}

/// Removes the CSV of an earlier panel, whose state would differ from that of the tables beside it.
fn remove_csv(folder: &OutFolder, package: &Package) -> Result<Vec<String>> {
    let mut removed = Vec::new();
    for name in tables().iter().map(|table| format!("{}.csv", table.name)) {
        let error = |cause| Error::io(folder.path().join(&name).to_string_lossy(), cause);
        if package.resources.iter().any(|file| file.path == name)
            && folder.remove_file(Path::new(&name)).map_err(error)?
        {
            removed.push(name);
        }
    }
    Ok(removed)
}
