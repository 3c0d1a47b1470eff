//! Turns rulings into frames: doubled and broken lines are made one, and lines that touch form one frame.

use super::groups::Groups;
use crate::geom::Rect;
use crate::page::Ruling;

/// Distances up to which lines are one line, in points.
#[derive(Debug, Clone, Copy)]
struct Nearness {
    /// Parallel lines at most this far apart are one: doubled hairlines, a border drawn by both neighbours.
    same: f64,
    /// A gap in a line at most this long is closed: dashes, borders drawn cell by cell.
    gap: f64,
    /// Lines that miss each other by at most this much still meet.
    meeting: f64,
}

const USUAL: Nearness = Nearness { same: 2.5, gap: 3.0, meeting: 3.0 };
/// For pages on which each cell is a box of its own, its border beside its neighbour's (a real disclosure of 2018 has
/// them up to 7 points apart); no row of print is as low.
const BOXES: Nearness = Nearness { same: 7.5, gap: 8.0, meeting: 8.0 };
/// The gap of a double border is at most this share of a row.
const THIN_SHARE: f64 = 0.6;
/// So many boxes side by side are cells, not frames of paragraphs.
const FEWEST_BOXES: usize = 6;
/// No cell is narrower or lower than this, in points; shorter lines are strokes of drawn characters.
const SHORTEST: f64 = 4.0;

/// Ruling line after merging: at `at` (y of a horizontal, x of a vertical one), from `from` to `to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RulingLine {
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Frame of connected lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Frame {
    pub(super) horizontals: Vec<RulingLine>,
    pub(super) verticals: Vec<RulingLine>,
}

impl Frame {
    /// Outline of all its lines.
    pub(super) fn rect(&self) -> Option<Rect> {
        let across = self.horizontals.iter().map(|l| Rect::new(l.from, l.at, l.to, l.at));
        let down = self.verticals.iter().map(|l| Rect::new(l.at, l.from, l.at, l.to));
        Rect::hull(across.chain(down))
    }
}

/// Finds the frames of a page, from top to bottom.
pub(super) fn rulings_to_frames(rulings: &[Ruling]) -> Vec<Frame> {
    let mut frames = frames_by(rulings, USUAL);
    let boxes = frames.iter().filter(|f| f.horizontals.len() == 2 && f.verticals.len() == 2).count();
    if (boxes >= FEWEST_BOXES && 2 * boxes > frames.len()) || frames.iter().any(is_doubled) {
        frames = frames_by(rulings, BOXES);
    }
    frames
}

/// Whether at least every third row or column of a frame is lower or narrower than print: borders drawn double.
fn is_doubled(frame: &Frame) -> bool {
    [&frame.horizontals, &frame.verticals].into_iter().any(|lines| {
        let mut at: Vec<f64> = lines.iter().map(|l| l.at).collect();
        at.sort_by(f64::total_cmp);
        let gaps: Vec<f64> =
            at.windows(2).filter_map(|p| Some(p.get(1)? - p.first()?)).filter(|g| *g > 0.5).collect();
        let (thin, mut thick): (Vec<f64>, Vec<f64>) = gaps.iter().partition(|gap| **gap < BOXES.same);
        thick.sort_by(f64::total_cmp);
        let usual = thick.get(thick.len() / 2).copied().unwrap_or(0.0);
        // Where all rows are low, as in a sheet scaled to its page, they are rows.
        gaps.len() >= FEWEST_BOXES
            && 3 * thin.len() >= gaps.len()
            && 4 * thick.len() >= gaps.len()
            && thin.iter().all(|gap| *gap <= THIN_SHARE * usual)
    })
}

fn frames_by(rulings: &[Ruling], near: Nearness) -> Vec<Frame> {
    let horizontals = rulings.iter().filter(|r| r.horizontal);
    let verticals = rulings.iter().filter(|r| !r.horizontal);
    let across = horizontals.map(|r| RulingLine { at: r.rect.mid_y(), from: r.rect.x0, to: r.rect.x1 });
    let down = verticals.map(|r| RulingLine { at: r.rect.mid_x(), from: r.rect.y0, to: r.rect.y1 });
    let mut frames = connect(merge(across, near), merge(down, near), near);
    join_overlapping(&mut frames, near);
    // Two lines and one across them are enough: the outer sides may be open.
    frames.retain(|f| {
        f.horizontals.len().min(f.verticals.len()) >= 1 && f.horizontals.len() + f.verticals.len() >= 3
    });
    frames.sort_by(|a, b| top(a).total_cmp(&top(b)));
    frames
}

/// Finds horizontal lines outside of the framed tables, segment by segment as drawn: rules between the rows of stream
/// tables.
pub(super) fn free_rules(rulings: &[Ruling], framed: &[Rect]) -> Vec<Ruling> {
    let outside =
        |r: &&Ruling| r.horizontal && !framed.iter().any(|f| f.contains(r.rect.mid_x(), r.rect.mid_y()));
    rulings.iter().filter(outside).copied().collect()
}

/// Merges segments of horizontal lines.
pub(super) fn merge_rules(rules: &[Ruling]) -> Vec<RulingLine> {
    merge(rules.iter().map(|r| RulingLine { at: r.rect.mid_y(), from: r.rect.x0, to: r.rect.x1 }), USUAL)
}

fn top(frame: &Frame) -> f64 {
    frame.rect().map_or(0.0, |r| r.y0)
}

/// Makes parallel lines that lie on each other one, and closes their gaps.
fn merge(lines: impl Iterator<Item = RulingLine>, near: Nearness) -> Vec<RulingLine> {
    let mut lines: Vec<RulingLine> = lines.collect();
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut merged: Vec<RulingLine> = Vec::new();
    let mut group: Vec<RulingLine> = Vec::new();
    for line in lines {
        // Measured from the group's first line: a ladder of close lines must not melt into one.
        if group.first().is_some_and(|first| line.at - first.at > near.same) {
            merged.extend(merge_group(std::mem::take(&mut group), near));
        }
        group.push(line);
    }
    merged.extend(merge_group(group, near));
    merged
}

fn merge_group(mut group: Vec<RulingLine>, near: Nearness) -> Vec<RulingLine> {
    group.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut merged: Vec<(RulingLine, f64)> = Vec::new(); // with the weight of `at`: the length seen
    for line in group {
        let length = (line.to - line.from).max(0.1);
        match merged.last_mut() {
            Some((last, weight)) if line.from - last.to <= near.gap => {
                last.at = (last.at * *weight + line.at * length) / (*weight + length);
                *weight += length;
                last.to = last.to.max(line.to);
            }
            _ => merged.push((line, length)),
        }
    }
    merged.into_iter().map(|(line, _)| line).filter(|line| line.to - line.from >= SHORTEST).collect()
}

fn connect(horizontals: Vec<RulingLine>, verticals: Vec<RulingLine>, near: Nearness) -> Vec<Frame> {
    let reach = near.meeting;
    let count = horizontals.len() + verticals.len();
    let mut groups = Groups::new(count);
    for (i, across) in horizontals.iter().enumerate() {
        for (j, down) in verticals.iter().enumerate() {
            let meets = across.from - reach <= down.at
                && down.at <= across.to + reach
                && down.from - reach <= across.at
                && across.at <= down.to + reach;
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
fn join_overlapping(frames: &mut Vec<Frame>, near: Nearness) {
    let reach = near.meeting;
    let mut i = 0;
    while i < frames.len() {
        let mut j = i + 1;
        let mut grew = false;
        while j < frames.len() {
            let overlap = match (frames[i].rect(), frames[j].rect()) {
                (Some(a), Some(b)) => {
                    a.intersect(&b).is_some_and(|cut| cut.width() > reach && cut.height() > reach)
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
                .map(|(at, from, to)| RulingLine { at, from, to }),
            USUAL,
        );
        assert_eq!(merged.len(), 1);
        assert!(merged[0].to > 89.0 && (10.0..=11.0).contains(&merged[0].at));
    }

    #[test]
    fn cells_that_are_boxes_of_their_own_make_one_table() {
        // Six boxes of 40 × 20, 6 points apart.
        let mut rulings = Vec::new();
        for (x, y) in [(0.0, 0.0), (46.0, 0.0), (92.0, 0.0), (0.0, 26.0), (46.0, 26.0), (92.0, 26.0)] {
            rulings.extend([across(y, x, x + 40.0), across(y + 20.0, x, x + 40.0)]);
            rulings.extend([down(x, y, y + 20.0), down(x + 40.0, y, y + 20.0)]);
        }
        let frames = rulings_to_frames(&rulings);
        assert_eq!(frames.len(), 1);
        assert_eq!((frames[0].horizontals.len(), frames[0].verticals.len()), (3, 4));
    }

    #[test]
    fn double_borders_are_one() {
        let mut rulings = Vec::new();
        for y in [0.0, 20.0, 40.0, 60.0, 80.0] {
            rulings.extend([across(y, 0.0, 93.0), across(y + 3.0, 0.0, 93.0)]);
        }
        for x in [0.0, 30.0, 60.0, 90.0] {
            rulings.extend([down(x, 0.0, 83.0), down(x + 3.0, 0.0, 83.0)]);
        }
        let frames = rulings_to_frames(&rulings);
        assert_eq!((frames[0].horizontals.len(), frames[0].verticals.len()), (5, 4));
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
