//! From tables as printed to official forms: which kind each is, what its columns measure, and where it goes on.
//!
//! # Steps
//! 0. wide tables that were cut by columns are joined (`wide`);
//! 1. each kind reads the header of a table in its own words (`header`);
//! 2. title *and* header decide the kind (`decide`), since titles mislead;
//! 3. a table goes on with the form before it, or begins one (`stitch`);
//! 4. the rows below the header become lines with labels and printed amounts (`body`);
//! 5. codes and names that were read off a scan are confirmed, or doubted (`confirm`);
//! 6. department, year and unit come from the lines around (`heading`), and all that these state is kept (`around`, `statements`);
//! 7. the whole document tells the family of each form (`families`), its year (`years`), unit (`units`) and department
//!    (`departments`; `parent` the one above it), and what contradicts another statement is doubted (`document`);
//! 8. titles and forms that led to nothing are told (`untold`).
//!
//! What the words are is data under `models/`, read by `taxonomy`.

mod around;
mod body;
mod by_words;
mod columns;
mod confirm;
mod continuation;
mod cut_rows;
mod decide;
mod department_name;
mod departments;
mod dividers;
mod document;
mod families;
mod forms;
mod halves;
mod header;
mod heading;
mod labelled_name;
mod labels;
mod line;
mod measure_lines;
mod opening;
mod parent;
mod performance;
mod rests;
mod scope;
#[cfg(test)]
mod seen;
mod statements;
mod stitch;
mod title;
mod unit_words;
mod units;
mod untold;
mod wide;
mod years;

use crate::page::Doubt;
use crate::table::PageTables;
use crate::taxonomy::models;
pub use columns::{Column, Role, TableReading};
pub(crate) use confirm::confirmed_labels;
pub use forms::{Form, Forms, OTHER};
pub use line::{AmountCell, Line};
pub(crate) use untold::page_of_unknown_table;

/// Says why a year that a line between the tables states is in doubt, where its font draws other digits than its text
/// says: whichever form it is of, nobody knows the year.
pub(crate) fn doubted_year(tables: &[PageTables]) -> Option<String> {
    let lies = |doubt: &Doubt| matches!(doubt, Doubt::Lies { .. });
    let lines = tables.iter().flat_map(|page| &page.lines);
    let mut doubted = lines.filter_map(|line| line.doubt.filter(lies).map(|doubt| (line, doubt)));
    let (line, doubt) = doubted.find(|(line, _)| models().years.line_to_year(&line.text).is_some())?;
    Some(format!("the year of “{}”: {}", line.text.trim(), doubt.reason()))
}

/// Says why the unit that a line between the tables states is in doubt, where a character of it is: it may be another one,
/// and nobody knows of which form.
pub(crate) fn doubted_unit(tables: &[PageTables]) -> Option<String> {
    let lines = tables.iter().flat_map(|page| &page.lines);
    let mut doubted = lines.filter_map(|line| line.doubt.map(|doubt| (line, doubt)));
    let states = |text: &str| !unit_words::line_to_units(models(), text).is_empty();
    let (line, doubt) = doubted.find(|(line, _)| states(&line.text))?;
    Some(format!("the unit of “{}”: {}", line.text.trim(), doubt.reason()))
}

/// Reads the forms of a document from its tables and the lines between them. Pages are not needed: cells carry their
/// places and what they were recognised as.
pub fn tables_to_forms(tables: &[PageTables]) -> Forms {
    let models = models();
    // Parts of a sheet are pages of their own.
    let parted: Vec<PageTables>;
    let tables = if tables.iter().all(|sheet| sheet.parts.is_empty()) {
        tables
    } else {
        parted = tables.iter().flat_map(PageTables::parted).collect();
        &parted
    };
    let (forms, mut notes) = stitch::stitch(models, tables);
    let mut found = document::describe(models, tables, forms);
    found.text_is_doubted = confirm::confirm(models, &mut found.forms);
    notes.append(&mut found.notes);
    notes.extend(untold::notes_on_untold(models, tables, &found));
    Forms { notes, ..found }
}
