//! Finds what speaks against a number that was recognised on a picture.

use crate::page::Reading;
use crate::text::number::parse_number;

/// Finds the other number that another reader made of it.
pub(super) fn disagreement(reading: &Reading) -> Option<String> {
    let other = reading.alternatives.first().filter(|_| reading.disputed && !is_confirmed(reading))?;
    Some(if other.text.is_empty() {
        format!("{} reads nothing", other.reader)
    } else {
        format!("{} reads {}", other.reader, other.text)
    })
}

/// Whether two readers read the same number: `0.0` and `0.00` are one.
pub(super) fn is_confirmed(reading: &Reading) -> bool {
    let same = || {
        let other = parse_number(&reading.alternatives.first()?.text)?;
        Some(parse_number(&reading.text)? == other)
    };
    reading.agreed || (reading.disputed && same() == Some(true))
}

/// Whether a reader holds another number for likely enough to report it, though it may not believe it.
pub(crate) fn is_unsure(read: &str, others: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
    let number = parse_number(read);
    others.into_iter().filter_map(|other| parse_number(other.as_ref())).any(|other| Some(other) != number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;
    use crate::page::Alternative;

    #[test]
    fn readers_that_see_one_number_agree() {
        let read = |text: &str, other: &str| {
            let other = Alternative { reader: "other", text: other.to_owned(), confidence: 0.9 };
            is_confirmed(&Reading {
                rect: Rect::new(0.0, 0.0, 9.0, 9.0),
                text: text.to_owned(),
                confidence: 0.9,
                alternatives: vec![other],
                unread: Vec::new(),
                agreed: false,
                disputed: true,
            })
        };
        assert!(read("0.0", "0.00") && !read("2.9", "2.97") && !read("1O", "1O"));
    }
}
