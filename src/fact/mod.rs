//! Turns printed lines into facts: exact amounts in their unit, in 元 and in 万元, each with its place.
//!
//! # Steps
//! 1. where a line stands among the codes: level, parent by position, 类 (`hierarchy`);
//! 2. the printed string to a decimal (`amount`);
//! 3. the unit of the column, the line or the form, and the conversion (`unit`).
//!
//! What comes out are records of the contract ([`Fact`]), each in a [`Draft`] with what the checks need to judge it.
//! For people amounts can be shown in another unit, and rounded ([`shown`]).
//!
//! The only place that does decimal arithmetic with units; no float is involved.

pub(crate) mod amount;
pub(crate) mod candidates;
mod column_numbers;
mod commas;
mod draft;
mod hierarchy;
pub(crate) mod recognised;
pub mod shown;
mod style;
mod unit;

use std::borrow::Cow;

use crate::form::{AmountCell, Form, Forms, Line};
use crate::record;
use crate::record::words::{Level, Method, Status};
use crate::record::{Amount, Fact, Region};
use crate::source::Source;
use crate::taxonomy::{KindModel, Models, models};
use crate::text::number::{has_digit, has_needless_zero, parse_number};
pub use draft::{Draft, doubt_all};
pub(crate) use draft::{Proof, distrust_copies, doubt_pages};
use rust_decimal::Decimal;
use unit::{Unit, is_money};

/// Makes the facts of all official forms, in the order of forms, lines and columns; none of a form whose family makes
/// none, as a budget.
pub fn forms_to_facts(forms: &Forms, source: &Source, region: Option<&Region>) -> Vec<Draft> {
    let models = models();
    let of_document = Fact {
        document: source.sha256.clone(),
        source: source.name.clone(),
        region: region.cloned(),
        ..Fact::default()
    };
    // Behind all facts: what is no fact has no place among them.
    let (mut drafts, mut totals) = (Vec::new(), Vec::new());
    for form in &forms.forms {
        let Some(kind) = models.kind(&form.kind) else { continue };
        if form.family.is_some_and(|family| !family.makes_facts()) {
            continue;
        }
        let of_form = Fact {
            department: form.department.clone().or_else(|| forms.department.clone()),
            fiscal_year: form.fiscal_year,
            family: form.family,
            form: form.kind.clone(),
            instance: form.instance,
            scope: form.scope,
            breakdown: form.breakdown,
            title: form.title.clone(),
            form_no: form.form_no.clone(),
            project: form.project.clone(),
            ..of_document.clone()
        };
        drafts.extend(lines_to_facts(models, kind, form, &form.lines, &of_form));
        totals.extend(lines_to_facts(models, kind, form, &form.totals, &of_form));
    }
    totals.iter_mut().for_each(|draft| draft.is_reported = false);
    drafts.append(&mut totals);
    for draft in drafts.iter_mut().filter(|draft| draft.readings.is_empty()) {
        draft.copies_prove = !forms.text_is_doubted;
    }
    drafts
}

/// Makes the facts of lines of a form; `of_form` has what they have in common.
fn lines_to_facts(
    models: &Models,
    kind: &KindModel,
    form: &Form,
    lines: &[Line],
    of_form: &Fact,
) -> Vec<Draft> {
    let lines = if kind.is_by_words() { commas::points_to_commas(lines) } else { Cow::Borrowed(lines) };
    let standings = hierarchy::lines_to_standings(models, kind, &lines);
    let units = printed_units(models);
    let form_unit = form.unit.as_deref().and_then(|word| unit::word_to_unit(models, word));
    let by_blocks = kind.is_performance();
    let coded = kind.has_codes() && form.breakdown.is_none();
    // Percentages are printed in a way of their own.
    let (money, others): (Vec<&AmountCell>, Vec<&AmountCell>) =
        lines.iter().flat_map(|line| &line.amounts).partition(is_money);
    let (style, style_of_others) = (style::amounts_to_style(&money), style::amounts_to_style(&others));
    let mut drafts = Vec::new();
    for (line, standing) in lines.iter().zip(standings) {
        let printed: Vec<amount::ParsedAmount> =
            line.amounts.iter().map(|cell| read_cell(cell, &units)).collect();
        let torn = line
            .amounts
            .iter()
            .zip(&printed)
            .any(|(cell, reading)| reading.value.is_none() && !cell.is_text && is_torn(cell));
        let is_total = standing.level == Some(Level::Total);
        let of_line = Fact {
            side: line.side.clone(),
            code: line.code.clone(),
            item: line.item.clone(),
            item_raw: line.item_raw.clone(),
            path: line.path.clone(),
            scope: line.scope.or(of_form.scope),
            place: line.part.clone(),
            line_no: line.line_no,
            nth: standing.nth,
            level: standing.level,
            parent: standing.parent,
            class_code: standing.class_code,
            ..of_form.clone()
        };
        let line_unit = unit::line_to_unit(models, kind, line);
        for (cell, reading) in line.amounts.iter().zip(printed) {
            let by_word = |word: Option<&str>| word.and_then(|word| unit::word_to_unit(models, word));
            let stated = StatedUnits {
                printed: by_word(reading.unit.as_deref()),
                column: by_word(cell.unit.as_deref()),
                line: line_unit.as_ref().filter(|_| !by_blocks || cell.unit.is_none()),
                form: form_unit.as_ref(),
            };
            let unit = stated.nearest().filter(|_| !cell.is_text).cloned();
            let mut doubts: Vec<String> = form.doubts.iter().chain(&line.doubt).cloned().collect();
            if !cell.is_text {
                doubts.extend(stated.contradiction(form, line, cell, reading.unit.as_deref()));
            }
            if coded && line.code.is_none() && !is_total {
                doubts.push("a line without a code in a form of codes".to_owned());
            }
            if coded && line.code.is_some() && line.item.is_none() {
                doubts.push("the line has a code and no name".to_owned());
            }
            doubts.extend(cell.doubt.clone());
            if cell.is_text && !cell.readings.is_empty() {
                doubts.push("words that were recognised, which nothing confirms".to_owned());
            }
            let raw = cell.printed.concat();
            let zero = (!cell.is_text && has_needless_zero(&raw)).then(|| {
                format!("the number begins with a needless zero ({raw}): a digit may be lost, or two numbers may be one")
            });
            // Sums of the same digits would prove it; of a recognised one, others may.
            let (in_text, recognised) = if cell.readings.is_empty() { (zero, None) } else { (None, zero) };
            doubts.extend(in_text);
            let certain = doubts.len();
            doubts.extend(reading.doubt);
            doubts.extend(recognised);
            if cell.cut {
                doubts.push("the number is cut off by its cell".to_owned());
            }
            if cell.overrun {
                doubts.push("the number may belong to the cell beside it".to_owned());
            }
            if cell.readings.iter().any(|r| !r.unread.is_empty()) {
                doubts.push("the ink does not fit what was read".to_owned());
            }
            if cell.readings.iter().any(|r| r.disturbed) {
                doubts.push("the stroke of a pen or a stamp crosses the number".to_owned());
            }
            let disagreement = cell.readings.iter().find_map(recognised::disagreement);
            doubts.extend(disagreement.or_else(|| cell.readings.iter().find_map(recognised::lost_sign)));
            let is_money = !matches!(stated.column, Some(Unit::Other(_)));
            // Performance tables are filled in by hand: each number has its own decimals.
            if !by_blocks {
                doubts.extend(if is_money { style.doubts(cell) } else { style_of_others.doubts(cell) });
            }
            doubts.extend(commas::doubt(cell).filter(|_| kind.is_by_words() && is_money));
            if cell.row_doubted {
                doubts.push("no line parts the rows, and another name may belong to the amount".to_owned());
            }
            let hard_to_read = doubts.len() > certain;
            if !hard_to_read && !cell.readings.iter().all(recognised::is_confirmed) {
                doubts.push("recognised by one reader only".to_owned());
            }
            let of_reading = doubts.len() - certain;
            if torn && reading.value.is_some() {
                doubts.push("the name of the line may run into its amounts".to_owned());
            }
            if reading.unit.is_some()
                && matches!(unit, Some(Unit::Other(_)))
                && kind.line_units.is_empty()
                && cell.unit != reading.unit
            {
                doubts.push("the number is printed with a unit that is no money".to_owned());
            }
            doubts.extend(stated.contradicted(form, cell));
            match &unit {
                None if cell.is_text => {}
                None => doubts.push("no unit is declared".to_owned()),
                Some(Unit::Money(..)) if form.unit_assumed && cell.unit.is_none() => {
                    doubts.push("the form declares no unit: that of the other forms is assumed".to_owned());
                }
                Some(_) => {}
            }
            let amount_yuan = reading.value.and_then(|value| unit.as_ref()?.to_yuan(value));
            let amount_wanyuan = amount_yuan.and_then(unit::yuan_to_wanyuan);
            if reading.value.is_some() && matches!(unit, Some(Unit::Money(..))) && amount_wanyuan.is_none() {
                doubts.push("too many digits to convert exactly".to_owned());
            }
            let fact = Fact {
                measure: cell.measure.clone(),
                raw,
                unit: unit.map(|u| u.name().to_owned()),
                value: reading.value.map(Amount::from),
                amount_yuan: amount_yuan.map(Amount::from),
                amount_wanyuan: amount_wanyuan.map(Amount::from),
                page: cell.place.page(),
                bbox: cell.place.bbox().map(record::bbox),
                cell: cell.place.cell().map(|name| name.to_string()),
                method: method_of(cell),
                confidence: record::confidence(&cell.readings),
                status: if doubts.is_empty() { Status::Unchecked } else { Status::Suspect },
                reason: (!doubts.is_empty()).then(|| doubts.join("; ")),
                alternatives: record::alternatives(&cell.readings),
                ..of_line.clone()
            };
            drafts.push(Draft {
                fact,
                proof: match () {
                    () if torn || of_reading == 0 || doubts.len() != of_reading => Proof::Never,
                    () if hard_to_read => Proof::ByOthers,
                    () => Proof::Together,
                },
                readings: cell.readings.clone(),
                usual_decimals: style.decimals,
                form_department: form.department.clone(),
                is_reported: true,
                copies_prove: true,
            });
        }
    }
    drafts
}

/// Reads a cell: an amount, or words and numbers as printed.
fn read_cell(cell: &AmountCell, units: &[String]) -> amount::ParsedAmount {
    if cell.is_text {
        let value = parse_number(&cell.printed.concat());
        return amount::ParsedAmount { value, unit: None, doubt: None };
    }
    amount::read_amount(&cell.printed, cell.fills, units)
}

fn method_of(cell: &AmountCell) -> Method {
    match () {
        () if cell.place.cell().is_some() => Method::Cell,
        () if cell.readings.is_empty() => Method::Text,
        () => Method::Ocr,
    }
}

/// Whether a cell holds words and a number: the end of a name that ran over its border (`出12.50`).
fn is_torn(cell: &AmountCell) -> bool {
    let printed = cell.printed.concat();
    has_digit(&printed) && printed.chars().any(char::is_alphabetic)
}

/// Lists units that may be printed right behind a number, longest first.
fn printed_units(models: &Models) -> Vec<String> {
    let money = models.wording.money.iter().flat_map(|m| m.words.iter().cloned());
    let mut units: Vec<String> = money.chain(models.wording.other_units.words.iter().cloned()).collect();
    units.sort_by_key(|u| std::cmp::Reverse(u.chars().count()));
    units
}

/// Units that are stated for an amount.
struct StatedUnits<'a> {
    /// With the number itself.
    printed: Option<Unit>,
    /// Over its column.
    column: Option<Unit>,
    line: Option<&'a Unit>,
    form: Option<&'a Unit>,
}

impl StatedUnits<'_> {
    /// Finds the unit: that printed with the number, else of the column, the line, the form.
    fn nearest(&self) -> Option<&Unit> {
        self.printed.as_ref().or(self.column.as_ref()).or(self.line).or(self.form)
    }

    /// Quotes two units of money that the number, its column, its line and the form state, where they differ.
    fn contradiction(
        &self,
        form: &Form,
        line: &Line,
        cell: &AmountCell,
        printed: Option<&str>,
    ) -> Option<String> {
        let of_form = self.form.filter(|_| !form.unit_assumed);
        let units = [self.printed.as_ref(), self.column.as_ref(), self.line, of_form];
        let mut money = units.into_iter().enumerate().filter_map(|(at, unit)| {
            let unit = unit.filter(|unit| matches!(unit, Unit::Money(..)))?;
            Some((at, unit))
        });
        let (first, unit) = money.next()?;
        let (other, _) = money.find(|(_, other)| *other != unit)?;
        let words = |at: usize| match at {
            0 => format!("{} with the number", printed.unwrap_or_default()),
            1 => format!("{} in the header", cell.unit.as_deref().unwrap_or_default()),
            2 => line.item_raw.clone().unwrap_or_default(),
            _ => format!("{} of the form", form.unit_words().unwrap_or_default()),
        };
        Some(format!("two units contradict each other: {} and {}", words(first), words(other)))
    }

    /// Says where the unit printed with an amount contradicts the unit that its column or its form declares. A sign of
    /// money (¥) says that it is money, and not in which unit.
    fn contradicted(&self, form: &Form, cell: &AmountCell) -> Option<String> {
        let declared = cell.unit.as_deref().or(form.unit.as_deref())?;
        let of_declared = if cell.unit.is_some() { self.column.as_ref() } else { self.form };
        let yuan = |unit: Option<&Unit>| unit?.to_yuan(Decimal::ONE);
        let raw = || cell.printed.concat();
        (yuan(self.printed.as_ref())? != yuan(of_declared)?).then(|| {
            format!("the amount is printed as {}, and the unit declared for it is {declared}", raw())
        })
    }
}
