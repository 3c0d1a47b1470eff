//! Ruling lines: found among the ink of a straight page, closed where broken, and taken out of the picture.
//!
//! A ruling is a run of ink that is longer than any stroke of a character and thin. Short ones count only where they
//! connect two long ones: the side of one cell.

use image::{GrayImage, Luma};

/// Hairlines between two pixels are no darker than this: half of each is paper.
const FAINT: u8 = 185;
/// No stroke of a character is as long, in points: titles are set at up to 26.
const LONGEST_STROKE: f64 = 30.0;
/// Shorter pieces are no side of a cell, in points.
const SHORTEST_SIDE: f64 = 7.0;
/// Gaps of hairlines that a scanner lost, in points.
const BROKEN: f64 = 1.3;
/// … and of runs on one line, in points.
const TORN: f64 = 6.0;
/// So much of a ruling is ink; a row of characters has more gaps.
const INKED: f64 = 0.7;
/// Thicker bands are fills, in points.
const THICKEST: f64 = 3.5;
/// No row of characters has feet that touch over this length, in points.
const SURELY_LONG: f64 = 150.0;
/// Beside a ruling, this far in points, there is paper …
const BESIDE: f64 = 1.4;
/// … but for this share of it: print that touches it, lines that cross.
const STRUCK: f64 = 0.3;
/// With no more than this, a line goes on in another.
const CALM: f64 = 0.15;
/// … and with no more than this, no line of it can be the feet of characters.
const CLEAN: f64 = 0.08;
/// Lines within this of each other, in points, are one: steps of a line that still climbs.
const STEP: f64 = 0.8;
/// Two lines meet where they miss each other by no more than this, in points.
const MEETING: f64 = 1.8;

/// A ruling in pixels: `at` rows from the top (or columns from the left), `thick` of them, over `from..to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) at: u32,
    pub(super) thick: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Rule {
    fn length(&self) -> u32 {
        self.to - self.from
    }

    fn end(&self) -> u32 {
        self.at + self.thick
    }
}

/// The horizontal and the vertical rulings of a page.
#[derive(Debug, Default)]
pub(super) struct Ruled {
    pub(super) horizontals: Vec<Rule>,
    pub(super) verticals: Vec<Rule>,
}

/// Finds the rulings of a straight page; `point` is points a pixel.
pub(super) fn ink_to_rulings(gray: &GrayImage, ink: u8, point: f64) -> Ruled {
    let (width, height) = (gray.width() as usize, gray.height() as usize);
    let ink = ink.max(FAINT);
    let rows: Vec<bool> = gray.as_raw().iter().map(|p| *p < ink).collect();
    let mut columns = vec![false; rows.len()];
    for (y, row) in rows.chunks_exact(width.max(1)).enumerate() {
        for (x, dark) in row.iter().enumerate() {
            columns[x * height + y] = *dark;
        }
    }
    let scale = Scale { point };
    let (across, down) = (lines(&rows, width, scale), lines(&columns, height, scale));
    Ruled {
        horizontals: lines_to_rulings(&across, &down, scale),
        verticals: lines_to_rulings(&down, &across, scale),
    }
}

#[derive(Debug, Clone, Copy)]
struct Scale {
    point: f64,
}

impl Scale {
    /// Pixels in a length in points, at least one.
    fn pixels(self, points: f64) -> u32 {
        // Lengths on a page: few thousand pixels.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let pixels = (points / self.point).round().max(1.0) as u32;
        pixels
    }
}

/// Of the lines of one direction those that are no strokes: the very long, the clean, and the sides of cells.
fn lines_to_rulings(lines: &[(Rule, bool)], crossing: &[(Rule, bool)], scale: Scale) -> Vec<Rule> {
    let points = |line: &Rule| f64::from(line.length()) * scale.point;
    let sides =
        |least: f64| -> Vec<Rule> { crossing.iter().map(|c| c.0).filter(|c| points(c) >= least).collect() };
    let (any, long) = (sides(LONGEST_STROKE), sides(SURELY_LONG / 3.0));
    let ruling = |(line, clean): &(Rule, bool)| {
        let length = points(line);
        let (between, count) =
            between_crossings(line, if length < LONGEST_STROKE { &long } else { &any }, scale);
        let side = count >= 2 && f64::from(between.length()) * scale.point >= SHORTEST_SIDE;
        let holds = match length {
            length if length >= SURELY_LONG => true,
            length if length >= LONGEST_STROKE => *clean || side,
            // Nothing of a side sticks out: a stroke may cross two lines.
            _ => side && line.length() <= between.length() + 2 * scale.pixels(MEETING),
        };
        holds.then_some(between)
    };
    lines.iter().filter_map(ruling).collect()
}

/// The line without what sticks out behind the first and the last line that it meets, where that is no longer than a
/// stroke: print below a table may stand right under its lines. Also how many it meets.
fn between_crossings(line: &Rule, others: &[Rule], scale: Scale) -> (Rule, usize) {
    let near = scale.pixels(MEETING);
    let meets = |o: &&Rule| {
        o.from <= line.at + near
            && line.at <= o.to + near
            && o.end() + near >= line.from
            && o.at <= line.to + near
    };
    let met: Vec<&Rule> = others.iter().filter(meets).collect();
    let mut cut = *line;
    if let (Some(first), Some(last)) = (met.iter().map(|o| o.at).min(), met.iter().map(|o| o.end()).max()) {
        let stroke = scale.pixels(LONGEST_STROKE);
        if met.len() >= 2 && first > line.from && first - line.from <= stroke {
            cut.from = first;
        }
        if met.len() >= 2 && line.to > last && line.to - last <= stroke {
            cut.to = last;
        }
    }
    (cut, met.len())
}

/// The thin runs of ink along the rows of a bitmap, those of neighbouring rows put together.
///
/// Long runs make lines by themselves. Strokes of characters may touch a line, so that short runs never make it thicker:
/// they only close its gaps and make it longer. With each line comes whether there is paper along it.
fn lines(ink: &[bool], width: usize, scale: Scale) -> Vec<(Rule, bool)> {
    let long_run = scale.pixels(LONGEST_STROKE);
    let (mut long, mut short) = (Stack::default(), Stack::default());
    for (row, y) in ink.chunks_exact(width.max(1)).zip(0_u32..) {
        for (from, to) in runs(row, scale) {
            if to - from >= long_run { long.add(y, from, to) } else { short.add(y, from, to) }
        }
    }
    let thin = |line: &Rule| f64::from(line.thick) * scale.point <= THICKEST;
    let calm = |line: &Rule| {
        f64::from(line.length()) * scale.point >= SURELY_LONG || struck(line, ink, width, scale) <= CALM
    };
    let (lines, rough): (Vec<Rule>, Vec<Rule>) = long.done().into_iter().filter(thin).partition(calm);
    let torn = scale.pixels(TORN);
    let mut lines = joined(lines, torn, scale);
    // Behind the end of a line print may stand on its level: the heads of a name in the next cell.
    let apart: Vec<Rule> =
        rough.into_iter().filter(|piece| !lines.iter().any(|line| lies_on(line, piece, torn))).collect();
    lines.extend(joined(apart, torn, scale));
    let mut sides = Vec::new();
    for piece in short.done().into_iter().filter(thin) {
        if lines.iter().any(|line| lies_on(line, &piece, 0)) {
            continue; // a part of it, or a stroke that touches it
        }
        let near = 2 * scale.pixels(BROKEN);
        match lines.iter_mut().find(|line| lies_on(line, &piece, near) && piece.thick <= line.thick + 1) {
            Some(_) if struck(&piece, ink, width, scale) > CLEAN => {}
            Some(line) => (line.from, line.to) = (line.from.min(piece.from), line.to.max(piece.to)),
            None => sides.push(piece),
        }
    }
    lines.extend(joined(sides, scale.pixels(BROKEN), scale));
    lines
        .into_iter()
        .map(|line| (line, struck(&line, ink, width, scale)))
        .filter(|(line, struck)| f64::from(line.length()) * scale.point >= SURELY_LONG || *struck <= STRUCK)
        .map(|(line, struck)| (line, struck <= CLEAN))
        .collect()
}

/// Whether a piece lies on a line, or within `near` pixels of its ends.
fn lies_on(line: &Rule, piece: &Rule, near: u32) -> bool {
    piece.at <= line.end() + 1
        && line.at <= piece.end() + 1
        && piece.from <= line.to + near
        && line.from <= piece.to + near
}

/// Runs of neighbouring rows, put together as they come.
#[derive(Default)]
struct Stack {
    open: Vec<Rule>,
    done: Vec<Rule>,
}

impl Stack {
    fn add(&mut self, y: u32, from: u32, to: u32) {
        let (going, ended): (Vec<Rule>, Vec<Rule>) = self.open.iter().partition(|line| line.end() >= y);
        self.done.extend(ended);
        self.open = going;
        match self.open.iter_mut().find(|line| line.from <= to + 1 && from <= line.to + 1) {
            Some(line) => {
                *line = Rule {
                    from: line.from.min(from),
                    to: line.to.max(to),
                    thick: y + 1 - line.at,
                    at: line.at,
                };
            }
            None => self.open.push(Rule { at: y, thick: 1, from, to }),
        }
    }

    fn done(mut self) -> Vec<Rule> {
        self.done.append(&mut self.open);
        self.done
    }
}

/// At which share of the line strokes begin; at the feet or the heads of characters they do all along.
fn struck(line: &Rule, ink: &[bool], width: usize, scale: Scale) -> f64 {
    let beyond = scale.pixels(BESIDE);
    let dark = |row: Option<u32>, column: u32| {
        row.is_some_and(|row| ink.get(row as usize * width + column as usize).copied().unwrap_or(false))
    };
    let struck = (line.from..line.to)
        .filter(|column| {
            dark(line.at.checked_sub(beyond), *column) || dark(Some(line.end() - 1 + beyond), *column)
        })
        .count();
    // Pixels of a line: few thousand.
    #[allow(clippy::cast_precision_loss)]
    let share = struck as f64 / f64::from(line.length().max(1));
    share
}

/// Runs of ink in a row over small gaps, long enough for a side of a cell.
fn runs(row: &[bool], scale: Scale) -> Vec<(u32, u32)> {
    let (shortest, broken) = (scale.pixels(SHORTEST_SIDE), scale.pixels(BROKEN));
    let mut found = Vec::new();
    let mut open: Option<(u32, u32, u32)> = None; // from, to, pixels of ink
    let mut close = |run: Option<(u32, u32, u32)>| {
        if let Some((from, to, inked)) = run
            && to - from >= shortest
            && f64::from(inked) >= INKED * f64::from(to - from)
        {
            found.push((from, to));
        }
    };
    for (x, dark) in (0_u32..).zip(row) {
        if !dark {
            continue;
        }
        open = match open {
            Some((from, to, inked)) if x - to <= broken => Some((from, x + 1, inked + 1)),
            run => {
                close(run);
                Some((x, x + 1, 1))
            }
        };
    }
    close(open);
    found
}

/// Lines that lie on one line put together over gaps of `torn` pixels.
fn joined(mut lines: Vec<Rule>, torn: u32, scale: Scale) -> Vec<Rule> {
    let step = scale.pixels(STEP);
    lines.sort_by_key(|l| (l.from, l.at));
    let mut joined: Vec<Rule> = Vec::new();
    for line in lines {
        let on_one_line = |known: &&mut Rule| {
            line.at <= known.end() + step
                && known.at <= line.end() + step
                && line.from <= known.to + torn
                && line.end().max(known.end()) - line.at.min(known.at) <= scale.pixels(THICKEST)
        };
        match joined.iter_mut().find(on_one_line) {
            Some(known) => {
                let (at, end) = (known.at.min(line.at), known.end().max(line.end()));
                *known = Rule { at, thick: end - at, from: known.from, to: known.to.max(line.to) };
            }
            None => joined.push(line),
        }
    }
    joined
}

/// Takes the rulings out of the picture, but where strokes cross them.
pub(super) fn remove_rulings(gray: &mut GrayImage, ruled: &Ruled, ink: u8) {
    let before = gray.clone();
    for rule in &ruled.horizontals {
        clear(gray, &before, rule, ink, |along, across| (along, across));
    }
    for rule in &ruled.verticals {
        clear(gray, &before, rule, ink, |along, across| (across, along));
    }
}

/// A rim of a pixel around a ruling is gray from it.
fn clear(
    gray: &mut GrayImage,
    before: &GrayImage,
    rule: &Rule,
    ink: u8,
    at: impl Fn(u32, u32) -> (u32, u32),
) {
    let dark = |along: u32, across: u32| {
        let (x, y) = at(along, across);
        before.get_pixel_checked(x, y).is_some_and(|p| p.0[0] < ink)
    };
    for along in rule.from.saturating_sub(1)..=rule.to {
        // The line itself in this column: it may climb by a pixel or two within its thickness.
        let above = rule.at.checked_sub(2).is_some_and(|across| dark(along, across));
        let below = dark(along, rule.end() + 1);
        if above && below {
            continue;
        }
        for across in rule.at.saturating_sub(1)..=rule.end() {
            let (x, y) = at(along, across);
            if let Some(pixel) = gray.get_pixel_mut_checked(x, y) {
                *pixel = Luma([255]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 300 × 200 pixels of half a point.
    fn page(dark: impl Fn(u32, u32) -> bool) -> GrayImage {
        GrayImage::from_fn(300, 200, |x, y| Luma([if dark(x, y) { 0 } else { 255 }]))
    }

    #[test]
    fn a_broken_hairline_is_one_ruling_and_print_is_none() {
        let gray = page(|x, y| {
            let hairline = y == 100 + u32::from(x > 150) && (20..280).contains(&x) && x % 40 != 0;
            let print = (20..38).contains(&y) && x % 12 < 8;
            hairline || print
        });
        let ruled = ink_to_rulings(&gray, 128, 0.5);
        assert_eq!(ruled.horizontals, [Rule { at: 100, thick: 2, from: 20, to: 280 }]);
        assert_eq!(ruled.verticals, []);
    }

    #[test]
    fn print_on_the_level_of_a_ruling_is_no_part_of_it() {
        // Behind the end of the line at 200, heads of characters with a stroke below each.
        let gray = page(|x, y| {
            let line = y == 100 && (20..200).contains(&x);
            let at = if (206..280).contains(&x) { (x - 206) % 24 } else { 24 };
            let print = at < 20;
            let stroke = (100..118).contains(&y) && at / 4 == 2;
            line || (print && (y == 100 || stroke))
        });
        assert_eq!(
            ink_to_rulings(&gray, 128, 0.5).horizontals,
            [Rule { at: 100, thick: 1, from: 20, to: 200 }]
        );
    }

    #[test]
    fn a_short_side_counts_where_it_connects_two_lines() {
        let gray = page(|x, y| {
            let frame = (y == 50 || y == 80) && (20..280).contains(&x);
            let side = (x == 120 && (50..80).contains(&y)) || (x == 200 && (55..75).contains(&y));
            frame || side
        });
        let ruled = ink_to_rulings(&gray, 128, 0.5);
        assert_eq!(ruled.verticals.iter().map(|v| v.at).collect::<Vec<_>>(), [120]);
    }

    #[test]
    fn a_stroke_that_crosses_a_ruling_stays() {
        let mut gray =
            page(|x, y| (y == 100 && (20..280).contains(&x)) || (x == 60 && (90..110).contains(&y)));
        let ruled = ink_to_rulings(&gray, 128, 0.5);
        remove_rulings(&mut gray, &ruled, 128);
        assert_eq!(gray.get_pixel(60, 100).0[0], 0);
        assert_eq!(gray.get_pixel(90, 100).0[0], 255);
    }
}
