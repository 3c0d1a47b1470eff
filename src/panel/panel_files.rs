//! Writes the files of a panel: the tables, their views, what they hold, and the package that describes all.

use std::io::Write;
use std::path::Path;

use super::cell::CellValue;
use super::codebook::{self, codebook};
use super::county_year::CountyYears;
use super::county_year_model::all_tables;
use super::options::PARQUET;
use super::package::{self, Made, Package};
use super::report::{Report, ReportFiles};
use super::rows::TABLES;
use super::sheet::Sheet;
use crate::error::{Error, Result};
use crate::source::{AtomicFile, OutFolder, own_label};

/// Rows of each table, by its name, and the files of an earlier panel that were removed.
pub(super) type Written = (Vec<(&'static str, u64)>, Vec<String>);

/// Files of a panel that are being written.
pub(super) struct PanelFiles {
    into: OutFolder,
    made: Made,
    sheets: Vec<Sheet>,
    years: CountyYears,
    /// Begun with the tables, so that a folder that cannot be written to is told before hours of work.
    views: AtomicFile,
    codebook: AtomicFile,
    description: AtomicFile,
    report: ReportFiles,
}

impl PanelFiles {
    pub(super) fn begin(to: &Path, made: Made) -> Result<Self> {
        let write_error = |cause| Error::io(to.to_string_lossy(), cause);
        let into = OutFolder::make(to).map_err(write_error)?;
        let begin = |name: &str| into.begin(Path::new(name), &own_label()).map_err(write_error);
        let sheets = all_tables().map(|table| Sheet::begin(table, &into, made.how)).collect::<Result<_>>()?;
        let (views, codebook) = (begin(package::VIEWS)?, begin(codebook::FILE)?);
        let (description, report) = (begin(package::FILE)?, ReportFiles::begin(&into)?);
        Ok(Self { into, made, sheets, years: CountyYears::default(), views, codebook, description, report })
    }

    /// Adds the rows of a document, by table.
    pub(super) fn push(&mut self, rows: &[Vec<Vec<CellValue>>; TABLES]) -> Result<()> {
        for (sheet, rows) in self.sheets.iter_mut().zip(rows) {
            rows.iter().try_for_each(|cells| sheet.push(cells))?;
        }
        self.years.add(rows);
        Ok(())
    }

    /// Writes what is left, and gives all files their names; `is_whole` says that the lists alone decide what is in them.
    pub(super) fn finish(self, counted: &Report, is_whole: bool) -> Result<Written> {
        let Self {
            into,
            mut made,
            mut sheets,
            years,
            mut views,
            codebook: mut book,
            mut description,
            report,
        } = self;
        let write_error = |cause| Error::io(into.path().to_string_lossy(), cause);
        if let [.., of_years, of_units] = &mut sheets[..] {
            for (row, units) in years.into_rows() {
                of_years.push(&row)?;
                units.iter().try_for_each(|unit| of_units.push(unit))?;
            }
        }
        let whole = sheets.into_iter().map(Sheet::end).collect::<Result<Vec<_>>>()?;
        let before = Package::read(into.path());
        let finished = whole.into_iter().map(|table| table.finish(&into)).collect::<Result<Vec<_>>>()?;
        views.write_all(package::views().as_bytes()).and_then(|()| views.finish()).map_err(write_error)?;
        let text = codebook(finished.iter().map(|(table, profile)| (*table, profile)));
        book.write_all(text.as_bytes()).and_then(|()| book.finish()).map_err(write_error)?;
        report.write(counted)?;
        made.from = made.from.filter(|_| is_whole);
        let removed = before.map_or_else(|| Ok(Vec::new()), |before| remove_others(&into, &before, &made))?;
        let text = package::describe(into.path(), &made)?;
        description.write_all(text.as_bytes()).and_then(|()| description.finish()).map_err(write_error)?;
        Ok((finished.iter().map(|(table, profile)| (table.name.as_str(), profile.rows)).collect(), removed))
    }
}

/// Removes the CSV and the like of an earlier panel, whose state would differ from that of the tables beside it.
fn remove_others(folder: &OutFolder, before: &Package, made: &Made) -> Result<Vec<String>> {
    let mut removed = Vec::new();
    let others = before
        .made
        .how
        .endings()
        .filter(|ending| *ending != PARQUET && made.how.endings().all(|own| own != *ending));
    for ending in others {
        for name in all_tables().map(|table| format!("{}.{ending}", table.name)) {
            let error = |cause| Error::io(folder.path().join(&name).to_string_lossy(), cause);
            if before.resources.iter().any(|file| file.path == name)
                && folder.remove_file(Path::new(&name)).map_err(error)?
            {
                removed.push(name);
            }
        }
    }
    Ok(removed)
}
