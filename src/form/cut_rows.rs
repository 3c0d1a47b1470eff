//! Joins rows that the end of a page cuts: the rest of a name, or its amounts, stand on top of the next page.
//!
//! A name on top of a page may also be that of the first row of the page, which stands below it, or words of a header of
//! which only a part was understood. The classification tells which: where it knows neither, the line is as before the
//! rest of the last one, and where the last name is whole without it, none of it.

use super::halves::{Halves, put_together};
use super::labels::length_doubt;
use super::line::Line;
use crate::taxonomy::classification::names_of;
use crate::taxonomy::item_name::{item_name, without_ordinal};
use crate::taxonomy::{KindModel, Models};
use crate::text::plain::plain;

/// Joins the first line of each group of a page to the last line of that group before it, where they are one row.
pub(super) fn join_cut_rows(
    models: &Models,
    kind: &KindModel,
    before: &mut [Line],
    mut page: Vec<Line>,
) -> Vec<Line> {
    let groups: Vec<usize> = {
        let mut groups: Vec<usize> = page.iter().map(|l| l.group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    };
    for group in groups {
        let Some(at) = before.iter().rposition(|l| l.group == group) else { continue };
        let (above, below) = before.split_at_mut(at);
        let Some(last) = below.first_mut() else { continue };
        drop_header_words(models, kind, last, &mut page);
        name_first_row(last, &mut page);
        let Some(first) = page.iter().position(|l| l.group == group) else { continue };
        if let Some(whole) = put_together(models, above, last, &page[first]) {
            join_halves(last, page.remove(first), whole);
        } else if is_rest(models, kind, last, &page[first]) {
            let rest = page.remove(first);
            join(last, rest);
        } else if is_cut_number(models, last, &page[first]) {
            // Which digits belong together is not known here.
            let doubt = "the end of the page may cut the line and its amounts".to_owned();
            last.doubt = Some(doubt.clone());
            page[first].doubt = Some(doubt);
        }
    }
    page
}

/// Joins two lines of a summary form that are one: a name that is wrapped without a grid, its amounts beside either line.
pub(super) fn join_wrapped_names(models: &Models, kind: &KindModel, lines: &mut Vec<Line>) {
    let mut at = 0;
    while at < lines.len() {
        let next = (at + 1..lines.len()).find(|n| lines[*n].group == lines[at].group);
        if let Some(next) = next.filter(|n| is_wrapped(models, kind, &lines[at], &lines[*n])) {
            let rest = lines.remove(next);
            if let Some(first) = lines.get_mut(at) {
                first.line_no = first.line_no.or(rest.line_no);
                join(first, rest);
            }
        } else {
            at += 1;
        }
    }
}

/// Completes names that lack their last character: report software leaves characters out of a cell without a trace. The
/// name must be unknown, and one line only begin with it. Nothing may follow that could be its rest.
pub(super) fn complete_names(models: &Models, kind: &KindModel, lines: &mut [Line]) {
    for line in lines.iter_mut().filter(|l| l.code.is_none()) {
        let name = line.item.as_deref().map(plain).unwrap_or_default();
        if !kind.knows_line(models, &name)
            && let Some(whole) = kind.whole_line_name(models, &name, false)
        {
            line.item = Some(whole);
        }
    }
}

/// Drops lines at the top of a page that are words of its header and nothing else, and no rest of the last name.
fn drop_header_words(models: &Models, kind: &KindModel, last: &Line, page: &mut Vec<Line>) {
    // One word alone may be the rest of a name that is not whole: 国有资本经营预算 and 财政拨款, 本省特色 and 支出.
    let fewest = if is_whole_with(last, "") { 1 } else { 2 };
    while let Some(first) = page.iter().position(|line| line.group == last.group) {
        let Some(line) = page.get(first) else { return };
        let words = line.item.as_deref().map(plain).unwrap_or_default();
        let bare = line.code.is_none() && line.amounts.is_empty() && line.line_no.is_none();
        let is_total = models.wording.items.totals.contains(&words);
        if !bare || is_total || kind.counts_header_words(&words) < fewest || is_whole_with(last, &words) {
            return;
        }
        page.remove(first);
    }
}

/// Gives the first row of a page the name that stands above it, where that is the one of its code and not the rest of the
/// last line; a row without a name that gets another one is in doubt.
fn name_first_row(last: &Line, page: &mut Vec<Line>) {
    let mut of_group = (0..page.len()).filter(|at| page.get(*at).is_some_and(|l| l.group == last.group));
    let (Some(first), Some(next)) = (of_group.next(), of_group.next()) else { return };
    let (Some(name), Some(row)) = (page.get(first), page.get(next)) else { return };
    let (Some(words), Some(code)) = (name.item.as_deref(), row.code.as_deref()) else { return };
    let bare = name.code.is_none() && name.amounts.is_empty() && name.line_no.is_none();
    if !bare || is_whole_with(last, &plain(words)) {
        return;
    }
    let whole = plain(&format!("{words}{}", row.item.as_deref().unwrap_or_default()));
    let is_its_name = names_of(code).contains(&whole);
    if !is_its_name && (row.item.is_some() || !is_whole_with(last, "")) {
        return;
    }
    let mut name = page.remove(first);
    if let Some(row) = page.get_mut(next - 1) {
        std::mem::swap(&mut name.item_raw, &mut row.item_raw);
        std::mem::swap(&mut name.item, &mut row.item);
        std::mem::swap(&mut name.known, &mut row.known);
        row.item = Some(whole);
        row.item_raw.get_or_insert_default().push_str(name.item_raw.as_deref().unwrap_or_default());
        row.readings.extend(name.readings);
        let unsure = (!is_its_name).then(|| "its name stands above it, at the top of the page".to_owned());
        row.doubt = row.doubt.take().or(name.doubt).or(unsure);
    }
}

/// Whether the name of a line, with more words behind it, is the official one of its code.
fn is_whole_with(line: &Line, words: &str) -> bool {
    let Some(code) = line.code.as_deref() else { return false };
    let whole = plain(&format!("{}{words}", line.item.as_deref().unwrap_or_default()));
    names_of(code).contains(&whole)
}

fn is_wrapped(models: &Models, kind: &KindModel, first: &Line, rest: &Line) -> bool {
    let (Some(begun), Some(end)) = (&first.item, &rest.item) else { return false };
    let alone = first.amounts.is_empty() != rest.amounts.is_empty();
    let numbers = first.line_no.is_none() || rest.line_no.is_none();
    alone
        && numbers
        && first.side == rest.side
        && !kind.knows_line(models, &plain(end))
        && kind.knows_line(models, &plain(&format!("{begun}{end}")))
}

/// Whether a line is the rest of the one before: a name without a code under one with a code whose name is not whole
/// without it, or the end of a known name; and not both with amounts of their own.
fn is_rest(models: &Models, kind: &KindModel, last: &Line, rest: &Line) -> bool {
    let Some(rest_name) = rest.item.as_deref() else { return false };
    let is_total = models.wording.items.totals.contains(&plain(rest_name));
    if rest.code.is_some() || rest.line_no.is_some() || is_total || last.side != rest.side {
        return false;
    }
    if !last.amounts.is_empty() && !rest.amounts.is_empty() {
        return false;
    }
    let whole = plain(&format!("{}{rest_name}", last.item.as_deref().unwrap_or_default()));
    // On the summary forms lines are numbered: 一、 … A line without a number below one with is its rest.
    let numbered = |line: &Line| without_ordinal(line.wording()).len() < line.wording().len();
    let own = models.wording.items.unnumbered.iter().any(|start| rest_name.starts_with(start.as_str()));
    let unnumbered_rest = last.side.is_some() && numbered(last) && !numbered(rest) && !own;
    let ends_known = kind.knows_line(models, &whole) && !kind.knows_line(models, &plain(rest_name));
    (last.code.is_some() && (is_whole_with(last, rest_name) || !is_whole_with(last, "")))
        || models.class_codes.contains_key(&whole)
        || ends_known
        || (unnumbered_rest && rest.amounts.is_empty())
}

/// Whether both halves of a row have amounts: a number is wrapped over the end of the page.
fn is_cut_number(models: &Models, last: &Line, rest: &Line) -> bool {
    let is_total = rest.item.as_deref().is_some_and(|i| models.wording.items.totals.contains(&plain(i)));
    last.code.is_some()
        && rest.code.is_none()
        && !is_total
        && !last.amounts.is_empty()
        && !rest.amounts.is_empty()
}

/// Joins two halves of a row that is cut in its code or its amounts.
fn join_halves(last: &mut Line, mut rest: Line, whole: Halves) {
    // A part of a code is doubted for its length alone.
    for half in [&mut *last, &mut rest] {
        if half.doubt == half.code.as_deref().and_then(length_doubt) {
            half.doubt = None;
        }
    }
    if rest.item.is_some() {
        join(last, rest);
    } else {
        last.readings.extend(rest.readings);
        last.doubt = last.doubt.take().or(rest.doubt);
    }
    last.code = Some(whole.code);
    last.amounts = whole.amounts;
    if !whole.sure {
        let doubt = "the end of the page cuts the line, and both parts of it are read as one";
        last.doubt.get_or_insert_with(|| doubt.to_owned());
    }
}

fn join(last: &mut Line, rest: Line) {
    let wording = format!("{}{}", last.wording(), rest.wording());
    last.item = Some(item_name(&wording));
    last.known = (last.known.is_some() || rest.known.is_some()).then_some(wording);
    last.item_raw.get_or_insert_default().push_str(rest.item_raw.as_deref().unwrap_or_default());
    last.readings.extend(rest.readings);
    last.amounts.extend(rest.amounts);
    last.doubt = last.doubt.take().or(rest.doubt);
}

#[cfg(test)]
mod tests;
