//! Finds the lines above each line: by ordinal, by where its name begins, by 其中：.
//!
//! Where no name is set in, a line that ends with the name of one above it stands below that: 电力企业利润收入 below 利润收入.

use super::rows::Row;
use crate::taxonomy::classification::codes_of;
use crate::taxonomy::{ColumnWords, KindModel, Levels, Models};
use crate::text::code::depth;
use crate::text::number::{is_chinese_numeral, is_opening};
use crate::text::plain::plain;

/// Names that begin nearer than this begin alike, in points.
const SAME_LEFT: f64 = 2.0;
/// A lone name that begins nearer than this to where many others begin was meant to begin there, in points.
const NEAR_LEFT: f64 = 5.0;
/// Names that begin nearer than this begin in one place, in points.
const SAME_PRINT: f64 = 0.5;
/// So many others make it lone.
const MANY: usize = 4;
/// What stands behind 其中： begins so many em further right.
const MARK_EM: f64 = 4.5;

/// A line that others may stand below.
struct Above {
    name: String,
    /// Rank of its ordinal, from 1; 0 where it has none.
    ordinal: usize,
    left: f64,
    size: f64,
    is_total: bool,
    /// It begins with 其中：, or belongs to a line that does: one level below the line before.
    is_part: bool,
    /// It begins with 加：, or belongs to a line that does: those behind it begin further right and stand beside it.
    is_added: bool,
}

/// Gives each row the names of the lines above it; coded rows have none.
pub(super) fn set_paths(models: &Models, words: &ColumnWords, kind: &KindModel, rows: &mut [Row]) {
    let mut start = 0;
    while let Some(group) = rows.get(start).map(|row| row.group) {
        let end = rows[start..].iter().position(|row| row.group != group).map_or(rows.len(), |at| start + at);
        if let Some(group) = rows.get_mut(start..end) {
            set_paths_of_group(models, words, kind, group);
        }
        start = end;
    }
}

fn set_paths_of_group(models: &Models, words: &ColumnWords, kind: &KindModel, rows: &mut [Row]) {
    let lefts = usual_lefts(rows);
    // Totals are set to the middle.
    let named = || rows.iter().zip(&lefts).filter(|(row, _)| !row.is_total(models)).map(|(_, left)| *left);
    let first = named().fold(f64::INFINITY, f64::min);
    let lowest = lefts.iter().copied().fold(f64::INFINITY, f64::min);
    let are_alike = named().all(|left| left - first <= SAME_LEFT);
    let mut above: Vec<Above> = Vec::new();
    // Lines that a total may sum up stand before it: it is none of what follows.
    let mut summed = false;
    for (row, left) in rows.iter_mut().zip(&lefts) {
        let Some(name) = row.item.clone().filter(|_| row.code.is_none()) else { continue };
        let raw = plain(row.item_raw.as_deref().unwrap_or_default());
        let mut own = Above {
            is_total: row.is_total(models)
                || (*left - lowest <= SAME_LEFT && words.totals.is_match(&plain(&name))),
            name,
            ordinal: row.ordinal().map_or(0, |ordinal| rank(&ordinal)),
            left: *left,
            size: row.size,
            is_part: row.is_of_which(models),
            is_added: words.added.iter().any(|mark| raw.starts_with(mark.as_str())),
        };
        if own.is_total && !own.is_part {
            above.clear();
            // A first total is that of the lines below it.
            own.is_total = summed;
            summed = false;
            above.push(own);
            continue;
        }
        let plain_name = plain(&own.name);
        let known = words
            .below
            .iter()
            .find(|below| below.line.is_match(&plain_name))
            .and_then(|below| above.iter().rposition(|line| below.above.is_match(&plain(&line.name))));
        if let Some(known) = known {
            above.truncate(known + 1);
        }
        let depth = if are_alike { depth_by_name(kind, &plain_name, above.first()) } else { None };
        while let Some(top) = above.last().filter(|_| known.is_none()) {
            if let (Some(own), Some(top)) = (depth, depth_by_name(kind, &plain(&top.name), None)) {
                if own > top {
                    break;
                }
                above.pop();
                continue;
            }
            if is_beside(top, &own) {
                (own.is_part, own.is_added) = (top.is_part, top.is_added);
                above.pop();
                break;
            }
            if is_below(top, &own) || (are_alike && is_named_after(top, &own)) {
                break;
            }
            above.pop();
        }
        summed |= above.is_empty();
        row.path = above.iter().map(|line| line.name.clone()).collect();
        above.push(own);
    }
}

/// Gives where each name begins, in its cell; of one that begins a little off all others, where these do.
fn usual_lefts(rows: &[Row]) -> Vec<f64> {
    let mut sorted: Vec<f64> = rows.iter().map(|row| row.left).collect();
    sorted.sort_by(f64::total_cmp);
    let below = |left: f64| sorted.partition_point(|other| *other < left);
    let alike = |left: f64| below(left + SAME_PRINT) - below(left - SAME_PRINT);
    let mut places = sorted.clone();
    places.dedup_by(|a, b| *a - *b < SAME_PRINT);
    places.retain(|left| alike(*left) >= MANY);
    let usual = |left: f64| {
        let near = places.iter().copied().filter(|other| (other - left).abs() <= NEAR_LEFT);
        let nearest = near.min_by(|a, b| (a - left).abs().total_cmp(&(b - left).abs()));
        nearest.filter(|_| alike(left) == 1).unwrap_or(left)
    };
    rows.iter().map(|row| usual(row.left)).collect()
}

/// Whether a line stands beside another that begins with 其中： or 加：, and belongs to it.
fn is_beside(top: &Above, own: &Above) -> bool {
    let behind = top.left + MARK_EM * top.size.max(own.size);
    (top.is_part || top.is_added)
        && !own.is_part
        && !own.is_added
        && own.ordinal == 0
        && top.ordinal == 0
        && top.left - SAME_LEFT <= own.left
        && own.left <= behind
}

/// Whether a line is below another.
fn is_below(top: &Above, own: &Above) -> bool {
    // Documents without pages do not say where a name begins.
    let unplaced = own.size <= 0.0 && (own.left - top.left).abs() <= SAME_PRINT;
    match () {
        () if top.is_total => false,
        () if own.is_part => !top.is_part,
        () if own.ordinal > 0 && top.ordinal > 0 => own.ordinal > top.ordinal,
        () if own.ordinal == 0 && top.ordinal > 0 => own.left > top.left + SAME_LEFT || unplaced,
        () => own.left > top.left + SAME_LEFT,
    }
}

/// Tells how deep a line stands by its name alone: by its level in brackets, as one of the first level, or by the only depth
/// of its name in the classification. The name of a 类 may be that of the last line below it.
fn depth_by_name(kind: &KindModel, name: &str, class: Option<&Above>) -> Option<usize> {
    const MARKS: [&str; 3] = ["（类）", "（款）", "（项）"];
    if let Some(depth) = MARKS.iter().position(|mark| name.ends_with(mark)) {
        return Some(depth);
    }
    if !kind.first_level.is_empty() {
        let is_first = kind.first_level.iter().any(|first| first == name);
        return Some(usize::from(!is_first || class.is_some_and(|class| plain(&class.name) == name)));
    }
    if kind.levels != Some(Levels::Functional) {
        return None;
    }
    let mut depths = codes_of(name).map(depth);
    let first = depths.next()??;
    depths.all(|depth| depth == Some(first)).then_some(first)
}

/// Whether the name of a line ends with that of another.
fn is_named_after(top: &Above, own: &Above) -> bool {
    !top.is_total && own.ordinal == top.ordinal && own.name != top.name && own.name.ends_with(&top.name)
}

/// Ranks the four ordinals: 一、（一）1.（1）
fn rank(ordinal: &str) -> usize {
    let numeral = ordinal.chars().any(is_chinese_numeral);
    match (ordinal.starts_with(is_opening), numeral) {
        (false, true) => 1,
        (true, true) => 2,
        (false, false) => 3,
        (true, false) => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::by_words::rows::sample;
    use crate::taxonomy::models;

    /// Each line with the lines above it: `上/中/下`.
    fn paths(rows: &[(&str, f64)]) -> Vec<String> {
        paths_of("government_general_revenue", rows)
    }

    fn paths_of(kind: &str, rows: &[(&str, f64)]) -> Vec<String> {
        let words = models().families.iter().find_map(|family| family.columns.as_ref()).unwrap();
        let mut rows: Vec<Row> = rows.iter().map(|(printed, left)| sample(printed, *left)).collect();
        let kind = models().kind(kind).unwrap();
        set_paths(models(), words, kind, &mut rows);
        let path = |row: Row| row.path.into_iter().chain(row.item).collect::<Vec<_>>().join("/");
        rows.into_iter().map(path).collect()
    }

    #[test]
    fn names_that_are_set_in_stand_below_those_above() {
        // 宁夏 2021; 行政运行 stands under many groups.
        let rows = [
            ("教育支出", 2.0),
            ("教育管理事务", 14.0),
            ("行政运行", 26.0),
            ("普通教育", 14.0),
            ("科学技术支出", 2.0),
        ];
        let wanted = [
            "教育支出",
            "教育支出/教育管理事务",
            "教育支出/教育管理事务/行政运行",
            "教育支出/普通教育",
            "科学技术支出",
        ];
        assert_eq!(paths(&rows), wanted);
    }

    #[test]
    fn ordinals_and_of_which_tell_levels() {
        // 宁夏 2021 and 山东 2023: 其中： stands further left than the names beside it.
        let rows = [
            ("一、2020年末债务余额", 2.0),
            ("其中：一般债务", 13.0),
            ("专项债务", 29.0),
            ("二、2020年债务限额", 2.0),
            ("（一）铁路", 9.0),
            ("合计", 70.0),
        ];
        let wanted = [
            "2020年末债务余额",
            "2020年末债务余额/一般债务",
            "2020年末债务余额/专项债务",
            "2020年债务限额",
            "2020年债务限额/铁路",
            "合计",
        ];
        assert_eq!(paths(&rows), wanted);
    }

    #[test]
    fn a_total_has_no_lines_below_it_but_the_first() {
        // 黑龙江 2022, and 河南 2024 behind a total.
        let rows =
            [("全省收入合计", 2.0), ("税收收入", 12.0), ("加：返还性收入", 2.0), ("转移支付收入", 14.0)];
        let first = paths(&rows[..2]);
        assert_eq!(first, ["全省收入合计", "全省收入合计/税收收入"]);
        let rows = [("税收收入", 2.0), ("收入合计", 40.0), rows[2], rows[3]];
        assert_eq!(paths(&rows), ["税收收入", "收入合计", "加：返还性收入", "转移支付收入"]);
    }

    #[test]
    fn a_lone_name_a_little_off_stands_where_the_others_do() {
        // 河南 2024: 自然资源海洋气象等支出 begins two points further left.
        let rows = [
            ("甲支出", 10.0),
            ("乙支出", 10.0),
            ("丙支出", 10.0),
            ("丁支出", 7.0),
            ("戊支出", 10.0),
            ("己", 20.0),
        ];
        assert_eq!(paths(&rows)[4..], ["戊支出", "戊支出/己"]);
    }

    #[test]
    fn names_that_all_begin_alike_stand_below_those_that_they_end_with() {
        let rows = [("利润收入", 3.0), ("电力企业利润收入", 3.0), ("清算收入", 3.0)];
        assert_eq!(paths(&rows), ["利润收入", "利润收入/电力企业利润收入", "清算收入"]);
    }

    #[test]
    fn where_nothing_is_set_in_names_tell_their_level() {
        // 黑龙江 2022: levels by bold type alone.
        let rows = [
            ("合计", 80.0),
            ("机关工资福利支出", 3.0),
            ("住房公积金", 3.0),
            ("其他支出", 3.0),
            ("其他支出", 3.0),
        ];
        assert_eq!(
            paths_of("government_general_basic_expenditure", &rows)[1..],
            ["机关工资福利支出", "机关工资福利支出/住房公积金", "其他支出", "其他支出/其他支出"]
        );
        let rows = [
            ("解决历史遗留问题及改革成本支出", 3.0),
            ("厂办大集体改革支出", 3.0),
            ("其他支出（款）", 3.0),
            ("其他支出（项）", 3.0),
        ];
        assert_eq!(
            paths_of("government_state_capital_expenditure", &rows)[1..],
            [
                "解决历史遗留问题及改革成本支出/厂办大集体改革支出",
                "其他支出（款）",
                "其他支出（款）/其他支出（项）"
            ]
        );
    }

    #[test]
    fn lines_whose_place_is_known_stand_there_however_they_are_set_in() {
        // 黑龙江 2022.
        let rows = [
            ("上级补助收入", 2.0),
            ("一般性转移支付收入", 7.0),
            ("结算补助收入", 12.0),
            ("欠发达地区转移支付收入", 7.0),
            ("专项转移支付收入", 2.0),
        ];
        assert_eq!(
            paths(&rows)[3..],
            ["上级补助收入/一般性转移支付收入/欠发达地区转移支付收入", "上级补助收入/专项转移支付收入"]
        );
    }
}
