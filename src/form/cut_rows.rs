//! Joins rows that the end of a page cuts: the rest of a name, or its amounts, stand on top of the next page.

use super::halves::{Halves, put_together};
use super::labels::length_doubt;
use super::line::Line;
use crate::taxonomy::item_name::{item_name, without_ordinal};
use crate::taxonomy::{KindModel, Models};
use crate::text::plain::plain;

/// Joins the first line of each group of a page to the last line of that group before it, where they are one row.
pub(super) fn join_cut_rows(models: &Models, before: &mut [Line], mut page: Vec<Line>) -> Vec<Line> {
    let groups: Vec<usize> = {
        let mut groups: Vec<usize> = page.iter().map(|l| l.group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    };
    for group in groups {
        let Some(first) = page.iter().position(|l| l.group == group) else { continue };
        let Some(at) = before.iter().rposition(|l| l.group == group) else { continue };
        let (above, below) = before.split_at_mut(at);
        let Some(last) = below.first_mut() else { continue };
        if let Some(whole) = put_together(models, above, last, &page[first]) {
            join_halves(last, page.remove(first), whole);
        } else if is_rest(models, last, &page[first]) {
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

/// Whether a line is the rest of the one before: a name without a code under one with a code, or the end of a known
/// name; and not both with amounts of their own.
fn is_rest(models: &Models, last: &Line, rest: &Line) -> bool {
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
    last.code.is_some()
        || models.class_codes.contains_key(&whole)
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
mod tests {
    use super::super::line::AmountCell;
    use super::*;
    use crate::geom::Rect;
    use crate::place::Place;
    use crate::taxonomy::models;

    const PLACE: Place = Place::Box { page: 1, rect: Rect { x0: 0.0, y0: 0.0, x1: 1.0, y1: 1.0 } };

    fn line(code: Option<&str>, item: &str, amount: Option<&str>) -> Line {
        let cell = |printed: &str| AmountCell {
            measure: "total".to_owned(),
            unit: None,
            printed: vec![printed.to_owned()],
            fills: false,
            place: PLACE,
            overrun: false,
            row_doubted: false,
            cut: false,
            doubt: None,
            readings: Vec::new(),
        };
        Line {
            group: 0,
            side: None,
            code: code.map(str::to_owned),
            item: Some(item.to_owned()),
            item_raw: Some(item.to_owned()),
            known: None,
            readings: Vec::new(),
            line_no: None,
            path: Vec::new(),
            doubt: None,
            amounts: amount.map(cell).into_iter().collect(),
            place: PLACE,
        }
    }

    fn joined(before: Line, page: Vec<Line>) -> Vec<String> {
        let mut lines = vec![before];
        let rest = join_cut_rows(models(), &mut lines, page);
        lines.extend(rest);
        lines.iter().map(|l| format!("{} {}", l.item.clone().unwrap_or_default(), l.amounts.len())).collect()
    }

    #[test]
    fn the_rest_of_a_name_joins_its_line() {
        let before = line(Some("2080505"), "机关事业单位基本养老保险缴", Some("1.00"));
        let page = vec![line(None, "费支出", None), line(Some("2080506"), "职业年金", Some("2.00"))];
        assert_eq!(joined(before, page), ["机关事业单位基本养老保险缴费支出 1", "职业年金 1"]);
        // 江苏省人大 2017: 八、社会保障和就｜业支出.
        let before = line(None, "社会保障和就", Some("1.00"));
        assert_eq!(joined(before, vec![line(None, "业支出", None)]), ["社会保障和就业支出 1"]);
    }

    #[test]
    fn amounts_may_stand_on_the_next_page() {
        let before = line(Some("20805"), "行政事业单位", None);
        assert_eq!(joined(before, vec![line(None, "养老支出", Some("1.00"))]), ["行政事业单位养老支出 1"]);
    }

    #[test]
    fn a_number_cut_by_the_page_makes_both_halves_doubtful() {
        let mut before = vec![line(Some("208"), "社会保障", Some("264896.3"))];
        let rest = join_cut_rows(models(), &mut before, vec![line(None, "和就业支出", Some("4"))]);
        assert!(before[0].doubt.is_some() && rest[0].doubt.is_some());
    }

    #[test]
    fn a_row_cut_in_every_column_is_one_where_its_halves_are_none() {
        let above = || -> Vec<Line> {
            let code = [("201", "一般公共服务支出"), ("20103", "政府办公厅事务"), ("2010301", "行政运行")];
            code.iter().map(|(code, item)| line(Some(code), item, Some("732.00"))).collect()
        };
        let read = |last: Line, rest: Line| {
            let mut lines = above();
            lines.push(last);
            let rest = join_cut_rows(models(), &mut lines, vec![rest]);
            let last = lines.last().unwrap();
            let printed = last.amounts.iter().map(|a| a.printed.concat()).collect::<String>();
            (
                last.code.clone().unwrap(),
                last.item.clone().unwrap(),
                printed,
                last.doubt.is_some(),
                rest.len(),
            )
        };
        let doubted = |code: &str, item: &str, amount: Option<&str>| Line {
            doubt: length_doubt(code),
            ..line(Some(code), item, amount)
        };
        let whole = |amount: &str, doubt| {
            ("2010302".to_owned(), "一般行政管理事务".to_owned(), amount.to_owned(), doubt, 0)
        };
        let cut = read(doubted("20103", "一般行", Some("274.2")), doubted("02", "政管理事务", Some("0")));
        assert_eq!(cut, whole("274.20", false));
        let before_comma =
            read(doubted("2010", "一般行", Some("1,2")), doubted("302", "政管理事务", Some("74.20")));
        assert_eq!(before_comma, whole("1,274.20", false));
        let amount_once = read(doubted("20103", "一般行", Some("274.20")), doubted("02", "政管理事务", None));
        assert_eq!(amount_once, whole("274.20", false));
        // Both are as the form prints amounts: which digits belong together is not known.
        let two = read(doubted("20103", "一般行", Some("274.20")), doubted("02", "政管理事务", Some("5")));
        assert!(two.3 && two.4 == 0, "{two:?}");
        assert_eq!(
            read(doubted("20103", "甲", Some("1.00")), doubted("02", "乙", Some("2.00"))).4,
            1,
            "whole rows"
        );
        // 20802 has no parent above, and a code is none's rest.
        assert_eq!(read(doubted("20802", "甲", Some("1.00")), doubted("02", "乙", Some("2.00"))).4, 1);
        assert_eq!(
            read(line(Some("2010302"), "甲", Some("1.00")), line(Some("208"), "乙", Some("2.00"))).4,
            1
        );
        // Only the amounts are cut.
        let amounts =
            read(line(Some("2010302"), "一般行", Some("274.2")), line(None, "政管理事务", Some("0")));
        assert_eq!(amounts, whole("274.20", false));
    }

    #[test]
    fn a_line_without_a_number_is_the_rest_of_one_with() {
        let side = |line: Line| Line { side: Some("income".to_owned()), ..line };
        let before = side(line(None, "三、国有资本经营预算", Some("1.00")));
        assert_eq!(joined(before.clone(), vec![side(line(None, "财政拨款", None))]).len(), 1);
        assert_eq!(joined(before, vec![side(line(None, "年初结转和结余", None))]).len(), 2);
    }

    #[test]
    fn totals_and_lines_of_their_own_do_not_join() {
        let before = line(Some("20805"), "养老支出", Some("1.00"));
        assert_eq!(joined(before.clone(), vec![line(None, "合计", Some("1.00"))]).len(), 2);
        assert_eq!(joined(before, vec![line(None, "甲单位", Some("1.00"))]).len(), 2);
    }

    #[test]
    fn a_name_without_its_last_character_is_that_of_the_only_line_it_can_be() {
        let kind = models().kind("income_expenditure_summary").unwrap();
        let names = ["其他收", "抗疫特别国债安排的支", "年初结转和", "本部门其他", "外交支出"];
        let mut lines: Vec<Line> = names.iter().map(|name| line(None, name, Some("1.00"))).collect();
        complete_names(models(), kind, &mut lines);
        let items: Vec<&str> = lines.iter().filter_map(|l| l.item.as_deref()).collect();
        // Too short, completed, two characters short, unknown, known.
        assert_eq!(items, ["其他收", "抗疫特别国债安排的支出", "年初结转和", "本部门其他", "外交支出"]);
    }
}
