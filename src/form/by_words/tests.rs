//! Tests forms of places that were recognised on scans.

use super::*;
use crate::table::samples::{grid, reading};
use crate::taxonomy::models;

/// The lines of a form of places below such cells, all recognised as they are printed.
fn lines(rows: &[&str], known: &[(&str, &str)]) -> Vec<Line> {
    let mut grid = grid(rows);
    for cell in &mut grid.cells {
        let text = cell.text();
        cell.known = known.iter().find(|(read, _)| *read == text).map(|(_, word)| (*word).to_owned());
        cell.lines.iter_mut().for_each(|line| line.readings = vec![reading(&text)]);
    }
    let kind = models().kind("government_transfer_by_place").unwrap();
    let title = "2022年某省转移支付分地区决算表";
    let mut form = Reading::begin(models(), kind, &grid, title, Some(2022)).unwrap();
    let header = form.first_header();
    form.append(&grid, Some(header));
    form.into_lines()
}

#[test]
fn a_place_that_was_recognised_twice_may_be_another() {
    let found = lines(&["地区|合计|均衡性转移支付", "鸡西市|10|4", "鸡西市|20|5", "鹤岗市|30|6"], &[]);
    let sums = found.iter().filter(|line| line.item.as_deref() == Some("合计"));
    let doubts: Vec<_> = sums.map(|line| line.doubt.as_deref()).collect();
    let twice = Some("鸡西市 was recognised and stands twice in the form");
    assert_eq!(doubts, [twice, twice, None]);
}

#[test]
fn a_heading_that_is_taken_for_a_known_word_is_doubted_and_a_sum_in_parts_is_not() {
    let read = [("均衡性转移支什", "均衡性转移支付"), ("会计", "合计")];
    let found = lines(&["地区|会计|均衡性转移支什", "鸡西市|10|4", "鹤岗市|30|6"], &read);
    let doubts: Vec<_> =
        found.iter().flat_map(|line| &line.amounts).map(|cell| cell.doubt.as_deref()).collect();
    let taken = Some("均衡性转移支什 was recognised and is taken for 均衡性转移支付");
    assert_eq!(doubts, [None, taken, None, taken]);
    assert_eq!(found.first().and_then(|line| line.item.as_deref()), Some("合计"));
}
