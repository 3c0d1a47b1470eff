//! Finds the lines above each line: by ordinal, by where its name begins, by 其中：.

use super::rows::Row;
use crate::taxonomy::Models;
use crate::text::number::{is_chinese_numeral, is_opening};

/// Names that begin nearer than this begin alike, in points.
const SAME_LEFT: f64 = 2.0;
/// What stands behind 其中： begins so many em further right.
const OF_WHICH_EM: f64 = 3.5;

/// A line that others may stand below.
struct Above {
    name: String,
    /// Rank of its ordinal, from 1; 0 where it has none.
    ordinal: usize,
    left: f64,
    size: f64,
    is_total: bool,
    /// It begins with 其中：, or belongs to a line that does.
    is_part: bool,
}

/// Gives each row the names of the lines above it; coded rows and totals have none.
pub(super) fn set_paths(models: &Models, rows: &mut [Row]) {
    let mut above: Vec<Above> = Vec::new();
    let mut group = None;
    for row in rows {
        if group != Some(row.group) {
            above.clear();
            group = Some(row.group);
        }
        let Some(name) = row.item.clone().filter(|_| row.code.is_none()) else { continue };
        let mut own = Above {
            name,
            ordinal: row.ordinal().map_or(0, |ordinal| rank(&ordinal)),
            left: row.left,
            size: row.size,
            is_total: row.is_total(models),
            is_part: row.is_of_which(models),
        };
        if own.is_total {
            above.clear();
            above.push(own);
            continue;
        }
        while let Some(top) = above.last() {
            if is_sibling_part(top, &own) {
                own.is_part = true;
                above.pop();
                break;
            }
            if is_below(top, &own) {
                break;
            }
            above.pop();
        }
        row.path = above.iter().map(|line| line.name.clone()).collect();
        above.push(own);
    }
}

/// Whether a line stands beside another that begins with 其中：, and is a part of the same.
fn is_sibling_part(top: &Above, own: &Above) -> bool {
    let behind = top.left + OF_WHICH_EM * top.size.max(own.size);
    top.is_part
        && !own.is_part
        && own.ordinal == 0
        && top.ordinal == 0
        && top.left - SAME_LEFT <= own.left
        && own.left <= behind
}

/// Whether a line is one level below another.
fn is_below(top: &Above, own: &Above) -> bool {
    match () {
        () if top.is_total => false,
        () if own.is_part => !top.is_part,
        () if own.ordinal > 0 && top.ordinal > 0 => own.ordinal > top.ordinal,
        () if own.ordinal == 0 && top.ordinal > 0 => own.left > top.left + SAME_LEFT || top.left == own.left,
        () => own.left > top.left + SAME_LEFT,
    }
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
