//! Accounts for the ink of a page: what its text and its straight lines do not explain is told.
//!
//! Curves may draw characters, and pictures may show them. Where hardly anything else is on the page it is a scan; else the
//! places are kept, so that readers of scans read these alone and what stays unread is said.

use std::collections::BTreeMap;

use super::inventory::FEW_GLYPHS;
use super::mark_lines::{MarkLine, marks_to_lines};
use super::marks::{HIGHEST, Marks};
use super::pictured::PicturedText;
use crate::geom::Rect;
use crate::page::{Doubt, Glyph, Ruling, UnreadInk, UnreadKind};
use crate::text::number::is_digit;

/// Fewest characters of a line of curves; fewer are ticks, bullets and arrows.
const LINE: usize = 3;
/// So many lines of curves are text: then each is kept.
const TEXT: usize = 5;
/// Fewest characters outside of all lines of a table that are kept.
const FREE: usize = 8;
/// Fewest characters of a large picture that are told, whatever else it shows.
const SHOWN: usize = 30;
/// A picture that covers this share of the page may show a table …
const LARGE_SHARE: f64 = 0.015;
/// … and so many small ones may be text that was cut into pictures.
const MANY: usize = 12;
/// Most pictures that are looked into.
const MOST_PICTURES: usize = 3_000;
/// Fewest long lines across between which there may be a table, and their least length in points.
const RULES: usize = 3;
const RULE: f64 = 40.0;
/// Edge around ink that belongs to it, in points: commas hang below a line.
const EDGE: f64 = 1.5;
/// Widest gap between a digit and a curve of its number, in em.
const BESIDE: f64 = 0.3;
/// Height of the rows in which characters are looked up, in points.
const ROW: f64 = 12.0;

/// What is left of a page when text and lines are taken away.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// Why the page is no page of text, where it is none.
    pub(super) why_scan: Option<String>,
    /// Places that nothing accounts for.
    pub(super) unread: Vec<UnreadInk>,
}

/// Accounts for the ink of a page. `look_into` says what pictures show.
pub(super) fn account(
    (width, height): (f64, f64),
    glyphs: &[Glyph],
    rulings: &[Ruling],
    marks: &Marks,
    look_into: impl FnOnce(Vec<Rect>) -> Vec<PicturedText>,
) -> Account {
    let tables = hull_of_rules(rulings);
    let in_tables = |rect: &Rect| tables.is_some_and(|hull| hull.contains(rect.mid_x(), rect.mid_y()));
    let candidates = candidates((width, height), glyphs.len(), marks, &in_tables);
    let pictured = if candidates.is_empty() { Vec::new() } else { look_into(candidates) };

    let curves = curves(glyphs, marks, &in_tables);
    let drawn: usize = curves.iter().map(|line| line.count).sum();
    let small: Vec<&PicturedText> =
        pictured.iter().filter(|picture| picture.rect.height() <= HIGHEST).collect();
    let cut: usize = small.iter().map(|picture| picture.characters).sum();
    if glyphs.len() < FEW_GLYPHS && drawn >= FEW_GLYPHS {
        let message = "the characters of the page are drawn as curves".to_owned();
        return Account { why_scan: Some(message), unread: Vec::new() };
    }
    if glyphs.len() < FEW_GLYPHS && cut >= FEW_GLYPHS {
        let message = "the characters of the page are small pictures".to_owned();
        return Account { why_scan: Some(message), unread: Vec::new() };
    }
    let keep = |rect: &Rect, characters, is_table, kind| {
        let rect = Rect { x0: rect.x0 - EDGE, y0: rect.y0 - EDGE, x1: rect.x1 + EDGE, y1: rect.y1 + EDGE };
        let is_wanted = is_table || kind != UnreadKind::Picture || rect.height() <= HIGHEST + 2.0 * EDGE;
        UnreadInk { rect, kind, characters, is_table, is_wanted }
    };
    let free: usize = curves.iter().filter(|line| !in_tables(&line.rect)).map(|line| line.count).sum();
    let mut unread: Vec<UnreadInk> = curves
        .iter()
        .filter(|line| in_tables(&line.rect) || free >= FREE)
        .map(|line| keep(&line.rect, line.count, false, UnreadKind::Curves))
        .collect();
    let many = small.iter().filter(|picture| picture.characters > 0).count() >= MANY;
    for picture in &pictured {
        let is_small = picture.rect.height() <= HIGHEST;
        let is_kept = match picture.characters {
            0 => false,
            _ if is_small => in_tables(&picture.rect) || many,
            count => picture.is_table || count >= SHOWN,
        };
        if is_kept {
            unread.push(keep(&picture.rect, picture.characters, picture.is_table, UnreadKind::Picture));
        }
    }
    for (rect, characters) in &marks.patterns {
        unread.push(keep(rect, *characters, false, UnreadKind::Pattern));
    }
    Account { why_scan: None, unread }
}

/// The pictures that may show what matters: those among the lines of a table, those that could hold a table, and text that was
/// cut into many.
fn candidates(
    (width, height): (f64, f64),
    characters: usize,
    marks: &Marks,
    in_tables: &impl Fn(&Rect) -> bool,
) -> Vec<Rect> {
    let is_many = marks.pictures.len() >= MANY || characters < FEW_GLYPHS;
    let is_large = |rect: &Rect| rect.area() >= LARGE_SHARE * width * height;
    let wanted = marks.pictures.iter().filter(|rect| is_many || is_large(rect) || in_tables(rect));
    wanted.take(MOST_PICTURES).copied().collect()
}

/// Lines of curves that are no characters of the text.
fn curves(glyphs: &[Glyph], marks: &Marks, in_tables: &impl Fn(&Rect) -> bool) -> Vec<MarkLine> {
    if marks.shapes.is_empty() {
        return Vec::new();
    }
    let text = Rows::of(glyphs);
    let shapes: Vec<Rect> = marks.shapes.iter().filter(|shape| !text.covers(shape)).copied().collect();
    let lines = marks_to_lines(&shapes);
    let is_text = lines.iter().filter(|line| line.count >= LINE).count() >= TEXT;
    let has_numbers = lines.iter().any(|line| line.count >= LINE && in_tables(&line.rect));
    let is_kept = |line: &MarkLine| line.count >= LINE || is_text || (has_numbers && in_tables(&line.rect));
    lines.into_iter().filter(is_kept).collect()
}

/// The rectangle in which the long lines of a page stand; `None` where there are few.
fn hull_of_rules(rulings: &[Ruling]) -> Option<Rect> {
    let long = || rulings.iter().filter(|ruling| ruling.horizontal && ruling.rect.width() >= RULE);
    (long().count() >= RULES).then(|| Rect::hull(long().map(|ruling| ruling.rect))).flatten()
}

/// Doubts digits beside which a curve stands that no character accounts for: it may be a digit of the number, or its sign.
pub(super) fn doubt_beside_curves(glyphs: &mut [Glyph], rulings: &[Ruling], marks: &Marks) {
    let Some(tables) = hull_of_rules(rulings).filter(|_| !marks.shapes.is_empty()) else { return };
    let text = Rows::of(glyphs);
    let mut shapes: BTreeMap<i64, Vec<&Rect>> = BTreeMap::new();
    for shape in marks.shapes.iter().filter(|shape| !text.covers(shape)) {
        shapes.entry(row_of(shape.mid_y())).or_default().push(shape);
    }
    let digits =
        glyphs.iter_mut().filter(|g| is_digit(g.ch) && tables.contains(g.rect.mid_x(), g.rect.mid_y()));
    for glyph in digits {
        let is_beside = |shape: &&&Rect| {
            let gap = (shape.x0 - glyph.rect.x1).max(glyph.rect.x0 - shape.x1);
            gap <= BESIDE * glyph.size && glyph.rect.shared_height(shape) >= shape.height() / 2.0
        };
        let rows = row_of(glyph.rect.y0)..=row_of(glyph.rect.y1);
        if shapes.range(rows).any(|(_, row)| row.iter().any(|shape| is_beside(&shape))) {
            glyph.doubt = glyph.doubt.or(Some(Doubt::LostSign));
        }
    }
}

/// Characters by the rows that they stand in.
struct Rows(BTreeMap<i64, Vec<Rect>>);

impl Rows {
    fn of(glyphs: &[Glyph]) -> Self {
        let mut rows: BTreeMap<i64, Vec<Rect>> = BTreeMap::new();
        for glyph in glyphs {
            for row in row_of(glyph.rect.y0)..=row_of(glyph.rect.y1) {
                rows.entry(row).or_default().push(glyph.rect);
            }
        }
        Self(rows)
    }

    /// Whether the middle of a shape stands in a character.
    fn covers(&self, shape: &Rect) -> bool {
        let (x, y) = (shape.mid_x(), shape.mid_y());
        self.0.get(&row_of(y)).is_some_and(|row| row.iter().any(|glyph| glyph.contains(x, y)))
    }
}

fn row_of(y: f64) -> i64 {
    // Saturates; positions are a few thousand points.
    #[allow(clippy::cast_possible_truncation)]
    let row = (y / ROW).floor() as i64;
    row
}

/// Drops the strokes of unread curves from the lines of a page: the `1` of a plain face is a box as thin as a border.
pub(super) fn without_strokes(rulings: &[Ruling], unread: &[UnreadInk]) -> Vec<Ruling> {
    let curves: Vec<&Rect> =
        unread.iter().filter(|ink| ink.kind == UnreadKind::Curves).map(|ink| &ink.rect).collect();
    let is_stroke = |ruling: &Ruling| {
        let (rect, length) = (&ruling.rect, ruling.rect.width().max(ruling.rect.height()));
        curves.iter().any(|ink| {
            length <= ink.height()
                && rect.x0 >= ink.x0
                && rect.x1 <= ink.x1
                && rect.y0 >= ink.y0
                && rect.y1 <= ink.y1
        })
    };
    rulings.iter().filter(|ruling| !is_stroke(ruling)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Direction;

    const PAGE: (f64, f64) = (600.0, 800.0);

    fn digits(x: f64, y: f64, count: u8) -> Vec<Rect> {
        let digit = |i: u8| {
            let x = x + 5.0 * f64::from(i);
            Rect::new(x, y, x + 4.0, y + 7.0)
        };
        (0..count).map(digit).collect()
    }

    fn text(count: usize) -> Vec<Glyph> {
        let glyph = Glyph {
            ch: '款',
            rect: Rect::new(50.0, 100.0, 60.0, 110.0),
            size: 10.0,
            direction: Direction::Right,
            cut: false,
            doubt: None,
            reading: None,
        };
        vec![glyph; count]
    }

    fn rules() -> Vec<Ruling> {
        let rule = |y: f64| Ruling { rect: Rect::new(40.0, y, 560.0, y + 1.0), horizontal: true };
        vec![rule(90.0), rule(120.0), rule(150.0)]
    }

    fn accounted(glyphs: usize, rulings: &[Ruling], marks: &Marks, shown: &[PicturedText]) -> Account {
        account(PAGE, &text(glyphs), rulings, marks, |_| shown.to_vec())
    }

    #[test]
    fn a_page_of_curves_is_a_scan_and_curves_among_text_are_kept() {
        let shapes: Vec<Rect> =
            (0_u8..8).flat_map(|row| digits(300.0, 100.0 + 20.0 * f64::from(row), 8)).collect();
        let marks = Marks::of(shapes, Vec::new());
        assert!(accounted(5, &rules(), &marks, &[]).why_scan.is_some());
        let account = accounted(200, &rules(), &marks, &[]);
        assert_eq!((account.why_scan, account.unread.len()), (None, 8));
    }

    #[test]
    fn a_tick_and_a_small_logo_are_nothing() {
        let marks = Marks::of(digits(300.0, 100.0, 1), Vec::new());
        assert!(accounted(200, &rules(), &marks, &[]).unread.is_empty());
        let marks = Marks::of(digits(300.0, 20.0, 5), Vec::new());
        assert!(accounted(200, &rules(), &marks, &[]).unread.is_empty());
    }

    #[test]
    fn a_digit_beside_a_curve_is_in_doubt() {
        let mut glyphs = text(2);
        glyphs[0].ch = '5';
        (glyphs[1].ch, glyphs[1].rect) = ('6', Rect::new(250.0, 100.0, 256.0, 110.0));
        let marks = Marks::of(vec![Rect::new(244.0, 101.0, 248.0, 109.0)], Vec::new());
        doubt_beside_curves(&mut glyphs, &rules(), &marks);
        assert_eq!((glyphs[0].doubt, glyphs[1].doubt), (None, Some(Doubt::LostSign)));
    }

    #[test]
    fn pictures_of_print_are_kept_in_tables_and_where_they_are_tables() {
        let at = Rect::new(300.0, 100.0, 340.0, 110.0);
        let marks = Marks::of(Vec::new(), vec![at]);
        let shown = |rect, characters, is_table| [PicturedText { rect, characters, is_table }];
        assert_eq!(accounted(200, &rules(), &marks, &shown(at, 6, false)).unread.len(), 1);
        assert_eq!(accounted(200, &rules(), &marks, &shown(at, 0, false)).unread.len(), 0);
        assert_eq!(accounted(200, &[], &marks, &[]).unread.len(), 0);
        let large = Rect::new(50.0, 300.0, 550.0, 500.0);
        let marks = Marks::of(Vec::new(), vec![large]);
        assert_eq!(accounted(200, &[], &marks, &shown(large, 300, true)).unread.len(), 1);
        assert_eq!(accounted(200, &[], &marks, &shown(large, 20, false)).unread.len(), 0);
    }
}
