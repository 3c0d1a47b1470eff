//! A disclosure to the records that are written.

use rust_decimal::Decimal;

use super::checks::check_records;
use crate::disclosure::Disclosure;
use crate::fact::Fact;
use crate::form::{Form, Line};
use crate::geom::Rect;
use crate::page::Alternative;
use crate::record::{
    AlternativeRecord, CellRecord, DocumentRecord, FactRecord, FormRecord, GridRecord, LineRecord,
    PageRecord, RecordType, RegionRecord,
};
use crate::text::number::canonical;

/// The facts of a disclosure in its order.
pub fn fact_records(disclosure: &Disclosure) -> impl Iterator<Item = FactRecord> {
    disclosure.facts.iter().enumerate().filter_map(|(index, fact)| {
        let form = disclosure.forms.forms.get(fact.form)?;
        Some(fact_record(disclosure, form, form.lines.get(fact.line)?, index, fact))
    })
}

fn region_record(disclosure: &Disclosure) -> Option<RegionRecord> {
    let region = disclosure.region.as_ref()?;
    Some(RegionRecord { name: region.name.clone(), code: None, level: region.level, source: region.source })
}

fn fact_record(disclosure: &Disclosure, form: &Form, line: &Line, index: usize, fact: &Fact) -> FactRecord {
    let judgement = disclosure.audit.judgements.get(index);
    let plain = |value: Option<Decimal>| value.map(canonical);
    FactRecord {
        record: RecordType::Fact,
        document: disclosure.sha256.clone(),
        source: disclosure.source.clone(),
        department: form.department.clone().or_else(|| disclosure.forms.department.clone()),
        fiscal_year: disclosure.forms.fiscal_year,
        region: region_record(disclosure),
        family: disclosure.forms.family,
        form: form.kind.clone(),
        instance: form.instance,
        scope: form.scope,
        breakdown: form.breakdown,
        title: form.title.clone(),
        form_no: form.form_no.clone(),
        project: None,
        side: line.side.clone(),
        code: line.code.clone(),
        item: line.item.clone(),
        item_raw: line.item_raw.clone(),
        path: line.path.clone(),
        line_no: line.line_no,
        nth: fact.nth,
        level: fact.level,
        parent: fact.parent.clone(),
        class_code: fact.class_code.clone(),
        measure: fact.measure.clone(),
        raw: fact.raw.clone(),
        unit: fact.unit.clone(),
        value: plain(fact.value),
        amount_yuan: plain(fact.amount_yuan),
        amount_wanyuan: plain(fact.amount_wanyuan),
        page: fact.place.page(),
        bbox: fact.place.bbox().map(bbox).unwrap_or_default(),
        method: fact.method,
        confidence: confidence(fact),
        status: fact.status,
        reason: fact.reason.clone(),
        alternatives: fact.readings.iter().flat_map(|r| &r.alternatives).map(alternative).collect(),
        checks: judgement
            .map(|j| j.checks.iter().map(|name| (*name).to_owned()).collect())
            .unwrap_or_default(),
    }
}

/// That of the least sure reading; a text layer that is trusted at all is trusted wholly.
fn confidence(fact: &Fact) -> f64 {
    round(fact.readings.iter().map(|r| r.confidence).fold(1.0, f64::min))
}

fn alternative(other: &Alternative) -> AlternativeRecord {
    AlternativeRecord {
        reader: other.reader.to_owned(),
        text: other.text.clone(),
        confidence: round(other.confidence),
    }
}

/// A hundredth of a point is far below what print resolves.
fn bbox(rect: Rect) -> [f64; 4] {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(round)
}

fn round(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}

/// The whole disclosure, nested.
pub fn document_record(disclosure: &Disclosure) -> DocumentRecord {
    let forms = &disclosure.forms;
    let mut units: Vec<&str> =
        forms.forms.iter().filter(|f| f.is_official()).filter_map(|f| f.unit.as_deref()).collect();
    units.sort_unstable();
    units.dedup();
    DocumentRecord {
        document: disclosure.sha256.clone(),
        source: disclosure.source.clone(),
        sources: vec![disclosure.source.clone()],
        family: forms.family,
        department: forms.department.clone(),
        parent_department: None,
        region: region_record(disclosure),
        fiscal_year: forms.fiscal_year,
        unit: if let [only] = units.as_slice() { Some((*only).to_owned()) } else { None },
        pages: disclosure
            .pages
            .iter()
            .map(|p| PageRecord {
                number: p.number,
                width: round(p.size.0),
                height: round(p.size.1),
                origin: p.origin,
                notes: p.notes.clone(),
            })
            .collect(),
        forms: forms
            .forms
            .iter()
            .enumerate()
            .map(|(index, form)| form_record(disclosure, index, form))
            .collect(),
        figures: Vec::new(),
        checks: check_records(&disclosure.sha256, &disclosure.audit).collect(),
        notes: disclosure.notes.clone(),
        program: super::program(),
    }
}

fn form_record(disclosure: &Disclosure, index: usize, form: &Form) -> FormRecord {
    let facts: Vec<(usize, &Fact)> =
        disclosure.facts.iter().enumerate().filter(|(_, f)| f.form == index).collect();
    let lines = form.lines.iter().enumerate().map(|(number, line)| LineRecord {
        side: line.side.clone(),
        code: line.code.clone(),
        item: line.item.clone(),
        line_no: line.line_no,
        path: line.path.clone(),
        facts: facts
            .iter()
            .filter(|(_, f)| f.line == number)
            .map(|(at, f)| fact_record(disclosure, form, line, *at, f))
            .collect(),
    });
    FormRecord {
        kind: form.kind.clone(),
        instance: form.instance,
        scope: form.scope,
        breakdown: form.breakdown,
        title: form.title.clone(),
        form_no: form.form_no.clone(),
        unit: form.unit.clone(),
        project: None,
        pages: form.pages.clone(),
        lines: lines.collect(),
        grids: form.grids.iter().map(grid_record).collect(),
    }
}

fn grid_record(grid: &crate::table::Grid) -> GridRecord {
    let cells = grid.cells.iter().map(|c| CellRecord {
        row: c.row,
        column: c.column,
        rows: c.rows,
        columns: c.columns,
        text: c.text(),
    });
    GridRecord { page: grid.page, rows: grid.rows(), columns: grid.columns(), cells: cells.collect() }
}
