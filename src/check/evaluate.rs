//! Evaluates every identity on every line, class, code and column that it speaks of, in exact decimals.

use crate::record::words::Breakdown;
use rust_decimal::Decimal;

use super::finding::{Finding, Sign, not_applicable};
use super::labels::place;
use super::ledger::{FormLedger, Ledger};
use super::ratio::{accept_cut_off, leave_out_other_bases, terms_to_ratio};
use super::select::{BlankTerms, Slot, Turn, select, sum_lines};
use super::sets::{FormSet, ledger_to_sets};
use super::unmeant::leave_out_unmeant;
use crate::taxonomy::identities::{Each, Identity, LineSel, PartsOf, Relation, Selector, checks};

/// Limits of amounts that are computed with: sums of larger or finer ones could leave the range of exact decimals.
const LARGEST: i64 = 1_000_000_000_000_000_000;
const FINEST: u32 = 8;

/// Evaluates all checks of a document: its findings, in the order of sets and checks, and the blanks that they met.
pub(super) fn evaluate(ledger: &Ledger) -> (Vec<Finding>, BlankTerms) {
    let mut run = Evaluator { ledger, blanks: BlankTerms::default(), findings: Vec::new() };
    let sets = ledger_to_sets(ledger);
    for check in checks().iter().filter(|check| check.each != Each::Figure) {
        let before = run.findings.len();
        // What speaks of one form only holds for every form of its kind, by unit too where it speaks of one line.
        if let [only] = check.forms().as_slice() {
            for (index, form) in ledger.forms.iter().enumerate() {
                let meant = form.breakdown != Some(Breakdown::ByUnit) || check.each == Each::Line;
                if form.kind == *only && meant {
                    run.check(check, &FormSet::from([(form.kind.clone(), index)]));
                }
            }
        } else {
            for set in sets.iter().filter(|set| check.forms().iter().all(|form| set.contains_key(*form))) {
                run.check(check, set);
            }
        }
        let printed = check.forms().iter().any(|kind| ledger.forms.iter().any(|f| f.kind == *kind));
        if run.findings.len() == before && printed {
            run.findings.push(not_applicable(check, None, Vec::new()));
        }
    }
    (run.findings, run.blanks)
}

struct Evaluator<'a> {
    ledger: &'a Ledger,
    blanks: BlankTerms,
    findings: Vec<Finding>,
}

impl<'a> Evaluator<'a> {
    /// Evaluates one check on one set of forms, and leaves out what it is not meant for.
    fn check(&mut self, check: &'static Identity, set: &FormSet) {
        let (ledger, before) = (self.ledger, self.findings.len());
        self.turns(check, set);
        let found = self.findings.get_mut(before..).unwrap_or_default();
        if check.relation.is_ratio() {
            accept_cut_off(found);
            leave_out_other_bases(ledger, found);
        }
        if check.usual {
            leave_out_unmeant(ledger, found);
        }
    }

    /// Evaluates one check wherever it applies.
    fn turns(&mut self, check: &'static Identity, set: &FormSet) {
        let ledger = self.ledger;
        let Some(index) = set.get(&check.whole.form).copied() else { return };
        let Some(form) = ledger.forms.get(index) else { return };
        let side = check.whole.side.as_deref();
        if !check.needs.is_empty() && !check.needs.iter().any(|m| prints(form, side, m)) {
            return;
        }
        let measures: Vec<&str> = form
            .measures
            .iter()
            .filter(|(s, _)| side.is_none() || s.as_deref() == side)
            .map(|(_, measure)| measure.as_str())
            .collect();
        let lines_where = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let on_side = |i: &usize| side.is_none() || form.lines[*i].side.as_deref() == side;
            (0..form.lines.len()).filter(on_side).filter(|i| wanted(*i)).collect()
        };
        let code_length = |i: usize| form.lines[i].code.as_ref().map_or(0, String::len);
        match check.each {
            Each::Parts => {
                let wanted = check.whole.measure.as_deref();
                for line in wholes(ledger, check, index) {
                    let amounts = form.lines.get(line).map_or(&[][..], |l| l.amounts.as_slice());
                    for (measure, amount) in amounts {
                        let money = ledger.amounts.get(*amount).is_some_and(|a| a.money);
                        // Scores are added up where a check names them.
                        let counts = money || (wanted.is_some() && !form.of_whole_place);
                        if counts && wanted.is_none_or(|wanted| wanted == measure) {
                            let measure = Some(measure.as_str());
                            self.turn(
                                check,
                                set,
                                index,
                                &Turn { line: Some(line), measure, ..Turn::default() },
                            );
                        }
                    }
                }
            }
            // The figures of the prose are held against the forms behind all other checks (`stated`).
            Each::Figure => {}
            Each::Once => self.turn(check, set, index, &Turn::default()),
            Each::Measure => {
                for measure in measures {
                    self.turn(check, set, index, &Turn { measure: Some(measure), ..Turn::default() });
                }
            }
            // Where a form has no such columns at all, its lines cannot be added up.
            Each::Line if lacks_columns(check, form) => {}
            Each::Line => {
                for line in lines_where(&|_| true) {
                    self.turn(check, set, index, &Turn { line: Some(line), ..Turn::default() });
                }
            }
            Each::Sum | Each::ClassLine | Each::GroupLine => {
                let lines = match check.each {
                    Each::Sum => sum_lines(form),
                    Each::ClassLine => lines_where(&|i| code_length(i) == 3),
                    _ => lines_where(&|i| code_length(i) == 5),
                };
                for line in lines {
                    for measure in &measures {
                        let turn = Turn { line: Some(line), measure: Some(measure), ..Turn::default() };
                        self.turn(check, set, index, &turn);
                    }
                }
            }
            Each::Class => {
                let mut classes: Vec<&str> = Vec::new();
                for other in check.forms().iter().filter_map(|kind| ledger.forms.get(*set.get(*kind)?)) {
                    for class in &other.classes {
                        if !classes.contains(&class.as_str()) {
                            classes.push(class);
                        }
                    }
                }
                for class in classes {
                    self.turn(check, set, index, &Turn { class: Some(class), ..Turn::default() });
                }
            }
            Each::Code => {
                let first = |i: &usize| {
                    let code = form.lines[*i].code.as_ref();
                    code.is_some_and(|code| form.by_code.get(code).and_then(|l| l.first()) == Some(i))
                };
                self.turn(check, set, index, &Turn { code: Some(""), ..Turn::default() });
                for line in lines_where(&|i| first(&i)) {
                    let code = form.lines[line].code.as_deref();
                    self.turn(check, set, index, &Turn { code, ..Turn::default() });
                }
            }
        }
    }

    /// Evaluates one check at one place.
    fn turn(&mut self, check: &'static Identity, set: &FormSet, index: usize, turn: &Turn<'a>) {
        let ledger = self.ledger;
        let Some(form) = ledger.forms.get(index) else { return };
        let mut turn = turn.clone();
        let whole = match check.constant {
            Some(_) => Some(Vec::new()),
            None => select(ledger, set, &mut self.blanks, &check.whole, &turn),
        };
        turn.whole = whole.as_deref().and_then(|slots| match slots.first()? {
            Slot::Printed(amount) => ledger.amounts.get(*amount).map(|a| a.line),
            Slot::Blank(_) => None,
        });
        let mut missing = whole.is_none();
        let mut terms: Vec<(Slot, Sign)> =
            whole.into_iter().flatten().map(|slot| (slot, Sign::Whole)).collect();
        for part in &check.parts {
            let sign = if part.minus { Sign::Minus } else { Sign::Plus };
            match select(ledger, set, &mut self.blanks, part, &turn) {
                Some(slots) => terms.extend(slots.into_iter().map(|slot| (slot, sign))),
                // A line without lines below it is no sum.
                None if matches!(part.line, LineSel::Children | LineSel::CodedUnder | LineSel::Parts(_)) => {
                    return;
                }
                None => missing = true,
            }
        }
        let printed = |(slot, _): &(Slot, Sign)| match slot {
            Slot::Printed(amount) => ledger.amounts.get(*amount),
            Slot::Blank(_) => None,
        };
        let amounts: Vec<_> = terms.iter().filter_map(printed).collect();
        if amounts.iter().all(|a| missing && a.value.is_some_and(|v| v.is_zero())) {
            return; // nothing printed, or a zero whose line the other form does not print
        }
        // A blank is at most anything, and anything is at least a blank.
        let blank = |sign: Sign| terms.iter().all(|(slot, s)| *s != sign || matches!(slot, Slot::Blank(_)));
        let nothing_to_say = match check.relation {
            Relation::Equality | Relation::Withheld => false,
            Relation::AtMost => blank(Sign::Whole) || (form.of_whole_place && blank(Sign::Plus)),
            Relation::AtLeast => blank(Sign::Plus),
            // Without a base there is no percentage.
            Relation::Percent | Relation::Change | Relation::Growth => {
                blank(Sign::Whole) || !matches!(terms.last(), Some((Slot::Printed(_), _)))
            }
        };
        if nothing_to_say {
            return;
        }
        let at = place(check, form, &turn);
        let finding = match missing {
            true => None,
            false if check.relation.is_ratio() => {
                match terms_to_ratio(ledger, &self.blanks.all, check, &terms) {
                    None => return, // nothing is a hundredth of nothing
                    found => found,
                }
            }
            false => self.sum(check, &terms),
        };
        self.findings.push(match finding {
            Some(finding) => Finding { at, terms, form: index, ..finding },
            None => not_applicable(check, at, terms),
        });
    }

    /// Adds up; `None` where an amount cannot be known.
    fn sum(&self, check: &'static Identity, terms: &[(Slot, Sign)]) -> Option<Finding> {
        let (mut found, mut expected) = (check.constant.unwrap_or_default(), Decimal::ZERO);
        let mut tolerance = Decimal::ZERO;
        let mut exact = true;
        let mut rounding = Rounding::default();
        let mut money = None;
        // Blanks beside printed zeros may hold anything: what closes without them shows that they hold nothing.
        let in_parts = check.parts.iter().any(|part| matches!(part.line, LineSel::Parts(_)));
        let mut blanks = false;
        for (slot, sign) in terms {
            let value = match slot {
                Slot::Blank(blank) => {
                    let blank = self.blanks.all.get(*blank)?;
                    let form = self.ledger.forms.get(blank.form)?;
                    if !form.blank_is_zero(blank.side.as_deref(), &blank.measure) {
                        if !in_parts {
                            return None;
                        }
                        blanks = true;
                    }
                    continue;
                }
                Slot::Printed(amount) => {
                    let amount = self.ledger.amounts.get(*amount)?;
                    if money.is_some_and(|m| m != amount.money) {
                        return None;
                    }
                    money = Some(amount.money);
                    rounding.add(amount.value?, *sign);
                    let value = amount.value?.normalize();
                    if value.abs() > Decimal::from(LARGEST) || value.scale() > FINEST {
                        return None;
                    }
                    if !value.is_zero() {
                        tolerance += amount.half;
                        // Accounts are kept to the 分: what is printed to it is not rounded.
                        exact &= amount.half <= Decimal::new(5, 3);
                    }
                    value
                }
            };
            match sign {
                Sign::Whole => found += value,
                Sign::Plus => expected += value,
                Sign::Minus => expected -= value,
            }
        }
        let difference = found - expected;
        if blanks && !difference.is_zero() {
            return None;
        }
        let tolerance = if exact { Decimal::ZERO } else { tolerance };
        let tolerance = if money == Some(false) { tolerance.max(rounding.of_whole()) } else { tolerance };
        Some(Finding::settled(check, found, expected, tolerance))
    }
}

/// Lists the lines of a form that have parts of the kind that a check names.
fn wholes(ledger: &Ledger, check: &Identity, form: usize) -> Vec<usize> {
    let Some(LineSel::Parts(relation)) = check.parts.first().map(|part| &part.line) else {
        return Vec::new();
    };
    match relation {
        PartsOf::OwnLevel | PartsOf::Below | PartsOf::Long | PartsOf::OwnFunds | PartsOf::OwnScore => {
            ledger.partners.lines(*relation, form).collect()
        }
        _ => ledger.forms.get(form).map(|f| f.parts.wholes(*relation).collect()).unwrap_or_default(),
    }
}

/// Whether anything is printed in a column.
fn prints(form: &FormLedger, side: Option<&str>, measure: &str) -> bool {
    form.measures.iter().any(|(s, m)| m == measure && (side.is_none() || s.as_deref() == side))
}

fn lacks_columns(check: &Identity, form: &FormLedger) -> bool {
    let has = |s: &Selector| s.measure.as_deref().is_none_or(|m| prints(form, s.side.as_deref(), m));
    !has(&check.whole) || !check.parts.iter().any(has)
}

/// Decimals of a total and of what it sums up.
#[derive(Default)]
struct Rounding {
    whole: Option<u32>,
    parts: u32,
}

impl Rounding {
    fn add(&mut self, printed: Decimal, sign: Sign) {
        match sign {
            Sign::Whole => self.whole = Some(printed.scale()),
            Sign::Plus | Sign::Minus => self.parts = self.parts.max(printed.scale()),
        }
    }

    /// Half of the last digit of a total that is printed with fewer decimals than its parts: 94.1 for 94.12 分.
    fn of_whole(&self) -> Decimal {
        let rounded = self.whole.filter(|whole| *whole < self.parts);
        rounded.map_or(Decimal::ZERO, |whole| Decimal::new(5, whole + 1))
    }
}
