//! Turns a page whose text runs down, up or upside down, so that later stages see it run from left to right.
//!
//! `/Rotate` is applied before; this is for pages whose content itself is turned.

use std::collections::BTreeMap;

use crate::geom::{Affine, Direction};
use crate::page::Page;

/// Turns the page so that its most frequent text direction is left to right.
pub(super) fn turn_upright(mut page: Page) -> Page {
    let mut votes: BTreeMap<Direction, usize> = BTreeMap::new();
    for glyph in &page.glyphs {
        *votes.entry(glyph.direction).or_default() += 1;
    }
    let straight = votes.get(&Direction::Right).copied().unwrap_or(0);
    let Some((direction, count)) = votes.into_iter().max_by_key(|(_, count)| *count) else { return page };
    let (width, height) = (page.width, page.height);
    // From the page as seen to the upright page.
    let to_upright = match direction {
        _ if count <= straight => return page,
        Direction::Right | Direction::Slanted => return page,
        Direction::Down => Affine([0.0, -1.0, 1.0, 0.0, 0.0, width]),
        Direction::Up => Affine([0.0, 1.0, -1.0, 0.0, height, 0.0]),
        Direction::Left => Affine([-1.0, 0.0, 0.0, -1.0, width, height]),
    };
    let Some(back) = to_upright.inverse() else { return page };
    let turned = direction != Direction::Left;
    for glyph in &mut page.glyphs {
        glyph.rect = to_upright.rect(&glyph.rect);
        glyph.direction = relative(glyph.direction, direction);
    }
    for ruling in &mut page.rulings {
        ruling.rect = to_upright.rect(&ruling.rect);
        ruling.horizontal ^= turned;
    }
    for fill in &mut page.fills {
        *fill = to_upright.rect(fill);
    }
    for ink in &mut page.unread_ink {
        ink.rect = to_upright.rect(&ink.rect);
    }
    if turned {
        (page.width, page.height) = (height, width);
    }
    page.upright = back;
    page
}

fn relative(direction: Direction, base: Direction) -> Direction {
    const ROUND: [Direction; 4] = [Direction::Right, Direction::Down, Direction::Left, Direction::Up];
    let at = |d: Direction| ROUND.iter().position(|r| *r == d);
    match (at(direction), at(base)) {
        (Some(d), Some(b)) => ROUND[(d + 4 - b) % 4],
        _ => direction,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;
    use crate::page::{Glyph, Origin};

    #[test]
    fn text_that_runs_up_is_read_from_left_to_right_and_leads_back() {
        // On a 200 × 300 page, `1` stands below `2`, and both face left.
        let glyph = |ch, y| Glyph {
            ch,
            rect: Rect::new(50.0, y, 60.0, y + 10.0),
            size: 10.0,
            direction: Direction::Up,
            cut: false,
            doubt: None,
            reading: None,
        };
        let page = Page {
            number: 1,
            width: 200.0,
            height: 300.0,
            origin: Origin::Text,
            upright: Affine::IDENTITY,
            glyphs: vec![glyph('1', 200.0), glyph('2', 190.0)],
            rulings: Vec::new(),
            fills: Vec::new(),
            readings: Vec::new(),
            fonts: Vec::new(),
            bend: None,
            unread_ink: Vec::new(),
            layer: Vec::new(),
            notes: Vec::new(),
        };
        let seen = page.glyphs[0].rect;
        let page = turn_upright(page);
        assert_eq!((page.width, page.height), (300.0, 200.0));
        assert!(page.glyphs[0].rect.x0 < page.glyphs[1].rect.x0);
        assert_eq!(page.glyphs[0].direction, Direction::Right);
        assert_eq!(page.place(&page.glyphs[0].rect).bbox(), Some(seen));
    }
}
