//! Finds the lines above each line: by ordinal, by where its name begins, by 其中：.
//!
//! Where no name is set in, a line that ends with the name of one above it stands below that: 电力企业利润收入 below 利润收入.

use super::rows::Row;
use crate::taxonomy::{ColumnWords, Models};
use crate::text::number::{is_chinese_numeral, is_opening};
use crate::text::plain::plain;

/// Names that begin nearer than this begin alike, in points.
const SAME_LEFT: f64 = 2.0;
/// A lone name that begins nearer than this to where many others begin was meant to begin there, in points.
const NEAR_LEFT: f64 = 5.0;
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
pub(super) fn set_paths(models: &Models, words: &ColumnWords, rows: &mut [Row]) {
    let mut start = 0;
    while let Some(group) = rows.get(start).map(|row| row.group) {
        let end = rows[start..].iter().position(|row| row.group != group).map_or(rows.len(), |at| start + at);
        if let Some(group) = rows.get_mut(start..end) {
            set_paths_of_group(models, words, group);
        }
        start = end;
    }
}

fn set_paths_of_group(models: &Models, words: &ColumnWords, rows: &mut [Row]) {
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
        while let Some(top) = above.last() {
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
    let near = |a: f64, b: f64, within: f64| (a - b).abs() <= within;
    let alike = |left: f64| rows.iter().filter(|row| near(row.left, left, 0.5)).count();
    let usual = |row: &Row| {
        if alike(row.left) > 1 {
            return row.left;
        }
        let others = rows.iter().map(|row| row.left).filter(|left| near(*left, row.left, NEAR_LEFT));
        let nearest = others.filter(|left| alike(*left) >= MANY);
        nearest.min_by(|a, b| (a - row.left).abs().total_cmp(&(b - row.left).abs())).unwrap_or(row.left)
    };
    rows.iter().map(usual).collect()
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
    let unplaced = own.size == 0.0 && own.left == top.left;
    match () {
        () if top.is_total => false,
        () if own.is_part => !top.is_part,
        () if own.ordinal > 0 && top.ordinal > 0 => own.ordinal > top.ordinal,
        () if own.ordinal == 0 && top.ordinal > 0 => own.left > top.left + SAME_LEFT || unplaced,
        () => own.left > top.left + SAME_LEFT,
    }
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
        let words = models().families.iter().find_map(|family| family.columns.as_ref()).unwrap();
        let mut rows: Vec<Row> = rows.iter().map(|(printed, left)| sample(printed, *left)).collect();
        set_paths(models(), words, &mut rows);
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
}
