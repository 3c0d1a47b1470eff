//! Composes the stages from pages to forms.

use crate::form::{Forms, tables_to_forms};
use crate::page::Page;
use crate::spelling;
use crate::table::{PageTables, pages_to_tables};

/// Makes tables of pages, with the known words beside what was recognised, and forms of these.
pub(super) fn pages_to_forms(pages: &[Page]) -> (Vec<PageTables>, Forms) {
    let mut tables = pages_to_tables(pages);
    spelling::read_to_known(&mut tables);
    let forms = tables_to_forms(&tables);
    (tables, forms)
}
