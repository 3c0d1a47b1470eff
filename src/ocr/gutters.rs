//! Parts segments at the gutters of tables that have no vertical lines: an amount set to the right and the name that begins
//! in the next column stand closer than words do.
//!
//! A gutter is white over several lines of text, and what it parts is set along it: the ends of what is on its left stand on
//! one level, or the beginnings of what is on its right. White between the characters of names that begin on one level is
//! none: it is narrow, what is on its left begins on one level as well, and marks such as 、 end there.

use super::ink::{Component, PixelBox};
use super::segment::Segment;

/// Narrowest gutter, in usual heights of characters.
const NARROWEST: f64 = 0.33;
/// Widest gap by which a gutter is looked for: wider ones part segments anyway.
const WIDEST: f64 = 1.5;
/// Largest distance of ends or beginnings that are set along one line, in usual heights of characters.
const ALONG: f64 = 0.22;
/// Fewest lines of text that a gutter runs through with print set along it.
const LINES: usize = 4;
/// Lines of text that may cross a gutter before it ends.
const CROSSING: usize = 1;
/// What begins further apart than this begins in different places, in usual heights of characters.
const ELSEWHERE: f64 = 0.5;
/// What is higher than so many usual heights is a title.
const HIGH: f64 = 1.5;
/// What is lower than this share of the usual height is a mark, or a dash.
const FULL: f64 = 0.55;
/// A dash is wider than this share of the usual height.
const DASH: f64 = 0.3;
/// A bracket is no wider and no lower than these shares of the usual height.
const BRACKET: (f64, f64) = (0.45, 0.9);
/// Fewest lines in which print stands along both sides of a gutter.
const BOTH: usize = 2;
/// What is on the left of a gutter reaches so far to the left as the gaps within it are narrower than this.
const WITHIN: f64 = 0.85;

/// White between two columns of characters in one segment.
#[derive(Debug, Clone, Copy)]
struct Gap {
    from: u32,
    to: u32,
}

/// White between two columns of a table.
#[derive(Debug)]
struct Gutter {
    white: Gap,
    /// Levels of the first and the last line of text that it parts.
    top: u32,
    bottom: u32,
}

/// A line of text: its print from the left, put together where it overlaps.
struct Line {
    middle: u32,
    filled: Vec<PixelBox>,
}

/// Parts segments where a gutter runs through them. `char_height` is the usual height of characters, in pixels.
pub(super) fn part_at_gutters(
    segments: Vec<Segment>,
    components: &[Component],
    char_height: f64,
) -> Vec<Segment> {
    let lines = segments_to_lines(&segments, components, char_height);
    let is_text = |segment: &Segment| {
        let is_low = |i: &usize| f64::from(components[*i].rect.height()) <= HIGH * char_height;
        segment.components.iter().all(is_low)
    };
    let gaps = lines
        .iter()
        .flat_map(|line| wide_gaps(line, char_height).into_iter().map(move |gap| (gap, line.middle)));
    let gutters: Vec<Gutter> =
        gaps.filter_map(|(gap, level)| gap_to_gutter(gap, level, &lines, char_height)).collect();
    let mut parted = Vec::with_capacity(segments.len());
    for segment in segments {
        let mut rest = vec![segment];
        if rest.iter().all(is_text) {
            for gutter in &gutters {
                rest = rest.into_iter().flat_map(|segment| part(segment, components, gutter)).collect();
            }
        }
        parted.extend(rest);
    }
    parted
}

/// Parts a segment at a gutter, where no character stands over both of its sides. Dust in it goes to either side.
fn part(segment: Segment, components: &[Component], gutter: &Gutter) -> Vec<Segment> {
    let level = u32::midpoint(segment.rect.y0, segment.rect.y1);
    let Gap { from, to } = gutter.white;
    let crosses = |index: &usize| components[*index].rect.x0 < from && to < components[*index].rect.x1;
    if !(gutter.top..=gutter.bottom).contains(&level) || segment.components.iter().any(crosses) {
        return vec![segment];
    }
    let is_left = |index: &usize| {
        let rect = components[*index].rect;
        rect.x0 + rect.x1 < from + to
    };
    let (left, right): (Vec<usize>, Vec<usize>) = segment.components.iter().partition(|i| is_left(i));
    let sides = [left, right].into_iter().filter_map(|side| {
        let rect = side.iter().map(|i| components[*i].rect).reduce(|a, b| a.union(&b))?;
        Some(Segment { rect, components: side })
    });
    sides.collect()
}

/// Finds the gaps of a line that may be of a gutter: wide enough, no wider than within a segment or little more, and between
/// two characters or dashes.
fn wide_gaps(line: &Line, char_height: f64) -> Vec<Gap> {
    let gap = |pair: &[PixelBox]| match pair {
        [left, right] if [left, right].iter().all(|rect| is_whole(rect, char_height)) => {
            Some(Gap { from: left.x1, to: right.x0 })
        }
        _ => None,
    };
    let is_wide = |gap: &Gap| (NARROWEST..WIDEST).contains(&(f64::from(gap.to - gap.from) / char_height));
    line.filled.windows(2).filter_map(gap).filter(is_wide).collect()
}

/// Whether a column of ink is a character or a dash, and no mark: those of full width have white on one side.
fn is_whole(rect: &PixelBox, char_height: f64) -> bool {
    let (width, height) = (f64::from(rect.width()), f64::from(rect.height()));
    let is_bracket = width <= BRACKET.0 * char_height && height >= BRACKET.1 * char_height;
    let is_dash = width >= DASH * char_height && width >= 2.0 * height;
    is_dash || height >= FULL * char_height && !is_bracket
}

/// Puts the segments together that stand on one level.
fn segments_to_lines(segments: &[Segment], components: &[Component], char_height: f64) -> Vec<Line> {
    let mut order: Vec<&Segment> = segments.iter().collect();
    order.sort_by_key(|segment| segment.rect.y0 + segment.rect.y1);
    let mut lines: Vec<(u32, Vec<PixelBox>)> = Vec::new();
    for segment in order {
        let middle = u32::midpoint(segment.rect.y0, segment.rect.y1);
        let boxes = segment.components.iter().map(|i| components[*i].rect);
        match lines.last_mut() {
            Some((at, filled)) if f64::from(middle - *at) <= FULL * char_height => filled.extend(boxes),
            _ => lines.push((middle, boxes.collect())),
        }
    }
    lines
        .into_iter()
        .map(|(middle, mut boxes)| {
            boxes.sort_by_key(|rect| rect.x0);
            let mut filled: Vec<PixelBox> = Vec::new();
            for rect in boxes {
                match filled.last_mut() {
                    Some(last) if rect.x0 <= last.x1 => *last = last.union(&rect),
                    _ => filled.push(rect),
                }
            }
            Line { middle, filled }
        })
        .collect()
}

/// What stands at a gutter in one line of text.
struct Beside {
    /// Where the run of characters on its left begins, where that ends along the gutter.
    left: Option<u32>,
    /// Whether what is on its right begins along the gutter.
    right: bool,
}

/// Finds the gutter of which a gap on this level is a part.
fn gap_to_gutter(gap: Gap, level: u32, lines: &[Line], char_height: f64) -> Option<Gutter> {
    let at = lines.partition_point(|line| line.middle < level);
    let near = |a: u32, b: u32| f64::from(a.abs_diff(b)) <= ALONG * char_height;
    let mut strip = gap;
    let (mut top, mut bottom) = (level, level);
    let mut found: Vec<Beside> = Vec::new();
    let (above, below) = (lines[..at].iter().rev(), lines[at..].iter());
    for way in [&mut above.into_iter() as &mut dyn Iterator<Item = &Line>, &mut below.into_iter()] {
        let mut crossing = 0;
        for line in way {
            let next = line.filled.partition_point(|rect| rect.x0 + rect.x1 < strip.from + strip.to);
            let is_end = |rect: &PixelBox| near(rect.x1, gap.from);
            let is_begin = |rect: &PixelBox| near(rect.x0, gap.to);
            let Some(white) = white_of(line, strip, NARROWEST * char_height) else {
                // Dust between an end and a beginning crosses nothing.
                let is_dust = |rect: &&PixelBox| !is_whole(rect, char_height);
                let (left, right) = line.filled.split_at(next);
                let left = left.iter().rev().find(|rect| !is_dust(rect)).is_some_and(is_end);
                let right = right.iter().find(|rect| !is_dust(rect)).is_some_and(is_begin);
                if left && right {
                    (top, bottom) = (top.min(line.middle), bottom.max(line.middle));
                    continue;
                }
                crossing += 1;
                if crossing > CROSSING {
                    break;
                }
                continue;
            };
            let next = line.filled.partition_point(|rect| rect.x0 < white.to);
            let left = next.checked_sub(1).and_then(|last| line.filled.get(last));
            let ends = left.is_some_and(is_end);
            let right = line.filled.get(next).is_some_and(is_begin);
            if !(ends || right) {
                continue;
            }
            strip = white;
            (top, bottom) = (top.min(line.middle), bottom.max(line.middle));
            let left = ends.then(|| begin_of_run(&line.filled[..next], char_height)).flatten();
            found.push(Beside { left, right });
        }
    }
    let begins: Vec<u32> = found.iter().filter_map(|beside| beside.left).collect();
    let apart = |a: &u32, b: &u32| f64::from(a.abs_diff(*b)) > ELSEWHERE * char_height;
    let varied = begins.iter().any(|a| begins.iter().any(|b| apart(a, b)))
        // Nothing stands on the left of some of what begins here.
        || begins.len() + LINES / 2 <= found.iter().filter(|beside| beside.right).count();
    let rights = found.iter().filter(|beside| beside.right).count();
    let both = found.iter().filter(|beside| beside.right && beside.left.is_some()).count();
    let reach = pixels(FULL * char_height);
    (begins.len().max(rights) >= LINES && both >= BOTH && varied).then_some(Gutter {
        white: strip,
        top: top.saturating_sub(reach),
        bottom: bottom + reach,
    })
}

/// The white of a line within a strip, where it is wide enough for a gutter.
fn white_of(line: &Line, strip: Gap, narrowest: f64) -> Option<Gap> {
    let from = line.filled.partition_point(|rect| rect.x1 <= strip.from);
    let mut whites: Vec<Gap> = Vec::new();
    let mut reached = strip.from;
    for rect in line.filled[from..].iter().take_while(|rect| rect.x0 < strip.to) {
        if rect.x0 > reached {
            whites.push(Gap { from: reached, to: rect.x0 });
        }
        reached = reached.max(rect.x1);
    }
    if reached < strip.to {
        whites.push(Gap { from: reached, to: strip.to });
    }
    whites
        .into_iter()
        .filter(|white| f64::from(white.to - white.from) >= narrowest)
        .max_by_key(|white| white.to - white.from)
}

/// Where the run of characters begins that ends with the last of these.
fn begin_of_run(filled: &[PixelBox], char_height: f64) -> Option<u32> {
    let mut begin = filled.last()?.x0;
    for rect in filled.iter().rev().skip(1) {
        if f64::from(begin - rect.x1) > WITHIN * char_height {
            break;
        }
        begin = rect.x0;
    }
    Some(begin)
}

/// Rounds a length to whole pixels.
fn pixels(length: f64) -> u32 {
    // Less than a line of text.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = length.round() as u32;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEIGHT: f64 = 20.0;

    /// Lines of segments: the columns of the characters of each.
    fn parted(lines: &[&[&[(u32, u32)]]]) -> Vec<Vec<usize>> {
        let mut components = Vec::new();
        let mut segments = Vec::new();
        for (number, line) in (0_u32..).zip(lines) {
            for columns in *line {
                let (y0, first) = (40 * number, components.len());
                components.extend(columns.iter().map(|(x0, x1)| {
                    // Dust and points are low and stand at the feet.
                    let top = if x1 - x0 < 5 { y0 + 17 } else { y0 };
                    Component { rect: PixelBox { x0: *x0, y0: top, x1: *x1, y1: y0 + 20 }, area: 100 }
                }));
                let rect = components[first..].iter().map(|c| c.rect).reduce(|a, b| a.union(&b)).unwrap();
                segments.push(Segment { rect, components: (first..components.len()).collect() });
            }
        }
        let parts = part_at_gutters(segments, &components, HEIGHT);
        parts.into_iter().map(|segment| segment.components).collect()
    }

    /// An amount of so many digits that ends at 200, and a name that begins at 210.
    fn amount_and_name(digits: u32) -> Vec<(u32, u32)> {
        let amount = (0..digits).rev().map(|n| (188 - 14 * n, 200 - 14 * n));
        amount.chain([(210, 228), (232, 250)]).collect()
    }

    #[test]
    fn amounts_and_the_names_behind_them_are_parted() {
        let lines: Vec<Vec<(u32, u32)>> = [5, 2, 6, 3].map(amount_and_name).to_vec();
        let segments: Vec<Vec<&[(u32, u32)]>> = lines.iter().map(|line| vec![line.as_slice()]).collect();
        let lines: Vec<&[&[(u32, u32)]]> = segments.iter().map(Vec::as_slice).collect();
        assert_eq!(parted(&lines).len(), 8);
        assert_eq!(parted(&lines[..2]).len(), 2, "two lines are no column");
    }

    #[test]
    fn dust_hides_no_gutter() {
        let mut lines: Vec<Vec<(u32, u32)>> = [5, 2, 6, 3, 4].map(amount_and_name).to_vec();
        lines[2].push((204, 206));
        let segments: Vec<Vec<&[(u32, u32)]>> = lines.iter().map(|line| vec![line.as_slice()]).collect();
        let lines: Vec<&[&[(u32, u32)]]> = segments.iter().map(Vec::as_slice).collect();
        assert_eq!(parted(&lines).len(), 10);
    }

    #[test]
    fn white_between_characters_that_stand_below_each_other_is_no_gutter() {
        // Names that begin and go on at the same places, with white behind the second character.
        let name: &[(u32, u32)] = &[(100, 118), (120, 138), (147, 165), (167, 185)];
        let segments = [name];
        assert_eq!(parted(&[segments.as_slice(); 6]).len(), 6);
    }
}
