//! Finds lines that stand as rows of dots and dashes: they are drawn so, or a fax machine and a worn printer left no more
//! of them.
//!
//! What is flat and lies on one level, piece behind piece over a long way, is a line: print has height, and the dashes that
//! stand for blanks are columns apart. Lines that were found already are pieces too, and go on over those at their ends.

use super::ink::{Component, PixelBox};
use super::rulings::Rulings;
use super::thin_lines::{PixelRuling, Scale};

/// Thickest piece of a line, in points.
const THICKEST: f64 = 1.4;
/// Widest gap between two pieces, in points: the dashes of neighbouring columns are further apart.
const GAP: f64 = 9.0;
/// … and of a line between rows, where no dash for a blank can stand.
const GAP_BETWEEN_ROWS: f64 = 60.0;
/// A level runs through print where so much of its height, as a share, lies above and below …
const WITHIN: f64 = 0.2;
/// … of at least so many characters.
const CHARACTERS: usize = 2;
/// Largest difference of level of two pieces, in points: a line may climb.
const LEVEL: f64 = 0.7;
/// Least length of a row of pieces that is a line, in points …
const LONG: f64 = 90.0;
/// … and of one that goes on with a line that was found.
const LONGER_BY: f64 = 6.0;
/// Fewest pieces of a line.
const PIECES: usize = 12;
/// Least share of a line that its pieces fill; specks of dust fill less.
const FILLED: f64 = 0.22;
/// … and of a line between rows, whose pieces are longer than specks.
const FILLED_BETWEEN_ROWS: f64 = 0.1;
/// Shortest piece of a line between rows, in its own heights.
const LONGER_THAN_HIGH: u32 = 2;
/// A component higher than this, in points, is print.
const PRINT: f64 = 4.0;

/// How far apart the pieces of a line may stand.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Spacing {
    /// So close that no dashes for blanks are.
    Close,
    /// Further, on a level on which there is no print.
    BetweenRows,
}

/// Pieces on one level.
struct Chain {
    rect: PixelBox,
    /// Middle of the last piece, in half pixels from the top.
    level: u32,
    /// Columns that its pieces fill.
    filled: u32,
    pieces: Vec<usize>,
    /// The line it goes on with, and the end of that line.
    rulings: Vec<usize>,
}

/// Adds the lines that stand as dots and dashes to those that were found, and gives for each component whether it is a piece
/// of one.
pub(super) fn add_dotted_lines(components: &[Component], rulings: &mut Rulings, scale: Scale) -> Vec<bool> {
    let mut is_piece = vec![false; components.len()];
    let across: Vec<PixelBox> = components.iter().map(|c| c.rect).collect();
    let down: Vec<PixelBox> = across.iter().map(turned).collect();
    extend(&across, &mut rulings.horizontals, &mut is_piece, Spacing::Close, scale);
    extend(&down, &mut rulings.verticals, &mut is_piece, Spacing::Close, scale);
    extend(&across, &mut rulings.horizontals, &mut is_piece, Spacing::BetweenRows, scale);
    is_piece
}

/// A box with rows and columns exchanged.
fn turned(rect: &PixelBox) -> PixelBox {
    PixelBox { x0: rect.y0, y0: rect.x0, x1: rect.y1, y1: rect.x1 }
}

/// Finds lines along the rows.
fn extend(
    boxes: &[PixelBox],
    rulings: &mut Vec<PixelRuling>,
    is_piece: &mut [bool],
    spacing: Spacing,
    scale: Scale,
) {
    for chain in chains(boxes, rulings, is_piece, spacing, scale) {
        let points = |pixels: u32| f64::from(pixels) * scale.point;
        let known = chain.rulings.iter().filter_map(|index| rulings.get(*index));
        let (from, to) = known.fold((u32::MAX, 0), |(from, to), r| (from.min(r.from), to.max(r.to)));
        let new = if from < to {
            from.saturating_sub(chain.rect.x0) + chain.rect.x1.saturating_sub(to)
        } else {
            chain.rect.width()
        };
        let least = if spacing == Spacing::Close { FILLED } else { FILLED_BETWEEN_ROWS };
        let filled = f64::from(chain.filled) >= least * f64::from(new);
        let long = if chain.rulings.is_empty() {
            points(new) >= LONG && chain.pieces.len() >= PIECES
        } else {
            points(new) >= LONGER_BY
        };
        let apart = || spacing == Spacing::Close || !runs_through_print(&chain, boxes, scale);
        if !(filled && long && apart()) {
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
    spacing: Spacing,
    scale: Scale,
) -> Vec<Chain> {
    let thick = scale.pixels(THICKEST);
    let level = 2 * scale.pixels(LEVEL);
    let (gap, longer) = match spacing {
        Spacing::Close => (scale.pixels(GAP), 0),
        Spacing::BetweenRows => (scale.pixels(GAP_BETWEEN_ROWS), LONGER_THAN_HIGH),
    };
    let found = rulings
        .iter()
        .enumerate()
        .map(|(index, r)| (PixelBox { x0: r.from, y0: r.at, x1: r.to, y1: r.end() }, None, Some(index)));
    let is_flat = |rect: &PixelBox| rect.height() <= thick && rect.width() >= longer * rect.height();
    let flat = boxes.iter().enumerate().filter(|(index, rect)| is_flat(rect) && !is_piece[*index]);
    let mut pieces: Vec<(PixelBox, Option<usize>, Option<usize>)> =
        flat.map(|(index, rect)| (*rect, Some(index), None)).chain(found).collect();
    pieces.sort_by_key(|(rect, ..)| (rect.x0, rect.y0));
    let mut open: Vec<Chain> = Vec::new();
    let mut done: Vec<Chain> = Vec::new();
    for (rect, piece, ruling) in pieces {
        let middle = rect.y0 + rect.y1;
        let (going, ended): (Vec<Chain>, Vec<Chain>) =
            open.into_iter().partition(|chain| rect.x0 <= chain.rect.x1 + gap);
        open = going;
        done.extend(ended);
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

/// Whether characters stand on the level of a row of pieces, anywhere across the page.
fn runs_through_print(chain: &Chain, boxes: &[PixelBox], scale: Scale) -> bool {
    let level = f64::from(chain.rect.y0 + chain.rect.y1) / 2.0;
    let is_met = |rect: &&PixelBox| {
        let height = f64::from(rect.height());
        let inside = f64::from(rect.y0) + WITHIN * height..f64::from(rect.y1) - WITHIN * height;
        height * scale.point >= PRINT && inside.contains(&level)
    };
    boxes.iter().filter(is_met).take(CHARACTERS).count() >= CHARACTERS
}
