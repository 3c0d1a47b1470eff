//! Knows how a character looks by its properties: hidden, changed, raised, a picture.

use super::super::flow::pieces::{Change, Height};
use super::bytes::u16_at;
use super::sprm::Sprm;
use super::styles::{HIDDEN, Styles};

/// How a character looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) is_hidden: bool,
    pub(super) change: Change,
    pub(super) height: Height,
    /// Whether it is a mark between two styles in one line.
    pub(super) is_separator: bool,
    /// Whether it is no character but stands for something.
    pub(super) is_special: bool,
    /// The character of a font of symbols that it stands for.
    pub(super) symbol: Option<u16>,
    /// Whether it stands for data that are not shown.
    pub(super) is_data: bool,
    /// Whether it stands for an object of another program.
    pub(super) is_object: bool,
}

impl Look {
    /// Reads the properties of a character of a paragraph of this style.
    pub(super) fn of<'a>(
        properties: impl Iterator<Item = Sprm<'a>>,
        paragraph: u16,
        styles: &Styles<'_>,
    ) -> Self {
        let mut look = Self::default();
        let mut own = None;
        let mut style = None;
        let (mut is_deleted, mut is_inserted) = (false, false);
        for (code, operand) in properties {
            let value = operand.first().copied().unwrap_or(0);
            match code {
                0x0800 => is_deleted = value == 1,
                0x0801 => is_inserted = value == 1,
                HIDDEN => own = Some(value),
                0x0818 => look.is_separator = value == 1,
                0x4A30 => style = u16_at(operand, 0),
                0x0855 => look.is_special = value == 1,
                0x0806 => look.is_data = value == 1,
                0x0856 | 0x080A => look.is_object |= value == 1,
                0x6A09 => look.symbol = u16_at(operand, 2),
                0x2A48 => {
                    look.height = match value {
                        1 => Height::Raised,
                        2 => Height::Lowered,
                        _ => Height::Line,
                    }
                }
                _ => {}
            }
        }
        let by_style = styles.hides(paragraph) != style.is_some_and(|style| styles.hides(style));
        look.is_hidden = match own {
            _ if look.is_separator => true,
            None | Some(0x80) => by_style,
            Some(0x81) => !by_style,
            Some(value) => value == 1,
        };
        if is_inserted {
            look.change = look.change.inserted();
        }
        if is_deleted {
            look.change = look.change.deleted();
        }
        look
    }

    /// Whether it stands in the text as it is shown.
    pub(super) fn is_there(&self) -> bool {
        !self.is_hidden && matches!(self.change, Change::None | Change::Inserted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_say_what_is_seen() {
        let of = |list: &[Sprm<'_>]| Look::of(list.iter().copied(), 0, &Styles::default());
        assert!(
            of(&[(HIDDEN, &[1])]).is_hidden
                && of(&[(HIDDEN, &[0x81])]).is_hidden
                && of(&[(0x0818, &[1])]).is_hidden
        );
        assert!(!of(&[(HIDDEN, &[1]), (HIDDEN, &[0])]).is_hidden && !of(&[(HIDDEN, &[0x80])]).is_hidden);
        assert_eq!(of(&[(0x0800, &[1]), (0x0801, &[1])]).change, Change::Both);
        let symbol = of(&[(0x6A09, &[1, 0, 0x33, 0xF0]), (0x2A48, &[1])]);
        assert_eq!((symbol.symbol, symbol.height, symbol.is_there()), (Some(0xF033), Height::Raised, true));
    }
}
