//! Arranges the words above a stream table: which stand over one column, and which over several.
//!
//! A word over several columns is centred over them, so the words below it that stand nearest to it are theirs.

use super::rows::Row;
use super::words::Word;
use crate::geom::Rect;

/// Largest distance of lines of one wrapped word, in em.
const WRAPPED_EM: f64 = 0.5;

/// Largest distance of two characters that are one word, in em.
const SPREAD_EM: f64 = 2.0;

/// Word of the header, with all its lines.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) rect: Rect,
    pub(super) words: Vec<Word>,
    /// Indexes of its parts, which stand below it; none where it heads one column.
    pub(super) parts: Vec<usize>,
}

/// Turns header rows into words, the lines of a wrapped one joined.
pub(super) fn rows_to_blocks(header: &[Row]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for row in header {
        blocks_of_row(row, &mut blocks);
    }
    find_parts(&mut blocks);
    blocks
}

/// Adds the words of a header row: wrapped ones to what is above, and two single characters that stand by themselves (金 额) as
/// one word. The headings 类, 款 and 项 are three.
fn blocks_of_row(row: &Row, blocks: &mut Vec<Block>) {
    let mut words: Vec<&Word> = row.words.iter().collect();
    words.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    // A speck beside it is none of it.
    let is_single = |word: &Word| word.chars().filter(|ch| ch.is_alphanumeric()).count() == 1;
    let gap = |at: usize| match (words.get(at), words.get(at + 1)) {
        (Some(left), Some(right)) => right.rect.x0 - left.rect.x1,
        _ => f64::MAX,
    };
    let mut spread: Vec<Option<Rect>> = vec![None; words.len()];
    for (at, pair) in words.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        let before = at.checked_sub(1).map_or(f64::MAX, gap);
        let own = gap(at);
        let is_one = is_single(left)
            && is_single(right)
            && own <= SPREAD_EM * left.size
            && before.min(gap(at + 1)) >= 2.0 * own;
        spread[at + 1] = is_one.then_some(left.rect);
    }
    for (word, first) in words.into_iter().zip(spread) {
        let near = WRAPPED_EM * word.size;
        let above =
            |b: &&mut Block| (word.rect.y0 - b.rect.y1).abs() < near && b.rect.shared_width(&word.rect) > 0.0;
        let found = match first {
            Some(first) => {
                blocks.iter_mut().rev().find(|b| b.words.last().is_some_and(|word| word.rect == first))
            }
            None => blocks.iter_mut().rev().find(above),
        };
        match found {
            Some(block) => {
                block.rect = block.rect.union(&word.rect);
                block.words.push(word.clone());
            }
            None => blocks.push(Block { rect: word.rect, words: vec![word.clone()], parts: Vec::new() }),
        }
    }
}

/// Makes each word a part of the nearest word above it; one with a single such neighbour heads its own column. A tall
/// word beside it may be counted too: where a word is centred decides which are its own.
fn find_parts(blocks: &mut [Block]) {
    let rects: Vec<Rect> = blocks.iter().map(|b| b.rect).collect();
    let is_above = |a: &Rect, b: &Rect| a.mid_y() < b.mid_y() - a.height().min(b.height()) / 2.0;
    let apart = |a: &Rect, b: &Rect| {
        (a.x0.max(b.x0) - a.x1.min(b.x1)).max(0.0) + (a.y0.max(b.y0) - a.y1.min(b.y1)).max(0.0)
    };
    for (below, rect) in rects.iter().enumerate() {
        let above = rects.iter().enumerate().filter(|(_, above)| is_above(above, rect));
        let nearest = above.min_by(|a, b| apart(a.1, rect).total_cmp(&apart(b.1, rect)));
        if let Some((nearest, _)) = nearest {
            blocks[nearest].parts.push(below);
        }
    }
    // A word over one that stands over several does so too: 预算数 over 公务用车购置及运行费 over its three.
    for number in (0..blocks.len()).rev() {
        if let [only] = blocks[number].parts.as_slice() {
            let below = blocks[*only].parts.clone();
            blocks[number].parts = if below.len() >= 2 { below } else { Vec::new() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::words_to_rows;
    use super::super::words::glyphs_to_words;
    use super::*;
    use crate::geom::Direction;
    use crate::page::Glyph;

    fn blocks(words: &[(f64, f64, f64)]) -> Vec<Vec<usize>> {
        let block = |(x0, x1, y): &(f64, f64, f64)| Block {
            rect: Rect::new(*x0, *y, *x1, y + 8.0),
            words: Vec::new(),
            parts: Vec::new(),
        };
        let mut blocks: Vec<Block> = words.iter().map(block).collect();
        find_parts(&mut blocks);
        blocks.into_iter().map(|b| b.parts).collect()
    }

    #[test]
    fn two_characters_apart_are_one_heading_and_three_are_not() {
        let glyphs = |texts: &[(&str, f64)]| -> Vec<Glyph> {
            let glyph = |(ch, x): (char, f64)| Glyph {
                ch,
                rect: Rect::new(x, 0.0, x + 10.0, 10.0),
                size: 10.0,
                direction: Direction::Right,
                cut: false,
                doubt: None,
                reading: None,
            };
            texts
                .iter()
                .flat_map(|(text, x)| text.chars().zip((0..).map(move |n| x + 10.0 * f64::from(n))))
                .map(glyph)
                .collect()
        };
        let texts = |of: &[(&str, f64)]| -> Vec<String> {
            let blocks = rows_to_blocks(&words_to_rows(glyphs_to_words(&glyphs(of))));
            blocks.iter().map(|b| b.words.iter().flat_map(|w| w.chars()).collect()).collect()
        };
        assert_eq!(texts(&[("行次", 0.0), ("金", 100.0), ("额", 130.0)]), ["行次", "金额"]);
        assert_eq!(texts(&[("类", 0.0), ("款", 35.0), ("项", 70.0)]), ["类", "款", "项"]);
    }

    #[test]
    fn a_word_over_columns_has_parts_and_those_that_head_one_have_none() {
        // 项目 over 科目编码 and 科目名称; 本年收入合计 beside them, half a line lower.
        let parts = blocks(&[
            (147.0, 168.0, 113.0),
            (282.0, 333.0, 120.5),
            (59.0, 93.0, 128.0),
            (172.0, 206.0, 128.0),
        ]);
        assert_eq!(parts, [vec![1, 2, 3], vec![], vec![], vec![]]);
    }

    #[test]
    fn a_word_over_a_word_over_several_stands_over_them_too() {
        let parts = blocks(&[
            (48.0, 72.0, 97.0),
            (30.0, 90.0, 112.0),
            (10.0, 30.0, 127.0),
            (50.0, 70.0, 127.0),
            (90.0, 110.0, 127.0),
        ]);
        assert_eq!(parts[..2], [vec![2, 3, 4], vec![2, 3, 4]]);
    }

    #[test]
    fn the_nearest_level_counts() {
        // 三公: 小计 over 预算数 and 决算数, though the title of the table reaches over 决算数 too.
        let parts = blocks(&[
            (381.0, 461.0, 97.0),
            (350.0, 366.0, 127.0),
            (314.0, 338.0, 142.0),
            (377.0, 401.0, 142.0),
        ]);
        assert_eq!(parts[1], [2, 3]);
    }
}
