//! The amounts of one document as the checks see them: forms, their lines, and one amount for each fact.
//!
//! It is made from facts alone, so that facts read from a PDF and facts that another program wrote are judged alike: a
//! line or a form without any amount does not exist here.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use crate::fact::candidates::{fact_to_candidates, with_lost_point};
use crate::fact::recognised::{is_unsure, usual_decimals};
use crate::fact::{Fact, Proof};
use crate::form::{Form, Forms};
use crate::record::words::Status;
use crate::record::words::{Breakdown, Scope};
use crate::taxonomy::lines::lines_of;
use crate::taxonomy::{Models, models};
use crate::text::code::is_class;
use crate::text::number::decimals;
use crate::text::plain::plain;

/// One fact, as it is handed in.
#[derive(Debug, Clone, Default)]
pub struct Posting {
    /// The kind of its form.
    pub form: String,
    /// Which form of its kind.
    pub instance: u32,
    /// 汇总 or 本级.
    pub scope: Option<Scope>,
    /// 分单位.
    pub breakdown: Option<Breakdown>,
    /// Whose form it is, where forms of several departments stand in one document.
    pub department: Option<String>,
    /// The side of its line.
    pub side: Option<String>,
    /// The classification code.
    pub code: Option<String>,
    /// The name of the line.
    pub item: Option<String>,
    /// The name as printed.
    pub item_raw: Option<String>,
    /// 行次.
    pub line_no: Option<u32>,
    /// Which of several equal lines; 0 where it is not known.
    pub nth: u32,
    /// The headings it stands under.
    pub path: Vec<String>,
    /// The amount column.
    pub measure: String,
    /// As printed: its decimals count.
    pub raw: String,
    /// The unit printed.
    pub unit: Option<String>,
    /// In 元; of what is no money, the number itself. `None` where the print is no number.
    pub amount: Option<Decimal>,
    /// The page.
    pub page: u32,
    /// Why it is suspect already.
    pub doubt: Option<String>,
    /// How sums that close exactly settle its doubt.
    pub proof: Proof,
    /// It was recognised, and a reader holds another number for likely.
    pub unsure: bool,
    /// Other amounts that it may be, in 元, where it was recognised.
    pub candidates: Vec<Decimal>,
    /// What it is, in 元, if its point was lost: its form prints decimals.
    pub with_point: Option<Decimal>,
}

/// One form with its lines.
#[derive(Debug)]
pub(super) struct FormLedger {
    pub(super) kind: String,
    pub(super) instance: u32,
    pub(super) scope: Option<Scope>,
    pub(super) by_unit: bool,
    pub(super) department: Option<String>,
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
}

/// One line with its amounts.
#[derive(Debug)]
pub(super) struct LineLedger {
    pub(super) side: Option<String>,
    pub(super) code: Option<String>,
    pub(super) item: Option<String>,
    /// The name as words are compared.
    pub(super) plain: String,
    pub(super) nth: u32,
    /// Part of the line above it.
    pub(super) of_which: bool,
    /// Measure and index of the amount.
    pub(super) amounts: Vec<(String, usize)>,
}

impl LineLedger {
    pub(super) fn amount(&self, measure: &str) -> Option<usize> {
        self.amounts.iter().find(|(name, _)| name == measure).map(|(_, amount)| *amount)
    }
}

/// One amount; its index is that of the fact.
#[derive(Debug)]
pub(super) struct Amount {
    pub(super) value: Option<Decimal>,
    /// Half a unit of the last decimal of its form, in 元; 0 where nothing is rounded.
    pub(super) half: Decimal,
    pub(super) money: bool,
    pub(super) measure: String,
    pub(super) form: usize,
    pub(super) line: usize,
    pub(super) page: u32,
    pub(super) doubt: Option<String>,
    pub(super) proof: Proof,
    pub(super) unsure: bool,
}

/// All amounts of a document.
#[derive(Debug, Default)]
pub struct Ledger {
    pub(super) forms: Vec<FormLedger>,
    pub(super) amounts: Vec<Amount>,
}

impl FormLedger {
    /// Whether a blank in this column counts as zero: nothing there is printed as 0.
    pub(super) fn blank_is_zero(&self, side: Option<&str>, measure: &str) -> bool {
        self.zero_columns.is_empty()
            || !self.zero_columns.contains(&(side.map(str::to_owned), measure.to_owned()))
    }
}

/// The facts of a document, in their order, as they are handed in.
pub fn facts_to_postings<'a>(forms: &'a Forms, facts: &'a [Fact]) -> impl Iterator<Item = Posting> + 'a {
    let usual: Vec<Option<usize>> = forms.forms.iter().map(|form| usual_decimals(&form.lines)).collect();
    facts.iter().map(move |fact| {
        let usual = usual.get(fact.form).copied().flatten();
        forms.forms.get(fact.form).map(|form| posting(form, fact, usual)).unwrap_or_default()
    })
}

fn posting(form: &Form, fact: &Fact, usual_decimals: Option<usize>) -> Posting {
    let line = form.lines.get(fact.line);
    Posting {
        form: form.kind.clone(),
        instance: form.instance,
        scope: form.scope,
        breakdown: form.breakdown,
        department: form.department.clone(),
        side: line.and_then(|l| l.side.clone()),
        code: line.and_then(|l| l.code.clone()),
        item: line.and_then(|l| l.item.clone()),
        item_raw: line.and_then(|l| l.item_raw.clone()),
        line_no: line.and_then(|l| l.line_no),
        nth: fact.nth,
        path: line.map(|l| l.path.clone()).unwrap_or_default(),
        measure: fact.measure.clone(),
        raw: fact.raw.clone(),
        unit: fact.unit.clone(),
        // Without a unit the number may be of any size: nothing can be added to it.
        amount: fact.amount_yuan.or(fact.value.filter(|_| fact.unit.is_some())),
        page: fact.place.page(),
        doubt: (fact.status == Status::Suspect).then(|| fact.reason.clone().unwrap_or_default()),
        proof: fact.proof,
        unsure: fact.readings.iter().any(|r| is_unsure(&r.text, r.alternatives.iter().map(|a| &a.text))),
        candidates: fact_to_candidates(fact),
        with_point: with_lost_point(fact, usual_decimals),
    }
}

/// What tells two lines of a form apart.
#[derive(PartialEq, Eq, Hash)]
struct LineKey {
    form: usize,
    side: Option<String>,
    code: Option<String>,
    item: Option<String>,
    line_no: Option<u32>,
    nth: u32,
    path: Vec<String>,
}

/// Facts in the order of their pages, of one document, to its ledger.
pub fn postings_to_ledger(postings: impl IntoIterator<Item = Posting>) -> Ledger {
    let models = models();
    let mut ledger = Ledger::default();
    let mut forms: HashMap<(String, u32), usize> = HashMap::new();
    let mut lines: HashMap<LineKey, usize> = HashMap::new();
    let mut printed: Vec<(u32, Decimal)> = Vec::new();
    for posting in postings {
        let known = forms.len();
        let form = *forms.entry((posting.form.clone(), posting.instance)).or_insert(known);
        if form == ledger.forms.len() {
            ledger.forms.push(empty_form(&posting));
        }
        let index = ledger.amounts.len();
        let decimals = u32::try_from(decimals(&posting.raw)).unwrap_or(u32::MAX);
        printed.push((decimals, money_factor(models, posting.unit.as_deref())));
        let key = LineKey {
            form,
            side: posting.side.clone(),
            code: posting.code.clone(),
            item: posting.item.clone(),
            line_no: posting.line_no,
            nth: posting.nth,
            path: posting.path.clone(),
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
                ledger_form.lines.push(empty_line(&posting, nth));
                lines.insert(key, ledger_form.lines.len() - 1);
                ledger_form.lines.len() - 1
            }
        };
        ledger_form.lines[line].amounts.push((posting.measure.clone(), index));
        let column = (posting.side.clone(), posting.measure.clone());
        if posting.amount.is_some_and(|a| a.is_zero()) {
            ledger_form.zero_columns.insert(column.clone());
        }
        if !ledger_form.measures.contains(&column) {
            ledger_form.measures.push(column);
        }
        ledger.amounts.push(Amount {
            value: posting.amount,
            half: Decimal::ZERO,
            money: !printed[index].1.is_zero(),
            measure: posting.measure,
            form,
            line,
            page: posting.page,
            doubt: posting.doubt,
            proof: posting.proof,
            unsure: posting.unsure,
        });
    }
    set_halves(&mut ledger, &printed);
    for form in &mut ledger.forms {
        index_lines(models, form);
    }
    ledger
}

fn empty_form(posting: &Posting) -> FormLedger {
    FormLedger {
        kind: posting.form.clone(),
        instance: posting.instance,
        scope: posting.scope,
        by_unit: posting.breakdown.is_some(),
        department: posting.department.as_deref().map(plain),
        lines: Vec::new(),
        measures: Vec::new(),
        zero_columns: HashSet::new(),
        by_code: HashMap::new(),
        by_class: HashMap::new(),
        classes: Vec::new(),
        unknown_lines: HashSet::new(),
    }
}

fn empty_line(posting: &Posting, nth: u32) -> LineLedger {
    let raw = posting.item_raw.as_deref().map(plain).unwrap_or_default();
    LineLedger {
        side: posting.side.clone(),
        code: posting.code.clone(),
        item: posting.item.clone(),
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
    for (amount, (_, factor)) in ledger.amounts.iter_mut().zip(printed) {
        let decimals = usual.get(&(amount.form, *factor)).copied().unwrap_or(2).min(20);
        amount.half = factor * Decimal::new(5, decimals + 1);
    }
}

/// How many 元 the unit is; 0 where it is no money.
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
