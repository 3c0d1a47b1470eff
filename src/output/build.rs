//! Turns a disclosure into the nested document of the output.

use super::checks::findings_to_records;
use super::program::program;
use crate::disclosure::{Disclosure, PageInfo};
use crate::form;
use crate::record::{Cell, Check, Document, Fact, Figure, Form, Grid, Line, Page, hundredth};
use crate::table;

impl Disclosure {
    /// Makes the nested document of the output contract, as `--format json` writes it. Its facts are borrowed.
    pub fn document(&self) -> Document<&Fact, &Figure> {
        disclosure_to_document(self)
    }

    /// Lists the accounting identities (勾稽关系), each as it came out on the facts.
    pub fn checks(&self) -> impl Iterator<Item = Check> {
        findings_to_records(&self.sha256, &self.audit)
    }
}

/// Makes the nested document of a disclosure; its facts are borrowed.
pub fn disclosure_to_document(disclosure: &Disclosure) -> Document<&Fact, &Figure> {
    let forms = &disclosure.forms;
    Document {
        document: disclosure.sha256.clone(),
        source: disclosure.source.clone(),
        sources: vec![disclosure.source.clone()],
        family: forms.family,
        department: forms.department.clone(),
        parent_department: forms.parent_department.clone(),
        region: disclosure.region.clone(),
        fiscal_year: forms.fiscal_year,
        unit: forms.only_unit().map(str::to_owned),
        pages: disclosure.pages.iter().map(page).collect(),
        forms: forms.forms.iter().map(|form| form_with_facts(disclosure, form)).collect(),
        figures: disclosure.figures.iter().collect(),
        checks: findings_to_records(&disclosure.sha256, &disclosure.audit).collect(),
        notes: disclosure.notes.clone(),
        program: program(),
    }
}

fn page(page: &PageInfo) -> Page {
    Page {
        number: page.number,
        width: page.size.map(|size| hundredth(size.0)),
        height: page.size.map(|size| hundredth(size.1)),
        origin: page.origin,
        notes: page.notes.clone(),
    }
}

/// Makes a form with its facts on their lines: both are in the same order.
fn form_with_facts<'a>(disclosure: &'a Disclosure, form: &'a form::Form) -> Form<&'a Fact> {
    let mut facts = disclosure.facts_of(form).peekable();
    let mut lines = Vec::with_capacity(form.lines.len());
    for line in &form.lines {
        // Each amount of a line is a fact.
        let is_here =
            |fact: &Fact| (&fact.side, &fact.code, &fact.item) == (&line.side, &line.code, &line.item);
        lines.push(Line {
            side: line.side.clone(),
            code: line.code.clone(),
            item: line.item.clone(),
            line_no: line.line_no,
            path: line.path.clone(),
            facts: (0..line.amounts.len()).map_while(|_| facts.next_if(|fact| is_here(fact))).collect(),
        });
    }
    debug_assert!(facts.peek().is_none(), "each fact has a line");
    // Under another line than its own a fact still says where it stands; left out, it would be lost without a word.
    if let Some(last) = lines.last_mut() {
        last.facts.extend(facts);
    }
    Form {
        kind: form.kind.clone(),
        instance: form.instance,
        family: form.family,
        fiscal_year: form.fiscal_year,
        scope: form.scope,
        breakdown: form.breakdown,
        title: form.title.clone(),
        form_no: form.form_no.clone(),
        unit: form.unit.clone(),
        project: form.project.clone(),
        pages: form.pages.clone(),
        lines,
        grids: form.grids.iter().map(grid).collect(),
    }
}

fn grid(grid: &table::Grid) -> Grid {
    let cells = grid.cells.iter().map(|cell| Cell {
        row: cell.row,
        column: cell.column,
        rows: cell.rows,
        columns: cell.columns,
        text: cell.text(),
    });
    Grid { page: grid.page, rows: grid.rows(), columns: grid.columns(), cells: cells.collect() }
}
