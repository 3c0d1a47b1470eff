//! Finds columns without lines: by gutters, which no word of the body crosses.
//!
//! Words stay inside their cells, so a column's edge is a place that no row covers. Words that span columns (合计 over
//! code and name) may cross a few; header words show where an empty column is and on which side of a gap an edge lies.

use std::collections::BTreeSet;

use super::headers::Block;
use super::rows::Row;
use super::words::Word;
use crate::geom::Rect;
use crate::text::number::{is_digit, is_number_or_blank};

/// Narrowest gutter, in points; a narrower gap is a space inside a column.
const NARROWEST: f64 = 1.2;
/// Largest distance of ends of rules that are one edge, in points.
const SAME_EDGE: f64 = 2.0;
/// At an edge of a column at least one in this many rules is broken.
const BROKEN_RULES: usize = 2;

/// Stretch of the page that one column's words cover.
#[derive(Debug, Clone, PartialEq)]
struct Ink {
    from: f64,
    to: f64,
    /// Whether it is mostly amounts: set to the right or in the middle, never to the left. Codes are set to the left
    /// like names.
    numeric: bool,
    /// Lowest header words that stand over it.
    heads: Vec<usize>,
    /// Rows of the body with words here; none where only the header has some.
    rows: BTreeSet<usize>,
}

impl Ink {
    /// Words of one column never stand in one row.
    fn may_join(&self, other: &Self) -> bool {
        self.rows.is_disjoint(&other.rows)
    }

    fn meets(&self, rect: &Rect) -> bool {
        rect.x0.max(self.from) < rect.x1.min(self.to)
    }
}

/// Finds the edges of the columns, from the left edge of the table to its right, in points.
///
/// `rules` are the segments of the horizontal lines between the rows: drawn cell by cell, they are broken at the edges.
pub(super) fn rows_to_edges(blocks: &[Block], body: &[Row], rules: &[Rect]) -> Vec<f64> {
    let words: Vec<Rect> = blocks.iter().map(|b| b.rect).collect();
    let inks = body_inks(body, blocks);
    let all = inks.iter().map(|i| (i.from, i.to)).chain(words.iter().map(|w| (w.x0, w.x1)));
    let (left, right) = all.fold((f64::MAX, f64::MIN), |(l, r), (x0, x1)| (l.min(x0), r.max(x1)));
    if let Some(edges) = broken_rules(rules, left, right) {
        return edges;
    }
    let inks = with_empty_columns(inks, blocks);
    let set_left = amounts_are_set_left(body).unwrap_or_else(|| stand_left_of_headers(&inks));
    let inks = join_to_headers(inks, set_left);
    let mut edges = vec![left - 1.0];
    edges.extend(inks.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(edge_in_gap(a.to, b.from, &words)),
        _ => None,
    }));
    edges.push(right + 1.0);
    edges
}

/// Finds edges at which rules drawn cell by cell are broken; `None` where they are drawn in one.
fn broken_rules(rules: &[Rect], left: f64, right: f64) -> Option<Vec<f64>> {
    let mut heights: Vec<f64> = rules.iter().map(Rect::mid_y).collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup_by(|a, b| (*a - *b).abs() <= SAME_EDGE);
    let mut ends: Vec<(f64, f64)> =
        rules.iter().flat_map(|r| [(r.x0, r.mid_y()), (r.x1, r.mid_y())]).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut edges: Vec<f64> = Vec::new();
    let mut at = 0;
    while let Some((first, _)) = ends.get(at) {
        let cluster: Vec<&(f64, f64)> =
            ends[at..].iter().take_while(|(x, _)| x - first <= SAME_EDGE).collect();
        let mut levels: Vec<f64> = cluster.iter().map(|(_, y)| *y).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup_by(|a, b| (*a - *b).abs() <= SAME_EDGE);
        if levels.len() * BROKEN_RULES >= heights.len() {
            edges.push(*first);
        }
        at += cluster.len();
    }
    let spans = edges.first()? <= &(left + 1.0) && edges.last()? >= &(right - 1.0);
    (edges.len() >= 4 && spans).then_some(edges)
}

/// Finds where the body's columns have ink. Words that span columns (合计 over code and name) are left out: others stand
/// on both sides of the stretch that they alone cover.
fn body_inks(body: &[Row], header: &[Block]) -> Vec<Ink> {
    let words: Vec<&Word> = body.iter().flat_map(|r| &r.words).collect();
    let alone: Vec<Rect> = body.iter().filter(|r| r.words.len() == 1).map(|r| r.rect).collect();
    let mut cuts: Vec<f64> = words.iter().flat_map(|w| [w.rect.x0, w.rect.x1]).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup_by(|a, b| (*a - *b).abs() < 0.01);
    let at = |x: f64| cuts.partition_point(|c| *c < x - 0.005);
    let mut covered = vec![0_usize; cuts.len()];
    for word in &words {
        covered[at(word.rect.x0)..at(word.rect.x1)].iter_mut().for_each(|c| *c += 1);
    }
    // What begins or ends where others do stands in their column, however long it is.
    let aligned = |word: &Word| {
        words
            .iter()
            .filter(|w| {
                (w.rect.x0 - word.rect.x0).abs() < NARROWEST || (w.rect.x1 - word.rect.x1).abs() < NARROWEST
            })
            .count()
            > 1
    };
    let spans = |word: &Word| {
        if aligned(word) {
            return false;
        }
        // A heading between the rows: 二、机关运行经费.
        if alone.contains(&word.rect) {
            return true;
        }
        let (from, to) = (at(word.rect.x0), at(word.rect.x1));
        let shared: Vec<usize> = (from..to).filter(|i| covered[*i] > 1).collect();
        shared.windows(2).any(|pair| match pair {
            [a, b] => *b > a + 1 && cuts[*b] - cuts[a + 1] >= NARROWEST,
            _ => false,
        })
    };
    let mut inks: Vec<Ink> = Vec::new();
    let rows = body.iter().enumerate().flat_map(|(number, row)| row.words.iter().map(move |w| (number, w)));
    let mut kept: Vec<(usize, &Word)> =
        rows.filter(|(_, w)| is_number_or_blank(w.chars()) || !spans(w)).collect();
    kept.sort_by(|a, b| a.1.rect.x0.total_cmp(&b.1.rect.x0));
    let mut counts = (0_usize, 0_usize);
    for (row, word) in kept {
        let number = is_number_or_blank(word.chars()) && !body.get(row).is_some_and(|r| r.has_code(word));
        // Amounts up to here and text from here on, or the other way round, are two columns that touch.
        let touches = inks.last().is_some_and(|ink| word.rect.x0 >= ink.to - NARROWEST);
        let other = if number { counts.0 == 0 } else { counts.1 == 0 };
        match inks.last_mut() {
            Some(ink) if word.rect.x0 - ink.to < NARROWEST && !(touches && other) => {
                ink.to = ink.to.max(word.rect.x1);
            }
            _ => {
                counts = (0, 0);
                inks.push(Ink {
                    from: word.rect.x0,
                    to: word.rect.x1,
                    numeric: number,
                    heads: Vec::new(),
                    rows: BTreeSet::new(),
                });
            }
        }
        counts = if number { (counts.0 + 1, counts.1) } else { (counts.0, counts.1 + 1) };
        if let Some(ink) = inks.last_mut() {
            ink.numeric = counts.0 > counts.1;
            ink.rows.insert(row);
        }
    }
    for ink in &mut inks {
        ink.heads =
            lowest(header).filter(|(_, block)| ink.meets(&block.rect)).map(|(number, _)| number).collect();
    }
    inks
}

/// Finds the header words of one column each.
fn lowest(header: &[Block]) -> impl Iterator<Item = (usize, &Block)> {
    header.iter().enumerate().filter(|(_, block)| block.parts.is_empty())
}

/// Adds empty columns, which stand under header words over no ink at all.
fn with_empty_columns(mut inks: Vec<Ink>, header: &[Block]) -> Vec<Ink> {
    for (number, block) in lowest(header) {
        if !inks.iter().any(|ink| ink.meets(&block.rect)) {
            inks.push(Ink {
                from: block.rect.x0,
                to: block.rect.x1,
                numeric: false,
                heads: vec![number],
                rows: BTreeSet::new(),
            });
        }
    }
    inks.sort_by(|a, b| a.from.total_cmp(&b.from));
    inks
}

/// Whether amounts of different widths begin, rather than end, at the same places; `None` where neither is so.
fn amounts_are_set_left(body: &[Row]) -> Option<bool> {
    let words = body.iter().enumerate().flat_map(|(row, r)| r.words.iter().map(move |w| (row, w)));
    let amounts: Vec<&Rect> = words
        .filter(|(row, w)| {
            is_number_or_blank(w.chars())
                && !body.get(*row).is_some_and(|r| r.has_code(w))
                && w.chars().any(is_digit)
        })
        .map(|(_, w)| &w.rect)
        .collect();
    let shared = |edge: fn(&Rect) -> f64| {
        let mut at: Vec<(f64, f64)> = amounts.iter().map(|r| (edge(r), r.width())).collect();
        at.sort_by(|a, b| a.0.total_cmp(&b.0));
        at.windows(2)
            .filter(|pair| match pair {
                [a, b] => b.0 - a.0 < NARROWEST && (a.1 - b.1).abs() > NARROWEST,
                _ => false,
            })
            .count()
    };
    let (left, right) = (shared(|r| r.x0), shared(|r| r.x1));
    (left != right).then_some(left > right)
}

/// Whether numbers without a header over them can only belong to the header on their right.
fn stand_left_of_headers(inks: &[Ink]) -> bool {
    let may_hold =
        |header: Option<&Ink>, ink: &Ink| header.is_some_and(|h| h.may_join(ink) && !h.heads.is_empty());
    let loose = inks.iter().enumerate().filter(|(_, ink)| ink.numeric && ink.heads.is_empty());
    let mut left_of = loose.map(|(i, ink)| {
        let before = i.checked_sub(1).and_then(|b| inks.get(b));
        !may_hold(before, ink) && may_hold(inks.get(i + 1), ink)
    });
    left_of.any(|left| left)
}

/// Joins ink without a header over it to the header beside it: numbers, set to the right, to that on their left;
/// words, and numbers where all are `set_left`, to that on their right. Numbers under one header word (a centred column
/// number, and amounts to its right) are one column, too.
fn join_to_headers(inks: Vec<Ink>, set_left: bool) -> Vec<Ink> {
    let mut joined: Vec<Ink> = Vec::new();
    let mut open: Option<Ink> = None;
    for mut ink in inks {
        if let Some(before) = open.take() {
            let other = ink.numeric && !(set_left && before.numeric && !ink.heads.is_empty());
            if other || !ink.may_join(&before) {
                joined.push(before);
            } else {
                ink.from = before.from;
                ink.numeric |= before.numeric;
                ink.rows.extend(before.rows);
            }
        }
        let headless = ink.heads.is_empty();
        match joined.last_mut() {
            Some(last)
                if ink.numeric
                    && last.may_join(&ink)
                    && (headless && !set_left && !last.heads.is_empty()
                        || ink.heads.iter().any(|h| last.heads.contains(h))) =>
            {
                last.to = ink.to;
                last.numeric = true;
                last.heads.extend(ink.heads);
                last.rows.extend(ink.rows);
            }
            _ if headless && (set_left || !ink.numeric) => open = Some(ink),
            _ => joined.push(ink),
        }
    }
    joined.extend(open);
    joined
}

/// Finds the middle of the widest part of a gap without header words; words over the whole gap span both columns.
fn edge_in_gap(from: f64, to: f64, words: &[Rect]) -> f64 {
    let mut reaching: Vec<(f64, f64)> = words
        .iter()
        .filter(|w| w.x0 < to && w.x1 > from && !(w.x0 <= from && w.x1 >= to))
        .map(|w| (w.x0.max(from), w.x1.min(to)))
        .collect();
    reaching.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best = (f64::MIN, (from + to) / 2.0);
    let mut at = from;
    for (x0, x1) in reaching.into_iter().chain([(to, to)]) {
        if x0 - at > best.0 {
            best = (x0 - at, (at + x0) / 2.0);
        }
        at = at.max(x1);
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::super::headers::rows_to_blocks;
    use super::super::rows::words_to_rows;
    use super::super::words::glyphs_to_words;
    use super::*;
    use crate::geom::Direction;
    use crate::page::Glyph;

    fn rows(texts: &[(&str, f64, f64)]) -> Vec<Row> {
        let mut glyphs = Vec::new();
        for (text, x, y) in texts {
            let mut at = *x;
            for ch in text.chars() {
                let width = if ch.is_ascii() { 5.0 } else { 10.0 };
                let rect = Rect::new(at, *y, at + width, y + 10.0);
                glyphs.push(Glyph {
                    ch,
                    rect,
                    size: 10.0,
                    direction: Direction::Right,
                    cut: false,
                    doubt: None,
                    reading: None,
                });
                at += width;
            }
        }
        words_to_rows(glyphs_to_words(&glyphs))
    }

    #[test]
    fn columns_are_parted_where_no_row_has_ink_and_headers_name_the_empty_ones() {
        let header = rows(&[("科目名称", 40.0, 0.0), ("合计", 130.0, 0.0), ("基本支出", 170.0, 0.0)]);
        let body = rows(&[
            ("301", 0.0, 20.0),
            ("工资福利", 30.0, 20.0),
            ("1.00", 140.0, 20.0),
            ("30101", 0.0, 40.0),
        ]);
        let edges = rows_to_edges(&rows_to_blocks(&header), &body, &[]);
        assert_eq!(edges.len(), 5, "{edges:?}");
        assert!(edges[1] > 25.0 && edges[1] < 30.0 && edges[3] > 160.0 && edges[3] < 170.0, "{edges:?}");
    }

    #[test]
    fn numbers_set_to_the_right_belong_to_the_header_on_their_left() {
        let header = rows(&[("基本支出", 0.0, 0.0), ("项目支出", 100.0, 0.0)]);
        let body = rows(&[("—", 60.0, 20.0), ("—", 160.0, 20.0)]);
        let edges = rows_to_edges(&rows_to_blocks(&header), &body, &[]);
        assert_eq!(edges.len(), 3, "{edges:?}");
        assert!(edges[1] > 70.0 && edges[1] < 100.0, "{edges:?}");
    }

    #[test]
    fn rules_drawn_cell_by_cell_are_broken_at_the_edges() {
        let rules: Vec<Rect> = [10.0, 30.0]
            .iter()
            .flat_map(|y| {
                [(0.0, 50.0), (50.0, 90.0), (90.0, 150.0)].map(|(x0, x1)| Rect::new(x0, *y, x1, *y))
            })
            .collect();
        assert_eq!(broken_rules(&rules, 2.0, 148.0), Some(vec![0.0, 50.0, 90.0, 150.0]));
        assert_eq!(broken_rules(&[Rect::new(0.0, 10.0, 150.0, 10.0)], 2.0, 148.0), None);
    }

    #[test]
    fn a_word_over_two_columns_hides_no_gutter() {
        let header = rows(&[("编码", 0.0, 0.0), ("名称", 40.0, 0.0), ("金额", 100.0, 0.0)]);
        let body = rows(&[
            ("301", 0.0, 20.0),
            ("工资", 40.0, 20.0),
            ("1.00", 100.0, 20.0),
            ("302", 0.0, 40.0),
            ("商品", 40.0, 40.0),
            ("人员经费", 10.0, 60.0),
            ("2.00", 100.0, 60.0),
        ]);
        assert_eq!(rows_to_edges(&rows_to_blocks(&header), &body, &[]).len(), 4);
    }

    #[test]
    fn a_header_word_that_reaches_into_a_gap_pushes_the_edge() {
        assert!((edge_in_gap(344.0, 385.0, &[Rect::new(358.0, 0.0, 409.0, 9.0)]) - 351.0).abs() < 0.1);
    }
}
