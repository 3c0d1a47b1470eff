//! Knows of styles what decides whether text is seen, and of which list it is (`STSH`, [MS-DOC] 2.9.271).

use super::bytes::{slice, u16_at};
use super::file::{Part, WordFile};
use super::sprm::sprms;

/// Longest chain of styles that build on each other; more is a circle.
const CHAIN: usize = 40;
/// Style that is none.
const NONE: u16 = 0x0FFF;
/// Hidden text.
pub(super) const HIDDEN: u16 = 0x083C;

/// The styles of a document, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Styles<'a> {
    styles: Vec<Option<Style<'a>>>,
}

#[derive(Debug)]
struct Style<'a> {
    base: u16,
    /// Properties of paragraphs.
    paragraph: &'a [u8],
    /// Properties of characters.
    character: &'a [u8],
}

impl<'a> Styles<'a> {
    /// Reads the styles.
    pub(super) fn read(file: &'a WordFile) -> Self {
        let part = file.part(Part::Styles);
        let header = usize::from(u16_at(part, 0).unwrap_or(0));
        let count = u16_at(part, 2).unwrap_or(0);
        let base = usize::from(u16_at(part, 4).unwrap_or(0));
        let mut at = 2 + header;
        let mut styles = Vec::new();
        for _ in 0..count {
            let Some(length) = u16_at(part, at).map(usize::from) else { break };
            let bytes = slice(part, at + 2, length).unwrap_or_default();
            styles.push(style(bytes, base));
            at += 2 + length + length % 2;
        }
        Self { styles }
    }

    fn chain(&self, number: u16) -> impl Iterator<Item = &Style<'a>> {
        let find = |number: u16| self.styles.get(usize::from(number))?.as_ref();
        std::iter::successors(find(number), move |style| (style.base != NONE).then(|| find(style.base))?)
            .take(CHAIN)
    }

    /// Whether a style hides text.
    pub(super) fn hides(&self, number: u16) -> bool {
        let own = |style: &Style<'_>| {
            sprms(style.character)
                .filter(|(code, _)| *code == HIDDEN)
                .last()
                .and_then(|(_, value)| value.first().copied())
        };
        self.chain(number).find_map(own).is_some_and(|value| value == 1 || value == 0x81)
    }

    /// The last operand of a property of paragraphs of a style.
    pub(super) fn paragraph(&self, number: u16, code: u16) -> Option<&'a [u8]> {
        let own = |style: &Style<'a>| sprms(style.paragraph).filter(|(known, _)| *known == code).last();
        self.chain(number).find_map(own).map(|(_, operand)| operand)
    }
}

fn style(bytes: &[u8], base: usize) -> Option<Style<'_>> {
    let kind = u16_at(bytes, 2)?;
    let name = base + base % 2;
    let mut at = name + 2 + usize::from(u16_at(bytes, name)?) * 2 + 2;
    let mut lists = Vec::new();
    for _ in 0..u16_at(bytes, 4)? & 0xF {
        let length = usize::from(u16_at(bytes, at).unwrap_or(0));
        lists.push(slice(bytes, at + 2, length).unwrap_or_default());
        at += 2 + length + length % 2;
    }
    let list = |index: usize| lists.get(index).copied().unwrap_or_default();
    let (paragraph, character) = match kind & 0xF {
        1 => (list(0).get(2..).unwrap_or_default(), list(1)),
        2 => (&[][..], list(0)),
        _ => (&[][..], &[][..]),
    };
    Some(Style { base: kind >> 4, paragraph, character })
}
