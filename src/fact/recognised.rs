//! Finds what speaks against a number that was recognised on a picture.

use crate::page::Reading;
use crate::text::number::{is_digit, is_minus, parse_number};

/// Finds the other number that another reader made of it.
pub(super) fn disagreement(reading: &Reading) -> Option<String> {
    let other = reading.alternatives.first().filter(|_| reading.disputed && !is_confirmed(reading))?;
    Some(if other.text.is_empty() {
        format!("{} reads nothing", other.reader)
    } else {
        format!("{} reads {}", other.reader, other.text)
    })
}

/// Finds the minus that another reader is likely to have seen before the same digits. A thin one is lost in small print, and two
/// readers may lose it alike.
pub(super) fn lost_sign(reading: &Reading) -> Option<String> {
    let digits = |text: &str| text.chars().filter(|c| is_digit(*c)).collect::<String>();
    let is_signed = |text: &str| text.starts_with(is_minus);
    let other = reading
        .alternatives
        .iter()
        .filter(|other| other.is_likely() && is_signed(&other.text))
        .find(|other| digits(&other.text) == digits(&reading.text))?;
    (!is_signed(&reading.text)).then(|| format!("{} reads {}", other.reader, other.text))
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
    fn a_minus_that_one_reader_saw_is_told() {
        let told = |read: &str, others: &[(&str, f64)]| {
            let other = |(text, confidence): &(&str, f64)| Alternative {
                reader: "other",
                text: (*text).to_owned(),
                confidence: *confidence,
            };
            let reading = Reading {
                rect: Rect::new(0.0, 0.0, 9.0, 9.0),
                text: read.to_owned(),
                confidence: 0.9,
                alternatives: others.iter().map(other).collect(),
                unread: Vec::new(),
                agreed: true,
                disputed: false,
                disturbed: false,
            };
            lost_sign(&reading)
        };
        assert_eq!(told("6.0", &[("6", 0.9), ("-6.0", 0.5)]).as_deref(), Some("other reads -6.0"));
        assert_eq!(told("-6.0", &[("-6.0", 0.9)]), None);
        assert_eq!(told("6.0", &[("-6.0", 0.1), ("-8.0", 0.9)]), None);
    }

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
                disturbed: false,
            })
        };
        assert!(read("0.0", "0.00") && !read("2.9", "2.97") && !read("1O", "1O"));
    }
}
