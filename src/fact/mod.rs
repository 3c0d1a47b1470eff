//! From printed lines to facts: exact amounts in their unit, in 元 and in 万元, each with its place.
//!
//! # Steps
//! 1. where a line stands among the codes: level, parent by position, 类 ([`hierarchy`]);
//! 2. the printed string to a decimal ([`amount`]);
//! 3. the unit of the column, the line or the form, and the conversion ([`unit`]).
//!
//! For people amounts can be shown in another unit, and rounded ([`shown`]).
//!
//! The only place that does decimal arithmetic with units; no float is involved.

pub(crate) mod amount;
pub(crate) mod candidates;
mod hierarchy;
pub(crate) mod recognised;
pub mod shown;
mod unit;

use crate::record::words::{Method, Status};
use rust_decimal::Decimal;

use crate::form::{AmountCell, Form, Forms, Line};
use crate::page::Reading;
use crate::place::Place;
use crate::record::words::Level;
use crate::taxonomy::{KindModel, Models, models};
use crate::text::number::has_digit;

/// One amount: form × item × measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The form it stands in, as an index into [`Forms::forms`].
    pub form: usize,
    /// The line it stands in, as an index into [`Form::lines`].
    pub line: usize,
    /// 1, or 2, 3 … where an equal line (same side, code, item) stands above it in the form.
    pub nth: u32,
    /// Where the line stands in the classification.
    pub level: Option<Level>,
    /// The code of the line above it by position.
    pub parent: Option<String>,
    /// The 类 that the line stands for.
    pub class_code: Option<String>,
    /// The amount column, as the output contract names it.
    pub measure: String,
    /// What stands on the page; lines of a wrapped number are joined.
    pub raw: String,
    /// What it counts: 元 千元 万元 亿元, or 辆, 台/套, %.
    pub unit: Option<String>,
    /// The printed number, in `unit`; `None` where words are printed.
    pub value: Option<Decimal>,
    /// In 元, exact; `None` where the unit is no money.
    pub amount_yuan: Option<Decimal>,
    /// In 万元, exact; `None` where the unit is no money.
    pub amount_wanyuan: Option<Decimal>,
    /// Where it is printed, on the page as seen.
    pub place: Place,
    /// How it was read.
    pub method: Method,
    /// What is known of its truth.
    pub status: Status,
    /// Why it is suspect.
    pub reason: Option<String>,
    /// How sums that close exactly settle its doubt.
    pub proof: Proof,
    /// What it was recognised as, where it stands on a picture.
    pub readings: Vec<Reading>,
}

/// How sums that close exactly can settle the doubt about an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proof {
    /// Not at all: the doubt is about its line, its unit, or the document.
    #[default]
    Never,
    /// The number was hard to read (wrapped, over its border, ink that nobody read): where no other amount of the sum is
    /// in doubt.
    ByOthers,
    /// The number was recognised by one reader, and nothing else speaks against it: sums of several such numbers prove
    /// each other.
    Together,
}

/// The facts of all official forms, in the order of forms, lines and columns; none where the family makes none, as a budget.
pub fn forms_to_facts(forms: &Forms) -> Vec<Fact> {
    if forms.family.is_some_and(|family| !family.makes_facts()) {
        return Vec::new();
    }
    let models = models();
    let mut facts = Vec::new();
    for (index, form) in forms.forms.iter().enumerate() {
        let Some(kind) = models.kind(&form.kind) else { continue };
        facts.extend(form_to_facts(models, kind, index, form));
    }
    facts
}

/// Makes every fact suspect for a reason that concerns the whole document.
pub fn doubt_all(facts: &mut [Fact], reason: &str) {
    for fact in facts {
        fact.status = Status::Suspect;
        fact.proof = Proof::Never;
        fact.reason =
            Some(fact.reason.take().map_or_else(|| reason.to_owned(), |own| format!("{own}; {reason}")));
    }
}

fn form_to_facts(models: &Models, kind: &KindModel, index: usize, form: &Form) -> Vec<Fact> {
    let standings = hierarchy::lines_to_standings(models, kind, &form.lines);
    let units = printed_units(models);
    let coded = kind.has_codes() && form.breakdown.is_none();
    let usual_decimals = recognised::usual_decimals(&form.lines);
    let mut facts = Vec::new();
    for ((number, line), standing) in form.lines.iter().enumerate().zip(standings) {
        let printed: Vec<amount::Reading> =
            line.amounts.iter().map(|cell| amount::read_amount(&cell.printed, cell.fills, &units)).collect();
        let torn =
            line.amounts.iter().zip(&printed).any(|(cell, reading)| reading.value.is_none() && is_torn(cell));
        for (cell, reading) in line.amounts.iter().zip(printed) {
            let unit = unit_of(models, kind, form, line, cell, reading.unit.as_deref());
            let mut doubts: Vec<String> = line.doubt.iter().cloned().collect();
            if coded && line.code.is_none() && standing.level != Some(Level::Total) {
                doubts.push("a line without a code in a form of codes".to_owned());
            }
            if coded && line.code.is_some() && line.item.is_none() {
                doubts.push("the line has a code and no name".to_owned());
            }
            let certain = doubts.len();
            doubts.extend(reading.doubt);
            if cell.cut {
                doubts.push("the number is cut off by its cell".to_owned());
            }
            if cell.overrun {
                doubts.push("the number runs over the border of its cell".to_owned());
            }
            if cell.readings.iter().any(|r| !r.unread.is_empty()) {
                doubts.push("the ink does not fit what was read".to_owned());
            }
            doubts.extend(cell.readings.iter().find_map(recognised::disagreement));
            doubts.extend(recognised::odd_decimals(cell, usual_decimals));
            let hard_to_read = doubts.len() > certain;
            if !hard_to_read && !cell.readings.iter().all(recognised::is_confirmed) {
                doubts.push("recognised by one reader only".to_owned());
            }
            let of_reading = doubts.len() - certain;
            if torn && reading.value.is_some() {
                doubts.push("the name of the line may run into its amounts".to_owned());
            }
            if reading.unit.is_some()
                && matches!(unit, Some(unit::Unit::Other(_)))
                && kind.line_units.is_empty()
            {
                doubts.push("the number is printed with a unit that is no money".to_owned());
            }
            match &unit {
                None => doubts.push("no unit is declared".to_owned()),
                Some(unit::Unit::Money(..)) if form.unit_assumed && cell.unit.is_none() => {
                    doubts.push("the form declares no unit: that of the other forms is assumed".to_owned());
                }
                Some(_) => {}
            }
            let amount_yuan = reading.value.and_then(|value| unit.as_ref()?.to_yuan(value));
            let amount_wanyuan = amount_yuan.and_then(unit::yuan_to_wanyuan);
            if reading.value.is_some()
                && matches!(unit, Some(unit::Unit::Money(..)))
                && amount_wanyuan.is_none()
            {
                doubts.push("too many digits to convert exactly".to_owned());
            }
            facts.push(Fact {
                form: index,
                line: number,
                nth: standing.nth,
                level: standing.level,
                parent: standing.parent.clone(),
                class_code: standing.class_code.clone(),
                measure: cell.measure.clone(),
                raw: cell.printed.concat(),
                unit: unit.map(|u| u.name().to_owned()),
                value: reading.value,
                amount_yuan,
                amount_wanyuan,
                place: cell.place,
                method: if cell.readings.is_empty() { Method::Text } else { Method::Ocr },
                status: if doubts.is_empty() { Status::Unchecked } else { Status::Suspect },
                proof: match () {
                    () if torn || of_reading == 0 || doubts.len() != of_reading => Proof::Never,
                    () if hard_to_read => Proof::ByOthers,
                    () => Proof::Together,
                },
                readings: cell.readings.clone(),
                reason: (!doubts.is_empty()).then(|| doubts.join("; ")),
            });
        }
    }
    facts
}

/// Words and a number in one cell: the end of a name that ran over its border (`出12.50`).
fn is_torn(cell: &AmountCell) -> bool {
    let printed = cell.printed.concat();
    has_digit(&printed) && printed.chars().any(char::is_alphabetic)
}

/// Units that may be printed right behind a number, longest first.
fn printed_units(models: &Models) -> Vec<String> {
    let money = models.wording.money.iter().flat_map(|m| m.words.iter().cloned());
    let mut units: Vec<String> = money.chain(models.wording.other_units.words.iter().cloned()).collect();
    units.sort_by_key(|u| std::cmp::Reverse(u.chars().count()));
    units
}

/// The unit printed with the number, else of the column, the line, the form.
fn unit_of(
    models: &Models,
    kind: &KindModel,
    form: &Form,
    line: &Line,
    cell: &AmountCell,
    printed: Option<&str>,
) -> Option<unit::Unit> {
    printed
        .and_then(|word| unit::word_to_unit(models, word))
        .or_else(|| cell.unit.as_deref().and_then(|word| unit::word_to_unit(models, word)))
        .or_else(|| unit::line_to_unit(models, kind, line))
        .or_else(|| form.unit.as_deref().and_then(|word| unit::word_to_unit(models, word)))
}
