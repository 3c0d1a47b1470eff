//! Defines the marks that amounts are printed with, as the net knows them.

use crate::text::number::{
    is_bracket, is_comma, is_currency, is_minus, is_percent, is_plus, is_point, to_ascii,
};

/// A digit, or a sign of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// 0 to 9.
    Digit(u8),
    /// The decimal point.
    Point,
    /// The comma between thousands.
    Comma,
    /// A minus, a hyphen or a dash: all level bars.
    Minus,
    /// A bracket, which way ever it opens: in text from right to left the mirrored one is drawn.
    Bracket,
    /// The per cent sign.
    Percent,
    /// A sign before a number that changes nothing of it: a plus or a sign of money. A text may say so where a minus is
    /// drawn; no glyph is read as one.
    Plus,
}

impl Mark {
    /// All that a glyph is read as.
    pub(crate) const ALL: [Self; 15] = [
        Self::Digit(0),
        Self::Digit(1),
        Self::Digit(2),
        Self::Digit(3),
        Self::Digit(4),
        Self::Digit(5),
        Self::Digit(6),
        Self::Digit(7),
        Self::Digit(8),
        Self::Digit(9),
        Self::Point,
        Self::Comma,
        Self::Minus,
        Self::Bracket,
        Self::Percent,
    ];

    /// The mark that a character of a text stands for, of any width; `None` where it is none.
    pub(crate) fn of(ch: char) -> Option<Self> {
        if is_plus(ch) || is_currency(ch) {
            return Some(Self::Plus);
        }
        match to_ascii(ch)? {
            sign if is_point(sign) => Some(Self::Point),
            sign if is_comma(sign) => Some(Self::Comma),
            sign if is_minus(sign) => Some(Self::Minus),
            sign if is_percent(sign) => Some(Self::Percent),
            sign if is_bracket(sign) => Some(Self::Bracket),
            digit => digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).map(Self::Digit),
        }
    }

    /// The character that it is written with.
    pub(crate) fn as_char(self) -> char {
        match self {
            Self::Digit(digit) => char::from(b'0' + digit.min(9)),
            Self::Point => '.',
            Self::Comma => ',',
            Self::Minus => '-',
            Self::Bracket => '(',
            Self::Percent => '%',
            Self::Plus => '+',
        }
    }

    /// Its value, where it is a digit.
    pub(crate) fn digit(self) -> Option<usize> {
        if let Self::Digit(digit) = self { Some(usize::from(digit)) } else { None }
    }

    /// Whether a font lies that draws this where its text says something. The per cent sign is too much like what else
    /// fonts draw, and a bracket like 1 and the small signs.
    pub(super) fn contradicts(self, says: Self) -> bool {
        match says {
            _ if self == says || self == Self::Percent => false,
            Self::Bracket => self.digit().is_some_and(|digit| digit != 1),
            Self::Plus => self == Self::Minus,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_any_width_are_marks() {
        let marks: Vec<Option<Mark>> = "3８．，—（％+￥x①²".chars().map(Mark::of).collect();
        let digit = |d| Some(Mark::Digit(d));
        let signs = [Mark::Point, Mark::Comma, Mark::Minus, Mark::Bracket, Mark::Percent].map(Some);
        assert_eq!(marks[..2], [digit(3), digit(8)]);
        assert_eq!(marks[2..7], signs);
        assert_eq!(marks[7..9], [Some(Mark::Plus); 2]);
        assert_eq!(marks[9..], [None; 3]);
    }

    #[test]
    fn marks_are_written_as_they_are_read() {
        assert!(Mark::ALL.into_iter().all(|mark| Mark::of(mark.as_char()) == Some(mark)));
    }
}
