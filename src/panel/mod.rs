//! Turns a folder of results into a panel: tables that DuckDB, pandas, R and Stata open at once.
//!
//! # Steps
//! 1. the folder's results and failures in the order of their hashes (`results`);
//! 2. each result is read once in short, to know what documents say of each other (`document`, `neighbours`): of which of
//!    several places of one name one is (`siblings`), and which forms would count twice (`repeats`);
//! 3. and once whole: its records become rows (`row`, `rows`; a line of a performance table is one, `performance`), one cell per column, exact or null with a note
//!    (`cell`);
//! 4. rows go to Parquet, and to CSV and Stata where they were asked for (`sheet`, `columns`, `stata`, `stata_table`), and are
//!    counted (`profile`) and added up by place and year (`county_year`);
//! 5. `datapackage.json` (`package`) and `codebook.md` (`codebook`) describe them, with views of one family each (`views.sql`);
//! 6. meanwhile the documents are counted, for the picture of the run beside the tables ([`report`]).
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
//! let collected = panel::collect(out, out, panel::CollectOptions::default(), &mut |fault| println!("{}: {}", fault.place, fault.message))?;
//! assert!(collected.rows.contains(&("documents", 1)));
//! # Ok(()) }
//! ```

mod categories;
mod cell;
mod codebook;
mod columns;
mod county_year;
mod county_year_model;
mod details;
mod document;
#[doc(hidden)]
pub mod fields;
mod lost;
mod memory;
mod neighbours;
mod notes;
mod options;
mod package;
mod panel_files;
mod parts;
mod performance;
mod place;
mod place_year;
mod profile;
mod region_codes;
mod repeats;
pub mod report;
mod results;
mod row;
mod rows;
mod sheet;
mod siblings;
mod stata;
mod stata_parts;
mod stata_table;

use std::path::Path;

use crate::error::{Error, Result};
use crate::threads::in_order;
use cell::CellValue;
use document::WholeDocument;
pub use lost::LostFile;
use lost::LostFiles;
pub use memory::{MemoryTable, Value, tables_of};
use neighbours::{Neighbours, threads};
pub use options::{CollectOptions, CsvOptions};
use package::{Made, Package};
use panel_files::PanelFiles;
use parts::Parts;
use place::ResultPlace;
use report::{Counted, Counts, Report};
pub use results::Fault;
use results::{Each, FolderItem, ItemVisitor};
use rows::{Rows, TABLES};

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
    /// Documents whose file is gone or was replaced, in the order of their names.
    pub lost: Vec<LostFile>,
    /// Whether these were left out.
    pub is_pruned: bool,
    /// What was counted meanwhile, as `report.json` has it.
    pub report: Report,
}

/// Turns the folder of results `out` into tables in the folder `to`. What cannot be used is given to `complain`, and the rest
/// goes on.
///
/// # Errors
/// Where `out` is no folder of results or cannot be read, or `to` not be written; and where results of lost files are to be
/// left out and no file is there.
pub fn collect(
    out: &Path,
    to: &Path,
    options: CollectOptions,
    complain: &mut dyn FnMut(&Fault),
) -> Result<Collected> {
    let lost = LostFiles::find(|visit| results::each_known(out, visit))?;
    let from = package::fingerprint(out)?;
    collect_all(&|give| results::each(out, give), lost, Made { from: Some(from), how: options }, to, complain)
}

/// Turns the parts in the folder `out` (`results/part-*.jsonl.gz`, as the Python package writes them) into the tables that
/// [`collect`] makes of a folder of results.
///
/// # Errors
/// As [`collect`].
pub fn collect_parts(
    out: &Path,
    to: &Path,
    options: CollectOptions,
    complain: &mut dyn FnMut(&Fault),
) -> Result<Collected> {
    let parts = Parts::open(out)?;
    let known = |visit: &mut lost::KnownVisitor| -> Result<()> {
        parts.each_known(visit);
        Ok(())
    };
    let made = Made { from: Some(package::fingerprint_of(parts.sha256())), how: options };
    collect_all(&|give| parts.each(give), LostFiles::find(known)?, made, to, complain)
}

fn collect_all(
    each: &Each,
    lost: LostFiles,
    made: Made,
    to: &Path,
    complain: &mut dyn FnMut(&Fault),
) -> Result<Collected> {
    let prune = made.how.prune;
    if prune && lost.are_all() {
        let cause = "not one file is where it was read, and leaving out results of lost files would leave out all: run this \
                     in the folder that they were read from";
        return Err(Error::io(to.to_string_lossy(), std::io::Error::other(cause)));
    }
    let of_kept = |give: &mut ItemVisitor| {
        each(&mut |item| match item.document() {
            Some(document) if prune && lost.has(document) => Ok(()),
            _ => give(item),
        })
    };
    let neighbours = Neighbours::find(&of_kept)?;
    let mut files = PanelFiles::begin(to, made)?;
    let mut counts = Counts::default();
    let mut faults = 0;
    let mut count = |fault: Fault| {
        faults += 1;
        complain(&fault);
    };
    in_order(
        threads(),
        |give| of_kept(give),
        |item| item_to_rows(item, &neighbours),
        |outcome| {
            outcome.fault.into_iter().for_each(&mut count);
            counts.add(outcome.counted);
            files.push(&outcome.rows)
        },
    )?;
    let report = counts.into_report();
    // What files are there is not known from the lists.
    let (rows, removed) = files.finish(&report, faults == 0 && !prune)?;
    Ok(Collected { rows, faults, removed, lost: lost.into_list(), is_pruned: prune, report })
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
    // What is lost is left out where a person asks for it, and not by a run that may be in another folder.
    let options =
        package.map(|package| CollectOptions { prune: false, ..package.made.how }).unwrap_or_default();
    collect(out, out, options, complain).map(Some)
}

/// Rows of one document, in the order of the tables, what it counts for, and what was wrong with it.
struct DocumentRows {
    rows: [Vec<Vec<CellValue>>; TABLES],
    counted: Counted,
    fault: Option<Fault>,
}

fn item_to_rows(item: FolderItem, neighbours: &Neighbours) -> DocumentRows {
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
        FolderItem::Result(sha256, place) => match read_rows(&sha256, &place, neighbours) {
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
    neighbours: &Neighbours,
) -> std::result::Result<DocumentRows, String> {
    let bytes = place.read().map_err(|cause| format!("cannot be read: {cause}"))?;
    let mut document: WholeDocument = neighbours::read(&bytes, sha256, place)?;
    let marked = neighbours.mark(&mut document);
    let counted = Counted::document(&document);
    Ok(DocumentRows { rows: rows::document_to_rows(document, marked).into_cells(), counted, fault: None })
}
