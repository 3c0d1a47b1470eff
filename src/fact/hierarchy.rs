//! Finds where lines stand in their classification: by position, since real documents put a 项 under a foreign 款.

use crate::record::words::{Level, Scope};
use std::collections::HashMap;

use crate::form::Line;
use crate::taxonomy::{KindModel, Levels, Models};
use crate::text::code::{class_of, depth};
use crate::text::plain::plain;

/// The levels of codes by their [`depth`].
const LEVELS: [Level; 3] = [Level::Class, Level::Group, Level::Item];

/// Standing of one line in its classification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) nth: u32,
    pub(super) level: Option<Level>,
    pub(super) parent: Option<String>,
    pub(super) class_code: Option<String>,
}

/// What makes lines equal: where lines have levels of their own or places, those under the same ones.
type Key<'l> = ([Option<&'l str>; 4], Option<Scope>, &'l [String]);

fn key<'l>(kind: &KindModel, line: &'l Line) -> Key<'l> {
    let path = if kind.is_by_words() { line.path.as_slice() } else { &[] };
    let names = [&line.side, &line.code, &line.item, &line.part].map(|name| name.as_deref());
    (names, line.scope, path)
}

/// Finds the standing of each line of a form, in its order.
pub(super) fn lines_to_standings(models: &Models, kind: &KindModel, lines: &[Line]) -> Vec<Standing> {
    let mut equal: HashMap<Key<'_>, u32> = HashMap::new();
    let mut above: Vec<&str> = Vec::new();
    let mut totals = Totals::default();
    lines
        .iter()
        .map(|line| {
            let count = equal.entry(key(kind, line)).or_default();
            *count += 1;
            let nth = *count;
            let Some(code) = line.code.as_deref() else {
                if kind.is_by_words() {
                    return Standing { nth, ..by_path(models, kind, line, &mut totals) };
                }
                let class_code = class_of_name(models, kind, line);
                let level = if class_code.is_some() { Some(Level::Class) } else { total(models, line) };
                return Standing { nth, level, parent: None, class_code };
            };
            while above.last().is_some_and(|last| last.len() >= code.len()) {
                above.pop();
            }
            let parent = above.last().map(|p| (*p).to_owned());
            above.push(code);
            let level = depth(code).and_then(|depth| LEVELS.get(depth).copied());
            Standing { nth, level, parent, class_code: class_of(code).map(str::to_owned) }
        })
        .collect()
}

/// Names, and whether each is that of a total: the lines above a line are mostly those above the line before it.
type Totals<'l> = HashMap<&'l str, bool>;

/// Finds the level of a line by the lines above it, and the 类 by the name of the first. Lines may stand below a total.
fn by_path<'l>(models: &Models, kind: &KindModel, line: &'l Line, totals: &mut Totals<'l>) -> Standing {
    let words = kind.family.model().and_then(|family| family.columns.as_ref());
    let is_named_total = |name: &str| {
        let name = plain(name);
        models.wording.items.totals.contains(&name) || words.is_some_and(|words| words.totals.is_match(&name))
    };
    let mut is_total = |name: &'l str| *totals.entry(name).or_insert_with(|| is_named_total(name));
    let item = line.item.as_deref().unwrap_or_default();
    let above: Vec<&str> = line.path.iter().map(String::as_str).filter(|name| !is_total(name)).collect();
    let level = match kind.levels {
        _ if above.is_empty() && is_total(item) => Some(Level::Total),
        Some(_) => LEVELS.get(above.len()).copied(),
        None => None,
    };
    let class = above.first().copied().unwrap_or(item);
    let class_code =
        models.class_codes.get(&plain(class)).filter(|_| kind.levels == Some(Levels::Functional));
    Standing { nth: 1, level, parent: None, class_code: class_code.cloned() }
}

fn total(models: &Models, line: &Line) -> Option<Level> {
    let item = plain(line.item.as_deref()?);
    models.wording.items.totals.contains(&item).then_some(Level::Total)
}

/// 一、一般公共服务支出 → 201, on the expenditure side of the summary forms.
fn class_of_name(models: &Models, kind: &KindModel, line: &Line) -> Option<String> {
    if !kind.has_class_lines_on(line.side.as_deref()) {
        return None;
    }
    models.class_codes.get(&plain(line.item.as_deref()?)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;
    use crate::place::Place;
    use crate::taxonomy::models;

    fn line(side: Option<&str>, code: Option<&str>, item: &str) -> Line {
        Line {
            group: 0,
            side: side.map(str::to_owned),
            code: code.map(str::to_owned),
            item: Some(item.to_owned()),
            item_raw: Some(item.to_owned()),
            known: None,
            readings: Vec::new(),
            line_no: None,
            path: Vec::new(),
            scope: None,
            part: None,
            doubt: None,
            amounts: Vec::new(),
            place: Place::Box { page: 1, rect: Rect::new(0.0, 0.0, 1.0, 1.0) },
        }
    }

    #[test]
    fn parents_are_above_by_position_not_by_prefix() {
        // 孟津 prints a foreign 项 under a 款.
        let lines = [
            line(None, None, "合计"),
            line(None, Some("208"), "社会保障和就业支出"),
            line(None, Some("20805"), "行政事业单位养老支出"),
            line(None, Some("2210201"), "住房公积金"),
            line(None, Some("210"), "卫生健康支出"),
            line(None, Some("2101101"), "行政单位医疗"),
        ];
        let kind = models().kind("expenditure").unwrap();
        let found = lines_to_standings(models(), kind, &lines);
        let parents: Vec<_> = found.iter().map(|s| s.parent.as_deref()).collect();
        assert_eq!(parents, [None, None, Some("208"), Some("20805"), None, Some("210")]);
        assert_eq!(found[0].level, Some(Level::Total));
        assert_eq!((found[3].level, found[3].class_code.as_deref()), (Some(Level::Item), Some("221")));
    }

    #[test]
    fn lines_of_summaries_stand_for_a_class_and_repeat() {
        let lines = [
            line(Some("expenditure"), None, "一般公共服务支出"),
            line(Some("income"), None, "一般公共预算财政拨款"),
            line(Some("income"), None, "一般公共预算财政拨款"),
        ];
        let kind = models().kind("fiscal_appropriation_summary").unwrap();
        let found = lines_to_standings(models(), kind, &lines);
        assert_eq!(found[0].class_code.as_deref(), Some("201"));
        assert_eq!((found[1].nth, found[2].nth), (1, 2));
    }
}
