//! Finds lines that stand as rows of dots and dashes: they are drawn so, or a fax machine and a worn printer left no more
//! of them.
//!
//! What is flat and lies on one level, piece behind piece over a long way, is a line: print has height, and the dashes that
//! stand for blanks are columns apart. Pieces may stand further apart where no print is on their level, and furthest where
//! other lines of the page run from the same place to the same place. Lines that were found already are pieces too, and go on
//! over those at their ends.

use super::ink::{Component, PixelBox};
use super::rulings::Rulings;
use super::thin_lines::{PixelRuling, Scale};

/// Thickest piece of a line, in points.
const THICKEST: f64 = 1.4;
/// Largest difference of level of two pieces, in points: a line may climb.
const LEVEL: f64 = 0.7;
/// Least length by which a line that was found is longer, in points.
const LONGER_BY: f64 = 6.0;
/// Fewest pieces by which it goes on: specks stand beside the end of many.
const BEYOND_ITS_ENDS: usize = 5;
/// A level runs through print, or along its feet, where points and commas stand, up to so much of the height of a character
/// beyond it …
const BEYOND: f64 = 0.2;
/// … for at least so many components of this height, in points.
const CHARACTERS: usize = 2;
const PRINT: f64 = 4.0;
/// Lines run from one place to another together where these are no further apart than this, in points, …
const SAME_ENDS: f64 = 6.0;
/// … and there are so many of them.
const TOGETHER: usize = 3;
/// Least share of the way of the others that a line runs like them.
const MOST_OF_THE_WAY: f64 = 0.6;

/// What pieces have to be to make a line.
#[derive(Debug, Clone, Copy)]
struct Pieces {
    /// Widest gap between two of them, in points.
    gap: f64,
    /// Least share of the line that they fill: specks of dust fill less.
    filled: f64,
    /// Least number of them in a line, and its least length in points.
    count: usize,
    length: f64,
    /// Whether there must be no print on their level.
    apart: bool,
}

/// So close that no dashes for blanks are.
const CLOSE: Pieces = Pieces { gap: 9.0, filled: 0.22, count: 12, length: 90.0, apart: true };
/// The same, along the columns: print stands on each level of these.
const DOWN: Pieces = Pieces { apart: false, ..CLOSE };
/// Between rows.
const BETWEEN_ROWS: Pieces = Pieces { gap: 60.0, filled: 0.04, count: 12, length: 90.0, apart: true };
/// Where other lines run as this one would.
const LIKE_OTHERS: Pieces = Pieces { gap: 150.0, filled: 0.03, count: 6, length: 90.0, apart: true };

/// Pieces on one level.
struct Chain {
    rect: PixelBox,
    /// Middle of the last piece, in half pixels from the top.
    level: u32,
    /// Columns that its pieces fill.
    filled: u32,
    pieces: Vec<usize>,
    /// The lines it goes on with.
    rulings: Vec<usize>,
}

/// Adds the lines that stand as dots and dashes to those that were found, and gives for each component whether it is a piece
/// of one.
pub(super) fn add_dotted_lines(components: &[Component], rulings: &mut Rulings, scale: Scale) -> Vec<bool> {
    let mut is_piece = vec![false; components.len()];
    let across: Vec<PixelBox> = components.iter().map(|c| c.rect).collect();
    let down: Vec<PixelBox> = across.iter().map(turned).collect();
    let page = (0, u32::MAX);
    extend(&across, &mut rulings.horizontals, &mut is_piece, CLOSE, page, scale);
    extend(&down, &mut rulings.verticals, &mut is_piece, DOWN, page, scale);
    extend(&across, &mut rulings.horizontals, &mut is_piece, BETWEEN_ROWS, page, scale);
    if let Some(ends) = common_ends(&rulings.horizontals, scale) {
        extend(&across, &mut rulings.horizontals, &mut is_piece, LIKE_OTHERS, ends, scale);
    }
    is_piece
}

/// A box with rows and columns exchanged.
fn turned(rect: &PixelBox) -> PixelBox {
    PixelBox { x0: rect.y0, y0: rect.x0, x1: rect.y1, y1: rect.x1 }
}

/// Finds from where to where the lines run that run together.
fn common_ends(rulings: &[PixelRuling], scale: Scale) -> Option<(u32, u32)> {
    let near = scale.pixels(SAME_ENDS);
    let count = |ends: &PixelRuling| {
        let alike = |r: &&PixelRuling| r.from.abs_diff(ends.from) <= near && r.to.abs_diff(ends.to) <= near;
        rulings.iter().filter(alike).count()
    };
    let most = rulings.iter().max_by_key(|ruling| count(ruling))?;
    (count(most) >= TOGETHER).then(|| (most.from.saturating_sub(near), most.to + near))
}

/// Finds lines along the rows, within some columns.
fn extend(
    boxes: &[PixelBox],
    rulings: &mut Vec<PixelRuling>,
    is_piece: &mut [bool],
    must: Pieces,
    within: (u32, u32),
    scale: Scale,
) {
    let usual = common_ends(rulings, scale);
    for chain in chains(boxes, rulings, is_piece, must, within, scale) {
        let points = |pixels: u32| f64::from(pixels) * scale.point;
        let known = chain.rulings.iter().filter_map(|index| rulings.get(*index));
        let (from, to) = known.fold((u32::MAX, 0), |(from, to), r| (from.min(r.from), to.max(r.to)));
        let new = if from < to {
            from.saturating_sub(chain.rect.x0) + chain.rect.x1.saturating_sub(to)
        } else {
            chain.rect.width()
        };
        let long = if chain.rulings.is_empty() {
            points(new) >= must.length && chain.pieces.len() >= must.count
        } else {
            let is_beyond = |piece: &&usize| boxes[**piece].x1 <= from || to <= boxes[**piece].x0;
            let many = || chain.pieces.iter().filter(is_beyond).count() >= BEYOND_ITS_ENDS;
            // Where others end too, few are enough.
            let like_others = usual.is_some_and(|ends| ends.0 <= chain.rect.x0 && chain.rect.x1 <= ends.1);
            points(new) >= LONGER_BY && (like_others || many())
        };
        let runs = within.1 == u32::MAX
            || f64::from(chain.rect.width()) >= MOST_OF_THE_WAY * f64::from(within.1 - within.0);
        let is_line = long
            && runs
            && f64::from(chain.filled) >= must.filled * f64::from(new)
            && !(must.apart && runs_through_print(&chain, boxes, scale));
        if !is_line {
            continue;
        }
        for piece in &chain.pieces {
            is_piece[*piece] = true;
        }
        match chain.rulings.split_first() {
            // The first takes in the others, which become empty and are dropped below.
            Some((first, others)) => {
                for other in others {
                    rulings[*other].to = rulings[*other].from;
                }
                (rulings[*first].from, rulings[*first].to) = (chain.rect.x0.min(from), chain.rect.x1.max(to));
            }
            None => rulings.push(PixelRuling {
                at: chain.rect.y0,
                thick: chain.rect.height(),
                from: chain.rect.x0,
                to: chain.rect.x1,
            }),
        }
    }
    rulings.retain(|ruling| ruling.length() > 0);
}

/// Joins flat boxes, and the lines that were found, into rows of pieces.
fn chains(
    boxes: &[PixelBox],
    rulings: &[PixelRuling],
    is_piece: &[bool],
    must: Pieces,
    within: (u32, u32),
    scale: Scale,
) -> Vec<Chain> {
    let (thick, gap) = (scale.pixels(THICKEST), scale.pixels(must.gap));
    let level = 2 * scale.pixels(LEVEL);
    let found = rulings
        .iter()
        .enumerate()
        .map(|(index, r)| (PixelBox { x0: r.from, y0: r.at, x1: r.to, y1: r.end() }, None, Some(index)));
    let is_flat = |rect: &PixelBox| rect.height() <= thick && within.0 <= rect.x0 && rect.x1 <= within.1;
    let flat = boxes.iter().enumerate().filter(|(index, rect)| is_flat(rect) && !is_piece[*index]);
    let mut pieces: Vec<(PixelBox, Option<usize>, Option<usize>)> =
        flat.map(|(index, rect)| (*rect, Some(index), None)).chain(found).collect();
    pieces.sort_by_key(|(rect, ..)| (rect.x0, rect.y0));
    let mut open: Vec<Chain> = Vec::new();
    let mut done: Vec<Chain> = Vec::new();
    for (rect, piece, ruling) in pieces {
        let middle = rect.y0 + rect.y1;
        done.extend(open.extract_if(.., |chain| rect.x0 > chain.rect.x1 + gap));
        let near = |chain: &&mut Chain| chain.level.abs_diff(middle) <= level;
        let fills = if ruling.is_some() { 0 } else { rect.width() };
        match open.iter_mut().filter(near).min_by_key(|chain| chain.level.abs_diff(middle)) {
            Some(chain) => {
                chain.rect = chain.rect.union(&rect);
                chain.level = middle;
                chain.filled += fills;
                chain.pieces.extend(piece);
                chain.rulings.extend(ruling);
            }
            None => open.push(Chain {
                rect,
                level: middle,
                filled: fills,
                pieces: piece.into_iter().collect(),
                rulings: ruling.into_iter().collect(),
            }),
        }
    }
    done.extend(open);
    done
}

/// Whether characters stand on the level of a row of pieces, anywhere across the page: their points may be the pieces.
fn runs_through_print(chain: &Chain, boxes: &[PixelBox], scale: Scale) -> bool {
    let level = f64::from(chain.rect.y0 + chain.rect.y1) / 2.0;
    let is_met = |rect: &&PixelBox| {
        let height = f64::from(rect.height());
        let reach = f64::from(rect.y0) - BEYOND * height..f64::from(rect.y1) + BEYOND * height;
        height * scale.point >= PRINT && reach.contains(&level)
    };
    boxes.iter().filter(is_met).take(CHARACTERS).count() >= CHARACTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half a point a pixel.
    const SCALE: Scale = Scale { point: 0.5 };

    fn component(x0: u32, y0: u32, x1: u32, y1: u32) -> Component {
        Component { rect: PixelBox { x0, y0, x1, y1 }, area: (x1 - x0) * (y1 - y0) }
    }

    /// Pieces of this width, one each `step` pixels, on one level.
    fn pieces(at: u32, from: u32, to: u32, step: usize, width: u32) -> Vec<Component> {
        (from..to).step_by(step).map(|x| component(x, at, x + width, at + 1)).collect()
    }

    fn lines_of(components: &[Component], known: &[PixelRuling]) -> Vec<(u32, u32, u32)> {
        let mut rulings = Rulings { horizontals: known.to_vec(), ..Rulings::default() };
        add_dotted_lines(components, &mut rulings, SCALE);
        rulings.horizontals.iter().map(|r| (r.at, r.from, r.to)).collect()
    }

    #[test]
    fn dots_and_dashes_on_one_level_are_a_line() {
        assert_eq!(lines_of(&pieces(100, 50, 600, 8, 3), &[]), [(100, 50, 597)]);
        let down: Vec<Component> = (0..80).map(|n| component(300, 40 + 8 * n, 301, 43 + 8 * n)).collect();
        let mut rulings = Rulings::default();
        assert!(add_dotted_lines(&down, &mut rulings, SCALE).iter().all(|is_piece| *is_piece));
        assert_eq!(rulings.verticals.len(), 1);
    }

    #[test]
    fn points_and_commas_of_a_row_of_amounts_are_none() {
        // Pieces far apart, along the feet of digits.
        let mut row = pieces(100, 50, 900, 30, 3);
        assert_eq!(lines_of(&row, &[]).len(), 1);
        row.extend([component(60, 85, 70, 100), component(340, 85, 350, 100)]);
        assert_eq!(lines_of(&row, &[]), []);
    }

    #[test]
    fn dashes_that_stand_for_blanks_and_specks_are_none() {
        assert_eq!(lines_of(&pieces(100, 50, 900, 140, 18), &[]), []);
        let known = [PixelRuling { at: 100, thick: 1, from: 50, to: 600 }];
        assert_eq!(lines_of(&[component(620, 100, 622, 101)], &known), [(100, 50, 600)]);
    }

    #[test]
    fn a_line_goes_on_over_its_pieces_and_few_are_enough_where_others_end_there() {
        let ruling = |at: u32, to: u32| PixelRuling { at, thick: 1, from: 50, to };
        assert_eq!(lines_of(&pieces(100, 610, 900, 12, 3), &[ruling(100, 600)]), [(100, 50, 901)]);
        let table: Vec<PixelRuling> = (1..5).map(|n| ruling(100 * n, 900)).collect();
        let rest = [component(60, 550, 70, 551), component(700, 550, 720, 551)];
        assert_eq!(lines_of(&rest, &table).len(), 4, "two pieces are no line");
        assert_eq!(lines_of(&pieces(550, 60, 900, 130, 12), &table).len(), 5);
    }
}
