//! Finds thin lines along the rows of a bitmap: runs of ink, with small gaps closed as run-length smoothing does (Wong, Casey
//! and Wahl, "Document analysis system", 1982), joined over neighbouring rows.

/// Longest stroke of a character, in points: titles are set at up to 26.
pub(super) const LONGEST_STROKE: f64 = 30.0;
/// Shortest side of a cell, in points.
pub(super) const SHORTEST_SIDE: f64 = 7.0;
/// Widest gap of a run, in points: hairlines that a scanner lost.
const BROKEN: f64 = 1.3;
/// Widest gap between two runs of one line, in points.
const TORN: f64 = 6.0;
/// Widest gap of a line that its ink bridges in pieces, in points, and the least share of it that these fill.
const BRIDGED: f64 = 60.0;
const PIECES: f64 = 0.25;
/// Least share of a run that is ink; a row of characters has more gaps.
const INKED: f64 = 0.7;
/// Thickest line, in points: what is thicker is a fill.
const THICKEST: f64 = 3.5;
/// Length from which on a line is a ruling, in points: no row of characters has feet that touch over so much.
pub(super) const SURELY_LONG: f64 = 150.0;
/// Distance beside a line at which there is paper, in points …
const BESIDE: f64 = 1.4;
/// … except over this share of it: print that touches it, lines that cross.
const STRUCK: f64 = 0.3;
/// … and over this share of a side that is no longer than a stroke: a number may end at it.
const STRUCK_SIDE: f64 = 0.6;
/// Length from which on a solid line that print touches all along may be the side of a wide cell, in points, and the least
/// share of it that is ink: the feet of a row of characters have gaps between them.
const WIDE_SIDE: f64 = 60.0;
const SOLID: f64 = 0.97;
/// Largest such share of a line that goes on over the gap to another.
const CALM: f64 = 0.15;
/// Largest such share of a line that cannot be the feet of characters.
const CLEAN: f64 = 0.08;
/// Distance within which parallel lines are one, in points: steps of a line that still climbs.
const STEP: f64 = 0.8;

/// Pixels that are looked at together.
pub(super) const BLOCK: usize = 32;

/// A line in pixels. It begins `at` rows from the top and is `thick` rows high, over the columns `from..to`. A vertical one
/// has rows and columns exchanged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PixelRuling {
    pub(super) at: u32,
    pub(super) thick: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

impl PixelRuling {
    /// Length in pixels.
    pub(super) fn length(&self) -> u32 {
        self.to - self.from
    }

    /// The first row behind it.
    pub(super) fn end(&self) -> u32 {
        self.at + self.thick
    }
}

/// Resolution of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// Points of a pixel.
    pub(super) point: f64,
}

impl Scale {
    /// Converts points to whole pixels, one at least.
    pub(super) fn pixels(self, points: f64) -> u32 {
        // Lengths on a page: few thousand pixels.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let pixels = (points / self.point).round().max(1.0) as u32;
        pixels
    }
}

/// A thin line, and how much of it is struck.
#[derive(Debug, Clone, Copy)]
pub(super) struct ThinLine {
    pub(super) line: PixelRuling,
    /// Share of it along which strokes begin at its sides.
    struck: f64,
}

impl ThinLine {
    /// Whether there is paper along it.
    pub(super) fn is_clean(&self) -> bool {
        self.struck <= CLEAN
    }

    /// Whether print touches it no more than it touches rulings.
    pub(super) fn is_calm(&self) -> bool {
        self.struck <= STRUCK
    }
}

/// The thin lines of one direction.
pub(super) struct ThinLines {
    pub(super) lines: Vec<ThinLine>,
    /// Solid ones that print touches all along: a line of a table only where they end at such lines on both sides.
    pub(super) under_print: Vec<ThinLine>,
}

/// Finds the thin lines along the rows of a bitmap.
///
/// Long runs make lines by themselves. Strokes of characters may touch a line, so that short runs never make it thicker:
/// they only close its gaps and make it longer.
pub(super) fn thin_lines(ink: &[bool], width: usize, scale: Scale) -> ThinLines {
    let long_run = scale.pixels(LONGEST_STROKE);
    let (mut long, mut short) = (Stack::new(scale), Stack::new(scale));
    for (row, y) in ink.chunks_exact(width.max(1)).zip(0_u32..) {
        for (from, to) in runs(row, scale) {
            if to - from >= long_run { long.add(y, from, to) } else { short.add(y, from, to) }
        }
    }
    let thin = |line: &PixelRuling| f64::from(line.thick) * scale.point <= THICKEST;
    let calm = |line: &PixelRuling| {
        f64::from(line.length()) * scale.point >= SURELY_LONG || struck(line, ink, width, scale) <= CALM
    };
    let (lines, rough): (Vec<PixelRuling>, Vec<PixelRuling>) =
        long.done().into_iter().filter(thin).partition(calm);
    let torn = scale.pixels(TORN);
    let mut lines = joined(lines, torn, scale);
    // Print may stand on the level of a line, behind its end: the heads of the characters of a name in the next cell.
    let apart: Vec<PixelRuling> = rough
        .into_iter()
        .filter(|fragment| !lines.iter().any(|line| lies_on(line, fragment, torn)))
        .collect();
    lines.extend(joined(apart, torn, scale));
    let mut lines = bridged(lines, ink, width, scale);
    let mut sides = Vec::new();
    for fragment in short.done().into_iter().filter(thin) {
        if lines.iter().any(|line| lies_on(line, &fragment, 0)) {
            continue; // a part of it, or a stroke that touches it
        }
        let near = 2 * scale.pixels(BROKEN);
        match lines.iter_mut().find(|line| lies_on(line, &fragment, near) && fragment.thick <= line.thick + 1)
        {
            Some(_) if struck(&fragment, ink, width, scale) > CLEAN => {}
            Some(line) => (line.from, line.to) = (line.from.min(fragment.from), line.to.max(fragment.to)),
            None => sides.push(fragment),
        }
    }
    lines.extend(joined(sides, scale.pixels(BROKEN), scale));
    let length = |found: &ThinLine| f64::from(found.line.length()) * scale.point;
    let (lines, rough): (Vec<ThinLine>, Vec<ThinLine>) = lines
        .into_iter()
        .map(|line| ThinLine { line, struck: struck(&line, ink, width, scale) })
        .partition(|found| {
            let most = if length(found) < LONGEST_STROKE { STRUCK_SIDE } else { STRUCK };
            length(found) >= SURELY_LONG || found.struck <= most
        });
    let is_solid = |found: &ThinLine| length(found) >= WIDE_SIDE && inked(&found.line, ink, width) >= SOLID;
    ThinLines { lines, under_print: rough.into_iter().filter(is_solid).collect() }
}

/// Joins lines over a gap in which their ink goes on in pieces: a seal or a pen that was taken out has crossed them there.
fn bridged(mut lines: Vec<PixelRuling>, ink: &[bool], width: usize, scale: Scale) -> Vec<PixelRuling> {
    let (gap, long, step) = (scale.pixels(BRIDGED), scale.pixels(SURELY_LONG / 2.0), scale.pixels(STEP));
    lines.sort_by_key(|line| (line.from, line.at));
    let mut joined: Vec<PixelRuling> = Vec::with_capacity(lines.len());
    for line in lines {
        let goes_on = |known: &&mut PixelRuling| {
            known.at.abs_diff(line.at) <= step
                && (known.to..=known.to + gap).contains(&line.from)
                && known.length().min(line.length()) >= long
                && is_bridged(known, &line, ink, width, scale)
        };
        match joined.iter_mut().find(goes_on) {
            Some(known) => known.to = line.to,
            None => joined.push(line),
        }
    }
    joined
}

/// Whether ink on the level of two lines fills a part of the gap between them, with paper beside it.
fn is_bridged(left: &PixelRuling, right: &PixelRuling, ink: &[bool], width: usize, scale: Scale) -> bool {
    let (at, end) = (left.at.min(right.at), left.end().max(right.end()));
    let beyond = scale.pixels(BESIDE);
    let dark =
        |row: u32, column: u32| ink.get(row as usize * width + column as usize).copied().unwrap_or(false);
    let is_piece = |column: &u32| {
        (at..end).any(|row| dark(row, *column))
            && !dark(at.saturating_sub(beyond), *column)
            && !dark(end - 1 + beyond, *column)
    };
    let pieces = (left.to..right.from).filter(is_piece).count();
    // Pixels of a gap: few hundred.
    #[allow(clippy::cast_precision_loss)]
    let share = pieces as f64 / f64::from(right.from.saturating_sub(left.to).max(1));
    share >= PIECES
}

/// Whether a fragment lies on a line or within `near` pixels of its ends.
fn lies_on(line: &PixelRuling, fragment: &PixelRuling, near: u32) -> bool {
    fragment.at <= line.end() + 1
        && line.at <= fragment.end() + 1
        && fragment.from <= line.to + near
        && line.from <= fragment.to + near
}

/// Joins runs of neighbouring rows into lines, row by row.
struct Stack {
    open: Vec<PixelRuling>,
    done: Vec<PixelRuling>,
    /// What is thicker is a fill.
    thickest: u32,
}

impl Stack {
    fn new(scale: Scale) -> Self {
        Self { open: Vec::new(), done: Vec::new(), thickest: scale.pixels(THICKEST) }
    }

    fn add(&mut self, y: u32, from: u32, to: u32) {
        let (going, ended): (Vec<PixelRuling>, Vec<PixelRuling>) =
            self.open.iter().partition(|line| line.end() >= y);
        self.done.extend(ended);
        self.open = going;
        match self.open.iter_mut().find(|line| line.from <= to + 1 && from <= line.to + 1) {
            // A fill has the columns of its last row alone: the desk around a page would take in all lines of the page.
            Some(fill) if fill.thick > self.thickest => {
                *fill = PixelRuling { from, to, thick: y + 1 - fill.at, at: fill.at };
            }
            Some(line) => {
                *line = PixelRuling {
                    from: line.from.min(from),
                    to: line.to.max(to),
                    thick: y + 1 - line.at,
                    at: line.at,
                };
            }
            None => self.open.push(PixelRuling { at: y, thick: 1, from, to }),
        }
    }

    fn done(mut self) -> Vec<PixelRuling> {
        self.done.append(&mut self.open);
        self.done
    }
}

/// Share of a line along which strokes begin at its sides. Along the feet or the heads of characters they do everywhere.
fn struck(line: &PixelRuling, ink: &[bool], width: usize, scale: Scale) -> f64 {
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

/// Share of a line's length on which there is ink.
fn inked(line: &PixelRuling, ink: &[bool], width: usize) -> f64 {
    let dark =
        |row: u32, column: u32| ink.get(row as usize * width + column as usize).copied().unwrap_or(false);
    let inked =
        (line.from..line.to).filter(|column| (line.at..line.end()).any(|row| dark(row, *column))).count();
    // Pixels of a line: few thousand.
    #[allow(clippy::cast_precision_loss)]
    let share = inked as f64 / f64::from(line.length().max(1));
    share
}

/// Finds the runs of ink in a row, with small gaps closed, that are long enough for a side of a cell.
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
    for (start, block) in (0_u32..).step_by(BLOCK).zip(row.chunks(BLOCK)) {
        // Most blocks are paper: this looks at all of one at a time.
        if !block.iter().fold(false, |any, dark| any | dark) {
            continue;
        }
        for (x, _) in (start..).zip(block).filter(|(_, dark)| **dark) {
            open = match open {
                Some((from, to, inked)) if x - to <= broken => Some((from, x + 1, inked + 1)),
                run => {
                    close(run);
                    Some((x, x + 1, 1))
                }
            };
        }
    }
    close(open);
    found
}

/// Joins lines that lie on one line, over gaps of up to `torn` pixels.
fn joined(mut lines: Vec<PixelRuling>, torn: u32, scale: Scale) -> Vec<PixelRuling> {
    let step = scale.pixels(STEP);
    lines.sort_by_key(|l| (l.from, l.at));
    let mut joined: Vec<PixelRuling> = Vec::new();
    for line in lines {
        let on_one_line = |known: &&mut PixelRuling| {
            line.at <= known.end() + step
                && known.at <= line.end() + step
                && line.from <= known.to + torn
                && line.end().max(known.end()) - line.at.min(known.at) <= scale.pixels(THICKEST)
        };
        match joined.iter_mut().find(on_one_line) {
            Some(known) => {
                let (at, end) = (known.at.min(line.at), known.end().max(line.end()));
                *known = PixelRuling { at, thick: end - at, from: known.from, to: known.to.max(line.to) };
            }
            None => joined.push(line),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 1_200;

    /// A line with a gap from 560 to 660, and ink on its level at these columns of the gap.
    fn lines_with(pieces: &[(usize, usize)]) -> usize {
        let mut ink = vec![false; WIDTH * 100];
        let parts = [(20, 560), (660, 1_180)];
        for (from, to) in parts.iter().chain(pieces) {
            ink[50 * WIDTH + from..50 * WIDTH + to].fill(true);
        }
        let lines = thin_lines(&ink, WIDTH, Scale { point: 0.36 }).lines;
        lines.iter().filter(|found| found.line.length() > 300).count()
    }

    #[test]
    fn a_line_that_a_seal_crossed_goes_on_over_the_gap() {
        assert_eq!(lines_with(&[(580, 590), (600, 612), (630, 640)]), 1);
    }

    #[test]
    fn lines_of_two_tables_beside_each_other_are_two() {
        assert_eq!(lines_with(&[]), 2);
        assert_eq!(lines_with(&[(600, 612)]), 2, "a dash that happens to stand there");
    }
}
