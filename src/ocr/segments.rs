//! Joins connected components into segments of text lines: characters that stand side by side, never across a ruling.

use super::character_parts::{is_one_character, is_stroke_over};
use super::dashes::{is_dash, is_flat_stroke};
use super::gutters::part_at_gutters;
use super::ink::{Component, PixelBox};
use super::rulings::{PixelRuling, Rulings};
pub(super) use super::segment::Segment;

/// Components smaller than this in both directions, in points, are specks, wherever they stand.
const SPECK: f64 = 0.45;
/// … and so are those of less ink, in square points: a point of 8 pt type has more than a whole one.
const LEAST_INK: f64 = 0.3;
/// Components that are taller or wider than this, in points, are pictures and stamps: no title is set larger.
const LARGEST: f64 = 60.0;
/// … but for what is wide and no higher than so many usual heights: a line of text.
const ONE_LINE: f64 = 1.7;
/// Smallest and largest type, in points: components of these heights decide the usual height of a page.
const TYPES: (f64, f64) = (4.0, 16.0);
/// Widest gap inside a segment, in heights of its line: between characters of full height, beside small ones, beside a dash.
const GAP: f64 = 0.85;
const GAP_OF_SMALL: f64 = 0.6;
const GAP_OF_DASH: f64 = 0.3;
/// A page with at least this many vertical rulings has its columns separated by them.
const COLUMNS: usize = 3;
/// Length of the longest minus, in usual heights.
const LONGEST_MINUS: f64 = 1.2;
/// Two components stand on one line where they share this much of the height of the lower one …
const LEVEL: f64 = 0.45;
/// … which is enough where they share this much; below it,
const INSIDE: f64 = 0.85;
/// … the taller one must be less than this many times as tall as the lower one.
const TALLER: f64 = 2.2;
/// A comma hangs at the feet of its digits: this share of its height is enough …
const HANGING: f64 = 0.15;
/// … where it is no wider and no higher than these shares of the usual height.
const COMMA: (f64, f64) = (0.3, 0.5);
/// A segment flatter than this share of the usual height is a part of a character, or a dash or a point by itself.
const FLAT: f64 = 0.55;
/// A segment lower than this share of the usual height with no neighbour is a speck.
const LONE_SPECK: f64 = 0.3;

/// What decides which gaps separate the segments of a page.
#[derive(Debug, Clone, Copy)]
struct Spacing {
    /// Usual height of its characters, in pixels.
    char_height: f64,
    /// Whether a dash is kept apart from its neighbours: without rulings, a dash for a blank stands beside the next column.
    dashes_apart: bool,
}

/// Joins the components of a page into segments, from the top. Also gives the usual height of its characters, in pixels.
pub(super) fn components_to_segments(
    components: &[Component],
    is_of_line: &[bool],
    rulings: &Rulings,
    point: f64,
) -> (Vec<Segment>, f64) {
    let tall = |b: &Component| f64::from(b.rect.height()) * point;
    let wide = |b: &Component| f64::from(b.rect.width()) * point;
    let char_height = usual_char_height(components, point);
    let mut order: Vec<usize> = (0..components.len())
        .filter(|i| {
            let component = &components[*i];
            !is_of_line.get(*i).is_some_and(|is_of_line| *is_of_line)
                && tall(component).max(wide(component)) > SPECK
                && f64::from(component.area) * point * point > LEAST_INK
                && tall(component) < LARGEST
                && (wide(component) < LARGEST || is_grown_together(component, char_height))
                && !is_of_ruling(&component.rect, rulings, char_height)
        })
        .collect();
    order.sort_by_key(|i| (components[*i].rect.x0, components[*i].rect.y0));
    // Components of full height make the lines. Small ones (points, dashes, dots of characters) join them afterwards, so
    // that no speck is a bridge between lines.
    let (full, small): (Vec<usize>, Vec<usize>) =
        order.iter().partition(|i| f64::from(components[**i].rect.height()) >= FLAT * char_height);
    let spacing = Spacing { char_height, dashes_apart: rulings.verticals.len() < COLUMNS };
    let mut segments: Vec<Segment> = Vec::new();
    for index in full.into_iter().chain(small) {
        place(index, components, rulings, spacing, &mut segments);
    }
    let mut segments = join(segments, components, rulings, spacing);
    if rulings.verticals.len() < COLUMNS {
        segments = part_at_gutters(segments, components, char_height);
    }
    segments.retain(|segment| !is_lone_speck(segment, components, char_height, point));
    for segment in &mut segments {
        segment.components.sort_by_key(|i| (components[*i].rect.x0, components[*i].rect.y0));
    }
    segments.sort_by_key(|p| (p.rect.y0, p.rect.x0));
    (segments, char_height)
}

/// Finds the usual height of characters, in pixels.
fn usual_char_height(components: &[Component], point: f64) -> f64 {
    let mut heights: Vec<u32> = components
        .iter()
        .map(|b| b.rect.height())
        .filter(|h| (TYPES.0..TYPES.1).contains(&(f64::from(*h) * point)))
        .collect();
    heights.sort_unstable();
    // Digits are lower than Chinese characters, whose parts are lower still: heights of the upper third are whole
    // characters.
    heights.get(heights.len() * 2 / 3).map_or(8.0 / point, |h| f64::from(*h))
}

/// Adds a component to the segment that it stands in line with, or begins one.
fn place(
    index: usize,
    components: &[Component],
    rulings: &Rulings,
    spacing: Spacing,
    segments: &mut Vec<Segment>,
) {
    let rect = components[index].rect;
    let is_comma = |segment: &Segment| {
        hangs(&segment.rect, &rect, spacing.char_height)
            && tall_of(segment, components, spacing.char_height)
                .is_some_and(|tall| hangs(&tall, &rect, spacing.char_height))
    };
    let fits = |segment: &&mut Segment| {
        (stands_in_line(&segment.rect, &rect, spacing) || is_comma(segment))
            && !ruling_between(&segment.rect, &rect, rulings)
    };
    // A small component may stand within reach of two: the nearest one takes it.
    let distance = |segment: &&mut Segment| {
        let (gap, middle) = (gap(&segment.rect, &rect), middle_y(&segment.rect).abs_diff(middle_y(&rect)));
        gap + middle
    };
    match segments.iter_mut().filter(fits).min_by_key(distance) {
        Some(segment) => {
            segment.rect = segment.rect.union(&rect);
            segment.components.push(index);
        }
        None => segments.push(Segment { rect, components: vec![index] }),
    }
}

/// Whether a component has the height of a line of text: characters that touch a ruling may grow together along it.
fn is_grown_together(component: &Component, char_height: f64) -> bool {
    (FLAT..ONE_LINE).contains(&(f64::from(component.rect.height()) / char_height))
}

/// Whether a component is what a seal or a fold left of a ruling: flat, level with a ruling, and longer than any minus.
/// A sign that were taken for such a remnant would be lost without a trace.
fn is_of_ruling(rect: &PixelBox, rulings: &Rulings, char_height: f64) -> bool {
    let flat = is_flat_stroke(rect, char_height) && f64::from(rect.width()) > LONGEST_MINUS * char_height;
    let level = |r: &PixelRuling| r.at <= rect.y1 && rect.y0 <= r.at + r.thick;
    flat && rulings.horizontals.iter().any(level)
}

/// Twice the vertical middle of a box.
fn middle_y(rect: &PixelBox) -> u32 {
    rect.y0 + rect.y1
}

/// Horizontal gap between two boxes, in pixels; 0 where they overlap.
fn gap(a: &PixelBox, b: &PixelBox) -> u32 {
    b.x0.saturating_sub(a.x1).max(a.x0.saturating_sub(b.x1))
}

/// Whether two boxes stand on one line of text, close enough for one segment.
fn stands_in_line(line: &PixelBox, rect: &PixelBox, Spacing { char_height, dashes_apart }: Spacing) -> bool {
    let (line_height, height) = (f64::from(line.height()), f64::from(rect.height()));
    // A dash for a blank and the name behind it are two cells; 一 and what follows it stand closer.
    let dash = |r: &PixelBox| is_dash(r, char_height);
    if dashes_apart && (dash(line) || dash(rect)) && f64::from(gap(line, rect)) > GAP_OF_DASH * char_height {
        return false;
    }
    let em = line_height.max(height).max(0.9 * char_height);
    // Points and dashes stand close to their characters; specks anywhere.
    let small = line_height.min(height) < FLAT * char_height;
    let reach =
        if small { GAP_OF_SMALL } else { GAP } * em.min(2.5 * char_height.max(line_height.min(height)));
    if f64::from(gap(line, rect)) > reach {
        return false;
    }
    let lower = line_height.min(height);
    let shared = f64::from(line.shared_height(rect));
    // Parts of characters lie inside the line; what is much taller than a line is none of it.
    let inside = shared >= INSIDE * lower;
    let alike = line_height.max(height) <= TALLER * lower.max(FLAT * char_height);
    inside || (alike && shared >= LEVEL * lower)
}

/// Whether a box is a comma that hangs at the feet of a line.
fn hangs(line: &PixelBox, mark: &PixelBox, char_height: f64) -> bool {
    f64::from(mark.width()) <= COMMA.0 * char_height
        && f64::from(mark.height()) <= COMMA.1 * char_height
        && f64::from(gap(line, mark)) <= COMMA.0 * char_height
        && middle_y(mark) > middle_y(line)
        && f64::from(line.shared_height(mark)) >= HANGING * f64::from(mark.height())
}

/// The box of the components of full height of a segment, on whose feet commas hang.
fn tall_of(segment: &Segment, components: &[Component], char_height: f64) -> Option<PixelBox> {
    let rects = segment.components.iter().filter_map(|index| components.get(*index)).map(|c| c.rect);
    let tall = rects.filter(|rect| f64::from(rect.height()) >= FLAT * char_height);
    tall.reduce(|a, b| a.union(&b))
}

/// Whether a ruling runs between two boxes.
fn ruling_between(a: &PixelBox, b: &PixelBox, rulings: &Rulings) -> bool {
    let middle = |from: u32, to: u32| u32::midpoint(from, to);
    let (left, right) =
        (middle(a.x0, a.x1).min(middle(b.x0, b.x1)), middle(a.x0, a.x1).max(middle(b.x0, b.x1)));
    let (top, bottom) =
        (middle(a.y0, a.y1).min(middle(b.y0, b.y1)), middle(a.y0, a.y1).max(middle(b.y0, b.y1)));
    let between = |rule: &PixelRuling, (low, high): (u32, u32), (from, to): (u32, u32)| {
        let at = rule.at + rule.thick / 2;
        low < at && at < high && rule.from <= to && from <= rule.to
    };
    rulings.verticals.iter().any(|r| between(r, (left, right), (top, bottom)))
        || rulings.horizontals.iter().any(|r| between(r, (top, bottom), (left, right)))
}

/// Joins segments that came to touch: lines that grew from both ends, and the strokes of 二 and 三. Each join is looked at
/// again, until nothing more joins.
fn join(
    mut segments: Vec<Segment>,
    components: &[Component],
    rulings: &Rulings,
    spacing: Spacing,
) -> Vec<Segment> {
    let mut joined: Vec<Segment> = Vec::new();
    segments.sort_by_key(|p| (p.rect.x0, p.rect.y0));
    while let Some(segment) = segments.pop() {
        let fits = |other: &Segment| {
            let one = stands_in_line(&other.rect, &segment.rect, spacing)
                || is_one_character(&other.rect, &segment.rect, spacing.char_height)
                || is_stroke_over(&segment.rect, other, components, spacing.char_height)
                || is_stroke_over(&other.rect, &segment, components, spacing.char_height);
            one && !ruling_between(&other.rect, &segment.rect, rulings)
        };
        match joined.iter().position(fits) {
            Some(index) => {
                // What grew may now meet others: it is looked at again.
                let mut grown = joined.swap_remove(index);
                grown.rect = grown.rect.union(&segment.rect);
                grown.components.extend(segment.components);
                segments.push(grown);
            }
            None => joined.push(segment),
        }
    }
    joined
}

/// Whether a segment is a speck by itself: too small for a character, and no dash. A point without a number is not read.
fn is_lone_speck(segment: &Segment, components: &[Component], char_height: f64, point: f64) -> bool {
    let (width, height) = (f64::from(segment.rect.width()), f64::from(segment.rect.height()));
    let small = width < LONE_SPECK * char_height && height < LONE_SPECK * char_height;
    let ink: u32 = segment.components.iter().map(|i| components[*i].area).sum();
    // Segments of nothing but specks hold little ink for their size.
    small || f64::from(ink) * point * point < 0.6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(x0: u32, y0: u32, x1: u32, y1: u32) -> Component {
        Component { rect: PixelBox { x0, y0, x1, y1 }, area: (x1 - x0) * (y1 - y0) }
    }

    /// Twelve characters of 20 × 20 pixels, so that the usual height is known; a pixel is half a point.
    fn page(more: &[Component]) -> Vec<Component> {
        let mut components: Vec<Component> = (0..12).map(|i| component(24 * i, 0, 24 * i + 20, 20)).collect();
        components.extend_from_slice(more);
        components
    }

    fn rects(segments: &[Segment]) -> Vec<(u32, u32)> {
        segments.iter().map(|p| (p.rect.x0, p.rect.x1)).collect()
    }

    #[test]
    fn characters_side_by_side_are_a_segment_and_a_ruling_splits_them() {
        let (segments, char_height) = components_to_segments(&page(&[]), &[], &Rulings::default(), 0.5);
        assert_eq!((rects(&segments), char_height), (vec![(0, 284)], 20.0));
        let rulings = Rulings {
            verticals: vec![PixelRuling { at: 141, thick: 1, from: 0, to: 20 }],
            ..Rulings::default()
        };
        assert_eq!(rects(&components_to_segments(&page(&[]), &[], &rulings, 0.5).0), [(0, 140), (144, 284)]);
    }

    #[test]
    fn points_join_their_number_and_lone_specks_are_dropped() {
        let (point, speck) = (component(285, 17, 288, 20), component(500, 100, 503, 103));
        let (segments, _) = components_to_segments(&page(&[point, speck]), &[], &Rulings::default(), 0.5);
        assert_eq!(rects(&segments), [(0, 288)]);
    }

    #[test]
    fn a_comma_hangs_at_the_feet_of_its_digits_and_a_speck_below_does_not() {
        // Of the 7 pixels of the first, 2 stand beside the digits.
        let (comma, speck) = (component(285, 18, 289, 25), component(120, 22, 126, 29));
        let more = [comma, speck, component(291, 0, 303, 20)];
        let (segments, _) = components_to_segments(&page(&more), &[], &Rulings::default(), 0.5);
        assert_eq!(rects(&segments), [(0, 303), (120, 126)]);
    }

    #[test]
    fn a_character_of_flat_strokes_is_one_segment() {
        let strokes = [component(0, 100, 18, 103), component(2, 107, 16, 110), component(0, 116, 20, 119)];
        let (segments, _) = components_to_segments(&page(&strokes), &[], &Rulings::default(), 0.5);
        assert_eq!(segments.len(), 2);
        assert_eq!(segments[1].rect, PixelBox { x0: 0, y0: 100, x1: 20, y1: 119 });
    }

    #[test]
    fn a_number_whose_strokes_are_broken_is_one_segment() {
        // The bars of two digits, what is below them, and a digit that is broken lower down.
        let upper = [
            component(400, 0, 408, 3),
            component(414, 0, 422, 3),
            component(428, 0, 436, 9),
            component(442, 0, 450, 9),
        ];
        let lower = [
            component(399, 6, 408, 15),
            component(413, 6, 422, 15),
            component(428, 11, 437, 15),
            component(442, 11, 451, 15),
        ];
        let (segments, _) =
            components_to_segments(&page(&[upper, lower].concat()), &[], &Rulings::default(), 0.5);
        assert_eq!(rects(&segments), [(0, 284), (399, 451)]);
    }

    #[test]
    fn a_dash_stands_apart() {
        let (segments, _) =
            components_to_segments(&page(&[component(296, 9, 314, 12)]), &[], &Rulings::default(), 0.5);
        assert_eq!(rects(&segments), [(0, 284), (296, 314)]);
        let (segments, _) =
            components_to_segments(&page(&[component(288, 9, 306, 12)]), &[], &Rulings::default(), 0.5);
        assert_eq!(rects(&segments), [(0, 306)]);
    }

    #[test]
    fn what_is_level_with_a_ruling_is_a_part_of_it() {
        let rulings = Rulings {
            horizontals: vec![PixelRuling { at: 101, thick: 2, from: 0, to: 300 }],
            ..Rulings::default()
        };
        let (segments, _) =
            components_to_segments(&page(&[component(420, 100, 460, 103)]), &[], &rulings, 0.5);
        assert_eq!(rects(&segments), [(0, 284)]);
        let (segments, _) =
            components_to_segments(&page(&[component(420, 108, 440, 111)]), &[], &rulings, 0.5);
        assert_eq!(rects(&segments), [(0, 284), (420, 440)]);
        // A minus is never taken for one: it would be lost without a trace.
        let (segments, _) =
            components_to_segments(&page(&[component(420, 100, 440, 103)]), &[], &rulings, 0.5);
        assert_eq!(rects(&segments), [(0, 284), (420, 440)]);
    }

    #[test]
    fn wrapped_lines_stay_apart() {
        let below: Vec<Component> = (0..5).map(|i| component(24 * i, 24, 24 * i + 20, 44)).collect();
        assert_eq!(components_to_segments(&page(&below), &[], &Rulings::default(), 0.5).0.len(), 2);
    }

    #[test]
    fn characters_that_grew_together_along_a_ruling_are_a_segment() {
        let (segments, _) =
            components_to_segments(&page(&[component(400, 60, 640, 82)]), &[], &Rulings::default(), 0.5);
        assert_eq!(rects(&segments), [(0, 284), (400, 640)]);
        // A picture is none, nor is a line.
        let more = [component(400, 60, 640, 140), component(400, 200, 640, 203)];
        let (segments, _) = components_to_segments(&page(&more), &[], &Rulings::default(), 0.5);
        assert_eq!(rects(&segments), [(0, 284)]);
    }
}
