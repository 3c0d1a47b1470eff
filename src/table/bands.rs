//! Puts the lines of a stream table together to its rows, where names or numbers are wrapped.

use super::rows::Row;
use super::rulings::RulingLine;
use super::stacked::columns_to_rows;
use super::words::Word;
use crate::geom::Rect;
use crate::text::number::is_number_or_blank;

/// Largest distance of lines of one row, as a share of the gap between rows.
const CLOSER: f64 = 0.6;
/// Largest distance of lines of one name, in em.
const LEADING_EM: f64 = 0.3;
/// Segments of a rule lie at most this far above each other, in points, …
const ONE_RULE: f64 = 1.5;
/// … begin and end within this share of the table's width from its sides, and cover this share of it.
const INSET: f64 = 0.3;
const ACROSS: f64 = 0.4;

/// Row of a table, with the words of all its lines.
pub(super) struct Band {
    pub(super) words: Vec<Word>,
    /// Whether a name of it may belong to another row.
    pub(super) doubted: bool,
}

/// Finds the column in which a position is.
pub(super) fn column_of(edges: &[f64], x: f64) -> usize {
    let after = edges.partition_point(|e| *e <= x);
    after.saturating_sub(1).min(edges.len().saturating_sub(2))
}

/// Joins lines to rows. Lines closer than rows are one row: a wrapped name, or a wrapped number, which is then read as
/// such. Between two rules, lines are one row as long as no column has two numbers.
pub(super) fn rows_to_bands(body: &[Row], edges: &[f64], rules: &[RulingLine], fills: &[Rect]) -> Vec<Band> {
    let (left, right) = (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(0.0));
    let rules = rules_across(rules, left, right);
    let ruled_apart =
        |a: &Row, b: &Row| rules.iter().any(|at| a.rect.mid_y() <= *at && *at <= b.rect.mid_y());
    // Rules between most rows; a three-line table has a few only.
    let each_ruled =
        3 * body.windows(2).filter(|p| matches!(p, [a, b] if ruled_apart(a, b))).count() > body.len();
    let size = body.iter().map(|r| r.size).fold(0.0, f64::max);
    let gaps = body.windows(2).filter_map(|p| Some(p.get(1)?.rect.y0 - p.first()?.rect.y1));
    let usual = median(gaps.filter(|gap| *gap >= LEADING_EM * size).collect()).unwrap_or(0.0);

    if !each_ruled {
        // Rows that no rule parts are found by their amounts, between one rule and the next.
        let between = body.chunk_by(|a, b| !ruled_apart(a, b));
        let found: Option<Vec<Vec<Band>>> = between.map(|rows| rows_to_printed(rows, edges, fills)).collect();
        if let Some(bands) = found {
            return bands.into_iter().flatten().collect();
        }
    }
    let mut bands: Vec<Vec<&Row>> = Vec::new();
    for line in body {
        let joins = bands.last().is_some_and(|band| {
            band.last().is_some_and(|above| {
                let close = line.rect.y0 - above.rect.y1 < CLOSER * usual;
                !ruled_apart(above, line) && (close || (each_ruled && !numbers_collide(band, line, edges)))
            })
        });
        match bands.last_mut() {
            Some(band) if joins => band.push(line),
            _ => bands.push(vec![line]),
        }
    }
    let words = |band: Vec<&Row>| band.into_iter().flat_map(|row| row.words.iter().cloned()).collect();
    bands.into_iter().map(|band| Band { words: words(band), doubted: false }).collect()
}

/// Finds the rows by what stands in each column; `None` where a number is wrapped.
fn rows_to_printed(rows: &[Row], edges: &[f64], fills: &[Rect]) -> Option<Vec<Band>> {
    if let [row] = rows {
        return Some(vec![Band { words: row.words.clone(), doubted: false }]);
    }
    let sides = edges.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
    let mut columns: Vec<(Vec<Word>, (f64, f64))> = sides.map(|sides| (Vec::new(), sides)).collect();
    for word in rows.iter().flat_map(|row| &row.words) {
        if let Some((words, _)) = columns.get_mut(column_of(edges, word.rect.mid_x())) {
            words.push(word.clone());
        }
    }
    let found = columns_to_rows(columns, fills)?;
    Some(found.into_iter().map(|(words, doubted)| Band { words, doubted }).collect())
}

/// Finds where rules run from the left to the right. A seal, or the columns themselves, may break them.
pub(super) fn rules_across(rules: &[RulingLine], left: f64, right: f64) -> Vec<f64> {
    let mut sorted: Vec<&RulingLine> = rules.iter().collect();
    sorted.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut levels: Vec<Vec<&RulingLine>> = Vec::new();
    for rule in sorted {
        match levels.last_mut() {
            Some(level) if level.last().is_some_and(|last| rule.at - last.at <= ONE_RULE) => level.push(rule),
            _ => levels.push(vec![rule]),
        }
    }
    let across = |level: &Vec<&RulingLine>| {
        let covered: f64 = level.iter().map(|r| r.to.min(right) - r.from.max(left)).map(|l| l.max(0.0)).sum();
        let (from, to) =
            level.iter().fold((f64::MAX, f64::MIN), |(from, to), r| (from.min(r.from), to.max(r.to)));
        let inset = (right - left) * INSET;
        from <= left + inset && to >= right - inset && covered >= ACROSS * (right - left)
    };
    levels.iter().filter(|level| across(level)).filter_map(|level| Some(level.first()?.at)).collect()
}

/// Whether a column would hold two numbers.
fn numbers_collide(band: &[&Row], line: &Row, edges: &[f64]) -> bool {
    let columns = |row: &Row| -> Vec<usize> {
        row.words
            .iter()
            .filter(|w| is_number_or_blank(w.chars()))
            .map(|w| column_of(edges, w.rect.mid_x()))
            .collect()
    };
    let taken: Vec<usize> = band.iter().flat_map(|row| columns(row)).collect();
    columns(line).iter().any(|column| taken.contains(column))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
