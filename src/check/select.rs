//! Resolves the selectors of a check to amounts and blanks.

use std::collections::{HashMap, HashSet};

use super::ledger::{FormLedger, Ledger, LineLedger};
use super::sets::FormSet;
use crate::taxonomy::identities::{LineSel, PartsOf, Selector};
use crate::taxonomy::lines::{NamedLine, lines_of};
use crate::taxonomy::models;
use crate::text::code::{class_of, is_below, is_class};

/// Place in a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Index of an amount.
    Printed(usize),
    /// Index of a blank.
    Blank(usize),
}

/// Place at which a check needs an amount and nothing is printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Blank {
    pub(super) form: usize,
    pub(super) side: Option<String>,
    pub(super) place: Option<String>,
    pub(super) code: Option<String>,
    pub(super) item: Option<String>,
    pub(super) path: Vec<String>,
    pub(super) nth: u32,
    pub(super) measure: String,
    /// Whether it belongs to the lines above 本年收入合计 or 本年支出合计.
    pub(super) above: bool,
}

/// Blanks that checks have met, each once.
#[derive(Debug, Default)]
pub(super) struct BlankTerms {
    pub(super) all: Vec<Blank>,
    index: HashMap<Blank, usize>,
}

impl BlankTerms {
    fn slot(&mut self, blank: Blank) -> Slot {
        if let Some(known) = self.index.get(&blank) {
            return Slot::Blank(*known);
        }
        self.all.push(blank.clone());
        self.index.insert(blank, self.all.len() - 1);
        Slot::Blank(self.all.len() - 1)
    }
}

/// Turn of a check: what it is evaluated for at the moment.
#[derive(Debug, Default, Clone)]
pub(super) struct Turn<'a> {
    /// The line, in the form of the whole.
    pub(super) line: Option<usize>,
    pub(super) class: Option<&'a str>,
    pub(super) code: Option<&'a str>,
    pub(super) measure: Option<&'a str>,
    /// The line of the whole, where parts stand above it.
    pub(super) whole: Option<usize>,
}

/// Finds the places that a selector names; `None` where its form or line is missing.
pub(super) fn select(
    ledger: &Ledger,
    set: &FormSet,
    blanks: &mut BlankTerms,
    selector: &Selector,
    turn: &Turn,
) -> Option<Vec<Slot>> {
    let index = *set.get(&selector.form)?;
    let form = ledger.forms.get(index)?;
    let measure = selector.measure.as_deref().or(turn.measure)?;
    if let LineSel::Parts(relation) = &selector.line {
        return select_parts(ledger, blanks, *relation, (index, turn.line?), measure);
    }
    let lines = select_lines(form, selector, turn)?;
    let mut slots = Vec::with_capacity(lines.len());
    for line in lines {
        let blank = match line {
            Chosen::Line(at) => {
                let line = form.lines.get(at)?;
                if let Some(amount) = line.amount(measure) {
                    slots.push(Slot::Printed(amount));
                    continue;
                }
                blank_of(index, line, measure, is_above(&selector.line))
            }
            Chosen::Absent { code, item } => Blank {
                form: index,
                side: selector.side.clone(),
                place: None,
                code,
                item,
                path: Vec::new(),
                nth: 1,
                measure: measure.to_owned(),
                above: is_above(&selector.line),
            },
        };
        slots.push(blanks.slot(blank));
    }
    Some(slots)
}

/// Finds the parts of a line of a form of a whole place; `None` where there are none that print the measure.
fn select_parts(
    ledger: &Ledger,
    blanks: &mut BlankTerms,
    relation: PartsOf,
    (form, line): (usize, usize),
    measure: &str,
) -> Option<Vec<Slot>> {
    let parts: Vec<(usize, usize)> = match relation {
        PartsOf::OwnLevel | PartsOf::Below | PartsOf::Long | PartsOf::OwnFunds | PartsOf::OwnScore => {
            match ledger.partners.of(relation, form, line)? {
                None => return Some(Vec::new()),
                Some(partner) => vec![partner],
            }
        }
        _ => ledger.forms.get(form)?.parts.of(relation, line)?.iter().map(|part| (form, *part)).collect(),
    };
    let line_at = |(form, line): &(usize, usize)| ledger.forms.get(*form)?.lines.get(*line);
    let is_printed = |part: &(usize, usize)| line_at(part).is_some_and(|l| l.amount(measure).is_some());
    if !parts.iter().any(is_printed) {
        // The same line of another form may be blank, where that form has such a column.
        let (other, _) = parts.first().filter(|(other, _)| *other != form)?;
        let has_column = |m: &(Option<String>, String)| m.1 == measure;
        ledger.forms.get(*other)?.measures.iter().any(has_column).then_some(())?;
    }
    let slots = parts.iter().filter_map(|part| {
        let line = line_at(part)?;
        Some(match line.amount(measure) {
            Some(amount) => Slot::Printed(amount),
            None => blanks.slot(blank_of(part.0, line, measure, false)),
        })
    });
    Some(slots.collect())
}

/// Whether a line is one of those that 本年收入合计 and 本年支出合计 sum up.
fn is_above(line: &LineSel) -> bool {
    match line {
        LineSel::Class => true,
        LineSel::Named(named) => named.above.is_some(),
        _ => false,
    }
}

fn blank_of(form: usize, line: &LineLedger, measure: &str, above: bool) -> Blank {
    Blank {
        form,
        side: line.side.clone(),
        place: line.place.clone(),
        code: line.code.clone(),
        item: line.item.clone(),
        path: line.path.clone(),
        nth: line.nth,
        measure: measure.to_owned(),
        above,
    }
}

/// Line that was found, or one that the form prints without any amount.
enum Chosen {
    Line(usize),
    Absent { code: Option<String>, item: Option<String> },
}

fn select_lines(form: &FormLedger, selector: &Selector, turn: &Turn) -> Option<Vec<Chosen>> {
    let on_side = |line: &LineLedger| selector.side.is_none() || line.side == selector.side;
    let fixed = models().kind(&form.kind).is_some_and(|kind| kind.fixed_lines);
    // A line under a name that nobody knows may be the one that seems not to be there.
    let known = selector.side.as_ref().is_none_or(|side| !form.unknown_lines.contains(side));
    let some = |lines: Vec<usize>| -> Option<Vec<Chosen>> {
        (!lines.is_empty()).then(|| lines.into_iter().map(Chosen::Line).collect())
    };
    match &selector.line {
        LineSel::Each => turn.line.map(|line| vec![Chosen::Line(line)]),
        LineSel::First => some(form.lines.iter().position(on_side).into_iter().collect()),
        LineSel::Parts(_) | LineSel::Near => None,
        LineSel::Children => some(children(form, turn.line?)),
        LineSel::Leaves => {
            let inner: HashSet<&str> = form
                .by_code
                .keys()
                .filter_map(|code| class_of(code).filter(|class| is_below(code, class)))
                .collect();
            let leaf = |line: &LineLedger| line.code.as_deref().is_some_and(|code| !inner.contains(code));
            some((0..form.lines.len()).filter(|i| leaf(&form.lines[*i])).collect())
        }
        LineSel::CodedUnder => {
            let code = form.lines.get(turn.line?)?.code.as_deref()?;
            // No code distinguishes two equal lines.
            if form.by_code.get(code).is_some_and(|lines| lines.len() > 1) {
                return None;
            }
            let under = |line: &LineLedger| line.code.as_deref().is_some_and(|c| is_below(c, code));
            some((0..form.lines.len()).filter(|i| under(&form.lines[*i])).collect())
        }
        LineSel::Above => {
            let whole = turn.whole?;
            let above = |line: &LineLedger| on_side(line) && !line.of_which;
            some((0..whole).filter(|i| form.lines.get(*i).is_some_and(above)).collect())
        }
        LineSel::Class => {
            let class = turn.class?;
            let lines: Vec<usize> = form.by_class.get(class).cloned().unwrap_or_default();
            let lines: Vec<usize> = lines.into_iter().filter(|i| on_side(&form.lines[*i])).collect();
            if lines.is_empty() && fixed && known {
                return Some(vec![Chosen::Absent { code: Some(class.to_owned()), item: None }]);
            }
            some(lines)
        }
        LineSel::Code => match turn.code? {
            "" => some(sum_lines(form)),
            code => some(form.by_code.get(code).cloned().unwrap_or_default()),
        },
        LineSel::Named(line) => {
            let found = named_lines(form, selector.side.as_deref(), line);
            if !found.is_empty() {
                return some(found);
            }
            if line.optional {
                return Some(Vec::new());
            }
            // A form that always prints this line prints it blank.
            let item = line.words.first().cloned();
            let code = line.codes.first().cloned();
            (fixed
                && (known || line.above.is_none())
                && !line.never_blank
                && (item.is_some() || code.is_some()))
            .then(|| vec![Chosen::Absent { code, item }])
        }
    }
}

/// Finds the lines 合计 of a form of codes.
pub(super) fn sum_lines(form: &FormLedger) -> Vec<usize> {
    lines_of(&form.kind).sum_of_codes().map(|line| named_lines(form, None, line)).unwrap_or_default()
}

/// Finds the lines of a form by name.
pub(super) fn named_lines(form: &FormLedger, side: Option<&str>, wanted: &NamedLine) -> Vec<usize> {
    let matches = |line: &LineLedger| {
        (side.is_none() || line.side.as_deref() == side)
            && !line.of_which
            && match line.code.as_deref() {
                None => {
                    wanted.words.contains(&line.plain)
                        || wanted.ends.iter().any(|end| line.plain.ends_with(end))
                }
                Some(code) => {
                    wanted.codes.iter().any(|c| c == code)
                        || (is_class(code)
                            && !wanted.other_classes.is_empty()
                            && !wanted.other_classes.iter().any(|c| c == code))
                }
            }
    };
    let mut found: Vec<usize> = (0..form.lines.len()).filter(|i| matches(&form.lines[*i])).collect();
    let border = |name: &Option<String>| {
        let line = lines_of(&form.kind).named(name.as_deref()?)?;
        Some(named_lines(form, side, line).first().copied())
    };
    // Where the line between them is not printed, the first of two equal lines is above it and the second below.
    match (border(&wanted.above), border(&wanted.below)) {
        (Some(Some(border)), _) => found.retain(|i| *i < border),
        (Some(None), _) => found.truncate(1),
        (_, Some(Some(border))) => found.retain(|i| *i > border),
        (_, Some(None)) => found = found.into_iter().skip(1).collect(),
        (None, None) => {}
    }
    if !wanted.every {
        found.truncate(1);
    }
    found
}

/// Finds the lines below a line by position: those with longer codes, at the nearest depth, up to the next of equal or
/// shorter code. All lines with codes are below a line without one.
pub(super) fn children(form: &FormLedger, line: usize) -> Vec<usize> {
    let Some(parent) = form.lines.get(line) else { return Vec::new() };
    let length = |i: &usize| form.lines.get(*i).and_then(|l| l.code.as_ref()).map_or(0, String::len);
    let below: Vec<usize> = match parent.code.as_deref() {
        None => (0..form.lines.len()).filter(|i| length(i) > 0).collect(),
        Some(code) => (line + 1..form.lines.len()).take_while(|i| length(i) > code.len()).collect(),
    };
    let nearest = below.iter().map(length).min();
    below.into_iter().filter(|i| Some(length(i)) == nearest).collect()
}
