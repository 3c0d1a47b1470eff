//! Names of one line and of several, and what stays in doubt.

use super::*;
use crate::geom::Rect;
use crate::table::samples::word;

/// Deals lines, each with its height, to amounts; gives each name with the height of its amounts, and `?` where it is
/// doubted.
fn dealt(lines: &[(&str, f64)], amounts: &[f64], fills: &[Rect]) -> Vec<String> {
    let lines: Vec<CellLine> =
        lines.iter().map(|(text, y)| CellLine::new(vec![word(text, 0.0, y - 5.0)], fills).unwrap()).collect();
    let borrowed: Vec<&CellLine> = lines.iter().collect();
    let says = |name: &Name| {
        let text: String = lines[name.lines.clone()].iter().map(CellLine::text).collect();
        let at = name.anchor.map_or("–".to_owned(), |a| amounts[a].to_string());
        format!("{text} {at}{}", if name.doubted { "?" } else { "" })
    };
    lines_to_names(&borrowed, amounts, 100.0).iter().map(says).collect()
}

#[test]
fn a_name_of_two_lines_stands_around_its_amount() {
    let lines =
        [("行政运行", 10.0), ("国有土地使用权出让金", 30.0), ("安排的支出", 42.0), ("事业运行", 62.0)];
    assert_eq!(
        dealt(&lines, &[10.0, 36.0, 62.0], &[]),
        ["行政运行 10", "国有土地使用权出让金安排的支出 36", "事业运行 62"]
    );
}

#[test]
fn a_name_without_an_amount_is_no_part_of_the_next() {
    let lines = [("二、卫生支出", 10.0), ("行政运行", 22.0), ("事业运行", 34.0)];
    assert_eq!(dealt(&lines, &[22.0, 34.0], &[]), ["二、卫生支出 –", "行政运行 22", "事业运行 34"]);
}

#[test]
fn one_table_sets_all_its_amounts_alike() {
    // All stand beside the first line of their names; by the middle alone the second name would begin a line early.
    let lines = [
        ("国有土地使用权出让金", 10.0),
        ("安排的支出", 22.0),
        ("大中型水库移民后期扶", 34.0),
        ("持基金支出", 46.0),
    ];
    assert_eq!(
        dealt(&lines, &[10.0, 34.0], &[]),
        ["国有土地使用权出让金安排的支出 10", "大中型水库移民后期扶持基金支出 34"]
    );
}

#[test]
fn what_may_be_dealt_otherwise_is_doubted_unless_backgrounds_say_it() {
    // A name that fills its line and has no amount, or the first line of the name below it.
    let lines = [("大中型水库移民后期扶", 10.0), ("行政运行", 22.0), ("事业运行", 34.0)];
    let found = dealt(&lines, &[22.0, 34.0], &[]);
    assert!(found.iter().any(|name| name.ends_with('?')), "{found:?}");
    let cell = |top: f64, bottom: f64| Rect::new(0.0, top, 100.0, bottom);
    let found = dealt(&lines, &[22.0, 34.0], &[cell(4.0, 28.0), cell(28.0, 40.0)]);
    assert_eq!(found, ["大中型水库移民后期扶行政运行 22", "事业运行 34"]);
}

#[test]
fn long_columns_are_dealt_in_stretches() {
    let heights: Vec<f64> = (0..500_u32).map(|i| 12.0 * f64::from(i)).collect();
    let lines: Vec<(&str, f64)> = heights.iter().map(|y| ("行政运行", *y)).collect();
    let found = dealt(&lines, &heights, &[]);
    assert_eq!((found.len(), found[499].as_str()), (500, "行政运行 5988"));
}

#[test]
fn no_line_is_lost_where_no_reading_fits() {
    // Two rows of amounts within the height of one line.
    assert_eq!(dealt(&[("行政运行", 10.0)], &[7.0, 13.0], &[]), ["行政运行 7?"]);
}
