//! Lays out text in a rectangle, as a viewer does that has to draw a form field or a note without an appearance.
//!
//! Viewers differ by a point or two, and so does this: what counts is that a text is whole, in its rectangle and on its
//! line. Text that is too wide is set smaller, since what a viewer cuts off belongs to the value all the same.

use hayro_interpret::kurbo::{Affine, Point, Rect as KurboRect};

use super::shapes::to_rect;
use crate::geom::Direction;
use crate::page::{Doubt, Glyph};
use crate::text::fold::{fold, is_invisible};

/// Space between the edge of the rectangle and the text, in points.
const EDGE: f64 = 2.0;
/// Distance of lines, in em.
const LEADING_EM: f64 = 1.15;
/// The box of a character above and below its base line, in em, as in all text of a page.
const ABOVE_EM: f64 = 0.88;
const BELOW_EM: f64 = 0.12;
/// Size of type that a viewer chooses for a line, as a share of the height; and for lines of text, in points.
const SHARE_OF_HEIGHT: f64 = 0.75;
const USUAL_SIZE: f64 = 12.0;
/// Smallest type that is set, in points, and the step by which type is made smaller.
const SMALLEST: f64 = 2.0;
const SMALLER: f64 = 0.9;
/// First characters that are as wide as they are high.
const WIDE_FROM: char = '\u{2e80}';
/// Widths of other characters in em, as in Helvetica.
const DIGIT_EM: f64 = 0.556;
const POINT_EM: f64 = 0.278;
const DASH_EM: f64 = 0.333;
const LETTER_EM: f64 = 0.6;

/// How text stands in its rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Setting {
    /// Size of the type in points; `None` where the viewer chooses it.
    pub(super) size: Option<f64>,
    pub(super) align: Align,
    pub(super) lines: Lines,
    /// Whether it is white on no ground of its own, which nobody sees.
    pub(super) is_white: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// One, at half height.
    One,
    /// As many as it takes, from the top.
    Many,
    /// One, each character in a box of its own, of so many.
    Boxes(usize),
}

/// Lays out text in a rectangle of this size, whose lower left corner `transform` puts on the page.
pub(super) fn lay_out(
    text: &str,
    setting: Setting,
    (width, height): (f64, f64),
    transform: Affine,
    doubt: Option<Doubt>,
) -> Vec<Glyph> {
    let is_finite = width.is_finite() && height.is_finite() && transform.is_finite();
    if !is_finite || width <= 0.0 || height <= 0.0 {
        return Vec::new();
    }
    let placed = match setting.lines {
        Lines::Boxes(count) => in_boxes(text, count, setting, width, height),
        Lines::One => {
            let line: String = text.chars().map(|ch| if ch.is_control() { ' ' } else { ch }).collect();
            one_line(line.trim_end(), setting, width, height)
        }
        Lines::Many => many_lines(text, setting, width, height),
    };
    let along = transform * Point::new(1.0, 0.0) - transform * Point::ORIGIN;
    let direction = Direction::of(along.x, along.y);
    let scale = along.hypot();
    let glyph = |Placed { ch, x, width, base, size }: Placed| Glyph {
        ch,
        rect: to_rect(transform.transform_rect_bbox(KurboRect::new(
            x,
            base - BELOW_EM * size,
            x + width,
            base + ABOVE_EM * size,
        ))),
        size: size * scale,
        direction,
        cut: false,
        doubt,
        reading: None,
    };
    let seen = placed.into_iter().filter(|placed| !is_invisible(placed.ch));
    let folded = seen.map(|placed| Placed { ch: fold(placed.ch), ..placed });
    folded.filter(|placed| placed.ch != ' ' && !placed.ch.is_control()).map(glyph).collect()
}

/// A character with its place in the rectangle; y grows upwards.
struct Placed {
    ch: char,
    x: f64,
    width: f64,
    base: f64,
    size: f64,
}

fn one_line(line: &str, setting: Setting, width: f64, height: f64) -> Vec<Placed> {
    let room = (width - 2.0 * EDGE).max(width / 2.0);
    let wanted = setting.size.unwrap_or(SHARE_OF_HEIGHT * height).min(height);
    let size = (room / width_em(line).max(DIGIT_EM)).min(wanted);
    let base = height / 2.0 - (ABOVE_EM - BELOW_EM) / 2.0 * size;
    set_line(line, setting.align, width, base, size)
}

fn many_lines(text: &str, setting: Setting, width: f64, height: f64) -> Vec<Placed> {
    let room = (width - 2.0 * EDGE).max(width / 2.0);
    let mut size = setting.size.unwrap_or(USUAL_SIZE).max(SMALLEST);
    loop {
        let lines = wrap(text, room / size);
        let fits = lines.iter().all(|line| width_em(line) * size <= room)
            && lines_high(lines.len()) * size <= (height - 2.0 * EDGE).max(height / 2.0);
        if fits || size <= SMALLEST {
            let mut base = height - EDGE - ABOVE_EM * size;
            let mut placed = Vec::new();
            for line in lines {
                placed.extend(set_line(line, setting.align, width, base, size));
                base -= LEADING_EM * size;
            }
            return placed;
        }
        size = (SMALLER * size).max(SMALLEST);
    }
}

/// Height of so many lines, in em.
#[allow(clippy::cast_precision_loss)] // far below 2^52
fn lines_high(count: usize) -> f64 {
    1.0 + LEADING_EM * count.saturating_sub(1) as f64
}

/// Cuts text into lines, at its own ends of lines and where a line is full: before a Chinese character, or at a space.
/// What belongs together, as a number does, is never parted.
fn wrap(text: &str, room_em: f64) -> Vec<&str> {
    let mut lines = Vec::new();
    for paragraph in paragraphs(text) {
        let (mut begin, mut end, mut filled) = (0, 0, 0.0);
        for (at, piece) in pieces(paragraph) {
            let width = width_em(piece);
            if filled + width_em(piece.trim_end()) > room_em && end > begin {
                lines.extend(paragraph.get(begin..end));
                (begin, filled) = (at, 0.0);
            }
            filled += width;
            end = at + piece.len();
        }
        lines.extend(paragraph.get(begin..));
    }
    lines
}

/// The paragraphs of a text, whichever way their ends are written.
fn paragraphs(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n', '\u{2028}', '\u{2029}']) {
        let (line, end) = rest.split_at(at);
        found.push(line);
        let mut after = end.chars();
        let first = after.next();
        rest = after.as_str();
        if first == Some('\r') {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
    }
    found.push(rest);
    found
}

/// Pieces of a line that stay together, each with its place.
fn pieces(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut begin = 0;
    let mut before: Option<char> = None;
    for (at, ch) in line.char_indices() {
        let parts = before.is_some_and(|last| last == ' ' || last >= WIDE_FROM || ch >= WIDE_FROM);
        if parts && at > begin {
            found.extend(line.get(begin..at).map(|piece| (begin, piece)));
            begin = at;
        }
        before = Some(ch);
    }
    found.extend(line.get(begin..).filter(|piece| !piece.is_empty()).map(|piece| (begin, piece)));
    found
}

fn set_line(line: &str, align: Align, width: f64, base: f64, size: f64) -> Vec<Placed> {
    let free = width - width_em(line.trim_end()) * size;
    let mut x = match align {
        Align::Left => EDGE.min(free / 2.0),
        Align::Middle => free / 2.0,
        Align::Right => (free - EDGE).max(free / 2.0),
    };
    let place = |ch: char| {
        let at = x;
        let width = em(ch) * size;
        x += width;
        Placed { ch, x: at, width, base, size }
    };
    line.chars().map(place).collect()
}

/// Sets each character in a box of its own. The boxes touch each other: the value is one.
#[allow(clippy::cast_precision_loss)] // far below 2^52
fn in_boxes(text: &str, count: usize, setting: Setting, width: f64, height: f64) -> Vec<Placed> {
    let chars: Vec<char> = text.chars().filter(|ch| !ch.is_control()).collect();
    let count = count.max(chars.len()).max(1);
    let free = count - chars.len();
    let first = match setting.align {
        Align::Left => 0,
        Align::Middle => free / 2,
        Align::Right => free,
    };
    let each = width / count as f64;
    let size = setting.size.unwrap_or(SHARE_OF_HEIGHT * height).min(height);
    let base = height / 2.0 - (ABOVE_EM - BELOW_EM) / 2.0 * size;
    let place =
        |(at, ch): (usize, char)| Placed { ch, x: (first + at) as f64 * each, width: each, base, size };
    chars.into_iter().enumerate().map(place).collect()
}

fn width_em(text: &str) -> f64 {
    text.chars().map(em).sum()
}

fn em(ch: char) -> f64 {
    match ch {
        _ if is_invisible(ch) => 0.0,
        _ if ch >= WIDE_FROM => 1.0,
        '0'..='9' => DIGIT_EM,
        '.' | ',' | ':' | ';' | ' ' | '\'' | '|' | '!' => POINT_EM,
        '-' | '(' | ')' | '[' | ']' | '/' => DASH_EM,
        _ => LETTER_EM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Setting = Setting { size: None, align: Align::Right, lines: Lines::One, is_white: false };

    fn set(text: &str, setting: Setting, size: (f64, f64)) -> Vec<Glyph> {
        // As a page that is 100 points high.
        lay_out(text, setting, size, Affine::new([1.0, 0.0, 0.0, -1.0, 10.0, 100.0]), None)
    }

    fn text(glyphs: &[Glyph]) -> String {
        glyphs.iter().map(|glyph| glyph.ch).collect()
    }

    #[test]
    fn a_line_stands_whole_in_its_rectangle() {
        for (wide, size) in [(60.0, None), (60.0, Some(9.0)), (20.0, Some(40.0)), (200.0, Some(0.5))] {
            for align in [Align::Left, Align::Middle, Align::Right] {
                let glyphs = set("1,286.50", Setting { size, align, ..LINE }, (wide, 14.0));
                assert_eq!(text(&glyphs), "1,286.50");
                let inside = |g: &Glyph| g.rect.x0 >= 10.0 && g.rect.x1 <= 10.0 + wide && g.rect.y1 <= 101.0;
                assert!(glyphs.iter().all(inside), "{glyphs:?}");
                assert!(glyphs.windows(2).all(|two| (two[0].rect.x1 - two[1].rect.x0).abs() < 1e-6));
            }
        }
        let right = set("5", Setting { size: Some(10.0), ..LINE }, (60.0, 14.0));
        assert!((right[0].rect.x1 - 68.0).abs() < 0.01, "{right:?}");
        assert!(set("5", LINE, (0.0, 14.0)).is_empty() && set("5", LINE, (f64::NAN, 14.0)).is_empty());
    }

    #[test]
    fn lines_are_cut_at_their_ends_and_between_words() {
        let many = Setting { size: Some(10.0), align: Align::Left, lines: Lines::Many, ..LINE };
        let glyphs = set("一般公共服务支出\r\n1,286.50 22", many, (44.0, 80.0));
        assert_eq!(text(&glyphs), "一般公共服务支出1,286.5022");
        let tops: Vec<f64> = glyphs.iter().map(|glyph| glyph.rect.y0).collect();
        let is_near = |a: f64, b: f64| (a - b).abs() < 0.1;
        let mut lines = tops.clone();
        lines.dedup_by(|a, b| is_near(*a, *b));
        assert_eq!(lines.len(), 4, "{tops:?}");
        assert!(is_near(tops[8], tops[15]), "a number is on one line");
        // What does not fit is set smaller.
        let glyphs = set(&"支".repeat(200), many, (44.0, 80.0));
        assert!(glyphs.iter().all(|glyph| glyph.rect.y1 <= 100.0 && glyph.rect.y0 >= 19.0));
    }

    #[test]
    fn boxes_touch_each_other_and_turned_text_runs_upwards() {
        let boxes = Setting { lines: Lines::Boxes(10), ..LINE };
        let glyphs = set("12.5", boxes, (100.0, 14.0));
        assert_eq!(text(&glyphs), "12.5");
        assert!((glyphs[0].rect.x0 - 70.0).abs() < 1e-6 && (glyphs[3].rect.x1 - 110.0).abs() < 1e-6);
        let up = Affine::new([0.0, -1.0, -1.0, 0.0, 50.0, 100.0]);
        let glyphs = lay_out("12", LINE, (60.0, 14.0), up, Some(Doubt::Overlaid));
        assert!(glyphs.iter().all(|glyph| glyph.direction == Direction::Up && glyph.doubt.is_some()));
        assert!(glyphs[1].rect.y0 < glyphs[0].rect.y0);
    }
}
