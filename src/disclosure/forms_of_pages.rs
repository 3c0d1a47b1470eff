//! Composes the stages from pages, or sheets, to forms.

use crate::form::{Forms, tables_to_forms};
use crate::page::Page;
use crate::sheet::Sheet;
use crate::spelling;
use crate::table::{PageTables, pages_to_tables, sheets_to_tables};

/// Makes tables of sheets, and forms of these.
pub(super) fn sheets_to_forms(sheets: &[Sheet]) -> (Vec<PageTables>, Forms) {
    let tables = sheets_to_tables(sheets);
    let forms = tables_to_forms(&tables);
    (tables, forms)
}

/// Makes tables of pages, with the known words beside what was recognised, and forms of these.
pub(super) fn pages_to_forms(pages: &[Page]) -> (Vec<PageTables>, Forms) {
    let mut tables = pages_to_tables(pages);
    spelling::read_to_known(&mut tables);
    let forms = tables_to_forms(&tables);
    (tables, forms)
}
