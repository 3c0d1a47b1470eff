//! Arranges the amounts of one document for the checks: forms, their lines, and one amount for each fact.
//!
//! It is made from facts alone, so that facts read from a PDF and facts that another program wrote are judged alike: a
//! line or a form without any amount does not exist here.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::posting::Posting;
use super::relations::{FormParts, Partners};
use crate::fact::Proof;
use crate::record::words::{Breakdown, Scope};
use crate::taxonomy::identities::PROSE;
use crate::taxonomy::lines::lines_of;
use crate::taxonomy::{Models, models};
use crate::text::code::is_class;
use crate::text::number::decimals;
use crate::text::plain::plain;

/// One form with its lines.
#[derive(Debug)]
pub(super) struct FormLedger {
    pub(super) kind: String,
    pub(super) instance: u32,
    pub(super) scope: Option<Scope>,
    pub(super) breakdown: Option<Breakdown>,
    /// Whether it is a form of a whole place.
    pub(super) of_whole_place: bool,
    pub(super) department: Option<String>,
    /// The project of a performance table.
    pub(super) project: Option<String>,
    pub(super) fiscal_year: Option<u16>,
    pub(super) lines: Vec<LineLedger>,
    /// Its measures on each side, in the order in which they are first printed.
    pub(super) measures: Vec<(Option<String>, String)>,
    /// The columns that print a zero.
    zero_columns: HashSet<(Option<String>, String)>,
    pub(super) by_code: HashMap<String, Vec<usize>>,
    pub(super) by_class: HashMap<String, Vec<usize>>,
    pub(super) classes: Vec<String>,
    /// Sides with a line above 本年收入合计 or 本年支出合计 whose name says nothing: it may be any that is not there.
    pub(super) unknown_lines: HashSet<String>,
    /// The parts of its lines, where it is a form of a whole place.
    pub(super) parts: FormParts,
}

/// One line with its amounts.
#[derive(Debug)]
pub(super) struct LineLedger {
    pub(super) side: Option<String>,
    pub(super) code: Option<String>,
    pub(super) item: Option<String>,
    pub(super) place: Option<String>,
    pub(super) path: Vec<String>,
    /// Plain form of the name.
    pub(super) plain: String,
    pub(super) nth: u32,
    /// Whether it is part of the line above it.
    pub(super) of_which: bool,
    /// Measure and index of the amount.
    pub(super) amounts: Vec<(String, usize)>,
}

impl LineLedger {
    pub(super) fn amount(&self, measure: &str) -> Option<usize> {
        self.amounts.iter().find(|(name, _)| name == measure).map(|(_, amount)| *amount)
    }
}

/// Amount of a fact; it has the index of the fact.
#[derive(Debug)]
pub(super) struct LedgerAmount {
    pub(super) value: Option<Decimal>,
    /// Half a unit of the last decimal of its form, in 元; 0 where nothing is rounded.
    pub(super) half: Decimal,
    /// Half a unit of its own last decimal, in its own unit.
    pub(super) own_half: Decimal,
    pub(super) money: bool,
    pub(super) measure: String,
    pub(super) form: usize,
    pub(super) line: usize,
    pub(super) page: u32,
    pub(super) doubt: Option<String>,
    pub(super) proof: Proof,
    pub(super) unsure: bool,
    pub(super) copies_prove_nothing: bool,
}

/// All amounts of a document.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) forms: Vec<FormLedger>,
    pub(super) amounts: Vec<LedgerAmount>,
    pub(super) partners: Partners,
}

impl FormLedger {
    /// Whether a blank in this column counts as zero: nothing there is printed as 0.
    pub(super) fn blank_is_zero(&self, side: Option<&str>, measure: &str) -> bool {
        self.zero_columns.is_empty()
            || !self.zero_columns.contains(&(side.map(str::to_owned), measure.to_owned()))
    }
}

/// Key that distinguishes the lines of a form.
#[derive(PartialEq, Eq, Hash)]
struct LineKey<'p> {
    form: usize,
    side: Option<&'p str>,
    place: Option<&'p str>,
    code: Option<&'p str>,
    item: Option<&'p str>,
    line_no: Option<u32>,
    nth: u32,
    path: &'p [String],
}

/// Makes the ledger of a document from its facts, in the order of their pages; its lines are not joined yet.
pub(super) fn enter(postings: &[Posting]) -> Ledger {
    let models = models();
    let mut ledger = Ledger::default();
    // Forms of whole places are counted scope by scope, and columns may be scopes.
    let mut forms: HashMap<(&str, u32, Option<Scope>), usize> = HashMap::new();
    let mut lines: HashMap<LineKey<'_>, usize> = HashMap::new();
    let mut printed: Vec<(u32, Decimal)> = Vec::new();
    for posting in postings {
        let known = forms.len();
        let scope = posting.scope.filter(|_| models.is_of_whole_place(&posting.form));
        let form = *forms.entry((&posting.form, posting.instance, scope)).or_insert(known);
        if form == ledger.forms.len() {
            ledger.forms.push(empty_form(models, posting));
        }
        let index = ledger.amounts.len();
        let decimals = u32::try_from(decimals(&posting.raw)).unwrap_or(u32::MAX);
        printed.push((decimals, money_factor(models, posting.unit.as_deref())));
        let key = LineKey {
            form,
            side: posting.side.as_deref(),
            place: posting.place.as_deref(),
            code: posting.code.as_deref(),
            item: posting.item.as_deref(),
            line_no: posting.line_no,
            nth: posting.nth,
            path: &posting.path,
        };
        let ledger_form = &mut ledger.forms[form];
        // A measure that the line has already belongs to the next of several equal lines.
        let line = match lines.get(&key).copied() {
            Some(line) if ledger_form.lines[line].amount(&posting.measure).is_none() => line,
            before => {
                let nth = match before {
                    Some(before) => ledger_form.lines[before].nth + 1,
                    None => posting.nth.max(1),
                };
                ledger_form.lines.push(empty_line(posting, nth));
                lines.insert(key, ledger_form.lines.len() - 1);
                ledger_form.lines.len() - 1
            }
        };
        ledger_form.lines[line].amounts.push((posting.measure.clone(), index));
        let column = || (posting.side.clone(), posting.measure.clone());
        if posting.amount.is_some_and(|a| a.is_zero()) {
            ledger_form.zero_columns.insert(column());
        }
        let is_known =
            |(side, measure): &(Option<String>, String)| *side == posting.side && *measure == posting.measure;
        if !ledger_form.measures.iter().any(is_known) {
            ledger_form.measures.push(column());
        }
        ledger.amounts.push(LedgerAmount {
            value: posting.amount,
            half: Decimal::ZERO,
            own_half: Decimal::new(5, decimals.min(20) + 1),
            money: !printed[index].1.is_zero(),
            measure: posting.measure.clone(),
            form,
            line,
            page: posting.page,
            doubt: posting.doubt.clone(),
            proof: posting.proof,
            unsure: posting.unsure,
            copies_prove_nothing: posting.copies_prove_nothing,
        });
    }
    set_halves(&mut ledger, &printed);
    for form in &mut ledger.forms {
        index_lines(models, form);
    }
    ledger
}

fn empty_form(models: &Models, posting: &Posting) -> FormLedger {
    FormLedger {
        kind: posting.form.clone(),
        instance: posting.instance,
        scope: posting.scope,
        breakdown: posting.breakdown,
        of_whole_place: models.is_of_whole_place(&posting.form),
        department: posting.department.as_deref().map(plain),
        project: posting.project.clone(),
        fiscal_year: posting.fiscal_year,
        lines: Vec::new(),
        measures: Vec::new(),
        zero_columns: HashSet::new(),
        by_code: HashMap::new(),
        by_class: HashMap::new(),
        classes: Vec::new(),
        unknown_lines: HashSet::new(),
        parts: FormParts::default(),
    }
}

fn empty_line(posting: &Posting, nth: u32) -> LineLedger {
    let raw = posting.item_raw.as_deref().map(plain).unwrap_or_default();
    LineLedger {
        side: posting.side.clone(),
        code: posting.code.clone(),
        item: posting.item.clone(),
        place: posting.place.clone(),
        path: posting.path.clone(),
        plain: posting.item.as_deref().map(plain).unwrap_or_default(),
        nth,
        of_which: lines_of(&posting.form).is_of_which(&raw),
        amounts: Vec::new(),
    }
}

/// The usual decimals of each form and unit say how its amounts are rounded: one may be printed as `624` among `0.30`.
fn set_halves(ledger: &mut Ledger, printed: &[(u32, Decimal)]) {
    let mut counts: HashMap<(usize, Decimal), HashMap<u32, usize>> = HashMap::new();
    for (amount, (decimals, factor)) in ledger.amounts.iter().zip(printed) {
        // A zero may be printed short and says nothing.
        if amount.value.is_some_and(|v| !v.is_zero()) {
            *counts.entry((amount.form, *factor)).or_default().entry(*decimals).or_default() += 1;
        }
    }
    let usual: HashMap<(usize, Decimal), u32> = counts
        .into_iter()
        .filter_map(|(key, counts)| {
            Some((key, counts.into_iter().max_by_key(|(decimals, count)| (*count, *decimals))?.0))
        })
        .collect();
    for (amount, (own, factor)) in ledger.amounts.iter_mut().zip(printed) {
        // Sentences are rounded as each is written.
        let in_prose = ledger.forms.get(amount.form).is_some_and(|form| form.kind == PROSE);
        if in_prose {
            amount.half = factor * Decimal::new(5, own.saturating_add(1).min(20));
            continue;
        }
        let decimals = usual.get(&(amount.form, *factor)).copied().unwrap_or(2).min(20);
        amount.half = factor * Decimal::new(5, decimals + 1);
    }
}

/// Value of the unit in 元; 0 where it is no money.
fn money_factor(models: &Models, unit: Option<&str>) -> Decimal {
    let word = plain(unit.unwrap_or("元"));
    let money = models.wording.money.iter().find(|m| m.words.contains(&word));
    money.and_then(|m| m.yuan.parse().ok()).unwrap_or(Decimal::ZERO)
}

fn index_lines(models: &Models, form: &mut FormLedger) {
    // Sides whose 本年收入合计 or 本年支出合计 was passed: what follows is in no sum of lines.
    let mut summed: HashSet<String> = HashSet::new();
    let lines = lines_of(&form.kind);
    let kind = models.kind(&form.kind);
    // Only one side of the summary forms has lines that stand for a 类 without its code.
    let stands_for_class =
        |line: &LineLedger| kind.is_some_and(|k| k.has_class_lines_on(line.side.as_deref()));
    for (index, line) in form.lines.iter().enumerate() {
        let class = match &line.code {
            Some(code) => {
                form.by_code.entry(code.clone()).or_default().push(index);
                is_class(code).then(|| code.clone())
            }
            None => models.class_codes.get(&line.plain).filter(|_| stands_for_class(line)).cloned(),
        };
        let side = line.side.clone().unwrap_or_default();
        if lines.sums_lines_above(&line.plain) {
            summed.insert(side);
        } else if class.is_none()
            && line.code.is_none()
            && !line.of_which
            && !lines.knows(&line.plain)
            && !summed.contains(&side)
        {
            form.unknown_lines.insert(side);
        }
        if let Some(class) = class {
            let lines = form.by_class.entry(class.clone()).or_default();
            if lines.is_empty() {
                form.classes.push(class);
            }
            lines.push(index);
        }
    }
}
