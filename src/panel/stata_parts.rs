//! Defines variables, values and labels of Stata, and writes the small parts of its files.

use std::io::{Error, Result};

/// Most characters of a label of a variable.
pub(super) const LONGEST_LABEL: usize = 80;
/// Bytes of a name, a format and a label, each with the zero behind it.
pub(super) const NAME: usize = 129;
pub(super) const FORMAT: usize = 57;
pub(super) const LABEL: usize = 321;
/// The largest whole number of 32 bits that is a value.
pub(super) const MOST_LONG: i64 = 2_147_483_620;

/// Type of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StataType {
    /// A whole number up to 100.
    Byte,
    /// A whole number of 32 bits.
    Long,
    Double,
    /// A text of at most so many bytes.
    Fixed(u16),
    /// A text of any length.
    LongText,
}

impl StataType {
    pub(super) fn code(self) -> u16 {
        match self {
            Self::Byte => 65530,
            Self::Long => 65528,
            Self::Double => 65526,
            Self::Fixed(width) => width,
            Self::LongText => 32768,
        }
    }

    pub(super) fn format(self) -> String {
        match self {
            Self::Byte => "%8.0g".to_owned(),
            Self::Long => "%12.0g".to_owned(),
            // Wide enough for amounts to the 分 without an exponent.
            Self::Double => "%18.0g".to_owned(),
            Self::Fixed(width) => format!("%{}s", width.clamp(9, 244)),
            Self::LongText => "%9s".to_owned(),
        }
    }
}

/// Variable: a column.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) kind: StataType,
    pub(super) label: String,
    /// Name of the labels of its values; empty where it has none.
    pub(super) value_labels: String,
    /// The whole of what it means, as a note on it.
    pub(super) note: String,
}

/// Labels of the values 1, 2, 3 …
#[derive(Debug, Clone)]
pub(super) struct ValueLabels {
    pub(super) name: String,
    pub(super) first: i32,
    pub(super) labels: Vec<String>,
}

/// Value of a variable in a row; `None` in its place is a missing one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum StataValue<'a> {
    Missing,
    Whole(i32),
    Number(f64),
    Text(&'a str),
}

/// A name, a format or a label: with zeros behind it, one at least. What is too long loses whole characters.
pub(super) fn named(text: &str, length: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = Vec::with_capacity(length);
    for c in text.chars().take_while(|c| *c != '\0') {
        if bytes.len() + c.len_utf8() >= length {
            break;
        }
        bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    bytes.resize(length, 0);
    bytes
}

/// The whole meaning of a variable, as its first note.
pub(super) fn notes(variable: &Variable) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, text) in [("note0", "1"), ("note1", variable.note.as_str())] {
        let length = u32::try_from(2 * NAME + text.len() + 1).unwrap_or(u32::MAX);
        bytes.extend(b"<ch>");
        bytes.extend(length.to_le_bytes());
        bytes.extend(named(&variable.name, NAME));
        bytes.extend(named(name, NAME));
        bytes.extend(text.as_bytes());
        bytes.extend(b"\0</ch>");
    }
    bytes
}

/// Labels of values: how many, the bytes of all texts, where each begins among them, the values, the texts.
pub(super) fn label_list(list: &ValueLabels) -> Result<Vec<u8>> {
    let whole = |number: usize| i32::try_from(number).map_err(Error::other);
    let (mut begins, mut texts) = (Vec::new(), Vec::new());
    for label in &list.labels {
        begins.extend(whole(texts.len())?.to_le_bytes());
        texts.extend(label.as_bytes());
        texts.push(0);
    }
    let values = (list.first..).take(list.labels.len()).flat_map(i32::to_le_bytes);
    let mut body = whole(list.labels.len())?.to_le_bytes().to_vec();
    body.extend(whole(texts.len())?.to_le_bytes());
    body.extend(begins);
    body.extend(values);
    body.extend(texts);
    let mut bytes = b"<lbl>".to_vec();
    bytes.extend(whole(body.len())?.to_le_bytes());
    bytes.extend(named(&list.name, NAME));
    bytes.extend([0; 3]);
    bytes.extend(body);
    bytes.extend(b"</lbl>");
    Ok(bytes)
}
