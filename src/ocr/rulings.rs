//! Detects the ruling lines of a deskewed page, and takes them out of the picture.
//!
//! A ruling is a thin run of ink that is longer than any stroke of a character. A shorter one counts only where it connects
//! two long ones: it is the side of one cell.

use image::{GrayImage, Luma};

pub(super) use super::thin_lines::PixelRuling;
use super::thin_lines::{
    BLOCK, LONGEST_STROKE, SHORTEST_SIDE, SURELY_LONG, Scale, ThinLine, ThinLines, thin_lines,
};

/// Hairlines between two pixels are no darker than this: half of each is paper.
const FAINT: u8 = 185;
/// Largest distance at which two lines meet, in points.
const MEETING: f64 = 1.8;
/// … and at which they make cells, in usual heights of characters.
const NEAR: f64 = 0.3;
/// Length from which on a line that print touches all along may be a side, in points.
const SURELY_SIDE: f64 = 14.0;
/// So many lines that end at one place beyond the last that they cross do not end at strokes of characters.
const TOGETHER: usize = 3;
/// Rulings that meet so often make cells: pages of prose have two meetings at most, forms 25 and more.
const CELLS: usize = 8;

/// The horizontal and the vertical rulings of a page.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    pub(super) horizontals: Vec<PixelRuling>,
    pub(super) verticals: Vec<PixelRuling>,
}

impl Rulings {
    /// From the first to the last ruling across the page, in rows of pixels, where rulings make cells: they meet often enough.
    /// Those of a heading or a box do not.
    pub(super) fn cells(&self, char_height: f64) -> Option<(u32, u32)> {
        let near = NEAR * char_height;
        let lies_on = |across: &PixelRuling, along: &PixelRuling| {
            let at = f64::from(across.at) + f64::from(across.thick) / 2.0;
            f64::from(along.from) - near <= at && at <= f64::from(along.to) + near
        };
        let meets = |h: &PixelRuling, v: &PixelRuling| lies_on(h, v) && lies_on(v, h);
        let meetings: usize =
            self.horizontals.iter().map(|h| self.verticals.iter().filter(|v| meets(h, v)).count()).sum();
        let first = self.horizontals.iter().map(|r| r.at).min()?;
        let last = self.horizontals.iter().map(PixelRuling::end).max()?;
        (meetings >= CELLS).then_some((first, last))
    }
}

/// Finds the rulings of a deskewed page; `point` is the size of a pixel in points.
pub(super) fn ink_to_rulings(gray: &GrayImage, ink: u8, point: f64) -> Rulings {
    let (width, height) = (gray.width() as usize, gray.height() as usize);
    let (rows, columns) = ink_to_bitmaps(gray, ink);
    let scale = Scale { point };
    let (across, down) = (thin_lines(&rows, width, scale), thin_lines(&columns, height, scale));
    let (across, down) =
        (with_sides_under_print(&across, &down, scale), with_sides_under_print(&down, &across, scale));
    Rulings {
        horizontals: lines_to_rulings(&across, &down, scale),
        verticals: lines_to_rulings(&down, &across, scale),
    }
}

/// Finds the pixels that may be of a line, row by row and column by column.
pub(super) fn ink_to_bitmaps(gray: &GrayImage, ink: u8) -> (Vec<bool>, Vec<bool>) {
    let (width, height) = (gray.width() as usize, gray.height() as usize);
    let ink = ink.max(FAINT);
    let rows: Vec<bool> = gray.as_raw().iter().map(|p| *p < ink).collect();
    let mut columns = vec![false; rows.len()];
    for (y, row) in rows.chunks_exact(width.max(1)).enumerate() {
        for (number, block) in row.chunks(BLOCK).enumerate() {
            // Most blocks are paper: this looks at all of one at a time.
            if !block.iter().fold(false, |any, dark| any | dark) {
                continue;
            }
            for (x, dark) in (number * BLOCK..).zip(block) {
                if *dark {
                    columns[x * height + y] = true;
                }
            }
        }
    }
    (rows, columns)
}

/// The lines of one direction with those that print touches all along and that begin and end at long ones: the line between
/// two headings of which the lower stands right under it.
fn with_sides_under_print(found: &ThinLines, crossing: &ThinLines, scale: Scale) -> Vec<ThinLine> {
    let is_long = |c: &PixelRuling| f64::from(c.length()) * scale.point >= SURELY_LONG / 3.0;
    let long: Vec<PixelRuling> = crossing.lines.iter().map(|c| c.line).filter(is_long).collect();
    let sides = found.under_print.iter().filter(|side| reaches(&side.line, &long, scale));
    found.lines.iter().chain(sides).copied().collect()
}

/// Chooses, of the lines of one direction, those that are no strokes:
/// - the very long ones;
/// - the long ones along which there is paper;
/// - the sides of cells, which end at two crossing lines.
fn lines_to_rulings(lines: &[ThinLine], crossing: &[ThinLine], scale: Scale) -> Vec<PixelRuling> {
    let points = |line: &PixelRuling| f64::from(line.length()) * scale.point;
    let sides = |least: f64| -> Vec<PixelRuling> {
        crossing.iter().map(|c| c.line).filter(|c| points(c) >= least).collect()
    };
    let (any, long) = (sides(LONGEST_STROKE), sides(SURELY_LONG / 3.0));
    let open = OpenEnds::of(lines.iter().map(|found| found.line).filter(|l| points(l) >= LONGEST_STROKE));
    let ruling = |found: &ThinLine| {
        let line = &found.line;
        let length = points(line);
        let met = if length < LONGEST_STROKE { &long } else { &any };
        let (between, count) = between_crossings(line, met, &open, scale);
        let side = count >= 2 && f64::from(between.length()) * scale.point >= SHORTEST_SIDE;
        let holds = match length {
            length if length >= SURELY_LONG => true,
            length if length >= LONGEST_STROKE && found.is_calm() => found.is_clean() || side,
            // Chosen among those that print touches, where they begin and end at long lines.
            length if length >= LONGEST_STROKE => true,
            // Nothing of a side sticks out: a stroke may cross two lines.
            _ if found.is_calm() => side && line.length() <= between.length() + 2 * scale.pixels(MEETING),
            _ => side && count == 2 && length >= SURELY_SIDE && reaches(line, &long, scale),
        };
        holds.then_some(between)
    };
    lines.iter().filter_map(ruling).collect()
}

/// Cuts off what sticks out of a line beyond the first and the last line that it meets, where that is no longer than a
/// stroke: print below a table may stand right under its lines. Also gives how many lines it meets.
fn between_crossings(
    line: &PixelRuling,
    others: &[PixelRuling],
    open: &OpenEnds,
    scale: Scale,
) -> (PixelRuling, usize) {
    let near = scale.pixels(MEETING);
    let meets = |o: &&PixelRuling| {
        o.from <= line.at + near
            && line.at <= o.to + near
            && o.end() + near >= line.from
            && o.at <= line.to + near
    };
    let met: Vec<&PixelRuling> = others.iter().filter(meets).collect();
    let mut cut = *line;
    if let (Some(first), Some(last)) = (met.iter().map(|o| o.at).min(), met.iter().map(|o| o.end()).max()) {
        let stroke = scale.pixels(LONGEST_STROKE);
        let is_stroke = |sticks_out: u32| met.len() >= 2 && 0 < sticks_out && sticks_out <= stroke;
        if is_stroke(first.saturating_sub(line.from)) && !has_many(&open.begins, line.from, near) {
            cut.from = first;
        }
        if is_stroke(line.to.saturating_sub(last)) && !has_many(&open.ends, line.to, near) {
            cut.to = last;
        }
    }
    (cut, met.len())
}

/// Where the long lines of one direction begin and end. Those of a table without a frame end together beyond the last line that
/// they cross.
struct OpenEnds {
    begins: Vec<u32>,
    ends: Vec<u32>,
}

impl OpenEnds {
    fn of(lines: impl Iterator<Item = PixelRuling>) -> Self {
        let (begins, ends) = lines.map(|line| (line.from, line.to)).unzip();
        Self { begins, ends }
    }
}

fn has_many(places: &[u32], at: u32, near: u32) -> bool {
    places.iter().filter(|place| place.abs_diff(at) <= near).count() >= TOGETHER
}

/// Whether a line is as thin as others, and begins and ends at them with no paper between: strokes of characters stand between
/// lines, and smears of copies are thick.
fn reaches(line: &PixelRuling, others: &[PixelRuling], scale: Scale) -> bool {
    let near = scale.pixels(MEETING);
    let is_as_thin = others.iter().map(|o| o.thick).min().is_some_and(|thick| line.thick <= thick + 1);
    let begins = |o: &PixelRuling| line.from <= o.end() + 1 && o.at <= line.from + near;
    let ends = |o: &PixelRuling| o.at <= line.to + 1 && line.to <= o.end() + near;
    is_as_thin && others.iter().any(begins) && others.iter().any(ends)
}

/// Takes the rulings out of the picture, except where strokes cross them; `point` is the size of a pixel in points.
pub(super) fn remove_rulings(gray: &mut GrayImage, rulings: &Rulings, ink: u8, point: f64) {
    let before = gray.clone();
    let long = Scale { point }.pixels(LONGEST_STROKE);
    for rule in &rulings.horizontals {
        clear(gray, &before, rule, ink, long, |along, across| (along, across));
    }
    for rule in &rulings.verticals {
        clear(gray, &before, rule, ink, long, |along, across| (across, along));
    }
}

/// Clears a ruling, the rim of one pixel around it, which is gray from it, and what is left of it beyond: one more row where
/// it climbs or is thicker. Left there, it would join all print that touches it. What is shorter than `long` pixels may be
/// the foot of a digit.
fn clear(
    gray: &mut GrayImage,
    before: &GrayImage,
    rule: &PixelRuling,
    ink: u8,
    long: u32,
    at: impl Fn(u32, u32) -> (u32, u32),
) {
    let dark = |along: u32, across: Option<u32>| {
        across.is_some_and(|across| {
            let (x, y) = at(along, across);
            before.get_pixel_checked(x, y).is_some_and(|p| p.0[0] < ink)
        })
    };
    let (first, last) = (rule.at.saturating_sub(1), rule.end());
    let columns = rule.from.saturating_sub(1)..=rule.to;
    // Where ink goes on for long in a row.
    let in_long_run = |across: Option<u32>| {
        let inked: Vec<bool> = columns.clone().map(|along| dark(along, across)).collect();
        let runs = inked.chunk_by(|a, b| a == b);
        let is_long = |run: &[bool]| run.first() == Some(&true) && run.len() >= long as usize;
        runs.flat_map(|run| std::iter::repeat_n(is_long(run), run.len())).collect::<Vec<bool>>()
    };
    let rests = [in_long_run(first.checked_sub(1)), in_long_run(Some(last + 1))];
    for (along, (rest_above, rest_below)) in columns.zip(rests[0].iter().zip(&rests[1])) {
        // The line itself in this column: it may climb by a pixel or two within its thickness.
        let (above, below) = (dark(along, first.checked_sub(1)), dark(along, Some(last + 1)));
        // Strokes go on; what is left of the line does not.
        let rest_above = *rest_above && !dark(along, first.checked_sub(2));
        let rest_below = *rest_below && !dark(along, Some(last + 2));
        if above && below && !(rest_above || rest_below) {
            continue;
        }
        for across in first - u32::from(rest_above)..=last + u32::from(rest_below) {
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
    fn rulings_that_meet_make_cells() {
        let ruling = |at, from, to| PixelRuling { at, thick: 2, from, to };
        let rulings = |count: usize| Rulings {
            horizontals: vec![ruling(100, 50, 500), ruling(200, 50, 500), ruling(900, 50, 500)],
            verticals: (0..).map(|n| ruling(60 + 100 * n, 104, 202)).take(count).collect(),
        };
        // Each meets two of the three.
        assert_eq!((rulings(4).cells(20.0), rulings(3).cells(20.0)), (Some((100, 902)), None));
        assert_eq!(Rulings::default().cells(20.0), None);
    }

    #[test]
    fn a_broken_hairline_is_one_ruling_and_print_is_none() {
        let gray = page(|x, y| {
            let hairline = y == 100 + u32::from(x > 150) && (20..280).contains(&x) && x % 40 != 0;
            let print = (20..38).contains(&y) && x % 12 < 8;
            hairline || print
        });
        let rulings = ink_to_rulings(&gray, 128, 0.5);
        assert_eq!(rulings.horizontals, [PixelRuling { at: 100, thick: 2, from: 20, to: 280 }]);
        assert_eq!(rulings.verticals, []);
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
            [PixelRuling { at: 100, thick: 1, from: 20, to: 200 }]
        );
    }

    #[test]
    fn a_short_side_counts_where_it_connects_two_lines() {
        let gray = page(|x, y| {
            let frame = (y == 50 || y == 80) && (20..280).contains(&x);
            let side = (x == 120 && (50..80).contains(&y)) || (x == 200 && (55..75).contains(&y));
            frame || side
        });
        let rulings = ink_to_rulings(&gray, 128, 0.5);
        assert_eq!(rulings.verticals.iter().map(|v| v.at).collect::<Vec<_>>(), [120]);
    }

    #[test]
    fn a_short_side_counts_where_a_number_ends_at_it() {
        let gray = page(|x, y| {
            let frame = (y == 50 || y == 80) && (20..280).contains(&x);
            let number = (100..118).contains(&x) && (58..72).contains(&y);
            // Its like ends short of the lines: a stroke.
            let stroke =
                x == 200 && (58..78).contains(&y) || (182..198).contains(&x) && (58..72).contains(&y);
            frame || number || stroke || (x == 120 && (50..80).contains(&y))
        });
        let rulings = ink_to_rulings(&gray, 128, 0.5);
        assert_eq!(rulings.verticals.iter().map(|v| v.at).collect::<Vec<_>>(), [120]);
    }

    #[test]
    fn a_side_that_print_touches_all_along_counts_where_it_ends_at_long_lines() {
        let gray = page(|x, y| {
            let frame = (y == 30 || y == 170) && (20..280).contains(&x)
                || (x == 20 || x == 150 || x == 279) && (30..170).contains(&y);
            // Print stands right under a line, and the line at 120 ends before the frame: the feet of characters do.
            let print = (102..116).contains(&y) && (22..148).contains(&x) && x % 12 < 9
                || (106..120).contains(&y) && (154..276).contains(&x) && x % 12 < 9;
            frame || print || y == 100 && (20..150).contains(&x) || y == 120 && (154..276).contains(&x)
        });
        let rulings = ink_to_rulings(&gray, 128, 0.5);
        assert_eq!(rulings.horizontals.iter().map(|h| h.at).collect::<Vec<_>>(), [30, 100, 170]);
    }

    #[test]
    fn a_stroke_that_crosses_a_ruling_stays() {
        let mut gray =
            page(|x, y| (y == 100 && (20..280).contains(&x)) || (x == 60 && (90..110).contains(&y)));
        let rulings = ink_to_rulings(&gray, 128, 0.5);
        remove_rulings(&mut gray, &rulings, 128, 0.5);
        assert_eq!(gray.get_pixel(60, 100).0[0], 0);
        assert_eq!(gray.get_pixel(90, 100).0[0], 255);
    }

    #[test]
    fn what_is_left_of_a_thick_ruling_joins_no_print() {
        // The ruling climbs by two rows in its middle, and strokes hang from it.
        let mut gray = page(|x, y| {
            let line =
                (20..280).contains(&x) && (y == 100 || y == 101 || (100..200).contains(&x) && y == 102);
            line || x % 20 == 4 && (102..112).contains(&y)
        });
        let ruling = PixelRuling { at: 99, thick: 2, from: 20, to: 280 };
        let rulings = Rulings { horizontals: vec![ruling], ..Rulings::default() };
        remove_rulings(&mut gray, &rulings, 128, 0.5);
        assert_eq!((110..118).filter(|x| gray.get_pixel(*x, 102).0[0] == 0).count(), 0);
        assert_eq!(gray.get_pixel(124, 106).0[0], 0, "a stroke stays");
    }
}
