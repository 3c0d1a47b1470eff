//! Turns tables that are drawn with characters (`┌─┬─┐`, `+---+`) into rulings.
//!
//! Each such character has arms that end at the edges of its box. Where the arms of neighbours meet they are one line, as
//! they are seen. A run that meets no other line is text: `────` in a cell stands for a blank.
//!
//! Where the font is not of a fixed width throughout (a dash of half a width), what stands behind in its line is set aside,
//! borders and all. Such a line is moved back by its borders, as the program that wrote it meant it.

use crate::geom::{Direction, Rect};
use crate::page::{Glyph, Ruling};

/// Fewest characters at which lines meet; a page with fewer has no table of them.
const FEWEST_JUNCTIONS: usize = 4;
/// Most such characters of a page that are looked at.
const MOST: usize = 100_000;
/// Widest gap between characters of one horizontal line, and their largest overlap, in em.
const GAP_EM: (f64, f64) = (-0.5, 0.6);
/// Largest distance of the lines of text that one vertical line goes through, in em.
const PITCH_EM: f64 = 2.4;
/// Largest difference of the middles of characters of one line, in em.
const ASIDE_EM: f64 = 0.3;
/// Fewest characters of a horizontal line, of which one is a junction.
const SHORTEST: usize = 2;
/// … and of one that is drawn with hyphens: a minus beside a border is none.
const SHORTEST_OF_HYPHENS: usize = 4;
/// Half the thickness of the lines, in points.
const HALF: f64 = 0.25;

/// Where the arms of a character reach to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Arms {
    left: bool,
    right: bool,
    up: bool,
    down: bool,
}

impl Arms {
    const fn new(arms: [u8; 4]) -> Option<Self> {
        let [left, right, up, down] = arms;
        Some(Self { left: left == 1, right: right == 1, up: up == 1, down: down == 1 })
    }

    /// Whether lines meet in it.
    fn is_junction(self) -> bool {
        (self.left || self.right) && (self.up || self.down)
    }

    /// Gives the arms (left, right, up, down) of a character that draws boxes, single, heavy, double or of ASCII.
    fn of(ch: char) -> Option<Self> {
        match ch {
            '─' | '━' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' | '═' | '-' | '=' => {
                Self::new([1, 1, 0, 0])
            }
            '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' | '║' | '|' | '｜' => {
                Self::new([0, 0, 1, 1])
            }
            '┌'..='┏' | '╒'..='╔' | '╭' => Self::new([0, 1, 0, 1]),
            '┐'..='┓' | '╕'..='╗' | '╮' => Self::new([1, 0, 0, 1]),
            '└'..='┗' | '╘'..='╚' | '╰' => Self::new([0, 1, 1, 0]),
            '┘'..='┛' | '╛'..='╝' | '╯' => Self::new([1, 0, 1, 0]),
            '├'..='┣' | '╞'..='╠' => Self::new([0, 1, 1, 1]),
            '┤'..='┫' | '╡'..='╣' => Self::new([1, 0, 1, 1]),
            '┬'..='┳' | '╤'..='╦' => Self::new([1, 1, 0, 1]),
            '┴'..='┻' | '╧'..='╩' => Self::new([1, 1, 1, 0]),
            '┼'..='╋' | '╪'..='╬' | '+' => Self::new([1, 1, 1, 1]),
            _ => None,
        }
    }
}

/// A character that may draw a part of a box: its index among the glyphs of the page.
#[derive(Debug, Clone, Copy)]
struct Part {
    index: usize,
    arms: Arms,
    ch: char,
    rect: Rect,
    size: f64,
}

/// Takes the characters that draw boxes out of the glyphs, and gives the lines that they draw; `None` where there are none.
pub(super) fn glyphs_to_rulings(glyphs: &[Glyph]) -> Option<(Vec<Glyph>, Vec<Ruling>)> {
    let mut parts = find_parts(glyphs);
    let junctions = parts.iter().filter(|p| p.arms.is_junction()).count();
    if junctions < FEWEST_JUNCTIONS || parts.len() > MOST {
        return None;
    }
    let glyphs = moved_back(glyphs, &mut parts);
    let mut parts = find_parts(&glyphs);
    let mut rulings = Vec::new();
    let mut taken = vec![false; glyphs.len()];
    for run in horizontal_runs(&mut parts) {
        rulings.extend(horizontal_ruling(&run));
        take(&mut taken, &run);
    }
    for run in vertical_runs(&mut parts) {
        // `+` above `+` in two formulas is no line.
        let meets = |part: &Part| !part.ch.is_ascii() || taken.get(part.index).copied().unwrap_or(false);
        if run.iter().any(meets) {
            rulings.extend(vertical_ruling(&run));
            take(&mut taken, &run);
        }
    }
    let left = glyphs.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(glyph, _)| *glyph).collect();
    (!rulings.is_empty()).then_some((left, rulings))
}

fn take(taken: &mut [bool], run: &[Part]) {
    for part in run {
        if let Some(taken) = taken.get_mut(part.index) {
            *taken = true;
        }
    }
}

fn find_parts(glyphs: &[Glyph]) -> Vec<Part> {
    glyphs.iter().enumerate().filter_map(|(index, glyph)| part(index, glyph)).collect()
}

fn part(index: usize, glyph: &Glyph) -> Option<Part> {
    let is_text = glyph.direction == Direction::Right && glyph.reading.is_none();
    let arms = Arms::of(glyph.ch).filter(|_| is_text)?;
    Some(Part { index, arms, ch: glyph.ch, rect: glyph.rect, size: glyph.size })
}

/// A piece of a line of text that is set aside: where it is, and how far it has to go.
struct Aside {
    /// Middle of the line, and half its height.
    y: (f64, f64),
    x: (f64, f64),
    by: f64,
}

/// Moves lines back whose borders do not stand below those of the line before, where there are as many.
fn moved_back(glyphs: &[Glyph], parts: &mut [Part]) -> Vec<Glyph> {
    let mut asides: Vec<Aside> = Vec::new();
    let mut above: Vec<Part> = Vec::new();
    parts.sort_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y()));
    for row in parts.chunk_by(|a, b| b.rect.mid_y() - a.rect.mid_y() < ASIDE_EM * a.size.min(b.size)) {
        let mut borders: Vec<Part> = row.to_vec();
        borders.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        let upper: Vec<Part> = borders.iter().filter(|p| p.arms.up).copied().collect();
        let near = |(a, b): (&Part, &Part)| b.rect.mid_y() - a.rect.mid_y() <= PITCH_EM * a.size.min(b.size);
        let is_next = upper.len() > 1 && above.len() == upper.len() && above.iter().zip(&upper).all(near);
        let by = |(a, b): (&Part, &Part)| a.rect.mid_x() - b.rect.mid_x();
        let shifts: Vec<f64> = if is_next { above.iter().zip(&upper).map(by).collect() } else { Vec::new() };
        let is_aside = shifts.iter().zip(&upper).any(|(by, part)| by.abs() >= ASIDE_EM * part.size);
        if is_aside {
            for (at, (part, by)) in upper.iter().zip(&shifts).enumerate() {
                let end = upper.get(at + 1).map_or(f64::MAX, |next| next.rect.x0);
                let y = (part.rect.mid_y(), ASIDE_EM * part.size);
                asides.push(Aside { y, x: (part.rect.x0, end), by: *by });
            }
            for border in &mut borders {
                let by = upper
                    .iter()
                    .zip(&shifts)
                    .rfind(|(p, _)| p.rect.x0 <= border.rect.x0)
                    .map_or(0.0, |(_, by)| *by);
                border.rect = moved(border.rect, by);
            }
        }
        above = borders.into_iter().filter(|p| p.arms.down).collect();
    }
    let mut glyphs = glyphs.to_vec();
    for glyph in glyphs.iter_mut().filter(|_| !asides.is_empty()) {
        let (x, y) = (glyph.rect.x0, glyph.rect.mid_y());
        let from = asides.partition_point(|aside| aside.y.0 + aside.y.1 <= y);
        let of_line = asides.iter().skip(from).take_while(|aside| aside.y.0 - aside.y.1 < y);
        if let Some(aside) = of_line.into_iter().find(|aside| aside.x.0 <= x && x < aside.x.1) {
            glyph.rect = moved(glyph.rect, aside.by);
        }
    }
    glyphs
}

fn moved(rect: Rect, by: f64) -> Rect {
    Rect { x0: rect.x0 + by, x1: rect.x1 + by, ..rect }
}

/// Finds the characters that stand side by side with their arms joined, with a junction among them.
fn horizontal_runs(parts: &mut [Part]) -> Vec<Vec<Part>> {
    parts.sort_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y()));
    let rows = parts.chunk_by(|a, b| b.rect.mid_y() - a.rect.mid_y() < ASIDE_EM * a.size.min(b.size));
    let mut runs = Vec::new();
    for row in rows {
        let mut row: Vec<Part> = row.iter().filter(|p| p.arms.left || p.arms.right).copied().collect();
        row.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        let joined = |a: &Part, b: &Part| {
            let gap = (b.rect.x0 - a.rect.x1) / a.size.min(b.size);
            a.arms.right && b.arms.left && (GAP_EM.0..=GAP_EM.1).contains(&gap)
        };
        runs.extend(row.chunk_by(joined).filter(|run| is_line(run)).map(<[Part]>::to_vec));
    }
    runs
}

fn is_line(run: &[Part]) -> bool {
    let of_hyphens = run.iter().any(|p| p.ch.is_ascii());
    let fewest = if of_hyphens { SHORTEST_OF_HYPHENS } else { SHORTEST };
    run.len() >= fewest && run.iter().any(|p| p.arms.is_junction())
}

/// Finds the characters that stand one below the other with their arms joined.
fn vertical_runs(parts: &mut [Part]) -> Vec<Vec<Part>> {
    parts.sort_by(|a, b| a.rect.mid_x().total_cmp(&b.rect.mid_x()));
    let columns = parts.chunk_by(|a, b| b.rect.mid_x() - a.rect.mid_x() < ASIDE_EM * a.size.min(b.size));
    let mut runs = Vec::new();
    for column in columns {
        let mut column: Vec<Part> = column.iter().filter(|p| p.arms.up || p.arms.down).copied().collect();
        column.sort_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y()));
        let joined = |a: &Part, b: &Part| {
            a.arms.down && b.arms.up && b.rect.mid_y() - a.rect.mid_y() <= PITCH_EM * a.size.min(b.size)
        };
        runs.extend(column.chunk_by(joined).filter(|run| run.len() > 1).map(<[Part]>::to_vec));
    }
    runs
}

/// The line from the first character of a run to the last. At an end without an arm it stops in the middle.
fn horizontal_ruling(run: &[Part]) -> Option<Ruling> {
    let (first, last) = (run.first()?, run.last()?);
    let x0 = if first.arms.left { first.rect.x0 } else { first.rect.mid_x() };
    let x1 = if last.arms.right { last.rect.x1 } else { last.rect.mid_x() };
    let y = first.rect.mid_y();
    Some(Ruling { rect: Rect::new(x0, y - HALF, x1, y + HALF), horizontal: true })
}

fn vertical_ruling(run: &[Part]) -> Option<Ruling> {
    let (first, last) = (run.first()?, run.last()?);
    let y0 = if first.arms.up { first.rect.y0 } else { first.rect.mid_y() };
    let y1 = if last.arms.down { last.rect.y1 } else { last.rect.mid_y() };
    let x = first.rect.mid_x();
    Some(Ruling { rect: Rect::new(x - HALF, y0, x + HALF, y1), horizontal: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of a fixed-width font, 5 points a character and 12 a line.
    fn page(lines: &[&str]) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        for (line, row) in lines.iter().zip(0_u32..) {
            for (ch, at) in line.chars().zip(0_u32..).filter(|(ch, _)| *ch != ' ') {
                let (x, y) = (5.0 * f64::from(at), 12.0 * f64::from(row));
                let rect = Rect::new(x, y, x + 5.0, y + 10.0);
                glyphs.push(Glyph {
                    ch,
                    rect,
                    size: 10.0,
                    direction: Direction::Right,
                    cut: false,
                    doubt: None,
                    reading: None,
                });
            }
        }
        glyphs
    }

    fn read(lines: &[&str]) -> Option<(String, usize, usize)> {
        let (left, rulings) = glyphs_to_rulings(&page(lines))?;
        let horizontal = rulings.iter().filter(|r| r.horizontal).count();
        Some((left.iter().map(|g| g.ch).collect(), horizontal, rulings.len() - horizontal))
    }

    #[test]
    fn boxes_become_lines_and_a_blank_stays_a_dash() {
        let found = read(&["┌──┬───┐", "│甲│1.5│", "├──┼───┤", "│乙│── │", "└──┴───┘"]);
        assert_eq!(found, Some(("甲1.5乙──".to_owned(), 3, 3)));
        let found = read(&["╔══╦═══╗", "║甲║1.5║", "╚══╩═══╝"]);
        assert_eq!(found, Some(("甲1.5".to_owned(), 2, 3)));
    }

    #[test]
    fn a_line_that_is_set_aside_by_a_narrow_dash_is_moved_back() {
        let mut glyphs =
            page(&["┌──┬───┬───┐", "│甲│—  │1.5│", "├──┼───┼───┤", "│乙│2.5│3.5│", "└──┴───┴───┘"]);
        let dash = glyphs.iter().position(|g| g.ch == '—').unwrap();
        let is_behind = |g: &Glyph, y: f64| (g.rect.y0 - y).abs() < 0.001 && g.rect.x0 > 20.0;
        let y = glyphs[dash].rect.y0;
        for glyph in glyphs.iter_mut().filter(|g| is_behind(g, y)) {
            glyph.rect = moved(glyph.rect, -4.0);
        }
        let (left, rulings) = glyphs_to_rulings(&glyphs).unwrap();
        assert_eq!(left.iter().map(|g| g.ch).collect::<String>(), "甲—1.5乙2.53.5");
        assert_eq!(rulings.iter().filter(|r| !r.horizontal).count(), 4);
        let one = left.iter().find(|g| g.ch == '1').unwrap();
        assert!((one.rect.x0 - 40.0).abs() < 0.001);
    }

    #[test]
    fn boxes_of_ascii_become_lines_and_a_minus_stays() {
        let found = read(&["+--+----+", "|甲|-1.5|", "+==+====+", "|乙|-   |", "+--+----+"]);
        assert_eq!(found, Some(("甲-1.5乙-".to_owned(), 3, 3)));
    }

    #[test]
    fn a_page_without_boxes_is_left_alone() {
        assert_eq!(read(&["甲 ──── 1.50", "1+2=3 a+b+c+d", "1+2=3 | - | 3"]), None);
    }

    #[test]
    fn lines_reach_from_corner_to_corner() {
        let (_, rulings) = glyphs_to_rulings(&page(&["┌─┐", "│ │", "└─┘"])).unwrap();
        let ends: Vec<(f64, f64)> = rulings
            .iter()
            .map(|r| if r.horizontal { (r.rect.x0, r.rect.x1) } else { (r.rect.y0, r.rect.y1) })
            .collect();
        assert_eq!(ends, [(2.5, 12.5), (2.5, 12.5), (5.0, 29.0), (5.0, 29.0)]);
    }
}
