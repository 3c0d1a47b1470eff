//! Reads colours of pages, as far as they say whether text can be seen on its ground.

/// A colour of screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(u8, u8, u8);

impl Colour {
    /// Ground of a page that says nothing.
    pub(super) const WHITE: Self = Self(255, 255, 255);
    /// Text of a page that says nothing.
    pub(super) const BLACK: Self = Self(0, 0, 0);

    /// Reads `#fff`, `#ffffff`, `rgb(255, 255, 255)` and the names that pages use; `None` for others.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(digits) = text.strip_prefix('#') {
            return Self::of_digits(digits);
        }
        if let Some(list) = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
            let mut parts = list.split([',', ' ']).filter(|part| !part.is_empty());
            let mut next = || parts.next()?.trim().parse::<u8>().ok();
            return Some(Self(next()?, next()?, next()?));
        }
        Some(match text.as_str() {
            "white" | "window" => Self::WHITE,
            "black" | "windowtext" => Self::BLACK,
            "red" => Self(255, 0, 0),
            "blue" => Self(0, 0, 255),
            "green" => Self(0, 128, 0),
            "yellow" => Self(255, 255, 0),
            "gray" | "grey" => Self(128, 128, 128),
            "silver" => Self(192, 192, 192),
            "whitesmoke" => Self(245, 245, 245),
            // `bgcolor=ffffff` is a colour too.
            other if other.len() == 6 => return Self::of_digits(other),
            _ => return None,
        })
    }

    fn of_digits(digits: &str) -> Option<Self> {
        let at = |from: usize, length: usize| u8::from_str_radix(digits.get(from..from + length)?, 16).ok();
        match digits.len() {
            3 => Some(Self(at(0, 1)? * 17, at(1, 1)? * 17, at(2, 1)? * 17)),
            6 => Some(Self(at(0, 2)?, at(2, 2)?, at(4, 2)?)),
            _ => None,
        }
    }

    /// Whether text of this colour cannot be told from its ground.
    pub(super) fn vanishes_on(self, ground: Self) -> bool {
        let near = |a: u8, b: u8| a.abs_diff(b) <= 3;
        near(self.0, ground.0) && near(self.1, ground.1) && near(self.2, ground.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_pages_write_them() {
        for white in ["#fff", "#FFFFFF", "White", "rgb(255, 255,255)", "ffffff"] {
            assert_eq!(Colour::of(white), Some(Colour::WHITE), "{white}");
        }
        assert_eq!(Colour::of("transparent"), None);
        assert!(Colour::of("#fefefe").unwrap().vanishes_on(Colour::WHITE));
        assert!(!Colour::of("#eee").unwrap().vanishes_on(Colour::WHITE));
    }
}
