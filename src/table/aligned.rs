//! Finds stream tables, which no grid of lines frames: rows by their baselines and rules, columns by their gutters.
//!
//! # Steps
//! 1. words to rows, rows to regions that stand in columns (`rows`);
//! 2. columns by their gutters, which no word crosses (`gutters`);
//! 3. rows put together where a name is wrapped: between two rules, or closer than rows are;
//! 4. cells: header words over the columns they cover, body words in the column of their middle.

use super::bands::{Band, column_of, rows_to_bands, rules_across};
use super::crowded::part_crowded;
use super::grid::{Cell, Grid};
use super::gutters::rows_to_edges;
use super::headers::{Block, rows_to_blocks};
use super::rows::{Row, RowRegion, rows_to_regions, words_to_rows};
use super::rulings::merge_rules;
use super::strayed;
use super::words::{Word, words_to_lines};
use crate::geom::Rect;
use crate::page::{Page, Ruling};
use crate::text::number::is_number_or_blank;

/// Least share of a column that its header word covers.
const COVERED: f64 = 0.3;
/// Tolerance of the middle of a word over its columns, in points: their edges are known within some points only.
const CENTRED: f64 = 6.0;
/// Fewest columns of a table; fewer are lists, but where so many rules run across them.
const FEWEST_COLUMNS: usize = 3;
const RULES_OF_A_TABLE: usize = 2;

/// Finds the tables among words outside of frames, and the words that are left.
pub(super) fn words_to_grids(page: &Page, words: Vec<Word>, rules: &[Ruling]) -> (Vec<Grid>, Vec<Word>) {
    let rows = words_to_rows(words);
    let regions = rows_to_regions(&rows);
    let mut grids = Vec::new();
    let mut left: Vec<Word> = Vec::new();
    let mut next = 0;
    for region in regions {
        left.extend(rows[next..region.header].iter().flat_map(|r| r.words.iter().cloned()));
        next = region.end;
        match region_to_grid(page, &rows, region, rules) {
            Some(grid) => grids.push(grid),
            None => left.extend(rows[region.header..region.end].iter().flat_map(|r| r.words.iter().cloned())),
        }
    }
    left.extend(rows[next..].iter().flat_map(|r| r.words.iter().cloned()));
    (grids, left)
}

fn region_to_grid(page: &Page, rows: &[Row], region: RowRegion, rules: &[Ruling]) -> Option<Grid> {
    let (header, body) = (&rows[region.header..region.body], &rows[region.body..region.end]);
    let around = Rect::hull(rows[region.header..region.end].iter().map(|r| r.rect))?;
    let near = |r: &&Ruling| {
        r.rect.y0 > around.y0 - around_by(rows, region) && r.rect.y1 < around.y1 + around_by(rows, region)
    };
    let rules: Vec<Ruling> = rules.iter().filter(near).copied().collect();
    let segments: Vec<Rect> = rules.iter().map(|r| r.rect).collect();
    let blocks = rows_to_blocks(header);
    let edges = part_crowded(rows_to_edges(&blocks, body, &segments), body);
    let rules = merge_rules(&rules);
    let (left, right) = (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(0.0));
    let fewest = if rules_across(&rules, left, right).len() >= RULES_OF_A_TABLE { 2 } else { FEWEST_COLUMNS };
    if edges.len() < fewest + 1 {
        return None;
    }
    let mut placed = header_cells(&blocks, &edges);
    let header_rows = placed.iter().map(|p| p.row + 1).max().unwrap_or(0);
    let bands = rows_to_bands(body, &edges, &rules, &page.fills);
    let numeric = numeric_columns(body, &edges);
    for (row, band) in bands.iter().enumerate() {
        placed.extend(body_cells(band, &edges, &numeric, header_rows + row));
    }
    mark_strayed(&mut placed, header_rows);
    Some(placed_to_grid(page, placed, edges, header_rows + bands.len()))
}

/// Marks numbers that may be of the column beside theirs.
fn mark_strayed(placed: &mut [Placed], header_rows: usize) {
    let is_number = |cell: &Placed| cell.words.iter().all(|w| is_number_or_blank(w.chars()));
    let of_one_column =
        |cells: &[Placed], is_wanted: &dyn Fn(&Placed) -> bool| -> Vec<(usize, strayed::Placed)> {
            let wanted = cells.iter().enumerate().filter(|(_, cell)| cell.from == cell.to && is_wanted(cell));
            wanted
                .filter_map(|(i, cell)| Some((i, strayed::Placed { column: cell.from, rect: cell.rect()? })))
                .collect()
        };
    let headers = of_one_column(placed, &|cell| cell.row < header_rows && !is_number(cell));
    let numbers = of_one_column(placed, &|cell| cell.row >= header_rows && is_number(cell));
    let headers: Vec<strayed::Placed> = headers.into_iter().map(|(_, placed)| placed).collect();
    let (cells, numbers): (Vec<usize>, Vec<strayed::Placed>) = numbers.into_iter().unzip();
    for index in strayed::strayed_numbers(&headers, &numbers) {
        if let Some(cell) = cells.get(index).and_then(|cell| placed.get_mut(*cell)) {
            cell.overrun = true;
        }
    }
}

/// A rule above or below the table is at most two lines away.
fn around_by(rows: &[Row], region: RowRegion) -> f64 {
    rows.get(region.body).map_or(0.0, |r| 2.0 * r.size)
}

/// Words with their cell.
struct Placed {
    row: usize,
    from: usize,
    to: usize,
    words: Vec<Word>,
    overrun: bool,
    row_doubted: bool,
}

impl Placed {
    fn rect(&self) -> Option<Rect> {
        Rect::hull(self.words.iter().map(|w| w.rect))
    }
}

/// Finds the columns of header words: a word with parts below it stands over those on which it is centred.
fn header_cells(blocks: &[Block], edges: &[f64]) -> Vec<Placed> {
    let spans: Vec<(usize, usize)> = blocks.iter().map(|b| covered(&b.rect, edges)).collect();
    let mut cells: Vec<Placed> = blocks
        .iter()
        .zip(&spans)
        .map(|(block, own)| {
            let parts: Vec<(usize, usize)> =
                block.parts.iter().filter_map(|part| spans.get(*part)).copied().collect();
            let (from, to) = centred_span(&block.rect, *own, &parts, edges);
            Placed { row: 0, from, to, words: block.words.clone(), overrun: false, row_doubted: false }
        })
        .collect();
    // Rows from the top: cells whose middles differ by less than half a line share one.
    let middle = |c: &Placed| c.rect().map_or(0.0, |r| r.mid_y());
    cells.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut row = 0;
    let mut row_middle = cells.first().map_or(0.0, middle);
    for cell in &mut cells {
        let size = cell.words.first().map_or(0.0, |w| w.size);
        if middle(cell) - row_middle > size / 2.0 {
            row += 1;
            row_middle = middle(cell);
        }
        cell.row = row;
    }
    cells
}

/// Finds the columns, from those of one part to those of another, in whose middle a word stands. Tall words beside it
/// count among its parts, so that not all of them need be its own.
fn centred_span(word: &Rect, own: (usize, usize), parts: &[(usize, usize)], edges: &[f64]) -> (usize, usize) {
    let off_centre = |span: &(usize, usize)| ((edges[span.0] + edges[span.1 + 1]) / 2.0 - word.mid_x()).abs();
    let froms = parts.iter().map(|p| p.0).filter(|from| *from <= own.0);
    let spans =
        froms.flat_map(|from| parts.iter().map(|p| p.1).filter(|to| *to >= own.1).map(move |to| (from, to)));
    let mut spans: Vec<(usize, usize)> = spans.collect();
    // Of several spans with one middle the narrowest: 公务用车购置及运行费 over its three of the six columns.
    spans.sort_by_key(|span| span.1 - span.0);
    let centred = spans.iter().find(|span| off_centre(span) <= CENTRED);
    let nearest = || spans.iter().min_by(|a, b| off_centre(a).total_cmp(&off_centre(b)));
    centred.or_else(nearest).copied().unwrap_or(own)
}

/// Finds the columns that a word covers: that of its middle, and those of which it covers enough.
fn covered(rect: &Rect, edges: &[f64]) -> (usize, usize) {
    let centre = column_of(edges, rect.mid_x());
    let covers = |c: &usize| {
        let shared = rect.x1.min(edges[c + 1]) - rect.x0.max(edges[*c]);
        *c == centre || shared >= COVERED * (edges[c + 1] - edges[*c])
    };
    let covered: Vec<usize> = (0..edges.len() - 1).filter(covers).collect();
    (covered.first().copied().unwrap_or(centre), covered.last().copied().unwrap_or(centre))
}

/// Finds columns whose words are mostly numbers: names have none.
fn numeric_columns(body: &[Row], edges: &[f64]) -> Vec<bool> {
    let mut counts = vec![(0_usize, 0_usize); edges.len().saturating_sub(1)];
    for word in body.iter().flat_map(|r| &r.words) {
        let (numbers, words) = &mut counts[column_of(edges, word.rect.mid_x())];
        if is_number_or_blank(word.chars()) {
            *numbers += 1;
        } else {
            *words += 1;
        }
    }
    counts.into_iter().map(|(numbers, words)| numbers > 0 && numbers >= words).collect()
}

fn body_cells(band: &Band, edges: &[f64], numeric: &[bool], row: usize) -> Vec<Placed> {
    let mut cells: Vec<Placed> = Vec::new();
    for word in &band.words {
        let column = column_of(edges, word.rect.mid_x());
        let (x0, x1) = (edges[column], edges[column + 1]);
        let beyond = (x0 - word.rect.x0).max(word.rect.x1 - x1);
        let overrun = is_number_or_blank(word.chars()) && beyond > word.size * 0.5;
        match cells.iter_mut().find(|c| c.from == column) {
            Some(cell) => {
                cell.overrun |= overrun;
                cell.words.push(word.clone());
            }
            None => cells.push(Placed {
                row,
                from: column,
                to: column,
                words: vec![word.clone()],
                overrun,
                row_doubted: band.doubted,
            }),
        }
    }
    cells.sort_by_key(|c| c.from);
    // A label among the numbers, or in the middle of a stretch of blank cells, spans them: 公用经费合计 over groups.
    let taken: Vec<usize> = cells.iter().map(|c| c.from).collect();
    for (i, cell) in
        cells.iter_mut().enumerate().filter(|(_, c)| !c.words.iter().any(|w| is_number_or_blank(w.chars())))
    {
        let from = i.checked_sub(1).and_then(|b| taken.get(b)).map_or(0, |b| b + 1);
        let to = taken.get(i + 1).map_or(edges.len().saturating_sub(2), |n| n - 1);
        let middle = (edges[from] + edges[to + 1]) / 2.0;
        let centred = cell.rect().is_some_and(|r| (r.mid_x() - middle).abs() <= 2.0 * CENTRED);
        if numeric.get(cell.from).copied().unwrap_or(false) || (centred && to - from >= FEWEST_COLUMNS) {
            (cell.from, cell.to) = (from, to);
        }
    }
    cells
}

fn placed_to_grid(page: &Page, mut placed: Vec<Placed>, xs: Vec<f64>, rows: usize) -> Grid {
    let columns = xs.len() - 1;
    let mut tops = vec![(f64::MAX, f64::MIN); rows];
    for (cell, rect) in placed.iter().filter_map(|p| Some((p, p.rect()?))) {
        let extent = &mut tops[cell.row];
        *extent = (extent.0.min(rect.y0), extent.1.max(rect.y1));
    }
    let mut ys = vec![tops.first().map_or(0.0, |t| t.0)];
    ys.extend(tops.windows(2).filter_map(|p| Some((p.first()?.1 + p.get(1)?.0) / 2.0)));
    ys.push(tops.last().map_or(0.0, |t| t.1));
    placed.sort_by_key(|p| (p.row, p.from));
    let mut cells: Vec<Cell> = Vec::new();
    let mut free = vec![true; rows * columns];
    for cell in placed {
        // Two header words may claim one column; the first keeps it.
        let claimed: Vec<usize> = (cell.from..=cell.to).filter(|c| free[cell.row * columns + c]).collect();
        let (Some(from), Some(to)) = (claimed.first().copied(), claimed.last().copied()) else {
            if let Some(owner) = cells.iter_mut().find(|c| c.row == cell.row && c.column == cell.from) {
                owner.lines.extend(words_to_lines(cell.words, f64::INFINITY, &page.readings));
            }
            continue;
        };
        for column in from..=to {
            free[cell.row * columns + column] = false;
        }
        let rect = Rect::new(xs[from], ys[cell.row], xs[to + 1], ys[cell.row + 1]);
        cells.push(Cell {
            row: cell.row,
            column: from,
            rows: 1,
            columns: to + 1 - from,
            rect,
            lines: words_to_lines(cell.words, f64::INFINITY, &page.readings),
            overrun: cell.overrun,
            row_doubted: cell.row_doubted,
            place: None,
            known: None,
        });
    }
    for row in 0..rows {
        for column in (0..columns).filter(|c| free[row * columns + c]) {
            let rect = Rect::new(xs[column], ys[row], xs[column + 1], ys[row + 1]);
            cells.push(Cell::blank(row, column, rect));
        }
    }
    cells.sort_by_key(|c| (c.row, c.column));
    Grid::from_cells(page.number, xs, ys, cells)
}
