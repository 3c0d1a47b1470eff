//! Rulings to frames: doubled and broken lines are made one, and lines that touch form one frame.

use super::groups::Groups;
use crate::geom::Rect;
use crate::page::Ruling;

/// Parallel lines at most this far apart, in points, are one: doubled hairlines, a border drawn by both neighbours.
const SAME_LINE: f64 = 2.5;
/// A gap in a line at most this long, in points, is closed: dashes, borders drawn cell by cell.
const CLOSED_GAP: f64 = 3.0;
/// Lines that miss each other by at most this much, in points, still meet.
const MEETING: f64 = 3.0;
/// No cell is narrower or lower than this, in points; shorter lines are strokes of drawn characters.
const SHORTEST: f64 = 4.0;

/// A line after merging: at `at` (y of a horizontal, x of a vertical one), from `from` to `to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Lines that hang together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Frame {
    pub(super) horizontals: Vec<Line>,
    pub(super) verticals: Vec<Line>,
}

impl Frame {
    /// The outline of all its lines.
    pub(super) fn rect(&self) -> Option<Rect> {
        let across = self.horizontals.iter().map(|l| Rect::new(l.from, l.at, l.to, l.at));
        let down = self.verticals.iter().map(|l| Rect::new(l.at, l.from, l.at, l.to));
        Rect::hull(across.chain(down))
    }
}

/// The frames of a page, from top to bottom.
pub(super) fn rulings_to_frames(rulings: &[Ruling]) -> Vec<Frame> {
    let horizontals = merge(rulings.iter().filter(|r| r.horizontal).map(|r| Line {
        at: r.rect.mid_y(),
        from: r.rect.x0,
        to: r.rect.x1,
    }));
    let verticals = merge(rulings.iter().filter(|r| !r.horizontal).map(|r| Line {
        at: r.rect.mid_x(),
        from: r.rect.y0,
        to: r.rect.y1,
    }));
    let mut frames = connect(horizontals, verticals);
    join_overlapping(&mut frames);
    frames.retain(|f| f.horizontals.len() >= 2 && f.verticals.len() >= 2);
    frames.sort_by(|a, b| top(a).total_cmp(&top(b)));
    frames
}

/// Horizontal lines outside of the framed tables, in the pieces in which they are drawn: rules between the rows of
/// tables without a grid.
pub(super) fn free_rules(rulings: &[Ruling], framed: &[Rect]) -> Vec<Ruling> {
    let outside =
        |r: &&Ruling| r.horizontal && !framed.iter().any(|f| f.contains(r.rect.mid_x(), r.rect.mid_y()));
    rulings.iter().filter(outside).copied().collect()
}

/// Pieces of horizontal lines put together.
pub(super) fn merge_rules(rules: &[Ruling]) -> Vec<Line> {
    merge(rules.iter().map(|r| Line { at: r.rect.mid_y(), from: r.rect.x0, to: r.rect.x1 }))
}

fn top(frame: &Frame) -> f64 {
    frame.rect().map_or(0.0, |r| r.y0)
}

/// Makes parallel lines that lie on each other one, and closes their gaps.
fn merge(lines: impl Iterator<Item = Line>) -> Vec<Line> {
    let mut lines: Vec<Line> = lines.collect();
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut merged: Vec<Line> = Vec::new();
    let mut group: Vec<Line> = Vec::new();
    for line in lines {
        // Measured from the group's first line: a ladder of close lines must not melt into one.
        if group.first().is_some_and(|first| line.at - first.at > SAME_LINE) {
            merged.extend(merge_group(std::mem::take(&mut group)));
        }
        group.push(line);
    }
    merged.extend(merge_group(group));
    merged
}

fn merge_group(mut group: Vec<Line>) -> Vec<Line> {
    group.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut merged: Vec<(Line, f64)> = Vec::new(); // with the weight of `at`: the length seen
    for line in group {
        let length = (line.to - line.from).max(0.1);
        match merged.last_mut() {
            Some((last, weight)) if line.from - last.to <= CLOSED_GAP => {
                last.at = (last.at * *weight + line.at * length) / (*weight + length);
                *weight += length;
                last.to = last.to.max(line.to);
            }
            _ => merged.push((line, length)),
        }
    }
    merged.into_iter().map(|(line, _)| line).filter(|line| line.to - line.from >= SHORTEST).collect()
}

fn connect(horizontals: Vec<Line>, verticals: Vec<Line>) -> Vec<Frame> {
    let count = horizontals.len() + verticals.len();
    let mut groups = Groups::new(count);
    for (i, across) in horizontals.iter().enumerate() {
        for (j, down) in verticals.iter().enumerate() {
            let meets = across.from - MEETING <= down.at
                && down.at <= across.to + MEETING
                && down.from - MEETING <= across.at
                && across.at <= down.to + MEETING;
            if meets {
                groups.join(i, horizontals.len() + j);
            }
        }
    }
    let mut frames: std::collections::BTreeMap<usize, Frame> = std::collections::BTreeMap::new();
    let first_vertical = horizontals.len();
    for (i, line) in horizontals.into_iter().enumerate() {
        frames.entry(groups.of(i)).or_default().horizontals.push(line);
    }
    for (j, line) in verticals.into_iter().enumerate() {
        frames.entry(groups.of(first_vertical + j)).or_default().verticals.push(line);
    }
    frames.into_values().filter(|f| !f.verticals.is_empty() && !f.horizontals.is_empty()).collect()
}

/// A table whose inner lines do not quite meet its outer ones is still one table.
fn join_overlapping(frames: &mut Vec<Frame>) {
    let mut i = 0;
    while i < frames.len() {
        let mut j = i + 1;
        let mut grew = false;
        while j < frames.len() {
            let overlap = match (frames[i].rect(), frames[j].rect()) {
                (Some(a), Some(b)) => {
                    a.intersect(&b).is_some_and(|cut| cut.width() > MEETING && cut.height() > MEETING)
                }
                _ => false,
            };
            if overlap {
                let other = frames.swap_remove(j);
                frames[i].horizontals.extend(other.horizontals);
                frames[i].verticals.extend(other.verticals);
                grew = true;
            } else {
                j += 1;
            }
        }
        if !grew {
            i += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(y: f64, x0: f64, x1: f64) -> Ruling {
        Ruling { rect: Rect::new(x0, y - 0.25, x1, y + 0.25), horizontal: true }
    }

    fn down(x: f64, y0: f64, y1: f64) -> Ruling {
        Ruling { rect: Rect::new(x - 0.25, y0, x + 0.25, y1), horizontal: false }
    }

    #[test]
    fn doubled_and_broken_lines_become_one() {
        let merged = merge(
            [(10.0, 0.0, 50.0), (11.0, 0.0, 50.0), (10.5, 52.0, 90.0)]
                .into_iter()
                .map(|(at, from, to)| Line { at, from, to }),
        );
        assert_eq!(merged.len(), 1);
        assert!(merged[0].to > 89.0 && (10.0..=11.0).contains(&merged[0].at));
    }

    #[test]
    fn tables_that_do_not_touch_are_two_frames_and_underlines_are_none() {
        let mut rulings = Vec::new();
        for y in [0.0, 100.0] {
            rulings.extend([across(y, 0.0, 50.0), across(y + 20.0, 0.0, 50.0)]);
            rulings.extend([down(0.0, y, y + 20.0), down(50.0, y, y + 20.0)]);
        }
        rulings.push(across(200.0, 0.0, 80.0));
        assert_eq!(rulings_to_frames(&rulings).len(), 2);
    }
}
