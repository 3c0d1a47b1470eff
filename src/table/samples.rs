//! Makes small tables for tests, written as rows of cells: `<` goes on from the left, `^` from above.

use super::words::Word;
use crate::geom::{Direction, Rect};
use crate::page::{Glyph, Reading};
use crate::place::Place;
use crate::table::{Cell, Grid, TextLine};

/// Makes a grid of cells 50 points wide and 20 high.
pub(crate) fn grid(rows: &[&str]) -> Grid {
    let table: Vec<Vec<&str>> = rows.iter().map(|r| r.split('|').map(str::trim).collect()).collect();
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let at = |r: usize, c: usize| table.get(r).and_then(|row| row.get(c)).copied().unwrap_or("");
    let position = |i: usize, step: f64| step * f64::from(u32::try_from(i).unwrap());
    let mut cells = Vec::new();
    for r in 0..rows.len() {
        for c in 0..columns {
            if at(r, c) == "<" || at(r, c) == "^" {
                continue;
            }
            let across = 1 + (c + 1..columns).take_while(|x| at(r, *x) == "<").count();
            let down = 1 + (r + 1..rows.len()).take_while(|y| at(*y, c) == "^").count();
            let rect = Rect::new(
                position(c, 50.0),
                position(r, 20.0),
                position(c + across, 50.0),
                position(r + down, 20.0),
            );
            let line = TextLine {
                text: at(r, c).to_owned(),
                known: None,
                rect,
                size: 10.0,
                cut: false,
                doubt: None,
                readings: Vec::new(),
            };
            let lines = if at(r, c).is_empty() { Vec::new() } else { vec![line] };
            let (rows, columns) = (down, across);
            let place = Some(Place::Box { page: 1, rect });
            cells.push(Cell {
                row: r,
                column: c,
                rows,
                columns,
                rect,
                lines,
                overrun: false,
                row_doubted: false,
                place,
                known: None,
            });
        }
    }
    let xs = (0..=columns).map(|c| position(c, 50.0)).collect();
    let ys = (0..=rows.len()).map(|r| position(r, 20.0)).collect();
    Grid::from_cells(1, xs, ys, cells)
}

/// Makes a reading of one reader that is sure of it.
pub(crate) fn reading(text: &str) -> Reading {
    Reading {
        rect: Rect::new(0.0, 0.0, 1.0, 1.0),
        text: text.to_owned(),
        confidence: 1.0,
        alternatives: Vec::new(),
        unread: Vec::new(),
        agreed: false,
        disputed: false,
        disturbed: false,
    }
}

/// Makes a word at `x` and `y`: characters 10 points high, Chinese ones 10 wide and others 5.
pub(crate) fn word(text: &str, x: f64, y: f64) -> Word {
    let mut at = x;
    let glyphs = text.chars().map(|ch| {
        let width = if ch.is_ascii() { 5.0 } else { 10.0 };
        let rect = Rect::new(at, y, at + width, y + 10.0);
        at += width;
        Glyph { ch, rect, size: 10.0, direction: Direction::Right, cut: false, doubt: None, reading: None }
    });
    Word::new(glyphs.collect()).unwrap()
}
