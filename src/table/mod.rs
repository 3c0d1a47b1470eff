//! Turns pages into tables as printed: cells with their spans and text, nothing interpreted.
//!
//! # Steps
//! 1. characters that draw boxes become rulings (`drawn_boxes`), and a sheet with forms or pages beside each other is
//!    parted, each part read alone (`parting`, `beside`);
//! 2. glyphs drawn in one go become words (`words`), numbers whose digits are set apart too (`set_wide`), and a small
//!    raised digit becomes the mark of the word before it (`footnotes`);
//! 3. doubled and broken rulings are made one, those that touch form frames (`rulings`); where cells have no sides, the ends
//!    of their borders say where these are (`cell_borders`);
//! 4. each frame becomes a lattice of cells, joined where no line separates them (`lattice`), with the columns of words
//!    beside it where its outer lines are missing (`sides`);
//! 5. words are dealt out to the cells (`deal`), and cells are parted where a side is missing (`missing`) or where no line
//!    parts the rows (`stacked`, `names`);
//! 6. what is left and stands in columns is a table without a grid (`aligned`; numbers that may be of two columns are
//!    marked, `strayed`); the rest are lines between the tables;
//! 7. each cell takes with it where its text is printed and what it was recognised as, so that later stages need no
//!    page.
//!
//! Documents without pages enter here: their sheets and tables become [`PageTables`] by `workbook` and `sheet`.

mod aligned;
mod bands;
mod beside;
mod cell_borders;
mod cell_line;
mod crowded;
mod deal;
mod drawn_boxes;
mod footnotes;
mod grid;
mod groups;
mod gutters;
mod headers;
mod lattice;
mod missing;
mod names;
mod open_columns;
mod parting;
mod rows;
mod rulings;
#[cfg(test)]
pub(crate) mod samples;
mod set_wide;
mod sheet;
mod sides;
mod spacing;
mod stacked;
mod strayed;
pub(crate) mod words;
mod workbook;

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use crate::geom::{Affine, Rect};
use crate::page::Page;
use crate::place::{Note, Severity};
pub(crate) use beside::{ColumnPiece, rows_at_heights, rows_by_labels};
use grid::MOST_CROSSINGS;
pub use grid::{Cell, Grid, readings_of};
pub use sheet::{SHEET_STEP, cells_to_grid, text_to_line};
pub use words::TextLine;
pub use workbook::sheets_to_tables;

/// Gap at which lines outside of tables are split, in em: `部门：…   2023年度   单位：万元` are three.
const PARTED_EM: f64 = 1.2;

/// The fullest page of a real disclosure has 1,500 words and 3,000 lines (drawn cell by cell); pages with more than
/// these are drawings, maps or traps, and comparing everything on them with everything else would take minutes.
const MOST_WORDS: usize = 12_000;
const MOST_RULINGS: usize = 20_000;

/// Tables of a page, or of a sheet, and the lines of text between them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageTables {
    /// Number of the page, else of the sheet or the table, from 1.
    pub page: u32,
    /// Width and height of the upright page, in points; `None` where the document has no pages.
    pub size: Option<(f64, f64)>,
    /// Map from its points to the page as it is seen.
    #[serde(skip)]
    pub as_seen: Affine,
    /// Tables, from top to bottom.
    pub grids: Vec<Grid>,
    /// Lines of text outside of them, from top to bottom.
    pub lines: Vec<TextLine>,
    /// Notes on what was not looked at.
    pub notes: Vec<Note>,
    /// Parts of a sheet on which forms or pages stand beside each other, from the left; none where it is one page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// Part of a sheet, which is read as a page of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Where it begins, in points from the left of the sheet.
    pub left: f64,
    /// Its tables, as indices into [`PageTables::grids`].
    pub grids: Range<usize>,
    /// Its lines, as indices into [`PageTables::lines`].
    pub lines: Range<usize>,
}

impl PageTables {
    /// Gives the parts of a sheet as pages in the order of reading, with positions from the left of each part; the page
    /// alone where it is not parted. Places stay those of the sheet.
    pub(crate) fn parted(&self) -> Vec<PageTables> {
        if self.parts.is_empty() {
            return vec![self.clone()];
        }
        let part = |(number, part): (usize, &Part)| {
            let mut grids = self.grids.get(part.grids.clone()).unwrap_or_default().to_vec();
            let mut lines = self.lines.get(part.lines.clone()).unwrap_or_default().to_vec();
            grids.iter_mut().for_each(|grid| grid.stand_in_part(number, part.left));
            lines.iter_mut().for_each(|line| line.rect = line.rect.moved(-part.left, 0.0));
            let notes = if number == 0 { self.notes.clone() } else { Vec::new() };
            PageTables {
                page: self.page,
                size: self.size,
                as_seen: self.as_seen,
                grids,
                lines,
                notes,
                parts: Vec::new(),
            }
        };
        self.parts.iter().enumerate().map(part).collect()
    }
}

/// Finds the tables of all pages.
pub fn pages_to_tables(pages: &[Page]) -> Vec<PageTables> {
    let pages: Vec<Cow<'_, Page>> = pages.iter().map(with_drawn_boxes).collect();
    let borders = parting::borders(&pages);
    pages.iter().zip(borders).map(|(page, borders)| sheet_to_tables(page, &borders)).collect()
}

/// Finds the tables of one page.
pub fn page_to_tables(page: &Page) -> PageTables {
    let page = with_drawn_boxes(page);
    sheet_to_tables(&page, &parting::page_to_borders(&page))
}

/// Makes rulings of the characters that draw boxes, where a page has some.
fn with_drawn_boxes(page: &Page) -> Cow<'_, Page> {
    match drawn_boxes::glyphs_to_rulings(&page.glyphs) {
        None => Cow::Borrowed(page),
        Some((glyphs, lines)) => {
            let rulings = page.rulings.iter().copied().chain(lines).collect();
            Cow::Owned(Page { glyphs, rulings, ..page.clone() })
        }
    }
}

/// Finds the tables of a sheet, of each of its parts alone.
fn sheet_to_tables(page: &Page, borders: &[parting::Border]) -> PageTables {
    if borders.is_empty() {
        return part_to_tables(page);
    }
    let mut sheet = PageTables {
        as_seen: page.upright,
        page: page.number,
        size: Some((page.width, page.height)),
        grids: Vec::new(),
        lines: Vec::new(),
        notes: Vec::new(),
        parts: Vec::new(),
    };
    let lefts = std::iter::once(0.0).chain(borders.iter().map(|border| border.x));
    for (part, left) in parting::part(page, borders).iter().zip(lefts) {
        let found = part_to_tables(part);
        let (grids, lines) = (sheet.grids.len(), sheet.lines.len());
        sheet.grids.extend(found.grids);
        sheet.lines.extend(found.lines);
        sheet.notes.extend(found.notes);
        let (grids, lines) = (grids..sheet.grids.len(), lines..sheet.lines.len());
        sheet.parts.push(Part { left, grids, lines });
    }
    sheet
}

/// Finds the tables of a page that is one.
fn part_to_tables(page: &Page) -> PageTables {
    let words = set_wide::join_even(words::glyphs_to_words(&page.glyphs));
    let mut words = footnotes::attach_marks(words);
    let mut grids = Vec::new();
    let mut notes = Vec::new();
    if words.len() > MOST_WORDS || page.rulings.len() > MOST_RULINGS {
        let (count, lines) = (words.len(), page.rulings.len());
        let message = format!("{count} words and {lines} lines are too many for tables: none is looked for");
        notes.push(Note::on_page(Severity::Unread, page.number, message));
    } else {
        let rulings = cell_borders::with_sides(&page.rulings, &words);
        let frames = rulings::rulings_to_frames(&rulings);
        let outlines: Vec<Option<Rect>> = frames.iter().map(rulings::Frame::rect).collect();
        for (number, frame) in frames.iter().enumerate() {
            if frame.horizontals.len().saturating_mul(frame.verticals.len()) > MOST_CROSSINGS {
                let message = "a frame of too many lines is no table: it is not read";
                notes.push(Note::on_page(Severity::Unread, page.number, message));
                continue;
            }
            let Some(lattice) = lattice::frame_to_lattice(frame) else { continue };
            // A single box is a framed paragraph or the edge of the page, not a table.
            if lattice.boxes.len() < 2 {
                continue;
            }
            let others: Vec<Rect> =
                outlines.iter().enumerate().filter(|(i, _)| *i != number).filter_map(|(_, r)| *r).collect();
            let lattice = sides::open_sides(lattice, &words, &others);
            let (dealt, outside) = deal::deal(&lattice, words);
            words = outside;
            if stacked::columns_are_open(&dealt) {
                words.extend(dealt.into_iter().flat_map(|cell| cell.words));
                continue;
            }
            let (lattice, dealt) = open_columns::part_open_columns(lattice, dealt);
            let (lattice, dealt) = missing::part_where_sides_are_missing(lattice, dealt);
            let (lattice, dealt) = stacked::split_stacked_rows(lattice, dealt, &page.fills);
            grids.push(lattice_to_grid(page, lattice, dealt));
        }
        let framed: Vec<Rect> = grids.iter().map(|g: &Grid| g.rect).collect();
        let rules = rulings::free_rules(&page.rulings, &framed);
        let (aligned, outside) = aligned::words_to_grids(page, set_wide::join_thousands(words), &rules);
        words = outside;
        grids.extend(aligned);
        grids.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
    }
    for grid in &mut grids {
        grid.locate_on(page);
        grid.note_uprights(&page.rulings);
    }
    PageTables {
        as_seen: page.upright,
        page: page.number,
        size: Some((page.width, page.height)),
        grids,
        lines: words::words_to_lines(words, PARTED_EM, &page.readings),
        notes,
        parts: Vec::new(),
    }
}

fn lattice_to_grid(page: &Page, lattice: lattice::Lattice, dealt: Vec<deal::Dealt>) -> Grid {
    let mut cells: Vec<Cell> = lattice
        .boxes
        .iter()
        .zip(dealt)
        .map(|(cell, dealt)| Cell {
            row: cell.row,
            column: cell.column,
            rows: cell.rows,
            columns: cell.columns,
            rect: lattice.rect(cell),
            lines: words::words_to_lines(dealt.words, f64::INFINITY, &page.readings),
            overrun: dealt.overrun,
            row_doubted: dealt.row_doubted,
            place: None,
            known: None,
        })
        .collect();
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Grid::from_cells(page.number, lattice.xs, lattice.ys, cells).with_lines()
}
