//! Finds the parts of each line of a form of a whole place: the lines under it, beside it, and in its other columns.
//!
//! Lines are joined by the printed codes, in the order of the lines, and where they have none by their `path`. In a form
//! by place each place has lines of its own.

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;

use super::ledger::{FormLedger, Ledger, LineLedger};
use super::relations::FormParts;
use crate::taxonomy::identities::PartsOf;
use crate::taxonomy::lines::{Lines, lines_of};
use crate::text::plain::plain;

/// Separates the names of a path: no name holds it.
const SEPARATOR: char = '\u{1f}';

/// Finds the parts of the lines of a form.
pub(super) fn form_to_parts(ledger: &Ledger, form: &FormLedger) -> FormParts {
    let lines = lines_of(&form.kind);
    let parents = parents(ledger, form);
    let mut parts = FormParts::under(parents);
    add_under(form, lines, &mut parts);
    add_beside(ledger, form, lines, &mut parts);
    add_funds(form, lines, &mut parts);
    parts
}

/// What lines have in common that stand under one heading.
fn group_key(line: &LineLedger, depth: usize) -> String {
    let mut key = line.side.clone().unwrap_or_default();
    for name in [line.place.as_deref().unwrap_or_default()]
        .into_iter()
        .chain(line.path.iter().take(depth).map(String::as_str))
    {
        key.push(SEPARATOR);
        key.push_str(name);
    }
    key
}

fn with_name(mut key: String, name: &str) -> String {
    key.push(SEPARATOR);
    key.push_str(name);
    key
}

/// Finds the line above each line: by position of the codes, else the last line that its path names.
fn parents(ledger: &Ledger, form: &FormLedger) -> Vec<Option<usize>> {
    let mut latest: HashMap<String, usize> = HashMap::new();
    let mut codes: Vec<(usize, usize)> = Vec::new();
    let mut parents = Vec::with_capacity(form.lines.len());
    for (index, line) in form.lines.iter().enumerate() {
        let key = group_key(line, line.path.len());
        let parent = match &line.code {
            Some(code) => {
                while codes.last().is_some_and(|(length, _)| *length >= code.len()) {
                    codes.pop();
                }
                let above = codes.last().map(|(_, above)| *above);
                codes.push((code.len(), index));
                above
            }
            None if line.path.is_empty() => None,
            None => latest.get(&key).copied(),
        };
        let name = line.item.as_deref().unwrap_or_default();
        // A group or an item may bear the name of the only line above it: 其他支出.
        let parent = parent.or_else(|| {
            let above = index.checked_sub(1)?;
            let is_twin = repeats(ledger, form.lines.get(above)?, line)
                && parents.get(above).is_some_and(Option::is_none);
            is_twin.then_some(above)
        });
        latest.insert(with_name(key, name), index);
        parents.push(parent);
    }
    parents
}

/// Whether a line without a code has the name and all amounts of the line above it.
fn repeats(ledger: &Ledger, above: &LineLedger, line: &LineLedger) -> bool {
    let value = |amount: usize| ledger.amounts.get(amount).and_then(|a| a.value);
    let equal = |(measure, amount): &(String, usize)| {
        above.amount(measure).is_some_and(|other| value(other).is_some() && value(other) == value(*amount))
    };
    line.code.is_none()
        && above.code.is_none()
        && line.side == above.side
        && line.place == above.place
        && line.path == above.path
        && line.item == above.item
        && line.amounts.iter().all(equal)
}

/// Adds the lines right under each line; of coded ones those at the nearest depth.
fn add_under(form: &FormLedger, lines: &Lines, parts: &mut FormParts) {
    let mut under: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, parent) in parts.parents.iter().enumerate() {
        if let Some(parent) = parent {
            under.entry(*parent).or_default().push(index);
        }
    }
    let length = |index: &usize| form.lines.get(*index).and_then(|l| l.code.as_ref()).map(String::len);
    for (parent, mut below) in under {
        let nearest = below.iter().filter_map(length).min();
        below.retain(|index| length(index) == nearest || length(index).is_none());
        let line = |index: &usize| form.lines.get(*index);
        let counted = |index: &usize| line(index).map(|l| lines.counts(&l.plain));
        if below.iter().any(|index| counted(index) == Some(None)) {
            continue; // something is taken away: it is no sum
        }
        below.retain(|index| {
            counted(index) == Some(Some(true)) && line(index).is_some_and(|l| !lines.is_total(&l.plain))
        });
        let of_which = below.iter().any(|index| line(index).is_some_and(|l| l.of_which));
        parts.insert(if of_which { PartsOf::OfWhich } else { PartsOf::Under }, parent, below);
    }
}

/// Lines under one heading that no line of the form is.
struct Group {
    lines: Vec<usize>,
    /// The heading above it.
    above: Option<String>,
}

/// Adds the lines that each total counts: those above it since the total before, with that total; of a total that stands
/// first, those that follow.
fn add_beside(ledger: &Ledger, form: &FormLedger, lines: &Lines, parts: &mut FormParts) {
    let mut order: Vec<String> = Vec::new();
    let mut groups: HashMap<String, Group> = HashMap::new();
    for (index, line) in form.lines.iter().enumerate() {
        if parts.parents.get(index).is_some_and(Option::is_some) {
            continue;
        }
        let depth = if line.code.is_some() { 0 } else { line.path.len() };
        let key = group_key(line, depth);
        let group = groups.entry(key.clone()).or_insert_with(|| {
            order.push(key);
            let above = depth.checked_sub(1).map(|depth| group_key(line, depth));
            Group { lines: Vec::new(), above }
        });
        group.lines.push(index);
    }
    let is_total = |index: &usize| form.lines.get(*index).is_some_and(|l| lines.is_total(&l.plain));
    // A total without lines of its own sums up the totals of the headings under it.
    let mut totals_under: HashMap<String, Vec<usize>> = HashMap::new();
    for group in order.iter().filter_map(|key| groups.get(key)) {
        if let (Some(above), Some(total)) = (&group.above, group.lines.iter().find(|index| is_total(index))) {
            totals_under.entry(above.clone()).or_default().push(*total);
        }
    }
    let has_lines: HashSet<usize> = parts.parents.iter().flatten().copied().collect();
    for key in &order {
        let Some(group) = groups.get(key) else { continue };
        if let ([only], Some(totals)) = (group.lines.as_slice(), totals_under.get(key)) {
            if is_total(only) && totals.len() > 1 {
                parts.insert(PartsOf::Beside, *only, totals.clone());
            }
            continue;
        }
        add_totals((ledger, form, lines), &has_lines, &group.lines, parts);
    }
}

fn add_totals(
    (ledger, form, lines): (&Ledger, &FormLedger, &Lines),
    has_lines: &HashSet<usize>,
    group: &[usize],
    parts: &mut FormParts,
) {
    let mut first: Option<usize> = None;
    let mut before: Option<usize> = None;
    let mut since: Vec<usize> = Vec::new();
    // Whether a line since the total before is taken away.
    let mut unclear = false;
    // A total that only its account's name tells, and one beside a line that is taken away, are known by their sums.
    let close = |first: Option<usize>, since: &[usize], unclear: bool, parts: &mut FormParts| {
        let Some(total) = first else { return };
        let named_alone = form.lines.get(total).is_some_and(|line| !lines.is_total(&line.plain));
        let (counted, closes) = longest_that_closes(ledger, form, total, since);
        if closes || !(unclear || named_alone) {
            parts.insert(PartsOf::Beside, total, counted);
        }
    };
    for index in group {
        let Some(line) = form.lines.get(*index) else { continue };
        let is_total = lines.is_total(&line.plain)
            || (!has_lines.contains(index) && lines.is_total_of(&form.kind, &line.plain));
        if is_total {
            close(first.take(), &since, unclear, parts);
            let begins = before.is_none() && since.is_empty();
            if begins {
                first = Some(*index);
            } else if !since.is_empty() && !parts_begin(parts, before) {
                let counted: Vec<usize> = before.into_iter().chain(since.drain(..)).collect();
                if !unclear || closes(ledger, form, *index, &counted) {
                    parts.insert(PartsOf::Beside, *index, counted);
                }
            }
            since.clear();
            unclear = false;
            before = Some(*index);
            continue;
        }
        match lines.counts(&line.plain) {
            None => unclear = true,
            Some(true) if !line.of_which => since.push(*index),
            Some(_) => {}
        }
    }
    close(first, &since, unclear, parts);
}

/// Whether a total is one that sums up lines below it: these are in no other total.
fn parts_begin(parts: &FormParts, total: Option<usize>) -> bool {
    total.is_some_and(|total| {
        parts.of(PartsOf::Beside, total).and_then(|lines| lines.first()).is_some_and(|line| *line > total)
    })
}

/// Whether lines make up another in one of its columns.
fn closes(ledger: &Ledger, form: &FormLedger, whole: usize, parts: &[usize]) -> bool {
    let (counted, closes) = longest_that_closes(ledger, form, whole, parts);
    closes && counted.len() == parts.len()
}

/// The lines that follow a total and that it counts: the most that close it in most of its columns, else all of them.
/// Says too whether they close any.
pub(super) fn longest_that_closes(
    ledger: &Ledger,
    form: &FormLedger,
    whole: usize,
    following: &[usize],
) -> (Vec<usize>, bool) {
    let Some(line) = form.lines.get(whole) else { return (Vec::new(), false) };
    let mut closing = vec![0_usize; following.len()];
    for (measure, total) in &line.amounts {
        let Some(total) = ledger.amounts.get(*total).filter(|a| a.money).and_then(|a| a.value) else {
            continue;
        };
        let mut sum = Decimal::ZERO;
        for (index, closes) in following.iter().zip(&mut closing) {
            let amount = form.lines.get(*index).and_then(|l| l.amount(measure));
            let value = amount.and_then(|a| ledger.amounts.get(a)).and_then(|a| a.value);
            let Some(next) = sum.checked_add(value.unwrap_or_default()) else { break };
            sum = next;
            *closes += usize::from(sum == total);
        }
    }
    let most = closing.iter().copied().max().unwrap_or_default();
    let last = closing.iter().rposition(|closes| most > 0 && *closes == most);
    let length = last.map_or(following.len(), |last| last + 1);
    (following.get(..length).unwrap_or_default().to_vec(), most > 0)
}

/// Adds, to each line under a heading 合计, the same line under the other headings: forms whose columns are funds.
fn add_funds(form: &FormLedger, lines: &Lines, parts: &mut FormParts) {
    let mut under: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    let mut names: HashSet<String> = HashSet::new();
    for line in form.lines.iter().filter(|l| l.path.is_empty()) {
        names.insert(with_name(group_key(line, 0), line.item.as_deref().unwrap_or_default()));
    }
    for (index, line) in form.lines.iter().enumerate() {
        let Some(heading) = line.path.first() else { continue };
        if line.code.is_some() || names.contains(&with_name(group_key(line, 0), heading)) {
            continue; // the heading is a line itself
        }
        let mut key = group_key(line, 0);
        for name in line.path.iter().skip(1).map(String::as_str).chain(line.item.as_deref()) {
            key = with_name(key, name);
        }
        let (wholes, of_funds) = under.entry(key).or_default();
        if lines.is_total(&plain(heading)) {
            wholes.push(index);
        } else {
            of_funds.push(index);
        }
    }
    for (wholes, of_funds) in under.into_values() {
        if let [whole] = wholes.as_slice() {
            parts.insert(PartsOf::Funds, *whole, of_funds);
        }
    }
}
