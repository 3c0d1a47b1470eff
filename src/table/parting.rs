//! Parts a sheet of paper on which forms or pages stand beside each other (two A4 pages on one A3, 收入决算表 beside 支出决算表).
//!
//! A title and a unit belong to the part of the sheet that they stand in. A sheet is parted only where two titles stand
//! beside each other at one height and, from there down, no word and no line crosses a place between them; or where its
//! middle is free and other sheets of its size are parted there. One form of two sides (收入 | 支出) has one title.

use std::collections::BTreeSet;
use std::ops::Deref;

use crate::geom::Rect;
use crate::page::{Glyph, Page, Ruling};
use crate::taxonomy::{Models, models};
use crate::text::number::{is_digit, is_separator};
use crate::text::plain::plain;

use super::words::{TextLine, Word, glyphs_to_words, words_to_lines};

/// Gap at which lines are split, in em: two titles beside each other are two.
const GAP_EM: f64 = 1.2;
/// Pages with more are drawings.
const MOST_GLYPHS: usize = 12_000;
const MOST_RULINGS: usize = 20_000;
/// Longer lines are sentences that name a form.
const LONGEST_TITLE: usize = 45;
/// Titles beside each other differ in height by at most so many of their sizes.
const BESIDE_EM: f64 = 1.5;
/// Titles of two forms are set in sizes that differ by at most this share.
const SAME_SIZE: f64 = 0.2;
/// A title stands over the middle of its form: the centres of both titles and those of what stands below differ together
/// by at most this share of the width. Asked only where several places could be the border.
const CENTRED: f64 = 0.06;
/// Sheets on which pages are printed in pairs are parted in the middle, up to this share of the width.
const MIDDLE: f64 = 0.02;
/// Margins of two pages beside each other take at least this share of the width.
const MARGINS: f64 = 0.03;
/// So many sheets with two titles each show that the pages of a document are printed in pairs.
const PAIRED_SHEETS: usize = 2;
/// Lines of cells meet within this distance, in points.
const TOUCH: f64 = 2.0;
/// The number of a page at the foot of the sheet has at most so many characters.
const LONGEST_FOOT: usize = 12;

/// Where a sheet is parted: at `x`, for all that stands below `top`. What crosses it above stands over both parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Border {
    pub(super) x: f64,
    top: f64,
}

/// Finds the borders of all sheets of a document, each sheet's from the left.
pub(super) fn borders(pages: &[impl Deref<Target = Page>]) -> Vec<Vec<Border>> {
    let pages: Vec<&Page> = pages.iter().map(Deref::deref).collect();
    let mut found: Vec<Vec<Border>> = pages.iter().map(|page| page_to_borders(page)).collect();
    let in_middle = |page: &Page, border: &Border| (border.x - page.width / 2.0).abs() <= MIDDLE * page.width;
    let paired: Vec<&Page> = pages
        .iter()
        .zip(&found)
        .filter(|(page, borders)| matches!(borders.as_slice(), [only] if in_middle(page, only)))
        .map(|(page, _)| *page)
        .collect();
    let same_size = |a: &Page, b: &Page| (a.width - b.width).abs() < 1.0 && (a.height - b.height).abs() < 1.0;
    for (page, borders) in pages.iter().zip(&mut found).filter(|(_, borders)| borders.is_empty()) {
        if paired.iter().filter(|other| same_size(page, other)).count() >= PAIRED_SHEETS {
            borders.extend(free_middle(page));
        }
    }
    found
}

/// Finds where one sheet is parted by what stands on it alone.
pub(super) fn page_to_borders(page: &Page) -> Vec<Border> {
    let mut borders = Vec::new();
    if is_looked_at(page) {
        let sheet = Sheet::of(page);
        let titles = sheet.titles(models());
        for (index, left) in titles.iter().enumerate() {
            // The nearest to its right at its height.
            let beside = titles[index + 1..].iter().filter(|right| are_beside(left, right));
            let Some(right) = beside.min_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0)) else { continue };
            borders.extend(sheet.border_between(&titles, left, right));
        }
        if borders.is_empty() && sheet.has_two_numbers() {
            borders.extend(free_middle(page));
        }
        borders.sort_by(|a, b| a.x.total_cmp(&b.x));
        borders.dedup_by(|a, b| (a.x - b.x).abs() < TOUCH);
    }
    borders
}

/// Makes a page of each part of a sheet, in the places of the sheet.
pub(super) fn part(page: &Page, borders: &[Border]) -> Vec<Page> {
    let words = glyphs_to_words(&page.glyphs);
    let lines = words_to_lines(words, GAP_EM, &[]);
    let over: Vec<Rect> = lines.iter().map(|line| line.rect).filter(|rect| crosses(rect, borders)).collect();
    let shared = |glyph: &Glyph| {
        over.iter().any(|rect| {
            let borders = borders.iter().filter(|b| rect.x0 < b.x && b.x < rect.x1);
            rect.contains(glyph.rect.mid_x(), glyph.rect.mid_y())
                && borders.clone().all(|b| rect.y1 <= b.top + TOUCH)
        })
    };
    let ends = |index: usize| {
        let left = index.checked_sub(1).and_then(|i| borders.get(i)).map_or(f64::NEG_INFINITY, |b| b.x);
        (left, borders.get(index).map_or(f64::INFINITY, |b| b.x))
    };
    let pages = (0..=borders.len()).map(|index| {
        let (left, right) = ends(index);
        let inside = |rect: &Rect| left <= rect.mid_x() && rect.mid_x() < right;
        let glyphs = page.glyphs.iter().filter(|g| inside(&g.rect) || shared(g)).copied().collect();
        let rulings = page.rulings.iter().filter_map(|ruling| clip(ruling, left, right)).collect();
        let fills = page.fills.iter().filter(|fill| inside(fill)).copied().collect();
        let (readings, unread_ink, fonts) = (page.readings.clone(), Vec::new(), Vec::new());
        Page {
            glyphs,
            rulings,
            fills,
            notes: Vec::new(),
            readings,
            unread_ink,
            fonts,
            layer: Vec::new(),
            bend: page.bend.clone(),
            ..*page
        }
    });
    pages.collect()
}

/// Cuts a line at the borders of a part. A vertical one on the border closes the tables on both sides.
fn clip(ruling: &Ruling, left: f64, right: f64) -> Option<Ruling> {
    let rect = ruling.rect;
    if !ruling.horizontal {
        let near = left - TOUCH <= rect.mid_x() && rect.mid_x() <= right + TOUCH;
        return near.then_some(*ruling);
    }
    let (x0, x1) = (rect.x0.max(left), rect.x1.min(right));
    (x1 - x0 > TOUCH).then_some(Ruling { rect: Rect { x0, x1, ..rect }, ..*ruling })
}

fn crosses(rect: &Rect, borders: &[Border]) -> bool {
    borders.iter().any(|border| rect.x0 < border.x && border.x < rect.x1)
}

/// Sheets with two pages beside each other are wider than high.
fn is_looked_at(page: &Page) -> bool {
    page.width > page.height && page.glyphs.len() < MOST_GLYPHS && page.rulings.len() < MOST_RULINGS
}

fn are_beside(left: &TextLine, right: &TextLine) -> bool {
    let size = left.size.min(right.size);
    left.rect.x1 < right.rect.x0
        && (left.rect.mid_y() - right.rect.mid_y()).abs() <= BESIDE_EM * size
        && (left.size - right.size).abs() <= SAME_SIZE * size
}

/// Gives the middle of a sheet, where nothing crosses it and both margins are free.
fn free_middle(page: &Page) -> Option<Border> {
    if !is_looked_at(page) {
        return None;
    }
    let sheet = Sheet::of(page);
    let (middle, half) = (page.width / 2.0, MARGINS / 2.0 * page.width);
    let items = sheet.blocks(f64::NEG_INFINITY);
    let free = items.iter().all(|rect| rect.x1 <= middle - half || middle + half <= rect.x0);
    (free && !items.is_empty()).then_some(Border { x: middle, top: f64::NEG_INFINITY })
}

/// Words and lines of a sheet.
struct Sheet<'a> {
    page: &'a Page,
    words: Vec<Word>,
    lines: Vec<TextLine>,
}

impl<'a> Sheet<'a> {
    fn of(page: &'a Page) -> Self {
        let words = glyphs_to_words(&page.glyphs);
        let lines = words_to_lines(words.clone(), GAP_EM, &[]);
        Self { page, words, lines }
    }

    /// Finds the lines that are titles of forms.
    fn titles(&self, models: &Models) -> Vec<&TextLine> {
        // Cells are many, and few of them hold a character that a title ends with.
        let ends: BTreeSet<char> =
            models.titles.iter().filter_map(|title| title.words.chars().last()).collect();
        let is_title = |line: &&TextLine| {
            if !line.text.chars().any(|c| ends.contains(&c)) {
                return false;
            }
            let words = plain(&line.text);
            words.chars().count() <= LONGEST_TITLE
                && !models.form_number.is_match(&words)
                && models.titles.iter().any(|title| words.contains(title.words.as_str()))
        };
        self.lines.iter().filter(is_title).collect()
    }

    /// Finds what no border may cross below a height: words, and level lines. The number of the page may stand in the
    /// middle of the foot.
    fn blocks(&self, top: f64) -> Vec<Rect> {
        self.words_below(top).chain(self.levels(top).map(|ruling| ruling.rect)).collect()
    }

    fn words_below(&self, top: f64) -> impl Iterator<Item = Rect> {
        let foot = self.foot();
        let is_foot = move |rect: &Rect| foot.is_some_and(|foot| foot.contains(rect.mid_x(), rect.mid_y()));
        let words = self.words.iter().map(|word| word.rect);
        words.filter(move |rect| rect.mid_y() >= top && !is_foot(rect))
    }

    fn levels(&self, top: f64) -> impl Iterator<Item = &Ruling> {
        self.page.rulings.iter().filter(move |ruling| ruling.horizontal && ruling.rect.mid_y() >= top)
    }

    /// Finds the line at the foot of the sheet: short, and below all else.
    fn foot(&self) -> Option<Rect> {
        let last = self.lines.iter().max_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y()))?;
        let below = |rect: &Rect| rect.y1 <= last.rect.y0;
        let alone = self.lines.iter().filter(|line| !below(&line.rect)).count() == 1
            && self.page.rulings.iter().all(|ruling| below(&ruling.rect));
        (alone && last.text.chars().count() <= LONGEST_FOOT).then_some(last.rect)
    }

    /// Whether the foot of the sheet bears the numbers of two pages, one in each half, that follow each other.
    fn has_two_numbers(&self) -> bool {
        let Some(last) = self.lines.iter().max_by(|a, b| a.rect.mid_y().total_cmp(&b.rect.mid_y())) else {
            return false;
        };
        let beside = |line: &&TextLine| (line.rect.mid_y() - last.rect.mid_y()).abs() < last.size / 2.0;
        let mut foot: Vec<&TextLine> = self.lines.iter().filter(beside).collect();
        foot.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
        let number = |line: &TextLine| {
            let digits: String = line.text.chars().filter(|c| is_digit(*c)).collect();
            let short = line.text.chars().count() <= LONGEST_FOOT;
            digits.parse::<u32>().ok().filter(|_| short && !line.text.contains(is_separator))
        };
        let middle = self.page.width / 2.0;
        let [left, right] = foot.as_slice() else { return false };
        left.rect.x1 < middle
            && middle < right.rect.x0
            && number(left).zip(number(right)).is_some_and(|(a, b)| b == a.saturating_add(1))
    }

    /// Finds the border between two titles beside each other; `None` where there is none, or it is not clear which.
    fn border_between(&self, titles: &[&TextLine], left: &TextLine, right: &TextLine) -> Option<Border> {
        let top = left.rect.y0.min(right.rect.y0);
        let (from, to) = (left.rect.x1, right.rect.x0);
        let blocks = self.blocks(top);
        let free = gaps(from, to, &blocks);
        let middle = self.page.width / 2.0;
        let border = |(x0, x1): &(f64, f64)| {
            let x = if *x0 < middle && middle < *x1 { middle } else { (x0 + x1) / 2.0 };
            Border { x, top }
        };
        if let [only] = free.as_slice() {
            return Some(border(only));
        }
        let borders: Vec<Border> = if free.is_empty() {
            self.shared_lines(from, to, top)
        } else {
            free.iter().map(border).collect()
        };
        let row: Vec<&TextLine> = titles
            .iter()
            .copied()
            .filter(|title| are_beside(left, title) || are_beside(title, right))
            .collect();
        let off = |border: &Border| {
            let side = |is_left: bool| {
                let on_side = |rect: &&Rect| (rect.mid_x() < border.x) == is_left;
                let over = row.iter().map(|title| title.rect);
                let over = Rect::hull(over.filter(|rect| on_side(&rect)))?;
                // A line that runs through both parts ends at the border.
                let cut = |rect: &Rect| match is_left {
                    true => Rect { x1: rect.x1.min(border.x), ..*rect },
                    false => Rect { x0: rect.x0.max(border.x), ..*rect },
                };
                let below = blocks.iter().map(cut).filter(|rect| rect.x0 < rect.x1);
                Some((over.mid_x() - Rect::hull(below)?.mid_x()).abs())
            };
            side(true).zip(side(false)).map_or(f64::INFINITY, |(a, b)| a + b)
        };
        let best = borders.into_iter().min_by(|a, b| off(a).total_cmp(&off(b)))?;
        (off(&best) <= CENTRED * self.page.width).then_some(best)
    }

    /// Finds the upright lines that two forms without a gap share: no word crosses them, and they run from the highest to
    /// the lowest level line that does.
    fn shared_lines(&self, from: f64, to: f64, top: f64) -> Vec<Border> {
        // Words may end and begin on the line.
        let narrow = |rect: &Rect| Rect { x0: rect.x0 + TOUCH, x1: rect.x1 - TOUCH, ..*rect };
        let words: Vec<Rect> =
            self.words_below(top).map(|rect| narrow(&rect)).filter(|rect| rect.x0 < rect.x1).collect();
        let strips = gaps(from, to, &words);
        let uprights = self.page.rulings.iter().filter(|ruling| !ruling.horizontal);
        let mut xs: Vec<f64> = uprights.clone().map(|ruling| ruling.rect.mid_x()).collect();
        xs.retain(|x| strips.iter().any(|(x0, x1)| x0 - TOUCH <= *x && *x <= x1 + TOUCH));
        xs.sort_by(f64::total_cmp);
        xs.dedup_by(|a, b| (*a - *b).abs() < TOUCH);
        let whole = |x: f64| {
            let crossing =
                self.levels(top).filter(|r| r.rect.x0 <= x + TOUCH && x - TOUCH <= r.rect.x1).map(|r| r.rect);
            let Some(reach) = Rect::hull(crossing) else { return false };
            let mut pieces: Vec<Rect> =
                uprights.clone().map(|r| r.rect).filter(|r| (r.mid_x() - x).abs() < TOUCH).collect();
            pieces.sort_by(|a, b| a.y0.total_cmp(&b.y0));
            let down = pieces.iter().fold(reach.y0, |down, piece| {
                if piece.y0 <= down + TOUCH { down.max(piece.y1) } else { down }
            });
            down + TOUCH >= reach.y1
        };
        xs.into_iter().filter(|x| whole(*x)).map(|x| Border { x, top }).collect()
    }
}

/// Lists the gaps that rectangles leave between two positions.
fn gaps(from: f64, to: f64, rects: &[Rect]) -> Vec<(f64, f64)> {
    let mut taken: Vec<(f64, f64)> =
        rects.iter().filter(|r| from < r.x1 && r.x0 < to).map(|r| (r.x0, r.x1)).collect();
    taken.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = Vec::new();
    let mut at = from;
    for (x0, x1) in taken {
        if x0 - at > TOUCH {
            free.push((at, x0));
        }
        at = at.max(x1);
    }
    if to - at > TOUCH {
        free.push((at, to));
    }
    free
}

#[cfg(test)]
mod tests;
